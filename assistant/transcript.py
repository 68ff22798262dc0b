"""A transcript: a conversation's answers on the record -> blocks of text to be written to a file, and their marking.

Each question stands as it was asked and as it was read, each sentence with the reference, grade and date of its log;
the numbers of the answers lead a reader back to the audit record. Everything in it is redacted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.audit import Event
from assistant.records import Answer, Citation
from assistant.withholding import WITHHELD
from index.markings import highest

BlockKind = Literal["title", "heading", "text", "item", "note"]
NO_DECISION = (
    "Intellog quotes and counts what the logs say. No decision, score, rank or prediction about anyone is made here; a "
    "person reads the sources before anything is done."
)
WITHDRAWN = "This answer was withdrawn: a log that it quotes was deleted or redacted again."
_STATUS = {"answered": "Answered", "not_found": "Not found in the logs", "declined": "Declined", "failed": "Failed"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!]|^[+-]|^\d+(?=[.)]))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. A note is set smaller; an item belongs to the list of sentences."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is written, and the highest marking of its sources, which goes on each page."""

    marking: str
    blocks: tuple[Block, ...]


def transcript(
    title: str, turns: Sequence[tuple[Event, Answer | None]], gone: frozenset[str] = frozenset()
) -> Transcript:
    """The transcript of a conversation. turns: the ask events and their answers, None for one that was withdrawn.

    gone: references that are cited and not held any more. What is withheld from the reader is so already.
    """
    citations = [c for _, answer in turns if answer for s in answer.sentences for c in s.citations]
    markings = [c.marking for c in citations if c.log_ref != WITHHELD]
    blocks = [Block("title", title or "Conversation"), Block("note", NO_DECISION)]
    for number, (event, answer) in enumerate(turns, 1):
        blocks += _turn(number, event, answer, gone)
    numbers = ", ".join(str(event.seq) for event, _ in turns)
    blocks += [Block("heading", "Record"), Block("note", f"Answers on the audit record: {numbers or 'none'}.")]
    return Transcript(highest(markings), tuple(blocks))


def markdown(document: Transcript) -> str:
    """The transcript as Markdown, in which nothing of a log is markup; the marking stands first and last."""
    forms = {"title": "# {}", "heading": "## {}", "text": "{}", "item": "- {}", "note": "*{}*"}
    lines = [forms[block.kind].format(_plain(block.text)) for block in document.blocks]
    marked = f"**{_plain(document.marking)}**"
    return "\n\n".join([marked, *lines, marked]) + "\n"


def _turn(number: int, event: Event, answer: Answer | None, gone: frozenset[str]) -> list[Block]:
    asked_on = f"{event.time[:10]} {event.time[11:16]} UTC, answer {event.seq}"
    if answer is None:
        return [Block("heading", f"{number}. (withdrawn)"), Block("note", f"{WITHDRAWN} {asked_on}.")]
    blocks = [Block("heading", f"{number}. {answer.question}")]
    if answer.read_as:
        blocks.append(Block("text", f"Read as: {answer.read_as}"))
    blocks.append(Block("note", f"{_STATUS[answer.status]}. {asked_on}. Language model: {answer.model or 'none'}."))
    if answer.reason:
        blocks.append(Block("text", answer.reason))
    for sentence in answer.sentences:
        sources = "; ".join(dict.fromkeys(_source(c, gone) for c in sentence.citations))
        blocks.append(Block("item", f"{' '.join(sentence.text.split())} ({sources})"))
    return [*blocks, *(Block("note", notice) for notice in answer.notices)]


def _source(citation: Citation, gone: frozenset[str]) -> str:
    """The reference with grade, date and, where there are any, handling conditions."""
    if citation.log_ref == WITHHELD:
        return WITHHELD
    if citation.log_ref in gone:
        return f"{citation.log_ref}, withdrawn"
    conditions = f", conditions: {citation.handling_conditions}" if citation.handling_conditions else ""
    return f"{citation.log_ref}, {citation.grade}, {citation.reported_at[:10]}{conditions}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
