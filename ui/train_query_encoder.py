"""Trains the query encoder: `python -m ui.train_query_encoder DATA --out FOLDER`, DATA: the labelled sets."""

import sys
from collections.abc import Sequence
from functools import partial

from ui.commands.printing import say
from ui.commands.training import finished, labelled_sets_parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the options say; 1 with one line when the data is not there."""
    from index.query_encoder.training import EPOCHS, RATE, train

    given = labelled_sets_parser("ui.train_query_encoder", __doc__, epochs=EPOCHS, rate=RATE).parse_args(arguments)
    return finished(
        partial(train, given.data, given.out, epochs=given.epochs, rate=given.rate, seed=given.seed, progress=say)
    )


if __name__ == "__main__":
    sys.exit(main())
