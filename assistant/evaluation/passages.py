"""Whether the sentences that answer a question are the ones cited, on public passages with those sentences marked.

The passages, such as CLAPnq's (Rosenthal and others, 2024), are logs of one store. Each question is asked of the whole
store, and of the one passage that it came with.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.bars import PASSAGES
from assistant.evaluation.corpus import EVALUATOR
from assistant.evaluation.figures import figures
from assistant.evidence import gather
from assistant.service import Service
from index.clearance import EVERYTHING
from index.records import Filters
from index.relevance.tasks import carried, is_for_judging

FILES = ("passages.jsonl", "questions.jsonl")
RETRIEVED = 20  # passages for a question to one passage: more than it has
DAY = "2025-01-01"  # when the passages are reported; they have no day of their own

Sentences = frozenset[tuple[str, int]]  # passage, place of the sentence in it
_Places = Mapping[str, Sequence[tuple[int, int] | None]]


def export(passages: Iterable[Mapping[str, Any]], path: Path) -> Path:
    """Write the passages to a file as logs, all of one day, and return its path."""
    logs = ({"log_ref": p["pid"], "title": p["title"], "text": p["text"], "reported_at": DAY} for p in passages)
    path.write_text("".join(f"{json.dumps(log)}\n" for log in logs), "utf-8")
    return path


def measure(
    service: Service, passages: Sequence[Mapping[str, Any]], questions: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Precision, recall and F1 of the sentences cited, and abstention, on the questions that no model learnt from.

    Each in the mean over questions: recall and F1 over those with an answer, precision over those of them that got one.
    Where annotators marked different sentences, those that fit best count.
    """
    places = _places(service, passages)
    whole: dict[str, list[float]] = defaultdict(list)
    given: dict[str, list[float]] = defaultdict(list)
    asked = [question for number, question in enumerate(questions) if is_for_judging(number)]
    for question in asked:
        supports = [{(question["passage_shown"], i) for i in answer["support"]} for answer in question["answers"]]
        _score(whole, _asked(service, question["question"], places), supports)
        _score(given, _asked_of_one(service, question["question"], question["passage_shown"], places), supports)
    return {
        "model": "none",
        "passages": len(places),
        "questions": len(asked),
        "whole_store": figures(whole, PASSAGES),
        "passage_given": figures(given, PASSAGES),
    }


def agreement(cited: Collection[object], wanted: Collection[object]) -> tuple[float, float, float]:
    """(F1, precision, recall) of what is cited; all 0 where nothing is that is wanted."""
    both = len(set(cited) & set(wanted))
    return (2 * both / (len(cited) + len(wanted)), both / len(cited), both / len(wanted)) if both else (0.0, 0.0, 0.0)


def _score(scores: dict[str, list[float]], cited: Sentences | None, supports: Sequence[Collection[object]]) -> None:
    """cited: None where nothing was found. supports: by annotator; empty for a question that nothing answers."""
    if not supports:
        scores["not_found"].append(cited is None)
        return
    f1, precision, recall = max(agreement(cited or frozenset(), wanted) for wanted in supports)
    scores["sentences_f1"].append(f1)
    scores["sentences_recall"].append(recall)
    if cited is not None:
        scores["sentences_precision"].append(precision)
    scores["wrongly_not_found"].append(cited is None)


def _places(service: Service, passages: Sequence[Mapping[str, Any]]) -> _Places:
    """Where each sentence of a passage stands in its redacted text."""
    logs = service.store.catalogue.logs_of([passage["pid"] for passage in passages], EVERYTHING)
    return {
        passage["pid"]: [carried(passage["text"], log.text, said.strip()) for said in passage["sentences"]]
        for passage in passages
        if (log := logs.get(passage["pid"]))
    }


def _asked(service: Service, question: str, places: _Places) -> Sentences | None:
    """What the answer cites. As the passages have no days, the asker takes back what the question limits itself to."""
    *_, answer = service.ask(question, EVALUATOR)
    if stated := [limit.words for limit in answer.limits if limit.applied]:
        *_, answer = service.ask(question, EVALUATOR, lifted=stated)
    if answer.status != "answered":
        return None
    return _touched([(c.log_ref, c.start, c.end) for s in answer.sentences for c in s.citations], places)


def _asked_of_one(service: Service, question: str, pid: str, places: _Places) -> Sentences | None:
    """What an answer would cite if the store held this passage alone."""
    store = service.store
    redacted = store.question(question, EVERYTHING)
    hits = store.search(redacted, EVERYTHING, Filters(refs=(pid,)), k=RETRIEVED)
    found = gather(redacted, hits, store.catalogue, store.embedder, EVERYTHING)
    return _touched([(e.log.log_ref, e.start, e.end) for e in found.evidence], places) if found.enough else None


def _touched(stretches: Iterable[tuple[str, int, int]], places: _Places) -> Sentences:
    return frozenset(
        (ref, i)
        for ref, start, end in stretches
        for i, place in enumerate(places[ref])
        if place and place[0] < end and start < place[1]
    )
