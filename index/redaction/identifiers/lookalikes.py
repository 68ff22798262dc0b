"""Characters that scanning, typing and dictation put in place of others: a group as written -> what it may have been.

A reading is only ever used to match: a group counts when it is valid as a whole in its corrected form.
"""

import re

_DIGIT_OF = str.maketrans("OoQDIiLl|SsBbZzGg", "00001111155882266")
_LETTER_OF = str.maketrans("01528|", "OISZBI")

DIGIT = r"[\dOoIiLl|SsBZz]"  # what a digit may have been read as
LETTER = r"[A-Z01258|]"

UNITS = {
    "oh": "0", "o": "0", "zero": "0", "nought": "0", "nil": "0", "one": "1", "two": "2", "three": "3", "tree": "3",
    "four": "4", "five": "5", "fife": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TIMES = {"double": 2, "treble": 3, "triple": 3}

UNIT = rf"(?:{'|'.join(UNITS)})"
SPOKEN = rf"(?:{'|'.join((*_TIMES, *UNITS, *_TEENS, *_TENS, 'hundred'))}|\d{{1,5}})"  # a word of a number told aloud
PHONETIC = (
    r"(?:alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|"
    r"quebec|romeo|sierra|tango|uniform|victor|whiskey|whisky|x-?ray|yankee|zulu)"
)


def digits(group: str) -> str:
    """A group with what may have been digits as digits: "O77l" -> "0771"."""
    return group.translate(_DIGIT_OF)


def letters(group: str) -> str:
    """A group in capitals with what may have been letters as letters: "B0S" -> "BOS"."""
    return group.upper().translate(_LETTER_OF)


def told(words: str) -> str:
    """The digits that words tell: "oh seven double nine 12" -> "079912", "nine hundred twenty two" -> "90022"."""
    read, times = "", 1
    found = re.findall(r"[a-z]+|\d+", words.lower())
    for word, following in zip(found, [*found[1:], ""], strict=True):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        if word in _TENS:
            figures = str(_TENS.index(word) + 2) + ("" if UNITS.get(following, "0") != "0" else "0")
        elif word in _TEENS:
            figures = str(_TEENS.index(word) + 10)
        else:
            figures = "00" if word == "hundred" else word if word.isdigit() else UNITS.get(word, "")
        read, times = read + figures * (times if len(figures) == 1 else 1), 1
    return read


def told_digits(words: str) -> int:
    """How many digits are told by words."""
    return len(told(words))


def told_words(words: str) -> int:
    """How many of the words tell a digit, in letters."""
    return sum(word in UNITS for word in re.findall(r"[a-z]+", words.lower()))
