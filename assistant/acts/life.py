"""The life of a log: withdrawn, reinstated, kept after its review, and due for the next one."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from assistant.acts.common import Acts
from assistant.audit import Actor
from index.errors import BadAccess, BadSetting, NotHeld
from index.grouping import related
from index.life import LogLife, today
from index.records import Filters, Related
from index.retention import load_retention


class LifeActs(Acts):
    """What can be done to the life of logs."""

    def withdraw(self, log_ref: str, reason: str, actor: Actor) -> LogLife:
        """Leave a log out of every search; it is kept, and answers that quoted it show it as withdrawn.

        Raises NotHeld when it is not held or is withdrawn already; BadSetting without a reason.
        """
        with self._of_life(log_ref, reason, "withdrawn", actor) as life:
            if life.withdrawn:
                raise NotHeld(f"log {log_ref} is withdrawn already")
            event = self.audit.append(
                "withdraw", actor, {"log_ref": log_ref, "reason": self._redacted(reason, self._sees(actor))}
            )
            self.store.catalogue.life.withdraw(log_ref, event)
        return self.life([log_ref], actor)[log_ref]

    def reinstate(self, log_ref: str, reason: str, actor: Actor) -> LogLife:
        """Take a withdrawal back. Raises NotHeld when the log is not withdrawn; BadSetting without a reason."""
        with self._of_life(log_ref, reason, "reinstated", actor) as life:
            if not life.withdrawn:
                raise NotHeld(f"log {log_ref} is not withdrawn")
            body = {"log_ref": log_ref, "reason": self._redacted(reason, self._sees(actor))}
            self.audit.append("reinstate", actor, body, about=life.withdrawn_in)
            self.store.catalogue.life.reinstate(log_ref)
        return self.life([log_ref], actor)[log_ref]

    def retain(self, log_ref: str, until: str, reason: str, actor: Actor) -> LogLife:
        """Keep a log after its review until a day (ISO), when it is due again. Raises NotHeld; BadSetting."""
        if until <= today():
            raise BadSetting("until: expected a day after today")
        with self._of_life(log_ref, reason, "retained", actor) as life:
            stated = self._redacted(reason, self._sees(actor))
            body = {"log_ref": log_ref, "was_due": life.review_by, "until": until, "reason": stated}
            self.audit.append("retain", actor, body)
            self.store.catalogue.life.retain(log_ref, until)
        return self.life([log_ref], actor)[log_ref]

    def reviews_due(self, actor: Actor, *, by: str | None = None) -> list[LogLife]:
        """The logs whose review is due by a day (ISO; default today), the longest due first, on the record."""
        due = self._visible(self.store.catalogue.life.due(by or today()), actor)
        self.audit.append("view", actor, {"reviews": len(due), "log_refs": [life.log_ref for life in due]})
        return due

    def withdrawn(self, actor: Actor) -> list[LogLife]:
        """The logs that are withdrawn, the first withdrawn first, on the record."""
        found = self._visible(self.store.catalogue.life.withdrawn(), actor)
        self.audit.append("view", actor, {"withdrawn": len(found), "log_refs": [life.log_ref for life in found]})
        return found

    def life(self, log_refs: Sequence[str], actor: Actor) -> dict[str, LogLife]:
        """The states of these logs; nothing of their text."""
        seen = self.store.catalogue.visible(log_refs, self._sees(actor))
        return self.store.catalogue.life.of(sorted(seen))

    def related(self, log_refs: Sequence[str], actor: Actor) -> dict[str, Related]:
        """What other logs are to these, by reference; nothing of their text."""
        clearance = self._sees(actor)
        seen = sorted(self.store.catalogue.visible(log_refs, clearance))
        return {one.log_ref: one for one in related(self.store.catalogue, seen, Filters(), clearance)}

    def set_retention(self, path: Path, actor: Actor) -> int:
        """Give the store another retention policy, on the record; returns how many logs are due now.

        Raises BadPolicy; BadAccess unless the actor may see every log, since it moves them all.
        """
        if not self._sees(actor).is_everything:
            raise BadAccess("a retention policy counts for every log; it is set by those who may see every log")
        policy = load_retention(path)
        with self.store.changing():
            body = {"grace_days": policy.grace_days, "periods": [asdict(period) for period in policy.periods]}
            self.audit.append("retention", actor, body)
            self.store.catalogue.retain_under(policy)
        return sum(1 for _ in self.store.catalogue.life.due(today()))

    def _visible(self, lives: Iterable[LogLife], actor: Actor) -> list[LogLife]:
        listed = list(lives)
        seen = self.store.catalogue.visible([life.log_ref for life in listed], self._sees(actor))
        return [life for life in listed if life.log_ref in seen]

    @contextmanager
    def _of_life(self, log_ref: str, reason: str, done: str, actor: Actor) -> Iterator[LogLife]:
        """A held log's state, which nobody else changes meanwhile."""
        if not reason.strip():
            raise BadSetting(f"reason: a log is {done} for a stated reason only")
        with self.store.changing():
            found = self.life([log_ref], actor)
            if log_ref not in found:
                raise NotHeld(f"no log {log_ref} is held")
            yield found[log_ref]
