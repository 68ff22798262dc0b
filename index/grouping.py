"""Hits -> hits in groups: what says the same once, under the newest; what corrects a log directly before it.

A reader must not take one report for five, nor read a log without its correction or what contradicts it. Scores stay
those of the search, but where a hit moves up with its group.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from index.catalogue import Catalogue
from index.clearance import Clearance
from index.records import Filters, Hit, RedactedLog, Related

MOST_AGAINST = 3  # logs that are added because they correct or contradict one that was found
MORE = 20  # hits to ask for beyond those wanted, since some are folded into others


def grouped(hits: Sequence[Hit], catalogue: Catalogue, filters: Filters, clearance: Clearance, *, k: int) -> list[Hit]:
    """The k best hits of a search inside these filters, in groups.

    A log that the question names by its reference is never folded, and comes first in its group. What corrects or
    contradicts a log that was found is added when it was not found itself.
    """
    refs = list(dict.fromkeys(hit.passage.log_ref for hit in hits))
    said = {r.log_ref: r for r in related(catalogue, refs, filters, clearance)}
    if not said:
        return list(hits[:k])
    missing = {other for r in said.values() for other in against(r)} - set(refs)
    logs = catalogue.logs_of([*refs, *sorted(missing)], clearance)
    named = {hit.passage.log_ref for hit in hits if hit.named}
    folded = _folded(said, logs, named)
    kept = [replace(hit, related=said.get(hit.passage.log_ref)) for hit in hits if hit.passage.log_ref not in folded]
    kept += _added(catalogue, missing, kept, filters, clearance)
    return _in_order(kept, hits, folded, logs)[:k]


def related(catalogue: Catalogue, log_refs: Sequence[str], filters: Filters, clearance: Clearance) -> list[Related]:
    """For those of these references that have any: the logs that say the same, correct or contradict them, or are
    corrected by them.

    What corrects one of those that say the same corrects all of them.
    Only logs that a search with these filters could find are named; its days do not count, since a correction may come
    at any time.
    """
    like = catalogue.duplicates.like(log_refs, clearance)
    groups = {ref: {ref, *like.get(ref, ())} for ref in log_refs}
    corrections = catalogue.corrections.of(sorted({one for group in groups.values() for one in group}), clearance)
    others = {ref for same in like.values() for ref in same} | {r for c in corrections for r in (c.newer, c.older)}
    if not others:
        return []
    anytime = replace(filters, date_from=None, date_to=None, widely=False)
    seen = catalogue.within(sorted(others), anytime, clearance)
    found = []
    for ref, group in groups.items():
        apart = [c for c in corrections if (c.newer in group) != (c.older in group)]
        corrects = {c.older for c in apart if c.newer in group and not c.disagrees}
        corrected_by = {c.newer for c in apart if c.older in group and not c.disagrees}
        disagrees = {c.older if c.newer in group else c.newer for c in apart if c.disagrees} - corrects - corrected_by
        same = tuple(other for other in like.get(ref, ()) if other in seen)
        beside = (tuple(sorted(some & seen)) for some in (corrects, corrected_by, disagrees))
        one = Related(ref, same, *beside)
        if one.same or one.corrects or one.corrected_by or one.disagrees:
            found.append(one)
    return found


def against(one: Related | None) -> tuple[str, ...]:
    """The logs without which one must not be read: those that correct or contradict it."""
    return (*one.corrected_by, *one.disagrees) if one else ()


def apart_from(one: Related | None) -> tuple[str, ...]:
    """The logs that stand side by side with one: those it corrects, and those that correct or contradict it."""
    return (*one.corrects, *against(one)) if one else ()


def _folded(said: dict[str, Related], logs: dict[str, RedactedLog], named: Collection[str]) -> dict[str, str]:
    """Each log that is folded -> the newest log found that says the same."""
    folded: dict[str, str] = {}
    for ref, one in said.items():
        group = [other for other in (ref, *one.same) if other in logs and other in said]
        newest = max(group, key=lambda other: logs[other].age)
        if newest != ref and ref not in named:
            folded[ref] = newest
    return folded


def _added(
    catalogue: Catalogue, missing: Collection[str], kept: Sequence[Hit], filters: Filters, clearance: Clearance
) -> list[Hit]:
    """The passage of each correction or contradiction that was not found, as a hit scored as what it is against."""
    added: dict[str, Hit] = {}
    says = {one.log_ref: one for one in related(catalogue, sorted(missing), filters, clearance)}
    for hit in kept:
        for other in [ref for ref in against(hit.related) if ref in missing][:MOST_AGAINST]:
            passages = [] if other in added else catalogue.passages_of([other], clearance)
            if not passages:
                continue
            start = min(
                (c.start for c in catalogue.corrections.of([other], clearance) if c.said_in == other), default=0
            )
            passage = next((p for p in passages if p.start <= start < p.end), passages[0])
            added[other] = Hit(passage, hit.score, None, None, related=says.get(other))
    return list(added.values())


def _in_order(
    kept: Sequence[Hit], hits: Sequence[Hit], folded: Mapping[str, str], logs: Mapping[str, RedactedLog]
) -> list[Hit]:
    """Groups by their best hit; in a group named logs first, then what nothing corrects, then the newest."""
    group_of = _components(kept, folded)
    newest_first = {ref: rank for rank, ref in enumerate(sorted(logs, key=lambda ref: logs[ref].age, reverse=True))}
    rank_of = {hit.passage.id: rank for rank, hit in enumerate(hits)}
    place: dict[str, int] = {}
    for hit in hits:
        ref = hit.passage.log_ref
        place.setdefault(group_of.get(ref, ref), rank_of[hit.passage.id])

    def key(hit: Hit) -> tuple[int, bool, bool, int, int]:
        rank = rank_of.get(hit.passage.id, len(hits))
        if hit.passage.log_ref not in group_of:
            return rank, False, False, 0, rank
        corrected = bool(hit.related and hit.related.corrected_by)
        age = newest_first[hit.passage.log_ref]
        return place[group_of[hit.passage.log_ref]], not hit.named, corrected, age, rank

    ordered = sorted(kept, key=key)
    least = 0.0
    for position in reversed(range(len(ordered))):
        least = max(least, ordered[position].score)
        ordered[position] = replace(ordered[position], score=least)
    return ordered


def _components(kept: Sequence[Hit], folded: Mapping[str, str]) -> dict[str, str]:
    """Each log that is shown or folded together with another -> the first reference of those, by alphabet."""
    shown = {hit.passage.log_ref for hit in kept} | folded.keys()
    pairs = list(folded.items())
    for hit in kept:
        pairs += [(hit.passage.log_ref, other) for other in apart_from(hit.related) if other in shown]
    member: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = member.get(one, {one}) | member.get(other, {other})
        member |= dict.fromkeys(joined, joined)
    return {ref: min(group) for ref, group in member.items()}
