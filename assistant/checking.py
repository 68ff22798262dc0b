"""Checking: the store's files, what they say of each other, and the audit record -> findings."""

from assistant.audit import AUDIT_FILE, Actor
from assistant.conversations import CONVERSATIONS_FILE
from assistant.service import Service
from assistant.settings import Settings
from index.errors import BadStore
from index.inspection import Finding, Progress, damaged, inspect
from index.store import CATALOGUE_FILE, VAULT_FILE


def damage(settings: Settings) -> list[Finding]:
    """What SQLite finds wrong with the files of a store, before it is opened. Raises BadStore when none is there."""
    if not any((settings.store / name).exists() for name in (CATALOGUE_FILE, VAULT_FILE, AUDIT_FILE)):
        raise BadStore(f"{settings.store.name}: no store is here; name its folder with --store")
    kept = [CONVERSATIONS_FILE] if (settings.store / CONVERSATIONS_FILE).exists() else []  # not in older stores
    return damaged(settings.store, also=[AUDIT_FILE, *kept])


def check(
    service: Service, actor: Actor, *, mend: bool, progress: Progress = lambda what, done, total: None
) -> list[Finding]:
    """What is not as it should be in an open store, the record included; what was mended goes on the record.

    mend: see `index.inspection.inspect`. Without it, open the service with `look_only`: then nothing is changed.
    """
    found = inspect(service.store, mend=mend, own=[AUDIT_FILE, CONVERSATIONS_FILE], progress=progress)
    progress(AUDIT_FILE, 0, 1)
    verification = service.verify()
    progress(AUDIT_FILE, 1, 1)
    if not verification.ok:
        place = f"{AUDIT_FILE}: event {verification.first_bad}"
        found.append(
            Finding(place, verification.problem, "keep the file, and compare it with an export kept elsewhere")
        )
    if begun := service.audit.pending_deletions():
        what = f"{len(begun)} deletions were begun and not ended"
        found.append(Finding(AUDIT_FILE, what, "any command that opens the store ends them", note=True))
    mended = [finding.problem for finding in found if finding.mended]
    if mended:
        service.audit.append("mend", actor, {"mended": mended, "open": sum(finding.is_open for finding in found)})
    return found
