"""From a conversation to HTML: its questions and answers with numbered citations, and the evidence beside them."""

from collections.abc import Mapping, Sequence
from html import escape

from assistant.account import searched_words
from assistant.blocks import BLOCKS, checked, in_blocks
from assistant.handling import handling_cited
from assistant.records import Account, Answer, Citation, Limit, NearMiss, Sentence
from index.life import LogLife
from index.records import Filters, RedactedLog, Related
from index.redaction.tokens import identities_in
from ui.conversation import Conversation, Turn
from ui.render.life import beside, state
from ui.render.logs import grade, handled, log_link, log_text
from ui.render.text import count, day, excerpts, paragraph, plain, shown, visible, words

SIGNS = {"supported": "✓", "partly": "◐", "unsupported": "✕"}  # of a verdict, a shape before its words
STATUSES = {  # a shape and a word, so that neither colour nor sight is needed
    "answered": ("✓", "Answered from the logs"),
    "not_found": ("○", "Not found in the logs"),
    "declined": ("⊘", "Not answered: this needs a person's judgement"),
    "failed": ("✕", "Failed"),
}


def status_of(answer: Answer) -> str:
    """An answer's status, as a sign and in words."""
    sign, said = STATUSES[answer.status]
    return paragraph(f"status {answer.status}", f'<span aria-hidden="true">{sign}</span> {said}')


def record_button(number: int | str, label: str) -> str:
    """A button that opens an answer on the Audit tab."""
    of = f'data-act="record" data-number="{visible(str(number))}" aria-label="Open record {visible(str(number))}"'
    return f'<button type="button" class="link" {of}>{visible(label)}</button>'


def conversation(talk: Conversation) -> str:
    """Every turn in the order asked, as a log that screen readers follow; only the last turn is open."""
    last = len(talk.turns)
    turns = (_turn(turn, number, talk.numbers, is_open=number == last) for number, turn in enumerate(talk.turns, 1))
    return f'<div role="log" aria-live="polite" aria-label="Conversation">{"".join(turns)}</div>'


def evidence(talk: Conversation) -> str:
    """The cited logs of every turn, those of the last one open."""
    parts = []
    for number, turn in enumerate(talk.turns, 1):
        if turn.answer and turn.answer.cited:
            opened = " open" if number == len(talk.turns) else ""
            heading = f'<h3>Evidence for question {number}</h3> <span class="note">{origins(turn)}</span>'
            cards = _cards(turn, number, talk.numbers)
            parts.append(f'<details class="evidence"{opened}><summary>{heading}</summary>{cards}</details>')
    return "".join(parts) or paragraph("empty", "The logs that an answer cites are shown here, beside it.")


def status(line: str, *, bad: bool = False) -> str:
    """A line of plain text that screen readers are told when it changes."""
    return f'<p class="live{" problem" if bad else ""}" role="status">{visible(line)}</p>'


def status_words(talk: Conversation) -> str:
    """What has just happened in a conversation, as plain text."""
    if not talk.turns:
        return ""
    turn = talk.turns[-1]
    if turn.problem:
        return "Something went wrong."
    if turn.answer is None:
        return "Searching the logs…"
    if turn.is_open:
        return f"Answered in the logs' own sentences; {_still_to_come(turn.answer)}…"
    stopped = "Stopped. " if turn.stopped else ""
    cited = f", {count(len(turn.answer.cited), 'log')} cited" if turn.answer.cited else ""
    return f"{stopped}{STATUSES[turn.answer.status][1]}{cited}."


def _still_to_come(answer: Answer) -> str:
    if answer.ahead:
        return f"the written summary waits for the language model, {count(answer.ahead, 'other answer')} before it"
    return "checking the written summary"


def filter_words(filters: Filters) -> list[tuple[str, str, str]]:
    """The active filters as (field, value, plain text for people)."""
    found = [
        ("date_from", filters.date_from, f"from {filters.date_from}"),
        ("date_to", filters.date_to, f"to {filters.date_to}"),
    ]
    found += [("themes", theme, f"theme {theme.replace('_', ' ')}") for theme in filters.themes]
    found += [("forces", force, f"force {force}") for force in filters.forces]
    found += [("places", place, f"place {place}") for place in filters.places]
    return [(field, value, text) for field, value, text in found if value]


