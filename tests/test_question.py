import pytest

from assistant.question import asked_kinds, refers_back
from index.records import RedactedQuestion


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("and what other cars has she had?", True),
        ("did anyone see it?", True),
        ("who else uses that number?", True),
        ("When?", True),  # too short to stand alone
        ("Which vehicles are linked to the car washes?", False),
        ("Is there a minibus at the car wash?", False),
        ("What happened at the country park on 6 April?", False),
    ],
)
def test_a_question_that_leans_on_the_one_before_is_recognised(text: str, follows: bool) -> None:
    assert refers_back(RedactedQuestion(text)) is follows


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What is her mobile number?", "PHONE"),
        ("what is his home address", "ADDRESS"),
        ("Which VRM was it?", "VEHICLE_REG"),
        ("what's the DOB", "DOB"),
    ],
)
def test_a_question_for_an_identifier_says_which_kind(text: str, kind: str) -> None:
    assert kind in asked_kinds(RedactedQuestion(text))


def test_other_questions_ask_for_no_kind() -> None:
    assert asked_kinds(RedactedQuestion("What happened at [ADDRESS 7K3F9Q2M]?")) == frozenset()
