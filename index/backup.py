"""Backup: an open store -> one sealed file, made while others work with the store; and that file -> a store's folder.

Inside are the databases, as they were at one moment, the file of who may see what, and the store's master key; the
vector index is left out, since it is made anew. So whoever has the backup and its secret has everything, on any
machine, and without the secret nothing.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from index.clearance import ACCESS_FILE
from index.database import WAIT_S, explaining
from index.errors import BadBackup, BadStore
from index.files import sync_folder, write_durably
from index.sealing import CHUNK, Secret, sealed, unsealed
from index.soundness import damage
from index.store import CATALOGUE_FILE, COPY, HELD_FILE, LINKS_FILE, VAULT_FILE, Store

# What is copied first may know less than what is copied after it: logs before the identities that they mention.
FILES = (CATALOGUE_FILE, HELD_FILE, LINKS_FILE, VAULT_FILE)
_LONGEST_LIST = 1 << 20  # bytes of the list of contents


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands at the beginning of a backup, sealed like all of it."""

    made: str  # UTC, ISO 8601: the moment whose state the files have
    logs: int  # live ones
    master: str  # the store's master key, hexadecimal
    files: tuple[tuple[str, int], ...]  # name and bytes, in the order in which they follow

    def __repr__(self) -> str:
        return f"Contents(made={self.made!r}, logs={self.logs})"


def write_backup(
    store: Store,
    target: Path,
    secret: Secret,
    *,
    master: bytes,
    last: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Contents:
    """Write a backup under a name that does not exist before it is whole. Raises BadBackup, BadStore.

    master: the store's key, to put inside. last: databases in the store's folder to copy after its own: the
    record of what was done to it. progress: told how many bytes of how many were sealed. Imports and deletions wait
    while the files are checked and copied, not while the copy is sealed. The copy needs as much room as the store.
    """
    if target.exists():
        raise BadBackup(f"{target.name}: a file of this name exists; a backup never replaces one, name another")
    if not target.absolute().parent.is_dir():
        raise BadBackup(f"{target.name}: its folder does not exist; make it or name another")
    with ExitStack() as stack:
        with store.changing():
            made = datetime.now(UTC).isoformat(timespec="milliseconds")
            copies: dict[str, BinaryIO] = {
                name: stack.enter_context(_copied(store.folder / name)) for name in (*FILES, *last)
            }
            if (store.folder / ACCESS_FILE).exists():  # without it everybody would see everything after a restore
                copies[ACCESS_FILE] = BytesIO((store.folder / ACCESS_FILE).read_bytes())
            logs = store.catalogue.counts()["logs"]
        sizes = tuple((name, copy.seek(0, os.SEEK_END)) for name, copy in copies.items())
        contents = Contents(made, logs, master.hex(), sizes)
        content = _content(contents, list(copies.values()), progress)
        write_durably(target, sealed(content, secret))
    return contents


def unpack(backup: Path, secret: Secret, folder: Path, *, progress: Callable[[int, int], None]) -> Contents:
    """Write the files of a backup into an empty folder, on disk when this returns. Raises BadBackup.

    Nothing is written that was not verified; but only when this returns is it known that the end is there. progress:
    told how many bytes of how many were written.
    """
    with backup.open("rb") as file:
        reader = _Reader(unsealed(file, secret))
        contents = _contents(reader)
        done, total = 0, sum(size for _, size in contents.files)
        for name, size in contents.files:
            with (folder / name).open("xb") as out:
                (folder / name).chmod(0o600)
                for piece in reader.read(size):
                    done += out.write(piece)
                    progress(done, total)
                out.flush()
                os.fsync(out.fileno())
        reader.end()
    sync_folder(folder)
    return contents


# -- inside -----------------------------------------------------------------------------------------------------------


@contextmanager
def _copied(path: Path) -> Iterator[BinaryIO]:
    """A database as it is now, in a file that has no name, so that no process that is killed leaves a copy behind.

    Copied page by page: VACUUM INTO would number anew the rows of logs, on which the words index rests. Raises
    BadStore for a damaged database: an older backup, which may be whole, must not give way to it.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=COPY)
    with os.fdopen(descriptor, "rb") as copy:
        try:
            source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_S)
            target = sqlite3.connect(name, isolation_level=None)
        finally:
            Path(name).unlink()
        with explaining(path.name), closing(source), closing(target):
            target.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
            if problems := damage(source):
                raise BadStore(
                    f"{path.name}: the file is damaged ({problems[0]}), so it is not copied; run intellog check"
                )
            source.backup(target)
        yield copy


def _content(contents: Contents, copies: Sequence[BinaryIO], progress: Callable[[int, int], None]) -> Iterator[bytes]:
    listed = json.dumps(asdict(contents)).encode()
    yield len(listed).to_bytes(4, "big") + listed
    total, done = sum(size for _, size in contents.files), 0
    for copy in copies:
        copy.seek(0)
        while piece := copy.read(CHUNK):
            yield piece
            done += len(piece)
            progress(done, total)


def _contents(reader: "_Reader") -> Contents:
    size = int.from_bytes(b"".join(reader.read(4)), "big")
    values = json.loads(b"".join(reader.read(min(size, _LONGEST_LIST))))
    files = tuple((Path(name).name, size) for name, size in values.pop("files"))
    return Contents(**values, files=files)


class _Reader:
    """The content of a backup, read in pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int) -> Iterator[bytes]:
        """The next `size` bytes, in pieces. Raises BadBackup when there are fewer."""
        while size:
            piece = self._rest or next(self._pieces, b"")
            if not piece:
                raise BadBackup("the backup ends before its last file; use another backup")
            yield piece[:size]
            piece, self._rest = piece[:size], piece[size:]
            size -= len(piece)

    def end(self) -> None:
        """Verify that the backup ends here. Raises BadBackup."""
        if self._rest or any(self._pieces):
            raise BadBackup("the backup does not end after its last file; use another backup")
