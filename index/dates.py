"""Dates and times as forces write them -> ISO 8601 text, always day first, and never a guess.

A date means what the writer meant or is refused: "04/03/2019" is the fourth of March everywhere, and "13/13/2019" is an
error, not the nearest thing that would parse.
"""

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from index.errors import IntellogError

MONTH_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)


class BadDate(IntellogError, ValueError):
    """A text that is no date, or names a day or a time that does not exist."""


def parse_moment(text: str, zone: tzinfo | None = None) -> str:
    """Read a date, or a date with a time in either order, day first.

    zone: added to a time that is written without an offset; a date alone never has one.
    Returns "2019-03-04", "2019-03-04T21:10", or "2019-03-04T21:10+01:00" where an offset was written or added. Seconds
    are read and left out: logs are timed to the minute. Raises BadDate.
    """
    plain = " ".join(text.split())
    match = next((match for form in _FORMS if (match := form.fullmatch(plain))), None)
    if not match:
        raise BadDate("not a date this product can read (expected D/M/Y or ISO)")
    parts = match.groupdict()
    try:
        day = date(_year(parts["y"]), _month(parts["m"]), int(parts["d"]))
        if all(parts[name] is None for name in ("hour", "short", "oclock")):
            return day.isoformat()
        moment = datetime.combine(day, _time(parts), _offset(parts["offset"]) or zone)
        return moment.isoformat(timespec="minutes")
    except ValueError:
        raise BadDate("no such day or time (dates are read day first, between 1900 and 2099)") from None


def parse_day(text: str) -> str:
    """Read a date as `parse_moment` does and leave out its time: "2019-03-04". Raises BadDate."""
    return parse_moment(text)[:10]


def from_spreadsheet(moment: datetime | date) -> str:
    """A spreadsheet's own date in the form of `parse_moment`. Midnight is no time: a plain date is kept as midnight."""
    if not isinstance(moment, datetime) or moment.time() == time.min:
        return moment.isoformat()[:10]
    return moment.isoformat(timespec="minutes")


def month_of(name: str) -> int:
    """The number of a month by its English name or the short form of it, one of `MONTH_NAMES`."""
    return _MONTHS.index(name[:3].lower()) + 1


def is_before(first: str, second: str) -> bool:
    """Whether a moment certainly lies before another, both as `parse_moment` returns them.

    Where only one has a time, or only one an offset, their days decide.
    """
    if "T" in first and "T" in second:
        one, other = datetime.fromisoformat(first), datetime.fromisoformat(second)
        if (one.tzinfo is None) == (other.tzinfo is None):
            return one < other
    return first[:10] < second[:10]


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = (
    r"(?P<y>\d{4})(?P<gap>[-/.])(?P<m>\d{1,2})(?P=gap)(?P<d>\d{1,2})",
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    r"(?P<d>\d{1,2})(?P<gap> ?[/.-] ?| )(?P<m>\d{1,2})(?P=gap)(?P<y>\d{4}|\d\d)",
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ /.-]?(?P<m>{MONTH_NAMES})[.,]?[ /.-]?['’]?(?P<y>\d{{4}}|\d\d)",
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[,.]? )?"
_CLOCK = (
    r"(?:(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?"
    r"|(?P<short>\d{4})|(?P<oclock>\d{1,2})(?= ?[ap]m))"
    r"(?: ?(?P<half>am|pm)| ?h(?:(?:ou)?rs)?)?"
    r"(?: ?(?P<offset>z|utc|gmt|bst|[+-]\d\d(?::?\d\d)?))?"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for day in _DAYS
    for form in (
        rf"{_WEEKDAY}{day}(?:(?:,? (?:at |@ ?|- )?|t){_CLOCK})?",
        rf"{_CLOCK},? (?:on )?(?:- )?{_WEEKDAY}{day}",
    )
)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year >= 70 else 2000
    if not 1900 <= year <= 2099:
        raise ValueError("year")
    return year


def _month(written: str) -> int:
    return int(written) if written.isdigit() else month_of(written)


def _time(parts: dict[str, str | None]) -> time:
    if short := parts["short"]:
        hour, minute = int(short[:2]), int(short[2:])
    else:
        hour, minute = int(parts["hour"] or parts["oclock"] or 0), int(parts["minute"] or 0)
    if half := parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("hour")
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    return time(hour, minute, int(parts["second"] or 0))


def _offset(written: str | None) -> timezone | None:
    if not written:
        return None
    if written[0] not in "+-":
        return timezone(timedelta(hours=1 if written.lower() == "bst" else 0))
    hours, minutes = int(written[1:3]), int(written[-2:]) if len(written) > 3 else 0
    if hours > 14 or minutes > 59:
        raise ValueError("offset")
    return timezone((1 if written[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
