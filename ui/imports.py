"""Imports that run beside the page: each in a thread of its own, seen by every session, stopped by its own only."""

import itertools
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.audit import Actor
from assistant.service import Service
from index import columns
from index.ingest import Report
from ui.problems import explained
from ui.uploads import Batch

KEPT = 20  # imports that are remembered after their end


@dataclass(slots=True, eq=False)
class Import:
    """One import and how far it is. Written by its thread, read by any."""

    number: int
    actor: Actor
    names: Mapping[str, str]  # of the files: as the report names them -> as uploaded
    report: Report = field(default_factory=Report)
    begun: float = field(default_factory=time.monotonic)
    ended: bool = False
    problem: str = ""  # why it ended early, for a reader
    stop: threading.Event = field(default_factory=threading.Event)


class Imports:
    """The imports of this process, in the order begun."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._imports: list[Import] = []

    def start(self, batch: Batch, actor: Actor, mapping: columns.Mapping | None) -> Import:
        """Begin an import of uploaded files, which are dropped at its end. Returns at once."""
        begun = Import(next(self._numbers), actor, batch.names)
        with self._lock:
            ended = [one for one in self._imports if one.ended]
            self._imports = [one for one in self._imports if one not in ended[:-KEPT]] + [begun]
        # A server that is stopped does not wait for it: what it committed is whole, and the next import finds the rest.
        thread = threading.Thread(
            target=self._run, args=(begun, batch, mapping), name=f"import {begun.number}", daemon=True
        )
        thread.start()
        return begun

    def all(self) -> list[Import]:
        """Every import that runs or is remembered."""
        with self._lock:
            return list(self._imports)

    def stop(self, actor: Actor) -> None:
        """Stop what this actor's session imports, after the batch at hand; what was taken in stays."""
        for one in self.all():
            if one.actor == actor:
                one.stop.set()

    def _run(self, begun: Import, batch: Batch, mapping: columns.Mapping | None) -> None:
        def progress(report: Report) -> None:
            begun.report = replace(report)  # the ingest goes on counting in its own

        try:
            begun.report = self._service.ingest(
                batch.paths, begun.actor, mapping=mapping, progress=progress, cancelled=begun.stop.is_set
            )
        except Exception as error:
            begun.problem = explained(error)
        finally:
            batch.drop()
            begun.ended = True
