"""The names model at work: texts -> the words of each and, for each word, the probability of each label."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.redaction.tagger.features import OVERLAP, Words, windows, words_of
from index.redaction.tagger.labels import HIDING, KEEPING, LABELS
from index.watching import tell
from index.weights import check_digests, read_card

if TYPE_CHECKING:
    from index.redaction.tagger.network import Network

WEIGHTS, CARD = "names-model.safetensors", "names-model.json"  # beside this module, or in the folder of a fold

_loading = threading.Lock()


@dataclass(frozen=True)
class Read:
    """One text as the model reads it. `chances` is float32 (words, labels), each row sums to 1."""

    words: Words
    chances: NDArray[np.float32]

    @cached_property
    def hiding(self) -> NDArray[np.float32]:
        """For each word the probability that it is part of something hidden."""
        return np.asarray(self.chances @ HIDING.astype(np.float32))

    @cached_property
    def keeping(self) -> NDArray[np.float32]:
        """For each word the probability that it is part of a place, a firm, a date or the like."""
        return np.asarray(self.chances @ KEEPING.astype(np.float32))


class NamesModel:
    """Loads its weights when the first text is read; raises BadModel when they are missing or not as recorded."""

    def __init__(self, folder: Path | None = None) -> None:
        """folder: weights and their record, as training wrote them; ours by default."""
        self.folder = folder or Path(__file__).parent

    @cached_property
    def record(self) -> dict[str, str]:
        """What the card records: the digest of the weights and of the data they were trained on."""
        return read_card("names model", self.folder / CARD, remedy="reinstall Intellog, or train it anew")

    def read(self, texts: Sequence[str]) -> list[Read]:
        """Every text, in order. Cost is linear in the length of the texts."""
        import torch

        from index.encoder import grouped
        from index.redaction.tagger.network import batch

        words = words_of(texts)
        found = [np.zeros((len(some), len(LABELS)), np.float32) for some in words]
        pool = sorted(windows(words), key=lambda w: len(w.pieces))
        whole, done = sum(len(window.pieces) for window in pool), 0
        with _loading:
            network = self._network
        with torch.inference_mode():
            for some in grouped(pool, lambda window: len(window.pieces)):
                chances = network(*batch(some)).softmax(dim=1).numpy()
                at = 0
                for window in some:
                    # Where two windows overlap, each word is taken from the one that shows more on both of its sides.
                    first = OVERLAP // 2 if window.begin else 0
                    last = window.end - window.begin - (OVERLAP // 2 if window.end < len(words[window.text]) else 0)
                    found[window.text][window.begin + first : window.begin + last] = chances[at + first : at + last]
                    at += window.end - window.begin
                done += sum(len(window.pieces) for window in some)
                tell(done, whole)
        return [Read(some, chances) for some, chances in zip(words, found, strict=True)]

    @cached_property
    def _network(self) -> "Network":
        from index.redaction.tagger.network import Network

        check_digests("names model", self.folder, {WEIGHTS: self.record["sha256"]}, remedy="reinstall Intellog")
        return Network(len(LABELS)).at_work(self.folder / WEIGHTS)