def filter_chips(filters: Filters) -> str:
    """The active filters, each with a button that removes it."""
    chips = [
        f'<li>{visible(text)} <button type="button" data-act="unfilter" data-field="{field}" '
        f'data-value="{escape(value)}" aria-label="Remove the limit {escape(plain(text))}">✕</button></li>'
        for field, value, text in filter_words(filters)
    ]
    return f'<ul class="chips" aria-label="Limits">{"".join(chips) or "<li class=none>All logs, no limits</li>"}</ul>'


def limit_chips(limits: Sequence[Limit], *, with_buttons: bool) -> str:
    """The limits read from a question, each with the words it came from and buttons to change it or take it back."""
    chips = [
        f"<li>“{shown(limit.words)}”: {shown(limit.meaning)}{' (from an earlier question)' if limit.inherited else ''}"
        f"{_limit_buttons(limit, place) if with_buttons else ''}</li>"
        for place, limit in enumerate(limits)
        if limit.applied
    ]
    return f'<ul class="chips" aria-label="Limits read from the question">{"".join(chips)}</ul>' if chips else ""


def _limit_buttons(limit: Limit, place: int) -> str:
    buttons = []
    if limit.kind in ("days", "theme", "force", "place"):  # what a control of the page sets
        buttons.append(("edit", "✎", "Change the limit"))
    if limit.kind not in ("identity", "log"):
        buttons.append(("lift", "✕", "Ask without the limit"))
    return "".join(
        f' <button type="button" data-act="{act}" data-place="{place}" '
        f'aria-label="{said} {escape(plain(limit.words))}">{sign}</button>'
        for act, sign, said in buttons
    )


def origins(turn: Turn) -> str:
    """ "5 logs from 3 origins": how many independent sources the answer rests on."""
    assert turn.answer is not None
    cited = turn.answer.cited
    same = {one.log_ref: min(one.log_ref, *one.same) for one in turn.answer.related}
    distinct: dict[str, str] = {}  # what reports the same is one origin, that of the first of them
    for ref in cited:
        distinct.setdefault(same.get(ref, ref), turn.sources[ref].origin if ref in turn.sources else ref)
    return f"{count(len(cited), 'log')} from {count(len(set(distinct.values())), 'origin')}"


def answer_tokens(answer: Answer) -> list[str]:
    """The identities that an answer mentions."""
    quotes = (c.quote for s in answer.sentences for c in s.citations)
    return identities_in(answer.question, answer.text, *quotes)


def account_told(account: Account, sources: Mapping[str, RedactedLog], lives: Mapping[str, LogLife]) -> str:
    """What was searched, what came near and why it is not enough, and what else can be tried.

    sources, lives: the newest versions of the logs that came near and their states now, by reference.
    """
    lead = f'<p class="reason">{shown(account.lead)}</p>'
    if not account.held:
        return lead
    lines = [visible(searched_words(account))]
    if account.unheard:
        lines.append(f"None of them contains: {shown(', '.join(account.unheard))}.")
    html = lead + paragraph("note", "<br>".join(lines))
    if account.nearest:
        refs = [miss.citation.log_ref for miss in account.nearest]
        pairs = zip(account.nearest, refs, strict=True)
        near = "".join(_near_miss(miss, sources.get(ref), lives.get(ref)) for miss, ref in pairs)
        html += f'<p>The nearest logs, which do not answer it:</p><ul class="near">{near}</ul>'
    tries = "".join(f"<li>{shown(hint)}</li>" for hint in account.tries)
    return html + (f'<p>You can try:</p><ul class="tries">{tries}</ul>' if tries else "")


# -- turns ------------------------------------------------------------------------------------------------------------


def _turn(turn: Turn, number: int, numbers: Mapping[str, int], *, is_open: bool) -> str:
    opened = " open" if is_open else ""
    summary = f'<summary><h3><span class="count">Question {number}</span> {visible(turn.asked)}</h3></summary>'
    stated = limit_chips(turn.answer.limits if turn.answer else (), with_buttons=is_open)
    outcome = _outcome(turn, number, numbers, can_edit=is_open)
    return f'<details class="turn"{opened}>{summary}{_limits(turn.filters)}{stated}{outcome}</details>'


