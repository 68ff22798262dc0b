"""From redacted logs to the indicators of the taxonomy that they mention, each with the wording that shows it.

An indicator is a fact about logs: how many mention it, in which words, from how many origins, and how many deny it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.patterns.negation import Scope, hedges, is_denied, scopes
from assistant.patterns.taxonomy import Taxonomy
from assistant.patterns.wordings import Match
from index.records import RedactedLog
from index.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class IndicatorHit:
    """A sentence of a log that mentions an indicator. Offsets are code points, end exclusive."""

    log_ref: str
    origin: str  # the log's provenance; its reference where it names none
    in_title: bool  # offsets are those of the log's title, else of its text
    start: int  # of the wording
    end: int
    sentence: tuple[int, int]
    negated: bool  # "no sign of ..."
    hedged: bool  # "it is believed that ..."


@dataclass(frozen=True, slots=True)
class IndicatorFound:
    """An indicator with every sentence that mentions it, in the order of the logs given."""

    name: str
    title: str
    hits: tuple[IndicatorHit, ...]

    @property
    def logs(self) -> tuple[str, ...]:
        """Logs that mention the indicator as present at least once, in the order given."""
        return tuple(dict.fromkeys(hit.log_ref for hit in self.hits if not hit.negated))

    @property
    def negated(self) -> tuple[str, ...]:
        """Logs that only say it is absent, in the order given."""
        present = set(self.logs)
        return tuple(dict.fromkeys(hit.log_ref for hit in self.hits if hit.log_ref not in present))

    @property
    def origins(self) -> tuple[str, ...]:
        """Distinct origins of the logs that mention it as present, by alphabet: one source repeated is one origin."""
        return tuple(sorted({hit.origin for hit in self.hits if not hit.negated}))


_BREAK = "\n\n"  # ends a sentence, so that title and text are searched as one without running together
_MOST_MATCHES = 16  # of one indicator in a sentence; more are a table or an attack, and cost time without telling more


def find_indicators(logs: Sequence[RedactedLog], taxonomy: Taxonomy) -> list[IndicatorFound]:
    """The indicators that at least one log mentions or denies, in the taxonomy's order, never by their number."""
    hits: dict[str, list[IndicatorHit]] = {indicator.name: [] for indicator in taxonomy.indicators}
    for log in logs:
        for name, hit in _hits(log, taxonomy):
            hits[name].append(hit)
    return [
        IndicatorFound(indicator.name, indicator.title, tuple(hits[indicator.name]))
        for indicator in taxonomy.indicators
        if hits[indicator.name]
    ]


def _hits(log: RedactedLog, taxonomy: Taxonomy) -> Iterator[tuple[str, IndicatorHit]]:
    """One hit for each indicator and sentence: a wording that is not negated where there is one, else the first."""
    whole = log.title + _BREAK + log.text
    shift = len(log.title) + len(_BREAK)
    sentences = sentence_spans(whole)
    matches: dict[tuple[int, str], list[Match]] = {}
    for row, match in taxonomy.matcher.matches(whole, sentences):
        held = matches.setdefault((row, match.name), [])
        if len(held) < _MOST_MATCHES:
            held.append(match)
    denials: dict[int, list[Scope]] = {}
    for (row, name), found in matches.items():
        start, end = sentences[row]
        sentence = whole[start:end]
        if row not in denials:
            denials[row] = scopes(sentence)
        present = next((match for match in found if not is_denied(denials[row], _words(match, start))), None)
        best = present or found[0]
        in_title = start < shift
        moved = 0 if in_title else shift
        yield (
            name,
            IndicatorHit(
                log_ref=log.log_ref,
                origin=log.origin,
                in_title=in_title,
                start=best.start - moved,
                end=best.end - moved,
                sentence=(start - moved, end - moved),
                negated=present is None,
                hedged=bool(hedges(sentence)),
            ),
        )


def _words(match: Match, start: int) -> list[tuple[int, int]]:
    """The places of a match's words within the sentence that begins at `start`."""
    return [(first - start, last - start) for first, last in match.words]
