"""The header of an export -> which column is which field of a log, by the names forces use or by a mapping file."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from index.errors import BadMapping
from index.markings import BadMarking, parse_marking

REQUIRED = ("log_ref", "text", "reported_at")
GRADE_PARTS = ("source_eval", "intel_assess", "handling")


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file: what column names alone do not say about a force's exports. Fields it leaves out are guessed."""

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)  # field -> columns that make it up, in order
    zone: tzinfo | None = None  # of times that are written without an offset
    defaults: dict[str, str] = field(default_factory=dict)  # field -> value where a record has none
    is_complete: bool = False  # whether fields that it leaves out have no column, instead of a guessed one


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of one header hold which field."""

    fields: dict[str, tuple[str, ...]]  # field -> columns that make it up, in order
    attributes: tuple[str, ...]  # columns that no field claims, in the order of the header
    absent: tuple[str, ...]  # fields that every log needs, or the mapping names, and this header lacks a column for

    def value(self, row: dict[str, str], name: str) -> str:
        """The field's text in a row. Columns of `text` are joined by a blank line, others by a blank."""
        joint = "\n\n" if name == "text" else " "
        return joint.join(cell for column in self.fields.get(name, ()) if (cell := row.get(column, "")).strip())


def squeeze(name: str) -> str:
    """A column's name without case, blanks and punctuation, so that "Log Ref.", "log_ref" and "LOGREF" are one."""
    return _PUNCTUATION.sub("", name.casefold())


_PUNCTUATION = re.compile(r"[\W_]+")


def guess_columns(header: Sequence[str], mapping: Mapping | None = None) -> Columns:
    """Assign the columns of a header to fields: as the mapping says, else by their names.

    Of two columns for one field the one with the field's own name wins, else the one whose name says more, see
    `_SAYS_LESS`, else the first; the other is an attribute. A grading in three columns counts only where all three are
    there. Text that is not sanitised is left out altogether.
    """
    wanted = mapping.columns if mapping else {}
    fields = {name: columns for name in wanted if (columns := _spelled(wanted[name], header))}
    taken = {column for columns in fields.values() for column in columns}
    free = [column for column in header if column not in taken and not _UNSANITISED.search(squeeze(column))]
    if mapping and mapping.is_complete:
        return Columns(fields, tuple(free), tuple(name for name in REQUIRED if name not in fields))

    def claim(name: str, aliases: frozenset[str]) -> None:
        if name not in fields and (column := _best(name, aliases, free)):
            fields[name] = (column,)
            free.remove(column)

    claim("text", _SANITISED_TEXT)
    sanitised = squeeze(fields.get("text", ("",))[0]) in _SANITISED_TEXT
    for name, aliases in _ALIASES.items():
        if name != "grade" or GRADE_PARTS[0] not in fields:
            claim(name, aliases)
    if not fields.keys() & {"grade", *GRADE_PARTS}:
        for name in _split_grading(free):
            claim(name, _PART_ALIASES[name])
    for name, aliases in _WEAK_ALIASES.items():
        claim(name, aliases)
    if sanitised:
        free = [column for column in free if squeeze(column) not in _ALIASES["text"] | _WEAK_ALIASES["text"]]
    absent = tuple(name for name in dict.fromkeys((*REQUIRED, *wanted)) if name not in fields)
    return Columns(fields, tuple(free), absent)


def field_named(label: str) -> tuple[str, bool] | None:
    """The field that a label means by itself, and whether it can mean nothing else; None for any other label."""
    squeezed = squeeze(label)
    if found := _MEANT.get(squeezed):
        return found, True
    if found := _PART_MEANT.get(squeezed):
        return found, len(label.split()) > 1
    found = _WEAKLY_MEANT.get(squeezed)
    return (found, False) if found else None


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file (TOML), with the tables [columns], [dates] and [defaults], each of which may be missing.

    Raises BadMapping, which names the file and the key, for anything that is not as documented.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadMapping(f"{path.name}: cannot be read ({type(error).__name__}); expected a TOML file") from None
    except ValueError as error:  # not UTF-8, or not TOML; the message gives line and column
        raise BadMapping(f"{path.name}: expected a TOML file in UTF-8; {error}") from None
    try:
        return _mapping(tables)
    except _BadKey as error:
        raise BadMapping(f"{path.name}: {error}") from None


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _pairs(first: str, second: str) -> frozenset[str]:
    """Every word of the first list with every word of the second: "logno", "logid", "reportno", "reportid"."""
    return frozenset(a + b for a in first.split() for b in second.split())


