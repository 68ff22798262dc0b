import time
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.clearance import EVERYTHING
from index.correction_wordings import said_by
from tests.conftest import redacted_log
from tests.test_catalogue import entry

SLOW_S = 5.0  # far above what a linear reading takes, far below what a quadratic one does


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("Correction to HC/2025/000798: the van was white.", ["HC/2025/000798"]),
        ("CORRECTION. HC/2025/000798 has the wrong plate.", ["HC/2025/000798"]),
        ("This log supersedes HC/2025/000798 and VD25/0013377.", ["HC/2025/000798", "VD25/0013377"]),
        ("Replaces IR-1234.", ["IR-1234"]),
        ("Please disregard my earlier log HC/2025/000798.", ["HC/2025/000798"]),
        ("Log HC/2025/000798 was wrong about the driver.", ["HC/2025/000798"]),
        ("The plate in HC/2025/000798 is incorrect.", ["HC/2025/000798"]),
        ("HC/2025/000798 should read blue, not white.", ["HC/2025/000798"]),
        ("Further to HC/2025/000798, the van is back.", []),
        ("Links to HC/2025/000798.", []),
        ("There is no correction to HC/2025/000798.", []),
        ("This does not replace HC/2025/000798.", []),
        ("The garage replaces tyres; see HC/2025/000798.", []),
        ("He was wrong to say so. HC/2025/000798 stands.", []),
        ("The index in HC/2025/000798 is a misread.", ["HC/2025/000798"]),
        ("Pls note the number in TS/3081/25 should end 377, not 337.", ["TS/3081/25"]),
        (
            "Correction to the plate. Ref N/12. It was blue. Also ref N/13: it is Luca. Fits what N/14 says.",
            ["N/12", "N/13"],
        ),
        ("Correction of names (earlier reporting, N/12, has it wrong).", ["N/12"]),
        ("No correction needed. Ref N/12: the van is back.", []),
        ("Correctional officer spoke. Re N/12, he is out.", []),
        ("Correction to N/12. N/14 confirms the right plate. N/15 stands.", ["N/12"]),
        ("He asked for a correction to his bill. Ref N/12, he was seen.", []),
        ("CORRECTION - ref N/12: red car. Also ref N/13: blue car.", ["N/12", "N/13"]),
        ("Correction to logs. N/12: it is blue. N/13 - it is red.", ["N/12", "N/13"]),
        ("Correction to logs on the van. Please see below. Ref N/12: correct reg is V.", ["N/12"]),
        ("Contrary to N/12 the van was blue. Please disregard N/12.", ["N/12", "N/12"]),
        ("Correction to 000798: the van was white.", ["000798"]),
        ("This supersedes logs 20110, 20130 and 20144.", ["20110", "20130", "20144"]),
        ("Please disregard report no. 4471.", ["4471"]),
        ("Correction of the plates. 20110: it is blue.", ["20110"]),
        ("Correction: the time was 2110 hrs, not 2130.", []),
        ("PC 1187 was wrong about the colour of the van.", []),
        ("The amount of 4500 was incorrect, he owes 5400.", []),
        ("We ignore 101 calls and replaced 250 units.", []),
        ("A sum of 1800 was paid in place of 1500.", []),
        ("The log of the 0930 stop was wrong.", []),
    ],
)
def test_references_that_a_text_corrects(text: str, references: list[str]) -> None:
    assert [said.reference for said in said_by(redacted_log("N/1", text))] == references


@pytest.mark.parametrize(
    "text",
    ["contradicts " * 4000, "contrary to N/11, " * 4000, "(" * 20_000 + "x " + "N/11 " * 4000, "correction " * 4000],
)
def test_reading_what_a_log_corrects_takes_time_by_its_length(text: str) -> None:
    begun = time.process_time()
    list(said_by(redacted_log("N/1", text, title="Correction")))
    assert time.process_time() - begun < SLOW_S


def test_to_correct_a_log_says_more_than_to_contradict_it(catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log("N/1", "The van was blue."))])
    catalogue.add([entry(redacted_log("N/2", "Contrary to N/1 it was white. Please disregard N/1."))])
    (link,) = catalogue.corrections.of(["N/1"], EVERYTHING)
    assert not link.disagrees


def test_a_title_corrects_too_and_a_log_never_itself() -> None:
    log = redacted_log("N/1", "The van was white. N/1 was wrong.", title="Correction to HC/2025/000798")
    assert [(said.reference, said.start, said.end) for said in said_by(log)] == [("HC/2025/000798", 0, 0)]


