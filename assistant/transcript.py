"""A transcript: a conversation's answers on the record -> blocks of text to be written to a file, and their marking.

Each question stands as it was asked and as it was read, each sentence in its block as on the page, after the words that
attribute it and with the reference, grade and date of its logs; what holds of those logs now is said beside them. The
numbers of the answers lead a reader back to the audit record. Everything in it is redacted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.account import searched_words
from assistant.audit import Event
from assistant.blocks import BLOCKS, checked, in_blocks
from assistant.handling import handling_cited
from assistant.records import Account, Answer, Citation, Sentence
from assistant.withholding import WITHHELD
from index.life import LogLife, state_of
from index.markings import highest
from index.records import RedactedLog, Related

BlockKind = Literal["title", "heading", "subheading", "text", "item", "note"]
NO_DECISION = (
    "Intellog quotes and counts what the logs say. No decision, score, rank or prediction about anyone is made here; a "
    "person reads the sources before anything is done."
)
WITHDRAWN = "This answer was withdrawn: a log that it quotes was deleted or redacted again."
_STATUS = {"answered": "Answered", "not_found": "Not found in the logs", "declined": "Declined", "failed": "Failed"}
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~!&]|^[+-]")
_NUMBERED = re.compile(r"^(\d+)([.)])")  # where a paragraph begins it would make a list of it


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


@dataclass(frozen=True, slots=True)
class Current:
    """What holds now of the logs that some answers quote, by reference: newest version, state, what stands beside."""

    logs: Mapping[str, RedactedLog] = field(default_factory=dict)
    lives: Mapping[str, LogLife] = field(default_factory=dict)
    related: Mapping[str, Related] = field(default_factory=dict)


def transcript(title: str, turns: Sequence[tuple[Event, Answer | None]], current: Current | None = None) -> Transcript:
    """The transcript of a conversation. turns: the ask events and their answers, None for one that was withdrawn.

    What is withheld from the reader is so already.
    """
    current = current or Current()
    quoted = [c for _, answer in turns if answer for c in _quoted(answer)]
    markings = [handling_cited(c, current.logs.get(c.log_ref)).marking for c in quoted]
    blocks = [Block("title", title or "Conversation"), Block("note", NO_DECISION)]
    for number, (event, answer) in enumerate(turns, 1):
        blocks += _turn(number, event, answer, current)
    numbers = ", ".join(str(event.seq) for event, _ in turns)
    blocks += [Block("heading", "Record"), Block("note", f"Answers on the audit record: {numbers or 'none'}.")]
    return Transcript(highest(markings), tuple(blocks))


def markdown(document: Transcript) -> str:
    """The transcript as Markdown, in which nothing of a log is markup; the marking stands first and last."""
    forms = {"title": "# {}", "heading": "## {}", "subheading": "### {}", "text": "{}", "item": "- {}", "note": "*{}*"}
    lines = [forms[block.kind].format(_plain(block.text)) for block in document.blocks]
    marked = f"**{_plain(document.marking)}**"
    return "\n\n".join([marked, *lines, marked]) + "\n"


def _turn(number: int, event: Event, answer: Answer | None, current: Current) -> list[Block]:
    asked_on = f"{event.time[:10]} {event.time[11:16]} UTC, answer {event.seq}"
    if answer is None:
        return [Block("heading", f"{number}. (withdrawn)"), Block("note", f"{WITHDRAWN} {asked_on}.")]
    blocks = [Block("heading", f"{number}. {answer.question}")]
    if answer.read_as:
        blocks.append(Block("text", f"Read as: {answer.read_as}"))
    blocks.append(Block("note", f"{_STATUS[answer.status]}. {asked_on}. Language model: {answer.model or 'none'}."))
    if answer.account:
        blocks += _account(answer.account, current)
    elif answer.reason:
        blocks.append(Block("text", answer.reason))
    for name, sentences in in_blocks(answer.sentences).items():
        heading, how = BLOCKS[name]
        blocks += [Block("subheading", heading), Block("note", how)]
        blocks += [Block("item", _sentence(sentence, current)) for sentence in sentences]
    cited = {c.log_ref: c for c in reversed(_quoted(answer))}
    if cited:
        blocks.append(Block("subheading", "The logs quoted, as they are held now"))
        blocks += [Block("note", _held(cited[ref], current)) for ref in answer.quoted if ref in cited]
    return [*blocks, *(Block("note", notice) for notice in answer.notices)]


def _account(account: Account, current: Current) -> Iterator[Block]:
    """What was searched, what came near and why it is not enough, and what else can be tried."""
    yield Block("text", account.lead)
    if not account.held:
        return
    yield Block("note", searched_words(account))
    if account.unheard:
        yield Block("note", f"None of them contains: {', '.join(account.unheard)}.")
    if account.nearest:
        yield Block("text", "The nearest logs, which do not answer it:")
    for miss in account.nearest:
        title = miss.citation.title or "Untitled log"
        yield Block("item", f"{title}. Not enough: {miss.why_not}. ({_source(miss.citation, current)})")
    yield from (Block("note", hint) for hint in account.tries)


def _sentence(sentence: Sentence, current: Current) -> str:
    """A sentence with its sources; of one that is not a log's own, how it was checked."""
    sources = "; ".join(dict.fromkeys(_source(c, current) for c in sentence.citations))
    said = "" if sentence.is_quoted else f" [{checked(sentence)}]"
    return f"{' '.join(sentence.told.split())} ({sources}){said}"


