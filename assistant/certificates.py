"""Certificates: the two events of a deletion on the record -> what was deleted, by whom, why, and what is left of it.

Everything was counted where it lay (see `index.traces`): before, for what was removed; after, for what is found still.
Nothing of the log's text is in it. A certificate speaks of the store's own files; of copies made before (backups,
exports, what somebody noted) it knows nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assistant.audit import Event
from index.traces import PARTS

_PARTS = {
    "versions": "versions of the log", "passages": "passages", "vectors": "vectors in the index",
    "words": "entries of the words indexes", "mentions": "mentions of identities",
    "notes": "notes on its life, its group and what it corrects",
    "identities": "identities that no other log holds", "links": "decisions on links of these",
    "held": "copies that waited for a decision",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certificate:
    """A deletion as it is on the record. `removed` and `found` are by the names of `index.traces.PARTS`."""

    log_ref: str  # "" where the retention policy keeps a digest only, or it says what redaction hides since
    ref_digest: str  # keyed, hexadecimal; "" where the reference is kept
    who: str
    session: str
    reason: str  # redacted
    begun: str  # UTC, ISO 8601
    ended: str
    removed: Mapping[str, int]  # empty for a deletion from before there were certificates
    answers_withdrawn: int
    found: Mapping[str, int]  # what was looked for afterwards and how much of it was found
    copies_overwritten: bool  # whether no copy stays in the catalogue's file: no reader was in the way
    generation_before: int  # of the catalogue
    generation_after: int
    event: int  # number on the record, of the event that ended it
    event_hash: str  # which names the hash of what stands here, and is signed

    @property
    def is_clean(self) -> bool:
        """Whether everything was looked for and nothing was found."""
        return set(PARTS) <= set(self.found) and not any(self.found.values()) and self.copies_overwritten

    def as_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self) | {"nothing_found": self.is_clean}


def named(log_ref: str, digest: str, deleted_as: str) -> dict[str, str]:
    """What stands for a log in the events of its deletion, as the retention policy asks."""
    return {"ref": digest} if deleted_as == "digest" else {"log_ref": log_ref}


def certificate(begun: Event | None, ended: Event) -> Certificate:
    """The certificate of a deletion. begun: None, or without a body, where it is not known any more."""
    first = begun or ended
    before, after = first.said, ended.said
    removed = dict(before.get("holds", {}))
    if removed and "identities" in after:
        removed["identities"] = after["identities"]
    return Certificate(
        log_ref=after.get("log_ref", ""), ref_digest="" if "log_ref" in after else after.get("ref", ""),
        who=first.actor, session=first.session,
        reason=before.get("reason", ""), begun=first.time, ended=ended.time, removed=removed,
        answers_withdrawn=len(after.get("withdrawn", ())), found=dict(after.get("found", {})),
        copies_overwritten=bool(after.get("copies_overwritten")), generation_before=int(before.get("generation", 0)),
        generation_after=int(after.get("generation", 0)), event=ended.seq, event_hash=ended.hash,
    )  # fmt: skip


def told(made: Certificate) -> Iterator[str]:
    """A certificate as lines to be read."""
    yield "Certificate of deletion"
    yield f"log: {made.log_ref or f'known by its keyed digest {made.ref_digest} only'}"
    yield f"deleted by: {made.who}{f' ({made.session})' if made.session else ''}"
    yield f"begun and ended (UTC): {made.begun}, {made.ended}"
    yield f"reason: {made.reason}"
    yield "removed:" if made.removed else "removed: not counted; the deletion is from before certificates were made"
    for part in PARTS:
        if part in made.removed:
            yield f"  {made.removed[part]} {_PARTS[part]}"
    yield f"  {made.answers_withdrawn} answers and other events on the record that quoted it, withdrawn"
    if made.found:
        left = [f"{made.found[part]} {_PARTS[part]}" for part in PARTS if made.found.get(part)]
        looked = "catalogue, words, vectors, vault, links and held logs were searched for it"
        yield f"looked for afterwards: {looked}; found: {', '.join(left) or 'nothing'}"
        if not made.copies_overwritten:
            yield "the file of the catalogue may still hold copies: somebody was reading it; run intellog check --mend"
    else:
        yield "looked for afterwards: not on the record"
    yield f"generation of the catalogue: {made.generation_before} before, {made.generation_after} after"
    yield f"record: event {made.event}, hash {made.event_hash}"
    yield "Not covered: backups, exports and whatever was copied out of the store before."