@pytest.mark.parametrize(
    ("title", "references"),
    [
        ("CORRECTION to minibus registration", ["N/12", "N/13"]),
        ("Phone number correction", ["N/12", "N/13"]),
        ("Corrections to reg no of the van", ["N/12", "N/13"]),
        ("Correction: driver is not Luca", ["N/12", "N/13"]),
        ("No correction", []),
        ("Amended bail conditions", []),
        ("HMP corrections officer assaulted", []),
        ("Amendment: the van", ["N/12", "N/13"]),
        ("Van", []),
    ],
)
def test_a_log_headed_as_a_correction_corrects_the_logs_that_its_sentences_begin_with(
    title: str, references: list[str]
) -> None:
    text = "Further to N/12. The index is HX17 RVN. Also ref N/13: the driver is Luca. That fits what is in N/14."
    assert [said.reference for said in said_by(redacted_log("N/20", text, title=title))] == references


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("Contrary to N/12. The line is up again.", ["N/12"]),
        ("Cannot be verified and does not sit with N/12.", ["N/12"]),
        ("He was never there (neighbours say otherwise, see N/12, N/13).", ["N/12", "N/13"]),
        ("That N/12 says otherwise is known.", ["N/12"]),
        ("This contradicts the information previously submitted in N/12.", ["N/12"]),
        ("This does not contradict N/12.", []),
        ("No evidence has been found so far that contradicts N/12.", []),
        ("This contradicts N/12, N/13 agrees with it.", ["N/12"]),
        ("He left at 22:00, contrary to N/12.", ["N/12"]),
        ("N/20 contradicts N/12 and is at odds with N/13.", ["N/12", "N/13"]),
        ("Log N/12 says otherwise: he left at 22:00.", ["N/12"]),
        ("N/12 contradicts this account of 12 May.", ["N/12"]),
        ("There is no gun at the address which contradicts N/12.", ["N/12"]),
        ("N/12 contradicts N/13.", []),
        ("N/12 has contradicted N/13.", []),
        ("N/12 is contradicted by N/13.", []),
        ("She did not agree to give a statement, see N/12.", []),
        ("The key does not fit the lock (see N/12).", []),
        (
            "The plate differs from the one he gave; see N/12 for the rest of that day and what was said by him then.",
            [],
        ),
    ],
)
def test_references_that_a_text_contradicts_and_does_not_correct(text: str, references: list[str]) -> None:
    said = list(said_by(redacted_log("N/20", text)))
    assert [one.reference for one in said] == references
    assert all(one.disagrees for one in said)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The log of 12 May was wrong.", ("2025-05-12", "2025-05-12")),
        ("CORRECTION to assessment of 12 February. Rico is not him.", ("2025-02-12", "2025-02-12")),
        ("My report dated 03/04/2025 was in error about the house.", ("2025-04-03", "2025-04-03")),
    ],
)
def test_a_day_that_names_the_log_that_is_corrected(text: str, days: tuple[str, str]) -> None:
    (said,) = said_by(redacted_log("N/9", text, reported_at="2025-06-01"))
    assert (said.reference, said.days) == ("", days)


@pytest.mark.parametrize("text", ["The log of last May was wrong.", "On 12 May he was wrong.", "The van of 12 May."])
def test_days_that_name_no_log(text: str) -> None:
    assert list(said_by(redacted_log("N/9", text, reported_at="2025-06-01"))) == []


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue.db")


def links(catalogue: Catalogue, *refs: str) -> list[tuple[str, str]]:
    return [(c.newer, c.older) for c in catalogue.corrections.of(refs, EVERYTHING)]


def test_a_correction_is_linked_whichever_log_comes_first_and_both_ways(catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log("N/2", "Correction to n/1: the van was white."))])
    assert links(catalogue, "N/2") == []
    catalogue.add([entry(redacted_log("N/1", "The van was blue."))])
    catalogue.add([entry(redacted_log("N/3", "The van was grey. Superseded by N/2."))])
    assert links(catalogue, "N/1") == [("N/2", "N/1")]
    assert links(catalogue, "N/2") == [("N/2", "N/1"), ("N/2", "N/3")]
    catalogue.remove("N/2")
    assert links(catalogue, "N/1", "N/3") == []


def test_the_log_of_a_day_is_the_one_with_most_identities_in_common_and_no_other(catalogue: Catalogue) -> None:
    who, plate = "[PERSON 7K3F9Q2M]", "[VEHICLE_REG 2B4C6D8E]"
    catalogue.add(
        [
            entry(redacted_log("N/1", f"{who} drove {plate}.", reported_at="2025-05-12T10:00")),
            entry(redacted_log("N/2", f"{who} was at home.", reported_at="2025-05-12T11:00")),
            entry(redacted_log("N/3", "Loud music.", reported_at="2025-05-12T12:00")),
            entry(redacted_log("N/8", f"{who} drove {plate}.", reported_at="2025-05-13T10:00")),
            entry(
                redacted_log(
                    "N/9", f"The log of 12 May was wrong: {who} never drove {plate}.", reported_at="2025-06-01"
                )
            ),
        ]
    )
    assert links(catalogue, "N/9") == links(catalogue, "N/1") == [("N/9", "N/1")]
    assert links(catalogue, "N/2", "N/3", "N/8") == []
    catalogue.add([entry(redacted_log("N/4", f"{who} sold {plate}.", reported_at="2025-05-12T13:00"))])
    assert links(catalogue, "N/9") == []  # two would do: which one is meant is not certain
