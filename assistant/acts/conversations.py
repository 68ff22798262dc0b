"""Conversations: kept, found, shown, named, deleted and exported, as their owner may see them now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.acts.common import Acts
from assistant.audit import Actor, Event
from assistant.conversations import Kept
from assistant.recorded import recorded_answer
from assistant.records import Answer
from assistant.transcript import Current, markdown, transcript
from assistant.withholding import WITHHELD
from index.errors import BadSetting
from index.formats.pages import docx_of
from index.grouping import related
from index.records import Filters, RedactedQuestion
from index.redaction.tokens import TOKEN, identities_in

MAX_TITLE = 200  # characters


class ConversationActs(Acts):
    """What can be done to conversations."""

    def keep(self, conversation: str, answer: int, actor: Actor) -> str:
        """Add a recorded answer to a conversation, a new one for ""; returns its id. Raises NotHeld."""
        return self.conversations.add(conversation, answer, actor)

    def kept(self, actor: Actor, *, matching: str = "") -> list[tuple[Kept, str]]:
        """The actor's conversations, the last first, each with a title: its own, else its first question.

        matching: words, redacted like a question, all of which must stand in its title, questions or answers, as the
        actor may see them.
        """
        wanted = self.store.question(matching, self._sees(actor)) if matching.strip() else None
        if wanted:
            self.audit.append("search", actor, {"conversations": wanted.text})
        found = []
        for kept in self.conversations.of(actor):
            kept, events = self._shown_of(kept, actor)
            bodies = [event.body for event in events if event.body]
            title = kept.title or (bodies[0]["question"] if bodies else "") or "(withdrawn)"
            if wanted is None or _says(wanted, [title, *(text for body in bodies for text in _read_of(body))]):
                found.append((kept, title))
        return found

    def conversation(self, id_: str, actor: Actor) -> tuple[Kept, list[tuple[Event, Answer | None]]]:
        """A conversation of the actor with its answers, None for those withdrawn, after the view was recorded.

        What they say of logs that the actor may not see now is withheld. Raises NotHeld.
        """
        kept = self.conversations.get(id_, actor)
        self.audit.append("view", actor, {"conversation": kept.id, "answers": list(kept.answers)})
        return self._turns_of(kept, actor)

    def rename(self, id_: str, title: str, actor: Actor) -> None:
        """Name a conversation; the title is redacted. Raises NotHeld; BadSetting for an empty or over-long one."""
        if not title.strip() or len(title) > MAX_TITLE:
            raise BadSetting(f"title: expected 1 to {MAX_TITLE} characters")
        redacted = self._redacted(title.strip(), self._sees(actor))
        answers = self.audit.several(self.conversations.get(id_, actor).answers)
        quoted = sorted({ref for event in answers if event.body for ref in event.quotes})  # it may repeat what they say
        self.audit.append("conversation", actor, {"conversation": id_, "title": redacted}, quotes=quoted)
        self.conversations.rename(id_, redacted, actor)

    def drop(self, id_: str, actor: Actor) -> None:
        """Delete a conversation; the record keeps its answers. Raises NotHeld."""
        self.conversations.get(id_, actor)
        self.audit.append("conversation", actor, {"conversation": id_, "state": "deleted"})
        self.conversations.remove(id_, actor)

    def export_conversation(self, id_: str, form: str, actor: Actor) -> bytes:
        """A conversation as a document, after the disclosure was recorded. Raises NotHeld.

        form: "docx", or "md" for Markdown in UTF-8; raises BadSetting for another. What the answers say of logs that
        the actor may not see now is withheld; what has become of the others since is said.
        """
        if form not in ("docx", "md"):
            raise BadSetting("format: expected docx or md")
        kept, turns = self._turns_of(self.conversations.get(id_, actor), actor)
        quoted = sorted({ref for _, answer in turns if answer for ref in answer.quoted} - {WITHHELD})
        document = transcript(kept.title, turns, self._current(quoted, actor))
        body = {"what": "conversation", "conversation": kept.id, "format": form, "answers": list(kept.answers)}
        self.audit.append("export", actor, body | {"log_refs": quoted, "marking": document.marking})
        if form == "md":
            return markdown(document).encode()
        return docx_of([(block.kind, block.text) for block in document.blocks], document.marking)

    def _current(self, log_refs: Sequence[str], actor: Actor) -> Current:
        catalogue, clearance = self.store.catalogue, self._sees(actor)
        logs = catalogue.logs_of(log_refs, clearance)
        beside = {one.log_ref: one for one in related(catalogue, sorted(logs), Filters(), clearance)}
        return Current(logs, catalogue.life.of(sorted(logs)), beside)

    def _shown_of(self, kept: Kept, actor: Actor) -> tuple[Kept, list[Event]]:
        """A conversation and its answers as its owner may see them now; the title goes with what it may repeat."""
        withholding, events = self._withholding(actor), self.audit.several(kept.answers)
        shown = [withholding.of(event, asked_by_reader=True) for event in events]
        return (kept if shown == events else replace(kept, title="")), shown

    def _turns_of(self, kept: Kept, actor: Actor) -> tuple[Kept, list[tuple[Event, Answer | None]]]:
        kept, events = self._shown_of(kept, actor)
        withholding = self._withholding(actor)
        threads = [withholding.of_all(self.audit.thread(event.seq)) for event in events]
        return kept, [(e, recorded_answer(e, thread)) for e, thread in zip(events, threads, strict=True)]


def _says(wanted: RedactedQuestion, texts: Sequence[str]) -> bool:
    """Whether texts together hold every word of a redacted query, and for each identity one that it may mean."""
    said = " ".join(texts)
    words = [word.strip(".,?!").casefold() for word in TOKEN.sub(" ", wanted.text).split()]
    held = set(identities_in(said))
    return all(word in said.casefold() for word in words) and all(held.intersection(group) for group in wanted.asked)


def _read_of(body: Mapping[str, Any]) -> list[str]:
    """What a reader of a recorded answer reads: the question, as asked and as read, and the sentences."""
    return [body["question"], body.get("read_as", ""), *(sentence["text"] for sentence in body["sentences"])]
