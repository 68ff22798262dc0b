"""The life of a log after it came in: withdrawn and reinstated, due for review, retained, out of search.

What a person did is a state of the reference, so a new version of a withdrawn log is withdrawn, too. Why it was done
stands on the audit record only. Nothing here deletes a log.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from index.database import Database
from index.errors import NotHeld
from index.records import RedactedLog, Related
from index.retention import RetentionPolicy, default_retention, recorded_retention

SCHEMA = """
CREATE TABLE life( -- of a reference, in whichever version
    log_ref TEXT PRIMARY KEY, imported TEXT NOT NULL, review_by TEXT NOT NULL, period TEXT NOT NULL,
    out_on TEXT NOT NULL, -- the day from which it is left out of search
    retained_until TEXT, withdrawn_at TEXT, withdrawn_in INTEGER) WITHOUT ROWID;
CREATE INDEX life_review ON life(review_by);
CREATE INDEX life_out ON life(out_on);
CREATE INDEX life_withdrawn ON life(withdrawn_at) WHERE withdrawn_at IS NOT NULL;
INSERT OR IGNORE INTO meta VALUES ('life', 0);
"""
# Two questions, each with its index; as one with OR it would read the state of every log.
_OUT = (
    "SELECT log_ref FROM life WHERE withdrawn_at IS NOT NULL UNION SELECT log_ref FROM life WHERE out_on<=date('now')"
)
IN_SEARCH = f"log_ref NOT IN ({_OUT})"  # the one condition on `logs` of every search
RETAINED = "retained after review"


@dataclass(frozen=True, slots=True)
class LogLife:
    """What holds of a reference now. Days are ISO, in UTC."""

    log_ref: str
    review_by: str
    period: str  # of the retention policy; why the day is that day
    out_on: str
    retained_until: str | None  # as a person decided at a review
    withdrawn_at: str | None  # UTC, ISO 8601
    withdrawn_in: int | None  # number of the audit event that says why

    @property
    def withdrawn(self) -> bool:
        """Whether a person withdrew it."""
        return self.withdrawn_at is not None

    @property
    def due(self) -> bool:
        """Whether its review is due."""
        return self.review_by <= today()

    @property
    def expired(self) -> bool:
        """Whether it is left out of search because nobody reviewed it in time."""
        return self.out_on <= today()

    @property
    def in_search(self) -> bool:
        """Whether searches look at it."""
        return not (self.withdrawn or self.expired)


class Life:
    """The states of one catalogue's logs."""

    def __init__(self, file: Database) -> None:
        self._file = file

    # -- with a log that comes or goes, in the transaction that stores or removes it -------------------------------

    def enter(self, db: sqlite3.Connection, log: RedactedLog, policy: RetentionPolicy) -> None:
        """Note when the newest version of a log is due; what a person decided on the reference stays."""
        held = db.execute("SELECT imported, retained_until FROM life WHERE log_ref=?", (log.log_ref,)).fetchone()
        imported = held["imported"] if held else today()
        due = policy.due(log, imported=date.fromisoformat(imported))
        review_by, period, out_on = due.review_by, due.period, due.out_on
        if held and (until := held["retained_until"]) and until > review_by:
            review_by, period, out_on = until, RETAINED, max(_out_after(until), out_on)
        db.execute(
            "INSERT INTO life(log_ref, imported, review_by, period, out_on) VALUES (?,?,?,?,?) ON CONFLICT(log_ref)"
            " DO UPDATE SET review_by=excluded.review_by, period=excluded.period, out_on=excluded.out_on",
            (log.log_ref, imported, review_by, period, out_on),
        )

    def leave(self, db: sqlite3.Connection, log_ref: str) -> None:
        """Forget a reference that is deleted."""
        db.execute("DELETE FROM life WHERE log_ref=?", (log_ref,))

    # -- what a person decides --------------------------------------------------------------------------------------

    def withdraw(self, log_ref: str, event: int) -> None:
        """Leave a log out of search. event: number of the one that says why. Raises NotHeld when it is not there."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        sql = "UPDATE life SET withdrawn_at=?, withdrawn_in=? WHERE log_ref=? AND withdrawn_at IS NULL"
        self._change(sql, (at, event, log_ref), f"no log {log_ref} is held, or it is withdrawn already")

    def reinstate(self, log_ref: str) -> None:
        """Take a withdrawal back. Raises NotHeld when the log is not withdrawn."""
        sql = "UPDATE life SET withdrawn_at=NULL, withdrawn_in=NULL WHERE log_ref=? AND withdrawn_at IS NOT NULL"
        self._change(sql, (log_ref,), f"no log {log_ref} is withdrawn")

    def retain(self, log_ref: str, until: str) -> None:
        """Put the next review of a log on a day, as a person decided. Raises NotHeld."""
        sql = "UPDATE life SET review_by=?, out_on=?, retained_until=?, period=? WHERE log_ref=?"
        self._change(sql, (until, _out_after(until), until, RETAINED, log_ref), f"no log {log_ref} is held")

    # -- reading ----------------------------------------------------------------------------------------------------

    def of(self, log_refs: Sequence[str]) -> dict[str, LogLife]:
        """The states of these references; those not held are left out."""
        found: dict[str, LogLife] = {}
        for start in range(0, len(log_refs), 500):
            some = log_refs[start : start + 500]
            sql = f"SELECT * FROM life WHERE log_ref IN ({','.join('?' * len(some))})"
            found |= {row["log_ref"]: _life(row) for row in self._file.connection.execute(sql, some)}
        return found

    def due(self, by: str) -> Iterator[LogLife]:
        """The logs whose review is due by a day, the longest due first, then by reference."""
        sql = "SELECT * FROM life WHERE review_by<=? ORDER BY review_by, log_ref"
        yield from map(_life, self._file.connection.execute(sql, (by,)))

    def withdrawn(self) -> Iterator[LogLife]:
        """The logs that are withdrawn, the first withdrawn first."""
        sql = "SELECT * FROM life WHERE withdrawn_at IS NOT NULL ORDER BY withdrawn_at, log_ref"
        yield from map(_life, self._file.connection.execute(sql))

    def out_of_search(self) -> int:
        """How many references searches leave out today."""
        return int(self._file.connection.execute(f"SELECT count(*) FROM ({_OUT})").fetchone()[0])

    @property
    def moment(self) -> tuple[int, str]:
        """Equal at two moments between which nothing went out of search or came back."""
        row = self._file.connection.execute("SELECT value FROM meta WHERE key='life'").fetchone()
        return int(row[0]), today()

    # -- the policy ---------------------------------------------------------------------------------------------------

    def policy(self) -> RetentionPolicy:
        """The retention policy on record, else the one that comes with the product."""
        row = self._file.connection.execute("SELECT value FROM meta WHERE key='retention'").fetchone()
        return recorded_retention(row[0]) if row else default_retention()

    @contextmanager
    def moving(self, policy: RetentionPolicy) -> Iterator[sqlite3.Connection]:
        """A transaction in which every log enters anew under another policy, which is on record when it ends."""
        with self._file.writing() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('retention', ?)", (policy.text,))
            yield db
            _advance(db)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _change(self, sql: str, values: Sequence[object], otherwise: str) -> None:
        with self._file.writing() as db:
            if not db.execute(sql, values).rowcount:
                raise NotHeld(otherwise)
            _advance(db)


def state_of(life: LogLife, related: Related | None, *, superseded: bool = False) -> str:
    """The state of a log, in one word. superseded: whether a version is meant that is not the newest."""
    if superseded:
        return "superseded"
    if life.withdrawn:
        return "withdrawn"
    if life.expired:
        return "expired"
    return "corrected" if related and related.corrected_by else "current"


def today() -> str:
    """This day in UTC, ISO: the day that every condition here is checked against."""
    return datetime.now(UTC).date().isoformat()


def _out_after(until: str) -> str:
    """The day from which a log that was retained until a day is out of search, if nobody decides again."""
    return (date.fromisoformat(until) + timedelta(days=1)).isoformat()


def _advance(db: sqlite3.Connection) -> None:
    db.execute("UPDATE meta SET value=value+1 WHERE key='life'")


def _life(row: sqlite3.Row) -> LogLife:
    return LogLife(
        row["log_ref"], row["review_by"], row["period"], row["out_on"], row["retained_until"], row["withdrawn_at"],
        row["withdrawn_in"],
    )  # fmt: skip
