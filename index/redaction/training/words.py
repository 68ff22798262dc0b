"""Small tools of the inventors: lists written as one string, weighted choice, the slips of scanners and typists."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

_LOOKALIKES = {
    "0": "O", "O": "0", "1": "l", "l": "1", "I": "1", "5": "S", "S": "5", "8": "B", "B": "8", "o": "0", "i": "1",
    "2": "Z", "Z": "2",
    "e": "c", "6": "G",
}  # fmt: skip


def phrases(text: str) -> tuple[str, ...]:
    """The comma-separated phrases of a list as written in the source, inner blanks made single."""
    return tuple(phrase for piece in text.split(",") if (phrase := " ".join(piece.split())))


def one(random: Random, choices: Sequence[T], weights: Sequence[float]) -> T:
    """One of the choices, with these weights."""
    return random.choices(choices, weights)[0]


def ocr(text: str, random: Random, rate: float = 0.12) -> str:
    """The text as a poor scanner reads it: look-alike characters, rn for m, doubled and dropped blanks.

    rate: the share of characters that could be misread that are.
    """
    read = []
    for character in text:
        if random.random() >= rate:
            read.append(character)
        elif character == "m":
            read.append("rn")
        elif character == " ":
            read.append(random.choice(("  ", "")))
        else:
            read.append(_LOOKALIKES.get(character, character))
    return "".join(read)
