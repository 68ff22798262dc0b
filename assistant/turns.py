"""Turns at what serves one at a time: first come, first served, and everybody can see how many are before them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Turns:
    """A line of those who wait. Safe to use from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._line: list[object] = []

    @contextmanager
    def place(self) -> Iterator[Callable[[float], int]]:
        """A place at the end of the line, until the block ends.

        What it gives waits at most so many seconds for its turn and returns how many are before it; 0 is its turn.
        """
        own = object()
        with self._changed:
            self._line.append(own)

        def ahead(seconds: float) -> int:
            with self._changed:
                self._changed.wait_for(lambda: self._line[0] is own, seconds)
                return self._line.index(own)

        try:
            yield ahead
        finally:
            with self._changed:
                self._line.remove(own)
                self._changed.notify_all()
