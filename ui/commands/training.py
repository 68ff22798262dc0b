"""What the commands that train our models share: `python -m ui.train_...` and `python -m ui.fit_policy`."""

import argparse
from collections.abc import Callable
from pathlib import Path

from index.errors import BadFile, BadSetting
from ui.commands.printing import say


def labelled_sets_parser(module: str, description: str | None, *, epochs: int, rate: float) -> argparse.ArgumentParser:
    """The arguments of a training on the labelled sets. epochs, rate: where none is given."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("data", type=Path, help="folder that holds logs/ and the public sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and record")
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--seed", type=int, default=1)
    return parser


def finished(training: Callable[[], None]) -> int:
    """Train, and return the exit status: 1 with one line when what is learnt from is not there or bad."""
    try:
        training()
    except (BadFile, BadSetting) as error:
        say(str(error))
        return 1
    return 0
