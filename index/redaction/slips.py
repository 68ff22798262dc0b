"""Slips: a word of a question that is a function word, or an ordinary one but for a letter, names nobody.

The names model takes a word that it has never seen for a name, mostly rightly. A question about somebody whom no log
holds is not answered, and "did aynone see a vehicle" would ask for a stranger.
"""

import string
from collections.abc import Callable, Iterator, Sequence

from index.records import Span
from index.redaction.asked import Words
from index.redaction.hypocorisms import is_given_name
from index.redaction.shown import Lookups
from index.redaction.tokens import NAMES

MIN_SLIP = 4  # letters; shorter words are an edit away from too many


def is_slip(
    text: str,
    span: Span,
    vault: Lookups,
    dictionary: Words,
    stored: Callable[[Sequence[str]], frozenset[str]],
) -> bool:
    """Whether a finding says no more than function words and slips, in lower case, of words that the logs use.

    stored: which of some words the logs use as ordinary ones. A word that is near a held name is not a slip.
    """

    def names_nobody(word: str) -> bool:
        if not (word.isalpha() and word.islower()) or vault.with_part([word]):
            return False
        if dictionary.is_common(word):
            return True
        if len(word) < MIN_SLIP or is_given_name(word) or vault.near_part([word]):
            return False
        return bool(stored(sorted({near for near in _one_edit_from(word) if dictionary.is_ordinary(near)})))

    return span.type in NAMES and all(map(names_nobody, text[span.start : span.end].split()))


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