def _source(citation: Citation, current: Current) -> str:
    """The reference with grade and date, the log's state where it is not the current one, and handling conditions."""
    if citation.log_ref == WITHHELD:
        return WITHHELD
    facts = [citation.log_ref, citation.grade, citation.reported_at[:10]]
    life = current.lives.get(citation.log_ref)
    state = state_of(life, current.related.get(citation.log_ref)) if life else "current"
    conditions = handling_cited(citation, current.logs.get(citation.log_ref)).conditions
    facts += [state] if state != "current" else []
    facts += [f"conditions: {conditions}"] if conditions else []
    return ", ".join(facts)


def _held(citation: Citation, current: Current) -> str:
    """What a reader must know of a quoted log: how it is handled, what became of it, and what other logs are to it."""
    log = current.logs.get(citation.log_ref)
    handling = handling_cited(citation, log)
    facts = [handling.marking]
    if handling.conditions:
        facts.append(f"conditions: {handling.conditions}")
    if handling.has_instructions:
        facts.append("part of it reads as an order to a machine")
    if log and log.version != citation.version:
        facts.append(f"version {citation.version} is quoted, the newest is {log.version}")
    facts += _became(current.lives.get(citation.log_ref))
    related = current.related.get(citation.log_ref) or Related(citation.log_ref)
    for what, refs in (
        ("corrected by", related.corrected_by), ("corrects", related.corrects),
        ("does not agree with", related.disagrees), ("the same report as", related.same),
    ):  # fmt: skip
        facts += [f"{what} {', '.join(refs)}"] if refs else []
    return f"{citation.log_ref}: {'; '.join(facts)}"


def _became(life: LogLife | None) -> Iterator[str]:
    if life and life.withdrawn_at:
        yield f"withdrawn on {life.withdrawn_at[:10]}, record {life.withdrawn_in}"
    if life and life.expired:
        yield f"past its review, due on {life.review_by}"


def _quoted(answer: Answer) -> list[Citation]:
    """The citations of an answer and of what it names as near, without those that are withheld."""
    near = answer.account.nearest if answer.account else ()
    cited = [*(c for s in answer.sentences for c in s.citations), *(miss.citation for miss in near)]
    return [citation for citation in cited if citation.log_ref != WITHHELD]


def _plain(text: str) -> str:
    """A text in one line, in which nothing is markup."""
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", " ".join(text.split())))
