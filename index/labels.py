"""The labels of the logs of a catalogue: each log's row points at its label, and a clearance becomes a list of labels.

Two triggers keep the pointer right whoever writes, also when re-redaction changes a label's wording. There are few
labels beside the logs, so the rule of `index.clearance` is asked once for each, and SQL compares numbers. The wording
of a label is text of a log: it goes when the last log that says so does.
"""

import sqlite3
import threading

from index.clearance import Clearance, Label
from index.database import Database

_OF = "l.force={0}.force AND l.marking={0}.marking AND l.handling=({1}) AND l.conditions={0}.handling_conditions"
_HANDLING = "coalesce(json_extract({0}.grade, '$.handling'), '')"


def _labelling(log: str) -> str:
    """The statements that give one row of `logs` its label; `log` is what the row is called."""
    handling = _HANDLING.format(log)
    return (
        "INSERT INTO labels(force, marking, handling, conditions)"
        f" SELECT {log}.force, {log}.marking, {handling}, {log}.handling_conditions"
        f" WHERE NOT EXISTS (SELECT 1 FROM labels l WHERE {_OF.format(log, handling)});"
        f" UPDATE logs SET label=(SELECT id FROM labels l WHERE {_OF.format(log, handling)}) WHERE rowid={log}.rowid;"
    )


SCHEMA = f"""
CREATE TABLE labels(
    id INTEGER PRIMARY KEY, force TEXT NOT NULL, marking TEXT NOT NULL, handling TEXT NOT NULL,
    conditions TEXT NOT NULL, UNIQUE(force, marking, handling, conditions));
ALTER TABLE logs ADD COLUMN label INTEGER NOT NULL DEFAULT 0;
INSERT INTO labels(force, marking, handling, conditions)
    SELECT DISTINCT force, marking, {_HANDLING.format("logs")}, handling_conditions FROM logs;
UPDATE logs SET label=(SELECT id FROM labels l WHERE {_OF.format("logs", _HANDLING.format("logs"))});
CREATE TRIGGER log_labelled AFTER INSERT ON logs BEGIN {_labelling("new")} END;
CREATE TRIGGER log_relabelled AFTER UPDATE OF force, marking, grade, handling_conditions ON logs
BEGIN {_labelling("new")} END;
CREATE VIRTUAL TABLE occurrences USING fts5vocab(words, instance);
"""
_FORGOTTEN = "\0"  # conditions of a log that is gone: no clearance lists them, so only who may see any is told of it


class Labels:
    """The labels of one catalogue."""

    def __init__(self, file: Database) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._permitted: dict[Clearance, tuple[tuple[int, ...], list[int]]] = {}

    def condition(self, clearance: Clearance, *, log: str = "") -> str:
        """What SQL must add, beginning with AND, so that only logs inside a clearance are met; "" for everything.

        log: the name under which the statement knows `logs`, with its point.
        """
        if clearance.is_everything:
            return ""
        return f" AND {log}label IN ({','.join(map(str, self._inside(clearance)))})"

    def permitted(self, clearance: Clearance) -> list[Label]:
        """The labels of stored logs that a clearance permits."""
        rows = self._file.connection.execute("SELECT force, marking, handling, conditions FROM labels ORDER BY id")
        return [label for label in (Label(*row) for row in rows) if clearance.permits(label)]

    def forget_unused(self, db: sqlite3.Connection) -> None:
        """Drop the labels that no log has any more, in a transaction that changed what logs have which.

        One that a deleted log had stays for `index.gone`, without the wording of its conditions.
        """
        used = {row[0] for row in db.execute("SELECT DISTINCT label FROM logs")}
        gone = {row[0] for row in db.execute("SELECT DISTINCT label FROM gone")}
        db.execute("UPDATE meta SET value=value+1 WHERE key='labels_forgotten'")
        for row in db.execute("SELECT * FROM labels").fetchall():
            if row["id"] in used or (row["id"] in gone and row["conditions"] in ("", _FORGOTTEN)):
                continue
            if row["id"] in gone:
                told = (row["force"], row["marking"], row["handling"], _FORGOTTEN)
                db.execute("INSERT OR IGNORE INTO labels(force, marking, handling, conditions) VALUES (?,?,?,?)", told)
                sql = "SELECT id FROM labels WHERE force=? AND marking=? AND handling=? AND conditions=?"
                (without,) = db.execute(sql, told).fetchone()
                db.execute("UPDATE OR REPLACE gone SET label=? WHERE label=?", (without, row["id"]))
            db.execute("DELETE FROM labels WHERE id=?", (row["id"],))

    def _inside(self, clearance: Clearance) -> list[int]:
        """The numbers of the labels that a clearance permits, read again when there are others.

        A log whose trigger did not run has label 0, which nobody's clearance but everything holds.
        """
        db = self._file.connection
        sql = "SELECT count(*), (SELECT value FROM meta WHERE key='labels_forgotten') FROM labels"
        state = tuple(db.execute(sql).fetchone())
        with self._lock:
            known = self._permitted.get(clearance)
        if known is None or known[0] != state:
            rows = db.execute("SELECT id, force, marking, handling, conditions FROM labels ORDER BY id").fetchall()
            known = state, [row["id"] for row in rows if clearance.permits(Label(*tuple(row)[1:]))]
            with self._lock:
                self._permitted = {clearance: known, **dict(list(self._permitted.items())[:15])}
        return known[1]
