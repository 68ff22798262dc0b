"""Inspection: a store's folder -> findings, each with its place, and what was mended of what can be made anew.

Two steps. `damaged` looks at the files as they lie, before anything opens them for use; only when all can be read does
`inspect` compare what they say of each other. Imports and deletions wait meanwhile; questions do not.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from index.clearance import ACCESS_FILE, EVERYTHING
from index.database import WAIT_S, explaining, hindrance
from index.entries import bare, entries
from index.errors import BadKey
from index.records import RedactedLog
from index.soundness import damage
from index.store import CATALOGUE_FILE, COPY, HELD_FILE, KEY_FILE, LINKS_FILE, LOCK_FILE, VAULT_FILE, Store
from index.vectors import INDEX_FILE, is_index_file

SHOWN = 5  # references or tokens that a finding names
ABANDONED_S = 600  # a half-written file that nobody touched for so long was left by a process that was killed
_RESTORE = "restore a backup"
_MEND = "run intellog check --mend"
Progress = Callable[[str, int, int], None]  # what is looked at, done, total


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be. A note is no fault: work that is left, or a cache to be made anew."""

    place: str  # file, and references or tokens
    problem: str
    remedy: str
    mended: bool = False
    note: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something about it."""
        return not (self.mended or self.note)


def damaged(folder: Path, also: Sequence[str] = ()) -> list[Finding]:
    """What SQLite finds wrong with the store's files, read only. also: files that the store does not open itself."""
    found = []
    for name in (CATALOGUE_FILE, VAULT_FILE, HELD_FILE, LINKS_FILE, *also):
        if not (folder / name).exists():
            found.append(Finding(name, "the file is missing", _RESTORE))
            continue
        uri = f"{(folder / name).absolute().as_uri()}?mode=ro"
        with explaining(name), closing(sqlite3.connect(uri, uri=True, timeout=WAIT_S)) as db:
            found += [Finding(name, f"the file is damaged: {what}", _RESTORE) for what in damage(db)[:SHOWN]]
    return found


def inspect(
    store: Store, *, mend: bool, own: Sequence[str] = (), progress: Progress = lambda what, done, total: None
) -> list[Finding]:
    """What is not as it should be in an open store whose files can be read.

    mend: make anew what is made from the logs, and remove what a killed process left. own: names of files in the folder
    that belong to the store beside those it opens itself.
    """
    with store.changing():
        found = _compared(store, own, progress)
        if mend and any(finding.remedy == _MEND for finding in found):
            _mend(store)
            left = _compared(store, own, progress)
            still = {(finding.place, finding.problem) for finding in left}
            gone = [finding for finding in found if (finding.place, finding.problem) not in still]
            found = [replace(finding, mended=True, note=False, remedy="made anew") for finding in gone] + left
    index = list(_index(store))  # last: mending moves the catalogue on
    if mend and index:
        store.vectors()
        index = [replace(finding, mended=True, note=False, remedy="made anew") for finding in index]
    return found + index


def foreign(folder: Path, own: Sequence[str] = ()) -> set[str]:
    """The names in a folder that no store has. own: names of further databases."""
    databases = (CATALOGUE_FILE, VAULT_FILE, HELD_FILE, LINKS_FILE, *own)
    known = {KEY_FILE, LOCK_FILE, ACCESS_FILE}
    known |= {name + end for name in databases for end in ("", "-wal", "-shm", "-journal")}
    return {path.name for path in folder.iterdir() if not (is_index_file(path.name) or _is_half_written(path))} - known


def _compared(store: Store, own: Sequence[str], progress: Progress) -> list[Finding]:
    looks = (
        (CATALOGUE_FILE, lambda: _catalogue(store, progress)), (VAULT_FILE, lambda: _tokens(store)),
        (HELD_FILE, lambda: _held(store)), (LINKS_FILE, lambda: _links(store)),
        (CATALOGUE_FILE, lambda: _work_left(store)), (VAULT_FILE, lambda: _unused(store)),
    )  # fmt: skip
    return [finding for place, look in looks for finding in _looked(place, look)] + list(_strangers(store.folder, own))


