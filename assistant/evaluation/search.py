"""Whether search finds the logs that answer a question, beside words alone and meaning alone on the same store."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.answer import turns_of
from assistant.evaluation.corpus import Corpus, loaded, mean
from assistant.resolution import read
from assistant.settings import Settings
from index.clearance import EVERYTHING
from index.records import Filters, RedactedQuestion
from index.redaction.tokens import spoken
from index.search import CANDIDATES, terms
from index.store import Store

DEPTH = 60  # passages asked for: enough for ten logs


def measure(labelled: Sequence[Corpus], folder: Path, settings: Settings) -> dict[str, Any]:
    """recall@10 and nDCG@10 over the questions that have supporting logs, by way of searching."""
    service = loaded([c for c in labelled if c.questions], folder, settings)
    store = service.store
    ways = {"intellog": _fused, "words_alone": _words, "meaning_alone": _meaning}
    scores: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    by_type: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for question in (q for corpus in labelled for q in corpus.questions if q.get("urns")):
        before = turns_of(question.get("previous") or [], store, EVERYTHING, retrieved=settings.retrieved)
        whole = read(store.question(question["question"], EVERYTHING), before).question
        for way, find in ways.items():
            refs = list(dict.fromkeys(find(store, whole)))[:10]
            scored = _scores(refs, set(question["urns"]))
            scores[way].append(scored)
            by_type[question["type"]][way].append(scored)
    service.close()
    return {
        "questions": len(scores["intellog"]),
        **_means(scores),
        "by_type": {
            kind: {"questions": len(some["intellog"]), **_means(some)} for kind, some in sorted(by_type.items())
        },
    }


def _means(scores: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, Any]:
    return {
        way: {"recall@10": mean([r for r, _ in some]), "ndcg@10": mean([n for _, n in some])}
        for way, some in scores.items()
    }


def _fused(store: Store, question: RedactedQuestion) -> Iterable[str]:
    return [hit.passage.log_ref for hit in store.search(question, EVERYTHING, k=DEPTH)]


def _words(store: Store, question: RedactedQuestion) -> Iterable[str]:
    return _refs(store, [id_ for id_, _ in store.catalogue.match(terms(question), CANDIDATES, Filters(), EVERYTHING)])


def _meaning(store: Store, question: RedactedQuestion) -> Iterable[str]:
    query = store.embedder.encode([spoken(question.text)])[0]
    return _refs(store, [id_ for id_, _ in store.vectors().search(query, CANDIDATES)])


def _refs(store: Store, ids: Sequence[int]) -> list[str]:
    passages = store.catalogue.passages(ids, EVERYTHING)
    return [passages[id_].log_ref for id_ in ids]


def _scores(refs: Sequence[str], wanted: set[str]) -> tuple[float, float]:
    """(recall, nDCG) of a ranking, with gain 1 for each wanted log (Järvelin and Kekäläinen, 2002)."""
    gain = sum(1 / math.log2(rank + 2) for rank, ref in enumerate(refs) if ref in wanted)
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(len(wanted), 10)))
    return len(wanted.intersection(refs)) / len(wanted), gain / ideal
