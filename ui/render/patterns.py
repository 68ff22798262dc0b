"""From patterns to HTML: a summary and tables in which every number opens the logs behind it."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.handling import handling_of
from assistant.patterns import Patterns
from assistant.patterns.indicators import IndicatorFound, IndicatorHit
from assistant.patterns.links import MOST, ORGANISATION, Link, Shared
from assistant.patterns.summary import PatternStatement
from assistant.patterns.trends import NOTE, Trend
from index.records import RedactedLog
from ui.render.chart import bars
from ui.render.logs import about, log_link, log_text
from ui.render.tables import table
from ui.render.text import count, marked, paragraph, shown, visible, words

MAX_LOGS = 30  # behind one number, and
MAX_ROWS = 300  # of one table: beyond them a reader does better with fewer logs
OPEN = frozenset({"Logs by month", "Indicators"})  # at first; the other sections are long

Logs = Mapping[str, RedactedLog]


def patterns(found: Patterns, logs: Logs) -> str:
    """All patterns. logs: those that the patterns mention, by reference."""
    if not logs:
        return paragraph("empty", "No log fits these limits.")
    sections = (
        ("Summary", "Counted by code; no model wrote it.", len(found.summary), _summary(found.summary, logs)),
        ("Logs by month", NOTE, len(found.trends), _trends(found.trends, logs)),
        (
            "Indicators",
            "What the logs mention, in the order of the taxonomy. An indicator is a fact about logs, and no proof.",
            len(found.indicators),
            _indicators(found.indicators, logs),
        ),
        ("Shared identifiers", "In two logs or more, by alphabet.", len(found.shared), _shared(found.shared, logs)),
        (
            "Mentioned together",
            "Identities that stand near each other, by alphabet.",
            len(found.links),
            _links(found.links, logs) + _lists(found.lists, logs),
        ),
        (
            "Themes",
            "As the force recorded them, with the words that set them apart.",
            len(found.themes),
            _themes(found, logs),
        ),
    )
    return _joined(found.joined) + "".join(_section(*section) for section in sections)


def references(found: Patterns) -> list[str]:
    """Every log that the patterns mention, each once."""
    refs = [ref for theme in found.themes for ref in theme.logs]
    return list(dict.fromkeys(refs))


def _section(title: str, note: str, entries: int, body: str) -> str:
    opened = " open" if title in OPEN else ""
    heading = f'<summary><h3>{title}</h3> <span class="note">{entries}</span></summary>'
    return f'<details class="pattern"{opened}>{heading}{paragraph("note", visible(note))}{body}</details>'


def _summary(statements: Sequence[PatternStatement], logs: Logs) -> str:
    items = []
    for statement in statements:
        said = shown(" ".join(statement.text.split()))
        if statement.kind == "source":
            source = logs.get(statement.refs[0])
            said = log_text(handling_of(source), f"“{said}”") if source else ""
        spans = {ref: (start, end) for ref, start, end in reversed(statement.spans)}
        items.append(f'<li class="{statement.kind}">{said} {_behind(statement.refs, logs, spans=spans)}</li>')
    return f'<ul class="summary">{"".join(items)}</ul>'


def _joined(joined: Sequence[tuple[str, str, str]]) -> str:
    """Which tokens are counted as one here, and who says so."""
    if not joined:
        return ""
    pairs = "; ".join(f"[{a}] and [{b}], confirmed by {who}" for a, b, who in joined)
    return paragraph("note", shown(f"Counted as one, under the first: {pairs}."))


def _indicators(indicators: Sequence[IndicatorFound], logs: Logs) -> str:
    rows = []
    for found in indicators:
        said = _first_hits(hit for hit in found.hits if not hit.negated)
        denied = _first_hits(hit for hit in found.hits if hit.negated)
        rows.append(
            [
                visible(found.title),
                _behind(found.logs, logs, spans=_spans(said), hits=said),
                _behind(found.negated, logs, spans=_spans(denied), hits=denied),
                str(len(found.origins)),
            ]
        )
    return _table(["Indicator", "Mentioned in", "Only denied in", "Origins"], rows, empty="No indicator was found.")


def _shared(shared: Sequence[Shared], logs: Logs) -> str:
    rows = [
        [
            shown(f"[{thing.token}]"),
            _behind(thing.logs, logs, spans=_mentions(thing.token, thing.logs, logs)),
            str(thing.origins),
        ]
        for thing in shared
    ]
    return _table(["Identifier", "Mentioned in", "Origins"], rows, empty="No identifier stands in two logs.")


def _links(links: Sequence[Link], logs: Logs) -> str:
    several = [_link(link, logs) for link in links if len(link.logs) > 1]
    single = [_link(link, logs) for link in links if len(link.logs) == 1]
    columns = ["One", "Other", "Mentioned together in", "Origins"]
    body = _table(columns, several, empty="No two identities stand together in two logs or more.")
    if single:
        rest = _table(columns, single, empty="")
        body += f"<details><summary>{count(len(single), 'more pair')}, each in one log only</summary>{rest}</details>"
    return body


def _lists(refs: Sequence[str], logs: Logs) -> str:
    """Which logs are left out of the links."""
    if not refs:
        return ""
    return paragraph("note", f"More than {MOST} identities each: read as lists, not linked.") + _behind(refs, logs)


def _link(link: Link, logs: Logs) -> list[str]:
    names = [
        visible(name) if kind == ORGANISATION else shown(f"[{name}]")
        for name, kind in zip((link.a, link.b), link.types, strict=True)
    ]
    behind = _behind(link.logs, logs, spans=_mentions(link.a, link.logs, logs))
    return [names[0], names[1], behind, str(link.origins)]


def _themes(found: Patterns, logs: Logs) -> str:
    rows = [[words(theme.label), _behind(theme.logs, logs), visible(", ".join(theme.terms))] for theme in found.themes]
    return _table(["Theme", "Logs", "Words that set it apart"], rows, empty="No log has a theme.")


def _trends(trends: Sequence[Trend], logs: Logs) -> str:
    if not trends:
        return ""
    months = [cell.month for cell in trends[0].cells]
    series = [(trend.theme.replace("_", " "), [len(cell.logs) for cell in trend.cells]) for trend in trends]
    chart = bars(series, months, title="Logs by month and theme; the table below holds the same numbers")
    rows = [[words(trend.theme), *(_behind(cell.logs, logs, bare=True) for cell in trend.cells)] for trend in trends]
    numbers = _table(["Theme", *months], rows, empty="")
    return (
        f"{chart}<details><summary>The same as a table, with the logs behind each number</summary>{numbers}</details>"
    )


# -- pieces -----------------------------------------------------------------------------------------------------------


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> str:
    """rows: cells as HTML, of which the first names the row."""
    if not rows:
        return paragraph("empty", empty)
    more = f"{len(rows) - MAX_ROWS} more rows; limit the theme or the dates to see them."
    return table(columns, rows[:MAX_ROWS], has_row_headers=True) + (
        paragraph("note", more) if len(rows) > MAX_ROWS else ""
    )


def _behind(
    refs: Sequence[str],
    logs: Logs,
    *,
    spans: Mapping[str, tuple[int, int]] | None = None,
    hits: Mapping[str, IndicatorHit] | None = None,
    bare: bool = False,
) -> str:
    """A number that opens the logs it counts, each with its date, grade and, where known, the sentence that counts.

    bare: the number alone, where the column says of what.
    """
    if not refs:
        return "0"
    items = "".join(_log(ref, logs.get(ref), (spans or {}).get(ref), (hits or {}).get(ref)) for ref in refs[:MAX_LOGS])
    more = (
        f"<li>and {len(refs) - MAX_LOGS} more; limit the theme or the dates to see them</li>"
        if len(refs) > MAX_LOGS
        else ""
    )
    number = f'<span aria-label="{count(len(refs), "log")}">{len(refs)}</span>' if bare else count(len(refs), "log")
    return f'<details class="behind"><summary>{number}</summary><ul>{items}{more}</ul></details>'


def _log(ref: str, log: RedactedLog | None, span: tuple[int, int] | None, hit: IndicatorHit | None) -> str:
    line = log_link(ref, span=span)
    if log is None:
        return f"<li>{line}</li>"
    sentence = ""
    if hit:
        start, end = hit.sentence
        said = (log.title if hit.in_title else log.text)[start:end]
        sentence = log_text(handling_of(log), marked(said, [(hit.start - start, hit.end - start)]))
    return f'<li>{line} <span class="about">{about(log)}</span>{sentence}</li>'


def _first_hits(hits: Iterable[IndicatorHit]) -> dict[str, IndicatorHit]:
    """The first hit in each log, those stated outright before the hedged."""
    first: dict[str, IndicatorHit] = {}
    for hit in sorted(hits, key=lambda hit: hit.hedged):
        first.setdefault(hit.log_ref, hit)
    return first


def _spans(hits: Mapping[str, IndicatorHit]) -> dict[str, tuple[int, int]]:
    """Where each log's text has its hit. One in the title has no stretch of the text: its log opens at the title."""
    return {ref: (hit.start, hit.end) for ref, hit in hits.items() if not hit.in_title}


def _mentions(name: str, refs: Sequence[str], logs: Logs) -> dict[str, tuple[int, int]]:
    """Where each log first mentions a token, or an organisation by name."""
    found = {}
    for log in (logs[ref] for ref in refs if ref in logs):
        places = [(m.start, m.end) for m in log.mentions if m.token == name]
        named = log.text.find(name)
        if places or named >= 0:
            found[log.log_ref] = places[0] if places else (named, named + len(name))
    return found
