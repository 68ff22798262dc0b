"""A document -> its records, each a row of labels and what stands beside them: a filled form, items of a list, prose.

The rows are what a table with these labels as its header would hold, so that a mapping file and the checks of
`index.readers` apply to them. A label is known by the names of columns that forces use, see `index.columns`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.columns import GRADE_PARTS, field_named, squeeze
from index.dates import BadDate, parse_moment
from index.formats.documents import TICKED, UNTICKED, Document, Pair
from index.markings import is_above, is_marking

MAX_LABEL = 60  # characters; what is longer and has a colon is a sentence
LOOSE = "other lines"  # the column for lines of a form that stand beside no label

Row = dict[str, str]

_HINT = re.compile(r"\s*[(\[][^)\]]*[)\]]")  # "Source evaluation (1-3)"
_SCALE = re.compile(r"\s+(?:[1-5](?:\s*[-–/,]\s*[1-5])+|[A-E](?:\s*[-–/,]\s*[A-E])+|P\s*/\s*C)$")
_NUMBERING = re.compile(r"^(?:(?:section|part|box)\s+)?(?:\d{1,2}|[A-H])[.):]\s+", re.IGNORECASE)
_LABELLED = re.compile(rf"\s*(?P<label>\w[^:\n]{{0,{MAX_LABEL - 1}}}?)\s*:(?:\s+|$)(?P<value>.*)", re.DOTALL)
_GAP = re.compile(r"\t+|\s{3,}|\s+\|\s+")  # between two labels on one line, or a label and its value
_UNKNOWN_LABEL = re.compile(r"[A-Z][^\W\d_]*(?:[ /'’-][^\W\d_]+){0,4}")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a document, and what its label means, where it has one."""

    label: str  # "" for a line without
    value: str
    name: str = ""  # the field that the label means
    certain: bool = False  # whether the label means it in any place

    @property
    def line(self) -> str:
        return f"{self.label}: {self.value}" if self.label else self.value


def records(document: Document) -> Iterator[Row | str]:
    """A row for each log of a document, then a reason for each part of it that was not read."""
    for lines, header in _parts(document):
        entries = [entry for line in lines for entry in _entries(line, has_pages=document.has_pages)]
        for form in _forms(entries):
            if row := _row(form, header):
                yield row
    yield from document.unread


def is_label(cell: str) -> bool:
    """Whether a cell of a table holds the label of a field of a log and nothing else."""
    return len(cell) <= MAX_LABEL and _meaning(cell.rstrip(" :")) is not None


# -- lines to entries -------------------------------------------------------------------------------------------------


def _meaning(label: str) -> tuple[str, bool] | None:
    """The field that a label means, as it is written or without its numbering, hints and scale."""
    bare = _SCALE.sub("", _HINT.sub("", _NUMBERING.sub("", label))).strip()
    return field_named(label) or (field_named(bare) if bare else None)


def _entry(label: str, value: str) -> _Entry | None:
    """A label with its value, where the label is known. One of a single word may mean another field by its value."""
    if (meaning := _meaning(label)) is None:
        word = squeeze(label)
        return _Entry(label, value, _WHEN[word]) if word in _WHEN and _is_moment(value) else None
    name, certain = meaning
    if not certain:
        if name in ("text", "log_ref") and squeeze(label) in _WHEN and _is_moment(value):
            name = _WHEN[squeeze(label)]
        elif name == "intel_assess" and not _CODE.match(_ticked(value)):
            name = "text"
        elif name == "handling" and value and not _CODE.match(_ticked(value)):
            name = "handling_conditions"
    return _Entry(label, value, name, certain)


_CODE = re.compile(r"\s*[1-5A-EP]\s*(?:$|[-–—:.,=(/])")
_WHEN = {"report": "reported_at", "event": "event_from", "incident": "event_from"}  # labels of a date, if it is one


def _is_moment(value: str) -> bool:
    try:
        parse_moment(value)
    except BadDate:
        return False
    return True


def _entries(line: str | Pair, *, has_pages: bool) -> Iterator[_Entry]:
    if isinstance(line, tuple):
        label, value = line[0].rstrip(" :").strip(), line[1].strip()
        yield _entry(label, value) or _Entry(label, value)
        return
    segments = [segment for segment in _GAP.split(line.strip()) if segment]
    labelled = [_labelled(segment) for segment in segments]
    if len(segments) == 2 and not any(labelled) and is_label(segments[0]) and (beside := _entry(*segments)):
        yield beside  # a label and its value, with a gap in place of the colon
    elif len(segments) > 1 and all(labelled) and labelled[0] and labelled[0].name:
        yield from filter(None, labelled)
    else:
        yield _labelled(line.strip()) or (_by_prefix(line) if has_pages else None) or _alone(line)


