"""Lines of a document -> labels with what stands beside them, as the forms of forces are written.

A label is known by the names of columns that forces use, see `index.columns`: forms and exports name the same things.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.columns import REQUIRED, field_named, squeeze
from index.dates import BadDate, parse_moment

MAX_LABEL = 60  # characters; what is longer and has a colon is a sentence
TICKED, UNTICKED = "☒", "☐"

Pair = tuple[str, str]  # a label and what stands beside it
Line = str | Pair
Record = list[Pair]  # a row of a table of logs

_HINT = re.compile(r"\s*[(\[][^)\]:]*[)\]]")  # "Source evaluation (1-3)"; not a time
_SCALE = re.compile(r"\s+(?:[1-5](?:\s*[-–/,]\s*[1-5])+|[A-E](?:\s*[-–/,]\s*[A-E])+|P\s*/\s*C)$")
_NUMBERING = re.compile(r"^(?:(?:section|part|box)\s+)?(?:\d{1,2}|[A-H])[.):]\s+", re.IGNORECASE)
_BULLET = r"[•·▪◦‣●○■]\s*|[-–—*]\s+"
_LABELLED = re.compile(
    rf"\s*(?P<bullet>{_BULLET})?(?P<label>\w[^:\n]{{0,{MAX_LABEL - 1}}}?)\s*:(?:\s+|$)(?P<value>.*)", re.DOTALL
)
_GAP = re.compile(r"\t+|\s{3,}|\s+\|\s+")  # between two labels on one line, or a label and its value
_UNKNOWN_LABEL = re.compile(r"[A-Z][^\W\d_]*(?:[ /'’-][^\W\d_]+){0,4}")

_RULE = re.compile(r"\s*([-=_*~#–—])\1{2,}\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a document, and what its label means, where it has one."""

    label: str  # "" for a line without
    value: str
    name: str = ""  # the field that the label means
    certain: bool = False  # whether the label means it in any place
    is_whole: bool = False  # whether the value is a cell, which does not go on in the next line
    joint: str = ": "  # what stands between label and value; a blank may part any two words
    bullet: str = ""  # what stands before the label

    @property
    def line(self) -> str:
        return f"{self.bullet}{self.label}{self.joint}{self.value}" if self.label else self.value


def entries(lines: Iterable[Line], *, has_pages: bool) -> list[Entry]:
    """The labels with their values on each line, in order; the line itself where it has none.

    has_pages: the lines come from a page, where cells of a table are parted by blanks only.
    """
    found = [entry for line in lines for entry in _entries(line, has_pages=has_pages)]
    return found if _is_bulleted(found) else [Entry("", e.line) if e.bullet else e for e in found]


def _is_bulleted(entries: Sequence[Entry]) -> bool:
    """Whether bullets stand before the labels of a form: before its first, and two that each log has. Else a text's."""
    first = next((entry for entry in entries if entry.name), Entry("", ""))
    return bool(first.bullet) and len({e.name for e in entries if e.bullet}.intersection(REQUIRED)) > 1


def _entries(line: Line, *, has_pages: bool) -> Iterator[Entry]:
    if isinstance(line, tuple):
        label, value = line[0].rstrip(" :").strip(), line[1].strip()
        yield replace(_entry(label, value) or Entry(label, value), is_whole=True)
        return
    segments = [segment for segment in _GAP.split(line.strip()) if segment]
    labelled = [_known(segment) or _unknown(segment) for segment in segments]
    if len(segments) == 2 and not any(labelled) and is_label(segments[0]) and (beside := _entry(*segments)):
        yield beside  # with a gap in place of the colon
    elif len(segments) > 1 and all(labelled) and labelled[0] and labelled[0].name:
        yield from filter(None, labelled)
    else:
        found = _known(line.strip()) or _alone(line) or (_by_prefix(line) if has_pages else None)
        yield found or _unknown(line.strip()) or Entry("", line.rstrip())


def texts(line: Line | Record) -> Iterator[str]:
    """The lines of text that stand on a line: one, or those of both halves of each of its pairs."""
    for text in (line,) if isinstance(line, str) else line:
        yield from text.splitlines() if isinstance(text, str) else texts(text)


def is_label(cell: str) -> bool:
    """Whether a cell of a table holds the label of a field of a log and nothing else."""
    return bool(field_of(cell))


def field_of(cell: str) -> str:
    """The field whose label a cell holds, and nothing else; "" for any other cell."""
    return (_meaning(cell.rstrip(" :")) or ("", False))[0] if len(cell) <= MAX_LABEL else ""


