"""An SQLite file that keeps what was acknowledged: the store's catalogue and the audit record are such files."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import BadStore

# Write-ahead log, synchronised at every commit, and deleted content overwritten.
DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
WAIT_S = 30  # for another writer's transaction


class Database:
    """One connection per thread; writers take turns across threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened at first use. Statements outside `writing` commit at once."""
        if not hasattr(self._local, "connection"):
            connection = sqlite3.connect(self._path, isolation_level=None, timeout=WAIT_S)
            connection.row_factory = sqlite3.Row
            connection.executescript(DURABLE)
            self._local.connection = connection
        held: sqlite3.Connection = self._local.connection
        return held

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that has the right to write: all of it is on disk at the end, or none when it raises."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Close this thread's connection; others close when their threads end."""
        if hasattr(self._local, "connection"):
            self._local.connection.close()
            del self._local.connection


@contextmanager
def opening(what: str, *, file: str = "", remedy: str = "restore it from a backup") -> Iterator[None]:
    """Open a file inside: what SQLite says against it becomes BadStore with its remedy.

    what: "the vault". A file that another process holds is not damaged, and the remedy is to wait.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BadStore(
                f"{what} is in use by another process for over {WAIT_S} s; try again when it is done"
            ) from None
        raise BadStore(f"{file}{': ' if file else ''}{what} cannot be read ({error}); {remedy}") from None
