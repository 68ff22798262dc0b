"""How search does as a store grows: times, recall and memory at several sizes, beside what the memory itself allows.

A store of many invented logs (see `many_logs`) is filled up to each size and measured there by a process of its own, on
one thread. Times are of the thread's processor, so that another process on the core is not counted; those by the clock
stand beside them. The bound is the time in which the processor reads the same bytes, the index's own, and does no more
than find the largest number in them; taken between the searches of the same run.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.corpus import percentile
from assistant.evaluation.many_logs import DAYS, FIRST_DAY, PREFIX, Vectors, fill
from index.clearance import EVERYTHING, Clearance, Grant
from index.embedding import DIMENSION, Embedder
from index.records import Filters, RedactedQuestion
from index.relevance.model import Judge
from index.search import CANDIDATES, Search
from index.store import Store
from index.vectors import VectorIndex

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
SHARES = (0.5, 0.05, 0.01, 0.001)  # of the passages that are permitted
BARS = {"vectors_ms": 80.0, "of_bound": 1.3, "search_ms": 200.0, "recall@10": 0.99, "start_s": 5.0, "memory_gb": 2.5}
_TIMES = 40  # searches of each kind

Timed = tuple[float, float]  # seconds: of the thread's processor, by the clock


def is_made(folder: Path, embedder: Embedder) -> bool:
    """Whether a folder is a store of made logs, or of none yet."""
    store = Store(folder, embedder=embedder)
    try:
        forms = store.catalogue.reference_forms(EVERYTHING)
        return store.vault.count() == 0 and all(form.startswith(PREFIX) for form in forms)
    finally:
        store.close()


def growth(folder: Path, largest: int, embedder: Embedder, progress: Callable[[str], None]) -> Iterator[int]:
    """Fill the store up to every size in turn, and give the size when it is reached; killed, the next call goes on."""
    vectors: Vectors | None = None
    for logs in [*(size for size in SIZES if size < largest), largest]:
        store = Store(folder, embedder=embedder)
        held = store.catalogue.counts()["logs"]
        if held < logs:
            vectors = vectors or Vectors(embedder, progress)
            fill(store, logs, vectors, _told(held, logs, progress))
        store.vectors()
        store.close()
        if held <= logs:
            yield logs


def _told(at_first: int, logs: int, progress: Callable[[str], None]) -> Callable[[int], None]:
    begun = time.monotonic()

    def tell(held: int) -> None:
        left = (logs - held) * (time.monotonic() - begun) / (held - at_first)
        progress(f"{held} of {logs} logs made, {left / 60:.0f} minutes left")

    return tell


def measure(
    folder: Path, embedder: Embedder, progress: Callable[[str], None], judge: Judge | None = None
) -> dict[str, Any]:
    """The figures of one store as it is. Call it in a process of its own: its memory and its start are measured.

    Without the redaction of questions, which does not depend on the number of logs. judge: reads the first passages;
    "search_unread" is the search without it.
    """
    embedder.encode(["warm"])
    if judge:
        judge.judge(RedactedQuestion("warm"), [("", "warm")])
    begun = time.perf_counter()
    store = Store(folder, embedder=embedder, judge=judge)
    store.vectors()
    start = time.perf_counter() - begun
    counts = store.catalogue.counts()
    progress(f"measuring with {counts['logs']} logs")
    questions = _questions(store)
    queries = embedder.encode([question.text for question in questions])
    ids, _ = store.catalogue.passage_ids()
    rate, everything, permitted = _vectors(store, queries, ids)
    unread = Search(store.catalogue, embedder, store.vectors, None)
    plain = [_timed(unread, question, EVERYTHING) for question in questions]
    searches = [_timed(store.search, question, EVERYTHING) for question in questions]
    windows = [_timed(store.search, q, EVERYTHING, window) for q, window in zip(questions, _windows(), strict=False)]
    half = Clearance((Grant(frozenset(store.catalogue.facets(EVERYTHING)["forces"][::2]), None, None, None),))
    limited = [_timed(store.search, question, half) for question in questions]
    figures = {
        **counts,
        "start_s": round(start, 2),
        "memory_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_BYTES / 1e9, 2),
        "read_gb_per_s": round(rate / 1e9, 1),
        "vectors": everything,
        "permitted": permitted,
        "search": _times(searches),
        "search_unread": _times(plain),
        "search_in_a_window": _times(windows),
        "search_of_who_may_see_half_the_forces": _times(limited[1:]) | {"first_s": round(limited[0][0], 2)},
        "words_by_the_passages_that_have_them": _words(store),
    }
    store.close()
    return figures | {"bars": _held_to(figures)}


def plot(figures: Sequence[dict[str, Any]]) -> str:
    """The growth as an SVG picture: milliseconds by number of logs, both by powers of ten."""
    lines = {
        "search as a whole": [(f["logs"], f["search"]["cpu_ms"]["p95"]) for f in figures],
        "search, passages not read": [(f["logs"], f["search_unread"]["cpu_ms"]["p95"]) for f in figures],
        "vectors, all permitted": [(f["logs"], f["vectors"]["cpu_ms"]["p95"]) for f in figures],
        "bound: reading the vectors": [(f["logs"], f["vectors"]["bound_ms"]) for f in figures],
        "vectors, 5 % permitted": [(f["logs"], f["permitted"]["0.05"]["cpu_ms"]["p95"]) for f in figures],
        "vectors, 0.1 % permitted": [(f["logs"], f["permitted"]["0.001"]["cpu_ms"]["p95"]) for f in figures],
    }
    return _svg(lines)


_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024  # what `ru_maxrss` counts in


def _vectors(
    store: Store, queries: NDArray[np.float32], ids: NDArray[np.int64]
) -> tuple[float, dict[str, Any], dict[str, dict[str, Any]]]:
    """Bytes read per second, and the figures of the vector search, with all permitted and with shares of them."""
    index, chance = store.vectors(), np.random.default_rng(0)
    every, reads = [], []
    for query in _repeated(queries):
        every.append(_timed(index.search, query, CANDIDATES))
        reads.append(_timed(_read, index))
    bound = median(cpu for cpu, _ in reads)
    everything = _times(every) | {
        "bound_ms": round(bound * 1e3, 2),
        "of_bound": round(median(cpu for cpu, _ in every) / bound, 2),
        "recall@10": _recall(store, queries[:5], ids),
    }
    permitted = {}
    for share in SHARES:
        some = np.sort(chance.choice(ids, max(1, int(share * len(ids))), replace=False))
        timed = [_timed(index.search, query, CANDIDATES, some) for query in _repeated(queries)]
        permitted[str(share)] = _times(timed) | {"recall@10": _recall(store, queries[:5], some)}
    return len(ids) * DIMENSION * 2 / bound, everything, permitted


def _recall(store: Store, queries: NDArray[np.float32], allowed: NDArray[np.int64]) -> float:
    """The share of the ten nearest that is found, beside a product with the catalogue's vectors in float32.

    One that is as near as the tenth counts: which of several equals is given does not matter.
    """
    best = np.full((len(queries), 10), -np.inf, np.float32)
    for start in range(0, len(allowed), 20_000):
        _, rows = store.catalogue.vectors(allowed[start : start + 20_000])
        cosines = queries @ rows.astype(np.float32).T
        best = np.sort(np.hstack([best, cosines]), axis=1)[:, -10:]
    shares = []
    for query, nearest in zip(queries, best, strict=True):
        found = np.array(sorted(i for i, _ in store.vectors().search(query, 10, allowed)), np.int64)
        _, rows = store.catalogue.vectors(found)
        wanted = nearest[np.isfinite(nearest)]
        shares.append(float(np.sum(rows.astype(np.float32) @ query >= wanted[0] - _EQUAL)) / len(wanted))
    return round(sum(shares) / len(shares), 4)


_EQUAL = 1e-6  # by which two sums of the same products may differ


def _words(store: Store) -> dict[str, dict[str, Any]]:
    """The time of the words' search for one word, by how many passages have it: the nearest to each power of ten."""
    figures: dict[str, dict[str, Any]] = {}
    held = store.catalogue.counts()["passages"]
    for wanted in (100, 1000, 10_000, 100_000, 1_000_000):
        if wanted <= held and (word := store.catalogue.word_in_about(wanted)):
            timed = [_timed(store.catalogue.match, [word[0]], CANDIDATES, Filters(), EVERYTHING) for _ in range(5)]
            figures[str(word[1])] = _times(timed)
    return figures


