"""The product's acts, each recorded before its result is returned: what command line, server and page call."""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from assistant.access import Access
from assistant.answer import Answerer, Writer, turns_of
from assistant.audit import AUDIT_FILE, Actor, Audit, Event, Verification, system_actor, texts_in
from assistant.certificates import Certificate, certificate, is_of, named
from assistant.conversations import CONVERSATIONS_FILE, Conversations, Kept
from assistant.erasures import erasures, write_erasures
from assistant.likeness.model import Likeness
from assistant.limits import known, read_limits, stated
from assistant.patterns import Patterns, find_patterns
from assistant.patterns.taxonomy import default_taxonomy
from assistant.policy import Policy
from assistant.records import Answer, account_from, filters_from, limit_from, related_from, sentence_from
from assistant.reredaction import quotes_stand, record_reredactions, withdraw_learnt
from assistant.resolution import Said, Turn, read
from assistant.review import Replay, Review, compare
from assistant.settings import LOCAL_MODEL, NO_MODEL, Settings
from assistant.transcript import markdown, transcript
from assistant.unavailable import deleted_words
from assistant.withholding import WITHHELD, Withholding
from index import columns
from index.backup import Contents, write_backup
from index.clearance import ACCESS_FILE, EVERYTHING, Clearance, clearance_from
from index.errors import BadAccess, BadSetting, NotHeld
from index.files import write_durably
from index.formats.pages import docx_of
from index.gone import reference_digest
from index.grouping import MORE, grouped, related
from index.held import HeldLog, Hide
from index.ingest import Report, discard, ingest, release
from index.keys import read_key_file
from index.life import LogLife, today
from index.links import Decided, Decision, Suggestion
from index.policy_change import Progress, move
from index.preview import Preview, preview
from index.records import Filters, Hit, RedactedLog, RedactedQuestion, Related
from index.redaction.policy import load_policy
from index.redaction.tokens import TOKEN, identities_in, identity_of_token
from index.reredaction import finish
from index.retention import load_retention
from index.sealing import PASSPHRASE, STORE_KEY, Secret
from index.store import KEY_FILE, Removed, Store

MAX_TITLE = 200  # characters of a conversation's title
MAX_BARE_TOKEN = 40  # characters; a longer text is prose


