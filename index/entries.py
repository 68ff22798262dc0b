"""Redacted logs -> entries that the catalogue takes: each with its passages and their vectors."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from index.catalogue import Entry
from index.embedding import Embedder
from index.passages import split
from index.records import RedactedLog
from index.redaction.tokens import spoken


def entries(embedder: Embedder, logs: Sequence[RedactedLog], prints: Mapping[str, bytes]) -> Iterator[Entry]:
    """The logs ready to be stored, in order. prints: the fingerprint of the raw record behind each reference."""
    passages = [split(log) for log in logs]
    texts = [embedded_text(log.title, p.text) for log, some in zip(logs, passages, strict=True) for p in some]
    vectors = embedder.encode(texts).astype(np.float16)
    start = 0
    for log, some in zip(logs, passages, strict=True):
        yield Entry(log, prints[log.log_ref], some, vectors[start : start + len(some)])
        start += len(some)


def bare(log: RedactedLog) -> Entry:
    """The entry of a version that is not the newest: it is kept, and not searched."""
    return Entry(log, b"", (), np.zeros((0, 0), np.float16))


def embedded_text(title: str, text: str) -> str:
    """What stands for a passage in vector space: its log's title and its text, tokens turned into plain words."""
    return f"{spoken(title)}. {spoken(text)}" if title else spoken(text)
