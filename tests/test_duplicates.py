import time
from pathlib import Path

import pytest

from assistant.patterns.links import find_shared
from index.catalogue import Catalogue
from index.clearance import EVERYTHING, Clearance, Grant
from index.duplicates import are_alike, words_in
from tests.conftest import redacted_log
from tests.test_catalogue import entry

REPORT = (
    "At 0630 a white Transit [VEHICLE_REG 7K3F9Q2M] was seen outside the hand car wash on Quay Road in Weymouth. "
    "Six males got out and went in by the rear door. The driver, [PERSON 2B4C6D8E], stayed in it and made a phone call."
)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (REPORT.upper(), True),
        (f"{REPORT} Submitted again as requested.", True),
        (REPORT.replace("was seen outside", "observed o/s").replace("made a phone call", "made a call"), True),
        (" ".join(REPORT.replace(".", " .").split()), True),
        (REPORT.replace("0630", "0715"), False),
        (REPORT.replace("white", "blue"), False),
        (REPORT.replace("Six", "Two"), False),
        (REPORT.replace("Weymouth", "Dorchester"), False),
        (REPORT.replace("7K3F9Q2M", "00000000"), False),
        (REPORT.replace("2B4C6D8E", "00000000"), False),
        (REPORT.replace("was seen", "was not seen"), False),
        ("Complaint about loud music from a flat above the bakery on Friday night, not the first one.", False),
    ],
)
def test_texts_are_alike_when_words_and_all_that_tells_events_apart_agree(other: str, alike: bool) -> None:
    assert are_alike(words_in(REPORT), words_in(other)) is alike
    assert are_alike(words_in(other), words_in(REPORT)) is alike


def test_short_texts_are_alike_only_when_equal() -> None:
    assert are_alike(words_in("Nothing to report."), words_in("nothing to report"))
    assert not are_alike(words_in("Nothing to report."), words_in("Nothing new to report."))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue.db")


def test_what_reports_the_same_is_one_group_and_one_origin(catalogue: Catalogue) -> None:
    logs = [
        redacted_log("N/1", REPORT, provenance="officer"),
        redacted_log("S/7", f"From North Force: {REPORT}", provenance="partner", reported_at="2025-03-09"),
        redacted_log("N/2", REPORT.replace("white", "blue"), provenance="a source"),
        redacted_log("N/3", REPORT, provenance="officer", event_from="2025-06-01"),
        redacted_log("N/4", REPORT, provenance="another", event_from="2025-07-01"),  # the same words of another day
    ]
    catalogue.add([entry(log) for log in logs])
    assert catalogue.duplicates.like(["N/1", "N/2", "N/4"], EVERYTHING) == {"N/1": ("N/3", "S/7")}
    (van, *_) = find_shared(catalogue.duplicates.of_one_origin(logs, EVERYTHING))
    assert (len(van.logs), van.origins) == (5, 3)


def test_the_same_words_of_tonight_in_a_report_of_another_day_are_of_another_event(catalogue: Catalogue) -> None:
    tonight = f"Tonight again. {REPORT}"
    days = {"N/1": "2025-03-01", "N/2": "2025-03-22", "N/3": "2025-03-22"}
    catalogue.add([entry(redacted_log(ref, tonight, reported_at=day)) for ref, day in days.items()])
    assert catalogue.duplicates.like(list(days), EVERYTHING) == {"N/2": ("N/3",), "N/3": ("N/2",)}


def test_a_group_outlives_its_leader_and_leaves_nothing_of_it(catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log(ref, REPORT)) for ref in ("N/1", "N/2", "N/3")])
    catalogue.remove("N/1")
    assert catalogue.duplicates.like(["N/2"], EVERYTHING) == {"N/2": ("N/3",)}
    catalogue.add([entry(redacted_log("N/4", f"{REPORT} Submitted again as requested."))])
    assert catalogue.duplicates.like(["N/4"], EVERYTHING) == {"N/4": ("N/2", "N/3")}
    for ref in ("N/2", "N/3", "N/4"):
        catalogue.remove(ref)
    db = catalogue._file.connection
    assert [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("alike", "bands")] == [0, 0]


