import pytest

from assistant.disagreement import disagreements
from assistant.records import Evidence
from tests.conftest import redacted_log


def said(ref: str, text: str) -> Evidence:
    return Evidence(redacted_log(ref, text), 0, len(text), 1.0)


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ("The manager keeps the workers' passports.", "The manager does not keep the workers' passports.", True),
        ("No sign that the manager keeps passports.", "Source states the manager keeps passports in a drawer.", True),
        ("The manager keeps passports of workers.", "The manager keeps the passports of workers in a drawer.", False),
        ("No passports seen of workers at the yard.", "There were no passports of workers at the yard.", False),
        ("The manager keeps the passports.", "No bakery is open at night in the harbour.", False),  # other matters
        ("Passports seen.", "No passports seen.", False),  # too few words to be sure
    ],
)
def test_logs_disagree_where_one_denies_what_the_other_says(one: str, other: str, disagree: bool) -> None:
    assert disagreements([said("N/1", one), said("N/2", other)]) == [("N/1", "N/2")] * disagree


def test_one_log_does_not_disagree_with_itself() -> None:
    assert (
        disagreements([said("N/1", "He keeps vans at the yard."), said("N/1", "He keeps no vans at the yard.")]) == []
    )
