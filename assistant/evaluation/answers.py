"""Whether answers are bound, right and honest: citations, facts, abstention and declines over the questions."""

import re
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.corpus import EVALUATOR, Corpus, loaded, mean, percentile
from assistant.records import Answer
from assistant.service import Service
from assistant.settings import Settings
from index.clearance import EVERYTHING

FOUND = 0.75  # share of a fact's content words that must stand in the answer for the fact to count as told
_IGNORED = frozenset(["the", "a", "an", "of", "in", "on", "at", "and", "is", "was", "to", "by", "for", "not"])


def measure(labelled: Sequence[Corpus], folder: Path, settings: Settings) -> dict[str, Any]:
    """With the set model: shares by type of question, of sentences cited, of quotes verbatim; and times.

    Each corpus is in a store of its own, as its questions were written for it.
    """
    by_type: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    cited: list[float] = []
    verbatim: list[float] = []
    first: list[float] = []
    full: list[float] = []
    for corpus in (c for c in labelled if c.questions):
        service = loaded([corpus], folder / corpus.name, settings)
        service.warm()
        for question in corpus.questions:
            begun = time.perf_counter()
            states = service.ask(question["question"], EVALUATOR, previous=question.get("previous") or [])
            answer = next(states)
            first.append(time.perf_counter() - begun)
            *_, answer = (answer, *states)
            full.append(time.perf_counter() - begun)
            cited += [bool(sentence.citations) for sentence in answer.sentences]
            verbatim += _quotes_verbatim(service, answer)
            for name, value in _scores(service, question, answer).items():
                by_type[question["type"]][name].append(value)
        service.close()
    return {
        "model": settings.model,
        "sentences_cited": mean(cited),
        "quotes_verbatim": mean(verbatim),
        "first_text_s": {"p50": percentile(first, 0.5), "p95": percentile(first, 0.95)},
        "full_answer_s": {"p50": percentile(full, 0.5), "p95": percentile(full, 0.95)},
        "by_type": {
            t: {n: mean(v) for n, v in s.items()} | {"questions": max(map(len, s.values()))}
            for t, s in sorted(by_type.items())
        },
    }


def told(service: Service, question: dict[str, Any], answer: Answer) -> float:
    """The share of a question's facts that an answer tells, identities put back."""
    text = service.revealed({"text": answer.told}, "evaluation", EVALUATOR)["text"]
    return sum(tells(text, fact) for fact in question["facts"]) / len(question["facts"])


def _scores(service: Service, question: dict[str, Any], answer: Answer) -> dict[str, float]:
    if question["type"] == "decision":
        return {"declined": answer.status == "declined"}
    if question["type"] == "unanswerable":
        return {"not_found": answer.status == "not_found"}
    scores: dict[str, float] = {
        "answered": answer.status == "answered",
        "wrongly_declined": answer.status == "declined",
    }
    if question.get("facts"):
        scores["facts"] = told(service, question, answer)
    if wanted := set(question.get("urns") or ()):
        cited = set(answer.cited)
        scores["cited_recall"] = len(cited & wanted) / len(wanted)
        if cited:
            scores["cited_precision"] = len(cited & wanted) / len(cited)
    return scores


def _quotes_verbatim(service: Service, answer: Answer) -> list[float]:
    logs = service.store.catalogue.logs_of(list(answer.cited), EVERYTHING)
    citations = [c for sentence in answer.sentences for c in sentence.citations]
    return [logs[c.log_ref].text[c.start : c.end] == c.quote for c in citations]


def tells(text: str, fact: str) -> bool:
    """Whether enough of a fact's words stand in a text, also run together ("WN19DZF") or without a plural's "s"."""
    words = _words(text)
    said, joined = set(words), "".join(words)
    wanted = [w for w in _words(fact) if w not in _IGNORED] or _words(fact)
    there = [w in said or (len(w) > 3 and w in joined) or (w.endswith("s") and w[:-1] in said) for w in wanted]
    return sum(there) >= FOUND * len(wanted)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold().replace("’", "").replace("'", ""))
