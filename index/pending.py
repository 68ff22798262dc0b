"""What is not finished yet, as marks in the catalogue: identities that stored logs were not searched for, logs whose
re-redaction is not on the audit record. They outlive the process, so that the next start or ingest goes on.

The words of every version of every log, all free-text fields, are indexed here to find the logs that may say a value;
the index of passages holds the newest versions' titles and texts only.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.database import Database

FIELDS = ("title", "text", "handling_conditions", "provenance", "attributes")
NOWHERE = 0  # the row before which an identity is looked for that needs no search of its own
_MOST_TERMS = 400  # of one query; SQLite's parser limits the depth of an expression

SCHEMA = f"""
CREATE VIRTUAL TABLE said USING fts5({", ".join(FIELDS)}, content='logs', content_rowid='rowid', detail='none',
    tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER log_added AFTER INSERT ON logs BEGIN
    INSERT INTO said(rowid, {", ".join(FIELDS)}) VALUES (new.rowid, {", ".join(f"new.{f}" for f in FIELDS)});
END;
CREATE TRIGGER log_removed AFTER DELETE ON logs BEGIN
    INSERT INTO said(said, rowid, {", ".join(FIELDS)})
        VALUES ('delete', old.rowid, {", ".join(f"old.{f}" for f in FIELDS)});
END;
CREATE TRIGGER log_changed AFTER UPDATE OF {", ".join(FIELDS)} ON logs BEGIN
    INSERT INTO said(said, rowid, {", ".join(FIELDS)})
        VALUES ('delete', old.rowid, {", ".join(f"old.{f}" for f in FIELDS)});
    INSERT INTO said(rowid, {", ".join(FIELDS)}) VALUES (new.rowid, {", ".join(f"new.{f}" for f in FIELDS)});
END;
CREATE TABLE unswept( -- identities that are new to the store; searched: stored logs were searched, answers were not
    token TEXT PRIMARY KEY, before INTEGER NOT NULL, searched INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE reredacted( -- re-redactions that are not on the audit record
    id INTEGER PRIMARY KEY, log_ref TEXT NOT NULL, version INTEGER NOT NULL, generation INTEGER NOT NULL,
    replaced TEXT NOT NULL, why TEXT NOT NULL);
"""

# A group of alternatives, one of which a log must hold for each position: [["zeb"], ["quixwood"]] asks for both words.
Wanted = Sequence[Collection[str]]


@dataclass(frozen=True, slots=True)
class Reredacted:
    """A stored log that was redacted again. `replaced`: how many values of each type were hidden, shown or changed."""

    id: int
    log_ref: str
    version: int
    generation: int  # of the catalogue, after the change
    replaced: Mapping[str, int]
    why: str  # "learnt", "policy, stricter" or "policy, looser"


class Pending:
    """The marks and the index of words of one catalogue."""

    def __init__(self, file: Database) -> None:
        self._file = file

    def mark(self, db: sqlite3.Connection, tokens: Iterable[str], *, before: int) -> None:
        """Note, in a transaction that adds logs, which identities no log mentioned; before: row of the first of them.

        Logs from that row on were redacted with these identities and need not be searched for them.
        """
        for token in tokens:
            if not db.execute("SELECT 1 FROM mentions WHERE token=? LIMIT 1", (token,)).fetchone():
                db.execute("INSERT OR IGNORE INTO unswept(token, before) VALUES (?,?)", (token, before))

    def unswept(self) -> dict[str, int]:
        """The identities that stored logs were not searched for, each with the row before which to search."""
        rows = self._file.connection.execute("SELECT token, before FROM unswept WHERE searched=0 ORDER BY 1")
        return {row[0]: row[1] for row in rows}

    def searched(self, tokens: Iterable[str]) -> None:
        """The stored logs were searched for these identities; recorded answers are searched next."""
        with self._file.writing() as db:
            db.executemany("UPDATE unswept SET searched=1 WHERE token=?", [(t,) for t in tokens])

    def learnt(self) -> list[str]:
        """The identities that stored logs were searched for and recorded answers were not."""
        rows = self._file.connection.execute("SELECT token FROM unswept WHERE searched=1 ORDER BY 1")
        return [row[0] for row in rows]

    def ended(self, tokens: Iterable[str]) -> None:
        """All was done for these identities."""
        with self._file.writing() as db:
            db.executemany("DELETE FROM unswept WHERE token=?", [(t,) for t in tokens])

    def reredacted(self) -> list[Reredacted]:
        """The re-redactions that are not on the audit record, in the order in which they were made."""
        rows = self._file.connection.execute(
            "SELECT id, log_ref, version, generation, replaced, why FROM reredacted ORDER BY id"
        )
        return [Reredacted(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5]) for row in rows]

    def recorded(self, changes: Iterable[Reredacted]) -> None:
        """Re-redactions are on the audit record now."""
        with self._file.writing() as db:
            db.executemany("DELETE FROM reredacted WHERE id=?", [(change.id,) for change in changes])

    def saying(self, wanted: Sequence[Wanted], *, before: int) -> list[int]:
        """The rows, ascending, of logs in any version that may hold one of what is wanted, in any free-text field."""
        asked = list(dict.fromkeys(query for groups in wanted if (query := _query(groups))))
        found: set[int] = set()
        for start in range(0, len(asked), _MOST_TERMS):
            query = " OR ".join(asked[start : start + _MOST_TERMS])
            rows = self._file.connection.execute(
                "SELECT rowid FROM said WHERE said MATCH ? AND rowid<?", (query, before)
            )
            found.update(row[0] for row in rows)
        return sorted(found)


def _query(groups: Wanted) -> str:
    """The groups as an expression of the words index; "" when a group has no word."""
    parts = [" OR ".join(f'"{word}"' for word in sorted(group) if word.isalnum()) for group in groups]
    return "(" + " AND ".join(f"({part})" for part in parts) + ")" if parts and all(parts) else ""
