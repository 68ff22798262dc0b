"""The support check: does the cited stretch of a log say what the sentence says? Decided by code, never by a model.

Everything in a sentence that could be wrong on its own must stand in the stretch: identity tokens, numbers, dates and
times, names of places and bodies, negation, hedges, who said it, what was done and what only meant to be, and every
other word that carries meaning. On top, the meanings must be near. A sentence that says nothing false, but leaves out
who said so or is less certain than the stretch, is supported partly.
"""

import re
from collections.abc import Sequence

from assistant.patterns.negation import hedges, negations
from assistant.records import Citation, Sentence, Support
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
    for differs in _MUST_AGREE:
        if reason := differs(sentence, stretch):
            return Support("unsupported", reason, cosine)
    if cosine < MIN_COSINE:
        return Support("unsupported", "its meaning is too far from the cited text", cosine)
    for differs in _SHOULD_AGREE:
        if reason := differs(sentence, stretch):
            return Support("partly", reason, cosine)
    return Support("supported", "names, numbers, negation and wording agree with the cited text", cosine)


def verbatim() -> Support:
    """The support of a sentence that is the source's own."""
    return Support("supported", "the log's own words", 1.0)


def counted(text: str, cited: Sequence[Citation], *, how: str = "counted by code over") -> Sentence:
    """A sentence that code makes of every log inside the limits. how: what code did with them, in words."""
    return Sentence(text, tuple(cited), Support("supported", f"{how} every log inside the limits", 1.0), "counted")


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


def undone_as_done(sentence: str, stretch: str) -> str:
    """Why deeds do not agree, or "": what was refused, tried, planned or feared is not told as done."""
    meant, done = _meant_and_done(stretch)
    _, told_done = _meant_and_done(sentence)
    if told_done & (meant - done):
        return "it tells as done what the cited text says was only meant, tried or refused"
    return ""


def other_speaker(sentence: str, stretch: str) -> str:
    """Why the two do not agree on who said something, or "". A pronoun may stand for anybody."""
    named = [who for who, _ in _sayings(sentence) if who]
    speakers = [who for who, _ in _sayings(stretch)]
    if named and not speakers:
        return "it has somebody say what the cited text states"
    return "it gives the words to somebody else than the cited text" if _strangers(named, speakers) else ""


def unnamed_speaker(sentence: str, stretch: str) -> str:
    """Why a sentence names who said something more closely than its stretch, or ""."""
    named, speakers = [who for who, _ in _sayings(sentence) if who], [who for who, _ in _sayings(stretch)]
    return "it names who said so, and the cited text does not" if set(named) - set(speakers) else ""


def dropped_speaker(sentence: str, stretch: str) -> str:
    """Why a sentence states what its stretch only has somebody say, or ""."""
    sayings = _sayings(stretch)
    if not sayings or _sayings(sentence):
        return ""
    told = content_words(" ".join(stretch[start:end] for _, (start, end) in sayings))
    own = content_words(stretch[: min(start for _, (start, _) in sayings)])
    return "it leaves out that this is what somebody said" if content_words(sentence) & (told - own) else ""


def added_hedge(sentence: str, stretch: str) -> str:
    """Why a sentence is less certain than its stretch, or ""."""
    return "it is less certain than the cited text" if hedges(sentence) and not hedges(stretch) else ""


def missing_words(sentence: str, stretch: str) -> str:
    """Why wording does not agree, or "": every word that carries meaning must stand in the source, in some form."""
    return "it uses words that are not in the cited text" if content_words(sentence) - content_words(stretch) else ""


# The check, in the order in which a reader would rather be told: what makes a sentence wrong, and what makes it weak.
_MUST_AGREE = (
    missing_tokens, missing_numbers, missing_names, changed_negation, dropped_hedge, undone_as_done, other_speaker,
    missing_words,
)  # fmt: skip
_SHOULD_AGREE = (dropped_speaker, unnamed_speaker, added_hedge)


