"""Search: a redacted question -> the passages that may answer it, with the reasons each was retrieved.

Words (BM25), meaning (cosine) and exact identity tokens are scored apart and added with weights. A weighted sum of
normalised scores keeps what plain reciprocal-rank fusion throws away, how much better one hit is than the next
(Bruch, Gai and Ingber, "An analysis of fusion functions for hybrid retrieval", 2023). The first of them are then read
together with the question by the relevance model, whose judgement is added with a weight of its own.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from index.clearance import Clearance
from index.embedding import Embedder
from index.records import Filters, Hit, Judgement, Passage, RedactedQuestion
from index.redaction.tokens import TOKEN, spoken
from index.relevance.model import Judge
from index.shorthand import default_shorthand
from index.vectors import VectorIndex
from index.windows import names_day

CANDIDATES = 100  # passages taken from each ranking before they are fused
MEANING_WEIGHT = 1.5
WORDS_WEIGHT = 1.5
SHORTHAND_WEIGHT = 0.5  # of other wordings of the same, beside the question's own words, at most
TOKENS_WEIGHT = 3.0
PLACE_WEIGHT = 0.25  # little: a log may write the place otherwise; from 0.5 on some logs that answer fall behind
NAMED_WEIGHT = 10.0  # more than all others together: a log that is asked for by its reference comes first
RELEVANCE_WEIGHT = 0.5  # of a log-odds, from none on
JUDGED = 20  # passages read by the relevance model: the first by the other scores
SURE = 5.0  # log-odds from which on more of them make no difference
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

    def __init__(
        self, catalogue: Catalogue, encoder: Embedder, vectors: Callable[[], VectorIndex], judge: Judge | None
    ) -> None:
        """encoder: of questions, among the vectors of passages. vectors: gives the index for the catalogue's present
        state; asked for at every search. judge: None leaves the first hits as words, meaning and identities order them.
        """
        self._catalogue = catalogue
        self._encoder = encoder
        self._vectors = vectors
        self._judge = judge
        self._shorthand = default_shorthand()

    def __call__(
        self,
        question: RedactedQuestion,
        clearance: Clearance,
        filters: Filters | None = None,
        *,
        k: int = 10,
        places: Sequence[str] = (),
    ) -> list[Hit]:
        """The k best passages inside clearance and filters, best first; ties keep the lower passage id.

        The logs that the question names by their reference come first. places: phrases; logs that contain more of them
        are worth more.
        """
        limits = filters or Filters()
        undated = replace(limits, date_from=None, date_to=None, widely=False) if limits.widely else limits
        named = self._catalogue.within(self._catalogue.references_in(question.text, clearance), undated, clearance)
        query = self._encoder.encode([spoken(question.text)])[0]
        found = everywhere = self._ranked(question, query, limits, clearance, named, places)
        if limits.widely:
            everywhere = self._ranked(question, query, undated, clearance, (), places)
            found = found.with_more(everywhere, self._of_the_window(everywhere, found, limits, clearance))
        # Scores are stretched over all days: of the few passages of one day the weakest would come to nothing.
        meaning, words = normalised(everywhere.near | found.near), normalised(everywhere.matched | found.matched)
        placed = self._catalogue.said_of(places, sorted({p.log_ref for p in found.passages.values()}), clearance)
        hits = []
        for id_, passage in found.passages.items():
            tokens = found.held.get(passage.log_ref, frozenset())
            is_named = passage.log_ref in named
            score = (
                MEANING_WEIGHT * meaning.get(id_, 0.0)
                + WORDS_WEIGHT * words.get(id_, 0.0)
                + TOKENS_WEIGHT * token_score(question.asked, tokens)
                + PLACE_WEIGHT * len(placed.get(passage.log_ref, ())) / max(len(places), 1)
                + NAMED_WEIGHT * is_named
            )
            hits.append(
                Hit(passage, score, found.near.get(id_), found.matched.get(id_), tuple(sorted(tokens)), is_named)
            )
        best = sorted(hits, key=_best_first)
        return sorted([*self.judged(question, best[:JUDGED], clearance), *best[JUDGED:]], key=_best_first)[:k]

    def judged(self, question: RedactedQuestion, hits: Sequence[Hit], clearance: Clearance) -> list[Hit]:
        """Hits with the relevance model's judgement for this question, and scores that it is part of, in their order.

        What was judged for another question, such as one that this is a part of, is judged anew.
        """
        if not self._judge or not hits:
            return list(hits)
        logs = self._catalogue.logs_of([hit.passage.log_ref for hit in hits], clearance)
        titles = {ref: log.title for ref, log in logs.items()}
        judged = self._judge.judge(question, [(titles.get(h.passage.log_ref, ""), h.passage.text) for h in hits])
        return [
            replace(hit, score=hit.score - _part(hit.judged) + _part(judgement), judged=judgement)
            for hit, judgement in zip(hits, judged, strict=True)
        ]

    def _ranked(
        self,
        question: RedactedQuestion,
        query: NDArray[np.float32],
        limits: Filters,
        clearance: Clearance,
        named: Collection[str],
        places: Sequence[str],
    ) -> "_Ranked":
        """The candidates inside some limits, with the passages of named logs. query: the question's vector."""
        near = dict(self._vectors().search(query, CANDIDATES, self._catalogue.permitted(limits, clearance)))
        matched = self._matched(question, limits, clearance)
        refs = self._catalogue.few_mentioning(question.tokens, limits, clearance, most=CANDIDATES)
        placed = self._catalogue.few_saying(places, limits, clearance, most=CANDIDATES)
        about = {p.id for p in self._catalogue.passages_of(sorted({*refs, *placed, *named}), clearance)}
        passages = self._catalogue.passages(sorted({*near, *matched, *about}), clearance)
        asked, held = frozenset(question.tokens), {}
        if asked:
            of_logs = self._catalogue.tokens_of(sorted({p.log_ref for p in passages.values()}), clearance)
            held = {ref: both for ref, tokens in of_logs.items() if (both := tokens & asked)}
        return _Ranked(near, matched, held, passages)

    def _matched(self, question: RedactedQuestion, limits: Filters, clearance: Clearance) -> dict[int, float]:
        """BM25 of the candidates by words, and by other wordings of them, of which the best counts at most half as much
        as the best by the question's own words: a rare shorthand of a common word is worth no more than the word.
        """
        matched = dict(self._catalogue.match(terms(question), CANDIDATES, limits, clearance))
        others = self._catalogue.match(self._shorthand.others(question.text), CANDIDATES, limits, clearance)
        if not others:
            return matched
        best, best_of_others = max(matched.values(), default=math.inf), others[0][1]
        weight = SHORTHAND_WEIGHT * min(1.0, best / best_of_others)
        for id_, score in others:
            matched[id_] = matched.get(id_, 0.0) + weight * score
        return dict(sorted(matched.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES])

    def _of_the_window(
        self, everywhere: "_Ranked", inside: "_Ranked", limits: Filters, clearance: Clearance
    ) -> set[str]:
        """The logs that are not of the window by their own days, but name a day of it or refer to a log of it."""
        first, last = (date.fromisoformat(day) if day else None for day in (limits.date_from, limits.date_to))
        refs = {p.log_ref for p in everywhere.passages.values()} - {p.log_ref for p in inside.passages.values()}
        return {
            ref
            for ref, log in self._catalogue.logs_of(sorted(refs), clearance).items()
            if names_day(f"{log.title}\n{log.text}", date.fromisoformat(log.reported_at[:10]), first, last)
            or self._catalogue.within(self._catalogue.references_in(log.text, clearance), limits, clearance)
        }


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Candidates: passage id -> cosine, passage id -> BM25, log -> tokens of the question, and the passages by id."""

    near: dict[int, float]
    matched: dict[int, float]
    held: dict[str, frozenset[str]]
    passages: dict[int, Passage]

    def with_more(self, other: "_Ranked", refs: set[str]) -> "_Ranked":
        """These candidates, and those of some logs from another ranking."""
        more = {id_: p for id_, p in other.passages.items() if p.log_ref in refs}
        return _Ranked(
            self.near | {id_: score for id_, score in other.near.items() if id_ in more},
            self.matched | {id_: score for id_, score in other.matched.items() if id_ in more},
            self.held | {ref: tokens for ref, tokens in other.held.items() if ref in refs},
            self.passages | more,
        )


def _part(judgement: Judgement | None) -> float:
    """What of a hit's score is due to the relevance model."""
    return RELEVANCE_WEIGHT * (max(-SURE, min(SURE, judgement.passage)) + SURE) if judgement else 0.0


def _best_first(hit: Hit) -> tuple[float, int]:
    return -hit.score, hit.passage.id


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
