"""From the taxonomy's wordings, in a notation that a reviewer can edit, to the words of a sentence that match them.

    passport* ~4 held|kept_in    "passports are being held", "passport is kept in the safe"

Words match whole and without regard to case, hyphens, or apostrophes ("didn't" is didnt, "boss's" is boss).

    |     either of the words beside it        _    joins the words of one alternative
    *     any ending of the word               ~N   up to N other words between, within the sentence
    #     figures, alone also a number in words; `£#` an amount, `#am` a time
    @a    the alternatives of list `a`         &    both sides in one sentence, in either order
    [a]   a redaction token of type a, such as [person]; [minor] is an age band below 18
    &&    what follows stands anywhere in the log, as context: it is no part of what is shown as the wording
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

Extent = tuple[int, int]  # code points of the text, end exclusive
Choice = tuple[str, ...]  # words that follow one another directly


@dataclass(frozen=True, slots=True)
class Step:
    """One position of a wording: one of `words`, or of `phrases`, after at most `gap` other words."""

    words: frozenset[str]
    phrases: tuple[Choice, ...]
    gap: int

    @property
    def openings(self) -> frozenset[str]:
        """The words it can begin with."""
        return self.words | {phrase[0] for phrase in self.phrases}


Part = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Parts that stand in one sentence, in any order, and parts that stand anywhere in the log."""

    parts: tuple[Part, ...]
    context: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A wording found: the name it stands for and the spans of the words that made it, in order of the text."""

    name: str
    words: tuple[Extent, ...]

    @property
    def start(self) -> int:
        return self.words[0][0]

    @property
    def end(self) -> int:
        return self.words[-1][1]


def parse_choices(notation: str, lists: Mapping[str, tuple[Choice, ...]]) -> tuple[Choice, ...]:
    """Read alternatives such as "held|kept_in|@taken". Raises ValueError, saying what is wrong."""
    choices: list[Choice] = []
    for alternative in notation.split("|"):
        if alternative.startswith("@"):
            if alternative[1:] not in lists:
                raise ValueError(f"the list {alternative!r} is not defined above its use")
            choices += lists[alternative[1:]]
            continue
        choice = (alternative,) if alternative.startswith("[") else tuple(alternative.split("_"))
        if not all(_FORM.fullmatch(form) for form in choice):
            raise ValueError(f"{alternative!r} is not a word in small letters of this notation")
        choices.append(choice)
    return tuple(choices)


def parse_wording(notation: str, lists: Mapping[str, tuple[Choice, ...]]) -> Wording:
    """Read one wording. Raises ValueError, saying what is wrong, for notation that could match nothing or anything."""
    sentence, *context = notation.split("&&")
    parts = tuple(_parse_part(part.split(), lists) for part in sentence.split("&"))
    if not any(step.phrases or step.words - {"#"} for part in parts for step in part):
        raise ValueError("a wording needs at least one word besides numbers")
    return Wording(parts, tuple(_parse_part(part.split(), lists) for part in context))


class Matcher:
    """Finds the wordings of many names at once, in time that grows with the text and not with their number."""

    def __init__(self, wordings: Mapping[str, Sequence[Wording]]) -> None:
        self._starts: dict[str, list[tuple[str, Wording]]] = defaultdict(list)
        forms = set()
        for name, alternatives in wordings.items():
            for wording in alternatives:
                for opening in wording.parts[0][0].openings:
                    self._starts[opening].append((name, wording))
                for part in wording.parts + wording.context:
                    forms |= {form for step in part for form in (*step.words, *chain(*step.phrases))}
        self._vocabulary = _Vocabulary(forms)

    def matches(self, text: str, sentences: Sequence[Extent]) -> Iterator[tuple[int, Match]]:
        """Yield (row of the sentence in `sentences`, match), by sentence and start. Offsets are those of `text`."""
        spans = [[found.span() for found in _WORD.finditer(text, *sentence)] for sentence in sentences]
        forms = [[self._vocabulary.forms(text[start:end]) for start, end in row] for row in spans]
        reading = _Reading(forms)
        for row, here in enumerate(forms):
            for at, taken in enumerate(here):
                for form in taken & self._starts.keys() if taken else ():
                    for name, wording in self._starts[form]:
                        if found := reading.match(wording, row, at):
                            yield row, Match(name, tuple(spans[row][i] for i in found))


_WORD = re.compile(r"\[(?:[A-Z][A-Z0-9_]+) [^\[\]\n]{1,40}\]|£?\d+(?:[.,:]\d+)*[a-z]*|[^\W_]+(?:['’][^\W_]+)*")
_FORM = re.compile(r"[a-z0-9£#]+\*?|\[[a-z_]+\]")
_NUMBER_WORDS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen eighteen twenty thirty
    forty fifty sixty several many dozen
    """.split()
)
_MINOR = re.compile(r"\d{1,2}-(?:\d|1[0-7])")  # an age band that ends below 18


