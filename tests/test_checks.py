import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.redaction import checks


@pytest.mark.parametrize(
    ("check", "number", "valid"),
    [
        (checks.nhs_number, "943 476 5919", True),
        (checks.nhs_number, "943 476 5918", False),
        (checks.nhs_number, "943 476 591", False),
        (checks.pnc_id, "2002/0073319Z", True),
        (checks.pnc_id, "20/9N", True),  # serials may be written without their zeros
        (checks.pnc_id, "99/123456X", True),
        (checks.pnc_id, "99/123456Y", False),
        (checks.cro_number, "097501/98T", True),
        (checks.cro_number, "97501/98T", True),
        (checks.cro_number, "97501/98U", False),
        (checks.nino, "AB 12 34 56 C", True),
        (checks.nino, "QQ 12 34 56 C", False),  # Q is never a prefix letter
        (checks.nino, "GB123456A", False),  # a prefix that is not issued
        (checks.nino, "AO123456A", False),  # O is never the second letter
        (checks.nino, "AB123456E", False),
        (checks.iban, "GB82 WEST 1234 5698 7654 32", True),
        (checks.iban, "GB82 WEST 1234 5698 7654 33", False),
        (checks.vin, "WVWZZZ1JZXW000001", True),
        (checks.vin, "WVWZZZ1JZXW00000O", False),  # no letter O
        (checks.vin, "12345678901234567", False),
        (checks.driving_licence, "MORGA 657054 SM9IJ", True),
        (checks.driving_licence, "LEE99 804128 J99AB", True),
        (checks.driving_licence, "MORGA 699054 SM9IJ", False),  # month 99
        (checks.luhn, "4111 1111 1111 1111", True),
        (checks.luhn, "4111 1111 1111 1112", False),
        (checks.luhn, "7", False),
        (checks.pesel, "44051401359", True),
        (checks.pesel, "44051401358", False),
        (checks.pesel, "44151401359", False),  # month 15
        (checks.cnp, "1800101221144", True),
        (checks.cnp, "1800101221145", False),
        (checks.cnp, "0800101221144", False),  # no such sex and century
        (checks.dni, "12345678Z", True),
        (checks.dni, "12345678-Z", True),
        (checks.dni, "12345678A", False),
    ],
)
def test_identifiers_are_told_from_look_alikes(check, number: str, valid: bool) -> None:
    assert check(number) is valid


@given(st.integers(0, 10**14 - 1))
def test_exactly_one_last_digit_satisfies_luhn(body: int) -> None:
    assert sum(checks.luhn(f"{body:014d}{digit}") for digit in range(10)) == 1


@given(st.integers(0, 99), st.integers(0, 9_999_999))
def test_exactly_one_letter_completes_a_pnc_id(year: int, serial: int) -> None:
    letters = [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if checks.pnc_id(f"{year:02d}/{serial:07d}{c}")]
    assert len(letters) == 1


@given(st.integers(0, 10**9 - 1))
def test_at_most_one_last_digit_completes_an_nhs_number(body: int) -> None:
    assert sum(checks.nhs_number(f"{body:09d}{digit}") for digit in range(10)) <= 1


@given(st.text(max_size=40))
def test_no_check_fails_on_any_text(text: str) -> None:
    for check in (
        checks.nhs_number,
        checks.luhn,
        checks.pnc_id,
        checks.cro_number,
        checks.asn,
        checks.nino,
        checks.iban,
        checks.vin,
        checks.pesel,
        checks.cnp,
        checks.dni,
    ):
        assert check(text) in (True, False)
