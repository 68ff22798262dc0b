"""The main path: a question -> an answer whose every sentence is bound to a log, on the record before it shows.

First the extractive answer, in the sources' own sentences; then, when a model is set, its draft on top, sentence by
sentence, each checked against the evidence. With no model, or with one that is down, the extractive answer stands.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnablePassthrough

from assistant.audit import Actor, Audit
from assistant.drafting import written_sentences
from assistant.evidence import Found, gather
from assistant.limits import known, read_limits, stated
from assistant.policy import Policy
from assistant.question import MAX_CHARS, MAX_PREVIOUS
from assistant.records import Answer, Citation, Evidence, Limit, Origin, Sentence
from assistant.resolution import Said, Turn, read
from assistant.retriever import LogRetriever
from assistant.support import bind, verbatim
from index.clearance import EVERYTHING, Clearance
from index.errors import IntellogError, NotHeld, NotRecorded
from index.records import Filters, Hit, RedactedLog, RedactedQuestion
from index.redaction.tokens import spoken
from index.store import Store

_WEEK = timedelta(days=7)
_OTHER_LOGS = "None of the logs cited before answers this; what is cited is from others."
_OTHER_DAYS = "No log of the days asked for answers this; what is cited is from the week before or after them."


@dataclass(frozen=True, slots=True)
class Writer:
    """The model that drafts, and the name and digest it is recorded under."""

    model: BaseChatModel | None
    name: str


class Answerer:
    """Answers questions over one store."""

    def __init__(self, store: Store, audit: Audit, policy: Policy, writer: Writer, *, retrieved: int) -> None:
        """retrieved: how many passages are retrieved for a question."""
        self._store = store
        self._audit = audit
        self._policy = policy
        self._writer = writer
        self._retrieved = retrieved

    def warm(self) -> None:
        """Load what a question needs: redaction, embeddings, the index, the fitted policy."""
        question = self._store.question("Who was seen?", EVERYTHING)
        self._policy.decide(question.text)
        self._store.search(question, EVERYTHING, k=1)

    def ask(
        self,
        question: str,
        actor: Actor,
        clearance: Clearance,
        *,
        before: Sequence[Turn] = (),
        filters: Filters | None = None,
        lifted: Collection[str] = (),
    ) -> Iterator[Answer]:
        """Yield the answer as it grows, each state after it was recorded; the last one is complete.

        clearance: what the actor may see; the answer is that of a store which holds nothing else.
        before: the earlier turns of the conversation. filters: limits set beside the question; they win over those in
        its words. lifted: words of limits that the asker took back. Raises NotRecorded when the record cannot be
        written: then nothing may be shown.
        """
        given = filters or Filters()
        if not question.strip() or len(question) > MAX_CHARS:
            reason = f"A question must have between 1 and {MAX_CHARS} characters; this one was not read."
            answer = Answer("failed", "", reason=reason, filters=given, model=self._writer.name)
            yield self._recorded(answer, actor, clearance)
            return
        redacted = self._store.question(question, clearance)
        against = known(self._store.catalogue.facets(clearance), date.today())
        reading = read(redacted, before, partial(read_limits, store=against))
        named = self._store.catalogue.references_in(reading.question.text, clearance)
        limited = stated(reading, against, asked=redacted, given=given, lifted=lifted, references=named)
        yield from self.answer(
            redacted, actor, clearance, whole=reading.question, notices=reading.notices,
            earlier=[turn.question for turn in before], filters=limited.filters, limits=limited.limits,
        )  # fmt: skip

    def turns(self, previous: Sequence[str], clearance: Clearance) -> list[Turn]:
        """Earlier questions, as typed, as turns; what their answers cite is looked for when a follow-up needs it."""

        def declines(text: str, earlier: Sequence[str]) -> bool:
            return self._policy.decide(text, earlier) is not None

        return turns_of(previous, self._store, clearance, retrieved=self._retrieved, declines=declines)

    def answer(
        self,
        question: RedactedQuestion,
        actor: Actor,
        clearance: Clearance,
        *,
        whole: RedactedQuestion,
        notices: Sequence[str] = (),
        earlier: Sequence[RedactedQuestion] = (),
        filters: Filters,
        limits: Sequence[Limit] = (),
        about: int | None = None,
    ) -> Iterator[Answer]:
        """As `ask`, for a question that is already redacted and read, with its limits.

        whole: the question in full, itself where it stands alone. earlier: those before it, in full. about: the event
        that is replayed, if it is one.
        """
        read_as = whole.text if whole.text != question.text else ""
        blank = Answer(
            "not_found", question.text, filters=filters, limits=tuple(limits), model=self._writer.name, read_as=read_as
        )
        declined = self._policy.decide(whole.text, [q.text for q in earlier])
        if declined:
            refusal = replace(
                blank, status="declined", limits=(), reason=declined.reason, offers=tuple(declined.offers)
            )
            yield self._recorded(refusal, actor, clearance, question, whole, earlier, about=about)
            return
        words = [limit.words for limit in limits if limit.applied]
        hits, found = self._found(whole, clearance, filters, words)
        notices = (*notices, *_notices(question, whole), *_not_applied(limits))
        if not found.enough and (wider := _week_around(filters)):
            near_hits, near = self._found(whole, clearance, wider, words)
            if near.enough:
                hits, found, notices = near_hits, near, (*notices, _OTHER_DAYS)
        if not found.enough and filters.refs:
            other_hits, other = self._found(whole, clearance, replace(filters, refs=()), words)
            if other.enough:
                hits, found, notices = other_hits, other, (*notices, _OTHER_LOGS)
        answer = replace(blank, retrieved=tuple(dict.fromkeys(hit.passage.log_ref for hit in hits)), notices=notices)
        if not found.enough or _about_nobody_held(whole):
            answer = replace(answer, reason=self._why_not_found(whole, clearance, filters, hits))
            yield self._recorded(answer, actor, clearance, question, whole, earlier, about=about)
            return
        answer = replace(
            answer,
            status="answered",
            sentences=tuple(_quoted(e) for e in found.evidence),
            notices=(*answer.notices, *_unsaid(found)),
        )
        writes = self._writer.model is not None and about is None
        answer = replace(answer, complete=not writes)
        answer = self._recorded(answer, actor, clearance, question, whole, earlier, about=about)
        yield answer
        if writes:
            yield from self._written(answer, whole, [e for e in found.evidence if not e.context], actor)

    def _found(
        self, question: RedactedQuestion, clearance: Clearance, filters: Filters, limits: Sequence[str]
    ) -> tuple[list[Hit], Found]:
        state = self._chain(question, clearance, filters, limits).invoke(question.text)
        return state["hits"], state["found"]

    def _chain(
        self, question: RedactedQuestion, clearance: Clearance, filters: Filters, limits: Sequence[str]
    ) -> Runnable[str, dict[str, Any]]:
        """Query text -> {"documents", "hits", "found"}: retrieval and choice of evidence, as one LangChain runnable."""
        retriever = LogRetriever(
            search=self._store.search, question=question, clearance=clearance, filters=filters, k=self._retrieved
        )

        def hits_of(state: dict[str, Any]) -> list[Hit]:
            return [document.metadata["hit"] for document in state["documents"]]

        def found_in(state: dict[str, Any]) -> Found:
            catalogue, embedder = self._store.catalogue, self._store.embedder
            return gather(question, state["hits"], catalogue, embedder, clearance, limits=limits)

        chain: Runnable[str, dict[str, Any]] = (
            {"documents": retriever}
            | RunnablePassthrough.assign(hits=hits_of)
            | RunnablePassthrough.assign(found=found_in)
        )
        return chain

    def _written(
        self, answer: Answer, question: RedactedQuestion, evidence: Sequence[Evidence], actor: Actor
    ) -> Iterator[Answer]:
        """The answer with the model's checked sentences on top, then complete."""
        assert self._writer.model is not None
        ask = int(answer.audit_id)
        texts = [e.text for e in evidence]
        vectors = self._store.embedder.encode([spoken(text) for text in texts])
        written: list[Sentence] = []
        refused: list[dict[str, str]] = []
        shown = answer
        try:
            for text in written_sentences(self._writer.model, question.text, evidence):
                cosines = [float(c) for c in vectors @ self._store.embedder.encode([spoken(text)])[0]]
                position, support = bind(text, texts, cosines)
                if position is not None and not self._policy.allows_sentence(text):
                    position, support = (
                        None,
                        replace(support, verdict="unsupported", reason="it judges or advises on a person"),
                    )
                if position is None:
                    refused.append({"text": text, "reason": support.reason})
                elif not _repeats(text, [*texts, *(s.text for s in written)]):
                    source = evidence[position]
                    sentence = Sentence(text, (citation(source.log, source.start, source.end),), support, "written")
                    self._audit.append("sentence", actor, asdict(sentence), about=ask, quotes=[source.log.log_ref])
                    written.append(sentence)
                    shown = replace(answer, sentences=(*written, *answer.sentences), dropped=len(refused))
                    yield shown
        except (NotRecorded, NotHeld):
            raise  # what could not be recorded, or quotes a log that was deleted meanwhile, is not the model's failure
        except (IntellogError, RuntimeError, MemoryError) as error:
            what = str(error) if isinstance(error, IntellogError) else type(error).__name__
            notice = f"The language model did not finish ({what}); the answer is in the logs' own sentences."
            shown = replace(shown, notices=(*shown.notices, notice))
        shown = replace(shown, dropped=len(refused), complete=True)
        body = {
            "sentences": len(shown.sentences),
            "written": len(written),
            "refused": refused,
            "notices": list(shown.notices),
        }
        self._audit.append("answer", actor, body, about=ask, quotes=answer.cited if refused else ())
        yield shown

    def _recorded(
        self,
        answer: Answer,
        actor: Actor,
        clearance: Clearance,
        question: RedactedQuestion | None = None,
        whole: RedactedQuestion | None = None,
        earlier: Sequence[RedactedQuestion] = (),
        *,
        about: int | None = None,
    ) -> Answer:
        """The answer with its audit id, after the event was committed."""
        logs = self._store.catalogue.logs_of(list(answer.retrieved), clearance)
        body = answer.as_dict() | {
            "asked": asdict(question) if question else None,
            "whole": asdict(whole) if whole else None,
            "earlier": [asdict(q) for q in earlier],
            "versions": {ref: log.version for ref, log in logs.items()},
            "clearance": clearance.as_dict(),
            "generation": self._store.catalogue.generation,
            "embedder": self._store.embedder.digest,
        }
        del body["audit_id"]  # it is the number of the event that is being written
        kind = "ask" if about is None else "replay"
        seq = self._audit.append(kind, actor, body, about=about, quotes=answer.cited)
        return replace(answer, audit_id=str(seq))

    def _why_not_found(
        self, question: RedactedQuestion, clearance: Clearance, filters: Filters, hits: Sequence[Hit]
    ) -> str:
        held = self._store.catalogue.count(clearance)
        if not held:
            return "The store holds no logs yet."
        searched = f"{held} logs were searched{_limits(filters)}"
        if _about_nobody_held(question):
            return f"No log mentions the person, vehicle or number you asked about ({searched})."
        nearest = list(dict.fromkeys(hit.passage.log_ref for hit in hits))[:3]
        near = f" The nearest, which do not answer it: {', '.join(nearest)}." if nearest else ""
        return f"The logs do not answer this ({searched}).{near}{self._of_other_days(question, clearance, filters)}"

    def _of_other_days(self, question: RedactedQuestion, clearance: Clearance, filters: Filters) -> str:
        """What would be found without the days that the question states, so that they never hide a log silently."""
        if not filters.widely:
            return ""
        undated = replace(filters, date_from=None, date_to=None, widely=False)
        hits, found = self._found(question, clearance, undated, ())
        refs = list(dict.fromkeys(hit.passage.log_ref for hit in hits))[:3]
        return f" Logs of other days bear on it: {', '.join(refs)}." if found.enough else ""


