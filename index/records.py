"""The types of the data's way through `index/`: RawLog -> RedactedLog -> Passage -> Hit.

Each stage has its own frozen type. A function that stores, embeds or shows takes `RedactedLog` or later, so that the
type checker, not memory, keeps raw text out of the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.blanks import given
from index.grading import Grade


@dataclass(frozen=True, slots=True)
class RawLog:
    """One record of an export file as read, identities included. Lives in memory only, never on disk."""

    log_ref: str
    title: str
    text: str
    reported_at: str  # ISO 8601 date or date-time, with the offset when the file gave one
    event_from: str | None = None
    event_to: str | None = None
    grade: Grade | None = None
    handling_conditions: str = ""
    marking: str = "OFFICIAL-SENSITIVE"
    force: str = ""
    provenance: str = ""
    theme: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)  # other columns, by their name in the file


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was not taken in, with a reason that quotes none of its text."""

    file: str  # name without folder
    record: int  # counted from 1; the header of a table is not counted; 0 when the whole file was refused
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a raw text that identifies somebody. Offsets are code points, end exclusive."""

    start: int
    end: int
    type: str  # see index.redaction.types
    score: float  # confidence in [0, 1]; used only to settle overlaps
    source: str  # the recogniser that found it


@dataclass(frozen=True, slots=True)
class Replaced:
    """A stretch of raw text and what stands in its place."""

    start: int
    end: int
    type: str
    token: str  # what replaces it, for example "[PERSON 7K3F9Q2M]"


@dataclass(frozen=True, slots=True)
class Mention:
    """A token as it stands in a redacted text. Offsets are code points of the redacted text, end exclusive."""

    start: int
    end: int
    type: str
    token: str  # the identity without remainder, for example "PERSON 7K3F9Q2M"; "" for a generalised value


@dataclass(frozen=True, slots=True)
class RedactedLog:
    """A log after redaction: every free-text field holds tokens where identities stood."""

    log_ref: str
    title: str
    text: str
    mentions: tuple[Mention, ...]  # in `text`, in order
    reported_at: str
    event_from: str | None
    event_to: str | None
    grade: Grade | None
    handling_conditions: str
    marking: str
    force: str
    provenance: str
    theme: str
    attributes: Mapping[str, str]
    title_mentions: tuple[Mention, ...] = ()
    version: int = 1  # 1 is the first text held under this reference

    @property
    def first_day(self) -> str:
        """The first day that the log is about, else that of its report; ISO."""
        return (self.event_from or self.reported_at)[:10]

    @property
    def last_day(self) -> str:
        """The last day that the log is about; its first where no other is known."""
        return (self.event_to or self.first_day)[:10]

    @property
    def origin(self) -> str:
        """Its provenance, else its own reference, so that unknown origins are not taken for one."""
        return given(self.provenance) or self.log_ref

    @property
    def age(self) -> tuple[str, str]:
        """What sorts logs from the oldest report to the newest, those of one minute by their references."""
        return self.reported_at[:16], self.log_ref


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a redacted log that is embedded and searched as one. `text == log.text[start:end]`."""

    id: int  # row in the catalogue; also the id in the vector index; 0 before it is stored
    log_ref: str
    version: int
    ordinal: int  # counted from 0 within the log
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to. Empty values do not limit. Dates are ISO days, both inclusive.

    A log falls in the window when the days it is about (event_from to event_to, else the day of its report) meet it.
    """

    date_from: str | None = None
    date_to: str | None = None
    themes: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()  # "1/A/*": the codes for source, intelligence and handling, "*" for any
    widely: bool = False  # a log falls in the window also by its report, a day its text names, or a log it refers to
    refs: tuple[str, ...] = ()  # references of the only logs to look at
    places: tuple[str, ...] = ()  # phrases; a log contains one of them in its title or text, see index.phrases


@dataclass(frozen=True, slots=True)
class Related:
    """What other logs are to a log; references by alphabet."""

    log_ref: str
    same: tuple[str, ...] = ()  # they report the same: one origin
    corrects: tuple[str, ...] = ()
    corrected_by: tuple[str, ...] = ()
    disagrees: tuple[str, ...] = ()  # one of the two says that it contradicts the other


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well a passage answers a question, and each of its sentences, as log-odds; see index.relevance."""

    passage: float
    sentences: tuple[float, ...]  # in the order of index.sentences.sentence_spans of the passage's text


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with the reasons it was retrieved. Higher is better for every score."""

    passage: Passage
    score: float  # fused, see index.search
    cosine: float | None  # in [-1, 1]; None when found by words alone
    bm25: float | None  # above 0; None when found by meaning alone
    tokens: tuple[str, ...] = ()  # identity tokens of the question that the passage's log mentions
    named: bool = False  # whether the question names its log by the reference
    related: Related | None = None  # what stands beside its log, see index.grouping
    judged: Judgement | None = None  # None when the passage was too far down to be read


@dataclass(frozen=True, slots=True)
class RedactedQuestion:
    """A question with tokens where identities stood.

    `asked` holds, for each identity of the question in order, the held tokens it may mean: the certain ones first, then
    those of partly equal names; empty for an identity that no log holds.
    """

    text: str
    asked: tuple[tuple[str, ...], ...] = ()
    unknown: tuple[str, ...] = ()  # tokens in `text` that stand for identities no log holds
    respelled: tuple[str, ...] = ()  # tokens in `text` that were met only by allowing one wrong letter
    linked: tuple[tuple[str, str, str], ...] = ()  # token asked for, token a person linked with it, who did
    possible: tuple[str, ...] = ()  # tokens in `asked` that stand behind a certain one; where none is, all are equal

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every held token the question may mean, each once."""
        return tuple(dict.fromkeys(token for group in self.asked for token in group))
