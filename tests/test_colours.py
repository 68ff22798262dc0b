"""A question for a colour is answered by a sentence that says one of what is asked for."""

import pytest

from assistant.colours import asked_of, is_told
from index.records import RedactedQuestion

CAR = "[VEHICLE_REG 7K3F9Q2N]"
TOLD = [
    ("What colour is the minibus?", "A minibus, red, collects them at 0500."),
    ("what colour was the attacker's coat", "Witness says that the attacker wore a green coat."),
    (f"What colour is {CAR}?", f"Grey Golf {CAR} seen."),
]
NOT_TOLD = [
    ("What colour is the minibus?", "The minibus collects them at 0500."),  # no colour
    ("What colour is the minibus?", "A red car collects them."),  # of something else
    (f"What colour is {CAR}?", "Grey Golf seen."),
    ("Where is the minibus?", "A red minibus is there."),  # no colour is asked for
    ("What colour is it?", "A red minibus is there."),  # of nothing
]


def told(question: str, sentence: str) -> bool:
    asked = RedactedQuestion(question, (("VEHICLE_REG 7K3F9Q2N",),) if CAR in question else ())
    matter = asked_of(asked)
    return matter is not None and is_told(asked, matter, sentence)


@pytest.mark.parametrize(("question", "sentence"), TOLD)
def test_a_colour_is_told(question: str, sentence: str) -> None:
    assert told(question, sentence)


@pytest.mark.parametrize(("question", "sentence"), NOT_TOLD)
def test_no_colour_is_told(question: str, sentence: str) -> None:
    assert not told(question, sentence)
