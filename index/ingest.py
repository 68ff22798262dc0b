"""Ingest: export files -> redacted logs, passages and vectors in the store, batch by batch; doubtful ones are held.

A batch is redacted, embedded and committed as one: killed at any moment, the store holds whole batches, and the next
run finds the rest by their fingerprints. A record that was read before is a duplicate; changed, a new version.
"""

import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from index.columns import Mapping as ColumnMapping
from index.crew import crew_size
from index.entries import entries
from index.errors import NotHeld
from index.held import HeldLog, Hide
from index.readers import count_records, read_logs
from index.records import RawLog, Rejection, Span
from index.redaction.redactor import Draft, raw_span
from index.reredaction import finish, sweep
from index.store import Store
from index.watching import watching

BATCH = 256  # logs that are redacted together, teach each other names, and become visible together

LARGE = 1000  # records from which on starting a crew of processes takes less time than it saves


@dataclass(slots=True)
class Report:
    """What an ingest did, so far. Counts are records."""

    read: int = 0
    at_hand: int = 0  # how many of the batch at hand are read so far; they count in `read` when they are stored
    indexed: int = 0
    updated: int = 0
    duplicates: int = 0
    reredacted: int = 0  # stored logs that hide more now, because of what this ingest taught
    rejected: list[Rejection] = field(default_factory=list)
    seconds: float = 0.0
    expected: int | None = None  # records in the files, where that is known beforehand
    held: int = 0  # logs that wait for a person, since redaction doubts them
    residual: int = 0  # identities that only the scan after redaction found
    types: Counter[str] = field(default_factory=Counter)  # identities hidden, by type
    cancelled: bool = False

    @property
    def done(self) -> int:
        """Records read so far, those of the batch at hand among them."""
        return self.read + self.at_hand

    @property
    def rate(self) -> float:
        """Records a second so far; 0 before the first is read."""
        return self.done / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """An estimate; None where it is not known how many records there are, or yet how fast they go."""
        if not self.expected or not self.rate or self.done < min(self.expected / 10, BATCH):
            return None  # the first records wait for the models
        return max(0.0, (self.expected - self.done) / self.rate)

    def as_dict(self) -> dict[str, object]:
        """The contract of `intellog ingest --json`."""
        return {
            "read": self.read, "indexed": self.indexed, "updated": self.updated, "duplicates": self.duplicates,
            "reredacted": self.reredacted,
            "rejected": [asdict(rejection) for rejection in self.rejected], "seconds": round(self.seconds, 3),
            "held": self.held, "residual": self.residual, "types": dict(sorted(self.types.items())),
            "cancelled": self.cancelled,
        }  # fmt: skip


