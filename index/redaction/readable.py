"""Words of a question that logs have readable, by themselves: what the names model takes for a stranger there is none.

A brand or a thing that the model has never seen ("Rambo knives", "a Sur-Ron") looks like a name in a question of three
words, and no log would answer it. In the logs the model read the same word in its sentence and left it readable. So it
stays readable in the question, too, if it is no ordinary word or given name, nobody holds it, and some log that the
asker can read has it where no name stands: not beside a capital, a token or a word that announces a name. A street or a
yard without number, which is an address in a question and a place in the logs, stays readable likewise. So does the
short name of a group in capitals that a few logs took for somebody and so many have readable that to hide it in a
question protects nobody, and finds those few logs only.
"""

import re
from collections.abc import Callable, Sequence

from index.phrases import places_of
from index.records import Span
from index.redaction.addresses import STREET_TYPES
from index.redaction.asked import Words, meant
from index.redaction.hypocorisms import is_given_name
from index.redaction.lists import FORENAMES_TOO, KEPT_ENDS, RANKS, TITLES
from index.redaction.shown import Lookups
from index.redaction.slips import ANNOUNCE, stands_as_name
from index.redaction.tokens import NAMES, fold
from index.redaction.types import EntityType as T
from index.redaction.vault import identity_of

WIDELY = 12  # logs
LEAST_SHORT = 3  # letters of a short name in capitals
LEAST = 4  # letters: shorter words are an initial, a grade, a part of something else

_WHOLE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BESIDE_A_NAME_BEFORE = re.compile(r"(?:\b[A-Z][\w.'’]*[ -]|[&\]])\s*$")
_BESIDE_A_NAME_AFTER = re.compile(r"['’]s\b|\s*[&\[]|[ -](?:and )?[A-Z]")
_HELD_BESIDE = re.compile(r"[&\]]\s*$")
_WORD_AFTER = re.compile(r"(?:['’]S\b|\s*[&\[])|[ -]([^\W\d_]+)")
_ENDS = KEPT_ENDS | STREET_TYPES
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
        if inside and not (
            is_widely_read(whole[0], dictionary, saying)
            or (_is_no_name(text, whole, inside, spans, vault, dictionary) and _is_read(whole[0], saying))
        ):
            kept += inside
    return sorted([*kept, *names], key=lambda span: span.start)


def is_widely_read(word: str, dictionary: Words, saying: Callable[[str], Sequence[str]]) -> bool:
    """Whether a word in capitals, neither ordinary nor a given name, is readable in many logs."""
    lower = word.lower()
    if not (word.isupper() and word.isalpha() and len(word) >= LEAST_SHORT):
        return False
    if dictionary.is_ordinary(lower) or is_given_name(lower) or lower in FORENAMES_TOO:
        return False
    pattern = places_of(word)
    if pattern is None:
        return False
    alone = (
        text for text in saying(word) if any(_stands_by_itself(text, *match.span()) for match in pattern.finditer(text))
    )
    return sum(1 for _ in alone) >= WIDELY


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
    if text.isupper():  # where a capital beside it says nothing
        after = _WORD_AFTER.match(text, end)
        if _HELD_BESIDE.search(text, max(0, start - 4), start) or (
            after and (not after[1] or after[1].lower() in _ENDS)
        ):
            return False
    elif _BESIDE_A_NAME_BEFORE.search(text, max(0, start - 40), start) or _BESIDE_A_NAME_AFTER.match(text, end):
        return False
    before = _WORD_BEFORE.search(text, max(0, start - 40), start)
    return not before or before[1].lower().rstrip(".") not in ANNOUNCE | TITLES | RANKS
