"""What commands print: results on standard output, progress and messages on standard error."""

import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.certificates import Certificate
    from assistant.handling import Handling

_BETWEEN_S = 5.0  # two lines of progress, where one cannot be written over


def say(message: str) -> None:
    """A message, on standard error."""
    print(message, file=sys.stderr, flush=True)


def print_json(value: Any, *, indent: int | None = None) -> None:
    """A result as JSON, on standard output; in one line unless indented."""
    print(json.dumps(value, ensure_ascii=False, indent=indent), flush=True)


def print_certificate(made: "Certificate", *, as_json: bool) -> int:
    """A certificate of deletion; returns the exit status, 1 when something of the log was found afterwards."""
    from assistant.certificates import told

    if as_json:
        print_json(made.as_dict())
    else:
        print("\n".join(told(made)))
    return 0 if made.is_clean or not made.found else 1


def cited(refs: Sequence[str]) -> str:
    """References in parentheses, the first five of many."""
    shown = ", ".join(refs[:5])
    return f"({shown}{f' and {len(refs) - 5} more' if len(refs) > 5 else ''})"


def handled(handling: "Handling") -> str:
    """What a reader must observe of a log, to stand at the end of the line that names it."""
    conditions = " ".join(handling.conditions.split())
    said = [handling.marking, f"conditions: {conditions}" if conditions else ""]
    said.append("part reads as an order to a machine" if handling.has_instructions else "")
    return "".join(f"  {part}" for part in said if part)


def related_lines(related: Any) -> list[str]:
    """What other logs are to one, a line each."""
    if related is None:
        return []
    said = [
        ("the same report", related.same),
        ("corrects", related.corrects),
        ("corrected by", related.corrected_by),
        ("does not agree with", related.disagrees),
    ]
    return [f"{what}: {', '.join(refs)}" for what, refs in said if refs]


class ProgressLine:
    """One line on standard error that is written over: a bar and an estimate. Where it is no terminal, some lines."""

    def __init__(self) -> None:
        self._said = 0.0  # when, by the monotonic clock

    def show(self, report: Any) -> None:
        """Show how far an ingest is; report: its `Report` so far."""
        expected = max(report.done, report.expected) if report.expected else None  # counted beforehand: an estimate
        done = f"{report.done}/{expected}" if expected else str(report.done)
        left = report.seconds_left
        text = f"ingest {done} records" + (f", about {left:.0f} s left" if left else "")
        if sys.stderr.isatty():
            bar = "#" * round(30 * report.done / expected) if expected else ""
            end = "\n" if report.read == expected else ""
            print(f"\r[{bar:<30}] {text}\033[K", end=end, file=sys.stderr, flush=True)
        elif not report.at_hand or time.monotonic() - self._said >= _BETWEEN_S:
            say(text)
            self._said = time.monotonic()
