from assistant.patterns.indicators import find_indicators
from assistant.patterns.taxonomy import default_taxonomy, read_taxonomy
from tests.conftest import redacted_log

TAXONOMY = read_taxonomy(
    """
[[indicator]]
name = "locked_in"
title = "Locked in"
definition = "Somebody is locked in."
group = "testing"
sources = ["FL03"]
wordings = ["locked in"]

[[indicator]]
name = "debt"
title = "A debt"
definition = "Somebody owes money."
group = "testing"
sources = ["FL09"]
wordings = ["owes", "debt*"]
""",
    place="test",
)


def test_a_hit_points_at_the_wording_and_its_sentence() -> None:
    log = redacted_log("A/1", "A van came. [PERSON 7K3F9Q2M] is locked in at night.")
    [found] = find_indicators([log], TAXONOMY)
    [hit] = found.hits
    assert log.text[hit.start : hit.end] == "locked in"
    assert log.text[slice(*hit.sentence)] == "[PERSON 7K3F9Q2M] is locked in at night."
    assert (hit.negated, hit.hedged, hit.in_title) == (False, False, False)


def test_a_hit_in_the_title_has_the_offsets_of_the_title() -> None:
    log = redacted_log("A/1", "Nothing else.", title="Woman locked in")
    [hit] = find_indicators([log], TAXONOMY)[0].hits
    assert hit.in_title
    assert log.title[hit.start : hit.end] == "locked in"


def test_a_log_that_only_denies_an_indicator_is_not_counted_as_mentioning_it() -> None:
    logs = [
        redacted_log("A/1", "He owes money."),
        redacted_log("A/2", "No sign that he owes money."),
        redacted_log("A/3", "She denied any debt. Her brother says that she owes a man money."),
    ]
    [found] = find_indicators(logs, TAXONOMY)
    assert (found.logs, found.negated) == (("A/1", "A/3"), ("A/2",))


def test_a_cue_between_the_words_of_a_wording_negates_it() -> None:
    taxonomy = default_taxonomy()
    logs = [redacted_log("A/1", "Passports were not held by him."), redacted_log("A/2", "Passports were held by him.")]
    found = next(found for found in find_indicators(logs, taxonomy) if found.name == "passport_held")
    assert (found.logs, found.negated) == (("A/2",), ("A/1",))


def test_a_supposition_is_marked_as_hedged() -> None:
    [found] = find_indicators([redacted_log("A/1", "It is believed he owes money.")], TAXONOMY)
    assert [hit.hedged for hit in found.hits] == [True]


def test_logs_of_one_provenance_are_one_origin_and_logs_without_one_are_each_their_own() -> None:
    logs = [
        redacted_log(ref, "He owes money.", provenance=provenance)
        for ref, provenance in [("A/1", "source X"), ("A/2", "source X"), ("A/3", ""), ("A/4", "Not known")]
    ]
    [found] = find_indicators(logs, TAXONOMY)
    assert len(found.logs) == 4
    assert found.origins == ("A/3", "A/4", "source X")


def test_indicators_come_in_the_order_of_the_taxonomy_and_not_of_their_number() -> None:
    logs = [redacted_log("A/1", "A debt."), redacted_log("A/2", "A debt."), redacted_log("A/3", "Locked in.")]
    assert [found.name for found in find_indicators(logs, TAXONOMY)] == ["locked_in", "debt"]
