"""Trains the policy's model on its examples: `python -m ui.fit_policy`, after a change to the examples."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ui.commands.printing import say
from ui.commands.training import finished


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the weights beside the model, or to the folder that is named; 1 with one line when the examples are bad."""
    from assistant.likeness import model
    from assistant.likeness.training import train

    parser = argparse.ArgumentParser(prog="python -m ui.fit_policy", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(model.__file__).parent, help="folder for weights and record")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    return finished(lambda: train(model.examples(), given.out, seed=given.seed, progress=say))


if __name__ == "__main__":
    sys.exit(main())
