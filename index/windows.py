"""Days as people name them in prose ("between Easter and June", "last six weeks") -> windows of days, by code alone.

A window says which days are meant and how they were named; whether they limit anything is the caller's to decide. The
day comes first ("3/4" is the third of April), and a day without a year is the latest that is not after the day the text
is read on.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from index.dates import MONTH_NAMES, month_of

Days = tuple[date, date]  # first and last, both inclusive
Doubt = Literal["", "alternative", "excluded", "uncertain"]


@dataclass(frozen=True, slots=True)
class Window:
    """Days that a stretch of text names, with the words around it that say how. Offsets are code points."""

    start: int
    end: int
    first: date | None  # None: open towards the past
    last: date | None  # None: open towards now
    counted: bool = False  # from the day the text is read on, as "yesterday" is
    doubt: Doubt = ""  # days to choose between, days that are left out, or a word that may name no day


def windows(text: str, on: date) -> list[Window]:
    """The windows of days that a question names, in order. on: the day it is read on, before which "yesterday" lies."""
    named = _names(text, on)
    found, position = [], 0
    while position < len(named):
        joins: list[str] = []
        while position + len(joins) + 1 < len(named):
            ended, begins = named[position + len(joins)].end, named[position + len(joins) + 1].start
            join = next((kind for kind, gap in _JOINS.items() if gap.fullmatch(text[ended:begins])), None)
            if join is None:
                break
            joins.append(join)
        group = named[position : position + len(joins) + 1]
        if window := _window(text, group, joins, on):
            found.append(window)
        position += len(group)
    return found


def names_day(text: str, on: date, first: date | None, last: date | None) -> bool:
    """Whether a text of a given day names a day, a month or a year that meets a window."""
    for name in _names(text, on):
        begins, ends = name.days(on)
        if not name.is_word and (last is None or begins <= last) and (first is None or ends >= first):
            return True
    return False


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, 1991, chapter 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month, day = divmod(moon + weekday - 7 * ((golden + 11 * moon + 22 * weekday) // 451) + 114, 31)
    return date(year, month, day + 1)


# -- names of days ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Name:
    """A day, month, year, season or holiday as written. `of` gives its days in a year; ValueError where it has none."""

    start: int
    end: int
    of: Callable[[int], Days]
    year: int | None = None  # as written
    fixed: bool = False  # its days are the same whatever the year
    counted: bool = False
    lasts: bool = False  # until now, as "the last six weeks" do
    weak: bool = False  # it is a day only behind a word such as "in" or "since"
    is_word: bool = False  # written as the word that it may be as well: "may", "march"

    def days(self, on: date) -> Days:
        """Its days in the year written, else the latest that do not begin after a day."""
        if self.year or self.fixed:
            return self.of(self.year or on.year)
        for year in range(on.year, on.year - 9, -1):  # the 29th of February may be eight years back
            try:
                days = self.of(year)
            except ValueError:
                continue
            if days[0] <= on:
                return days
        return self.of(on.year)


_ONE_DAY = timedelta(days=1)
_YEAR = r"(?:19|20)\d\d"
_NUMBER = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_MONTH = rf"(?P<month>{MONTH_NAMES})\b\.?"
_AND_YEAR = rf"(?:,?(?: of)? (?P<year>{_YEAR})(?! ?h(?:ou)?rs)| ?['’](?P<short_year>\d\d)\b)?"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "couple of": 2, "a couple of": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18,
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_UNITS = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}  # days
_UNIT = rf"(?P<unit>{'|'.join(_UNITS)})s?\b"
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}  # the month in which each begins
_PARTS = {  # of a month, season or year, as shares of it; generous, since nobody means them to the day
    "early": (0, 0.36), "beginning of": (0, 0.36), "start of": (0, 0.36), "first week of": (0, 0.26),
    "first half of": (0, 0.52), "mid": (0.3, 0.7), "middle of": (0.3, 0.7), "second half of": (0.48, 1),
    "last week of": (0.74, 1), "late": (0.62, 1), "end of": (0.62, 1), "end": (0.62, 1),
}  # fmt: skip
_PART = rf"(?:(?:the )?(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})[ -](?:in )?(?:the )?)?"
_HOLIDAYS: dict[str, Callable[[int], Days]] = {
    "good friday": lambda y: _day(easter(y) - 2 * _ONE_DAY),
    "easter (?:sunday|day)": lambda y: _day(easter(y)),
    "easter monday": lambda y: _day(easter(y) + _ONE_DAY),
    "easter(?: weekend| bank holidays?)?": lambda y: (easter(y) - 2 * _ONE_DAY, easter(y) + _ONE_DAY),
    "christmas eve": lambda y: _day(date(y, 12, 24)),
    "christmas day": lambda y: _day(date(y, 12, 25)),
    "boxing day": lambda y: _day(date(y, 12, 26)),
    "(?:christmas|xmas)(?: period| break)?": lambda y: (date(y, 12, 24), date(y, 12, 27)),
    "new year['’]?s eve": lambda y: _day(date(y, 12, 31)),
    "new year['’]?s day": lambda y: _day(date(y, 1, 1)),
    "new year": lambda y: (date(y - 1, 12, 31), date(y, 1, 2)),
    "hallowe['’]?en": lambda y: _day(date(y, 10, 31)),
    "bonfire night|guy fawkes(?: night)?": lambda y: _day(date(y, 11, 5)),
    "(?:early )?may (?:day )?bank holiday": lambda y: _day(_first_monday(date(y, 5, 1))),
    "(?:late may|spring) bank holiday": lambda y: _day(_first_monday(date(y, 5, 25))),
    "(?:august|summer) bank holiday": lambda y: _day(_first_monday(date(y, 8, 25))),
}
_DOUBTFUL_MONTHS = frozenset("jan mar march apr april may jun june jul aug august sep dec".split())  # names or verbs
_WORDS = frozenset(
    {"may", "march", "mar", "jan", "jun", "dec", "sep"}
)  # no months where they begin with a small letter


def _day(day: date) -> Days:
    return day, day


def _first_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _whole_month(year: int, month: int, months: int = 1) -> Days:
    """The days of a month, or of some from it on; the months may run into the next year."""
    after = month - 1 + months
    return date(year, month, 1), date(year + after // 12, after % 12 + 1, 1) - _ONE_DAY


def _part_of(days: Days, part: str | None) -> Days:
    if not part:
        return days
    begins, ends = _PARTS[part.lower()]
    length = (days[1] - days[0]).days
    return days[0] + timedelta(days=round(begins * length)), days[0] + timedelta(days=round(ends * length))


def _written_year(match: re.Match[str]) -> int | None:
    if match["year"]:
        return int(match["year"])
    return 2000 + int(match["short_year"]) if match["short_year"] else None


def _read_numbers(m: re.Match[str], on: date) -> _Name:
    year = int(m["year"]) + (0 if len(m["year"]) == 4 else 2000)
    days = _day(date(year, int(m["month"]), int(m["day"])))
    return _Name(m.start(), m.end(), lambda _: days, fixed=True)


def _read_short(m: re.Match[str], on: date) -> _Name:
    return _Name(m.start(), m.end(), lambda y: _day(date(y, int(m["month"]), int(m["day"]))), weak=True)


def _read_day(m: re.Match[str], on: date) -> _Name:
    first, last, month = int(m["first"] or m["day"]), int(m["day"]), month_of(m["month"])
    return _Name(m.start(), m.end(), lambda y: (date(y, month, first), date(y, month, last)), _written_year(m))


def _read_month(m: re.Match[str], on: date) -> _Name:
    word, year, month = m["month"], _written_year(m), month_of(m["month"])
    year = on.year - 1 if m["year_ago"] == "last" else on.year if m["year_ago"] else year
    named = _Name(m.start(), m.end(), lambda y: _part_of(_whole_month(y, month), m["part"]), year)
    if m["ago"]:
        return _last_or_this(named, m["ago"], on)
    clear = year or m["part"]
    is_word = not clear and word.islower() and word in _WORDS
    return replace(named, weak=not clear and word.lower() in _DOUBTFUL_MONTHS, is_word=is_word)


def _read_season(m: re.Match[str], on: date) -> _Name:
    month = _SEASONS[m["season"].lower()]
    named = _Name(
        m.start(), m.end(), lambda y: _part_of(_whole_month(y, month, 3), m["part"]), _written_year(m), weak=True
    )
    return _last_or_this(named, m["ago"], on) if m["ago"] else replace(named, weak=not named.year)


def _last_or_this(named: _Name, which: str, on: date) -> _Name:
    """ "last May" as the latest that is over, "this May" as that of the year."""
    days = named.of(on.year)
    if which.lower() == "last" and days[1] >= on:
        days = named.of(on.year - 1)
    return replace(named, of=lambda _: days, fixed=True, counted=True, weak=False)


def _read_holiday(m: re.Match[str], on: date) -> _Name:
    wording = next(wording for wording in _HOLIDAYS if re.fullmatch(wording, m["holiday"], re.IGNORECASE))
    named = _Name(m.start(), m.end(), _HOLIDAYS[wording], _written_year(m), weak=True)
    return _last_or_this(named, m["ago"], on) if m["ago"] else replace(named, weak=not named.year)


def _read_weekend(m: re.Match[str], on: date) -> _Name:
    if m["day"]:
        day, month = int(m["day"]), month_of(m["month"])
        return _Name(m.start(), m.end(), lambda y: _weekend_near(date(y, month, day)), _written_year(m))
    saturday = on - timedelta(days=(on.weekday() - 5) % 7)
    days = saturday, saturday + _ONE_DAY
    return _Name(m.start(), m.end(), lambda _: days, fixed=True, counted=True, weak=not m["ago"])


def _weekend_near(day: date) -> Days:
    saturday = day + timedelta(days=(5 - day.weekday() + 3) % 7 - 3)
    return saturday, saturday + _ONE_DAY


def _read_week_of(m: re.Match[str], on: date) -> _Name:
    day, month = int(m["day"]), month_of(m["month"])
    return _Name(
        m.start(), m.end(), lambda y: (date(y, month, day), date(y, month, day) + 6 * _ONE_DAY), _written_year(m)
    )


def _read_relative(m: re.Match[str], on: date) -> _Name:
    back = {"the day before yesterday": 2, "yesterday": 1, "last night": 1}[m.group().lower()]
    days = on - back * _ONE_DAY, on - (back - (m.group().lower() == "last night")) * _ONE_DAY
    return _Name(m.start(), m.end(), lambda _: days, fixed=True, counted=True)


def _read_weekday(m: re.Match[str], on: date) -> _Name:
    back = (on.weekday() - _WEEKDAYS.index(m["weekday"].lower())) % 7
    days = _day(on - timedelta(days=back or 7))
    return _Name(m.start(), m.end(), lambda _: days, fixed=True, counted=True)


def _read_rolling(m: re.Match[str], on: date) -> _Name:
    days = on - _back(m["count"], m["unit"]), on
    return _Name(m.start(), m.end(), lambda _: days, fixed=True, counted=True, lasts=True)


def _read_ago(m: re.Match[str], on: date) -> _Name:
    """ "three weeks ago": what people count in weeks is about so many weeks back, to half of one."""
    about, around = on - _back(m["count"], m["unit"]), timedelta(days=_UNITS[m["unit"].lower()] // 2)
    return _Name(m.start(), m.end(), lambda _: (about - around, about + around), fixed=True, counted=True)


def _back(count: str, unit: str) -> timedelta:
    number = int(count) if count.isdecimal() else _COUNTS[count.lower()]
    days = number * _UNITS[unit.lower()]
    return timedelta(days=days + {"month": number // 2, "year": number // 4}.get(unit.lower(), 0))


def _read_unit(m: re.Match[str], on: date) -> _Name:
    """ "this month" and "last month" are the calendar's; "the past month" is counted back."""
    which, unit = m["which"].lower(), m["unit"].lower()
    monday = on - timedelta(days=on.weekday())
    this = {
        "week": (monday, monday + 6 * _ONE_DAY), "month": _whole_month(on.year, on.month),
        "quarter": _whole_month(on.year, (on.month - 1) // 3 * 3 + 1, 3), "year": _whole_month(on.year, 1, 12),
    }  # fmt: skip
    if which == "this" and unit in this:
        days, lasts = this[unit], True
    elif which in ("last", "previous", "the previous") and unit in this:
        ended = this[unit][0] - _ONE_DAY
        starts = {"week": monday - 7 * _ONE_DAY, "month": ended.replace(day=1), "year": date(on.year - 1, 1, 1)}
        days, lasts = (starts.get(unit, _whole_month(ended.year, ended.month - 2, 3)[0]), ended), False
    else:
        days, lasts = (on - _back("1", unit), on), True
    return _Name(m.start(), m.end(), lambda _: days, fixed=True, counted=True, lasts=lasts)


def _read_year(m: re.Match[str], on: date) -> _Name:
    days = _part_of(_whole_month(int(m["year"]), 1, 12), m["part"])
    return _Name(m.start(), m.end(), lambda _: days, fixed=True, weak=not m["part"])


_AGO = r"(?:(?P<ago>last|this) )?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Name]], ...] = tuple(
    (re.compile(rf"(?<![\w/.:£-])(?:{wording})(?!\w)", re.IGNORECASE | re.ASCII), read)
    for wording, read in (
        (rf"(?P<year>{_YEAR})-(?P<month>\d\d)-(?P<day>\d\d)", _read_numbers),
        (
            rf"(?P<day>\d{{1,2}})(?P<gap>[/.-])(?P<month>\d{{1,2}})(?P=gap)(?P<year>{_YEAR}|\d\d)(?![/-])",
            _read_numbers,
        ),
        (r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?!/|\.\d)", _read_short),
        (
            rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)\w*,? )?(?:the )?(?:{_NUMBER.format('first')} ?"
            rf"(?:-|–|to|and|&|until)(?: the)? ?)?{_NUMBER.format('day')}(?: of)?[ -]?{_MONTH}{_AND_YEAR}",
            _read_day,
        ),
        (
            rf"(?P<first>){_MONTH} (?:the )?(?P<day>\d{{1,2}})(?:(?:st|nd|rd|th)|(?=,? {_YEAR})|(?= ?[?.,;]|$))"
            rf"{_AND_YEAR}",
            _read_day,
        ),
        (rf"{_AGO}(?:the )?(?P<holiday>{'|'.join(_HOLIDAYS)}){_AND_YEAR}", _read_holiday),
        (rf"{_PART}{_AGO}{_MONTH}(?:{_AND_YEAR[:-1]}|(?: of)? (?P<year_ago>last|this) year)?", _read_month),
        (rf"{_PART}{_AGO}(?:the )?(?P<season>{'|'.join(_SEASONS)}){_AND_YEAR}", _read_season),
        (
            rf"(?:the )?{_AGO}(?:bank holiday )?weekend(?: of (?:the )?{_NUMBER.format('day')} {_MONTH}{_AND_YEAR})?",
            _read_weekend,
        ),
        (
            rf"(?:the )?w(?:eek (?:commencing|beginning|of)|/c) (?:the )?{_NUMBER.format('day')} {_MONTH}{_AND_YEAR}",
            _read_week_of,
        ),
        (r"the day before yesterday|yesterday|last night", _read_relative),
        (rf"(?P<ago>last|this past) (?P<weekday>{'|'.join(_WEEKDAYS)})(?! of)", _read_weekday),
        (rf"(?:the |these )?(?:last|past|previous) {_COUNT} {_UNIT}", _read_rolling),
        (rf"(?P<which>the last|the past|past|last|this|the previous|previous) {_UNIT}(?! (?:of|in) )", _read_unit),
        (rf"(?:about |around )?{_COUNT} {_UNIT} ago", _read_ago),
        (rf"{_PART}(?P<year>{_YEAR})(?! ?h(?:ou)?rs|[/:-]|\.\d)", _read_year),
    )
)


