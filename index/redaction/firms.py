"""Firms that bear a person's name, as the names model finds them: "Tam Duthie Joinery" is no person.

Where a log tells of its bearer, the name in it is hidden like everywhere else (`index.redaction.known`).
"""

import re

from index.records import Span
from index.redaction import lists
from index.redaction.types import EntityType as T

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NEXT = re.compile(r" (?P<word>[^\W\d_][\w'’-]*)")


def is_firm(text: str, span: Span) -> bool:
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
