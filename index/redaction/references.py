"""References of logs: some of them -> the forms they have, by which any other reference of that form is told.

Two references are of one form when they differ in their digits only. What is of a form is a reference to a log, and
neither hidden as a custody or account number nor taken for one.
"""

import re
from collections.abc import Collection, Iterable

MOST_FORMS = 64  # a force has a few, and each one costs time in every text
# Letters, a separator and digits, and nothing else looks like that. A bare number would make a reference of every
# account or passport number of its length.
_REFERENCE = re.compile(r"(?=.*[A-Za-z])(?=.*\d{3})(?=.*[/_.-])[\w/.-]{6,64}")


def forms_of(references: Iterable[str]) -> frozenset[str]:
    """The forms of those that look like a reference and like nothing else, each a pattern."""
    return frozenset(_form(reference) for reference in references if _REFERENCE.fullmatch(reference))


def pattern_of(forms: Collection[str]) -> re.Pattern[str] | None:
    """What finds every reference of these forms, in capitals or not; None where there are no forms."""
    return re.compile(rf"(?<![\w/])(?:{'|'.join(sorted(forms))})(?![\w])", re.IGNORECASE) if forms else None


def _form(reference: str) -> str:
    return re.sub(r"(?:\\?\d)+", lambda m: rf"\d{{{len(m.group())}}}", re.escape(reference))
