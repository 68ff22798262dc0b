"""Labelled corpora for evaluation, and stores made from them."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.audit import Actor
from assistant.service import Service
from assistant.settings import Settings
from index.columns import Mapping

EVALUATOR = Actor("evaluation")


@dataclass(frozen=True, slots=True)
class Corpus:
    """One labelled corpus. Questions and plots are empty where the corpus has none."""

    name: str
    export: Path
    texts: dict[str, str]  # by reference
    gold: dict[str, dict[str, Any]]  # by reference: spans, indicators
    questions: tuple[dict[str, Any], ...]
    plots: tuple[dict[str, Any], ...]
    followups: tuple[dict[str, Any], ...] = ()  # follow-up questions, each with a wording that stands alone
    mapping: Mapping | None = None  # of the export, where its columns have names of their own


def corpora(data: Path, exports: Path) -> list[Corpus]:
    """The corpora of a folder, by name. An export that is not beside its marks is taken from `exports`."""
    found = []
    for marks in sorted(data.glob("*.gold.jsonl")):
        name = marks.name.removesuffix(".gold.jsonl")
        export = next((p for p in (data / f"{name}.jsonl", exports / f"{name}.jsonl") if p.exists()), None)
        if export is None:
            continue
        questions, plots = data / f"{name}.questions.jsonl", data / f"{name}.plots.json"
        followups = data / f"{name}.followups.jsonl"
        found.append(
            Corpus(
                name,
                export,
                {row["log_ref"]: row["text"] for row in rows(export)},
                {row["log_ref"]: row for row in rows(marks)},
                tuple(rows(questions)) if questions.exists() else (),
                tuple(json.loads(plots.read_text("utf-8"))["plots"]) if plots.exists() else (),
                tuple(rows(followups)) if followups.exists() else (),
            )
        )
    return found


def incident_reports(data: Path) -> list[Corpus]:
    """The reports of incidents of a folder with questions to them, such as those of MUC-4; none in any other folder.

    Questions have graded `relevant` reports, and a `family`. Reports without a date get the earliest one.
    """
    export, questions = data / "reports.jsonl", data / "queries.jsonl"
    if not (export.exists() and questions.exists()):
        return []
    reports = rows(export)
    earliest = min((row["date"] for row in reports if row.get("date")), default="1990-01-01")
    columns: dict[str, tuple[str, ...]] = {"log_ref": ("id",), "text": ("text",), "reported_at": ("date",)}
    mapping = Mapping(columns, defaults={"reported_at": earliest}, is_complete=True)
    asked = tuple(row | {"type": row["family"]} for row in rows(questions))
    texts = {row["id"]: row["text"] for row in reports}
    return [Corpus(data.name, export, texts, {}, asked, (), mapping=mapping)]


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def loaded(some: Sequence[Corpus], folder: Path, settings: Settings) -> Service:
    """A service over a new store that holds these corpora."""
    service = Service(replace(settings, store=folder, master_key=None))
    for mapping in {id(corpus.mapping): corpus.mapping for corpus in some}.values():
        service.ingest([c.export for c in some if c.mapping is mapping], EVALUATOR, mapping=mapping)
    return service


def mean(values: Sequence[float]) -> float | None:
    """The mean, rounded for printing; None of nothing."""
    return round(sum(values) / len(values), 3) if values else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that this share of the values does not exceed (nearest rank); None of nothing."""
    ordered = sorted(values)
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 3) if ordered else None
