import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.patterns.negation import hedges, is_denied, negations, scopes


def negated(sentence: str, wording: str) -> bool:
    start = sentence.index(wording)
    return is_denied(scopes(sentence), [(start, start + len(wording))])


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [
        ("There was no sign of passports being held.", "passports"),
        ("Nothing to suggest that wages are withheld, beds shared or doors locked.", "beds"),
        ("She said he was not locked in.", "locked in"),
        ("He wasn't beaten.", "beaten"),
        ("He denied owing a debt.", "debt"),
        ("Two mattresses without bedding", "bedding"),
        ("Passports in own possession.", "Passports"),
        ("Mattresses: none seen.", "Mattresses"),
        ("The locked door was not seen by officers.", "locked door"),
        ("A weapon was ruled out.", "weapon"),
        ("The debt was denied by both.", "debt"),
        ("No knives, machetes or guns were recovered.", "guns"),
        ("No sign of injury or weapons, and a van.", "weapons"),
        ("No sign that he was beaten and was locked in.", "locked in"),
        ("He denied being beaten and threatened.", "threatened"),
        ("She denied that wages are kept and are owed.", "owed"),
        ("He was not paid or fed and sleeps there.", "fed"),
        ("Officers did not find knives and machetes.", "machetes"),
        ("They do not hold passports and contracts in the office.", "contracts"),
        ("No knives and machetes were found.", "machetes"),
        ("No knife was found.", "knife"),
        ("No workers were locked in and beaten.", "beaten"),
        ("Nobody was locked in and beaten by him.", "beaten"),
        ("He had no knife and machete in the car.", "machete"),
        ("Room with no locked doors or mattresses", "mattresses"),
        ("A male with no weapons seen in his hands", "weapons"),
        ("Stopped with no injuries caused by a knife.", "knife"),
        ("Left without his passport or wages", "wages"),
        ("No food, cash or weed in the car", "weed"),
        ("He had no cash and weed in the car.", "weed"),
        ("Indicators of trafficking not present.", "trafficking"),
        ("The workers were not present.", "workers"),
    ],
)
def test_a_wording_within_the_reach_of_a_cue_is_negated(sentence: str, wording: str) -> None:
    assert negated(sentence, wording)


@pytest.mark.parametrize(
    ("sentence", "wording", "remark"),
    [
        ("No knife was found but a machete was in the boot.", "machete", "a contrast ends the reach"),
        ("No plate seen, male had a machete.", "machete", "so does a comma outside a list"),
        ("Staff are not local and they keep passports.", "passports", "so does and with a new subject"),
        ("No doubt the passports are held.", "passports", "a set phrase"),
        ("He did not want to say that wages are withheld.", "wages", "a refusal to speak"),
        ("Not known whether a debt is owed.", "debt", "what is unknown is hedged, not negated"),
        ("Cannot rule out that a knife was carried.", "knife", "a double negative"),
        ("He has no day off.", "no day off", "the cue is part of the wording"),
        ("He was denied food and wages.", "wages", "denied in the sense of refused"),
        ("They are not paid and sleep above the shop.", "sleep above", "and with a new verb ends it"),
        ("He is not allowed out and works 14 hours a day.", "works", "so does another person of the verb"),
        ("He could not work and was beaten by the foreman with a bat.", "bat", "another tense"),
        ("They never go out and still sleep in the kitchen.", "kitchen", "a verb behind an adverb"),
        ("He was never paid and threatened by the boss.", "threatened", "a verb with an ending"),
        ("Wages were not paid and passports were taken by the manager.", "passports", "another subject with its verb"),
        ("Wages not paid and passports kept by the manager.", "passports", "the same without its auxiliary"),
        ("Left without paying and stole a van.", "van", "without behaves like not before such a word"),
        ("He has no passport and is locked in at night.", "locked in", "nor does what he has not go on with a verb"),
        ("Workers have no contract and are paid £20 a day.", "paid", "and here"),
        ("No papers and sleeps in the shop.", "sleeps", "in few words, too"),
        ("No staff were paid and passports are kept.", "passports", "nor what did not happen to anybody"),
        ("No sign of injury and is locked in at night.", "locked in", "nor what there was no sign of"),
        ("He denied the assault and was seen with a knife.", "knife", "nor what somebody denied"),
        (
            "A male of no fixed abode carried a knife in his waistband.",
            "knife",
            "what tells of somebody ends at a verb",
        ),
        ("Male with no previous convictions had a machete.", "machete", "and there"),
        ("Car with no plates dropped the workers at the factory.", "workers", "and there"),
        ("A man without papers works at the car wash.", "works", "and there"),
        ("Above is a store with no window, a camp bed and clothes.", "camp bed", "a list of no has no articles"),
        ("Flat no 3 has six mattresses on the floor.", "mattresses", "a number"),
        ("Room No. 4 has six mattresses on the floor.", "mattresses", "a number with its stop"),
        ("Two bank cards in names of people not present.", "bank cards", "only the people are not there"),
        ("Passports are held by the boss.", "Passports", "no cue at all"),
        ("The Notley minibus came at 5am.", "minibus", "a cue is a whole word"),
    ],
)
def test_a_wording_outside_every_reach_is_not_negated(sentence: str, wording: str, remark: str) -> None:
    assert not negated(sentence, wording), remark


@pytest.mark.parametrize(
    ("sentence", "hedge"),
    [
        ("It is believed that he sleeps there.", "believed"),
        ("He may sleep there.", "may"),
        ("Allegedly the wages are kept.", "Allegedly"),
        ("This is unconfirmed.", "unconfirmed"),
        ("It is not known who holds them.", "not known"),
    ],
)
def test_a_supposition_is_hedged(sentence: str, hedge: str) -> None:
    assert [sentence[start:end] for start, end in hedges(sentence)] == [hedge]


@pytest.mark.parametrize("sentence", ["He sleeps there.", "Seen on 3 May 2025 by the gate.", "A knife was found."])
def test_a_plain_statement_is_not_hedged(sentence: str) -> None:
    assert hedges(sentence) == []


@given(st.lists(st.sampled_from("no not knife , and he but seen ruled out : denied without or".split())).map(" ".join))
def test_reaches_lie_within_the_sentence(sentence: str) -> None:
    assert all(0 <= start <= end <= len(sentence) for start, end in negations(sentence))


@pytest.mark.parametrize("piece", ["not/", "no;", "not know ", "not a and ", "a ", "ed ", "and ed ", "not present/"])
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    def seconds(length: int) -> float:
        begun = time.process_time()
        scopes(piece * (length // len(piece)))
        return time.process_time() - begun

    once, twice = (min(seconds(length) for _ in range(2)) for length in (5_000, 10_000))
    assert twice < 3 * once + 0.3
