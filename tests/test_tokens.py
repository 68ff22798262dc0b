from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.redaction.tokens import TOKEN, Tokens, age_band, age_text, name_parts, normal_form, remainder, spoken
from index.redaction.types import EntityType

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
    ("DOB", "04071998", "04/07/1998"),
    ("DOB", "040798", "04/07/1998"),
    ("DOB", "19980704", "04/07/1998"),
    ("DOB", "4th of July '98", "04/07/1998"),
    ("PHONE", "7700 900123", "07700 900123"),
    ("PHONE", "0040 721 234 567", "+40 721 234 567"),
    ("PHONE", "oh seven seven double oh nine double oh one two three", "07700 900123"),
    ("PHONE", "07700 nine hundred 123", "07700 900123"),
    ("PHONE", "O77OO 9OO l2S", "07700 900125"),  # look-alikes are read, not left out
    ("PHONE", "+44 1632 960123 ext. 4", "01632 960123 x4"),
    ("VEHICLE_REG", "BD5I SMR", "BD51 SMR"),
    ("VEHICLE_REG", "Bravo Delta five one, Sierra Mike Romeo", "BD51 SMR"),
    ("VEHICLE_REG", "AB_12_CDE", "AB12 CDE"),  # seven characters: none was unseen
    ("VEHICLE_REG", "WK56 ?", "WK56"),
    ("EMAIL", "jim.k (at) example (dot) com", "jim.k@example.com"),
    ("EMAIL", "jim.k at example dot com", "jim.k@example.com"),
    ("PNC_ID", "2012/0345678A", "12/345678A"),
    ("PNC_ID", "12-345678A", "12/345678A"),
    ("CRO_NUMBER", "098441/02K", "98441/02K"),
    ("CRO_NUMBER", "SF 39/007P", "SF39/7P"),
    ("BANK_ACCOUNT", "44712098 20-00-00", "20-00-00 44712098"),
    ("CUSTODY_NUMBER", "48AA 1234 / 25", "48AA/1234/25"),
    ("IP_ADDRESS", "192[.]0[.]2[.]44", "192.0.2.44"),
    ("IP_ADDRESS", "2001:db8:0:0:0:0:0:1", "2001:DB8::1"),
    ("COORDINATES", "+52.44712 / -1.22098", "52.44712, -1.22098"),
    ("COORDINATES", "SU 123 456", "SU123456"),
    ("PERSON", "Mary O Brien", "Mary O'Brien"),
    ("PERSON", "O`Brien", "O’Brien"),
    ("PERSON", "O´Brien", "O’Brien"),
    ("PERSON", "OʼBRIEN, Mary", "Mary O’Brien"),
    ("PERSON", "Leo D Souza", "Leo D' Souza"),
    ("PERSON", "Lord Simon Pike", "Simon Pike"),
    ("OFFICER", "Detective Chief Inspector Lord", "DCI Lord"),
    ("OFFICER", "DI Palmer", "Palmer"),
    ("OFFICER", "Con 4821 Doyle", "Doyle"),
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
    ("PERSON", "Simon Lord", "Simon Judge"),
    ("PERSON", "Sarah Constable", "Sarah Sergeant"),
    ("PERSON", "Di Palmer", "Palmer"),
    ("PERSON", "D Smith", "D'Smith"),  # an initial
    ("PHONE", "oh seven seven double oh nine double oh three", "oh seven seven double oh nine double oh five"),
    ("PHONE", "07700 90012S", "07700 90012B"),
    ("PHONE", "01632 960123 ext 4", "01632 960123 ext 5"),
    ("VEHICLE_REG", "A?12 BCD", "A12 BCD"),
    ("VEHICLE_REG", "BD51 S..", "BD51 S."),
    ("VEHICLE_REG", "S123 ABC", "SI23 ABC"),  # a registration of its own, not a misread one
    ("VEHICLE_REG", "AB-151-CD", "AB15 ICD"),
    ("CRO_NUMBER", "1234/56A", "123/456A"),
    ("CASE_NUMBER", "28045/02", "2804/502"),
    ("CUSTODY_NUMBER", "48AA/1234/25", "48AA/12/3425"),
    ("IP_ADDRESS", "192.168.1.11", "192.168.11.1"),
    ("COORDINATES", "52.44712, -1.22098", "52.44712, 1.22098"),
    ("COORDINATES", "52.44712, -1.22098", "5.244712, -12.2098"),
    ("COORDINATES", "52°26'49\"N 1°13'15\"W", "52°26'49\"N 11°3'15\"W"),
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
    st.sampled_from([t.value for t in EntityType]),
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
    assert remainder("DOB", "020307", on=on) == "16-17"
    assert remainder("DOB", "the 2nd", on=on) == ""
    assert remainder("PERSON", "James Okafor", on=on) == ""
    assert age_text("aged 19") == "[AGE 18-24]"


def test_tokens_are_spoken_as_plain_words_for_embedding() -> None:
    text = "[PERSON 7K3F9Q2M] of [POSTCODE 7K3F9Q2M DT4], [AGE 18-24], drove [VEHICLE_REG 7K3F9Q2M]"
    assert spoken(text) == "a person of postcode DT4, aged 18-24, drove a vehicle registration"
