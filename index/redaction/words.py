"""Words with their places, and what tells an ordinary word: the ground on which address and name rules stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

# Letters with inner apostrophes and hyphens, a possessive left out; numbers with a letter or a second number ("12B",
# "61-70", "4/16"); the rest.
_WORD = re.compile(
    r"(?<![^\W\d_]['’])[^\W\d_]+(?:['’-](?![sS]\b)[^\W\d_]+)*(?!\w)|"
    r"(?<![\w.,£$€:/])\d{1,5}[A-Za-z]{0,2}(?:[-/&]\d{1,4}[A-Za-z]?)?(?!\w)|"
    r"(?<![^\W\d_]['’])\w+"
)
_SHOUTED = 0.7  # a line with more of its letters than this in capitals says nothing by a capital
_QUIET = 8  # a line of this many words says nothing by a small letter when fewer than one word in as many has a capital


@dataclass(frozen=True, slots=True)
class Word:
    """A word or number of a text. `gap` is what stands between it and the word before it."""

    start: int
    end: int
    text: str
    gap: str
    shouted: bool = False  # the line is in capitals
    quiet: bool = False  # the line does without capitals

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def number(self) -> bool:
        return self.text[0].isdigit()

    @property
    def opens(self) -> bool:
        """Whether a sentence, a line or a quotation starts here, so that a capital is no sign of a name."""
        return (not self.gap.strip(" ") and not self.gap) or bool(re.search(r"[.!?:\n\"“”(\[*•;]|- ", self.gap))


@lru_cache(maxsize=4)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order. Several finders ask for those of one text, one after the other."""
    words: list[Word] = []
    last, line_end = 0, -1
    shouted = quiet = False
    for match in _WORD.finditer(text):
        if match.start() > line_end:
            line_end = text.find("\n", match.start())
            line_end = len(text) if line_end < 0 else line_end
            shouted, quiet = _manner(text[match.start() : line_end])
        words.append(Word(match.start(), match.end(), match.group(), text[last : match.start()], shouted, quiet))
        last = match.end()
    return tuple(words)


def is_shouted(line: str) -> bool:
    """Whether a line is written in capitals."""
    letters = list(filter(str.isalpha, line))
    return len(letters) > 12 and sum(map(str.isupper, letters)) > _SHOUTED * len(letters)


def _manner(line: str) -> tuple[bool, bool]:
    """Whether a line is written in capitals, and whether it is written without any."""
    shouted = is_shouted(line)
    words = re.findall(r"(?<!\w)[^\W\d_]{3,}(?!\w)", line)
    titled = sum(word[0].isupper() and not word.isupper() for word in words)
    return shouted, not shouted and len(words) >= _QUIET and titled * _QUIET < len(words)


@dataclass(slots=True)
class Lexicon:
    """Which words are ordinary English. `base` holds dictionary forms and `stop` function words, in lower case."""

    base: frozenset[str] = frozenset()
    stop: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()  # words that the texts at hand use in lower case
    _looked_up: dict[str, bool] = field(default_factory=dict)

    def common(self, word: str) -> bool:
        """Whether a word is a function word, or an ordinary word that these texts themselves use in lower case."""
        lower = word.lower()
        return lower in self.stop or (lower in self.seen and self.ordinary(lower))

    def ordinary(self, word: str) -> bool:
        """Whether a word, or what remains without a regular ending, is in the dictionary."""
        lower = word.lower().replace("’", "'")
        if lower not in self._looked_up:
            self._looked_up[lower] = self._look_up(lower)
        return self._looked_up[lower]

    def _look_up(self, word: str) -> bool:
        stems = [word, *(part for part in re.split(r"['-]", word) if "-" in word or "'" in word)]
        if "-" in word:
            return all(self._look_up(part) for part in word.split("-") if part)
        for ending, endings in _ENDINGS:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                stems += [word[: -len(ending)] + e for e in endings]
        if len(word) > 5 and (doubled := re.fullmatch(r"(\w+(\w))\2(?:ing|ed|er)", word)):
            stems.append(doubled[1])
        return any(stem in self.base for stem in stems)


_ENDINGS: Sequence[tuple[str, Sequence[str]]] = (
    ("ies", ("y", "ie")), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")), ("ing", ("", "e")),
    ("er", ("", "e")), ("est", ("", "e")), ("ly", ("", "le")), ("n't", ("",)), ("'s", ("",)),
)  # fmt: skip
