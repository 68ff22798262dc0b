from dataclasses import replace

import pytest

from assistant.attribution import attributed, corrects_another, lead_in, manner_of
from assistant.records import Citation, Sentence, Support
from index.grading import parse_grade
from tests.conftest import redacted_log


@pytest.mark.parametrize(
    ("text", "provenance", "manner"),
    [
        ("White van parked at the yard, two men unloading.", "officer observation", "seen"),
        ("Phone holds 40 messages to the line.", "handset examination", "seen"),
        ("He said the van was his brother's.", "stop search", "reported"),
        ("White van parked at the yard, two men unloading.", "101 call", "reported"),
        ("Source states that the manager keeps passports.", "", "reported"),
        ("It is believed that the manager keeps passports.", "101 call", "assessed"),
        ("Officer comment: the yard fits the other reports.", "officer visit", "assessed"),
        ("I think the van belongs to the landlord.", "officer visit", "assessed"),
        ("It is alleged that he keeps passports.", "101 call", "reported"),  # repeated, not supposed
        ("Two men sleep at the yard.", "officer, conversation in street", "reported"),
        ("No comment was made by the driver in the van.", "officer observation", "seen"),
    ],
)
def test_a_sentence_is_seen_reported_or_assessed(text: str, provenance: str, manner: str) -> None:
    assert manner_of(text, redacted_log("N/1", text, provenance=provenance)) == manner


@pytest.mark.parametrize(
    ("grade", "provenance", "manner", "lead"),
    [
        ("1/A/P", "officer observation", "seen", "An officer saw"),
        ("1/A/P", "search warrant", "seen", "Police recorded at first hand"),
        ("1/A/P", "ANPR and keeper", "seen", "Records show"),
        ("1/B/P", "officer observation", "reported", "Police were told"),
        ("1/D/P", "officer observation", "seen", "An officer saw, not known"),
        ("2/A/P", "101 call", "reported", "An untested source reports"),
        ("2/C/P", "101 call", "reported", "An untested source reports, known indirectly to the source"),
        ("3/E/P", "101 call", "reported", "A source judged not reliable reports, suspected to be false"),
        ("B/2/1", "", "reported", "A mostly reliable source reports"),
        ("A/4/1", "", "assessed", "An always reliable source supposes, cannot be judged"),
        (None, "", "reported", "A source without a grade reports"),
    ],
)
def test_the_words_before_a_sentence_repeat_grade_and_provenance(
    grade: str | None, provenance: str, manner: str, lead: str
) -> None:
    log = redacted_log("N/1", "A van.", provenance=provenance, grade=parse_grade(grade) if grade else None)
    assert lead_in(log, manner) == f"{lead} (log of 4 March 2025, {grade or 'ungraded'})"  # type: ignore[arg-type]


def test_a_log_that_corrects_another_says_so() -> None:
    correction = redacted_log("N/3", "CORRECTION. The van was green.")
    assert corrects_another(correction)
    assert lead_in(correction, "reported").endswith("; it corrects an earlier log)")
    assert not corrects_another(redacted_log("N/3", "The correct spelling is not known. The van was green."))


def sentence(ref: str, manner: str, lead: str) -> Sentence:
    cited = Citation(ref, 1, 0, 5, "A van", "2/C/P", "2025-03-04")
    return Sentence("A van", (cited,), Support("supported", "", 1.0), "source", manner, lead)  # type: ignore[arg-type]


def test_only_the_first_sentence_of_a_run_keeps_its_attribution() -> None:
    one, two = sentence("N/1", "seen", "An officer saw"), sentence("N/1", "assessed", "Police suppose")
    told = attributed([one, one, two, one, sentence("N/2", "seen", "An officer saw")])
    assert [s.lead for s in told] == ["An officer saw", "", "Police suppose", "An officer saw", "An officer saw"]
    assert told[1] == replace(one, lead="")
    assert told[0].told == "An officer saw: A van" and told[1].told == "A van"


def test_the_day_of_the_event_is_said_where_it_is_not_that_of_the_report() -> None:
    later = redacted_log("N/1", "A van.", event_from="2025-03-01", provenance="101 call")
    assert "(log of 4 March 2025, event of 1 March 2025, 2/C/P)" in lead_in(later, "reported")
    same = redacted_log("N/1", "A van.", event_from="2025-03-04T20:00", provenance="101 call")
    assert "(log of 4 March 2025, 2/C/P)" in lead_in(same, "reported")
