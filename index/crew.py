"""A crew: processes beside this one that read and embed the texts of a large import, one for each core.

Python does one thing at a time in a process; with a crew, its part of the work is shared out, too, and the process that
serves the page is free to answer. A crew is a help and no more: while its processes load, and after one of them was
killed, the work is done without it.
"""

import ctypes
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache, partial
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, MiniLM

if TYPE_CHECKING:
    from index.redaction.detector import Detector, Reading

MOST = 4  # processes; each takes about a gigabyte
WORTH = 16  # texts from which on sharing them out takes less time than it saves
_SHARES = 2  # for each process, so that none waits long for the last one
_YIELDING = 10  # how far the processes give way to others, such as the one that answers questions
_WARMING = ["PC 1187 spoke to John Smith."]  # loads the models
_PR_SET_PDEATHSIG = 1

T = TypeVar("T")


class Crew:
    """A context: its processes end with it."""

    def __init__(self, processes: int, names_model: Path) -> None:
        """names_model: the folder of the names model that reads."""
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = ProcessPoolExecutor(
            processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(os.getpid(), names_model)
        )
        self._names_model = names_model
        before = active_children()
        self._loading = [self._pool.submit(_nothing) for _ in range(processes)]  # which starts the processes
        self._children = [child for child in active_children() if child not in before]

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        if failure:  # Ctrl-C, for one: nobody waits for what they do
            for child in self._children:
                child.kill()
        self._end()

    def wait(self) -> None:
        """Wait until it works, or cannot."""
        wait(self._loading)

    def readings(self, texts: Sequence[str], seen: frozenset[str], *, entities: bool) -> "list[Reading] | None":
        """As `Detector.readings` gives them, in order; None when it must be done without the crew."""
        return self._shared(texts, partial(_read, names_model=self._names_model, seen=seen, entities=entities))

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """As `MiniLM.encode` gives them; None when it must be done without the crew."""
        rows = self._shared(texts, _encode)
        return None if rows is None else np.stack(rows)

    def _shared(self, texts: Sequence[str], work: Callable[[list[str]], Iterable[T]]) -> list[T] | None:
        """The work's result for each text. Texts of like length go together: little is padding."""
        if len(texts) < WORTH or not self._is_ready():
            return None
        assert self._pool
        longest_first = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        shares = _parted(longest_first, [len(texts[i]) for i in longest_first], self._processes * _SHARES)
        results: dict[int, T] = {}
        try:
            begun = [(share, self._pool.submit(_listed, work, [texts[i] for i in share])) for share in shares]
            for share, future in begun:
                results.update(zip(share, future.result(), strict=True))
        except BrokenProcessPool:
            self._end()
            return None
        return [results[i] for i in range(len(texts))]

    def _is_ready(self) -> bool:
        """Whether one of the processes is: what is not yet there takes no work."""
        if self._pool is None or not self._loading[0].done():
            return False
        if self._loading[0].exception():
            self._end()
        return self._pool is not None

    def _end(self) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


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
    if processes() < 2:
        yield None
        return
    with Crew(processes(), names_model) as crew:
        crew.wait()
        yield crew


def processes() -> int:
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
    _end_with(parent)
    os.nice(_YIELDING)
    import torch

    torch.set_num_threads(1)
    _read(_WARMING, names_model=names_model, seen=frozenset(), entities=True)
    _encode(_WARMING)


def _end_with(parent: int) -> None:
    """End when the parent does, where the system offers it: after a `kill -9` nobody else would end us."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before
            os.kill(os.getpid(), signal.SIGKILL)


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
