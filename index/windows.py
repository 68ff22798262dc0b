"""Days as people name them in prose ("between Easter and June", "last six weeks") -> windows of days, by code alone.

A window says which days are meant and how they were named; whether they limit anything is the caller's to decide. The
day comes first ("3/4" is the third of April), and a day without a year is the latest that is not after the day the text
is read on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from index.day_names import COUNT, ONE_DAY, UNIT, DayName, Days, names, span

Doubt = Literal["", "alternative", "excluded", "uncertain", "impossible"]


@dataclass(frozen=True, slots=True)
class Window:
    """Days that a stretch of text names, with the words around it that say how. Offsets are code points."""

    start: int
    end: int
    first: date | None  # None: open towards the past
    last: date | None  # None: open towards now
    counted: bool = False  # from the day the text is read on, as "yesterday" is
    doubt: Doubt = ""  # days to choose between, days left out, a word that may name no day, a day that does not exist


def windows(text: str, on: date) -> list[Window]:
    """The windows of days that a question names, in order. on: the day it is read on, before which "yesterday" lies."""
    named = names(text, on)
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
    for name in names(text, on):
        begins, ends = name.days(on)
        meets = (last is None or begins <= last) and (first is None or ends >= first)
        if meets and not (name.is_word or name.impossible):
            return True
    return False


_JOINS = {
    "range": re.compile(r" ?[-–—] ?| (?:to|until|till|through|and up to)(?: the)? "),
    "choice": re.compile(r",? or(?: was it| is it)?(?: in| on| at| during)?(?: the)? | (?:versus|vs\.?) "),
    "list": re.compile(r",? (?:and|&)(?: (?:also )?(?:in|on|at|during))?(?: the)? |, ?(?:in |on )?"),
}
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "final": -1}
_LEADS = {  # how the days that follow are meant
    "between": "between",
    "since": "since|starting(?: in| on| from)?|as of|from and including|on or after|(?:any ?time )?from|ever since"
    "|(?:no|not) (?:earlier|sooner) than|not before|not until",
    "after": "after|later than|post",
    "before": "before|prior to|earlier than|pre",
    "until": "until|till|up to|up until|by|on or before|(?:no|not) later than|not after|not beyond"
    "|(?:up to|until|till) and including|(?P<to>to|ending(?: on)?)",
    "near": "around|circa|close to",
    "in": "in|on|during|over|within|throughout|at|for|of|dated|this|that|inside",
}
_LEAD = re.compile(
    r"(?P<not>\b(?:not(?! (?:earlier|sooner|later|before|after|until|beyond)\b)|except(?: for)?|excluding|apart from"
    r"|other than|rather than|besides|outside(?: of)?) )?"
    r"(?:\b(?P<choice>before (?:or|and) after)"
    + "".join(rf"|\b(?P<{mode}>{wordings})" for mode, wordings in _LEADS.items())
    + r")(?P<time> (?:(?:about|around) )?(?:\d{1,2}(?:[:.]?\d\d)? ?(?:[ap]m|h(?:ou)?rs)?|noon|midnight)(?: on|,))?"
    r"(?:[ -](?:the|all|whole|rest|course|night|evening|morning|afternoon|early hours|days?|weeks?|months?|year"
    r"|period|dates?|of|about|around|period)\b)*[ -]$|(?P<left_out>\b(?:not|except(?: for)?|excluding|apart from"
    r"|other than|rather than|besides) )$",
    re.IGNORECASE,
)
_COUNTED_LEADS = tuple(
    re.compile(rf"\b{wording} $", re.IGNORECASE)
    for wording in (
        rf"(?:(?:in|within|during|over) )?(?:the )?(?:{COUNT} )?{UNIT}"
        r" (?P<side>before|after|following|prior to|ending(?: on| in)?|(?:(?:leading )?up )?to)(?: the)?",
        rf"within (?:about )?{COUNT} {UNIT} (?P<side>of|from|either side of)(?: the)?",
        rf"(?:(?:in|within|during|over) )?(?:the )?(?P<which>{'|'.join(_ORDINALS)}) (?:{COUNT} )?{UNIT}"
        r" (?:of|in)(?: the)?",
    )
)
# What "to" leads from: "relating to 3 May" is no "until".
_TO_A_THING = re.compile(
    r"\b(?:relat\w+|relation|refer\w*|regards?|respect|pertain\w*|compar\w+|similar|next|close|back|due|link\w*"
    r"|connect\w*|according|attribut\w+|point\w*|chang\w+|mov\w+|postponed|brought forward) $",
    re.IGNORECASE,
)
_OF_LOGS = re.compile(
    r"\b(?:logs?|reports?|intel(?:ligence)?|information|entries|records|submissions) $", re.IGNORECASE
)
_ONWARDS = re.compile(
    r",? (?:onwards?|on\b(?! \w)|and (?:later|after)"
    r"|(?:to|until|till|up to) (?:date|now|today|the present(?: day)?|present)\b)",
    re.IGNORECASE,
)
_OF_A_LOG = re.compile(r" (?:logs?|reports?|intel(?:ligence)?|submissions|arrests?|incidents?)\b", re.IGNORECASE)
_VERB_AFTER = re.compile(r" (?:have|be|not|well|also|still|has|know|want|need|I|we)\b")
_LEAD_CHARS = 80


def _window(text: str, group: Sequence[DayName], joins: Sequence[str], on: date) -> Window | None:
    """The window of names that are joined, with the words before and after them; None for what names no day."""
    begun, ended = group[0].start, group[-1].end
    before = text[max(0, begun - _LEAD_CHARS) : begun]
    counted = next((match for pattern in _COUNTED_LEADS if (match := pattern.search(before))), None)
    lead = None if counted else _LEAD.search(before)
    if lead and lead["to"] and (all(n.weak for n in group) or _TO_A_THING.search(before[: lead.start()])):
        lead = None
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
    if lead and "night" in lead.group().lower() and not (group[-1].several and last - first == ONE_DAY):
        last += ONE_DAY  # but the night of 3/4 March is written with both its days
    if lead and lead["time"]:
        mode = {"after": "since", "before": "until"}.get(mode, mode)  # of the day itself a part is meant
    if counted:
        first, last = _beside(first, last, counted)
    elif lead and (lead["not"] or lead["left_out"]):
        doubt = "excluded"
    elif any(n.impossible for n in group):
        doubt = "impossible"
    elif "choice" in joins or any(n.either for n in group) or (lead and lead["choice"]):
        doubt = "alternative"
    if onwards := _ONWARDS.match(text, ended):
        mode, ended = "since", onwards.end()
    elif lead and lead["since"] and (len(group) > 1 or group[0].several or _is_of_logs(before, lead)):
        mode = "in"  # "from May to July", "the logs from May"
    begins, ends = _opened(first, last, mode, lasts=group[-1].lasts)
    if begins and ends and begins > ends:
        doubt = "impossible"
    return Window(start, ended, begins, ends, any(n.counted for n in group), doubt)


def _is_of_logs(before: str, lead: re.Match[str]) -> bool:
    return lead["since"].lower() == "from" and bool(_OF_LOGS.search(before[: lead.start()]))


def _may_be_date(text: str, name: DayName) -> bool:
    """Whether a weak name that nothing leads may be one all the same: a month with a capital, or a year."""
    written = text[name.start : name.end]
    return name.start > 0 and (written[0].isupper() or written.isdecimal())


def _days(group: Sequence[DayName], joins: Sequence[str], on: date) -> list[Days]:
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
    """ "the two weeks before" some days, or after them, or around them, or the first two weeks of them."""
    said = counted.groupdict()
    length = span(said["count"] or "1", said["unit"])
    if side := said.get("side", "").lower():
        if side in ("of", "from", "either side of"):
            return first - length, last + length
        if side in ("before", "prior to"):
            return first - length, first - ONE_DAY
        if side in ("after", "following"):
            return last + ONE_DAY, last + length
    if said["unit"].lower() in ("month", "quarter"):
        length += ONE_DAY  # of those that are longer than most
    if side or _ORDINALS[said["which"].lower()] < 0:
        return last - length + ONE_DAY, last
    begins = first + _ORDINALS[said["which"].lower()] * length
    return begins, min(begins + length - ONE_DAY, last)


def _opened(first: date, last: date, mode: str, *, lasts: bool) -> tuple[date | None, date | None]:
    if mode == "near":
        around = timedelta(days=3 if (last - first).days < 4 else 7)
        return first - around, last + around
    ends = {
        "since": (first, None), "after": (last + ONE_DAY, None), "before": (None, first - ONE_DAY),
        "until": (None, last),
    }  # fmt: skip
    return ends.get(mode, (first, None if lasts else last))
