from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.records import Span
from index.redaction.spans import resolve


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, 40))
    length = draw(st.integers(1, 12))
    return Span(
        start, start + length, draw(st.sampled_from(["PERSON", "PHONE", "ADDRESS"])), draw(st.floats(0, 1)), "test"
    )


def covered(some: list[Span]) -> set[int]:
    return {place for span in some for place in range(span.start, span.end)}


@given(st.lists(spans(), max_size=12))
def test_every_character_of_every_finding_stays_hidden_and_no_other(found: list[Span]) -> None:
    assert covered(resolve(found)) == covered(found)


@given(st.lists(spans(), max_size=12))
def test_resolved_spans_are_ordered_and_disjoint(found: list[Span]) -> None:
    resolved = resolve(found)
    assert all(a.end <= b.start for a, b in pairwise(resolved))


@given(st.lists(spans(), max_size=12))
def test_resolving_does_not_depend_on_the_order_of_the_findings(found: list[Span]) -> None:
    assert covered(resolve(found)) == covered(resolve(found[::-1]))


@given(st.lists(spans(), max_size=12))
def test_resolving_again_changes_nothing(found: list[Span]) -> None:
    once = resolve(found)
    assert resolve(once) == once


def test_the_longest_of_overlapping_findings_gives_the_type() -> None:
    found = [Span(0, 4, "PHONE", 0.9, "a"), Span(2, 20, "ADDRESS", 0.5, "b")]
    assert resolve(found) == [Span(0, 20, "ADDRESS", 0.5, "b")]


def test_of_equally_long_findings_the_surer_gives_the_type() -> None:
    found = [Span(3, 9, "PASSPORT", 0.4, "a"), Span(3, 9, "CRN", 0.8, "b")]
    assert [span.type for span in resolve(found)] == ["CRN"]


def test_findings_that_only_touch_stay_apart() -> None:
    found = [Span(0, 3, "PERSON", 0.9, "a"), Span(3, 8, "PHONE", 0.9, "a")]
    assert resolve(found) == found
