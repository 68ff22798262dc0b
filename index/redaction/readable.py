"""Words of a question that logs have readable, by themselves: what the names model takes for a stranger there is none.

A brand or a thing that the model has never seen ("Rambo knives", "a Sur-Ron") looks like a name in a question of three
words, and no log would answer it. In the logs the model read the same word in its sentence and left it readable. So it
stays readable in the question, too, if it is no ordinary word or given name, nobody holds it, and some log that the
asker can read has it where no name stands: not beside a capital, a token or a word that announces a name. A street or a
yard without number, which is an address in a question and a place in the logs, stays readable likewise.
"""

import re
from collections.abc import Callable, Sequence

from index.phrases import places_of
from index.records import Span
from index.redaction.asked import Words, meant
from index.redaction.hypocorisms import is_given_name
from index.redaction.lists import FORENAMES_TOO, RANKS, TITLES
from index.redaction.shown import Lookups
from index.redaction.slips import ANNOUNCE, stands_as_name
from index.redaction.tokens import NAMES, fold
from index.redaction.types import EntityType as T
from index.redaction.vault import identity_of

LEAST = 4  # letters: shorter words are an initial, a grade, a part of something else

_WHOLE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BESIDE_A_NAME_BEFORE = re.compile(r"(?:\b[A-Z][\w.'’]*[ -]|[&\]])\s*$")
_BESIDE_A_NAME_AFTER = re.compile(r"['’]s\b|\s*[&\[]|[ -](?:and )?[A-Z]")
_WORD_BEFORE = re.compile(r"([\w.]+)[\s:\"“'‘]*$")


def without_readable(
    text: str,
    spans: Sequence[Span],
    vault: Lookups,
    dictionary: Words,
    saying: Callable[[str], Sequence[str]],
) -> list[Span]:
    """The findings of a question, but what the logs have readable. saying: redacted texts with a phrase."""
    spans = [span for span in spans if not _is_readable_place(text[span.start : span.end], span.type, vault, saying)]
    names = [span for span in spans if span.type in NAMES]
    kept = [span for span in spans if span.type not in NAMES]
    for whole in _WHOLE.finditer(text):
        inside = [s for s in names if whole.start() <= s.start and s.end <= whole.end()]
        names = [s for s in names if s not in inside]
        if inside and not (_is_no_name(text, whole, inside, spans, vault, dictionary) and _is_read(whole[0], saying)):
            kept += inside
    return sorted([*kept, *names], key=lambda span: span.start)


def _is_readable_place(surface: str, kind: str, vault: Lookups, saying: Callable[[str], Sequence[str]]) -> bool:
    if kind != T.ADDRESS or any(map(str.isdigit, surface)) or meant(identity_of(kind, surface), vault)[0]:
        return False
    return bool(saying(surface))


def _is_no_name(
    text: str, whole: re.Match[str], inside: Sequence[Span], spans: Sequence[Span], vault: Lookups, dictionary: Words
) -> bool:
    word = whole[0]
    parts = [fold(part) for part in word.split("-")]
    if len(word) < LEAST or is_given_name(parts[0]) or parts[0] in FORENAMES_TOO:
        return False
    if len(parts) == 1 and dictionary.is_ordinary(parts[0]):
        return False
    span = Span(whole.start(), whole.end(), inside[0].type, inside[0].score, inside[0].source)
    others = [other for other in spans if other not in inside]
    return not stands_as_name(text, span, [*others, span]) and not meant(identity_of(span.type, word), vault)[0]


def _is_read(word: str, saying: Callable[[str], Sequence[str]]) -> bool:
    """Whether some text has the word where no name stands."""
    pattern = places_of(word)
    return pattern is not None and any(
        _stands_by_itself(text, *match.span()) for text in saying(word) for match in pattern.finditer(text)
    )


def _stands_by_itself(text: str, start: int, end: int) -> bool:
    if _BESIDE_A_NAME_BEFORE.search(text, max(0, start - 40), start) or _BESIDE_A_NAME_AFTER.match(text, end):
        return False
    before = _WORD_BEFORE.search(text, max(0, start - 40), start)
    return not before or before[1].lower().rstrip(".") not in ANNOUNCE | TITLES | RANKS
