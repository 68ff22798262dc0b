"""From an import's files, preview, progress, report and held logs to HTML."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from assistant.audit import Actor
from assistant.handling import handling_of
from index.columns import Columns
from index.held import HeldLog
from index.preview import READ, Preview
from index.records import RawLog, Rejection
from index.redaction.doubt import Doubt
from index.redaction.redactor import Draft, Redaction, field_names
from index.redaction.types import EntityType
from ui.imports import Import
from ui.render.logs import handled
from ui.render.tables import table
from ui.render.text import count, kind_words, paragraph, plain, shown, visible

REJECTED = 100  # rejections that are listed
FURTHER = 3  # rows for further text to hide
FIELDS = {
    "log_ref": "Reference", "title": "Title", "text": "Text", "reported_at": "Reported", "event_from": "Event from",
    "event_to": "Event to", "grade": "Grade", "source_eval": "Grade: source", "intel_assess": "Grade: intelligence",
    "handling": "Grade: handling", "handling_conditions": "Handling conditions", "marking": "Marking",
    "sanitised": "Sanitised", "provenance": "Origin", "force": "Force", "theme": "Theme",
}  # fmt: skip


def files(names: Sequence[str]) -> str:
    """The uploaded files."""
    if not names:
        return paragraph("empty", "No file is chosen.")
    items = "".join(f"<li>{visible(plain(name))}</li>" for name in names)
    return f"{paragraph('note', count(len(names), 'file') + ', in memory only:')}<ul class='files'>{items}</ul>"


def preview(found: Preview, names: Mapping[str, str]) -> str:
    """What an import would do. names: of the files, as the rejections name them -> as uploaded."""
    absent = [FIELDS.get(name, name) for name in found.columns.absent]
    needs = ""
    if absent:
        what = f"No column is chosen for: {', '.join(absent)}. Choose one above, or records cannot be taken in."
        needs = f'<p class="warning" role="alert">{visible(what)}</p>'
    known = "An unknown number of records" if found.expected is None else f"About {count(found.expected, 'record')}"
    of = f" The first {READ:,} were read." if found.read >= READ else ""
    would = f"{known}. {count(len(found.rejected), 'record')} of {found.read:,} read would be rejected.{of}"
    records = "".join(_record(raw, draft) for raw, draft in found.records)
    return (
        f"<h3>Preview</h3>{needs}{paragraph('note', visible(would))}{_left_over(found.columns)}"
        f"{rejections(found.rejected, names)}{records}"
    )


def imports(running: Sequence[Import], actor: Actor) -> str:
    """Every import that runs, and this actor's own that ended, with what they did; the newest first."""
    told = [one for one in reversed(running) if not one.ended or one.actor == actor]
    if not told:
        return paragraph("empty", "No import is running.")
    return "".join(_import(one, own=one.actor == actor) for one in told)


def rejections(rejected: Sequence[Rejection], names: Mapping[str, str]) -> str:
    """Rejected records with place and reason."""
    if not rejected:
        return ""
    rows = [
        [visible(plain(names.get(r.file, r.file))), str(r.record) if r.record else "whole file", visible(r.reason)]
        for r in rejected[:REJECTED]
    ]
    more = paragraph("note", f"{len(rejected) - REJECTED} more are not listed.") if len(rejected) > REJECTED else ""
    heading = f"<h4>Rejected: {count(len(rejected), 'record')}</h4>"
    return heading + table(["File", "Record", "Reason"], rows) + more


def queue(logs: Sequence[HeldLog]) -> str:
    """The held logs to choose from, with the reasons in words."""
    if not logs:
        return paragraph("empty", "No log waits for a decision.")
    return (
        paragraph("note", f"{count(len(logs), 'log')}, the longest waiting first.")
        + f'<ul class="logs">{"".join(map(_waiting, logs))}</ul>'
    )


