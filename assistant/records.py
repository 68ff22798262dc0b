"""The types of a question's way through `assistant/`: Evidence -> Sentence with Citations -> Answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.records import Filters, RedactedLog, Related

Status = Literal["answered", "not_found", "declined", "failed"]
Verdict = Literal["supported", "partly", "unsupported"]
Origin = Literal["source", "context", "counted", "written"]
Manner = Literal["", "seen", "reported", "assessed"]
LimitKind = Literal["days", "theme", "force", "grade", "place", "logs", "identity", "log"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A stretch of a log that a sentence rests on. `quote == log.text[start:end]` of the redacted log."""

    log_ref: str
    version: int
    start: int
    end: int
    quote: str
    grade: str
    reported_at: str
    title: str = ""
    force: str = ""
    marking: str = ""
    provenance: str = ""
    handling_conditions: str = ""
    has_instructions: bool = False  # whether its log has sentences that read as orders to a machine; none is cited


@dataclass(frozen=True, slots=True)
class Support:
    """What the check of a sentence against its cited stretches found. `score` is the cosine of sentence and stretch."""

    verdict: Verdict
    reason: str
    score: float  # in [-1, 1]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer with what it rests on. Never shown without a citation."""

    text: str
    citations: tuple[Citation, ...]
    support: Support
    origin: Origin  # the source's own sentence, another of its log for context, a count, or the model's, checked
    manner: Manner = ""  # how its log knows it; "" for a count, and in records from before it was told
    lead: str = ""  # who knows it, put before it by code; "" where the sentence before has the same

    @property
    def is_quoted(self) -> bool:
        """Whether it is a log's own words."""
        return self.origin in ("source", "context")

    @property
    def told(self) -> str:
        """The sentence after the words that attribute it."""
        return f"{self.lead}: {self.text}" if self.lead else self.text


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a log that bears on the question. Offsets are in the log's redacted text."""

    log: RedactedLog
    start: int
    end: int
    score: float  # see assistant.evidence; higher is nearer to the question
    context: bool = False  # shown because it stands by a sentence that was chosen

    @property
    def text(self) -> str:
        """The sentence as it stands in the redacted log."""
        return self.log.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that a question states, or an exact match that it asks for, in the question's redacted words."""

    kind: LimitKind
    words: str
    meaning: str  # what is applied, in words; "" when it is not
    why_not: str = ""  # why it is not applied; "" when it is
    inherited: bool = False  # from a question before
    filters: Filters = field(default_factory=Filters)  # what it limits to by itself
    favours: bool = False  # logs that fit it are worth more, and others are found as well

    @property
    def applied(self) -> bool:
        """Whether the search went by it."""
        return not self.why_not

    @property
    def narrows(self) -> bool:
        """Whether the search went by it, and logs that do not fit it cannot be found."""
        return self.applied and not self.favours


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A log that came near a question and does not answer it; the citation is its sentence nearest to the question."""

    citation: Citation
    why_not: str


@dataclass(frozen=True, slots=True)
class Account:
    """What was searched for a question that the logs do not answer, how near it came, and what else can be tried."""

    lead: str  # what was not found, in one sentence
    held: int  # logs that searches look at
    searched: int  # of them, those inside the limits
    first: str  # ISO day of the first of those searched, and of the last; "" when none was
    last: str
    limits: tuple[str, ...] = ()  # the filters in words, days written out
    unheard: tuple[str, ...] = ()  # words of the question that none of the logs searched contains
    nearest: tuple[NearMiss, ...] = ()  # at most three
    tries: tuple[str, ...] = ()  # what may find more, one sentence each
    out: int = 0  # logs that searches leave out: withdrawn, or past their review


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got. Everything in it is redacted; `audit_id` names the event that was committed before."""

    status: Status
    question: str
    sentences: tuple[Sentence, ...] = ()
    retrieved: tuple[str, ...] = ()  # references, best first
    reason: str = ""  # why there is no answer, or what limits it
    notices: tuple[
        str, ...
    ] = ()  # what the reader should know: a model that is down, a name read with another spelling
    offers: tuple[str, ...] = ()  # what can be asked instead, when declined
    missing: tuple[str, ...] = ()  # parts of the question, in its own words, that the sentences do not answer
    account: Account | None = None  # what was searched, when nothing was found
    dropped: int = 0  # written sentences that the check refused
    filters: Filters = field(default_factory=Filters)
    limits: tuple[Limit, ...] = ()  # those the question states, applied (then they are in `filters`) or not
    related: tuple[Related, ...] = ()  # what other logs are to those cited, where they are something
    audit_id: str = ""
    model: str = ""  # name and digest of what wrote, or "none"
    complete: bool = True  # False while written sentences may still come
    ahead: int = 0  # while they wait for the model: how many answers it writes before
    read_as: str = ""  # the question in full, where it leans on those before it; "" where it stands alone

    @property
    def text(self) -> str:
        """The sentences as one text."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def told(self) -> str:
        """The sentences as one text, each run of them after the words that attribute it."""
        return " ".join(sentence.told for sentence in self.sentences)

    @property
    def cited(self) -> tuple[str, ...]:
        """The references cited, each once, in the order of their first citation."""
        return tuple(dict.fromkeys(c.log_ref for sentence in self.sentences for c in sentence.citations))

    @property
    def quoted(self) -> tuple[str, ...]:
        """The references of every log whose words the answer repeats, cited or named as near."""
        near = self.account.nearest if self.account else ()
        return tuple(dict.fromkeys([*self.cited, *(miss.citation.log_ref for miss in near)]))

    def as_dict(self) -> dict[str, Any]:
        """The contract of `intellog ask --json`."""
        return {
            "status": self.status, "answer": self.told, "sentences": [asdict(sentence) for sentence in self.sentences],
            "retrieved": list(self.retrieved), "reason": self.reason, "audit_id": self.audit_id,
            "question": self.question, "read_as": self.read_as,
            "notices": list(self.notices), "offers": list(self.offers), "dropped": self.dropped, "model": self.model,
            "filters": asdict(self.filters), "limits": [asdict(limit) for limit in self.limits],
            "related": [asdict(one) for one in self.related],
            "missing": list(self.missing), "account": asdict(self.account) if self.account else None,
        }  # fmt: skip


def sentence_from(values: Mapping[str, Any]) -> Sentence:
    """A sentence as it was recorded; records from before sentences were attributed have no manner and no lead."""
    citations = tuple(Citation(**citation) for citation in values["citations"])
    support = Support(**values["support"])
    return Sentence(
        values["text"], citations, support, values["origin"], values.get("manner", ""), values.get("lead", "")
    )


def account_from(values: Mapping[str, Any] | None) -> Account | None:
    """An account as it was recorded; None where there is none, as in records from before accounts were kept."""
    if not values:
        return None
    nearest = tuple(NearMiss(Citation(**near["citation"]), near["why_not"]) for near in values["nearest"])
    lists = {name: tuple(values[name]) for name in ("limits", "unheard", "tries")}
    return Account(**{**values, **lists, "nearest": nearest})


def filters_from(values: Mapping[str, Any]) -> Filters:
    """Filters as they were recorded; records from before questions stated limits have fewer fields."""
    return Filters(
        values["date_from"],
        values["date_to"],
        tuple(values["themes"]),
        tuple(values["forces"]),
        tuple(values.get("grades", ())),
        values.get("widely", False),
        tuple(values.get("refs", ())),
        tuple(values.get("places", ())),
    )


def related_from(values: Mapping[str, Any]) -> Related:
    """What was recorded of the logs beside a cited one."""
    beside = ("same", "corrects", "corrected_by", "disagrees")  # the last is not in records of before
    return Related(values["log_ref"], *(tuple(values.get(name, ())) for name in beside))


def limit_from(values: Mapping[str, Any]) -> Limit:
    """A limit as it was recorded."""
    return Limit(**{**values, "filters": filters_from(values["filters"])})
