"""Trains the query encoder: `python -m ui.train_query_encoder DATA --out FOLDER`, DATA: the labelled sets."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ui.commands.printing import say


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the options say; 1 with one line when the data is not there."""
    from index.errors import BadFile
    from index.query_encoder.training import EPOCHS, RATE, train

    parser = argparse.ArgumentParser(prog="python -m ui.train_query_encoder", description=__doc__)
    parser.add_argument("data", type=Path, help="folder that holds logs/ and the public sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and record")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    try:
        train(given.data, given.out, epochs=given.epochs, rate=given.rate, seed=given.seed, progress=say)
    except BadFile as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
