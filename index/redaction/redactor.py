"""Redaction of texts, logs and questions: raw text -> tokens in place of identities, values in the vault.

The detector finds what identifies somebody; here surfaces of one person in one log become one token where that is
certain, tokens are put in, and the result is scanned again for what survived.
"""

import re
import threading
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from index.clearance import label_of
from index.crew import Crew
from index.records import Mention, RawLog, RedactedLog, RedactedQuestion, Replaced, Span
from index.redaction import lists
from index.redaction.asked import Asked, certainly_meant, meant
from index.redaction.attributes import cue_of, is_heading, with_values
from index.redaction.detector import Detector
from index.redaction.doubt import LONGEST, Doubt, Reason, find_doubts, in_order
from index.redaction.identities import Field, one_identity_each, resolve_identities
from index.redaction.known import SHORTEST, KnownValues
from index.redaction.learnt import place_follows
from index.redaction.names import Candidate
from index.redaction.policy import KEEP, RedactionPolicy, default_policy
from index.redaction.readable import is_widely_read, without_readable
from index.redaction.shown import Lookups, Shown, ShownVault
from index.redaction.slips import without_slips
from index.redaction.spans import resolve
from index.redaction.tokens import NAMES, TOKEN, fold, identity_of_token, masked, name_parts
from index.redaction.types import EntityType
from index.redaction.vault import Met, Vault, identity_of

