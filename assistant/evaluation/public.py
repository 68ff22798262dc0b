"""The public sets that answers are measured on, told by the files of their folder; each in a store of its own."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.evaluation import abstention, claims, passages
from assistant.evaluation.corpus import EVALUATOR, incident_reports, loaded, rows
from assistant.service import Service
from assistant.settings import NO_MODEL, Settings
from index.embedding import MiniLM

SETS = {"claims": claims.FILES, "passages": passages.FILES, "incidents": abstention.FILES}


def present(data: Path) -> list[str]:
    """The names of the sets whose files a folder has."""
    return [name for name, files in SETS.items() if all((data / file).exists() for file in files)]


def measure(data: Path, folder: Path, settings: Settings, *, progress: Callable[[str], None]) -> dict[str, Any]:
    """The figures of each set that is there, by its name; without a model, whose sentences have no marks.

    Records that wait for a person, as texts of another form than logs often do, are released as they are. folder: for
    the stores.
    """
    settings = replace(settings, model=NO_MODEL)
    measured: dict[str, Any] = {}
    for name in present(data):
        first, *others = [rows(data / file) for file in SETS[name]]
        progress(f"measuring {name}: {len(first)} records")
        if name == "claims":
            measured[name] = claims.measure(first, MiniLM())
        elif name == "passages":
            service = Service(replace(settings, store=folder / name, master_key=None))
            service.ingest([passages.export(first, folder / "passages.jsonl")], EVALUATOR)
            released = release_all(service)
            measured[name] = passages.measure(service, first, *others) | {"released": released}
            service.close()
        else:
            service = loaded(incident_reports(data), folder / name, settings)
            released = release_all(service)
            measured[name] = abstention.measure(service, *others, progress=progress) | {"released": released}
            service.close()
    return measured


def release_all(service: Service) -> int:
    """Release every log that waits for a person, with nothing more hidden; how many there were."""
    waiting = service.held(EVALUATOR)
    for log in waiting:
        service.release(log.log_ref, (), EVALUATOR)
    return len(waiting)
