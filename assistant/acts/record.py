"""The record: read, reviewed, replayed, verified and exported."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from assistant.acts.common import Acts
from assistant.audit import Actor, Event, Verification
from assistant.erasures import erasures, write_erasures
from assistant.recorded import recorded_question, shown_sentences
from assistant.records import filters_from, limit_from
from assistant.referents import Turn
from assistant.resolution import read
from assistant.review import Replay, Review, compare
from index.clearance import clearance_from
from index.errors import BadAccess, NotHeld
from index.files import write_durably


class RecordActs(Acts):
    """What can be done with the record."""

    def events(self, actor: Actor, *, kinds: Sequence[str] = (), newest: int | None = None) -> list[Event]:
        """The record, or its newest part, without what it says of logs that the actor may not see, after the reading
        was recorded.

        Such readings are listed only when they are asked for by their kind: else they would soon fill the list.
        """
        found = self._withholding(actor).of_all(self.audit.events(kinds=kinds, newest=newest, listings=False))
        self.audit.append("read_audit", actor, {"kinds": list(kinds), "newest": newest, "events": len(found)})
        return found

    def answer_on_record(self, audit_id: int, actor: Actor) -> tuple[Event, list[Event]]:
        """An event and those that belong to it, after the reading was recorded: an ask's sentences, end, reviews.

        What they say of logs that the actor may not see is withheld.
        """
        event, thread = self.audit.event(audit_id), self.audit.thread(audit_id)
        self.audit.append("read_audit", actor, {"read": audit_id}, about=audit_id)
        event, *thread = self._withholding(actor).of_all([event, *thread])
        return event, thread

    def review(self, review: Review, actor: Actor) -> int:
        """Record what a reviewer says of a citation. Raises NotHeld when the answer has no such citation."""
        sentences = shown_sentences(self.audit.event(review.audit_id), self.audit.thread(review.audit_id))
        if not (
            0 <= review.sentence < len(sentences)
            and 0 <= review.citation < len(sentences[review.sentence]["citations"])
        ):
            raise NotHeld(
                f"answer {review.audit_id} has no citation {review.citation + 1} in sentence {review.sentence + 1}"
            )
        body = asdict(review) | {"note": self._redacted(review.note, self._sees(actor))}
        quoted = sentences[review.sentence]["citations"][review.citation]["log_ref"]  # a note may repeat what it says
        return self.audit.append("review", actor, body, about=review.audit_id, quotes=[quoted])

    def replay(self, audit_id: int, actor: Actor) -> Replay:
        """Ask a recorded question again on the store as it is now, and say what differs. Raises NotHeld."""
        event = self.audit.event(audit_id)
        if event.kind != "ask" or not event.body or not event.body["asked"]:
            raise NotHeld(f"audit event {audit_id} is no question that can be replayed, or was withdrawn")
        withholding = self._withholding(actor)
        if withholding.of(event) != event:
            raise BadAccess(f"audit event {audit_id} rests on logs that you may not see; it can be replayed by who may")
        body = event.body
        filters, limits = filters_from(body["filters"]), [limit_from(values) for values in body.get("limits", ())]
        question, *earlier = (recorded_question(q) for q in (body["asked"], *body["earlier"]))
        read_then = body.get("whole")  # not of records from before questions were read in full
        whole = recorded_question(read_then) if read_then else read(question, [Turn(q) for q in earlier]).question
        *_, again = self._answerer.answer(
            question, actor, clearance_from(body.get("clearance")), whole=whole, earlier=earlier, filters=filters,
            limits=limits, about=audit_id,
        )  # fmt: skip
        cited = sorted({c["log_ref"] for sentence in body["sentences"] for c in sentence["citations"]})
        gone = [ref for ref, life in self.store.catalogue.life.of(cited).items() if not life.in_search]
        found = compare(audit_id, body, again, self.store.catalogue.generation, out_of_search=gone)
        return replace(found, differences=tuple(map(withholding.of_text, found.differences)))

    def verify(self, witness: Path | None = None) -> Verification:
        """Check the whole record."""
        return self.audit.verify(witness)

    def export_audit(self, target: Path, actor: Actor) -> int:
        """Write the record to a file, the export itself included; returns the number of events.

        A copy with something left out could not be verified: raises BadAccess unless the actor may see every log.
        """
        if not self._sees(actor).is_everything:
            raise BadAccess("the export holds the whole record; it is for those who may see every log")
        self.audit.append("export", actor, {"what": "audit"})
        lines = list(self.audit.export())
        write_durably(target, (f"{line}\n".encode() for line in lines))
        return len(lines) - 1  # the first one is the key

    def export_erasures(self, target: Path, actor: Actor) -> int:
        """Write the list of erasures to a file, to be kept apart from backups; returns how many events it has."""
        self.audit.append("export", actor, {"what": "erasures"})
        found = erasures(self.audit, self.store.keys, self.store.catalogue.life.withdrawn())
        write_erasures(target, found, self.store.keys)
        return len(found.erased)
