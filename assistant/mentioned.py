"""Questions for everything about an identity, or for what links two -> every log that mentions them, by code.

What asks for everything must not hang on what is nearest: identities are looked up in all logs inside the limits. Two
that no log mentions together are followed to what each is mentioned with. To stand in one log is no link, and nobody is
ordered by a count: the logs are cited, and what they say of it is left to them.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence import touches
from assistant.instructions import instructions_in
from assistant.patterns.links import LINKED
from assistant.records import Citation, Evidence, Sentence
from assistant.support import content_words, counted
from index.catalogue import Catalogue
from index.clearance import Clearance
from index.grouping import against
from index.records import Filters, Hit, RedactedLog, RedactedQuestion
from index.redaction.tokens import NAMES, identities_in, spoken
from index.sentences import sentence_spans

MOST = 24  # logs that are added; where more mention what is asked about, the nearest must do
FOLLOWED = 100  # logs of an identity up to which it is followed to what it is mentioned with
SHARED = 3  # identities through which two are followed to each other, the rarest first
COMMON = 12  # logs from which on an identity that they mention is no lead from one to the other

_THEN = r"(?=[^?.\[]{0,40}\[)"  # an identity follows soon
_ASKS_FOR_ALL = re.compile(
    r"\beverything (?:\w+ ){0,3}?(?:on|about|for|of|mentioning|involving|regarding|with)\b"
    + _THEN
    + r"|\b(?:every|each|all(?: the| of the)?) (?:\w+ )?(?:sightings?|mentions?) (?:of|for)\b"
    + _THEN
    + r"|\b(?:histor(?:y|ies)|time ?lines?|chronology) (?:of|for)\b"
    + _THEN
    + r"|\btrace\b"
    + _THEN
    + r"|\bwhat (?:do|have|did) (?:we|you|the logs) (?:know|hold|have|got|say) (?:about|on|of)\b"
    + _THEN
    + r"|\b(?:who|what|anyone|anybody|anything|how)\b[^?.\[]{0,40}"
    r"\b(?:connect(?:s|ed|ions?)|link(?:s|ed)|ties|tied|dealings|associat\w+)\b(?: (?:to|with))?" + _THEN,
    re.IGNORECASE,
)
_ASKS_FOR_LINK = re.compile(
    r"\b(?:connect(?:s|ed|ions?)|link(?:s|ed|ing)?|ties?|tied to|associat(?:ed|es|ions?)|dealings|relationship"
    r"|in common|know each other)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The sentence of each log found, by day, and what is said of how they were found."""

    stretches: tuple[Evidence, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    of_people: frozenset[str] = frozenset()  # the logs that mention them, where everything about people is asked for

    def of_those(self, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        """The evidence; where everything about people is asked for, without that of logs that name only others.

        It would be read as being about those who were asked for. What names nobody may be about them, and what
        corrects or contradicts a log about them stands beside it.
        """
        if not self.of_people:
            return tuple(evidence)
        beside = {ref for hit in hits if hit.passage.log_ref in self.of_people for ref in against(hit.related)}
        return tuple(e for e in evidence if e.log.log_ref in self.of_people | beside or not _names_people(e.log))


def find_mentioned(
    question: RedactedQuestion,
    filters: Filters,
    catalogue: Catalogue,
    clearance: Clearance,
    *,
    cite: Callable[[RedactedLog, int, int], Citation],
) -> Mentioned:
    """What a question for everything about identities, or for a link, asks for; nothing for any other question.

    A name that several bear is looked up for all of them. Nothing is found where somebody is named whom no log holds,
    or where more logs mention what is asked about than can be shown.
    """
    groups = [_tokens(question, group) for group in question.asked if group]
    link = len(groups) > 1 and bool(_ASKS_FOR_LINK.search(question.text))
    if not groups or len(groups) < len(question.asked) or question.unknown:
        return Mentioned()
    if not (link or _ASKS_FOR_ALL.search(question.text)):
        return Mentioned()
    of_each = [set(catalogue.few_mentioning(sorted(g), filters, clearance, most=FOLLOWED)) for g in groups]
    refs = set.intersection(*of_each) if link else set().union(*of_each)
    tokens = frozenset().union(*groups)
    leads: list[str] = []
    if link and not refs and len(groups) == 2 and all(of_each):
        leads, refs = _leads(groups, of_each, filters, catalogue, clearance)
    stems = content_words(question.text)
    logs = catalogue.logs_of(sorted(refs), clearance) if len(refs) <= MOST else {}
    by_day = sorted(_once(logs, catalogue, clearance), key=lambda log: (log.first_day, log.log_ref))
    found = [stretch for log in by_day if (stretch := _sentence(log, stems, tokens.union(leads)))]
    if not (found and leads):
        of_people = found and _are_people(tokens) and not _ASKS_FOR_LINK.search(question.text)
        return Mentioned(tuple(found), of_people=frozenset(refs) if of_people else frozenset())
    first, second, through = (" or ".join(f"[{t}]" for t in sorted(some)) for some in (*groups, leads))
    inside = "" if filters == Filters() else " inside the limits"
    text = f"No log{inside} mentions {first} together with {second}; each is mentioned together with {through}."
    cited = [cite(e.log, e.start, e.end) for e in found]
    return Mentioned(tuple(found), (counted(text, cited, how="looked up by code in"),))


def _names_people(log: RedactedLog) -> bool:
    """Whether a log names anybody but officers, who write most logs."""
    return any(token.split()[0] in NAMES - {"OFFICER"} for token in identities_in(f"{log.title} {log.text}"))


def _are_people(tokens: Collection[str]) -> bool:
    return all(token.split()[0] in NAMES for token in tokens)


def _once(logs: Mapping[str, RedactedLog], catalogue: Catalogue, clearance: Clearance) -> Collection[RedactedLog]:
    """Of logs that say the same the newest, as search shows them."""
    groups = catalogue.duplicates.groups_of(logs, clearance)
    newest: dict[str, RedactedLog] = {}
    for log in sorted(logs.values(), key=lambda log: log.age):
        newest[groups.get(log.log_ref, log.log_ref)] = log
    return newest.values()


def _tokens(question: RedactedQuestion, group: Sequence[str]) -> frozenset[str]:
    """What a mention may mean, with what a person linked it to."""
    return frozenset([*group, *(other for token, other, _ in question.linked if token in group)])


def _leads(
    groups: Sequence[frozenset[str]],
    of_each: Sequence[Collection[str]],
    filters: Filters,
    catalogue: Catalogue,
    clearance: Clearance,
) -> tuple[list[str], set[str]]:
    """The rarest identities that one log mentions with the first, and another with the second; and these logs."""
    held = [catalogue.tokens_of(sorted(refs), clearance) for refs in of_each]
    beside = [frozenset().union(*of_logs.values()) for of_logs in held]
    found = []
    for token in sorted((beside[0] & beside[1]).difference(*groups)):
        if token.split()[0] in LINKED:
            everywhere = catalogue.few_mentioning([token], filters, clearance, most=COMMON)
            if everywhere:
                found.append((len(everywhere), token))
    leads: list[str] = []
    refs: set[str] = set()
    for _, token in sorted(found)[:SHARED]:
        more = {ref for of_logs in held for ref, tokens in of_logs.items() if token in tokens}
        if len(refs | more) <= MOST:
            leads.append(token)
            refs |= more
    return leads, refs


def _sentence(log: RedactedLog, stems: frozenset[str], tokens: frozenset[str]) -> Evidence | None:
    """The sentence of a log that mentions most of the identities, then has most of the words; none that is an order to
    a machine, and none at all where only the title mentions one.
    """
    orders = instructions_in(log.text)
    best, most = None, (0, 0)
    for start, end in sentence_spans(log.text):
        text = log.text[start:end]
        mentioned = len(tokens.intersection(identities_in(text)))
        held = mentioned, len(stems & content_words(spoken(text)))
        if mentioned and held > most and not touches(orders, start, end):
            best, most = Evidence(log, start, end, 0.0), held
    return best