def turns_of(
    previous: Sequence[str],
    store: Store,
    clearance: Clearance,
    *,
    retrieved: int,
    declines: Callable[[str, Sequence[str]], bool] = lambda text, earlier: False,
) -> list[Turn]:
    """Earlier questions, as typed, as turns of a conversation: each read in full with those before it.

    What their answers hold is searched for only when a follow-up refers to it, inside the clearance. retrieved: see
    `Answerer`. declines: whether a question, in full, is declined after those before it.
    """
    against = known(store.catalogue.facets(clearance), date.today())
    turns: list[Turn] = []
    for text in previous[-MAX_PREVIOUS:]:
        reading = read(store.question(text, clearance), turns, partial(read_limits, store=against))
        filters = stated(reading, against).filters

        def said(question: RedactedQuestion = reading.question, filters: Filters = filters) -> Said:
            hits = store.search(question, clearance, filters, k=retrieved)
            evidence = gather(question, hits, store.catalogue, store.embedder, clearance).evidence
            return Said(tuple(dict.fromkeys(e.log.log_ref for e in evidence)), tuple(e.text for e in evidence))

        declined = declines(reading.question.text, [turn.question.text for turn in turns])
        turns.append(Turn(reading.question, cache(said), declined))
    return turns


def citation(log: RedactedLog, start: int, end: int) -> Citation:
    """The citation of a stretch of a log, with what a reader needs to judge it."""
    return Citation(
        log_ref=log.log_ref, version=log.version, start=start, end=end, quote=log.text[start:end],
        grade=log.grade.label() if log.grade else "ungraded", reported_at=log.reported_at, title=log.title,
        force=log.force,
        marking=log.marking, provenance=log.provenance, handling_conditions=log.handling_conditions,
    )  # fmt: skip


