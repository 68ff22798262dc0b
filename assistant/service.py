"""The product's acts, each recorded before its result is returned: what command line, server and page call.

Here: asking, reading, changing, keeping. Conversations, identities, the life of logs, held logs and the record have
modules of their own in `assistant/acts`.
"""

import hashlib
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from assistant.acts.conversations import ConversationActs
from assistant.acts.held import HeldActs
from assistant.acts.identities import IdentityActs
from assistant.acts.life import LifeActs
from assistant.acts.record import RecordActs
from assistant.answer import Writer, turns_of
from assistant.audit import AUDIT_FILE, Actor, system_actor
from assistant.certificates import Certificate, certificate, named
from assistant.conversations import CONVERSATIONS_FILE
from assistant.limits import known_in, read_limits, stated
from assistant.patterns import Patterns, find_patterns
from assistant.patterns.taxonomy import default_taxonomy
from assistant.recorded import recorded_question
from assistant.records import Answer, sentence_from
from assistant.referents import Said, Turn
from assistant.reredaction import record_reredactions
from assistant.resolution import read
from assistant.settings import Settings
from assistant.unavailable import deleted_words
from assistant.withholding import WITHHELD, Withholding
from index import columns
from index.backup import Contents, write_backup
from index.clearance import ACCESS_FILE, EVERYTHING, Clearance
from index.errors import BadSetting, NotHeld
from index.gone import reference_digest
from index.grouping import MORE, grouped
from index.ingest import Report, ingest
from index.keys import read_key_file
from index.policy_change import Progress, move
from index.preview import Preview, preview
from index.records import Filters, Hit, RedactedLog
from index.reredaction import finish
from index.sealing import PASSPHRASE, STORE_KEY, Secret
from index.store import KEY_FILE, Removed, Store


class Service(ConversationActs, IdentityActs, LifeActs, HeldActs, RecordActs):
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
        """As for `Acts`; look_only: do not go on with what a process that was killed left undone."""
        super().__init__(settings, store=store, writer=writer, notify=notify)
        if look_only or not self.store.idle():  # whoever is changing the store finishes what was left, and need not
            return  # be waited for by a question
        if self.audit.pending_deletions():
            with self.store.changing():
                for log_ref, begun in self.audit.pending_deletions().items():  # those that nobody ended meanwhile
                    self._end_deletion(log_ref, begun, system_actor("at start"))
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

    def warm_writer(self) -> None:
        """Wait for the language model, which no question has to have. Raises BadModel."""
        self._answerer.warm_writer()

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
        that was read wrongly hides nothing. Nothing is near to a question without a word.
        """
        if not question.strip():
            return []
        clearance = self._sees(actor)
        given = self._known(filters, clearance)
        redacted = self.store.question(question, clearance)
        against = known_in(self.store.catalogue, clearance)
        before = turns_of(previous, self.store, clearance, retrieved=self._settings.retrieved)
        reading = read(redacted, before, partial(read_limits, store=against))
        whole, limited = reading.question, stated(reading, against, asked=redacted, given=given)
        most = k + MORE
        hits = self.store.search(whole, clearance, limited.filters, k=most, places=limited.places)
        if len(hits) < most and limited.filters != given:
            inside = {hit.passage.id for hit in hits}
            wider = self.store.search(whole, clearance, given, k=most, places=limited.places)
            others = [hit for hit in wider if hit.passage.id not in inside]
            least = min((hit.score for hit in hits), default=math.inf)
            hits = [*hits, *(replace(hit, score=min(hit.score, least)) for hit in others)][:most]
        hits = grouped(hits, self.store.catalogue, given, clearance, k=k)
        body = {
            "question": whole.text,
            "filters": asdict(limited.filters),
            "limits": [asdict(limit) for limit in limited.limits],
            "hits": [_hit_place(hit) for hit in hits],
            "clearance": clearance.as_dict(),
        }
        self.audit.append("search", actor, body)
        return hits

    def question(self, question: str, actor: Actor) -> str:
        """A question as it is searched for and recorded: redacted."""
        return self.store.question(question, self._sees(actor)).text

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
            begun = self.audit.begin_deletion(log_ref, actor, stated, named=self._named(log_ref), **said)
            return self._end_deletion(log_ref, begun, actor)

    def certificate(self, of: str | int, actor: Actor) -> Certificate:
        """The certificate of a log's last deletion, by its reference, or of that which an event began or ended, by its
        number, after the reading was recorded.

        Raises NotHeld when none is on the record, or of a log that the actor might not see.
        """
        digest, clearance = reference_digest(self.store.keys, str(of)), self._sees(actor)
        for ended in reversed(self.audit.events(kinds=["delete"])):
            is_meant = of in (ended.seq, ended.about) or ended.lasting.get("ref") == digest
            may_know = clearance.is_everything or self.store.catalogue.gone.knows(ended.about or 0, clearance)
            if is_meant and may_know and "withdrawn" in ended.lasting:
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
                question = self.store.within(recorded_question(asked), clearance)
                declined = event.body["status"] == "declined"
                turns.append(Turn(question, lambda said=said: said, declined))  # type: ignore[misc]
        return turns

    def _end_deletion(self, log_ref: str, begun: int, actor: Actor) -> Certificate:
        """Remove the log, look for it, then withdraw what quotes it: in this order nothing can quote it in between.

        Call it while the store is `changing`.
        """
        places = self.store.places_of(log_ref)
        if self.store.holds(log_ref, EVERYTHING):
            removed = self.store.remove(log_ref, event=begun)
        else:  # it was cut short when the log was gone and its identities perhaps were not
            removed = Removed(log_ref, self.store.forget(self.store.vault.tokens_held()))
        said = {
            "identities": removed.tokens_forgotten, "found": self.store.traces(places),
            "copies_overwritten": not self.store.catalogue.unscrubbed, "generation": self.store.catalogue.generation,
        }  # fmt: skip
        return certificate(*self.audit.end_deletion(log_ref, actor, begun, named=self._named(log_ref), **said))

    def _named(self, log_ref: str) -> dict[str, str]:
        digest = reference_digest(self.store.keys, log_ref)
        return named(log_ref, digest, self.store.catalogue.life.policy().deleted_as)

    def _known(self, filters: Filters | None, clearance: Clearance) -> Filters:
        """The filters, with what stands in no log that the asker may see redacted: what is typed there goes on the
        record.
        """
        if filters is None:
            return Filters()
        facets = self.store.catalogue.facets(clearance)
        themes = tuple(t if t in facets["themes"] else self._redacted(t, clearance) for t in filters.themes)
        forces = tuple(f if f in facets["forces"] else self._redacted(f, clearance) for f in filters.forces)
        places = tuple(
            p if self.store.catalogue.saying(p, clearance, most=1) else self._redacted(p, clearance)
            for p in filters.places
        )
        return replace(filters, themes=themes, forces=forces, places=places)


def _mapping(given: Path | columns.Mapping | None) -> columns.Mapping | None:
    return columns.load_mapping(given) if isinstance(given, Path) else given


def _hit_place(hit: Hit) -> dict[str, Any]:
    return {
        "log_ref": hit.passage.log_ref,
        "version": hit.passage.version,
        "passage": hit.passage.ordinal,
        "score": round(hit.score, 6),
    }
