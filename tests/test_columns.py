"""Which column is which field."""

from pathlib import Path

import pytest

from index.columns import Columns, Mapping, guess_columns, load_mapping, squeeze
from index.errors import BadMapping


def assigned(header: str) -> str:
    """The field that each column of a header is taken for, in the same order; "-" for an attribute or nothing."""
    fields = {column: name for name, columns in guess_columns(header.split(",")).fields.items() for column in columns}
    return ",".join(fields.get(column, "-") for column in header.split(","))


def test_case_blanks_and_punctuation_of_a_name_do_not_matter() -> None:
    assert {squeeze(name) for name in ("Log Ref.", "log_ref", "LOGREF", " log-ref ")} == {"logref"}


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("log_ref,text,reported_at,colour", "log_ref,text,reported_at,-"),
        ("URN,Date of report,Narrative", "log_ref,reported_at,text"),
        ("IR No.,SUBMITTED,Info Content", "log_ref,reported_at,text"),
        ("Log No,Created,Report text", "log_ref,reported_at,text"),
        ("Intel Ref,Date/time of report,Details", "log_ref,reported_at,text"),
        ("Ref,Date,Intelligence", "log_ref,reported_at,text"),
        ("ID,URN,Date,Report date,Summary,Narrative", "-,log_ref,-,reported_at,title,text"),  # the better name wins
        ("Between,And", "event_from,event_to"),
        ("Event date,Event end", "event_from,event_to"),
        ("GSC,Conditions,Source Ref,Agency,Category", "marking,handling_conditions,provenance,force,theme"),
        ("Sanitised Y/N,Review date,Collar No", "sanitised,-,-"),
        ("3x5x2", "grade"),
        ("5x5x5 Grading", "grade"),
    ],
)
def test_columns_are_known_by_the_names_forces_use(header: str, fields: str) -> None:
    assert assigned(header) == fields


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Source,Intelligence,Handling,Text", "source_eval,intel_assess,handling,text"),
        ("Source,Intelligence,Handling,Report", "source_eval,intel_assess,handling,text"),
        ("Source,Intelligence,Handling", "source_eval,intel_assess,handling"),  # though there is no text
        ("Source,Intelligence,Handling,Comments", "source_eval,intel_assess,handling,-"),
        ("Source,Intelligence,Handling,Intelligence report", "source_eval,intel_assess,handling,text"),
        ("Source,Intelligence,Comments", "provenance,text,-"),
        ("Text,3x5x2 Source,3x5x2 Intel,3x5x2 Handling code", "text,source_eval,intel_assess,handling"),
        ("Source,Text,Grade", "provenance,text,grade"),
        ("Source eval,Intel assess,Handling code,Grade,Text", "-,-,-,grade,text"),
    ],
)
def test_three_columns_are_a_grading_only_together(header: str, fields: str) -> None:
    assert assigned(header) == fields


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Summary,Description", "title,text"),
        ("Summary,Content", "title,text"),
        ("Log,Information", "-,text"),
        ("Report,Body", "-,text"),
        ("Report,Intelligence", "-,text"),
        ("Summary,Report", "title,text"),
        ("Summary,Intel report", "title,text"),
        ("Log,Summary", "text,title"),
        ("Details,Narrative", "-,text"),
        ("Report details,Report text", "-,text"),
        ("Created,Date of report", "-,reported_at"),
        ("Entry date,Submitted", "-,reported_at"),
        ("Date recorded,Reported at", "-,reported_at"),
    ],
)
def test_of_two_columns_for_one_field_the_name_that_says_more_wins_wherever_it_stands(header: str, fields: str) -> None:
    turned_header, turned_fields = (",".join(reversed(some.split(","))) for some in (header, fields))
    assert (assigned(header), assigned(turned_header)) == (fields, turned_fields)


def test_of_two_columns_for_one_field_its_own_name_wins_else_the_first_and_the_other_is_an_attribute() -> None:
    columns = guess_columns(["URN", "Narrative", "Details", "log_ref"])
    assert columns.fields == {"log_ref": ("log_ref",), "text": ("Narrative",)}
    assert columns.attributes == ("URN", "Details")


def test_unsanitised_text_is_not_even_an_attribute() -> None:
    columns = guess_columns(["URN", "Date", "Text", "Sanitised text", "Unsanitised text", "Officer"])
    assert columns.fields["text"] == ("Sanitised text",)
    assert columns.attributes == ("Officer",)


