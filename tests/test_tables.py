"""From files of every format, whole and damaged, to rows."""

import json
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from time import monotonic

import openpyxl
import pytest

from index import tables
from index.errors import BadFile
from index.tables import Row, Unreadable, count_rows, read_rows
from tests.files import saved, with_part

ROWS = [{"ref": "A1", "text": "One, two"}, {"ref": "A2", "text": "Three\nfour"}]


def absent(header: Sequence[str]) -> Sequence[str]:
    return [name for name in ("ref", "text") if name not in header]


def rows_of(path: Path) -> list[Row | Unreadable]:
    return list(read_rows(path, absent))


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(path: Path, *sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("delimiter", list(tables.DELIMITERS))
def test_the_delimiter_is_the_one_that_gives_a_header(tmp_path: Path, delimiter: str) -> None:
    content = f'ref{delimiter}text\nA1{delimiter}"One, two"\nA2{delimiter}"Three\nfour"\n'
    assert rows_of(written(tmp_path, "a.csv", content)) == ROWS


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_and_line_end_is_read(tmp_path: Path, encoding: str, line_end: str) -> None:
    content = line_end.join(["ref,text", "A1,Café – £20", ""]).encode(encoding)
    assert rows_of(written(tmp_path, "a.csv", content)) == [{"ref": "A1", "text": "Café – £20"}]


def test_a_byte_that_is_no_utf8_costs_the_letters_beside_it_nothing(tmp_path: Path) -> None:
    content = "ref,text\nA1,café ".encode() + "café\n".encode("cp1252")
    assert rows_of(written(tmp_path, "a.csv", content)) == [{"ref": "A1", "text": "café café"}]


def test_rows_before_the_header_and_blank_rows_are_left_out(tmp_path: Path) -> None:
    content = "sep=,\nAll reports of the week\n\nref,text\n,\nA1,One\n\n"
    assert rows_of(written(tmp_path, "a.csv", content)) == [{"ref": "A1", "text": "One"}]


def test_names_of_columns_are_made_different_and_never_blank(tmp_path: Path) -> None:
    content = "ref,text, Odd\u200b  name ,text,\nA1,One,two,three,four\n"
    (row,) = rows_of(written(tmp_path, "a.csv", content))
    assert row == {"ref": "A1", "text": "One", "Odd name": "two", "text (4)": "three", "column 5": "four"}


def test_a_row_of_the_wrong_length_is_filled_up_or_unreadable(tmp_path: Path) -> None:
    content = "ref,text\nA1\nA2,Two,,\nA3,Three, and a half\nA4,Four\n"
    short, blank_ends, long, right = rows_of(written(tmp_path, "a.csv", content))
    assert [short, blank_ends, right] == [{"ref": r, "text": t} for r, t in (("A1", ""), ("A2", "Two"), ("A4", "Four"))]
    assert isinstance(long, Unreadable)


def test_a_stray_quotation_mark_costs_its_row_and_not_the_next(tmp_path: Path) -> None:
    content = 'ref,text\nA1,"He said "no" twice"\nA2,Two\nA3,"never closed\nA4,Four\n'
    stray, two, unclosed, four = rows_of(written(tmp_path, "a.csv", content))
    assert (two, four) == ({"ref": "A2", "text": "Two"}, {"ref": "A4", "text": "Four"})
    assert isinstance(stray, Unreadable)
    assert isinstance(unclosed, Unreadable)


def test_a_quotation_that_is_closed_wrongly_costs_its_first_line_and_not_the_next(tmp_path: Path) -> None:
    content = 'ref,text\nA1,"open\nA2,Two\nA3,"Three"\nA4,"Four\nand more"\n'
    unclosed, *rest = rows_of(written(tmp_path, "a.csv", content))
    assert isinstance(unclosed, Unreadable)
    assert [row["ref"] for row in rest if isinstance(row, dict)] == ["A2", "A3", "A4"]
    assert rest[-1] == {"ref": "A4", "text": "Four\nand more"}


@pytest.mark.parametrize("line", ['A1,x","y\n', 'A1,"open\n', 'A1,"""\n', "A1,One\n"])
def test_quotations_that_never_close_are_read_in_linear_time(tmp_path: Path, line: str) -> None:
    begun = monotonic()
    rows = rows_of(written(tmp_path, "a.csv", 'ref,text\nA1,"' + line * 50_000))
    assert 25_000 <= len(rows) <= 50_001
    assert monotonic() - begun < 5.0


@pytest.mark.parametrize(
    "content", [json.dumps(ROWS), json.dumps({"logs": ROWS}), json.dumps({"records": ROWS, "n": 2})]
)
def test_json_is_a_list_or_an_object_with_one(tmp_path: Path, content: str) -> None:
    assert rows_of(written(tmp_path, "a.json", content)) == ROWS


def test_a_broken_line_of_json_costs_that_line_only(tmp_path: Path) -> None:
    good = json.dumps(ROWS[0])
    deep = '{"ref": ' + "[" * 100_000 + "]" * 100_000 + "}"
    lines = [good, '{"ref": "A2", "text', "[1]", "", deep, '{"n": ' + "9" * 5000 + "}", good]
    read = rows_of(written(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [isinstance(row, Unreadable) for row in read] == [False, True, True, True, True, False]


def test_values_of_json_become_text_and_inner_keys_stay_in_it(tmp_path: Path) -> None:
    value = {
        "ref": 7,
        "text": None,
        "flag": True,
        "share": 0.5,
        "names": ["A", None, "B"],
        "who": {"role": "driver", "of": ["X"]},
    }
    (row,) = rows_of(written(tmp_path, "a.json", json.dumps([value])))
    expected = {"ref": "7", "text": "", "flag": "yes", "share": "0.5", "names": "A; B", "who": "role: driver, of: X"}
    assert row == expected


def test_every_sheet_with_a_header_is_read_and_cells_become_text(tmp_path: Path) -> None:
    header = ["ref", "text", "day", "moment", "time", "flag", "number"]
    cells = ["A1", "One", datetime(2019, 3, 4), datetime(2019, 3, 4, 21, 10), time(21, 10), True, 7.0]
    path = workbook(tmp_path / "a.xlsx", [["Notes"]], [["Export"], header, cells], [], [["ref", "text"], ["B1", "Two"]])
    expected = ["A1", "One", "2019-03-04", "2019-03-04T21:10", "21:10", "yes", "7"]
    assert rows_of(path) == [dict(zip(header, expected, strict=True)), {"ref": "B1", "text": "Two"}]


def test_a_sheet_without_a_header_is_told_unless_it_only_holds_a_few_notes(tmp_path: Path) -> None:
    notes = [["Export of the week"], [], [None, "Made by the intelligence unit"]]
    renamed = [["ref", "wording"], ["B1", "Two"]]
    long = [["Two men were seen."]] * 21
    path = workbook(tmp_path / "a.xlsx", notes, renamed, [["ref", "text"], ["A1", "One"]], [["template"]], long)
    row, *unread = rows_of(path)
    assert row == {"ref": "A1", "text": "One"}
    assert [one.reason.split(";")[0] for one in unread if isinstance(one, Unreadable)] == [
        "sheet 2: no header in the first 20 rows: no column for text",
        "sheet 5: no header in the first 20 rows: no column for ref, text",
    ]


def test_signs_that_a_workbook_spells_out_are_themselves(tmp_path: Path) -> None:
    header = ["ref", "text", "odd_x0020_name"]
    path = workbook(tmp_path / "a.xlsx", [header, ["A1", "Seen._x000D_\nLeft _x005F_x000D_ _x00e9_", "_x00zz_"]])
    (row,) = rows_of(path)
    assert row == {"ref": "A1", "text": "Seen.\r\nLeft _x000D_ é", "odd name": "_x00zz_"}


def test_cells_beyond_the_header_of_a_sheet_have_columns_of_their_own(tmp_path: Path) -> None:
    rows = [["ref", "text"], ["A1", "One"], ["A2", "Two", None, "checked"], ["A3", "Three"]]
    one, two, three = rows_of(workbook(tmp_path / "a.xlsx", rows))
    assert one == {"ref": "A1", "text": "One"}
    assert two == {"ref": "A2", "text": "Two", "column 3": "", "column 4": "checked"}
    assert three == {"ref": "A3", "text": "Three", "column 3": "", "column 4": ""}


def test_a_header_of_two_rows_is_one(tmp_path: Path) -> None:
    header = [["ref", "text", "Grading", None, "Event", None, "Unit"]]
    header += [[None, None, "Source (1-3)", "Intel", "From", "To", None]]
    (row,) = rows_of(workbook(tmp_path / "a.xlsx", [*header, ["A1", "One", 2, "C", None, None, "North"]]))
    names = ["ref", "text", "Grading Source (1-3)", "Grading Intel", "Event From", "Event To", "Unit"]
    assert row == dict(zip(names, ["A1", "One", "2", "C", "", "", "North"], strict=True))


@pytest.mark.parametrize(
    "below",
    [
        ["A1", "One", "North", "South"],  # a record
        [None, None, "2", "C"],  # codes
        [None, None, None, "checked by the unit"],  # a note below no merged cell
        [None, None, "North", "a remark that is longer than any name of a column"],
    ],
)
def test_a_record_below_a_header_is_not_taken_for_its_second_row(tmp_path: Path, below: Sequence[object]) -> None:
    header = ["ref", "text", "Grading", None]
    read = rows_of(workbook(tmp_path / "a.xlsx", [header, below, ["A2", "Two", "x", "y"]]))
    assert len(read) == 2
    assert read[1] == {"ref": "A2", "text": "Two", "Grading": "x", "column 4": "y"}


@pytest.mark.parametrize("title", ["SECRET", "North Force,TOP SECRET", "Marking: Secret", "North Force      SECRET"])
def test_a_table_below_a_marking_above_what_may_be_held_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(BadFile, match="marking above the header: above OFFICIAL-SENSITIVE"):
        rows_of(written(tmp_path, "a.csv", f"{title}\n\nref,text\nA1,One\n"))


def test_a_marking_above_what_may_be_held_on_any_sheet_refuses_the_workbook_as_a_whole(tmp_path: Path) -> None:
    table = [["ref", "text"], ["A1", "One"]]
    with pytest.raises(BadFile, match="marking above the header of sheet 2: above OFFICIAL-SENSITIVE"):
        next(read_rows(workbook(tmp_path / "a.xlsx", table, [["North Force", "SECRET"], *table]), absent))
    with pytest.raises(BadFile, match="marking on sheet 2: above OFFICIAL-SENSITIVE"):
        next(read_rows(workbook(tmp_path / "a.xlsx", table, [["TOP SECRET"]]), absent))


def test_a_marking_above_what_may_be_held_beside_a_list_of_json_refuses_it(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="marking beside the list: above OFFICIAL-SENSITIVE"):
        rows_of(written(tmp_path, "a.json", json.dumps({"marking": "Secret", "logs": ROWS})))


def test_markings_that_say_nothing_of_the_whole_table_do_not_refuse_it(tmp_path: Path) -> None:
    choices = [["OFFICIAL"], ["OFFICIAL-SENSITIVE"], ["SECRET"]]  # of a column of another sheet
    rows = [["OFFICIAL-SENSITIVE"], ["Secret places of the North"], ["ref", "text"], ["A1", "SECRET"]]
    assert rows_of(workbook(tmp_path / "a.xlsx", rows, choices)) == [{"ref": "A1", "text": "SECRET"}]


def test_a_sheet_that_declares_the_wrong_size_is_read_whole(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["ref", "text"], ["A1", "One"]])
    forged = rewritten(path, "xl/worksheets/sheet1.xml", b"A1:B2", b"A1:A1")
    assert rows_of(forged) == [{"ref": "A1", "text": "One"}]


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """A workbook with bytes of one part replaced."""
    return saved(path.with_name("forged.xlsx"), with_part(path.read_bytes(), part, old, new))


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["ref", "text"], ["A1", "One"]])
    forged = rewritten(path, "xl/worksheets/sheet1.xml", b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "boom">]><worksheet')
    with pytest.raises(BadFile, match="not an intact XLSX file"):
        rows_of(forged)


