"""A protective marking as written -> one spelling of it, or an error where this product may not hold the log."""

import re
from collections.abc import Iterator, Sequence

from index.errors import IntellogError

# What may be held, the highest first, each with its height: the Government Security Classifications up to
# OFFICIAL-SENSITIVE, and GPMS levels that lie below it or map to it, which are still on logs written before April 2014.
# GPMS levels keep their name; what GPMS protected at all is taken for OFFICIAL-SENSITIVE, the higher of its readings.
_LEVELS = {
    "OFFICIAL SENSITIVE": 2, "RESTRICTED": 2, "PROTECT": 2, "OFFICIAL": 1,
    "NOT PROTECTIVELY MARKED": 0, "UNCLASSIFIED": 0,
}  # fmt: skip
_HIGHEST = next(iter(_LEVELS))
_ABOVE = {"SECRET", "CONFIDENTIAL"}
_LEVEL_WORDS = {*_ABOVE, "TOP", *" ".join(_LEVELS).split()}

# Words that may stand beside a level: nationality, descriptors and handling caveats of the classification policy. A
# closed list, since a marking is stored and shown as it is: a free word might be somebody's name.
_BESIDE = re.compile(
    "UK|POLICE|COMMERCIAL|PERSONAL|DATA|PRIVATE|LOCSEN|STAFF|MANAGEMENT|POLICY|MEDICAL|HR|INVESTIGATIONS?|INTELLIGENCE"
    "|OPERATIONAL|ORGANISATIONAL|LEGAL|PROFESSIONAL|PRIVILEGE|FOR|PUBLIC|RELEASE|RECIPIENTS|EYES|USE|ONLY|WHEN|COMPLETED?"
)

_MAX_LINE = 100  # characters of a line that may bear a marking beside other words; a longer one is prose
_MAX_WORDS = 6  # of a marking, as "TOP SECRET UK EYES ONLY"
_STOPS = frozenset(".!?")  # end a sentence, and no marking
_BETWEEN = re.compile(  # what parts a marking from the force, the label or the number of the page beside it
    r"\t|\s{2,}|\s[|/•·–—-]+\s|:(?:\s|$)|\b(?:page|p\.)\s*\d+(?:\s*(?:of|/)\s*\d+)?|\b\d+\s*(?:of|/)\s*\d+\b",
    re.IGNORECASE,
)


class BadMarking(IntellogError, ValueError):
    """A marking above what may be held here, or one that is not known."""


def parse_marking(text: str) -> str:
    """Read a marking in any case and punctuation: "Official - Sensitive [Personal]" is "OFFICIAL-SENSITIVE PERSONAL".

    Raises BadMarking for a level above what may be held, an unknown level, and an unknown word beside the level.
    """
    if is_above(text):
        raise BadMarking("above OFFICIAL-SENSITIVE: a log of this level may not be held here")
    written, held = _written(text), _level(text)
    if not held or not all(map(_BESIDE.fullmatch, written.replace(held, "", 1).split())):
        raise BadMarking("not a marking this product knows (expected OFFICIAL or OFFICIAL-SENSITIVE)")
    return written.replace("OFFICIAL SENSITIVE", "OFFICIAL-SENSITIVE")


def highest(markings: Sequence[str]) -> str:
    """The marking of what is made of sources with these: the highest level, with every word that stands beside one.

    markings: as `parse_marking` returns them. None at all is as high as what may be held, see `level`.
    """
    held = {_level(marking) or _HIGHEST for marking in markings} or {_HIGHEST}
    top = next(level for level in _LEVELS if level in held)
    words = [word for marking in markings for word in _words(marking)]
    beside = dict.fromkeys(word for word in words if word not in _LEVEL_WORDS)
    return " ".join([top.replace("OFFICIAL SENSITIVE", "OFFICIAL-SENSITIVE"), *beside])


def level(marking: str) -> int:
    """How high a marking is: 0 is unmarked, 1 OFFICIAL, 2 OFFICIAL-SENSITIVE and the GPMS levels beside it.

    None at all is as high as what may be held; one that is not known is above it, so that nobody is cleared for it.
    """
    try:
        return _LEVELS[_level(parse_marking(marking)) if marking.strip() else _HIGHEST]
    except BadMarking:
        return _LEVELS[_HIGHEST] + 1


def is_marking(line: str) -> bool:
    """Whether a line is a marking and nothing else, also one above what may be held; in small letters a bare one."""
    words = _words(line)
    beside = [word for word in words if word not in _LEVEL_WORDS]
    return len(beside) < len(words) and all(map(_BESIDE.fullmatch, beside)) and (line.isupper() or not beside)


def is_above(marking: str) -> bool:
    """Whether a marking is above what may be held here."""
    return bool(_ABOVE & set(_words(marking)))


def bears_above(line: str, *, at_edge: bool = False) -> bool:
    """Whether a line bears a marking above what may be held here: as all of it, or in capitals as a part of its own.

    at_edge: the line heads or foots a page, or is a subject: its first or last words may be a marking, too.
    """
    if not is_above(line):
        return False
    parts = [part for part in _BETWEEN.split(line) if part.strip()]
    if is_marking(line) or (len(parts) == 1 and is_marking(parts[0])):
        return True
    if at_edge:
        parts = [end for part in parts for end in _ends(part)]
    elif len(" ".join(line.split())) > _MAX_LINE:
        return False
    return any(part.isupper() and part[-1] not in _STOPS and is_above(part) and is_marking(part) for part in parts)


def _ends(part: str) -> Iterator[str]:
    """The first words of a part, and the last, as many as a marking may have."""
    words = part.split()
    for count in range(1, _MAX_WORDS + 1):
        yield from (" ".join(words[:count]), " ".join(words[-count:]))


def _level(marking: str) -> str:
    """The level that stands in a marking, without its words beside; "" where none does."""
    return next((level for level in _LEVELS if re.search(rf"\b{level}\b", _written(marking))), "")


def _written(marking: str) -> str:
    """A marking in capitals, without punctuation."""
    return " ".join(_words(marking))


def _words(marking: str) -> list[str]:
    return re.findall(r"[^\W_]+", marking.upper())
