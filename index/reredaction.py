"""What one log teaches, stored logs use too: identities new to the store -> stored logs that hide them now.

Raw texts are not kept, so redaction goes on from the redacted ones: tokens stay, more are put in. Marks in the
catalogue (`index.pending`) say what is not done, and every step can be done twice: killed at any moment, the next start
or ingest goes on. Writing the audit events, and withdrawing answers that quote what is hidden now, is the caller's.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from index.entries import bare, entries
from index.records import Mention, RedactedLog, Span
from index.redaction.learnt import Learnt, learnt_from
from index.redaction.spans import resolve
from index.redaction.tokens import NAMES, identities_in, masked
from index.redaction.vault import Identity, identity_of
from index.store import Store

TOGETHER = 64  # stored logs that are read closely and committed together


def finish(store: Store) -> int:
    """Do what was left undone, and leave no copy of what was replaced; returns how many logs were redacted again."""
    changed = 0
    if store.catalogue.pending.unswept():
        with store.changing():
            changed = sweep(store)
    if store.catalogue.unscrubbed:
        with store.changing():
            store.catalogue.scrub()
        store.vectors()  # the old index file holds the vectors of what was replaced
    if store.vault.unsettled():
        with store.changing():
            store.settle()
    return changed


def sweep(store: Store) -> int:
    """Look for identities that are new to the store in the logs stored before them; returns how many were changed.

    To be called while `store.changing()` is held.
    """
    changed = 0
    waiting = store.catalogue.pending.unswept()
    # The identities that need no search come last: while they wait, a part of a name that they share is news.
    order = sorted(waiting, key=lambda token: -waiting[token])
    for before, group in groupby(order, key=lambda token: waiting[token]):
        tokens = list(group)
        if learnt := learnt_of(store, tokens):
            known = learnt.known()
            rows = store.catalogue.pending.saying(list(learnt.wanted()), before=before)
            for start in range(0, len(rows), TOGETHER):
                stored = [
                    s for s in store.catalogue.stored(rows[start : start + TOGETHER]) if _may_say(store, s[0], learnt)
                ]
                texts = [masked(text) for log, _ in stored for text in fields_of(log)]
                found = iter(store.redactor.known_spans(texts, known)) if texts else iter(())
                spans = [
                    [
                        resolve([*learnt.due(text, next(found), store.redactor.is_ordinary), *learnt.value_spans(text)])
                        for text in map(masked, fields_of(log))
                    ]
                    for log, _ in stored
                ]
                changed += _hide(store, stored, spans)
        store.catalogue.pending.searched(tokens)
    if changed:
        changed += sweep(store)  # marks what this search itself put in; finds nothing more
    return changed


def learnt_of(store: Store, tokens: Sequence[str]) -> Learnt:
    """What the identities of tokens teach; a name part that another identity of the store has is no news."""
    unsearched = store.catalogue.pending.unswept().keys() | set(tokens)

    def fresh(parts: Sequence[str]) -> frozenset[str]:
        bearers = store.vault.with_part(parts)
        others = sorted({t for held in bearers.values() for t in held if t not in unsearched})
        searched = store.catalogue.mentioned(others)
        return frozenset(part for part in parts if not searched.intersection(bearers.get(part, ())))

    identities = [_identity(store, token) for token in tokens if store.vault.holds(token)]
    return learnt_from(identities, fresh=fresh, common=store.redactor.is_common)


def fields_of(log: RedactedLog) -> tuple[str, ...]:
    """The free-text fields of a log: title, text, conditions, provenance, then keys and values of its attributes."""
    return (
        log.title, log.text, log.handling_conditions, log.provenance, *log.attributes, *log.attributes.values()
    )  # fmt: skip


def with_fields(log: RedactedLog, fields: Sequence[str], mentions: Sequence[Sequence[Mention]]) -> RedactedLog:
    """The log with other fields, in the order of `fields_of`; mentions: those of title and text."""
    title, text, conditions, provenance, *attributes = fields
    count = len(attributes) // 2
    return replace(
        log, title=title, text=text, handling_conditions=conditions, provenance=provenance,
        attributes=dict(zip(attributes[:count], attributes[count:], strict=True)),
        title_mentions=tuple(mentions[0]), mentions=tuple(mentions[1]),
    )  # fmt: skip


def store_again(
    store: Store,
    logs: Sequence[RedactedLog],
    live: Sequence[bool],
    replaced: Sequence[Counter[str]],
    *,
    why: str = "learnt",
) -> None:
    """Put changed logs in the place of what is held, the newest versions with passages and vectors.

    why: see `index.pending.Reredacted`.
    """
    newest = [log for log, is_live in zip(logs, live, strict=True) if is_live]
    made = {
        entry.log.log_ref: entry
        for entry in entries(store.passage_embedder, newest, {log.log_ref: b"" for log in newest})
    }
    store.catalogue.replace(
        [made[log.log_ref] if is_live else bare(log) for log, is_live in zip(logs, live, strict=True)],
        replaced,
        why=why,
    )


def _hide(store: Store, stored: Sequence[tuple[RedactedLog, bool]], spans: Sequence[Sequence[Sequence[Span]]]) -> int:
    """Put tokens in the place of spans, for each log those of each field; returns how many logs changed."""
    changed = [
        (_with_tokens(store, log, found), live, Counter(span.type for some in found for span in some))
        for (log, live), found in zip(stored, spans, strict=True)
        if any(found)
    ]
    if changed:
        logs, live, replaced = zip(*changed, strict=True)
        store_again(store, logs, live, replaced)
    return len(changed)


def _with_tokens(store: Store, log: RedactedLog, spans: Sequence[Sequence[Span]]) -> RedactedLog:
    fields = fields_of(log)
    surfaces = [(s.type, text[s.start : s.end]) for text, some in zip(fields, spans, strict=True) for s in some]
    names = [token for token in identities_in(*fields) if token.split()[0] in NAMES and store.vault.holds(token)]
    beside = [(i.type, i.surface) for i in (_identity(store, token) for token in names)]
    on, policy = date.fromisoformat(log.reported_at[:10]), store.policy
    shown = iter(
        policy.shown(kind, surface, token, on=on)
        for (kind, surface), token in zip(surfaces, store.redactor.tokens(surfaces, beside), strict=True)
    )
    held: list[Sequence[Mention]] = [log.title_mentions, log.mentions, *[()] * (len(fields) - 2)]
    made = [
        put_in(text, some, [next(shown) for _ in some], mentions)
        for text, some, mentions in zip(fields, spans, held, strict=True)
    ]
    return with_fields(log, [text for text, _ in made], [mentions for _, mentions in made])


def put_in(
    text: str, spans: Sequence[Span], tokens: Sequence[str], mentions: Sequence[Mention]
) -> tuple[str, list[Mention]]:
    """A redacted text with more tokens in it, and the mentions of both, each at its new place.

    spans: ordered, disjoint, none touching a mention. tokens: as they are to stand, with brackets.
    """
    pieces: list[str] = []
    moved: list[Mention] = []
    shift = last = 0
    old = iter(sorted(mentions, key=lambda m: m.start))
    mention = next(old, None)
    for span, shown in zip(spans, tokens, strict=True):
        while mention and mention.start < span.start:
            moved.append(replace(mention, start=mention.start + shift, end=mention.end + shift))
            mention = next(old, None)
        start = span.start + shift
        (token,) = identities_in(shown)
        moved.append(Mention(start, start + len(shown), token.split()[0], token))
        pieces += [text[last : span.start], shown]
        shift += len(shown) - (span.end - span.start)
        last = span.end
    rest = [mention, *old] if mention else []
    moved += [replace(m, start=m.start + shift, end=m.end + shift) for m in rest]
    return "".join([*pieces, text[last:]]), moved


def _may_say(store: Store, log: RedactedLog, learnt: Learnt) -> bool:
    return any(learnt.may_stand_in(masked(text), store.redactor.is_ordinary) for text in fields_of(log))


def _identity(store: Store, token: str) -> Identity:
    return identity_of(token.split()[0], store.vault.reveal(token))
