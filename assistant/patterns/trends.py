"""From redacted logs to counts by month and theme, with the logs behind every number.

A count says how much was reported, never how much happened: `NOTE` goes with every table that is shown.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import RedactedLog

NOTE = (
    "These are numbers of logs reported, not of crimes: they rise and fall with attention, staffing and repeated "
    "reports from one origin."
)
UNTHEMED = "no theme"


@dataclass(frozen=True, slots=True)
class Cell:
    """The logs of one theme and month; the number shown is their count."""

    month: str  # "2025-03"
    logs: tuple[str, ...]  # in the order given
    origins: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A theme over the months."""

    theme: str
    cells: tuple[Cell, ...]  # by month


def find_trends(logs: Sequence[RedactedLog]) -> list[Trend]:
    """Counts by theme, by alphabet, and month, by date.

    A log counts in the month of its event, else of its report. Every month from the first to the last report is there,
    with no logs where there are none; a month outside that range only where an event falls in it.
    """
    if not logs:
        return []
    reported = [log.reported_at[:7] for log in logs]
    months = sorted({*_months(min(reported), max(reported)), *(month_of(log) for log in logs)})
    cells: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for log in logs:
        cells[log.theme or UNTHEMED][month_of(log)][log.log_ref] = log.origin
    return [
        Trend(
            theme,
            tuple(Cell(m, tuple(by_month.get(m, ())), len(set(by_month.get(m, {}).values()))) for m in months),
        )
        for theme, by_month in sorted(cells.items())
    ]


def month_of(log: RedactedLog) -> str:
    """The month a log is about, "2025-03": that of its event, else that of its report."""
    return log.first_day[:7]


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:7])
    while (current := f"{year:04}-{month:02}") <= last:
        yield current
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
