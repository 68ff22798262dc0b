"""The names that prose gives to days ("3 March", "last week", "early May", "Easter") -> their first and last days.

The day comes first ("3/4" is the third of April), and a day without a year is the latest that is not after the day the
text is read on.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.dates import MONTH_NAMES, month_of

Days = tuple[date, date]  # first and last, both inclusive
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayName:
    """A day, month, year, season or holiday as written. `of` gives its days in a year; ValueError where it has none."""

    start: int
    end: int
    of: Callable[[int], Days]
    year: int | None = None  # as written
    fixed: bool = False  # its days are the same whatever the year
    counted: bool = False
    lasts: bool = False  # until now, as "the last six weeks" do
    weak: bool = False  # it is a day only behind a word such as "in" or "since"
    several: bool = False  # written with its first and last day, as "3 to 9 March" is
    either: bool = False  # written as days to choose between, as "3 or 4 March" is
    impossible: bool = False  # there is no such day
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


def names(text: str, on: date) -> list[DayName]:
    """The names of days in a text, in order; where two overlap, the one that begins first, then the longer one."""
    found = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            try:
                name = read(match, on)
                name.days(on)
            except ValueError:
                weak = read is _read_short
                name = DayName(match.start(), match.end(), lambda _: (on, on), fixed=True, weak=weak, impossible=True)
            found.append(name)
    kept: list[DayName] = []
    for name in sorted(found, key=lambda n: (n.start, -n.end)):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, 1991, chapter 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month, day = divmod(moon + weekday - 7 * ((golden + 11 * moon + 22 * weekday) // 451) + 114, 31)
    return date(year, month, day + 1)


_YEAR = r"(?:19|20)\d\d"
_NUMBER = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_MONTH = rf"(?P<month>{MONTH_NAMES})\b\.?"
_AND_YEAR = rf"(?:,?(?: of)? (?P<year>{_YEAR})(?! ?h(?:ou)?rs)| ?['’](?P<short_year>\d\d)\b)?"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "couple of": 2, "a couple of": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18,
}  # fmt: skip
COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_UNITS = {
    "hour": 1 / 24,
    "hr": 1 / 24,
    "day": 1,
    "night": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30,
    "quarter": 91,
    "year": 365,
}  # days
UNIT = rf"(?P<unit>{'|'.join(_UNITS)})s?\b"
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}  # the month in which each begins
_PARTS = {  # of a month, season or year, as shares of it; generous, since nobody means them to the day
    "early": (0, 0.36), "beginning of": (0, 0.36), "start of": (0, 0.36), "first week of": (0, 0.26),
    "first half of": (0, 0.52), "mid": (0.3, 0.7), "middle of": (0.3, 0.7), "second half of": (0.48, 1),
    "last week of": (0.74, 1), "late": (0.62, 1), "end of": (0.62, 1), "end": (0.62, 1),
}  # fmt: skip
_PART = rf"(?:(?:the )?(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})[ -](?:in )?(?:the )?)?"
_HOLIDAYS: dict[str, Callable[[int], Days]] = {
    "good friday": lambda y: _day(easter(y) - 2 * ONE_DAY),
    "easter (?:sunday|day)": lambda y: _day(easter(y)),
    "easter monday": lambda y: _day(easter(y) + ONE_DAY),
    "easter(?: weekend| bank holidays?)?": lambda y: (easter(y) - 2 * ONE_DAY, easter(y) + ONE_DAY),
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
    return date(year, month, 1), date(year + after // 12, after % 12 + 1, 1) - ONE_DAY


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


def _read_numbers(m: re.Match[str], on: date) -> DayName:
    year = int(m["year"]) + (0 if len(m["year"]) == 4 else 2000)
    days = _day(date(year, int(m["month"]), int(m["day"])))
    return DayName(m.start(), m.end(), lambda _: days, fixed=True)


def _read_number_pair(m: re.Match[str], on: date) -> DayName:
    year, month = int(m["year"]) + (0 if len(m["year"]) == 4 else 2000), int(m["month"])
    days = _in_order(date(year, month, int(m["first"])), date(year, month, int(m["day"])))
    return DayName(m.start(), m.end(), lambda _: days, fixed=True, several=True)


def _read_month_number(m: re.Match[str], on: date) -> DayName:
    days = _whole_month(int(m["year"]), int(m["month"]))
    return DayName(m.start(), m.end(), lambda _: days, fixed=True, weak=True)


def _read_quarter(m: re.Match[str], on: date) -> DayName:
    month, year = 3 * int(m["quarter"]) - 2, _written_year(m)
    return DayName(m.start(), m.end(), lambda y: _whole_month(y, month, 3), year, weak=not year)


def _in_order(first: date, last: date) -> Days:
    """Days as they were written; ValueError where the last comes before the first."""
    if last < first:
        raise ValueError("the last day comes before the first")
    return first, last


def _read_short(m: re.Match[str], on: date) -> DayName:
    return DayName(m.start(), m.end(), lambda y: _day(date(y, int(m["month"]), int(m["day"]))), weak=True)


def _read_day(m: re.Match[str], on: date) -> DayName:
    first, last, month = int(m["first"] or m["day"]), int(m["day"]), month_of(m["month"])
    named = DayName(m.start(), m.end(), lambda y: _in_order(date(y, month, first), date(y, month, last)),
                    _written_year(m))  # fmt: skip
    return replace(named, several=first != last, either=m.groupdict().get("join") == "or")


def _read_month(m: re.Match[str], on: date) -> DayName:
    word, year, month = m["month"], _written_year(m), month_of(m["month"])
    year = on.year - (m["year_ago"].lower() == "last") if m["year_ago"] else year
    named = DayName(m.start(), m.end(), lambda y: _part_of(_whole_month(y, month), m["part"]), year)
    if m["ago"]:
        return _last_or_this(named, m["ago"], on)
    clear = year or m["part"]
    is_word = not clear and word.islower() and word in _WORDS
    return replace(named, weak=not clear and word.lower() in _DOUBTFUL_MONTHS, is_word=is_word)


def _read_season(m: re.Match[str], on: date) -> DayName:
    month = _SEASONS[m["season"].lower()]
    named = DayName(
        m.start(), m.end(), lambda y: _part_of(_whole_month(y, month, 3), m["part"]), _written_year(m), weak=True
    )
    return _last_or_this(named, m["ago"], on) if m["ago"] else replace(named, weak=not named.year)


def _last_or_this(named: DayName, which: str, on: date) -> DayName:
    """ "last May" as the latest that is over, "this May" as that of the year."""
    days, years_ago = named.of(on.year), 0
    while which.lower() == "last" and days[1] >= on:
        years_ago += 1
        days = named.of(on.year - years_ago)
    return replace(named, of=lambda _: days, fixed=True, counted=True, weak=False)


def _read_holiday(m: re.Match[str], on: date) -> DayName:
    wording = next(wording for wording in _HOLIDAYS if re.fullmatch(wording, m["holiday"], re.IGNORECASE))
    named = DayName(m.start(), m.end(), _HOLIDAYS[wording], _written_year(m), weak=True)
    return _last_or_this(named, m["ago"], on) if m["ago"] else replace(named, weak=not named.year)


def _read_weekend(m: re.Match[str], on: date) -> DayName:
    if m["day"]:
        day, month = int(m["day"]), month_of(m["month"])
        return DayName(m.start(), m.end(), lambda y: _weekend_near(date(y, month, day)), _written_year(m))
    saturday = on - timedelta(days=(on.weekday() - 5) % 7)
    days = saturday, saturday + ONE_DAY
    return DayName(m.start(), m.end(), lambda _: days, fixed=True, counted=True, weak=not m["ago"])


def _weekend_near(day: date) -> Days:
    saturday = day + timedelta(days=(5 - day.weekday() + 3) % 7 - 3)
    return saturday, saturday + ONE_DAY


def _read_week_of(m: re.Match[str], on: date) -> DayName:
    day, month = int(m["day"]), month_of(m["month"])
    begins, ends = (-6, 0) if m["ending"] else (0, 6)
    return DayName(
        m.start(), m.end(), lambda y: (date(y, month, day) + begins * ONE_DAY, date(y, month, day) + ends * ONE_DAY),
        _written_year(m),
    )  # fmt: skip


def _read_relative(m: re.Match[str], on: date) -> DayName:
    back = {"the day before yesterday": 2, "yesterday": 1, "last night": 1}[m.group().lower()]
    days = on - back * ONE_DAY, on - (back - (m.group().lower() == "last night")) * ONE_DAY
    return DayName(m.start(), m.end(), lambda _: days, fixed=True, counted=True)


def _read_weekday(m: re.Match[str], on: date) -> DayName:
    back = (on.weekday() - _WEEKDAYS.index(m["weekday"].lower())) % 7
    days = _day(on - timedelta(days=back or 7))
    return DayName(m.start(), m.end(), lambda _: days, fixed=True, counted=True)


def _read_rolling(m: re.Match[str], on: date) -> DayName:
    days = on - span(m["count"], m["unit"]), on
    return DayName(m.start(), m.end(), lambda _: days, fixed=True, counted=True, lasts=True)


def _read_ago(m: re.Match[str], on: date) -> DayName:
    """ "three weeks ago": what people count in weeks is about so many weeks back, to half of one."""
    about, around = on - span(m["count"], m["unit"]), timedelta(days=max(1, int(_UNITS[m["unit"].lower()] // 2)))
    return DayName(m.start(), m.end(), lambda _: (about - around, about + around), fixed=True, counted=True)


def span(count: str, unit: str) -> timedelta:
    """So many days, weeks or months; hours as the days that they touch."""
    number = int(count) if count.isdecimal() else _COUNTS[count.lower()]
    days = math.ceil(number * _UNITS[unit.lower()])
    return timedelta(days=days + {"month": number // 2, "year": number // 4}.get(unit.lower(), 0))


def _read_unit(m: re.Match[str], on: date) -> DayName:
    """ "this month" and "last month" are the calendar's; "the past month" is counted back."""
    which, unit = m["which"].lower(), m["unit"].lower()
    monday = on - timedelta(days=on.weekday())
    this = {
        "week": (monday, monday + 6 * ONE_DAY), "month": _whole_month(on.year, on.month),
        "quarter": _whole_month(on.year, (on.month - 1) // 3 * 3 + 1, 3), "year": _whole_month(on.year, 1, 12),
    }  # fmt: skip
    if which == "this" and unit in this:
        days, lasts = this[unit], True
    elif which in ("last", "previous", "the previous") and unit in this:
        ended = this[unit][0] - ONE_DAY
        starts = {"week": monday - 7 * ONE_DAY, "month": ended.replace(day=1), "year": date(on.year - 1, 1, 1)}
        days, lasts = (starts.get(unit, _whole_month(ended.year, ended.month - 2, 3)[0]), ended), False
    else:
        days, lasts = (on - span("1", unit), on), True
    return DayName(m.start(), m.end(), lambda _: days, fixed=True, counted=True, lasts=lasts)


def _read_year(m: re.Match[str], on: date) -> DayName:
    days = _part_of(_whole_month(int(m["year"]), 1, 12), m["part"])
    return DayName(m.start(), m.end(), lambda _: days, fixed=True, weak=not m["part"])


_AGO = r"(?:(?P<ago>last|this) )?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], DayName]], ...] = tuple(
    (re.compile(rf"(?<![\w/.:£-])(?:{wording})(?!\w)", re.IGNORECASE | re.ASCII), read)
    for wording, read in (
        (rf"(?P<year>{_YEAR})-(?P<month>\d\d)-(?P<day>\d\d)", _read_numbers),
        (
            rf"(?P<day>\d{{1,2}})(?P<gap>[/.-])(?P<month>\d{{1,2}})(?P=gap)(?P<year>{_YEAR}|\d\d)(?![/-])",
            _read_numbers,
        ),
        (
            rf"(?P<first>\d{{1,2}}) ?(?:[-–&]|to|and) ?(?P<day>\d{{1,2}})(?P<gap>[/.])(?P<month>\d{{1,2}})(?P=gap)"
            rf"(?P<year>{_YEAR}|\d\d)(?![/-])",
            _read_number_pair,
        ),
        (r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?!/|\.\d)", _read_short),
        (rf"(?P<month>0?[1-9]|1[0-2])/(?P<year>{_YEAR})(?![/-])", _read_month_number),
        (rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])(?![/-])", _read_month_number),
        (rf"Q(?P<quarter>[1-4]){_AND_YEAR}", _read_quarter),
        (
            rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)\w*,? )?(?:the )?(?:{_NUMBER.format('first')}"
            rf"(?:, ?\d{{1,2}}(?:st|nd|rd|th)?){{0,6}},? ?(?P<join>-|–|/|to|and|&|until|or)(?: the)? ?)?"
            rf"{_NUMBER.format('day')}(?: of)?[ -]?{_MONTH}{_AND_YEAR}",
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
            rf"(?<!within a )(?<!within one )(?:the )?w(?:eek (?:commencing|beginning|of)|/c"
            rf"|(?P<ending>eek ending(?: on)?|/e)) (?:the )?"
            rf"{_NUMBER.format('day')} {_MONTH}{_AND_YEAR}",
            _read_week_of,
        ),
        (r"the day before yesterday|yesterday|last night", _read_relative),
        (rf"(?P<ago>last|this past) (?P<weekday>{'|'.join(_WEEKDAYS)})(?! of)", _read_weekday),
        (rf"(?:the |these )?(?:last|past|previous) {COUNT} {UNIT}(?! (?:of|in) )", _read_rolling),
        (rf"(?P<which>the last|the past|past|last|this|the previous|previous) {UNIT}(?! (?:of|in) )", _read_unit),
        (rf"(?:about |around )?{COUNT} {UNIT} ago", _read_ago),
        (rf"{_PART}(?P<year>{_YEAR})(?! ?h(?:ou)?rs|[/:-]|\.\d)", _read_year),
    )
)
