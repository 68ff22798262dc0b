"""The support check: does the cited stretch of a log say what the sentence says? Decided by code, never by a model.

Everything in a sentence that could be wrong on its own must stand in the stretch: identity tokens, numbers, dates and
times, names of places and bodies, negation, hedges, and every other word that carries meaning. On top, the meanings
must be near.
"""

import re
from collections.abc import Sequence

from assistant.patterns.negation import hedges, negations
from assistant.records import Support
from index.redaction.tokens import TOKEN

MIN_COSINE = 0.55  # between a written sentence and its stretch; below it, shared words are not shared meaning

_NUMBER_OR_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_PLAIN = frozenset(
    (
        "a about after all also an and any are as at be because been before being both but by can could did do does "
        "during each for from had has have he her here him his how i if in into is it its log logs may more most "
        "note notes of on or other our over reported reports said same say says she should so some states such than "
        "that the their them then there these they this those through to under up was we were what when where "
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
    """Why identities do not agree, or "". Their order must be the source's: "A paid B" is not "B paid A"."""
    said, found = _identities(sentence), _identities(stretch)
    if set(said) - set(found):
        return "it names an identity that the cited text does not"
    return "" if _in_order(said, found) else "it puts identities in another order than the cited text"


def missing_numbers(sentence: str, stretch: str) -> str:
    """Why numbers, dates, times and sums do not agree, or "". Identity tokens do not count as numbers."""
    said, found = _numbers(sentence), _numbers(stretch)
    if set(said) - set(found):
        return "it gives a number or date that the cited text does not"
    return "" if _in_order(said, found) else "it puts numbers in another order than the cited text"


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
    """Why denial and affirmation do not agree, word by word, or ""."""
    denied, affirmed = _denied_and_affirmed(sentence)
    source_denied, source_affirmed = _denied_and_affirmed(stretch)
    if denied - source_denied:
        return "it denies something that the cited text does not deny"
    if (affirmed & source_denied) - source_affirmed:
        return "it states as a fact what the cited text denies"
    return ""


def dropped_hedge(sentence: str, stretch: str) -> str:
    """Why certainty does not agree, or ""."""
    return "it leaves out that the cited text is unsure" if hedges(stretch) and not hedges(sentence) else ""


def missing_words(sentence: str, stretch: str) -> str:
    """Why wording does not agree, or "": every word that carries meaning must stand in the source, in some form."""
    return "it uses words that are not in the cited text" if content_words(sentence) - content_words(stretch) else ""


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


def _identities(text: str) -> list[str]:
    """Tokens in their order, with what they show besides the identity, such as an age band."""
    return [m.group() for m in TOKEN.finditer(text)]


def _in_order(said: Sequence[str], found: Sequence[str]) -> bool:
    """Whether `said` can be read off `found` from left to right."""
    rest = iter(found)
    return all(item in rest for item in said)


def _denied_and_affirmed(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The content words inside the scopes of negations, and those outside."""
    inside = negations(text)
    denied = " ".join(text[a:b] for a, b in inside)
    ends = [0, *(end for _, end in inside)]
    affirmed = " ".join(text[a:b] for a, b in zip(ends, [*(start for start, _ in inside), len(text)], strict=True))
    return content_words(denied), content_words(affirmed)


def _numbers(text: str) -> list[str]:
    """Numbers and months in their order, without leading zeros and thousands' commas."""
    found = []
    for match in _NUMBER_OR_WORD.finditer(TOKEN.sub(" ", text)):
        word = _bare(match.group())
        if word[0].isdigit():
            found.append(word.replace(",", "").lstrip("0") or "0")
        elif _is_month(word):
            found.append(f"month {_MONTHS[word[:3]]}")
    return found


def _is_month(word: str) -> bool:
    full = "january february march april may june july august september october november december".split()
    return (word in full and word not in ("may", "march")) or (word in _MONTHS and word not in ("may", "mar"))


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word.casefold())


# Endings and what stands in their place, the first that fits. "es" is an ending of its own after a hiss only:
# "addresses" is "address", but "vehicles" is "vehicle" and "s".
_ENDINGS = (
    ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("zes", "z"), ("ing", ""), ("ed", ""),
    ("ss", "ss"), ("s", ""),
)  # fmt: skip


def _stem(word: str) -> str:
    """The word without its ending, so that singular and plural are one; rough, and at least three letters long."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 3:
            return word[: -len(ending)] + instead
    return word
