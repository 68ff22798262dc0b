"""Labels and lines of a document -> a row for each filled form, or for the prose that it is instead.

A row is what a table with these labels as its header would hold, so that a mapping file and the checks of
`index.readers` apply to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.columns import GRADE_PARTS, field_named, squeeze
from index.formats.labels import Entry, Pair, is_moment, is_rule, ticked
from index.markings import is_marking

LOOSE = "other lines"  # the column for lines of a form that stand beside no label

Row = dict[str, str]


def forms(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """The forms that follow each other: each begins with the first label of all, with its reference or with its date.

    They are several if they have different references, or none and each its own date and text.
    """
    begins = _beginnings(entries)
    if not begins:
        yield entries
        return
    head = [entry for entry in entries[: begins[0]] if entry.value.strip()]
    for stretch in _stretches(entries, begins):
        yield [*head, *stretch]


def _beginnings(entries: Sequence[Entry]) -> Sequence[int]:
    """Where each of several forms begins; nothing for a single one."""
    references = [at for at, entry in enumerate(entries) if entry.name == "log_ref" and entry.certain]
    repeated = _repeated(entries, next((entry for entry in entries if entry.name), None))
    given = {entries[at].value for at in references}
    if len(given) > 1:
        texts = sum(entry.name == "text" for entry in entries)
        return next((some for some in (repeated, references) if 1 < len(some) <= (texts or len(some))), [])
    dates = _repeated(entries, next((entry for entry in entries if entry.name == "reported_at"), None))
    possible = [] if any(given) else [some for some in (repeated, dates) if len(some) > 1]
    return next((some for some in possible if all(map(_is_whole, _stretches(entries, some)))), [])


def _repeated(entries: Sequence[Entry], first: Entry | None) -> list[int]:
    """Where a label stands."""
    label = squeeze(first.label) if first else ""
    return [at for at, entry in enumerate(entries) if label and squeeze(entry.label) == label]


def _stretches(entries: Sequence[Entry], begins: Sequence[int]) -> Iterator[Sequence[Entry]]:
    return (entries[start:end] for start, end in zip(begins, [*begins[1:], len(entries)], strict=True))


def _is_whole(entries: Sequence[Entry]) -> bool:
    """Whether a date and a text stand in a form."""
    return {"text", "reported_at"} <= {entry.name for entry in entries}


def row_of(entries: Sequence[Entry], header: Sequence[Pair]) -> Row | None:
    """One record: labels as columns, `text`, and what the document's header gives where no label does.

    None where nothing is filled in.
    """
    entries = list(_settled(entries, dict(header)))
    reading = _Reading(is_form=any(e.name for e in entries), has_text=any(e.name == "text" for e in entries))
    for entry in entries:
        reading.take(entry)
    row, named, body = reading.row, reading.named, reading.body
    is_prose = named.keys() <= {"log_ref"}
    if not any(row.get(column) for column in named.values()) and not any(map(str.strip, body)):
        return None
    for label, value in header:
        if label not in named:
            row[label] = value
            named[label] = label
    if is_prose and "reported_at" not in named:
        moment, body = leading_moment(body)
        row |= {"reported_at": moment} if moment else {}
    if "marking" not in named and len(reading.markings) == 1:
        row["marking"] = next(iter(reading.markings))
    row.setdefault(named.get("log_ref", "log_ref"), "")
    row["text"] = "\n".join(body).strip()
    if reading.loose:
        row[LOOSE] = "\n".join([*filter(None, [row.get(LOOSE)]), *reading.loose])
    return row


def leading_moment(body: list[str]) -> tuple[str, list[str]]:
    """The date, with or without a time, that a text begins with, and the text; "" where it begins with another word.

    The text goes without a first line that is the date alone.
    """
    at = next((at for at, line in enumerate(body) if line.strip()), len(body))
    words = body[at].split() if at < len(body) else []
    for count in range(min(_MOMENT_WORDS, len(words)), 0, -1):
        moment = " ".join(words[:count]).rstrip(" :,;–—-")
        if is_moment(moment):
            return moment, body[at + 1 :] if count == len(words) else body
    return "", body


_MOMENT_WORDS = 6  # "Tuesday 4th of March 2025 2110hrs"


def _settled(entries: Sequence[Entry], given: dict[str, str]) -> Iterator[Entry]:
    """The entries, without a meaning where the label is uncertain and the rest of the document speaks against it."""
    certain = {entry.name for entry in entries if entry.certain}
    for entry in entries:
        is_outdone = (entry.name == "text" and "text" in certain) or (
            entry.name == "reported_at" and "reported_at" in given and not is_moment(entry.value)
        )
        if entry.certain or not entry.name:
            yield entry
        elif entry.joint.isspace() and len(certain) < _ENOUGH:
            yield Entry("", entry.line)
        else:
            yield replace(entry, name="") if is_outdone else entry


_ENOUGH = 3  # fields with a certain label that make a page a form, so that a first word may be a label too


@dataclass(slots=True)
class _Reading:
    """A form as far as it was read: first fields, each with its value, then the text, and fields again below it."""

    is_form: bool  # whether any label of a field stands in it; all of it is text otherwise
    has_text: bool  # whether one of them is the text's; else the text begins with the first line that has no label
    row: Row = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)  # field -> its column
    body: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    markings: dict[str, None] = field(default_factory=dict)  # that stand alone on a line
    in_text: bool = False
    latest: str = ""  # the column whose value may go on in the next line

    def take(self, entry: Entry) -> None:
        """Read on. A rule above the text of a form is an ornament."""
        if self.is_form and is_rule(entry.line) and not (self.in_text and any(map(str.strip, self.body))):
            entry = Entry("", "")
        awaited = self.row.get(self.latest) == "" and self.latest == self.named.get("marking")
        if not entry.label and not awaited and is_marking(entry.value):
            self.markings[entry.value.strip()] = None
        elif entry.name and entry.name not in self.named and (entry.certain or not self.in_text):
            self._begin(entry)
        elif self.is_form and entry.is_whole and not entry.label:
            self.loose.append(entry.value)  # a heading in a table
        elif self.in_text or not self.is_form:
            self.body.append(entry.line)
        elif entry.label and entry.label not in self.row:
            self.row[entry.label], self.latest = ticked(entry.value), "" if entry.is_whole else entry.label
        elif entry.value.strip():
            self._go_on(entry.line.strip())
        elif self.row.get(self.latest):
            self.latest = ""  # a blank line ends a value

    def _begin(self, entry: Entry) -> None:
        known = field_named(entry.label)
        as_written = known and known[0] == entry.name != "text"  # a mapping file may name it
        column = self.named[entry.name] = entry.label if as_written else entry.name
        if entry.name == "text":
            self.in_text = not (entry.is_whole and entry.value)
            self.body += [entry.value] if entry.value else []
        else:
            value = ticked(entry.value)
            self.row[column] = _OPTION.sub(r"\1", value) if entry.name in GRADE_PARTS else value
            self.latest = "" if entry.is_whole else column
            self.in_text = self.in_text and bool(entry.value)  # else its value is in the next line

    def _go_on(self, line: str) -> None:
        """A line without a label above the text."""
        value = self.row.get(self.latest)
        if value == "" or (value and self.has_text and self.latest == self.named.get("handling_conditions")):
            self.row[self.latest] = f"{value}\n{ticked(line)}".strip()
        elif self.named and not self.has_text:
            self.in_text = True
            self.body.append(line)
        else:
            self.loose.append(line)


_OPTION = re.compile(r"^\s*([0-9A-Z])\s+\w.*", re.DOTALL)  # "2 Untested"
