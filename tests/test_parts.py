import pytest

from assistant.parts import leans, parts, refers_back
from index.records import RedactedQuestion

PERSON, VEHICLE = "PERSON 7K3F9Q2M", "VEHICLE_REG 00000001"


def asked(text: str, *groups: tuple[str, ...], unknown: tuple[str, ...] = ()) -> list[str]:
    return [part.text for part in parts(RedactedQuestion(text, groups, unknown))]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who hired the Corsa and what did it cost?", ["Who hired the Corsa", "what did it cost?"]),
        ("Who hired the Corsa? Where was it returned?", ["Who hired the Corsa?", "Where was it returned?"]),
        ("Was the yard searched, and did the officers seize phones?", 2),
        ("What does the advert promise, how much is the fee?", 2),
        # one question each
        ("When and where was the Corsa stopped?", 1),
        ("Who carried a knife or other weapon, and when?", 1),  # "when" says nothing on its own
        ("Who drove the man who was stopped and has a van?", 1),  # it goes on describing
        ("Which flats and which houses?", 2),
        ("Describe the minibus and the trailer", 1),
        ("", 1),
    ],
)
def test_a_question_is_cut_where_it_asks_another_thing(question: str, found: list[str] | int) -> None:
    cut = asked(question)
    assert cut == found if isinstance(found, list) else len(cut) == found


def test_a_part_that_names_nobody_is_about_those_named_before_it() -> None:
    whole = RedactedQuestion(f"Who drove [{VEHICLE}] and where was it searched?", ((VEHICLE,),))
    assert [part.asked for part in parts(whole)] == [((VEHICLE,),), ((VEHICLE,),)]
    whole = RedactedQuestion(f"Where is the yard and who drove [{VEHICLE}]?", ((VEHICLE,),))
    assert [part.asked for part in parts(whole)] == [(), ((VEHICLE,),)]


def test_the_parts_of_a_follow_up_are_about_those_named_in_the_questions_before() -> None:
    whole = RedactedQuestion("and where was it searched and who paid?", ((VEHICLE,), ()))
    assert [part.asked for part in parts(whole)] == [((VEHICLE,), ()), ((VEHICLE,), ())]


def test_a_part_asks_only_for_the_identities_that_it_names() -> None:
    text = f"Who drove [{VEHICLE}] and what passports does [{PERSON}] keep?"
    first, second = parts(RedactedQuestion(text, ((VEHICLE,), ()), unknown=(PERSON,)))
    assert (first.asked, first.unknown) == (((VEHICLE,),), ())
    assert (second.asked, second.unknown) == (((),), (PERSON,))


@pytest.mark.parametrize(
    ("part", "is_leaning", "is_referring"),
    [
        ("what was on him?", True, True),
        ("who is the registered keeper?", True, False),
        ("who brought him in to be looked at by the nurse?", True, True),
        ("what was found in the freezer of the noodle takeaway?", False, False),
        ("who was there?", True, True),
        ("are there reports of knives at the college?", True, False),
        ("what did the lab find on the knife from Easton?", False, False),
        (f"where does [{PERSON}] live?", False, False),
    ],
)
def test_a_part_that_says_too_little_by_itself_leans_on_what_stands_before_it(
    part: str, is_leaning: bool, is_referring: bool
) -> None:
    asked = RedactedQuestion(part)
    assert (leans(asked), refers_back(asked)) == (is_leaning, is_referring)
