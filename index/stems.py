"""Words -> as the words index holds them. SQLite has no call for its stemmer, so a scratch index is asked."""

import sqlite3
import threading
from collections.abc import Sequence

_threads = threading.local()


def stems(words: Sequence[str]) -> list[str]:
    """The stem of each word, in their order; what the index would not hold as a word stays as it is."""
    scratch = _scratch()
    scratch.execute("BEGIN")
    try:
        scratch.executemany("INSERT INTO w(rowid, t) VALUES (?,?)", enumerate(words))
        found = dict(scratch.execute("SELECT doc, term FROM v ORDER BY doc, offset DESC"))
    finally:
        scratch.execute("ROLLBACK")
    return [found.get(row, word) for row, word in enumerate(words)]


def stem(word: str) -> str:
    """The stem of one word."""
    return stems([word])[0]


def _scratch() -> sqlite3.Connection:
    if not hasattr(_threads, "db"):
        db = sqlite3.connect(":memory:", isolation_level=None)
        db.execute('CREATE VIRTUAL TABLE w USING fts5(t, tokenize="porter unicode61 remove_diacritics 2")')
        db.execute("CREATE VIRTUAL TABLE v USING fts5vocab(w, instance)")
        _threads.db = db
    connection: sqlite3.Connection = _threads.db
    return connection
