"""Unavailable logs: a question that names a log by its reference -> why no answer rests on that log, in words.

Withdrawn, past its review or deleted: an asker who might see the log is told so, with the day and nothing of its text.
For anybody else the reference is one that never was: that no such log is held is said of both in the same words.
"""

from collections.abc import Collection, Iterator
from datetime import date

from assistant.evidence import telling_words
from assistant.limits import spoken_day
from assistant.question import asked_kinds
from index.catalogue import references_spelt
from index.clearance import Clearance
from index.records import RedactedQuestion
from index.redaction.references import forms_of, pattern_of
from index.store import Store


def unavailable(text: str, store: Store, clearance: Clearance) -> dict[str, str]:
    """The references in a redacted question whose logs searches do not look at, or that no log has, each with a
    sentence that says so.
    """
    return dict(_of(text, store, clearance))


def asks_for_no_other(question: RedactedQuestion, refs: Collection[str]) -> bool:
    """Whether a question asks what these logs say, and for nothing that other logs could answer."""
    if not refs or question.asked or asked_kinds(question):
        return False
    others = [word for word in question.text.split() if not any(form in refs for form in references_spelt(word))]
    return not telling_words(" ".join(others)) and not any(map(references_spelt, others))


def deleted_words(log_ref: str, store: Store, clearance: Clearance) -> str:
    """That a log was deleted, and when; "" where the asker may not know of it, or it was not."""
    deleted = store.deleted([log_ref], clearance).get(log_ref)
    return f"it was deleted on {_day(deleted.at)}" if deleted else ""


def _of(text: str, store: Store, clearance: Clearance) -> Iterator[tuple[str, str]]:
    spelt = references_spelt(text)
    held = store.catalogue.visible(spelt, clearance)
    lives = store.catalogue.life.of(sorted(held))
    deleted = store.deleted(spelt, clearance)
    known = {other.upper() for other in (*held, *deleted)}
    form = pattern_of(forms_of(store.catalogue.reference_forms(clearance)))
    for ref in spelt:
        life = lives.get(ref)
        if life and life.withdrawn:
            yield ref, f"Log {ref} was withdrawn on {_day(life.withdrawn_at or '')}: it is kept, and no answer uses it."
        elif life and life.expired:
            yield (
                ref,
                (
                    f"Log {ref} is past its review, due on {_day(life.review_by)}: "
                    "it is kept, and no answer uses it until a person reviews it."
                ),
            )
        elif ref in deleted:
            yield ref, f"Log {ref} was deleted on {_day(deleted[ref].at)}."
        elif ref == ref.upper() and ref not in known and form and form.fullmatch(ref):
            yield ref, f"No log {ref} is held."


def _day(iso: str) -> str:
    return spoken_day(date.fromisoformat(iso[:10]))
