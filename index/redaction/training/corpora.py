"""Labelled sets -> examples that the names model learns from, with the types that each set annotates."""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.redaction.tagger.labels import TYPES

Mark = tuple[int, int, str, str]  # start, end, type, entity


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its marks. `annotated`: the types that would be marked if they were there."""

    source: str
    text: str
    marks: tuple[Mark, ...]
    annotated: frozenset[str] = frozenset(TYPES)
    held_out: bool = False  # one in five of a public set, so that it can be judged while the rest is learnt


_TAB = {"PERSON": "PERSON", "CODE": "CASE_NUMBER", "DATETIME": "DATE_TIME", "ORG": "ORGANISATION", "LOC": "LOCATION"}
_PRESIDIO = {
    "PERSON": "PERSON", "STREET_ADDRESS": "ADDRESS", "GPE": "LOCATION", "ORGANIZATION": "ORGANISATION",
    "CREDIT_CARD": "PAYMENT_CARD", "DATE_TIME": "DATE_TIME", "PHONE_NUMBER": "PHONE", "ZIP_CODE": "POSTCODE",
    "DOMAIN_NAME": "URL", "AGE": "AGE", "NRP": "NATIONALITY", "EMAIL_ADDRESS": "EMAIL", "IP_ADDRESS": "IP_ADDRESS",
    "US_SSN": "NATIONAL_ID", "IBAN_CODE": "BANK_ACCOUNT", "US_DRIVER_LICENSE": "DRIVING_LICENCE",
}  # fmt: skip
_PANORAMA = {
    "NAME": "PERSON", "PHONE_NUMBER": "PHONE", "EMAIL_ADDRESS": "EMAIL", "IDENTIFICATION_NUMBER": "NATIONAL_ID",
    "PASSPORT_NUMBER": "PASSPORT", "DRIVER_LICENSE_NUMBER": "DRIVING_LICENCE",
}  # fmt: skip
_WNUT = {"person": "PERSON", "location": "LOCATION", "group": "ORGANISATION", "corporation": "ORGANISATION"}


def forces(folder: Path) -> dict[str, list[Example]]:
    """The logs of each invented force, texts and titles."""
    return {
        marks.name.removesuffix(".gold.jsonl"): list(_force(marks)) for marks in sorted(folder.glob("*.gold.jsonl"))
    }


def written() -> dict[str, list[Example]]:
    """The marked logs that were written for training, by the region they are set in, texts and titles."""
    return {path.stem: list(_written(path)) for path in sorted(Path(__file__).with_name("written").glob("*.txt"))}


def public(folder: Path) -> list[Example]:
    """The public sets that are in a folder, by the names their folders have."""
    readers = {
        "tab-court-cases/documents.jsonl": _tab, "presidio-synthetic-pii/sentences.jsonl": _presidio,
        "panorama-online-posts/documents.jsonl": _panorama, "wnut17-noisy-names/sentences.jsonl": _wnut,
        "synthetic-news-entities/articles.jsonl": _news,
    }  # fmt: skip
    return [example for place, read in readers.items() if (folder / place).exists() for example in read(folder / place)]


def _force(marks: Path) -> Iterator[Example]:
    name = marks.name.removesuffix(".gold.jsonl")
    logs = {row["log_ref"]: row for row in _rows(marks.with_name(f"{name}.jsonl"))}
    for gold in _rows(marks):
        log = logs[gold["log_ref"]]
        for field, spans in (("text", gold["spans"]), ("title", gold["title_spans"])):
            yield Example(name, log[field], tuple((s["start"], s["end"], s["type"], s["entity"]) for s in spans))


def _written(path: Path) -> Iterator[Example]:
    for number, log in enumerate(re.split(r"^=== ", path.read_text("utf-8"), flags=re.M)[1:]):
        for field in log.strip().split("\n", 1):
            text, marks, last = "", [], 0
            for mark in _MARK.finditer(field):
                text += field[last : mark.start()]
                marks.append((len(text), len(text) + len(mark[3]), mark[1], f"{number} {mark[2]}"))
                text += mark[3]
                last = mark.end()
            yield Example(path.stem, text + field[last:], tuple(marks))


_MARK = re.compile(r"\[\[([A-Z_0-9]+)#([\w-]+)\|([^\[\]|]+)\]\]")  # [[PERSON#p1|James Okafor]]


def _tab(path: Path) -> Iterator[Example]:
    annotated = frozenset(_TAB.values())
    for row in _rows(path):
        spans = [(s["start"], s["end"], _TAB.get(s["type"], "OTHER"), str(s["entity_id"])) for s in row["spans"]]
        for paragraph in re.finditer(r"[^\n]+(?:\n[^\n]+)*", row["text"]):
            a, b = paragraph.span()
            inside = tuple((s - a, e - a, k, i) for s, e, k, i in spans if a <= s and e <= b)
            yield Example("tab", paragraph.group(), inside, annotated, _held_out(row["id"]))


def _presidio(path: Path) -> Iterator[Example]:
    annotated = frozenset(_PRESIDIO.values())
    for row in _rows(path):
        spans = tuple((s["start"], s["end"], _PRESIDIO.get(s["type"], "OTHER"), s["text"]) for s in row["spans"])
        yield Example("presidio", row["text"], spans, annotated, _held_out(str(row["template_id"])))


def _panorama(path: Path) -> Iterator[Example]:
    annotated = frozenset(_PANORAMA.values())
    for row in _rows(path):
        values = {
            (str(fact["value"]), _PANORAMA[fact["tag"]])
            for subject in row["subjects"]
            for fact in subject["pii"]
            if fact["tag"] in _PANORAMA
        }
        yield Example(
            "panorama", row["text"], tuple(_occurrences(row["text"], values)), annotated, _held_out(row["id"])
        )


def _wnut(path: Path) -> Iterator[Example]:
    annotated = frozenset(_WNUT.values())
    for row in _rows(path):
        spans = tuple((s["start"], s["end"], _WNUT[s["type"]], s["text"]) for s in row["spans"] if s["type"] in _WNUT)
        yield Example("wnut", row["text"], spans, annotated, _held_out(str(row["id"])))


def _news(path: Path) -> Iterator[Example]:
    for row in _rows(path):
        values = {(place, "LOCATION") for place in row["places"]} | {(o, "ORGANISATION") for o in row["organizations"]}
        for name in row["people"]:
            values |= {(part, "PERSON") for part in (name, name.split()[-1], name.split()[0]) if len(part) > 2}
        marks = tuple(_occurrences(row["text"], values))
        yield Example("news", row["text"], marks, frozenset({"PERSON"}), _held_out(row["id"]))


def _occurrences(text: str, values: set[tuple[str, str]]) -> list[Mark]:
    """Where values stand in a text as words, the longer ones first, without overlaps."""
    found: list[Mark] = []
    for value, kind in sorted(values, key=lambda v: (-len(v[0]), v)):
        for match in re.finditer(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])", text):
            if not any(match.start() < end and start < match.end() for start, end, *_ in found):
                found.append((match.start(), match.end(), kind, value))
    return sorted(found)


def _held_out(key: str) -> bool:
    return zlib.crc32(key.encode()) % 5 == 0


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
