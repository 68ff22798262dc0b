"""A store's move to another redaction policy, on the redacted logs: more is hidden in them, or values come back.

What was replaced by a token and is kept now comes back from the vault, as the identity was first written; what was only
generalised was never stored and stays as it is. The move goes in batches, each of which can be done twice: killed at
any moment, it goes on where it was. Until it ends, new logs are under the new policy already.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.errors import BadPolicy
from index.records import Mention, RedactedLog, Span
from index.redaction.known import KnownValues
from index.redaction.learnt import outside_tokens
from index.redaction.policy import GENERALISE, KEEP, NAMELESS, REPLACE, RedactionPolicy
from index.redaction.tokens import GENERALISED, TOKEN, identities_in, identity_of_token, masked
from index.reredaction import TOGETHER, fields_of, finish, store_again, with_fields
from index.store import Store

_STANDING = re.compile(f"{TOKEN.pattern}|{GENERALISED.pattern}")
_GENERAL_TYPES = {"AGE": "AGE", "MONTH": "DATE_TIME"}


@dataclass(slots=True)
class Progress:
    """How far a move is. Counts are log versions, those moved before an interruption included."""

    total: int
    done: int = 0
    changed: int = 0


def move(
    store: Store, target: RedactionPolicy | None, *, progress: Callable[[Progress], None] = lambda progress: None
) -> Progress:
    """Bring every stored log under a policy, and put it on record; progress is called after every committed batch.

    target: None goes on with a move that was interrupted. Raises BadPolicy when another move is not ended.
    """
    with store.changing():
        _begin(store, target)
    done = _progress(store)
    while _one_batch(store, done):
        progress(done)
    finish(store)  # leaves no copy of what was replaced
    store.vectors()
    return done


def _begin(store: Store, target: RedactionPolicy | None) -> None:
    manifest = store.catalogue.manifest
    under_way = manifest.change()
    if under_way is None and target is not None and target.text != store.policy.text:
        manifest.begin(target)
    elif under_way and target is not None and target.text != under_way.target.text:
        raise BadPolicy("a move to another policy is not ended; run intellog reredact without --policy, then this one")


def _progress(store: Store) -> Progress:
    change = store.catalogue.manifest.change()
    if change is None:
        return Progress(0)
    return Progress(store.catalogue.versions_up_to(change.last), store.catalogue.versions_up_to(change.done))


def _one_batch(store: Store, done: Progress) -> bool:
    """Move some logs; returns False when none was left, and the move has ended."""
    with store.changing():
        change, before = store.catalogue.manifest.change(), store.catalogue.manifest.policy()
        if change is None or before is None:
            return False
        rows = store.catalogue.rows_between(change.done, change.last, limit=TOGETHER)
        if not rows:
            store.catalogue.manifest.finish()
            return False
        stored = list(store.catalogue.stored(rows))
        moved = _moved(store, [log for log, _ in stored], before, change.target)
        changed = [(new, live, n) for (_, live), (new, n) in zip(stored, moved, strict=True) if n]
        if changed:
            if gone := _tokens(log for log, _ in stored) - _tokens(log for log, _ in moved):
                store.vault.doubt(gone)  # their values are plain text now
            logs, live, counts = zip(*changed, strict=True)
            hides = bool(change.target.stricter(before) & {kind for count in counts for kind in count})
            store_again(store, logs, live, counts, why="policy, stricter" if hides else "policy, looser")
        store.catalogue.manifest.advance(rows[-1])
        done.done += len(rows)
        done.changed += len(changed)
        return True


def _moved(
    store: Store, logs: Sequence[RedactedLog], before: RedactionPolicy, after: RedactionPolicy
) -> list[tuple[RedactedLog, Counter[str]]]:
    """Each log under the new policy, and how many values of each type were changed."""
    hidden_now = {t for t in after.stricter(before) if before.action(t) == KEEP}
    texts = [text for log in logs for text in fields_of(log)]
    found: list[list[Span]] = [[] for _ in texts]
    if hidden_now:
        spans = store.redactor.known_spans([masked(text) for text in texts], KnownValues())
        found = [
            list(outside_tokens(masked(text), (span for span in some if span.type in hidden_now)))
            for text, some in zip(texts, spans, strict=True)
        ]
    moved = []
    position = 0
    for log in logs:
        fields = fields_of(log)
        moved.append(_log_moved(store, log, found[position : position + len(fields)], before, after))
        position += len(fields)
    return moved


def _log_moved(
    store: Store,
    log: RedactedLog,
    found: Sequence[Sequence[Span]],
    before: RedactionPolicy,
    after: RedactionPolicy,
) -> tuple[RedactedLog, Counter[str]]:
    on = date.fromisoformat(log.reported_at[:10])
    counts: Counter[str] = Counter()
    fields, mentions = [], []
    for text, spans in zip(fields_of(log), found, strict=True):
        changes = after.changed(before)
        parts: list[tuple[int, int, str, Counter[str]]] = []
        for match in _STANDING.finditer(text):
            kind = match["type"] or _GENERAL_TYPES[match.group()[1:].split()[0]]
            shown = _standing(store, match, kind, after, on) if kind in changes else match.group()
            counted = Counter([kind]) if shown != match.group() else Counter()
            parts.append((match.start(), match.end(), shown, counted))
        surfaces = [(s.type, text[s.start : s.end]) for s in spans]
        named = [surface for surface in surfaces if after.names(surface[0])]
        tokens = iter(store.redactor.tokens(named, []))
        for span, (kind, surface) in zip(spans, surfaces, strict=True):
            token = next(tokens) if after.names(kind) else ""
            parts.append((span.start, span.end, after.shown(kind, surface, token, on=on), Counter([kind])))
        made, standing = _joined(text, sorted(parts, key=lambda part: part[:2]))
        counts.update(kind for *_, counted in parts for kind in counted)
        fields.append(made)
        mentions.append(standing)
    return with_fields(log, fields, mentions), counts


def _standing(store: Store, match: re.Match[str], kind: str, after: RedactionPolicy, on: date) -> str:
    """What a token or a generalised value of a redacted text becomes."""
    if not match["type"]:
        if after.action(kind) != REPLACE:
            return match.group()  # the value itself was never stored
        (token,) = store.redactor.tokens([(kind, match.group()[1:-1].partition(" ")[2])], [])
        return f"[{token}]"
    token = identity_of_token(match)
    if after.action(kind) == REPLACE:
        return f"[{token}]"
    if not store.vault.holds(token):
        return match.group()
    surface = store.vault.reveal(token)
    if after.action(kind) == GENERALISE and kind in NAMELESS and GENERALISED.fullmatch(f"[{_general(kind)} {surface}]"):
        return f"[{_general(kind)} {surface}]"  # the identity is itself a band or a month
    return surface if after.action(kind) == KEEP else after.shown(kind, surface, token, on=on)


def _general(kind: str) -> str:
    return next(word for word, of in _GENERAL_TYPES.items() if of == kind)


def _joined(text: str, parts: Sequence[tuple[int, int, str, Counter[str]]]) -> tuple[str, list[Mention]]:
    """The text with its parts replaced, and where tokens and generalised values stand in it."""
    pieces: list[str] = []
    mentions: list[Mention] = []
    length = last = 0
    for start, end, shown, _ in parts:
        pieces += [text[last:start], shown]
        length += start - last
        if match := _STANDING.fullmatch(shown):
            token = identity_of_token(match) if match["type"] else ""
            kind = match["type"] or _GENERAL_TYPES[shown[1:].split()[0]]
            mentions.append(Mention(length, length + len(shown), kind, token))
        length += len(shown)
        last = end
    return "".join([*pieces, text[last:]]), mentions


def _tokens(logs: Iterable[RedactedLog]) -> set[str]:
    return {token for log in logs for token in identities_in(*fields_of(log))}