def _outcome(turn: Turn, number: int, numbers: Mapping[str, int], *, can_edit: bool) -> str:
    trouble = paragraph("problem", visible(turn.problem)) if turn.problem else ""
    answer = turn.answer
    if answer is None:
        return trouble or paragraph("waiting", "Stopped." if turn.stopped else "Searching the logs…")
    read_as = ""
    if answer.read_as:
        read_as = _read_as(turn, answer, can_edit=can_edit)
    elif answer.question and answer.question != turn.asked.strip():
        read_as = paragraph("note", f"Searched and recorded as: {shown(answer.question, turn.identities)}")
    body = f"{_reason(turn, answer)}{_answer_blocks(turn, number, numbers)}{_afterwards(turn, answer)}"
    return f"{trouble}{status_of(answer)}{read_as}{body}"


def _read_as(turn: Turn, answer: Answer, *, can_edit: bool) -> str:
    """The question in full, and, while nothing follows it, a form to ask it again otherwise."""
    said = paragraph("note read-as", f"Read as: {shown(answer.read_as, turn.identities)}")
    if not can_edit or turn.is_open:
        return said
    value = escape(plain(answer.read_as))
    return (
        f'{said}<details class="edit"><summary>Edit how it was read</summary><form data-act="edited">'
        f'<label>Question in full <input name="question" maxlength="2000" value="{value}" autocomplete="off"></label> '
        f'<button type="submit">Ask this instead</button></form></details>'
    )


def _reason(turn: Turn, answer: Answer) -> str:
    reason = f'<p class="reason">{shown(answer.reason)}</p>' if answer.reason else ""
    if answer.account:
        reason = account_told(answer.account, turn.sources, turn.lives)
    notices = "".join(f"<li>{shown(notice)}</li>" for notice in answer.notices)
    offers = "".join(
        f'<li><button type="button" data-act="offer" data-question="{escape(offer)}">{visible(offer)}</button></li>'
        for offer in answer.offers
    )
    return (
        reason
        + (f'<ul class="notices">{notices}</ul>' if notices else "")
        + (f'<p>You can ask instead:</p><ul class="offers">{offers}</ul>' if offers else "")
    )


def _near_miss(miss: NearMiss, now: RedactedLog | None, life: LogLife | None) -> str:
    cited = miss.citation
    link = log_link(cited.log_ref, span=(cited.start, cited.end), version=cited.version)
    about = f"{day(cited.reported_at)}, {visible(cited.grade)}: {shown(cited.title) or 'Untitled log'}"
    below = state(life) + handled(handling_cited(cited, now))
    return f"<li>{link} {about}. Not enough: {shown(miss.why_not)}.{below}</li>"


def _answer_blocks(turn: Turn, number: int, numbers: Mapping[str, int]) -> str:
    answer = turn.answer
    assert answer is not None
    if answer.status != "answered":
        return ""
    lists: dict[str, str] = {"written": ""}
    for name, group in in_blocks(answer.sentences).items():
        items = "".join(f'<li class="{s.origin}">{_sentence(s, turn, number, numbers)}</li>' for s in group)
        lists[name] = f'<ul class="sentences">{items}</ul>'
    if turn.is_open:
        lists["written"] += f'<p class="waiting">{_still_to_come(answer)}…</p>'
    return "".join(
        f'<section class="part {name}"><h4>{BLOCKS[name][0]}</h4>{paragraph("note", BLOCKS[name][1])}{html}</section>'
        for name, html in lists.items()
        if html
    )


def _sentence(sentence: Sentence, turn: Turn, number: int, numbers: Mapping[str, int]) -> str:
    links = "".join(
        _citation_link(ref, number, numbers) for ref in dict.fromkeys(c.log_ref for c in sentence.citations)
    )
    text = shown(" ".join(sentence.text.split()), turn.identities)
    lead = f'<span class="lead">{shown(sentence.lead)}:</span> ' if sentence.lead else ""
    return f"{lead}{text} {links}{_verdict(sentence)}"


