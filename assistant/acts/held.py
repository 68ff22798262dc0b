"""Held logs: shown to a person who decides, then released or discarded."""

from collections import Counter
from collections.abc import Sequence

from assistant.acts.common import Acts
from assistant.audit import Actor
from index.clearance import EVERYTHING
from index.errors import BadSetting, NotHeld
from index.held import HeldLog, Hide
from index.ingest import discard, release
from index.records import RedactedLog


class HeldActs(Acts):
    """What can be done to logs that wait for a decision."""

    def held(self, actor: Actor) -> list[HeldLog]:
        """The logs that wait for a decision, the longest waiting first, after the view was recorded."""
        clearance = self._sees(actor)
        logs = [log for log in self.store.held_logs() if clearance.permits(log.label)]
        if logs:
            self.audit.append("view_held", actor, {"log_refs": [log.log_ref for log in logs]})
        return logs

    def held_log(self, log_ref: str, actor: Actor) -> HeldLog:
        """A log that waits for a decision, after the view was recorded. Raises NotHeld."""
        log = self._held_log(log_ref, actor)
        self.audit.append("view_held", actor, {"log_ref": log_ref, "doubts": _counts(log)})
        return log

    def release(self, log_ref: str, hide: Sequence[Hide], actor: Actor) -> RedactedLog:
        """Take a held log in, with what a person marked hidden as well; begun and ended on the record.

        hide: stretches of the log as `held_log` shows it. Raises NotHeld; BadSetting for a stretch that is none.
        """
        log = self._held_log(log_ref, actor)
        for mark in hide:
            mark.check(log)
        marked = Counter(mark.type for mark in hide)
        body = {
            "log_ref": log_ref,
            "decision": "release",
            "doubts": _counts(log),
            "hidden": dict(sorted(marked.items())),
        }
        begun = self.audit.append("release", actor, body | {"state": "begun"})
        released = release(self.store, log, hide).log
        self._record_learnt(actor)
        ended = {"state": "ended", "log_ref": log_ref, "version": released.version}
        self.audit.append("release", actor, ended, about=begun)
        return released

    def discard(self, log_ref: str, reason: str, actor: Actor) -> int:
        """Remove a held log for good; returns how many identities were forgotten. Begun and ended on the record.

        Raises NotHeld; BadSetting without a reason.
        """
        if not reason.strip():
            raise BadSetting("reason: a held log is discarded for a stated reason only")
        self._held_log(log_ref, actor)
        return self.erase_held(log_ref, reason, actor)

    def erase_held(self, log_ref: str, reason: str, actor: Actor) -> int:
        """As `discard`, whoever may see the log; see `erase`."""
        log = self.store.held_log(log_ref)
        stated = self._redacted(reason, EVERYTHING)
        body = {"log_ref": log_ref, "decision": "discard", "doubts": _counts(log), "reason": stated}
        begun = self.audit.append("discard", actor, body | {"state": "begun"})
        forgotten = discard(self.store, log)
        ended = {"state": "ended", "log_ref": log_ref, "tokens_forgotten": forgotten}
        self.audit.append("discard", actor, ended, about=begun)
        return forgotten

    def _held_log(self, log_ref: str, actor: Actor) -> HeldLog:
        log = self.store.held_log(log_ref)
        if not self._sees(actor).permits(log.label):
            raise NotHeld(f"no log {log_ref} waits for a decision")
        return log


def _counts(log: HeldLog) -> dict[str, int]:
    """How many stretches of a held log are doubtful, by reason."""
    return {str(reason): count for reason, count in sorted(log.reasons.items())}
