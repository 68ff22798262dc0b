"""A service without models: real audit record, patterns and types over a few invented logs; answers by common words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.answer import citation
from assistant.audit import Actor, Audit, Event, Verification
from assistant.conversations import Conversations, Kept
from assistant.patterns import Patterns, find_patterns
from assistant.patterns.taxonomy import default_taxonomy
from assistant.recorded import recorded_answer
from assistant.records import Answer, Sentence, Support
from assistant.review import Replay, Review
from assistant.transcript import markdown, transcript
from index.errors import BadSetting, NotHeld
from index.keys import derive
from index.life import LogLife
from index.links import Decided, Decision, Suggestion
from index.records import Filters, Hit, Passage, RedactedLog, Related
from index.redaction.tokens import identities_in
from index.sentences import sentence_spans


class FakeService:
    """Stands in for `assistant.service.Service`, towards the page only."""

    def __init__(self, folder: Path, logs: Sequence[RedactedLog], *, writes: bool = False) -> None:
        """writes: whether a pretended model adds a sentence to each answer."""
        self.logs = {log.log_ref: log for log in logs}
        self.audit = Audit(folder, derive(bytes(32)))
        self.conversations = Conversations(folder, derive(bytes(32)))
        self._writes = writes
        self._decided: dict[tuple[str, str], Decision] = {}

    def ask(
        self,
        question: str,
        actor: Actor,
        *,
        follows: Sequence[int] = (),
        filters: Filters | None = None,
        lifted: Collection[str] = (),
    ) -> Iterator[Answer]:
        reason = f"The logs do not answer this ({len(self.logs)} were searched)."
        answer = Answer("not_found", question, reason=reason, filters=filters or Filters(), model="none")
        if "arrest" in question:
            offers = ("What do the logs say about the car wash?",)
            answer = replace(answer, status="declined", reason="Intellog does not advise on action.", offers=offers)
        elif found := self._found(question):
            quoted = Support("supported", "quoted", 1.0)
            cited = tuple(Sentence(log.text[a:b], (citation(log, a, b),), quoted, "source") for log, a, b in found)
            answer = replace(answer, status="answered", reason="", sentences=cited, complete=not self._writes)
            answer = replace(answer, retrieved=answer.cited)
        if follows:
            answer = replace(answer, read_as=f"{question} (after {follows[-1]})")
        body = answer.as_dict() | {"asked": None, "earlier": []}
        answer = replace(answer, audit_id=str(self.audit.append("ask", actor, body, quotes=answer.cited)))
        yield answer
        if not answer.complete:
            first = answer.sentences[0]
            support = Support("supported", "its words stand in the log", 0.9)
            sentence = replace(first, text=f"In short, {first.text}", origin="written", support=support)
            self.audit.append("sentence", actor, asdict(sentence), about=int(answer.audit_id))
            yield replace(
                answer,
                sentences=(sentence, *answer.sentences),
                dropped=2,
                complete=True,
                model="small model sha256:abc",
            )

    def keep(self, conversation: str, answer: int, actor: Actor) -> str:
        return self.conversations.add(conversation, answer, actor)

    def kept(self, actor: Actor, *, matching: str = "") -> list[tuple[Kept, str]]:
        return [(kept, kept.title or "A conversation") for kept in self.conversations.of(actor)]

    def conversation(self, id_: str, actor: Actor) -> tuple[Kept, list[tuple[Event, Answer | None]]]:
        kept = self.conversations.get(id_, actor)
        return kept, [(e, recorded_answer(e, self.audit.thread(e.seq))) for e in self.audit.several(kept.answers)]

    def rename(self, id_: str, title: str, actor: Actor) -> None:
        self.conversations.rename(id_, title, actor)

    def drop(self, id_: str, actor: Actor) -> None:
        self.conversations.remove(id_, actor)

    def export_conversation(self, id_: str, form: str, actor: Actor) -> bytes:
        kept, turns = self.conversation(id_, actor)
        return markdown(transcript(kept.title, turns)).encode()

    def policy_notice(self) -> str:
        return ""

    def search(self, question: str, actor: Actor, *, filters: Filters | None = None, k: int = 10) -> list[Hit]:
        self.audit.append("search", actor, {"question": question})
        return [Hit(Passage(0, log.log_ref, log.version, 0, start, end, log.text[start:end]), 1.0, None, 1.0)
                for log, start, end in self._found(question)][:k]  # fmt: skip

    def log(self, log_ref: str, actor: Actor, *, version: int | None = None) -> RedactedLog:
        self.versions(log_ref, actor)
        self.audit.append("view", actor, {"log_ref": log_ref})
        return self.logs[log_ref]

    def listing(self, actor: Actor, *, filters: Filters | None = None, limit: int = 50) -> list[RedactedLog]:
        self.audit.append("view", actor, {})
        wanted = (filters or Filters()).themes
        return [log for log in self.logs.values() if not wanted or log.theme in wanted][:limit]

    def sources(self, log_refs: Sequence[str], actor: Actor, *, about: int | None = None) -> dict[str, RedactedLog]:
        self.audit.append("view", actor, {"log_refs": list(log_refs)}, about=about)
        return {ref: self.logs[ref] for ref in log_refs if ref in self.logs}

    def facets(self, actor: Actor) -> dict[str, list[str]]:
        logs = self.logs.values()
        return {
            "themes": sorted({log.theme for log in logs}), "forces": sorted({log.force for log in logs}),
            "days": sorted({log.reported_at[:10] for log in logs}),
        }  # fmt: skip

    def versions(self, log_ref: str, actor: Actor) -> int:
        if log_ref not in self.logs:
            raise NotHeld(f"no log {log_ref} is held")
        return self.logs[log_ref].version

    def life(self, log_refs: Sequence[str], actor: Actor) -> dict[str, LogLife]:
        return {}

    def related(self, log_refs: Sequence[str], actor: Actor) -> dict[str, Related]:
        return {}

    def reviews_due(self, actor: Actor, *, by: str | None = None) -> list[LogLife]:
        return []

    def withdrawn(self, actor: Actor) -> list[LogLife]:
        return []

    def patterns(self, actor: Actor, *, filters: Filters | None = None) -> Patterns:
        self.audit.append("patterns", actor, {})
        return find_patterns(self.listing(actor, filters=filters, limit=1000), default_taxonomy())

    def links(self, actor: Actor) -> tuple[list[Suggestion], list[Decision]]:
        self.audit.append("view", actor, {"links": 0})
        tokens = sorted({token for log in self.logs.values() for token in identities_in(log.text) if "PERSON" in token})
        decided = list(self._decided.values())
        pairs = [pair for pair in pairwise(tokens) if pair not in self._decided]
        refs = tuple(sorted(self.logs))
        return [Suggestion(a, b, ("the same wording",), refs, refs) for a, b in pairs], decided

    def decide_link(self, a: str, b: str, decision: Decided, reason: str, actor: Actor) -> Decision:
        if not reason.strip():
            raise BadSetting("reason: a link is decided for a stated reason only")
        self.audit.append("link", actor, {"a": a, "b": b, "decision": decision, "reason": reason})
        made = Decision(a, b, decision, reason, actor.name, "2026-01-02T03:04:05+00:00")
        self._decided[a, b] = made
        if decision == "undone":
            del self._decided[a, b]
        return made

    def revealed(
        self, document: Mapping[str, Any], reason: str, actor: Actor, *, about: int | None = None
    ) -> dict[str, Any]:
        if not reason.strip():
            raise BadSetting("reason: an identity is revealed for a stated reason only")
        for token in document:
            self.audit.append("reveal", actor, {"token": token, "reason": reason}, about=about)
        return {token: f"Identity of {identities_in(text)[0][-8:]}" for token, text in document.items()}

    def events(self, actor: Actor, *, kinds: Sequence[str] = (), newest: int | None = None) -> list[Event]:
        return self.audit.events(kinds=kinds, newest=newest)

    def answer_on_record(self, audit_id: int, actor: Actor) -> tuple[Event, list[Event]]:
        return self.audit.event(audit_id), self.audit.thread(audit_id)

    def review(self, review: Review, actor: Actor) -> int:
        return self.audit.append("review", actor, asdict(review), about=review.audit_id)

    def replay(self, audit_id: int, actor: Actor) -> Replay:
        return Replay(audit_id, audit_id, True, True, ())

    def verify(self, witness: Path | None = None) -> Verification:
        return self.audit.verify(witness)

    def _found(self, question: str) -> list[tuple[RedactedLog, int, int]]:
        """Sentences that share a longer word with the question, at most six."""
        asked = {word.strip("?.,").rstrip("s") for word in question.casefold().split() if len(word) > 5}
        return [
            (log, start, end)
            for log in self.logs.values()
            for start, end in sentence_spans(log.text)
            if asked & {word.strip("?.,").rstrip("s") for word in log.text[start:end].casefold().split()}
        ][:6]
