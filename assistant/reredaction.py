"""Stored logs that were redacted again -> events on the record; recorded answers that say what is hidden now are
withdrawn, and no others. What was learnt is never written: counts by type, references and numbers of events only.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from assistant.audit import Actor, Audit, texts_in
from index.catalogue import Catalogue
from index.clearance import EVERYTHING
from index.errors import NotHeld
from index.pending import Reredacted
from index.records import RedactedLog
from index.redaction.tokens import masked
from index.reredaction import learnt_of
from index.store import Store

REASONS = {
    "learnt": "a later log taught what this one left readable",
    "policy, stricter": "the store moved to a policy that hides more",
    "policy, looser": "the store moved to a policy that shows more",
}
_QUOTED_FIELDS = ("title", "provenance", "handling_conditions")  # of a citation, beside the quote
_WORD = re.compile(r"\w+")


def record_reredactions(store: Store, audit: Audit, actor: Actor) -> int:
    """Write one event for each log that was redacted again and has none; returns how many answers were withdrawn."""
    pending = store.catalogue.pending
    if not pending.reredacted():
        return 0
    withdrawn = 0
    with store.changing():  # another process may be doing this
        for (why, _), group in groupby(pending.reredacted(), key=_event_of):
            changes = list(group)
            replaced: Counter[str] = Counter()
            for change in changes:
                replaced.update(change.replaced)
            refs = sorted({change.log_ref for change in changes})
            body = {
                "state": "logs", "log_refs": refs, "generation": changes[-1].generation, "replaced": dict(replaced),
                "reason": REASONS[why],
            }  # fmt: skip
            if why == "learnt":
                body |= {"log_ref": refs[0], "version": changes[0].version}
            stale = partial(_stale, store.catalogue, frozenset(refs)) if why != "policy, looser" else _none
            withdrawn += audit.withdraw(actor, body, stale, quoting=refs)
            pending.recorded(changes)
    return withdrawn


def withdraw_learnt(store: Store, audit: Audit, actor: Actor) -> int:
    """Withdraw every body that says what was learnt since, for example in a question; returns how many."""
    pending = store.catalogue.pending
    if not pending.learnt():
        return 0
    with store.changing():
        tokens = pending.learnt()
        learnt = learnt_of(store, tokens)
        ordinary = store.redactor.is_ordinary

        def says(value: Any) -> bool:
            return any(learnt.is_told(masked(text), ordinary) for text in texts_in(value))

        body = {"state": "answers", "reason": REASONS["learnt"]}
        count = audit.withdraw(
            actor, body, lambda bodies: [seq for seq, said in bodies if says(said)], always=False
        ) if learnt else 0  # fmt: skip
        pending.ended(tokens)
    return count


def quotes_stand(catalogue: Catalogue, body: Mapping[str, Any]) -> bool:
    """Whether everything a body quotes still stands in the logs, word for word and in its place."""
    cited = list(_citations(body))
    logs: dict[tuple[str, int], RedactedLog | None] = {}
    for c in cited:
        key = (c["log_ref"], c["version"])
        if key not in logs:
            logs[key] = _log(catalogue, *key)
        log = logs[key]
        if log is None or log.text[c["start"] : c["end"]] != c["quote"]:
            return False
        if any(getattr(log, name) != c[name] for name in _QUOTED_FIELDS):
            return False
    return True


def _event_of(change: Reredacted) -> tuple[str, tuple[object, ...]]:
    """Equal for re-redactions that make one event: each log that learnt, each batch of a move to another policy."""
    return change.why, (change.log_ref, change.version) if change.why == "learnt" else (change.generation,)


def _none(bodies: Iterator[tuple[int, Mapping[str, Any]]]) -> tuple[int, ...]:
    return ()


def _stale(catalogue: Catalogue, log_refs: frozenset[str], bodies: Iterator[tuple[int, Mapping[str, Any]]]) -> set[int]:
    """The numbers of bodies with a quote that its log no longer says, and of those that repeat what was hidden."""
    stale: set[int] = set()
    moved: set[str] = set()  # words of quotes that do not stand, and those of them that are in no text of their log
    gone: set[str] = set()
    others = []
    for seq, body in bodies:
        for citation in _citations(body):
            if citation["log_ref"] in log_refs and (quotes := _fallen(catalogue, citation)):
                stale.add(seq)
                lost = {word for quote, text in quotes for word in _words([quote]) - _words([text])}
                moved |= lost or _words(quote for quote, _ in quotes)
                gone |= lost
        if seq not in stale:
            others.append((seq, body))
    for seq, body in others:  # a question, a refused sentence or a reviewer's note may repeat the word
        quoted = _words(citation[name] for citation in _citations(body) for name in ("quote", *_QUOTED_FIELDS))
        if (gone - quoted if quoted else moved) & _words(texts_in(body)):
            stale.add(seq)
    return stale


def _fallen(catalogue: Catalogue, citation: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The quotes of a citation that no longer stand in its log, each with the text it was taken from."""
    log = _log(catalogue, citation["log_ref"], citation["version"])
    if log is None:
        return []
    quotes = [(citation["quote"], log.text), *((citation[name], getattr(log, name)) for name in _QUOTED_FIELDS)]
    return [(quote, text) for quote, text in quotes if quote not in text]


def _log(catalogue: Catalogue, log_ref: str, version: int) -> RedactedLog | None:
    try:
        return catalogue.log(log_ref, EVERYTHING, version)
    except NotHeld:
        return None


def _words(texts: Sequence[str] | Iterator[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(masked(text)) if word.strip("_")}


def _citations(value: Any) -> Iterator[Mapping[str, Any]]:
    """The citations in a body, wherever they stand."""
    if isinstance(value, Mapping):
        if "quote" in value and "log_ref" in value:
            yield value
        for item in value.values():
            yield from _citations(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _citations(item)
