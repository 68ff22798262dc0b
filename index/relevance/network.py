"""The network: pairs of question and passage -> a logit for the passage and one for each of its sentences.

The encoder reads question and passage together. One reading gives all: the passage is judged by the state of its first
piece, a sentence by the mean of its own states beside that one.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from index.embedding import DIMENSION
from index.pretrained import Pretrained
from index.relevance.pairs import PAD, Pair


class Network(Pretrained):
    """Cross-encoder with a head for the passage and one for its sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.of_parts = nn.Embedding(2, DIMENSION)  # what the question's pieces have, and the passage's
        nn.init.normal_(self.of_parts.weight, std=0.02)
        self.of_passage = _head(DIMENSION)
        self.of_sentence = _head(2 * DIMENSION)

    def forward(self, pieces: Tensor, parts: Tensor, mask: Tensor, spans: Tensor) -> tuple[Tensor, Tensor]:
        """pieces, parts, mask: (batch, length); spans: (sentences, 3), row and first and end piece of each sentence.

        Returns logits (batch,) and (sentences,), float32.
        """
        embedded = self.words(pieces) + self.of_parts(parts)
        hidden = self.hidden(embedded, mask)
        whole = hidden[:, 0]
        sums = nn.functional.pad(hidden.float().cumsum(dim=1), (0, 0, 1, 0)).flatten(0, 1)
        row, first, end = spans.unbind(dim=1)
        at = row * (pieces.shape[1] + 1)
        means = (sums[at + end] - sums[at + first]) / (end - first).clamp(min=1)[:, None]
        sentences = torch.cat([means.to(whole.dtype), whole[row]], dim=1)
        return self.of_passage(whole).squeeze(1).float(), self.of_sentence(sentences).squeeze(1).float()


def batch(some: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pairs as the network's arguments; the sentences come in the order of the pairs."""
    length = max(len(pair.pieces) for pair in some)
    pieces = torch.full((len(some), length), PAD)
    parts = torch.zeros((len(some), length), dtype=torch.long)
    mask = torch.zeros((len(some), length), dtype=torch.long)
    spans = [(row, *span) for row, pair in enumerate(some) for span in pair.sentences]
    for row, pair in enumerate(some):
        count = len(pair.pieces)
        pieces[row, :count] = torch.tensor(pair.pieces)
        parts[row, pair.passage : count] = 1
        mask[row, :count] = 1
    return pieces, parts, mask, torch.tensor(spans, dtype=torch.long).reshape(-1, 3)


def _head(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, DIMENSION), nn.GELU(), nn.Linear(DIMENSION, 1))
