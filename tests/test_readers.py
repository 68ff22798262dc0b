"""From export files to logs and rejections."""

import csv
import json
import time
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.columns import Mapping
from index.errors import BadFile
from index.readers import MAX_TEXT, count_records, read_header, read_logs
from index.records import RawLog, Rejection

CANARY = "Quillfeather"  # stands in values that are wrong; may stand in no rejection
LOG = {"log_ref": "N/19/1", "text": "Two men seen.", "reported_at": "04/03/2019 21:10"}


def written(path: Path, *records: object) -> Path:
    """A file of JSON lines."""
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path


def table(path: Path, header: str, *rows: Sequence[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path


def read(*paths: Path, mapping: Mapping | None = None) -> list[RawLog | Rejection]:
    return list(read_logs(paths, mapping))


def log_of(folder: Path, **fields: object) -> RawLog:
    (log,) = read(written(folder / "a.jsonl", LOG | fields))
    assert isinstance(log, RawLog), log
    return log


def reasons(results: Sequence[RawLog | Rejection]) -> list[tuple[str, int, str]]:
    return [(r.file, r.record, r.reason.split(":")[0]) for r in results if isinstance(r, Rejection)]


def test_a_record_becomes_a_log_with_every_field(tmp_path: Path) -> None:
    log = log_of(
        tmp_path,
        title="Men at  the yard",
        event_from="02/03/2019",
        event_to="03/03/2019",
        grade="2/C/C",
        handling_conditions="Refer to originator.",
        marking="official",
        force="North Force",
        provenance="officer",
        theme="theft",
        vehicles=["AB12 CDE", "XY99 ZZZ"],
    )
    assert log.grade
    assert (log.log_ref, log.title, log.text) == ("N/19/1", "Men at the yard", "Two men seen.")
    assert (log.reported_at, log.event_from, log.event_to) == ("2019-03-04T21:10", "2019-03-02", "2019-03-03")
    assert (log.grade.label(), log.handling_conditions, log.marking) == ("2/C/C", "Refer to originator.", "OFFICIAL")
    assert (log.force, log.provenance, log.theme) == ("North Force", "officer", "theft")
    assert log.attributes == {"vehicles": "AB12 CDE; XY99 ZZZ"}


def test_what_is_not_given_is_empty_and_sensitive_by_default(tmp_path: Path) -> None:
    log = log_of(tmp_path, grade="N/A", handling_conditions="None.", event_from="-", colour=" ")
    assert (log.grade, log.handling_conditions, log.event_from, log.attributes) == (None, "", None, {})
    assert log.marking == "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize("blank", ["-", "–", "?", "n/a", "Not known", "UNKNOWN.", "nil"])
def test_a_force_theme_or_provenance_that_only_says_that_there_is_none_is_none(tmp_path: Path, blank: str) -> None:
    log = log_of(tmp_path, force=blank, theme=blank, provenance=blank)
    assert (log.force, log.theme, log.provenance) == ("", "", "")


def test_an_event_with_its_last_day_only_lies_on_that_day(tmp_path: Path) -> None:
    assert log_of(tmp_path, event_to="03/03/2019").event_from == "2019-03-03"


def test_hidden_characters_leave_the_text_and_blanks_around_it_stay(tmp_path: Path) -> None:
    assert log_of(tmp_path, text=" Sm\u200bith\r\nseen\u202e. ").text == " Smith\nseen. "


def test_a_grading_in_three_columns_is_joined(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv", "URN,Date,Source,Intelligence,Handling,Report", ["A", "4/3/19", "B", "2", "4", "Text"]
    )
    (log,) = read(path)
    assert isinstance(log, RawLog)
    assert log.grade
    assert (log.grade.label(), log.grade.scheme) == ("B/2/4", "5x5x5")


def test_a_grading_in_three_columns_is_never_the_text(tmp_path: Path) -> None:
    header, row = "URN,Date,Source,Intelligence,Handling,Comments", ["A", "4/3/19", "2", "C", "P", "Two men."]
    (rejection,) = read(table(tmp_path / "a.csv", header, row))
    assert isinstance(rejection, Rejection)
    assert "no column for text" in rejection.reason


def test_a_mapping_names_columns_zone_and_defaults(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "No.,Day,Hour,Part 1,Part 2,Area", ["A", "4/7/19", "2110", "One.", "Two.", ""])
    columns = {"log_ref": ("No",), "reported_at": ("Day", "Hour"), "text": ("Part 1", "Part 2"), "force": ("Area",)}
    mapping = Mapping(columns, ZoneInfo("Europe/London"), {"force": "North Force", "marking": "OFFICIAL"})
    (log,) = read(path, mapping=mapping)
    assert isinstance(log, RawLog)
    assert (log.text, log.reported_at) == ("One.\n\nTwo.", "2019-07-04T21:10+01:00")
    assert (log.force, log.marking) == ("North Force", "OFFICIAL")


def test_a_table_without_a_mapped_column_is_refused_and_names_the_field(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "URN,Date,Narrative", ["A", "4/3/19", "Text"])
    (rejection,) = read(path, mapping=Mapping({"theme": ("Kind",)}))
    assert isinstance(rejection, Rejection)
    assert (rejection.record, "no column for theme" in rejection.reason) == (0, True)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"log_ref": ""}, "log_ref: missing"),
        ({"log_ref": CANARY * 6}, "log_ref: expected at most 64"),
        ({"log_ref": f"{CANARY}\n1"}, "log_ref: expected at most 64"),
        ({"log_ref": f"{CANARY}\u200b1"}, "log_ref: expected at most 64"),
        ({"text": None}, "text: missing"),
        ({"text": " \u200b\n"}, "text: missing"),
        ({"text": " c\n"}, "text: only a code of a grading"),
        ({"text": CANARY + "x" * MAX_TEXT}, "text: over 1000000"),
        ({"colour": CANARY + "x" * MAX_TEXT}, "attribute: over 1000000"),
        ({"reported_at": ""}, "reported_at: missing"),
        ({"reported_at": CANARY}, "reported_at: not a date this product can read (expected D/M/Y or ISO)"),
        ({"reported_at": "31/02/2019"}, "reported_at: no such day"),
        ({"event_from": CANARY}, "event_from: not a date"),
        ({"event_to": CANARY}, "event_to: not a date"),
        ({"event_from": "03/03/2019", "event_to": "02/03/2019"}, "event_to: lies before event_from"),
        ({"grade": CANARY}, "grade: not a grading"),
        ({"source_eval": "2", "intel_assess": CANARY, "handling": "P"}, "grade: not a grading"),
        ({"grade": "2/C/C"}, "handling_conditions: missing"),
        ({"grade": "B25", "handling_conditions": "n/a"}, "handling_conditions: missing"),
        ({"marking": "SECRET"}, "marking: above OFFICIAL-SENSITIVE"),
        ({"marking": "Confidential"}, "marking: above OFFICIAL-SENSITIVE"),
        ({"marking": CANARY}, "marking: not a marking"),
        ({"sanitised": "N"}, "sanitised: only sanitised text may be indexed"),
        ({"sanitised": CANARY}, "sanitised: expected Y or N"),
    ],
)
def test_a_record_that_may_not_be_taken_in_says_why_and_quotes_nothing(
    tmp_path: Path, fields: dict[str, object], reason: str
) -> None:
    path = written(tmp_path / "a.jsonl", LOG | {"log_ref": "N/19/0"}, LOG | fields, LOG)
    before, rejection, after = read(path)
    assert isinstance(before, RawLog)
    assert isinstance(after, RawLog)
    assert isinstance(rejection, Rejection)
    assert (rejection.file, rejection.record) == ("a.jsonl", 2)
    assert rejection.reason.startswith(reason)
    assert CANARY not in rejection.reason