def _questions(store: Store) -> list[RedactedQuestion]:
    """Questions that were written for training; every other one asks for an identity of the store, too."""
    written = files("index.relevance").joinpath("questions").iterdir()
    asked = []
    for file in sorted((f for f in written if f.name.endswith(".jsonl")), key=lambda f: f.name):
        asked += [json.loads(line)["redacted"] for line in file.read_text("utf-8").splitlines()]
    random = Random(0)
    tokens = sorted(
        {m.token for log in store.catalogue.logs(Filters(), EVERYTHING, limit=200) for m in log.mentions if m.token}
    )
    chosen = random.sample(asked, _TIMES)
    return [
        RedactedQuestion(f"{text} [{token}]", ((token,),)) if number % 2 else RedactedQuestion(text)
        for number, (text, token) in enumerate(zip(chosen, random.choices(tokens, k=_TIMES), strict=True))
    ]


def _windows() -> list[Filters]:
    """Windows of days that hold about one log in twenty."""
    days = [np.datetime64(FIRST_DAY) + 50 * n for n in range(_TIMES)]
    return [Filters(str(day), str(day + DAYS // 20), widely=True) for day in days]


def _repeated(queries: NDArray[np.float32]) -> NDArray[np.float32]:
    return queries[np.arange(_TIMES) % len(queries)]


def _timed(act: Callable[..., object], *arguments: object) -> Timed:
    cpu, clock = time.thread_time(), time.perf_counter()
    act(*arguments)
    return time.thread_time() - cpu, time.perf_counter() - clock


def _times(timed: Sequence[Timed]) -> dict[str, Any]:
    """Milliseconds: the median and the 95th percentile, of the processor and by the clock."""
    return {
        name: {"median": round(1e3 * median(values), 2), "p95": percentile([1e3 * v for v in values], 0.95)}
        for name, values in (("cpu_ms", [cpu for cpu, _ in timed]), ("clock_ms", [clock for _, clock in timed]))
    }


def _read(index: VectorIndex) -> None:
    """Read every vector of an index once, on one thread, and do as little else as can be."""
    for block in index.blocks:
        block.rows.view(np.int64).max()


def _held_to(figures: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each bar, the figure it is for, and whether it is kept."""
    recalls = [figures["vectors"]["recall@10"], *(f["recall@10"] for f in figures["permitted"].values())]
    values = {
        "vectors_ms": figures["vectors"]["cpu_ms"]["p95"], "of_bound": figures["vectors"]["of_bound"],
        "search_ms": figures["search"]["cpu_ms"]["p95"], "recall@10": min(recalls), "start_s": figures["start_s"],
        "memory_gb": figures["memory_gb"],
    }  # fmt: skip
    return {
        name: {
            "value": values[name],
            "bar": bar,
            "met": values[name] >= bar if name == "recall@10" else values[name] <= bar,
        }
        for name, bar in BARS.items()
    }


# -- the picture ------------------------------------------------------------------------------------------------------

_WIDTH, _HEIGHT, _LEFT, _TOP, _PLOT_W, _PLOT_H = 760, 380, 60, 20, 470, 310
_COLOURS = ("#1d4f91", "#8a6d1f", "#b4491e", "#8a8a8a", "#2f7d4f", "#7a4b94")


def _svg(lines: dict[str, list[tuple[float, float]]]) -> str:
    points = [point for line in lines.values() for point in line]
    x_low, x_high = (np.log10(f(x for x, _ in points)) for f in (min, max))
    y_low, y_high = np.floor(np.log10(min(y for _, y in points))), np.ceil(np.log10(max(y for _, y in points)))

    def at(x: float, y: float) -> tuple[float, float]:
        across = (np.log10(x) - x_low) / max(x_high - x_low, 1e-9)
        up = (np.log10(y) - y_low) / max(y_high - y_low, 1e-9)
        return round(_LEFT + _PLOT_W * across, 1), round(_TOP + _PLOT_H * (1 - up), 1)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        ' font-size="12" role="img" aria-label="Milliseconds of search by number of logs">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for power in np.arange(y_low, y_high + 1):
        _, y = at(10**x_low, 10**power)
        drawn += [
            f'<line x1="{_LEFT}" x2="{_LEFT + _PLOT_W}" y1="{y}" y2="{y}" stroke="#ddd"/>',
            f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{10**power:g} ms</text>',
        ]
    for size in sorted({x for x, _ in points}):
        x, _ = at(size, 10**y_low)
        drawn.append(f'<text x="{x}" y="{_TOP + _PLOT_H + 18}" text-anchor="middle">{int(size):,}</text>')
    drawn.append(f'<text x="{_LEFT + _PLOT_W / 2}" y="{_HEIGHT - 10}" text-anchor="middle">logs</text>')
    last = 0.0
    for (name, line), colour in sorted(zip(lines.items(), _COLOURS, strict=True), key=lambda of: -of[0][1][-1][1]):
        places = [at(x, y) for x, y in line]
        way = " ".join(f"{x},{y}" for x, y in places)
        last = max(places[-1][1] + 4, last + 15)  # names that would lie on each other are moved down
        drawn += [
            f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>',
            *(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places),
            f'<text x="{_LEFT + _PLOT_W + 10}" y="{last:.1f}" fill="{colour}">{name}, {line[-1][1]:.3g} ms</text>',
        ]
    return "\n".join([*drawn, "</svg>"]) + "\n"
