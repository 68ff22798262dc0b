"""Conversations that are kept: for each person the numbers of their answers on the record, in order, and a title.

No question and no answer is copied: what a conversation shows comes from the audit record, so that what was withdrawn
there is withdrawn here. Each row is encrypted as a whole, and whose it is stands beside it as a keyed digest only.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.audit import Actor
from index.database import Database, opening
from index.errors import BadKey, NotHeld
from index.keys import Keys

CONVERSATIONS_FILE = "conversations.db"
OPERATOR = "command line"  # the session that may read every conversation of its own account: it holds the key

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations(
    id TEXT PRIMARY KEY, owner BLOB NOT NULL, nonce BLOB NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS conversations_owner ON conversations(owner);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as it is kept."""

    id: str
    who: str  # account and session that it belongs to
    session: str
    title: str  # redacted, as its owner named it; "" until then
    answers: tuple[int, ...]  # numbers of the ask events, in order
    changed: str  # UTC, ISO 8601


class Conversations:
    """The store's file of conversations. Every change is on disk when it returns."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        """Open or create; raises BadStore when the file is damaged."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._owner_key = keys.conversation_owner
        self._cipher = AESGCM(keys.conversation)
        path = folder / CONVERSATIONS_FILE
        self._file = Database(path)
        if not path.exists():
            path.touch(mode=0o600)
        with opening("the file of conversations", file=path.name, close=self.close):
            self._file.connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close this thread's connection."""
        self._file.close()

    def add(self, id_: str, answer: int, actor: Actor) -> str:
        """Add an answer to a conversation of the actor, to a new one for ""; returns its id. Raises NotHeld."""
        with self._file.writing():
            kept = self.get(id_, actor) if id_ else Kept(secrets.token_hex(8), actor.name, actor.session, "", (), "")
            self._put(replace(kept, answers=(*kept.answers, answer)))
        return kept.id

    def get(self, id_: str, actor: Actor) -> Kept:
        """A conversation of the actor. Raises NotHeld, also for one of somebody else."""
        row = self._file.connection.execute("SELECT * FROM conversations WHERE id=?", (id_,)).fetchone()
        if row is not None:
            kept = self._opened(row)
            if kept.who == actor.name and actor.session in (kept.session, OPERATOR):
                return kept
        raise NotHeld("no such conversation of yours is held; it may have been deleted")

    def of(self, actor: Actor) -> list[Kept]:
        """The actor's conversations, the one changed last first."""
        sql, values = "SELECT * FROM conversations WHERE owner=?", [self._owner(actor)]
        if actor.session == OPERATOR:
            sql, values = "SELECT * FROM conversations", []
        found = [self._opened(row) for row in self._file.connection.execute(sql, values)]
        return sorted((k for k in found if k.who == actor.name), key=lambda kept: (kept.changed, kept.id), reverse=True)

    def rename(self, id_: str, title: str, actor: Actor) -> None:
        """Give a conversation a title, which must be redacted. Raises NotHeld."""
        with self._file.writing():
            self._put(replace(self.get(id_, actor), title=title))

    def remove(self, id_: str, actor: Actor) -> None:
        """Remove a conversation; its answers stay on the record. Raises NotHeld."""
        with self._file.writing() as db:
            db.execute("DELETE FROM conversations WHERE id=?", (self.get(id_, actor).id,))
        self._file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def retitle(self, redacted: Callable[[str, str], str]) -> None:
        """Redact every title again: a log may have taught a name that stands in one.

        redacted: a title, and the account whose it is, to the title as that account may see it redacted.
        """
        with self._file.writing() as db:
            for row in db.execute("SELECT * FROM conversations").fetchall():
                kept = self._opened(row)
                if kept.title and (title := redacted(kept.title, kept.who)) != kept.title:
                    self._put(replace(kept, title=title))

    # -- inside ---------------------------------------------------------------------------------------------------

    def _put(self, kept: Kept) -> None:
        changed = datetime.now(UTC).isoformat(timespec="microseconds")
        values = {"who": kept.who, "session": kept.session, "title": kept.title, "answers": kept.answers}
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, json.dumps(values | {"changed": changed}).encode(), kept.id.encode())
        owner = self._owner(Actor(kept.who, kept.session))
        row = (kept.id, owner, nonce, sealed)
        self._file.connection.execute("INSERT OR REPLACE INTO conversations VALUES (?,?,?,?)", row)

    def _opened(self, row: Any) -> Kept:
        from cryptography.exceptions import InvalidTag

        try:
            values = json.loads(self._cipher.decrypt(row["nonce"], row["sealed"], row["id"].encode()))
        except InvalidTag:
            raise BadKey("a conversation cannot be opened: it was damaged, or kept with another key") from None
        return Kept(id=row["id"], **values | {"answers": tuple(values["answers"])})

    def _owner(self, actor: Actor) -> bytes:
        return hmac.digest(self._owner_key, f"{actor.name}\0{actor.session}".encode(), hashlib.sha256)
