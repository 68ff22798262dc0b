"""Evidence: hits -> the sentences of the logs that bear on the question, and whether they are enough to answer.

Every sentence of a retrieved passage gets a chance to answer the question, from the relevance model's judgement, the
words and identities that it shares and the place of its passage; where no relevance model is at work, a likeness of
meaning and words. What is far below the best is left out. Those that are chosen bring others of their logs as context:
what answers a question is often the sentence after the one like it. Whether the logs answer at all is the relevance
model's judgement, too: logs that are near to a question and do not answer it are as near as those that do.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant import colours
from assistant.instructions import instructions_in
from assistant.question import asked_kinds, hinted_kinds
from assistant.records import Evidence
from assistant.support import content_words
from index.catalogue import Catalogue
from index.clearance import Clearance
from index.embedding import Embedder
from index.grouping import against
from index.records import Hit, RedactedQuestion
from index.redaction.tokens import TOKEN, identities_in, spoken
from index.search import token_score
from index.sentences import sentence_spans
from index.shorthand import default_shorthand

MEANING, WORDS, IDENTITIES, KIND, PASSAGE = 0.5, 0.25, 0.15, 0.3, 0.7  # weights of a sentence's likeness
KEEP = 0.65  # share of the best sentence's likeness below which a sentence is left out
# Log-odds of a sentence to answer, by logistic regression over the sentences found for 240 questions to two invented
# forces, with the answering ones marked; neither the questions nor these two forces' logs taught the relevance model.
BY_ITSELF = -4.6
BY_WORDS, BY_IDENTITIES, BY_KIND, BY_PLACE = 1.3, 0.25, 0.43, 2.65  # shares of 1: of the best passage's score, too
BY_PASSAGE, BY_SENTENCE = 0.07, 0.78  # of the relevance model's log-odds
BY_LENGTH, LONG = 0.9, 20  # content words from which on more of them make no difference
LIKELY, NEXT_TO_BEST = 0.2, 0.3  # chance from which on a sentence is kept, or share of the best one's
MAX_SENTENCES = 12
MAX_PER_LOG = 4
LEADS = 0.85  # share of the best sentence's score from which on the log of a sentence is one that leads
MAX_OF_LEADING, MAX_OF_OTHER = 12, 8  # sentences of such a log, and of any other, with those for context
MAX_WITH_CONTEXT = 30
MAX_AGAINST, MOST_AGAINST = 3, 9  # sentences of a log that corrects or contradicts a chosen one, and of all of them
MIN_WORDS = 3  # content words of a sentence that names nobody; shorter ones say nothing on their own
MIN_COSINE = 0.28  # of the best sentence to the question: below it the logs do not answer
MIN_NAMED_COSINE = 0.35  # the same where the logs mention the person asked about, but no other word of the question
MIN_ANSWERS = -2.0  # log-odds to answer of the three best passages, in the mean: below it the logs do not answer
BY_ONE = 3.5  # how much surer the best passage must be where it is to be enough by itself
MIN_UNSHARED = -1.0  # the same where the evidence lacks most telling words of the question and all its identities
MIN_COVERED = 0.20  # share of the question's words and identities that the evidence must contain
# Words that ask rather than say what about; a log need not contain them to answer.
_GENERAL = content_words(
    "name number time date day month year person people man woman happen happened find found see seen get got "
    "give given tell told use used want come came go went make made take took link linked connected connection "
    "know known record recorded report everything anything thing different kind sort list look first last called "
    "call really exactly anyone anybody somebody someone recent summarise summary history trace pattern common "
    "recur describe whats compare match mention mentioned hold held much many long often please logs log "
    "different contradict agree else every ever down near between across end turn show correct move now still "
    "again around sighting sightings whose whom colour color coloured"
)
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence, log by log, the log with the best sentence first, and what decides whether it is enough."""

    evidence: tuple[Evidence, ...]
    best_cosine: float  # of a sentence to the question; 0 where the relevance model read them
    covered: float  # share of the question's content words and identities, weighted by rarity, that the evidence holds
    named: bool  # whether the evidence mentions an identity that the question names
    kind_held: bool = True  # whether it holds an identifier of the kind that the question asks for, if it asks for one
    missing: tuple[str, ...] = ()  # words of the question, as written, that no log of the evidence contains
    said: int = 1  # how many words of the question, of those that carry its matter, some log of the evidence contains
    log_named: bool = False  # whether it is from a log that the question names by its reference
    answers: float | None = None  # log-odds of the best passages to answer; None where no relevance model read them
    colour_told: bool = False  # whether the question asks for a colour, and a sentence says it

    @property
    def enough(self) -> bool:
        """Whether the evidence bears on the question closely enough to be shown as an answer."""
        if self.log_named or self.colour_told:
            return True
        if self.answers is not None:
            shared = self.named or self.said >= len(self.missing)
            least = MIN_ANSWERS if shared else MIN_UNSHARED
            return bool(self.evidence) and self.kind_held and self.answers >= least
        about = self.best_cosine >= MIN_NAMED_COSINE or self.said > 0 or not self.missing
        near = about if self.named else self.best_cosine >= MIN_COSINE
        return bool(self.evidence) and near and self.kind_held and self.covered >= MIN_COVERED


