from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.redaction.tokens import TOKEN, Tokens, age_band, age_text, name_parts, normal_form, remainder, spoken

SAME = [
    ("PERSON", "OKAFOR, James", "James Okafor"),
    ("PERSON", "Mr James OKAFOR", "james okafor's"),
    ("PERSON", "Ștefan Lupu", "STEFAN LUPU"),
    ("OFFICER", "PC 4821 JONES", "Jones"),
    ("PHONE", "+44 7700 900123", "07700 900 123"),
    ("PHONE", "0044 (0)7700 900123", "07700900123"),
    ("VEHICLE_REG", "ab12 cde", "AB12CDE"),
    ("ADDRESS", "11B Capstan Rd", "11b CAPSTAN ROAD"),
    ("DOB", "4.7.98", "04/07/1998"),
    ("BANK_ACCOUNT", "20-71-18 40351276", "207118 40351276"),
    ("BANK_ACCOUNT", "20-71-18 / 40351276", "sort 20-71-18 acc 40351276"),
    ("PERSON", "Łukasz Wróbel", "LUKASZ WROBEL"),
    ("PERSON", "Kwabena Osei-Mensah", "OSEI MENSAH, Kwabena"),
    ("PERSON", "Jordan Mc Garvey", "Jordan McGarvey"),
    ("PERSON", "Conn Ó Briain", "Conn O'Briain"),
    ("PERSON", "TR0Y ASAM0AH", "Troy Asamoah"),
    ("OFFICER", "T/DS Jones", "DS Jones"),
    ("ALIAS", "the Laird", "Laird"),
    ("PHONE", "O77OO 9OO 5O6", "07700 900506"),
    ("ADDRESS", "Flat 2, 11 Capstan Rd", "11 Capstan Road, Flat 2"),
    ("ADDRESS", "apt 2 11 Capstan Road, DT4 8ZR", "Flat 2 11 Capstan Road"),
    ("ADDRESS", "2 St Aubrey's Walk", "2 Saint Aubreys Walk"),
    ("SOCIAL_HANDLE", "@Jinx_99", "jinx_99"),
    ("EMAIL", "J.Smith@example.org", "mailto:j.smith@example.org"),
    ("DOB", "4 July 1998", "04/07/98"),
    ("DOB", "July 4th, 1998", "1998-07-04"),
]
DIFFERENT = [
    ("PERSON", "James Okafor", "Jane Okafor"),
    ("PERSON", "James Okafor", "Okafor"),
    ("PHONE", "07700 900123", "07700 900124"),
    ("ADDRESS", "11 Capstan Road", "11B Capstan Road"),
    ("DOB", "04/07/1998", "07/04/1998"),
    ("EMAIL", "j.smith@example.org", "jsmith@example.org"),
    ("SOCIAL_HANDLE", "@jinx_99", "@jinx.99"),
    ("PERSON", "A. Warsame", "Warsame"),
]


@pytest.mark.parametrize(("kind", "a", "b"), SAME)
def test_spellings_of_one_identity_have_one_normal_form(kind: str, a: str, b: str) -> None:
    assert normal_form(kind, a) == normal_form(kind, b)


@pytest.mark.parametrize(("kind", "a", "b"), DIFFERENT)
def test_different_identities_keep_different_normal_forms(kind: str, a: str, b: str) -> None:
    assert normal_form(kind, a) != normal_form(kind, b)


def test_name_parts_come_forename_first_without_title_rank_and_number() -> None:
    assert name_parts("OKAFOR, Mr James") == ("james", "okafor")
    assert name_parts("DS 1123 Blythe") == ("blythe",)


@given(
    st.text(min_size=1, max_size=40).filter(lambda s: any(c.isalnum() for c in s)),
    st.sampled_from(["PERSON", "PHONE", "ADDRESS", "DOB"]),
)
def test_what_has_a_letter_or_digit_has_a_normal_form(surface: str, kind: str) -> None:
    assert normal_form(kind, surface) or not surface.isascii()


@given(st.binary(min_size=32, max_size=32), st.text(max_size=30))
def test_a_token_is_recognised_as_one_and_depends_on_the_key(key: bytes, value: str) -> None:
    identity = Tokens(key).identity("PERSON", value)
    assert TOKEN.fullmatch(f"[{identity}]")
    assert identity == Tokens(key).identity("PERSON", value)
    assert identity != Tokens(bytes(b ^ 1 for b in key)).identity("PERSON", value)
    assert identity != Tokens(key).identity("PERSON", value, attempt=1)


@pytest.mark.parametrize(
    ("years", "band"),
    [(0, "0-9"), (9, "0-9"), (13, "10-13"), (17, "16-17"), (18, "18-24"), (64, "55-64"), (65, "65+"), (101, "65+")],
)
def test_ages_fall_in_bands_that_follow_the_law(years: int, band: str) -> None:
    assert age_band(years) == band


def test_what_the_policy_keeps_of_an_identity_stays_visible() -> None:
    on = date(2025, 3, 1)
    assert remainder("POSTCODE", "DT4 8ZR", on=on) == "DT4"
    assert remainder("DOB", "02/03/2007", on=on) == "16-17"
    assert remainder("DOB", "the 2nd", on=on) == ""
    assert remainder("PERSON", "James Okafor", on=on) == ""
    assert age_text("aged 19") == "[AGE 18-24]"


def test_tokens_are_spoken_as_plain_words_for_embedding() -> None:
    text = "[PERSON 7K3F9Q2M] of [POSTCODE 7K3F9Q2M DT4], [AGE 18-24], drove [VEHICLE_REG 7K3F9Q2M]"
    assert spoken(text) == "a person of postcode DT4, aged 18-24, drove a vehicle registration"
