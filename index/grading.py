"""A grading as written, 3x5x2 or the older 5x5x5 -> Grade. The scheme is detected; neither is turned into the other.

The two schemes put digits and letters in opposite places, so no code belongs to both. A grade is shown as it is and
never becomes a number: three levels of a source are a judgement, not a scale to average.
"""

import re
from dataclasses import dataclass

from index.errors import IntellogError

# Scheme -> axis -> code -> meaning, in the order source, intelligence, handling (College of Policing; HMRC MLR3C14000).
_MEANINGS: dict[str, tuple[dict[str, str], ...]] = {
    "3x5x2": (
        {"1": "reliable source", "2": "untested source", "3": "not reliable source"},
        {
            "A": "known directly to the source",
            "B": "known indirectly to the source but corroborated",
            "C": "known indirectly to the source",
            "D": "not known",
            "E": "suspected to be false",
        },
        {"P": "lawful sharing permitted", "C": "lawful sharing permitted with conditions"},
    ),
    "5x5x5": (
        {
            "A": "always reliable source",
            "B": "mostly reliable source",
            "C": "sometimes reliable source",
            "D": "unreliable source",
            "E": "untested source",
        },
        {
            "1": "known to be true without reservation",
            "2": "known personally to the source but not to the officer",
            "3": "not known personally to the source but corroborated",
            "4": "cannot be judged",
            "5": "suspected to be false or malicious",
        },
        {
            "1": "may be shared with law enforcement in the UK and the EEA",
            "2": "may be shared with UK non-prosecuting parties, authorised and recorded",
            "3": "may be shared with law enforcement outside the EEA, with conditions",
            "4": "only within the originating agency",
            "5": "no further dissemination: refer to the originator",
        },
    ),
}

# Handling codes that say nothing until somebody has written down what is allowed.
_CONDITIONAL = {("3x5x2", "C"), ("5x5x5", "5")}


class BadGrade(IntellogError, ValueError):
    """A grading that is neither 3x5x2 nor 5x5x5."""


@dataclass(frozen=True, slots=True)
class Grade:
    """How far a source and what it says are believed, and who may be told. The codes are upper case."""

    raw: str  # as written; only codes, separators and axis names, so that it can hold no identity
    scheme: str  # "3x5x2" or "5x5x5"
    source: str
    intelligence: str
    handling: str

    def label(self) -> str:
        """The form for citations: "2/C/P"."""
        return f"{self.source}/{self.intelligence}/{self.handling}"

    def spoken(self) -> str:
        """The meaning of the three codes in words, for a reader who does not know the scheme by heart."""
        return "; ".join(self.meanings)

    @property
    def meanings(self) -> tuple[str, str, str]:
        """The meanings of the codes for source, intelligence and handling."""
        source, intelligence, handling = _MEANINGS[self.scheme]
        return source[self.source], intelligence[self.intelligence], handling[self.handling]

    @property
    def needs_conditions(self) -> bool:
        """Whether the handling code is incomplete without written handling conditions."""
        return (self.scheme, self.handling) in _CONDITIONAL


def parse_grade(text: str) -> Grade:
    """Read a grading in any usual spelling: "2/C/P", "2cp", "3x5x2: 2 - C - P", "E 4 1", "Source 2, Intel C, ...".

    Raises BadGrade for anything else, also where a scheme is named and the code belongs to the other one.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if not match:
        raise BadGrade(_EXPECTED)
    named = re.sub(r"[\s_]", "", match["scheme"] or "").lower().replace("×", "x")
    return _grade(text.strip(), (match["source"], match["intelligence"], match["handling"]), named)


def grade_from_columns(source: str, intelligence: str, handling: str) -> Grade:
    """Read a grading whose three codes stand in columns of their own, each bare ("2") or described ("2 Untested").

    A description is dropped from `raw`, which is stored as it is: a column may hold more than the description.
    Raises BadGrade when a column does not begin with a code, or the three do not belong to one scheme.
    """
    matches = [_DESCRIBED.match(column.strip()) for column in (source, intelligence, handling)]
    codes = [match["code"] for match in matches if match]
    if len(codes) != len(matches):
        raise BadGrade(_EXPECTED)
    return _grade("/".join(codes), (codes[0], codes[1], codes[2]))


def is_code(text: str) -> bool:
    """Whether a text is the code of a part of a grading and nothing else."""
    return text.strip().upper() in _CODES


_CODES = {code for axes in _MEANINGS.values() for axis in axes for code in axis}
_EXPECTED = "not a grading this product can read (expected 3x5x2 such as 2/C/P, or 5x5x5 such as B/2/4)"


def _axis(name: str, labels: str) -> str:
    return rf"(?:(?:{labels})\b[\s:=]*)?(?P<{name}>[0-9A-Z])"


_GAP = r"[\s/\\.,:;|_–—-]*"
_WRITTEN = re.compile(
    rf"(?:(?P<scheme>(?:3\s*[x×_]\s*5\s*[x×_]\s*2|5\s*[x×_]\s*5\s*[x×_]\s*5))(?![0-9A-Z])[\s:=–—-]*)?"
    rf"{_axis('source', 'source|src')}{_GAP}"
    rf"{_axis('intelligence', 'intelligence|intel|information|info')}{_GAP}"
    rf"{_axis('handling', 'handling(?: code)?')}",
    re.IGNORECASE | re.ASCII,
)
# "2", "2 - Untested", "2 Untested". An "A" before a small letter is an article, unless its meaning follows.
_DESCRIBED = re.compile(
    r"(?!A\s+(?!known|always)(?-i:[a-z]))(?P<code>[0-9A-Z])(?:$|\s*[-–—:.,=(/]|\s+\w)", re.IGNORECASE | re.ASCII
)


def _grade(raw: str, codes: tuple[str, str, str], named: str = "") -> Grade:
    source, intelligence, handling = (code.upper() for code in codes)
    for scheme, axes in _MEANINGS.items():
        if all(code in axis for code, axis in zip((source, intelligence, handling), axes, strict=True)):
            if named and named != scheme:
                raise BadGrade("of another scheme than it names (3x5x2 begins with a digit, 5x5x5 with a letter)")
            return Grade(raw, scheme, source, intelligence, handling)
    raise BadGrade(_EXPECTED)
