"""BM25 over a permitted set: the terms of a question -> scores of the passages that an asker may see.

SQLite's own `bm25()` counts over the whole words index: how often a word stands in logs that an asker may not see
would show in the scores of those they may. Here the same formula, with SQLite's constants, takes its number of
passages, their mean length and each word's count from the permitted passages alone.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; column weights, inverse
document frequency and its floor as in SQLite's `ext/fts5/fts5_aux.c`.
"""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
LEAST_IDF = 1e-6  # of a word that stands in more than half of the passages
MOST_KEPT = 6_000_000  # postings of words that are kept, 12 bytes each
TITLE_WEIGHT = 2.0  # a word in a title counts as so many in the text


@dataclass(frozen=True, slots=True)
class Lengths:
    """The length of passages in words, title included: int64 ids, ascending, and int64 lengths beside them."""

    ids: NDArray[np.int64]
    words: NDArray[np.int64]

    def extended(self, db: sqlite3.Connection) -> "Lengths":
        """These and those of the passages that were added since. An id is never used again, so none changes."""
        last = int(self.ids[-1]) if len(self.ids) else 0
        rows = db.execute("SELECT id, sz FROM words_docsize WHERE id>? ORDER BY id", (last,)).fetchall()
        if not rows:
            return self
        ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        words = np.fromiter((sum(_varints(row[1])) for row in rows), np.int64, len(rows))
        return Lengths(np.concatenate([self.ids, ids]), np.concatenate([self.words, words]))

    def of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The lengths of these passages, all of which are known."""
        return self.words[np.searchsorted(self.ids, ids)]


NO_LENGTHS = Lengths(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class Postings:
    """The passages in which one word stands: int64 ids, ascending, and how often, float32, titles weighted."""

    documents: NDArray[np.int64]
    counts: NDArray[np.float32]


class KnownPostings:
    """The postings of words that were asked for, of one state of the store: common words are asked for often."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self._known: dict[str, Postings] = {}

    def of(self, db: sqlite3.Connection, stem: str) -> Postings:
        """The postings of a word, as the words index holds it; db: of the same generation."""
        return self._kept(stem, _postings, db)

    def of_phrase(self, db: sqlite3.Connection, phrase: str) -> Postings:
        """The postings of words that stand one after the other, with spaces between them, as a text has them.

        A phrase counts once in a title and once in a text, however often it stands there.
        """
        return self._kept(phrase, _phrase_postings, db)

    def _kept(self, term: str, read: Callable[[sqlite3.Connection, str], Postings], db: sqlite3.Connection) -> Postings:
        known = self._known.get(term)
        if known is None:
            known = read(db, term)
            held = len(known.documents)
            for other, postings in list(self._known.items())[::-1]:  # the newest stay
                held += len(postings.documents)
                if held > MOST_KEPT:
                    self._known.pop(other, None)
            self._known[term] = known
        return known


def scores(postings: Iterable[Postings], permitted: NDArray[np.int64], words: NDArray[np.int64]) -> NDArray[np.float64]:
    """The BM25 score of every permitted passage, in their order, 0 where no term stands.

    postings: of each term. permitted: passage ids, ascending; words: their lengths.
    """
    total = np.zeros(len(permitted), np.float64)
    if not len(permitted):
        return total
    stretched = K1 * (1 - B + B * words / words.mean())
    for posting in postings:
        documents, counts = posting.documents, posting.counts.astype(np.float64)
        places = np.searchsorted(permitted, documents)
        inside = places < len(permitted)
        inside[inside] = permitted[places[inside]] == documents[inside]
        places, counts = places[inside], counts[inside]
        rare = math.log((len(permitted) - len(places) + 0.5) / (len(places) + 0.5))
        total[places] += (rare if rare > 0 else LEAST_IDF) * counts * (K1 + 1) / (counts + stretched[places])
    return total


def _postings(db: sqlite3.Connection, stem: str) -> Postings:
    rows = db.execute(
        "SELECT doc, sum(CASE col WHEN 'title' THEN ? ELSE 1.0 END) FROM occurrences WHERE term=? GROUP BY doc",
        (TITLE_WEIGHT, stem),
    ).fetchall()
    documents = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    return Postings(documents, np.fromiter((row[1] for row in rows), np.float32, len(rows)))


def _phrase_postings(db: sqlite3.Connection, phrase: str) -> Postings:
    words = phrase.replace('"', "")
    counts: defaultdict[int, float] = defaultdict(float)
    for column, weight in (("title", TITLE_WEIGHT), ("text", 1.0)):
        for row in db.execute("SELECT rowid FROM words WHERE words MATCH ?", (f'{column} : "{words}"',)):
            counts[row[0]] += weight
    documents = np.fromiter(sorted(counts), np.int64, len(counts))
    return Postings(documents, np.fromiter((counts[id_] for id_ in documents.tolist()), np.float32, len(counts)))


def _varints(blob: bytes) -> list[int]:
    """The numbers of an FTS5 record: seven bits a byte, the highest first, the eighth bit says that more follow."""
    numbers, number = [], 0
    for byte in blob:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return numbers
