"""Questions in a conversation: a follow-up takes its subject from the redacted questions before it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.support import content_words
from index.records import RedactedQuestion
from index.redaction.tokens import TOKEN

MAX_CHARS = 2000  # of a question; longer ones are refused rather than cut
MAX_PREVIOUS = 3  # earlier questions that a follow-up can take its subject from
FEW_WORDS = 3  # content words below which a question names no subject of its own

_TAKES_UP = re.compile(r"^(?:and|but|so|also|what about|how about|ok(?:ay)?|then|there)\b", re.IGNORECASE)
_REFERS_BACK = re.compile(
    r"\b(?:he|she|they|him|her|his|hers|their|theirs|them|it|its|those|these"
    r"|that (?:one|number|car|van|vehicle|address|phone|person|man|woman|place|site|day|log)"
    r"|the same|the others?|else)\b",
    re.IGNORECASE,
)

# What identifier a question asks for by name, and the types of tokens that could answer it.
_KINDS = {
    r"(?:phone|mobile|telephone|contact) (?:numbers?|no)\b|\bwhat number\b|\bimei\b": ("PHONE", "IMEI", "SIM"),
    r"(?:home |e-?mail |postal )?address(?:es)?\b": ("ADDRESS", "POSTCODE", "EMAIL", "IP_ADDRESS"),
    r"e-?mails?\b": ("EMAIL",),
    r"registration(?: number| mark)?s?\b|number ?plates?\b|\bvrms?\b|\bindex(?: number)?\b": ("VEHICLE_REG",),
    r"(?:bank )?account numbers?\b|\bsort codes?\b": ("BANK_ACCOUNT",),
    r"date of birth\b|\bd\.?o\.?b\b": ("DOB",),
    r"passport numbers?\b": ("PASSPORT",),
}
# What a question asks about more loosely: such tokens speak for a sentence, but their lack does not speak against it.
_HINTS = {
    r"who\b|whose\b|whom\b|which (?:people|person|men|man|women|woman|workers|names?)\b": (
        "PERSON",
        "ALIAS",
        "OFFICER",
    ),
    r"(?:which|what|any|other|every|all) (?:\w+ )?(?:vehicles?|cars?|vans?|bikes?)\b(?! wash)": ("VEHICLE_REG",),
    r"(?:which|what) (?:\w+ )?(?:addresses|premises|houses?|flats?)\b|where (?:do|does|did) \w+ live": (
        "ADDRESS",
        "POSTCODE",
    ),
    r"(?:which|what) (?:\w+ )?(?:numbers?|phones?|lines?)\b": ("PHONE",),
    r"(?:which|what) (?:\w+ )?(?:bank )?accounts?\b": ("BANK_ACCOUNT",),
}


def _compiled(kinds: dict[str, tuple[str, ...]]) -> dict[re.Pattern[str], frozenset[str]]:
    return {re.compile(rf"\b(?:{wording})", re.IGNORECASE): frozenset(types) for wording, types in kinds.items()}


_KIND, _HINT = _compiled(_KINDS), _compiled(_HINTS)


def asked_kinds(question: RedactedQuestion) -> frozenset[str]:
    """The types of tokens one of which an answer must hold, for a question that asks for an identifier; else empty."""
    return _types(_KIND, question)


def hinted_kinds(question: RedactedQuestion) -> frozenset[str]:
    """The types of tokens that a sentence which answers the question is likely to hold."""
    return _types(_KIND | _HINT, question)


def _types(wordings: dict[re.Pattern[str], frozenset[str]], question: RedactedQuestion) -> frozenset[str]:
    plain = TOKEN.sub(" ", question.text)
    return frozenset().union(*(types for wording, types in wordings.items() if wording.search(plain)))


def resolved(question: RedactedQuestion, previous: Sequence[RedactedQuestion]) -> RedactedQuestion:
    """The question to search for: itself, or, when it refers back, preceded by the questions it may refer to.

    A question that names identities and does not begin like a follow-up stands alone.
    """
    if not previous or not refers_back(question):
        return question
    earlier = list(previous)[-MAX_PREVIOUS:]
    asked = tuple(dict.fromkeys(group for q in (*earlier, question) for group in q.asked))
    unknown = tuple(dict.fromkeys(token for q in (*earlier, question) for token in q.unknown))
    linked = tuple(dict.fromkeys(link for q in (*earlier, question) for link in q.linked))
    text = " ".join([*(q.text for q in earlier), question.text])
    return replace(question, text=text, asked=asked, unknown=unknown, linked=linked)


def refers_back(question: RedactedQuestion) -> bool:
    """Whether the question leans on what was asked before; one that names somebody does so by its first words only."""
    if _TAKES_UP.search(question.text):
        return True
    if question.asked:
        return False
    return bool(_REFERS_BACK.search(question.text)) or len(content_words(question.text)) < FEW_WORDS
