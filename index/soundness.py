"""Soundness of a catalogue: its file -> what does not hold in it, and whether that can be made anew from its logs.

Texts of logs are the truth; passages, vectors, words and mentions are made from them, and `Catalogue.mend` makes them
anew. Nothing here changes the file.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.database import hindrance
from index.embedding import DIMENSION
from index.redaction.tokens import identities_in

LENGTH_ERROR = 0.01  # by which a unit vector of float16 may differ from length 1
EVERY = 1000  # logs between two calls of `progress`

_ORPHANS = {
    "passages without a live log": (
        "SELECT DISTINCT p.log_ref FROM passages p LEFT JOIN logs l"
        " ON l.log_ref=p.log_ref AND l.version=p.version AND l.live=1 WHERE l.log_ref IS NULL"
    ),
    **{
        f"{what} without a live log": (
            f"SELECT DISTINCT t.{column} FROM {table} t LEFT JOIN logs l ON l.log_ref=t.{column} AND l.live=1"
            " WHERE l.log_ref IS NULL"
        )
        for what, table, column in (
            ("reviews", "life", "log_ref"),
            ("groups of the same", "alike", "log_ref"),
            ("corrections", "corrections", "said_in"),
        )
    },
    "mentions without a log": (
        "SELECT DISTINCT m.log_ref FROM mentions m LEFT JOIN logs l USING(log_ref, version) WHERE l.log_ref IS NULL"
    ),
}
_NOT_ONE_NEWEST = (
    "SELECT log_ref FROM logs GROUP BY log_ref"
    " HAVING sum(live)<>1 OR max(version)<>max(CASE WHEN live=1 THEN version END)"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, of which logs. derived: it is made from the logs' texts and can be made anew."""

    problem: str
    log_refs: tuple[str, ...] = ()
    derived: bool = True


def damage(db: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong with a file, in its words; empty when all is well.

    Raises sqlite3.Error for a file that cannot be read now, which says nothing of what it holds.
    """
    try:
        found = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [f"table {row[0]}: a row refers to none" for row in db.execute("PRAGMA foreign_key_check")]
    except UnicodeDecodeError:
        return ["what SQLite says of it quotes bytes that are no text"]
    except sqlite3.DatabaseError as error:
        if hindrance(error):
            raise
        return [str(error)]


def faults(db: sqlite3.Connection, progress: Callable[[int, int], None] = lambda done, total: None) -> list[Fault]:
    """What does not hold in a catalogue. progress: told how many of how many versions of logs were looked at."""
    if broken := damage(db):
        return [Fault(f"the file is damaged: {what}", derived=False) for what in broken[:5]]
    found = [Fault(f"the index {name} does not hold the words of its table") for name in _words_astray(db)]
    for what, sql in _ORPHANS.items():
        if refs := _column(db, sql):
            found.append(Fault(what, refs))
    if refs := _column(db, _NOT_ONE_NEWEST):
        found.append(Fault("logs whose newest version is not their one live version", refs, derived=False))
    by_problem: dict[str, list[str]] = defaultdict(list)
    total = db.execute("SELECT count(*) FROM logs").fetchone()[0]
    for done, row in enumerate(db.execute("SELECT * FROM logs ORDER BY log_ref, version"), start=1):
        for problem in _problems(db, row):
            by_problem[problem].append(row["log_ref"])
        if done % EVERY == 0 or done == total:
            progress(done, total)
    return found + [Fault(problem, tuple(dict.fromkeys(refs))) for problem, refs in by_problem.items()]


def _words_astray(db: sqlite3.Connection) -> Iterator[str]:
    """The words indexes that differ from their tables; rank 1 asks FTS5 to compare with the table, too."""
    for index in ("words", "said"):
        try:
            db.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            yield index


def _problems(db: sqlite3.Connection, log: sqlite3.Row) -> Iterator[str]:
    place = (log["log_ref"], log["version"])
    fields = (log["title"], log["text"], log["handling_conditions"], log["provenance"], log["force"], log["theme"])
    said = set(identities_in(*fields, *json.loads(log["attributes"]).values()))
    if said != {row[0] for row in db.execute("SELECT token FROM mentions WHERE log_ref=? AND version=?", place)}:
        yield "mentions that are not those of the log's text"
    if not log["live"]:
        return
    sql = 'SELECT ordinal, start, "end", title, text, vector FROM passages WHERE log_ref=? AND version=?'
    passages = db.execute(f"{sql} ORDER BY ordinal, id", place).fetchall()
    if not passages and any(map(str.isalnum, log["text"])):
        yield "live logs without a passage"
    elif not _cover(passages, log):
        yield "passages that are not those of the log's text"
    if not all(_is_unit(passage["vector"]) for passage in passages):
        yield f"passages without a unit vector of {DIMENSION} numbers"


def _cover(passages: Sequence[sqlite3.Row], log: sqlite3.Row) -> bool:
    """Whether the passages are stretches of the text, in order, each once, and leave out no letter or digit."""
    last, left = 0, ""
    for ordinal, passage in enumerate(passages):
        start, end = passage["start"], passage["end"]
        if passage["ordinal"] != ordinal or start < last or log["text"][start:end] != passage["text"]:
            return False
        if passage["title"] != log["title"]:
            return False
        left += log["text"][last:start]
        last = end
    return not any(map(str.isalnum, left + log["text"][last:]))


def _is_unit(stored: bytes) -> bool:
    if len(stored) != 2 * DIMENSION:
        return False
    length = float(np.linalg.norm(np.frombuffer(stored, np.float16).astype(np.float32)))
    return abs(length - 1) < LENGTH_ERROR  # false for what is no number, too


def _column(db: sqlite3.Connection, sql: str) -> tuple[str, ...]:
    return tuple(row[0] for row in db.execute(sql))
