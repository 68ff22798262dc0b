"""JSON lines of a file or of standard input -> checked rows, for the commands that take many at once."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from index.errors import BadFile

ENCODING = "utf-8-sig"  # UTF-8, which some programs mark as such at its beginning


def json_lines(name: str, *, required: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of a JSON lines file, each with the required fields. Raises BadFile with file and line, quoting nothing."""
    place = "standard input" if name == "-" else Path(name).name
    try:
        with nullcontext(sys.stdin) if name == "-" else Path(name).open(encoding=ENCODING) as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _row(line, required, f"{place}:{number}")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{place}: cannot be read as UTF-8 text ({type(error).__name__})") from None


def _row(line: str, required: Sequence[str], place: str) -> dict[str, Any]:
    try:
        row: dict[str, Any] = json.loads(line)
        name, text = (row[field] for field in required)
        previous = row.get("previous") or []
        if not isinstance(previous, list) or not all(isinstance(said, str) for said in (text, *previous)):
            raise TypeError
        json.dumps([name, text, previous], ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"{place}: expected JSON with {' and '.join(required)} ({type(error).__name__})"
        raise BadFile(what) from None
    return row
