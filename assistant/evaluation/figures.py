"""The values of some measures, question by question -> the figures, their intervals, and the bars they are held to."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.evaluation.bars import held_to
from assistant.evaluation.corpus import mean, percentile
from assistant.evaluation.intervals import of_percentile, within


def figures(scores: Mapping[str, Sequence[float]], kind: str = "") -> dict[str, Any]:
    """The mean of each measure, with "intervals" and "bars" by measure. kind: whose bars apply, see `held_to`.

    A bar is compared with the mean before it is rounded.
    """
    taken = {name: values for name, values in scores.items() if values}
    return {name: mean(values) for name, values in scores.items()} | {
        "intervals": {name: within(values) for name, values in taken.items()},
        "bars": held_to(kind, {name: sum(values) / len(values) for name, values in taken.items()}),
    }


def times(seconds: Sequence[float], kind: str = "") -> dict[str, Any]:
    """The median and the 95th percentile of some times, with "intervals" and "bars" as above."""
    shares = {"p50": 0.5, "p95": 0.95} if seconds else {}
    at = {name: percentile(seconds, share) for name, share in shares.items()}
    intervals = {name: of_percentile(seconds, share) for name, share in shares.items()}
    return at | {"intervals": intervals, "bars": held_to(kind, at)}
