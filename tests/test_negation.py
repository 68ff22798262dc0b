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
