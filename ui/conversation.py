"""A conversation as one browser sees it: its turns and the numbers of its citations. It lives in memory; what is kept
of it is on the record, see `assistant.conversations`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.records import Answer
from index.life import LogLife
from index.records import Filters, RedactedLog


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with what came of it: an answer that grows, or a problem."""

    asked: str  # as it was typed; it may hold names, and is written nowhere
    filters: Filters
    answer: Answer | None = None
    sources: Mapping[str, RedactedLog] = field(default_factory=dict)  # the quoted logs, by reference
    lives: Mapping[str, LogLife] = field(default_factory=dict)  # their states, where the answer is of some time ago
    identities: Mapping[str, str] = field(default_factory=dict)  # revealed values, by token
    problem: str = ""  # why there is no answer, or no more of it
    stopped: bool = False  # by the reader, before it was complete

    @property
    def is_open(self) -> bool:
        """Whether something may still come."""
        return not (self.problem or self.stopped or (self.answer and self.answer.complete))


@dataclass(frozen=True, slots=True, eq=False)  # Gradio hashes its states, so this one is itself and no other
class Conversation:
    """Turns in the order asked. A log keeps the number of its first citation, in every later answer."""

    turns: tuple[Turn, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)  # log reference -> citation number, from 1
    lifted: frozenset[str] = frozenset()  # words of limits that questions state and the asker took back
    id: str = ""  # under which it is kept; "" before its first answer
    title: str = ""  # redacted, as its owner named it

    @property
    def answers(self) -> list[int]:
        """The numbers of the answers on the record: what a follow-up leans on."""
        return [int(turn.answer.audit_id) for turn in self.turns if turn.answer]

    def with_question(self, asked: str, filters: Filters) -> "Conversation":
        """The conversation with a new turn that waits for its answer."""
        return replace(self, turns=(*self.turns, Turn(asked, filters)))

    def without_limit(self, words: str) -> "Conversation":
        """The conversation in which these words of a question limit nothing from now on."""
        return replace(self, lifted=self.lifted | {words})

    def with_answer(
        self, answer: Answer, sources: Mapping[str, RedactedLog], lives: Mapping[str, LogLife] | None = None
    ) -> "Conversation":
        """The conversation with this state of the last turn's answer. New logs get the next numbers."""
        new = [ref for ref in answer.cited if ref not in self.numbers]
        numbers = {**self.numbers, **{ref: len(self.numbers) + i for i, ref in enumerate(new, 1)}}
        return replace(self._last(answer=answer, sources=sources, lives=lives or {}), numbers=numbers)

    def kept_as(self, id_: str) -> "Conversation":
        """The conversation once it is kept."""
        return replace(self, id=id_)

    def with_problem(self, problem: str) -> "Conversation":
        """The conversation when the last turn failed: no more comes, and only what was on the record by then stays."""
        return self._last(problem=problem)

    def with_identities(self, identities: Mapping[str, str]) -> "Conversation":
        """The conversation with identities in place of the tokens in the last turn."""
        return self._last(identities=identities)

    def when_stopped(self) -> "Conversation":
        """The conversation when the reader stopped the last turn; what was shown by then stays."""
        return self._last(stopped=True) if self.turns and self.turns[-1].is_open else self

    def _last(self, **changes: object) -> "Conversation":
        return replace(self, turns=(*self.turns[:-1], replace(self.turns[-1], **changes)))  # type: ignore[arg-type]
