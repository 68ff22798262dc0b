"""From documents of every kind to records."""

import io
from collections.abc import Sequence
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columns import Mapping
from index.errors import BadFile
from index.formats.documents import READERS, Document
from index.formats.forms import LOOSE, Row
from index.formats.html import plain_text
from index.formats.labels import Line, Record, ticked
from index.formats.lists import records
from index.readers import count_records, read_logs
from index.records import RawLog, Rejection
from tests.files import DOCX_PART, pdf, saved, with_part, word

FORM = {
    "URN": "N/25/001",
    "Title": "Men at the yard",
    "Date and time of report": "04/03/2025 21:10",
    "Source evaluation": "2 - Untested",
    "Information assessment": "C",
    "Handling code": "C",
    "Handling conditions": "Ask the originator first.",
    "GSC marking": "OFFICIAL",
    "Force": "North Force",
    "Provenance": "officer",
    "Report text": "Two men seen at 21:00. Officer comment: both left.",
}


def found(suffix: str, content: bytes | str) -> list[Row | str]:
    return list(records(READERS[suffix](io.BytesIO(content.encode() if isinstance(content, str) else content))))


def rows(suffix: str, content: bytes | str) -> list[Row]:
    results = found(suffix, content)
    assert all(isinstance(result, dict) for result in results), results
    return [result for result in results if isinstance(result, dict)]


def texts(suffix: str, content: bytes | str) -> list[str]:
    return [row["text"] for row in rows(suffix, content)]


def log_of(path: Path, mapping: Mapping | None = None) -> RawLog:
    (log,) = read_logs([path], mapping)
    assert isinstance(log, RawLog), log
    return log


AS_TABLE = word("Intelligence report", list(FORM.items()))
AS_LINES = "\n".join(f"{label}: {value}" for label, value in FORM.items())
AS_MAIL = f"From: a@example.org\nSubject: Form\nDate: Wed, 05 Mar 2025 09:00:00 +0000\n\n{AS_LINES}"


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".docx", AS_TABLE),
        (".docx", word(*AS_LINES.split("\n"))),
        (".docx", word(list(FORM.items())[:3], [list(FORM)[3:6], list(FORM.values())[3:6]], list(FORM.items())[6:])),
        (".docx", word([[*a, *b] for a, b in zip(list(FORM.items())[:5], list(FORM.items())[5:10], strict=True)],
                       "Report text:", FORM["Report text"])),
        (".pdf", pdf(AS_LINES)),
        (".pdf", pdf("\n".join(f"{label} {value}" for label, value in FORM.items()))),
        (".pdf", pdf("\n".join(f"{label}\n{value}" for label, value in FORM.items()))),
        (".pdf", pdf("Intelligence report", fields=FORM)),
        (".eml", AS_MAIL),
        (".txt", AS_LINES),
        (".txt", AS_LINES.replace(": ", ":\n", 10)),
        (".txt", AS_LINES.replace("\n", "   ", 3)),
        (".txt", AS_LINES.encode("utf-16")),
        (".txt", "\n".join(f"• {line}" for line in AS_LINES.split("\n"))),
        (".txt", "\n".join(f"  -\t{line}" for line in AS_LINES.split("\n"))),
    ],
    ids=[
        "table", "paragraphs", "grading across", "two pairs a row", "lines", "blanks", "label above value", "fields",
        "mail", "text", "values below", "labels in a row", "UTF-16", "bullets", "dashes",
    ],
)  # fmt: skip
def test_a_filled_form_becomes_a_log_with_every_field(tmp_path: Path, suffix: str, content: bytes | str) -> None:
    log = log_of(saved(tmp_path / f"form{suffix}", content))
    assert log.grade
    assert (log.log_ref, log.title, log.text) == (FORM["URN"], FORM["Title"], FORM["Report text"])
    assert (log.reported_at, log.grade.label(), log.grade.scheme) == ("2025-03-04T21:10", "2/C/C", "3x5x2")
    assert (log.handling_conditions, log.marking) == (FORM["Handling conditions"], "OFFICIAL")
    assert (log.force, log.provenance) == ("North Force", "officer")


