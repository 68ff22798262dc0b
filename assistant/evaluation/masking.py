"""What redaction hides of a labelled set: marks and replaced stretches -> counts by text -> shares with intervals.

A mark is hidden when each of its letters and digits is replaced; an entity, when all its marks in the set are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.evaluation.intervals import bootstrap, wilson
from assistant.evaluation.labelled import LOGS, LabelledSet

Places = Mapping[str, Sequence[tuple[int, int]]]  # by id: the stretches that are replaced
STRUCTURED = frozenset(
    """
    VEHICLE_REG PHONE POSTCODE EMAIL NINO NHS_NUMBER PASSPORT DRIVING_LICENCE PNC_ID CRO_NUMBER CUSTODY_NUMBER
    BANK_ACCOUNT IMEI IP_ADDRESS
    """.split()
)


@dataclass(frozen=True, slots=True)
class Leak:
    """A mark that is not wholly hidden. It quotes the text, so it is for labelled data only."""

    set: str
    id: str
    type: str
    text: str


@dataclass(slots=True)
class Tally:
    """Counts of one set, or of several added up."""

    logs: bool  # whether marks are of the logs' types, so that structured identifiers can be told
    texts: int = 0
    by_type: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))  # hidden, all
    entities: dict[tuple[str, str, str], bool] = field(default_factory=dict)  # (set, type, entity): hidden everywhere
    kept: list[tuple[float, float]] = field(default_factory=list)  # by text: characters masked, characters
    plain: list[tuple[float, float]] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Shares in [0, 1] with their intervals, and the counts behind them by type."""
        hidden, marks = (sum(counts[i] for counts in self.by_type.values()) for i in (0, 1))
        safe = sum(self.entities.values())
        figures: dict[str, Any] = {
            "texts": self.texts,
            "direct_marks": marks,
            "direct_hidden": _share(hidden, marks),
            "entities_hidden_everywhere": _share(safe, len(self.entities)),
            "kept_masked": _share(*_summed(self.kept)),
            "plain_masked": _share(*_summed(self.plain)),
        }
        intervals = {
            "direct_hidden": wilson(hidden, marks),
            "entities_hidden_everywhere": wilson(safe, len(self.entities)),
            "kept_masked": bootstrap(self.kept),
            "plain_masked": bootstrap(self.plain),
        }
        if not any(whole for _, whole in self.kept):
            del figures["kept_masked"], intervals["kept_masked"]
        if self.logs:
            some = [counts for kind, counts in self.by_type.items() if kind in STRUCTURED]
            hidden, marks = (sum(counts[i] for counts in some) for i in (0, 1))
            figures["structured_hidden"] = _share(hidden, marks)
            intervals["structured_hidden"] = wilson(hidden, marks)
        by_type = {
            kind: {"hidden": a, "marks": b, "share": _share(a, b), "interval": wilson(a, b)}
            for kind, (a, b) in sorted(self.by_type.items())
        }
        return figures | {"by_type": by_type, "intervals": intervals}


def tally(labelled: LabelledSet, replaced: Places) -> Tally:
    """Count what the replaced stretches hide. A text without stretches counts as left as it is."""
    counts = Tally(labelled.kind == LOGS, len(labelled.texts))
    for ref, text in labelled.texts.items():
        covered = {i for start, end in replaced.get(ref, ()) for i in range(start, end)}
        marked: set[int] = set()
        kept = [0, 0]
        for mark in labelled.marks[ref]:
            letters = {i for i in range(mark.start, mark.end) if text[i].isalnum()}
            marked |= letters
            if mark.type in labelled.direct:
                hidden = letters <= covered
                counts.by_type[mark.type][0] += hidden
                counts.by_type[mark.type][1] += 1
                key = (labelled.name, mark.type, mark.entity)
                counts.entities[key] = counts.entities.get(key, True) and hidden
                if not hidden:
                    counts.leaks.append(Leak(labelled.name, ref, mark.type, text[mark.start : mark.end]))
            elif mark.type in labelled.kept:
                kept[0] += len(letters & covered)
                kept[1] += len(letters)
        plain = [i for i, c in enumerate(text) if c.isalnum() and i not in marked]
        counts.kept.append((kept[0], kept[1]))
        counts.plain.append((len(covered.intersection(plain)), len(plain)))
    return counts


def added(tallies: Sequence[Tally]) -> Tally:
    """Several sets as one."""
    whole = Tally(all(t.logs for t in tallies))
    for one in tallies:
        whole.texts += one.texts
        for kind, (hidden, marks) in one.by_type.items():
            whole.by_type[kind][0] += hidden
            whole.by_type[kind][1] += marks
        whole.entities |= one.entities
        whole.kept += one.kept
        whole.plain += one.plain
        whole.leaks += one.leaks
    return whole


def _summed(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(part for part, _ in parts), sum(whole for _, whole in parts)


def _share(part: float, whole: float) -> float:
    return round(part / max(whole, 1), 4)