def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, folded to a rough stem, without identity tokens."""
    words = (_bare(w) for w in _WORD.findall(TOKEN.sub(" ", text)))
    return frozenset(_stem(w) for w in words if w not in _PLAIN and len(w) > 1)


def denied_words(text: str) -> frozenset[str]:
    """The content words that a text only says are not so."""
    denied, affirmed = _denied_and_affirmed(text)
    return denied - affirmed


def bind(
    sentence: str, stretches: Sequence[str], cosines: Sequence[float], *, tries: int = 3
) -> tuple[int | None, Support]:
    """The stretch that supports the sentence best (its position), or None with the reason of the nearest one.

    One that supports it in full goes before one that does so partly.

    cosines: of the sentence to each stretch.
    """
    order = sorted(range(len(stretches)), key=lambda i: -cosines[i])[:tries]
    nearest = Support("unsupported", "no retrieved text bears on it", 0.0)
    partly: tuple[int, Support] | None = None
    for rank, position in enumerate(order):
        support = check(sentence, stretches[position], cosines[position])
        if support.verdict == "supported":
            return position, support
        if support.verdict == "partly" and partly is None:
            partly = position, support
        if rank == 0:
            nearest = support
    return partly or (None, nearest)


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


# What follows these is not said to have happened.
_MEANT = re.compile(
    r"\b(?:refus\w+|fail\w*|declin\w+|unable|unwilling|tri(?:ed|es)|trying|attempt\w*|plan\w*|intend\w*|meant|want\w*"
    r"|hop(?:ed?|es|ing)|offer\w*|threaten\w*|agree[ds]?|promis\w+|arrang\w+|due|about|ask(?:ed|s|ing)?|told|expect\w*)"
    r"\s+(?:\w+\s+)?to\b|\bturn\w* down\b|\b(?:stopped|prevented|dissuaded|discouraged) from\b|\bafraid (?:of|to)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.;:!?]|,\s|\b(?:but|and then|although|because|while|so)\b", re.IGNORECASE)


def _meant_and_done(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The content words of what was only meant, tried or refused, and all others."""
    meant, done, at = [], [], 0
    for cue in _MEANT.finditer(text):
        if cue.start() < at:
            continue
        end = _CLAUSE_END.search(text, cue.end())
        done.append(text[at : cue.start()])
        at = end.start() if end else len(text)
        meant.append(text[cue.end() : at])
    return content_words(" ".join(meant)), content_words(" ".join([*done, text[at:]]))


# "states" and "reports" are nouns as well: only before what is stated.
_SAYS = re.compile(
    r"\b(?:sa(?:ys|id)|stated|told|claimed|alleged|denie[sd]|admit(?:s|ted)|disclosed|explained|complained|insist(?:s|ed)"
    r"|mentioned|(?:states|claims|alleges|reports|reported|tells)(?=\s+(?:that|he|she|they|it|the|an?|his|her|having|\[))"
    r"|according to)(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\[[A-Z][A-Z0-9_]+ [^\[\]\n]+\]|[^\W\d_]+(?:['’][^\W\d_]+)?")
_ANYBODY = frozenset("he she they it who i we you one".split())
_BESIDE = frozenset("also later then again has have had since further already first previously now only which".split())
_PASSIVE = frozenset("was were been be being is are".split())


def _sayings(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Each time somebody is said to say something: who, and the stretch that follows.

    Who is an identity token, or the stem of the noun that stands nearest; "" when it is a pronoun or nobody.
    """
    found = []
    for cue in _SAYS.finditer(text):
        clause = re.split(r"[.;:,(]", text[: cue.start()])[-1]
        words, said = _NAMED.findall(clause)[::-1], (cue.end(), len(text))
        if cue.group().casefold().startswith("according"):
            words, said = _NAMED.findall(text[cue.end() : cue.end() + 60]), (0, len(text))
        elif not words:  # "it left, says the landlord"
            words, said = _NAMED.findall(text[cue.end() : cue.end() + 60]), (0, cue.start())
        found.append((_speaker([word for word in words if word.casefold() not in _BESIDE]), said))
    return found


def _speaker(words: Sequence[str]) -> str:
    """Who speaks, from the words nearest to the verb on."""
    for word in words:
        if word.casefold() in _ANYBODY | _PASSIVE:
            return ""
        if word.startswith("[") or word.casefold() not in _PLAIN:
            return word if word.startswith("[") else _stem(_bare(word))
    return ""


def _strangers(named: Sequence[str], speakers: Sequence[str]) -> bool:
    """Whether somebody is named who does not speak there, and no pronoun could stand for."""
    return bool(set(named) - set(speakers)) and "" not in speakers


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
