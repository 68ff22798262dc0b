"""From the audit record to HTML: its events, its verification, an answer to be reviewed, a replay."""

from collections.abc import Mapping, Sequence
from html import escape

from assistant.audit import Event, Verification
from assistant.blocks import BLOCKS, block_of
from assistant.certificates import Certificate, told
from assistant.handling import handling_cited
from assistant.records import Answer, Citation
from assistant.review import MARKS, Replay
from index.life import LogLife
from index.records import RedactedLog
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


def events_table(events: Sequence[Event]) -> str:
    """Events, in the order given. A question opens its answer, a deletion its certificate."""
    if not events:
        return paragraph("empty", "Nothing is on the record yet.")
    return table(COLUMNS, [_event_row(event) for event in events])


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
        f"{paragraph('note', asked)}{status_of(answer)}{reason}"
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
    number = record_button(event.seq, str(event.seq)) if event.kind in ("ask", "delete") else str(event.seq)
    who = f'{visible(event.actor)} <span class="about">{visible(event.session)}</span>'
    time = visible(event.time[:19].replace("T", " "))
    return [number, time, who, act_words(event.kind), visible(event.category), str(event.about or "")]


def _written_by(answer: Answer) -> str:
    return "No language model was used." if answer.model in ("", "none") else f"Model: {visible(answer.model)}."
