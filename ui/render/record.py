"""From the audit record to HTML: its events, its verification, an answer to be reviewed, a replay."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from assistant.audit import Event, Verification
from assistant.blocks import BLOCKS, block_of
from assistant.certificates import Certificate, told
from assistant.handling import handling_cited
from assistant.records import Answer, Citation
from assistant.review import MARKS, Replay
from index.life import LogLife
from index.records import RedactedLog
from index.redaction.tokens import TOKEN
from ui.render.answers import account_told, record_button, status_of
from ui.render.life import state
from ui.render.logs import about, log_link, log_text
from ui.render.tables import table
from ui.render.text import count, day, excerpts, paragraph, plain, problem, shown, visible

ACTS = {
    "ingest": "Logs taken in", "ask": "Question asked", "sentence": "Written sentence shown",
    "answer": "Answer completed", "search": "Search", "view": "Logs viewed", "patterns": "Patterns counted",
    "reveal": "Identity revealed", "export": "Export", "delete": "Log deleted", "review": "Citation reviewed",
    "replay": "Question replayed", "read_audit": "Record read", "reredact": "Stored log redacted again",
    "preview": "Import previewed", "view_held": "Held logs viewed", "release": "Held log released",
    "discard": "Held log discarded",
    "link": "Link decided", "backup": "Backup made", "restore": "Backup restored", "mend": "Store mended",
    "withdraw": "Log withdrawn", "reinstate": "Log reinstated", "retain": "Log retained after review",
    "retention": "Retention policy set",
    "conversation": "Conversation named or deleted",
}  # fmt: skip
COLUMNS = ("Number", "Time (UTC)", "Who", "Act", "Category", "Belongs to")
MARK_WORDS = {"right": "✓ Right", "partly": "◐ Partly", "wrong": "✕ Wrong"}


def act_words(kind: str) -> str:
    """What an act is called on the page, as plain text."""
    return ACTS.get(kind, kind)


def events_table(events: Sequence[Event], *, newest: int) -> str:
    """Events, in the order given. A number opens what the event says. newest: how many were asked for."""
    if not events:
        return paragraph("empty", "Nothing is on the record yet.")
    older = f"The newest {newest} are listed. An older one opens by its number; the command line lists them all."
    note = paragraph("note", older) if len(events) >= newest else ""
    return note + table(COLUMNS, [_event_row(event) for event in events])


def act_told(event: Event) -> str:
    """An act that is no answer, with all that the record says of it."""
    done = f"{day(event.time)} UTC, by {visible(event.actor)}."
    if event.about:
        done += f" Belongs to {record_button(event.about, f'record {event.about}')}."
    said = "".join(f"<dt>{visible(name.replace('_', ' '))}</dt><dd>{_value(v)}</dd>" for name, v in _said(event))
    below = f'<dl class="fields">{said}</dl>' if said else paragraph("note", "What it said was withdrawn.")
    return f"<h3>Record {event.seq}: {act_words(event.kind)}</h3>{paragraph('note', done)}{below}"


def verification(found: Verification) -> str:
    """What checking the record found, in words, and what only a copy kept elsewhere can show."""
    events = count(found.events, "event")
    if not found.ok:
        where = f"event {found.first_bad}: " if found.first_bad else ""
        what = f"✕ The record does not hold ({where}{found.problem}). Keep the file as it is, and tell its owner."
        return problem(what)
    advice = f"Witness: {found.witness}. To make a later cut detectable, note this head elsewhere now:"
    return (
        paragraph(
            "status answered", f'<span aria-hidden="true">✓</span> The record holds: {events}, chained and signed.'
        )
        + paragraph("note", visible(advice))
        + paragraph("hash", f"<code>{visible(found.head)}</code> after event {found.events}")
    )


def replay(found: Replay) -> str:
    """Whether a question gets the same answer now, in words."""
    store = "The logs are the same as then." if found.same_store else "Logs were added, changed or deleted since."
    if found.same:
        verdict = "✓ The same logs are found and the same places quoted."
    else:
        verdict = "✕ The answer differs: " + "; ".join(found.differences) + "."
    note = f"Recorded as event {found.replayed_as}. Written sentences are not replayed."
    return paragraph("status", f"{visible(verdict)} {store}") + paragraph("note", note)


def certificate(made: Certificate) -> str:
    """A certificate of deletion, line by line."""
    title, *lines = told(made)
    items = "".join(f"<li>{shown(line.strip())}</li>" for line in lines)
    return (
        f'<section aria-label="{escape(title)}"><h3>{visible(title)}</h3><ul class="certificate">{items}</ul></section>'
    )


def reviewed_answer(
    event: Event,
    answer: Answer,
    thread: Sequence[Event],
    sources: Mapping[str, RedactedLog],
    lives: Mapping[str, LogLife],
) -> str:
    """A recorded answer, each citation beside its source, with a form to mark it and the marks it has.

    thread: the events that belong to the answer. sources, lives: the newest versions of the logs it quotes and
    their states now, by reference.
    """
    marks = [e for e in thread if e.kind == "review" and e.body]
    asked = f"{day(event.time)} UTC, asked by {visible(event.actor)}. {_written_by(answer)}"
    reason = paragraph("reason", shown(answer.reason)) if answer.reason else ""
    if answer.account:
        reason = account_told(answer.account, sources, lives)
    head = (
        f"<h3>Record {event.seq}: {shown(answer.question) or 'a question that was not read'}</h3>"
        f"{paragraph('note', asked)}{status_of(answer)}{reason}{_read(answer)}{_revealed(thread)}"
    )
    rows = []
    for s, sentence in enumerate(answer.sentences):
        cited = "".join(
            state(lives.get(citation.log_ref))
            + _citation(citation, s, c, sources.get(citation.log_ref), [m for m in marks if _is_about(m, s, c)])
            for c, citation in enumerate(sentence.citations)
        )
        claim = paragraph("note", f"{BLOCKS[block_of(sentence)][0]}, sentence {s + 1}")
        claim += paragraph("claim", shown(" ".join(sentence.told.split())))
        rows.append(f'<li class="reviewed"><div>{claim}</div><div>{cited}</div></li>')
    return head + (f'<ol class="review">{"".join(rows)}</ol>' if rows else "")


def _said(event: Event) -> list[tuple[str, Any]]:
    return [*event.lasting.items(), *(event.body or {}).items()]


def _value(value: Any) -> str:
    if isinstance(value, str) and TOKEN.fullmatch(f"[{value}]"):
        return shown(f"[{value}]")
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return ", ".join(map(_value, value))
    return shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _read(answer: Answer) -> str:
    """How a question was read and limited, and what its reader was told beside the sentences."""
    read_as = [f"Read as: {answer.read_as}"] if answer.read_as else []
    limits = [f"Limit “{limit.words}”: {limit.meaning or f'not applied ({limit.why_not})'}" for limit in answer.limits]
    return _listed([*read_as, *limits, *answer.notices])


def _revealed(thread: Sequence[Event]) -> str:
    """Whose identities were revealed in an answer, by whom and for what reason."""
    reveals = [(e, e.body) for e in thread if e.kind == "reveal" and e.body]
    return _listed([f"Revealed by {e.actor}: [{body['token']}], for: {body['reason']}" for e, body in reveals])


def _listed(lines: Sequence[str]) -> str:
    return f'<ul class="told">{"".join(f"<li>{shown(line)}</li>" for line in lines)}</ul>' if lines else ""


def _citation(citation: Citation, s: int, c: int, log: RedactedLog | None, marks: Sequence[Event]) -> str:
    name = f"citation {c + 1} of sentence {s + 1}"
    choices = "".join(
        f'<label><input type="radio" name="mark" value="{mark}" required> {MARK_WORDS[mark]}</label>' for mark in MARKS
    )
    given = "".join(_mark(event) for event in marks)
    link = log_link(citation.log_ref, span=(citation.start, citation.end), version=citation.version)
    return (
        f'<article class="card" aria-label="{escape(plain(citation.log_ref))}"><header>{link}</header>'
        f"{_source(citation, log)}"
        f'<form data-act="review" data-sentence="{s}" data-citation="{c}" aria-label="Review {name}">'
        f"<fieldset><legend>Does this source support the sentence?</legend>{choices}</fieldset>"
        f'<label class="wide">Note <input type="text" name="note" maxlength="500" autocomplete="off"></label>'
        f'<button type="submit">Record the mark</button></form><ul class="marks">{given}</ul></article>'
    )


def _source(citation: Citation, log: RedactedLog | None) -> str:
    text = f"<mark>{shown(citation.quote)}</mark>"
    if log is None:
        note = "This log is no longer held."
    elif log.version != citation.version:
        note = f"The log has changed since: its newest version is {log.version}; version {citation.version} is cited."
    else:
        text = "".join(excerpts(log.text, [(citation.start, citation.end)], around=400))
        is_verbatim = log.text[citation.start : citation.end] == citation.quote
        checked = (
            "✓ The quote stands in the log word for word." if is_verbatim else "✕ The log says something else here."
        )
        note = f"{checked} {about(log)}"
    return log_text(handling_cited(citation, log), text) + paragraph("note", note)


def _mark(event: Event) -> str:
    assert event.body is not None
    note = f": {shown(event.body['note'])}" if event.body["note"] else ""
    by = f'<span class="about">{visible(event.actor)}, {day(event.time)} UTC</span>'
    return f"<li><b>{MARK_WORDS[event.body['mark']]}</b>{note} {by}</li>"


def _is_about(event: Event, s: int, c: int) -> bool:
    return bool(event.body) and (event.body or {}).get("sentence") == s and (event.body or {}).get("citation") == c


def _event_row(event: Event) -> list[str]:
    number = record_button(event.seq, str(event.seq))
    who = f'{visible(event.actor)} <span class="about">{visible(event.session)}</span>'
    time = visible(event.time[:19].replace("T", " "))
    return [number, time, who, act_words(event.kind), visible(event.category), str(event.about or "")]


def _written_by(answer: Answer) -> str:
    return "No language model was used." if answer.model in ("", "none") else f"Model: {visible(answer.model)}."
