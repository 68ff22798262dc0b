"""One file from outside -> what its parser makes of it, read in a process of its own under limits.

A hostile or damaged file can cost that process its memory, its time or its life, and nothing else: here it is BadFile.
The file goes in as an open descriptor, and only JSON comes back, so that nothing is unpickled and no path is passed on.
"""

import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from index.characters import clean
from index.errors import BadFile
from index.processes import start

_CHUNK = 1 << 16
_MAX_REASON = 300  # characters
_BROKEN = "its reader broke down on it: the file is damaged, or made to do harm"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    size: int  # bytes of the file
    memory: int  # bytes of address space, the interpreter's own 100 MB among them
    seconds: int  # of processor time
    waiting: float  # seconds that its reader is waited for, altogether
    result: int  # bytes of JSON that come back


DOCUMENT = Limits(size=64 << 20, memory=512 << 20, seconds=20, waiting=60.0, result=32 << 20)
WORKBOOK = Limits(size=256 << 20, memory=1 << 30, seconds=900, waiting=1800.0, result=4 << 30)


def parse(path: Path, limits: Limits) -> Iterator[Any]:
    """The values that the parser for a file's suffix yields, as they come: see `index.formats.child`.

    Raises BadFile, at any value, where the file cannot be read or reaches a limit, and OSError where it cannot be
    opened. Its process ends with the iterator, however that ends.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > limits.size:
            raise BadFile(f"over {limits.size >> 20} MB: split it, or export a table")
        process = _start(file, path.suffix.lower(), limits)
    try:
        yield from _values(process, limits)
    finally:
        process.kill()
        process.wait()
        _pipe(process).close()


def _start(file: IO[bytes], suffix: str, limits: Limits) -> subprocess.Popen[bytes]:
    environment = {
        "OPENPYXL_LXML": "False",  # defusedxml reads every part instead
        "OPENBLAS_NUM_THREADS": "1",  # each thread reserves address space
    }
    arguments = [suffix, str(limits.memory), str(limits.seconds)]
    return start("index.formats.child", *arguments, stdin=file, environment=environment)


def _pipe(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout
    return process.stdout


def _values(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[Any]:
    for line in _lines(process, limits):
        match _said(line):
            case ["value", value]:
                yield value
            case ["bad", str(reason)]:
                raise BadFile(clean(reason)[:_MAX_REASON])
            case ["end", None]:
                return
            case _:
                raise BadFile(_BROKEN)
    if process.wait() == -signal.SIGXCPU:
        raise BadFile(f"reading it takes over {limits.seconds} s: split it, or save it again")
    raise BadFile(_BROKEN)


def _said(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _lines(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[bytes]:
    """The whole lines that a process writes, until it ends. Waiting is counted, the time between two lines is not."""
    pipe, left, read = _pipe(process).fileno(), limits.waiting, 0
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    pending: list[bytes] = []
    while True:
        begun = time.monotonic()
        ready = poll.poll(max(0.0, left) * 1000)
        left -= time.monotonic() - begun
        if not ready:
            raise BadFile(f"reading it takes over {limits.waiting:.0f} s: split it, or save it again")
        chunk = os.read(pipe, _CHUNK)
        if not chunk:
            return
        read += len(chunk)
        if read > limits.result:
            raise BadFile(f"holds over {limits.result >> 20} MB of text: split it, or export a table")
        *ended, rest = chunk.split(b"\n")
        for line in ended:
            yield b"".join([*pending, line])
            pending.clear()
        pending.append(rest)
