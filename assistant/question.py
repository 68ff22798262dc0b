"""What a redacted question asks for, and whether it leans on the questions before it."""

import re

from assistant.support import content_words
from index.records import RedactedQuestion
from index.redaction.tokens import TOKEN

MAX_CHARS = 2000  # of a question; longer ones are refused rather than cut
MAX_PREVIOUS = 3  # earlier questions that a follow-up can take its subject from
FEW_WORDS = 3  # content words below which a question names no subject of its own

_TAKES_UP = re.compile(r"^(?:and|but|so|also|what about|how about|ok(?:ay)?|then|there)\b", re.IGNORECASE)
POINTS_BACK = re.compile(
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


def refers_back(question: RedactedQuestion) -> bool:
    """Whether the question leans on what was asked before; one that names somebody does so by its first words only."""
    if _TAKES_UP.search(question.text):
        return True
    if question.asked:
        return False
    return bool(POINTS_BACK.search(question.text)) or len(content_words(question.text)) < FEW_WORDS
