"""The figures that redaction is held to, by kind of labelled set: a measure, its bound, and on which side to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.labelled import LOGS, PANORAMA, PRESIDIO, TAB, WNUT

ORIGINS = "origins"  # generated logs by origin of names


@dataclass(frozen=True, slots=True)
class Bar:
    """One bound. at_least: whether the figure must not be below it; else it must not be above."""

    measure: str
    bound: float
    at_least: bool = True

    def met(self, value: float) -> bool:
        """Whether a figure keeps to the bound."""
        return value >= self.bound if self.at_least else value <= self.bound


BARS = {
    LOGS: (
        Bar("direct_hidden", 0.99),
        Bar("entities_hidden_everywhere", 0.97),
        Bar("structured_hidden", 0.995),
        Bar("kept_masked", 0.05, at_least=False),
        Bar("plain_masked", 0.01, at_least=False),
        Bar("times_stock_speed", 5.0),
        Bar("person_tokens_precision", 0.98),
        Bar("person_tokens_recall", 0.75),
        Bar("questions_resolved", 0.9),
    ),
    TAB: (Bar("direct_hidden", 0.90), Bar("kept_masked", 0.15, at_least=False)),
    PANORAMA: (Bar("direct_hidden", 0.97),),
    PRESIDIO: (Bar("direct_hidden", 0.96),),
    WNUT: (Bar("direct_hidden", 0.75),),
    ORIGINS: (Bar("largest_gap", 0.02, at_least=False),),
}


def held_to(kind: str, figures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By measure: the bar and whether the figure meets it. A measure that was not taken is left out."""
    return {
        bar.measure: {"bar": bar.bound, "at_least": bar.at_least, "met": bar.met(value)}
        for bar in BARS[kind]
        if (value := figures.get(bar.measure)) is not None
    }
