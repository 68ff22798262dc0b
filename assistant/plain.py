"""A text as it reads -> small Latin letters without disguise, for rules that look for words."""

import re
import unicodedata

from index.characters import stream_safe
from index.redaction.tokens import GENERALISED, TOKEN, fold

_SPACED = re.compile(r"(?<!\w)(?:\w[ .*_-]){3,}\w(?!\w)")  # "s c o r e", "r-a-n-k"
_LOOKALIKES = str.maketrans("аеорсухіѕł", "aeopcyxisl")  # Cyrillic letters that pass for Latin, and the Polish l


def plain(text: str) -> str:
    """The text in small Latin letters, without marks, invisible signs and spaced-out words; tokens stay as they are."""
    composed = unicodedata.normalize("NFKC", stream_safe(text))
    visible = "".join(c for c in composed if unicodedata.category(c) != "Cf")
    kept = [m.span() for pattern in (TOKEN, GENERALISED) for m in pattern.finditer(visible)]
    pieces = []
    at = 0
    for start, end in sorted(kept):
        pieces += [_folded(visible[at:start]), visible[start:end]]
        at = end
    return "".join((*pieces, _folded(visible[at:])))


def _folded(text: str) -> str:
    return _SPACED.sub(lambda m: re.sub(r"[^\w]|_", "", m.group()), fold(text).translate(_LOOKALIKES))
