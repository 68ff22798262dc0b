"""What the names model takes for a name and is none."""

import pytest

from index.records import Span
from index.redaction.mistaken import is_mistaken

FIRMS = ["Seized by <Tam Duthie Joinery>.", "SENT TO <ROB ROY KEBABS>, LEITH", "at <Hogg Robertson> Glazing today"]
PEOPLE = [
    "<Tam Duthie> came",
    "Saw <HOLROYD> TRAVEL ABROAD",  # no capitals tell what belongs to the name
    "saw <darren holroyd> travel abroad",
    "Then <Rab Cash> paid",
    "<Motors> left",  # a word alone is no trade after a name
    "<Tam Duthie>. Joinery is on the left",
]


def found(text: str, kind: str = "PERSON") -> tuple[str, Span]:
    """A text without its marks, and the span that they mark."""
    start = text.index("<")
    return text.replace("<", "").replace(">", ""), Span(start, text.index(">") - 1, kind, 0.9, "names model")


@pytest.mark.parametrize("text", FIRMS)
def test_a_name_with_a_trade_is_a_firm(text: str) -> None:
    assert is_mistaken(*found(text))


@pytest.mark.parametrize("text", PEOPLE)
def test_a_name_without_a_trade_is_none(text: str) -> None:
    assert not is_mistaken(*found(text))


def test_a_nickname_may_end_in_a_trade() -> None:
    assert not is_mistaken(*found('saved as "<Ali Tyres>"', "ALIAS"))


def test_a_make_of_phone_is_nobody() -> None:
    assert is_mistaken(*found("a burner <Nokia> 07700 900411", "ALIAS"))
