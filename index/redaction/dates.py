"""Dates of birth and ages: raw text -> spans. Dates of events are kept.

A date is somebody's birth when a cue says so, when it follows a name, or when it is years before anything else the text
speaks of: logs tell of recent events, and the full dates of another decade in them are births.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from index.records import Span
from index.redaction.types import EntityType as T

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    r"(?:ten|eleven|twelf|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twentie|thirtie)th"
)
_TENS = (
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|"
    r"nine)\b|"
    r"(?=[.,;:)?\n]|$))"
)
_CARDINAL = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|"
    r"nine))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|oh[ -]\w{3,5}|"
    r"one|two|three|four|five|six|seven|eight|nine)"
)
_DATE = (
    r"(?:" + _DAY + r"(?P<sep{0}>[ ]?[/.-][ ]?)(?:0?[1-9]|1[0-2])(?P=sep{0})(?P<y{0}a>(?:19|20)?\d\d)"
    r"|" + _DAY + r"[ ](?:0?[1-9]|1[0-2])[ ](?P<y{0}e>(?:19|20)\d\d)"
    r"|(?P<y{0}b>(?:19|20)\d\d)[-/.](?:0?[1-9]|1[0-2])[-/.]" + _DAY +
    r"|" + _DAY + r"(?:st|nd|rd|th)?(?:[ ]of)?[ /.-]?" + _MONTH + r"(?:\.?,?[ /.-]?(?P<y{0}c>(?:19|20)\d\d|"
        r"[5-9]\d)|,?[ ]['’](?P<y{0}f>\d\d)|[ ](?P<y{0}g>\d\d)(?! ?[\w£%]|[,.]\d))"
    r"|" + _MONTH + r"[ ]" + _DAY + r"(?:st|nd|rd|th)?,?[ ](?P<y{0}d>(?:19|20)\d\d))(?![\d/]|[:.]\d)"
)  # fmt: skip
_FULL = re.compile(r"(?<![\d/.:-])" + _DATE.format("f"), re.I)
# Told in words: "sixteenth of January forty-nine", "3rd of the eleventh, 2007". Nobody tells the day of an event so.
_TOLD_YEAR = rf"(?:(?:in )?(?:the year )?(?:nineteen|twenty|two thousand(?: and)?)[ -]{_CARDINAL}|{_TENS}|two thousand)"
_TOLD = re.compile(
    rf"\b(?:{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))(?: day)? of "
    rf"(?:the (?:{_ORDINAL}),? ?(?:{_TOLD_YEAR}|(?:19|20)\d\d)|{_MONTH},? ?{_TOLD_YEAR})(?!\w)",
    re.I,
)
# Between the cue and the date stand marks, remarks in brackets and a few words that doubt or vouch: "DOB (claimed) -".
_MARKS = r"[^\w.;!]{0,6}"
_HEDGE = (
    r"(?:given|shown|stated|recorded|reported(?:ly)?|claim(?:s|ed)|alleged(?:ly)?|said|is|as|was|now|of|to be|believed|"
    r"thought|assumed|poss(?:\b\.|ibly)?|prob(?:\b\.|ably)?|perhaps|maybe|likely|(?:un)?verified|(?:un)?confirmed|either|"
    r"c\.|circa|approx\b\.?|about|around|early|mid|late|on|the|per [^\W\d]{2,10}|in [A-Z]\w+ on|at [A-Z]\w+ on|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|[(\[][^()\[\]\d\n]{1,24}[)\]])"
)
_BORN = re.compile(
    r"(?:\b(?:d[./-]{0,2}o[./-]{0,2}b\.?(?P<many>s)?|date(?P<more>s)? of birth|birth ?date|birthday|birth|"
    r"year of birth|yob|born(?: on| in)?|b\.)"
    rf"(?:{_MARKS}{_HEDGE}(?!\w)){{0,4}}{_MARKS}(?:\w{{1,10}}: )?|\bage:?[ ]\d{{1,2}}[ ]?[/|,;(][ ]?)"
    r"(?P<id>(?:c\.|circa)?[ ]?(?:"
    + _DATE.format("b")
    + r"|"
    + _DAY + r"[ ]\d{1,2}[ ]\d\d\b(?![:\d])"
    + r"|" + _TOLD.pattern
    + r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d\d\b"
    + r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b"
    + r"|(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d\d\b"
    + r"|(?:19|20)\d\ds?\b|['’]\d\d\b|"
    + _MONTH
    + r",?\s(?:of )?['’]?(?:(?:19|20)\d\d|\d\d)\b|\d{1,2}(?:st|nd|rd|th)?\s(?:of )?"
    + _MONTH
    + r"\b|" + _MONTH + r"\s\d{1,2}(?:st|nd|rd|th)?\b))",
    re.I,
)  # fmt: skip
# The next of several births, behind a remark in brackets or none; commas part them where the cue speaks of several.
_BEFORE_NEXT = r"(?: ?\([^()\d\n]{1,24}\))?\s{0,2}"
_NEXT = r"\s{0,2}(?:(?:and|or|poss|possibly) )?(?P<id>" + _DATE.format("n") + ")"
_NEXT_OF_ONE = re.compile(_BEFORE_NEXT + r"(?:[&/+|]|and\b|or\b)" + _NEXT, re.I)
_NEXT_OF_MANY = re.compile(_BEFORE_NEXT + r"(?:[&/+|,;]|and\b|or\b)" + _NEXT, re.I)
# After a bare "b", a year must follow, because "b" is many things.
_B = re.compile(r"(?<=[\s,(;])b[. ] ?(?:[A-Z][a-zà-ÿ]+ )?(?P<id>" + _DATE.format("g") + ")")
_YEAR_AFTER_NAME = re.compile(r"[ ,|;(]{1,3}(?:b\.? ?)?(?P<id>(?:19[3-9]\d|20[01]\d))(?=[ ]?[,;.)|\n])")
_GAP_AFTER_NAME = re.compile(
    r"[\s,;|/(=:-]{0,4}(?:(?:says|said|claims|gives|gave|given as|stated|shown as|aged? \d{1,2}|"
    r"\d{1,2}(?: ?yrs)?)\b[\s,;/:(]{1,3})?$"
)
_LONGEST_GAP = 20
_LONGEST_DATE = 32  # characters
_RECENT = 2  # years before the report
_LEAST_AGE = 10  # years between a birth and the newest date, for a date without cue
# A date of an event whatever its year: after a weekday or a word for a term, before a time of day.
_EVENT_BEFORE = re.compile(
    r"(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?|\b(?:expir(?:y|es|ed)|issued|"
    r"valid|dated|convicted|sentenced|date|when)(?: on| from| to)?:?) ?$",
    re.I,
)
_TIME_AFTER = re.compile(r",?(?: at|T)? ?(?:[01]?\d|2[0-3])(?::[0-5]\d|[0-5]\d ?hrs)")

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
    re.compile(r"(?<!^)(?<![.:;!?] )\((?P<id>\d{1,2})(?=\??[,)])", re.M),  # "(1) a spade" numbers an item
)
_AGE_AFTER_NAME = re.compile(r",? \(?(?P<id>[1-9]\d|10\d)(?=\??(?:[),.;]|\s(?:yrs|years|of|from|who)\b|$))")


def find_births(text: str, people: Sequence[Span], *, newest_year: int | None = None) -> list[Span]:
    """Dates of birth. people: spans of names in the text. newest_year: the newest year that the batch
    speaks of, or the text was reported in.
    """
    cues = [m.span("id") for m in _B.finditer(text)]
    for match in _BORN.finditer(text):
        further = _NEXT_OF_MANY if match["many"] or match["more"] else _NEXT_OF_ONE
        item: re.Match[str] | None = match
        while item:
            cues.append(item.span("id"))
            item = further.match(text, item.end("id"))
    cues += [m.span() for m in _TOLD.finditer(text)]
    found = [Span(start, end, T.DOB, 1.0, "dates") for start, end in cues]
    cued = {end for _, end in cues}
    ends = sorted(p.end for p in people)
    for match in (m for m in _FULL.finditer(text) if m.end() not in cued):
        year = _year(match)
        after_name = _follows_name(text, match.start(), ends)
        old = newest_year is not None and year <= newest_year - _LEAST_AGE and not _of_event(text, match)
        if old or (after_name and (newest_year is None or year < newest_year - _RECENT)):
            found.append(Span(match.start(), match.end(), T.DOB, 0.9, "dates"))
    for end in ends:
        if year_only := _YEAR_AFTER_NAME.match(text, end):
            found.append(Span(year_only.start("id"), year_only.end("id"), T.DOB, 0.7, "dates"))
    return found


def _of_event(text: str, match: re.Match[str]) -> bool:
    """Whether what stands around a date says that something happened then."""
    before = text[max(0, match.start() - 24) : match.start()]
    return bool(_EVENT_BEFORE.search(before) or _TIME_AFTER.match(text, match.end()))


def whole_birth(text: str, span: Span) -> Span:
    """A finding of a birth with the whole date that it touches: one by its day alone is that of many people."""
    near = _FULL.finditer(text, max(0, span.start - _LONGEST_DATE), span.end + _LONGEST_DATE)
    touched = [m for m in near if m.start() < span.end and span.start < m.end()]
    if not touched:
        return span
    return replace(span, start=min(span.start, touched[0].start()), end=max(span.end, touched[-1].end()))


def is_of_event(text: str, span: Span, people: Sequence[Span], year: int) -> bool:
    """Whether a date, found as a birth without a rule, is of about a year, that of the report, and follows no name.

    Logs tell of events of that year, and hardly of births.
    """
    near = _FULL.search(text, max(0, span.start - 1), span.end + _LONGEST_DATE)
    recent = near is not None and near.start() < span.end and _year(near) >= year - _RECENT
    return recent and not _follows_name(text, span.start, sorted(p.end for p in people))


def _follows_name(text: str, start: int, ends: Sequence[int]) -> bool:
    """Whether what starts at a place follows one of the names that end at these places, in order."""
    nearest = bisect_right(ends, start) - 1
    near = nearest >= 0 and start - ends[nearest] <= _LONGEST_GAP
    return near and bool(_GAP_AFTER_NAME.match(text, ends[nearest], start))


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
