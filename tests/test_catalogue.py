import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import bm25
from index.catalogue import Catalogue, Entry
from index.clearance import EVERYTHING, Clearance, Grant
from index.errors import NotHeld
from index.passages import split
from index.records import Filters, RedactedLog
from tests.conftest import WordEmbedder, redacted_log

OKAFOR = "PERSON 7K3F9Q2M"


def entry(log: RedactedLog, fingerprint: bytes = b"f") -> Entry:
    passages = split(log)
    return Entry(log, fingerprint, passages, WordEmbedder().encode([p.text for p in passages]).astype(np.float16))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.add(
        [
            entry(
                redacted_log(
                    "N/1", f"A minibus met [{OKAFOR}] at the quay.", theme="modern_slavery", event_from="2025-03-01"
                )
            ),
            entry(redacted_log("N/2", "A van was seen by the station.", reported_at="2025-05-02", force="South Force")),
        ]
    )
    return catalogue


def test_a_stored_log_comes_back_equal(catalogue: Catalogue) -> None:
    log = redacted_log("N/3", f"[{OKAFOR}] again.", title="Seen", attributes={"unit": "North"}, event_to="2025-03-09")
    catalogue.add([entry(log)])
    assert catalogue.log("N/3", EVERYTHING) == log


def test_a_changed_log_is_a_new_version_and_the_old_one_is_history(catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log("N/1", "The minibus was blue.", version=2))])
    assert catalogue.log("N/1", EVERYTHING).text == "The minibus was blue."
    assert catalogue.log("N/1", EVERYTHING, 1).text.startswith("A minibus met")
    assert catalogue.match(["quay"], 5, Filters(), EVERYTHING) == []
    assert catalogue.mentioning([OKAFOR], Filters(), EVERYTHING) == {}
    assert catalogue.counts() == {"logs": 2, "versions": 3, "passages": 2}


def test_every_form_of_reference_is_known_however_many_logs_have_another(catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log("ZZ/2025/000017", "Seen.", force="South Force"))])
    catalogue.add([entry(redacted_log(f"XY/{number:05d}", "Seen.")) for number in range(250)])
    assert catalogue.reference_forms(EVERYTHING) == ["N/0", "XY/00000", "ZZ/0000/000000"]
    north = Clearance((Grant(frozenset(["North Force"]), None, None, None),))
    assert catalogue.reference_forms(north) == ["N/0", "XY/00000"]


def test_words_are_matched_by_stem_and_inside_the_filters(catalogue: Catalogue) -> None:
    assert [i for i, _ in catalogue.match(["stations"], 5, Filters(), EVERYTHING)] == [2]
    assert catalogue.match(["stations"], 5, Filters(forces=("North Force",)), EVERYTHING) == []
    assert catalogue.match([], 5, Filters(), EVERYTHING) == []
    assert catalogue.match(['mini"bus OR NEAR('], 5, Filters(), EVERYTHING) == []


@pytest.mark.parametrize(
    ("filters", "refs"),
    [
        (Filters(), ["N/1", "N/2"]),
        (Filters(date_from="2025-03-02"), ["N/2"]),  # N/1 is about 1 March although it was reported on the 4th
        (Filters(date_to="2025-03-01"), ["N/1"]),
        (Filters(themes=("modern_slavery",)), ["N/1"]),
        (Filters(themes=("modern_slavery", "county_lines"), forces=("South Force",)), ["N/2"]),
        (Filters(forces=("nobody",)), []),
    ],
)
def test_filters_limit_what_is_listed_and_what_may_be_searched(
    catalogue: Catalogue, filters: Filters, refs: list[str]
) -> None:
    assert [log.log_ref for log in catalogue.logs(filters, EVERYTHING)] == refs
    permitted = catalogue.permitted(filters, EVERYTHING)
    if permitted is None:
        assert filters == Filters()
    else:
        assert [p.log_ref for p in catalogue.passages(permitted.tolist(), EVERYTHING).values()] == refs


def test_every_commit_advances_the_generation(catalogue: Catalogue) -> None:
    before = catalogue.generation
    catalogue.add([entry(redacted_log("N/3", "Something else."))])
    catalogue.remove("N/3")
    assert catalogue.generation == before + 2


