"""A crew: processes beside this one that read and embed the texts of a large import, one for each core.

Python does one thing at a time in a process; with a crew, its part of the work is shared out, too, and the process that
serves the page is free to answer. A crew is a help and no more: while its processes load, and after one of them was
killed, the work is done without it.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import cache, partial
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, MiniLM
from index.watching import tell

if TYPE_CHECKING:
    from index.redaction.detector import Detector, Reading

MOST = 4  # processes; each takes about a gigabyte
WORTH = 16  # texts from which on sharing them out takes less time than it saves
_SHARES = 2  # for each process, so that none waits long for the last one
_YIELDING = 10  # how far the processes give way to others, such as the one that answers questions
_WARMING = ["PC 1187 spoke to John Smith."]  # loads the models
_LOOKING_S = 1.0  # between two looks at whether the parent is there

T = TypeVar("T")


class Crew:
    """A context: its processes end with it. Safe to use from several threads."""

    def __init__(self, size: int, names_model: Path) -> None:
        """size: how many processes. names_model: the folder of the names model that reads."""
        self._size = size
        self._names_model = names_model
        self._pool: ProcessPoolExecutor | None = ProcessPoolExecutor(
            size, mp_context=get_context("spawn"), initializer=_begin, initargs=(os.getpid(), names_model)
        )
        before = active_children()
        self._loading = [self._pool.submit(_nothing) for _ in range(size)]  # which starts the processes
        self._children = [child for child in active_children() if child not in before]

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        self.end(at_once=bool(failure))  # after Ctrl-C, for one, nobody waits for what they do

    def wait(self) -> None:
        """Wait until it works, or cannot."""
        wait(self._loading)

    def end(self, *, at_once: bool = False) -> None:
        """End the processes, at once or when they have done what was asked of them. It can be called again."""
        pool, self._pool = self._pool, None
        if at_once:
            for child in self._children:
                child.kill()
        if pool:
            pool.shutdown(wait=True, cancel_futures=True)

    def readings(self, texts: Sequence[str], seen: frozenset[str], *, entities: bool) -> "list[Reading] | None":
        """As `Detector.readings` gives them, in order; None when it must be done without the crew."""
        work = partial(_read, names_model=self._names_model, seen=seen, entities=entities)
        return self._shared(texts, work, told=tell if entities else None)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """As `MiniLM.encode` gives them; None when it must be done without the crew."""
        rows = self._shared(texts, _encode)
        return None if rows is None else np.stack(rows)

    def _shared(
        self,
        texts: Sequence[str],
        work: Callable[[list[str]], Iterable[T]],
        told: Callable[[int, int], None] | None = None,
    ) -> list[T] | None:
        """The work's result for each text. Texts of like length go together: little is padding. told: how far it is."""
        pool = self._pool
        if pool is None or len(texts) < WORTH or not self._loading[0].done():  # who is not yet there takes no work
            return None
        longest_first = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        shares = _parted(longest_first, [len(texts[i]) for i in longest_first], self._size * _SHARES)
        results: dict[int, T] = {}
        try:
            self._loading[0].result()
            begun = [(share, pool.submit(_listed, work, [texts[i] for i in share])) for share in shares]
            for share, future in begun:
                results.update(zip(share, future.result(), strict=True))
                if told:
                    told(len(results), len(texts))
        except (RuntimeError, CancelledError):  # a process was killed, or another thread ended them all
            self.end()
            return None
        return [results[i] for i in range(len(texts))]


class CrewEmbedder:
    """An embedder that shares many texts out to a crew."""

    def __init__(self, embedder: Embedder, crew: Crew) -> None:
        self._embedder = embedder
        self._crew = crew

    @property
    def digest(self) -> str:
        """That of the embedder."""
        return self._embedder.digest

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the embedder does."""
        vectors = self._crew.vectors(texts)
        return self._embedder.encode(texts) if vectors is None else vectors


@contextmanager
def crew_for(names_model: Path) -> Iterator[Crew | None]:
    """A crew that is ready, as large as this machine allows; none where that is one process."""
    if crew_size() < 2:
        yield None
        return
    with Crew(crew_size(), names_model) as crew:
        crew.wait()
        yield crew


def crew_size() -> int:
    """How many processes a crew has on this machine; one is no crew."""
    return min(len(os.sched_getaffinity(0)), MOST)


def _parted(order: Sequence[int], lengths: Sequence[int], parts: int) -> list[list[int]]:
    """A sequence in at most so many runs of about the same sum of lengths."""
    share = sum(lengths) / parts
    runs: list[list[int]] = [[]]
    filled = 0.0
    for item, length in zip(order, lengths, strict=True):
        if filled >= share and len(runs) < parts:
            runs.append([])
            filled = 0.0
        runs[-1].append(item)
        filled += length
    return runs


# -- in the processes of a crew ---------------------------------------------------------------------------------------


def _begin(parent: int, names_model: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that they work for
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    os.nice(_YIELDING)
    import torch

    torch.set_num_threads(1)
    _read(_WARMING, names_model=names_model, seen=frozenset(), entities=True)
    _encode(_WARMING)


def _end_with(parent: int) -> None:
    """End when the parent does: after a `kill -9` nobody else would end us."""
    while os.getppid() == parent:
        time.sleep(_LOOKING_S)
    os._exit(1)


@cache
def _detector(names_model: Path) -> "Detector":
    from index.redaction.detector import Detector
    from index.redaction.tagger.model import NamesModel

    return Detector(model=NamesModel(names_model))


def _nothing() -> None:
    """Done when a process is ready."""


def _listed(work: Callable[[list[str]], Iterable[Any]], texts: list[str]) -> list[Any]:
    return list(work(texts))


def _read(texts: list[str], *, names_model: Path, seen: frozenset[str], entities: bool) -> "list[Reading]":
    return _detector(names_model).readings(texts, seen, entities=entities)


def _encode(texts: list[str]) -> NDArray[np.float32]:
    return MiniLM().encode(texts)