# The names of columns that mean a field, as `squeeze` returns them, each field's own name among them.
_ALIASES = {
    "log_ref": _words("urn reference refno refnumber referencenumber uniquereference uniquereferencenumber")
    | _pairs("log ir intel intelligence report record", "ref reference refno no number id urn"),
    "title": _words("title heading headline subjectline") | _pairs("log intel report", "title heading"),
    "text": _words("text narrative details freetext bodytext")
    | _pairs("log intel intelligence info information report", "text content details narrative body"),
    "reported_at": _words("submitted created")
    | _pairs("report reported submission submitted creation created recorded entry entered", "at on date datetime")
    | _pairs("date datetime", "reported submitted created recorded entered")
    | _pairs("dateof datetimeof dateandtimeof", "report submission creation entry"),
    "event_from": _words("occurred datefrom fromdate")
    | _pairs("event incident occurrence occurred", "from date datetime on at start startdate datefrom fromdate")
    | _pairs("date dateof datetime datetimeof", "event incident occurrence occurred"),
    "event_to": _words("dateto todate")
    | _pairs("event incident occurrence occurred", "to until end enddate dateto todate"),
    "grade": _words("grade grading evaluation 3x5x2 5x5x5")
    | _pairs("3x5x2 5x5x5", "grade grading code evaluation")
    | _pairs("grade grading evaluation", "code 3x5x2 5x5x5"),
    "handling_conditions": _words("conditions caveats")
    | _pairs("handling dissemination sharing", "conditions instruction instructions caveat caveats notes"),
    "marking": _words("marking markings gsc gpms classification governmentsecurityclassification")
    | _pairs("protective security gsc gpms government governmentsecurity", "marking markings classification"),
    "sanitised": _words("sanitised sanitized issanitised issanitized") | _pairs("sanitised sanitized", "yn flag"),
    "provenance": _words("provenance origin sourceref sourcereference sourceid sourcetype"),
    "force": _words("force forcename policeforce agency") | _pairs("originating owning", "force agency"),
    "theme": _words("theme themes category categories topic crimetype")
    | _pairs("intel intelligence", "category theme"),
}
_PART_ALIASES = {
    "source_eval": _words("source") | _pairs("source", "eval evaluation grade grading code assessment"),
    "intel_assess": _words("intel intelligence")
    | _pairs("intel intelligence info information", "assess assessment eval evaluation grade grading code"),
    "handling": _words("handling") | _pairs("handling dissemination", "code grade grading"),
}
# A header of two rows says of which grading the part is: "3x5x2 grading" over "Source", "Intelligence" and "Handling".
_PART_ALIASES |= {
    name: aliases | _pairs(" ".join(_ALIASES["grade"]), " ".join(aliases)) for name, aliases in _PART_ALIASES.items()
}
# Names that mean a field only where no better name does, and no grading needs them.
_WEAK_ALIASES = {
    "log_ref": _words("ref id"),
    "text": _words("intelligence intel information info description content body report log summary")
    | _words("intelligencereport intelreport"),
    "title": _words("summary"),
    "reported_at": _words("date datetime timestamp"),
    "event_from": _words("between startdate"),
    "event_to": _words("and enddate"),
    "grade": _pairs("intel intelligence", "grade grading"),
    "provenance": _words("source"),
}


def _meant(named: dict[str, frozenset[str]]) -> dict[str, str]:
    """Alias -> the first field that it means. Each line of a document is looked up, so nothing is searched through."""
    pairs = [(alias, name) for name, aliases in named.items() for alias in (squeeze(name), *aliases)]
    return dict(reversed(pairs))


