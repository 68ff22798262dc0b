"""From rows of HTML cells to a table that scrolls by itself when the window is narrow."""

from collections.abc import Sequence


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, has_row_headers: bool = False) -> str:
    """columns: plain words of ours. rows: cells as HTML, whose first one names the row when `has_row_headers`."""
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = "".join(f"<tr>{_cells(row, has_row_headers)}</tr>" for row in rows)
    inside = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="table" tabindex="0" role="group" aria-label="Table: {columns[0]}">{inside}</div>'


def _cells(row: Sequence[str], has_row_headers: bool) -> str:
    first = f'<th scope="row">{row[0]}</th>' if has_row_headers else f"<td>{row[0]}</td>"
    return first + "".join(f"<td>{cell}</td>" for cell in row[1:])
