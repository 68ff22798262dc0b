"""Questions for everything about an identity, or for what links two -> every log that mentions them, by code.

What asks for everything must not hang on what is nearest: identities are looked up in all logs inside the limits. Two
that no log mentions together are followed to what each is mentioned with. To stand in one log is no link, and nobody is
ordered by a count: the logs are cited, and what they say of it is left to them.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.patterns.links import LINKED
from assistant.records import Evidence
from assistant.support import content_words
from assistant.tally import certain, stretch
from index.catalogue import Catalogue
from index.clearance import Clearance
from index.records import Filters, RedactedQuestion

MOST = 24  # logs that are cited; of more, only their number is said
MOST_SHARED = 3  # identities through which two are followed to each other, the rarest first
COMMON = 12  # logs from which on an identity that they mention is no lead from one to the other

_ASKS_FOR_ALL = re.compile(
    r"\b(?:everything|all (?:that )?(?:we|you|the logs) (?:know|hold|have|say)|full picture"
    r"|(?:every|each|all(?: the| of the)?) (?:sightings?|mentions?|logs?|reports?|entry|entries|records?)"
    r"|histor(?:y|ies) of|time ?lines? (?:of|for)|trace"
    r"|what (?:do|have|did) (?:we|you|the logs) (?:know|hold|have|got|say) (?:about|on|of))\b",
    re.IGNORECASE,
)
_ASKS_FOR_LINK = re.compile(
    r"\b(?:connect(?:s|ed|ions?)?|link(?:s|ed|ing)?|ties?|tied|associat\w+|dealings|relationship|in common)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """The sentence of each log found, by day; none where there are too many to show, which a notice then says."""

    stretches: tuple[Evidence, ...] = ()
    notices: tuple[str, ...] = ()


def mentions(question: RedactedQuestion, filters: Filters, catalogue: Catalogue, clearance: Clearance) -> Mentions:
    """What a question for everything about identities, or for a link, asks for; nothing for any other question.

    Nothing either where the question names somebody whom no log holds.
    """
    identities = [certain(question, group) for group in question.asked if group]
    link = bool(_ASKS_FOR_LINK.search(question.text))
    if not (link or _ASKS_FOR_ALL.search(question.text)):
        return Mentions()
    if not identities or len(identities) < len(question.asked) or question.unknown:
        return Mentions()
    named = " and ".join(f"[{group[0]}]" for group in question.asked)
    refs = catalogue.containing([], identities, filters, clearance)
    if len(refs) > MOST:
        return Mentions(notices=(f"{len(refs)} logs mention {named}; the nearest of them are cited.",))
    tokens = frozenset().union(*identities)
    notices: tuple[str, ...] = ()
    if link and not refs and len(identities) == 2:
        shared = _shared(identities, filters, catalogue, clearance)
        refs = list(dict.fromkeys(ref for _, some in shared for ref in some))[:MOST]
        between = ", ".join(f"[{token}]" for token, _ in shared)
        notices = (f"No log mentions {named} together; each is mentioned together with {between}.",) if shared else ()
        tokens |= {token for token, _ in shared}
    logs = catalogue.logs_of(refs, clearance)
    stems = content_words(question.text)
    return Mentions(tuple(stretch(logs[ref], stems, tokens) for ref in refs if ref in logs), notices)


def _shared(
    identities: Sequence[Collection[str]], filters: Filters, catalogue: Catalogue, clearance: Clearance
) -> list[tuple[str, list[str]]]:
    """The rarest identities that one log mentions with the first, and another with the second; and these logs."""
    beside = []
    for group in identities:
        of_logs = catalogue.tokens_of(catalogue.containing([], [group], filters, clearance), clearance)
        beside.append(frozenset().union(*of_logs.values()) - frozenset(group))
    found = []
    for token in sorted(beside[0] & beside[1]):
        if token.split()[0] in LINKED:
            everywhere = catalogue.containing([], [[token]], filters, clearance)
            both = [catalogue.containing([], [group, [token]], filters, clearance) for group in identities]
            if len(everywhere) < COMMON:
                found.append((len(everywhere), token, [ref for some in both for ref in some]))
    return [(token, refs) for _, token, refs in sorted(found)[:MOST_SHARED]]