_MEANT, _PART_MEANT, _WEAKLY_MEANT = map(_meant, (_ALIASES, _PART_ALIASES, _WEAK_ALIASES))
_SANITISED_TEXT = _pairs("sanitised sanitized", "text version report intelligence intel content narrative")
_UNSANITISED = re.compile("(?:un|non|not)saniti[sz]ed|^originaltext|^rawtext")
# Of the names of one field those that may as well mean a part of it, or another day; those that say the least last.
_SAYS_LESS = {
    "text": ("details$", "^(?:intelligence|intel|information|info)$", "^report$", "^log$", "^summary$"),
    "reported_at": ("creat|entry|entered|recorded",),  # when a system was told
}

_DEFAULTS = ("marking", "force", "provenance", "theme")


class _BadKey(ValueError):
    """What is wrong with a key of a mapping file, without the file's name."""


def _best(name: str, aliases: frozenset[str], columns: Sequence[str]) -> str | None:
    """The column that says most clearly that it is a field; of equal ones the first."""

    def rank(column: str) -> int:
        squeezed = squeeze(column)
        if squeezed == squeeze(name):
            return -1
        less = _SAYS_LESS.get(name, ())
        return next((number for number, form in enumerate(less, start=1) if re.search(form, squeezed)), 0)

    return min((column for column in columns if squeeze(column) in aliases), key=rank, default=None)


def _split_grading(free: Sequence[str]) -> Sequence[str]:
    """The parts of a grading in three columns, or nothing: "Intelligence" by itself may be the column with the text."""
    return GRADE_PARTS if all(_best(name, aliases, free) for name, aliases in _PART_ALIASES.items()) else ()


def _spelled(wanted: Sequence[str], header: Sequence[str]) -> tuple[str, ...]:
    """The header's spelling of wanted columns; empty unless all are there."""
    spelled = {squeeze(column): column for column in reversed(header)} | {column: column for column in header}
    found = [spelled.get(column) or spelled.get(squeeze(column)) for column in wanted]
    return tuple(column for column in found if column) if all(found) else ()


def _mapping(tables: dict[str, Any]) -> Mapping:
    for name, table in tables.items():
        if name not in ("columns", "dates", "defaults") or not isinstance(table, dict):
            raise _BadKey(f"{name}: expected only the tables [columns], [dates] and [defaults]")
    columns = {key: _column_names(key, value) for key, value in tables.get("columns", {}).items()}
    named = [squeeze(column) for some in columns.values() for column in some]
    if len(named) != len(set(named)):
        raise _BadKey("[columns]: a column is named twice; give each column to one field")
    parts = columns.keys() & set(GRADE_PARTS)
    if parts and (len(parts) < len(GRADE_PARTS) or "grade" in columns):
        raise _BadKey(f"[columns]: expected either grade or all of {', '.join(GRADE_PARTS)}")
    return Mapping(columns, _zone(tables.get("dates", {})), _defaults(tables.get("defaults", {})))


def _column_names(key: str, value: object) -> tuple[str, ...]:
    if key not in _ALIASES and key not in GRADE_PARTS:
        raise _BadKey(f"[columns] {key}: not a field; expected one of {', '.join((*_ALIASES, *GRADE_PARTS))}")
    names = value if isinstance(value, list) else [value]
    columns = tuple(name for name in names if isinstance(name, str) and squeeze(name))
    if not names or len(columns) < len(names):
        raise _BadKey(f"[columns] {key}: expected the name of a column, or a list of names, in quotes")
    return columns


def _zone(table: dict[str, Any]) -> tzinfo | None:
    for key in table.keys() - {"zone"}:
        raise _BadKey(f"[dates] {key}: expected only zone")
    if "zone" not in table:
        return None
    try:
        return ZoneInfo(table["zone"])
    except (KeyError, ValueError, TypeError, AttributeError, OSError):  # not found, not a name, not text, a folder
        raise _BadKey('[dates] zone: expected the name of a time zone, such as "Europe/London"') from None


def _defaults(table: dict[str, Any]) -> dict[str, str]:
    for key, value in table.items():
        if key not in _DEFAULTS:
            raise _BadKey(f"[defaults] {key}: expected one of {', '.join(_DEFAULTS)}")
        if not isinstance(value, str) or not value.strip():
            raise _BadKey(f"[defaults] {key}: expected text in quotes")
    try:
        return table | ({"marking": parse_marking(table["marking"])} if "marking" in table else {})
    except BadMarking as error:
        raise _BadKey(f"[defaults] marking: {error}") from None