@pytest.mark.parametrize(
    ("value", "ticked_value"),
    [
        ("☐ 1 Reliable ☒ 2 Untested ☐ 3 Not reliable", "2 Untested"),
        ("1 Reliable ☐ 2 Untested ☒", "2 Untested"),
        ("[ ] P  [x] C", "C"),
        ("☒ A ☒ B", "A; B"),  # which is no grading, and will be refused as one
        ("☐ A ☐ B", ""),
        ("2 - Untested", "2 - Untested"),
    ],
)
def test_of_boxes_the_ticked_one_counts(value: str, ticked_value: str) -> None:
    assert ticked(value) == ticked_value


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("1. Unique Reference Number (URN)", "log_ref"), ("Source Evaluation 1-3", "source_eval"),
        ("Section B: Handling code P/C", "handling"), ("Information assessment (A to E)", "intel_assess"),
        ("Government Security Classification", "marking"), ("Date/time of report", "reported_at"),
    ],
)  # fmt: skip
def test_labels_may_have_numbers_hints_and_scales(label: str, field: str) -> None:
    (row,) = rows(".txt", f"Title: x\n{label}: 2\nReport text: y")
    assert row.get(field) == "2" or row[label] == "2"


def test_single_words_mean_what_their_value_says() -> None:
    graded, told = rows(
        ".txt",
        "URN: A/1\nSource: 2\nIntelligence: C - known indirectly\nHandling: P\nReport: A man.\n"
        "URN: A/2\nSource: a caller\nHandling: not to be copied\nIntelligence: A man was seen.",
    )
    assert (graded["Source"], graded["Intelligence"], graded["text"]) == ("2", "C - known indirectly", "A man.")
    assert (told["provenance"], told["handling_conditions"], told["text"]) == (
        "a caller", "not to be copied", "A man was seen.",
    )  # fmt: skip


def test_the_text_of_a_form_keeps_its_lines_labels_and_paragraphs() -> None:
    (row,) = rows(".txt", "URN: A/1\nReport text:\n1. One.\n\n2. Date: none.\nOfficer: two.\nForce: North Force")
    assert (row["text"], row["Force"]) == ("1. One.\n\n2. Date: none.\nOfficer: two.", "North Force")


def test_what_a_form_lists_with_bullets_is_text_where_its_labels_have_none() -> None:
    (row,) = rows(".txt", "URN: A/1\nTwo men, one:\n- Description: tall\n• Date: none\n- Officer: 12")
    assert row["text"] == "Two men, one:\n- Description: tall\n• Date: none\n- Officer: 12"
    assert texts(".eml", "Subject: x\n\nTwo men.\n- Source: a caller") == ["Two men.\n- Source: a caller"]
    (row,) = rows(".txt", "* URN: A/1\n* Officer: 12\n* Text: One.\n* Two: three.")
    assert (row["Officer"], row["text"]) == ("12", "One.\n* Two: three.")


def test_nothing_that_stands_in_a_form_is_lost() -> None:
    (row,) = rows(".docx", word("INTELLIGENCE REPORT", [["URN", "A/1"], ["Officer", "12"]], "Report text:", "One."))
    assert row == {"URN": "A/1", "Officer": "12", "text": "One.", LOOSE: "INTELLIGENCE REPORT"}


def test_a_form_with_nothing_filled_in_is_refused() -> None:
    with pytest.raises(BadFile, match="nothing filled in"):
        found(".docx", word([[label, ""] for label in FORM]))


def test_a_mapping_names_labels_as_it_names_columns(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.docx", word([["URN", "A/1"], ["Seen by", "North"], ["Day", "4/3/25"], ["Text", "One."]]))
    log = log_of(path, Mapping({"force": ("Seen by",), "reported_at": ("Day",)}))
    assert (log.force, log.reported_at) == ("North", "2025-03-04")


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".txt"])
def test_forms_that_follow_each_other_are_logs_of_their_own(suffix: str) -> None:
    forms = [["Title: One", "URN: A/1", "Text: First."], ["Title: Two", "URN: A/2", "Text: Second, see", "URN: A/1"]]
    lines = [line for form in forms for line in form[:3]]
    content: bytes | str = {".docx": word(*lines), ".pdf": pdf(*map("\n".join, forms))}.get(suffix, "\n".join(lines))
    first, second = rows(suffix, content)
    assert (first["URN"], first["Title"], first["text"]) == ("A/1", "One", "First.")
    assert (second["URN"], second["Title"]) == ("A/2", "Two")


