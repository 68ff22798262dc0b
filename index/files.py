"""Files that are replaced whole: the vector index and exports."""

import fcntl
import glob
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".intellog-part"  # how the name of a file ends that is being written


def write_durably(path: Path, chunks: Iterable[bytes]) -> None:
    """Replace a file by a complete new one: write beside it, sync, rename, sync the folder.

    What writers that were killed left beside it goes first, so that it cannot fill the disk.
    """
    _clear(path)
    descriptor, name = _beside(path)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _beside(path: Path) -> tuple[int, str]:
    """A new file, open and locked as long as it is: two writers never share one, and a killed one holds none."""
    while True:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=UNFINISHED)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:  # nobody took it for abandoned before it was locked
            return descriptor, name
        os.close(descriptor)


def _clear(path: Path) -> None:
    """Remove the half-written files of writers that are gone."""
    for left in path.parent.glob(f"{glob.escape(path.name)}.*{UNFINISHED}"):
        with suppress(FileNotFoundError, BlockingIOError), left.open("rb") as file:  # ended now, or writing
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()
