"""The one home of Presidio: our finders as Presidio recognisers, beside those of its own that help -> spans.

Imported when the first text is analysed, because Presidio and spaCy take seconds to import. Every recogniser runs with
threshold 0, and what is accepted is decided here, per type.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    CryptoRecognizer,
    IbanRecognizer,
    IpRecognizer,
    NhsRecognizer,
)

from index.records import Span
from index.redaction.addresses import find_addresses
from index.redaction.identifiers import find_identifiers
from index.redaction.types import EntityType as T
from index.redaction.words import Lexicon, words_of

# Presidio's type -> ours, and the least score we accept from it. Types that are not here are not taken from Presidio.
# Its recognisers for postcode, plate, NINO, licence and passport ignore case, so that "b1 and" is a plate: ours cover
# the same shapes and look at the case. Its e-mail recogniser may fetch a list from the network.
_TAKEN = {
    "UK_NHS": (T.NHS_NUMBER, 1.0),
    "CREDIT_CARD": (T.PAYMENT_CARD, 1.0),
    "CRYPTO": (T.CRYPTO_ADDRESS, 1.0),
    "IBAN_CODE": (T.BANK_ACCOUNT, 1.0),
    "IP_ADDRESS": (T.IP_ADDRESS, 0.6),
}
_LESS_THAN_A_CUE = 0.85  # an IMEI passes a card's check digit, too: the word beside it decides


def uk_recognizers(lexicon: Lexicon) -> list[EntityRecognizer]:
    """Recognisers for British logs: ours, and Presidio's own where a check digit makes them sure."""
    return [
        FinderRecognizer("identifiers", list(T), find_identifiers),
        FinderRecognizer("addresses", [T.ADDRESS], lambda text: find_addresses(text, words_of(text), lexicon)),
        NhsRecognizer(),
        CreditCardRecognizer(),
        CryptoRecognizer(),
        IbanRecognizer(),
        IpRecognizer(),
    ]


def analyzer(nlp_engine: NlpEngine, recognizers: Iterable[EntityRecognizer]) -> AnalyzerEngine:
    """Presidio's engine with these recognisers only, none of the foreign ones that it would load by itself."""
    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=list(recognizers)),
        nlp_engine=nlp_engine,
        supported_languages=["en"],
        context_aware_enhancer=_NoContext(),
    )


def spans_of(results: Iterable[RecognizerResult]) -> list[Span]:
    """Presidio's results as our spans, by the decisions per type."""
    spans = []
    for result in results:
        kind, least = _TAKEN.get(result.entity_type, (result.entity_type, 0.0))
        if kind in T.__members__ and result.score >= least:
            source = (result.recognition_metadata or {}).get(RecognizerResult.RECOGNIZER_NAME_KEY, "presidio")
            score = min(result.score, _LESS_THAN_A_CUE) if result.entity_type in _TAKEN else result.score
            spans.append(Span(result.start, result.end, T(kind), score, source))
    return spans


class FinderRecognizer(EntityRecognizer):  # type: ignore[misc]  # Presidio is untyped
    """A function from text to spans as a Presidio recogniser."""

    def __init__(self, name: str, types: Sequence[T], find: Callable[[str], list[Span]]) -> None:
        self._find = find
        super().__init__(supported_entities=[str(t) for t in types], name=name)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """The function's spans, whichever entities are asked for."""
        return [RecognizerResult(str(s.type), s.start, s.end, s.score) for s in self._find(text)]


class PipelineEngine(NlpEngine):  # type: ignore[misc]  # Presidio is untyped
    """A spaCy pipeline that is already loaded, as Presidio's engine."""

    def __init__(self, nlp: Any) -> None:
        self.nlp = nlp

    def load(self) -> None:
        """Loaded already."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """What the pipeline says of one text."""
        return artifacts_of(self.nlp(text))

    def process_batch(self, texts: Iterable[str], language: str, **options: Any) -> Iterable[tuple[str, NlpArtifacts]]:
        """What the pipeline says of each text, in order."""
        return ((doc.text, artifacts_of(doc)) for doc in self.nlp.pipe(texts))

    def is_stopword(self, word: str, language: str) -> bool:
        """Whether spaCy counts a word as a function word."""
        return bool(self.nlp.vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        """Whether a word is punctuation."""
        return bool(self.nlp.vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        """None: the model's labels are evidence, not findings."""
        return []

    def get_supported_languages(self) -> list[str]:
        """English."""
        return ["en"]


def artifacts_of(doc: Any) -> NlpArtifacts:
    """A spaCy document as Presidio's artifacts; without an engine, because keywords for its context are not used."""
    return NlpArtifacts(
        entities=list(doc.ents),
        tokens=doc,
        tokens_indices=[t.idx for t in doc],
        lemmas=[],
        nlp_engine=None,
        language="en",
    )


NO_ARTIFACTS = NlpArtifacts([], [], [], [], None, "en")  # for recognisers that read the text alone


class _NoContext(ContextAwareEnhancer):  # type: ignore[misc]  # Presidio is untyped
    """Leaves scores alone: Presidio's context words match inside other words ("reg" in "regular"); our cues do not."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self, text: str, raw_results: list[RecognizerResult], *_: Any, **__: Any
    ) -> list[RecognizerResult]:
        return raw_results