def test_a_new_version_is_compared_anew(catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log(ref, REPORT)) for ref in ("N/1", "N/2")])
    catalogue.add([entry(redacted_log("N/1", "The bakery has been closed since the flood in the spring.", version=2))])
    assert catalogue.duplicates.like(["N/1", "N/2"], EVERYTHING) == {}


def test_a_thousand_copies_take_no_longer_each_than_a_few(catalogue: Catalogue) -> None:
    """The work per log must not grow with its group: copies of one notice are what floods a store."""

    def took(first: int, count: int) -> float:
        entries = [entry(redacted_log(f"N/{n}", REPORT)) for n in range(first, first + count)]
        begun = time.perf_counter()
        catalogue.add(entries)
        return (time.perf_counter() - begun) / count

    few = took(0, 100)
    took(100, 1000)
    assert took(1100, 100) < 5 * few


SOUTH = Clearance((Grant(frozenset(["South Force"]), None, None, None),))


@pytest.mark.parametrize("order", [("H/1", "S/1", "S/2"), ("S/1", "H/1", "S/2"), ("S/1", "S/2", "H/1")])
def test_logs_are_one_group_through_a_third_only_for_who_may_see_it(tmp_path: Path, order: tuple[str, ...]) -> None:
    texts = {"H/1": _middle(), "S/1": _ends(0), "S/2": _ends(1)}
    assert are_alike(words_in(texts["H/1"]), words_in(texts["S/1"]))
    assert are_alike(words_in(texts["H/1"]), words_in(texts["S/2"]))
    assert not are_alike(words_in(texts["S/1"]), words_in(texts["S/2"]))
    catalogue = Catalogue(tmp_path / "catalogue.db")
    for ref in order:
        force = "South Force" if ref.startswith("S") else "North Force"
        catalogue.add([entry(redacted_log(ref, texts[ref], force=force))])
    assert catalogue.duplicates.like(["S/1", "S/2", "H/1"], SOUTH) == {}
    assert set(catalogue.duplicates.groups_of(["S/1", "S/2", "H/1"], SOUTH)) == {"S/1", "S/2"}
    seen = catalogue.duplicates.like(["S/1", "S/2", "H/1"], EVERYTHING)
    assert "H/1" in seen
    if order[0] == "H/1":
        assert seen["H/1"] == ("S/1", "S/2")
    catalogue.remove("H/1")
    db = catalogue._file.connection
    assert db.execute("SELECT count(*) FROM alike_leaders").fetchone()[0] == 0


def test_a_catalogue_from_before_groups_were_of_one_label_gets_them_anew(tmp_path: Path, catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log(ref, REPORT, force=f"{ref[0]} Force")) for ref in ("N/1", "S/1", "S/2")])
    assert catalogue.duplicates.like(["S/1"], EVERYTHING) == {"S/1": ("N/1", "S/2")}
    db = catalogue._file.connection
    db.executescript(
        "DROP TABLE alike_leaders; ALTER TABLE alike DROP COLUMN label; UPDATE alike SET leader='N/1';"
        "ALTER TABLE corrections DROP COLUMN disagrees;"
    )
    catalogue.close()
    again = Catalogue(tmp_path / "catalogue.db")
    assert again.duplicates.like(["S/1"], EVERYTHING) == {"S/1": ("N/1", "S/2")}
    assert again.duplicates.like(["S/1"], Clearance((Grant(frozenset(["S Force"]), None, None, None),))) == {
        "S/1": ("S/2",)
    }


def _middle() -> str:
    return f"{_START} {REPORT} {_END}"


def _ends(which: int) -> str:
    return f"{_START} {REPORT}" if which else f"{REPORT} {_END}"


_START = "this came by the desk and was read there first by whoever had the late turn before it was put in"
_END = "it was then filed under the reference that is given above and has been kept there ever since so far as is known"
