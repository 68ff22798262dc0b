"""Held logs: what redaction doubts waits here, encrypted as a whole, until a person releases or discards it.

A doubtful text may hold a name in the clear, so nothing of it is in the catalogue. The file tells its reader how many
logs wait and how long they are; references and tokens stand in it as keyed digests only.

An entry says which version of its log it would be. Once the catalogue holds that version, the entry was released or
replaced, whatever became of the process before it could remove it, and it counts no more.
"""

import hashlib
import hmac
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.clearance import Label, label_of
from index.database import Database, opening
from index.errors import BadKey, BadSetting, NotHeld
from index.grading import Grade
from index.keys import Keys
from index.records import Mention, RawLog, RedactedLog, Replaced
from index.redaction.doubt import Doubt, Reason
from index.redaction.redactor import Draft, Redaction
from index.redaction.tokens import identities_in
from index.redaction.types import EntityType

_SCHEMA = """
CREATE TABLE IF NOT EXISTS held(
    ref BLOB PRIMARY KEY, version INTEGER NOT NULL, fingerprint BLOB NOT NULL, nonce BLOB NOT NULL,
    sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS held_tokens(
    token BLOB NOT NULL, ref BLOB NOT NULL, PRIMARY KEY(token, ref)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS held_tokens_ref ON held_tokens(ref);
"""


@dataclass(frozen=True, slots=True)
class HeldLog:
    """A log that waits for a person, with its raw text. Only for showing it to somebody, on the record."""

    raw: RawLog
    draft: Draft
    fingerprint: bytes
    held_at: str  # ISO 8601, UTC

    @property
    def log_ref(self) -> str:
        return self.raw.log_ref

    @property
    def tokens(self) -> frozenset[str]:
        """The identities its redacted fields mention."""
        log = self.draft.log
        return frozenset(identities_in(*(f.text for f in self.draft.fields.values()), log.force, log.theme))

    @property
    def label(self) -> Label:
        """What decides who may see it."""
        return label_of(self.draft.log)

    @property
    def reasons(self) -> Counter[Reason]:
        """How many stretches are doubtful for each reason."""
        return Counter(doubt.reason for doubts in self.draft.doubts.values() for doubt in doubts)


