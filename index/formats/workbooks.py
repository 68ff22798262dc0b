"""An XLSX file -> the cells of its sheets as text, row by row. Read in a process of its own: see `isolation`."""

import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import date, time
from itertools import islice
from typing import IO, Any

from index.dates import from_spreadsheet
from index.errors import BadFile
from index.formats.archives import check_unpacked

MAX_SHEET_ROWS = 1 << 20  # what a sheet can hold: openpyxl fills the gap before a forged row number with blank rows
HEAD = 20  # rows in which a header is looked for, since exports like to begin with a title


def cells(file: IO[bytes]) -> Iterator[tuple[bool, int, list[str]]]:
    """The cells of each row that has any, with the number of its sheet, from 0, and whether it is the whole sheet's.

    The first rows of all sheets come before the whole ones: what they say may hold for the workbook. Raises BadFile,
    and whatever openpyxl does.
    """
    import openpyxl

    warnings.filterwarnings("ignore", module="openpyxl")  # its warnings quote cells
    if not openpyxl.DEFUSEDXML:
        raise BadFile("XLSX is read with defusedxml only: install it")
    check_unpacked(file)
    with closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book:
        for is_whole in (False, True):
            for number, sheet in enumerate(book.worksheets):
                for row in islice(_rows(sheet), None if is_whole else HEAD):
                    yield is_whole, number, row


def _rows(sheet: Any) -> Iterator[list[str]]:
    from openpyxl.utils.escape import unescape  # of signs that XML cannot hold, such as "_x000D_" for a line's end

    sheet.reset_dimensions()  # the declared ones may be wrong
    for count, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if count > MAX_SHEET_ROWS:
            raise BadFile("more rows than a sheet can have")
        written = [cell(unescape(value) if isinstance(value, str) else value) for value in row]
        if any(map(str.strip, written)):
            yield written


def cell(value: object) -> str:
    """A value of a sheet, or of JSON, as the text of a record."""
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
