"""An SQLite file that keeps what was acknowledged: the store's catalogue and the audit record are such files."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from index.errors import BadStore, NotWritten

# Write-ahead log, synchronised at every commit, and deleted content overwritten.
DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
WAIT_S = 30  # for another writer's transaction

# What keeps a file from being used although nothing of it is lost, and what to do, by SQLite's code.
_HINDRANCES = {
    sqlite3.SQLITE_FULL: "the disk is full; make room, then try again",
    sqlite3.SQLITE_IOERR: "the disk fails to read or write; see to it or restore a backup elsewhere, then try again",
    sqlite3.SQLITE_READONLY: "it may not be written to; give the right to write to it and its folder, then try again",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened or made; check space and the rights to its folder, then try again",
    sqlite3.SQLITE_BUSY: f"in use by another process for over {WAIT_S} s; try again when it is done",
    sqlite3.SQLITE_LOCKED: f"in use by another process for over {WAIT_S} s; try again when it is done",
}


class Database:
    """One connection per thread; writers take turns across threads and processes."""

    def __init__(
        self, path: Path, functions: Mapping[str, Callable[..., str | int | float | None]] | None = None
    ) -> None:
        """functions: what statements can call by these names; each gives the same for the same arguments."""
        self._path = path
        self._functions = functions or {}
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened at first use. Statements outside `writing` commit at once."""
        if not hasattr(self._local, "connection"):
            with explaining(self._path.name):
                connection = sqlite3.connect(self._path, isolation_level=None, timeout=WAIT_S)
                connection.row_factory = sqlite3.Row
                try:
                    connection.executescript(DURABLE)
                    for name, function in self._functions.items():
                        connection.create_function(name, -1, function, deterministic=True)
                except BaseException:
                    connection.close()
                    raise
            self._local.connection = connection
        held: sqlite3.Connection = self._local.connection
        return held

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that has the right to write: all of it is on disk at the end, or none when it raises.

        Raises NotWritten where the disk or another process is in the way.
        """
        with explaining(self._path.name), transaction(self.connection) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction in which all that is read is of one moment."""
        connection = self.connection
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    def cut(self) -> bool:
        """Take over and empty the write-ahead log, so that no copy of what was removed stays in it.

        False when a reader was in the way. Raises NotWritten.
        """
        with explaining(self._path.name):
            return bool(self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    def close(self) -> None:
        """Close this thread's connection; others close when their threads end."""
        if hasattr(self._local, "connection"):
            self._local.connection.close()
            del self._local.connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A transaction that has the right to write, on a connection without one. None is left open, whatever fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite ends it by itself where the disk is full
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explaining(file: str) -> Iterator[None]:
    """Use a file inside: what SQLite cannot do with it now becomes NotWritten. file: its name."""
    try:
        yield
    except sqlite3.Error as error:
        if what := hindrance(error):
            raise NotWritten(f"{file}: {what}") from None
        raise


def hindrance(error: sqlite3.Error) -> str | None:
    """What keeps a file from being used now, and the remedy; None when it is something else, such as damage."""
    return _HINDRANCES.get(getattr(error, "sqlite_errorcode", -1) & 0xFF)


@contextmanager
def closing_if_it_fails(close: Callable[[], None]) -> Iterator[None]:
    """Do what may fail inside; only then, close."""
    try:
        yield
    except BaseException:
        close()
        raise


@contextmanager
def opening(
    what: str, *, file: str = "", remedy: str = "restore it from a backup", close: Callable[[], None]
) -> Iterator[None]:
    """Open a file inside: what SQLite says against it becomes BadStore with its remedy.

    what: "the vault". close: called when it fails, whatever the reason, so that nothing stays open.
    A file that another process holds, or on a full disk, is not damaged: then NotWritten is raised.
    """
    try:
        with closing_if_it_fails(close), explaining(file or what):
            yield
    except sqlite3.DatabaseError as error:
        raise BadStore(f"{file}{': ' if file else ''}{what} cannot be read ({error}); {remedy}") from None
