"""Restoring: a backup -> a store in a new folder, in which what was erased since is erased again before anybody asks.

All is done in a folder beside it, `NAME.restoring`, which takes its name only when it is whole. Killed before that, the
name is free as before, and the next restore clears the folder away.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.accounts import ERASING
from assistant.audit import AUDIT_FILE, Actor
from assistant.checking import check
from assistant.conversations import CONVERSATIONS_FILE
from assistant.erasures import Erasure, Erasures, read_erasures
from assistant.service import Service
from index.backup import Contents, unpack
from index.errors import BadBackup
from index.files import sync_folder
from index.gone import reference_digest
from index.inspection import Finding, Progress, foreign
from index.keys import create_key_file, derive
from index.sealing import Secret
from index.store import KEY_FILE

REASON = "erased before the restore of a backup that still held it"
DECIDED = "decided before the restore of a backup that is older than the decision"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore."""

    made: str  # the moment whose state the backup has; UTC, ISO 8601
    logs: int  # live ones, after erasures were made again
    erased_again: int
    decided_again: int  # withdrawals and reinstatements
    erasures_until: str | None  # up to when erasures are known; None: not beyond the backup
    findings: tuple[Finding, ...]


def restore(
    backup: Path,
    folder: Path,
    secret: Secret,
    actor: Actor,
    *,
    opened: Callable[[Path, bytes], Service],
    erasures: Path | None = None,
    kept_elsewhere: bytes | None = None,
    progress: Progress = lambda what, done, total: None,
) -> Restored:
    """Restore a backup into a folder that is new or empty. Raises BadBackup; then the folder is as it was.

    opened: the service on a store's folder with its master key. erasures: see `read_erasures`. kept_elsewhere: a
    master key that is given at each start; any other is written into the folder.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadBackup(
            f"{folder.name}: a backup is restored into a new or empty folder only; name another with --store"
        )
    with _beside(folder) as staging:
        contents = unpack(backup, secret, staging, progress=lambda done, total: progress("unpacking", done, total))
        master = bytes.fromhex(contents.master)
        known = read_erasures(erasures, derive(master)) if erasures else None
        if master != kept_elsewhere:
            create_key_file(staging / KEY_FILE, master)
        service = opened(staging, master)
        try:
            restored = _made_current(service, contents, known, actor, progress)
        finally:
            service.close()
        sync_folder(staging)
        staging.replace(folder)
        sync_folder(folder.absolute().parent)
    return restored


def _made_current(
    service: Service, contents: Contents, known: Erasures | None, actor: Actor, progress: Progress
) -> Restored:
    again, decided, unknown = 0, 0, 0
    if known:
        before = {event.hash for event in service.audit.events(kinds=ERASING)}
        since = [erasure for erasure in known.erased if erasure.event not in before]
        again, decided = _erase_again(service, since, actor), _decide_again(service, since, actor)
        unknown = sum(not erasure.ref for erasure in since)
    until = known.until if known else None
    body = {
        "made": contents.made, "logs": contents.logs, "erased_again": again, "decided_again": decided,
        "erasures_until": until, "erasures_unknown": unknown,
    }  # fmt: skip
    service.audit.append("restore", actor, body)
    service.store.vectors()  # the index is not in a backup; made here, it is no finding
    findings = check(service, actor, mend=True, progress=progress)
    if unknown:
        what = f"{unknown} erasures or withdrawals since the backup do not say of which log any more"
        findings.append(Finding(AUDIT_FILE, what, "look for what was deleted or withdrawn since, and do it again"))
    logs = service.store.catalogue.counts()["logs"]
    return Restored(contents.made, logs, again, decided, until, tuple(findings))


def _erase_again(service: Service, since: Sequence[Erasure], actor: Actor) -> int:
    """Erase what was erased after the backup was made; returns how many logs."""
    erased = {(erasure.act, erasure.ref) for erasure in since}
    waiting = {log.log_ref for log in service.store.held.logs()}
    count = 0
    for log_ref in sorted(waiting.union(service.store.catalogue.references())):
        digest = reference_digest(service.store.keys, log_ref)
        if ("delete", digest) in erased:
            service.erase(log_ref, REASON, actor)
        elif ("discard", digest) in erased and log_ref in waiting:
            service.erase_held(log_ref, REASON, actor)
        else:
            continue
        count += 1
    return count


def _decide_again(service: Service, since: Sequence[Erasure], actor: Actor) -> int:
    """Withdraw and reinstate what was so last after the backup was made; returns how many logs."""
    last = {erasure.ref: erasure.act for erasure in since if erasure.act in ("withdraw", "reinstate")}
    catalogue, count = service.store.catalogue, 0
    with service.store.changing():
        for log_ref in catalogue.references() if last else ():
            act = last.get(reference_digest(service.store.keys, log_ref))
            is_out = bool(act) and catalogue.life.of([log_ref])[log_ref].withdrawn
            if act == "withdraw" and not is_out:
                event = service.audit.append(act, actor, {"log_ref": log_ref, "reason": DECIDED})
                catalogue.life.withdraw(log_ref, event)
            elif act == "reinstate" and is_out:
                service.audit.append(act, actor, {"log_ref": log_ref, "reason": DECIDED})
                catalogue.life.reinstate(log_ref)
            else:
                continue
            count += 1
    return count


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """An empty folder beside one that is to be made, for one process at a time; gone when it was not made."""
    staging = folder.absolute().parent / f"{folder.name}.restoring"
    try:
        staging.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(staging, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise BadBackup(f"{staging.name}: no folder can be made here ({error.strerror}); name another place") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadBackup(f"{folder.name}: another restore to it is under way; wait until it is done") from None
        _clear(staging)  # of a restore that was killed
        try:
            yield staging
        except BaseException:
            _clear(staging)
            staging.rmdir()
            raise
    finally:
        os.close(descriptor)


def _clear(staging: Path) -> None:
    """Remove the files of a store from a folder that holds nothing else."""
    if others := foreign(staging, own=[AUDIT_FILE, CONVERSATIONS_FILE]):
        raise BadBackup(f"{staging.name}: this folder is needed, and holds {sorted(others)[0]}; move it away")
    for path in staging.iterdir():
        path.unlink()