def is_rule(line: str) -> bool:
    """Whether a line is drawn of one sign, and says nothing."""
    return _RULE.fullmatch(line) is not None


def ticked(value: str) -> str:
    """Of options with boxes the one that is ticked; the value as it is where it has no boxes."""
    marked = re.sub(r"[☑✓✔✅]|[\[(]\s*[xX✓✔]\s*[\])]", TICKED, value)
    marked = re.sub(r"[□❏❑▢]|\[\s*\]", UNTICKED, marked)
    if TICKED not in marked and UNTICKED not in marked:
        return value
    options = re.findall(rf"([{TICKED}{UNTICKED}])([^{TICKED}{UNTICKED}]*)", marked)
    if not marked.lstrip().startswith((TICKED, UNTICKED)):  # the box stands behind its option
        options = [(box, text) for text, box in re.findall(rf"([^{TICKED}{UNTICKED}]*)([{TICKED}{UNTICKED}])", marked)]
    return "; ".join(" ".join(text.split()) for box, text in options if box == TICKED)


def is_moment(value: str) -> bool:
    """Whether a value is a date, with or without a time."""
    try:
        parse_moment(value)
    except BadDate:
        return False
    return True


@lru_cache(maxsize=1024)
def _meaning(label: str) -> tuple[str, bool] | None:
    """The field that a label means, as it is written or without its numbering, hints and scale."""
    bare = _SCALE.sub("", _HINT.sub("", _NUMBERING.sub("", label))).strip()
    return field_named(label) or (field_named(bare) if bare else None)


def _entry(label: str, value: str) -> Entry | None:
    """A label with its value, where the label is known. An uncertain one may mean another field, by its value."""
    name, certain = _meaning(label) or ("", False)
    if not certain:
        dated = _DATED.get(squeeze(label))
        if dated and is_moment(value):
            name = dated
        elif name in _ELSE and value and not _CODES[name].match(ticked(value)):
            name = _ELSE[name]
    return Entry(label, value, name, certain) if name else None


_DATED = {"report": "reported_at", "reported": "reported_at", "event": "event_from", "incident": "event_from"}
# "Source", "Intelligence" and "Handling" by themselves: what they mean where no code stands beside them.
_ELSE = {"source_eval": "provenance", "intel_assess": "text", "handling": "handling_conditions"}
_BARE = r"\s*[1-5A-E]\s*(?:$|[-–—:.,=(/])"
_CODES = {
    "source_eval": re.compile(rf"{_BARE}|\s*[1-3A-E]\s+(?:\w+ )?(?:reliable|untested)\b", re.IGNORECASE),
    "intel_assess": re.compile(rf"{_BARE}|\s*[1-5A-E]\s+(?:(?:not )?known|suspected|cannot)\b", re.IGNORECASE),
    "handling": re.compile(r"\s*[1-5PC]\b"),
}


def _known(line: str) -> Entry | None:
    """A label with a colon, and its value, where the label means a field."""
    if ":" not in line:
        return None
    for written in (line, _NUMBERING.sub("", line)):
        match = _LABELLED.match(written)
        if match and (entry := _entry(match["label"].strip(), match["value"].strip())):
            return replace(entry, bullet=match["bullet"] or "")
    return None


def _unknown(line: str) -> Entry | None:
    """Words with a colon that may be a label of the form's own, and its value."""
    match = _LABELLED.match(line)
    label = match["label"].strip() if match else ""
    if not match or not _UNKNOWN_LABEL.fullmatch(label):
        return None
    return Entry(label, match["value"].strip(), bullet=match["bullet"] or "")


def _by_prefix(line: str) -> Entry | None:
    """A label and its value with only a blank between, as cells of a table come out of a PDF."""
    words = line.split()
    for count in range(min(6, len(words) - 1), 0, -1):
        entry = _entry(" ".join(words[:count]), " ".join(words[count:]))
        if entry and entry.certain and words[0][0].isupper() and words[count - 1][-1] not in _OPENERS:
            return replace(entry, certain=count > 1 or words[0].isupper(), joint=" ")
    return None


_OPENERS = frozenset("><-–—•*|/")  # a word that ends like this is not the end of a label


def _alone(line: str) -> Entry | None:
    """A label on a line of its own, whose value follows."""
    label = line.strip()
    entry = _entry(label, "") if label and is_label(label) else None
    return entry if entry and entry.certain else None
