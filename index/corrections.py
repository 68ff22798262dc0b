"""Corrections: what logs say they correct, withdraw or contradict -> links between logs that are held.

Nothing is changed by what a log says: the two are linked, and shown side by side, and a person decides.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.clearance import Clearance
from index.correction_wordings import FEW_DAYS, said_by
from index.database import Database
from index.labels import Labels
from index.records import RedactedLog

SCHEMA = """
CREATE TABLE corrections( -- as written: whether a log of that reference is held is asked when it is read
    said_in TEXT NOT NULL, newer TEXT NOT NULL, older TEXT NOT NULL, -- references; older is "" where a day is named
    first_day TEXT NOT NULL, last_day TEXT NOT NULL, -- of the log that is corrected; "" where it is named
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, -- the sentence in the text of `said_in`; 0, 0 for its title
    disagrees INTEGER NOT NULL DEFAULT 0, -- 1 where the one only contradicts the other, and neither is put right
    PRIMARY KEY(said_in, newer, older, first_day)) WITHOUT ROWID;
CREATE INDEX corrections_older ON corrections(older);
CREATE INDEX corrections_newer ON corrections(newer);
CREATE INDEX corrections_day ON corrections(first_day) WHERE older='';
"""
# A store made before logs were linked that only contradict each other.
UPGRADE = "ALTER TABLE corrections ADD COLUMN disagrees INTEGER NOT NULL DEFAULT 0;"
MOST = 20  # links of one log; a log that lists more corrects nothing in particular


@dataclass(frozen=True, slots=True)
class Correction:
    """That a log is corrected by a newer one. start, end: the sentence that says so in `said_in`; 0, 0: its title.

    disagrees: it only contradicts the other; neither is put right.
    """

    said_in: str
    newer: str
    older: str
    start: int
    end: int
    disagrees: bool = False


class Corrections:
    """The corrections that the newest versions of a catalogue's logs tell of."""

    def __init__(self, file: Database, labels: Labels) -> None:
        self._file = file
        self._labels = labels

    def enter(self, db: sqlite3.Connection, log: RedactedLog) -> None:
        """Note what the newest version of a log corrects, in the transaction that stores it."""
        self.leave(db, log.log_ref)
        for said in sorted(said_by(log), key=lambda said: said.disagrees)[:MOST]:  # to correct says more
            for spelt in dict.fromkeys((said.reference, said.reference.upper())):  # only one that is held counts
                newer, older = (spelt, log.log_ref) if said.inverse else (log.log_ref, spelt)
                row = (log.log_ref, newer, older, *said.days, said.start, said.end, said.disagrees)
                db.execute("INSERT OR IGNORE INTO corrections VALUES (?,?,?,?,?,?,?,?)", row)

    def leave(self, db: sqlite3.Connection, log_ref: str) -> None:
        """Forget what a log said."""
        db.execute("DELETE FROM corrections WHERE said_in=?", (log_ref,))

    def of(self, log_refs: Sequence[str], clearance: Clearance) -> list[Correction]:
        """The corrections between logs inside a clearance that one of these is part of, each once, by newer, then older
        reference.
        """
        found: dict[tuple[str, str], Correction] = {}
        for ref in dict.fromkeys(log_refs):
            for row in (*self._named(ref, clearance), *self._dated(ref, clearance)):
                key = (row.newer, row.older)
                if key not in found or found[key].disagrees:  # one of the two may say that it corrects
                    found[key] = row
        return [found[key] for key in sorted(found)]

    # -- inside -------------------------------------------------------------------------------------------------------

    def _named(self, ref: str, clearance: Clearance) -> Iterator[Correction]:
        newer, older = (self._labels.condition(clearance, log=log) for log in ("n.", "o."))
        sql = (
            f"SELECT c.* FROM corrections c JOIN logs n ON n.log_ref=c.newer AND n.live=1{newer}"
            f" JOIN logs o ON o.log_ref=c.older AND o.live=1{older}"
        )
        for column in ("newer", "older"):
            for row in self._file.connection.execute(f"{sql} WHERE c.{column}=? AND c.newer<>c.older", (ref,)):
                yield _correction(row, row["older"])

    def _dated(self, ref: str, clearance: Clearance) -> Iterator[Correction]:
        """Corrections of "the log of 12 May", where it is clear which one that is."""
        db, permitted = self._file.connection, self._labels.condition(clearance)
        sql = f"SELECT reported_at, day_from, day_to FROM logs WHERE log_ref=? AND live=1{permitted}"
        log = db.execute(sql, (ref,)).fetchone()
        if log is None:
            return
        rows = db.execute("SELECT * FROM corrections WHERE said_in=? AND older=''", (ref,)).fetchall()
        for first, last in {(log["reported_at"][:10],) * 2, (log["day_from"], log["day_to"])}:
            sql = (
                "SELECT * FROM corrections WHERE older=''"
                f" AND first_day BETWEEN date(?, '-{FEW_DAYS} days') AND ? AND last_day>=?"
            )
            rows += db.execute(sql, (first, last, first)).fetchall()
        for row in rows:
            older = self._of_days(row, clearance)
            if older and ref in (row["newer"], older):
                yield _correction(row, older)

    def _of_days(self, row: sqlite3.Row, clearance: Clearance) -> str | None:
        """The one earlier log of the days that a correction names with whose identities it has most in common.

        Only logs inside the clearance count: others can neither be meant nor make it unclear which one is.
        """
        db, permitted = self._file.connection, self._labels.condition(clearance)
        sql = f"SELECT reported_at FROM logs WHERE log_ref=? AND live=1{permitted}"
        newer = db.execute(sql, (row["newer"],)).fetchone()
        if newer is None:
            return None
        days = (row["first_day"], row["last_day"])
        sql = (
            "SELECT l.log_ref, count(m.token) AS common FROM logs l LEFT JOIN mentions m ON m.log_ref=l.log_ref"
            " AND m.version=l.version AND m.token IN"
            " (SELECT t.token FROM mentions t JOIN logs s USING(log_ref, version) WHERE t.log_ref=? AND s.live=1)"
            f" WHERE l.live=1{self._labels.condition(clearance, log='l.')} AND l.log_ref<>? AND l.reported_at<=? AND"
            " (substr(l.reported_at,1,10) BETWEEN ? AND ? OR (l.day_from<=? AND l.day_to>=?))"
            " GROUP BY l.log_ref ORDER BY common DESC, l.log_ref LIMIT 2"
        )
        values = (row["newer"], row["newer"], newer["reported_at"], *days, days[1], days[0])
        found = db.execute(sql, values).fetchall()
        if not found or not found[0]["common"]:
            return None
        if len(found) > 1 and found[1]["common"] == found[0]["common"]:
            return None
        return str(found[0]["log_ref"])


def _correction(row: sqlite3.Row, older: str) -> Correction:
    return Correction(row["said_in"], row["newer"], older, row["start"], row["end"], bool(row["disagrees"]))
