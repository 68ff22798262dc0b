import time

import pytest

from index.redaction.identifiers import find_identifiers
from index.redaction.spans import resolve


def found(text: str) -> list[tuple[str, str]]:
    return [(str(span.type), text[span.start : span.end]) for span in resolve(find_identifiers(text))]


@pytest.mark.parametrize(
    ("text", "kind", "hidden"),
    [
        ("white van KX19 TBO left", "VEHICLE_REG", "KX19 TBO"),
        ("white van kx19tbo left", "VEHICLE_REG", "kx19tbo"),
        ("GX 16 FVT outside", "VEHICLE_REG", "GX 16 FVT"),
        ("old Rover, S471 OTN", "VEHICLE_REG", "S471 OTN"),  # prefix style
        ("old Rover, KBT 663P", "VEHICLE_REG", "KBT 663P"),  # suffix style
        ("plate LHZ 6114", "VEHICLE_REG", "LHZ 6114"),  # Northern Ireland
        ("reg WVA 7 seen", "VEHICLE_REG", "WVA 7"),  # dateless, with a cue
        ("part VRM BD62", "VEHICLE_REG", "BD62"),
        ("index WT19 D, rest not seen", "VEHICLE_REG", "WT19 D"),
        ("moped HK5? GLW", "VEHICLE_REG", "HK5? GLW"),
        ("Q413 KEX", "VEHICLE_REG", "Q413 KEX"),
        ("a 191-D-40428 van", "VEHICLE_REG", "191-D-40428"),
        ("rang 07700 900123", "PHONE", "07700 900123"),
        ("rang 07700900123 twice", "PHONE", "07700900123"),
        ("rang +44 (0)7700 900 123", "PHONE", "+44 (0)7700 900 123"),
        ("rang 0044 7700 900123", "PHONE", "0044 7700 900123"),
        ("office 0161 496 0127", "PHONE", "0161 496 0127"),
        ("office 01 21 496 0508", "PHONE", "01 21 496 0508"),
        ("from +63 917 555 0143", "PHONE", "+63 917 555 0143"),
        ("phone ending 633", "PHONE", "633"),
        ("NINO AB 12 34 56 C", "NINO", "AB 12 34 56 C"),
        ("NHS no 943 476 5919", "NHS_NUMBER", "943 476 5919"),
        ("NHS no 943 476 5918 (mistyped?)", "NHS_NUMBER", "943 476 5918"),
        ("PNC 99/123456X", "PNC_ID", "99/123456X"),
        ("PNC2002/0073319Z", "PNC_ID", "2002/0073319Z"),
        ("CRO 097501/98T", "CRO_NUMBER", "097501/98T"),
        ("CRO SF39/123456T", "CRO_NUMBER", "SF39/123456T"),
        ("custody AB/CD/25/01102", "CUSTODY_NUMBER", "AB/CD/25/01102"),
        ("passport 071938258 held", "PASSPORT", "071938258"),
        ("ppt C4718326 held", "PASSPORT", "C4718326"),
        ("D/L MORGA657054SM9IJ", "DRIVING_LICENCE", "MORGA657054SM9IJ"),
        ("IMEI 35-557847-444052-2", "IMEI", "35-557847-444052-2"),
        ("paid to 04-00-04 12345678", "BANK_ACCOUNT", "04-00-04 12345678"),
        ("paid to 04-00-04 / 12345678", "BANK_ACCOUNT", "04-00-04 / 12345678"),
        ("paid to 04-00-04 acct 12345678", "BANK_ACCOUNT", "04-00-04 acct 12345678"),
        ("IBAN GB82 WEST 1234 5698 7654 32.", "BANK_ACCOUNT", "GB82 WEST 1234 5698 7654 32"),
        ("card 4111 1111 1111 1111", "PAYMENT_CARD", "4111 1111 1111 1111"),
        ("write to a.b-c@example.org.", "EMAIL", "a.b-c@example.org"),
        ("posted by @some.one_9", "SOCIAL_HANDLE", "@some.one_9"),
        ("snap: someoneelse", "SOCIAL_HANDLE", "someoneelse"),
        ("see instagram.com/some.one", "SOCIAL_HANDLE", "some.one"),
        ("from 192.0.2.44 at", "IP_ADDRESS", "192.0.2.44"),
        ("at ///filled.count.soap now", "WHAT3WORDS", "///filled.count.soap"),
        ("at 52.4796, -1.9026", "COORDINATES", "52.4796, -1.9026"),
        ("at SP 06519 86684", "COORDINATES", "SP 06519 86684"),
        ("of ZE1 0AA", "POSTCODE", "ZE1 0AA"),
        ("of ze10aa, upstairs", "POSTCODE", "ze10aa"),
        ("VIN WVWZZZ1JZXW000001", "VIN", "WVWZZZ1JZXW000001"),
        ("prisoner A1234AA moved", "PRISON_NUMBER", "A1234AA"),
        ("ASN 18/01ZD/01/12345678901A", "ASN", "18/01ZD/01/12345678901A"),
    ],
)
def test_identifier_is_found_whole_and_alone(text: str, kind: str, hidden: str) -> None:
    assert found(text) == [(kind, hidden)]


@pytest.mark.parametrize(
    "text",
    [
        "seen 12/03/2025 at 2130hrs",
        "between 0110-0345 on 04-05-2024",
        "£1,200 and 30,000 sticks",
        "graded B21, now 2/B/C",
        "b1 and the other",
        "P1 OFF the M25 AND the A17",
        "CRIME 55250032260 refers",
        "crime ref CRI/2911048/25",
        "CAD 1234 of 04JUL19",
        "no. 14 bus, 3rd stop, E1 2nd floor",
        "exhibit AB/7",
        "on at 7.30, off by 22.15",
        "see https://example.org/page for the advert",
    ],
)
def test_dates_money_grades_and_record_references_are_kept(text: str) -> None:
    assert found(text) == []


def test_a_cue_speaks_for_everything_listed_after_it() -> None:
    assert [hidden for _, hidden in found("passports: P7704184B, 071938258 and C4718326")] == [
        "P7704184B",
        "071938258",
        "C4718326",
    ]


@pytest.mark.parametrize("piece", ["0", "a", "1 ", "A1/", "-", "9.", "@a", "AB12 "])
def test_a_hostile_text_costs_linear_time(piece: str) -> None:
    started = time.perf_counter()
    find_identifiers(piece * (20_000 // len(piece)))
    assert time.perf_counter() - started < 3


def test_the_accounts_of_a_list_stay_apart():
    accounts = ["04-00-75 10388214", "04-00-75 10388222", "04-00-76 55100731"]
    assert found(f"All accounts ({', '.join(accounts)}) seen") == [("BANK_ACCOUNT", account) for account in accounts]
    turned = [f"{account[9:]} {account[:8]}" for account in accounts]
    assert found(f"to {', '.join(turned)}") == [("BANK_ACCOUNT", account) for account in turned]
