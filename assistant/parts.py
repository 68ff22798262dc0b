"""The parts of a question: "who hired it and what did it cost?" asks two things, and one may be answered alone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.evidence import telling_words
from index.records import RedactedQuestion
from index.redaction.tokens import identities_in

MOST = 4  # parts told apart; more are a list, not questions

_SUBJECT = r"(?:he|she|they|it|there|any\w*|the|that|this|these|those|we|you|\[)"
_ASKS = (
    r"(?:(?:who|whose|whom|what|which|when|where|why|how|whats)\b"
    rf"|(?:is|are|was|were|did|does|do|has|have|had|can|could)\s+(?={_SUBJECT}))"
)
# After a comma alone, "who" and "which" go on with a description more often than they ask.
_JOINT = re.compile(
    rf"[?;]+\s+(?=\S)|\s*,?\s+(?:and|but|also)\s+(?:also\s+|then\s+)?(?={_ASKS})|,\s+(?=(?:what|how|why)\b)",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:he|him|his|she|hers?|they|them|theirs?|it|its|this|that|these|those|then|one|ones"
    r"|(?<!^is )(?<!^are )(?<!^was )(?<!^were )there)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<=\s)[A-Z0-9][\w'’-]+")  # a place, a firm or a day; any first word has a capital
_TELLING = 3  # words with which a part stands for itself
_LOOSE_END = re.compile(r"[\s,;]*(?:\b(?:and|but|also|then)\s*)*\Z", re.IGNORECASE)


def parts(question: RedactedQuestion) -> list[RedactedQuestion]:
    """The questions that a question is made of, in their order; itself alone when it asks one thing.

    A part that names nobody is about those named before it, in the question or in what it follows on. A stretch that
    says nothing on its own ("and when") is no part: it stays with the one before.
    """
    cuts = [0, *(m.end() for m in _JOINT.finditer(question.text)), len(question.text)]
    stretches: list[str] = []
    for start, end in pairwise(cuts):
        said = question.text[start:end]
        if stretches and not (telling_words(stretches[-1]) and telling_words(said)):
            stretches[-1] += said
        else:
            stretches.append(said)
    if not 1 < len(stretches) <= MOST:
        return [question]
    named = [identities_in(said) for said in stretches]
    about = _asked_before(question, [token for tokens in named for token in tokens])
    found = []
    for said, tokens in zip(stretches, named, strict=True):
        if tokens:
            about = tuple(_group(question, token) for token in tokens)
        unknown = tuple(token for token in question.unknown if token in tokens)
        found.append(replace(question, text=_LOOSE_END.sub("", said.strip()), asked=about, unknown=unknown))
    return found


def leans(part: RedactedQuestion) -> bool:
    """Whether a part that follows another may be about what that is about: it names nobody, and refers back, or has
    hardly a word that says what it is about.
    """
    return refers_back(part) or (not _names(part) and len(telling_words(part.text)) < _TELLING)


def refers_back(part: RedactedQuestion) -> bool:
    """Whether a part that follows another cannot be understood without it."""
    return not _names(part) and bool(_REFERS.search(part.text))


def _names(part: RedactedQuestion) -> bool:
    return bool(identities_in(part.text) or _NAMED.search(part.text))


def _group(question: RedactedQuestion, token: str) -> tuple[str, ...]:
    """The held tokens that may be meant by a token of the question; none where no log holds it."""
    return next((group for group in question.asked if token in group), ())


def _asked_before(question: RedactedQuestion, named: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The identities that the question is about without naming them: those of the questions it follows on."""
    groups = list(question.asked)
    for group in {_group(question, token) for token in named}:
        groups = [other for other in groups if other != group]
    return tuple(groups)
