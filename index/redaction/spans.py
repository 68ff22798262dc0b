"""Overlapping findings -> ordered, disjoint spans, such that every character of every finding stays hidden."""

from collections.abc import Iterable
from dataclasses import replace

from index.records import Span
from index.redaction.types import KEPT


def resolve(spans: Iterable[Span]) -> list[Span]:
    """Merge overlapping spans; the result is ordered by place, disjoint, and covers what the input covers.

    A group of overlapping spans becomes one span with the type of its longest member that identifies somebody, if one
    does (a place that is left readable must not take an address with it); the higher score, then the earlier place,
    then the type's name settle a tie. Spans that only touch stay apart.
    """
    resolved: list[Span] = []
    leader: Span | None = None  # the member of the last group that gives it its type
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if leader is None or span.start >= resolved[-1].end:
            resolved.append(span)
            leader = span
            continue
        leader = min(leader, span, key=_rank)
        last = resolved[-1]
        resolved[-1] = replace(leader, start=last.start, end=max(last.end, span.end))
    return resolved


def _rank(span: Span) -> tuple[bool, int, float, int, str]:
    return (span.type in KEPT, span.start - span.end, -span.score, span.start, span.type)
