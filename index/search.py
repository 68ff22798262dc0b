"""Search: a redacted question -> the passages that may answer it, with the reasons each was retrieved.

Words (BM25), meaning (cosine) and exact identity tokens are scored apart and added with weights. A weighted sum of
normalised scores keeps what plain reciprocal-rank fusion throws away, how much better one hit is than the next
(Bruch, Gai and Ingber, "An analysis of fusion functions for hybrid retrieval", 2023).
"""

import re
from collections.abc import Callable, Mapping, Sequence

from index.catalogue import Catalogue
from index.embedding import Embedder
from index.records import Filters, Hit, RedactedQuestion
from index.redaction.tokens import TOKEN, spoken
from index.vectors import VectorIndex

CANDIDATES = 100  # passages taken from each ranking before they are fused
MEANING_WEIGHT = 1.0
WORDS_WEIGHT = 1.5
TOKENS_WEIGHT = 1.5
UNCERTAIN_TOKEN = 0.5  # of a certain token's worth: the token of a partly equal name

_WORD = re.compile(r"[^\W_]+")
# Words that carry no topic in a question to this store; the words index would score them all the same.
_STOP_WORDS = frozenset(
    (
        "a about after all also am an and any are as at be been before being between both but by can could did do "
        "does doing for from had has have he her hers him his how i if in into is it its me my no not of on or our "
        "out over she should so some such than that the their them then there these they this those through to "
        "under up us was we were what when where which while who whom whose why will with would you your log logs "
        "tell show give list know known say says said mention mentioned mentions please anything everything anyone "
        "someone"
    ).split()
)


class Search:
    """Hybrid search over a catalogue and its vector index."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder, vectors: Callable[[], VectorIndex]) -> None:
        """vectors: gives the index for the catalogue's present state; asked for at every search."""
        self._catalogue = catalogue
        self._embedder = embedder
        self._vectors = vectors

    def __call__(self, question: RedactedQuestion, filters: Filters | None = None, *, k: int = 10) -> list[Hit]:
        """The k best passages inside the filters, best first; ties keep the lower passage id."""
        limits = filters or Filters()
        near = self._by_meaning(question, limits)
        matched = dict(self._catalogue.match(terms(question), CANDIDATES, limits))
        held = self._catalogue.mentioning(question.tokens, limits)
        about = {p.id for p in self._catalogue.passages_of(sorted(held))} if len(held) <= CANDIDATES else set()
        passages = self._catalogue.passages(sorted({*near, *matched, *about}))
        meaning, words = normalised(near), normalised(matched)
        hits = []
        for id_, passage in passages.items():
            tokens = held.get(passage.log_ref, frozenset())
            score = (
                MEANING_WEIGHT * meaning.get(id_, 0.0)
                + WORDS_WEIGHT * words.get(id_, 0.0)
                + TOKENS_WEIGHT * token_score(question.asked, tokens)
            )
            hits.append(Hit(passage, score, near.get(id_), matched.get(id_), tuple(sorted(tokens))))
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:k]

    def _by_meaning(self, question: RedactedQuestion, filters: Filters) -> dict[int, float]:
        query = self._embedder.encode([spoken(question.text)])[0]
        return dict(self._vectors().search(query, CANDIDATES, self._catalogue.permitted(filters)))


def terms(question: RedactedQuestion) -> list[str]:
    """The words to look up: the question's own without stop words, and the ids of its tokens instead of their types."""
    plain = TOKEN.sub(" ", question.text)
    words = [w for w in _WORD.findall(plain.casefold()) if w not in _STOP_WORDS]
    ids = [token.split()[1] for token in question.tokens]
    return list(dict.fromkeys([*words, *ids]))


def token_score(asked: Sequence[Sequence[str]], held: frozenset[str]) -> float:
    """The share of the question's identities that a log mentions, in [0, 1]; an uncertain reading counts in part."""
    if not asked:
        return 0.0
    found = (
        1.0 if group and group[0] in held else UNCERTAIN_TOKEN if held.intersection(group) else 0.0 for group in asked
    )
    return sum(found) / len(asked)


def normalised(scores: Mapping[int, float]) -> dict[int, float]:
    """Scores stretched to [0, 1] by their minimum and maximum; equal scores all become 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()}
