"""The audit record: every act -> one event, chained, signed and committed before its result is shown.

An event names time, actor, act, legal category and the digest of its body. Its hash covers the hash before it, and is
signed with Ed25519, so that a changed, removed, swapped or inserted event shows, with its number. Whoever owns file and
key can rewrite everything; only a copy of the head kept elsewhere (a witness) shows that, and a cut tail.

Bodies lie apart from the chain: when a log is deleted, the answers that quote it are withdrawn, and the chain still
holds; so are bodies that say what redaction hides only now. What the chain and erasures rest on lies in the event and
stays: see `assistant.accounts`.
"""

import hashlib
import json
import os
import pwd
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from assistant.accounts import LASTING, Accounts, parted
from index.database import Database, hindrance, opening
from index.errors import BadStore, NotHeld, NotRecorded, NotWritten
from index.gone import reference_digest
from index.keys import Keys

AUDIT_FILE = "audit.db"
GENESIS = "0" * 64  # what stands for the hash before the first event

# Every act and the category of section 62 of the Data Protection Act 2018 under which it is logged.
KINDS = {
    "ingest": "collection", "ask": "consultation", "sentence": "combination", "answer": "combination",
    "search": "consultation",
    "view": "consultation", "patterns": "combination", "reveal": "consultation", "export": "disclosure",
    "delete": "erasure", "reredact": "alteration",
    "review": "consultation", "replay": "consultation", "read_audit": "consultation",
    "preview": "consultation", "view_held": "consultation", "release": "alteration", "discard": "erasure",
    "link": "combination", "backup": "disclosure", "restore": "alteration", "mend": "alteration",
    "withdraw": "alteration", "reinstate": "alteration", "retain": "alteration", "retention": "alteration",
    "conversation": "alteration",
}  # fmt: skip

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events(
    seq INTEGER PRIMARY KEY, about INTEGER, record TEXT NOT NULL, hash TEXT NOT NULL, signature BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS bodies(seq INTEGER PRIMARY KEY, body TEXT); -- NULL: withdrawn by a deletion
CREATE INDEX IF NOT EXISTS events_about ON events(about);
CREATE TABLE IF NOT EXISTS pending(log_ref TEXT PRIMARY KEY, seq INTEGER NOT NULL); -- deletions begun and not ended
"""

_NO_TEXT = "it is not text"
_NO_BODY = "its body is missing and no other event accounts for it"
_NOT_BEGUN = "it is marked as a deletion that is to be ended, and begins none of that log, or one that ended"
_KIND = "json_extract(e.record, '$.kind')"
_CHANGED = (
    "the audit record holds an event that is not as it was written; intellog audit verify says which: keep the file and"
    " restore a backup"
)
_QUOTING = " AND EXISTS (SELECT 1 FROM json_each(e.record, '$.quotes') q JOIN json_each(?) r ON q.value=r.value)"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the name they are known by here, and the session they act in (a browser's, or one command)."""

    name: str
    session: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One act. `body` is None when it was withdrawn: a log it quotes was deleted, or it says what is hidden since."""

    seq: int  # counted from 1; what the contract calls audit_id, as text
    time: str  # UTC, ISO 8601
    actor: str
    session: str
    kind: str
    category: str
    about: int | None  # the event this one belongs to: the ask of a sentence, of a review, of a replay
    body_sha256: str
    before: str  # hash of the event before
    hash: str
    body: Mapping[str, Any] | None = None
    quotes: tuple[str, ...] = ()  # references of the logs whose text the body repeats
    lasting: Mapping[str, Any] = field(default_factory=dict)  # what stays when the body is withdrawn

    @property
    def said(self) -> dict[str, Any]:
        """All that it says still."""
        return {**self.lasting, **(self.body or {})}


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking the record found. `head` is the last hash: noted elsewhere, it makes later cuts detectable."""

    ok: bool
    events: int
    head: str
    first_bad: int | None = None
    problem: str = ""
    public_key: str = ""  # checks the signatures, hexadecimal
    witness: str = "none given: a cut tail or a wholly rewritten record cannot be detected"


@dataclass(slots=True)
class _Examined:
    """The record at one moment, up to the first event that does not hold."""

    sound: int = 0  # events that do
    head: str = GENESIS  # hash of the last of them
    problem: str = ""  # of the next one
    met: bool = False  # whether the witness's event is among them
    accounts: Accounts = field(default_factory=Accounts)
    accounting: list[Event] = field(default_factory=list)  # the events that these are of
    pending: dict[str, int] = field(default_factory=dict)  # what is marked as a deletion to be ended, sound or not
    astray: list[tuple[int, str]] = field(default_factory=list)  # numbers of events with what is wrong beside the chain


class Audit:
    """The record of one store. Appending is serialised across threads and processes."""

    def __init__(
        self,
        folder: Path,
        keys: Keys,
        *,
        holds: Callable[[Sequence[str]], bool] = lambda refs: True,
        quoted: Callable[[Mapping[str, Any]], bool] = lambda body: True,
    ) -> None:
        """Open or create. Raises BadStore when the file is damaged.

        holds: whether the store still holds all of some logs; quoted: whether what a body quotes of them still stands
        there. Both are asked before an event that quotes logs is written.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._file = Database(folder / AUDIT_FILE)
        self._holds = holds
        self._quoted = quoted
        self._digest = partial(reference_digest, keys)
        self._signer = Ed25519PrivateKey.from_private_bytes(keys.signature)
        self._verifier = self._signer.public_key()
        with opening(
            "the audit record", file=AUDIT_FILE, remedy="keep the file and restore a backup", close=self.close
        ):
            self._file.connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close this thread's connection."""
        self._file.close()

    def append(
        self, kind: str, actor: Actor, body: Mapping[str, Any], *, about: int | None = None, quotes: Sequence[str] = ()
    ) -> int:
        """Write one event and return its number once it is on disk. Raises NotRecorded: then nothing may be shown.

        body: what happened, redacted, JSON values only. quotes: the references whose text the body repeats; raises
        NotHeld when one of them was deleted meanwhile.
        """
        try:
            with self._file.writing() as db:
                if quotes and not self._holds(quotes):
                    raise NotHeld("a log that is quoted here was deleted meanwhile, so this is not shown")
                if quotes and not self._quoted(body):
                    raise NotHeld("a log that is quoted here was redacted again meanwhile; ask once more")
                return self._add(db, kind, actor, body, about, quotes)
        except NotWritten as error:
            raise NotRecorded(f"{error}; until it is on the record nothing is shown") from None
        except (sqlite3.Error, OSError) as error:
            what = f"the audit record cannot be written ({type(error).__name__}), so nothing is shown"
            raise NotRecorded(what) from None

    def begin_deletion(
        self, log_ref: str, actor: Actor, reason: str, *, named: Mapping[str, str] | None = None, **said: Any
    ) -> int:
        """Record that a log is about to be deleted. A deletion that did not end is ended at the next start.

        named: what stands for it on the record, its reference if not given. said: what else is to stand there.
        """
        body = {"state": "begun", **(named or {"log_ref": log_ref}), "reason": reason, **said}
        with self._file.writing() as db:
            seq = self._add(db, "delete", actor, body, None, ())
            db.execute("INSERT OR REPLACE INTO pending VALUES (?,?)", (log_ref, seq))
        return seq

    def end_deletion(
        self, log_ref: str, actor: Actor, begun: int, *, named: Mapping[str, str] | None = None, **said: Any
    ) -> tuple[Event, Event]:
        """Withdraw every body that quotes a log which the store no longer holds; returns how it began and ended.

        begun: the number of the event that began it. named, said: as for `begin_deletion`.
        """
        with self._file.writing() as db:
            quoting = [
                row[0]
                for row in db.execute(
                    f"SELECT e.seq FROM events e JOIN bodies b USING(seq) WHERE b.body IS NOT NULL{_QUOTING}",
                    (json.dumps([log_ref]),),
                )
            ]
            body = {"state": "ended", **(named or {"log_ref": log_ref}), "withdrawn": quoting, **said}
            ended = self._add(db, "delete", actor, body, begun, ())
            db.executemany("UPDATE bodies SET body=NULL WHERE seq=?", [(seq,) for seq in quoting])
            db.execute("DELETE FROM pending WHERE log_ref=?", (log_ref,))
        self._file.cut()
        return self.event(begun), self.event(ended)

    def withdraw(
        self,
        actor: Actor,
        body: Mapping[str, Any],
        pick: Callable[[Iterator[tuple[int, Mapping[str, Any]]]], Collection[int]],
        *,
        quoting: Sequence[str] = (),
        always: bool = True,
    ) -> int:
        """Record a re-redaction, and withdraw the bodies that say what it hid; returns how many.

        pick: of (number, body) pairs, oldest first, which to withdraw. quoting: look only at bodies that quote one
        of these logs. always: whether to record it also when nothing is withdrawn.
        """
        where, values = (_QUOTING, (json.dumps(list(quoting)),)) if quoting else ("", ())
        sql = (
            "SELECT e.seq, b.body FROM events e JOIN bodies b USING(seq)"
            f" WHERE b.body IS NOT NULL AND e.seq>?{where} ORDER BY e.seq"
        )

        def pick_after(seq: int) -> set[int]:
            rows = self._file.connection.execute(sql, (seq, *values))
            return set(pick((row[0], json.loads(row[1])) for row in rows))

        # A search of the whole record takes long; others can write meanwhile, and only what they wrote is left.
        last = 0 if quoting else self._file.connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]
        early = pick_after(0) if last else set()
        with self._file.writing() as db:
            picked = sorted(early | pick_after(last))
            if picked or always:
                carried = self._of_older_form(picked)
                accounts = {"withdrawn": picked} | ({"carried": carried} if carried else {})
                self._add(db, "reredact", actor, {**body, **accounts}, None, ())
            db.executemany("UPDATE bodies SET body=NULL WHERE seq=?", [(seq,) for seq in picked])
        if picked:
            self._file.cut()
        return len(picked)

    def pending_deletions(self) -> dict[str, int]:
        """The references whose deletion was begun and did not end, alphabetically -> the event that began.

        A mark is believed only where the record says so: the mark itself is not signed.
        """
        if not self._file.connection.execute("SELECT 1 FROM pending LIMIT 1").fetchone():
            return {}
        found = self._examined()
        begun = found.accounts.begun
        return {ref: seq for ref, seq in found.pending.items() if begun.get(self._digest(ref)) == seq}

    def event(self, seq: int) -> Event:
        """One event with its body. Raises NotHeld."""
        for event in self._events("WHERE e.seq=?", [seq]):
            return event
        raise NotHeld(f"no audit event {seq} is held; audit list shows the numbers")

    def several(self, seqs: Sequence[int]) -> list[Event]:
        """Events by their numbers, in this order; those not held are left out."""
        found = {
            e.seq: e for e in self._events("WHERE e.seq IN (SELECT value FROM json_each(?))", [json.dumps(list(seqs))])
        }
        return [found[seq] for seq in seqs if seq in found]

    def thread(self, seq: int) -> list[Event]:
        """The events that belong to one: an answer's sentences, reviews, reveals and replays, in order."""
        return list(self._events("WHERE e.about=?", [seq]))

    def events(self, *, kinds: Sequence[str] = (), newest: int | None = None, listings: bool = True) -> list[Event]:
        """Events, newest first when `newest` limits them, else in order.

        listings: whether readings that belong to no event are among those of every kind.
        """
        where = "" if listings else f"WHERE NOT (e.about IS NULL AND {_KIND}='read_audit')"
        if kinds:
            where = f"WHERE {_KIND} IN ({','.join('?' * len(kinds))})"
        if newest is None:
            return list(self._events(where, list(kinds)))
        return list(self._events(where, [*kinds, newest], order="ORDER BY e.seq DESC LIMIT ?"))

    def verify(self, witness: Path | None = None) -> Verification:
        """Check every event: order, chain, signature, body. witness: a checkpoint or an export kept elsewhere."""
        noted = read_witness(witness) if witness else None
        found = self._examined(noted)
        count, head = found.sound, found.head
        if found.problem:
            return Verification(False, count + 1, head, count + 1, found.problem)
        if found.astray:
            return Verification(False, count, head, *min(found.astray))
        if noted is None:
            return Verification(True, count, head, public_key=self.public_key())
        if not found.met:
            what = "the record does not contain the witness's event"
            return Verification(False, count, head, noted[0], what, witness=f"event {noted[0]}")
        return Verification(
            True, count, head, public_key=self.public_key(), witness=f"contains event {noted[0]} as noted"
        )

    def sound(self, kinds: Collection[str]) -> tuple[int, list[Event]]:
        """Up to which event the chain holds, and the events of these kinds up to there, which are all of `LASTING`.

        Left out are ends of deletions that were not begun.
        """
        found = self._examined()
        events = [e for e in found.accounting if e.kind in kinds and e.seq not in found.accounts.unfounded]
        return found.sound, [replace(e, lasting=e.lasting or found.accounts.carried.get(e.seq, {})) for e in events]

    def export(self) -> Iterator[str]:
        """The record as JSON lines: the public key, then one event each with body and signature.

        It can be verified without this program: `hash` is the SHA-256 of `record`, `signature` is Ed25519 over the hash
        as text, `record` names the SHA-256 of `body` and the hash before it.
        """
        yield canonical({"public_key": self.public_key()})
        sql = "SELECT e.record, e.hash, e.signature, b.body FROM events e LEFT JOIN bodies b USING(seq) ORDER BY e.seq"
        for record, digest, signature, body in self._file.connection.execute(sql):
            yield canonical({"record": record, "hash": digest, "signature": signature.hex(), "body": body})

    def public_key(self) -> str:
        """The key that checks the signatures, hexadecimal."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self._verifier.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _examined(self, noted: tuple[int, str] | None = None) -> _Examined:
        """The record, event by event. noted: number and hash that a witness has."""
        found = _Examined(met=noted is None)
        missing = []
        with self._file.reading() as db:
            for row in self._rows():
                number = found.sound + 1
                found.problem = self._fault(number, found.head, row) if row else _NO_TEXT
                if found.problem or row is None:
                    return found
                said = json.loads(row["record"])
                if said["kind"] in LASTING:
                    event = self._event(said, row)
                    found.accounting.append(event)
                    found.accounts.take(number, event.kind, event.about, event.lasting)
                if row["body"] is None:
                    missing.append(number)
                found.met = found.met or noted == (number, row["hash"])
                found.sound, found.head = number, row["hash"]
            # Text and number, whatever stands there: nobody signed it.
            marks = db.execute("SELECT CAST(log_ref AS BLOB), CAST(seq AS INTEGER) FROM pending ORDER BY 1").fetchall()
            orphans = db.execute("SELECT seq FROM bodies WHERE seq NOT IN (SELECT seq FROM events)").fetchall()
        found.pending = {bytes(ref or b"").decode(errors="replace"): seq for ref, seq in marks}
        accounts = found.accounts
        unfounded = [
            seq
            for ref, seq in found.pending.items()
            if accounts.begun.get(self._digest(ref)) != seq and seq not in accounts.lost
        ]
        found.astray = [
            *((seq, _NO_BODY) for seq in missing if seq not in accounts.withdrawn),
            *((seq, "it ends a deletion that was not begun") for seq in accounts.unfounded),
            *((seq, _NOT_BEGUN) for seq in unfounded),
            *((row[0], "a body stands here without its event") for row in orphans),
        ]
        return found

    def _rows(self) -> Iterator[sqlite3.Row | None]:
        """Every event with its body, in order, up to one that is not text any more, which is None."""
        try:
            yield from self._file.connection.execute(
                "SELECT e.seq, e.about, e.record, e.hash, e.signature, b.body"
                " FROM events e LEFT JOIN bodies b USING(seq) ORDER BY e.seq"
            )
        except sqlite3.OperationalError as error:
            if hindrance(error):
                raise
            yield None

    def _add(
        self,
        db: sqlite3.Connection,
        kind: str,
        actor: Actor,
        body: Mapping[str, Any],
        about: int | None,
        quotes: Sequence[str],
    ) -> int:
        lasting, rest = parted(kind, body, self._digest)
        text = canonical(rest)
        last = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        seq, before = (last[0] + 1, last[1]) if last else (1, GENESIS)
        record = canonical(
            {
                "seq": seq, "time": datetime.now(UTC).isoformat(timespec="milliseconds"), "actor": actor.name,
                "session": actor.session, "kind": kind, "category": KINDS[kind], "about": about,
                "body_sha256": sha256(text), "quotes": sorted(set(quotes)), "before": before,
                **({"lasting": lasting} if kind in LASTING else {}),
            }
        )  # fmt: skip
        digest = sha256(record)
        db.execute(
            "INSERT INTO events VALUES (?,?,?,?,?)", (seq, about, record, digest, self._signer.sign(digest.encode()))
        )
        db.execute("INSERT INTO bodies VALUES (?,?)", (seq, text))
        return int(seq)

    def _fault(self, number: int, before: str, row: sqlite3.Row) -> str:
        """What is wrong with an event that should be the number-th and follow the hash before; "" when all is well."""
        from cryptography.exceptions import InvalidSignature

        record, body = row["record"], row["body"]
        if not all(isinstance(value, str) for value in (record, row["hash"], "" if body is None else body)):
            return _NO_TEXT
        if row["seq"] != number:
            return f"event {number} is missing"
        if sha256(record) != row["hash"]:
            return "its record does not have the recorded hash"
        try:
            said = json.loads(record)
            self._verifier.verify(row["signature"], row["hash"].encode())
        except (InvalidSignature, ValueError, TypeError):
            return "its signature is not of this store's key"
        if (said["seq"], said["about"]) != (number, row["about"]) or said["before"] != before:
            return "it does not follow the event before it"
        if body is not None and sha256(body) != said["body_sha256"]:
            return "its body is not the one recorded"
        return ""

    def _events(self, where: str, values: Sequence[Any], *, order: str = "ORDER BY e.seq") -> Iterator[Event]:
        sql = f"SELECT e.record, e.hash, b.body FROM events e LEFT JOIN bodies b USING(seq) {where} {order}"
        for row in self._selected(sql, values):
            try:
                event = self._event(json.loads(row["record"]), row)
            except (ValueError, TypeError, KeyError):
                raise BadStore(_CHANGED) from None
            if event.kind in LASTING and event.body is None and not event.lasting:
                event = replace(event, lasting=self._carried(event.seq))
            yield event

    def _selected(self, sql: str, values: Sequence[Any]) -> Iterator[sqlite3.Row]:
        try:
            yield from self._file.connection.execute(sql, values)
        except sqlite3.OperationalError as error:
            if "JSON" in str(error):
                raise BadStore(_CHANGED) from None
            raise

    def _event(self, said: dict[str, Any], row: sqlite3.Row) -> Event:
        """An event of its record as read; what lasts of it is in the body in events of the older form."""
        body = json.loads(row["body"]) if row["body"] is not None else None
        lasting = said.pop("lasting", None)
        if lasting is None:
            lasting = parted(said["kind"], body or {}, self._digest)[0]
        return Event(**{**said, "quotes": tuple(said["quotes"])}, hash=row["hash"], body=body, lasting=lasting)

    def _of_older_form(self, seqs: Sequence[int]) -> dict[str, Mapping[str, Any]]:
        """What lasts of those of these events that have it in their body."""
        where = (
            "WHERE e.seq IN (SELECT value FROM json_each(?)) AND json_extract(e.record, '$.lasting') IS NULL"
            f" AND {_KIND} IN ({','.join('?' * len(LASTING))})"
        )
        return {str(event.seq): event.lasting for event in self._events(where, [json.dumps(seqs), *LASTING])}

    def _carried(self, seq: int) -> Mapping[str, Any]:
        """What lasts of an event of the older form whose body is withdrawn, as the event that withdrew it says."""
        path = f'$.lasting.carried."{seq}"'
        sql = "SELECT json_extract(record, ?) FROM events WHERE seq>? AND json_extract(record, ?) IS NOT NULL LIMIT 1"
        row = self._file.connection.execute(sql, (path, seq, path)).fetchone()
        lasting: dict[str, Any] = json.loads(row[0]) if row else {}
        return lasting


def canonical(value: Mapping[str, Any]) -> str:
    """JSON in one fixed form: sorted keys, no blanks, no escapes that could differ."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_witness(path: Path) -> tuple[int, str]:
    """The (number, hash) a witness file notes: an export's last line, or a line {"seq", "hash"}. Raises BadStore."""
    try:
        lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        if not lines:
            raise ValueError("empty")
        last = json.loads(lines[-1])
        return (json.loads(last["record"])["seq"], last["hash"]) if "record" in last else (last["seq"], last["hash"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"{path.name}: expected an audit export or a line with seq and hash ({type(error).__name__})"
        raise BadStore(what) from None


def system_actor(session: str = "") -> Actor:
    """The account this process runs under: what identifies a person until the product has accounts of its own."""
    return Actor(pwd.getpwuid(os.getuid()).pw_name, session)


def event_line(event: Event) -> dict[str, Any]:
    """An event as plain values, for printing."""
    return asdict(event) | {"body": event.body if event.body is not None else "withdrawn"}


def texts_in(body: Any) -> Iterator[str]:
    """Every string in a body, at any depth, in order; keys are none."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, Mapping):
        for item in body.values():
            yield from texts_in(item)
    elif isinstance(body, Sequence):
        for item in body:
            yield from texts_in(item)
