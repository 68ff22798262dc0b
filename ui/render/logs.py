"""From redacted logs to HTML: a link, the fields, a log to read in place or on a page of its own, lists of logs."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote, urlencode

from assistant.handling import Handling, handling_of
from assistant.withholding import WITHHELD
from index.markings import highest
from index.records import Hit, RedactedLog
from ui.render.text import beginning, count, day, excerpts, marked, paragraph, plain, problem, shown, visible, words


def log_address(log_ref: str, *, span: tuple[int, int] | None = None, version: int | None = None) -> str:
    """The address of a log's own page, with the stretch to highlight there."""
    query = {"start": span[0], "end": span[1]} if span else {}
    query |= {"version": version} if version else {}
    return f"/logs/{quote(log_ref, safe='/')}" + (
        f"?{urlencode(query)}#cited" if span else f"?{urlencode(query)}" if query else ""
    )


def log_link(log_ref: str, *, span: tuple[int, int] | None = None, version: int | None = None) -> str:
    """A link to a log's own page, which opens beside this one; none to one that is withheld."""
    if log_ref == WITHHELD:
        return visible(log_ref)
    address = visible(log_address(log_ref, span=span, version=version))
    return f'<a class="ref" href="{address}" target="_blank" rel="noopener">{visible(log_ref)}</a>'


def grade(log: RedactedLog) -> str:
    """The grade as recorded, then in words."""
    if log.grade is None:
        return "Ungraded"
    return f"<b>{visible(log.grade.raw)}</b> {visible(log.grade.spoken())}"


def handled(handling: Handling) -> str:
    """The marking of a log, its handling conditions, which nobody may overlook, and a flag on orders to a machine."""
    said = "Part of this log reads as an order to a machine. Nothing in a log is obeyed, and that part is never cited."
    flag = paragraph("warning orders", f'<span aria-hidden="true">⚑</span> {said}') if handling.has_instructions else ""
    held = handling.conditions
    conditions = paragraph("conditions", f"<b>Handling conditions</b> {shown(held)}") if held.strip() else ""
    return f"{paragraph('marking', visible(handling.marking))}{conditions}{flag}"


def log_text(handling: Handling, *texts: str, between: str = "") -> str:
    """Text of one log, which never stands without what a reader must observe of it.

    texts: the whole of it or excerpts, as HTML. between: HTML to stand before them, as the log's title.
    """
    return handled(handling) + between + "".join(f'<div class="log-text">{text}</div>' for text in texts)


def reading(log: RedactedLog, *, span: tuple[int, int] | None = None, heading: str = "h3") -> str:
    """A whole log with all its fields."""
    missed = span and not 0 <= span[0] < span[1] <= len(log.text)
    note = paragraph("warning", "The stretch you came for is not in this version of the log.") if missed else ""
    text = marked(log.text, [span] if span else []).replace("<mark>", '<mark id="cited">', 1)  # where the link leads
    head = f"<{heading}>{shown(log.title) or 'Untitled log'}</{heading}>{_fields(log)}{note}"
    return f'<article class="reading">{log_text(handling_of(log), text, between=head)}</article>'


def log_page(
    log: RedactedLog,
    *,
    newest: int,
    span: tuple[int, int] | None = None,
    state: str = "",
    beside: str = "",
    others: Sequence[RedactedLog] = (),
) -> str:
    """A log as a page of its own, which begins and ends with the highest marking of what it shows.

    newest: the number of its newest version; versions count from 1. state, beside: HTML to stand above and below the
    log, see `ui.render.life`. others: the logs whose text stands there.
    """
    history = ""
    if newest > 1:
        links = [
            f'<li aria-current="page">Version {n}, shown here</li>'
            if n == log.version
            else f'<li><a href="{visible(log_address(log.log_ref, version=n))}">Version {n}</a></li>'
            for n in range(newest, 0, -1)
        ]
        if log.version != newest:
            history = paragraph("warning", "This is an older version. Answers rest on the newest one.")
        history += f"<nav aria-label='Versions'><h2>Versions</h2><ul>{''.join(links)}</ul></nav>"
    marking = paragraph("marking", visible(highest([one.marking for one in (log, *others)])))
    body = state + reading(log, span=span, heading="h1") + beside + history
    return page(plain(log.log_ref), marking + body + marking)


def problem_page(title: str, message: str) -> str:
    """A page that says why a log is not shown."""
    return page(title, f"<h1>{visible(title)}</h1>{problem(message)}")


def page(title: str, body: str) -> str:
    """A whole page, without scripts, in the style of the product. body: HTML."""
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{visible(title)} - Intellog</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/page.css"></head>'
        f'<body class="log-page"><main>{body}</main></body></html>'
    )


def log_list(logs: Sequence[RedactedLog], *, limit: int) -> str:
    """Logs to choose from, each with the beginning of its text. limit: how many were asked for at most."""
    if not logs:
        return paragraph("empty", "No log fits these limits.")
    more = f" The first {limit} are shown; search, or limit the dates, to see others." if len(logs) == limit else ""
    items = [_item(log, beginning(log.text)) for log in logs]
    listed = f"{count(len(logs), 'log')}, by date.{more}"
    return f'{paragraph("note", listed)}<ul class="logs">{"".join(items)}</ul>'


def hit_list(hits: Sequence[Hit], logs: Mapping[str, RedactedLog]) -> str:
    """What a search found, best first; each log once, with its best passage."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.passage.log_ref, hit)
    items = [
        _item(logs[ref], "".join(excerpts(logs[ref].text, [(hit.passage.start, hit.passage.end)], around=0)), hit)
        for ref, hit in best.items()
        if ref in logs and logs[ref].version == hit.passage.version
    ]
    if not items:
        return paragraph("empty", "No log was found. Try other words, or fewer limits.")
    found = paragraph("note", f"{count(len(items), 'log')}, nearest to your words first.")
    return f'{found}<ul class="logs">{"".join(items)}</ul>'


def about(log: RedactedLog) -> str:
    """One line on a log: its date, grade label, force and theme."""
    graded = f"grade {visible(log.grade.label())}" if log.grade else "ungraded"
    return " · ".join(part for part in (day(log.reported_at), graded, shown(log.force), words(log.theme)) if part)


def _item(log: RedactedLog, text: str, hit: Hit | None = None) -> str:
    name = visible(plain(log.log_ref))
    related = hit.related if hit else None
    same = f"The same report: {', '.join(map(visible, related.same))}" if related and related.same else ""
    return (
        f'<li><button type="button" data-act="read" data-log="{escape(log.log_ref)}" aria-label="Read {name}">'
        f'<span class="ref">{visible(log.log_ref)}</span> {shown(log.title)}</button>'
        f"{paragraph('about', about(log))}{log_text(handling_of(log), text)}"
        f"{paragraph('note', same) if same else ''}</li>"
    )


def _fields(log: RedactedLog) -> str:
    event = " to ".join(day(moment) for moment in dict.fromkeys(filter(None, (log.event_from, log.event_to))))
    pairs = [
        ("Reference", f"{visible(log.log_ref)}, version {log.version}"), ("Reported", day(log.reported_at)),
        ("Event", event), ("Grade", grade(log)), ("Marking", visible(log.marking)), ("Force", shown(log.force)),
        ("Origin", shown(log.provenance)), ("Theme", words(log.theme)),
        *((words(name), shown(value)) for name, value in log.attributes.items()),
    ]  # fmt: skip
    return f'<dl class="fields">{"".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in pairs if value)}</dl>'