class Service:
    """One open store with everything that can be done to it. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        store: Store | None = None,
        writer: Writer | None = None,
        notify: Callable[[str], None] = lambda message: None,
        look_only: bool = False,
    ) -> None:
        """Models are loaded when first used. notify: told what takes long. store, writer: for tests, in our place;
        beside a store that was given the policy has its wordings only.

        look_only: do not go on with what a process that was killed left undone.
        """
        self._settings = settings
        self._given_writer = writer
        self._likeness = None if store else Likeness()
        self._notify = notify
        asked = load_policy(settings.policy) if settings.policy else None
        self.store = store or Store(settings.store, master=settings.master_key, policy=asked, longest=settings.longest)
        self.access = Access(settings.store)
        self.audit = Audit(
            settings.store,
            self.store.keys.signature,
            holds=self.store.catalogue.holds,
            quoted=partial(quotes_stand, self.store.catalogue),
        )
        self.conversations = Conversations(settings.store, self.store.keys)
        if look_only or not self.store.idle():  # whoever is changing the store finishes what was left, and need not
            return  # be waited for by a question
        if self.audit.pending_deletions():
            with self.store.changing():
                for log_ref in self.audit.pending_deletions():  # those that nobody ended meanwhile
                    self._end_deletion(log_ref, system_actor("at start"))
        finish(self.store)
        self._record_learnt(system_actor("at start"))

    def close(self) -> None:
        """Close the files."""
        self.conversations.close()
        self.audit.close()
        self.store.close()

    def warm(self) -> None:
        """Load and check every model now, so that the first question does not wait for it. Raises BadModel."""
        self._answerer.warm()

    # -- asking ---------------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        actor: Actor,
        *,
        previous: Sequence[str] = (),
        follows: Sequence[int] = (),
        filters: Filters | None = None,
        lifted: Collection[str] = (),
    ) -> Iterator[Answer]:
        """See `Answerer.ask`: the answer as it grows, each state recorded before it is yielded.

        The turns before it are previous, questions as typed, or follows, the numbers of recorded answers.
        """
        clearance = self._sees(actor)
        given = self._known(filters, clearance)
        before = [*self._answerer.turns(previous, clearance), *self._recorded_turns(follows, clearance)]
        return self._answerer.ask(question, actor, clearance, before=before, filters=given, lifted=lifted)

    def search(
        self, question: str, actor: Actor, *, filters: Filters | None = None, previous: Sequence[str] = (), k: int = 10
    ) -> list[Hit]:
        """The k best passages for a question: those inside the limits it states first, then others, so that a limit
        that was read wrongly hides nothing.
        """
        clearance = self._sees(actor)
        given = self._known(filters, clearance)
        redacted = self.store.question(question, clearance)
        against = known(self.store.catalogue.facets(clearance), date.today())
        before = turns_of(previous, self.store, clearance, retrieved=self._settings.retrieved)
        reading = read(redacted, before, partial(read_limits, store=against))
        whole, limited = reading.question, stated(reading, against, asked=redacted, given=given)
        most = k + MORE
        hits = self.store.search(whole, clearance, limited.filters, k=most)
        if len(hits) < most and limited.filters != given:
            inside = {hit.passage.id for hit in hits}
            wider = self.store.search(whole, clearance, given, k=most)
            others = [hit for hit in wider if hit.passage.id not in inside]
            least = min((hit.score for hit in hits), default=math.inf)
            hits = [*hits, *(replace(hit, score=min(hit.score, least)) for hit in others)][:most]
        hits = grouped(hits, self.store.catalogue, given, clearance, k=k)
        body = {
            "question": whole.text,
            "filters": asdict(limited.filters),
            "limits": [asdict(limit) for limit in limited.limits],
            "hits": [_hit_place(hit) for hit in hits],
        }
        self.audit.append("search", actor, body)
        return hits

    def question(self, question: str, actor: Actor) -> str:
        """A question as it is searched for and recorded: redacted."""
        return self.store.question(question, self._sees(actor)).text

    # -- conversing -----------------------------------------------------------------------------------------------

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
        the actor may not see now is withheld.
        """
        if form not in ("docx", "md"):
            raise BadSetting("format: expected docx or md")
        kept, turns = self._turns_of(self.conversations.get(id_, actor), actor)
        cited = {ref for _, answer in turns if answer for ref in answer.cited} - {WITHHELD}
        gone = cited - self.store.catalogue.held(sorted(cited)).keys()
        document = transcript(kept.title, turns, frozenset(gone))
        body = {"what": "conversation", "conversation": kept.id, "format": form, "answers": list(kept.answers)}
        self.audit.append("export", actor, body | {"log_refs": sorted(cited), "marking": document.marking})
        if form == "md":
            return markdown(document).encode()
        return docx_of([(block.kind, block.text) for block in document.blocks], document.marking)

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

    # -- reading --------------------------------------------------------------------------------------------------

    def log(self, log_ref: str, actor: Actor, *, version: int | None = None) -> RedactedLog:
        """A redacted log, after the view was recorded. Raises NotHeld."""
        clearance = self._sees(actor)
        try:
            log = self.store.catalogue.log(log_ref, clearance, version)
        except NotHeld as error:
            if why := deleted_words(log_ref, self.store, clearance):
                raise NotHeld(f"{error}: {why}") from None
            raise
        self.audit.append("view", actor, {"log_ref": log.log_ref, "version": log.version})
        return log

    def listing(self, actor: Actor, *, filters: Filters | None = None, limit: int = 50) -> list[RedactedLog]:
        """The first logs by day that fit the filters, after the view was recorded."""
        clearance = self._sees(actor)
        filters = self._known(filters, clearance)
        logs = list(self.store.catalogue.logs(filters, clearance, limit=limit))
        body = {"filters": asdict(filters), "log_refs": [log.log_ref for log in logs]}
        self.audit.append("view", actor, body)
        return logs

    def sources(self, log_refs: Sequence[str], actor: Actor, *, about: int | None = None) -> dict[str, RedactedLog]:
        """The newest versions of these logs, by reference, after one view of all was recorded; those not held are
        left out.

        about: the event whose logs they are, for example an answer's.
        """
        logs = self.store.catalogue.logs_of(log_refs, self._sees(actor))
        if logs:
            self.audit.append("view", actor, {"log_refs": sorted(logs)}, about=about)
        return logs

    def facets(self, actor: Actor) -> dict[str, list[str]]:
        """The themes and forces to choose from; nothing of a log's text."""
        return self.store.catalogue.facets(self._sees(actor))

    def versions(self, log_ref: str, actor: Actor) -> int:
        """How many versions of a log are held; they count from 1. Raises NotHeld."""
        return self.store.catalogue.log(log_ref, self._sees(actor)).version

    def patterns(self, actor: Actor, *, filters: Filters | None = None) -> Patterns:
        """The patterns of the logs that fit the filters, after they were recorded with the logs behind them."""
        clearance = self._sees(actor)
        filters = self._known(filters, clearance)
        logs = list(self.store.catalogue.logs(filters, clearance))
        joined = tuple((d.a, d.b, d.who) for d in self.store.links.decided(clearance) if d.decision == "confirmed")
        counted = self.store.links.as_one(self.store.catalogue.duplicates.of_one_origin(logs, clearance), clearance)
        found = replace(find_patterns(counted, default_taxonomy()), joined=joined)
        body = {
            "filters": asdict(filters), "generation": self.store.catalogue.generation, "logs": len(logs),
            "indicators": {i.name: [list(i.logs), list(i.negated)] for i in found.indicators},
            "links": [[link.a, link.b, list(link.logs)] for link in found.links],
            "log_refs": [log.log_ref for log in logs],
        }  # fmt: skip
        self.audit.append("patterns", actor, body)
        return found

    def reveal(self, tokens: Iterable[str], reason: str, actor: Actor, *, about: int | None = None) -> dict[str, str]:
        """The identities behind tokens ("PERSON 7K3F9Q2M"), one recorded event each. Raises NotHeld; BadSetting
        without a reason.
        """
        if not reason.strip():
            raise BadSetting("reason: an identity is revealed for a stated reason only")
        stated = self._redacted(reason, self._sees(actor))
        revealed = {}
        for token in dict.fromkeys(tokens):
            if not self._shows(token, actor):
                raise NotHeld("no identity is held under this token")
            value = self.store.reveal(token, self._sees(actor))
            self.audit.append("reveal", actor, {"token": token, "reason": stated}, about=about)
            revealed[token] = value
        return revealed

    def revealed(
        self, document: Mapping[str, Any], reason: str, actor: Actor, *, about: int | None = None
    ) -> dict[str, Any]:
        """A document of JSON values with identities in place of tokens, wherever they stand."""
        tokens = {token for text in texts_in(document) for token in _tokens(text)}
        held = [t for t in sorted(tokens) if self.store.vault.holds(t) and self._shows(t, actor)]
        values = self.reveal(held, reason, actor, about=about)
        result: dict[str, Any] = _mapped(document, lambda text: with_identities(text, values))
        return result

    # -- linking --------------------------------------------------------------------------------------------------

    def links(self, actor: Actor) -> tuple[list[Suggestion], list[Decision]]:
        """The suggested links between tokens and those that were decided, by alphabet, after the view was recorded."""
        clearance = self._sees(actor)
        suggested, decided = self.store.links.suggested(clearance), self.store.links.decided(clearance)
        refs = sorted({ref for s in suggested for ref in (*s.logs_a, *s.logs_b)})
        self.audit.append("view", actor, {"links": len(suggested), "log_refs": refs})
        return suggested, decided

    def decide_link(self, a: str, b: str, decision: Decided, reason: str, actor: Actor) -> Decision:
        """Confirm or refuse that two tokens are one, or undo that. Raises NotHeld; BadSetting without a reason."""
        if not reason.strip():
            raise BadSetting("reason: a link is decided for a stated reason only")
        clearance = self._sees(actor)
        with self.store.changing():  # no deletion may come between the check, the record and the decision
            one, other = self.store.links.check(a, b, decision, clearance)
            stated = self._redacted(reason, clearance)
            self.audit.append("link", actor, {"a": one, "b": other, "decision": decision, "reason": stated})
            return self.store.links.decide(one, other, decision, stated, actor.name, clearance)

    # -- changing -------------------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path],
        actor: Actor,
        *,
        mapping: Path | columns.Mapping | None = None,
        progress: Callable[[Report], None] = lambda report: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Read files and folders into the store; begun and ended on the record. Doubtful logs are held.

        cancelled: asked between batches whether to stop there.
        """
        under = {"policy": self.store.policy.digest, "kept_identifiers": list(self.store.policy.readable)}
        begun = self.audit.append("ingest", actor, {"state": "begun", "paths": len(paths), **under})

        def recorded(so_far: Report) -> None:
            record_reredactions(self.store, self.audit, actor)
            progress(so_far)

        report = ingest(paths, self.store, mapping=_mapping(mapping), progress=recorded, cancelled=cancelled)
        self._withdraw_learnt(actor)
        counts = {k: v for k, v in report.as_dict().items() if k not in ("rejected", "seconds")}
        body = {
            "state": "ended",
            **counts,
            "rejected": len(report.rejected),
            "generation": self.store.catalogue.generation,
        }
        self.audit.append("ingest", actor, body, about=begun)
        return report

    def delete(self, log_ref: str, reason: str, actor: Actor) -> Certificate:
        """Delete a log for good, withdraw the answers that quote it, and look for what is left of it.

        Raises NotHeld; BadSetting without a reason.
        """
        if not reason.strip():
            raise BadSetting("reason: a log is deleted for a stated reason only")
        clearance = self._sees(actor)
        if not self.store.holds(log_ref, clearance):
            raise NotHeld(f"no log {log_ref} is held")
        return self.erase(log_ref, reason, actor)

    def erase(self, log_ref: str, reason: str, actor: Actor) -> Certificate:
        """As `delete`, whoever may see the log: for a restore, which erases again what was erased by who might."""
        stated = self._redacted(reason, EVERYTHING)
        with self.store.changing():  # as a whole: who starts meanwhile does not take it for one that was cut short
            if not self.store.holds(log_ref, EVERYTHING):
                raise NotHeld(f"no log {log_ref} is held")
            holds = self.store.traces(self.store.places_of(log_ref))
            said = {"holds": holds, "generation": self.store.catalogue.generation}
            self.audit.begin_deletion(log_ref, actor, stated, named=self._named(log_ref), **said)
            return self._end_deletion(log_ref, actor)

    def certificate(self, of: str | int, actor: Actor) -> Certificate:
        """The certificate of a log's last deletion, by its reference, or of that which an event began or ended, by its
        number, after the reading was recorded.

        Raises NotHeld when none is on the record, or of a log that the actor might not see.
        """
        digest, clearance = reference_digest(self.store.keys, str(of)), self._sees(actor)
        for ended in reversed(self.audit.events(kinds=["delete"])):
            is_meant = of in (ended.seq, ended.about) or is_of(ended, str(of), digest)
            may_know = clearance.is_everything or self.store.catalogue.gone.knows(ended.about or 0, clearance)
            if is_meant and may_know and "withdrawn" in (ended.body or {}):
                self.audit.append("read_audit", actor, {"read": ended.seq}, about=ended.seq)
                return certificate(self.audit.event(ended.about) if ended.about else None, ended)
        raise NotHeld(f"no deletion of a log {of} is on the record")

    def reredact(self, actor: Actor, *, progress: Callable[[Progress], None] = lambda progress: None) -> Progress:
        """Move the store to the policy of the settings, or go on with a move that was interrupted; on the record.

        Raises BadPolicy when a move to another policy is not ended.
        """
        target = self.store.other_policy
        policy = target or self.store.policy
        body = {
            "state": "policy", "policy": policy.digest, "actions": dict(policy.actions),
            "kept_identifiers": list(policy.readable),
        }  # fmt: skip
        begun = self.audit.append("reredact", actor, body)

        def recorded(so_far: Progress) -> None:
            record_reredactions(self.store, self.audit, actor)
            progress(so_far)

        done = move(self.store, target, progress=recorded)
        self._withdraw_learnt(actor)
        ended = {"state": "policy ended", "policy": policy.digest, "logs": done.total, "changed": done.changed}
        self.audit.append("reredact", actor, ended, about=begun)
        return done

    def policy_notice(self) -> str:
        """What a user should know of the redaction policy; "" when there is nothing."""
        if self.store.catalogue.manifest.change():
            return "A move to another redaction policy is not ended: run intellog reredact."
        if self.store.other_policy:
            return (
                "This store works under the redaction policy it was made with, not the one asked for; "
                "run intellog reredact with that policy to move its logs."
            )
        if self.store.policy.readable:
            return f"The redaction policy leaves readable: {', '.join(self.store.policy.readable)}."
        return ""

    def access_notice(self) -> str:
        """Who may see what, in a sentence for the person who serves the page."""
        if self.access.is_limited:
            return f"Who may see which logs stands in the store's {ACCESS_FILE}."
        return f"Everybody who reaches this store sees every log; a file {ACCESS_FILE} in it can limit that."

    def preview(self, paths: Sequence[Path], actor: Actor, *, mapping: Path | columns.Mapping | None = None) -> Preview:
        """What an ingest would make of files, after the look at their raw text was recorded. Nothing is stored."""
        found = preview(paths, self.store, _mapping(mapping))
        body = {"paths": len(paths), "read": found.read, "shown": len(found.records), "rejected": len(found.rejected)}
        self.audit.append("preview", actor, body)
        return found

    # -- the life of a log ----------------------------------------------------------------------------------------

    def withdraw(self, log_ref: str, reason: str, actor: Actor) -> LogLife:
        """Leave a log out of every search; it is kept, and answers that quoted it show it as withdrawn.

        Raises NotHeld when it is not held or is withdrawn already; BadSetting without a reason.
        """
        with self._of_life(log_ref, reason, "withdrawn", actor) as life:
            if life.withdrawn:
                raise NotHeld(f"log {log_ref} is withdrawn already")
            event = self.audit.append(
                "withdraw", actor, {"log_ref": log_ref, "reason": self._redacted(reason, self._sees(actor))}
            )
            self.store.catalogue.life.withdraw(log_ref, event)
        return self.life([log_ref], actor)[log_ref]

    def reinstate(self, log_ref: str, reason: str, actor: Actor) -> LogLife:
        """Take a withdrawal back. Raises NotHeld when the log is not withdrawn; BadSetting without a reason."""
        with self._of_life(log_ref, reason, "reinstated", actor) as life:
            if not life.withdrawn:
                raise NotHeld(f"log {log_ref} is not withdrawn")
            body = {"log_ref": log_ref, "reason": self._redacted(reason, self._sees(actor))}
            self.audit.append("reinstate", actor, body, about=life.withdrawn_in)
            self.store.catalogue.life.reinstate(log_ref)
        return self.life([log_ref], actor)[log_ref]

    def retain(self, log_ref: str, until: str, reason: str, actor: Actor) -> LogLife:
        """Keep a log after its review until a day (ISO), when it is due again. Raises NotHeld; BadSetting."""
        if until <= today():
            raise BadSetting("until: expected a day after today")
        with self._of_life(log_ref, reason, "retained", actor) as life:
            stated = self._redacted(reason, self._sees(actor))
            body = {"log_ref": log_ref, "was_due": life.review_by, "until": until, "reason": stated}
            self.audit.append("retain", actor, body)
            self.store.catalogue.life.retain(log_ref, until)
        return self.life([log_ref], actor)[log_ref]

    def reviews_due(self, actor: Actor, *, by: str | None = None) -> list[LogLife]:
        """The logs whose review is due by a day (ISO; default today), the longest due first, on the record."""
        due = self._visible(self.store.catalogue.life.due(by or today()), actor)
        self.audit.append("view", actor, {"reviews": len(due), "log_refs": [life.log_ref for life in due]})
        return due

    def withdrawn(self, actor: Actor) -> list[LogLife]:
        """The logs that are withdrawn, the first withdrawn first, on the record."""
        found = self._visible(self.store.catalogue.life.withdrawn(), actor)
        self.audit.append("view", actor, {"withdrawn": len(found), "log_refs": [life.log_ref for life in found]})
        return found

    def life(self, log_refs: Sequence[str], actor: Actor) -> dict[str, LogLife]:
        """The states of these logs; nothing of their text."""
        seen = self.store.catalogue.visible(log_refs, self._sees(actor))
        return self.store.catalogue.life.of(sorted(seen))

    def related(self, log_refs: Sequence[str], actor: Actor) -> dict[str, Related]:
        """What other logs are to these, by reference; nothing of their text."""
        clearance = self._sees(actor)
        seen = sorted(self.store.catalogue.visible(log_refs, clearance))
        return {one.log_ref: one for one in related(self.store.catalogue, seen, Filters(), clearance)}

    def set_retention(self, path: Path, actor: Actor) -> int:
        """Give the store another retention policy, on the record; returns how many logs are due now.

        Raises BadPolicy; BadAccess unless the actor may see every log, since it moves them all.
        """
        if not self._sees(actor).is_everything:
            raise BadAccess("a retention policy counts for every log; it is set by those who may see every log")
        policy = load_retention(path)
        with self.store.changing():
            body = {"grace_days": policy.grace_days, "periods": [asdict(period) for period in policy.periods]}
            self.audit.append("retention", actor, body)
            self.store.catalogue.retain_under(policy)
        return sum(1 for _ in self.store.catalogue.life.due(today()))

    def _visible(self, lives: Iterable[LogLife], actor: Actor) -> list[LogLife]:
        listed = list(lives)
        seen = self.store.catalogue.visible([life.log_ref for life in listed], self._sees(actor))
        return [life for life in listed if life.log_ref in seen]

    @contextmanager
    def _of_life(self, log_ref: str, reason: str, done: str, actor: Actor) -> Iterator[LogLife]:
        """A held log's state, which nobody else changes meanwhile."""
        if not reason.strip():
            raise BadSetting(f"reason: a log is {done} for a stated reason only")
        with self.store.changing():
            found = self.life([log_ref], actor)
            if log_ref not in found:
                raise NotHeld(f"no log {log_ref} is held")
            yield found[log_ref]

    # -- holding --------------------------------------------------------------------------------------------------

    def held(self, actor: Actor) -> list[HeldLog]:
        """The logs that wait for a decision, the longest waiting first, after the view was recorded."""
        clearance = self._sees(actor)
        logs = [log for log in self.store.held_logs() if clearance.permits(log.label)]
        if logs:
            self.audit.append("view_held", actor, {"log_refs": [log.log_ref for log in logs]})
        return logs

    def held_log(self, log_ref: str, actor: Actor) -> HeldLog:
        """A log that waits for a decision, after the view was recorded. Raises NotHeld."""
        log = self._held_log(log_ref, actor)
        self.audit.append("view_held", actor, {"log_ref": log_ref, "doubts": _counts(log)})
        return log

    def release(self, log_ref: str, hide: Sequence[Hide], actor: Actor) -> RedactedLog:
        """Take a held log in, with what a person marked hidden as well; begun and ended on the record.

        hide: stretches of the log as `held_log` shows it. Raises NotHeld; BadSetting for a stretch that is none.
        """
        log = self._held_log(log_ref, actor)
        for mark in hide:
            mark.check(log)
        marked = Counter(mark.type for mark in hide)
        body = {
            "log_ref": log_ref,
            "decision": "release",
            "doubts": _counts(log),
            "hidden": dict(sorted(marked.items())),
        }
        begun = self.audit.append("release", actor, body | {"state": "begun"})
        released = release(self.store, log, hide).log
        self._record_learnt(actor)
        ended = {"state": "ended", "log_ref": log_ref, "version": released.version}
        self.audit.append("release", actor, ended, about=begun)
        return released

    def discard(self, log_ref: str, reason: str, actor: Actor) -> int:
        """Remove a held log for good; returns how many identities were forgotten. Begun and ended on the record.

        Raises NotHeld; BadSetting without a reason.
        """
        if not reason.strip():
            raise BadSetting("reason: a held log is discarded for a stated reason only")
        self._held_log(log_ref, actor)
        return self.erase_held(log_ref, reason, actor)

    def erase_held(self, log_ref: str, reason: str, actor: Actor) -> int:
        """As `discard`, whoever may see the log; see `erase`."""
        log = self.store.held_log(log_ref)
        stated = self._redacted(reason, EVERYTHING)
        body = {"log_ref": log_ref, "decision": "discard", "doubts": _counts(log), "reason": stated}
        begun = self.audit.append("discard", actor, body | {"state": "begun"})
        forgotten = discard(self.store, log)
        ended = {"state": "ended", "log_ref": log_ref, "tokens_forgotten": forgotten}
        self.audit.append("discard", actor, ended, about=begun)
        return forgotten

    # -- auditing -------------------------------------------------------------------------------------------------

    def events(self, actor: Actor, *, kinds: Sequence[str] = (), newest: int | None = None) -> list[Event]:
        """The record, or its newest part, without what it says of logs that the actor may not see."""
        return self._withholding(actor).of_all(self.audit.events(kinds=kinds, newest=newest))

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
        question, *earlier = (_question(q) for q in (body["asked"], *body["earlier"]))
        read_then = body.get("whole")  # not of records from before questions were read in full
        whole = _question(read_then) if read_then else read(question, [Turn(q) for q in earlier]).question
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
        found = erasures(self.audit, self.store.keys)
        write_erasures(target, found, self.store.keys)
        return len(found.erased)

    # -- keeping --------------------------------------------------------------------------------------------------

    def back_up(
        self,
        target: Path,
        actor: Actor,
        *,
        secret: Secret | None = None,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Contents:
        """Write a backup, begun and ended on the record; see `index.backup`. secret: None for the store's own key."""
        master = self._settings.master_key or read_key_file(self._settings.store / KEY_FILE)
        secret = secret or Secret(STORE_KEY, master)
        begun = self.audit.append("backup", actor, {"state": "begun"})
        contents = write_backup(
            self.store, target, secret, master=master, last=[CONVERSATIONS_FILE, AUDIT_FILE], progress=progress
        )
        with target.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        body = {
            "state": "ended", "made": contents.made, "logs": contents.logs, "bytes": target.stat().st_size,
            "sha256": digest, "passphrase": secret.kind == PASSPHRASE,
        }  # fmt: skip
        self.audit.append("backup", actor, body, about=begun)
        return contents

    # -- inside ---------------------------------------------------------------------------------------------------

    def _sees(self, actor: Actor) -> Clearance:
        """What an actor may see now. Raises BadAccess when the file that says so cannot be read."""
        return self.access.clearance(actor.name)

    def _shows(self, token: str, actor: Actor) -> bool:
        """Whether a token stands in anything that the actor may see."""
        clearance = self._sees(actor)
        return clearance.is_everything or bool(self.store.shows([token], clearance))

    def _held_log(self, log_ref: str, actor: Actor) -> HeldLog:
        log = self.store.held_log(log_ref)
        if not self._sees(actor).permits(log.label):
            raise NotHeld(f"no log {log_ref} waits for a decision")
        return log

    def _withholding(self, actor: Actor) -> Withholding:
        return Withholding(self.store, self._sees(actor))

    @cached_property
    def _answerer(self) -> Answerer:
        writer = self._given_writer or make_writer(self._settings, notify=self._notify)
        policy = Policy.load(self._likeness)
        return Answerer(self.store, self.audit, policy, writer, retrieved=self._settings.retrieved)

    def _recorded_turns(self, follows: Sequence[int], clearance: Clearance) -> list[Turn]:
        """Recorded answers as turns of a conversation; those that were withdrawn are left out.

        What they say of logs outside the clearance is left out, too, and identities that only such logs hold are
        unknown, though the answers may be from when more could be seen.
        """
        withholding, turns = Withholding(self.store, clearance), []
        for seq in follows:
            event = withholding.of(self.audit.event(seq), asked_by_reader=True)
            if event.kind == "ask" and event.body and (asked := event.body.get("whole") or event.body["asked"]):
                sentences = [sentence_from(values) for values in event.body["sentences"]]
                cited = dict.fromkeys(c.log_ref for s in sentences for c in s.citations if c.log_ref != WITHHELD)
                said = Said(tuple(cited), tuple(s.text for s in sentences if s.text != WITHHELD))
                question = self.store.within(_question(asked), clearance)
                declined = event.body["status"] == "declined"
                turns.append(Turn(question, lambda said=said: said, declined))  # type: ignore[misc]
        return turns

    def _end_deletion(self, log_ref: str, actor: Actor) -> Certificate:
        """Remove the log, look for it, then withdraw what quotes it: in this order nothing can quote it in between.

        Call it while the store is `changing`.
        """
        places = self.store.places_of(log_ref)
        if self.store.holds(log_ref, EVERYTHING):
            removed = self.store.remove(log_ref, event=self.audit.pending_deletions()[log_ref])
        else:  # it was cut short when the log was gone and its identities perhaps were not
            removed = Removed(log_ref, self.store.forget(self.store.vault.tokens_held()))
        said = {
            "identities": removed.tokens_forgotten, "found": self.store.traces(places),
            "copies_overwritten": not self.store.catalogue.unscrubbed, "generation": self.store.catalogue.generation,
        }  # fmt: skip
        return certificate(*self.audit.end_deletion(log_ref, actor, named=self._named(log_ref), **said))

    def _named(self, log_ref: str) -> dict[str, str]:
        digest = reference_digest(self.store.keys, log_ref)
        return named(log_ref, digest, self.store.catalogue.life.policy().deleted_as)

    def _record_learnt(self, actor: Actor) -> None:
        """Put on the record which stored logs hide more now, and withdraw the answers that say what they hide."""
        record_reredactions(self.store, self.audit, actor)
        self._withdraw_learnt(actor)

    def _withdraw_learnt(self, actor: Actor) -> None:
        if self.store.catalogue.pending.learnt():
            self.conversations.retitle(lambda title, who: self._redacted(title, self.access.clearance(who)))
        withdraw_learnt(self.store, self.audit, actor)

    def _known(self, filters: Filters | None, clearance: Clearance) -> Filters:
        """The filters, with labels that the asker does not know redacted: what is typed there goes on the record."""
        if filters is None:
            return Filters()
        facets = self.store.catalogue.facets(clearance)
        themes = tuple(t if t in facets["themes"] else self._redacted(t, clearance) for t in filters.themes)
        forces = tuple(f if f in facets["forces"] else self._redacted(f, clearance) for f in filters.forces)
        return replace(filters, themes=themes, forces=forces)

    def _redacted(self, text: str, clearance: Clearance) -> str:
        """A reason or note, which a person typed and may hold names, as it goes on the record."""
        return self.store.question(text, clearance).text


def make_writer(settings: Settings, *, notify: Callable[[str], None] = lambda message: None) -> Writer:
    """The chat model the settings name, ready to use. Raises BadModel when its files are missing or not as recorded.

    notify: told what takes long, for a person who waits.
    """
    if settings.model == NO_MODEL:
        return Writer(None, NO_MODEL)
    if settings.model == LOCAL_MODEL:
        from assistant.local_model import SMOLLM2, LocalChatModel, converted

        model = LocalChatModel(
            folder=converted(settings.cache, progress=notify), max_new_tokens=settings.max_new_tokens
        )
        model.load()
        return Writer(model, f"{SMOLLM2.name} sha256:{SMOLLM2.digest}")
    from assistant.endpoint_model import EndpointChatModel

    endpoint = EndpointChatModel(
        address=settings.model,
        name=settings.model_name,
        key=settings.model_key,
        timeout_s=settings.timeout_s,
        max_new_tokens=settings.max_new_tokens,
    )
    return Writer(endpoint, f"{settings.model_name} at {settings.model}")


def shown_sentences(event: Event, thread: Sequence[Event]) -> list[Mapping[str, Any]]:
    """The sentences of a recorded answer: the sources' own, then the written ones as they came.

    A sentence keeps its place while others are still written, so that a reviewer's mark stays with it.
    """
    written = [e.body for e in thread if e.kind == "sentence" and e.body]
    return [*(event.body or {}).get("sentences", []), *written]


def recorded_answer(event: Event, thread: Sequence[Event]) -> Answer | None:
    """A recorded answer as it was shown; None when it was withdrawn."""
    if event.body is None:
        return None
    body = event.body
    sentences = tuple(sentence_from(values) for values in shown_sentences(event, thread))
    filters, limits = filters_from(body["filters"]), tuple(limit_from(values) for values in body.get("limits", ()))
    answer = Answer(
        body["status"], body["question"], sentences, tuple(body["retrieved"]), body["reason"], model=body["model"],
        read_as=body.get("read_as", ""),
    )  # fmt: skip
    return replace(
        answer,
        filters=filters,
        limits=limits,
        offers=tuple(body["offers"]),
        notices=tuple(body["notices"]),
        related=tuple(related_from(values) for values in body.get("related", ())),
        missing=tuple(body.get("missing", ())),
        account=account_from(body.get("account")),
        audit_id=str(event.seq),
    )


def with_identities(text: str, values: Mapping[str, str]) -> str:
    """The text with the identity in place of each token whose value is given, in brackets or as the whole text."""
    if text in values:
        return values[text]
    return TOKEN.sub(lambda m: values.get(identity_of_token(m), m.group()), text)


def _tokens(text: str) -> list[str]:
    """The tokens in a text: in brackets where they stand in prose, bare where they are a value of their own."""
    return identities_in(f"[{text}]" if len(text) < MAX_BARE_TOKEN else text)


def _says(wanted: RedactedQuestion, texts: Sequence[str]) -> bool:
    """Whether texts together hold every word of a redacted query, and for each identity one that it may mean."""
    said = " ".join(texts)
    words = [word.strip(".,?!").casefold() for word in TOKEN.sub(" ", wanted.text).split()]
    held = set(identities_in(said))
    return all(word in said.casefold() for word in words) and all(held.intersection(group) for group in wanted.asked)


def _read_of(body: Mapping[str, Any]) -> list[str]:
    """What a reader of a recorded answer reads: the question, as asked and as read, and the sentences."""
    return [body["question"], body.get("read_as", ""), *(sentence["text"] for sentence in body["sentences"])]


def _mapping(given: Path | columns.Mapping | None) -> columns.Mapping | None:
    return columns.load_mapping(given) if isinstance(given, Path) else given


def _counts(log: HeldLog) -> dict[str, int]:
    """How many stretches of a held log are doubtful, by reason."""
    return {str(reason): count for reason, count in sorted(log.reasons.items())}


def _question(values: Mapping[str, Any]) -> RedactedQuestion:
    linked = tuple((a, b, who) for a, b, who in values.get("linked", ()))
    return RedactedQuestion(
        values["text"], tuple(map(tuple, values["asked"])), tuple(values["unknown"]), tuple(values["respelled"]), linked
    )


def _hit_place(hit: Hit) -> dict[str, Any]:
    return {
        "log_ref": hit.passage.log_ref,
        "version": hit.passage.version,
        "passage": hit.passage.ordinal,
        "score": round(hit.score, 6),
    }


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_mapped(item, change) for item in value]
    return value
