"""Who may see what, from a file in the store: an actor's name -> their clearance.

Without a file everybody who can use the store sees everything. With one, a person has the clearances that are given to
their account and to its groups in the operating system, together; whoever has none has what `everybody` names. The file
is read again whenever it changes, so that what is taken away is gone from the next act on. A file that cannot be read
opens nothing.
"""

import grp
import os
import pwd
import threading
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.clearance import ACCESS_FILE, EVERYTHING, NOTHING, Clearance, grant_from
from index.errors import BadAccess

_BUILT_IN = {"everything": EVERYTHING, "nothing": NOTHING}
_KEYS = frozenset({"everybody", "clearances", "users", "groups"})


class Access:
    """The access file of one store."""

    def __init__(self, folder: Path) -> None:
        """Read the file if there is one. Raises BadAccess."""
        self._path = folder / ACCESS_FILE
        self._lock = threading.Lock()
        self._read: tuple[tuple[int, ...], _Given] | None = None
        self._given()

    @property
    def is_limited(self) -> bool:
        """Whether there is a file, so that not everybody need see everything."""
        return self._path.exists()

    def clearance(self, name: str) -> Clearance:
        """What an account may see. Raises BadAccess."""
        given = self._given()
        if given is None:
            return EVERYTHING
        held = [given.users[name]] if name in given.users else []
        if given.groups:
            held += [given.groups[group] for group in _groups_of(name) if group in given.groups]
        clearance = NOTHING if held else given.everybody
        for one in held:
            clearance |= one
        return clearance

    def _given(self) -> "_Given | None":
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadAccess(
                f"{ACCESS_FILE}: cannot be read ({error.strerror}); nothing is shown until it can"
            ) from None
        mark = (state.st_mtime_ns, state.st_size, state.st_ino)
        with self._lock:
            if self._read is None or self._read[0] != mark:
                self._read = mark, _Given(self._path)
            return self._read[1]


class _Given:
    """What an access file says."""

    def __init__(self, path: Path) -> None:
        """Raises BadAccess with the place of what is wrong."""
        try:
            document = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise BadAccess(f"{path.name}: expected a TOML file ({type(error).__name__})") from None
        if unknown := document.keys() - _KEYS:
            raise BadAccess(f"{path.name}: {sorted(unknown)[0]} is not known; expected {', '.join(sorted(_KEYS))}")
        self._named = dict(_BUILT_IN)
        for name, values in _table(document, "clearances", path.name).items():
            try:
                if name in _BUILT_IN or not isinstance(values, dict):
                    raise ValueError("expected a table under a name of its own")
                self._named[name] = Clearance((grant_from(values),))
            except ValueError as error:
                raise BadAccess(f"{path.name}: clearances.{name}: {error}") from None
        if "everybody" not in document:
            raise BadAccess(f'{path.name}: everybody is missing; name a clearance, "everything" or "nothing"')
        self.everybody = self._of(document["everybody"], f"{path.name}: everybody")
        self.users, self.groups = (self._by_name(document, table, path.name) for table in ("users", "groups"))

    def _by_name(self, document: Mapping[str, Any], table: str, file: str) -> dict[str, Clearance]:
        given = _table(document, table, file)
        return {name: self._of(value, f"{file}: {table}.{name}") for name, value in given.items()}

    def _of(self, value: Any, place: str) -> Clearance:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(name, str) and name in self._named for name in names):
            raise BadAccess(f"{place}: expected one of the clearances of this file, or a list of them")
        clearance = NOTHING
        for name in names:
            clearance |= self._named[name]
        return clearance


def _table(document: Mapping[str, Any], name: str, file: str) -> dict[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise BadAccess(f"{file}: {name}: expected a table")
    return table


def _groups_of(account: str) -> list[str]:
    """The groups of an account of this machine; none for a name that is no account."""
    try:
        numbers = os.getgrouplist(account, pwd.getpwnam(account).pw_gid)
    except KeyError:
        return []
    names = []
    for number in numbers:
        try:
            names.append(grp.getgrgid(number).gr_name)
        except KeyError:
            continue
    return names
