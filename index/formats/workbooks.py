"""An XLSX file -> the cells of its sheets as text, row by row. Read in a process of its own: see `isolation`."""

import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import date, time
from typing import IO

from index.dates import from_spreadsheet
from index.errors import BadFile
from index.formats.archives import check_unpacked

MAX_SHEET_ROWS = 1 << 20  # what a sheet can hold: openpyxl fills the gap before a forged row number with blank rows


def cells(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The number of a sheet, from 0, with the cells of one of its rows. Raises BadFile, and whatever openpyxl does."""
    import openpyxl

    warnings.filterwarnings("ignore", module="openpyxl")  # its warnings quote cells
    if not openpyxl.DEFUSEDXML:
        raise BadFile("XLSX is read with defusedxml only: install it")
    check_unpacked(file)
    with closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book:
        for number, sheet in enumerate(book.worksheets):
            sheet.reset_dimensions()  # the declared ones may be wrong
            for count, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                if count > MAX_SHEET_ROWS:
                    raise BadFile("more rows than a sheet can have")
                yield number, [cell(value) for value in row]


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
