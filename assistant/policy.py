"""What is declined: a redacted question, with those before it -> the rule that forbids an answer, or None.

Intellog decides nothing about a person. The rules are wordings in `prompts/declined.toml`, in the notation of
`assistant.patterns.wordings`, so that a reviewer can read, test and change them. Beside them a classifier is
trained on example questions (`assistant.likeness`). No language model is asked.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from typing import Any

from assistant.likeness.model import Compares
from assistant.patterns.wordings import Choice, Matcher, Wording, parse_choices, parse_wording
from assistant.plain import plain
from index.errors import BadSetting
from index.redaction.tokens import TOKEN
from index.sentences import sentence_spans
from index.toml import read_toml


@dataclass(frozen=True, slots=True)
class Declined:
    """Why a question gets no answer, and what can be asked instead."""

    rule: str  # name of the rule in the file
    reason: str  # the fixed opening, what the rule declines, and the basis in law
    offers: tuple[str, ...]  # with "..." where the asker fills in a name, place or time


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of decision about a person."""

    name: str
    declines: str  # what is declined, for a reviewer
    reason: str
    offers: tuple[str, ...]


class Policy:
    """The rules, compiled."""

    def __init__(self, text: str, *, place: str, likeness: Compares | None = None) -> None:
        """Read the text of a rules file. Raises BadSetting, naming `place` and the entry that is wrong.

        likeness: compares with the examples; None leaves all to the wordings.
        """
        document = _Document(text, place)
        self._opening = document.text("opening")
        self._basis = document.text("basis")
        self._rules = document.rules
        self._alike = document.alike
        self._matcher = Matcher(document.wordings)
        self._foreign = document.foreign
        self._respell = _Speller(document.misspelt, document.words)
        self._likeness = likeness

    @classmethod
    def load(cls, likeness: Compares | None = None) -> "Policy":
        """The rules that are shipped. Raises BadSetting."""
        file = resources.files("prompts") / "declined.toml"
        return cls(file.read_text("utf-8"), place=file.name, likeness=likeness)

    def decide(self, question: str, previous: Sequence[str] = ()) -> Declined | None:
        """The first rule, in the order of the file, that forbids an answer to a redacted question; None when none does.

        previous: the redacted questions before it, oldest first. A question that only narrows or repeats one that was
        declined is declined by the same rule.
        """
        rule = self._rule(question, list(previous)[-_REMEMBERED:])
        return Declined(rule.name, f"{self._opening} {rule.reason} {self._basis}", rule.offers) if rule else None

    def allows_sentence(self, sentence: str) -> bool:
        """Whether a drafted sentence decides nothing about a person, save what it reports as somebody else's words."""
        found = self._found(sentence)
        return not any(_DRAFT in names and _ATTRIBUTED not in names for names in found)

    def _rule(self, question: str, previous: Sequence[str]) -> Rule | None:
        found = self._found(question)
        names = frozenset().union(*found)
        alike = self._log_odds(question)
        if rule := self._worded(found, alike):
            return rule
        for part in _asked_together(question):
            # The fact that is asked for beside a decision neither excuses it nor makes it unlike one.
            if rule := self._worded(self._found(part), self._log_odds(part)):
                return rule
        if alike is not None and alike > _ALIKE and (alike > _ALIKE_FOREIGN or not self._is_foreign(question)):
            return self._alike
        if previous and (_TAKES_UP in names or _STANDS_ALONE not in names):
            # A bare "and her?" leans on the question just before; "only the name, then" on any that is remembered.
            reach = len(previous) if _TAKES_UP in names else 1
            for back in range(1, reach + 1):
                if taken_up := self._rule(previous[-back], previous[:-back]):
                    return taken_up
        return None

    def _worded(self, found: Sequence[frozenset[str]], alike: float | None) -> Rule | None:
        """The first rule that the wordings found in a question meet, where it is not most unlike what is declined."""
        names = frozenset().union(*found)
        for rule in self._rules:
            unlike = alike is not None and alike < _UNLIKE and f"{rule.name}.always" not in names
            if not unlike and any(_forbids(rule, met) for met in found):
                return rule
        return None

    def _log_odds(self, question: str) -> float | None:
        return self._likeness.log_odds(question) if self._likeness else None

    def _is_foreign(self, text: str) -> bool:
        """Whether a question has the small words of another language, in which likeness means little."""
        words = _LETTERS.findall(plain(TOKEN.sub(" ", text)))
        return sum(word in self._foreign for word in words) >= max(_FEW, _FOREIGN * len(words))

    def _found(self, text: str) -> list[frozenset[str]]:
        """The names of the wordings found in each sentence, each clause, and the whole of a text."""
        read = self._respell.put_right(plain(text))
        spans = [*dict.fromkeys((*_clauses(read), (0, len(read))))]
        names: dict[int, set[str]] = defaultdict(set)
        for row, match in self._matcher.matches(read, spans):
            names[row].add(match.name)
        return [frozenset(names[row]) for row in range(len(spans))]


