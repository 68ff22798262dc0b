"""Recorded answers: an event and those that belong to it -> the answer as it was shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.audit import Event
from assistant.records import Answer, account_from, filters_from, limit_from, related_from, sentence_from
from index.records import RedactedQuestion


def recorded_answer(event: Event, thread: Sequence[Event]) -> Answer | None:
    """A recorded answer as it was shown; None when it was withdrawn."""
    if event.body is None:
        return None
    body = event.body
    sentences = tuple(sentence_from(values) for values in shown_sentences(event, thread))
    filters, limits = filters_from(body["filters"]), tuple(limit_from(values) for values in body.get("limits", ()))
    answer = Answer(
        body["status"], body["question"], sentences, tuple(body["retrieved"]), body["reason"], model=body["model"],
        read_as=body.get("read_as", ""),
    )  # fmt: skip
    return replace(
        answer,
        filters=filters,
        limits=limits,
        offers=tuple(body["offers"]),
        notices=tuple(body["notices"]),
        related=tuple(related_from(values) for values in body.get("related", ())),
        missing=tuple(body.get("missing", ())),
        account=account_from(body.get("account")),
        audit_id=str(event.seq),
    )


def shown_sentences(event: Event, thread: Sequence[Event]) -> list[Mapping[str, Any]]:
    """The sentences of a recorded answer: the sources' own, then the written ones as they came.

    A sentence keeps its place while others are still written, so that a reviewer's mark stays with it.
    """
    written = [e.body for e in thread if e.kind == "sentence" and e.body]
    return [*(event.body or {}).get("sentences", []), *written]


def recorded_question(values: Mapping[str, Any]) -> RedactedQuestion:
    """A question as an event of the record holds it."""
    linked = tuple((a, b, who) for a, b, who in values.get("linked", ()))
    return RedactedQuestion(
        values["text"], tuple(map(tuple, values["asked"])), tuple(values["unknown"]), tuple(values["respelled"]),
        linked, tuple(values.get("possible", ())),
    )  # fmt: skip