def gather(
    question: RedactedQuestion,
    hits: Sequence[Hit],
    catalogue: Catalogue,
    embedder: Embedder,
    clearance: Clearance,
    *,
    limits: Collection[str] = (),
) -> Found:
    """Choose the sentences of the hits that bear on the question most, but none that reads as an order to a machine.

    limits: words of the question that limit the search; the logs found are inside, and need not repeat them.
    """
    logs = catalogue.logs_of(list(dict.fromkeys(hit.passage.log_ref for hit in hits)), clearance)
    hits = [h for h in hits if h.passage.log_ref in logs and logs[h.passage.log_ref].version == h.passage.version]
    orders = {ref: instructions_in(log.text) for ref, log in logs.items()}
    places = [
        (hit, hit.passage.start + start, hit.passage.start + end, i)
        for hit in hits
        for i, (start, end) in enumerate(sentence_spans(hit.passage.text))
    ]
    places = [(h, start, end, i) for h, start, end, i in places if not touches(orders[h.passage.log_ref], start, end)]
    if not places:
        return Found((), 0.0, 0.0, False)
    texts = [logs[hit.passage.log_ref].text[start:end] for hit, start, end, _ in places]
    words = [content_words(text) for text in texts]
    rarity = _rarity(words)
    named = {hit.passage.log_ref for hit in hits if hit.named}
    matter = replace(question, text=_without(question.text, {*limits, *named}))
    asked, kinds, hints = _asked(matter), asked_kinds(question), hinted_kinds(question)
    shared = [
        _Shared(_share(asked, some, rarity), token_score(question.asked, _tokens(text)), bool(hints & _kinds(text)))
        for text, some in zip(texts, words, strict=True)
    ]
    best_passage = max(hit.score for hit in hits)
    place = [hit.score / best_passage for hit, *_ in places]
    cosines: list[float] = []
    if all(hit.judged for hit in hits):
        judged = [(j.passage, j.sentences[i]) for hit, *_, i in places if (j := hit.judged)]
        scores = list(map(_chance, shared, place, judged, map(len, words)))
        least = min(LIKELY, NEXT_TO_BEST * max(scores))
    else:
        vectors = embedder.encode([spoken(question.text), *map(spoken, texts)])
        cosines = (vectors[1:] @ vectors[0]).tolist()
        scores = list(map(_likeness, shared, place, cosines))
        least = KEEP * max(scores)
    coloured = colours.asked_of(matter)
    tells = [coloured is not None and colours.is_told(matter, coloured, text) for text in texts]
    scores = [max(scores) if told else score for told, score in zip(tells, scores, strict=True)]
    found = [
        Evidence(logs[hit.passage.log_ref], start, end, score)
        for (hit, start, end, _), score in zip(places, scores, strict=True)
    ]
    # A log that the question names by its reference is read first, whatever others seem to answer.
    ranked = sorted(found, key=lambda e: (e.log.log_ref not in named, -e.score))
    kept = _read_in_order(_within_limits([e for e in ranked if e.score >= least or e.log.log_ref in named]))
    near = {(e.log.log_ref, e.start): cosine for e, cosine in zip(found, cosines, strict=True)} if cosines else {}
    if not kept:  # the nearest sentences are too short to say anything
        return Found((), 0.0, 0.0, False)
    beside = _against(kept, hits, ranked)
    told = [*kept, *_context(kept, ranked, most=MAX_WITH_CONTEXT - len(beside))]
    evidence = _read_in_order([*told, *beside])
    seen = frozenset().union(*(content_words(f"{e.log.title} {e.text}") for e in kept))
    identities = [
        i for i, group in enumerate(question.asked) if any(_tokens(e.log.text).intersection(group) for e in kept)
    ]
    covered = _share(asked, seen.union(map(str, identities)), rarity)
    kind_held = not kinds or any(kinds & _kinds(e.text) for e in told)
    missing, said = _looked_for(matter, kept)
    return Found(
        tuple(evidence),
        max((near[e.log.log_ref, e.start] for e in kept if near), default=0.0),
        covered,
        bool(identities),
        kind_held,
        missing=missing,
        said=said,
        log_named=any(e.log.log_ref in named for e in kept),
        answers=_answers(hits),
        colour_told=any(tells),
    )


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a sentence has in common with the question."""

    words: float  # share of them, by rarity
    identities: float
    kind: bool  # whether it has an identifier of a kind that the question hints at


def _chance(shared: _Shared, place: float, judged: tuple[float, float], words: int) -> float:
    """How likely a sentence answers. place: the share of the best passage's score that its passage has; judged:
    the relevance model's log-odds of passage and sentence; words: how many content words it has.
    """
    of_passage, of_sentence = judged
    log_odds = (
        BY_ITSELF
        + BY_WORDS * shared.words
        + BY_IDENTITIES * shared.identities
        + BY_KIND * shared.kind
        + BY_PLACE * place
        + BY_PASSAGE * of_passage
        + BY_SENTENCE * of_sentence
        + BY_LENGTH * min(words, LONG) / LONG
    )
    return 1 / (1 + math.exp(-log_odds))


def _likeness(shared: _Shared, place: float, cosine: float) -> float:
    """How near a sentence is to the question, where no relevance model read it."""
    return (
        MEANING * cosine + WORDS * shared.words + IDENTITIES * shared.identities + KIND * shared.kind + PASSAGE * place
    )


def _answers(hits: Sequence[Hit]) -> float | None:
    """The mean log-odds to answer of the three passages that are likeliest to; None where none was read.

    Where one answers, those beside it mostly bear on it, too; where none does, the model may still be wrong about one,
    unless it is very sure of it: what is told once only is told.
    """
    best = sorted((hit.judged.passage for hit in hits if hit.judged), reverse=True)[:3]
    return max(sum(best) / len(best), best[0] - BY_ONE) if best else None


def _looked_for(question: RedactedQuestion, kept: Sequence[Evidence]) -> tuple[tuple[str, ...], int]:
    """The words of the question that no log of the evidence contains, in any form, and how many others it has.

    A token counts as the words it is read as: a log with a registration contains "vehicle". Police shorthand counts as
    what it stands for: a log with "NFA" contains "no further action".
    """
    texts = {f"{e.log.title}\n{e.log.text}" for e in kept}
    said = [wording for text in texts for wording in default_shorthand().said(question.text, text)]
    held = content_words(" ".join(said)).union(*(content_words(spoken(text)) for text in texts))
    matter = telling_words(question.text)
    missing = tuple(word for word, stems in matter.items() if not stems & held)
    return missing, len(matter) - len(missing)


def touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch has a character in common with one of the spans."""
    return any(first < end and start < last for first, last in spans)


