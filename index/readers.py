"""Export files and folders -> RawLog for each record that may be taken in, Rejection for each that may not.

A rejection names the field and what was expected and never the value, since rejections are printed and kept where
redaction does not reach.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from index.blanks import given
from index.characters import clean, stream_safe
from index.columns import GRADE_PARTS, Columns, Mapping, guess_columns
from index.dates import BadDate, is_before, parse_moment
from index.errors import BadFile, IntellogError
from index.grading import BadGrade, Grade, grade_from_columns, is_code, parse_grade
from index.markings import BadMarking, parse_marking
from index.records import RawLog, Rejection
from index.tables import DOCUMENTS, FORMATS, MAX_NAME, Row, SheetRow, Unreadable, count_rows, read_rows

MAX_TEXT = 1_000_000  # characters of any one field: redaction takes time with each, and a log is a page, not a book
MAX_REF = 64  # characters of a reference

Seen = dict[str, tuple[bytes, tuple[str, int]]]  # reference -> digest of its log, file and record where it stood first
Parsed = TypeVar("Parsed")


def read_logs(
    paths: Sequence[Path], mapping: Mapping | None = None, *, key: bytes = b""
) -> Iterator[RawLog | Rejection]:
    """Read files in the order given, and folders with everything below them in the order of names.

    key: what the reference of a document without one is made with, see `_made_reference`.

    Equal records are passed on each time; of different records under one reference only the first is. What is wrong
    with a record or a file is a Rejection, and the next one is read. Raises BadFile, before anything is read, where a
    path does not exist.
    """
    _check_exist(paths)
    return _read(paths, mapping or Mapping(), key)


def count_records(paths: Sequence[Path]) -> int | None:
    """About how many records `read_logs` will yield, for a progress bar; None where that is not known cheaply.

    Raises BadFile where a path does not exist.
    """
    _check_exist(paths)
    total = 0
    for path in _files(paths):
        count = _count(path)
        if count is None:
            return None
        total += count
    return total


def read_header(path: Path, mapping: Mapping | None = None) -> tuple[str, ...]:
    """The columns of a file's first record, or of the row that comes nearest to a header when none has every field.

    Raises BadFile where no record can be read at all.
    """
    _check_exist([path])
    possible: list[tuple[tuple[int, float, int], tuple[str, ...]]] = []  # how unlike a header, and the row

    def absent(header: Sequence[str]) -> Sequence[str]:
        lacking = guess_columns(header, mapping).absent
        if header:
            no_names = sum(len(name) > MAX_NAME or any(c.isdigit() for c in name) for name in header)
            possible.append(((len(lacking), no_names / len(header), -len(header)), tuple(header)))
        return lacking

    try:
        for row in read_rows(path, absent):
            if not isinstance(row, Unreadable):
                return tuple(row)
    except BadFile:
        if not possible:
            raise
    except OSError as error:
        raise BadFile(f"cannot be read ({type(error).__name__})") from None
    return min(possible, key=lambda one: one[0])[1] if possible else ()


def _check_exist(paths: Sequence[Path]) -> None:
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 - unlike Path.exists it takes "may not look" for "not there"
            raise BadFile(f"{clean(str(path))}: no such file or folder; check the path")


def _files(paths: Sequence[Path]) -> Iterator[Path | Rejection]:
    for path in paths:
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def _walk(folder: Path) -> Iterator[Path | Rejection]:
    """The files below a folder, hidden ones left out. A link is not followed, since it may lead out of the folder."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield _refused(folder, f"cannot be opened ({type(error).__name__})")
        return
    for entry in listed:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            yield _refused(path, "a link in a folder is not followed: give the path that it leads to")
        elif entry.is_dir():
            yield from _walk(path)
        else:
            yield path


def _refused(path: Path, reason: str) -> Rejection:
    return Rejection(clean(path.name), 0, reason)


def _count(path: Path | Rejection) -> int | None:
    try:
        if isinstance(path, Path) and path.is_file() and path.suffix.lower() in FORMATS:
            return count_rows(path)
    except OSError:
        pass
    return 1  # a rejection


def _read(paths: Sequence[Path], mapping: Mapping, key: bytes) -> Iterator[RawLog | Rejection]:
    seen: Seen = {}
    for path in _files(paths):
        if isinstance(path, Rejection):
            yield path
        else:
            yield from _read_file(path, mapping, key, seen)


def _read_file(path: Path, mapping: Mapping, key: bytes, seen: Seen) -> Iterator[RawLog | Rejection]:
    name = clean(path.name)
    is_document = path.suffix.lower() in DOCUMENTS

    @lru_cache(maxsize=256)
    def columns_of(header: tuple[str, ...]) -> Columns:
        return guess_columns(header, mapping)

    try:
        rows = read_rows(path, lambda header: columns_of(tuple(header)).absent)
        for record, row in enumerate(rows, start=1):
            if isinstance(row, Unreadable):
                yield Rejection(name, record, row.reason)
                continue
            try:
                made = _made_reference(row, key) if is_document else ""
                log = _log(row, columns_of(tuple(row)), mapping, made)
                _check_new(log, (name, record), seen)
            except _BadRecord as error:
                place = f"{row.sheet}: " if isinstance(row, SheetRow) else ""
                yield Rejection(name, record, f"{place}{error}")
            else:
                yield log
    except BadFile as error:
        yield _refused(path, str(error))
    except OSError as error:
        yield _refused(path, f"cannot be read ({type(error).__name__})")