def _names(text: str, on: date) -> list[_Name]:
    """The names of days in a text, in order; where two overlap, the one that begins first, then the longer one."""
    found = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            try:
                name = read(match, on)
                name.days(on)
            except ValueError:  # no such day
                continue
            found.append(name)
    kept: list[_Name] = []
    for name in sorted(found, key=lambda n: (n.start, -n.end)):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


# -- the words around them --------------------------------------------------------------------------------------------

_JOINS = {
    "range": re.compile(r" ?[-–—] ?| (?:to|until|till|through|and up to)(?: the)? "),
    "choice": re.compile(r",? or(?: was it| is it)?(?: in| on| at| during)?(?: the)? | (?:versus|vs\.?) "),
    "list": re.compile(r",? (?:and|&)(?: (?:also )?(?:in|on|at|during))?(?: the)? |, ?(?:in |on )?"),
}
_LEADS = {  # how the days that follow are meant
    "between": "between",
    "since": "since|starting(?: in| on| from)?|as of|from and including|on or after|(?:any ?time )?from|ever since",
    "after": "after|later than",
    "before": "before|prior to|earlier than|pre",
    "until": "until|till|up to|up until|by|on or before|no later than",
    "near": "around|circa|close to",
    "in": "in|on|during|over|within|throughout|at|for|of|dated|this|that|inside",
}
_LEAD = re.compile(
    r"(?P<not>\b(?:not|except(?: for)?|excluding|apart from|other than|rather than|besides|outside(?: of)?) )?"
    r"(?:\b(?P<choice>before (?:or|and) after)"
    + "".join(rf"|\b(?P<{mode}>{wordings})" for mode, wordings in _LEADS.items())
    + r")(?:[ -](?:the|all|whole|rest|course|night|evening|morning|afternoon|early hours|days?|weeks?|months?|year"
    r"|period|dates?|of|about|around|period)\b)*[ -]$|(?P<left_out>\b(?:not|except(?: for)?|excluding|apart from"
    r"|other than|rather than|besides) )$",
    re.IGNORECASE,
)
_COUNTED_LEAD = re.compile(
    rf"\b(?:in |within |during |over )?(?:the )?(?:{_COUNT} )?{_UNIT} (?P<side>before|after|following|prior to) $",
    re.IGNORECASE,
)
_OF_LOGS = re.compile(
    r"\b(?:logs?|reports?|intel(?:ligence)?|information|entries|records|submissions) $", re.IGNORECASE
)
_ONWARDS = re.compile(r",? (?:onwards?|on\b(?! \w)|and (?:later|after))", re.IGNORECASE)
_OF_A_LOG = re.compile(r" (?:logs?|reports?|intel(?:ligence)?|submissions|arrests?|incidents?)\b", re.IGNORECASE)
_VERB_AFTER = re.compile(r" (?:have|be|not|well|also|still|has|know|want|need|I|we)\b")
_LEAD_CHARS = 80


