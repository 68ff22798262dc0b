"""Watching a long reading: whoever starts it is told how far it is, through whatever lies between the two."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_watcher: ContextVar[Callable[[float], None] | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(told: Callable[[float], None]) -> Iterator[None]:
    """Tell of the readings that this thread makes in the block, each time which share of the texts is read, 0 to 1."""
    before = _watcher.set(told)
    try:
        yield
    finally:
        _watcher.reset(before)


def tell(done: int, of: int) -> None:
    """Tell whoever watches that so many of so many are done."""
    if watcher := _watcher.get():
        watcher(done / of if of else 1.0)