def test_a_failed_batch_leaves_nothing(catalogue: Catalogue) -> None:
    good, bad = entry(redacted_log("N/3", "Good.")), entry(redacted_log("N/4", "Bad."))
    broken = Entry(bad.log, bad.fingerprint, bad.passages, np.zeros((0, 384), np.float16))
    before = (catalogue.generation, catalogue.counts())
    with pytest.raises(ValueError, match="zip"):
        catalogue.add([good, broken])
    assert (catalogue.generation, catalogue.counts()) == before


def test_a_removed_log_leaves_no_byte_in_the_file(tmp_path: Path, catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log("N/9", f"The xylophone of [{OKAFOR}] and [PERSON 00000000]."))])
    assert catalogue.remove("N/9") == {"PERSON 00000000"}
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"xylophone" not in held
    assert catalogue.integrity() == []
    with pytest.raises(NotHeld):
        catalogue.log("N/9", EVERYTHING)
    with pytest.raises(NotHeld):
        catalogue.remove("N/9")


def test_ordinary_words_are_those_that_stand_in_redacted_texts(catalogue: Catalogue) -> None:
    assert catalogue.ordinary(["seen", "station", "okafor"], EVERYTHING) == {"seen", "station"}


def test_passages_of_an_outdated_index_are_left_out(catalogue: Catalogue) -> None:
    assert set(catalogue.passages([1, 2, 99], EVERYTHING)) == {1, 2}


def test_grades_and_the_day_of_report_limit_and_references_are_found_in_a_text(catalogue: Catalogue) -> None:
    def listed(**limits: object) -> list[str]:
        return [log.log_ref for log in catalogue.logs(Filters(**limits), EVERYTHING)]  # type: ignore[arg-type]

    assert listed(grades=("2/C/*",)) == listed(grades=("1/A/*", "2/C/P")) == ["N/1", "N/2"]
    assert listed(grades=("2/C/C",)) == []
    # N/1 is about 1 March and was reported on the 4th
    assert "N/1" not in listed(date_from="2025-03-04", date_to="2025-03-04")
    assert "N/1" in listed(date_from="2025-03-04", date_to="2025-03-04", widely=True)
    assert catalogue.references_in("What does n/1 say, and N/2? Not N/12.", EVERYTHING) == ["N/1", "N/2"]
    assert catalogue.within(["N/1", "N/2", "N/3"], Filters(date_from="2025-03-02"), EVERYTHING) == {"N/2"}


def test_facets_are_those_of_the_present_state(catalogue: Catalogue) -> None:
    assert catalogue.facets(EVERYTHING) is catalogue.facets(EVERYTHING)
    assert catalogue.facets(EVERYTHING)["newest"] == ["2025-05-02"]
    catalogue.remove("N/2")
    assert catalogue.facets(EVERYTHING)["newest"] == ["2025-03-04"]
    assert catalogue.facets(EVERYTHING)["forces"] == ["North Force"]


NORTH = Clearance((Grant(frozenset({"North Force"}), None, None, None),))


