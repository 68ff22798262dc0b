"""Audit review: what a reviewer says of a citation, and how a replayed answer differs from the recorded one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.records import Answer
from index.errors import BadSetting

MARKS = ("right", "partly", "wrong")


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's mark on one citation of one answer. Positions count from 0."""

    audit_id: int
    sentence: int
    citation: int
    mark: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.mark not in MARKS:
            raise BadSetting(f"mark: expected one of {', '.join(MARKS)}")


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded question asked again. The written sentences are not part of it: retrieval and quotes are."""

    audit_id: int
    replayed_as: int
    same: bool
    same_store: bool  # whether the store has not changed since
    differences: tuple[str, ...]


def compare(
    audit_id: int,
    recorded: Mapping[str, Any],
    again: Answer,
    generation: int,
    *,
    out_of_search: Sequence[str] = (),
) -> Replay:
    """What differs between a recorded answer's body and its replay, in words that name references only.

    out_of_search: logs that it quotes and searches leave out now.
    """
    differences = []
    if recorded["status"] != again.status:
        differences.append(f"status was {recorded['status']}, is {again.status}")
    before, now = list(recorded["retrieved"]), list(again.retrieved)
    if before != now:
        gone, new = [r for r in before if r not in now], [r for r in now if r not in before]
        what = [f"no longer: {', '.join(gone)}"] * bool(gone) + [f"newly: {', '.join(new)}"] * bool(new)
        differences.append("retrieved logs differ: " + ("; ".join(what) or "in another order"))
    quoted = [_places(s["citations"]) for s in recorded["sentences"]]
    quoted_again = [_places(s["citations"]) for s in again.as_dict()["sentences"]]
    if quoted != quoted_again:
        differences.append(f"quoted places differ: {len(quoted)} sentences then, {len(quoted_again)} now")
    if out_of_search:
        differences.append(f"withdrawn or past review since: {', '.join(out_of_search)}")
    return Replay(
        audit_id, int(again.audit_id), not differences, recorded["generation"] == generation, tuple(differences)
    )


def _places(citations: Any) -> list[tuple[str, int, int, int]]:
    return [(c["log_ref"], c["version"], c["start"], c["end"]) for c in citations]
