"""Which literal strings a pattern cannot match without: a cheap look before a costly search.

A text of a few hundred characters is searched by some two hundred patterns, and most of them need a word such as
"passport", or a mark such as "@", that is not there.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]  # the parse tree of `re` has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_LONG_S, _DOTLESS_I = "\u017f", "\u0131"  # equal "s" and "i" where case is ignored, and are not made so by `lower`


def folded(text: str) -> str:
    """The text as the literals are written."""
    return text.lower().replace(_LONG_S, "s").replace(_DOTLESS_I, "i")


@cache
def needed(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Folded strings of which at least one stands in every text that the pattern matches; () when none is known."""
    found = _of_sequence(parser.parse(pattern.pattern, pattern.flags))
    return tuple(sorted(found))


def may_match(literals: Sequence[str], fold: str) -> bool:
    """Whether a text may match a pattern that needs one of these, by its folded form; never False for one that does."""
    return not literals or any(map(fold.__contains__, literals))


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """Of all that has to follow one another, the part whose literals are the most telling."""
    best: frozenset[str] = frozenset()
    run = ""
    for kind, value in [*items, (None, None)]:
        if kind is op.LITERAL:
            run += folded(chr(value))
            continue
        best = _better(best, frozenset({run} if run else ()))
        run = ""
        if kind is not None:
            best = _better(best, _of_item(kind, value))
    return best


def _of_item(kind: Any, value: Any) -> frozenset[str]:
    if kind is op.SUBPATTERN:
        return _of_sequence(value[-1])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _of_sequence(value[2]) if value[0] else frozenset()
    if kind is op.ATOMIC_GROUP:
        return _of_sequence(value)
    if kind is op.BRANCH:
        return _of_branches([_of_sequence(branch) for branch in value[1]])
    if kind is op.IN and all(k is op.LITERAL for k, _ in value):
        return frozenset(folded(chr(v)) for _, v in value)
    return frozenset()


def _of_branches(branches: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*branches) if all(branches) else frozenset()


def _better(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """The set whose shortest literal is longer, since that stands in fewer texts; then the smaller set."""
    if not one or not other:
        return one or other
    return max(one, other, key=lambda some: (min(map(len, some)), -len(some)))
