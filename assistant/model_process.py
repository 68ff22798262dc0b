"""A language model in a process of its own: messages -> pieces of text as they are made, one text at a time.

Whatever the model does to its process (a crash, all the memory, a loop without end) is BadModel here, and the next text
starts another process. Its other side is `assistant.model_child`; between the two go lines of JSON. It ends with this
process, however that ends: it reads until nobody can write to it any more.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from assistant.turns import Turns
from index.errors import BadModel
from index.offline import OFFLINE
from index.processes import start

PULSE_S = 0.25  # between two signs of life, so that whoever waits can see it, and give up
STOPPING_S = 2.0  # it looks at every part of the network whether to stop, far more often than this
SILENCE_S = 300.0  # a slow machine loads the model, or reads the longest notes, in a tenth of it
_CHUNK = 1 << 16


class ModelProcess:
    """The process, started when first used, and anew when it has ended. Safe to use from several threads."""

    def __init__(self, name: str, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """name: of the model, for messages. module: what the process runs, which calls `model_child.serve`."""
        self._name = name
        self._command = (module, *arguments)
        self._environment = {**OFFLINE, **(environment or {})}
        self._turns = Turns()
        self._starting = threading.Lock()
        self._child: _Child | None = None

    def start(self) -> None:
        """Start it, unless it runs, without waiting for the model to be loaded. Raises BadModel when it cannot be."""
        self._running()

    def warm(self) -> None:
        """Wait until the model is loaded. Raises BadModel when it cannot be."""
        for _ in self.write([], max_new_tokens=0):
            pass

    def write(self, messages: Sequence[dict[str, str]], *, max_new_tokens: int) -> Iterator[tuple[str, int]]:
        """Pieces of text as they are made, each with the number of texts that are made before this one.

        A piece is empty, several times a second, while there is none; nothing is made of no messages. Closing the
        iterator ends the text. Raises BadModel when it fails or the process ends.
        """
        with self._turns.place() as ahead:
            while before := ahead(PULSE_S):
                yield "", before
            child = self._running()
            try:
                child.say("write", {"messages": messages, "max_new_tokens": max_new_tokens})
                for text in child.pieces():
                    yield text, 0
            except _Ended as ended:
                child.end()
                raise BadModel(f"model {self._name}: {ended}; the next answer starts it anew") from None
            except BaseException:  # closed, or interrupted
                if not child.stops():
                    child.end()
                raise

    def _running(self) -> "_Child":
        with self._starting:
            if self._child and not self._child.has_ended():
                return self._child
            if self._child:
                self._child.end()
            try:
                started = start(*self._command, stdin=subprocess.PIPE, environment=self._environment)
            except OSError as error:
                raise BadModel(f"model {self._name}: no process can be started for it ({error.strerror})") from None
            self._child = _Child(started)
            return self._child


class _Ended(Exception):
    """The process ended, or has to be ended; the message says how, in a few words."""


class _Child:
    """One run of the process. Only who has the turn talks to it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._lines: deque[bytes] = deque()
        self._rest = b""  # of a line that is not whole yet

    def say(self, kind: str, value: object) -> None:
        """Write a line. Raises _Ended."""
        try:
            os.write(_open(self._process.stdin).fileno(), json.dumps([kind, value]).encode() + b"\n")
        except OSError:
            raise _Ended(self._how()) from None

    def pieces(self) -> Iterator[str]:
        """The pieces of the text under way up to its end, "" where none came for a while. Raises _Ended."""
        heard = time.monotonic()
        while True:
            line = self._line(PULSE_S)
            if line is None:
                if time.monotonic() - heard > SILENCE_S:
                    raise _Ended(f"nothing was heard of it for {SILENCE_S:.0f} s")
                yield ""
                continue
            heard = time.monotonic()
            match _said(line):
                case ["piece", str(text)]:
                    yield text
                case ["end", None]:
                    return
                case ["failed", str(reason)]:
                    raise _Ended(f"it failed ({reason})")
                case _:
                    raise _Ended("it said what cannot be read")

    def stops(self) -> bool:
        """Tell it to stop, and whether it has, in time."""
        deadline = time.monotonic() + STOPPING_S
        try:
            self.say("stop", None)
            while (left := deadline - time.monotonic()) > 0:
                line = self._line(left)
                if line and _said(line) == ["end", None]:
                    return True
        except _Ended:
            pass
        return False

    def has_ended(self) -> bool:
        """Whether the process runs no more."""
        return self._process.poll() is not None

    def end(self) -> None:
        """Kill the process, if it still runs, and close the pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            _open(pipe).close()

    def _line(self, seconds: float) -> bytes | None:
        """The next line; None when none is whole after so many seconds. Raises _Ended."""
        deadline = time.monotonic() + seconds
        pipe = _open(self._process.stdout).fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        while not self._lines:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                return None
            chunk = os.read(pipe, _CHUNK)
            if not chunk:
                raise _Ended(self._how())
            *whole, self._rest = (self._rest + chunk).split(b"\n")
            self._lines.extend(whole)
        return self._lines.popleft()

    def _how(self) -> str:
        """How the process ended, which it has, or is about to."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self._process.wait(STOPPING_S)
            ended = signal.strsignal(-status) if status < 0 else f"status {status}"
            return f"its process ended ({ended})"
        return "its process stopped talking"


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe
    return pipe


def _said(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