def _quoted(evidence: Evidence) -> Sentence:
    """The source's own sentence as a sentence of the answer."""
    origin: Origin = "context" if evidence.context else "source"
    return Sentence(evidence.text, (citation(evidence.log, evidence.start, evidence.end),), verbatim(), origin)


def _about_nobody_held(question: RedactedQuestion) -> bool:
    """Whether the question names identities and no log holds any of them."""
    return bool(question.asked) and not any(question.asked)


def _notices(question: RedactedQuestion, whole: RedactedQuestion) -> tuple[str, ...]:
    notices = [f"No log holds {token}; it was left out of the search." for token in whole.unknown if any(whole.asked)]
    notices += [
        f"A name was read as [{_bare(token)}], which is spelled slightly differently." for token in question.respelled
    ]
    notices += [
        f"[{other}] was looked for as well: {who} confirmed that it and [{token}] are one."
        for token, other, who in whole.linked
    ]
    return tuple(notices)


def _unsaid(found: Found) -> list[str]:
    """What the reader must know before taking the sentences for an answer: what was asked and is not in any of them."""
    if not found.missing:
        return []
    return [f"No cited log contains these words of the question: {', '.join(found.missing)}. It may not be answered."]


def _not_applied(limits: Sequence[Limit]) -> list[str]:
    return [f"Not applied as a limit: “{x.words}” ({x.why_not})." for x in limits if not x.applied]


