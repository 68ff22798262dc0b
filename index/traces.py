"""Traces of one log: where it stands in the parts of a catalogue -> how many of them are still there.

The places are noted before a deletion and counted with the same statements before and after it, so that the count
before says what was removed, and the one after finds what was not. Passage ids are never used again, and nobody else
may take in a log meanwhile (see `Store.changing`), so what is found under them afterwards is of that log.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.pending import FIELDS

PARTS = ("versions", "passages", "vectors", "words", "mentions", "notes", "identities", "links", "held")
_NOTES = {
    "life": "log_ref", "alike": "log_ref", "bands": "log_ref", "alike_leaders": "leader", "corrections": "said_in",
    "reredacted": "log_ref",
}  # fmt: skip
_MOST = 500  # bound values of one statement


@dataclass(frozen=True, slots=True)
class Places:
    """Where one log stands, in every version."""

    log_ref: str
    rows: tuple[int, ...] = ()  # of `logs`, ascending
    passages: tuple[int, ...] = ()  # ids, ascending
    words: frozenset[str] = frozenset()  # as an index without stems holds them
    tokens: frozenset[str] = frozenset()  # that it mentions
    labels: tuple[int, ...] = ()  # numbers of the access labels that only it has


def places_of(db: sqlite3.Connection, log_ref: str) -> Places:
    """Where a log stands in a catalogue; of one that is not held only its reference is known."""
    logs = db.execute(f"SELECT rowid, {', '.join(FIELDS)} FROM logs WHERE log_ref=? ORDER BY rowid", (log_ref,))
    rows, texts = [], []
    for row in logs.fetchall():
        rows.append(int(row[0]))
        texts += [str(value) for value in tuple(row)[1:]]
    ids = [int(row[0]) for row in db.execute("SELECT id FROM passages WHERE log_ref=? ORDER BY id", (log_ref,))]
    tokens = frozenset(row[0] for row in db.execute("SELECT token FROM mentions WHERE log_ref=?", (log_ref,)))
    sql = (
        "SELECT DISTINCT label FROM logs l WHERE log_ref=? AND NOT EXISTS"
        " (SELECT 1 FROM logs WHERE label=l.label AND log_ref<>l.log_ref)"
    )
    labels = tuple(int(row[0]) for row in db.execute(sql, (log_ref,)))
    return Places(log_ref, tuple(rows), tuple(ids), _words(texts), tokens, labels)


def traces(db: sqlite3.Connection, places: Places) -> dict[str, int]:
    """How much of a log stands in a catalogue: versions, passages, entries of both words indexes, mentions, and notes
    on its life, its group, what it corrects and who may see it, where only it says so.
    """
    ref = (places.log_ref,)
    held = _count(db, "SELECT count(*) FROM passages WHERE log_ref=?", ref)
    conditions = "SELECT count(*) FROM labels WHERE trim(conditions)<>'' AND id IN ({})"
    left = _among(db, "SELECT count(*) FROM passages WHERE log_ref<>? AND id IN ({})", places.passages, before=ref)
    return {
        "versions": _count(db, "SELECT count(*) FROM logs WHERE log_ref=?", ref),
        "passages": held + left,
        "words": sum(
            _entries(db, index, word, rows)
            for index, rows in (("words", places.passages), ("said", places.rows))
            for word in places.words
        ),
        "mentions": _count(db, "SELECT count(*) FROM mentions WHERE log_ref=?", ref),
        "notes": sum(_count(db, f"SELECT count(*) FROM {t} WHERE {c}=?", ref) for t, c in _NOTES.items())
        + _among(db, conditions, places.labels, before=()),
    }


def only_of(db: sqlite3.Connection, log_ref: str, tokens: Iterable[str]) -> list[str]:
    """Those of these tokens that no other log of a catalogue mentions, by alphabet."""
    sql = "SELECT 1 FROM mentions WHERE token=? AND log_ref<>? LIMIT 1"
    return [token for token in sorted(tokens) if not db.execute(sql, (token, log_ref)).fetchone()]


def _entries(db: sqlite3.Connection, index: str, word: str, rows: Sequence[int]) -> int:
    """In how many of these rows a words index has a word. Only the index is read, not what it was made from."""
    if not rows:
        return 0
    sql = f"SELECT rowid FROM {index} WHERE {index} MATCH ? AND rowid BETWEEN ? AND ?"
    found = db.execute(sql, (f'"{word}"', rows[0], rows[-1]))
    return len({row[0] for row in found}.intersection(rows))


def _words(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts as SQLite cuts them. It has no call for that, so a scratch index is asked."""
    scratch = sqlite3.connect(":memory:", isolation_level=None)
    try:
        scratch.execute('CREATE VIRTUAL TABLE w USING fts5(t, tokenize="unicode61 remove_diacritics 2")')
        scratch.execute("CREATE VIRTUAL TABLE v USING fts5vocab(w, row)")
        scratch.executemany("INSERT INTO w VALUES (?)", [(text,) for text in texts])
        return frozenset(row[0] for row in scratch.execute("SELECT term FROM v"))
    finally:
        scratch.close()


def _count(db: sqlite3.Connection, sql: str, values: Sequence[object]) -> int:
    return int(db.execute(sql, values).fetchone()[0])


def _among(db: sqlite3.Connection, sql: str, values: Sequence[object], *, before: Sequence[object]) -> int:
    slices = [values[start : start + _MOST] for start in range(0, len(values), _MOST)]
    return sum(_count(db, sql.format(",".join("?" * len(some))), [*before, *some]) for some in slices)
