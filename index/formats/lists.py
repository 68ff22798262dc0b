"""A document -> its records: one for each form in it or item that it lists, and a reason for what was not read."""

import re
from collections.abc import Iterator, Sequence, Set

from index.columns import field_named
from index.errors import BadFile
from index.formats.documents import Document
from index.formats.forms import LOOSE, Row, forms, leading_moment, row_of
from index.formats.labels import Line, Pair, Record, entries, field_of, is_rule, texts, ticked
from index.markings import bears_above, is_above


def records(document: Document) -> Iterator[Row | str]:
    """A row for each log of a document, then a reason for each part of it that was not read.

    Raises BadFile where there is neither, and for a document that is marked above what may be held: in a header, a
    footer, a cell or any other line, whatever a label in it says.
    """
    possible = [text for line in document.lines for text in texts(line) if is_above(text)]
    marked = any(bears_above(_ticked(text)) for text in possible)
    if marked or any(bears_above(line, at_edge=True) for line in document.edges):
        raise BadFile("marking: above OFFICIAL-SENSITIVE: a document of this level may not be held here")
    found = False
    for lines, header in _parts(document):
        for form in forms(entries(lines, has_pages=document.has_pages)):
            if row := row_of(form, header):
                found = True
                yield row
    if not found and not document.unread:
        raise BadFile("no text in it, or a form with nothing filled in")
    yield from document.unread


def _ticked(text: str) -> str:
    """A line with only the option that is ticked, where what stands behind its label has boxes."""
    label, colon, value = text.rpartition(":")
    return f"{label}{colon}{ticked(value)}"


