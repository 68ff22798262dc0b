"""A policy file: what it may say, what is wrong with it, and what a redactor does with it."""

import re
from datetime import date
from pathlib import Path

import pytest

from index.errors import BadPolicy
from index.records import Span
from index.redaction.months import month_text
from index.redaction.policy import RedactionPolicy, default_policy, load_policy, recorded_policy
from index.redaction.spans import resolve
from index.redaction.tokens import GENERALISED, spoken
from index.redaction.types import KEPT, EntityType
from tests.test_redactor import redactor


def policy(folder: Path, text: str) -> RedactionPolicy:
    path = folder / "own.toml"
    path.write_text(text)
    return load_policy(path)


def redacted(text: str, **actions: str) -> str:
    red = redactor(policy=RedactionPolicy({**default_policy().actions, **actions}))
    (redaction,) = red.texts([text], on=date(2025, 3, 9))
    return re.sub(r"(?<= )[0-9A-Z]{8}(?=[ \]])", "ID", redaction.text.replace("<", "").replace(">", ""))


def test_the_default_policy_lists_every_type() -> None:
    assert set(default_policy().actions) == set(EntityType) | KEPT
    assert default_policy().readable == ()


def test_an_own_policy_needs_only_the_lines_that_differ(tmp_path: Path) -> None:
    own = policy(tmp_path, '[types]\nLOCATION = "replace" # towns, too\n')
    assert own.action("LOCATION") == "replace"
    assert own.action("PERSON") == "replace"
    assert own.stricter(default_policy()) == {"LOCATION"}
    assert recorded_policy(own.text) == own
    assert own.digest != default_policy().digest


def test_a_direct_identifier_that_is_kept_is_named(tmp_path: Path) -> None:
    assert policy(tmp_path, '[types]\nOFFICER = "keep"\nAGE = "keep"').readable == ("OFFICER",)


WRONG = [
    ('[types]\n\nPERSN = "replace"', r"own.toml:3: .*not known; use one of .*PERSON"),
    ('[types]\nPERSON = "hide"', r"own.toml:2: PERSON: .*use one of replace, generalise, keep"),
    ('[types]\nPHONE = "generalise"', r"own.toml:2: PHONE cannot be generalised, only .*POSTCODE"),
    ("[types]\nPERSON = 3", r"own.toml:2: PERSON: the action is not known"),
    ("[types]\nPERSON = ", r"own.toml:2: this is no TOML"),
    ('PERSON = "keep"', r"own.toml: expected one table"),
    ('[types]\nPERSON = "keep"\n[other]\na = 1', r"own.toml: expected one table"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_named_with_place_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BadPolicy, match=message):
        policy(tmp_path, text)


def test_a_policy_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match=r"none\.toml"):
        load_policy(tmp_path / "none.toml")


# (raw text, policy's lines, redacted text)
ACTIONS = [
    ("<AGE:19>", {}, "AGE:[AGE 18-24]"),
    ("<AGE:19>", {"AGE": "replace"}, "AGE:[AGE ID]"),
    ("<AGE:19>", {"AGE": "keep"}, "AGE:19"),
    ("<DOB:1/2/2001>", {}, "DOB:[DOB ID 18-24]"),
    ("<DOB:1/2/2001>", {"DOB": "replace"}, "DOB:[DOB ID]"),
    ("<POSTCODE:DT4 8ZR>", {}, "POSTCODE:[POSTCODE ID DT4]"),
    ("<POSTCODE:DT4 8ZR>", {"POSTCODE": "replace"}, "POSTCODE:[POSTCODE ID]"),
    ("<PERSON:Jo Smith>", {"PERSON": "keep"}, "PERSON:Jo Smith"),
    ("<LOCATION:Weymouth>", {}, "LOCATION:Weymouth"),
    ("<LOCATION:Weymouth>", {"LOCATION": "replace"}, "LOCATION:[LOCATION ID]"),
    ("<DATE_TIME:3 March 2025>", {"DATE_TIME": "generalise"}, "DATE_TIME:[MONTH 2025-03]"),
    ("<DATE_TIME:3 March 2025>", {"DATE_TIME": "replace"}, "DATE_TIME:[DATE_TIME ID]"),
]


@pytest.mark.parametrize(("raw", "actions", "text"), ACTIONS)
def test_each_action(raw: str, actions: dict[str, str], text: str) -> None:
    assert redacted(raw, **actions) == text


def test_a_kept_place_does_not_take_an_address_with_it() -> None:
    place, address = Span(0, 30, "LOCATION", 0.9, "model"), Span(5, 12, "ADDRESS", 0.5, "rule")
    assert [span.type for span in resolve([place, address])] == ["ADDRESS"]


def test_a_questions_dates_stay_readable_and_its_kept_types_too() -> None:
    actions = {**default_policy().actions, "DATE_TIME": "replace", "PERSON": "keep"}
    question = redactor(policy=RedactionPolicy(actions)).question("<DATE_TIME:May 2025> with <PERSON:Jo Smith>?", None)
    assert "May 2025" in question.text
    assert "Jo Smith" in question.text


def test_a_replaced_place_of_a_question_is_the_token_of_the_logs() -> None:
    red = redactor(policy=RedactionPolicy({**default_policy().actions, "LOCATION": "replace"}))
    (log,) = red.texts(["in <LOCATION:Weymouth>"])
    assert red.question("who was in <LOCATION:weymouth>?", None).asked == ((log.mentions[0].token,),)


MONTHS = [
    ("2025-03-04", "2025-03"),
    ("4/3/25", "2025-03"),
    ("04.03.1998", "1998-03"),
    ("4 Mar", "2025-03"),
    ("12 Dec", "2024-12"),  # not after the day of the report
    ("March 4th, 2024 at 21:10", "2024-03"),
    ("Tues 4th March '24", "2024-03"),
    ("last Tuesday", "unclear"),
    ("21:10", "unclear"),
    ("the 14th", "unclear"),
    ("13/13/2024", "unclear"),
]


@pytest.mark.parametrize(("written", "month"), MONTHS)
def test_the_month_of_a_date(written: str, month: str) -> None:
    text = month_text(written, on=date(2025, 5, 1))
    assert text == f"[MONTH {month}]"
    assert GENERALISED.fullmatch(text)


def test_a_month_is_spoken_in_words() -> None:
    assert spoken("Seen in [MONTH 2025-03], aged [AGE 18-24].") == "Seen in March 2025, aged aged 18-24."


def test_the_residual_scan_obeys_the_policy() -> None:
    red = redactor(policy=RedactionPolicy({**default_policy().actions, "PHONE": "keep"}))
    (redaction,) = red.texts(["rang 07700900123 twice"])
    assert redaction.text == "rang 07700900123 twice"
