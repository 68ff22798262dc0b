"""Slips: a word of a question that is a function word, or an ordinary one but for its letters' order, names nobody.

The names model takes a word that it has never seen for a name, mostly rightly. A question about somebody whom no log
holds is not answered, and "did aynone see a vehicle" would ask for a stranger. Only letters that are swapped, doubled
or not doubled count as a slip: any other edit makes an ordinary word of too many names of people who are not held.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from index.records import Span
from index.redaction.asked import Words, meant
from index.redaction.hypocorisms import is_given_name
from index.redaction.lists import RANKS, TITLES
from index.redaction.shown import Lookups
from index.redaction.tokens import NAMES
from index.redaction.vault import identity_of

MIN_SLIP, MAX_SLIP = 4, 20  # letters; shorter words are a slip away from too many
_POSSESSIVE = re.compile(r"['’]s\b")


def is_slip(
    text: str,
    span: Span,
    vault: Lookups,
    dictionary: Words,
    stored: Callable[[Sequence[str]], frozenset[str]],
) -> bool:
    """Whether a finding says no more than function words and one slip, in lower case, of a word that the logs use.

    stored: which of some words the logs use as ordinary ones. What is held, stands after a title or owns something is
    a name, however it is spelled.
    """
    if span.type not in NAMES:
        return False
    surface = text[span.start : span.end]
    words = surface.split()
    if not (surface.isascii() and surface.islower() and all(map(str.isalpha, words))):
        return False
    if TITLES & {*words, *text[: span.start].lower().split()[-1:]} or RANKS & set(words):
        return False
    held, guessed = meant(identity_of(span.type, surface), vault)
    if (held and not guessed) or _POSSESSIVE.match(text, span.end):
        return False
    others = [word for word in words if not dictionary.is_common(word)]
    return not others or (len(others) == 1 and _is_mistyped(others[0], vault, dictionary, stored))


def _is_mistyped(
    word: str, vault: Lookups, dictionary: Words, stored: Callable[[Sequence[str]], frozenset[str]]
) -> bool:
    if not MIN_SLIP <= len(word) <= MAX_SLIP or dictionary.is_ordinary(word) or is_given_name(word):
        return False
    if vault.with_part([word]) or vault.near_part([word]):
        return False
    return bool(stored(sorted({meant for meant in _before_the_slip(word) if dictionary.is_ordinary(meant)})))


def _before_the_slip(word: str) -> Iterator[str]:
    """The words of which a word is a slip: two letters swapped, a doubled letter single or a single one doubled."""
    for i, letter in enumerate(word):
        yield word[:i] + letter + word[i:]
        if i and letter == word[i - 1]:
            yield word[:i] + word[i + 1 :]
        elif i:
            yield word[: i - 1] + letter + word[i - 1] + word[i + 1 :]