def test_a_forged_row_number_does_not_fill_the_gap_for_ever(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["ref", "text"], ["A1", "One"]])
    forged = rewritten(path, "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="999999999999"')
    with pytest.raises(BadFile, match="more rows"):
        rows_of(forged)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["ref", "text"], ["A1", "One"]])
    forged = rewritten(path, "xl/workbook.xml", b"<workbook", b"<!--" + b" " * 20_000_000 + b"--><workbook")
    with pytest.raises(BadFile, match="unpacks to more"):
        rows_of(forged)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"PK\x03\x04\x00\x00ref,text", "not text"),
        ("a.csv", "ref,text\nA1,One".encode("utf-16-le"), "not text"),  # no mark, so it might be anything
        ("a.csv", b"colour,shape\nred,round\n", "no column for ref, text"),
        ("a.csv", b"ref,shape\nred,round\n", "no column for text"),
        ("a.csv", b"," * 1_000_000, "no header"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b"[" * 100_000, "not JSON"),
        ("a.json", b'{"ref": "A1"}', "expected a list"),
        ("a.json", b"[1]\n[2]", "named .jsonl"),
        ("a.xlsx", b"ref,text", "BadZipFile"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "without password"),
        ("a.doc", b"text", "expected .csv, .tsv, .xlsx, .json, .jsonl, .docx, .pdf, .eml, .txt"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        rows_of(written(tmp_path, name, content))


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", [["ref", "text"], ["A1", "One"]]).read_bytes()
    with pytest.raises(BadFile, match="not an intact XLSX file"):
        rows_of(written(tmp_path, "cut.xlsx", whole[: len(whole) // 2]))


def test_a_line_that_is_too_long_ends_a_table_and_costs_json_lines_that_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_LINE", 50)
    long = "x" * 1000
    with pytest.raises(BadFile, match="a line of more than 50"):
        rows_of(written(tmp_path, "a.csv", f"ref,text\nA1,{long}\n"))
    lines = ['{"ref": "A1"}', json.dumps({"ref": long}), '{"ref": "A3"}']
    first, middle, last = rows_of(written(tmp_path, "a.jsonl", "\n".join(lines)))
    assert (first, last) == ({"ref": "A1"}, {"ref": "A3"})
    assert isinstance(middle, Unreadable)


def test_a_quotation_mark_that_never_closes_is_given_up_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_LINE", 100)
    read = rows_of(written(tmp_path, "a.csv", 'ref,text\nA1,"open\n' + "A2,Two\n" * 30))
    assert isinstance(read[0], Unreadable)
    assert {"ref": "A2", "text": "Two"} in read


def test_a_table_is_read_as_a_stream(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "ref,text\n" + "A1,One\n" * 100_000 + "\0")
    rows = read_rows(path, absent)
    assert next(rows) == {"ref": "A1", "text": "One"}  # though the file's end cannot be read
    with pytest.raises(BadFile):
        list(rows)


def test_records_are_counted_by_lines_where_a_line_is_a_record(tmp_path: Path) -> None:
    assert count_rows(written(tmp_path, "a.csv", "ref,text\nA1,One\nA2,Two\n")) == 2
    assert count_rows(written(tmp_path, "a.jsonl", '{"ref": 1}\n{"ref": 2}\n')) == 2
    assert count_rows(written(tmp_path, "a.csv", "")) == 0
    assert count_rows(written(tmp_path, "a.json", "[]")) is None
