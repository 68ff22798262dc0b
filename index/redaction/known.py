"""What a batch of texts teaches: findings -> the names, places, plates, phones and streets to look for in every text.

A name found once is hidden wherever it stands, also the surname alone, in capitals or, when it is no ordinary word, in
lower case. A word that is as often a place loses to the place, and so does one that the names model, where it stands,
is sure is something else; but not to what a person marked.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from index.records import Span
from index.redaction.addresses import street_words
from index.redaction.names import Candidate
from index.redaction.types import EntityType as T
from index.redaction.words import Lexicon, Word

_CAP = 3.0  # no word brings more than this to a sum, however often it stands
_OWN = 1.5  # nor one sighting of it
_STRONG = 2.0  # evidence that counts as certain for the same words elsewhere
_PER_CERTAIN = 2.0  # what a certain sighting of a word elsewhere counts, up to two
_PER_VOTE = 1.3  # what the evidence of the other sightings counts
_OFTEN = 8  # sightings from which on what the names model makes of a word in capitals counts
_HARDLY = 0.25  # its mean chance to be hidden below which the word is hardly a name
SHORTEST = 4  # letters of a name that is looked for in lower case, in a plural or in half a word


class KnownValues:
    """Names and values learnt so far, raw. It grows with `learn` and can be handed to the next batch."""

    def __init__(self) -> None:
        self._votes: dict[str, float] = defaultdict(float)
        self._certain: Counter[str] = Counter()
        self._types: dict[str, T] = {}
        self._heard: dict[str, tuple[int, float]] = {}  # words in capitals: how often they were read, sum of chances
        self._told: set[str] = set()  # words that a person marked as names
        self._values: dict[str, T] = {}  # squeezed identifiers
        self._phones: set[str] = set()
        self._house_numbers: set[str] = set()
        self.streets: set[str] = set()

    def learn(
        self, text: str, candidates: Iterable[Candidate], spans: Iterable[Span], *, by_person: bool = False
    ) -> None:
        """Take in the findings of one text: candidates for names with their evidence, and spans of identifiers.

        by_person: whether they are a person's marks.
        """
        for candidate in candidates:
            if by_person:
                self._told.update(candidate.parts)
            for part in candidate.parts:
                if candidate.certain or candidate.weight > _STRONG:
                    self._certain[part] += 1
                    self._types.setdefault(part, candidate.type)
                else:
                    self._votes[part] += _own(candidate)
        for span in spans:
            value = text[span.start : span.end]
            if span.type in (T.VEHICLE_REG, T.SOCIAL_HANDLE, T.PASSPORT):
                self._values.setdefault(squeeze(value), T(span.type))
            elif span.type == T.PHONE:
                self._phones.add(squeeze(value)[-6:])
            elif span.type == T.ADDRESS:
                self.streets.update(street_words(value))
                self._house_numbers.update(re.findall(r"(?<!\w)\d{1,3}[A-Ha-h](?=\s[A-Z])", value))

    def hear(self, word: str, chance: float) -> None:
        """Take in what chance to be hidden the names model gives a word in capitals where it stands."""
        times, total = self._heard.get(word, (0, 0.0))
        self._heard[word] = times + 1, total + chance

    def hear_with(self, other: "KnownValues") -> None:
        """Share from now on what another has heard."""
        self._heard = other._heard

    def hardly_names(self, word: str) -> bool:
        """Whether a word in capitals was read often, and mostly as no name."""
        times, total = self._heard.get(word, (0, 0.0))
        return times >= _OFTEN and total < _HARDLY * times

    def weight(self, candidate: Candidate) -> float:
        """The evidence for a candidate after all texts: its own, and that of every other sighting of its words."""
        if not candidate.parts or candidate.evidence & {"kept end", "kept inside"}:
            return candidate.weight
        certain = [min(self._certain[part], 2) for part in candidate.parts]
        others = [max(-_CAP, min(_CAP, self._votes.get(part, 0.0) - _own(candidate))) for part in candidate.parts]
        count = len(candidate.parts)
        return candidate.weight + _PER_CERTAIN * sum(certain) / count + _PER_VOTE * sum(others) / count

    def spans(self, text: str, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Span]:
        """Where known values stand in a text: identifiers in any spacing, house numbers, names in lower case.

        Their source is "known", or "told" for a name that a person marked.
        """
        for before, word in zip([None, *words], words, strict=False):
            lower = word.lower
            if word.text in self._house_numbers:
                yield Span(word.start, word.end, T.ADDRESS, 0.7, "known")
            elif word.shouted and lower in self._types and not lexicon.common(lower) and self._votes[lower] > -1:
                yield self._name(word.start, word.end, lower)
            elif before and self._is_family(before, word):
                yield self._name(word.start, word.end, lower[:-1])
            elif not word.capital and not lexicon.ordinary(lower):
                done = word.start
                for start, end, part in _forms(word):
                    known = start >= done and len(part) >= SHORTEST and part in self._types and self._votes[part] > -1
                    if known and not lexicon.ordinary(part):
                        yield self._name(start, end, part)
                        done = end
        for match in _VALUE.finditer(text):
            if kind := self._values.get(squeeze(match.group())):
                yield Span(match.start(), match.end(), kind, 0.9, "known")
        for match in _TAIL.finditer(text):
            if match.group() in self._phones:
                yield Span(match.start(), match.end(), T.PHONE, 0.8, "known")

    def _is_family(self, before: Word, word: Word) -> bool:
        """Whether a word is a known name in the plural: "the Smiths"."""
        article = before.lower == "the" and word.gap == " "
        return (
            article and word.capital and not word.shouted and word.lower[-1] == "s" and word.lower[:-1] in self._types
        )

    def _name(self, start: int, end: int, part: str) -> Span:
        return Span(start, end, self._types[part], 0.7, "told" if part in self._told else "known")


def _forms(word: Word) -> Iterator[tuple[int, int, str]]:
    """A word in lower case, its halves around a hyphen, and each without the s of a plural, with their places."""
    halves = _HALF.finditer(word.text) if "-" in word.text else ()
    for at, part in ((0, word.text), *((half.start(), half.group()) for half in halves)):
        start, end = word.start + at, word.start + at + len(part)
        yield start, end, part.lower()
        if part.endswith("s"):
            yield start, end - 1, part[:-1].lower()


def _own(candidate: Candidate) -> float:
    return max(-_OWN, min(_OWN, candidate.context))


def squeeze(value: str) -> str:
    """A value without spaces and marks, in capitals; a handle without its sign."""
    return "".join(c for c in value.upper() if c.isalnum() or c in "._")


# Words and word pairs with a digit, dot or underscore in them: what a plate or a handle looks like at its next mention.
_VALUE = re.compile(
    r"(?<![\w@.])(?=[\w.]{0,29}[\d._])[\w.]{3,30}\b|"
    r"(?<![\w@.])[A-Za-z]{1,3}[ -]\d[A-Za-z\d]{0,4}(?:[ -][A-Za-z]{1,3})?\b"
)
_HALF = re.compile(r"[^-]+")
_TAIL = re.compile(r"(?<![\w.,£-])\d{6}(?![\w.,])")
