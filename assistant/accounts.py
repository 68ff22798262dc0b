"""Accounts: what events of the record say of others -> whose bodies were withdrawn, which deletions did not end.

That must stand although the body of such an event is withdrawn itself, for a name in it that was learnt later. So it
lies in the signed part of an event: states, counts, numbers, and of a reference its keyed digest; no text. Events from
before that have it in their body, and what withdraws such a body carries it on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ERASING = ("delete", "discard", "withdraw", "reinstate")  # acts that erase a log, or take it out of search or back
# What lasts of a body, by act; "ref" beside it in acts that erase.
LASTING = dict.fromkeys(ERASING, ("ref",)) | {
    "delete": ("ref", "state", "holds", "identities", "found", "copies_overwritten", "generation", "withdrawn"),
    "reredact": ("withdrawn", "carried"),
}


def parted(
    kind: str, body: Mapping[str, Any], digest: Callable[[str], str]
) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """What lasts of a body, and the rest of it. digest: what stands for a reference."""
    if kind not in LASTING:
        return {}, body
    lasting = {name: body[name] for name in LASTING[kind] if name in body}
    if kind in ERASING and "log_ref" in body:
        lasting["ref"] = digest(body["log_ref"])
    return lasting, {name: value for name, value in body.items() if name not in LASTING[kind]}


@dataclass(slots=True)
class Accounts:
    """What the events said that were taken in so far, in their order."""

    withdrawn: set[int] = field(default_factory=set)  # events whose bodies were
    carried: dict[int, Mapping[str, Any]] = field(default_factory=dict)  # what lasts of events of the older form
    begun: dict[str, int] = field(default_factory=dict)  # deletions that did not end: digest of the log -> the event
    lost: set[int] = field(default_factory=set)  # deletions of the older form whose body is withdrawn
    unfounded: set[int] = field(default_factory=set)  # those that end what was not begun

    def take(self, seq: int, kind: str, about: int | None, lasting: Mapping[str, Any]) -> None:
        """Take in the next event. about: the one it belongs to."""
        self.withdrawn.update(lasting.get("withdrawn", ()))
        for number, other in lasting.get("carried", {}).items():
            self.carried[int(number)] = other
            self.withdrawn.update(other.get("withdrawn", ()))
        if kind != "delete":
            return
        if "state" not in lasting:
            self.lost.add(seq)
        elif lasting["state"] == "begun":
            self.begun[lasting["ref"]] = seq
        elif about not in (self.begun.pop(lasting["ref"], 0), *self.lost):
            self.unfounded.add(seq)
