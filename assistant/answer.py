"""The main path: a question -> an answer whose every sentence is bound to a log, on the record before it shows.

First the extractive answer, in the sources' own sentences; then, when a model is set, its draft on top, sentence by
sentence, each checked against the evidence. With no model, or with one that is down, the extractive answer stands.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnablePassthrough

from assistant.account import Searched, about_nobody_held, account, told
from assistant.attribution import attributed, lead_in, manner_of
from assistant.audit import Actor, Audit
from assistant.chat_model import StreamedChatModel
from assistant.disagreement import disagreements
from assistant.drafting import draft
from assistant.evidence import MAX_WITH_CONTEXT, Found, gather
from assistant.instructions import has_instructions
from assistant.limits import Stated, favoured_places, known_in, read_limits, stated
from assistant.mentioned import Mentioned, find_mentioned
from assistant.order import in_order
from assistant.parts import leans, parts, refers_back
from assistant.policy import Policy
from assistant.question import MAX_CHARS, MAX_PREVIOUS
from assistant.records import Answer, Citation, Evidence, Limit, Origin, Sentence
from assistant.referents import Said, Turn
from assistant.resolution import read
from assistant.retriever import LogRetriever
from assistant.support import bind, content_words, verbatim
from assistant.tally import Tally, tally
from assistant.unavailable import asks_for_no_other, unavailable
from index.clearance import EVERYTHING, Clearance
from index.errors import IntellogError, NotHeld, NotRecorded
from index.grouping import apart_from, related
from index.records import Filters, Hit, RedactedLog, RedactedQuestion, Related
from index.redaction.tokens import spoken
from index.store import Store

_WEEK = timedelta(days=7)
_PULSE_S = 0.5  # between two states of an answer whose draft has nothing new
_READ_FOR_PART = 12  # passages read anew for each part of a question that asks several things
_OTHER_LOGS = "None of the logs cited before answers this; what is cited is from others."
_ALONE = "Nothing answers this together with the question before it, so it was read by itself."
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

    def warm_writer(self) -> None:
        """Wait for the language model, where it has to be loaded. Raises BadModel."""
        if isinstance(self._writer.model, StreamedChatModel):
            self._writer.model.warm()

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
        against = known_in(self._store.catalogue, clearance)
        reading = read(redacted, before, partial(read_limits, store=against))
        named = self._store.catalogue.references_in(reading.question.text, clearance)
        out = unavailable(reading.question.text, self._store, clearance)
        named = [ref for ref in named if ref not in out]
        only = self._with_what_is_against(named, clearance) if asks_for_no_other(reading.question, named) else []
        limited = stated(reading, against, asked=redacted, given=given, lifted=lifted, references=named, only=only)
        yield from self.answer(
            redacted, actor, clearance, whole=reading.question, notices=reading.notices,
            earlier=[turn.question for turn in before], filters=limited.filters, limits=limited.limits,
            unsure=reading.unsure,
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
        unsure: bool = False,
        about: int | None = None,
    ) -> Iterator[Answer]:
        """As `ask`, for a question that is already redacted and read, with its limits.

        whole: the question in full, itself where it stands alone. earlier: those before it, in full. unsure: whether it
        may stand alone, too; it is read so where nothing answers the whole. about: the event that is replayed, if it is
        one.
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
        words, places = [limit.words for limit in limits if limit.narrows], favoured_places(limits)
        search = self._searched(whole, clearance, filters, words, places)
        notices = (*notices, *_notices(question, whole), *_not_applied(limits))
        if not search.found.enough and (wider := _week_around(filters)):
            around = self._searched(whole, clearance, wider, words, places)
            if around.found.enough:
                search, notices = around, (*notices, _OTHER_DAYS)
        if not search.found.enough and any(limit.kind == "logs" for limit in limits):
            anywhere = self._searched(whole, clearance, replace(filters, refs=()), words, places)
            if anywhere.found.enough:
                search, notices = anywhere, (*notices, _OTHER_LOGS)
        out = unavailable(whole.text, self._store, clearance)
        asked = replace(whole, text=question.text)
        catalogue = self._store.catalogue
        counted, named, is_found = Tally(), Mentioned(), False
        answered: list[Found] = []
        missing: list[str] = []
        if not asks_for_no_other(whole, out):
            as_one = self._store.links.as_one
            counted = tally(asked, filters, limits, catalogue, clearance, cite=citation, as_one=as_one)
            answered, missing = self._by_part(asked, clearance, search, words)
            is_found = search.found.enough and not about_nobody_held(whole)
            if is_found and not counted.is_list:
                named = find_mentioned(asked, search.filters, catalogue, clearance, cite=citation)
        by_code = [*counted.stretches, *named.stretches]
        refs = [*(hit.passage.log_ref for hit in search.hits), *(e.log.log_ref for e in by_code)]
        notices = (*notices, *counted.notices)
        answer = replace(blank, retrieved=tuple(dict.fromkeys(refs)), notices=notices)
        if not (is_found or answered or counted.sentences):
            if unsure and self._searched(question, clearance, filters, words, places).found.enough:
                yield from self.answer(
                    question, actor, clearance, whole=question, notices=[_ALONE], earlier=earlier, filters=filters,
                    limits=limits,
                )  # fmt: skip
                return
            inside, outside = replace(search, filters=filters), self._of_other_days(whole, clearance, filters, places)
            near = account(whole, limits, inside, outside, catalogue, clearance, citation)
            near = replace(near, lead=" ".join([*out.values(), near.lead]))
            answer = replace(answer, account=near, reason=told(near))
            yield self._recorded(answer, actor, clearance, question, whole, earlier, about=about)
            return
        evidence, unsaid = search.found.evidence, _unsaid(search.found, named.stretches)
        if counted.is_list or not (is_found or answered):
            evidence, unsaid = counted.stretches[:MAX_WITH_CONTEXT], []
        elif answered:
            of_whole = [evidence] if is_found else []
            evidence = _together([*of_whole, *(part.evidence for part in answered)])
            unsaid = unsaid if is_found else []
        if named.stretches:
            evidence = evidence if answered else named.of_those(evidence, search.hits)
            cited = {e.log.log_ref for e in evidence}
            evidence = _together([evidence, [e for e in named.stretches if e.log.log_ref not in cited]])
        answer = replace(
            answer,
            status="answered",
            sentences=(
                *counted.sentences,
                *named.sentences,
                *attributed([_quoted(e) for e in in_order(question.text, evidence)]),
            ),
            missing=tuple(missing),
            notices=(*answer.notices, *out.values(), *unsaid, *_disagreeing(evidence)),
            reason=_not_answered(missing),
        )
        drafted = [e for e in evidence if not e.context]
        writes = self._writer.model is not None and about is None and bool(drafted)
        answer = replace(answer, complete=not writes)
        answer = self._recorded(answer, actor, clearance, question, whole, earlier, about=about)
        yield answer
        if writes:
            yield from self._written(answer, whole, drafted, actor)

    def _searched(
        self,
        question: RedactedQuestion,
        clearance: Clearance,
        filters: Filters,
        limits: Sequence[str],
        places: Sequence[str],
    ) -> Searched:
        """Retrieval and choice of evidence, as one LangChain runnable from the query's text on."""
        store, k = self._store, self._retrieved
        retriever = LogRetriever(
            search=store.search, catalogue=store.catalogue, question=question, clearance=clearance, filters=filters,
            places=tuple(places), k=k,
        )  # fmt: skip

        def hits_of(state: dict[str, Any]) -> list[Hit]:
            return [document.metadata["hit"] for document in state["documents"]]

        def found_in(state: dict[str, Any]) -> Found:
            return gather(question, state["hits"], store.catalogue, store.embedder, clearance, limits=limits)

        chain: Runnable[str, dict[str, Any]] = (
            {"documents": retriever}
            | RunnablePassthrough.assign(hits=hits_of)
            | RunnablePassthrough.assign(found=found_in)
        )
        state = chain.invoke(question.text)
        return Searched(filters, state["hits"], state["found"])

    def _by_part(
        self, question: RedactedQuestion, clearance: Clearance, search: Searched, limits: Sequence[str]
    ) -> tuple[list[Found], list[str]]:
        """What answers the parts of a question that asks several things, and the parts that nothing answers.

        A part that leans on those before it is answered by the logs that answer these, or the whole. Where it refers
        back to them ("and what was on him?"), no others count: what was on somebody else is near to it, too. Both are
        empty for a question that asks one thing, and when nothing answers any part.
        """
        asked = parts(question)
        if len(asked) == 1:
            return [], []
        answered: list[Found] = []
        missing: list[str] = []
        for place, part in enumerate(asked):
            found = None
            if place and leans(part):
                before = _refs([*([search.found] if search.found.enough else []), *answered])
                near = [hit for hit in search.hits if hit.passage.log_ref in before]
                found = self._answering(part, near, clearance, limits)
            if not found and not (place and refers_back(part)):
                found = self._answering(part, search.hits, clearance, limits)
            if found:
                answered.append(found)
            else:
                missing.append(part.text)
        return answered, missing if answered else []

    def _answering(
        self, part: RedactedQuestion, hits: Sequence[Hit], clearance: Clearance, limits: Sequence[str]
    ) -> Found | None:
        """What in these hits of the whole question answers a part of it; None where nothing does."""
        store = self._store
        judged = store.search.judged(part, _nearest(part, hits), clearance)
        found = gather(part, judged, store.catalogue, store.embedder, clearance, limits=limits)
        holds = found.enough and not about_nobody_held(part) and not (found.missing and not found.said)
        return found if holds else None

    def _written(
        self, answer: Answer, question: RedactedQuestion, evidence: Sequence[Evidence], actor: Actor
    ) -> Iterator[Answer]:
        """The answer with the model's checked sentences on top, then complete.

        Between them it comes again as it is, with the place in the line for the model, so that it can be ended there.
        """
        assert self._writer.model is not None
        ask = int(answer.audit_id)
        texts = [e.text for e in evidence]
        vectors = self._store.embedder.encode([spoken(text) for text in texts])
        written: list[Sentence] = []
        refused: list[dict[str, str]] = []
        shown = answer
        try:
            last = time.monotonic()
            for step in draft(self._writer.model, question.text, evidence):
                if not (text := step.sentence):
                    if step.ahead != shown.ahead or time.monotonic() - last > _PULSE_S:
                        shown, last = replace(shown, ahead=step.ahead), time.monotonic()
                        yield shown
                    continue
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
                    manner = manner_of(source.text, source.log)
                    cited = citation(source.log, source.start, source.end)
                    sentence = Sentence(text, (cited,), support, "written", manner, lead_in(source.log, manner))
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
        shown = replace(shown, dropped=len(refused), complete=True, ahead=0)
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
        """The answer with its audit id, after the event was committed, and with what stands beside its logs."""
        beside = related(self._store.catalogue, answer.cited, answer.filters, clearance)
        answer = replace(answer, related=tuple(beside), notices=(*answer.notices, *_corrected(answer, beside)))
        logs = self._store.catalogue.logs_of(list(answer.retrieved), clearance)
        body = answer.as_dict() | {
            "asked": asdict(question) if question else None,
            "whole": asdict(whole) if whole else None,
            "earlier": [asdict(q) for q in earlier],
            "versions": {ref: log.version for ref, log in logs.items()},
            "clearance": clearance.as_dict(),
            "generation": self._store.catalogue.generation,
            "models": self._store.models,
        }
        del body["audit_id"]  # it is the number of the event that is being written
        kind = "ask" if about is None else "replay"
        seq = self._audit.append(kind, actor, body, about=about, quotes=answer.quoted)
        return replace(answer, audit_id=str(seq))

    def _with_what_is_against(self, refs: Sequence[str], clearance: Clearance) -> list[str]:
        """These logs and those that correct or contradict them, or that they correct: none is read without them."""
        beside = related(self._store.catalogue, refs, Filters(), clearance)
        return list(dict.fromkeys([*refs, *(ref for one in beside for ref in apart_from(one))]))

    def _of_other_days(
        self, question: RedactedQuestion, clearance: Clearance, filters: Filters, places: Sequence[str]
    ) -> Searched | None:
        """What is found without the days that the question states, where that would be enough."""
        if not filters.widely:
            return None
        undated = replace(filters, date_from=None, date_to=None, widely=False)
        search = self._searched(question, clearance, undated, (), places)
        return search if search.found.enough else None


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
    against = known_in(store.catalogue, clearance)
    turns: list[Turn] = []
    for text in previous[-MAX_PREVIOUS:]:
        reading = read(store.question(text, clearance), turns, partial(read_limits, store=against))
        limited = stated(reading, against)

        def said(question: RedactedQuestion = reading.question, limited: Stated = limited) -> Said:
            hits = store.search(question, clearance, limited.filters, k=retrieved, places=limited.places)
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
        has_instructions=has_instructions(log),
    )  # fmt: skip