def _labelled(line: str) -> _Entry | None:
    match = _LABELLED.match(line)
    if not match:
        return None
    label, value = match["label"].strip(), match["value"].strip()
    known = _entry(label, value)
    if known or not _UNKNOWN_LABEL.fullmatch(label):
        return known
    return _Entry(label, value)


def _by_prefix(line: str) -> _Entry | None:
    """A label of several words, and its value with only a blank between, as cells of a table come out of a PDF."""
    words = line.split()
    for count in range(min(6, len(words) - 1), 0, -1):
        label = " ".join(words[:count])
        if (count > 1 or label.isupper()) and (entry := _entry(label, " ".join(words[count:]))) and entry.certain:
            return entry
    return None


def _alone(line: str) -> _Entry:
    """A line without a label, or a label on a line of its own, whose value follows."""
    label = line.strip()
    if label and len(label.split()) > 1 and is_label(label) and (entry := _entry(label, "")) and entry.certain:
        return entry
    return _Entry("", line.rstrip())


# -- entries to rows --------------------------------------------------------------------------------------------------


def _forms(entries: Sequence[_Entry]) -> Iterator[Sequence[_Entry]]:
    """The forms that follow each other: each begins with the first label of all, or with its reference."""
    references = [at for at, entry in enumerate(entries) if entry.name == "log_ref" and entry.certain]
    texts = sum(entry.name == "text" for entry in entries)
    if len({entries[at].value for at in references}) < 2 or (texts and texts < len(references)):
        yield entries
        return
    first = next(entry for entry in entries if entry.name)
    begins = [at for at, entry in enumerate(entries) if squeeze(entry.label) == squeeze(first.label)]
    if len(begins) != len(references):
        begins = references
    head = [entry for entry in entries[: begins[0]] if entry.value.strip()]
    for start, end in zip(begins, [*begins[1:], len(entries)], strict=True):
        yield [*head, *entries[start:end]]


def _row(entries: Sequence[_Entry], header: Sequence[Pair]) -> Row | None:
    """One record: labels as columns, `text`, and what the document's header gives where no label does.

    None where nothing is filled in.
    """
    reading = _Reading(is_form=any(e.name for e in entries), has_text=any(e.name == "text" for e in entries))
    for entry in entries:
        reading.take(entry)
    row, named, body = reading.row, reading.named, reading.body
    if not any(row.get(column) for column in named.values()) and not any(map(str.strip, body)):
        return None
    for label, value in header:
        if label not in named:
            row[label] = value
            named[label] = label
    if "reported_at" not in named:
        moment, body = _leading_moment(body)
        row |= {"reported_at": moment} if moment else {}
    above = [marking for marking in reading.markings if is_above(marking)]
    if above or ("marking" not in named and len(reading.markings) == 1):
        row[named.get("marking", "marking")] = [*above, *reading.markings][0]
    row.setdefault(named.get("log_ref", "log_ref"), "")
    row["text"] = "\n".join(body).strip()
    if reading.loose:
        row[LOOSE] = "\n".join(reading.loose)
    return row


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

    def take(self, entry: _Entry) -> None:
        """Read on."""
        if not entry.label and is_marking(entry.value):
            self.markings[entry.value.strip()] = None
        elif entry.name and entry.name not in self.named and (entry.certain or not self.in_text):
            self._begin(entry)
        elif self.in_text or not self.is_form:
            self.body.append(entry.line)
        elif entry.label and entry.label not in self.row:
            self.row[entry.label], self.latest = _ticked(entry.value), entry.label
        elif entry.value.strip():
            self._go_on(entry.line.strip())
        elif self.row.get(self.latest):
            self.latest = ""  # a blank line ends a value

    def _begin(self, entry: _Entry) -> None:
        known = field_named(entry.label)
        as_written = known and known[0] == entry.name != "text"  # a mapping file may name it
        column = self.named[entry.name] = entry.label if as_written else entry.name
        self.in_text = entry.name == "text"
        if self.in_text:
            self.body += [entry.value] if entry.value else []
        else:
            value = _ticked(entry.value)
            self.row[column] = _OPTION.sub(r"\1", value) if entry.name in GRADE_PARTS else value
            self.latest = column

    def _go_on(self, line: str) -> None:
        """A line without a label above the text."""
        value = self.row.get(self.latest)
        if value == "" or (value and self.has_text and self.latest == self.named.get("handling_conditions")):
            self.row[self.latest] = f"{value}\n{_ticked(line)}".strip()
        elif self.named and not self.has_text:
            self.in_text = True
            self.body.append(line)
        else:
            self.loose.append(line)


_OPTION = re.compile(r"^\s*([0-9A-Z])\s+\w.*", re.DOTALL)  # "2 Untested"


