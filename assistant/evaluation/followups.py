"""Whether a follow-up is answered as its stand-alone wording is: both are asked on one store, and compared."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.answers import told
from assistant.evaluation.corpus import EVALUATOR, Corpus, loaded, mean
from assistant.records import Answer
from assistant.service import Service
from assistant.settings import Settings


def measure(labelled: Sequence[Corpus], folder: Path, settings: Settings) -> dict[str, Any]:
    """The share of the logs cited for the stand-alone wording that the follow-up cites, too; and, where a question of
    the same id has supporting logs and facts, how many both cite and tell.
    """
    same: list[float] = []
    status: list[float] = []
    scores: dict[str, list[float]] = {}
    for corpus in (c for c in labelled if c.followups):
        service = loaded([corpus], folder / corpus.name, settings)
        known = {question["id"]: question for question in corpus.questions}
        for row in corpus.followups:
            *_, follow_up = service.ask(row["question"], EVALUATOR, previous=row["previous"])
            *_, alone = service.ask(row["alone"], EVALUATOR)
            status.append(follow_up.status == alone.status)
            if alone.cited:
                same.append(len(set(follow_up.cited) & set(alone.cited)) / len(alone.cited))
            if question := known.get(row["id"]):
                for way, answer in (("follow_up", follow_up), ("alone", alone)):
                    for name, value in _scores(service, question, answer).items():
                        scores.setdefault(f"{name}_{way}", []).append(value)
        service.close()
    return {
        "questions": len(status), "same_status": mean(status), "same_logs_cited": mean(same),
        **{name: mean(values) for name, values in sorted(scores.items())},
    }  # fmt: skip


def _scores(service: Service, question: dict[str, Any], answer: Answer) -> dict[str, float]:
    wanted = set(question["urns"])
    return {"cited_recall": len(wanted & set(answer.cited)) / len(wanted), "facts": told(service, question, answer)}