@pytest.mark.parametrize("clearance", [EVERYTHING, NORTH])
def test_no_query_of_a_search_reads_every_log(catalogue: Catalogue, clearance: Clearance) -> None:
    """Whichever index the query planner takes, it is one by what is asked for."""
    assert catalogue.visible(["N/1", "N/2"], NORTH) == {"N/1"}
    asked: list[str] = []
    catalogue._file.connection.set_trace_callback(asked.append)
    catalogue.held(["N/1"])
    catalogue.within(["N/1"], Filters(forces=("North Force",)), clearance)
    catalogue.mentioning([OKAFOR], Filters(date_from="2025-03-02"), clearance)
    catalogue.few_mentioning([OKAFOR], Filters(date_from="2025-03-02"), clearance, most=5)
    catalogue.passages_of(["N/1"], clearance)
    catalogue.logs_of(["N/1"], clearance)
    catalogue.log("N/1", clearance)
    catalogue.references_in("What does N/1 say?", clearance)
    catalogue._file.connection.set_trace_callback(None)
    every_log = re.compile(r"SCAN (?:l|logs|m|mentions|p|passages|life)\b|.*\blogs_live\b")
    for sql in asked:
        steps = [row["detail"] for row in catalogue._file.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert steps
        assert not any(map(every_log.match, steps)), (sql, steps)


def test_filters_are_answered_from_an_index_without_reading_the_logs(catalogue: Catalogue) -> None:
    asked: list[str] = []
    catalogue._file.connection.set_trace_callback(asked.append)
    wanted = Filters("2025-03-01", "2025-03-02", themes=("drugs",), forces=("North Force",), grades=("2/C/*",))
    catalogue.permitted(replace(wanted, widely=True), NORTH)
    catalogue._file.connection.set_trace_callback(None)
    (sql,) = {sql for sql in asked if "passages" in sql}
    plan = [row["detail"] for row in catalogue._file.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    read = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
    assert len(read) >= 2
    assert all(" INDEX " in step and ("COVERING" in step or "life" in step) for step in read), plan


def test_permitted_passages_follow_a_change(catalogue: Catalogue) -> None:
    filters = Filters(forces=("North Force",))
    before = catalogue.permitted(filters, EVERYTHING)
    assert before is not None
    assert catalogue.permitted(filters, EVERYTHING) is before
    catalogue.add([entry(redacted_log("N/9", "One more van at the station."))])
    after = catalogue.permitted(filters, EVERYTHING)
    assert after is not None
    assert len(after) == len(before) + 1


def test_the_commonest_words_count_only_beside_no_rarer_ones(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue.add([entry(redacted_log(f"M/{n}", f"A van at number {n} again.")) for n in range(30)])
    exact = catalogue.match(["van", "29"], 50, Filters(), EVERYTHING)
    assert len(exact) >= 30
    monkeypatch.setattr("index.catalogue.MOST_SCORED", 10)
    by_rare = catalogue.match(["van", "29"], 50, Filters(), EVERYTHING)
    assert [id_ for id_, _ in by_rare] == [id_ for id_, _ in exact[:1]]
    newest = catalogue.match(
        ["van", "zeppelin"], 50, Filters(), EVERYTHING
    )  # a word that no log has makes the others no rarer
    assert {id_ for id_, _ in newest} == set(sorted(id_ for id_, _ in exact)[-10:])
    assert catalogue.match(["van"], 3, Filters(date_to="2025-03-03"), EVERYTHING) == []


def test_an_older_catalogue_gets_the_index_that_searches_need(tmp_path: Path) -> None:
    made = Catalogue(tmp_path / "c.db")
    made.add([entry(redacted_log("N/1", "A van."))])
    made._file.connection.executescript("DROP INDEX logs_live; CREATE INDEX logs_days ON logs(live, day_from, day_to);")
    made.close()
    opened = Catalogue(tmp_path / "c.db")
    names = {row[0] for row in opened._file.connection.execute("SELECT name FROM sqlite_master WHERE type='index'")}
    assert "logs_live" in names
    assert "logs_days" not in names


def test_vectors_come_by_id_and_one_of_wrong_length_is_left_out(catalogue: Catalogue) -> None:
    catalogue.add([entry(redacted_log(f"V/{n}", f"Number {n}.")) for n in range(6)])
    ids, generation = catalogue.passage_ids()
    assert generation == catalogue.generation
    assert ids.tolist() == sorted(ids.tolist())
    catalogue._file.connection.execute("UPDATE passages SET vector=x'00' WHERE id=?", (int(ids[-1]),))
    every, rows = catalogue.vectors(ids)
    assert every.tolist() == ids[:-1].tolist()
    for wanted in (ids[[0, -2]], ids[2:4], ids[:0]):
        found, some = catalogue.vectors(wanted)
        assert found.tolist() == wanted.tolist()
        assert np.array_equal(some, rows[np.searchsorted(every, wanted)])


def test_few_logs_that_mention_a_token_are_told_and_many_are_not(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue.add([entry(redacted_log(f"M/{n}", f"[{OKAFOR}] was seen.", force="East Force")) for n in range(5)])
    east = Filters(forces=("East Force",))
    assert catalogue.few_mentioning([OKAFOR], Filters(), EVERYTHING, most=6) == sorted(
        ["N/1", *(f"M/{n}" for n in range(5))]
    )
    assert catalogue.few_mentioning([OKAFOR], Filters(), EVERYTHING, most=5) == []
    assert catalogue.few_mentioning([OKAFOR], east, EVERYTHING, most=5) == [f"M/{n}" for n in range(5)]
    assert catalogue.few_mentioning([], Filters(), EVERYTHING, most=5) == []
    monkeypatch.setattr("index.catalogue._MOST_MENTIONS", 5)
    assert catalogue.few_mentioning([OKAFOR], east, EVERYTHING, most=5) == []


def test_postings_that_are_asked_for_last_are_kept(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.bm25.MOST_KEPT", 2)
    db, known = catalogue._file.connection, bm25.KnownPostings(1)
    first = known.of(db, "minibu")
    assert first.documents.tolist() == [1]
    assert known.of(db, "minibu") is first
    known.of(db, "van")
    assert known.of(db, "minibu") is first
    known.of(db, "station")
    assert known.of(db, "minibu") is not first


def test_who_may_see_a_part_gets_the_same_hits_before_and_after_words_are_kept(catalogue: Catalogue) -> None:
    once = catalogue.match(["minibus", "van"], 5, Filters(), NORTH)
    assert [id_ for id_, _ in once] == [1]
    assert catalogue.match(["minibus", "van"], 5, Filters(), NORTH) == once
    catalogue.add([entry(redacted_log("N/7", "Another minibus, and a van."))])
    assert [id_ for id_, _ in catalogue.match(["minibus", "van"], 5, Filters(), NORTH)] == [3, 1]


@pytest.mark.parametrize("clearance", [EVERYTHING, NORTH], ids=["everything", "north"])
def test_a_term_of_several_words_is_a_phrase(catalogue: Catalogue, clearance: Clearance) -> None:
    texts = ["No further action was taken.", "Further to it, no action.", "Then no further", "Two stood o/s the shop."]
    catalogue.add([entry(redacted_log(f"P/{n}", text, title="action")) for n, text in enumerate(texts)])
    matched = catalogue.match(["no further actions"], 5, Filters(), clearance)
    assert [id_ for id_, _ in matched] == [3]
    assert [id_ for id_, _ in catalogue.match(["o s", "zeppelin"], 5, Filters(), clearance)] == [6]
    assert catalogue.match(["further no"], 5, Filters(), clearance) == []


def test_a_phrase_scores_alike_whether_what_is_seen_is_limited_or_not(catalogue: Catalogue) -> None:
    catalogue.add(
        [entry(redacted_log(f"P/{n}", f"Note {n}: {'no further action' if n == 4 else 'asked'}.")) for n in range(8)]
    )
    catalogue.add([entry(redacted_log("P/9", "Nothing.", title="No further action"))])
    both = Clearance((Grant(frozenset({"North Force", "South Force"}), None, None, None),))
    everything, part = (catalogue.match(["no further action"], 9, Filters(), seen) for seen in (EVERYTHING, both))
    assert len(everything) == 2
    assert [id_ for id_, _ in everything] == [id_ for id_, _ in part]
    assert [score for _, score in everything] == pytest.approx([score for _, score in part])


def test_a_phrase_is_met_as_whole_words_in_any_case_and_inside_the_clearance(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "places.db")
    catalogue.add(
        [
            entry(redacted_log("N/1", "A van stood in Weston-super-Mare.")),
            entry(redacted_log("N/2", "A van stood by the pier.", title="Seen in WESTON SUPER MARE")),
            entry(redacted_log("N/3", "The super mare of the stables at Westonbirt, west of Mare.")),
            entry(redacted_log("N/4", "He reads at the quay, in Reading.")),
            entry(redacted_log("S/5", "A bus came from Weston super Mare.", force="South Force")),
        ]
    )
    here = Filters(places=("weston super mare",))
    assert [log.log_ref for log in catalogue.logs(here, EVERYTHING)] == ["N/1", "N/2", "S/5"]
    assert [log.log_ref for log in catalogue.logs(here, NORTH)] == ["N/1", "N/2"]
    both = Filters(places=("reading", "Weston-Super-Mare"), forces=("North Force",))
    assert [log.log_ref for log in catalogue.logs(both, EVERYTHING)] == ["N/1", "N/2", "N/4"]
    assert catalogue.few_saying(["Weston super Mare", "read"], Filters(), NORTH, most=2) == ["N/1", "N/2"]
    assert catalogue.few_saying(["Weston super Mare"], Filters(), EVERYTHING, most=2) == []
    assert catalogue.saying("weston super mare", NORTH, most=1) == ["A van stood by the pier."]
    assert catalogue.said_of(["reading", "quay", "reads at"], ["N/4", "S/5"], NORTH) == {
        "N/4": {"reading", "quay", "reads at"}
    }
    assert catalogue.saying("[?!]", EVERYTHING, most=1) == []
    assert list(catalogue.logs(Filters(places=("?",)), EVERYTHING)) == []