def test_a_table_of_records_in_a_document_gives_a_log_for_each_row() -> None:
    table = [["URN", "Date", "Report"], ["A/1", "4/3/25", "One."], ["A/2", "5/3/25", "Two."]]
    assert [(row["URN"], row["Date"], row["text"]) for row in rows(".docx", word(table))] == [
        tuple(r) for r in table[1:]
    ]


@pytest.mark.parametrize("separate", ["", "-----\n", "Page 2\n"])
def test_forms_without_a_reference_are_several_where_each_has_its_date_and_text(separate: str) -> None:
    forms = ["Date of report: 4/3/25\nText: One.\n", "Date of report: 5/3/25\nText:\nTwo.\n"]
    for head in ("", "Force: North Force\n"):
        one, two = rows(".txt", head + separate.join(forms))
        assert (one["Date of report"], two["Date of report"], two["text"]) == ("4/3/25", "5/3/25", "Two.")
        assert one["text"].startswith("One.") and (not head or "North Force" in one["Force"])


@pytest.mark.parametrize(
    "content",
    [
        "URN: A/1\nDate: 4/3/25\nText: One.\nDate: 5/3/25\nText: More.",
        "Date: 4/3/25\nText: One.\nDate: none.",
        "URN: A/1\nDate: 4/3/25\nURN: A/1\nText: One.\nURN: A/1\nDate: 4/3/25\nText: More.",  # on each of its pages
    ],
)
def test_a_label_that_returns_in_a_text_begins_no_form(content: str) -> None:
    (row,) = rows(".txt", content)
    assert row["Date"] == "4/3/25" and row["text"].startswith("One.\n")


NAMES = ["Date", "Officer", "Details"]
ROWS = [["4/3/25", "A", "One."], ["", "B", "Two."], ["6/3/25", "Text", "Three."]]


@pytest.mark.parametrize(
    "table",
    [
        [NAMES, *ROWS],
        [["", *NAMES], *(["", *row] for row in ROWS)],
        [["Nos", *NAMES], *([str(number), *row] for number, row in enumerate(ROWS))],
        [["Date\n(d/m/y)", "On duty", "Details:"], *ROWS],
    ],
)
def test_rows_of_a_table_are_logs_whatever_columns_it_has_and_whatever_a_row_lacks(table: list[list[str]]) -> None:
    logs = rows(".docx", word("North log", "Force: North Force", table, "Not to be copied."))
    assert [log["text"] for log in logs] == ["One.", "Two.", "Three."]
    assert [next(value for name, value in log.items() if name in ("Date", "reported_at")) for log in logs] == [
        "4/3/25", "", "6/3/25",
    ]  # fmt: skip
    assert all(log["force"] == "North Force" and "Not to be copied." in "".join(log.values()) for log in logs)


def test_a_table_in_a_form_belongs_to_its_text_unless_its_rows_have_references() -> None:
    form = ["URN: A/1", "Date: 1/3/25", "Handling conditions: Ask.", "Text: One."]
    (row,) = rows(".docx", word(*form, [NAMES, *ROWS], "Gone."))
    assert (row["URN"], row["Date"], row["Handling conditions"]) == ("A/1", "1/3/25", "Ask.")
    assert row["text"] == "One.\n4/3/25 | A | One.\n | B | Two.\n6/3/25 | Text | Three.\nGone."
    table = [["URN", "Date", "Details"], ["A/2", "2/3/25", "Two."], ["A/3", "3/3/25", "Three."]]
    one, two, three = rows(".docx", word(*form, table))
    assert (one["text"], two["text"], three["URN"]) == ("One.", "Two.", "A/3")
    assert "Handling conditions" not in two


def test_one_reference_above_a_table_of_logs_is_not_the_reference_of_each() -> None:
    for row in rows(".docx", word("URN: A/1", [NAMES, *ROWS])):
        assert (row["log_ref"], row["document reference"]) == ("", "A/1")


