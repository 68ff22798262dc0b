"""The network: word pieces of questions -> unit vectors among those of the passages."""

from torch import Tensor, nn

from index.pretrained import Pretrained, mean_state


class Network(Pretrained):
    """MiniLM's encoder with the mean of its last states, as the passages are embedded."""

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """pieces, mask: (batch, length). Returns (batch, DIMENSION), unit rows, float32."""
        hidden = self.hidden(self.words(pieces), mask).float()
        return nn.functional.normalize(mean_state(hidden, mask), dim=1)