def telling_words(text: str, *, apart_from: Collection[str] = ()) -> dict[str, frozenset[str]]:
    """The words of a question that say what it is about, as written and each once, with their stems.

    apart_from: stretches of it that are left out, such as the words of a limit.
    """
    words = {word.casefold(): word for word in _WORD.findall(TOKEN.sub(" ", _without(text, apart_from)))}
    return {word: stems for key, word in words.items() if (stems := content_words(key) - _GENERAL)}


def _without(text: str, words: Collection[str]) -> str:
    """The text without these stretches of it, in any case."""
    for stretch in words:
        text = re.sub(re.escape(stretch), " ", text, flags=re.IGNORECASE)
    return text


def _asked(question: RedactedQuestion) -> frozenset[str]:
    """The question's content words, and the position of each identity it names."""
    return content_words(question.text).union(str(i) for i in range(len(question.asked)))


def _within_limits(ranked: Sequence[Evidence]) -> list[Evidence]:
    """The best sentences, few from each log, each text once."""
    kept: list[Evidence] = []
    of_log: Counter[str] = Counter()
    texts: set[str] = set()
    for evidence in ranked:
        words = " ".join(evidence.text.split()).casefold()
        telling = len(content_words(evidence.text)) >= MIN_WORDS or _tokens(evidence.text)
        if telling and of_log[evidence.log.log_ref] < MAX_PER_LOG and words not in texts:
            kept.append(evidence)
            of_log[evidence.log.log_ref] += 1
            texts.add(words)
        if len(kept) == MAX_SENTENCES:
            break
    return kept


