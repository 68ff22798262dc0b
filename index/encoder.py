"""A BERT encoder at work: embedded word pieces -> hidden states, for the names model and for the embeddings alike.

For inference only. transformers runs a layer through some twenty modules; the same operations in a row, with the three
projections of the attention as one product, give the same numbers for less, most where little is read at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.nn import functional
from transformers import BertModel

PIECES = 2048  # read at once, padding included

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Affine:
    """A weight (out, in) and its bias; or the gain and bias of a layer norm."""

    weight: Tensor
    bias: Tensor


@dataclass(frozen=True, slots=True)
class _Layer:
    attended: _Affine  # queries, keys and values below one another
    joined: _Affine
    attended_norm: _Affine
    widened: _Affine
    narrowed: _Affine
    norm: _Affine


class Encoder:
    """The layers of a BertModel, whose weights are taken as they are now; later training does not reach them."""

    def __init__(self, model: BertModel) -> None:
        self._model = model
        self._heads = model.config.num_attention_heads
        self._eps = model.config.layer_norm_eps
        self._layers = [_layer(layer) for layer in model.encoder.layer]

    def embedded(self, pieces: Tensor) -> Tensor:
        """The model's own word embeddings of pieces (batch, length), as `hidden` takes them."""
        embedded: Tensor = self._model.embeddings.word_embeddings(pieces)
        return embedded

    def hidden(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """embedded: (batch, length, width), without places; mask: (batch, length), 0 for padding.

        Returns the last hidden states, (batch, length, width).
        """
        batch, length, width = embedded.shape
        hidden: Tensor = self._model.embeddings(inputs_embeds=embedded)
        unseen = None
        if not mask.all():
            least = torch.finfo(hidden.dtype).min
            unseen = torch.zeros(mask.shape, dtype=hidden.dtype).masked_fill_(mask == 0, least)[:, None, None, :]
        for layer in self._layers:
            parts = _product(hidden, layer.attended).view(batch, length, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
            queries, keys, values = parts.unbind()
            attention = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=unseen)
            joined = _product(attention.transpose(1, 2).reshape(batch, length, width), layer.joined)
            hidden = self._normed(joined.add_(hidden), layer.attended_norm)
            wide = functional.gelu(_product(hidden, layer.widened))
            hidden = self._normed(_product(wide, layer.narrowed).add_(hidden), layer.norm)
        return hidden

    def _normed(self, hidden: Tensor, norm: _Affine) -> Tensor:
        return functional.layer_norm(hidden, hidden.shape[-1:], norm.weight, norm.bias, self._eps)


def grouped(pool: Iterable[T], length: Callable[[T], int], pieces: int = PIECES) -> Iterator[list[T]]:
    """Neighbours of a pool in groups with at most so many pieces each, padding included; a longer one is alone.

    length: of one of the pool, in pieces. Where the pool is in order of length, little is padding.
    """
    group: list[T] = []
    longest = 0
    for some in pool:
        longest = max(longest, length(some))
        if group and longest * (len(group) + 1) > pieces:
            yield group
            group, longest = [], length(some)
        group.append(some)
    if group:
        yield group


def _product(hidden: Tensor, by: _Affine) -> Tensor:
    return functional.linear(hidden, by.weight, by.bias)


def _layer(layer: Any) -> _Layer:
    attention, output = layer.attention, layer.output
    parts = [getattr(attention.self, name) for name in ("query", "key", "value")]
    return _Layer(
        _Affine(torch.cat([p.weight for p in parts]).detach(), torch.cat([p.bias for p in parts]).detach()),
        _affine(attention.output.dense), _affine(attention.output.LayerNorm),
        _affine(layer.intermediate.dense), _affine(output.dense), _affine(output.LayerNorm),
    )  # fmt: skip


def _affine(module: Any) -> _Affine:
    return _Affine(module.weight.detach(), module.bias.detach())