class _Vocabulary:
    """Which of the taxonomy's word forms a written word takes; each distinct word is worked out once."""

    def __init__(self, forms: set[str]) -> None:
        self._exact = {form for form in forms if not form.endswith("*")}
        self._stems = {form for form in forms if form.endswith("*")}
        self._longest_stem = max((len(stem) - 1 for stem in self._stems), default=0)
        self._known: dict[str, frozenset[str]] = {}

    def forms(self, written: str) -> frozenset[str]:
        if written.startswith("["):
            return self._token_forms(written)
        known = self._known.get(written)
        if known is None:
            known = self._known[written] = self._work_out(written)
        return known

    def _token_forms(self, written: str) -> frozenset[str]:
        kind, *rest = written[1:-1].split(" ")
        minor = kind in ("AGE", "DOB") and _MINOR.fullmatch(rest[-1])
        return frozenset({f"[{kind.lower()}]", "[minor]" if minor else ""} & self._exact)

    def _work_out(self, written: str) -> frozenset[str]:
        word = re.sub(r"['’]s\Z", "", written.lower()).replace("'", "").replace("’", "")
        spellings = {word}
        if word[:1].isdigit() or word.startswith("£"):
            spellings.add(re.sub(r"[\d.,:]+", "#", word))
        elif word in _NUMBER_WORDS:
            spellings.add("#")
        stems = {word[:length] + "*" for length in range(1, min(len(word), self._longest_stem) + 1)}
        return frozenset((spellings & self._exact) | (stems & self._stems))


def _parse_part(items: Sequence[str], lists: Mapping[str, tuple[Choice, ...]]) -> Part:
    steps: list[Step] = []
    gap = 0
    for item in items:
        if item.startswith("~"):
            if not item[1:].isdigit() or not steps or gap:
                raise ValueError(f"{item!r} must be ~ with a number, once between two words")
            gap = int(item[1:])
        else:
            choices = parse_choices(item, lists)
            words = frozenset(choice[0] for choice in choices if len(choice) == 1)
            steps.append(Step(words, tuple(choice for choice in choices if len(choice) > 1), gap))
            gap = 0
    if not steps or gap:
        raise ValueError("a wording, and each side of &, must begin and end with a word")
    return tuple(steps)


class _Reading:
    """A text as word forms by sentence. Where a part of a wording stands is worked out once, even in a long text."""

    def __init__(self, forms: Sequence[Sequence[frozenset[str]]]) -> None:
        self._forms = forms
        self._known: dict[tuple[int, int], list[tuple[int, ...]]] = {}  # by row and identity of the part
        self._held: dict[int, bool] = {}  # by identity of the part

    def match(self, wording: Wording, row: int, at: int) -> tuple[int, ...] | None:
        """Positions of the words that match, the first part at word `at` of the row; None if a part is missing."""
        found = _match(wording.parts[0], 0, self._forms[row], at)
        for part in wording.parts[1:]:
            if found is None:
                return None
            taken = set(found)
            other = next((place for place in self._places(part, row) if taken.isdisjoint(place)), None)
            found = tuple(sorted(found + other)) if other else None
        return found if found and all(map(self._holds, wording.context)) else None

    def _holds(self, part: Part) -> bool:
        """Whether the part matches anywhere in the text."""
        if id(part) not in self._held:
            self._held[id(part)] = any(self._places(part, row) for row in range(len(self._forms)))
        return self._held[id(part)]

    def _places(self, part: Part, row: int) -> list[tuple[int, ...]]:
        """Every place in the row where the part matches."""
        if (row, id(part)) not in self._known:
            forms = self._forms[row]
            places = (_match(part, 0, forms, begin) for begin, here in enumerate(forms) if here)
            self._known[row, id(part)] = [place for place in places if place]
        return self._known[row, id(part)]


def _match(part: Part, index: int, forms: Sequence[frozenset[str]], at: int) -> tuple[int, ...] | None:
    """Positions of the words of `part[index:]` when it begins at word `at` or within the gap after; nearest first."""
    if index == len(part):
        return ()
    step = part[index]
    for begin in range(at, min(at + step.gap + 1, len(forms))):
        if not forms[begin]:
            continue
        for end in _ends(step, forms, begin):
            rest = _match(part, index + 1, forms, end)
            if rest is not None:
                return (*range(begin, end), *rest)
    return None


def _ends(step: Step, forms: Sequence[frozenset[str]], begin: int) -> Iterator[int]:
    """The positions after each of the step's choices that stands at word `begin`."""
    if not step.words.isdisjoint(forms[begin]):
        yield begin + 1
    for phrase in step.phrases:
        if phrase[0] in forms[begin]:
            end = begin + len(phrase)
            if end <= len(forms) and all(form in forms[begin + i] for i, form in enumerate(phrase)):
                yield end