def _context(kept: Sequence[Evidence], ranked: Sequence[Evidence], *, most: int) -> list[Evidence]:
    """Further sentences of the logs that are kept, the nearest first, more of them from the logs that lead."""
    shown = Counter(e.log.log_ref for e in kept)
    best: dict[str, float] = {}
    for evidence in kept:
        best[evidence.log.log_ref] = max(evidence.score, best.get(evidence.log.log_ref, evidence.score))
    leading = max(best, key=best.__getitem__)
    chosen = {(e.log.log_ref, e.start) for e in kept}
    context: list[Evidence] = []
    for evidence in ranked:
        ref = evidence.log.log_ref
        leads = ref == leading or best.get(ref, 0.0) >= LEADS * best[leading]
        if len(kept) + len(context) >= most:
            break
        if (ref, evidence.start) not in chosen and 0 < shown[ref] < (MAX_OF_LEADING if leads else MAX_OF_OTHER):
            context.append(replace(evidence, context=True))
            shown[ref] += 1
    return context


def _against(kept: Sequence[Evidence], hits: Sequence[Hit], ranked: Sequence[Evidence]) -> list[Evidence]:
    """The best sentences of the logs found that correct or contradict one of the chosen: none stands without them."""
    chosen = {e.log.log_ref for e in kept}
    others = {ref for hit in hits if hit.passage.log_ref in chosen for ref in against(hit.related)} - chosen
    found = {ref: [e for e in ranked if e.log.log_ref == ref][:MAX_AGAINST] for ref in sorted(others)}
    beside = [replace(evidence, context=True) for best in found.values() for evidence in best]
    return beside[:MOST_AGAINST]


def _read_in_order(kept: Sequence[Evidence]) -> list[Evidence]:
    """Sentences of one log together, as they stand in it; logs in the order of their best sentence."""
    place = {ref: rank for rank, ref in enumerate(dict.fromkeys(e.log.log_ref for e in kept))}
    return sorted(kept, key=lambda e: (place[e.log.log_ref], e.start))


def _rarity(sentences: Sequence[frozenset[str]]) -> dict[str, float]:
    """How telling each word is among the retrieved sentences: log of the inverse share of sentences that have it."""
    counts = Counter(word for words in sentences for word in words)
    return {word: math.log(1 + len(sentences) / count) for word, count in counts.items()}


def _share(asked: frozenset[str], present: frozenset[str], rarity: dict[str, float]) -> float:
    """The share of the question's words that are present, weighted by rarity; a word found nowhere weighs most."""
    unknown = max(rarity.values(), default=1.0)
    total = sum(rarity.get(word, unknown) for word in asked)
    return sum(rarity.get(word, unknown) for word in asked & present) / total if total else 1.0


def _kinds(text: str) -> frozenset[str]:
    return frozenset(m["type"] for m in TOKEN.finditer(text))


def _tokens(text: str) -> frozenset[str]:
    return frozenset(identities_in(text))
