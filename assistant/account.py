"""The account of a search that found no answer: hits and evidence -> what was searched, what came near, what to try.

Everything in it is counted or looked up by code; nothing in it answers the question.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.evidence import Found, telling_words
from assistant.limits import spoken_day
from assistant.question import asked_kinds
from assistant.records import Account, Citation, Limit, NearMiss
from assistant.support import content_words
from index.catalogue import Catalogue
from index.clearance import Clearance
from index.records import Filters, Hit, RedactedLog, RedactedQuestion
from index.redaction.tokens import TOKEN, identities_in, spoken
from index.sentences import sentence_spans

NEAREST = 3  # logs named as near; a longer list would be read as an answer
_KINDS = {
    "PHONE": "phone number", "EMAIL": "e-mail address", "VEHICLE_REG": "registration", "BANK_ACCOUNT": "bank account",
    "DOB": "date of birth", "PASSPORT": "passport number", "ADDRESS": "address",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Searched:
    """A search of the store: what it was limited to, the hits, and the evidence chosen from them."""

    filters: Filters
    hits: Sequence[Hit]
    found: Found


def about_nobody_held(question: RedactedQuestion) -> bool:
    """Whether the question names identities and no log holds any of them."""
    return bool(question.asked) and not any(question.asked)


def account(
    question: RedactedQuestion,
    limits: Sequence[Limit],
    inside: Searched,
    outside: Searched | None,
    catalogue: Catalogue,
    clearance: Clearance,
    cite: Callable[[RedactedLog, int, int], Citation],
) -> Account:
    """The account of a search that was not enough.

    outside: the same search without the days that the question states, when what it found would be enough, so that a
    limit never hides a log silently. cite: makes the citation of a stretch of a log.
    """
    held, *_ = catalogue.extent(Filters(), clearance)
    out = catalogue.count(clearance) - held
    if not held:
        lead = "All logs are withdrawn or past their review." if out else "The store holds no logs yet."
        return Account(lead, 0, 0, "", "", out=out)
    searched, first, last = catalogue.extent(inside.filters, clearance)
    applied = [limit for limit in limits if limit.narrows]
    words = telling_words(question.text, apart_from=[limit.words for limit in applied])
    unheard = tuple(word for word in words if not catalogue.match([word], 1, inside.filters, clearance))
    nearest: dict[str, NearMiss] = {}
    for search in (outside, inside):
        for ref, (log, start, end) in _nearest(search, catalogue, clearance).items() if search else ():
            away = "it is of other days than those asked for" if search is outside else ""
            why = away or _why_not(question, words, log) or "what it says is too far from what was asked"
            nearest.setdefault(ref, NearMiss(cite(log, start, end), why))
    nobody = about_nobody_held(question)
    lead = "No log mentions the person, vehicle or number you asked about" if nobody else "The logs do not answer this"
    return Account(
        f"{lead}.",
        held,
        searched,
        first,
        last,
        tuple(limit_words(inside.filters)),
        unheard,
        tuple(nearest.values())[:NEAREST],
        tuple(_tries(question, inside.filters, applied, unheard)),
        out,
    )


def told(account: Account) -> str:
    """The account as one text, for a reader without a page."""
    parts = [account.lead]
    if account.held:
        parts.append(searched_words(account))
    if account.unheard:
        parts.append(f"None of them contains: {', '.join(account.unheard)}.")
    if account.nearest:
        near = (f"{near_words(miss)}: {miss.why_not}" for miss in account.nearest)
        parts.append(f"The nearest, which do not answer it: {'; '.join(near)}.")
    return " ".join([*parts, *account.tries])


def searched_words(account: Account) -> str:
    """How many logs were searched, of which days, inside which limits."""
    logs = "1 log was" if account.searched == 1 else f"{account.searched} logs were"
    of = f" of {account.held}" if account.searched != account.held else ""
    days = f", {_days(account.first, account.last)}" if account.first else ""
    limited = f"; limited to {'; '.join(account.limits)}" if account.limits else "; no limits"
    are = "is" if account.out == 1 else "are"
    beside = f" {account.out} more {are} withdrawn or past review, and not searched." if account.out else ""
    return f"{logs} searched{of}{days}{limited}.{beside}"


def near_words(miss: NearMiss) -> str:
    """A log by reference, date and title."""
    cited = miss.citation
    title = f", {cited.title}" if cited.title else ""
    return f"{cited.log_ref} of {_day(cited.reported_at[:10])}{title}"


def limit_words(filters: Filters) -> Iterator[str]:
    """What a search is limited to, in words, with days written out."""
    begins = f"from {_day(filters.date_from)}" if filters.date_from else ""
    ends = f"to {_day(filters.date_to)}" if filters.date_to else ""
    if begins or ends:
        yield f"{begins} {ends}".strip()
    for name, values in (
        ("theme", [theme.replace("_", " ") for theme in filters.themes]),
        ("force", filters.forces),
        ("grade", [grade.removesuffix("/*") for grade in filters.grades]),
        ("place", filters.places),
    ):
        if values:
            yield f"{name} {' or '.join(values)}"


def _nearest(
    search: Searched, catalogue: Catalogue, clearance: Clearance
) -> Mapping[str, tuple[RedactedLog, int, int]]:
    """The logs of a search in the order of their hits, each with its stretch nearest to the question."""
    best: dict[str, tuple[RedactedLog, int, int]] = {}
    for evidence in sorted(search.found.evidence, key=lambda e: -e.score):
        best.setdefault(evidence.log.log_ref, (evidence.log, evidence.start, evidence.end))
    logs = catalogue.logs_of(list(dict.fromkeys(hit.passage.log_ref for hit in search.hits)), clearance)
    found: dict[str, tuple[RedactedLog, int, int]] = {}
    for passage in (hit.passage for hit in search.hits):
        log = logs.get(passage.log_ref)
        if log is None or log.version != passage.version or passage.log_ref in found:
            continue
        start, end = next(iter(sentence_spans(passage.text)), (0, len(passage.text)))
        found[passage.log_ref] = best.get(passage.log_ref, (log, passage.start + start, passage.start + end))
    return found


def _why_not(question: RedactedQuestion, words: Mapping[str, frozenset[str]], log: RedactedLog) -> str:
    """What the question asks for and a log does not have, in words; "" when it has all of it."""
    text = f"{log.title} {log.text}"
    tokens, kinds = set(identities_in(text)), {match["type"] for match in TOKEN.finditer(text)}
    reasons = []
    if lacking := [group[0] for group in question.asked if group and not tokens.intersection(group)]:
        reasons.append(f"it does not mention {' or '.join(f'[{token}]' for token in lacking)}")
    if (wanted := asked_kinds(question)) and not wanted & kinds:
        reasons.append(f"it holds no {' or '.join(sorted(_KINDS[kind] for kind in wanted if kind in _KINDS))}")
    said = content_words(spoken(text))
    if absent := [word for word, stems in words.items() if not stems & said]:
        reasons.append(f"it does not contain {', '.join(absent)}")
    return " and ".join(reasons)


def _tries(
    question: RedactedQuestion, filters: Filters, applied: Sequence[Limit], unheard: Sequence[str]
) -> Iterator[str]:
    """What may find more, the likeliest first."""
    stated = [limit for limit in applied if limit.filters != Filters()]
    if stated:
        yield f"Ask without the limit {' or '.join(f'“{limit.words}”' for limit in stated)}."
    elif any(limit_words(filters)):
        yield "Remove a limit set beside the question."
    if question.unknown:
        yield "Check how the name or number is spelt, or ask by another identifier."
    if unheard:
        yield f"Use other words for {', '.join(unheard)}."
    if not (stated or question.unknown or unheard):
        yield "Name a place, a day, an identifier or a reference that such a log would hold."


def _days(first: str, last: str) -> str:
    return f"of {_day(first)}" if first == last else f"of {_day(first)} to {_day(last)}"


def _day(iso: str) -> str:
    return spoken_day(date.fromisoformat(iso))
