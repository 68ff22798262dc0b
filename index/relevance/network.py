"""The network: pairs of question and passage -> a logit for the passage and one for each of its sentences.

The encoder is MiniLM's (Wang et al. 2020), six layers of 384, reading question and passage together; its word
embeddings are the shipped model's, frozen, so that our weights hold only what was trained. One reading gives all: the
passage is judged by the state of its first piece, a sentence by the mean of its own states beside that one.
"""

from collections.abc import Sequence

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index.embedding import DIMENSION, MINILM
from index.encoder import Encoder
from index.relevance.pairs import PAD, Pair

_EMBEDDED = "embeddings.word_embeddings.weight"


class Network(nn.Module):
    """Cross-encoder with a head for the passage and one for its sentences."""

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(str(MINILM.file("config.json").parent), local_files_only=True)
        weights = load_file(MINILM.file("model.safetensors"))
        self.words = nn.Embedding(len(weights[_EMBEDDED]), DIMENSION, _weight=weights[_EMBEDDED].float(), _freeze=True)
        config.vocab_size = 1  # its own embeddings are not used
        self.encoder = BertModel(config, add_pooling_layer=False)
        pretrained = {k: v for k, v in weights.items() if k != _EMBEDDED and not k.startswith("pooler")}
        self.encoder.load_state_dict(pretrained, strict=False)
        self.of_parts = nn.Embedding(2, DIMENSION)  # what the question's pieces have, and the passage's
        nn.init.normal_(self.of_parts.weight, std=0.02)
        self.of_passage = _head(DIMENSION)
        self.of_sentence = _head(2 * DIMENSION)
        self._straight: Encoder | None = None

    def at_work(self) -> "Network":
        """This network for inference only, from now on; its weights must not change any more."""
        self._straight = Encoder(self.eval().encoder)
        return self

    def forward(self, pieces: Tensor, parts: Tensor, mask: Tensor, spans: Tensor) -> tuple[Tensor, Tensor]:
        """pieces, parts, mask: (batch, length); spans: (sentences, 3), row and first and end piece of each sentence.

        Returns logits (batch,) and (sentences,), float32.
        """
        embedded = self.words(pieces) + self.of_parts(parts)
        if self._straight:
            hidden = self._straight.hidden(embedded.to(self.of_parts.weight.dtype), mask)
        else:
            hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        whole = hidden[:, 0]
        sums = nn.functional.pad(hidden.float().cumsum(dim=1), (0, 0, 1, 0)).flatten(0, 1)
        row, first, end = spans.unbind(dim=1)
        at = row * (pieces.shape[1] + 1)
        means = (sums[at + end] - sums[at + first]) / (end - first).clamp(min=1)[:, None]
        sentences = torch.cat([means.to(whole.dtype), whole[row]], dim=1)
        return self.of_passage(whole).squeeze(1).float(), self.of_sentence(sentences).squeeze(1).float()

    def trained(self) -> dict[str, Tensor]:
        """The weights that training changed: what is shipped."""
        return {k: v for k, v in self.state_dict().items() if not k.startswith(("words.", "encoder.embeddings.word_"))}


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
