"""Trains the relevance model: `python -m ui.train_relevance DATA --out FOLDER`, where DATA holds the labelled sets."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ui.commands.printing import say
from ui.commands.training import finished, labelled_sets_parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the options say; 1 with one line when the data is not there."""
    from index.relevance.training import RATE, train

    parser = labelled_sets_parser("ui.train_relevance", __doc__, epochs=3, rate=RATE)
    parser.add_argument("--only", default="", help="sets of questions to forces, with commas; all without it")
    parser.add_argument("--start", type=Path, help="folder of weights to go on from")
    given = parser.parse_args(arguments)
    return finished(
        partial(
            train,
            given.data,
            given.out,
            epochs=given.epochs,
            rate=given.rate,
            seed=given.seed,
            only=frozenset(filter(None, given.only.split(","))),
            start=given.start,
            progress=say,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
