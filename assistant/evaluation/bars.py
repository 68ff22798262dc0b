"""The figures that redaction and answers are held to, by kind: a measure, its bound, and on which side to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.labelled import LOGS, PANORAMA, PRESIDIO, TAB, WNUT

ORIGINS = "origins"  # generated logs by origin of names
ANSWERS, FIRST_TEXT, PASSAGES, ABSTENTION = "answers", "first text", "passages", "abstention"


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
    ANSWERS: (
        Bar("sentences_cited", 1.0),
        Bar("cited_among_retrieved", 1.0),
        Bar("quotes_verbatim", 1.0),
        Bar("cited_precision", 0.85),
        Bar("cited_recall", 0.80),
        Bar("not_found", 0.90),
        Bar("wrongly_not_found", 0.08, at_least=False),
        Bar("declined", 0.98),
        Bar("wrongly_declined", 0.03, at_least=False),
    ),
    f"{ANSWERS} to fact": (Bar("facts", 0.80), Bar("cited_precision", 0.85), Bar("cited_recall", 0.80)),
    f"{ANSWERS} to multi": (Bar("facts", 0.65),),
    FIRST_TEXT: (Bar("p95", 1.0, at_least=False),),
    PASSAGES: (Bar("sentences_f1", 0.60),),
    ABSTENTION: (Bar("not_found", 0.90), Bar("wrongly_not_answered", 0.10, at_least=False)),
}


def held_to(kind: str, figures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By measure: the bar and whether the figure meets it. A measure that was not taken, or has no bar, is left out."""
    return {
        bar.measure: {"bar": bar.bound, "at_least": bar.at_least, "met": bar.met(value)}
        for bar in BARS.get(kind, ())
        if (value := figures.get(bar.measure)) is not None
    }
