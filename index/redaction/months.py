"""Dates and times of events as written -> the month they are in: "[MONTH 2025-03]". Days and times are left out."""

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.]\d{1,2})?(?!\d)")
_DIGITS = re.compile(r"(?<!\d)(?P<d>\d{1,2})[/.\- ](?P<m>\d{1,2})(?:[/.\- ](?P<y>\d{4}|\d{2}))?(?!\d)")
_NAMED = re.compile(rf"\b(?P<m>{'|'.join(MONTHS)})[a-z]*\b\.?,?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b,?(?!\d))?"
                    r"(?:[\s'’-]+(?P<y>\d{4}|\d{2})\b)?", re.IGNORECASE)  # fmt: skip


def month_text(surface: str, *, on: date) -> str:
    """What replaces a date or time: its month, or "unclear" when none is in it, as in "last Tuesday" or "21:10".

    on: the day the text was reported. A date without a year is the latest such that is not after it.
    """
    for form in (_ISO, _DIGITS, _NAMED):
        if match := form.search(surface):
            parts = match.groupdict()
            named = parts["m"].lower()[:3]
            month = MONTHS.index(named) + 1 if named in MONTHS else int(parts["m"])
            if 1 <= month <= 12:
                return f"[MONTH {_year(parts.get('y'), month, on):04}-{month:02}]"
    return "[MONTH unclear]"


def spoken_month(text: str) -> str:
    """The inside of a month's text as people say it: "2025-03" -> "March 2025"; "unclear" -> "some day"."""
    year, _, month = text.partition("-")
    return f"{date(int(year), int(month), 1):%B} {year}" if month else "some day"


def _year(written: str | None, month: int, on: date) -> int:
    if written is None:
        return on.year - (month > on.month)
    year = int(written)
    return year if year > 99 else 2000 + year - (100 if 2000 + year > on.year + 1 else 0)