def decision(log: HeldLog) -> str:
    """A held log with its doubts marked, and the forms that release or discard it."""
    doubts = list(numbered(log))
    fields = "".join(
        f"<h4>{visible(_field(log.raw, name))}</h4>"
        f'<div class="log-text" data-field="{visible(name)}">'
        f"{_doubted(field, [(n, d) for n, where, d in doubts if where == name])}</div>"
        for name, field in log.draft.fields.items()
        if field.text.strip()
    )
    choices = "".join(_choice(number, where, doubt, log) for number, where, doubt in doubts)
    reference = visible(log.log_ref)
    hidden = f'data-log="{escape(log.log_ref)}" data-print="{log.fingerprint.hex()}"'
    further = "".join(
        f'<p class="further"><label>Further text to hide, {n} <input name="further-{n}" maxlength="500" '
        f'autocomplete="off"></label> <label>as {_types(f"further-type-{n}", leave=False)}</label></p>'
        for n in range(1, FURTHER + 1)
    )
    hint = "What is typed is hidden wherever it stands in this log. Or select text above, then press the button."
    return (
        f'<article class="reading decision"><h3>{reference}</h3>{handled(handling_of(log.draft.log))}{fields}'
        f'<form data-act="release" {hidden}><fieldset><legend>Doubtful stretches</legend>{choices}</fieldset>'
        f"<fieldset><legend>Further text</legend>{paragraph('note', hint)}"
        f'<p><button type="button" data-select="further">Hide the selected text</button></p>{further}</fieldset>'
        f'<p><button type="submit">Release into the store</button></p></form>'
        f'<form data-act="discard" {hidden}><p><label>Reason for discarding '
        f'<input name="reason" maxlength="500" autocomplete="off"></label> '
        f'<button type="submit">Discard for good</button></p></form></article>'
    )


def numbered(log: HeldLog) -> Iterator[tuple[int, str, Doubt]]:
    """The doubts of a held log with their number on the page, from 1, and the name of their field."""
    doubts = [(name, doubt) for name, some in log.draft.doubts.items() for doubt in some]
    yield from ((number, name, doubt) for number, (name, doubt) in enumerate(doubts, 1))


# -- inside -----------------------------------------------------------------------------------------------------------


def _left_over(columns: Columns) -> str:
    if not columns.attributes:
        return ""
    listed = ", ".join(visible(plain(name)) for name in columns.attributes)
    return paragraph("note", f"Kept as further fields: {listed}.")


def _record(raw: RawLog, draft: Draft) -> str:
    texts = _raw_texts(raw)
    rows = [
        [visible(_field(raw, name)), _replaced(texts[name], field), f'<div class="log-text">{shown(field.text)}</div>']
        for name, field in draft.fields.items()
        if texts[name].strip() and not name.startswith("attribute name")
    ]
    reasons = dict.fromkeys(doubt.reason for some in draft.doubts.values() for doubt in some)
    held = "".join(f'<p class="warning">Would be held for a person: {visible(r.sentence)}</p>' for r in reasons)
    columns = ["Field", "As exported", "As it would be stored"]
    head = f"<h4>{visible(raw.log_ref)}</h4>{handled(handling_of(draft.log))}{held}"
    return f"{head}{table(columns, rows, has_row_headers=True)}"


def _raw_texts(raw: RawLog) -> dict[str, str]:
    texts = [raw.title, raw.text, raw.handling_conditions, raw.provenance, *raw.attributes.values(), *raw.attributes]
    return dict(zip(field_names(len(raw.attributes)), texts, strict=True))


def _field(raw: RawLog, name: str) -> str:
    """What a free text is called on the page."""
    kind, _, number = name.rpartition(" ")
    if kind == "attribute":
        return plain(list(raw.attributes)[int(number) - 1])
    return f"Name of field {number}" if kind else FIELDS[name]


def _replaced(text: str, field: Redaction) -> str:
    """A raw text in which every replaced stretch is marked, and its type stands behind it in words."""
    pieces, last = [], 0
    for was in field.replaced:
        pieces += [visible(text[last : was.start]), f"<mark>{visible(text[was.start : was.end])}</mark>"]
        pieces.append(f'<small class="kind"> {visible(kind_words(was.type))}</small>')
        last = was.end
    return f'<div class="log-text">{"".join([*pieces, visible(text[last:])])}</div>'


