"""Colours: whether a sentence says the colour that a question asks for. No log contains the word "colour" itself."""

import re

from assistant.support import content_words
from index.records import RedactedQuestion
from index.redaction.tokens import TOKEN, identities_in

_ASKS = re.compile(r"\b(?:what|which) colou?r(?:ed)?\b|\bcolou?r (?:of|is|was)\b", re.IGNORECASE)
_COLOUR = re.compile(
    r"\b(?:black|white|gr[ea]y|silver|red|blue|green|yellow|orange|purple|pink|brown|beige|gold|golden|navy|maroon"
    r"|cream|turquoise|burgundy|bronze|tan|khaki|blonde?|ginger|auburn)\b",
    re.IGNORECASE,
)
_NOT_WHAT_OF = content_words("colour color what which car vehicle know known say said tell told anyone")


def asked_of(question: RedactedQuestion) -> frozenset[str] | None:
    """The stems of what a question asks the colour of; None where it asks for no colour, or of nothing."""
    if not _ASKS.search(question.text):
        return None
    matter = content_words(TOKEN.sub(" ", question.text)) - _NOT_WHAT_OF
    return matter if matter or any(question.asked) else None


def is_told(question: RedactedQuestion, matter: frozenset[str], sentence: str) -> bool:
    """Whether a sentence has a colour, and all that the question asks the colour of."""
    held = frozenset(identities_in(sentence))
    named = all(held.intersection(group) for group in question.asked)
    return named and bool(_COLOUR.search(sentence)) and matter <= content_words(sentence)
