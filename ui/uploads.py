"""Uploaded export files -> paths that the readers can open, kept in memory until they are imported or removed.

Raw logs touch no disk here: a file is anonymous memory of this process, which ends with it however it ends, and the
path is a link to it. Where the system has no such memory, it is a file in a folder of this process alone.
"""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import AsyncIterable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from index.characters import clean
from index.errors import BadFile
from index.tables import FORMATS

MAX_FILE = 64 << 20  # bytes of one file
MAX_ALL = 256 << 20  # bytes of all files that wait
MAX_FILES = 20  # of one session
IDLE_S = 3600.0  # after which files that nobody imported are dropped
_NAME = 80  # characters of a file's name that are shown


@dataclass(slots=True)
class _Waiting:
    """The files of one session."""

    files: dict[Path, str] = field(default_factory=dict)  # path -> name as uploaded
    sizes: dict[Path, int] = field(default_factory=dict)
    descriptors: list[int] = field(default_factory=list)
    touched: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that were handed over for an import. `drop` must be called when it ended, however it ended."""

    names: Mapping[str, str]  # name of the path -> name as uploaded
    paths: tuple[Path, ...]
    drop: Callable[[], None]


class Uploads:
    """The uploaded files of every session. A session reaches its own only."""

    def __init__(self, *, max_file: int = MAX_FILE, max_all: int = MAX_ALL) -> None:
        self._max_file, self._max_all = max_file, max_all
        self._lock = threading.Lock()
        self._sessions: dict[str, _Waiting] = {}
        self._taken: list[_Waiting] = []
        self._folder: Path | None = None
        self._count = 0

    async def add(self, session: str, name: str, chunks: AsyncIterable[bytes]) -> None:
        """Keep a file. Raises BadFile, which says what is wrong with it, and keeps nothing of it."""
        shown = clean(PurePosixPath(name.replace("\\", "/")).name)[-_NAME:] or "file"
        suffix = Path(shown).suffix.lower()
        if suffix not in FORMATS:
            raise BadFile(f"{shown}: not a format that can be read; expected {', '.join(FORMATS)}")
        self._check_room(session, shown, 0)
        path, descriptor = self._new_file(suffix)
        size = 0
        try:
            async for chunk in chunks:
                size += len(chunk)
                self._check_room(session, shown, size)
                view = memoryview(chunk)
                while view:
                    view = view[os.write(descriptor, view) :]
            if not size:
                raise BadFile(f"{shown}: the file is empty")
        except BaseException:
            os.close(descriptor)
            path.unlink(missing_ok=True)
            raise
        with self._lock:
            waiting = self._sessions.setdefault(session, _Waiting())
            waiting.files[path], waiting.sizes[path] = shown, size
            waiting.descriptors.append(descriptor)
            waiting.touched = time.monotonic()

    def files(self, session: str) -> dict[Path, str]:
        """The files of a session in the order uploaded, with their names."""
        self._drop_idle()
        with self._lock:
            waiting = self._sessions.get(session)
            return dict(waiting.files) if waiting else {}

    def take(self, session: str) -> Batch:
        """Hand the files of a session over. Raises BadFile when there are none."""
        with self._lock:
            waiting = self._sessions.pop(session, None)
            if waiting is None:
                raise BadFile("choose a file first")
            self._taken.append(waiting)
        names = {path.name: name for path, name in waiting.files.items()}
        return Batch(names, tuple(waiting.files), lambda: self._end(waiting))

    def drop(self, session: str) -> None:
        """Forget the files of a session."""
        with self._lock:
            waiting = self._sessions.pop(session, None)
        if waiting:
            _release(waiting)

    def close(self) -> None:
        """Forget every file."""
        with self._lock:
            every = [*self._sessions.values(), *self._taken]
            self._sessions.clear()
            self._taken.clear()
        for waiting in every:
            _release(waiting)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _check_room(self, session: str, name: str, size: int) -> None:
        if size > self._max_file:
            limit = f"{self._max_file >> 20} MB" if self._max_file >> 20 else f"{self._max_file} bytes"
            raise BadFile(f"{name}: over {limit}; split it, or use intellog ingest on this machine")
        self._drop_idle()
        with self._lock:
            held = sum(sum(w.sizes.values()) for w in (*self._sessions.values(), *self._taken))
            own = self._sessions.get(session)
            if own and len(own.files) >= MAX_FILES:
                raise BadFile(f"{name}: more than {MAX_FILES} files at once; import those first")
        if held + size > self._max_all:
            raise BadFile(f"{name}: too many uploaded files wait here; import or remove some first, then try again")

    def _new_file(self, suffix: str) -> tuple[Path, int]:
        with self._lock:
            self._count += 1
            if self._folder is None or not self._folder.exists():
                self._folder = Path(tempfile.mkdtemp(prefix="intellog-"))
            path = self._folder / f"{self._count}{suffix}"
        if not hasattr(os, "memfd_create"):
            return path, os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        descriptor = os.memfd_create("intellog upload")
        path.symlink_to(f"/proc/{os.getpid()}/fd/{descriptor}")
        return path, descriptor

    def _drop_idle(self) -> None:
        with self._lock:
            idle = [s for s, w in self._sessions.items() if time.monotonic() - w.touched > IDLE_S]
            dropped = [self._sessions.pop(session) for session in idle]
        for waiting in dropped:
            _release(waiting)

    def _end(self, waiting: _Waiting) -> None:
        with self._lock, suppress(ValueError):
            self._taken.remove(waiting)
        _release(waiting)


def _release(waiting: _Waiting) -> None:
    for path in waiting.files:
        path.unlink(missing_ok=True)
    descriptors, waiting.descriptors = waiting.descriptors, []
    for descriptor in descriptors:
        os.close(descriptor)