def _import(one: Import, *, own: bool) -> str:
    report = one.report
    who = f"Your import {one.number}" if own else f"Import {one.number}, by {visible(one.actor.name)},"
    known = f" of about {max(report.expected, report.done):,}" if report.expected else ""
    if not one.ended:
        left = f", about {_duration(report.seconds_left)} left" if report.seconds_left is not None else ""
        state = "stops after this batch" if one.stop.is_set() else "is running"
        rate = f", {report.rate:.{0 if report.rate >= 10 else 1}f} a second" if report.rate else ""
        done = f"{who} {state}: {report.done:,}{known} records{rate}{left}."
        share = f' value="{report.done}" max="{max(report.expected, report.done, 1)}"' if report.expected else ""
        return f'<div class="import">{paragraph("status", done)}<progress aria-label="Import"{share}></progress></div>'
    how = "failed" if one.problem else "was stopped" if report.cancelled else "is done"
    line = f'<p class="status" role="status">{who} {how}: {report.read:,} records read.</p>'
    why = f'<p class="problem" role="alert">{visible(one.problem)}</p>' if one.problem else ""
    kept = paragraph("note", "What was taken in before it stopped is kept.") if report.cancelled else ""
    return f'<div class="import">{line}{why}{kept}{_report(one)}</div>'


def _report(one: Import) -> str:
    report = one.report
    pairs = [
        ("New", report.indexed), ("Changed", report.updated), ("Known already", report.duplicates),
        ("Held for a decision", report.held), ("Rejected", len(report.rejected)),
    ]  # fmt: skip
    counts = "".join(f"<dt>{name}</dt><dd>{number:,}</dd>" for name, number in pairs)
    rows = [[visible(kind_words(kind)), f"{number:,}"] for kind, number in sorted(report.types.items())]
    types = f"<h4>Identities hidden</h4>{table(['Type', 'How often'], rows, has_row_headers=True)}" if rows else ""
    residual = paragraph("note", f"{report.residual:,} of them were found only by the scan after redaction.")
    return f'<dl class="fields">{counts}</dl>{types}{residual if rows else ""}{rejections(report.rejected, one.names)}'


def _duration(seconds: float | None) -> str:
    seconds = seconds or 0.0
    return count(round(seconds), "second") if seconds < 90 else count(round(seconds / 60), "minute")


def _waiting(log: HeldLog) -> str:
    reasons = "".join(
        f"<li>{count(number, 'stretch', 'stretches')}: {visible(reason.sentence)}</li>"
        for reason, number in sorted(log.reasons.items())
    )
    reference, name = visible(log.log_ref), escape(plain(log.log_ref))
    return (
        f'<li><button type="button" data-act="open" data-log="{escape(log.log_ref)}" aria-label="Decide on {name}">'
        f'<span class="ref">{reference}</span> held since {visible(log.held_at[:16].replace("T", " "))} UTC</button>'
        f"<ul>{reasons}</ul></li>"
    )


def _doubted(field: Redaction, doubts: Sequence[tuple[int, Doubt]]) -> str:
    """A redacted text with its doubtful stretches marked and numbered; of overlapping ones, the first is marked."""
    pieces, last = [], 0
    for number, doubt in doubts:
        start = max(doubt.start, last)
        if start < doubt.end:
            pieces += [shown(field.text[last:start]), f"<mark>{shown(field.text[start : doubt.end])}</mark>"]
            pieces.append(f'<sup class="kind">doubt {number}</sup>')
            last = doubt.end
    return "".join([*pieces, shown(field.text[last:])])


def _choice(number: int, where: str, doubt: Doubt, log: HeldLog) -> str:
    stretch = log.draft.fields[where].text[doubt.start : doubt.end]
    quoted = shown(stretch if len(stretch) <= 80 else f"{stretch[:60]} …")
    what = f"Doubt {number} in {visible(_field(log.raw, where).lower())}: {visible(doubt.reason.sentence)}"
    return f'<p class="choice"><label>{what} <q>{quoted}</q> {_types(f"doubt-{number}", leave=True)}</label></p>'


def _types(name: str, *, leave: bool) -> str:
    first = '<option value="">leave as it is</option>' if leave else ""
    before = "hide as " if leave else ""
    options = "".join(f'<option value="{kind}">{before}{visible(kind_words(kind))}</option>' for kind in EntityType)
    return f'<select name="{name}">{first}{options}</select>'
