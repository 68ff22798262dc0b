"""A protective marking as written -> one spelling of it, or an error where this product may not hold the log."""

import re
from collections.abc import Sequence

from index.errors import IntellogError

# What may be held: the Government Security Classifications up to OFFICIAL-SENSITIVE, and GPMS levels that lie below it
# or map to it, which are still on logs written before April 2014. GPMS levels keep their name.
_HELD = ("OFFICIAL SENSITIVE", "OFFICIAL", "NOT PROTECTIVELY MARKED", "UNCLASSIFIED", "PROTECT", "RESTRICTED")
_BY_LEVEL = ("OFFICIAL SENSITIVE", "RESTRICTED", "PROTECT", "OFFICIAL", "NOT PROTECTIVELY MARKED", "UNCLASSIFIED")
_ABOVE = {"SECRET", "CONFIDENTIAL"}
_LEVEL_WORDS = {*_ABOVE, "TOP", *" ".join(_HELD).split()}

# Words that may stand beside a level: nationality, descriptors and handling caveats of the classification policy. A
# closed list, since a marking is stored and shown as it is: a free word might be somebody's name.
_BESIDE = re.compile(
    "UK|POLICE|COMMERCIAL|PERSONAL|DATA|PRIVATE|LOCSEN|STAFF|MANAGEMENT|POLICY|MEDICAL|HR|INVESTIGATIONS?|INTELLIGENCE"
    "|OPERATIONAL|ORGANISATIONAL|LEGAL|PROFESSIONAL|PRIVILEGE|FOR|PUBLIC|RELEASE|RECIPIENTS|EYES|USE|ONLY|WHEN|COMPLETED?"
)


class BadMarking(IntellogError, ValueError):
    """A marking above what may be held here, or one that is not known."""


def parse_marking(text: str) -> str:
    """Read a marking in any case and punctuation: "Official - Sensitive [Personal]" is "OFFICIAL-SENSITIVE PERSONAL".

    Raises BadMarking for a level above what may be held, an unknown level, and an unknown word beside the level.
    """
    words = re.findall(r"[^\W_]+", text.upper())
    if is_above(text):
        raise BadMarking("above OFFICIAL-SENSITIVE: a log of this level may not be held here")
    written = " ".join(words)
    level = next((level for level in _HELD if re.search(rf"\b{level}\b", written)), None)
    if level is None or not all(map(_BESIDE.fullmatch, written.replace(level, "", 1).split())):
        raise BadMarking("not a marking this product knows (expected OFFICIAL or OFFICIAL-SENSITIVE)")
    return written.replace("OFFICIAL SENSITIVE", "OFFICIAL-SENSITIVE")


def highest(markings: Sequence[str]) -> str:
    """The marking of what is made of sources with these: the highest level, with every word that stands beside one.

    markings: as `parse_marking` returns them. Without any, the highest that may be held: what is not known is not low.
    """
    words = [word for marking in markings for word in re.findall(r"[^\W_]+", marking.upper())]
    level = next((x for x in _BY_LEVEL if any(_level(marking) == x for marking in markings)), _BY_LEVEL[0])
    beside = dict.fromkeys(word for word in words if word not in _LEVEL_WORDS)
    return " ".join([level.replace("OFFICIAL SENSITIVE", "OFFICIAL-SENSITIVE"), *beside])


def is_marking(line: str) -> bool:
    """Whether a line is a marking and nothing else, also one above what may be held; in small letters a bare one."""
    words = re.findall(r"[^\W_]+", line.upper())
    beside = [word for word in words if word not in _LEVEL_WORDS]
    return len(beside) < len(words) and all(map(_BESIDE.fullmatch, beside)) and (line.isupper() or not beside)


def is_above(marking: str) -> bool:
    """Whether a marking is above what may be held here."""
    return bool(_ABOVE & set(re.findall(r"[^\W_]+", marking.upper())))


def _level(marking: str) -> str:
    """The level that stands in a marking, without its words beside."""
    written = " ".join(re.findall(r"[^\W_]+", marking.upper()))
    return next((level for level in _HELD if re.search(rf"\b{level}\b", written)), "")