def _looked(place: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """What a look found; a value that is not what was written there ends it, and is a finding itself."""
    try:
        return list(look())
    except (sqlite3.DatabaseError, ValueError) as error:  # no table, no UTF-8, no JSON, no date
        if isinstance(error, sqlite3.Error) and hindrance(error):
            raise
        return [Finding(place, f"a value cannot be read ({type(error).__name__})", _RESTORE)]


def _catalogue(store: Store, progress: Progress) -> Iterator[Finding]:
    for fault in store.catalogue.faults(lambda done, total: progress(CATALOGUE_FILE, done, total)):
        yield Finding(_place(CATALOGUE_FILE, fault.log_refs), fault.problem, _MEND if fault.derived else _RESTORE)


def _tokens(store: Store) -> Iterator[Finding]:
    """Tokens of logs that stand for nothing, and identities that the key does not open."""
    mentioned = store.catalogue.tokens()
    if lost := sorted(token for token in mentioned if not store.vault.holds(token)):
        yield Finding(_place(VAULT_FILE, lost), f"{len(lost)} tokens of stored logs are not in the vault", _RESTORE)
    if shut := store.vault.unreadable():
        yield Finding(_place(VAULT_FILE, shut), f"{len(shut)} identities cannot be decrypted", _RESTORE)


def _held(store: Store) -> Iterator[Finding]:
    lost: set[str] = set()
    try:
        for log in store.held.logs():
            lost |= {token for token in log.tokens if not store.vault.holds(token)}
    except BadKey as error:
        yield Finding(HELD_FILE, str(error), _RESTORE)
    if lost:
        what = f"{len(lost)} tokens of held logs are not in the vault"
        remedy = "a discard was cut short: discard the log again, or release it, which looks for them anew"
        yield Finding(_place(VAULT_FILE, sorted(lost)), what, remedy, note=True)


def _links(store: Store) -> Iterator[Finding]:
    if lost := _unlinkable(store):
        yield Finding(_place(LINKS_FILE, lost), "decisions on tokens that are not in the vault", _MEND)


def _work_left(store: Store) -> Iterator[Finding]:
    pending = store.catalogue.pending
    for count, what in (
        (len(pending.unswept()), "identities are not looked for in the logs stored before them"),
        (len(pending.learnt()), "identities are not looked for in recorded answers"),
        (len(pending.reredacted()), "re-redactions are not on the audit record"),
        (int(store.catalogue.unscrubbed), "copies of replaced texts may stand in the file"),
        (int(store.catalogue.manifest.change() is not None), "move to another redaction policy is not ended"),
    ):
        if count:
            remedy = "the next ingest or start goes on with it; a policy's move, intellog reredact"
            yield Finding(CATALOGUE_FILE, f"{count} {what}", remedy, note=True)


def _unused(store: Store) -> Iterator[Finding]:
    """Identities that no log mentions: an ingest that was cut short leaves them, and a policy that shows them."""
    unused = sorted(store.held.unmentioned(store.catalogue.unmentioned(store.vault.tokens_held())))
    if unused:
        remedy = "ingest again what was cut short; the policy of the store may show their values in the texts"
        what = f"{len(unused)} identities that no log mentions"
        yield Finding(_place(VAULT_FILE, unused), what, remedy, note=True)


def _strangers(folder: Path, own: Sequence[str]) -> Iterator[Finding]:
    if abandoned := _abandoned(folder):
        names = sorted(path.name for path in abandoned)
        yield Finding(_place("folder", names), "files that were left half-written", _MEND)
    if others := sorted(foreign(folder, own)):
        yield Finding(_place("folder", others), "files that are not the store's", "look whose they are", note=True)


def _index(store: Store) -> Iterator[Finding]:
    if not store.index_answers():
        what = "it does not answer for the catalogue as it is"
        yield Finding(INDEX_FILE, what, "made anew when a question is asked", note=True)


def _mend(store: Store) -> None:
    """Make anew what is made from logs, without the models where no passage has to be."""
    derived = [fault for fault in store.catalogue.faults() if fault.derived]
    if derived:
        _index_again(store, sorted({ref for fault in derived for ref in fault.log_refs}))
    if lost := _unlinkable(store):
        store.links.forget(lost)
    for path in _abandoned(store.folder):
        path.unlink(missing_ok=True)


def _index_again(store: Store, log_refs: Sequence[str]) -> None:
    """Make anew the words indexes, and for these logs passages, vectors and mentions."""
    newest: list[RedactedLog] = []
    older: list[RedactedLog] = []
    for log, live in store.catalogue.every_version(log_refs):
        (newest if live else older).append(log)
    made = entries(store.embedder, newest, {log.log_ref: b"" for log in newest})
    store.catalogue.mend([*made, *(bare(log) for log in older)])


def _abandoned(folder: Path) -> list[Path]:
    """Half-written files that nobody writes: they may hold vectors of logs that were deleted since."""
    old = time.time() - ABANDONED_S
    return [path for path in folder.iterdir() if _is_half_written(path) and path.stat().st_mtime < old]


def _is_half_written(path: Path) -> bool:
    return path.name.startswith(COPY) or is_index_file(path.stem)


def _unlinkable(store: Store) -> list[str]:
    tokens = {token for made in store.links.decided(EVERYTHING) for token in (made.a, made.b)}
    return sorted(token for token in tokens if not store.vault.holds(token))


def _place(file: str, named: Sequence[str]) -> str:
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return f"{file}: {', '.join(named[:SHOWN])}{more}" if named else file
