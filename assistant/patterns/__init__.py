"""From redacted logs to their patterns: indicators, links, themes, trends and groups, each number with its logs.

Patterns are counted by code, without a model, and describe logs: nothing here scores or ranks a person.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.patterns.indicators import IndicatorFound, find_indicators
from assistant.patterns.links import Group, Link, Shared, find_groups, find_links, find_lists, find_shared
from assistant.patterns.summary import PatternStatement, is_recomputed, summarise
from assistant.patterns.taxonomy import Taxonomy
from assistant.patterns.themes import Theme, find_themes
from assistant.patterns.trends import NOTE, Trend, find_trends
from index.records import RedactedLog


@dataclass(frozen=True, slots=True)
class Patterns:
    """Everything that was found in a set of logs."""

    indicators: tuple[IndicatorFound, ...]
    links: tuple[Link, ...]
    themes: tuple[Theme, ...]
    trends: tuple[Trend, ...]
    groups: tuple[Group, ...]
    shared: tuple[Shared, ...]
    summary: tuple[PatternStatement, ...]
    lists: tuple[str, ...] = ()  # logs with too many identities to link them
    joined: tuple[tuple[str, str, str], ...] = ()  # tokens counted as one, and who confirmed that they are

    def as_dict(self) -> dict[str, Any]:
        """The patterns as JSON values, with the keys that `intellog patterns --json` promises."""
        return {
            "indicators": [
                {
                    "name": found.name,
                    "title": found.title,
                    "logs": list(found.logs),
                    "negated": list(found.negated),
                    "origins": len(found.origins),
                    "hits": [asdict(hit) for hit in found.hits],
                }
                for found in self.indicators
            ],
            "links": [asdict(link) for link in self.links],
            "lists": list(self.lists),
            "themes": [asdict(theme) for theme in self.themes],
            "trends": [
                {
                    "theme": trend.theme,
                    "months": [asdict(cell) | {"count": len(cell.logs)} for cell in trend.cells],
                    "note": NOTE,
                }
                for trend in self.trends
            ],
            "groups": [asdict(group) for group in self.groups],
            "shared": [asdict(shared) for shared in self.shared],
            "summary": [asdict(statement) for statement in self.summary],
            "joined": [list(pair) for pair in self.joined],
        }


def find_patterns(logs: Sequence[RedactedLog], taxonomy: Taxonomy) -> Patterns:
    """All patterns of the logs, which the caller has already limited to a theme, a period and what the user may see."""
    indicators = find_indicators(logs, taxonomy)
    links = find_links(logs)
    shared = find_shared(logs)
    held = {log.log_ref: log for log in logs}
    return Patterns(
        indicators=tuple(indicators),
        links=tuple(links),
        themes=tuple(find_themes(logs)),
        trends=tuple(find_trends(logs)),
        groups=tuple(find_groups(links)),
        shared=tuple(shared),
        # As with an answer's sentences: what cannot be worked out again from its own logs is not shown.
        summary=tuple(
            statement
            for statement in summarise(logs, indicators, shared)
            if is_recomputed(statement, [held[ref] for ref in statement.refs], taxonomy)
        ),
        lists=tuple(find_lists(logs)),
    )
