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


@pytest.mark.parametrize(
    ("sentence", "stretch"),
    [
        ("The landlord kept the passports.", "The landlord refused to keep the passports."),
        ("The girls moved to Poole.", "He planned for the girls, and wanted to have them moved to Poole."),
        ("The tenant works at the yard.", "The tenant turned down work at the yard."),
        ("He burnt the van.", "He threatened to burn the van."),
    ],
)
def test_what_was_only_meant_is_not_done(sentence: str, stretch: str) -> None:
    assert "only meant" in check(sentence, stretch, 0.9).reason


def test_what_was_meant_and_is_told_as_meant_is_supported() -> None:
    stretch = "He threatened to burn the van and drove off."
    assert check("He threatened to burn the van.", stretch, 0.9).verdict == "supported"
    assert check("He drove off.", stretch.replace(" and", ", then"), 0.9).verdict == "supported"


KEEPS = "The tenant keeps passports in a drawer."
SAID = "The landlord told us that the tenant keeps passports in a drawer."


@pytest.mark.parametrize(
    ("sentence", "stretch", "verdict", "reason"),
    [
        ("The landlord says that the tenant keeps passports.", SAID, "supported", ""),
        ("The tenant says that the landlord keeps passports.", SAID, "unsupported", "somebody else"),
        ("The tenant keeps passports in a drawer.", SAID, "partly", "what somebody said"),
        ("Passports are in a drawer, says the tenant.", KEEPS, "unsupported", "states"),
        ("The tenant said passports are in a drawer.", KEEPS, "unsupported", "states"),
        ("Passports are in a drawer, says the landlord.", SAID, "supported", ""),
        ("The tenant said his drawer has passports.", "He said the tenant's drawer has passports.", "partly", "names"),
        ("[PERSON 00000002] said the van left.", "[PERSON 00000001] said of [PERSON 00000002]: the van left.",
         "unsupported", "somebody else"),
        ("According to the landlord the van left.", "According to the landlord, the van left.", "supported", ""),
        ("The van left.", "The van left. The landlord said it was hired.", "supported", ""),
        ("The van may be white.", "The van is white.", "partly", "less certain"),
    ],
)  # fmt: skip
def test_who_said_it_and_how_surely_must_agree(sentence: str, stretch: str, verdict: str, reason: str) -> None:
    found = check(sentence, stretch, 0.9)
    assert found.verdict == verdict
    assert reason in found.reason


def test_a_stretch_that_supports_in_full_goes_before_one_that_does_so_partly() -> None:
    plain = "The tenant keeps passports in a drawer."
    assert bind(plain, [SAID, plain], [0.9, 0.8])[0] == 1
    position, support = bind(plain, [SAID, "The yard was empty."], [0.9, 0.8])
    assert (position, support.verdict) == (0, "partly")


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
