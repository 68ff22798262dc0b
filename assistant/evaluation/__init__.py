"""The product's own quality figures on labelled data: each suite beside a named baseline in the same run.

Labelled data is a folder with, for each corpus NAME, `NAME.gold.jsonl` (marks), and, where there are any,
`NAME.questions.jsonl` and `NAME.plots.json`; the export itself is `NAME.jsonl` there, or in the folder of demo logs.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.evaluation import answers, patterns, redaction, search, speed
from assistant.evaluation.corpus import corpora
from assistant.settings import Settings
from index.errors import BadFile

SUITES = {
    "redaction": redaction.measure,
    "search": search.measure,
    "answers": answers.measure,
    "patterns": patterns.measure,
    "speed": speed.measure,
}


def evaluate(
    suite: str, data: Path, exports: Path, settings: Settings, *, progress: Callable[[str], None] = lambda message: None
) -> dict[str, Any]:
    """Run one suite, or "all", on stores that are gone afterwards. Raises BadFile without labelled data."""
    labelled = corpora(data, exports)
    if not labelled:
        raise BadFile(f"{data}: expected NAME.gold.jsonl files; give the folder of labelled data with --data")
    figures: dict[str, Any] = {}
    for name in SUITES if suite == "all" else [suite]:
        progress(f"measuring {name}")
        with TemporaryDirectory() as folder:
            figures[name] = SUITES[name](labelled, Path(folder), settings)
    return figures