ROUNDS = 2  # of the residual scan, so that a text that yields again and again cannot hold up its batch
_CAPITALISED = re.compile(r"\b[^\W\d_a-zß-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HALF = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SURE = 0.9  # score of a name from which on it is looked for in the texts beside it


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text after redaction, what was replaced in the raw text, and where the tokens stand in this one."""

    text: str
    replaced: tuple[Replaced, ...]
    mentions: tuple[Mention, ...]
    doubtful: tuple[Doubt, ...] = ()  # stretches of `text` that a person should look at, by place
    residual: int = 0  # identities that only the scan after redaction found


@dataclass(frozen=True, slots=True)
class Draft:
    """A log as redaction leaves it. With a doubt it is held for a person, else it may be stored.

    fields: each free text by its name, see `field_names`.
    """

    log: RedactedLog
    fields: Mapping[str, Redaction]

    @property
    def doubts(self) -> dict[str, tuple[Doubt, ...]]:
        """The doubts of each field that has any."""
        return {name: field.doubtful for name, field in self.fields.items() if field.doubtful}

    @property
    def types(self) -> Counter[str]:
        """How many stretches were replaced, by type."""
        return Counter(replaced.type for field in self.fields.values() for replaced in field.replaced)

    @property
    def residual(self) -> int:
        """How many of them only the scan after redaction found."""
        return sum(field.residual for field in self.fields.values())


def field_names(attributes: int) -> list[str]:
    """The names of a log's free texts in the order of redaction. The key of a JSON record may be a name, too."""
    numbers = range(1, attributes + 1)
    columns = [*(f"attribute {n}" for n in numbers), *(f"attribute name {n}" for n in numbers)]
    return ["title", "text", "handling_conditions", "provenance", *columns]


class Redactor:
    """Turns raw text into redacted text. What one text of a batch teaches, the whole batch uses."""

    def __init__(
        self,
        detector: Detector,
        vault: Vault,
        *,
        ordinary: Callable[[Sequence[str]], frozenset[str]] | None = None,
        saying: Callable[[str], Sequence[str]] | None = None,
        policy: RedactionPolicy | None = None,
        longest: int = LONGEST,
    ) -> None:
        """ordinary: which of some words the store holds as ordinary ones: "will" is no name because Will is.

        saying: some redacted texts of the store with a phrase. policy: what is done with each type; the product's own
        when not given. longest: characters above which a text is held for a person.
        """
        self.policy = policy or default_policy()
        self._longest = longest
        self._detector = detector
        self._vault = vault
        self._ordinary = ordinary or (lambda words: frozenset())
        self._saying = saying or (lambda phrase: ())
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
        return [draft.log for draft in self.drafts(logs)]

    def drafts(
        self, logs: Sequence[RawLog], *, marked: Mapping[str, Mapping[str, Sequence[Span]]] | None = None
    ) -> list[Draft]:
        """As `logs`, with what a person may have to look at.

        marked: what a person marked as identities in the raw text: log_ref -> name of the field -> spans. They are
        hidden, and sought elsewhere like what the detector found.
        """
        with self._lock:
            return self._drafts(logs, marked or {})

    def beside(self, vault: Vault) -> "Redactor":
        """A redactor with the same models and another vault, which learns and remembers for itself alone."""
        with self._lock:
            other = Redactor(
                self._detector.apart(),
                vault,
                ordinary=self._ordinary,
                saying=self._saying,
                policy=self.policy,
                longest=self._longest,
            )
            other._lock = self._lock
        return other

    @property
    def names_model(self) -> Path:
        """The folder of the names model."""
        return self._detector.names_model

    def share_with(self, crew: Crew | None) -> None:
        """Let a crew read texts that come in numbers, from now on; None to read them here again."""
        self._detector.crew = crew

    def _drafts(self, logs: Sequence[RawLog], marked: Mapping[str, Mapping[str, Sequence[Span]]]) -> list[Draft]:
        self._detector.exempt([log.log_ref for log in logs])
        documents, days, columns, further = [], [], [], []
        for log in logs:
            attributes = [*log.attributes.values(), *log.attributes]  # a key of a JSON record may be a name, too
            documents.append([log.title, log.text, log.handling_conditions, log.provenance, *attributes])
            days.append(date.fromisoformat(log.reported_at[:10]))
            columns.append(["", "", "", "", *log.attributes, *[""] * len(log.attributes)])
            spans = marked.get(log.log_ref, {})
            further.append([spans.get(name, ()) for name in field_names(len(log.attributes))])
        drafts, forces = [], [log.force for log in logs]
        met: list[Met] = []
        results = self._documents(documents, days, columns, further, forces=forces)
        for log, raw, fields in zip(logs, documents, results, strict=True):
            redacted = _redacted(log, fields, force=self._label(log.force), theme=self._label(log.theme))
            met += [name for text, field in zip(raw, fields, strict=True) for name in _met(text, field, redacted)]
            drafts.append(Draft(redacted, dict(zip(field_names(len(log.attributes)), fields, strict=True))))
        self._vault.meet(met)
        return drafts

    def known_spans(self, texts: Sequence[str], known: KnownValues) -> list[list[Span]]:
        """What the rules hide in texts that are redacted and masked already, given what is known. Adds nothing."""
        with self._lock:
            known.hear_with(self._known)
            return self._with_held_names(texts, self._governed(self._detector.detect(texts, known=known)), known)

    def is_ordinary(self, word: str) -> bool:
        """Whether a word, in lower case, is in the dictionary or a town."""
        with self._lock:
            return self._detector.is_ordinary(word)

    def is_common(self, word: str) -> bool:
        """Whether a word is a function word or one of police prose."""
        with self._lock:
            return self._detector.is_common(word)

    def tokens(self, surfaces: Sequence[tuple[str, str]], beside: Sequence[tuple[str, str]]) -> list[str]:
        """The token of each (type, surface) of one log, whose other identities stand beside them."""
        text, spans = "", []
        for kind, surface in [*surfaces, *beside]:
            spans.append(Span(len(text), len(text) + len(surface), kind, 1.0, "stored"))
            text += f"{surface}\n"
        identities = one_identity_each([Field(text, spans)])[0][: len(surfaces)]
        with self._lock:
            return self._vault.tokens(identities)

    def question(self, text: str, shown: Shown | None) -> RedactedQuestion:
        """Redact a question with the tokens the vault holds; hide what it does not hold, too, and add nothing.

        A token that is typed, as where a question that was read in full is edited, asks for its identity. shown: what
        the asker can read of the store; None for all of it.
        """
        text = _with_typed_tokens(text)
        typed = {match.start(): identity_of_token(match) for match in TOKEN.finditer(text)}
        blanks = [match.span() for match in TOKEN.finditer(text)]
        plain = masked(text)
        vault: Lookups = ShownVault(self._vault, shown) if shown else self._vault
        # Beside a batch that is being redacted: what that learns and remembers is not touched.
        detector = self._detector.exempting(shown.references) if shown else self._detector.apart()
        spans = _outside(blanks, self._governed(detector.detect([plain]))[0])
        spans = [span for span in spans if span.type != "DATE_TIME"]  # a question's dates limit the search
        stored = shown.ordinary if shown else self._ordinary
        spans = without_slips(plain, spans, vault, detector, stored)
        saying = shown.saying if shown else self._saying
        spans = without_readable(plain, spans, vault, detector, saying)
        # Of a question so short the names model may take a held name for an address that nobody holds.
        taken = [span for span in spans if not _may_be_name(plain, span, vault)]
        words = _askable(plain, _uncovered(plain, taken, _WORD), detector, stored, saying)
        asked_for = Asked(plain, words, vault, detector, stored)
        names = asked_for.names()
        spans = taken + [s for s in spans if s not in taken and not _is_named(plain, s, names)]
        (spans,) = self._governed([resolve([*spans, *names, *asked_for.ends(spans)])])
        spans = _outside(blanks, spans)
        asked: list[tuple[str, ...]] = []
        unknown: list[str] = []
        respelled: list[str] = []
        possible: list[str] = []
        tokens: list[str] = []

        def ask_for_typed(until: int) -> None:
            for start in [start for start in typed if start < until]:
                token = typed.pop(start)
                asked.append((token,) if vault.holds(token) else ())
                if not asked[-1]:
                    unknown.append(token)

        for span in spans:
            ask_for_typed(span.start)
            if not self.policy.names(span.type):
                tokens.append("")
                continue
            identity = identity_of(span.type, text[span.start : span.end])
            held, guessed = meant(identity, vault)
            asked.append(held)
            if sure := certainly_meant(identity, vault):
                possible += held[len(sure) :]
            token = held[0] if held else self._vault.unheld(identity)
            tokens.append(token)
            if not held:
                unknown.append(token)
            elif guessed:
                respelled.append(token)
        ask_for_typed(len(text))
        redaction = _apply(text, spans, tokens, date.today(), self.policy)
        return RedactedQuestion(
            redaction.text, tuple(asked), tuple(unknown), tuple(respelled), possible=tuple(possible)
        )

    def forget(self) -> None:
        """Forget what the texts of this process taught: a log was deleted, and its names must go with it."""
        with self._lock:
            self._known = KnownValues()
            self._labels.clear()
            self._detector.forget()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _governed(self, found: Sequence[Sequence[Span]]) -> list[list[Span]]:
        """What the policy hides of each text's findings; a type that it keeps is left readable."""
        return [[span for span in spans if self.policy.action(span.type) != KEEP] for spans in found]

    def _label(self, text: str) -> str:
        """A label such as a force or a theme: only numbers and addresses in it are hidden, since it is no prose."""
        if text not in self._labels:
            raw = _without_lookalikes(text)
            found = self._governed(self._detector.residual([raw]))[0]
            spans = [s for s in found if re.search(r"[\d@]", raw[s.start : s.end])]
            tokens = self._vault.tokens([identity_of(s.type, raw[s.start : s.end]) for s in spans])
            self._labels[text] = _apply(raw, spans, tokens, date.today(), self.policy).text
        return self._labels[text]

    def _documents(
        self,
        documents: Sequence[Sequence[str]],
        days: Sequence[date],
        columns: Sequence[Sequence[str]] | None = None,
        marked: Sequence[Sequence[Sequence[Span]]] | None = None,
        *,
        forces: Sequence[str] | None = None,
    ) -> list[list[Redaction]]:
        """Redact documents of several fields each. columns[d][f]: the column that a field is the value of, or "".

        marked[d][f]: spans of a field that a person marked.
        """
        forces = forces or [""] * len(documents)
        places = [(d, f) for d, fields in enumerate(documents) for f in range(len(fields))]
        raw = [_without_lookalikes(documents[d][f]) for d, f in places]
        by_person = [marked[d][f] if marked else () for d, f in places]
        for text, spans in zip(raw, by_person, strict=True):
            names = [_certain(text, span) for span in spans if span.type in NAMES]
            self._known.learn(text, names, spans, by_person=True)
        column_of = [columns[d][f] if columns else "" for d, f in places]
        headings = frozenset(column_of) - {""}
        cues = [cue_of(name) for name in column_of]
        years = [days[d].year if columns else 0 for d, _ in places]  # texts that are of no log have no day of their own
        found = self._governed(self._detector.detect(raw, known=self._known, cues=cues, years=years))
        found = [_without_headings(text, spans, headings) for text, spans in zip(raw, found, strict=True)]
        for position, name in enumerate(column_of):
            if name:
                found[position] = with_values(
                    raw[position], name, found[position], is_ordinary=self._detector.is_ordinary
                )
            if by_person[position]:
                found[position] = resolve([*found[position], *by_person[position]])
        found = self._with_held_names(raw, found, self._known)
        redactions = self._replace(forces, days, places, raw, found)
        residual = [0] * len(raw)
        unsettled = list(range(len(raw)))
        for _ in range(ROUNDS):
            scanned = self._survivors([raw[i] for i in unsettled], [redactions[i] for i in unsettled], headings)
            again = {i: some for i, some in zip(unsettled, scanned, strict=True) if some}
            unsettled = list(again)  # where nothing was found, nothing changes, and a second look finds nothing either
            if not again:
                break
            for i, some in again.items():
                residual[i] += len(some)
                found[i] = resolve([*found[i], *some])
            redactions = self._replace(forces, days, places, raw, found)
        redactions = self._with_doubts(raw, redactions, headings, unsettled=unsettled)
        redactions = [replace(r, residual=count) for r, count in zip(redactions, residual, strict=True)]
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
        found = self._governed(found)  # also what columns, the vault and the second scan found
        fields: list[list[Field]] = [[] for _ in forces]
        for (d, _), text, spans in zip(places, raw, found, strict=True):
            fields[d].append(Field(text, spans))
        resolution = resolve_identities(fields, forces, self._vault)
        everyone = dict.fromkeys(i for log in resolution.identities for field in log for i in field)
        wanted = [i for i in everyone if self.policy.names(i.type)]
        token_of = dict(zip(wanted, self._vault.tokens(wanted), strict=True))
        self._vault.name([named for named in resolution.named if named.identity in token_of])
        return [
            _apply(text, spans, [token_of.get(i, "") for i in resolution.identities[d][f]], days[d], self.policy)
            for (d, f), text, spans in zip(places, raw, found, strict=True)
        ]

    def _with_doubts(
        self, raw: Sequence[str], redactions: Sequence[Redaction], headings: Set[str], *, unsettled: Sequence[int]
    ) -> list[Redaction]:
        """The redactions with their doubts. unsettled: those in which the last round still found something."""
        left: dict[int, list[Span]] = defaultdict(list)
        if unsettled:
            some = self._scanned([raw[i] for i in unsettled], [redactions[i] for i in unsettled], headings)
            left.update(zip(unsettled, some, strict=True))
        unsure = self._detector.uncertain(raw)
        doubted = []
        for number, redaction in enumerate(redactions):
            doubts = find_doubts(redaction.text, is_word=self._detector.is_ordinary, longest=self._longest)
            doubts += [Doubt(span.start, span.end, Reason.RESIDUAL) for span in left[number]]
            doubts += [d for span in unsure[number] if (d := _still_shown(redaction, span))]
            doubted.append(replace(redaction, doubtful=tuple(in_order(doubts))))
        return doubted

    def _survivors(self, raw: Sequence[str], redactions: Sequence[Redaction], headings: Set[str]) -> list[list[Span]]:
        """What the residual scan finds in each redacted text, at its place in the raw text."""
        return [
            [replace(span, start=start, end=end) for span in spans for start, end in [_in_raw(redaction, span)]]
            for redaction, spans in zip(redactions, self._scanned(raw, redactions, headings), strict=True)
        ]

    def _scanned(self, raw: Sequence[str], redactions: Sequence[Redaction], headings: Set[str]) -> list[list[Span]]:
        """What the residual scan finds in each redacted text that is more than a token behind a cue, or a word behind
        one in which the names model saw no name. raw: the texts as they were read last; headings: names of columns.
        """
        scanned = self._detector.residual([r.text for r in redactions])
        return [
            [
                span
                for span in _without_headings(text, spans, headings)
                if _is_readable(redaction, span.start, span.end)
                and not (span.type in NAMES and self._detector.rules_out(text, *_in_raw(redaction, span)))
            ]
            for text, redaction, spans in zip(raw, redactions, scanned, strict=True)
        ]

    def _with_held_names(
        self, texts: Sequence[str], found: Sequence[list[Span]], known: KnownValues
    ) -> list[list[Span]]:
        """Add capitalised words that are part of a name of these texts, or of one that the vault learnt before."""
        free = [
            [_forms(text, *word) for word in _uncovered(self._detector.without_references(text), spans, _CAPITALISED)]
            for text, spans in zip(texts, found, strict=True)
        ]
        bearers = self._vault.with_part(sorted({key for some in free for forms in some for *_, key in forms}))
        held = {key for key, tokens in bearers.items() if any(self.policy.names(t.split()[0]) for t in tokens)}
        ordinary = self._ordinary(sorted(held))
        is_ordinary = self._detector.is_ordinary
        # A name that slipped through once stands in the store like an ordinary word: the dictionary must agree.
        names = {key for key in held if key not in ordinary or not is_ordinary(key)}
        # What these texts teach, or only a piece of a word says, is a name where the dictionary does not know it.
        here = _sure_parts(texts, found)
        pieces = {key for key in (here | names) - lists.THINGS if not is_ordinary(key)}

        def named(text: str, forms: Sequence[tuple[int, int, str]]) -> Sequence[tuple[int, int, str]]:
            whole, *rest = forms
            if whole[2] in names:
                return [whole]
            taught = [whole] if whole[2] in here or is_ordinary(whole[2]) else rest
            return [form for form in taught if form[2] in pieces and not place_follows(text, form[1])]

        return [
            resolve(
                [
                    *spans,
                    *(
                        Span(a, b, "PERSON", 0.6, "vault")
                        for forms in some
                        for a, b, _ in named(text, forms)
                        if not self._detector.denies(text, a, b, known)
                    ),
                ]
            )
            for text, spans, some in zip(texts, found, free, strict=True)
        ]


def _apply(text: str, spans: Sequence[Span], tokens: Sequence[str], on: date, policy: RedactionPolicy) -> Redaction:
    """Put tokens in the place of spans (ordered, disjoint). An empty token marks a value that is only generalised."""
    pieces: list[str] = []
    replaced: list[Replaced] = []
    mentions: list[Mention] = []
    length = last = 0
    for span, token in zip(spans, tokens, strict=True):
        surface = text[span.start : span.end]
        shown = policy.shown(span.type, surface, token, on=on)
        pieces += [text[last : span.start], shown]
        length += span.start - last
        kind = token.split()[0] if token else span.type
        replaced.append(Replaced(span.start, span.end, kind, shown))
        mentions.append(Mention(length, length + len(shown), kind, token))
        length += len(shown)
        last = span.end
    return Redaction("".join([*pieces, text[last:]]), tuple(replaced), tuple(mentions))


def _met(text: str, redaction: Redaction, log: RedactedLog) -> Iterator[Met]:
    """The names that stand in a field of a log."""
    for was, mention in zip(redaction.replaced, redaction.mentions, strict=True):
        if was.type in NAMES and mention.token:
            yield Met(mention.token, was.type, text[was.start : was.end], label_of(log))


def _raw_offset(redaction: Redaction, offset: int) -> int:
    """The place in the raw text of a place in the redacted text; inside a token, the start of what it replaced."""
    before = bisect_right(redaction.mentions, offset, key=lambda mention: mention.start) - 1
    if before < 0:
        return offset
    mention, was = redaction.mentions[before], redaction.replaced[before]
    return was.start if offset < mention.end else offset + was.end - mention.end


def _may_be_name(text: str, span: Span, vault: Lookups) -> bool:
    """Whether a finding of a question is an address without a number that no log has."""
    surface = text[span.start : span.end]
    unnumbered = span.type == EntityType.ADDRESS and not any(c.isdigit() for c in surface)
    return unnumbered and not meant(identity_of(span.type, surface), vault)[0]


def _is_named(text: str, span: Span, names: Sequence[Span]) -> bool:
    """Whether a stretch says no more than names, with a capital: "James Okafor's flat", not "Okafor House"."""
    inside = [name for name in names if name.start < span.end and span.start < name.end]
    capitals = [m.start() for m in _CAPITALISED.finditer(text, span.start, span.end)]
    return bool(inside) and all(any(n.start <= at < n.end for n in inside) for at in capitals)


def _askable(
    text: str,
    words: Sequence[tuple[int, int, str]],
    detector: Detector,
    stored: Callable[[Sequence[str]], frozenset[str]],
    saying: Callable[[str], Sequence[str]],
) -> list[tuple[int, int, str]]:
    """The words of a question, read last, that may name somebody: not those of a place, firm or date that the names
    model is sure of, where logs say them, too. One log that took "Castle Eden" for a man hides it from no question.
    Nor those that many logs have readable in capitals.
    """
    words = [word for word in words if not is_widely_read(text[word[0] : word[1]], detector, saying)]
    kept = {word for word in words if detector.surely_kept(text, word[0], word[1])}
    said = stored(sorted({key for *_, key in kept}))
    return [word for word in words if word not in kept or word[2] not in said]


def _in_raw(redaction: Redaction, span: Span) -> tuple[int, int]:
    """Where a span of the redacted text stands in the raw text."""
    return _raw_offset(redaction, span.start), _raw_offset(redaction, span.end - 1) + 1


def _is_readable(redaction: Redaction, start: int, end: int) -> bool:
    """Whether a letter or digit of a stretch of the redacted text stands outside its tokens."""
    number = max(0, bisect_right(redaction.mentions, start, key=lambda mention: mention.start) - 1)
    while number < len(redaction.mentions) and redaction.mentions[number].start < end:
        mention = redaction.mentions[number]
        if any(c.isalnum() for c in redaction.text[start : mention.start]):
            return True
        start = max(start, mention.end)
        number += 1
    return any(c.isalnum() for c in redaction.text[start:end])


def raw_span(redaction: Redaction, start: int, end: int) -> tuple[int, int]:
    """The stretch of the raw text behind a stretch of the redacted text; a token counts as the whole it replaced."""
    last = bisect_right(redaction.mentions, end - 1, key=lambda mention: mention.start) - 1
    if last >= 0 and end <= redaction.mentions[last].end:
        return _raw_offset(redaction, start), redaction.replaced[last].end
    return _raw_offset(redaction, start), _raw_offset(redaction, end - 1) + 1


def _still_shown(redaction: Redaction, span: Span) -> Doubt | None:
    """An uncertain stretch of the raw text as a doubt of the redacted text; None where it is hidden anyhow."""
    first = bisect_right(redaction.replaced, span.start, key=lambda was: was.start) - 1
    last = bisect_right(redaction.replaced, span.end - 1, key=lambda was: was.start) - 1
    start, end = span.start, span.end
    if first >= 0:
        was, mention = redaction.replaced[first], redaction.mentions[first]
        if span.end <= was.end:
            return None
        start = max(was.end, start) + mention.end - was.end
    if last >= 0:
        was, mention = redaction.replaced[last], redaction.mentions[last]
        end = mention.start if end <= was.end else end + mention.end - was.end
    return Doubt(start, end, Reason.UNCERTAIN) if start < end else None


def _certain(text: str, span: Span) -> Candidate:
    """A name that a person marked, as evidence for its words elsewhere."""
    surface = text[span.start : span.end]
    parts = {part for part in name_parts(surface) if len(part) > 1}
    words = (match.group().lower() for match in _WORD.finditer(_POSSESSIVE.sub("", surface)))
    kept = tuple(word for word in words if re.sub(r"['’-]", "", fold(word)) in parts)
    return Candidate(span.start, span.end, EntityType(span.type), True, kept)


def _without_lookalikes(text: str) -> str:
    """The text, of equal length, with anything that looks like a token defused: only redaction may write tokens."""
    return TOKEN.sub(lambda m: f"({m.group()[1:-1]})", text)


def _with_typed_tokens(text: str) -> str:
    """A question in which tokens of known types stay, without a remainder, which could be any words; others do not."""
    return TOKEN.sub(
        lambda m: (
            f"[{identity_of_token(m)}]" if m["type"] in EntityType.__members__ else _without_lookalikes(m.group())
        ),
        text,
    )


def _outside(places: Sequence[tuple[int, int]], spans: Sequence[Span]) -> list[Span]:
    """The spans that touch none of some places."""
    return [span for span in spans if all(span.end <= start or end <= span.start for start, end in places)]


def _forms(text: str, start: int, end: int, key: str) -> list[tuple[int, int, str]]:
    """A word, then the pieces of it that may be a name: the halves around a hyphen, all but the s of a plural."""
    forms = [(start, end, key)]
    if "-" in text[start:end]:
        for half in _HALF.finditer(text, start, end):
            forms += _forms(text, *half.span(), re.sub(r"['’]", "", fold(half.group())))
    elif key.endswith("s") and len(key) > SHORTEST:
        forms.append((start, end - 1, key[:-1]))
    return forms


def _sure_parts(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> set[str]:
    """The parts of names that are certain where they stand, as the vault would hold them."""
    return {
        part
        for text, spans in zip(texts, found, strict=True)
        for span in spans
        if span.type in NAMES and span.score >= _SURE
        for part in name_parts(text[span.start : span.end])
        if len(part) >= SHORTEST
    }


def _without_headings(text: str, spans: Sequence[Span], headings: Set[str]) -> list[Span]:
    """The findings of a text; where it is the name of a column, without what only its form made a user name."""
    return [span for span in spans if text not in headings or not is_heading(text, span)]


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
