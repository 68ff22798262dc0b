"""Protective markings: what may be held, and what may not."""

import pytest

from index.markings import BadMarking, highest, level, parse_marking


@pytest.mark.parametrize(
    ("written", "marking"),
    [
        ("OFFICIAL", "OFFICIAL"),
        ("official", "OFFICIAL"),
        ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("Official – Sensitive", "OFFICIAL-SENSITIVE"),
        ("UK OFFICIAL SENSITIVE", "UK OFFICIAL-SENSITIVE"),
        ("OFFICIAL-SENSITIVE [PERSONAL]", "OFFICIAL-SENSITIVE PERSONAL"),
        ("OFFICIAL: Recipients only", "OFFICIAL RECIPIENTS ONLY"),
        ("Not protectively marked", "NOT PROTECTIVELY MARKED"),  # this and the next two: before April 2014
        ("PROTECT - PERSONAL", "PROTECT PERSONAL"),
        ("Restricted", "RESTRICTED"),
    ],
)
def test_a_marking_up_to_official_sensitive_is_read_in_any_spelling(written: str, marking: str) -> None:
    assert parse_marking(written) == parse_marking(marking) == marking


@pytest.mark.parametrize(
    "written", ["SECRET", "Top Secret", "UK SECRET", "CONFIDENTIAL", "OFFICIAL (was Confidential)"]
)
def test_a_marking_above_official_sensitive_is_refused(written: str) -> None:
    with pytest.raises(BadMarking, match="above OFFICIAL-SENSITIVE"):
        parse_marking(written)


@pytest.mark.parametrize("written", ["", "GREEN", "SENSITIVE", "UNOFFICIAL", "OFFICIAL-SENSITIVE for Smithson"])
def test_an_unknown_word_is_refused_and_not_quoted(written: str) -> None:
    with pytest.raises(BadMarking) as caught:
        parse_marking(written)
    assert "Smithson" not in str(caught.value)


@pytest.mark.parametrize("marking", ["OFFICIAL", "UK OFFICIAL-SENSITIVE", "RESTRICTED", "UNCLASSIFIED", ""])
@pytest.mark.parametrize("other", ["OFFICIAL LOCSEN", "PROTECT", "NOT PROTECTIVELY MARKED", ""])
def test_what_is_made_of_several_is_as_high_as_the_highest_of_them(marking: str, other: str) -> None:
    assert level(highest([marking, other])) == max(level(marking), level(other))
