"""The network: word pieces of questions -> for each a logit that it is to be declined.

The lower half of the encoder, which knows words rather than intentions, stays as it is shipped.
"""

import torch
from torch import Tensor, nn

from index.embedding import DIMENSION
from index.pretrained import Pretrained, mean_state

FROZEN = 3  # layers


class Network(Pretrained):
    """Classifier of questions, by the state of the first piece and the mean of all."""

    def __init__(self) -> None:
        super().__init__(frozen=FROZEN)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(2 * DIMENSION, 1)

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """pieces, mask: (batch, length). Returns logits (batch,), float32."""
        hidden = self.hidden(self.words(pieces), mask)
        logits: Tensor = self.head(self.drop(torch.cat([mean_state(hidden, mask), hidden[:, 0]], dim=1)))
        return logits.squeeze(1).float()
