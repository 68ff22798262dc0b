"""The network: word pieces and shapes -> for each word a logit for each label.

The encoder is MiniLM's (Wang et al. 2020), six layers of 384; its word embeddings are the shipped model's, frozen, so
that our weights hold only what was trained. A label is read off the first piece of a word.
"""

from collections.abc import Sequence

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index.embedding import DIMENSION, MINILM
from index.encoder import Encoder
from index.redaction.tagger.features import PAD, SHAPES, Window

_EMBEDDED = "embeddings.word_embeddings.weight"


class Network(nn.Module):
    """Token classifier. `labels`: how many."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(str(MINILM.file("config.json").parent), local_files_only=True)
        weights = load_file(MINILM.file("model.safetensors"))
        self.words = nn.Embedding(len(weights[_EMBEDDED]), DIMENSION, _weight=weights[_EMBEDDED].float(), _freeze=True)
        config.vocab_size = 1  # its own embeddings are not used
        self.encoder = BertModel(config, add_pooling_layer=False)
        pretrained = {k: v for k, v in weights.items() if k != _EMBEDDED and not k.startswith("pooler")}
        self.encoder.load_state_dict(pretrained, strict=False)
        shapes = [nn.Embedding(size, DIMENSION) for size in SHAPES]
        for shape in shapes:
            nn.init.normal_(shape.weight, std=0.02)
        self.shapes = nn.ModuleList(shapes)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(DIMENSION, labels)
        self._straight: Encoder | None = None

    def at_work(self) -> "Network":
        """This network for inference only, from now on; its weights must not change any more."""
        self._straight = Encoder(self.eval().encoder)
        return self

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor, rows: Tensor, places: Tensor) -> Tensor:
        """pieces, mask (batch, length); shapes (batch, length, 4); rows, places (words): where each word's first
        piece stands. Returns logits (words, labels), float32.
        """
        embedded = self.words(pieces)
        for k, shape in enumerate(self.shapes):
            embedded = embedded + shape(shapes[..., k])
        if self._straight:
            hidden = self._straight.hidden(embedded, mask)
        else:
            hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        logits: Tensor = self.head(self.drop(hidden[rows, places]))
        return logits.float()

    def trained(self) -> dict[str, Tensor]:
        """The weights that training changed: what is shipped."""
        return {k: v for k, v in self.state_dict().items() if not k.startswith(("words.", "encoder.embeddings.word_"))}


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
