"""Dates of birth and ages: raw text -> spans. Dates of events are kept.

A date is somebody's birth when a cue says so, when it follows a name, or when it is years before anything else the text
speaks of: logs tell of recent events, and the full dates of another decade in them are births.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from index.records import Span
from index.redaction.types import EntityType as T

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    r"(?:(?:0?[1-9]|[12]\d|3[01])(?P<sep{0}>[/.-])(?:0?[1-9]|1[0-2])(?P=sep{0})(?P<y{0}a>(?:19|20)?\d\d)"
    r"|(?:0?[1-9]|[12]\d|3[01])[ ](?:0?[1-9]|1[0-2])[ ](?P<y{0}e>(?:19|20)\d\d)"
    r"|(?P<y{0}b>(?:19|20)\d\d)[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?:[ ]of)?[ -]" + _MONTH + r"\.?,?[ -](?P<y{0}c>(?:19|20)\d\d|[5-9]\d)"
    r"|" + _MONTH + r"[ ](?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?[ ](?P<y{0}d>(?:19|20)\d\d))(?![\d/])"
)
_FULL = re.compile(r"(?<![\d/.:-])" + _DATE.format("f"), re.I)
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on| in)?|b\.|born:)(?:\s*(?:given|shown|"
    r"is|as|was|=|:|\(|in [A-Z]\w+ on))*\s*"
    r"(?P<id>"
    + _DATE.format("b")
    + r"|(?:19|20)\d\d\b|"
    + _MONTH
    + r"\s(?:19|20)\d\d\b|\d{1,2}(?:st|nd|rd|th)?\s"
    + _MONTH
    + r"\b)",
    re.I,
)
_YEAR_AFTER_NAME = re.compile(r"[ ,|;(]{1,3}(?:b\.? ?)?(?P<id>(?:19[3-9]\d|20[01]\d))(?=[ ]?[,;.)|\n])")
_GAP_AFTER_NAME = re.compile(r"[\s,;|/(=:-]{0,4}$")
_LEAST_AGE = 10  # years between a birth and the newest date, for a date without cue

_AGES = (
    re.compile(
        r"\baged?:?\s(?:about\s|approx\.?\s|around\s|c\.?\s?)?(?P<id>\d{1,2}|"
        r"10\d)\b(?!\s?(?:hours|hrs|days|weeks|%|/))",
        re.I,
    ),
    re.compile(r"(?<![\d/.£])(?P<id>\d{1,2}|10\d)\s?-?(?:yo\b|y/o\b|y\.o\.|yrs?\b(?: old)?|years?[- ]olds?\b)", re.I),
    re.compile(
        r"\b(?:his|her|their|in|early|mid|late|approx|aged?|about|male|female|m|"
        r"f)[\s-](?P<id>(?:teens|[2-8]0'?s))\b",
        re.I,
    ),
    re.compile(r"(?<=\()(?P<id>\d{1,2})(?=\??[,)])"),
)
_AGE_AFTER_NAME = re.compile(r",? \(?(?P<id>[1-9]\d|10\d)(?=\??(?:[),.;]|\s(?:yrs|years|of|from|who)\b|$))")


def find_births(text: str, people: Sequence[Span], *, newest_year: int | None = None) -> list[Span]:
    """Dates of birth. people: spans of names in the text. newest_year: the newest year the batch speaks of."""
    found = [Span(m.start("id"), m.end("id"), T.DOB, 1.0, "dates") for m in _BORN.finditer(text)]
    cued = {span.start for span in found}
    ends = [p.end for p in people]
    for match in (m for m in _FULL.finditer(text) if m.start() not in cued):
        year = _year(match)
        after_name = any(
            0 <= match.start() - end <= 4 and _GAP_AFTER_NAME.match(text, end, match.start()) for end in ends
        )
        old = newest_year is not None and year <= newest_year - _LEAST_AGE
        if old or (after_name and (newest_year is None or year < newest_year - 2)):
            found.append(Span(match.start(), match.end(), T.DOB, 0.9, "dates"))
    for end in ends:
        if year_only := _YEAR_AFTER_NAME.match(text, end):
            found.append(Span(year_only.start("id"), year_only.end("id"), T.DOB, 0.7, "dates"))
    return found


def find_ages(text: str, people: Sequence[Span]) -> list[Span]:
    """Ages, as the number only."""
    found = [m for pattern in _AGES for m in pattern.finditer(text)]
    found += [m for p in people if (m := _AGE_AFTER_NAME.match(text, p.end))]
    return [Span(m.start("id"), m.end("id"), T.AGE, 0.8, "dates") for m in found]


def newest_year(texts: Iterable[str]) -> int | None:
    """The newest year, not after this one, of the full dates in the texts; None when they have none."""
    this_year = date.today().year
    return max((year for text in texts for m in _FULL.finditer(text) if (year := _year(m)) <= this_year), default=None)


def _year(match: re.Match[str]) -> int:
    """The year of a date; one of two digits is the latest such year that is not in the future."""
    year = int(next(value for name, value in match.groupdict().items() if name.startswith("y") and value))
    century = date.today().year // 100 * 100
    return year if year > 99 else century + year - (100 if century + year > date.today().year else 0)
