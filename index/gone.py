"""What is gone: references of logs that were deleted, as keyed digests, so that who asks for one is told so.

A row has the access label that the log had, and counts for those only who might have seen it. Nothing of its text is
here, and no reference: without the store's key a row says that some log was deleted on that day.
"""

import hashlib
import hmac
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from index.clearance import Clearance
from index.database import Database
from index.keys import Keys
from index.labels import Labels

SCHEMA = """
CREATE TABLE IF NOT EXISTS gone(
    ref TEXT NOT NULL, label INTEGER NOT NULL, at TEXT NOT NULL, event INTEGER NOT NULL,
    PRIMARY KEY(ref, label)) WITHOUT ROWID; -- by label, too: a reference may come again, and go again
"""


@dataclass(frozen=True, slots=True)
class Deleted:
    """That a log was deleted. at: UTC, ISO 8601; event: number of the one on the record that says why."""

    at: str
    event: int


class Gone:
    """The deleted references of one catalogue."""

    def __init__(self, file: Database, labels: Labels) -> None:
        self._file = file
        self._labels = labels

    def enter(self, db: sqlite3.Connection, log_ref: str, known_as: str, event: int) -> None:
        """Note that a log is deleted, while it is still held, in the transaction that removes it."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        sql = "INSERT OR REPLACE INTO gone SELECT ?, label, ?, ? FROM logs WHERE log_ref=? AND live=1"
        db.execute(sql, (known_as, at, event, log_ref))

    def of(self, digests: Sequence[str], clearance: Clearance) -> dict[str, Deleted]:
        """The deletions of these digests that an asker may know of, the last of each."""
        found: dict[str, Deleted] = {}
        for start in range(0, len(digests), 500):
            some = digests[start : start + 500]
            sql = (
                f"SELECT ref, at, event FROM gone WHERE ref IN ({','.join('?' * len(some))})"
                f"{self._labels.condition(clearance)} ORDER BY event"
            )
            found |= {row[0]: Deleted(row[1], row[2]) for row in self._file.connection.execute(sql, some)}
        return found

    def knows(self, event: int, clearance: Clearance) -> bool:
        """Whether an asker may know of the deletion that an event on the record began."""
        sql = f"SELECT 1 FROM gone WHERE event=?{self._labels.condition(clearance)}"
        return self._file.connection.execute(sql, (event,)).fetchone() is not None


def reference_digest(keys: Keys, log_ref: str) -> str:
    """What stands for a reference where it is not to be read, hexadecimal."""
    return hmac.digest(keys.erasure, f"ref\0{log_ref}".encode(), hashlib.sha256).hex()
