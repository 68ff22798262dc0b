"""What the name of a column says of its values."""

import re

import pytest

from index.records import Span
from index.redaction.attributes import cue_of, kind_of, with_values

MARK = re.compile(r"<(?P<type>[A-Z_]+):(?P<value>[^<>]+)>")


def values(column: str, marked: str) -> list[tuple[str, str]]:
    """The spans of a value, in which `<TYPE:value>` is what the detector found."""
    text, found = "", []
    for before, kind, value in re.findall(r"([^<]*)(?:<([A-Z_]+):([^<>]+)>)?", marked):
        start = len(text) + len(before)
        text += before + value
        found += [Span(start, len(text), kind, 0.9, "mark")] if kind else []
    spans = with_values(text, column, found, is_ordinary=lambda word: word in {"blue", "driver", "seen", "town"})
    return [(str(span.type), text[span.start : span.end]) for span in spans]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("DOB", "DOB"),
        ("Date of birth", "DOB"),
        ("nominal_dob", "DOB"),
        ("subjectDateOfBirth", "DOB"),
        ("Surname", "PERSON"),
        ("First name", "PERSON"),
        ("nominals", "PERSON"),
        ("Alias", "ALIAS"),
        ("sort code", "BANK_ACCOUNT"),
        ("PNC ID", "PNC_ID"),
        ("NI number", "NINO"),
        ("nino", "NINO"),
        ("NHS No.", "NHS_NUMBER"),
        ("Driving licence number", "DRIVING_LICENCE"),
        ("Custody number", "CUSTODY_NUMBER"),
        ("IP address", "IP_ADDRESS"),
        ("Home address", "ADDRESS"),
        ("addresses", "ADDRESS"),
        ("phone 2", "PHONE"),
        ("Mobile number", "PHONE"),
        ("VRMs", "VEHICLE_REG"),
        ("reporting_officer", "OFFICER"),
        ("custody_suite", ""),
        ("vehicle make", ""),
        ("number of persons", ""),
        ("source_url", ""),
        ("phone call summary", ""),
        ("status", ""),
    ],
)
def test_the_type_of_a_columns_values_is_known_by_its_name(column: str, kind: str) -> None:
    assert kind_of(column) == kind


@pytest.mark.parametrize(
    ("column", "value", "hidden"),
    [
        ("DOB", "12/05/2018", [("DOB", "12/05/2018")]),
        ("Surname", "Pike", [("PERSON", "Pike")]),
        ("sort code", "20-20-15", [("BANK_ACCOUNT", "20-20-15")]),
        ("mob", "<PAYMENT_CARD:4921>", [("PHONE", "4921")]),  # the column says more than the look
        ("passport", "Not at interview", []),
        ("account", "The witness said that at 2130 a man came, and at 2200 he went away again.", []),
        ("alias", "unknown", []),
        ("vehicles", "<VEHICLE_REG:AB12 CDE> / BD51 SMR", [("VEHICLE_REG", "AB12 CDE"), ("VEHICLE_REG", "BD51 SMR")]),
        ("vehicles", "AB12 CDE and BD51 SMR & a van", [("VEHICLE_REG", v) for v in ("AB12 CDE", "BD51 SMR", "a van")]),
        ("vrm", "<VEHICLE_REG:AB12 CDE> (blue Corsa, 2019)", [("VEHICLE_REG", "AB12 CDE")]),
        ("vrm", "<VEHICLE_REG:AB12 CDE> BD51", [("VEHICLE_REG", "AB12 CDE"), ("VEHICLE_REG", "BD51")]),
        ("DOB", "12 / 05 / 2018", [("DOB", "12 / 05 / 2018")]),
        ("officer", "PC 4821 Jones, PC 7713 Grice", [("OFFICER", "PC 4821 Jones"), ("OFFICER", "PC 7713 Grice")]),
        ("officer", "<PERSON:Ann Jones>", [("OFFICER", "Ann Jones")]),
        ("nominals", "Kit Zantor, Mark Qyrell", [("PERSON", "Kit Zantor"), ("PERSON", "Mark Qyrell")]),
        ("nominal", "Zantor, Kit Mark", [("PERSON", "Zantor, Kit Mark")]),
        ("nominal", "<PERSON:Kit Zantor> (driver)", [("PERSON", "Kit Zantor")]),
        ("nominal", "<PERSON:Kit> Zantor", [("PERSON", "Kit Zantor")]),
        ("nominal", "<PERSON:Kit Zantor> DOB <DOB:1/2/1990>", [("PERSON", "Kit Zantor"), ("DOB", "1/2/1990")]),
        ("status", "<PERSON:Kit> seen", [("PERSON", "Kit")]),
    ],
)
def test_each_value_of_a_column_is_an_identity_and_a_note_beside_it_is_none(
    column: str, value: str, hidden: list[tuple[str, str]]
) -> None:
    assert values(column, value) == hidden


@pytest.mark.parametrize(
    ("column", "cue"),
    [("Date of birth", "Date of birth: "), ("reg_no", "reg no: "), ("subjectDob", "subject Dob: "), ("", "")],
)
def test_a_columns_name_is_read_before_its_value(column: str, cue: str) -> None:
    assert cue_of(column) == cue