_HEADING = re.compile(r"={3,}\s*(?P<title>[^=\s].*?)\s*=*\s*")
_ITEM = re.compile(
    r"\s*(?:item|log|entry|report|record)\s*(?:no\.?\s*|number\s*|#\s*)?(?P<number>\d{1,4})\s*(?:[.:)–—-]\s*|$)"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\(?(?P<number>\d{1,4})[.)]\s+(?P<rest>\S.*)")

Lines = list[Line]
Parts = list[tuple[Lines, list[Pair]]]  # the lines of each log, and the fields that the document gives it


def _parts(document: Document) -> Parts:
    """Each log of a document that may list several; all of its lines where it lists none."""
    if any(isinstance(line, list) for line in document.lines):
        return _by_rows(document)
    lines: Lines = [line for line in document.lines if not isinstance(line, list)]
    if document.may_list:
        text = [line for line in lines if isinstance(line, str)]
        for split in (_by_headings, _by_rules, _by_numbers):
            if parts := split(text):
                return parts
    return [(lines, document.header)]


def _by_rows(document: Document) -> Parts:
    """The rows of its tables of logs, with what stands around them and holds for each.

    Where that is a form with a text, it is a log, too, and rows without a reference belong to its text.
    """
    records = [line for line in document.lines if isinstance(line, list)]
    around: Lines = [line for line in document.lines if not isinstance(line, list)]
    fields = {entry.name for entry in entries(around, has_pages=document.has_pages)}
    if "text" in fields and fields & {"log_ref", "reported_at"}:
        lines = [line for line in document.lines if not _has_reference(line)]
        form: Lines = [_as_text(line) if isinstance(line, list) else line for line in lines]
        parts: Parts = [([*record], []) for record in records if _has_reference(record)]
        return [(form, document.header), *parts]
    given = [("document reference" if label == "log_ref" else label, value) for label, value in _given(around)]
    return [([*record], given) for record in records]


def _has_reference(line: Line | Record) -> bool:
    return isinstance(line, list) and "log_ref" in {field_of(label) for label, _ in line}


def _as_text(record: Record) -> str:
    return " | ".join(" ".join(cell.split()) for _, cell in record)


def _by_headings(lines: list[str]) -> Parts:
    """Parts under "=== REFERENCE". None where a heading is something else than a reference."""
    heads = [(at, match["title"]) for at, line in enumerate(lines) if (match := _HEADING.fullmatch(line))]
    if not heads or not all(_is_reference(title) for _, title in heads):
        return []
    parts = _cut(lines, [at for at, _ in heads])
    return [([f"URN: {title}", *body], given) for (_, title), (body, given) in zip(heads, parts, strict=True)]


def _is_reference(title: str) -> bool:
    return len(title.split()) == 1 and any(character.isdigit() for character in title)


def _by_rules(lines: list[str]) -> Parts:
    """Parts between rules of one kind. None where a rule underlines a heading, or the parts are not all logs.

    What stands above the first rule is a log, too, or holds for all that follow.
    """
    rules = [at for at, line in enumerate(lines) if is_rule(line)]
    if len({lines[at].strip()[0] for at in rules}) != 1 or any(_is_underline(lines, at) for at in rules):
        return []
    head: Lines = [*lines[: rules[0]]]
    below = [part for part in _cut(lines, rules) if _is_filled(part[0])]
    whole: Parts = [(part, []) for part in (head, *(part for part, _ in below)) if _is_filled(part)]
    given = {entry.name for entry in entries(head, has_pages=False)}
    return next((parts for parts, above in ((whole, set()), (below, given)) if _are_logs(parts, above)), [])


def _are_logs(parts: Parts, given: Set[str]) -> bool:
    """Whether parts can each be a log, and are not the sections of one form: each has a text, and they share a field.

    given: fields that stand above them all. A text there is one log's, and so is a reference that they do not replace.
    """
    if len(parts) < 2 or "text" in given:
        return False
    read = [entries(lines, has_pages=False) for lines, _ in parts]
    labels = [{entry.name for entry in some if entry.name} for some in read]
    has_reference = ["log_ref" in names for names in labels]
    if not all(has_reference) and ("log_ref" in given or any(has_reference)):
        return False
    if not any(labels):
        return True
    if not all(not names or (row_of(some, []) or {}).get("text") for names, some in zip(labels, read, strict=True)):
        return False
    return bool(set.intersection(*labels)) or all(
        "reported_at" in names or leading_moment([entry.line for entry in some])[0]
        for names, some in zip(labels, read, strict=True)
    )


def _is_underline(lines: list[str], at: int) -> bool:
    above = lines[at - 1].strip() if at else ""
    blank_before = at < 2 or not lines[at - 2].strip()
    return bool(above) and blank_before and abs(len(above) - len(lines[at].strip())) <= 2


def _is_filled(lines: Lines) -> bool:
    return any(not isinstance(line, str) or line.strip() for line in lines)


def _by_numbers(lines: list[str]) -> Parts:
    """Parts that are numbered 1, 2, 3. None where the numbers are others, or what stands above has a reference."""
    for form in (_ITEM, _NUMBER):
        items = [(at, match) for at, line in enumerate(lines) if (match := form.fullmatch(line))]
        if len(items) < 2 or [int(match["number"]) for _, match in items] != list(range(1, len(items) + 1)):
            continue
        parts = _cut(lines, [at for at, _ in items])
        if any(label == "log_ref" for label, _ in parts[0][1]):
            return []  # one log with numbered paragraphs
        return [([match["rest"], *body], given) for (_, match), (body, given) in zip(items, parts, strict=True)]
    return []


def _cut(lines: list[str], starts: Sequence[int]) -> Parts:
    """What follows each start up to the next, without its first line, and the fields that stand above them all."""
    given = _given(lines[: starts[0]])
    return [(list(lines[at + 1 : end]), given) for at, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _given(head: Sequence[Line]) -> list[Pair]:
    """The fields that stand above a list and hold for each of its items, and what else stands there."""
    row = row_of(entries(head, has_pages=False), []) or {}
    loose = "\n".join(filter(None, (row.pop(LOOSE, ""), row.pop("text", ""))))
    given = [(_field_or_label(column), value) for column, value in row.items() if value]
    return [*given, *([(LOOSE, loose)] if loose else [])]


def _field_or_label(column: str) -> str:
    known = field_named(column)
    return known[0] if known else column
