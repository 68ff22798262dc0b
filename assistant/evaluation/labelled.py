"""Labelled sets for measuring redaction: the invented logs, and public sets recognised by the shape of their rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.evaluation.corpus import Corpus, corpora, rows

# What must be hidden wholly, and what shall stay readable, of the types that the logs' marks use. An age is only
# generalised, and a crime number or web address may go or stay: none of the three counts.
DIRECT = frozenset(
    """
    PERSON ALIAS OFFICER ADDRESS POSTCODE VEHICLE_REG PHONE EMAIL SOCIAL_HANDLE NINO NHS_NUMBER PASSPORT DRIVING_LICENCE
    PNC_ID CRO_NUMBER CUSTODY_NUMBER BANK_ACCOUNT IMEI IP_ADDRESS DOB
    """.split()
)
KEPT = frozenset({"LOCATION", "ORGANISATION", "DATE_TIME", "NATIONALITY"})
LOGS, TAB, PANORAMA, PRESIDIO, WNUT = "logs", "tab", "panorama", "presidio", "wnut"
_PANORAMA_TAGS = ("PHONE", "EMAIL", "PASSPORT", "DRIVER", "LICEN", "ID_NUM", "IDENTI", "SSN", "NAME")
_PRESIDIO_DIRECT = ("PERSON", "PHONE", "EMAIL", "STREET", "IBAN", "CREDIT", "SSN", "IP_", "DRIVER", "ZIP")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch that was marked by hand. Offsets are code points; one entity is one thing in the whole set."""

    start: int
    end: int
    type: str
    entity: str


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Texts with marks. direct: the types that must be hidden wholly; kept: those that shall stay readable."""

    name: str
    kind: str  # LOGS, TAB, PANORAMA, PRESIDIO or WNUT: which bars apply
    texts: dict[str, str]  # by id
    marks: dict[str, tuple[Mark, ...]]  # by id, in the order of the file
    direct: frozenset[str]
    kept: frozenset[str]
    corpus: Corpus | None = None  # of logs: the export and the questions


def labelled_sets(data: Path, exports: Path) -> list[LabelledSet]:
    """The sets in a folder and the folders below it, logs first. See `corpora` for what `exports` is."""
    folders = sorted({marks.parent for marks in data.rglob("*.gold.jsonl")})
    found = [from_logs(corpus) for folder in folders for corpus in corpora(folder, exports)]
    return [*found, *_public(data)]


def from_logs(corpus: Corpus) -> LabelledSet:
    """The texts of a corpus of logs, with their marks."""
    marks = {
        ref: tuple(Mark(s["start"], s["end"], s["type"], s["entity"]) for s in row["spans"])
        for ref, row in corpus.gold.items()
    }
    return LabelledSet(corpus.name, LOGS, corpus.texts, marks, DIRECT, KEPT, corpus)


def _public(data: Path) -> Iterator[LabelledSet]:
    for path in sorted(data.rglob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            if not lines.readline().startswith('{"id"'):
                continue
        some = rows(path)
        kind = _kind(some)
        if not kind:
            continue
        texts = {str(row["id"]): row["text"] for row in some}
        marks = {str(row["id"]): tuple(_MARKS[kind](row)) for row in some}
        types = {mark.type for marked in marks.values() for mark in marked}
        direct, kept = _parted(kind, types)
        yield LabelledSet(path.parent.name, kind, texts, marks, frozenset(direct), frozenset(kept))


def _kind(some: list[dict[str, Any]]) -> str:
    """Which public set these rows are, by their fields; "" for none. Sets differ in the case of their types."""
    fields = set(some[0]) if some else set()
    if {"text", "spans", "protect", "tab_split"} <= fields:
        return TAB
    if {"text", "subjects"} <= fields:
        return PANORAMA
    if {"text", "spans", "template_id"} <= fields:
        return PRESIDIO
    if fields == {"id", "text", "spans"} and all(s.get("type", "").islower() for row in some for s in row["spans"]):
        return WNUT
    return ""


def _parted(kind: str, types: set[str]) -> tuple[set[str], set[str]]:
    """The direct types of a public set, and the kept ones."""
    if kind == TAB:
        return {"DIRECT"}, {"NO_MASK"}
    if kind == PANORAMA:
        return types, set()
    direct = {"PERSON"} if kind == WNUT else {t for t in types if any(part in t for part in _PRESIDIO_DIRECT)}
    return direct, types - direct


def _tab(row: dict[str, Any]) -> Iterator[Mark]:
    return _spans(row, "identifier")


def _by_type(row: dict[str, Any]) -> Iterator[Mark]:
    return _spans(row, "type")


def _spans(row: dict[str, Any], label: str) -> Iterator[Mark]:
    for span in row["spans"]:
        entity = f"{row['id']}:{span.get('entity_id', span.get('text'))}"
        yield Mark(span["start"], span["end"], (span.get(label) or "").upper(), entity)


def _panorama(row: dict[str, Any]) -> Iterator[Mark]:
    """The stated facts that are identifiers, each where it stands first. What is only inferred stands nowhere."""
    for subject in row["subjects"]:
        for fact in subject["pii"]:
            value, tag = str(fact["value"]), fact["tag"].upper()
            at = row["text"].find(value)
            if at >= 0 and any(part in tag for part in _PANORAMA_TAGS):
                yield Mark(at, at + len(value), tag, f"{row['id']}:{value}")


_MARKS: dict[str, Callable[[dict[str, Any]], Iterator[Mark]]] = {
    TAB: _tab, PANORAMA: _panorama, PRESIDIO: _by_type, WNUT: _by_type,
}  # fmt: skip
