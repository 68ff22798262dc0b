"""Trains the names model: `python -m index.redaction.training DATA`, where DATA is the folder of the labelled sets.

The same seed, data and thread count give the same weights up to the order of sums. Progress is shown for each epoch,
after which the weights are on disk: a run that was stopped goes on with `--start`.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save

from index.files import write_durably
from index.redaction.tagger.labels import LABELS, TYPES
from index.redaction.tagger.model import CARD, WEIGHTS
from index.redaction.tagger.network import Network
from index.redaction.training.augmentation import recased, substituted, worsened
from index.redaction.training.corpora import Example, forces, public
from index.redaction.training.generated import logs
from index.redaction.training.invented import Inventor
from index.redaction.training.learning import RATE, learn

GENERATED = 700  # logs an epoch
NEWS_SHARE = 0.25  # of the articles, an epoch: they are long, and name few people by more than their names
WORSENED, RECASED = 0.08, 0.12  # shares of the logs with other names in them


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and write weights and their record to the folder named by --out."""
    parser = argparse.ArgumentParser(prog="python -m index.redaction.training", description=__doc__)
    parser.add_argument("data", type=Path, help="folder that holds logs/ and the public sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for weights and record")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--leave-out", default="", help="forces, with commas: to judge the model on them")
    parser.add_argument("--hold-out", action="store_true", help="leave out one in five of the public texts, too")
    parser.add_argument("--start", type=Path, help="folder of weights to go on from")
    given = parser.parse_args(arguments)
    left_out = frozenset(filter(None, given.leave_out.split(",")))
    labelled = [e for name, some in forces(given.data / "logs").items() if name not in left_out for e in some]
    others = [e for e in public(given.data) if not (given.hold_out and e.held_out)]
    if not labelled:
        parser.error(f"{given.data}: no logs/NAME.gold.jsonl here")
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    network = Network(len(LABELS))
    if given.start:
        network.load_state_dict(load_file(given.start / WEIGHTS), strict=False)

    def progress(message: str) -> None:
        print(message, file=sys.stderr, flush=True)
        _write(network, given.out, labelled + others, sorted(left_out), given.seed)

    learn(
        network,
        lambda epoch, chance: _examples(labelled, others, epoch, chance),
        epochs=given.epochs,
        seed=given.seed,
        rate=given.rate,
        progress=progress,
    )


def _examples(
    labelled: Sequence[Example], others: Sequence[Example], epoch: int, chance: random.Random
) -> list[Example]:
    """The examples of one epoch: every log as it is and once with other names, generated ones, the public texts."""
    inventor = Inventor(chance)
    found = [*labelled, *(e for e in others if e.source != "news" or chance.random() < NEWS_SHARE)]
    for example in labelled:
        other, draw = substituted(example, inventor, chance), chance.random()
        if draw < WORSENED:
            other = worsened(other, chance)
        elif draw < WORSENED + RECASED:
            other = recased(other, chance)
        found.append(other)
    annotated = frozenset(TYPES)
    found += [
        Example("generated", log.text, log.spans, annotated) for log in logs(GENERATED, chance.randrange(1 << 30))
    ]
    return [recased(e, chance) if e.source in _PLAIN and chance.random() < RECASED else e for e in found]


_PLAIN = frozenset({"tab", "presidio", "panorama", "news"})  # sets in which no text is in capitals, or without any


def _write(network: Network, folder: Path, examples: Sequence[Example], left_out: Sequence[str], seed: int) -> None:
    weights = save({name: value.to(torch.bfloat16).contiguous() for name, value in network.trained().items()})
    write_durably(folder / WEIGHTS, [weights])
    data = hashlib.sha256(json.dumps([_content(e) for e in examples]).encode()).hexdigest()
    record = {
        "sha256": hashlib.sha256(weights).hexdigest(),
        "data": data,
        "left_out": ",".join(left_out),
        "seed": str(seed),
    }
    write_durably(folder / CARD, [f"{json.dumps(record, indent=1)}\n".encode()])


def _content(example: Example) -> list[object]:
    """What of an example its digest is made of."""
    return [example.source, example.text, example.marks]


if __name__ == "__main__":
    main()
