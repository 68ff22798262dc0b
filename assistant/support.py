"""The support check: does the cited stretch of a log say what the sentence says? Decided by code, never by a model.

Everything in a sentence that could be wrong on its own must stand in the stretch: identity tokens, numbers, dates and
times, names of places and bodies, negation, hedges, and most of the other words. On top, the meanings must be near.
"""

import re
from collections.abc import Sequence

from assistant.patterns.negation import hedges, negations
from assistant.records import Support
from index.redaction.tokens import TOKEN

MIN_COSINE = 0.55  # between a written sentence and its stretch; below it, shared words are not shared meaning
MIN_WORDS = 0.6  # share of the sentence's content words that stand in the stretch

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_PLAIN = frozenset(
    (
        "a about after all also an and any are as at be because been before being both but by can could did do does "
        "during each for from had has have he her here him his how i if in into is it its log logs may more most "
        "note notes of on or other our over reported reports said same say says she should so some states such than "
        "that the their them then there these they this those through to two under up was we were what when where "
        "which while who will with would you"
    ).split()
)


def check(sentence: str, stretch: str, cosine: float) -> Support:
    """Whether the stretch supports the sentence. cosine: between their meanings, in [-1, 1]."""
    for reason in (
        missing_tokens(sentence, stretch),
        missing_numbers(sentence, stretch),
        missing_names(sentence, stretch),
        changed_negation(sentence, stretch),
        dropped_hedge(sentence, stretch),
        missing_words(sentence, stretch),
    ):
        if reason:
            return Support("unsupported", reason, cosine)
    if cosine < MIN_COSINE:
        return Support("unsupported", "its meaning is too far from the cited text", cosine)
    return Support("supported", "names, numbers, negation and wording agree with the cited text", cosine)


def verbatim() -> Support:
    """The support of a sentence that is the source's own."""
    return Support("supported", "the log's own words", 1.0)


def missing_tokens(sentence: str, stretch: str) -> str:
    """Why identities do not agree, or ""."""
    found = {f"{m['type']} {m['id']}" for m in TOKEN.finditer(stretch)}
    absent = [m for m in TOKEN.finditer(sentence) if f"{m['type']} {m['id']}" not in found]
    return "it names an identity that the cited text does not" if absent else ""


def missing_numbers(sentence: str, stretch: str) -> str:
    """Why numbers, dates, times and sums do not agree, or "". Identity tokens do not count as numbers."""
    absent = _numbers(sentence) - _numbers(stretch)
    return "it gives a number or date that the cited text does not" if absent else ""


def missing_names(sentence: str, stretch: str) -> str:
    """Why places, bodies and other capitalised words do not agree, or ""."""
    known = {w.casefold() for w in _WORD.findall(TOKEN.sub(" ", stretch))}
    first = True
    for match in _WORD.finditer(TOKEN.sub(" ", sentence)):
        word = match.group()
        starts = first or sentence[: match.start()].rstrip().endswith((".", ":", '"'))
        first = False
        if word[0].isupper() and not starts and _bare(word) not in known and word.casefold() not in known:
            return "it uses a name that the cited text does not"
    return ""


def changed_negation(sentence: str, stretch: str) -> str:
    """Why denial and affirmation do not agree, or ""."""
    if bool(negations(sentence)) and not negations(stretch):
        return "it denies something that the cited text does not deny"
    if negations(stretch) and not negations(sentence) and _inside(sentence, stretch, negations(stretch)):
        return "it states as a fact what the cited text denies"
    return ""


def dropped_hedge(sentence: str, stretch: str) -> str:
    """Why certainty does not agree, or ""."""
    return "it leaves out that the cited text is unsure" if hedges(stretch) and not hedges(sentence) else ""


def missing_words(sentence: str, stretch: str) -> str:
    """Why wording does not agree, or ""."""
    words, known = content_words(sentence), content_words(stretch)
    if words and len(words & known) < MIN_WORDS * len(words):
        return "most of its words are not in the cited text"
    return ""


def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, folded to a rough stem, without identity tokens."""
    words = (_bare(w) for w in _WORD.findall(TOKEN.sub(" ", text)))
    return frozenset(_stem(w) for w in words if w not in _PLAIN and len(w) > 1)


def bind(
    sentence: str, stretches: Sequence[str], cosines: Sequence[float], *, tries: int = 3
) -> tuple[int | None, Support]:
    """The stretch that supports the sentence best (its position), or None with the reason of the nearest one.

    cosines: of the sentence to each stretch.
    """
    order = sorted(range(len(stretches)), key=lambda i: -cosines[i])[:tries]
    nearest = Support("unsupported", "no retrieved text bears on it", 0.0)
    for rank, position in enumerate(order):
        support = check(sentence, stretches[position], cosines[position])
        if support.verdict == "supported":
            return position, support
        if rank == 0:
            nearest = support
    return None, nearest


def _inside(sentence: str, stretch: str, scopes: Sequence[tuple[int, int]]) -> bool:
    """Whether the sentence repeats words that the stretch denies."""
    denied = content_words(" ".join(stretch[a:b] for a, b in scopes))
    return bool(denied & content_words(sentence))


def _numbers(text: str) -> frozenset[str]:
    plain = TOKEN.sub(" ", text)
    numbers = {n.replace(",", "").lstrip("0") or "0" for n in _NUMBER.findall(plain)}
    months = {f"month {_MONTHS[w[:3]]}" for w in (_bare(w) for w in _WORD.findall(plain)) if _is_month(w)}
    return frozenset(numbers | months)


def _is_month(word: str) -> bool:
    full = "january february march april may june july august september october november december".split()
    return (word in full and word not in ("may", "march")) or (word in _MONTHS and word not in ("may", "mar"))


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word.casefold())


_STEMMER: tuple[tuple[str, str], ...] = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


def _stem(word: str) -> str:
    for suffix, instead in _STEMMER:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)] + instead
    return word
