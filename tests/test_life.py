"""States of a log in the catalogue, and hits in groups, without models."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.clearance import EVERYTHING, clearance_from
from index.errors import NotHeld
from index.grouping import grouped, related
from index.life import state_of, today
from index.records import Filters, Hit
from index.retention import Period, RetentionPolicy
from tests.conftest import redacted_log
from tests.test_catalogue import OKAFOR, entry

OLD = {"reported_at": "2001-01-01", "event_from": None}


def in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.add(
        [
            entry(redacted_log("N/1", f"A minibus met [{OKAFOR}] at the quay.", reported_at="2025-05-01T10:00")),
            entry(redacted_log("N/2", "A van was seen by the quay.", reported_at="2025-05-02T10:00")),
        ]
    )
    return catalogue


def found(catalogue: Catalogue, filters: Filters | None = None) -> list[str]:
    """The references that every way of searching agrees on."""
    filters = filters or Filters()
    ranked = [i for i, _ in catalogue.match(["quay"], 9, filters, EVERYTHING)]
    by_words = {p.log_ref for p in catalogue.passages(ranked, EVERYTHING).values()}
    permitted = catalogue.permitted(filters, EVERYTHING)
    ids = catalogue.passage_ids()[0] if permitted is None else permitted
    by_meaning = {passage.log_ref for passage in catalogue.passages(ids.tolist(), EVERYTHING).values()}
    listed = {log.log_ref for log in catalogue.logs(filters, EVERYTHING)}
    assert by_words == by_meaning == listed == catalogue.within(["N/1", "N/2", "N/3", "N/4"], filters, EVERYTHING)
    assert set(catalogue.mentioning([OKAFOR], filters, EVERYTHING)) == {
        r for r in listed if OKAFOR in catalogue.log(r, EVERYTHING).text
    }
    return sorted(listed)


@pytest.mark.parametrize("filters", [Filters(), Filters(forces=("North Force",))])
def test_a_withdrawn_log_is_out_of_every_search_but_kept_and_comes_back(catalogue: Catalogue, filters: Filters) -> None:
    catalogue.life.withdraw("N/1", 17)
    assert found(catalogue, filters) == ["N/2"]
    assert catalogue.log("N/1", EVERYTHING).text
    (life,) = catalogue.life.withdrawn()
    assert (life.log_ref, life.withdrawn_in, state_of(life, None)) == ("N/1", 17, "withdrawn")
    with pytest.raises(NotHeld):
        catalogue.life.withdraw("N/1", 18)
    catalogue.life.reinstate("N/1")
    assert found(catalogue, filters) == ["N/1", "N/2"]
    with pytest.raises(NotHeld):
        catalogue.life.reinstate("N/1")


def test_a_new_version_of_a_withdrawn_log_is_withdrawn(catalogue: Catalogue) -> None:
    catalogue.life.withdraw("N/1", 17)
    catalogue.add([entry(redacted_log("N/1", "The quay was empty.", version=2))])
    assert found(catalogue) == ["N/2"]


def test_a_log_past_review_and_grace_is_out_of_search_and_listed_until_it_is_retained(catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log("N/3", "By the quay.", attributes={"review_by": "2020-01-01"}))])
    catalogue.add([entry(redacted_log("N/4", "A bakery by the quay.", **OLD))])
    assert found(catalogue) == ["N/1", "N/2", "N/4"]
    assert [life.log_ref for life in catalogue.life.due(today())] == ["N/4", "N/3"]
    states = catalogue.life.of(["N/3", "N/4"])
    assert (states["N/3"].expired, states["N/4"].expired) == (True, False)  # N/4 has the grace from its import
    assert states["N/4"].due
    catalogue.life.retain("N/3", in_days(30))
    assert "N/3" in found(catalogue)
    assert [life.log_ref for life in catalogue.life.due(today())] == ["N/4"]
    catalogue.add([entry(redacted_log("N/3", "By the quay again.", version=2))])
    assert catalogue.life.of(["N/3"])["N/3"].review_by == "2035-03-04"  # the new version is due later than that


def test_another_retention_policy_counts_for_every_log_and_for_those_to_come(catalogue: Catalogue) -> None:
    catalogue.life.retain("N/2", in_days(400))
    retained = catalogue.life.of(["N/2"])
    catalogue.retain_under(RetentionPolicy(0, (Period("short", 0),)))
    assert catalogue.life.of(["N/2"]) == retained
    assert [life.log_ref for life in catalogue.life.due(today())] == ["N/1"]
    assert found(catalogue) == ["N/1", "N/2"]  # the day of the import is the first of the grace
    catalogue.add([entry(redacted_log("N/3", "By the quay.", attributes={"review_by": "2020-01-01"}))])
    assert found(catalogue) == ["N/1", "N/2"]


def test_a_deleted_log_leaves_no_state(catalogue: Catalogue) -> None:
    catalogue.life.withdraw("N/1", 17)
    catalogue.remove("N/1")
    assert catalogue.life.of(["N/1"]) == {}
    catalogue.add([entry(redacted_log("N/1", "By the quay."))])
    assert found(catalogue) == ["N/1", "N/2"]


def test_a_store_from_before_gets_its_states_when_it_is_opened(tmp_path: Path, catalogue: Catalogue) -> None:
    catalogue.close()
    with sqlite3.connect(tmp_path / "catalogue.db") as db:
        for table in ("life", "alike", "bands", "corrections", "alike_leaders"):
            db.execute(f"DROP TABLE {table}")
    again = Catalogue(tmp_path / "catalogue.db")
    assert sorted(again.life.of(["N/1", "N/2"])) == ["N/1", "N/2"]
    assert again.integrity() == []


def test_a_store_from_before_logs_could_contradict_each_other_is_read_again(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    catalogue.add([entry(redacted_log("N/3", "Contrary to N/1, nobody was there."))])
    catalogue.close()
    with sqlite3.connect(tmp_path / "catalogue.db") as db:
        db.execute("DELETE FROM corrections")
        db.execute("ALTER TABLE corrections DROP COLUMN disagrees")
    again = Catalogue(tmp_path / "catalogue.db")
    (link,) = again.corrections.of(["N/1"], EVERYTHING)
    assert (link.newer, link.older, link.disagrees) == ("N/3", "N/1", True)


REPORT = "At 0630 a white Transit was seen outside the hand car wash on Quay Road; six males got out by the rear door."


@pytest.fixture
def grouping(tmp_path: Path) -> Catalogue:
    """Three reports of the same, the second the newest; a log and its correction; one on its own."""
    catalogue = Catalogue(tmp_path / "catalogue.db")
    days = {"A/1": "2025-05-01", "A/2": "2025-05-09", "A/3": "2025-05-03"}
    catalogue.add(
        [
            *(entry(redacted_log(ref, REPORT, reported_at=day)) for ref, day in days.items()),
            entry(redacted_log("B/1", "The plate of the van was seen.", reported_at="2025-04-01")),
            entry(redacted_log("B/2", "Rain. Correction to B/1: a coach.", reported_at="2025-06-01", theme="other")),
            entry(redacted_log("C/1", "Loud music.")),
        ]
    )  # fmt: skip
    return catalogue


def hits(catalogue: Catalogue, refs: Sequence[str]) -> list[Hit]:
    passages = {p.log_ref: p for p in catalogue.passages_of(sorted(set(refs)), EVERYTHING)}
    return [Hit(passages[ref], 1 - rank / 10, None, None) for rank, ref in enumerate(refs)]


def shown(catalogue: Catalogue, refs: Sequence[str], filters: Filters | None = None, *, k: int = 10) -> list[str]:
    ordered = grouped(hits(catalogue, refs), catalogue, filters or Filters(), EVERYTHING, k=k)
    scores = [hit.score for hit in ordered]
    assert scores == sorted(scores, reverse=True)
    return [hit.passage.log_ref for hit in ordered]


def test_reports_of_the_same_are_shown_once_under_the_newest_found(grouping: Catalogue) -> None:
    assert shown(grouping, ["A/1", "C/1", "A/3", "A/2"]) == ["A/2", "C/1"]
    assert shown(grouping, ["C/1", "A/1", "A/3"]) == ["C/1", "A/3"]
    (hit,) = grouped(hits(grouping, ["A/1", "A/2"]), grouping, Filters(), EVERYTHING, k=1)
    assert hit.related is not None
    assert hit.related.same == ("A/1", "A/3")
    assert shown(grouping, ["C/1"]) == ["C/1"]


def test_a_correction_stands_before_what_it_corrects_also_when_only_that_was_found(grouping: Catalogue) -> None:
    assert shown(grouping, ["B/1", "C/1", "B/2"]) == ["B/2", "B/1", "C/1"]
    assert shown(grouping, ["C/1", "B/1"]) == ["C/1", "B/2", "B/1"]
    assert shown(grouping, ["B/2", "C/1"]) == ["B/2", "C/1"]
    assert shown(grouping, ["C/1", "B/1"], k=2) == ["C/1", "B/2"]


def test_what_corrects_one_report_corrects_all_of_the_same(grouping: Catalogue) -> None:
    grouping.add([entry(redacted_log("D/1", "A/1 was wrong: it was a coach.", reported_at="2025-07-01"))])
    assert [one.corrected_by for one in related(grouping, ["A/2"], Filters(), EVERYTHING)] == [("D/1",)]
    assert shown(grouping, ["C/1", "A/1", "A/2"]) == ["C/1", "D/1", "A/2"]


def test_what_contradicts_a_log_stands_beside_it_whichever_of_them_was_found(grouping: Catalogue) -> None:
    grouping.add([entry(redacted_log("D/1", "Contrary to C/1, it was a coach.", reported_at="2025-07-01"))])
    both = {one.log_ref: one for one in related(grouping, ["C/1", "D/1"], Filters(), EVERYTHING)}
    assert (both["C/1"].disagrees, both["D/1"].disagrees) == (("D/1",), ("C/1",))
    assert not any(one.corrects or one.corrected_by for one in both.values())
    assert shown(grouping, ["A/2", "C/1"]) == ["A/2", "D/1", "C/1"]
    assert shown(grouping, ["D/1", "A/2"]) == ["D/1", "C/1", "A/2"]


def test_a_log_that_is_named_is_neither_folded_nor_moved(grouping: Catalogue) -> None:
    asked = [replace(hit, named=hit.passage.log_ref in ("A/1", "B/1")) for hit in hits(grouping, ["A/1", "B/1", "A/2"])]
    assert [h.passage.log_ref for h in grouped(asked, grouping, Filters(), EVERYTHING, k=9)] == [
        "A/1",
        "B/1",
        "B/2",
        "A/2",
    ]


def test_only_what_a_search_could_find_is_named_beside_a_log(grouping: Catalogue) -> None:
    of_theme, of_days = Filters(themes=("county_lines",)), Filters(date_from="2025-03-01", date_to="2025-04-02")
    assert related(grouping, ["B/1"], of_theme, EVERYTHING) == []
    assert [one.corrected_by for one in related(grouping, ["B/1"], of_days, EVERYTHING)] == [("B/2",)]
    assert shown(grouping, ["B/1"], of_theme) == ["B/1"]
    grouping.life.withdraw("B/2", 1)
    grouping.life.withdraw("A/2", 2)
    assert related(grouping, ["B/1"], Filters(), EVERYTHING) == []
    assert shown(grouping, ["A/1", "A/3"]) == ["A/3"]


def test_what_an_asker_may_not_see_is_not_named_beside_a_log(grouping: Catalogue) -> None:
    grant = {"forces": ["North Force"], "marking": "any", "handling": "any", "conditions": "any"}
    north = clearance_from([grant])
    grouping.add([entry(redacted_log("A/4", REPORT, force="South Force"))])
    grouping.add([entry(redacted_log("B/3", "B/1 was wrong: a tram.", force="South Force"))])
    (same,) = related(grouping, ["A/2"], Filters(), EVERYTHING)
    assert "A/4" in same.same
    (same,) = related(grouping, ["A/2"], Filters(), north)
    assert same.same == ("A/1", "A/3")
    (beside,) = related(grouping, ["B/1"], Filters(), north)
    assert beside.corrected_by == ("B/2",)
    grouping.life.withdraw("A/1", 1)
    assert grouping.visible(["A/1", "A/4"], north) == {"A/1"}  # withdrawn, and still to be read, reinstated or deleted
