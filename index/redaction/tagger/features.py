"""Texts -> what the names model reads: word pieces, and for each word its case, length, place and line.

The encoder's vocabulary has no capitals, and in a police log the case of a word says much: hence shapes beside pieces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.embedding import MINILM
from index.redaction.words import is_shouted

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

PAD, CLS, SEP = 0, 101, 102  # in the encoder's vocabulary
WINDOW = 384  # pieces read at once, with the two that open and close them; the encoder has places for 512
OVERLAP = 24  # words that two windows of a long text share
LONGEST_WORD = 12  # pieces of one word that are read: longer runs are garbage, and say what they are by their start

# A word's shape is four small numbers, each with its own embedding.
CASES = ("lower", "Initial", "CAPITALS", "C", "mIxed", "number", "mark", "other")
MOST_CHARACTERS = 12
GAPS = ("joined", "space", "line", "start")
LINES = ("cased", "shouted", "quiet")
SHAPES = (len(CASES), MOST_CHARACTERS + 1, len(GAPS), len(LINES))
_QUIET_WORDS = 8


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: letters, digits and marks each apart. `pieces[i]` are the vocabulary numbers of word i."""

    starts: Sequence[int]
    ends: Sequence[int]
    pieces: Sequence[Sequence[int]]
    shapes: Sequence[tuple[int, int, int, int]]

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text that is read at once. `first[i]` is the place, among the pieces, of its word `begin + i`."""

    text: int  # index of the text
    begin: int
    end: int
    pieces: Sequence[int]
    shapes: Sequence[tuple[int, int, int, int]]
    first: Sequence[int]


def words_of(texts: Sequence[str]) -> list[Words]:
    """The words of each text. Raises BadModel when the encoder's package is missing."""
    encodings = _tokenizer().encode_batch(list(texts), add_special_tokens=False)
    return [_words(text, encoding) for text, encoding in zip(texts, encodings, strict=True)]


def windows(words: Sequence[Words]) -> Iterator[Window]:
    """Every text as windows that overlap where it is long; together they read every word."""
    for index, some in enumerate(words):
        begin = 0
        while begin < len(some):
            pieces, shapes, first, end = [CLS], [(0, 0, 0, 0)], [], begin
            while end < len(some) and len(pieces) + len(some.pieces[end]) < WINDOW:
                first.append(len(pieces))
                pieces += some.pieces[end]
                shapes += [some.shapes[end]] * len(some.pieces[end])
                end += 1
            yield Window(index, begin, end, [*pieces, SEP], [*shapes, (0, 0, 0, 0)], first)
            begin = end if end == len(some) else max(end - OVERLAP, begin + 1)


def _words(text: str, encoding: "Encoding") -> Words:
    starts: list[int] = []
    ends: list[int] = []
    pieces: list[list[int]] = []
    last: int | None = None
    for piece, word, (start, end) in zip(encoding.ids, encoding.word_ids, encoding.offsets, strict=True):
        if word != last:
            last = word
            starts.append(start)
            ends.append(end)
            pieces.append([piece])
        else:
            ends[-1] = end
            if len(pieces[-1]) < LONGEST_WORD:
                pieces[-1].append(piece)
    return Words(starts, ends, pieces, list(_shapes(text, starts, ends)))


def _shapes(text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    line, line_end, last = 0, -1, 0
    for start, end in zip(starts, ends, strict=True):
        if start > line_end:
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            line = _line(text[start:line_end])
        gap = text[last:start]
        joint = 3 if not last else 0 if not gap else 2 if "\n" in gap else 1
        yield _case(text[start:end]), min(end - start, MOST_CHARACTERS), joint, line
        last = end


@lru_cache(maxsize=1 << 16)
def _case(word: str) -> int:
    if word.isdigit():
        return 5
    if not word.isalpha():
        return 6 if len(word) == 1 else 7
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 3
    if word[0].isupper() and word[1:].islower():
        return 1
    return 4 if word.upper() != word.lower() else 7


def _line(line: str) -> int:
    """Whether a capital in this line says anything: 0 as usual, 1 not in a line of capitals, 2 not where none is."""
    if is_shouted(line):
        return 1
    words = line.split()
    return 2 if len(words) >= _QUIET_WORDS and not any(w[0].isupper() for w in words) else 0


@cache
def _tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer, pre_tokenizers

    tokenizer = Tokenizer.from_file(str(MINILM.file("tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Digits(individual_digits=False)]
    )
    return tokenizer
