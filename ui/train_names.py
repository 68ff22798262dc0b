"""Trains the names model: `python -m ui.train_names DATA --out FOLDER`, where DATA holds the labelled sets."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ui.commands.printing import say
from ui.commands.training import finished, labelled_sets_parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the options say; 1 with one line when the data is not there."""
    from index.redaction.training.learning import RATE
    from index.redaction.training.training import train

    parser = labelled_sets_parser("ui.train_names", __doc__, epochs=8, rate=RATE)
    parser.add_argument("--leave-out", default="", help="forces, with commas: to judge the model on them")
    parser.add_argument("--hold-out", action="store_true", help="leave out one in five of the public texts, too")
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
            left_out=frozenset(filter(None, given.leave_out.split(","))),
            hold_out=given.hold_out,
            start=given.start,
            progress=say,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
