"""Doubt: a redacted text -> the stretches of it that redaction may not have read rightly, each with its reason.

A log with a doubt is held for a person instead of being stored. Every rule here reads a text once, so that the time
grows with its length and no faster.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.redaction.tokens import GENERALISED, TOKEN

LONGEST = 50_000  # characters of a log that redaction is trusted with; a setting
# Garbled: of a block of words this share is broken. Measured on 850 invented logs: 0.8 % of them are held by it, and
# with one letter in ten misread 94 %, with three in twenty over 99 % (tests/test_doubt.py does so on the demo logs).
_BROKEN = 0.15
_FEWEST = 3  # broken words in a block; fewer are slips of a pen
_BLOCK = 40  # words judged together
_STRANGE = 0.12  # or this share of a block's characters stands for nothing in prose
_SHORT = 12  # characters of a block; fewer are a number, a label or a list mark
_LONGEST_WORD = 30  # letters; a longer run is no word


class Reason(StrEnum):
    """Why a stretch is doubtful."""

    RESIDUAL = "residual"
    UNCERTAIN = "uncertain"
    GARBLED = "garbled"
    SCRIPT = "script"
    MIXED = "mixed"
    LONG = "long"

    @property
    def sentence(self) -> str:
        """The reason for a person who decides."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.RESIDUAL: "The scan after redaction still finds what looks like an identity here.",
    Reason.UNCERTAIN: "The names model is not sure whether this names somebody.",
    Reason.GARBLED: "Many words here are broken, as after poor text recognition, so that names may be unrecognisable.",
    Reason.SCRIPT: "These letters are of a script that redaction does not read.",
    Reason.MIXED: "Letters of different scripts that look alike are mixed in one word.",
    Reason.LONG: "The text is longer than redaction is trusted with.",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of a redacted text and why it is doubtful. Offsets are code points, end exclusive."""

    start: int
    end: int
    reason: Reason


def find_doubts(text: str, *, is_word: Callable[[str], bool], longest: int = LONGEST) -> list[Doubt]:
    """The doubts that a redacted text shows by itself, in order; its tokens are passed over.

    is_word: whether a word in lower case is an ordinary one.
    """
    bare = GENERALISED.sub(_blank, TOKEN.sub(_blank, text))
    doubts = [*_of_script(bare), *_garbled(bare, is_word)]
    if len(text) > longest:
        doubts.append(Doubt(0, len(text), Reason.LONG))
    return in_order(doubts)


def in_order(doubts: Iterable[Doubt]) -> list[Doubt]:
    """Doubts by place, each once."""
    return sorted(set(doubts), key=lambda doubt: (doubt.start, doubt.end, doubt.reason))


# -- scripts ----------------------------------------------------------------------------------------------------------

_LETTERS = re.compile(r"[^\W_]+")


def _of_script(text: str) -> Iterator[Doubt]:
    """Words with letters or digits that are not Latin; neighbouring ones as one stretch."""
    if text.isascii():
        return
    last: Doubt | None = None
    for match in _LETTERS.finditer(text):
        word = match.group()
        if word.isascii() or not (foreign := [c for c in word if not c.isascii() and not _is_read(c)]):
            continue
        latin = len(foreign) < sum(c.isalpha() for c in word)
        reason = Reason.MIXED if latin and any(_looks_latin(c) for c in foreign) else Reason.SCRIPT
        if last and last.reason == reason and text[last.end : match.start()].isspace():
            last = Doubt(last.start, match.end(), reason)
            continue
        if last:
            yield last
        last = Doubt(match.start(), match.end(), reason)
    if last:
        yield last


@lru_cache(maxsize=4096)
def _is_read(character: str) -> bool:
    """Whether redaction reads a letter or digit: Latin letters, and what only marks a number or a unit."""
    kind, name = unicodedata.category(character), unicodedata.name(character, "")
    if kind in ("Lu", "Ll", "Lt", "Lm", "Lo"):
        return name.startswith(("LATIN ", "MODIFIER LETTER ")) or name.endswith(("MICRO SIGN", "ORDINAL INDICATOR"))
    return kind != "Nd"  # digits of another script make numbers that no recogniser sees; superscripts do not


@lru_cache(maxsize=4096)
def _looks_latin(character: str) -> bool:
    name = unicodedata.name(character, "")
    return name.startswith(("CYRILLIC ", "GREEK ", "ARMENIAN ", "CHEROKEE ", "COPTIC ", "LISU ", "FULLWIDTH ", "MATH"))


# -- garbled ----------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNIT = re.compile(r"\d+(?:st|nd|rd|th|hrs?|am|pm|mph|kg|mg|g|k|m|yrs?|mins?|x|s|ft|cm|mm|ml|l|cc|gb|tb|v|w)")
# A digit among letters ("c0urt"), three letters after digits ("0wes"), a digit after two ("st1").
_MIXED = re.compile(r"[^\W\d]\d+[^\W\d]|\d+[^\W\d]{3,}\Z|\A[^\W\d]{2,}\d")
_CODE = re.compile(r"[A-Z]{2,3}\d+")  # "IC3", "RS3"
_CASES = re.compile(r"(?:Mc|Mac|[OD]['’])?[^\W\d_a-z]*[^\W\d_A-Z]+s?")  # capitals first, or a name with its prefix
_SPLIT = re.compile(r"[^\W\d_][~^|\\{}¬¦*_]+[^\W\d_]")  # a mark where a letter was
_MARKS = re.compile(r"[^\w\s.,;:!?'’‘\"“”()/£$€%&@#+*=<>|\[\]–—…•°§-]|[~^\\{}¬¦`�]")


def _garbled(text: str, is_word: Callable[[str], bool]) -> Iterator[Doubt]:
    """Blocks of words of which too many are broken; neighbouring blocks as one stretch."""
    last: Doubt | None = None
    for start, end, words in _blocks(text):
        if not _is_garbled(text[start:end], words, is_word):
            continue
        if last and not text[last.end : start].strip():
            last = Doubt(last.start, end, Reason.GARBLED)
            continue
        if last:
            yield last
        last = Doubt(start, end, Reason.GARBLED)
    if last:
        yield last


def _blocks(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Stretches of about `_BLOCK` words, which meet where the words do, with their words."""
    found = list(_WORD.finditer(text))
    firsts = list(range(0, max(1, len(found) - _BLOCK // 2), _BLOCK))  # a short rest belongs to the block before it
    for first, after in zip(firsts, [*firsts[1:], len(found)], strict=True):
        start = found[first].start() if first else 0
        end = found[after].start() if after < len(found) else len(text)
        yield start, end, [match.group() for match in found[first:after]]


def _is_garbled(block: str, words: list[str], is_word: Callable[[str], bool]) -> bool:
    counted = [word for word in words if not word.isdigit()]
    suspect = [word for word in counted if _is_broken(word, is_word)]
    # Slang and names in small letters come again, misreadings differ; but a digit among letters always is one.
    broken = sum(not word.isalpha() for word in suspect) + len({word for word in suspect if word.isalpha()})
    broken += sum(1 for _ in _SPLIT.finditer(block))
    if broken >= _FEWEST and broken > _BROKEN * len(counted):
        return True
    written = sum(not c.isspace() for c in block)
    return written >= _SHORT and sum(1 for _ in _MARKS.finditer(block)) > _STRANGE * written


def _is_broken(word: str, is_word: Callable[[str], bool]) -> bool:
    """Whether a word looks misread. A capitalised word may be a name, so only its form is judged."""
    lower = word.lower()
    if len(word) > _LONGEST_WORD:
        return True
    if any(c.isdigit() for c in word):
        return bool(_MIXED.search(word)) and not (_UNIT.fullmatch(lower) or _CODE.fullmatch(word))
    if len(word) < 3 or word.isupper():
        return False
    if not word.islower():
        return not _CASES.fullmatch(word)
    return not (is_word(lower) or (lower.endswith("nt") and is_word(lower[:-2])))  # "dont", "isnt"


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
