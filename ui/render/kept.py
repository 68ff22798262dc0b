"""From the conversations that are kept to HTML: a list to open, name, write out and delete them."""

from collections.abc import Sequence
from html import escape

from assistant.conversations import Kept
from ui.conversation import Conversation
from ui.render.text import count, day, paragraph, plain, shown


def panel(found: Sequence[tuple[Kept, str]], talk: Conversation) -> str:
    """The list. found: each conversation with its title; talk: the one that is open."""
    items = "".join(_item(kept, title, is_open=kept.id == talk.id) for kept, title in found)
    return f'<ul class="kept">{items}</ul>' if items else paragraph("empty", "No conversation is kept that matches.")


def _item(kept: Kept, title: str, *, is_open: bool) -> str:
    name, of = escape(plain(title)), f'data-conversation="{kept.id}"'
    current = ' aria-current="true"' if is_open else ""
    facts = f"{day(kept.changed[:10])}, {count(len(kept.answers), 'question')}"
    links = "".join(
        f'<a href="/conversations/{kept.id}.{form}" download aria-label="{label} of {name}">{label}</a> '
        for form, label in (("docx", "DOCX"), ("md", "Markdown"))
    )
    return (
        f'<li{current}><button type="button" class="link" data-act="open" {of}>{shown(title)}</button> '
        f'<span class="note">{facts}</span> <span class="note">Export: {links}</span>'
        f'<details><summary>Rename or delete</summary><form data-act="rename" {of}>'
        f'<label>Name <input name="title" maxlength="200" value="{name}" autocomplete="off"></label> '
        f'<button type="submit">Rename</button></form>'
        f'<button type="button" data-act="drop" {of} aria-label="Delete the conversation {name}">Delete</button>'
        f"</details></li>"
    )
