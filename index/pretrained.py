"""MiniLM's encoder (Wang et al. 2020) to be trained further: six layers of 384, which the models of this product share.

The word embeddings stay as the shipped model has them, so that the weights of each model hold only what was trained.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index.embedding import DIMENSION, MINILM, native_bfloat16
from index.encoder import Encoder

PAD = 0  # in the encoder's vocabulary
_EMBEDDED = "embeddings.word_embeddings.weight"


class Pretrained(nn.Module):
    """What a network with MiniLM's layers in it is made from."""

    def __init__(self, *, frozen: int = 0) -> None:
        """frozen: layers, from below, that are not trained either."""
        super().__init__()
        config = BertConfig.from_pretrained(str(MINILM.file("config.json").parent), local_files_only=True)
        weights = load_file(MINILM.file("model.safetensors"))
        self.words = nn.Embedding(len(weights[_EMBEDDED]), DIMENSION, _weight=weights[_EMBEDDED].float(), _freeze=True)
        config.vocab_size = 1  # its own embeddings are not used
        self.encoder = BertModel(config, add_pooling_layer=False)
        pretrained = {k: v for k, v in weights.items() if k != _EMBEDDED and not k.startswith("pooler")}
        self.encoder.load_state_dict(pretrained, strict=False)
        if frozen:
            self.encoder.embeddings.requires_grad_(False)
            for layer in self.encoder.encoder.layer[:frozen]:
                layer.requires_grad_(False)
        self._straight: Encoder | None = None

    def at_work(self, weights: Path) -> Self:
        """This network with the weights of a file that training wrote, for inference only from now on.

        They become bfloat16 where the CPU multiplies that itself, and must not change any more.
        """
        self.load_state_dict(load_file(weights), strict=False)
        self.to(torch.bfloat16 if native_bfloat16() else torch.float32)
        self._straight = Encoder(self.eval().encoder)
        return self

    def at_school(self) -> Self:
        """This network for training, without dropout in the encoder: any costs a third of the time on a CPU."""
        self.train()
        self.encoder.set_attn_implementation("eager")  # a CPU goes back through the fused one twice as slowly
        for module in self.encoder.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        return self

    def hidden(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """embedded: (batch, length, DIMENSION), without places; mask: (batch, length), 0 for padding.

        Returns the last hidden states, (batch, length, DIMENSION).
        """
        if self._straight:
            return self._straight.hidden(embedded.to(self.encoder.dtype), mask)
        states: Tensor = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return states

    def trained(self) -> dict[str, Tensor]:
        """The weights that training changed: what is shipped."""
        kept = {name for name, p in self.named_parameters() if not p.requires_grad}
        kept |= {name for name in self.state_dict() if name.startswith("encoder.embeddings.word_")}
        return {name: value for name, value in self.state_dict().items() if name not in kept}


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Rows of word pieces as (pieces, mask), both (rows, length)."""
    pieces = nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)
    return pieces, (pieces != PAD).long()


def mean_state(hidden: Tensor, mask: Tensor) -> Tensor:
    """The mean of the states (batch, length, width) that the mask (batch, length) does not leave out."""
    kept = mask[:, :, None].to(hidden.dtype)
    return (hidden * kept).sum(dim=1) / kept.sum(dim=1)
