"""Drafting: a question and its evidence -> sentences written by the chat model, one by one as they are complete.

Between them come steps without a sentence, so that who reads can show that the draft waits, and end it at any time.

The model sees neither tokens nor references, and each note stands between « and », signs that no note contains, so that
it can tell what is quoted from what it is asked. Identities are named Person-1, Vehicle-2 for the time of one draft, so
that a small model can repeat them, and turned back afterwards; a name that was not given fails the check.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import ChatPromptTemplate

from assistant.chat_model import AHEAD
from assistant.prompts import prompt
from assistant.records import Evidence
from index.characters import stream_safe
from index.redaction.tokens import TOKEN
from index.sentences import sentence_spans

MAX_NOTES_CHARS = 3200  # about 900 word pieces: what a small model reads in a second or two
MAX_DRAFT_CHARS = 4000
_ROLE_MARKERS = re.compile(r"<\||\|>|</?s>|\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>|[«»]", re.IGNORECASE)
_NO_QUOTES = str.maketrans("", "", "«»")
_STAND_IN = re.compile(r"\b[A-Z][a-z]+-\d+\b")


@dataclass(frozen=True, slots=True)
class Step:
    """How far a draft has come."""

    sentence: str = ""  # one that is complete now, with identity tokens
    ahead: int = 0  # how many texts the model makes before it begins with this one


def draft(model: BaseChatModel, question: str, evidence: Sequence[Evidence]) -> Iterator[Step]:
    """A step for each of the model's sentences, as soon as the next one begins, and for each of its pieces.

    Closing the iterator cancels the generation. Raises what the model raises.
    """
    stand_ins = StandIns()
    notes = "\n".join(_notes(stand_ins, evidence))
    template = ChatPromptTemplate.from_messages([("system", "{system}"), ("human", prompt("answer_user.txt"))])
    chain = template | model
    filled = {"system": prompt("answer_system.txt"), "notes": notes, "question": stand_ins.put_in(quotable(question))}
    text = ""
    done = 0
    said: set[str] = set()
    for piece in chain.stream(filled):
        yield Step(ahead=piece.response_metadata.get(AHEAD, 0))
        text += str(piece.content).translate(_NO_QUOTES)
        if len(text) > MAX_DRAFT_CHARS:
            return  # a server that ignores its limit
        complete = sentence_spans(text)[:-1]
        for start, end in complete[done:]:
            if text[start:end] in said:
                return  # a small model that begins to repeat itself does not stop
            said.add(text[start:end])
            yield Step(stand_ins.turn_back(text[start:end]))
        done = len(complete)
    for start, end in sentence_spans(text)[done:]:
        if text[start:end].endswith((".", "!", "?", '"')):  # a sentence that the length limit cut off is not one
            yield Step(stand_ins.turn_back(text[start:end]))


def quotable(text: str) -> str:
    """The text as one line in which nothing can be taken for a line, a role or an end of quotation of the prompt."""
    composed = unicodedata.normalize("NFKC", stream_safe(text))
    seen = "".join(c for c in composed if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(_ROLE_MARKERS.sub(" ", seen).split())


class StandIns:
    """Short names for the tokens of one draft, and the way back."""

    def __init__(self) -> None:
        self._name_of: dict[str, str] = {}
        self._token_of: dict[str, str] = {}
        self._count: dict[str, int] = {}

    def put_in(self, text: str) -> str:
        """The text with a stand-in for every token; the same token has the same stand-in."""
        return TOKEN.sub(lambda m: self._stand_in(m.group(), m["type"], m["id"]), text)

    def turn_back(self, text: str) -> str:
        """The text with tokens for the stand-ins that were given out."""
        return _STAND_IN.sub(lambda m: self._token_of.get(m.group(), m.group()), text)

    def _stand_in(self, token: str, kind: str, number: str) -> str:
        identity = f"{kind} {number}"
        if identity not in self._name_of:
            word = kind.split("_")[0].capitalize()
            self._count[word] = self._count.get(word, 0) + 1
            self._name_of[identity] = f"{word}-{self._count[word]}"
            self._token_of[self._name_of[identity]] = token
        return self._name_of[identity]


def _notes(stand_ins: StandIns, evidence: Sequence[Evidence]) -> Iterator[str]:
    length = 0
    for item in evidence:
        note = stand_ins.put_in(quotable(item.text))
        length += len(note)
        if length > MAX_NOTES_CHARS:
            return
        yield f"- ({item.log.reported_at[:10]}) «{note}»"