def _window(text: str, group: Sequence[_Name], joins: Sequence[str], on: date) -> Window | None:
    """The window of names that are joined, with the words before and after them; None for what names no day."""
    begun, ended = group[0].start, group[-1].end
    before = text[max(0, begun - _LEAD_CHARS) : begun]
    counted = _COUNTED_LEAD.search(before)
    lead = None if counted else _LEAD.search(before)
    mode = next((m for m in _LEADS if lead and lead[m]), "")
    told = bool(lead or counted or len(group) > 1)
    if group[-1].is_word and _VERB_AFTER.match(text, ended):
        return None
    doubt: Doubt = ""
    if all(n.weak for n in group) and not (mode or counted) and not _OF_A_LOG.match(text, ended):
        if group[0].is_word or not _may_be_date(text, group[0]):
            return None
        doubt = "uncertain"
    if any(n.is_word for n in group) and not told:
        return None
    days = _days(group, joins if mode != "between" else ["range"] * len(joins), on)
    first, last = min(d[0] for d in days), max(d[1] for d in days)
    start = begun - len(before) + (lead or counted).start() if (lead or counted) else begun  # type: ignore[union-attr]
    if lead and "night" in lead.group().lower():
        last += _ONE_DAY
    if counted:
        first, last = _beside(first, last, counted)
    elif lead and (lead["not"] or lead["left_out"]):
        doubt = "excluded"
    elif "choice" in joins or (lead and lead["choice"]):
        doubt = "alternative"
    if onwards := _ONWARDS.match(text, ended):
        mode, ended = "since", onwards.end()
    elif mode == "since" and lead and (len(group) > 1 or _is_of_logs(before, lead)):
        mode = "in"  # "from May to July", "the logs from May"
    begins, ends = _opened(first, last, mode, lasts=group[-1].lasts)
    return Window(start, ended, begins, ends, any(n.counted for n in group), doubt)


