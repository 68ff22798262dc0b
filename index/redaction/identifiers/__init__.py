"""Numbers and handles that identify somebody: raw text -> spans, by shape, by check digit and by the cue beside them.

Three kinds of rule. A `Shape` is telling by itself (a current registration, a PNC id). A `Cued` shape means something
only after a word that announces it ("part VRM", "ppt", "sort code"), and then so do the ones listed after it. A `Near`
shape needs such a word on either side. The rules stand in one module for each kind of thing that is identified.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from index.records import Span
from index.redaction.identifiers import documents, money, online, part_plates, phones, places, vehicles
from index.redaction.identifiers.literals import folded, may_match, needed
from index.redaction.identifiers.rules import Rule, first_pattern
from index.redaction.types import EntityType as T

RULES: tuple[Rule, ...] = (
    *vehicles.RULES,
    *part_plates.RULES,
    *phones.RULES,
    *documents.RULES,
    *money.RULES,
    *online.RULES,
    *places.RULES,
)


def find_identifiers(text: str) -> list[Span]:
    """Every identifier in a text, unordered and overlapping; `spans.resolve` settles that.

    References to crimes and incidents are kept: they identify a record, not a person.
    """
    kept = [m.span("id") for m in _RECORD_REF.finditer(text) if not _PHONE_START.match(m["id"])]
    fold = folded(text)
    found = [
        span for literals, rules in _sought() if may_match(literals, fold) for rule in rules for span in rule.find(text)
    ]
    found += vehicles.find_listed(text, found)
    found = [span for span in found if span.type not in _MISTAKEN_FOR_REFS or not _overlaps(span, kept)]
    return _without_bridges(text, found)


@cache
def _sought() -> tuple[tuple[tuple[str, ...], tuple[Rule, ...]], ...]:
    """The rules by the literals of which a text must hold one for them to find anything; () for none known."""
    rules: dict[tuple[str, ...], list[Rule]] = defaultdict(list)
    for rule in RULES:
        rules[needed(first_pattern(rule))].append(rule)
    return tuple((literals, tuple(some)) for literals, some in rules.items())


def _without_bridges(text: str, found: Sequence[Span]) -> list[Span]:
    """The spans without those that join the end of one account of a list to the beginning of the next."""
    accounts = sorted((s for s in found if s.type == T.BANK_ACCOUNT), key=lambda s: (s.start, -s.end))
    bridges: list[Span] = []
    end = 0  # of the last account that is none
    for span in accounts:
        if span.start < end < span.end and any(
            end <= other.start < span.end < other.end and not any(map(str.isalnum, text[end : other.start]))
            for other in accounts
        ):
            bridges.append(span)
        else:
            end = max(end, span.end)
    return [span for span in found if span not in bridges]


def _overlaps(span: Span, places: Sequence[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of some places, which are ordered and disjoint."""
    following = bisect_left(places, (span.end, 0)) - 1
    return following >= 0 and places[following][1] > span.start


_MISTAKEN_FOR_REFS = frozenset(
    {T.CUSTODY_NUMBER, T.PASSPORT, T.BANK_ACCOUNT, T.NHS_NUMBER, T.CRN, T.PHONE, T.NATIONAL_ID, T.VEHICLE_REG}
)
_RECORD_REF = re.compile(
    r"\b(?:crime|cris|crimes|incident|occurrence|cad|log|urn|athena|niche|storm|"
    r"exhibit)\b\W{0,3}(?:(?:ref|reference|no|nos|number)\b\W{0,3})?"
    r"(?P<id>(?:[A-Z]{1,4}[/ -]?)?\d[\dA-Z]{0,15}(?:[/-][\dA-Z]{1,12}){0,3})",
    re.I,
)
_PHONE_START = re.compile(r"0[1237]\d{8,9}$")
