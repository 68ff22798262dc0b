"""Tallies: a question that asks for a number or a list of logs -> the count, made by code over all logs, with its logs.

What is counted are logs that contain words and mention identities, or identities by their tokens; never people, and
never by what a text seems to mean. Where a question's words do not say which logs are meant, nothing is counted.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.account import limit_words
from assistant.conditions import NO_MATTER, asks_how_many, terms_in, wanted
from assistant.records import Citation, Evidence, Limit, Sentence
from assistant.support import content_words, counted, denied_words
from index.catalogue import Catalogue
from index.clearance import Clearance
from index.records import Filters, RedactedLog, RedactedQuestion
from index.redaction.tokens import identities_in
from index.sentences import sentence_spans

LOOKED = 1000  # logs read for denials, origins and identities; a larger count is of the index alone
CITED = 100  # logs cited under a count

_BY_WORDS = (
    "Counted are logs that contain these words, not events or people: one event may be in several logs, and a log that "
    "says it in other words is not counted."
)
_BY_MENTION = "Counted are logs, not events or people: one event may be in several logs."
_OF_EACH = "A name may mean several that the logs hold: counted are the logs that mention any of them."
_NOT_OF_ALL = "Others that a name may mean as well, because they are partly called so, are not counted."
_BY_TOKEN = (
    "Counted are identities by their tokens: two tokens may be one identity, what is not named is not counted, and to "
    "stand in one log is no link."
)
_NOT_COUNTED = "Nothing was counted for this: numbers in the answer are those that the logs state."


@dataclass(frozen=True, slots=True)
class Tally:
    """A count in sentences, the stretch of each counted log that was counted for, and what limits the count."""

    sentences: tuple[Sentence, ...] = ()
    stretches: tuple[Evidence, ...] = ()  # one for each log, by day
    is_list: bool = False  # whether the logs themselves were asked for, rather than their number
    notices: tuple[str, ...] = ()


def tally(
    question: RedactedQuestion,
    filters: Filters,
    limits: Sequence[Limit],
    catalogue: Catalogue,
    clearance: Clearance,
    *,
    cite: Callable[[RedactedLog, int, int], Citation],
    as_one: Callable[[Sequence[RedactedLog], Clearance], Sequence[RedactedLog]],
) -> Tally:
    """The count that a question asks for; an empty one, with what to know, when it asks for none that code can make.

    as_one: gives identities that a person confirmed to be one the same token.
    """
    want = wanted(question.text, limits)
    if want is None:
        return Tally(notices=(_NOT_COUNTED,) if asks_how_many(question.text) else ())
    if question.unknown or not all(question.asked):
        return Tally()
    stated, asking = set(identities_in(question.text)), set(identities_in(want.clause))
    groups = [group for group in question.asked if group[0] in asking or group[0] not in stated]
    names, meant = [_named(question, g) for g in groups], [_meant(question, g) for g in groups]
    which = _which(want.words, names, filters)
    matter = want.words or groups or (which if want.identities else want.of_all)
    why_not = want.why_not or ("" if matter and (groups or not want.points_back) else NO_MATTER)
    if why_not:
        return Tally(notices=(f"Nothing was counted: {why_not}.",))
    refs = catalogue.containing(list(want.words), meant, filters, clearance)
    if not refs:
        return Tally(notices=(f"Nothing was counted: no log {which}.",) if which else ())
    logs = list(catalogue.logs_of(refs[:LOOKED], clearance).values())
    logs.sort(key=lambda log: refs.index(log.log_ref))
    stems = frozenset().union(*want.words.values())
    tokens = {token for group in meant for token in group}
    stretches = [_stretch(log, stems, tokens) for log in logs]
    cited = [cite(e.log, e.start, e.end) for e in stretches[:CITED]]
    notices = (_OF_EACH,) if any(len(some) > 1 for some in names) else ()
    if not all(tokens.issuperset(group) for group in groups):
        notices = (*notices, _NOT_OF_ALL)
    if want.identities:
        of = f"{_number(len(refs), 'log')} that {_agreeing(which, len(refs))}"
        in_logs = of if len(refs) <= len(logs) else f"the first {len(logs)} of {of}"
        found = _identities(logs, as_one(logs, clearance), want.identities, tokens, in_logs, cite)
        return Tally(tuple(found), tuple(stretches), False, (*notices, _BY_TOKEN))
    said = [f"{_number(len(refs), 'log')} {_agreeing(which, len(refs))}."]
    if len(refs) <= LOOKED:
        origins = {log.origin for log in catalogue.duplicates.of_one_origin(logs, clearance)}
        said.append(f"Distinct origins: {len(origins)}.")
    if len(refs) > len(cited):
        said.append(f"The first {len(cited)} by day are cited.")
    sentences = [counted(" ".join(said), cited)]
    if denying := [e for e in stretches if _denies(e.log, stems)]:
        refs_denying = ", ".join(e.log.log_ref for e in denying[:CITED])
        of = "them" if len(refs) <= len(logs) else f"the first {len(logs)} of them"
        text = f"In {len(denying)} of {of} what was found is said not to be so: {refs_denying}."
        sentences.append(counted(text, [cite(e.log, e.start, e.end) for e in denying[:CITED]]))
    return Tally(tuple(sentences), tuple(stretches), want.is_list, (*notices, _BY_WORDS if want.words else _BY_MENTION))


def _meant(question: RedactedQuestion, group: Sequence[str]) -> frozenset[str]:
    """The tokens that an identity is counted by: the certain ones and those linked to them, else all it may mean."""
    sure = [token for token in group if token not in question.possible] or group
    return frozenset([*sure, *(other for token, other, _ in question.linked if token in sure)])


def _named(question: RedactedQuestion, group: Sequence[str]) -> tuple[str, ...]:
    """Those of them that are named; what a person linked to one of them is said elsewhere."""
    linked = {other for _, other, _ in question.linked}
    meant = _meant(question, group)
    return tuple(token for token in group if token in meant - linked) or tuple(group[:1])


def _which(words: Iterable[str], names: Sequence[Sequence[str]], filters: Filters) -> str:
    """Which logs are counted, as what goes on after "a log"; "" for all logs."""
    conditions = []
    if words:
        conditions.append(f"contains {' and '.join(words)}")
    if names:
        each = [" or ".join(f"[{token}]" for token in some) for some in names]
        each = [f"({some})" if len(each) > 1 and " or " in some else some for some in each]
        conditions.append(f"mentions {' and '.join(each)}")
    limits = list(limit_words(filters))
    if limits and not conditions:
        conditions.append("lies inside the limits")
    within = f" ({'; '.join(limits)})" if limits else ""
    return " and ".join(conditions) + within


def _agreeing(which: str, number: int) -> str:
    """What logs do, for one or several of them."""
    if not which:
        return "is held" if number == 1 else "are held"
    return which if number == 1 else re.sub(r"\b(contain|mention)s\b|\blies\b", lambda m: m[1] or "lie", which)


def _identities(
    logs: Sequence[RedactedLog],
    joined: Sequence[RedactedLog],
    kind: tuple[str, str],
    asked: Collection[str],
    in_logs: str,
    cite: Callable[[RedactedLog, int, int], Citation],
) -> Iterator[Sentence]:
    """How many identities of a type the logs name besides those asked about, in the order they are first named in."""
    type_, noun = kind
    first: dict[str, Citation] = {}
    for log, one in zip(logs, joined, strict=True):
        spans = sentence_spans(log.text)
        in_text = [(m, next(s for s in spans if s[0] <= m.start < s[1])) for m in one.mentions if m.type == type_]
        in_title = [(m, spans[0]) for m in one.title_mentions if m.type == type_]  # a citation is of the text
        for mention, (start, end) in (*in_text, *in_title):
            if mention.token not in asked and mention.token not in first:
                first[mention.token] = cite(log, start, end)
    listed = f": {', '.join(f'[{token}]' for token in first)}" if first else ""
    plural = f"{noun}es" if noun.endswith("ss") else f"{noun}s"
    cited = list(first.values()) or [cite(log, *sentence_spans(log.text)[0]) for log in logs[:CITED]]
    yield counted(f"{_number(len(first), noun, plural)} in {in_logs}{listed}.", cited)


def _stretch(log: RedactedLog, stems: frozenset[str], tokens: Collection[str]) -> Evidence:
    """The sentence of a log that has most of the words and identities counted for, the first of equals."""
    best, most = (0, len(log.text)), -1
    for start, end in sentence_spans(log.text):
        text = log.text[start:end]
        held = len(stems & terms_in(text)) + len(set(tokens).intersection(identities_in(text)))
        if held > most:
            best, most = (start, end), held
    return Evidence(log, *best, 0.0)


def _denies(log: RedactedLog, stems: frozenset[str]) -> bool:
    """Whether every sentence of a log with some of the words says that it is not so."""
    texts = [log.text[start:end] for start, end in sentence_spans(log.text)]
    saying = [text for text in texts if stems & content_words(text)]
    return bool(saying) and all(stems & denied_words(text) for text in saying)


def _number(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {plural or f'{noun}s'}"
