"""An export file or a document -> its records as rows of text, read as a stream.

Nothing here knows what a log is. A file is hostile until proven harmless: sizes are bounded before memory is spent,
formats that unpack or are parsed by a library are read in a process of their own, and a damaged record costs that
record where the format allows it.
"""

import codecs
import csv
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from index.characters import WINDOWS, clean
from index.errors import BadFile
from index.formats import isolation
from index.formats.workbooks import HEAD, cell
from index.markings import is_above, is_marking

MAX_LINE = 4_000_000  # characters of a line or a quoted cell; also what a quotation mark that never closes can swallow
MAX_JSON = 256 << 20  # bytes of a JSON file, which is not read as a stream
MAX_COLUMNS = 1_000
MAX_NAME = 40  # characters of a column's name; a longer cell is rather text
DELIMITERS = ",;\t|"
LISTS = ("logs", "records")  # keys under which a JSON object may hold the list

Row = dict[str, str]  # column -> cell, in the order of the file
Absent = Callable[[Sequence[str]], Sequence[str]]  # columns of a possible header -> fields that they lack


class SheetRow(Row):
    """A row of a workbook. sheet: "sheet 2", counted from 1; its name is not told, since it may be somebody's."""

    def __init__(self, row: Row, sheet: str) -> None:
        super().__init__(row)
        self.sheet = sheet


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
    """About how many records a file holds: its lines without a header, 1 for a document, None where that is unknown."""
    if path.suffix.lower() in DOCUMENTS:
        return 1
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
        sample = list(islice(lines, HEAD))

        def lacking(delimiter: str) -> int:
            """How many fields the best header lacks if this is the delimiter."""
            return len(_head(_csv_rows(sample, delimiter), absent).lacking)

        delimiter = min(DELIMITERS, key=lacking)
        rows = _csv_rows(chain(sample, lines), delimiter)
        head = _head(rows, absent)
        _check_marking(head.above, "above the header")
        if not head.names:
            raise BadFile(_no_header(head.lacking))
        yield from _named(head.names, chain(head.below, rows))


def _csv_rows(lines: Iterable[str], delimiter: str) -> Iterator[Sequence[str] | Unreadable]:
    # Strict, since a stray quotation mark would otherwise draw the records that follow into one cell.
    source = _Lines(lines)
    rows = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        try:
            yield next(rows)
            source.keep()
        except StopIteration:
            return
        except csv.Error:
            yield Unreadable("quotation marks that do not pair, or a cell that is too long")
            source.give_back()