class _BadRecord(IntellogError):
    """A record that may not be taken in; the message is the reason of its rejection."""


def _check_new(log: RawLog, place: tuple[str, int], seen: Seen) -> None:
    content = json.dumps(asdict(log), sort_keys=True).encode()
    digest = hashlib.blake2b(content, digest_size=16).digest()
    first, (file, record) = seen.setdefault(log.log_ref, (digest, place))
    if first != digest:
        raise _BadRecord(f"log_ref: already used in {file} record {record} with different text or fields")


def _made_reference(row: Row, key: bytes) -> str:
    """A reference for a record without one: the same for the same content, under one key.

    Keyed, since a reference is shown, and from a plain digest the identities that redaction hid could be guessed. The
    file's name has no part in it: it may be somebody's, and an upload has another one than the file it came from.
    """
    content = json.dumps(row, sort_keys=True).encode()
    return f"DOC/{hmac.digest(key, b'reference' + content, hashlib.sha256).hex()[:12].upper()}"


def _log(row: Row, columns: Columns, mapping: Mapping, made: str) -> RawLog:
    """made: the reference of a record that has none."""

    def text(name: str) -> str:
        return _short_enough(name, clean(columns.value(row, name)))

    def line(name: str) -> str:
        return " ".join(text(name).split()) or mapping.defaults.get(name, "")

    def moment(name: str) -> str | None:
        written = given(line(name))
        return _parsed(name, lambda: parse_moment(written, mapping.zone)) if written else None

    log_ref = _reference(columns.value(row, "log_ref").strip() or made)
    _check_sanitised(line("sanitised"))
    marking = line("marking")
    body = text("text")
    if not body.strip():
        raise _BadRecord("text: missing or blank")
    if is_code(body):
        raise _BadRecord("text: only a code of a grading: name the column with the text in a mapping file")
    reported_at = moment("reported_at")
    if not reported_at:
        raise _BadRecord("reported_at: missing")
    event_from, event_to = moment("event_from"), moment("event_to")
    if event_from and event_to and is_before(event_to, event_from):
        raise _BadRecord("event_to: lies before event_from")
    grade = _grade([line(part) for part in GRADE_PARTS], line("grade"))
    conditions = given(text("handling_conditions").strip())
    if grade and grade.needs_conditions and not conditions:
        raise _BadRecord("handling_conditions: missing, and the handling code of the grade needs them")
    return RawLog(
        log_ref=log_ref,
        title=line("title"),
        text=body,
        reported_at=reported_at,
        event_from=event_from or event_to,  # the one day that is known
        event_to=event_to,
        grade=grade,
        handling_conditions=conditions,
        marking=_parsed("marking", lambda: parse_marking(marking)) if marking else "OFFICIAL-SENSITIVE",
        force=given(line("force")),
        provenance=given(line("provenance")),
        theme=given(line("theme")),
        attributes={name: cell for name in columns.attributes if (cell := _attribute(row[name]))},
    )


_SANITISED = {"y", "yes", "true", "1", "sanitised", "sanitized"}
_NOT_SANITISED = {"n", "no", "false", "0", "unsanitised", "unsanitized", "not sanitised", "not sanitized"}


def _short_enough(name: str, text: str) -> str:
    if len(text) > MAX_TEXT:
        raise _BadRecord(f"{name}: over {MAX_TEXT} characters")
    return text


def _attribute(cell: str) -> str:
    return _short_enough("attribute", clean(cell).strip())


def _parsed(name: str, parse: Callable[[], Parsed]) -> Parsed:
    try:
        return parse()
    except (BadDate, BadGrade, BadMarking) as error:
        raise _BadRecord(f"{name}: {error}") from None


def _reference(written: str) -> str:
    log_ref = unicodedata.normalize("NFC", stream_safe(written.strip()))
    if not log_ref:
        raise _BadRecord("log_ref: missing")
    if len(log_ref) > MAX_REF or not log_ref.isprintable() or clean(log_ref) != log_ref:
        raise _BadRecord(f"log_ref: expected at most {MAX_REF} characters on one line, none of them hidden")
    return log_ref


def _check_sanitised(written: str) -> None:
    if written.casefold() in _NOT_SANITISED:
        raise _BadRecord("sanitised: only sanitised text may be indexed")
    if written and written.casefold() not in _SANITISED:
        raise _BadRecord("sanitised: expected Y or N")


def _grade(parts: Sequence[str], whole: str) -> Grade | None:
    source, intelligence, handling = map(given, parts)
    if source or intelligence or handling:
        return _parsed("grade", lambda: grade_from_columns(source, intelligence, handling))
    return _parsed("grade", lambda: parse_grade(whole)) if given(whole) else None
