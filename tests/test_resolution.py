"""How a follow-up is read in full, on redacted text and without any model."""

import re
from datetime import date
from functools import partial

import pytest

from assistant.limits import Known, read_limits
from assistant.referents import Said, Turn
from assistant.resolution import NOBODY_ELSE, Reading, read
from index.records import RedactedQuestion

STORE = Known(date(2025, 9, 15), today=False, themes=("county_lines",), forces=("North Police",))
A, B, C = "[PERSON 7K3F9Q2M]", "[PERSON 0A1B2C3D]", "[PERSON 4E5F6G7H]"
CAR, PHONE, HOUSE = "[VEHICLE_REG 7K3F9Q2N]", "[PHONE 1A2B3C4D]", "[ADDRESS 2B3C4D5E]"
PARK = "What happened at Lodmoor Country Park on 6 April?"


def asked(text: str, **groups: tuple[str, ...]) -> RedactedQuestion:
    """A question with the tokens in its text. groups: by the code of a token, what else it may mean."""
    tokens = [f"{kind} {code}" for kind, code in re.findall(r"\[([A-Z_]+) (\w+)\]", text)]
    return RedactedQuestion(text, tuple(groups.get(f"_{token.split()[1]}", (token,)) for token in tokens))


def reading(text: str | RedactedQuestion, *before: str | RedactedQuestion, said: Said | None = None) -> Reading:
    turns = [Turn(q if isinstance(q, RedactedQuestion) else asked(q), lambda: said or Said()) for q in before]
    question = text if isinstance(text, RedactedQuestion) else asked(text)
    return read(question, turns, partial(read_limits, store=STORE))


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        # who
        (f"Who is {A}?", "and whose passports has he got?", f"Whose passports has {A} got?"),
        (f"Who is {A}?", "where's her phone, and who gave it to her?", f"Where's {A}’s phone, and who gave it to {A}?"),
        (f"Where was {A} seen?", "Was she there in May?", f"Was {A} there in May?"),
        (f"Who is {A}?", "what did he have on him?", f"What did {A} have on him?"),
        (f"Who is {A}?", "did he hit her, and who saw him?", f"Did {A} hit her, and who saw {A}?"),
        (f"Who drives the Polo {CAR}?", "When did the blue Polo leave?", f"When did the blue Polo {CAR} leave?"),
        (f"Who is the boyfriend of {A}?", "What does he drive?", f"What does {A}’s boyfriend drive?"),
        (f"Who is {A}’s cousin?", "What does she drive?", f"What does {A}’s cousin drive?"),
        (f"Who is the boyfriend of {A}?", "What does she drive?", f"What does {A} drive?"),
        (f"Did {A} meet {B}?", "where do they live?", f"Where do {A} and {B} live?"),
        (f"Who is {A}?", f"Did he meet {B}?", f"Did {A} meet {B}?"),
        (f"Who is {A}?", f"Where does {B} keep his car?", f"Where does {B} keep his car?"),  # his own
        # what and where
        (f"Who owns {CAR}?", "and where was it last seen?", f"Where was {CAR} last seen?"),
        (f"What was behind the boiler at {HOUSE}?", "who lived there?", f"Who lived at {HOUSE}?"),
        (PARK, "who else was there?", "Who else was at Lodmoor Country Park, on 6 April?"),
        (f"Who rang {PHONE}?", "whose is that number?", f"Whose is {PHONE}?"),
        # what is left out
        (f"Where was {A} seen in May?", "and his brother?", f"Where was {A}’s brother seen in May?"),
        (f"Where was {A} seen in May?", "What about July?", f"Where was {A} seen in July?"),
        ("What arrests are recorded in June 2025?", "and in July?", "What arrests are recorded in July 2025?"),
        (f"What do we know about {A}?", f"and {B}?", f"What do we know about {B}?"),
        (f"Who rang {PHONE} for {A}?", f"and {B}?", f"Who rang {PHONE} for {B}?"),
        (PARK, "and at Greenhill?", "What happened at Greenhill on 6 April?"),
        (PARK, "Greenhill?", "What happened at Greenhill on 6 April?"),
        ("Has the Defender turned up?", "what about the watch?", "Has the watch turned up?"),
        # corrections
        (f"Where was {A} seen in May?", "No, I meant June", f"Where was {A} seen in June?"),
        (f"What did {A} do?", f"no, {B}", f"What did {B} do?"),
        (f"What did {A} do?", f"Not him, {B}.", f"What did {B} do?"),
        ("Which vans came to the quay?", "not the quay, the station", "Which vans came to the station?"),
        # no rule is sure: both are read
        (PARK, "did anyone see a vehicle?", f"{PARK} Did anyone see a vehicle?"),
        (f"What did {A} see at the barn?", "did they move on?", f"What did {A} see at the barn? Did they move on?"),
        # nothing is referred to
        (PARK, "Where have knives been seen?", "Where have knives been seen?"),
        (PARK, "Which young people travel by train?", "Which young people travel by train?"),
        (PARK, f"What did {A} say in July?", f"What did {A} say in July?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_read_in_full(before: str, question: str, whole: str) -> None:
    found = reading(question, before)
    assert found.question.text == whole
    assert found.question.asked == tuple(dict.fromkeys(asked(whole).asked))


@pytest.mark.parametrize(
    ("question", "unsure"),
    [("did anyone see a vehicle?", True), ("did they move on?", False), ("who else was there?", False)],
)
def test_what_points_nowhere_may_stand_alone_where_no_rule_is_sure(question: str, unsure: bool) -> None:
    assert reading(question, PARK).unsure == unsure


def test_the_first_question_stands_alone() -> None:
    assert reading("and she?").question == asked("and she?")


def test_a_name_is_carried_over_several_turns_and_the_last_one_counts() -> None:
    assert reading("where does he live?", f"Who is {A}?", PARK).question.text == f"Where does {A} live, on 6 April?"
    assert reading("where does he live?", f"Who is {A}?", f"Who is {B}?").question.text == f"Where does {B} live?"


def test_of_two_people_the_first_is_meant_and_the_other_is_named() -> None:
    found = reading("and where does he live?", f"Does {A} know {B}?")
    assert found.question.text == f"Where does {A} live?"
    assert B in found.notices[0]


def test_the_other_of_a_name_is_whom_the_name_may_mean_as_well() -> None:
    first = asked(f"What did {A} do?", _7K3F9Q2M=(A[1:-1], B[1:-1], C[1:-1]))
    correction = asked(f"no, the other {A}", _7K3F9Q2M=(A[1:-1], B[1:-1], C[1:-1]))
    for found in (reading(correction, first), reading("no, the other one", first)):
        assert found.question.text == f"What did {B} do?"
        assert found.question.asked == ((B[1:-1], C[1:-1]),)
        assert found.notices == (f"Others it may be: {C}.",)


def test_whom_a_person_linked_with_the_one_that_was_meant_is_not_the_other() -> None:
    first = RedactedQuestion(
        f"What did {A} do?", ((A[1:-1], B[1:-1], C[1:-1]),), linked=((A[1:-1], B[1:-1], "analyst"),)
    )
    assert reading("no, the other one", first).question.asked == ((C[1:-1],),)


def test_where_nobody_else_has_the_name_nobody_is_asked_for() -> None:
    found = reading(asked(f"no, the other {A}"), f"What did {A} do?")
    assert (found.question.asked, found.notices) == (((),), (NOBODY_ELSE,))


def test_who_and_which_number_are_taken_from_the_answer_where_it_names_one_alone() -> None:
    said = Said(("N/1",), (f"Hirer = {B}, with {PHONE}.",))
    assert reading("and what else has she hired?", "Who hired the Corsa?", said=said).question.text == (
        f"What else has {B} hired?"
    )
    assert reading("who else uses that number?", f"What is on the card of {A}?", said=said).question.text == (
        f"Who else uses {PHONE}?"
    )
    seen = Said(("N/1",), (f"A blue Polo, index {CAR}, left.", "A red Golf was there."))
    for question, plate in (("When did the Polo leave?", f" {CAR}"), ("When did the Golf leave?", "")):
        whole = reading(question, "Which cars were at the barn?", said=seen).question.text
        assert whole == question.replace(" leave", f"{plate} leave")
    two = Said(("N/1",), (f"{A} and {B} hired it.",))
    assert reading("and what else has she hired?", "Who hired the Corsa?", said=two).question.tokens == ()


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("which of those were after March?", "Which vans are at the car wash after March?"),
        ("only those after 1 June", "Which vans are at the car wash after 1 June?"),
        ("Which of those mention knives?", "Which of the logs mention knives?"),
        ("and which of them vehicles were stopped?", "Which vehicles were stopped?"),
        ("Do those logs say who drove?", "Do the logs say who drove?"),
    ],
)
def test_those_are_the_logs_that_the_last_answer_cites(question: str, whole: str) -> None:
    found = reading(question, "Which vans are at the car wash?", said=Said(("N/1", "N/2")))
    assert (found.question.text, found.among) == (whole, ("N/1", "N/2"))
    assert found.words.casefold() in question.casefold()


def test_those_mean_no_log_where_the_answer_cites_none() -> None:
    assert reading("Which of those mention knives?", "Which vans are at the car wash?").among == ()


def test_a_declined_question_gives_a_follow_up_nothing_to_refer_to() -> None:
    declined = Turn(asked(f"Should {A} be arrested?"), declined=True)
    assert read(asked("who has been arrested?"), [declined]).question == asked("who has been arrested?")


def test_what_no_log_holds_stays_unknown_in_a_follow_up() -> None:
    first = RedactedQuestion(f"Who is {A}?", ((),), (A[1:-1],))
    found = reading("and which van does he drive?", first).question
    assert (found.asked, found.unknown) == (((),), (A[1:-1],))
