"""A disk that a test can have fail: every write, sync, truncation, deletion and renaming of this process is a step, and
at one step the process is killed, or the disk is full or broken from then on.

SQLite's steps are taken inside its own file system layer (its VFS is given other functions), so that a kill lands
between two pages of a commit, and SQLite itself deals with a sync that fails.
"""

import ctypes
import errno
import os
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

KILL, TORN, FULL, BROKEN = "kill", "torn", "full", "broken"
Fault = Literal["kill", "torn", "full", "broken"]

_RANDOM = re.compile(r"\.[a-z0-9_]{8}(?=\.|$)")  # in the name of a temporary file

_OK, _FULL, _WRITE_ERROR, _SYNC_ERROR, _TRUNCATE_ERROR = 0, 13, 778, 1034, 1546  # sqlite3.h
_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_Write, _Truncate, _Sync = (ctypes.CFUNCTYPE(_I, _P, *more) for more in ((_P, _I, _L), (_L,), (_I,)))
_Open = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_Delete = ctypes.CFUNCTYPE(_I, _P, _P, _I)


class _Methods(ctypes.Structure):
    """sqlite3_io_methods, version 3."""

    _fields_ = [
        ("version", _I), ("close", _P), ("read", _P), ("write", _P), ("truncate", _P), ("sync", _P),
        ("rest", _P * 13),
    ]  # fmt: skip


class _Vfs(ctypes.Structure):
    """The beginning of sqlite3_vfs."""

    _fields_ = [
        ("version", _I), ("file_size", _I), ("longest", _I), ("next", _P), ("name", _P), ("own", _P),
        ("open", _P), ("delete", _P),
    ]  # fmt: skip


@dataclass
class FaultyDisk:
    """Counts steps, and has one of them fail. `at`: the number of the step, from 1; 0 fails never."""

    at: int = 0
    fault: Fault = KILL
    only: str = ""  # the steps that count: those whose label holds this
    steps: int = 0
    failing: bool = False
    labels: list[str] | None = None  # for a count of the steps: what each was

    def step(self, what: str, name: str, half: Callable[[], object] = lambda: None) -> int:
        """Take a step; returns an error number when it is to fail, else 0. half: does a part of it."""
        label = f"{what} {_RANDOM.sub('.*', name)}"
        if self.only not in label:
            return 0
        self.steps += 1
        if self.labels is not None:
            self.labels.append(label)
        if self.steps == self.at:
            if self.fault in (KILL, TORN):
                if self.fault == TORN:
                    half()
                os.kill(os.getpid(), signal.SIGKILL)
            self.failing = True
        if not self.failing or (self.fault == FULL and what in ("sync", "truncate", "delete", "rename")):
            return 0  # on a full disk these succeed
        return errno.ENOSPC if self.fault == FULL else errno.EIO

    def install(self) -> None:
        """Put this disk under everything that this process does from now on."""
        self._under_python()
        self._under_sqlite()

    def _under_python(self) -> None:
        def wrapped(function: Callable[..., Any], what: str) -> Callable[..., Any]:
            def act(path: Any, *more: Any, **options: Any) -> Any:
                name = Path(f"/proc/self/fd/{path}").readlink() if isinstance(path, int) else path
                if error := self.step(what, Path(name).name):
                    raise OSError(error, os.strerror(error))
                return function(path, *more, **options)

            return act

        for name, what in (("fsync", "sync"), ("replace", "rename"), ("rename", "rename"), ("unlink", "delete")):
            setattr(os, name, wrapped(getattr(os, name), what))

    def _under_sqlite(self) -> None:
        import _sqlite3

        library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        vfs = library.sqlite3_vfs_find(None).contents
        opened, deleted = _Open(vfs.open), _Delete(vfs.delete)
        names: dict[int, str] = {}
        tables: dict[int, _Methods] = {}
        kept: list[Any] = []  # functions that SQLite calls must outlive it

        def table(original: int) -> _Methods:
            if original not in tables:
                methods = _Methods.from_buffer_copy(ctypes.cast(original, ctypes.POINTER(_Methods)).contents)
                write, truncate, sync = _Write(methods.write), _Truncate(methods.truncate), _Sync(methods.sync)

                def writes(file: int, content: int, size: int, place: int) -> int:
                    error = self.step("write", names[file], lambda: write(file, content, size // 2, place))
                    codes = {0: _OK, errno.ENOSPC: _FULL, errno.EIO: _WRITE_ERROR}
                    return codes[error] or write(file, content, size, place)

                def truncates(file: int, size: int) -> int:
                    return _TRUNCATE_ERROR if self.step("truncate", names[file]) else truncate(file, size)

                def syncs(file: int, flags: int) -> int:
                    return _SYNC_ERROR if self.step("sync", names[file]) else sync(file, flags)

                functions = _Write(writes), _Truncate(truncates), _Sync(syncs)
                kept.extend(functions)
                methods.write, methods.truncate, methods.sync = (ctypes.cast(f, _P).value for f in functions)
                tables[original] = methods
            return tables[original]

        def opens(self_: int, name: int, file: int, flags: int, out: int) -> int:
            code = opened(self_, name, file, flags, out)
            place = ctypes.cast(file, ctypes.POINTER(_P))
            if code == _OK and place[0]:
                names[file] = Path(os.fsdecode(ctypes.string_at(name))).name if name else "temporary"
                place[0] = ctypes.addressof(table(place[0]))
            return code

        def deletes(self_: int, name: int, sync: int) -> int:
            self.step("delete", Path(os.fsdecode(ctypes.string_at(name))).name)
            return deleted(self_, name, sync)

        functions = _Open(opens), _Delete(deletes)
        kept.extend(functions)
        vfs.open, vfs.delete = (ctypes.cast(f, _P).value for f in functions)
        self._kept = kept, tables


def heal(disk: FaultyDisk) -> None:
    """There is space again, and syncs succeed."""
    disk.at, disk.failing = 0, False
