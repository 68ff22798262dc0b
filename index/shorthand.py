"""Police shorthand: a text -> other wordings of what it says, such as "vrm" for "registration".

The lines of `prompts/shorthand.toml` are wordings of the same. Search looks for the others of a wording that a question
has, and a log that has one of them says what the question asks about.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from index.errors import BadSetting
from index.redaction.tokens import TOKEN
from index.stems import stems
from index.toml import read_toml

AMBIGUOUS = "?"  # after a wording that often means something else, too
_AS_WRITTEN = (
    4  # letters up to which a word must stand as written: the stem of "chis" is "chi", and that of "ins" is "in"
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a line: its words, without signs; an ambiguous one is only looked for."""

    words: tuple[str, ...]
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Which wording of which line."""

    line: int
    words: tuple[str, ...]


class Shorthand:
    """Lines of wordings that mean the same."""

    def __init__(self, same: Sequence[Sequence[Wording]]) -> None:
        self._same = same
        self._known = {word for wordings in same for wording in wordings for word in wording.words}
        self._beginnings = {word[:_AS_WRITTEN] for word in self._known if len(word) > _AS_WRITTEN}
        self._starting: dict[str, list[tuple[list[str], _Place]]] = {}  # by the first word of a wording that tells
        for line, wordings in enumerate(same):
            for wording in wordings:
                if not wording.is_ambiguous:
                    folded = self._folded(wording.words)
                    self._starting.setdefault(folded[0], []).append((folded, _Place(line, wording.words)))

    def others(self, text: str) -> list[str]:
        """What to look for beside the words of a text: words, and phrases with spaces between their words.

        A wording of several words is looked for as a phrase also where it is the text's own.
        """
        found = [place for _, place in self._found(text)]
        own = {place.words for place in found if len(place.words) == 1}
        lines = dict.fromkeys(place.line for place in found)
        sought = dict.fromkeys(wording.words for line in lines for wording in self._same[line])
        return [" ".join(words) for words in sought if words not in own]

    def said(self, question: str, text: str) -> list[str]:
        """The wordings of a question that a text has in another wording, or the same, as the question has them."""
        asked = list(self._found(question))
        if not asked:
            return []
        told = {place.line for _, place in self._found(text)}
        return [" ".join(written) for written, place in asked if place.line in told]

    def _found(self, text: str) -> Iterator[tuple[tuple[str, ...], _Place]]:
        """Each wording in a text, as it is written but in small letters. None reaches across a token."""
        for piece in TOKEN.sub("\n", text).split("\n"):
            words = _words(piece)
            folded = self._folded(words)
            for at, first in enumerate(folded):
                for wording, place in self._starting.get(first, ()):
                    if folded[at : at + len(wording)] == wording:
                        yield words[at : at + len(wording)], place

    def _folded(self, words: Sequence[str]) -> list[str]:
        """Words in the form in which they are compared: long ones by their stems, short ones but for a plural's "s"."""
        long = [w for w in set(words) if len(w) > _AS_WRITTEN and w[:_AS_WRITTEN] in self._beginnings]
        stem_of = dict(zip(long, stems(long), strict=True))
        return [stem_of.get(word) or self._singular(word) for word in words]

    def _singular(self, word: str) -> str:
        return word[:-1] if word.endswith("s") and word not in self._known and word[:-1] in self._known else word


@cache
def default_shorthand() -> Shorthand:
    """The shorthand that is shipped."""
    file = resources.files("prompts") / "shorthand.toml"
    return read_shorthand(file.read_text("utf-8"), place=file.name)


def read_shorthand(text: str, *, place: str) -> Shorthand:
    """Read a file of shorthand. Raises BadSetting, naming `place` and the line, for anything but lines of wordings."""
    document = read_toml(text, place=place)
    if document.keys() != {"same"} or not isinstance(document["same"], list):
        raise BadSetting(f"{place}: expected one list, same = [...], of lists of wordings")
    return Shorthand([_line(line, f"{place}: list {number}") for number, line in enumerate(document["same"], start=1)])


def _line(line: Any, place: str) -> list[Wording]:
    if not isinstance(line, list) or not all(isinstance(wording, str) for wording in line):
        raise BadSetting(f'{place}: expected wordings such as ["registration", "vrm"]')
    wordings = [Wording(_words(wording), wording.endswith(AMBIGUOUS)) for wording in line]
    if not all(wording.words for wording in wordings):
        raise BadSetting(f"{place}: a wording without a letter or digit; remove it")
    if len({wording.words for wording in wordings}) < max(2, len(wordings)):
        raise BadSetting(f"{place}: expected two or more wordings, each once")
    if all(wording.is_ambiguous for wording in wordings):
        raise BadSetting(f'{place}: at least one wording must be without "{AMBIGUOUS}"')
    return wordings


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