def _quoted(evidence: Evidence) -> Sentence:
    """The source's own sentence as a sentence of the answer."""
    origin: Origin = "context" if evidence.context else "source"
    manner = manner_of(evidence.text, evidence.log)
    cited = citation(evidence.log, evidence.start, evidence.end)
    return Sentence(evidence.text, (cited,), verbatim(), origin, manner, lead_in(evidence.log, manner))


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


def _corrected(answer: Answer, beside: Sequence[Related]) -> list[str]:
    """Which cited logs a later one corrects or another contradicts: a sentence of theirs may not stand."""
    cited = [one for one in beside if one.log_ref in answer.cited]
    corrected = [f"{one.log_ref} is corrected by {', '.join(one.corrected_by)}" for one in cited if one.corrected_by]
    said = {(one.log_ref, other) for one in cited for other in one.disagrees if one.log_ref < other}
    disputed = [
        f"{one.log_ref} and {', '.join(later)} do not agree, as one of them says"
        for one in cited
        if (later := [ref for ref in one.disagrees if (ref, one.log_ref) not in said])
    ]
    return [f"{what}: read both." for what in (*corrected, *disputed)]


def _unsaid(found: Found, added: Sequence[Evidence]) -> list[str]:
    """What the reader must know before taking the sentences for an answer: what was asked and is not in any of them.

    added: what is cited beside what was found.
    """
    held = frozenset().union(*(content_words(f"{e.log.title} {e.log.text}") for e in added))
    missing = [word for word in found.missing if not content_words(word) & held]
    if not missing:
        return []
    return [f"No cited log contains these words of the question: {', '.join(missing)}. It may not be answered."]


