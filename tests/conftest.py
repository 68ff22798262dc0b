"""Stand-ins at our own borders, and small stores, for tests that need no model."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embedding import DIMENSION
from index.grading import parse_grade
from index.keys import Keys, derive
from index.offline import OFFLINE
from index.records import Mention, RedactedLog
from index.redaction.tokens import TOKEN

os.environ.update(OFFLINE)  # before any model library is imported by a test


class WordEmbedder:
    """Bag of hashed words: texts with common words are near. Stands in for the sentence embedding model."""

    digest = "word embedder"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.casefold().split():
                row[int.from_bytes(hashlib.sha256(word.strip(".,?").encode()).digest()[:4], "big") % DIMENSION] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)


class WithoutModel:
    """The part of a stand-in detector that no names model reads for: it rules nothing out and remembers nothing."""

    crew: object = None

    def forget(self) -> None:
        pass

    def apart(self) -> Self:
        return self

    def rules_out(self, text: str, start: int, end: int) -> bool:
        return False

    def surely_kept(self, text: str, start: int, end: int) -> bool:
        return False

    def denies(self, text: str, start: int, end: int, known: object) -> bool:
        return False

    def without_references(self, text: str) -> str:
        return text


def redacted_log(log_ref: str, text: str, **fields: object) -> RedactedLog:
    """A redacted log whose mentions are the tokens that stand in its text."""
    mentions = tuple(Mention(m.start(), m.end(), m["type"], f"{m['type']} {m['id']}") for m in TOKEN.finditer(text))
    values: dict[str, object] = {
        "title": "", "reported_at": "2025-03-04T21:10", "event_from": None, "event_to": None,
        "grade": parse_grade("2/C/P"),
        "handling_conditions": "", "marking": "OFFICIAL-SENSITIVE", "force": "North Force", "provenance": "officer",
        "theme": "county_lines", "attributes": {},
    }  # fmt: skip
    return RedactedLog(log_ref=log_ref, text=text, mentions=mentions, **(values | fields))  # type: ignore[arg-type]


@pytest.fixture
def keys() -> Keys:
    return derive(bytes(range(32)))


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def undoubted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No log is held: a stand-in's dictionary knows few words, so that every log would count as garbled."""
    monkeypatch.setattr("index.redaction.redactor.find_doubts", lambda *texts, **options: [])


@pytest.fixture(scope="session")
def demo() -> Path:
    """The folder of the invented demo logs."""
    return Path(__file__).parent.parent / "ui" / "demo"


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Iterator[Path]:
    """A store with the harbour logs, made once with the real models. Tests that change it make their own."""
    from assistant.audit import Actor
    from assistant.service import Service
    from assistant.settings import Settings

    folder = tmp_path_factory.mktemp("harbour") / "store"
    service = Service(Settings(store=folder, cache=tmp_path_factory.mktemp("cache"), model="none"))
    service.ingest([demo / "harbour.jsonl"], Actor("tests"))
    service.close()
    yield folder