@pytest.mark.parametrize("name", ["Report text (unsanitised)", "Text - not sanitised", "Raw text", "Original text"])
def test_text_that_is_not_sanitised_is_known_wherever_its_name_says_so(name: str) -> None:
    assert guess_columns(["URN", "Date", "Sanitised text", name]).attributes == ()
    assert guess_columns(["URN", "Date", name]).absent == ("text",)


def test_what_every_log_needs_and_a_header_lacks_is_named() -> None:
    assert guess_columns(["Name", "Colour"]).absent == ("log_ref", "text", "reported_at")
    assert guess_columns(["URN", "Narrative", "Date"]).absent == ()


def test_a_mapping_comes_before_the_names_and_the_rest_is_guessed() -> None:
    mapping = Mapping({"log_ref": ("our number",), "text": ("Part 1", "Part 2")})
    columns = guess_columns(["URN", "Our Number", "Part 1", "Part 2", "Date"], mapping)
    assert columns.fields == {"log_ref": ("Our Number",), "text": ("Part 1", "Part 2"), "reported_at": ("Date",)}
    assert columns.attributes == ("URN",)


def test_a_mapped_column_that_is_not_there_is_absent_and_never_guessed_wrongly() -> None:
    mapping = Mapping({"text": ("Part 1", "Part 2"), "theme": ("Kind",)})
    assert guess_columns(["URN", "Date", "Part 1"], mapping).absent == ("text", "theme")


def test_columns_of_one_field_are_joined_and_blank_ones_skipped() -> None:
    columns = Columns({"text": ("A", "B", "C"), "reported_at": ("Day", "Time")}, (), ())
    row = {"A": "One.", "B": " ", "C": "Two.", "Day": "04/03/2019", "Time": "2110"}
    assert columns.value(row, "text") == "One.\n\nTwo."
    assert columns.value(row, "reported_at") == "04/03/2019 2110"
    assert columns.value(row, "theme") == ""


def mapping_file(folder: Path, content: str) -> Path:
    path = folder / "mapping.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_mapping_file_is_read(tmp_path: Path) -> None:
    mapping = load_mapping(
        mapping_file(
            tmp_path,
            '[columns]\nlog_ref = "Intel Ref"\ntext = ["Narrative", "Continuation"]\n'
            '[dates]\nzone = "Europe/London"\n[defaults]\nmarking = "official sensitive"\nforce = "Any Force"\n',
        )
    )
    assert mapping.columns == {"log_ref": ("Intel Ref",), "text": ("Narrative", "Continuation")}
    assert str(mapping.zone) == "Europe/London"
    assert mapping.defaults == {"marking": "OFFICIAL-SENSITIVE", "force": "Any Force"}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("columns", "TOML"),
        ("[column]", "column"),
        ("dates = 1", "dates"),
        ('[columns]\nreference = "A"', r"\[columns\] reference"),
        ("[columns]\ntext = 1", r"\[columns\] text"),
        ("[columns]\ntext = []", r"\[columns\] text"),
        ('[columns]\ntext = ["A", " "]', r"\[columns\] text"),
        ('[columns]\ntext = "A"\ntitle = "a"', "named twice"),
        ('[columns]\nsource_eval = "A"', "intel_assess"),
        ('[columns]\ngrade="G"\nsource_eval="A"\nintel_assess="B"\nhandling="C"', "either grade"),
        ('[dates]\norder = "month first"', r"\[dates\] order"),
        ('[dates]\nzone = "Nowhere"', r"\[dates\] zone"),
        ('[dates]\nzone = "../../etc/passwd"', r"\[dates\] zone"),
        ('[dates]\nzone = "Europe"', r"\[dates\] zone"),
        ("[dates]\nzone = 1", r"\[dates\] zone"),
        ('[defaults]\ngrade = "1AP"', r"\[defaults\] grade"),
        ("[defaults]\nforce = 1", r"\[defaults\] force"),
        ('[defaults]\nmarking = "SECRET"', r"\[defaults\] marking"),
    ],
)
def test_a_wrong_mapping_file_is_an_error_that_names_file_and_key(tmp_path: Path, content: str, place: str) -> None:
    with pytest.raises(BadMapping, match=rf"^mapping\.toml: .*{place}"):
        load_mapping(mapping_file(tmp_path, content))


def test_a_mapping_file_that_is_missing_or_no_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="FileNotFoundError"):
        load_mapping(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadMapping, match=r"binary\.toml"):
        load_mapping(tmp_path / "binary.toml")