# Log odds above which a question that meets no rule is declined, and below which one that meets a rule is answered
# after all: wordings mistake some reports for decisions. Chosen on questions that the classifier was not trained on.
_ALIKE = 0.5
_ALIKE_FOREIGN = 3.4  # where the classifier does not know the language
_UNLIKE = -3.5
_FEW, _FOREIGN = 2, 0.2  # small words of another language: how many, and which share of all words
_LETTERS = re.compile(r"[^\W\d_]+")
_REMEMBERED = 3  # questions back that a follow-up can take up; it bounds the work, too

_REPORTED = "reported"
_TAKES_UP = "takes_up"
_STANDS_ALONE = "stands_alone"
_DRAFT = "draft"
_ATTRIBUTED = "attributed"
_SHARED = (_REPORTED, _TAKES_UP, _STANDS_ALONE, _DRAFT, _ATTRIBUTED)

_CLAUSE = re.compile(
    r"(?:[;:,]|[.!?]|\s(?:and|but|so|then|also|plus|or))\s+(?=(?:please |just |also |then |so )?"
    r"(?:who|whom|whose|which|should|shall|is|are|will|would|tell|give|rank|score|rate|name|pick|put|recommend|predict)\b)"
)
_ASKS = (
    r"(?:who|whom|whose|which|what|when|where|why|how|did|does|do|has|have|had|was|were|should|shall|is|are|will|would"
    r"|can|could)\b"
)
_ASKS_FIRST = re.compile(_ASKS, re.IGNORECASE)
_ASKS_ALSO = re.compile(rf",?\s+(?:and|but|also|plus)\s+(?:also\s+|then\s+)?(?={_ASKS})", re.IGNORECASE)
_PART = 4  # words with which a part of a question stands for itself
_FIGURES = str.maketrans("013457@$", "oieastas")  # "sc0re", "r1sk"