def _leading_moment(body: list[str]) -> tuple[str, list[str]]:
    """The date, with or without a time, that a text begins with, and the text without it; "" where it does not."""
    at = next((at for at, line in enumerate(body) if line.strip()), None)
    if at is None:
        return "", body
    words = body[at].split()
    for count in range(min(6, len(words)), 0, -1):
        try:
            parse_moment(moment := " ".join(words[:count]).rstrip(" :,;–—-"))
        except BadDate:
            continue
        rest = " ".join(words[count:]).lstrip(" :,;–—-")
        return moment, [*([rest] if rest else []), *body[at + 1 :]]
    return "", body


def _ticked(value: str) -> str:
    """Of options with boxes the one that is ticked; the value as it is where it has no boxes."""
    marked = re.sub(r"[☑✓✔✅]|[\[(]\s*[xX✓✔]\s*[\])]", TICKED, value)
    marked = re.sub(r"[□❏❑▢]|\[\s*\]", UNTICKED, marked)
    if TICKED not in marked and UNTICKED not in marked:
        return value
    options = re.findall(rf"([{TICKED}{UNTICKED}])([^{TICKED}{UNTICKED}]*)", marked)
    if not marked.lstrip().startswith((TICKED, UNTICKED)):  # the box stands behind its option
        options = [(box, text) for text, box in re.findall(rf"([^{TICKED}{UNTICKED}]*)([{TICKED}{UNTICKED}])", marked)]
    return "; ".join(" ".join(text.split()) for box, text in options if box == TICKED)


# -- items of a list --------------------------------------------------------------------------------------------------

_HEADING = re.compile(r"={3,}\s*(?P<title>[^=\s].*?)\s*=*\s*")
_RULE = re.compile(r"\s*([-=_*~#–—])\1{2,}\s*")
_ITEM = re.compile(
    r"\s*(?:item|log|entry|report|record)\s*(?:no\.?\s*|number\s*|#\s*)?(?P<number>\d{1,4})\s*(?:[.:)–—-]\s*|$)"
    r"(?P<rest>.*)(?P<bracketed>)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\((?P<bracketed>\d{1,4})\)|(?P<number>\d{1,4})[.)])\s+(?P<rest>\S.*)")

Lines = list[str | Pair]
Parts = list[tuple[Lines, list[Pair]]]  # the lines of each log, and the fields that the document gives it


def _parts(document: Document) -> Parts:
    """Each log of a document that may list several; all of its lines where it lists none."""
    if document.may_list:
        lines = [line for line in document.lines if isinstance(line, str)]
        for split in (_by_headings, _by_rules, _by_numbers):
            if parts := split(lines):
                return parts
    return [(document.lines, document.header)]


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
    """Parts between rules of one kind. None where a rule underlines a heading.

    What stands above the first rule is a part too, unless it has labels and not every other part has.
    """
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line)]
    if len({lines[at].strip()[0] for at in rules}) != 1 or any(_is_underline(lines, at) for at in rules):
        return []
    below = [part for part in _cut(lines, rules) if _is_filled(part[0])]
    head: Lines = [*lines[: rules[0]]]
    if not _is_filled(head) or (_has_labels(head) and not all(_has_labels(part) for part, _ in below)):
        return below if len(below) > 1 else []
    return [(part, []) for part in (head, *(part for part, _ in below))] if below else []


def _is_underline(lines: list[str], at: int) -> bool:
    above = lines[at - 1].strip() if at else ""
    blank_before = at < 2 or not lines[at - 2].strip()
    return bool(above) and blank_before and abs(len(above) - len(lines[at].strip())) <= 2


def _is_filled(lines: Lines) -> bool:
    return any(not isinstance(line, str) or line.strip() for line in lines)


def _has_labels(lines: Lines) -> bool:
    return any(entry.name for line in lines for entry in _entries(line, has_pages=False))


def _by_numbers(lines: list[str]) -> Parts:
    """Parts that are numbered 1, 2, 3. None where the numbers are others, or what stands above has a reference."""
    for form in (_ITEM, _NUMBER):
        items = [(at, match) for at, line in enumerate(lines) if (match := form.fullmatch(line))]
        numbers = [int(match["number"] or match["bracketed"]) for _, match in items]
        if len(items) < 2 or numbers != list(range(1, len(items) + 1)):
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


def _given(head: Sequence[str]) -> list[Pair]:
    """The fields that stand above a list and hold for each of its items, and what else stands there."""
    row = _row([entry for line in head for entry in _entries(line, has_pages=False)], []) or {}
    text = row.pop("text", "")
    found = {(meaning[0] if (meaning := field_named(label)) else label): value for label, value in row.items() if value}
    return [*found.items(), *([(LOOSE, text)] if text else [])]