@pytest.mark.parametrize(
    "table",
    [
        [["Details", "URN", "A/1"], ["", "Date", "4/3/25"], ["Grading", "Source evaluation", "2"],
         ["Report", "Report text", "One."]],
        [["Source", "Source evaluation", "2", "URN", "A/1"], ["Report", "Report text", "One.", "Date", "4/3/25"]],
    ],
)  # fmt: skip
def test_a_label_beside_a_label_is_the_heading_of_a_section(table: list[list[str]]) -> None:
    (row,) = rows(".docx", word(table))
    assert (row["URN"], row["Date"], row["Source evaluation"], row["text"]) == ("A/1", "4/3/25", "2", "One.")
    assert set(row) == {"URN", "Date", "Source evaluation", "text", LOOSE} | ({"Grading"} & set(row))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("1. One.\n2. Two,\nmore.", ["One.", "Two,\nmore."]),
        ("(1) One.\n(2) Two.", ["One.", "Two."]),
        ("1) One.\n\n2) Two.\n\n3) Three.", ["One.", "Two.", "Three."]),
        ("Item 1: One.\nItem 2\nTwo.", ["One.", "Two."]),
        ("=== A/1\nOne.\n\n=== A/2 ===\nTwo.", ["One.", "Two."]),
        ("One man.\n-----\nTwo.\n-----\n", ["One man.", "Two."]),
        ("====\nOne man.\n====\nTwo.\n", ["One man.", "Two."]),
        ("1. One.\n3. Three.", ["1. One.\n3. Three."]),  # not 1, 2, 3
        ("1. One.\n1. One more.\n2. Two.", ["1. One.\n1. One more.\n2. Two."]),
        ("Plan\n----\nOne.", ["Plan\n----\nOne."]),  # a heading
        ("One.\n-----\nTwo.\n*****\nThree.", ["One.\n-----\nTwo.\n*****\nThree."]),
        ("=== Night shift\nOne.", ["=== Night shift\nOne."]),  # no reference
        ("In the year\n2. Two.", ["In the year\n2. Two."]),
    ],
)
def test_items_are_logs_where_their_pattern_is_consistent(content: str, expected: Sequence[str]) -> None:
    assert texts(".txt", content) == list(expected)


def test_numbered_paragraphs_under_a_reference_are_one_log() -> None:
    assert texts(".txt", "URN: A/1\nDate: 4/3/25\n\n1. One.\n2. Two.") == ["1. One.\n2. Two."]


HEAD, GRADING = "REPORT\nURN: A/1\nDate: 4/3/25", "Source evaluation: 2\nIntelligence assessment: C\nHandling code: C"
CONDITIONS = "Handling conditions: Ask.\nGSC marking: OFFICIAL"


@pytest.mark.parametrize(
    ("sections", "text"),
    [
        ([HEAD, GRADING, CONDITIONS, "Report text: Two men.\nGone."], "Two men.\nGone."),
        ([HEAD, f"{GRADING}\n{CONDITIONS}\n", "\nTwo men.\nGone."], "Two men.\nGone."),
        ([f"{HEAD}\n{GRADING}", CONDITIONS, "Text\n-----", "Two men.\nGone."], "Two men.\nGone."),
        ([f"{HEAD}\n{GRADING}\n{CONDITIONS}\nText: One.", "Comment: known.", "Sent to: north"],
         "One.\n-----\nComment: known.\n-----\nSent to: north"),
        ([f"{HEAD}\n{GRADING}\n{CONDITIONS}", "Two men.", "Gone."], "Two men.\n-----\nGone."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("start", ["", "-----\n"])
def test_rules_between_the_sections_of_a_form_are_ornaments(start: str, sections: Sequence[str], text: str) -> None:
    (row,) = rows(".txt", start + "\n-----\n".join(sections))
    assert (row["URN"], row["Date"], row["Source evaluation"], row["text"]) == ("A/1", "4/3/25", "2", text)
    assert (row["Handling conditions"], row["GSC marking"], row[LOOSE]) == ("Ask.", "OFFICIAL", "REPORT")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["URN: A/1\nDate: 4/3/25\nText: One.", "URN: A/2\nDate: 5/3/25\nText: Two."], ["One.", "Two."]),
        (["DIGEST OF IT", "URN: A/1\nDate: 4/3/25\nText: One.", "URN: A/2\nDate: 5/3/25\nText: B."], ["One.", "B."]),
        (["Date: 4/3/25\nForce: North", "URN: A/1\nText: One.", "URN: A/2\nText: Two."], ["One.", "Two."]),
        (["Date: 4/3/25\nForce: North", "One man.", "Two."], ["One man.", "Two."]),
        (["4/3/25 One.", "5/3/25 Two.\nMore.", "6/3/25 Three"], ["4/3/25 One.", "5/3/25 Two.\nMore.", "6/3/25 Three"]),
        (["URN: A/1\nDate: 4/3/25\nText: One.", "5/3/25 Seen again.", "6/3/25 Gone."], None),  # one log and its end
    ],
)  # fmt: skip
def test_rules_part_logs_where_each_can_be_one(parts: Sequence[str], expected: Sequence[str] | None) -> None:
    logs = rows(".txt", "\n-----\n".join(parts))
    assert len(logs) == 1 if expected is None else [row["text"] for row in logs] == expected
    assert all(row.get("reported_at") or row.get("Date") for row in logs)


