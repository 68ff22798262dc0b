"""Gradings in the spellings that exports use."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IntellogError
from index.grading import BadGrade, grade_from_columns, parse_grade


@pytest.mark.parametrize(
    ("written", "scheme", "label"),
    [
        ("2/C/P", "3x5x2", "2/C/P"),
        ("2DP", "3x5x2", "2/D/P"),
        ("1 A P", "3x5x2", "1/A/P"),
        ("2-c-p", "3x5x2", "2/C/P"),
        ("3.e.c", "3x5x2", "3/E/C"),
        ("2 – C – P", "3x5x2", "2/C/P"),  # dashes of a word processor
        ("  1bc ", "3x5x2", "1/B/C"),
        ("3x5x2: 2/C/P", "3x5x2", "2/C/P"),
        ("3 X 5 X 2 - 2CP", "3x5x2", "2/C/P"),
        ("3×5×2 1AP", "3x5x2", "1/A/P"),
        ("Source 2, Intelligence C, Handling P", "3x5x2", "2/C/P"),
        ("source: 2, intelligence: C, handling: P", "3x5x2", "2/C/P"),
        ("B24", "5x5x5", "B/2/4"),
        ("E/4/1", "5x5x5", "E/4/1"),
        ("E 4 1", "5x5x5", "E/4/1"),
        ("e-4-1", "5x5x5", "E/4/1"),
        ("5x5x5 B24", "5x5x5", "B/2/4"),
        ("5X5X5: e41", "5x5x5", "E/4/1"),
    ],
)
def test_a_grading_is_read_in_every_usual_spelling(written: str, scheme: str, label: str) -> None:
    grade = parse_grade(written)
    assert (grade.scheme, grade.label(), grade.raw) == (scheme, label, written.strip())


def test_every_code_of_both_schemes_is_read_as_its_own_scheme_and_put_in_words() -> None:
    schemes = {"3x5x2": ("123", "ABCDE", "PC"), "5x5x5": ("ABCDE", "12345", "12345")}
    for scheme, axes in schemes.items():
        for codes in itertools.product(*axes):
            grade = parse_grade("".join(codes))
            assert (grade.scheme, grade.source, grade.intelligence, grade.handling) == (scheme, *codes)
            assert grade.spoken().count(";") == 2


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2",
        "2C",
        "4/C/P",  # there are three levels of source
        "2/F/P",
        "2/C/X",
        "B/6/1",
        "F11",
        "C/2/P",  # half of each scheme
        "2/C/P/P",
        "3x5x2: B24",  # the code is of the other scheme
        "5x5x5 2CP",
        "3x5x2",
        "24",
        "٢/C/P",  # digits, but not ours
        "2/C/P Smithson",
    ],
)
def test_anything_else_is_an_error_that_does_not_quote_it(written: str) -> None:
    with pytest.raises(BadGrade) as caught:
        parse_grade(written)
    assert isinstance(caught.value, IntellogError)
    assert "Smithson" not in str(caught.value)


@pytest.mark.parametrize(
    ("columns", "label", "raw"),
    [
        (("2", "C", "P"), "2/C/P", "2/C/P"),
        (("b", "2", "4"), "B/2/4", "b/2/4"),
        (("2 - Untested", "C: Known indirectly", "P (sharing permitted)"), "2/C/P", "2/C/P"),
        (("2 Untested", "A Known directly", "P Permitted"), "2/A/P", "2/A/P"),
        (("3 not reliable", "a known directly", "c\twith conditions"), "3/A/C", "3/a/c"),
    ],
)
def test_a_grading_in_three_columns_keeps_the_codes_only(columns: tuple[str, str, str], label: str, raw: str) -> None:
    grade = grade_from_columns(*columns)
    assert (grade.label(), grade.raw) == (label, raw)


@pytest.mark.parametrize(
    "columns",
    [
        ("2", "", "P"),
        ("Untested", "C", "P"),
        ("2", "4", "1"),
        ("A number of men", "1", "1"),
        ("a  man", "1", "1"),
        ("2nd", "C", "P"),
    ],
)
def test_columns_that_give_no_whole_grading_are_an_error(columns: tuple[str, str, str]) -> None:
    with pytest.raises(BadGrade):
        grade_from_columns(*columns)


def test_the_spoken_form_says_what_the_codes_mean() -> None:
    spoken = parse_grade("2/C/C").spoken()
    assert spoken == "untested source; known indirectly to the source; lawful sharing permitted with conditions"


@pytest.mark.parametrize(
    ("written", "needed"),
    [("2CP", False), ("2CC", True), ("B21", False), ("B23", False), ("B24", False), ("B25", True)],
)
def test_only_conditional_handling_needs_conditions(written: str, needed: bool) -> None:
    assert parse_grade(written).needs_conditions is needed


@given(st.text(max_size=20))
def test_any_text_is_a_grade_with_known_codes_or_an_error(text: str) -> None:
    try:
        grade = parse_grade(text)
    except BadGrade:
        return
    assert grade.label().replace("/", "").isalnum()
    assert parse_grade(grade.label()).label() == grade.label()
