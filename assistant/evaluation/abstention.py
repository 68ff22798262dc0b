"""Whether questions that no report answers are told from those that some do, on reports such as those of MUC-4."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from assistant.evaluation.bars import ABSTENTION
from assistant.evaluation.corpus import EVALUATOR
from assistant.evaluation.figures import figures
from assistant.service import Service
from index.clearance import EVERYTHING

FILES = ("reports.jsonl", "queries.jsonl", "abstain.jsonl")


def measure(
    service: Service,
    queries: Sequence[Mapping[str, Any]],
    unanswerable: Sequence[Mapping[str, Any]],
    *,
    progress: Callable[[str], None] = lambda message: None,
) -> dict[str, Any]:
    """Shares of unanswerable questions that are not found, and of others that are not answered, by kind, too.

    queries: {"family", "question"}, which some report answers. unanswerable: {"kind", "question", "remove_docs"}; the
    reports that answer one are deleted before it is asked, and stay deleted, so that these questions come last.
    """
    wrong: dict[str, list[float]] = defaultdict(list)
    right: dict[str, list[float]] = defaultdict(list)
    reports = service.store.catalogue.counts()["logs"]
    total = len(queries) + len(unanswerable)
    for number, query in enumerate(queries):
        progress(f"asking {number + 1} of {total}")
        wrong[query["family"]].append(_status(service, query) != "answered")
    deleted = 0
    for number, question in enumerate(sorted(unanswerable, key=lambda q: len(q["remove_docs"])), len(queries)):
        progress(f"asking {number + 1} of {total}")
        for ref in question["remove_docs"]:
            if service.store.holds(ref, EVERYTHING):
                service.delete(ref, "measured", EVALUATOR)
                deleted += 1
        right[question["kind"]].append(_status(service, question) == "not_found")
    scores = {"not_found": [*chain(*right.values())], "wrongly_not_answered": [*chain(*wrong.values())]}
    return {
        "model": "none", "reports": reports, "deleted": deleted, "questions": total, **figures(scores, ABSTENTION),
        "by_kind": {
            kind: figures({name: values}) | {"questions": len(values)}
            for name, by in (("not_found", right), ("wrongly_not_answered", wrong))
            for kind, values in sorted(by.items())
        },
    }  # fmt: skip


def _status(service: Service, question: Mapping[str, Any]) -> str:
    *_, answer = service.ask(question["question"], EVALUATOR)
    return answer.status
