"""Whether search finds the logs that answer a question, beside words, meaning and their plain fusion on one store."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.answer import turns_of
from assistant.evaluation.corpus import EVALUATOR, Corpus, loaded, mean
from assistant.resolution import read
from assistant.service import Service
from assistant.settings import Settings
from index.clearance import EVERYTHING
from index.records import Filters, RedactedQuestion
from index.redaction.tokens import spoken
from index.search import CANDIDATES, terms
from index.store import Store

DEPTH = 60  # passages asked for: enough for ten logs
_DAMPING = 60  # the constant of reciprocal rank fusion


def measure(labelled: Sequence[Corpus], folder: Path, settings: Settings) -> dict[str, Any]:
    """recall@10 and nDCG@10 over the questions that have supporting logs, by way of searching and by type of question.

    A question's logs are its `urns`, or `relevant` with a grade each. Each corpus is in a store of its own, as its
    questions were written for it.
    """
    scores: dict[str, list[tuple[float, float]]] = defaultdict(list)
    by_type: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for corpus in (c for c in labelled if c.questions):
        service = loaded([corpus], folder / corpus.name, settings)
        for kind, ways in _rankings(service, corpus.questions, settings.retrieved):
            for way, scored in ways.items():
                scores[way].append(scored)
                by_type[kind][way].append(scored)
        service.close()
    return {
        "questions": len(scores["intellog"]),
        **_means(scores),
        "by_type": {
            kind: {"questions": len(some["intellog"]), **_means(some)} for kind, some in sorted(by_type.items())
        },
    }


def _rankings(
    service: Service, questions: Iterable[Mapping[str, Any]], retrieved: int
) -> Iterator[tuple[str, dict[str, tuple[float, float]]]]:
    """The type of each question that has logs, and how well each way of searching ranks them."""
    store = service.store
    baselines = {"words_alone": _words, "meaning_alone": _meaning, "plain_fusion": _plainly_fused}
    for question in questions:
        graded = question.get("relevant") or dict.fromkeys(question.get("urns") or (), 1)
        wanted = {ref: grade for ref, grade in graded.items() if grade > 0}
        if not wanted:
            continue
        earlier = question.get("previous") or []
        hits = service.search(question["question"], EVALUATOR, previous=earlier, k=DEPTH)
        before = turns_of(earlier, store, EVERYTHING, retrieved=retrieved)
        whole = read(store.question(question["question"], EVERYTHING), before).question
        ways = {"intellog": [hit.passage.log_ref for hit in hits]} | {
            way: find(store, whole) for way, find in baselines.items()
        }
        yield (
            question["type"],
            {way: ranking_scores(list(dict.fromkeys(refs))[:10], wanted) for way, refs in ways.items()},
        )


def _means(scores: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, Any]:
    return {
        way: {"recall@10": mean([r for r, _ in some]), "ndcg@10": mean([n for _, n in some])}
        for way, some in scores.items()
    }


def _words(store: Store, question: RedactedQuestion) -> Iterable[str]:
    return _refs(store, [id_ for id_, _ in store.catalogue.match(terms(question), CANDIDATES, Filters(), EVERYTHING)])


def _meaning(store: Store, question: RedactedQuestion) -> Iterable[str]:
    query = store.embedder.encode([spoken(question.text)])[0]
    return _refs(store, [id_ for id_, _ in store.vectors().search(query, CANDIDATES)])


def _plainly_fused(store: Store, question: RedactedQuestion) -> Iterable[str]:
    """Reciprocal ranks of words and meaning, added (Cormack, Clarke and Büttcher, 2009)."""
    ranks: dict[str, float] = defaultdict(float)
    for way in (_words, _meaning):
        for rank, ref in enumerate(dict.fromkeys(way(store, question))):
            ranks[ref] += 1 / (_DAMPING + rank + 1)
    return sorted(ranks, key=lambda ref: -ranks[ref])


def _refs(store: Store, ids: Sequence[int]) -> list[str]:
    passages = store.catalogue.passages(ids, EVERYTHING)
    return [passages[id_].log_ref for id_ in ids]


def ranking_scores(refs: Sequence[str], wanted: Mapping[str, int]) -> tuple[float, float]:
    """(recall, nDCG) of a ranking of ten. wanted: grade of each log that answers.

    The gain is 2 to the grade, less one (Burges et al., 2005).
    """
    gains = {ref: 2.0**grade - 1 for ref, grade in wanted.items()}
    gain = sum(gains.get(ref, 0.0) / math.log2(rank + 2) for rank, ref in enumerate(refs))
    ideal = sum(g / math.log2(rank + 2) for rank, g in enumerate(sorted(gains.values(), reverse=True)[:10]))
    return len(gains.keys() & set(refs)) / len(gains), gain / ideal
