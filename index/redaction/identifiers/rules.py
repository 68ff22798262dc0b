"""Rules that find identifiers, and how they run: a rule and a text -> spans.

Every pattern has bounded repeats and no nested ones, and every search stays within a bounded distance of its cue, so
that a hostile text costs linear time.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.records import Span
from index.redaction.types import EntityType as T

Accept = Callable[[str], bool]

OPEN = r"(?<![\w/@])"  # not inside a word, a reference with slashes or an address
SHUT = r"(?![\w/])"
LONGEST = 48  # no cued identifier is longer

# What may stand between two identifiers of a list, quotation marks and brackets included.
_LISTED = re.compile(
    r"[\"'”’)]?[ \t]{0,2}(?:[,;/&|+]|-{1,2}|\b(?:and|or|then|also)\b)\s{0,2}"
    r"(?:(?:and|or|maybe|now|possibly|poss)\b[ \t])?[\"'“‘(]?",
    re.I,
)


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A compiled pattern; spaces in it are spaces."""
    return re.compile(pattern, flags)


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern that means `type` wherever it stands. Its group "id", when it has one, is what is hidden."""

    type: T
    pattern: re.Pattern[str]
    accept: Accept | None = None  # a last look at the text found
    score: float = 0.9

    def find(self, text: str) -> Iterator[Span]:
        for match in self.pattern.finditer(text):
            yield from _span(self, match)


@dataclass(frozen=True, slots=True)
class Cued:
    """A pattern that means `type` within `reach` characters after a cue, and so does every one listed after it."""

    type: T
    cue: re.Pattern[str]
    pattern: re.Pattern[str]
    reach: int = 24
    accept: Accept | None = None
    score: float = 0.95
    listed: bool = True  # whether the cue speaks for what is listed after the first, too

    def find(self, text: str) -> Iterator[Span]:
        done = 0  # a cue inside a list that was followed to its end would only follow it again
        for cued in _ends(self.cue, text):
            if cued < done:
                continue
            match = self.pattern.search(text, cued, min(len(text), cued + self.reach + LONGEST))
            if not match or match.start() > cued + self.reach:
                continue
            while match:
                yield from _span(self, match)
                done = match.end()
                gap = _LISTED.match(text, done) if self.listed else None
                match = self.pattern.match(text, gap.end()) if gap else None


@dataclass(frozen=True, slots=True)
class Near:
    """A pattern that means `type` when its context stands within `reach` characters before or after it."""

    type: T
    pattern: re.Pattern[str]
    context: re.Pattern[str]
    reach: int = 32
    accept: Accept | None = None
    score: float = 0.85

    def find(self, text: str) -> Iterator[Span]:
        for match in self.pattern.finditer(text):
            before = text[max(0, match.start() - self.reach) : match.start()]
            after = text[match.end() : match.end() + self.reach]
            if self.context.search(before) or self.context.search(after):
                yield from _span(self, match)


Rule = Shape | Cued | Near


def first_pattern(rule: Rule) -> re.Pattern[str]:
    """The pattern that a text must match for a rule to find anything in it."""
    return rule.cue if isinstance(rule, Cued) else rule.pattern


@lru_cache(maxsize=32)
def _ends(cue: re.Pattern[str], text: str) -> tuple[int, ...]:
    """Where a cue ends in a text. Several rules share one, and run one after the other."""
    return tuple(match.end() for match in cue.finditer(text))


def _span(rule: Rule, match: re.Match[str]) -> Iterator[Span]:
    start, end = match.span("id") if "id" in match.re.groupindex else match.span()
    if rule.accept is None or rule.accept(match.string[start:end]):
        yield Span(start, end, rule.type, rule.score, "identifiers")
