"""Erasures: the audit record -> which logs were erased, withdrawn or reinstated, as a list that says so to the holder
of the store's key only.

A backup brings back what was erased after it was made. So a list of erasures is kept apart from it, by reference as a
keyed digest, without text; after a restore they are made again. What is new in a list is told by the digests of its
events, not by a clock: those that stand in the restored record were made before the backup.
"""

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.accounts import ERASING
from assistant.audit import AUDIT_FILE, Audit, canonical
from index.database import Database
from index.errors import BadBackup, NotWritten
from index.files import write_durably
from index.gone import reference_digest
from index.keys import Keys
from index.life import Life, LogLife
from index.store import CATALOGUE_FILE


@dataclass(frozen=True, slots=True)
class Erasure:
    """One event that erased a log, or (discard) what waited for a decision under a reference, or took a log out of
    search or back.
    """

    ref: str  # keyed digest of the reference, hexadecimal; "" where the record does not say it any more
    act: str  # one of ERASING
    time: str  # UTC, ISO 8601
    event: str  # hash of the event on the audit record


@dataclass(frozen=True, slots=True)
class Erasures:
    """What a record says was erased, withdrawn or reinstated, in its order, up to its last event."""

    until: str  # UTC, ISO 8601
    erased: tuple[Erasure, ...]


def erasures(audit: Audit, keys: Keys, withdrawn: Iterable[LogLife] = ()) -> Erasures:
    """What a record says was erased; of one that was changed, only what stands before the change.

    withdrawn: what is withdrawn in the store, for events from before references lasted, whose body is withdrawn.
    """
    sound, events = audit.sound(ERASING)
    if not sound:
        raise BadBackup(f"{AUDIT_FILE}: no event of this store's key stands here, so it does not say what was erased")
    refs = {life.withdrawn_in: reference_digest(keys, life.log_ref) for life in withdrawn}
    for event in events:  # one that belongs to another is of the same log
        if ref := event.lasting.get("ref") or refs.get(event.seq) or (event.about and refs.get(event.about)):
            refs[event.seq] = ref
            refs.setdefault(event.about, ref)
    erased = [Erasure(refs.get(event.seq, ""), event.kind, event.time, event.hash) for event in events]
    return Erasures(audit.event(sound).time, tuple(erased))


def write_erasures(path: Path, found: Erasures, keys: Keys) -> None:
    """Write a list to a file, with a proof that it is whole."""
    content = asdict(found)
    write_durably(path, [canonical(content | {"proof": _proof(content, keys)}).encode() + b"\n"])


def read_erasures(path: Path, keys: Keys) -> Erasures:
    """A list from a file, or from the record in the folder of the store that is replaced. Raises BadBackup."""
    if path.is_dir():
        return _of_folder(path, keys)
    try:
        content = json.loads(path.read_text("utf-8"))
        proof = content.pop("proof")
        if not hmac.compare_digest(proof, _proof(content, keys)):
            raise ValueError
        return Erasures(content["until"], tuple(Erasure(**some) for some in content["erased"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBackup(
            f"{path.name}: expected a list of erasures of this store, unchanged, as intellog audit erasures writes it, "
            f"or the folder of the store that is replaced ({type(error).__name__})"
        ) from None


def _of_folder(folder: Path, keys: Keys) -> Erasures:
    if not (folder / AUDIT_FILE).exists():
        raise BadBackup(f"{folder.name}: no {AUDIT_FILE} is here; name the folder of the store that is replaced")
    audit = Audit(folder, keys)
    try:
        return erasures(audit, keys, _withdrawn(folder))
    finally:
        audit.close()


def _withdrawn(folder: Path) -> list[LogLife]:
    """What the catalogue of a store says is withdrawn; nothing where there is none that can be read."""
    if not (folder / CATALOGUE_FILE).exists():
        return []
    file = Database(folder / CATALOGUE_FILE)
    try:
        return list(Life(file).withdrawn())
    except (sqlite3.Error, NotWritten):
        return []
    finally:
        file.close()


def _proof(content: dict[str, Any], keys: Keys) -> str:
    return hmac.digest(keys.erasure, f"list\0{canonical(content)}".encode(), hashlib.sha256).hex()
