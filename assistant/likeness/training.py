"""Training of the policy's model: example questions -> weights and their record.

Beside the examples it is shown ordinary questions, those that search is trained and judged by: without them it takes
what is short or says little for a request to judge. The same seed and examples give the same weights up to the order of
sums.
"""

import json
import math
import random
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import torch
from torch import nn

from assistant.likeness.model import CARD, WEIGHTS, Examples, stretches
from assistant.likeness.network import Network
from index.embedding import native_bfloat16
from index.pretrained import padded
from index.schooling import Optimiser, seeded, write_trained

EPOCHS = 5
RATE, HEAD_RATE = 1e-4, 1e-3  # of the pretrained layers; of what starts from nothing
WARM = 0.1  # share of the steps in which the rate rises
QUESTIONS = 32  # in a step, of like length
SURE = 0.98  # what a right answer is asked to be as a chance: a wrong example must not be believed without end
MISTYPED, UNENDED = 0.15, 0.15  # shares of the questions with slips of the keyboard, and without their last mark
_LETTERS = "etaoinshrdlu"


def train(
    examples: Examples,
    out: Path,
    *,
    seed: int,
    progress: Callable[[str], None],
) -> None:
    """Train on the examples, and write weights and record to a folder."""
    chance = seeded(seed)
    network = Network().at_school()
    labelled = [
        *((text, SURE) for text in examples.declined),
        *((text, 1 - SURE) for text in (*examples.answered, *ordinary_questions())),
    ]
    steps = EPOCHS * math.ceil(len(labelled) / QUESTIONS)
    optimiser = Optimiser(network, steps=steps, rate=RATE, fresh_rate=HEAD_RATE, warm=WARM)
    for epoch in range(EPOCHS):
        begun, total = time.monotonic(), 0.0
        pool = sorted(labelled, key=lambda example: len(example[0]) + chance.random() * 30)
        groups = [pool[first : first + QUESTIONS] for first in range(0, len(pool), QUESTIONS)]
        chance.shuffle(groups)
        for group in groups:
            rows = [stretches(_typed(text, chance))[-1] for text, _ in group]
            wanted = torch.tensor([target for _, target in group])
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=native_bfloat16()):
                logits = network(*padded(rows))
            loss = nn.functional.binary_cross_entropy_with_logits(logits, wanted)
            optimiser.step(loss)
            total += float(loss.detach()) * len(group)
        spent = time.monotonic() - begun
        progress(f"epoch {epoch + 1} of {EPOCHS}: loss {total / len(labelled):.4f} in {spent:.0f} s")
    write_trained(network, out / WEIGHTS, out / CARD, {"examples": examples.digest, "seed": str(seed)})


def ordinary_questions(*, held_out: bool = False) -> list[str]:
    """Redacted questions to invented logs, none of which asks for a judgement. held_out: the tenth kept apart."""
    folder = resources.files("index.relevance") / "questions"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".jsonl")), key=lambda file: file.name)
    texts = [json.loads(line)["redacted"] for file in files for line in file.read_text("utf-8").splitlines()]
    return [text for number, text in enumerate(texts) if (number % 10 == 0) == held_out]


def _typed(text: str, chance: random.Random) -> str:
    """A question as somebody in a hurry types it, now and then."""
    if chance.random() < UNENDED:
        text = text.rstrip("?.! ")
    if len(text) < 8 or chance.random() >= MISTYPED:
        return text
    letters = list(text)
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = chance.randrange(1, len(letters) - 2)
        slip = chance.randrange(4)
        if slip == 0:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        elif slip == 1:
            del letters[at]
        elif slip == 2:
            letters[at] = chance.choice(_LETTERS)
        else:
            letters.insert(at, letters[at])
    return "".join(letters)
