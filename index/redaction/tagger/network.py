"""The network: word pieces and shapes -> for each word a logit for each label.

A label is read off the first piece of a word.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from index.embedding import DIMENSION
from index.pretrained import Pretrained
from index.redaction.tagger.features import PAD, SHAPES, Window


class Network(Pretrained):
    """Token classifier. `labels`: how many."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        shapes = [nn.Embedding(size, DIMENSION) for size in SHAPES]
        for shape in shapes:
            nn.init.normal_(shape.weight, std=0.02)
        self.shapes = nn.ModuleList(shapes)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(DIMENSION, labels)

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor, rows: Tensor, places: Tensor) -> Tensor:
        """pieces, mask (batch, length); shapes (batch, length, 4); rows, places (words): where each word's first
        piece stands. Returns logits (words, labels), float32.
        """
        embedded = self.words(pieces)
        for k, shape in enumerate(self.shapes):
            embedded = embedded + shape(shapes[..., k])
        hidden = self.hidden(embedded, mask)
        logits: Tensor = self.head(self.drop(hidden[rows, places]))
        return logits.float()


def batch(windows: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Windows as the network's arguments; the words come in the order of the windows."""
    length = max(len(w.pieces) for w in windows)
    pieces = torch.full((len(windows), length), PAD)
    shapes = torch.zeros((len(windows), length, len(SHAPES)), dtype=torch.long)
    mask = torch.zeros((len(windows), length), dtype=torch.long)
    rows: list[int] = []
    for row, window in enumerate(windows):
        count = len(window.pieces)
        pieces[row, :count] = torch.tensor(window.pieces)
        shapes[row, :count] = torch.tensor(window.shapes)
        mask[row, :count] = 1
        rows += [row] * len(window.first)
    places = [place for window in windows for place in window.first]
    return pieces, shapes, mask, torch.tensor(rows), torch.tensor(places)
