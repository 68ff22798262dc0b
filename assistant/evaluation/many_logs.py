"""Many invented logs, made not written: a number -> a redacted log, and a store that holds as many as are asked for.

For measuring search at size. Every log is varied from one that was written for training (`index/redaction/training`):
sentences of others of its region, other identities, places, businesses, dates and rare words. Identities recur, some
very often, most seldom; the vocabulary goes on growing with the logs, as it does in real ones. Redaction is not what is
measured: the logs are made with tokens in them and go into the catalogue directly; the vault stays empty, and nobody
looks which of them report the same.

Vectors are made, too, since a million would take an hour to embed. Some variants of every written log are embedded with
the real model. A log's vector is the mean of the variants of the log it was made from, and two deviations from such a
mean, one of those variants and one of another log's, scaled so that the spread is that of the real ones. `neighbours`
says how near the nearest are, among real vectors and among made ones.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Entry
from index.embedding import Embedder
from index.entries import embedded_text
from index.grading import parse_grade
from index.passages import split
from index.records import Mention, RedactedLog
from index.redaction.tokens import ALPHABET, TOKEN
from index.redaction.training.corpora import Example, written
from index.store import Store

BATCH = 2000  # logs of one transaction
PREFIX = "MADE/"  # of their references
VARIANTS = 5  # of every written log, that are embedded
FIRST_DAY, DAYS = date(2023, 6, 1), 1200
THEMES = ("county_lines", "vehicle_crime", "burglary", "exploitation", "firearms", "fraud", "rural", "drugs", "")
RARE_WORD = 0.06  # of the words are rare ones
SWAPPED = 0.3  # of the sentences are of another log
_KEPT = {"LOCATION", "ORGANISATION", "DATE_TIME", "NATIONALITY"}
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_SYLLABLES = (
    "ash bar bick bram car chil clif cor dal den dun east elm far fen gar glen hal har hol hurst ing kel kirk lang "
    "leigh lin mar mel mor nor ock pen pol rad ras rid sal sed shel stan stoke tal thor tre ul wal wen whit win wor yar"
).split()

Pieces = Sequence[tuple[str, str]]  # (text, type of what stands there, "" for plain text)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A written log in pieces: its title, and its sentences."""

    region: str
    title: Pieces
    sentences: tuple[Pieces, ...]


@cache
def patterns() -> tuple[Pattern, ...]:
    """The written logs, by region."""
    found = []
    for region, examples in written().items():
        for title, text in zip(examples[::2], examples[1::2], strict=False):
            found.append(Pattern(region, _pieces(title, 0, len(title.text)), tuple(_sentences(text))))
    return tuple(pattern for pattern in found if pattern.sentences)


def log(number: int) -> RedactedLog:
    """The log of a number, always the same."""
    return _varied(number, patterns()[pattern_of(number)], Random(f"log {number}"))


def _varied(number: int, pattern: Pattern, random: Random) -> RedactedLog:
    others = _of_region(pattern.region)
    own: dict[tuple[str, str], str] = {}  # what stands for what in this log
    sentences = [random.choice(others) if random.random() < SWAPPED else s for s in pattern.sentences[:6]]
    text = " ".join(_said(pieces, random, own) for pieces in sentences)
    day = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    return RedactedLog(
        log_ref=f"{PREFIX}{number:07d}", title=_said(pattern.title, random, own)[:120], text=text,
        mentions=_mentions(text), reported_at=f"{day}T{random.randrange(24):02d}:{random.randrange(60):02d}",
        event_from=str(day - timedelta(days=min(int(random.expovariate(0.3)), 30))), event_to=None,
        grade=parse_grade(f"{random.randint(1, 3)}/{random.choice('ABCDE')}/{random.choice('PC')}"),
        handling_conditions="", marking="OFFICIAL-SENSITIVE", force=f"{pattern.region.title()} Force",
        provenance=random.choice(("officer", "source", "caller")), theme=random.choice(THEMES), attributes={},
    )  # fmt: skip


def pattern_of(number: int) -> int:
    """Which of the patterns a log is made from: mixed, so that neighbours in number are none in meaning."""
    return (number * 7919 + number // 13) % len(patterns())


class Vectors:
    """Vectors of made logs, see above."""

    def __init__(self, embedder: Embedder, progress: Callable[[str], None] = lambda message: None) -> None:
        """Embeds some variants of every written log; takes a minute."""
        count = len(patterns())
        progress(f"embedding {VARIANTS} variants of {count} written logs")
        logs = [
            _varied(of, pattern, Random(f"variant {of} {which}"))
            for of, pattern in enumerate(patterns())
            for which in range(VARIANTS)
        ]
        self.real = embedder.encode([embedded_text(made.title, split(made)[0].text) for made in logs])
        by_pattern = self.real.reshape(count, VARIANTS, -1)
        self._means = by_pattern.mean(axis=1)
        # The mean of some is nearer to each of them than to another: their spread is made that of all.
        spread = np.sqrt(VARIANTS / (VARIANTS - 1))
        self._deviations = ((by_pattern - self._means[:, None]) * spread).reshape(count * VARIANTS, -1)

    def made(self, numbers: Sequence[int]) -> NDArray[np.float16]:
        """Unit rows, float16 (len(numbers), DIMENSION), of the logs of these numbers; the same every time for these."""
        chance = np.random.default_rng((*numbers[:1], len(numbers)))
        of = np.array([pattern_of(number) for number in numbers])
        own = self._deviations[of * VARIANTS + chance.integers(VARIANTS, size=len(of))]
        other = self._deviations[chance.integers(len(self._deviations), size=len(of))]
        share = chance.random((len(of), 1), np.float32)
        rows = self._means[of] + np.sqrt(share) * own + np.sqrt(1 - share) * other
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float16)

    def neighbours(self) -> dict[str, list[float]]:
        """Median cosine of the nearest and the tenth-nearest other: among the real vectors, and as many made ones."""
        made = self.made(list(range(len(self.real)))).astype(np.float32)
        return {"real": _nearness(self.real), "made": _nearness(made)}