def test_what_stands_above_a_list_holds_for_each_item_that_does_not_say_otherwise() -> None:
    one, two = rows(".txt", "Digest\nDate: 4/3/25\nForce: North Force\n\n1. One.\n2. Date: 5/3/25\nText: Two.")
    assert (one["reported_at"], one["force"], one[LOOSE]) == ("4/3/25", "North Force", "Digest")
    assert (two["Date"], two["force"], two["text"]) == ("5/3/25", "North Force", "Two.")


def test_no_line_above_a_list_is_lost() -> None:
    one, two = rows(
        ".txt", "Digest\nDate: 4/3/25\nNot to be copied.\n\n1. One.\n2. Two men\nForce: North Force\nText: B."
    )
    assert one[LOOSE] == "Digest\nNot to be copied."
    assert two[LOOSE] == "Digest\nNot to be copied.\nTwo men"


@pytest.mark.parametrize(
    ("content", "moment", "text"),
    [
        ("04/03/2025 2110hrs - Two men.", "2025-03-04T21:10", "04/03/2025 2110hrs - Two men."),
        ("4 March 2025\n\nTwo men.", "2025-03-04", "Two men."),
        ("=== A/1\n2025-03-04T21:10\nTwo men.", "2025-03-04T21:10", "Two men."),
    ],
)
def test_prose_that_begins_with_its_date_was_reported_then(
    tmp_path: Path, content: str, moment: str, text: str
) -> None:
    log = log_of(saved(tmp_path / "a.txt", content))
    assert (log.reported_at, log.text) == (moment, text)


def test_a_document_without_a_date_is_refused_and_none_is_guessed(tmp_path: Path) -> None:
    assert [type(r) for r in read_logs([saved(tmp_path / "a.docx", word("Two men seen on 4 March 2025."))])] == [
        Rejection
    ]


def test_a_made_reference_follows_the_content_and_the_key_and_nothing_else(tmp_path: Path) -> None:
    content = "4/3/25\nTwo men."
    paths = [saved(tmp_path / name, content) for name in ("a.txt", "Zeb Quixwood.txt")]
    same = [log.log_ref for log in read_logs(paths, key=b"k") if isinstance(log, RawLog)]
    assert len(same) == 2 and len(set(same)) == 1
    assert same[0].startswith("DOC/") and "uixwood" not in same[0]
    (other,) = read_logs(paths[:1], key=b"other")
    changed = log_of(saved(tmp_path / "b.txt", content + " Gone."))
    assert isinstance(other, RawLog) and len({same[0], other.log_ref, changed.log_ref}) == 3