def _forbids(rule: Rule, names: frozenset[str]) -> bool:
    if f"{rule.name}.always" in names:
        return True
    lifted = names & {_REPORTED, f"{rule.name}.unless"}
    return f"{rule.name}.wordings" in names and not lifted


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, and of questions strung together in one: a report in one excuses only itself."""
    for start, end in sentence_spans(text):
        yield start, end
        if text.startswith("according", start):
            continue  # "according to the caller, who ..." is one question
        cuts = [start, *(cut.end() for cut in _CLAUSE.finditer(text, start, end)), end]
        yield from pairwise(cuts)


def _asked_together(text: str) -> Iterator[str]:
    """The questions that sentences join by "and" or "but", as written; none of a sentence that asks one thing."""
    for start, end in sentence_spans(text):
        cuts = [start, *(cut.end() for cut in _ASKS_ALSO.finditer(text, start, end)), end]
        if len(cuts) > 2:
            some = (text[first:last] for first, last in pairwise(cuts))
            yield from (part for part in some if _ASKS_FIRST.match(part) and len(part.split()) >= _PART)


class _Speller:
    """Puts right the telling words of the rules that are written with one wrong letter or with figures in them."""

    _WORD = re.compile(r"(?<![\w\[])[a-z0-9@$]{4,}(?![\w\]])")

    def __init__(self, telling: frozenset[str], known: Set[str]) -> None:
        self._known = known
        self._by_part: dict[str, set[str]] = defaultdict(set)
        for word in telling:
            for part in _parts(word):
                self._by_part[part].add(word)

    def put_right(self, text: str) -> str:
        return self._WORD.sub(lambda m: self._right(m.group()), text)

    def _right(self, written: str) -> str:
        if written.isdigit() or written in self._known:
            return written
        if not written.isalpha():
            letters = written.translate(_FIGURES)
            return letters if letters in self._known else written
        for word in sorted(set().union(*(self._by_part.get(part, set()) for part in _parts(written)))):
            ending = word.startswith(written) or written.startswith(word)  # "arrests" is no slip for "arrest"
            if not ending and _one_slip(written, word):
                return word
        return written


def _parts(word: str) -> tuple[str, str]:
    """Two halves, one of which survives most single slips: the first three and the last three letters."""
    return f"{word[:3]}-", f"-{word[-3:]}"


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter wrong, missing, added or swapped with its neighbour turns one word into the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[head:], b[head:]
    swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return swapped or rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]


class _Document:
    """A rules file, checked."""

    def __init__(self, text: str, place: str) -> None:
        self._place = place
        self._entries = read_toml(text, place=place)
        known = {"opening", "basis", "foreign", "misspelt", "lists", "rule", "alike", *_SHARED}
        self._expect(self._entries, known, place)
        self.words: set[str] = set()  # every word that a wording asks for
        lists: dict[str, tuple[Choice, ...]] = {}
        for name, notation in self._entries.get("lists", {}).items():
            lists[name] = self._read(parse_choices, notation, lists, f"{place}: list {name!r}")
        self._lists = lists
        self.foreign = frozenset(self.text("foreign").split())
        self.misspelt = frozenset(self.text("misspelt").split())
        self.wordings = {name: self._wordings(self._entries.get(name), f"{place}: {name!r}") for name in _SHARED}
        self.rules = tuple(
            self._rule(entry, f"{place}: rule {number}")
            for number, entry in enumerate(self._entries.get("rule", ()), start=1)
        )
        if not self.rules:
            raise BadSetting(f"{place}: no [[rule]] found; at least one is needed")
        self.alike = self._rule(self._entries.get("alike", {}), f"{place}: 'alike'")

    def text(self, key: str, entry: Mapping[str, Any] | None = None, place: str | None = None) -> str:
        value = (self._entries if entry is None else entry).get(key)
        if not isinstance(value, str) or not value.strip():
            raise BadSetting(f"{place or self._place}: {key!r} must be a text that is not empty")
        return value

    def _rule(self, entry: Mapping[str, Any], place: str) -> Rule:
        self._expect(entry, {"name", "declines", "reason", "offers", "wordings", "unless", "always"}, place)
        name, declines, reason = (self.text(key, entry, place) for key in ("name", "declines", "reason"))
        offers = entry.get("offers")
        if not isinstance(offers, list) or not offers or not all(isinstance(offer, str) for offer in offers):
            raise BadSetting(f"{place}: 'offers' must be a list of questions, at least one")
        for kind in ("wordings", "unless", "always"):
            key = f"{name}.{kind}"
            if key in self.wordings:
                raise BadSetting(f"{place}: the name {name!r} is already taken; choose another")
            self.wordings[key] = self._wordings(entry.get(kind, []), f"{place}: {kind!r}")
        return Rule(name, declines, reason, tuple(offers))

    def _wordings(self, notations: object, place: str) -> tuple[Wording, ...]:
        if not isinstance(notations, list):
            raise BadSetting(f"{place} must be a list of wordings")
        return tuple(
            self._read(parse_wording, notation, self._lists, f"{place}: {notation!r}") for notation in notations
        )

    @staticmethod
    def _expect(entry: Mapping[str, Any], keys: set[str], place: str) -> None:
        if extra := sorted(entry.keys() - keys):
            raise BadSetting(f"{place}: unknown key {extra[0]!r}; expected {', '.join(sorted(keys))}")

    def _read(self, parse: Any, notation: object, lists: Mapping[str, tuple[Choice, ...]], place: str) -> Any:
        if not isinstance(notation, str):
            raise BadSetting(f"{place}: expected a text")
        self.words.update(re.findall("[a-z]+", notation))
        try:
            return parse(notation, lists)
        except ValueError as error:
            raise BadSetting(f"{place}: {error}") from None
