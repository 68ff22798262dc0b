"""What the trainings of our models share: a seed, an optimiser with its course of rates, and the files they write."""

import hashlib
import json
import random
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor, nn

from index.files import write_durably
from index.pretrained import Pretrained


def seeded(seed: int) -> random.Random:
    """Chance for a training that begins now; torch draws by the same seed."""
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)  # sums that are nearly nothing cost many times an ordinary one
    return random.Random(seed)


class Optimiser:
    """AdamW over a number of steps: the rate goes up in a straight line, then down to nearly nothing."""

    def __init__(self, network: Pretrained, *, steps: int, rate: float, fresh_rate: float, warm: float) -> None:
        """rate: of the pretrained layers; fresh_rate: of what starts from nothing; warm: share of the steps in which
        the rates rise.
        """
        learning = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
        encoder = [p for name, p in learning if name.startswith("encoder.")]
        fresh = [p for name, p in learning if not name.startswith("encoder.")]
        groups = [{"params": encoder, "lr": rate}, {"params": fresh, "lr": fresh_rate}]
        rising = max(1, int(warm * steps))
        self._network = network
        self._optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser,
            lambda step: min((step + 1) / rising, max(0.02, (steps - step) / max(1, steps - rising))),
        )

    def step(self, loss: Tensor) -> None:
        """Change the network by the gradient of a loss."""
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        self._schedule.step()


def write_trained(network: Pretrained, weights: Path, card: Path, record: Mapping[str, str]) -> None:
    """Write what training changed, as bfloat16, and a card with its SHA-256 and the record of where it is from."""
    trained = save({name: value.to(torch.bfloat16).contiguous() for name, value in network.trained().items()})
    write_durably(weights, [trained])
    whole = {"sha256": hashlib.sha256(trained).hexdigest(), **record}
    write_durably(card, [f"{json.dumps(whole, indent=1)}\n".encode()])
