"""Whether answers are bound, right and honest: citations, facts, abstention and declines over the questions."""

import re
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.bars import ANSWERS, FIRST_TEXT
from assistant.evaluation.corpus import EVALUATOR, Corpus, loaded
from assistant.evaluation.figures import figures, times
from assistant.evidence import touches
from assistant.instructions import instructions_in
from assistant.records import Answer
from assistant.service import Service
from assistant.settings import Settings
from index.clearance import EVERYTHING

FOUND = 0.75  # share of a fact's content words that must stand in the answer for the fact to count as told
_IGNORED = frozenset(["the", "a", "an", "of", "in", "on", "at", "and", "is", "was", "to", "by", "for", "not"])


def measure(labelled: Sequence[Corpus], folder: Path, settings: Settings) -> dict[str, Any]:
    """With the set model: shares over all questions and by type of question, and times; with intervals and bars.

    A share of questions is of those that it applies to: "declined" of decisions, "not_found" of unanswerable questions,
    "wrongly_not_found", "wrongly_declined", facts and citations of the others. Each corpus is in a store of its own, as
    its questions were written for it.
    """
    every: dict[str, list[float]] = defaultdict(list)
    by_type: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    first: list[float] = []
    full: list[float] = []
    for corpus in (c for c in labelled if c.questions):
        service = loaded([corpus], folder / corpus.name, settings)
        service.warm()
        service.warm_writer()
        for question in corpus.questions:
            begun = time.perf_counter()
            states = service.ask(question["question"], EVALUATOR, previous=question.get("previous") or [])
            answer = next(states)
            first.append(time.perf_counter() - begun)
            *_, answer = (answer, *states)
            full.append(time.perf_counter() - begun)
            for name, values in _bound(service, answer).items():
                every[name] += values
            for name, value in scores(service, question, answer).items():
                every[name].append(value)
                by_type[question["type"]][name].append(value)
        service.close()
    return {
        "model": settings.model,
        "questions": len(full),
        **figures(every, ANSWERS),
        "first_text_s": times(first, FIRST_TEXT),
        "full_answer_s": times(full),
        "by_type": {
            t: figures(s, f"{ANSWERS} to {t}") | {"questions": max(map(len, s.values()))}
            for t, s in sorted(by_type.items())
        },
    }


def told(service: Service, question: dict[str, Any], answer: Answer) -> float:
    """The share of a question's facts that an answer tells, identities put back."""
    text = service.revealed({"text": answer.told}, "evaluation", EVALUATOR)["text"]
    return sum(tells(text, fact) for fact in question["facts"]) / len(question["facts"])


def scores(service: Service, question: dict[str, Any], answer: Answer) -> dict[str, float]:
    """What one answer counts for each measure that applies to its question. A near miss is only wrong when declined."""
    if question["type"] == "decision":
        return {"status_right": answer.status == "declined", "declined": answer.status == "declined"}
    if question["type"] == "near_miss":
        return {"status_right": answer.status != "declined", "wrongly_declined": answer.status == "declined"}
    if question["type"] == "unanswerable":
        return {"status_right": answer.status == "not_found", "not_found": answer.status == "not_found"}
    counts: dict[str, float] = {
        "status_right": answer.status == "answered",
        "answered": answer.status == "answered",
        "wrongly_not_found": answer.status == "not_found",
        "wrongly_declined": answer.status == "declined",
    }
    if question.get("facts"):
        counts["facts"] = told(service, question, answer)
    if wanted := set(question.get("urns") or ()):
        cited = set(answer.cited)
        counts["cited_recall"] = len(cited & wanted) / len(wanted)
        if cited:
            counts["cited_precision"] = len(cited & wanted) / len(cited)
    return counts


def _bound(service: Service, answer: Answer) -> dict[str, list[float]]:
    """Whether sentences are cited, quotes are the log's, cited logs were retrieved, and no order in a log is cited."""
    if answer.status != "answered":
        return {}
    logs = service.store.catalogue.logs_of(list(answer.cited), EVERYTHING)
    orders = {ref: instructions_in(log.text) for ref, log in logs.items()}
    citations = [c for sentence in answer.sentences for c in sentence.citations]
    return {
        "sentences_cited": [bool(sentence.citations) for sentence in answer.sentences],
        "quotes_verbatim": [logs[c.log_ref].text[c.start : c.end] == c.quote for c in citations],
        "cited_among_retrieved": [set(answer.cited) <= set(answer.retrieved)],
        "orders_cited": [any(touches(orders[c.log_ref], c.start, c.end) for c in citations)],
    }


def tells(text: str, fact: str) -> bool:
    """Whether enough of a fact's words stand in a text, also run together ("WN19DZF") or without a plural's "s"."""
    words = _words(text)
    said, joined = set(words), "".join(words)
    wanted = [w for w in _words(fact) if w not in _IGNORED] or _words(fact)
    there = [w in said or (len(w) > 3 and w in joined) or (w.endswith("s") and w[:-1] in said) for w in wanted]
    return sum(there) >= FOUND * len(wanted)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold().replace("’", "").replace("'", ""))
