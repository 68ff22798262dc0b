import pytest

from assistant.support import bind, check, content_words

SOURCE = (
    "At 0530 on 3 March the white minibus [VEHICLE_REG 7K3F9Q2M] dropped six men at Tidewater Yard;"
    " [PERSON 00000001] drove."
)

SUPPORTED = [
    "The white minibus [VEHICLE_REG 7K3F9Q2M] dropped six men at Tidewater Yard.",
    "[PERSON 00000001] drove the white minibus on 3 March.",
    "At 0530 the minibus dropped six men.",
]
UNSUPPORTED = [
    ("The white minibus [VEHICLE_REG 7K3F9Q2M] dropped nine men at Tidewater Yard.", "words"),  # a number as a word
    ("Kowalski dropped six men at Tidewater Yard.", "words"),  # a name at the start of the sentence
    ("The white minibus dropped six men in handcuffs at Tidewater Yard.", "words"),  # one word too many
    ("[PERSON 00000001] drove the minibus [VEHICLE_REG 7K3F9Q2M].", "order"),  # roles may have been swapped
    ("[PERSON 00000002] drove the white minibus.", "identity"),  # another person
    ("The white minibus dropped 9 men at Tidewater Yard.", "number"),  # another number
    ("The white minibus dropped six men at Tidewater Yard in April.", "number"),  # another month
    ("The white minibus dropped six men at Harbour Yard.", "name"),  # another place
    ("The white minibus did not drop six men at Tidewater Yard.", "denies"),  # the opposite
    ("Passports are kept by the manager of the wash.", "words"),  # another matter
]


@pytest.mark.parametrize("sentence", SUPPORTED)
def test_a_sentence_in_the_words_of_its_source_is_supported(sentence: str) -> None:
    assert check(sentence, SOURCE, 0.8).verdict == "supported"


@pytest.mark.parametrize(("sentence", "reason"), UNSUPPORTED)
def test_a_sentence_that_differs_from_its_source_is_refused_with_the_reason(sentence: str, reason: str) -> None:
    found = check(sentence, SOURCE, 0.8)
    assert found.verdict == "unsupported"
    assert reason in found.reason


def test_what_the_source_denies_is_not_a_fact() -> None:
    found = check(
        "Passports were held by the manager.", "There was no sign that passports were held by the manager.", 0.9
    )
    assert found.verdict == "unsupported"


def test_what_the_source_believes_is_not_certain() -> None:
    found = check("The van belongs to the landlord.", "It is believed that the van belongs to the landlord.", 0.9)
    assert "unsure" in found.reason


@pytest.mark.parametrize(
    ("sentence", "stretch"),
    [
        ("He owned the Corsa but no men were seen.", "He denied owning the Corsa but men were seen sleeping."),
        ("[PERSON 00000002] paid [PERSON 00000001].", "[PERSON 00000001] paid [PERSON 00000002]."),
        ("There were 40 knives and 3 wraps.", "There were 3 knives and 40 wraps."),
        ("[DOB 00000001 10-13] was seen.", "[DOB 00000001 25-34] was seen."),
        ("The landlord was not there.", "The landlord was there."),
    ],
)
def test_the_same_words_that_say_something_else_are_refused(sentence: str, stretch: str) -> None:
    assert check(sentence, stretch, 0.95).verdict == "unsupported"


def test_shared_words_without_shared_meaning_are_refused() -> None:
    assert check(SUPPORTED[0], SOURCE, 0.2).verdict == "unsupported"


def test_a_sentence_is_bound_to_the_stretch_that_supports_it_not_to_the_nearest() -> None:
    stretches = ["The white minibus dropped nine men at Tidewater Yard.", SOURCE]
    position, support = bind(SUPPORTED[0], stretches, [0.9, 0.8])
    assert (position, support.verdict) == (1, "supported")


def test_a_sentence_that_nothing_supports_is_bound_to_nothing() -> None:
    position, support = bind(UNSUPPORTED[0][0], [SOURCE], [0.9])
    assert (position, support.verdict) == (None, "unsupported")
    assert bind("Anything.", [], [])[0] is None


def test_content_words_leave_out_tokens_and_plain_words() -> None:
    assert content_words("The [PERSON 7K3F9Q2M] was seen with passports") == {"seen", "passport"}


@pytest.mark.parametrize(
    ("one", "many"),
    [("vehicle", "vehicles"), ("phone", "phones"), ("address", "addresses"), ("box", "boxes"), ("party", "parties")],
)
def test_singular_and_plural_are_one_word(one: str, many: str) -> None:
    assert content_words(one) == content_words(many)


def test_different_words_stay_different() -> None:
    assert len(content_words("wage wag car care pass past plan plane")) == 8