@dataclass(frozen=True, slots=True)
class Hide:
    """A stretch of a held log's field, as shown, that a person marks as an identity. Offsets are code points."""

    start: int
    end: int
    type: str  # see index.redaction.types
    field: str = "text"  # see index.redaction.redactor.field_names

    def check(self, held: HeldLog) -> None:
        """Raise BadSetting, which quotes nothing, unless it is a stretch of the log and its type is known."""
        if self.type not in list(EntityType):
            raise BadSetting(f"hide: the type is not known; expected one of {', '.join(EntityType)}")
        if self.field not in held.draft.fields:
            raise BadSetting(f"hide: the log has no such field; expected one of {', '.join(held.draft.fields)}")
        if not 0 <= self.start < self.end <= len(held.draft.fields[self.field].text):
            raise BadSetting(f"hide: {self.start} to {self.end} is no stretch of the field {self.field}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is known of a held log without opening it: its version and the fingerprint of its raw record."""

    version: int
    fingerprint: bytes


class HeldLogs:
    """The store's file of held logs."""

    def __init__(self, path: Path, keys: Keys) -> None:
        """Open or create; raises BadStore when the file is damaged."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._index_key = keys.held_index
        self._cipher = AESGCM(keys.held)
        self._file = Database(path)
        if not path.exists():
            path.touch(mode=0o600)
        with opening("the file of held logs", file=path.name, close=self.close):
            self._file.connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close this thread's connection."""
        self._file.close()

    def put(self, logs: Sequence[HeldLog]) -> None:
        """Hold logs, all or none. What was held under the same reference is replaced."""
        with self._file.writing() as db:
            for log in logs:
                ref = self._digest("ref", log.log_ref)
                nonce = os.urandom(12)
                sealed = self._cipher.encrypt(nonce, json.dumps(_values(log)).encode(), ref)
                row = (ref, log.draft.log.version, log.fingerprint, nonce, sealed)
                db.execute("INSERT OR REPLACE INTO held VALUES (?,?,?,?,?)", row)
                db.execute("DELETE FROM held_tokens WHERE ref=?", (ref,))
                digests = [(self._digest("token", token), ref) for token in log.tokens]
                db.executemany("INSERT INTO held_tokens VALUES (?,?)", digests)

    def waiting(self, log_refs: Sequence[str]) -> dict[str, Waiting]:
        """What waits under these references, nothing of it opened; the others are left out."""
        found = {}
        for log_ref in log_refs:
            sql = "SELECT version, fingerprint FROM held WHERE ref=?"
            if row := self._file.connection.execute(sql, (self._digest("ref", log_ref),)).fetchone():
                found[log_ref] = Waiting(*row)
        return found

    def log(self, log_ref: str) -> HeldLog:
        """A held log. Raises NotHeld."""
        ref = self._digest("ref", log_ref)
        row = self._file.connection.execute("SELECT ref, nonce, sealed FROM held WHERE ref=?", (ref,)).fetchone()
        if row is None:
            raise NotHeld(f"no log {log_ref} waits for a decision")
        return self._opened(row)

    def logs(self) -> Iterator[HeldLog]:
        """Every held log, in the order in which they were put here."""
        for row in self._file.connection.execute("SELECT ref, nonce, sealed FROM held ORDER BY rowid").fetchall():
            yield self._opened(row)

    def count(self) -> int:
        """How many logs wait."""
        return int(self._file.connection.execute("SELECT count(*) FROM held").fetchone()[0])

    def unmentioned(self, tokens: Iterable[str], *, but: str = "") -> frozenset[str]:
        """Those of these tokens that no held log mentions. but: a reference that does not count."""
        left, ref = set(tokens), self._digest("ref", but)
        for token in tuple(left):
            sql = "SELECT 1 FROM held_tokens WHERE token=? AND ref<>?"
            if self._file.connection.execute(sql, (self._digest("token", token), ref)).fetchone():
                left.discard(token)
        return frozenset(left)

    def remove(self, log_ref: str, *, upto: int = 1 << 62) -> None:
        """Remove what is held under a reference, if anything is. Deleted pages are overwritten.

        upto: the last version to remove; a newer one, which another process may hold meanwhile, stays.
        """
        ref = self._digest("ref", log_ref)
        with self._file.writing() as db:
            if db.execute("DELETE FROM held WHERE ref=? AND version<=?", (ref, upto)).rowcount:
                db.execute("DELETE FROM held_tokens WHERE ref=?", (ref,))
        self._file.cut()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _opened(self, row: sqlite3.Row) -> HeldLog:
        from cryptography.exceptions import InvalidTag

        try:
            return _held_log(json.loads(self._cipher.decrypt(row["nonce"], row["sealed"], row["ref"])))
        except InvalidTag:
            raise BadKey("a held log cannot be opened: it was damaged, or held with another key") from None

    def _digest(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._index_key, f"{kind}\0{text}".encode(), hashlib.sha256)


def _values(log: HeldLog) -> dict[str, Any]:
    fields = {name: asdict(field) for name, field in log.draft.fields.items()}
    values = {"raw": asdict(log.raw), "redacted": asdict(log.draft.log), "fields": fields, "held_at": log.held_at}
    return values | {"fingerprint": log.fingerprint.hex()}


def _held_log(values: Mapping[str, Any]) -> HeldLog:
    raw, redacted = dict(values["raw"]), dict(values["redacted"])
    grade = Grade(**raw["grade"]) if raw["grade"] else None
    for name in ("mentions", "title_mentions"):
        redacted[name] = tuple(Mention(**m) for m in redacted[name])
    fields = {name: _redaction(field) for name, field in values["fields"].items()}
    draft = Draft(RedactedLog(**redacted | {"grade": grade}), fields)
    return HeldLog(RawLog(**raw | {"grade": grade}), draft, bytes.fromhex(values["fingerprint"]), values["held_at"])


def _redaction(values: Mapping[str, Any]) -> Redaction:
    return Redaction(
        values["text"],
        tuple(Replaced(**r) for r in values["replaced"]),
        tuple(Mention(**m) for m in values["mentions"]),
        tuple(Doubt(d["start"], d["end"], Reason(d["reason"])) for d in values["doubtful"]),
        values["residual"],
    )
