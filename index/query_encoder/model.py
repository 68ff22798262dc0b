"""The query encoder at work: questions -> unit vectors, to be compared with those of passages.

all-MiniLM-L6-v2 embeds the passages as it is shipped. What a question looks for is seldom said in its own words, least
of all in redacted text: its side of the comparison is trained, and the stored vectors stay as they are.
"""

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embedding import DIMENSION, LONGEST, tokenizer
from index.weights import check_digests, read_card

if TYPE_CHECKING:
    from index.query_encoder.network import Network

WEIGHTS, CARD = "query-encoder.safetensors", "query-encoder.json"  # beside this module, or where training wrote
REMEDY = "reinstall Intellog, or train it anew"

_one_at_a_time = threading.Lock()


class QueryEncoder:
    """Loads its weights when first asked; raises BadModel when they are missing or not as recorded."""

    def __init__(self, folder: Path | None = None) -> None:
        """folder: weights and their record, as training wrote them; ours by default."""
        self._folder = folder or Path(__file__).parent

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the weights, as their card records it."""
        return read_card("query encoder", self._folder / CARD, remedy=REMEDY)["sha256"]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (len(texts), DIMENSION), unit rows; no texts give an empty array."""
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        import torch

        from index.pretrained import padded

        with _one_at_a_time, torch.inference_mode():
            vectors = self._network(*padded([pieces_of(text) for text in texts]))
        return np.asarray(vectors.numpy(), np.float32)

    @cached_property
    def _network(self) -> "Network":
        from index.query_encoder.network import Network

        check_digests("query encoder", self._folder, {WEIGHTS: self.digest}, remedy=REMEDY)
        return Network().at_work(self._folder / WEIGHTS)


def pieces_of(text: str) -> list[int]:
    """The word pieces of a question, with the marks of its beginning and end; a longer one is cut."""
    pieces: list[int] = tokenizer().encode(text).ids
    return pieces if len(pieces) <= LONGEST else [*pieces[: LONGEST - 1], pieces[-1]]
