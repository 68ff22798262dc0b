"""Passages: a redacted log -> the stretches that are embedded and searched, each with its offsets.

A passage is one or more whole sentences of one paragraph run, at most MAX_CHARS long, so that it stays below the 256
word pieces the embedding model reads. Consecutive passages do not overlap: a citation names one place.
"""

from collections.abc import Iterator

from index.records import Passage, RedactedLog
from index.redaction.tokens import TOKEN
from index.sentences import sentence_spans

MAX_CHARS = 700  # about 170 word pieces of police prose with tokens in it


def split(log: RedactedLog) -> list[Passage]:
    """The passages of a log, in order; `id` is 0 until they are stored. A log with text has at least one."""
    return [
        Passage(0, log.log_ref, log.version, ordinal, start, end, log.text[start:end])
        for ordinal, (start, end) in enumerate(_stretches(log.text))
    ]


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start = end = None
    for a, b in sentence_spans(text):
        for piece_start, piece_end in _pieces(text, a, b):
            if start is not None and end is not None and piece_end - start > MAX_CHARS:
                yield start, end
                start = None
            start = piece_start if start is None else start
            end = piece_end
    if start is not None and end is not None:
        yield start, end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence as it is, or cut at blanks when it alone is longer than a passage may be."""
    while end - start > MAX_CHARS:
        cut = text.rfind(" ", start + MAX_CHARS // 2, start + MAX_CHARS)
        cut = cut if cut > 0 else start + MAX_CHARS
        for token in TOKEN.finditer(text, start, end):
            if start < token.start() < cut < token.end():
                cut = token.start()  # half a token would be found and shown as a word
        yield start, cut
        start = cut + (text[cut : cut + 1] == " ")
    if start < end:
        yield start, end
