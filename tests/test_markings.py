"""Protective markings: what may be held, and what may not."""

import pytest

from index.markings import BadMarking, bears_above, highest, level, parse_marking


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


@pytest.mark.parametrize(
    "line",
    [
        "SECRET", "Secret", "SECRET // UK EYES ONLY", "North Force\tSECRET\tPage 1", "North Force      TOP SECRET",
        "North Force | SECRET", "SECRET - van", "SECRET Page 1 of 2", "Secret  p. 3", "2/4 SECRET", "CONFIDENTIAL: van",
        "Classification level: SECRET", "Copy 1 of 2 – UK SECRET",
    ],
)  # fmt: skip
def test_a_marking_beside_other_words_is_seen_where_it_is_a_part_of_its_own(line: str) -> None:
    assert bears_above(line)


@pytest.mark.parametrize(
    "line",
    [
        "He kept it secret", "a bag of Victoria's Secret", "A VICTORIA'S SECRET BAG", "Access: secret",
        "HE KEPT IT SECRET", "Source - confidential", "OFFICIAL - SENSITIVE", "Police\tSecretariat", "KEPT - SECRET.",
        "He told the others at the yard that the van, and the club that is named - SECRET - after it, are his own.",
    ],
)  # fmt: skip
def test_prose_is_no_marking(line: str) -> None:
    assert not bears_above(line)


@pytest.mark.parametrize(
    ("line", "is_borne"),
    [
        ("North Force SECRET", True), ("North Force TOP SECRET Page 1", True),
        ("SECRET UK EYES ONLY North Force", True),
        ("RE: [SECRET] van", True), ("North Force Secret", False), ("The SECRET van", False), ("The van", False),
    ],
)  # fmt: skip
def test_at_the_edge_of_a_page_the_first_and_last_words_may_be_a_marking(line: str, is_borne: bool) -> None:
    assert bears_above(line, at_edge=True) is is_borne
    assert not bears_above(line)
