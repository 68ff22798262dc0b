"""The product's own quality figures on labelled data: each suite beside a named baseline in the same run.

Labelled data is a folder with, for each corpus NAME, `NAME.gold.jsonl` (marks), and, where there are any,
`NAME.questions.jsonl`, `NAME.followups.jsonl` and `NAME.plots.json`; the export itself is `NAME.jsonl` there, or in the
folder of demo logs.
Redaction is measured on public sets in that folder or below it, too, search on a folder of incident reports, and
answers on a folder of claims, of passages or of incident reports (see `public`).
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.evaluation import answers, followups, injection, patterns, public, redaction, search, speed
from assistant.evaluation.corpus import corpora, incident_reports
from assistant.evaluation.labelled import labelled_sets
from assistant.settings import Settings
from index.crew import crew_for
from index.errors import BadFile

SUITES = {
    "search": search.measure,
    "answers": answers.measure,
    "followups": followups.measure,
    "patterns": patterns.measure,
    "speed": speed.measure,
}


def evaluate(
    suite: str,
    data: Path,
    exports: Path,
    settings: Settings,
    *,
    leaks: bool = False,
    names_model: Path | None = None,
    progress: Callable[[str], None] = lambda message: None,
) -> dict[str, Any]:
    """Run one suite, or "all", on stores that are gone afterwards. Raises BadFile without labelled data.

    leaks: list what redaction missed, which quotes the labelled texts. names_model: the folder of one that was trained
    without some of the data, to measure redaction with.
    """
    labelled = corpora(data, exports) + (incident_reports(data) if suite == "search" else [])
    sets = labelled_sets(data, exports) if suite in {"all", "redaction"} else []
    others = public.present(data) if suite == "answers" or labelled else []
    if not (sets if suite == "redaction" else [*labelled, *others]):
        what = "NAME.gold.jsonl files, or for search and answers those of a public set"
        raise BadFile(f"{data}: expected {what}; give the folder of labelled data with --data")
    figures: dict[str, Any] = {}
    for name in ["redaction", "injection", *SUITES] if suite == "all" else [suite]:
        progress(f"measuring {name}")
        with TemporaryDirectory() as folder:
            if name == "redaction":
                make = redaction.detectors(names_model) if names_model else redaction.product_detector
                with crew_for(make([]).names_model) as crew:
                    figures[name] = redaction.measure(
                        sets, Path(folder), detector=make, leaks=leaks, crew=crew, progress=progress
                    )
            elif name == "injection":
                attacks = injection.samples(data)
                figures[name] = injection.measure(labelled, attacks, Path(folder), settings, progress=progress)
            elif name == "answers" and others:
                of_logs = answers.measure(labelled, Path(folder), settings) if labelled else {}
                figures[name] = of_logs | public.measure(data, Path(folder), settings, progress=progress)
            else:
                figures[name] = SUITES[name](labelled, Path(folder), settings)
    return figures
