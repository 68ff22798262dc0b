from assistant.order import in_order
from assistant.records import Evidence
from tests.conftest import redacted_log


def evidence(ref: str, text: str, day: str) -> Evidence:
    return Evidence(redacted_log(ref, text, reported_at=day), 0, len(text), 1.0)


LATE, EARLY = evidence("N/2", "The van left.", "2025-05-02"), evidence("N/1", "The van came.", "2025-03-04")
CORRECTION = evidence("N/3", "Correction to N/2: the van stayed.", "2025-06-01")


def refs(question: str, *items: Evidence) -> list[str]:
    return [e.log.log_ref for e in in_order(question, items)]


def test_a_question_for_one_fact_keeps_the_best_log_first() -> None:
    assert refs("Who drove the van?", LATE, EARLY) == ["N/2", "N/1"]


def test_a_course_of_events_is_told_by_date() -> None:
    assert refs("Everything on the van in date order", LATE, EARLY) == ["N/1", "N/2"]
    assert refs("Which logs mention the van?", LATE, EARLY) == ["N/1", "N/2"]


def test_a_correction_stands_right_after_what_it_corrects() -> None:
    assert refs("Who drove the van?", CORRECTION, LATE, EARLY) == ["N/2", "N/3", "N/1"]


def test_logs_that_disagree_stand_side_by_side() -> None:
    denial = evidence("N/4", "The manager does not keep the passports.", "2025-07-01")
    claim = evidence("N/5", "The manager keeps the passports in a drawer.", "2025-01-01")
    assert refs("Who has passports?", claim, LATE, denial) == ["N/5", "N/4", "N/2"]


def test_a_log_that_corrects_several_stands_after_all_of_them() -> None:
    both = evidence("N/3", "This corrects N/2 and N/1.", "2025-06-01")
    assert refs("Who drove the van?", both, EARLY, LATE) == ["N/1", "N/2", "N/3"]


def test_a_log_that_says_what_superseded_it_stands_before_that() -> None:
    older = evidence("N/7", "The van left. Superseded by N/8.", "2025-05-02")
    newer = evidence("N/8", "The van stayed.", "2025-05-09")
    assert refs("When was the van seen?", newer, older) == refs("Who drove the van?", older, newer) == ["N/7", "N/8"]


def test_what_a_log_says_it_contradicts_stands_right_before_it() -> None:
    contrary = evidence("N/6", "Contrary to N/1. The van never came.", "2025-07-01")
    assert refs("Who drove the van?", contrary, LATE, EARLY) == ["N/2", "N/1", "N/6"]


def test_no_evidence_is_no_evidence() -> None:
    assert in_order("Who?", []) == []
