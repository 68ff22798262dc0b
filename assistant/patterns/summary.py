"""From patterns to sentences made by templates, each bound to the logs and spans that it counts, and their check.

The numbers come from counting, the wording from here: no model writes a sentence of a summary.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.patterns.indicators import IndicatorFound, IndicatorHit, find_indicators
from assistant.patterns.links import Shared, find_shared
from assistant.patterns.taxonomy import Taxonomy
from index.records import RedactedLog

Span = tuple[str, int, int]  # (log reference, start, end) in code points of the log's text


@dataclass(frozen=True, slots=True)
class PatternStatement:
    """A sentence with the logs it rests on. Everything it says can be worked out again from those logs alone."""

    text: str
    refs: tuple[str, ...]  # every log that is counted in the sentence
    spans: tuple[Span, ...]
    kind: str  # "coverage", "indicator", "shared" or "source"
    subject: str = ""  # name of the indicator, or the token shared


def summarise(
    logs: Sequence[RedactedLog], indicators: Sequence[IndicatorFound], shared: Sequence[Shared], *, shared_by: int = 3
) -> list[PatternStatement]:
    """What the logs, of a theme or period that the caller chose, have in common.

    indicators, shared: what `find_indicators` and `find_shared` found in these logs.

    First what was counted; then each indicator in the taxonomy's order, followed by the first source sentence that
    states it; then the vehicles, addresses, numbers and accounts in at least `shared_by` logs, by alphabet.
    """
    if not logs:
        return []
    statements = [_coverage(logs)]
    held = {log.log_ref: log for log in logs}
    for found in indicators:
        statements.append(_indicator(found))
        statements += _source(held, found)
    spans = _mention_spans(logs)
    statements += [_shared(thing, spans) for thing in shared if len(thing.logs) >= shared_by]
    return statements


def is_recomputed(statement: PatternStatement, logs: Iterable[RedactedLog], taxonomy: Taxonomy) -> bool:
    """Whether the statement comes out the same, word for word and span for span, from the logs it refers to alone."""
    held = {log.log_ref: log for log in logs}
    if not statement.refs or not all(ref in held for ref in statement.refs):
        return False
    counted = [held[ref] for ref in statement.refs]
    match statement.kind:
        case "coverage":
            return statement == _coverage(counted)
        case "indicator":
            again = {found.name: _indicator(found) for found in find_indicators(counted, taxonomy)}
            return statement == again.get(statement.subject)
        case "shared":
            own = [
                replace(log, mentions=tuple(mention for mention in log.mentions if mention.token == statement.subject))
                for log in counted
            ]
            spans = _mention_spans(own)
            return [statement] == [_shared(thing, spans) for thing in find_shared(own)]
        case "source":
            return all(counted[0].text[start:end] == statement.text for _, start, end in statement.spans)
    return False


def _coverage(logs: Sequence[RedactedLog]) -> PatternStatement:
    days = sorted(log.reported_at[:10] for log in logs)
    period = f"on {_day(days[0])}" if days[0] == days[-1] else f"between {_day(days[0])} and {_day(days[-1])}"
    text = f"{_logs(len(logs))} from {_origins({log.origin for log in logs})}, reported {period}, were counted."
    return PatternStatement(text, tuple(log.log_ref for log in logs), (), "coverage")


def _indicator(found: IndicatorFound) -> PatternStatement:
    hedged = _only_hedged(found.hits)
    parts = []
    if found.logs:
        parts.append(f"mentioned in {_logs(len(found.logs))} from {_origins(found.origins)}")
        if hedged:
            parts[0] += f", in {len(hedged)} of them only as supposed or repeated"
    if found.negated:
        more = " more" if found.logs else ""
        parts.append(f"said not to be so in {len(found.negated)}{more} {_noun(len(found.negated), 'log')}")
    refs = tuple(dict.fromkeys(hit.log_ref for hit in found.hits))
    spans = tuple((hit.log_ref, hit.start, hit.end) for hit in found.hits if not hit.in_title)
    return PatternStatement(f"{found.title}: {'; '.join(parts)}.", refs, spans, "indicator", found.name)


def _source(held: Mapping[str, RedactedLog], found: IndicatorFound) -> list[PatternStatement]:
    """The first sentence that states the indicator outright, else the first that supposes it; none if no text does."""
    stated = sorted((hit for hit in found.hits if not hit.negated and not hit.in_title), key=lambda hit: hit.hedged)
    if not stated:
        return []
    start, end = stated[0].sentence
    ref = stated[0].log_ref
    return [PatternStatement(held[ref].text[start:end], (ref,), ((ref, start, end),), "source", found.name)]


def _shared(shared: Shared, spans: Mapping[str, Sequence[Span]]) -> PatternStatement:
    text = f"[{shared.token}] is mentioned in {_logs(len(shared.logs))} from {shared.origins} "
    text += f"{_noun(shared.origins, 'origin')}."
    return PatternStatement(text, shared.logs, tuple(spans[shared.token]), "shared", shared.token)


def _mention_spans(logs: Iterable[RedactedLog]) -> dict[str, list[Span]]:
    """Where each token is mentioned, in the order of the logs."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for log in logs:
        for mention in log.mentions:
            spans[mention.token].append((log.log_ref, mention.start, mention.end))
    return spans


def _only_hedged(hits: Iterable[IndicatorHit]) -> set[str]:
    """Logs that mention something as present, but in no sentence without a hedge."""
    present = [hit for hit in hits if not hit.negated]
    return {hit.log_ref for hit in present} - {hit.log_ref for hit in present if not hit.hedged}


def _logs(number: int) -> str:
    return f"{number} {_noun(number, 'log')}"


def _origins(origins: Iterable[str]) -> str:
    number = len(set(origins))
    return f"{number} {_noun(number, 'origin')}"


def _noun(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
