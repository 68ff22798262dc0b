"""The training loop: examples, anew for each epoch -> a network."""

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor

from index.embedding import native_bfloat16
from index.encoder import grouped
from index.redaction.tagger.features import Window, windows, words_of
from index.redaction.tagger.labels import LABELS, numbers
from index.redaction.tagger.network import Network, batch
from index.redaction.training.corpora import Example
from index.schooling import Optimiser

PIECES = 3072  # in a batch, padding included
RATE, HEAD_RATE = 2e-4, 1e-3  # of the pretrained layers; of what starts from nothing
WARM = 0.06  # share of the steps in which the rate rises
_IGNORED = -1


def learn(
    network: Network,
    examples: Callable[[random.Random], Sequence[Example]],
    *,
    epochs: int,
    seed: int,
    rate: float = RATE,
    progress: Callable[[str], None],
) -> None:
    """Train in place. examples: those of one epoch, drawn anew for each."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    optimiser: Optimiser | None = None
    network.at_school()
    for epoch in range(epochs):
        begun, total, count = time.monotonic(), 0.0, 0
        batches = list(_batches(examples(chance), chance))
        optimiser = optimiser or Optimiser(
            network, steps=epochs * len(batches), rate=rate, fresh_rate=HEAD_RATE, warm=WARM
        )
        for some, targets, allowed in batches:
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=native_bfloat16()):
                logits = network(*batch(some))
            loss = _loss(logits, targets, allowed)
            optimiser.step(loss)
            total += float(loss.detach()) * len(targets)
            count += len(targets)
        spent = time.monotonic() - begun
        progress(f"epoch {epoch + 1} of {epochs}: loss {total / max(count, 1):.4f}, {count} words in {spent:.0f} s")
    network.eval()


def _loss(logits: Tensor, targets: Tensor, allowed: Tensor) -> Tensor:
    """Cross-entropy. Where a set does not annotate a type, its words marked as nothing may be of that type, too."""
    chances = torch.log_softmax(logits, dim=1)
    known = targets != _IGNORED
    exact = chances.gather(1, targets.clamp(min=0)[:, None])[:, 0]
    loose = chances.masked_fill(~allowed, -math.inf).logsumexp(dim=1)
    return -torch.where(targets == 0, loose, exact)[known].mean()


def _batches(examples: Sequence[Example], chance: random.Random) -> Iterator[tuple[list[Window], Tensor, Tensor]]:
    words = words_of([e.text for e in examples])
    targets = [numbers(w, [m[:3] for m in e.marks]) for w, e in zip(words, examples, strict=True)]
    allowed = {e.annotated: _allowed(e.annotated) for e in examples}
    pool = list(windows(words))
    chance.shuffle(pool)
    pool.sort(key=lambda w: len(w.pieces) + chance.random() * 8)
    groups = list(grouped(pool, lambda window: len(window.pieces), PIECES))
    chance.shuffle(groups)
    for group in groups:
        marks = [t for w in group for t in targets[w.text][w.begin : w.end]]
        masks = [allowed[examples[w.text].annotated][None].expand(w.end - w.begin, -1) for w in group]
        yield group, torch.tensor(marks), torch.cat(masks)


def _allowed(annotated: frozenset[str]) -> Tensor:
    """Which labels a word marked as nothing may have: none, or a type that its set does not annotate."""
    return torch.tensor([label == "O" or label[2:] not in annotated for label in LABELS])
