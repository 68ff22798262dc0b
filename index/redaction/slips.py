"""Slips of the keyboard: a word of a question that is an ordinary one but for a letter names nobody.

The names model takes a word that it has never seen for a name, mostly rightly. A question about somebody whom no log
holds is not answered, and "did aynone see a vehicle" would ask for a stranger.
"""

import string
from collections.abc import Callable, Iterator, Sequence

from index.records import Span
from index.redaction.hypocorisms import is_given_name
from index.redaction.shown import Lookups
from index.redaction.tokens import NAMES

MIN_SLIP = 4  # letters; shorter words are an edit away from too many


def is_slip(
    text: str,
    span: Span,
    vault: Lookups,
    is_ordinary: Callable[[str], bool],
    stored: Callable[[Sequence[str]], frozenset[str]],
) -> bool:
    """Whether a finding is in lower case and every word of it is one edit from a word of the logs and nobody's name.

    is_ordinary: whether a word is in the dictionary. stored: which of some words the logs use as ordinary ones.
    """
    if span.type not in NAMES:
        return False

    def mistyped(word: str) -> bool:
        if len(word) < MIN_SLIP or not (word.isalpha() and word.islower()) or is_given_name(word):
            return False
        if vault.with_part([word]) or vault.near_part([word]):
            return False
        return bool(stored(sorted({near for near in _one_edit_from(word) if is_ordinary(near)})))

    return all(map(mistyped, text[span.start : span.end].split()))


def _one_edit_from(word: str) -> Iterator[str]:
    """The words that one letter added, left out, changed or swapped makes of a word (Damerau, 1964)."""
    for i in range(len(word) + 1):
        before, after = word[:i], word[i:]
        for letter in string.ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
