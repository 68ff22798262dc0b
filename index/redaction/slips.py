"""Slips: a word of a question that is an ordinary one in the logs, or is but for its letters' order, names nobody.

The names model takes a word that it has never seen for a name, mostly rightly. A question about somebody whom no log
holds is not answered, and "did aynone see a vehicle" would ask for a stranger. A name that is taken for a slip stays
readable in the record, so only letters that are swapped, doubled or not doubled count, in words long enough for them to
tell, and nothing that stands as a name does.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from index.records import Span
from index.redaction.asked import Words, meant
from index.redaction.hypocorisms import is_given_name
from index.redaction.lists import FORENAMES_TOO, RANKS, TITLES
from index.redaction.shown import Lookups
from index.redaction.tokens import NAMES
from index.redaction.vault import identity_of

LEAST, LEAST_OF_CONTENT, MOST = 4, 6, 20  # letters: shorter words are a slip away from too many
ANNOUNCE = frozenset({"called", "named", "aka", "alias", "as", "surname", "forename", "name", "nickname"})
_DOES = re.compile(r"\b(?:did|does|do|is|was|were|are|has|had|have|will|can|could|would)\s+$", re.IGNORECASE)
_OWNS_OR_JOINS = re.compile(r"['’-]")


def without_slips(
    text: str,
    spans: Sequence[Span],
    vault: Lookups,
    dictionary: Words,
    stored: Callable[[Sequence[str]], frozenset[str]],
) -> list[Span]:
    """The findings of a question, but those that say no more than ordinary words and one slip, in lower case.

    stored: which of some words the logs use as ordinary ones; a slip is of one of them. What is held, or stands where a
    name does, is a name, however it is spelled.
    """

    def is_slip(span: Span) -> bool:
        surface = text[span.start : span.end]
        words = surface.split()
        if span.type not in NAMES or not (surface.isascii() and surface.islower() and all(map(str.isalpha, words))):
            return False
        others = [word for word in words if not dictionary.is_common(word)]
        if len(others) > 1 or stands_as_name(text, span, spans):
            return False
        held, guessed = meant(identity_of(span.type, surface), vault)
        if held and not guessed:
            return False
        if not others:
            return True
        if any(is_given_name(word) or word in FORENAMES_TOO for word in words) or vault.with_part(words):
            return False
        if dictionary.is_ordinary(others[0]) and stored(others):
            return not _DOES.search(text, 0, span.start)
        return not vault.near_part(others) and _is_mistyped(others[0], dictionary, stored)

    return [span for span in spans if not is_slip(span)]


def stands_as_name(text: str, span: Span, spans: Sequence[Span]) -> bool:
    """Whether a finding follows a title, a rank or a word that announces a name, owns something, or has another beside
    it: "jordan" and "carr".
    """
    if _OWNS_OR_JOINS.match(text, span.end) or _OWNS_OR_JOINS.match(text, span.start - 1):
        return True
    before = text[: span.start].lower().split()[-1:]
    words = {word.rstrip(".:") for word in [*before, *text[span.start : span.end].split()]}
    if words & (TITLES | RANKS) or ANNOUNCE & {word.rstrip(".:") for word in before}:
        return True
    names = sorted((other for other in spans if other.type in NAMES), key=lambda other: other.start)
    return any(text[a.end : b.start].strip(" ,") == "" for a, b in pairwise(names) if span in (a, b))


def _is_mistyped(word: str, dictionary: Words, stored: Callable[[Sequence[str]], frozenset[str]]) -> bool:
    if not LEAST <= len(word) <= MOST or dictionary.is_ordinary(word):
        return False
    meant_words = {other for other in _before_the_slip(word) if len(other) >= LEAST and dictionary.is_ordinary(other)}
    if any(map(dictionary.is_common, meant_words)):
        return True
    return len(word) >= LEAST_OF_CONTENT and bool(stored(sorted(meant_words)))


def _before_the_slip(word: str) -> Iterator[str]:
    """The words of which a word is a slip: two letters swapped, a doubled letter single or a single one doubled.

    But not one whose last letter is doubled: Abbott, Garrett.
    """
    for i, letter in enumerate(word):
        yield word[:i] + letter + word[i:]
        if i and letter != word[i - 1]:
            yield word[: i - 1] + letter + word[i - 1] + word[i + 1 :]
        elif 0 < i < len(word) - 1:
            yield word[:i] + word[i + 1 :]