def fill(store: Store, count: int, vectors: Vectors, progress: Callable[[int], None] = lambda held: None) -> None:
    """Put logs into a store until it holds as many as asked for; killed, the next call goes on.

    progress: told after every committed batch how many are held. The identities are marked as looked for.
    """
    held = store.catalogue.counts()["logs"]
    while held < count:
        numbers = range(held, min(count, held - held % BATCH + BATCH))
        entries = list(_entries(numbers, vectors.made(numbers)))
        with store.changing():
            store.catalogue.add(entries, compared=False)
            store.catalogue.pending.ended(store.catalogue.pending.unswept())
        held = numbers.stop
        progress(held)


def _entries(numbers: Sequence[int], rows: NDArray[np.float16]) -> Iterator[Entry]:
    for number, row in zip(numbers, rows, strict=True):
        made = log(number)
        passages = split(made)
        yield Entry(made, b"", passages, np.repeat(row[None], len(passages), axis=0))


def _nearness(rows: NDArray[np.float32]) -> list[float]:
    some = rows[:: max(1, len(rows) // 500)]
    cosines = np.sort(some @ rows.T, axis=1)[:, ::-1]
    return [round(float(np.median(cosines[:, rank])), 3) for rank in (1, 10)]  # 0 is the row itself


# -- what stands in the texts -----------------------------------------------------------------------------------------


def _pieces(example: Example, start: int, end: int) -> Pieces:
    pieces, last = [], start
    for a, b, type_, _ in sorted(example.marks):
        if a >= last and b <= end:
            pieces += [(example.text[last:a], ""), (example.text[a:b], type_)]
            last = b
    return [piece for piece in [*pieces, (example.text[last:end], "")] if piece[0]]


def _sentences(example: Example) -> Iterator[Pieces]:
    start = 0
    for gap in _SENTENCES.finditer(example.text):
        if any(a < gap.end() and gap.start() < b for a, b, _, _ in example.marks):
            continue
        yield _pieces(example, start, gap.start())
        start = gap.end()
    if example.text[start:].strip():
        yield _pieces(example, start, len(example.text))


@cache
def _of_region(region: str) -> tuple[Pieces, ...]:
    return tuple(s for pattern in patterns() if pattern.region == region for s in pattern.sentences)


def _said(pieces: Pieces, random: Random, own: dict[tuple[str, str], str]) -> str:
    """The pieces with other values; the same value of one log stays one value."""
    said = []
    for text, type_ in pieces:
        if not type_:
            if random.random() < RARE_WORD * (text.count(" ") + 1):
                text = f"{text.rstrip()} {_rare_word(random)} " if text.endswith(" ") else text
            said.append(text)
        elif type_ == "AGE":
            said.append("[AGE 25-34]")
        else:
            if (type_, text) not in own:
                own[type_, text] = _value(type_, text, random)
            said.append(own[type_, text])
    return "".join(said).strip()


def _value(type_: str, text: str, random: Random) -> str:
    if type_ == "DATE_TIME":
        return text if random.random() < 0.5 else f"{random.randint(1, 28)} {random.choice(_MONTHS)}"
    if type_ in _KEPT:
        return text if random.random() < 0.2 else _rare_word(random).title()
    number = int(10 ** (random.random() * 6.5))  # a thing in ten logs is as likely as a thing in ten thousand
    return f"[{type_} {_id(type_, number)}]"


_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def _rare_word(random: Random) -> str:
    """One of some hundred thousand words, the n-th about as often as 1/n says."""
    number = int(10 ** (random.random() * 5.5))
    parts: list[str] = []
    while number or not parts:
        number, syllable = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[syllable])
    return "".join(parts)


def _id(type_: str, number: int) -> str:
    digits, value = "", number * 2654435761 % 2**40 + sum(map(ord, type_))
    for _ in range(8):
        value, digit = divmod(value, 32)
        digits += ALPHABET[digit]
    return digits


def _mentions(text: str) -> tuple[Mention, ...]:
    return tuple(Mention(m.start(), m.end(), m["type"], f"{m['type']} {m['id']}") for m in TOKEN.finditer(text))
