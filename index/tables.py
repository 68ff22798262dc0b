"""An export file (CSV, TSV, XLSX, JSON or JSON lines) -> its records as rows of text, read as a stream.

Nothing here knows what a log is. A file is hostile until proven harmless: sizes are bounded before memory is spent, XML
is read without entities, and a damaged record costs that record where the format allows it.
"""

import codecs
import csv
import json
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, time
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, TextIO

from index.characters import clean
from index.dates import from_spreadsheet
from index.errors import BadFile

MAX_LINE = 4_000_000  # characters of a line or a quoted cell; also what a quotation mark that never closes can swallow
MAX_JSON = 256 << 20  # bytes of a JSON file, which is not read as a stream
MAX_UNPACKED = 512 << 20  # bytes of all parts of an XLSX file together
MAX_RATIO = 200  # unpacked to packed bytes: XML reaches 30, a bomb 1000
MAX_SHEET_ROWS = 1 << 20  # what a sheet can hold: openpyxl fills the gap before a forged row number with blank rows
MAX_COLUMNS = 1_000
HEADER_WITHIN = 20  # rows in which a header is looked for, since exports like to begin with a title
DELIMITERS = ",;\t|"
LISTS = ("logs", "records")  # keys under which a JSON object may hold the list

Row = dict[str, str]  # column -> cell, in the order of the file
Absent = Callable[[Sequence[str]], Sequence[str]]  # columns of a possible header -> fields that they lack


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that cannot be made a row, and why."""

    reason: str


def read_rows(path: Path, absent: Absent) -> Iterator[Row | Unreadable]:
    """The records of a file in order, without blank ones.

    absent: tells the header of a table, which is the first row that lacks nothing. Objects of JSON need no header.
    Raises BadFile, at any record, where the rest cannot be read, and OSError where the file cannot be opened.
    """
    read = FORMATS.get(path.suffix.lower())
    if not read:
        raise BadFile(f"not a format that can be read: expected {', '.join(FORMATS)}")
    if not path.is_file():
        raise BadFile("neither a file nor a folder")
    if not path.stat().st_size:
        raise BadFile("the file is empty")
    yield from read(path, absent)


def count_rows(path: Path) -> int | None:
    """About how many records a file holds: its lines without a header, or None for a format without lines."""
    headers = _HEADERS.get(path.suffix.lower())
    if headers is None:
        return None
    with path.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    return max(0, lines - headers)


def _delimited(path: Path, absent: Absent) -> Iterator[Row | Unreadable]:
    csv.field_size_limit(MAX_LINE)
    with _open(path) as file:
        lines = _whole_lines(file)
        sample = list(islice(lines, HEADER_WITHIN))

        def lacking(delimiter: str) -> int:
            """How many fields the best header lacks if this is the delimiter."""
            return min(len(_lacking(row, absent)) for row in chain(_csv_rows(sample, delimiter), [[]]))

        delimiter = min(DELIMITERS, key=lacking)
        yield from _table([_csv_rows(chain(sample, lines), delimiter)], absent)


def _csv_rows(lines: Iterable[str], delimiter: str) -> Iterator[Sequence[str] | Unreadable]:
    # Strict, since a stray quotation mark would otherwise draw the records that follow into one cell.
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Unreadable("quotation marks that do not pair, or a cell that is too long")


def _workbook(path: Path, absent: Absent) -> Iterator[Row | Unreadable]:
    import openpyxl

    warnings.filterwarnings("ignore", module="openpyxl")  # its warnings quote cells
    if not openpyxl.DEFUSEDXML:
        raise BadFile("XLSX is read with defusedxml only: install it, and do not switch it off in the environment")
    with _damage_is_bad_file():
        _check_unpacked(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    with closing(book):
        yield from _table((_sheet_rows(sheet) for sheet in book.worksheets), absent)


def _sheet_rows(sheet: Any) -> Iterator[Sequence[str]]:
    with _damage_is_bad_file():
        sheet.reset_dimensions()  # the declared ones may be wrong
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MAX_SHEET_ROWS:
                raise BadFile("more rows than a sheet can have")
            yield [_cell(value) for value in row]


@contextmanager
def _damage_is_bad_file() -> Iterator[None]:
    try:
        yield
    except (BadFile, OSError):
        raise
    except Exception as error:  # openpyxl raises whatever the damage leads it to
        what = f"not an intact XLSX file without password ({type(error).__name__}): save it again as .xlsx"
        raise BadFile(what) from None


def _check_unpacked(path: Path) -> None:
    # A declared size that lies does no harm: zipfile reads no further than the declared size.
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * path.stat().st_size:
        raise BadFile("unpacks to more than an export can be: split it, or export CSV")


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return from_spreadsheet(value)
        case time():
            return value.isoformat(timespec="minutes")
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _table(tables: Iterable[Iterable[Sequence[str] | Unreadable]], absent: Absent) -> Iterator[Row | Unreadable]:
    """The rows under the first header of the first table that has one. Raises BadFile where none has."""
    nearest = _lacking([], absent)
    for table in tables:
        rows = iter(table)
        head = list(islice(rows, HEADER_WITHIN))
        for at, row in enumerate(head):
            lacking = _lacking(row, absent)
            if not lacking and not isinstance(row, Unreadable):
                yield from _named(_names(row), chain(head[at + 1 :], rows))
                return
            nearest = min(nearest, lacking, key=len)
    what = f"no header in the first {HEADER_WITHIN} rows: no column for {', '.join(nearest)}"
    raise BadFile(f"{what}; rename the column, or name it in a mapping file")


def _lacking(row: Sequence[str] | Unreadable, absent: Absent) -> Sequence[str]:
    """The fields that a row lacks a column for if it is the header; all of them for a row that cannot be one."""
    return absent([] if isinstance(row, Unreadable) or len(row) > MAX_COLUMNS else _names(row))


def _named(names: Sequence[str], rows: Iterable[Sequence[str] | Unreadable]) -> Iterator[Row | Unreadable]:
    for row in rows:
        if isinstance(row, Unreadable):
            yield row
        elif any(cell.strip() for cell in row[len(names) :]):
            yield Unreadable("more cells than the header has: a cell with a delimiter in it needs quotation marks")
        elif any(cell.strip() for cell in row):
            yield dict(zip_longest(names, row[: len(names)], fillvalue=""))


def _names(columns: Iterable[str]) -> list[str]:
    """Names of columns, each different from the others, none blank."""
    names: dict[str, None] = {}
    for number, column in enumerate(columns, start=1):
        name = " ".join(clean(column).split()) or f"column {number}"
        names[name if name not in names else f"{name} ({number})"] = None
    return list(names)


def _json(path: Path, absent: Absent) -> Iterator[Row | Unreadable]:
    if path.stat().st_size > MAX_JSON:
        raise BadFile(f"over {MAX_JSON >> 20} MB: export one object a line and name the file .jsonl")
    with _open(path) as file:
        try:
            found = json.load(file)
        except (ValueError, RecursionError) as error:
            raise BadFile(f"not JSON ({type(error).__name__}); a file with one object a line is named .jsonl") from None
    if isinstance(found, dict):
        found = next((found[key] for key in LISTS if key in found), None)
    if not isinstance(found, list):
        raise BadFile(f"expected a list of objects, or an object with one as {' or '.join(LISTS)}")
    yield from map(_object, found)


def _json_lines(path: Path, absent: Absent) -> Iterator[Row | Unreadable]:
    with _open(path) as file:
        for line in _lines(file):
            if line is None:
                yield Unreadable(f"a line of more than {MAX_LINE} characters")
            elif not line.isspace():
                yield _json_line(line)


def _json_line(line: str) -> Row | Unreadable:
    try:
        return _object(json.loads(line))
    except (ValueError, RecursionError):
        return Unreadable("not JSON: expected one object on the line")


def _object(value: object) -> Row | Unreadable:
    if not isinstance(value, dict):
        return Unreadable("expected a JSON object")
    if len(value) > MAX_COLUMNS:
        return Unreadable(f"more than {MAX_COLUMNS} fields")
    try:
        return dict(zip(_names(value), map(_flat, value.values()), strict=True))
    except RecursionError:
        return Unreadable("nested too deeply")


def _flat(value: object) -> str:
    """A JSON value as text. Keys of inner objects stay in the text, where they are redacted: they may be names."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_flat, value)))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {text}" for key, inner in value.items() if (text := _flat(inner)))
    return _cell(value)


