"""What the names model can say of a word, and how its probabilities become spans."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.records import Span
from index.redaction.tagger.features import Words

HIDDEN = (
    "PERSON", "ALIAS", "OFFICER", "ADDRESS", "POSTCODE", "VEHICLE_REG", "PHONE", "EMAIL", "SOCIAL_HANDLE", "NINO",
    "NHS_NUMBER", "PASSPORT", "DRIVING_LICENCE", "PNC_ID", "CRO_NUMBER", "CUSTODY_NUMBER", "BANK_ACCOUNT", "IMEI",
    "IP_ADDRESS", "DOB", "PAYMENT_CARD", "NATIONAL_ID", "CASE_NUMBER", "CRYPTO_ADDRESS", "WHAT3WORDS", "COORDINATES",
    "VIN", "AGE",
)  # fmt: skip
READABLE = ("LOCATION", "ORGANISATION", "DATE_TIME", "NATIONALITY", "CRIME_REF", "URL")
TYPES = HIDDEN + READABLE
LABELS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BI"))  # the first word of a span, the others
HIDING = np.array([label[2:] in HIDDEN for label in LABELS])  # which labels mean that a word is hidden
KEEPING = np.array([label[2:] in READABLE for label in LABELS])  # and which that it is part of what stays readable


def spans(words: Words, chances: NDArray[np.float32], *, least: float) -> Iterator[Span]:
    """The spans of one text, of hidden and readable types, in order.

    chances: (words, labels), each row sums to 1. least: the probability of all hidden types together from which on a
    word is hidden; a span's score is the mean of it over its words.
    """
    if not len(words):
        return
    hiding = chances @ HIDING.astype(np.float32)
    hidden = hiding >= least
    best = np.where(hidden[:, None] == HIDING[None, :], chances, -1.0).argmax(axis=1)
    start = 0
    for i in range(1, len(best) + 1):
        if i < len(best) and _continues(int(best[i - 1]), int(best[i])):
            continue
        if best[start]:
            share = hiding[start:i] if hidden[start] else chances[range(start, i), best[start:i]]
            kind = LABELS[best[start]][2:]
            yield Span(words.starts[start], words.ends[i - 1], kind, float(share.mean()), "names model")
        start = i


def numbers(words: Words, marked: Sequence[tuple[int, int, str]]) -> list[int]:
    """The label of each word under gold spans (start, end, type), a number in LABELS; -1 for types unknown here."""
    found = [0] * len(words)
    for start, end, kind in sorted(marked):
        inside = [i for i in range(len(words)) if words.starts[i] < end and start < words.ends[i]]
        for place, i in enumerate(inside):
            found[i] = LABELS.index(f"{'I' if place else 'B'}-{kind}") if kind in TYPES else -1
    return found


def _continues(before: int, label: int) -> bool:
    """Whether a word goes on with the span of the word before it."""
    if not before or not label:
        return before == label
    return LABELS[before][2:] == LABELS[label][2:] and LABELS[label][0] == "I"
