"""From a text to HTML in which nothing is markup: escaped, hidden characters made visible, identity tokens as chips.

Every other module of this package shows foreign text through `shown`, and puts nothing foreign into HTML by itself.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape

from index.redaction.tokens import GENERALISED, TOKEN, identity_of_token

_TOKENS = re.compile(f"{TOKEN.pattern}|{GENERALISED.pattern}")
_KINDS = {  # where the type's own name is not what an officer would say
    "VEHICLE_REG": "Vehicle", "SOCIAL_HANDLE": "Account name", "NINO": "NI number", "NHS_NUMBER": "NHS number",
    "PNC_ID": "PNC ID", "CRO_NUMBER": "CRO number", "DOB": "Born", "IP_ADDRESS": "IP address", "VIN": "VIN",
    "MAC_ADDRESS": "MAC address", "IMEI": "IMEI", "SIM": "SIM", "ASN": "Arrest number", "CRN": "Probation number",
    "EMAIL": "E-mail",
}  # fmt: skip


def shown(text: str, identities: Mapping[str, str] | None = None) -> str:
    """A text as HTML, line breaks kept as they are.

    identities: values that were revealed, by token ("PERSON 7K3F9Q2M"); they stand in place of their tokens.
    """
    pieces, position = [], 0
    for match in _TOKENS.finditer(text):
        pieces += [visible(text[position : match.start()]), _chip(match, identities or {})]
        position = match.end()
    return "".join([*pieces, visible(text[position:])])


def marked(text: str, spans: Sequence[tuple[int, int]], identities: Mapping[str, str] | None = None) -> str:
    """A text as HTML with stretches of it highlighted, but none that lies outside the text or in an earlier stretch."""
    pieces, position = [], 0
    for start, end in sorted(spans):
        start = max(start, position)
        if start < end <= len(text):
            pieces += [shown(text[position:start], identities), f"<mark>{shown(text[start:end], identities)}</mark>"]
            position = end
    return "".join([*pieces, shown(text[position:], identities)])


def excerpts(
    text: str, spans: Sequence[tuple[int, int]], identities: Mapping[str, str] | None = None, *, around: int = 200
) -> list[str]:
    """The highlighted stretches with up to `around` characters on both sides, cut between words and outside tokens.

    Stretches whose surroundings meet come in one excerpt, so that nothing is shown twice.
    """
    windows: list[tuple[int, int, list[tuple[int, int]]]] = []
    for start, end in sorted(spans):
        first, last = _opening(text, start, around), _closing(text, end, around)
        if windows and first <= windows[-1][1]:
            begun, until, inside = windows.pop()
            windows.append((begun, max(until, last), [*inside, (start, end)]))
        else:
            windows.append((first, last, [(start, end)]))
    return [_window(text, first, last, inside, identities) for first, last, inside in windows]


def beginning(text: str, length: int = 200) -> str:
    """The first words of a text."""
    end = _closing(text, 0, length)
    return shown(text[:end]) + (" …" if end < len(text) else "")


def visible(text: str) -> str:
    """Plain text escaped for HTML, outside attributes; characters that steer or hide text are shown as their codes."""
    if text.isprintable():
        return escape(text)
    return "".join(_character(c) for c in text)


def plain(text: str) -> str:
    """A text for option lists and labels, which cannot hold chips: one line, hidden characters as codes, unescaped."""
    return "".join(f"(U+{ord(c):04X})" if _is_hidden(c) else c for c in " ".join(text.split()))


def paragraph(style: str, html: str) -> str:
    """A paragraph in one of the styles of page.css."""
    return f'<p class="{style}">{html}</p>'


def problem(message: str) -> str:
    """A line that says what went wrong, which screen readers are told at once. message: plain text."""
    return f'<p class="problem" role="alert">{visible(message)}</p>'


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, "1 log" or "7 logs". plural: where it is not the noun with an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def day(iso: str) -> str:
    """An ISO date or date-time as people write it: "4 March 2025, 21:10"; whatever else it is, as it stands."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return visible(iso)
    written = f"{moment.day} {moment:%B %Y}"
    return f"{written}, {moment:%H:%M}" if "T" in iso else written


def words(name: str) -> str:
    """A name made for programs ("county_lines") as HTML for people."""
    return shown(name) if TOKEN.search(name) else visible(name.replace("_", " "))


def kind_words(kind: str) -> str:
    """What an officer calls a type of identity ("VEHICLE_REG": "Vehicle"), as plain text."""
    return _KINDS.get(kind, kind.replace("_", " ").capitalize())


def _chip(match: re.Match[str], identities: Mapping[str, str]) -> str:
    if not match["type"]:  # an age or a date, which is only generalised
        title = "An age, shown as a band" if match.group().startswith("[AGE ") else "A date, shown as its month"
        return f'<span class="token" title="{title}">{escape(match.group()[1:-1].capitalize())}</span>'
    token = identity_of_token(match)
    if token in identities:
        return f'<span class="token revealed" title="Revealed: {escape(token)}">{visible(identities[token])}</span>'
    kind = kind_words(match["type"])
    rest = f" {visible(match['rest'])}" if match["rest"] else ""
    title = f"{kind}: the identity is hidden; the same code is the same identity in every log"
    return f'<span class="token" title="{escape(title)}">{escape(kind)}{rest} <b>{match["id"]}</b></span>'


def _character(c: str) -> str:
    if c in "\n\t":
        return c
    return f'<span class="code" title="A hidden character">U+{ord(c):04X}</span>' if _is_hidden(c) else escape(c)


def _is_hidden(c: str) -> bool:
    """Control, format (bidirectional, zero width, tags), surrogate and private characters, and odd line breaks."""
    return unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _window(
    text: str, first: int, last: int, spans: Sequence[tuple[int, int]], identities: Mapping[str, str] | None
) -> str:
    inside = [(start - first, end - first) for start, end in spans]
    return f"{'… ' if first else ''}{marked(text[first:last], inside, identities)}{' …' if last < len(text) else ''}"


def _opening(text: str, start: int, around: int) -> int:
    """Where an excerpt begins: behind the first blank within `around` characters before `start`."""
    if start <= around:
        return 0
    blanks = [i + 1 for i in _blanks(text) if start - around <= i < start]
    return min(blanks, default=start)


def _closing(text: str, end: int, around: int) -> int:
    if end + around >= len(text):
        return len(text)
    return max((i for i in _blanks(text) if end <= i <= end + around), default=end)


def _blanks(text: str) -> Iterator[int]:
    """Positions of blanks that are not inside a token."""
    inside = {i for match in _TOKENS.finditer(text) for i in range(match.start(), match.end())}
    return (i for i, c in enumerate(text) if c.isspace() and i not in inside)