class _Lines:
    """Lines for a reader of CSV. Of a record that was none, all but the first can be read again, each once more."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._fresh = iter(lines)
        self._again: deque[str] = deque()
        self._record: list[str] = []  # lines of the record that is being read

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._record and self._again:
            # A quotation was open at this place when these lines were read before, and it ended in no record.
            raise csv.Error
        self._record.append(self._again.popleft() if self._again else next(self._fresh))
        return self._record[-1]

    def keep(self) -> None:
        """The record is one."""
        self._record.clear()

    def give_back(self) -> None:
        """The record is none: its lines after the first are read again as records of their own."""
        self._again.extendleft(reversed(self._record[1:]))
        self._record.clear()


def _workbook(path: Path, absent: Absent) -> Iterator[Row | Unreadable]:
    """The rows of every sheet that has a header, then a reason for each that has none and may be a table all the same.

    Raises BadFile where no sheet has a header.
    """
    unread: list[Unreadable] = []
    found, nearest = False, absent([])
    parsed = map(_sheet_row, isolation.parse(path, isolation.WORKBOOK))
    for (is_whole, number), of_sheet in groupby(parsed, key=itemgetter(0, 1)):
        rows = (cells for *_, cells in of_sheet)
        place = f"sheet {number}"
        head = _head(rows, absent)
        if not is_whole and head.names:
            _check_marking(head.above, f"above the header of {place}")
        elif not is_whole:
            _check_marking(head.above, f"on {place}", may_be_choices=True)
        elif head.names:
            found = True
            for row in _named(head.names, chain(head.below, rows), widens=True):
                yield Unreadable(f"{place}: {row.reason}") if isinstance(row, Unreadable) else SheetRow(row, place)
        elif _may_be_table(chain(head.above, rows)):
            unread.append(Unreadable(f"{place}: {_no_header(head.lacking)}"))
            nearest = min(nearest, head.lacking, key=len)
    if not found:
        raise BadFile(_no_header(nearest))
    yield from unread


def _sheet_row(value: object) -> tuple[bool, int, list[str]]:
    match value:
        case [bool(is_whole), int(sheet), list(cells)]:
            return is_whole, sheet + 1, [str(cell) for cell in cells]
    raise BadFile("its reader answered in another form than expected")


def _may_be_table(rows: Iterable[Sequence[str]]) -> bool:
    """Whether a sheet may hold records: only a few notes, one below the other, clearly hold none."""
    return any(count >= HEAD or sum(map(bool, map(str.strip, row))) > 1 for count, row in enumerate(rows))


def _document(path: Path, absent: Absent) -> Iterator[Row | Unreadable]:
    for found in isolation.parse(path, isolation.DOCUMENT):
        yield Unreadable(clean(found)) if isinstance(found, str) else _object(found)


@dataclass(frozen=True, slots=True)
class _Head:
    """The first rows of a table, parted at its header."""

    names: Sequence[str]  # of its columns; none where no row is a header
    above: Sequence[Sequence[str]]
    below: Sequence[Sequence[str] | Unreadable]
    lacking: Sequence[str]  # the fields that the row nearest to a header has no column for


def _head(rows: Iterable[Sequence[str] | Unreadable], absent: Absent) -> _Head:
    """The first rows, of which the first that lacks nothing is the header, with the labels below it that divide it."""
    head = list(islice(rows, HEAD))
    above: list[Sequence[str]] = []
    nearest = absent([])
    for at, row in enumerate(head):
        if isinstance(row, Unreadable):
            continue
        names = _names(row) if len(row) <= MAX_COLUMNS else []
        lacking = absent(names)
        if not lacking:
            divided = _divided(row, head[at + 1]) if at + 1 < len(head) else []
            if divided and not absent(divided):
                return _Head(divided, above, head[at + 2 :], ())
            return _Head(names, above, head[at + 1 :], ())
        above.append(row)
        nearest = min(nearest, lacking, key=len)
    return _Head((), above, (), nearest)


def _divided(header: Sequence[str], below: Sequence[str] | Unreadable) -> list[str]:
    """The names of columns where the row below a header is its second: "Grading" over "Source" and "Handling".

    Empty where it is no such row: it has other cells than labels, or stands below no cell that was merged.
    """
    if isinstance(below, Unreadable) or len(below) > MAX_COLUMNS or not all(map(_is_label, filter(str.strip, below))):
        return []
    names, group, merged = [], "", False
    for over, under in zip_longest(header, below, fillvalue=""):
        merged |= bool(group and under.strip() and not over.strip())
        group = over if over.strip() and under.strip() else group if under.strip() else ""
        names.append(f"{group} {under}" if under.strip() else over)
    return _names(names) if merged else []


def _is_label(cell: str) -> bool:
    """Whether a cell may be the name of a column: a few words, not a code, a number or a date."""
    return 1 < len(cell.strip()) <= MAX_NAME and cell.strip()[0].isalpha()


def _no_header(lacking: Sequence[str]) -> str:
    what = f"no header in the first {HEAD} rows: no column for {', '.join(lacking)}"
    return f"{what}; rename the column, or name it in a mapping file"


_CAPTION = re.compile(r"[:\t\n]|\s{3,}")  # between what a title says and a marking beside it


def _check_marking(rows: Iterable[Sequence[str]], place: str, *, may_be_choices: bool = False) -> None:
    """Raises BadFile where one of the cells is a marking above what may be held.

    may_be_choices: whether cells with other markings, too, are those that a column of another sheet may hold.
    """
    parts = [part for row in rows for cell in row[:MAX_COLUMNS] for part in _CAPTION.split(clean(cell))]
    markings = [is_above(part) for part in parts if is_marking(part)]
    if any(markings) and (all(markings) or not may_be_choices):
        what = f"marking {place}: above OFFICIAL-SENSITIVE: a file of this level may not be held here"
        raise BadFile(f"{what}; export only the logs that may be")


def _named(
    names: Sequence[str], rows: Iterable[Sequence[str] | Unreadable], *, widens: bool = False
) -> Iterator[Row | Unreadable]:
    """Records by the names of columns. widens: whether cells beyond the header have columns without a name."""
    for row in rows:
        if isinstance(row, Unreadable):
            yield row
            continue
        width = max((number for number, cell in enumerate(row, start=1) if cell.strip()), default=0)
        if width > len(names) and widens and width <= MAX_COLUMNS:
            names = _names([*names, *[""] * (width - len(names))])
        if width > len(names):
            yield Unreadable("more cells than the header has: a cell with a delimiter in it needs quotation marks")
        elif width:
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
        _check_marking([[value for value in found.values() if isinstance(value, str)]], "beside the list")
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
    return cell(value)


def _open(path: Path) -> TextIO:
    """A text file in UTF-8 or, with its mark, UTF-16. Bytes that are no UTF-8 are read as Windows-1252, one by one."""
    with path.open("rb") as file:
        mark = file.read(2)
    if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return path.open(encoding="utf-16", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors=WINDOWS, newline="")


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


DOCUMENTS = {".docx": _document, ".pdf": _document, ".eml": _document, ".txt": _document}
FORMATS = {
    ".csv": _delimited, ".tsv": _delimited, ".xlsx": _workbook, ".json": _json, ".jsonl": _json_lines,
} | DOCUMENTS  # fmt: skip
_HEADERS = {".csv": 1, ".tsv": 1, ".jsonl": 0}  # lines that are no records, for formats with one record a line