def _week_around(filters: Filters) -> Filters | None:
    """A week more on both sides, where the question states a few days, which are easily remembered wrongly."""
    if not (filters.widely and filters.date_from and filters.date_to):
        return None
    first, last = date.fromisoformat(filters.date_from), date.fromisoformat(filters.date_to)
    if last - first >= _WEEK:
        return None
    return replace(filters, date_from=(first - _WEEK).isoformat(), date_to=(last + _WEEK).isoformat())


def _bare(token: str) -> str:
    return token.strip("[]")


def _limits(filters: Filters) -> str:
    parts = [
        f"from {filters.date_from}" if filters.date_from else "",
        f"to {filters.date_to}" if filters.date_to else "",
    ]
    parts += [f"themes {', '.join(filters.themes)}" if filters.themes else ""]
    parts += [f"forces {', '.join(filters.forces)}" if filters.forces else ""]
    parts += [f"{len(filters.refs)} logs cited before" if filters.refs else ""]
    parts += [f"grades {', '.join(g.removesuffix('/*') for g in filters.grades)}" if filters.grades else ""]
    kept = [part for part in parts if part]
    return f", limited to {'; '.join(kept)}" if kept else ""


def _repeats(text: str, shown: Sequence[str]) -> bool:
    """Whether a written sentence only repeats one that is shown already."""

    def letters(sentence: str) -> str:
        return "".join(c for c in sentence.casefold() if c.isalnum())

    return any(letters(text) in letters(other) for other in shown)
