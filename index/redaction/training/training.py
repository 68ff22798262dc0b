"""Training of the names model: labelled sets -> weights and their record.

The same seed, data and thread count give the same weights up to the order of sums. After each epoch the weights are on
disk, and a run that was stopped goes on from them.
"""

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file

from index.errors import BadFile
from index.redaction.tagger.labels import LABELS
from index.redaction.tagger.model import CARD, WEIGHTS
from index.redaction.tagger.network import Network
from index.redaction.training.augmentation import recased, substituted, worsened
from index.redaction.training.corpora import Example, forces, public, written
from index.redaction.training.generated import logs
from index.redaction.training.invented import WORDS, Inventor, origins
from index.redaction.training.learning import learn
from index.redaction.training.locales import locales
from index.schooling import write_trained

GENERATED = 700  # logs an epoch
NEWS_SHARE = 0.25  # of the articles, an epoch: they are long, and name few people by more than their names
WORSENED, RECASED = 0.08, 0.2  # shares of the logs with other names in them


def train(
    data: Path,
    out: Path,
    *,
    epochs: int,
    rate: float,
    seed: int,
    left_out: frozenset[str] = frozenset(),
    hold_out: bool = False,
    start: Path | None = None,
    progress: Callable[[str], None],
) -> None:
    """Train on the labelled sets of a folder, and write weights and their record after each epoch.

    left_out: forces, or regions of the written logs, to judge the model on. hold_out: leave out one in five of the
    public texts, too. start: folder of weights to go on from. Raises BadFile without logs/NAME.gold.jsonl.
    """
    found = forces(data / "logs")
    labelled = [e for name, some in (found | written()).items() if name not in left_out for e in some]
    others = [e for e in public(data) if not (hold_out and e.held_out)]
    if not found:
        raise BadFile(f"{data.name}: no logs/NAME.gold.jsonl here; name the folder that holds the labelled sets")
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    network = Network(len(LABELS))
    if start:
        network.load_state_dict(load_file(start / WEIGHTS), strict=False)

    learnt_from = hashlib.sha256(json.dumps([_content(e) for e in labelled + others]).encode()).hexdigest()
    record = {"data": learnt_from, "left_out": ",".join(sorted(left_out)), "seed": str(seed)}

    def saved(message: str) -> None:
        write_trained(network, out / WEIGHTS, out / CARD, record)
        progress(message)

    learn(
        network,
        lambda chance: _examples(labelled, others, chance),
        epochs=epochs,
        seed=seed,
        rate=rate,
        progress=saved,
    )


def _examples(labelled: Sequence[Example], others: Sequence[Example], chance: random.Random) -> list[Example]:
    """The examples of one epoch: every log as it is and once with other names, generated ones, the public texts."""
    people = (*origins(), *origins(), *[WORDS] * 6, *locales())
    inventor = Inventor(chance, origins=people)
    found = [*labelled, *(e for e in others if e.source != "news" or chance.random() < NEWS_SHARE)]
    for example in labelled:
        other, draw = substituted(example, inventor, chance), chance.random()
        if draw < WORSENED:
            other = worsened(other, chance)
        elif draw < WORSENED + RECASED:
            other = recased(other, chance)
        found.append(other)
    found += [Example("generated", log.text, log.spans) for log in logs(GENERATED, chance.randrange(1 << 30), people)]
    return [recased(e, chance) if e.source in _PLAIN and chance.random() < RECASED else e for e in found]


_PLAIN = frozenset({"tab", "presidio", "panorama", "news"})  # sets in which no text is in capitals, or without any


def _content(example: Example) -> list[object]:
    """What of an example its digest is made of."""
    return [example.source, example.text, example.marks]
