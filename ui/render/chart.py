"""From counts by month to a chart as inline SVG, without scripts: a row of bars for each series, one scale for all."""

from collections.abc import Sequence
from html import escape

from ui.render.text import plain

LABEL, ROW, MONTH = 150, 40, 48  # sizes in SVG units: width of names, height of a row, width of a month
BAR = ROW - 16  # the tallest bar; above it stands its number

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def bars(series: Sequence[tuple[str, Sequence[int]]], months: Sequence[str], *, title: str) -> str:
    """A row of bars for each (name, counts); nothing when all are zero. months: "2025-03", one for each count."""
    top = max((value for _, values in series for value in values), default=0)
    if not top:
        return ""
    width, height = LABEL + MONTH * len(months) + 4, ROW * len(series) + 34
    rows = "".join(_row(name, values, y=ROW * row, top=top, width=width) for row, (name, values) in enumerate(series))
    axis = "".join(
        _month(month, x=LABEL + MONTH * i, y=ROW * len(series), first=i == 0) for i, month in enumerate(months)
    )
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    drawing = f'<svg role="img" aria-label="{escape(title)}" {size}>{rows}{axis}</svg>'
    return f'<div class="chart" role="group" tabindex="0" aria-label="{escape(title)}">{drawing}</div>'


def _row(name: str, values: Sequence[int], *, y: int, top: int, width: int) -> str:
    base = y + ROW - 2
    drawn = [f'<text x="{LABEL - 10}" y="{base - 4}" text-anchor="end">{escape(plain(name))}</text>']
    drawn.append(f'<line x1="{LABEL}" x2="{width}" y1="{base}" y2="{base}"/>')
    for i, value in enumerate(values):
        if value:
            x, tall = LABEL + MONTH * i + 6, max(2, round(BAR * value / top))
            drawn.append(f'<rect x="{x}" y="{base - tall}" width="{MONTH - 12}" height="{tall}"/>')
            drawn.append(f'<text x="{x + (MONTH - 12) / 2}" y="{base - tall - 3}" text-anchor="middle">{value}</text>')
    return "".join(drawn)


def _month(month: str, *, x: int, y: int, first: bool) -> str:
    year, number = month.split("-")
    label = f'<text x="{x + MONTH / 2}" y="{y + 15}" text-anchor="middle">{_MONTHS[int(number) - 1]}</text>'
    if first or number == "01":
        label += f'<text x="{x + MONTH / 2}" y="{y + 30}" text-anchor="middle">{escape(year)}</text>'
    return label
