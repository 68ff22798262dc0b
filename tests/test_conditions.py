"""What questions want counted, and what cannot be counted: by their words alone."""

import pytest

from assistant.conditions import NO_CONDITION, NO_LIMIT, SEVERAL, wanted
from assistant.limits import MAY_BE_NAME, SET_ASIDE
from assistant.records import Limit
from index.records import Filters

ANN = "[PERSON 7K3F9Q2M]"
JUNE = Filters("2025-06-01", "2025-06-30", widely=True)


def words(text: str, *limits: Limit) -> list[str]:
    found = wanted(text, limits)
    assert found is not None
    assert found.why_not == ""
    return list(found.words)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # what stands between the cue and the logs is a condition
        ("How many robbery reports are there?", ["robbery"]),
        ("Which stolen vehicle reports are there?", ["stolen", "vehicle"]),
        ("How many cover story logs are there?", ["cover", "story"]),
        ("How many of the cannabis logs mention a shed?", ["cannabis", "shed"]),
        # words that only look like the grammar of the question
        ("How many logs mention a container?", ["container"]),
        ("How many logs mention relatives?", ["relatives"]),
        ("How many logs mention a relationship?", ["relationship"]),
        ("How many logs mention a referral?", ["referral"]),
        ("How many logs mention a false name?", ["false", "name"]),
        ("How many logs mention concern for welfare?", ["concern", "welfare"]),
        ("How many logs mention reports of gunfire?", ["reports", "gunfire"]),
        ("Which logs say a woman was named?", ["woman", "named"]),
        ("How many visits to the yard are recorded?", ["visits", "yard"]),
        # numbers, sums and roads
        ("How many logs mention £500?", ["500"]),
        ("How many logs mention the A35?", ["A35"]),
        ("How many logs mention 999 calls?", ["999", "calls"]),
        # the grammar itself
        ("How many reports are there about passports at the yard?", ["passports", "yard"]),
        ("How many logs were submitted about the yard?", ["yard"]),
        ("In how many logs is the yard named?", ["yard"]),
        ("How often does the yard appear?", ["yard"]),
        ("Which reports name both the van and the yard?", ["van", "yard"]),
        ("Please tell me how many reports concern the car wash.", ["car", "wash"]),
        (f"How often was {ANN} seen with passports?", ["passports"]),
        (f"How many logs mention {ANN}'s van?", ["van"]),
        ("How many reports concern the yard to date?", ["yard"]),
        ('List all reports with the word "passport" by date', ["passport"]),
        # what follows is another question
        ("How many logs mention the bakery, and what for?", ["bakery"]),
        ("First, how many logs mention the yard? Second, who runs it?", ["yard"]),
    ],
)
def test_every_word_that_is_not_the_questions_grammar_is_a_condition(question: str, expected: list[str]) -> None:
    assert words(question) == expected


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Which logs do not mention passports?", NO_CONDITION),
        ("How many logs don't mention passports?", NO_CONDITION),
        ("How many logs mention passports without a photograph?", NO_CONDITION),
        ("How many logs mention passports or cannabis?", NO_CONDITION),
        ("Which other logs mention the van?", NO_CONDITION),
        ("How many logs mention more than one van?", NO_CONDITION),
        ("How many logs mention over £500?", NO_CONDITION),
        ("How many logs mention passports by month?", NO_CONDITION),
        ("How many logs mention passports and how many mention cannabis?", SEVERAL),
    ],
)
def test_what_is_no_condition_is_a_reason_to_count_nothing(question: str, why: str) -> None:
    found = wanted(question, ())
    assert found is not None
    assert found.why_not == why


@pytest.mark.parametrize(
    "question",
    ["How many knives do the reports mention?", "What do the logs say?", "How many people did the logs name?"],
)
def test_a_number_that_the_logs_may_state_is_not_asked_of_their_index(question: str) -> None:
    assert wanted(question, ()) is None


@pytest.mark.parametrize(
    ("question", "of_all"),
    [
        ("How many logs are there?", True),
        ("How many logs in total?", True),
        ("How many reports do we hold?", True),
        ("How many logs?", False),
        ("How many incidents are there?", False),
    ],
)
def test_all_logs_are_asked_for_in_so_many_words(question: str, of_all: bool) -> None:
    found = wanted(question, ())
    assert found is not None
    assert (found.words, found.of_all) == ({}, of_all)


def test_the_words_of_a_limit_are_no_condition_whether_it_is_applied_or_was_set_aside() -> None:
    question = "How many logs mention passports in June?"
    assert words(question, Limit("days", "in June", "June", filters=JUNE)) == ["passports"]
    for why_not in SET_ASIDE:
        assert words(question, Limit("days", "in June", "June", why_not, filters=JUNE)) == ["passports"]
    theme = Limit("theme", "county lines logs", "theme county lines", filters=Filters(themes=("county_lines",)))
    assert words("How many county lines logs mention trains?", theme) == ["trains"]


def test_a_limit_that_could_not_be_applied_leaves_nothing_to_count_but_a_name_is_a_word() -> None:
    recently = Limit("days", "recently", "", "it names no days; say from which day on")
    found = wanted("How many logs mention passports recently?", [recently])
    assert found is not None
    assert found.why_not == NO_LIMIT
    assert words("How many logs mention April?", Limit("days", "April", "", MAY_BE_NAME)) == ["April"]
    here = Limit("place", "in Netherby", "count for more", filters=Filters(places=("Netherby",)), favours=True)
    assert words("How many logs mention vans in Netherby?", here) == ["vans", "Netherby"]