def _citation_link(log_ref: str, number: int, numbers: Mapping[str, int]) -> str:
    n = numbers[log_ref]
    return f'<a class="cite" href="#ev-{number}-{n}" aria-label="Citation {n}: {escape(plain(log_ref))}">[{n}]</a>'


def _verdict(sentence: Sentence) -> str:
    """How the sentence was checked, as a sign and in words; of a quoted one its block says it to those who see."""
    words = checked(sentence)
    style = ' class="sr"' if sentence.is_quoted else ""
    seen = f'<span aria-hidden="true">{SIGNS[sentence.support.verdict]}</span><span{style}> {visible(words)}</span>'
    return f'<span class="verdict {sentence.support.verdict}" title="{visible(words)}">{seen}</span>'


def _afterwards(turn: Turn, answer: Answer) -> str:
    lines = []
    if turn.stopped and not answer.complete:
        lines.append("You stopped this answer; the written summary is not complete.")
    if answer.dropped:
        are = "is" if answer.dropped == 1 else "are"
        lines.append(
            f"{count(answer.dropped, 'sentence')} that the model wrote {are} not shown: unsupported by the logs."
        )
    if turn.identities:
        lines.append(
            f'<b class="revealed-note">{count(len(turn.identities), "identity", "identities")} revealed, '
            f"each recorded under this answer.</b>"
        )
    if answer.audit_id:
        lines.append(f"{record_button(answer.audit_id, f'Record {answer.audit_id}')}. {visible(_writer(answer))}")
    return f'<p class="afterwards">{"<br>".join(lines)}</p>' if lines else ""


def _writer(answer: Answer) -> str:
    if not answer.model or answer.model == "none":
        return "No language model was used."
    return f"Language model: {answer.model.split(' sha256:')[0]}."


def _limits(filters: Filters) -> str:
    active = "; ".join(visible(text) for _, _, text in filter_words(filters))
    return paragraph("note", f"Limited to: {active}") if active else ""


# -- evidence ---------------------------------------------------------------------------------------------------------


def _cards(turn: Turn, number: int, numbers: Mapping[str, int]) -> str:
    assert turn.answer is not None
    citations: dict[str, dict[tuple[int, int], Citation]] = {ref: {} for ref in turn.answer.cited}
    for sentence in turn.answer.sentences:
        for citation in sentence.citations:
            citations[citation.log_ref][citation.start, citation.end] = citation
    ordered = sorted(citations, key=lambda ref: numbers[ref])
    return "".join(_card(turn, number, numbers[ref], list(citations[ref].values())) for ref in ordered)


def _related(turn: Turn, log_ref: str) -> Related | None:
    assert turn.answer is not None
    return next((one for one in turn.answer.related if one.log_ref == log_ref), None)


def _card(turn: Turn, number: int, n: int, citations: Sequence[Citation]) -> str:
    first = citations[0]
    log = turn.sources.get(first.log_ref)
    handling = handling_cited(first, log)
    if log is not None and log.version != first.version:
        log = None  # it was changed since; only the quote is certain
    spans = sorted((c.start, c.end) for c in citations)
    if log:
        quotes = excerpts(log.text, spans, turn.identities)
    else:
        quotes = [f"<mark>{shown(c.quote, turn.identities)}</mark>" for c in citations]
    facts = [
        ("Reported", day(first.reported_at)),
        ("Grade", grade(log) if log else visible(first.grade)),
        ("Origin", shown(first.provenance) or "not named"),
        ("Force", shown(first.force)),
        ("Theme", words(log.theme) if log else ""),
    ]
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)
    link = log_link(first.log_ref, span=spans[0], version=first.version)
    name = f"Evidence {n}: {escape(plain(first.log_ref))}"
    title = f"<h4>{shown(first.title, turn.identities) or 'Untitled log'}</h4>"
    above = title + state(turn.lives.get(first.log_ref)) + beside(_related(turn, first.log_ref))
    return (
        f'<article class="card" id="ev-{number}-{n}" tabindex="-1" aria-label="{name}">'
        f'<header><span class="number">[{n}]</span> {link}</header>'
        f'{log_text(handling, *quotes, between=above)}<dl class="fields">{rows}</dl></article>'
    )
