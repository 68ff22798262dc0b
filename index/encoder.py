"""A BERT encoder at work: embedded word pieces -> hidden states, for the names model and for the embeddings alike.

For inference only. transformers runs a layer through some twenty modules; the same operations in a row, with the three
projections of the attention as one product, cost less, most where little is read at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from index.embedding import native_bfloat16

PIECES = 1024  # read at once, padding included; what lies between two products of so many stays in a core's cache

T = TypeVar("T")


class _Affine:
    """A product with a weight (out, in), and a bias.

    bfloat16 weights are laid out as oneDNN wants them once, not at every product, and GELU is applied to its float32
    sums before they are rounded. The operation is the one that torch.compile emits; torch is pinned.
    """

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        self._bias = bias.detach()
        self._weight = weight.detach()
        self._laid_out = None
        if weight.dtype == torch.bfloat16 and native_bfloat16():
            self._laid_out = torch.ops.mkldnn._reorder_linear_weight(self._weight, None)

    def __call__(self, hidden: Tensor, *, gelu: bool = False) -> Tensor:
        """hidden: (..., in). Returns (..., out)."""
        if self._laid_out is not None:
            activation, approximation = ("gelu", "none") if gelu else ("none", "")
            fused: Tensor = torch.ops.mkldnn._linear_pointwise(
                hidden, self._laid_out, self._bias, activation, [], approximation
            )
            return fused
        product = functional.linear(hidden, self._weight, self._bias)
        return functional.gelu(product) if gelu else product


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Tensor
    bias: Tensor
    eps: float

    def __call__(self, hidden: Tensor) -> Tensor:
        return functional.layer_norm(hidden, hidden.shape[-1:], self.weight, self.bias, self.eps)


@dataclass(frozen=True, slots=True)
class _Layer:
    attended: _Affine  # queries, keys and values below one another
    joined: _Affine
    attended_norm: _Norm
    widened: _Affine
    narrowed: _Affine
    norm: _Norm


class Encoder:
    """The layers of a BertModel, whose weights are taken as they are now; later training does not reach them."""

    def __init__(self, model: BertModel) -> None:
        self._model = model
        self._heads = model.config.num_attention_heads
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
            parts = layer.attended(hidden).view(batch, length, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
            queries, keys, values = parts.unbind()
            attention = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=unseen)
            joined = layer.joined(attention.transpose(1, 2).reshape(batch, length, width))
            hidden = layer.attended_norm(joined.add_(hidden))
            wide = layer.widened(hidden, gelu=True)
            hidden = layer.norm(layer.narrowed(wide).add_(hidden))
        return hidden


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


def _layer(layer: Any) -> _Layer:
    attention, output = layer.attention, layer.output
    parts = [getattr(attention.self, name) for name in ("query", "key", "value")]
    return _Layer(
        attended=_Affine(torch.cat([part.weight for part in parts]), torch.cat([part.bias for part in parts])),
        joined=_affine(attention.output.dense),
        attended_norm=_norm(attention.output.LayerNorm),
        widened=_affine(layer.intermediate.dense),
        narrowed=_affine(output.dense),
        norm=_norm(output.LayerNorm),
    )


def _affine(dense: nn.Linear) -> _Affine:
    return _Affine(dense.weight, dense.bias)


def _norm(norm: nn.LayerNorm) -> _Norm:
    return _Norm(norm.weight.detach(), norm.bias.detach(), norm.eps)