@pytest.mark.parametrize(
    ("header", "footer", "marking"),
    [
        ("OFFICIAL", "OFFICIAL", "OFFICIAL"), ("Official-Sensitive", "", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL", "OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"), ("Page one", "", "OFFICIAL-SENSITIVE"),
    ],
)  # fmt: skip
def test_a_marking_that_stands_alone_is_the_documents(tmp_path: Path, header: str, footer: str, marking: str) -> None:
    content = word("URN: A/1", "Date: 4/3/25", "Text: One.", header=header, footer=footer)
    assert log_of(saved(tmp_path / "a.docx", content)).marking == marking


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_a_document_marked_above_what_may_be_held_is_refused_also_by_its_footer(tmp_path: Path, suffix: str) -> None:
    lines = ["URN: A/1", "Marking: OFFICIAL", "Date: 4/3/25", "Text: One."]
    content = pdf("\n".join([*lines, "TOP SECRET"])) if suffix == ".pdf" else word(*lines, footer="SECRET")
    (rejection,) = read_logs([saved(tmp_path / f"a{suffix}", content)])
    assert isinstance(rejection, Rejection) and rejection.reason.startswith("marking: above")


def test_a_marking_above_a_list_holds_for_its_items_whatever_they_say() -> None:
    with pytest.raises(BadFile, match="marking: above"):
        found(".txt", "Secret\n\n1. Marking: OFFICIAL\nText: One.\n2. Marking: OFFICIAL\nText: Two.")


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".docx", word(AS_LINES, header="North Force\tSECRET\tPage 1")),
        (".docx", word(AS_LINES, header="SECRET Page 1 of 2")),
        (".docx", word(AS_LINES, footer="North Force SECRET")),
        (".docx", word([["North Force", "SECRET"]], AS_LINES)),
        (".docx", word([["North Force", "x\nSECRET"]], AS_LINES)),
        (".docx", word([["Classification level", "☐ OFFICIAL ☒ SECRET"]], AS_LINES)),
        (".pdf", pdf(f"North Force SECRET\n{AS_LINES}")),
        (".pdf", pdf(AS_LINES, fields={"Level": "SECRET"})),
        (".eml", AS_MAIL.replace("Subject: ", "Subject: SECRET van, ")),
        (".txt", f"North Force                    SECRET\n{AS_LINES}"),
        (".txt", f"Classification level: SECRET\n{AS_LINES}"),
    ],
)  # fmt: skip
def test_a_document_marked_above_is_refused_whatever_stands_beside_the_marking(
    suffix: str, content: bytes | str
) -> None:
    with pytest.raises(BadFile, match="marking: above"):
        found(suffix, content)


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".docx", word([["Kept", "he kept it secret"]], AS_LINES, header="Top secret bags")),
        (".docx", word([["GSC marking", "☒ OFFICIAL ☐ SECRET"]], AS_LINES)),
        (".pdf", pdf(f"Victoria's Secret\n{AS_LINES}")),
        (".eml", AS_MAIL.replace("Subject: ", "Subject: Victoria's Secret, ")),
        (".txt", f"{AS_LINES}\nGSC marking: [x] OFFICIAL [ ] SECRET\nAccess: secret"),
    ],
)  # fmt: skip
def test_prose_and_a_level_that_is_not_ticked_mark_nothing(suffix: str, content: bytes | str) -> None:
    assert len(rows(suffix, content)) == 1


def test_deleted_and_hidden_text_is_not_read_and_inserted_text_is() -> None:
    run = b'<w:r>%s<w:t xml:space="preserve">%s</w:t></w:r>'
    new = b"<w:del>" + run % (b"", b"gone ") + b"</w:del><w:ins>" + run % (b"", b"came ") + b"</w:ins>"
    new += run % (b"<w:rPr><w:vanish/></w:rPr>", b"unseen ") + b"<w:sdt><w:sdtContent>" + run % (b"", b"chosen")
    new += b"</w:sdtContent></w:sdt>"
    content = with_part(word("MARK"), DOCX_PART, b"<w:r><w:t>MARK</w:t></w:r>", new)
    assert texts(".docx", content) == ["came chosen"]


def test_a_scanned_pdf_is_named_as_such_and_a_scanned_page_beside_text_too() -> None:
    with pytest.raises(BadFile, match="scanned: no text layer; run text recognition first"):
        found(".pdf", pdf(None, None))
    row, reason = found(".pdf", pdf("4/3/25 One.", None))
    assert isinstance(row, dict) and row["text"] == "4/3/25 One."
    assert reason == "page 2 is scanned: no text layer; run text recognition first"


def test_an_encrypted_pdf_is_named_as_such_unless_it_opens_without_a_password() -> None:
    def locked(password: str) -> bytes:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("One.")))
        writer.encrypt(password, "owner", algorithm="AES-256")
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    with pytest.raises(BadFile, match="encrypted"):
        found(".pdf", locked("user"))
    assert texts(".pdf", locked("")) == ["One."]


MAIL = """From: Zeb <zeb@example.org>
To: desk@example.org
Subject: =?utf-8?q?Men_at_the_caf=C3=A9?=
Date: Tue, 04 Mar 2025 21:10:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: multipart/alternative; boundary=y

--y
Content-Type: text/plain; charset=utf-8

Two men.
--y
Content-Type: text/html

<p>Other</p>
--y--
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename="Quixwood.pdf"

x
--x
Content-Type: quixwood/zeb
Content-Disposition: attachment; filename="b"

x
--x--
"""


