"""A log's text -> the sentences in it that read as orders to a machine.

Whoever can file a log can write "ignore your instructions" into it. Nothing in a log is obeyed: the language model has
no tools, and what it writes is shown only where a log supports it. This finds such sentences so that they can be
flagged to the reader, kept from the model and left out of answers. The wordings are in `prompts/instructions.toml`.
"""

import binascii
import re
import tomllib
from base64 import b64decode
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

from assistant.patterns.wordings import Extent, Matcher, parse_choices, parse_wording
from assistant.plain import plain
from index.errors import BadSetting
from index.records import RedactedLog
from index.sentences import sentence_spans

# What may stand before the verb of an order, so that it still opens its sentence; a quotation or a colon opens one too.
_LEAD = re.compile(
    r"(?:^|[:\"“”‘«(]\s*|\s'|[-–—]\s+)"
    r"((?:(?:please|kindly|now|then|and|also|so|but|just|simply|instead|important|note|remember|to|you|must|should|shall|will|always"
    r"|only|ok|okay|first|finally|next)\W+)*)(?=\w)"
)
_SIGNS = re.compile(
    r"<\|[^|<>\n]{0,40}\|>|\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>"  # role markers of chat templates
    r"|</?\s*(?:system|assistant|instructions?|prompt|notes?|context)\b[^>\n]{0,80}>"
    r"|^\s*(?:#{2,}|-{3,}|={3,}|\*{2,})?\s*(?:begin|end|new)?\s*(?:system|assistant)"
    r"(?: (?:message|prompt|mode|override))?\s*:"
    r"|<\s*(?:script|iframe|img|svg|style|object|embed|form|meta|link|a\s+href)\b|<!--"  # markup for a page
    r"|!\[[^\]\n]{0,200}\]\(|\]\((?:https?:|javascript:|data:)"
    r"|[\U000e0020-\U000e007f]{2}|[\u200b\u2060\ufeff\u200c\u200d]{6}"  # text in characters that nobody sees
    r"|(?:忽略|无视|無視|忘记).{0,12}(?:指示|指令|说明)|(?:指示|指令).{0,6}(?:無視|忽略)|지시.{0,8}무시",
    re.IGNORECASE | re.MULTILINE,
)
_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/])")
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}){16,}(?!\w)")
_QUOTES = re.compile('["“”]')
_PROSE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


@lru_cache(maxsize=4096)
def instructions_in(text: str) -> tuple[Extent, ...]:
    """The sentences that read as orders to a machine: (start, end) in code points of the text, in order.

    A sentence that follows such a one goes with it when it begins with an order, too, or is in the same quotation.
    """
    found: list[Extent] = []
    follows = quoted = False
    for start, end in sentence_spans(text):
        kinds = _kinds(text[start:end])
        follows = quoted or "anywhere" in kinds or "opening" in kinds or (follows and "order" in kinds)
        if follows:
            found.append((start, end))
            quoted ^= bool(len(_QUOTES.findall(text, start, end)) % 2)
    return tuple(found)


def has_instructions(log: RedactedLog) -> bool:
    """Whether the title or the text of a log has such a sentence."""
    return bool(instructions_in(log.title) or instructions_in(log.text))


def _kinds(sentence: str) -> frozenset[str]:
    if _SIGNS.search(sentence) or any(_PROSE.search(text) for text in _decoded(sentence)):
        return frozenset({"anywhere"})
    read = plain(sentence)
    lead = {at for match in _LEAD.finditer(read) for at in _starts(read, *match.span(1))}
    return frozenset(
        match.name
        for _, match in _matcher().matches(read, [(0, len(read))])
        if match.name == "anywhere" or match.start in lead
    )


def _starts(text: str, start: int, end: int) -> Iterator[int]:
    """Where the soft words of a lead begin, and the word after them."""
    yield from (match.start() for match in re.finditer(r"\w+", text[:end]) if match.start() >= start)
    yield end


def _decoded(sentence: str) -> Iterator[str]:
    """What stretches in base64 or hexadecimal say, where they are text."""
    decoded = [bytes.fromhex(match.group()) for match in _HEX.finditer(sentence)]
    decoded += [_from_base64(match.group()) for match in _BASE64.finditer(sentence)]
    texts = (content.decode("utf-8", errors="ignore") for content in decoded)
    yield from (text for text in texts if text.isprintable())


def _from_base64(written: str) -> bytes:
    try:
        return b64decode(written + "=" * (-len(written) % 4))
    except binascii.Error:
        return b""


@cache
def _matcher() -> Matcher:
    file = resources.files("prompts") / "instructions.toml"
    document = tomllib.loads(file.read_text("utf-8"))
    try:
        lists = {name: parse_choices(notation, {}) for name, notation in document["lists"].items()}
        names = ("anywhere", "opening", "order")
        return Matcher({name: [parse_wording(notation, lists) for notation in document[name]] for name in names})
    except (KeyError, ValueError) as error:
        raise BadSetting(f"{file.name}: {error}; correct the file") from None
