"""Erasures: the audit record -> which logs were erased, withdrawn or reinstated, as a list that says so to the holder
of the store's key only.

A backup brings back what was erased after it was made. So a list of erasures is kept apart from it, by reference as a
keyed digest, without text; after a restore they are made again. What is new in a list is told by the digests of its
events, not by a clock: those that stand in the restored record were made before the backup.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.audit import AUDIT_FILE, Audit, canonical
from index.errors import BadBackup
from index.files import write_durably
from index.gone import reference_digest
from index.keys import Keys

ACTS = ("delete", "discard", "withdraw", "reinstate")


@dataclass(frozen=True, slots=True)
class Erasure:
    """One event that erased a log, or (discard) what waited for a decision under a reference, or took a log out of
    search or back.
    """

    ref: str  # keyed digest of the reference, hexadecimal
    act: str  # one of ACTS
    time: str  # UTC, ISO 8601
    event: str  # hash of the event on the audit record


@dataclass(frozen=True, slots=True)
class Erasures:
    """What a record says was erased, withdrawn or reinstated, in its order, up to its last event."""

    until: str  # UTC, ISO 8601
    erased: tuple[Erasure, ...]


def erasures(audit: Audit, keys: Keys) -> Erasures:
    """What a record says was erased; of one that was changed, only what stands before the change."""
    found = audit.verify()
    sound = found.events if found.ok else (found.first_bad or 1) - 1
    if not sound:
        raise BadBackup(f"{AUDIT_FILE}: no event of this store's key stands here, so it does not say what was erased")
    erased = [
        Erasure(_digest(event.body, keys), event.kind, event.time, event.hash)
        for event in audit.events(kinds=ACTS)
        if event.seq <= sound and event.body
    ]
    until = audit.event(sound).time
    # Begun and not ended: its event may say no reference any more, if a reason was withdrawn. It counts as new.
    erased += [Erasure(reference_digest(keys, log_ref), "delete", until, "") for log_ref in audit.pending_deletions()]
    return Erasures(until, tuple(erased))


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


def _digest(body: Mapping[str, Any], keys: Keys) -> str:
    """What stands for the log that an event is about: a deletion may have named it so itself."""
    return str(body["ref"]) if "ref" in body else reference_digest(keys, body["log_ref"])


def _of_folder(folder: Path, keys: Keys) -> Erasures:
    if not (folder / AUDIT_FILE).exists():
        raise BadBackup(f"{folder.name}: no {AUDIT_FILE} is here; name the folder of the store that is replaced")
    audit = Audit(folder, keys.signature)
    try:
        return erasures(audit, keys)
    finally:
        audit.close()


def _proof(content: dict[str, Any], keys: Keys) -> str:
    return hmac.digest(keys.erasure, f"list\0{canonical(content)}".encode(), hashlib.sha256).hex()