def _not_answered(parts: Sequence[str]) -> str:
    return f"Answered in part. The logs do not answer: {' / '.join(parts)}" if parts else ""


def _together(found: Iterable[Sequence[Evidence]]) -> tuple[Evidence, ...]:
    """Evidence chosen for several parts, each stretch once; chosen for one part, it is not only context."""
    chosen: dict[tuple[str, int], Evidence] = {}
    for evidence in (e for some in found for e in some):
        key = evidence.log.log_ref, evidence.start
        if key not in chosen or chosen[key].context:
            chosen[key] = evidence
    place = {ref: rank for rank, ref in enumerate(dict.fromkeys(ref for ref, _ in chosen))}
    return tuple(sorted(chosen.values(), key=lambda e: (place[e.log.log_ref], e.start)))


def _disagreeing(evidence: Sequence[Evidence]) -> list[str]:
    return [
        f"{one} and {other} do not agree: one says is so what the other says is not. Neither is taken for right."
        for one, other in disagreements(evidence)
    ]


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


def _refs(found: Sequence[Found]) -> frozenset[str]:
    """The logs that answer, with none that only give context."""
    return frozenset(e.log.log_ref for one in found for e in one.evidence if not e.context)


def _nearest(part: RedactedQuestion, hits: Sequence[Hit]) -> list[Hit]:
    """The hits of a whole question that have most words of a part of it, in their order."""
    stems = content_words(part.text)
    shared = {hit.passage.id: -len(stems & content_words(spoken(hit.passage.text))) for hit in hits}
    chosen = sorted(hits, key=lambda hit: shared[hit.passage.id])[:_READ_FOR_PART]
    return [hit for hit in hits if hit in chosen]


def _bare(token: str) -> str:
    return token.strip("[]")


def _repeats(text: str, shown: Sequence[str]) -> bool:
    """Whether a written sentence only repeats one that is shown already."""

    def letters(sentence: str) -> str:
        return "".join(c for c in sentence.casefold() if c.isalnum())

    return any(letters(text) in letters(other) for other in shown)