def test_a_reference_with_any_number_of_marks_is_read_in_linear_time(tmp_path: Path) -> None:
    begun = time.monotonic()
    assert log_of(tmp_path, log_ref="N" + "\u0301" * 20_000 + "\u0323" * 20_000).log_ref == "\u0143" + "\u0301" * 29
    assert time.monotonic() - begun < 2.0


def test_of_different_records_under_one_reference_the_first_stays(tmp_path: Path) -> None:
    first = written(tmp_path / "a.jsonl", LOG, LOG | {"text": f"{CANARY} seen."})
    second = written(tmp_path / "b.jsonl", LOG, LOG | {"title": "Other"})
    results = read(first, second)
    assert [isinstance(result, RawLog) for result in results] == [True, False, True, False]  # equal ones are passed on
    assert [r.reason for r in results if isinstance(r, Rejection)] == [
        "log_ref: already used in a.jsonl record 1 with different text or fields"
    ] * 2


def test_folders_are_walked_in_order_without_hidden_files_and_links(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside.jsonl", LOG | {"log_ref": "OUTSIDE"})
    folder = tmp_path / "export"
    (folder / "b").mkdir(parents=True)
    (folder / ".git").mkdir()
    for number, name in enumerate(["c.jsonl", "a.JSONL", "b/a.jsonl", ".hidden.jsonl", ".git/x.jsonl"]):
        written(folder / name, LOG | {"log_ref": f"{number}"})
    (folder / "notes.odt").write_text(CANARY)
    (folder / "link.jsonl").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path)
    results = read(folder)
    assert [result.log_ref for result in results if isinstance(result, RawLog)] == ["1", "2", "0"]
    assert reasons(results) == [
        ("link.jsonl", 0, "a link in a folder is not followed"),
        ("notes.odt", 0, "not a format that can be read"),
        ("up", 0, "a link in a folder is not followed"),
    ]


