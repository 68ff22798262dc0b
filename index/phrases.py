"""Phrases: whether a text contains a few words one after the other, whatever stands between them, and a query for them.

The words index knows stems only, by which "Reading" is "read"; so what it finds is looked at once more.
"""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")


def words_query(phrase: str) -> str:
    """The phrase as a query of the words index; one without words finds nothing."""
    return '"' + " ".join(_WORD.findall(phrase)) + '"'


def has_phrase(text: str, phrase: str) -> bool:
    """Whether a text contains the words of a phrase as whole words, in any case."""
    word = _longest(phrase)
    if not word or word not in text.lower():  # most texts are told by this alone, many times faster
        return False
    found = places_of(phrase)
    return found is not None and found.search(text) is not None


@lru_cache(maxsize=64)
def places_of(phrase: str) -> re.Pattern[str] | None:
    """What finds a phrase in a text; None for one without words."""
    words = _WORD.findall(phrase)
    if not words:
        return None
    return re.compile(r"(?<![^\W_])" + r"[\W_]{1,3}".join(map(re.escape, words)) + r"(?![^\W_])", re.IGNORECASE)


@lru_cache(maxsize=64)
def _longest(phrase: str) -> str:
    return max(_WORD.findall(phrase.lower()), key=len, default="")
