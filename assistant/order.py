"""The order in which an answer tells its evidence: log by log, by date where a question asks for a course of events."""

import re
from collections.abc import Sequence
from itertools import groupby

from assistant.disagreement import disagreements
from assistant.records import Evidence
from index.correction_wordings import said_by

_COURSE = re.compile(
    r"\b(?:date order|chronolog\w*|in order|time ?lines?|histor(?:y|ies)|trace|sequence|over time|course of|developed"
    r"|summar\w+|everything|every|each time|all (?:the )?\w+s\b|list|how often|how many|which (?:\w+ )?(?:logs|reports)"
    r"|what (?:do|did) (?:we|the logs|the reports)|what is known|pattern|when)\b",
    re.IGNORECASE,
)


def in_order(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, which comes log by log, best first, in the order to tell it.

    A question for a course of events, a list or a summary is told by the day each log is about; any other keeps the
    best log first. A log that corrects one of the others stands right after it, and so does one that disagrees.
    """
    logs = [list(run) for _, run in groupby(evidence, key=lambda e: e.log.log_ref)]
    if _COURSE.search(question):
        logs.sort(key=lambda run: (run[0].log.first_day, run[0].log.reported_at))
    place = {run[0].log.log_ref: run for run in logs}
    for one, other in disagreements(evidence):
        _put_after(logs, place[one], place[other])
    runs = {ref.casefold(): run for ref, run in place.items()}
    for run in list(logs):
        named = [(said, runs[ref]) for said in said_by(run[0].log) if (ref := said.reference.casefold()) in runs]
        older = [other for said, other in named if not said.inverse and other is not run]
        if older:
            _put_after(logs, max(older, key=logs.index), run)
        for newer in [other for said, other in named if said.inverse and other is not run]:
            _put_after(logs, run, newer)
    return [item for run in logs for item in run]


def _put_after(logs: list[list[Evidence]], first: list[Evidence], second: list[Evidence]) -> None:
    logs.remove(second)
    logs.insert(logs.index(first) + 1, second)