def test_a_file_that_cannot_be_read_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK" + CANARY.encode())
    results = read(bad, written(tmp_path / "good.jsonl", LOG))
    assert reasons(results[:1]) == [("bad.xlsx", 0, "not an intact XLSX file without password (BadZipFile)")]
    assert isinstance(results[1], RawLog)


def test_the_rejection_of_a_record_of_a_workbook_names_its_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet, rows in ((book.active, ["N/1", "N/2"]), (book.create_sheet(CANARY), ["N/3", ""])):
        sheet.append(["URN", "Date", "Text"])
        for ref in rows:
            sheet.append([ref, "4/3/19", "Two men."])
    book.save(tmp_path / "a.xlsx")
    *logs, rejection = read(tmp_path / "a.xlsx")
    assert [log.log_ref for log in logs if isinstance(log, RawLog)] == ["N/1", "N/2", "N/3"]
    assert rejection == Rejection("a.xlsx", 4, "sheet 2: log_ref: missing")


def test_a_file_that_may_not_be_opened_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(CANARY)

    path = written(tmp_path / "a.jsonl", LOG)
    monkeypatch.setattr(Path, "open", refuse)
    (rejection,) = read(path)
    assert rejection == Rejection("a.jsonl", 0, "cannot be read (PermissionError)")


def test_a_path_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    good = written(tmp_path / "a.jsonl", LOG)
    with pytest.raises(BadFile, match="none"):
        read_logs([good, tmp_path / "none"])  # not even asked for a first record
    with pytest.raises(BadFile, match="none"):
        count_records([tmp_path / "none"])


def test_records_are_counted_where_that_is_cheap(tmp_path: Path) -> None:
    written(tmp_path / "a.jsonl", LOG, LOG | {"log_ref": "2"}, "").open("a").write("\n")
    table(tmp_path / "b.csv", "URN,Date,Narrative", ["A", "4/3/19", "Text"])
    (tmp_path / "notes.odt").write_text("a rejection")
    assert count_records([tmp_path]) == 3 + 1 + 1
    (tmp_path / "c.json").write_text("[]")
    assert count_records([tmp_path]) is None


FRAGMENTS = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"log_ref,text,reported_at\n",
            b'{"log_ref":"1","text":"a","reported_at":"1/1/19"}\n',
            b'[{"text":',
            b'"',
            b",",
            b"\r",
        ]
    ),
)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".jsonl"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(FRAGMENTS, max_size=12))
def test_any_bytes_give_logs_and_rejections_and_never_an_error(tmp_path: Path, suffix: str, parts: list[bytes]) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"".join(parts))
    for result in read(path):
        assert isinstance(result, RawLog | Rejection)
        json.dumps(str(result), ensure_ascii=False).encode()  # can be printed and stored


CELLS = st.text(max_size=10).map(lambda noise: noise[:5] + CANARY + noise[5:])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["log_ref", "text", "reported_at", "event_from", "grade", "marking", "sanitised"]), CELLS
    )
)
def test_no_rejection_ever_quotes_a_value(tmp_path: Path, fields: dict[str, str]) -> None:
    for result in read(
        written(tmp_path / "a.jsonl", fields, LOG | fields),
        table(tmp_path / "a.csv", ",".join(fields), list(fields.values())),
    ):
        assert isinstance(result, RawLog) or CANARY not in result.reason


@pytest.mark.parametrize(
    ("content", "header"),
    [
        ("Log Ref,Text,Reported At\nN/1,A; b; c; d,2024-05-01\n", ("Log Ref", "Text", "Reported At")),
        ("Nummer,Inhalt,Tag\nN/1,A long text about a man; b; c; d; e; f; g,2024-05-01\n", ("Nummer", "Inhalt", "Tag")),
        ("Nummer;Inhalt;Tag\nN/1;A, b, c;2024-05-01\n", ("Nummer", "Inhalt", "Tag")),  # no field is known by its name
        ("Nummer\n", ("Nummer",)),
    ],
)
def test_the_header_is_found_also_where_its_columns_are_not_known(
    tmp_path: Path, content: str, header: tuple[str, ...]
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(content)
    assert read_header(path) == header
