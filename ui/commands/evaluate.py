"""`intellog evaluate`: the product's quality and speed, measured on labelled data."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from index.errors import BadSetting
from ui.commands.arguments import AddCommand
from ui.commands.opening import settings_of
from ui.commands.printing import print_json, say
from ui.commands.serve import DEMO

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def declare(command: AddCommand) -> None:
    """Add the command with its arguments."""
    sub = command(
        "evaluate", _evaluate, "measure the product on labelled data", "evaluate redaction --data tests/data --json"
    )
    sub.add_argument(
        "suite", nargs="?", default="all",
        choices=["all", "redaction", "injection", "search", "answers", "followups", "patterns", "speed", "scale"],
    )  # fmt: skip
    sub.add_argument(
        "--logs", type=int, default=100_000, metavar="N", help="scale: the largest number of invented logs"
    )
    sub.add_argument("--plot", type=Path, metavar="FILE", help="scale: write the growth as an SVG picture")
    sub.add_argument("--as-it-is", action="store_true", help="scale: measure the store as it is, and make no logs")
    sub.add_argument(
        "--data", type=Path, default=Path("tests/data"), metavar="FOLDER", help="the gold marks and questions"
    )
    sub.add_argument("--leaks", action="store_true", help="list what redaction missed; quotes the labelled texts")
    sub.add_argument(
        "--names-model", type=Path, metavar="FOLDER", help="measure redaction with a model trained without some data"
    )
    sub.add_argument("--json", action="store_true")


def _evaluate(options: argparse.Namespace) -> int:
    if options.suite == "scale":
        return _evaluate_scale(options)
    from assistant.evaluation import evaluate
    from ui.measures import answers_table, leaks, table

    figures = evaluate(
        options.suite, options.data, DEMO, settings_of(options),
        leaks=options.leaks, names_model=options.names_model, progress=say,
    )  # fmt: skip
    if options.json:
        print_json(figures)
        return 0
    redaction = figures.pop("redaction", {})
    print(table(redaction), end="")
    for line in leaks(redaction):
        print(line)
    print(answers_table(figures.pop("answers", {})), end="")
    if figures:
        print_json(figures, indent=1)
    return 0


def _evaluate_scale(options: argparse.Namespace) -> int:
    """Fill the store of --store with invented logs, size by size, and measure each size in a process of its own."""
    from assistant.evaluation import scale
    from index.embedding import MiniLM
    from index.relevance.model import RelevanceModel

    folder, embedder = settings_of(options).store, MiniLM()
    if options.as_it_is:
        print_json(scale.measure(folder, embedder, say, RelevanceModel()))
        return 0
    if folder.exists() and any(folder.iterdir()) and not scale.is_made(folder, embedder):
        raise BadSetting(f"{folder.name}: it holds another store; name an empty or new folder with --store")
    figures = []
    own = [sys.executable, "-m", "ui.cli", "--store", str(folder), "evaluate", "scale", "--as-it-is"]
    for _ in scale.growth(folder, options.logs, embedder, say):
        done = subprocess.run(own, check=False, stdout=subprocess.PIPE, env=os.environ | _ONE_THREAD)
        if done.returncode:
            return done.returncode  # it said why
        figures.append(json.loads(done.stdout))
    if options.plot:
        options.plot.write_text(scale.plot(figures), "utf-8")
    print_json({"sizes": figures}, indent=None if options.json else 1)
    return 0