def test_a_message_gives_headers_plain_text_and_its_attachments_by_type() -> None:
    row, *unread = found(".eml", MAIL)
    assert row == {
        "title": "Men at the café", "reported_at": "2025-03-04T21:10+01:00", "From": "Zeb <zeb@example.org>",
        "To": "desk@example.org", "log_ref": "", "text": "Two men.",
    }  # fmt: skip
    assert [str(reason).split(" is not")[0] for reason in unread] == [
        "an attachment (application/pdf)", "an attachment (of unknown type)",
    ]  # fmt: skip


def test_a_date_in_a_message_that_is_no_date_does_not_stand_for_its_own() -> None:
    (row,) = rows(".eml", MAIL.split("MIME")[0] + "\nDate: soon\nTwo men.")
    assert (row["reported_at"], row["text"]) == ("2025-03-04T21:10+01:00", "Date: soon\nTwo men.")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<style>p{}</style><p>Two <b>men</b></p><script>alert(1)</script><p>left&amp;gone</p>",
            "Two men\n\nleft&gone",
        ),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<table><tr><td>URN</td><td>A/1</td></tr></table>", "URN\tA/1"),
        ("<title>x</title><img src=http://a/b><svg><text>y</text></svg>z", "z"),
        ("<p>open <i>and", "open and"),
        ("</script>a</style>b", "ab"),
        ("<head><title>x</title><body><p>y", "y"),  # no </head>
        ("<html><head><meta a=b><title>x<p>y</p>", "y"),
        ("<object data=x>unseen</object>a<object data=y><p>b</p>", "a\nb"),  # which of them is hidden is unknown
        ("<object>x<object>y</object>z</object>a", "a"),
        ("a<script>b", "a"),
    ],
)
def test_html_becomes_the_text_that_is_seen(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("; charset=iso-8859-1", "cp1252"), ("; charset=us-ascii", "cp1252"), ("; charset=windows-1252", "cp1252"),
        ("; charset=utf-8", "utf-8-sig"), ("; charset=utf-8", "cp1252"), ("; charset=no-such", "utf-8"),
        ("", "utf-8"), ("", "cp1252"), ("; charset=us-ascii", "utf-8"), ("; charset=koi8-r", "koi8-r"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_message_is_read_in_its_character_set_and_where_that_is_false_or_absent_in_the_likely_one(
    kind: str, declared: str, encoding: str
) -> None:
    text = "Паб" if encoding == "koi8-r" else "Seen 10–12 March at Zoë’s, paid €20."
    head = f"Subject: x\nMIME-Version: 1.0\nContent-Type: text/{kind}{declared}\nContent-Transfer-Encoding: 8bit\n\n"
    assert texts(".eml", head.encode() + text.encode(encoding)) == [text]


def test_the_html_of_a_message_is_read_where_its_plain_text_is_blank() -> None:
    assert rows(".eml", MAIL.replace("Two men.", " ").split("--x\nContent-Type: app")[0])[0]["text"] == "Other"


def test_bytes_of_an_old_code_page_are_read_as_they_were_meant() -> None:
    assert texts(".txt", "café – £20".encode("cp1252")) == ["café – £20"]


LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            ["URN: A/1", "URN: A/2", "Text:", "Source: 2", "Report: 4/3/25", "=== A/1", "1. One", "2) Two", "----",
             "SECRET", "Date: x   Force: y", "Item 1", "Conditions:\tNone", "[x] P [ ] C", ""],
        ),
        st.tuples(st.sampled_from(["URN", "Text", "Handling", "Officer"]), st.text(max_size=9)),
        st.lists(st.tuples(st.sampled_from(["URN", "Date", "Text", "Officer", ""]), st.text(max_size=9)), max_size=4),
    ),
    max_size=12,
)  # fmt: skip


@given(LINES, st.booleans(), st.booleans())
def test_any_lines_give_rows_of_text(lines: list[Line | Record], may_list: bool, has_pages: bool) -> None:
    document = Document(lines, may_list=may_list, has_pages=has_pages)
    try:
        results = list(records(document))
    except BadFile:
        results = []
    assert all(isinstance(row, dict) and all(isinstance(v, str) for v in row.values()) for row in results)


def test_a_document_counts_as_one_record(tmp_path: Path) -> None:
    saved(tmp_path / "a.txt", "One.")
    saved(tmp_path / "b.csv", "a,b\n1,2\n3,4\n")
    assert count_records([tmp_path]) == 3