def _open(path: Path) -> TextIO:
    """A text file in UTF-8 or, with its mark, UTF-16. Bytes that are no UTF-8 are read as Windows-1252, one by one."""
    with path.open("rb") as file:
        mark = file.read(2)
    if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return path.open(encoding="utf-16", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors=_WINDOWS, newline="")


def _windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


_WINDOWS = "intellog.windows"
codecs.register_error(_WINDOWS, _windows)


def _lines(file: TextIO) -> Iterator[str | None]:
    """The lines with their ends; None for one that is too long. Raises BadFile where the file is not text."""
    while line := file.readline(MAX_LINE):
        if "\0" in line:
            raise BadFile("not text, or UTF-16 without its mark: save it as UTF-8")
        if len(line) < MAX_LINE or line.endswith("\n"):
            yield line
            continue
        while (rest := file.readline(MAX_LINE)) and not rest.endswith("\n"):
            pass
        yield None


def _whole_lines(file: TextIO) -> Iterator[str]:
    for line in _lines(file):
        if line is None:
            raise BadFile(f"a line of more than {MAX_LINE} characters")
        yield line


FORMATS = {".csv": _delimited, ".tsv": _delimited, ".xlsx": _workbook, ".json": _json, ".jsonl": _json_lines}
_HEADERS = {".csv": 1, ".tsv": 1, ".jsonl": 0}  # lines that are no records, for formats with one record a line