def ingest(
    paths: Sequence[Path],
    store: Store,
    *,
    mapping: ColumnMapping | None = None,
    progress: Callable[[Report], None] = lambda report: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Read files and folders into the store.

    progress: called at the start, while a batch is read, and after each that is committed.
    cancelled: asked before every batch whether to stop there; what was committed stays.
    Raises BadFile when a path does not exist, before anything is read; records that cannot be taken are in the report.
    """
    begun = time.monotonic()
    report = Report(expected=count_records(paths))
    records = read_logs(paths, mapping, key=store.keys.fingerprint)
    report.reredacted += finish(store)  # what a killed ingest left undone
    progress(report)
    with ExitStack() as working:
        is_crewed = False
        while not cancelled():
            batch = list(islice(records, BATCH))
            if not batch:
                break
            report.rejected += [record for record in batch if isinstance(record, Rejection)]

            def reading(share: float, of: int = len(batch)) -> None:
                seconds = time.monotonic() - begun
                progress(replace(report, at_hand=int(share * of), seconds=seconds))

            with store.changing():
                _take(store, [record for record in batch if isinstance(record, RawLog)], report, reading)
                report.reredacted += sweep(store)
            report.read += len(batch)
            report.seconds = time.monotonic() - begun
            progress(report)
            if not is_crewed and max(report.expected or 0, report.read) >= LARGE:
                working.enter_context(store.crewed(crew_size()))  # now: the first batch is not slowed by its loading
                is_crewed = True
        else:
            report.cancelled = True
    finish(store)  # leaves no copy of what was replaced
    store.vectors()  # the index file is made now, so that the first question need not wait for it
    report.seconds = time.monotonic() - begun
    return report


def fingerprint(log: RawLog, key: bytes) -> bytes:
    """What recognises a raw record: keyed, since a plain hash of a short text can be guessed. 16 bytes."""
    content = json.dumps(asdict(log), sort_keys=True, ensure_ascii=False).encode()
    return hmac.digest(key, content, hashlib.sha256)[:16]


def release(store: Store, held: HeldLog, hide: Sequence[Hide]) -> Draft:
    """Take a held log into the catalogue, as a person decided. Its identities are sought anew, with all learnt since.

    hide: what else is an identity, in the texts as `held` shows them, checked. Raises NotHeld when it was decided
    meanwhile.
    """
    with store.changing():
        held = _unchanged(store, held)
        marked: dict[str, list[Span]] = {}
        for mark in hide:
            start, end = raw_span(held.draft.fields[mark.field], mark.start, mark.end)
            marked.setdefault(mark.field, []).append(Span(start, end, mark.type, 1.0, "person"))
        store.forget(held.tokens, but=held.log_ref)  # first: those that it still mentions come back with its redaction
        (draft,) = store.redactor.drafts([held.raw], marked={held.log_ref: marked})
        draft = replace(draft, log=replace(draft.log, version=held.draft.log.version))
        _store(store, [draft], {held.log_ref: held.fingerprint})
        store.held.remove(held.log_ref)
        sweep(store)
    finish(store)
    store.vectors()
    return draft


def discard(store: Store, held: HeldLog) -> int:
    """Remove a held log for good; returns how many identities no other log mentions, which were forgotten with it."""
    with store.changing():
        held = _unchanged(store, held)
        forgotten = store.forget(held.tokens, but=held.log_ref)  # first: cut short here, it can be discarded again
        store.held.remove(held.log_ref)
    return forgotten


def _unchanged(store: Store, held: HeldLog) -> HeldLog:
    """The held log as it is now. Raises NotHeld when it is no longer the one that a person saw."""
    now = store.held_log(held.log_ref)
    if now.fingerprint != held.fingerprint:
        raise NotHeld(f"log {held.log_ref} was replaced by another version meanwhile; open it again")
    return now


def _take(store: Store, logs: Sequence[RawLog], report: Report, reading: Callable[[float], None]) -> None:
    refs = [log.log_ref for log in logs]
    known, queued = store.catalogue.held(refs), store.held.waiting(refs)
    waiting = {ref: w for ref, w in queued.items() if ref not in known or w.version > known[ref].version}
    prints = {log.log_ref: fingerprint(log, store.keys.fingerprint) for log in logs}
    fresh: dict[str, RawLog] = {}
    for log in logs:
        seen = [some[log.log_ref].fingerprint for some in (known, waiting) if log.log_ref in some]
        if log.log_ref in fresh or prints[log.log_ref] in seen:
            report.duplicates += 1
        else:
            fresh[log.log_ref] = log
    if not fresh:
        return
    versions = {ref: known[ref].version + 1 if ref in known else 1 for ref in fresh}
    with watching(reading):
        made = store.redactor.drafts(list(fresh.values()))
    drafts = [replace(draft, log=replace(draft.log, version=versions[draft.log.log_ref])) for draft in made]
    sound = [draft for draft in drafts if not draft.doubts]
    replaced = [store.held.log(ref) for ref in fresh if ref in queued]
    if replaced:
        store.vault.doubt(token for held in replaced for token in held.tokens)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    doubtful = [draft for draft in drafts if draft.doubts]
    store.held.put([HeldLog(fresh[d.log.log_ref], d, prints[d.log.log_ref], now) for d in doubtful])
    _store(store, sound, prints)
    for draft in sound:
        if draft.log.log_ref in queued:
            store.held.remove(draft.log.log_ref)
    report.held += len(doubtful)
    report.updated += sum(draft.log.version > 1 for draft in sound)
    report.indexed += sum(draft.log.version == 1 for draft in sound)
    for draft in drafts:
        report.types.update(draft.types)
        report.residual += draft.residual


def _store(store: Store, drafts: Sequence[Draft], prints: Mapping[str, bytes]) -> None:
    """Commit redacted logs to the catalogue, all or none."""
    if drafts:
        store.catalogue.add(list(entries(store.passage_embedder, [draft.log for draft in drafts], prints)))
