"""Ingest: export files -> redacted logs, passages and vectors in the store, batch by batch.

A batch is redacted, embedded and committed as one: killed at any moment, the store holds whole batches, and the next
run finds the rest by their fingerprints. A record that was read before is a duplicate; changed, a new version.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path

from index.columns import Mapping
from index.entries import entries
from index.readers import count_records, read_logs
from index.records import RawLog, Rejection
from index.reredaction import finish, sweep
from index.store import Store

BATCH = 256  # logs that are redacted together, teach each other names, and become visible together


@dataclass(slots=True)
class Report:
    """What an ingest did, so far. Counts are records."""

    read: int = 0
    indexed: int = 0
    updated: int = 0
    duplicates: int = 0
    reredacted: int = 0  # stored logs that hide more now, because of what this ingest taught
    rejected: list[Rejection] = field(default_factory=list)
    seconds: float = 0.0
    expected: int | None = None  # records in the files, where that is known beforehand

    def as_dict(self) -> dict[str, object]:
        """The contract of `intellog ingest --json`."""
        return {
            "read": self.read, "indexed": self.indexed, "updated": self.updated, "duplicates": self.duplicates,
            "reredacted": self.reredacted,
            "rejected": [asdict(rejection) for rejection in self.rejected], "seconds": round(self.seconds, 3),
        }  # fmt: skip


def ingest(
    paths: Sequence[Path],
    store: Store,
    *,
    mapping: Mapping | None = None,
    progress: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Read files and folders into the store. `progress` is called after every committed batch, and once at the start.

    Raises BadFile when a path does not exist, before anything is read; records that cannot be taken are in the report.
    """
    begun = time.monotonic()
    report = Report(expected=count_records(paths))
    records = read_logs(paths, mapping)
    report.reredacted += finish(store)  # what a killed ingest left undone
    progress(report)
    while batch := list(islice(records, BATCH)):
        report.read += len(batch)
        report.rejected += [record for record in batch if isinstance(record, Rejection)]
        with store.changing():
            _take(store, [record for record in batch if isinstance(record, RawLog)], report)
            report.reredacted += sweep(store)
        report.seconds = time.monotonic() - begun
        progress(report)
    finish(store)  # leaves no copy of what was replaced
    store.vectors()  # the index file is made now, so that the first question need not wait for it
    report.seconds = time.monotonic() - begun
    return report


def fingerprint(log: RawLog, key: bytes) -> bytes:
    """What recognises a raw record: keyed, since a plain hash of a short text can be guessed. 16 bytes."""
    content = json.dumps(asdict(log), sort_keys=True, ensure_ascii=False).encode()
    return hmac.digest(key, content, hashlib.sha256)[:16]


def _take(store: Store, logs: Sequence[RawLog], report: Report) -> None:
    held = store.catalogue.held([log.log_ref for log in logs])
    prints = {log.log_ref: fingerprint(log, store.keys.fingerprint) for log in logs}
    fresh: dict[str, RawLog] = {}
    for log in logs:
        known = held.get(log.log_ref)
        if log.log_ref in fresh or (known and known.fingerprint == prints[log.log_ref]):
            report.duplicates += 1
        else:
            fresh[log.log_ref] = log
    if not fresh:
        return
    versions = {ref: held[ref].version + 1 if ref in held else 1 for ref in fresh}
    redacted = [replace(log, version=versions[log.log_ref]) for log in store.redactor.logs(list(fresh.values()))]
    store.catalogue.add(list(entries(store.embedder, redacted, prints)))
    report.updated += sum(version > 1 for version in versions.values())
    report.indexed += sum(version == 1 for version in versions.values())
