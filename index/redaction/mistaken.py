"""What the names model takes for a name and is none: a firm that bears one, a make of phone, an element of HTML, the
year of a law.

Where a log tells of the bearer of a firm's name, the name in it is hidden like everywhere else
(`index.redaction.known`).
"""

import re

from index.records import Span
from index.redaction import lists
from index.redaction.tokens import NAMES
from index.redaction.types import EntityType as T

_ELEMENTS = frozenset(  # of HTML; in chats a nickname may stand in such brackets, too: none of these is one
    "script style svg img iframe object embed form input button video audio link meta html head body div span".split()
)
_PHONES = frozenset("nokia samsung iphone ipad android huawei motorola alcatel doro xiaomi oneplus".split())
_LAWS = r"(?:PACE|CJA|MDA|POA|RTA|SOA|MSA)"
_LAW = re.compile(rf"\b(?:Act|ACT|Acts|Regulations|{_LAWS})\W{{1,2}}$")
_LAW_REACH = 16  # characters before a year in which the kind of law ends
_YEAR = re.compile(rf"(?P<law>{_LAWS}\W{{1,2}})?(?:1[89]|20)\d\d")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NEXT = re.compile(r" (?P<word>[^\W\d_][\w'’-]*)")


def is_mistaken(text: str, span: Span) -> bool:
    """Whether a finding of the names model in a text names nobody, for what it says or stands beside."""
    if span.type not in NAMES:
        return False
    is_phone = text[span.start : span.end].casefold() in _PHONES
    return is_phone or _is_markup(text, span) or _is_firm(text, span) or _is_year_of_law(text, span)


def _is_markup(text: str, span: Span) -> bool:
    """Whether what the names model took for a name is the name of an element, as in "<script>"."""
    opened = text.endswith(("<", "</"), 0, span.start)
    return opened and text[span.start : span.end].casefold() in _ELEMENTS


def _is_firm(text: str, span: Span) -> bool:
    """Whether what was taken for a person's name ends in a trade, in the span or with the next word.

    A nickname may, "Ali Tyres". The next word only where capitals tell that it belongs to the
    name, unlike "HOLROYD TRAVEL ABROAD".
    """
    said = _WORD.findall(text, span.start, span.end)
    if span.type not in (T.PERSON, T.OFFICER) or not said:
        return False
    if len(said) > 1 and said[-1].lower() in lists.TRADES:
        return True
    following = _NEXT.match(text, span.end)
    words = [said[-1], following["word"]] if following else []
    return bool(words) and words[-1].lower() in lists.TRADES and all(w[0].isupper() and not w.isupper() for w in words)


def _is_year_of_law(text: str, span: Span) -> bool:
    """Whether what the names model took for a name is the year of a law, as above every statement.

    Hidden, it would be one officer that all statements mention.
    """
    before = text[max(0, span.start - _LAW_REACH) : span.start]
    year = _YEAR.fullmatch(text[span.start : span.end])
    return bool(year and (year["law"] or _LAW.search(before)))
