"""The network: word pieces of questions -> for each a logit that it is to be declined.

The lower half of the encoder, which knows words rather than intentions, stays as it is shipped.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from index.embedding import DIMENSION
from index.pretrained import Pretrained

FROZEN = 3  # layers
PAD = 0


class Network(Pretrained):
    """Classifier of questions, by the state of the first piece and the mean of all."""

    def __init__(self) -> None:
        super().__init__(frozen=FROZEN)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(2 * DIMENSION, 1)

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """pieces, mask: (batch, length). Returns logits (batch,), float32."""
        hidden = self.hidden(self.words(pieces), mask)
        kept = mask[:, :, None].to(hidden.dtype)
        mean = (hidden * kept).sum(dim=1) / kept.sum(dim=1)
        logits: Tensor = self.head(self.drop(torch.cat([mean, hidden[:, 0]], dim=1)))
        return logits.squeeze(1).float()


def batch(some: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Rows of pieces as the network's arguments."""
    pieces = nn.utils.rnn.pad_sequence([torch.tensor(row) for row in some], batch_first=True, padding_value=PAD)
    return pieces, (pieces != PAD).long()
