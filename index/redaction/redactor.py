"""Redaction of texts, logs and questions: raw text -> tokens in place of identities, values in the vault.

The detector finds what identifies somebody; here surfaces of one person in one log become one token where that is
certain, tokens are put in, and the result is scanned again for what survived.
"""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.columns import squeeze
from index.records import Mention, RawLog, RedactedLog, RedactedQuestion, Replaced, Span
from index.redaction.asked import Asked, meant
from index.redaction.detector import Detector
from index.redaction.identities import Field, resolve_identities
from index.redaction.known import KnownValues
from index.redaction.spans import resolve
from index.redaction.tokens import NAMES, TOKEN, age_text, fold, remainder
from index.redaction.vault import Identity, Vault, identity_of

# Columns whose whole value is an identity, whatever it looks like; names as `index.columns.squeeze` returns them.
STRUCTURED_COLUMNS = {
    "nominal": "PERSON", "nominals": "PERSON", "subject": "PERSON", "subjects": "PERSON", "person": "PERSON",
    "persons": "PERSON",
    "officer": "OFFICER", "author": "OFFICER", "authorref": "OFFICER", "collarno": "OFFICER", "submittedby": "OFFICER",
    "vehicle": "VEHICLE_REG", "vehicles": "VEHICLE_REG", "vrm": "VEHICLE_REG", "vrms": "VEHICLE_REG",
    "phone": "PHONE", "phones": "PHONE", "telephone": "PHONE", "mobile": "PHONE", "mobiles": "PHONE",
    "address": "ADDRESS", "addresses": "ADDRESS", "email": "EMAIL", "emails": "EMAIL",
}  # fmt: skip
ROUNDS = 2  # of the residual scan, so that a text that yields again and again cannot hold up its batch
_SEPARATOR = re.compile(r"\s*[;|\n]\s*")
_LIST_SEPARATOR = re.compile(r"\s*[;|,\n]\s*")  # of numbers and addresses; in a name a comma parts surname and forename
_NOT_GIVEN = frozenset({"", "unknown", "unk", "none", "nil", "n/a", "na", "not known", "not given", "tbc", "no trace"})
_CAPITALISED = re.compile(r"\b[^\W\d_a-zß-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text after redaction, what was replaced in the raw text, and where the tokens stand in this one."""

    text: str
    replaced: tuple[Replaced, ...]
    mentions: tuple[Mention, ...]


class Redactor:
    """Turns raw text into redacted text. What one text of a batch teaches, the whole batch uses."""

    def __init__(
        self, detector: Detector, vault: Vault, *, ordinary: Callable[[Sequence[str]], frozenset[str]] | None = None
    ) -> None:
        """ordinary: which of some words the store holds as ordinary ones: "will" is no name because Will is."""
        self._detector = detector
        self._vault = vault
        self._ordinary = ordinary or (lambda words: frozenset())
        self._lock = threading.RLock()  # the detector's models are loaded once, and used by one thread at a time
        self._labels: dict[str, str] = {}
        self._known = KnownValues()  # what the texts of this process taught; the vault keeps names beyond it

    def texts(self, texts: Sequence[str], *, on: date | None = None) -> list[Redaction]:
        """Redact texts that are not of one log but share what they teach. on: the day ages count from."""
        day = on or date.today()
        with self._lock:
            return [fields[0] for fields in self._documents([[text] for text in texts], [day] * len(texts))]

    def logs(self, logs: Sequence[RawLog]) -> list[RedactedLog]:
        """Redact a batch of logs in every free-text field. The vault holds every new identity when this returns."""
        with self._lock:
            return self._redacted_logs(logs)

    def _redacted_logs(self, logs: Sequence[RawLog]) -> list[RedactedLog]:
        self._detector.exempt([log.log_ref for log in logs])
        documents, days, known = [], [], []
        for log in logs:
            attributes = [*log.attributes.values(), *log.attributes]  # a key of a JSON record may be a name, too
            documents.append([log.title, log.text, log.handling_conditions, log.provenance, *attributes])
            days.append(date.fromisoformat(log.reported_at[:10]))
            structured = [_structured(name) for name in log.attributes]
            known.append(["", "", "", "", *structured, *[""] * len(structured)])
        return [
            _redacted(log, fields, force=self._label(log.force), theme=self._label(log.theme))
            for log, fields in zip(
                logs, self._documents(documents, days, known, forces=[log.force for log in logs]), strict=True
            )
        ]

    def question(self, text: str) -> RedactedQuestion:
        """Redact a question with the tokens the vault holds; hide what it does not hold, too, and add nothing."""
        text = _without_lookalikes(text)
        with self._lock:
            spans = self._detector.detect([text])[0]
        spans = resolve([*spans, *self._held_names(text, spans)])
        asked: list[tuple[str, ...]] = []
        unknown: list[str] = []
        respelled: list[str] = []
        tokens: list[str] = []
        for span in spans:
            if span.type == "AGE":
                tokens.append("")
                continue
            identity = identity_of(span.type, text[span.start : span.end])
            held, guessed = self._meant(identity)
            asked.append(held)
            token = held[0] if held else self._vault.unheld(identity)
            tokens.append(token)
            if not held:
                unknown.append(token)
            elif guessed:
                respelled.append(token)
        redaction = _apply(text, spans, tokens, date.today())
        return RedactedQuestion(redaction.text, tuple(asked), tuple(unknown), tuple(respelled))

    def forget(self) -> None:
        """Forget what the texts of this process taught: a log was deleted, and its names must go with it."""
        with self._lock:
            self._known = KnownValues()
            self._labels.clear()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _label(self, text: str) -> str:
        """A label such as a force or a theme: only numbers and addresses in it are hidden, since it is no prose."""
        if text not in self._labels:
            raw = _without_lookalikes(text)
            found = self._detector.residual([raw])[0]
            spans = [s for s in found if re.search(r"[\d@]", raw[s.start : s.end])]
            tokens = self._vault.tokens([identity_of(s.type, raw[s.start : s.end]) for s in spans])
            self._labels[text] = _apply(raw, spans, tokens, date.today()).text
        return self._labels[text]

    def _documents(
        self,
        documents: Sequence[Sequence[str]],
        days: Sequence[date],
        known: Sequence[Sequence[str]] | None = None,
        *,
        forces: Sequence[str] | None = None,
    ) -> list[list[Redaction]]:
        """Redact documents of several fields each. known[d][f]: the type a field's values have as a whole, or ""."""
        forces = forces or [""] * len(documents)
        places = [(d, f) for d, fields in enumerate(documents) for f in range(len(fields))]
        raw = [_without_lookalikes(documents[d][f]) for d, f in places]
        found = self._detector.detect(raw, known=self._known)
        for position, (d, f) in enumerate(places):
            if known and known[d][f]:
                found[position] = resolve([*found[position], *_whole_values(raw[position], known[d][f])])
        found = self._with_held_names(raw, found)
        redactions = self._replace(forces, days, places, raw, found)
        for _ in range(ROUNDS):
            again = self._survivors(redactions)
            if not any(again):
                break
            found = [resolve([*a, *b]) for a, b in zip(found, again, strict=True)]
            redactions = self._replace(forces, days, places, raw, found)
        results: list[list[Redaction]] = [[] for _ in documents]
        for (d, _), redaction in zip(places, redactions, strict=True):
            results[d].append(redaction)
        return results

    def _replace(
        self,
        forces: Sequence[str],
        days: Sequence[date],
        places: Sequence[tuple[int, int]],
        raw: Sequence[str],
        found: Sequence[Sequence[Span]],
    ) -> list[Redaction]:
        fields: list[list[Field]] = [[] for _ in forces]
        for (d, _), text, spans in zip(places, raw, found, strict=True):
            fields[d].append(Field(text, spans))
        resolution = resolve_identities(fields, forces, self._vault)
        wanted = {i: "" for log in resolution.identities for field in log for i in field if i}
        wanted = dict(zip(wanted, self._vault.tokens(list(wanted)), strict=True))
        self._vault.name([named for named in resolution.named if named.identity in wanted])
        return [
            _apply(text, spans, [wanted[i] if i else "" for i in resolution.identities[d][f]], days[d])
            for (d, f), text, spans in zip(places, raw, found, strict=True)
        ]

    def _survivors(self, redactions: Sequence[Redaction]) -> list[list[Span]]:
        """What the residual scan finds in each redacted text, at its place in the raw text."""
        return [
            [
                replace(span, start=_raw_offset(redaction, span.start), end=_raw_offset(redaction, span.end - 1) + 1)
                for span in spans
            ]
            for redaction, spans in zip(redactions, self._detector.residual([r.text for r in redactions]), strict=True)
        ]

    def _with_held_names(self, texts: Sequence[str], found: Sequence[list[Span]]) -> list[list[Span]]:
        """Add capitalised words that are part of a name the vault learnt from earlier batches."""
        free = [_uncovered(text, spans, _CAPITALISED) for text, spans in zip(texts, found, strict=True)]
        held = self._vault.with_part(sorted({key for some in free for *_, key in some}))
        ordinary = self._ordinary(sorted(held))
        # A name that slipped through once stands in the store like an ordinary word: the dictionary must agree.
        names = {key for key in held if key not in ordinary or not self._detector.is_ordinary(key)}
        return [
            resolve([*spans, *(Span(a, b, "PERSON", 0.6, "vault") for a, b, key in some if key in names)])
            for spans, some in zip(found, free, strict=True)
        ]

    def _held_names(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """Words of a question, in any case, that are part of a held name, and parts of held numbers and plates."""
        with self._lock:
            asked = Asked(text, _uncovered(text, spans, _WORD), self._vault, self._detector, self._ordinary)
        return [*asked.names(), *asked.ends(spans)]

    def _meant(self, identity: Identity) -> tuple[tuple[str, ...], bool]:
        """The held tokens an identity of a question may mean, the certain first, and whether a letter was forgiven."""
        return meant(identity, self._vault)


def _apply(text: str, spans: Sequence[Span], tokens: Sequence[str], on: date) -> Redaction:
    """Put tokens in the place of spans (ordered, disjoint). An empty token marks a value that is only generalised."""
    pieces: list[str] = []
    replaced: list[Replaced] = []
    mentions: list[Mention] = []
    length = last = 0
    for span, token in zip(spans, tokens, strict=True):
        surface = text[span.start : span.end]
        rest = remainder(span.type, surface, on=on)
        shown = f"[{token}{' ' + rest if rest else ''}]" if token else age_text(surface)
        pieces += [text[last : span.start], shown]
        length += span.start - last
        kind = token.split()[0] if token else span.type
        replaced.append(Replaced(span.start, span.end, kind, shown))
        mentions.append(Mention(length, length + len(shown), kind, token))
        length += len(shown)
        last = span.end
    return Redaction("".join([*pieces, text[last:]]), tuple(replaced), tuple(mentions))


def _raw_offset(redaction: Redaction, offset: int) -> int:
    """The place in the raw text of a place in the redacted text; inside a token, the start of what it replaced."""
    shift = 0
    for mention, was in zip(redaction.mentions, redaction.replaced, strict=True):
        if offset < mention.start:
            break
        if offset < mention.end:
            return was.start
        shift = was.end - mention.end
    return offset + shift


def _without_lookalikes(text: str) -> str:
    """The text, of equal length, with anything that looks like a token defused: only redaction may write tokens."""
    return TOKEN.sub(lambda m: f"({m.group()[1:-1]})", text)


def _structured(column: str) -> str:
    return STRUCTURED_COLUMNS.get(squeeze(column), "")


def _whole_values(text: str, kind: str) -> list[Span]:
    """The values of a structured column, each as a span of its type; what stands for "not given" is none."""
    spans, start = [], 0
    for value in (_SEPARATOR if kind in NAMES or kind == "ADDRESS" else _LIST_SEPARATOR).split(text):
        start = text.index(value, start)
        if fold(value).rstrip(".") not in _NOT_GIVEN and any(c.isalnum() for c in value):
            spans.append(Span(start, start + len(value), kind, 1.0, "column"))
        start += len(value)
    return spans


def _uncovered(text: str, spans: Sequence[Span], words: re.Pattern[str]) -> list[tuple[int, int, str]]:
    """The words that no span touches, with their places and the form under which the vault holds parts of names.

    Spans are ordered and disjoint. A possessive ending is no part of a word.
    """
    found, position = [], 0
    for match in words.finditer(text):
        while position < len(spans) and spans[position].end <= match.start():
            position += 1
        if position == len(spans) or spans[position].start >= match.end():
            word = _POSSESSIVE.sub("", match.group())
            found.append((match.start(), match.start() + len(word), re.sub(r"['’-]", "", fold(word))))
    return found


def _redacted(log: RawLog, fields: Sequence[Redaction], *, force: str, theme: str) -> RedactedLog:
    title, text, conditions, provenance, *attributes = fields
    return RedactedLog(
        log_ref=log.log_ref, title=title.text, text=text.text, mentions=text.mentions, title_mentions=title.mentions,
        reported_at=log.reported_at, event_from=log.event_from, event_to=log.event_to, grade=log.grade,
        handling_conditions=conditions.text, marking=log.marking, force=force, provenance=provenance.text,
        theme=theme,
        attributes={name.text: value.text for value, name in zip(*_halves(attributes), strict=True)},
    )  # fmt: skip


def _halves(fields: Sequence[Redaction]) -> tuple[Sequence[Redaction], Sequence[Redaction]]:
    return fields[: len(fields) // 2], fields[len(fields) // 2 :]