def _is_of_logs(before: str, lead: re.Match[str]) -> bool:
    return lead["since"].lower() == "from" and bool(_OF_LOGS.search(before[: lead.start()]))


def _may_be_date(text: str, name: _Name) -> bool:
    """Whether a weak name that nothing leads may be one all the same: a month in capitals, inside the sentence."""
    return name.start > 0 and text[name.start].isalnum() and not text[name.start].islower()


def _days(group: Sequence[_Name], joins: Sequence[str], on: date) -> list[Days]:
    """The days of names that are joined: one without a year is of the year that the one it is joined with gives."""
    days = [group[-1].days(on)]
    known = next((n for n in group if n.year), None)
    if known and known is not group[-1] and not group[-1].year and not group[-1].fixed:
        starts = known.days(on)[0]
        days = [next(d for y in (starts.year, starts.year + 1) if (d := group[-1].of(y))[0] >= starts)]
    for name, join in zip(reversed(group[:-1]), reversed(joins), strict=True):
        bound = days[0][0] if join == "range" or known else on
        days.insert(0, name.days(bound))
    return days


def _beside(first: date, last: date, counted: re.Match[str]) -> Days:
    """ "the two weeks before" some days, or after them."""
    length = _back(counted["count"] or "1", counted["unit"])
    if counted["side"].lower() in ("before", "prior to"):
        return first - length, first - _ONE_DAY
    return last + _ONE_DAY, last + length


def _opened(first: date, last: date, mode: str, *, lasts: bool) -> tuple[date | None, date | None]:
    if mode == "near":
        around = timedelta(days=3 if (last - first).days < 4 else 7)
        return first - around, last + around
    ends = {
        "since": (first, None), "after": (last + _ONE_DAY, None), "before": (None, first - _ONE_DAY),
        "until": (None, last),
    }  # fmt: skip
    return ends.get(mode, (first, None if lasts else last))
