"""Tallies: a question that asks for a number or a list of logs -> the count, made by code over all logs, with its logs.

What is counted are logs that contain words and mention identities, or identities by their tokens; never people, and
never by what a text seems to mean. Where a question's words do not say which logs are meant, nothing is counted.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.account import limit_words
from assistant.evidence import telling_words
from assistant.patterns.indicators import origin
from assistant.records import Citation, Evidence, Limit, Sentence
from assistant.support import content_words, counted, denied_words
from index.catalogue import Catalogue
from index.clearance import Clearance
from index.records import Filters, RedactedLog, RedactedQuestion
from index.redaction.tokens import identities_in, spoken
from index.sentences import sentence_spans

LOOKED = 1000  # logs read for denials, origins and identities; a larger count is of the index alone
CITED = 100  # logs cited under a count

_LOGS = r"(?:logs?|reports?|entries|records|submissions|mentions|pieces of intelligence)"
_EVENTS = r"(?:times|occasions|sightings|incidents|visits|stops)"
_COUNTS_LOGS = re.compile(
    rf"\bhow many (?:(?:\w+ )?{_LOGS}|{_EVENTS})\b|\bhow often\b|\b(?:number|count) of (?:the )?{_LOGS}\b"
    rf"|\bcount (?:the |all )?{_LOGS}\b",
    re.IGNORECASE,
)
_LISTS_LOGS = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:logs?|reports?|submissions)\b"
    r"|\blist (?:of )?(?:all |every |the )*(?:logs|reports)\b",
    re.IGNORECASE,
)
_NOUNS = {
    r"(?:vehicles?|cars?|vans?|registrations?|number ?plates?)": ("VEHICLE_REG", "registration"),
    r"(?:phones?|phone numbers?|telephone numbers?|mobiles?|mobile numbers?)": ("PHONE", "phone number"),
    r"(?:bank )?accounts?": ("BANK_ACCOUNT", "bank account"),
    r"addresses": ("ADDRESS", "address"),
    r"(?:people|persons?|individuals|names?|men|women|nominals)": ("PERSON", "name"),
}
_NAMED = r"(?:named|mentioned|identified|recorded|listed|linked|connected|associated)"
_COUNTS_IDENTITIES = {
    re.compile(
        rf"\b(?:how many|number of) (?:different |distinct |other )?{noun} "
        rf"(?:(?:are|were|is|was|have been|being) )?{_NAMED}(?: (?:in|to|with|by|across))?\b",
        re.IGNORECASE,
    ): kind
    for noun, kind in _NOUNS.items()
}
_HOW_MANY = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
# Words that only say that a log is about something.
_ABOUT = re.compile(
    r"\b(?:in total|altogether|all|there|contain\w*|concern\w*|refer\w*|involv\w*|talk\w*|relat\w+|regarding|discuss\w*"
    r"|cover\w*|names?|named|appear\w*|exist\w*|entries|reports?|submissions?|bear on)\b",
    re.IGNORECASE,
)
_BY_WORDS = (
    "Counted are logs that contain these words, not events or people: one event may be in several logs, and a log that "
    "says it in other words is not counted."
)
_BY_MENTION = "Counted are logs, not events or people: one event may be in several logs."
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
    wanted = _wanted(question.text)
    if wanted is None:
        return Tally(notices=(_NOT_COUNTED,) if _HOW_MANY.search(question.text) else ())
    phrase, kind = wanted
    if question.unknown or not all(question.asked):
        return Tally()
    stated = [limit.words for limit in limits if limit.narrows]
    words = telling_words(_ABOUT.sub(" ", question.text.replace(phrase, " ")), apart_from=stated)
    certain = [_certain(question, group) for group in question.asked]
    refs = catalogue.containing(list(words), certain, filters, clearance)
    which = _which(words, [group[0] for group in question.asked], filters)
    if not refs or (kind and not which):
        return Tally(notices=(f"Nothing was counted: no log {which}.",) if which else ())
    logs = list(catalogue.logs_of(refs[:LOOKED], clearance).values())
    logs.sort(key=lambda log: refs.index(log.log_ref))
    stems = frozenset().union(*words.values())
    tokens = {token for group in certain for token in group}
    stretches = [_stretch(log, stems, tokens) for log in logs]
    cited = [cite(e.log, e.start, e.end) for e in stretches[:CITED]]
    if kind:
        return Tally(
            tuple(_identities(logs, as_one(logs, clearance), kind, tokens, which, cite)),
            tuple(stretches),
            False,
            (_BY_TOKEN,),
        )
    said = [f"{_number(len(refs), 'log')} {_agreeing(which, len(refs))}."]
    if len(refs) <= LOOKED:
        said.append(f"Distinct origins: {len({origin(log) for log in logs})}.")
    if len(refs) > len(cited):
        said.append(f"The first {len(cited)} by day are cited.")
    sentences = [counted(" ".join(said), cited)]
    if denying := [e for e in stretches if _denies(e.log, stems)]:
        refs_denying = ", ".join(e.log.log_ref for e in denying[:CITED])
        text = f"In {len(denying)} of them what was found is said not to be so: {refs_denying}."
        sentences.append(counted(text, [cite(e.log, e.start, e.end) for e in denying[:CITED]]))
    is_list = bool(_LISTS_LOGS.search(question.text))
    return Tally(tuple(sentences), tuple(stretches), is_list, (_BY_WORDS if words else _BY_MENTION,))


def _wanted(text: str) -> tuple[str, tuple[str, str] | None] | None:
    """The words that ask for a count, with the type of identity to count; None for logs. None when nothing is asked."""
    for pattern, kind in _COUNTS_IDENTITIES.items():
        if match := pattern.search(text):
            return match.group(), kind
    match = _COUNTS_LOGS.search(text) or _LISTS_LOGS.search(text)
    return (match.group(), None) if match else None


def _certain(question: RedactedQuestion, group: Sequence[str]) -> frozenset[str]:
    """The tokens of an identity without those it may only possibly mean."""
    return frozenset([group[0], *(other for token, other, _ in question.linked if token == group[0])])


def _which(words: Mapping[str, frozenset[str]], tokens: Sequence[str], filters: Filters) -> str:
    """Which logs are counted, as what goes on after "a log"; "" for all logs."""
    conditions = []
    if words:
        conditions.append(f"contains {' and '.join(words)}")
    if tokens:
        conditions.append(f"mentions {' and '.join(f'[{token}]' for token in tokens)}")
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
    which: str,
    cite: Callable[[RedactedLog, int, int], Citation],
) -> Iterator[Sentence]:
    """How many identities of a type the logs name besides those asked about, in the order they are first named in."""
    type_, noun = kind
    first: dict[str, Citation] = {}
    for log, one in zip(logs, joined, strict=True):
        for mention in one.mentions:
            if mention.type == type_ and mention.token not in asked and mention.token not in first:
                start, end = next(span for span in sentence_spans(log.text) if span[0] <= mention.start < span[1])
                first[mention.token] = cite(log, start, end)
    listed = f": {', '.join(f'[{token}]' for token in first)}" if first else ""
    plural = f"{noun}es" if noun.endswith("ss") else f"{noun}s"
    in_logs = f"{_number(len(logs), 'log')} that {_agreeing(which, len(logs))}"
    cited = list(first.values()) or [cite(log, *sentence_spans(log.text)[0]) for log in logs[:CITED]]
    yield counted(f"{_number(len(first), noun, plural)} in {in_logs}{listed}.", cited)


def _stretch(log: RedactedLog, stems: frozenset[str], tokens: Collection[str]) -> Evidence:
    """The sentence of a log that has most of the words and identities counted for, the first of equals."""
    best, most = (0, len(log.text)), -1
    for start, end in sentence_spans(log.text):
        text = log.text[start:end]
        held = len(stems & content_words(spoken(text))) + len(set(tokens).intersection(identities_in(text)))
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
