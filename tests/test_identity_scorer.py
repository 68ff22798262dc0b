import pytest

from assistant.evaluation.identity import BCubed, b_cubed, clusters


def test_b_cubed_agrees_with_a_case_worked_by_hand() -> None:
    # Three mentions of one, two of another; the tokens put one of the second with the first.
    true = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b"}
    predicted = {1: "x", 2: "x", 3: "y", 4: "x", 5: "z"}
    found = b_cubed(predicted, true)
    assert found.precision == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3 + 1) / 5)
    assert found.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5)


def test_a_mention_that_was_not_found_joins_nobody() -> None:
    assert b_cubed({}, {1: "a", 2: "a"}) == BCubed(1.0, 0.5, 2)
    assert b_cubed({}, {}) == BCubed(1.0, 1.0, 0)


def test_a_mention_has_the_token_that_covers_most_of_it() -> None:
    gold = {"A/1": [{"start": 5, "end": 17, "type": "PERSON", "entity": "p1"},
                    {"start": 30, "end": 35, "type": "ALIAS", "entity": "p2"},
                    {"start": 40, "end": 45, "type": "PHONE", "entity": "ph"}]}  # fmt: skip
    tokens, entities = clusters({"A/1": [(0, 7, "x"), (8, 17, "y"), (40, 45, "z")]}, gold)
    assert tokens == {("A/1", 5, 17): "y"}
    assert entities == {("A/1", 5, 17): "p1", ("A/1", 30, 35): "p2"}
