"""From suggested and decided links to HTML: each with its reasons, the logs on both sides, and a form to decide it."""

from collections.abc import Sequence
from html import escape

from index.links import Decision, Suggestion
from ui.render.logs import log_link
from ui.render.text import count, day, paragraph, plain, shown, visible

MAX_LINKS = 25  # shown at once; those after them come when these are decided
MAX_LOGS = 10  # of one side
NOTHING = "No two names that are held have so much in common that a person should look at them."
_DECISIONS = {"confirmed": "Confirmed as one", "refused": "Refused: they are two"}
_CHOICES = (("confirmed", "Yes, they are one"), ("refused", "No, they are two"))


def links(suggested: Sequence[Suggestion], decided: Sequence[Decision]) -> str:
    """Both lists, by alphabet."""
    first = [_suggestion(link) for link in suggested[:MAX_LINKS]]
    more = paragraph("note", f"{len(suggested) - MAX_LINKS} more; decide some of these to see them.")
    return (
        f"<h3>Suggested <span class='count'>{count(len(suggested), 'link')}</span></h3>"
        + ("".join(first) or paragraph("empty", NOTHING))
        + (more if len(suggested) > MAX_LINKS else "")
        + f"<h3>Decided <span class='count'>{count(len(decided), 'link')}</span></h3>"
        + ("".join(_decision(made) for made in decided) or paragraph("empty", "Nothing was decided yet."))
    )


def _suggestion(link: Suggestion) -> str:
    choices = "".join(
        f'<label><input type="radio" name="decision" value="{value}" required> {words}</label>'
        for value, words in _CHOICES
    )
    asked = f"<fieldset><legend>Are they one?</legend>{choices}</fieldset>"
    reasons = "".join(f"<li>{shown(reason)}</li>" for reason in link.reasons)
    return (
        f"{_opening(link.a, link.b)}<ul>{reasons}</ul>{_side(link.a, link.logs_a)}{_side(link.b, link.logs_b)}"
        f"{_form(link.a, link.b, asked, 'Record the decision')}</article>"
    )


def _decision(made: Decision) -> str:
    by = f'<span class="about">{visible(made.who)}, {day(made.time)} UTC</span>'
    said = f"<b>{_DECISIONS[made.decision]}</b>: {shown(made.reason)} {by}"
    hidden = '<input type="hidden" name="decision" value="undone">'
    return f"{_opening(made.a, made.b)}{paragraph('note', said)}{_form(made.a, made.b, hidden, 'Undo')}</article>"


def _opening(a: str, b: str) -> str:
    name = escape(f"{plain(a)} and {plain(b)}")
    return f'<article class="card" aria-label="{name}"><header>{shown(f"[{a}]")} and {shown(f"[{b}]")}</header>'


def _side(token: str, refs: Sequence[str]) -> str:
    items = "".join(f"<li>{log_link(ref)}</li>" for ref in refs[:MAX_LOGS])
    more = f"<li>and {len(refs) - MAX_LOGS} more</li>" if len(refs) > MAX_LOGS else ""
    summary = f"{shown(f'[{token}]')} in {count(len(refs), 'log')}"
    return f'<details class="behind"><summary>{summary}</summary><ul>{items}{more}</ul></details> '


def _form(a: str, b: str, inside: str, button: str) -> str:
    name = escape(f"{button}: {plain(a)} and {plain(b)}")
    return (
        f'<form data-act="link" data-a="{escape(a)}" data-b="{escape(b)}" aria-label="{name}">{inside}'
        '<label class="wide">Reason '
        '<input type="text" name="reason" maxlength="500" required autocomplete="off"></label>'
        f'<button type="submit">{button}</button></form>'
    )
