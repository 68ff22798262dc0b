"""A question and a passage as the relevance model reads them: one row of word pieces, and where each sentence stands.

Tokens are random letters to a model. They are said as words, with a letter for each identity that is the same in the
question and in the passage: "[PERSON 7K3F9Q2M]" becomes "a person q".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.embedding import tokenizer
from index.records import RedactedQuestion
from index.redaction.tokens import TOKEN, identity_of_token, spoken
from index.sentences import sentence_spans

LONGEST = 288  # word pieces of a pair; the end of a passage that would go beyond is not read
MOST_OF_QUESTION, MOST_OF_TITLE = 72, 28
CLS, SEP, PAD = 101, 102, 0
_LETTERS = "qxzjkvwyfhbgpmdclunrsteoia"  # those first that are no words of their own


@dataclass(frozen=True, slots=True)
class Pair:
    """pieces: ids. passage: the place of the first piece that is not of the question.

    sentences: (first, end) in pieces for each sentence of the passage; (0, 0) for one that was not read.
    """

    pieces: tuple[int, ...]
    passage: int
    sentences: tuple[tuple[int, int], ...]


def pairs(question: RedactedQuestion, passages: Sequence[tuple[str, str]]) -> list[Pair]:
    """The pairs of a question with passages, each given as the title of its log and its own text."""
    same = {token: group[0] for group in question.asked for token in group}
    letters: dict[str, str] = {}
    asked = _said(question.text, same, letters)
    texts = [asked]
    cuts = []
    for title, text in passages:
        of_pair = dict(letters)
        spans = sentence_spans(text)
        cuts.append(len(spans))
        texts.append(_said(title, same, of_pair))
        texts.extend(_said(text[start:end], same, of_pair) for start, end in spans)
    read = iter(e.ids for e in tokenizer().encode_batch(texts, add_special_tokens=False))
    opening = [CLS, *next(read)[:MOST_OF_QUESTION], SEP]
    found = []
    for count in cuts:
        pieces = [*opening, *next(read)[:MOST_OF_TITLE], SEP]
        sentences = []
        for _ in range(count):
            ids = next(read)[: max(0, LONGEST - 1 - len(pieces))]
            sentences.append((len(pieces), len(pieces) + len(ids)) if ids else (0, 0))
            pieces += ids
        found.append(Pair((*pieces, SEP), len(opening), tuple(sentences)))
    return found


def _said(text: str, same: dict[str, str], letters: dict[str, str]) -> str:
    """A redacted text with its tokens said as words. letters: identity -> its letter; new ones are added."""

    def words(match: re.Match[str]) -> str:
        token = identity_of_token(match)
        identity = same.get(token, token)
        letter = letters.setdefault(identity, _LETTERS[len(letters) % len(_LETTERS)])
        return f"{spoken(match.group())} {letter}"

    return spoken(TOKEN.sub(words, text))
