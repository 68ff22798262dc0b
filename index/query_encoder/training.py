"""Training of the query encoder: questions with the passages that answer them -> weights and their record.

The passages' vectors are fixed, so that every question is compared at once with all passages of its force that any of
the questions found; it is moved towards those that answer it and away from the others (InfoNCE, van den Oord et al.
2018).
Where one right log is named and more are right, as in four of the sets, some are wrongly pushed away.
"""

import hashlib
import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from index.embedding import Embedder, MiniLM, native_bfloat16
from index.entries import embedded_text
from index.pretrained import padded
from index.query_encoder.model import CARD, WEIGHTS, pieces_of
from index.query_encoder.network import Network
from index.redaction.tokens import spoken
from index.relevance.tasks import Task, expect_logs, tasks_of_forces, tasks_of_public
from index.schooling import Optimiser, seeded, write_trained

EPOCHS = 3  # more of them learn the questions by heart
RATE = 5e-5
WARM = 0.1  # share of the steps in which the rate rises
QUESTIONS = 32  # in a step, all to one force
TEMPERATURE = 0.05  # by which cosines are divided before they become chances


@dataclass(frozen=True, slots=True)
class Lesson:
    """The questions to one force. answers[i]: which of its passages answer question i; vectors: (passages, width)."""

    questions: tuple[str, ...]
    answers: tuple[tuple[int, ...], ...]
    vectors: Tensor


def train(data: Path, out: Path, *, epochs: int, rate: float, seed: int, progress: Callable[[str], None]) -> None:
    """Train on the questions that are shipped and on the public ones in a folder, and write weights and record.

    data: the folder that holds logs/. Raises BadFile when it does not hold them.
    """
    expect_logs(data)
    chance = seeded(seed)
    embedder = MiniLM()
    lessons = [lesson(tasks, embedder) for tasks in (*tasks_of_forces(data), tasks_of_public(data))]
    lessons = [some for some in lessons if some.questions]
    progress(f"{sum(len(some.questions) for some in lessons)} questions")
    network = Network().at_school()
    out.mkdir(parents=True, exist_ok=True)
    steps = epochs * sum(math.ceil(len(some.questions) / QUESTIONS) for some in lessons)
    optimiser = Optimiser(network, steps=steps, rate=rate, fresh_rate=rate, warm=WARM)
    record = {"data": _digest(lessons), "seed": str(seed)}
    for epoch in range(epochs):
        begun, total = time.monotonic(), 0.0
        groups = _groups(lessons, chance)
        for some, chosen in groups:
            loss = _loss(network, some, chosen)
            optimiser.step(loss)
            total += float(loss.detach())
        write_trained(network, out / WEIGHTS, out / CARD, {**record, "epochs": str(epoch + 1)})
        spent = time.monotonic() - begun
        progress(f"epoch {epoch + 1} of {epochs}: loss {total / len(groups):.4f} in {spent:.0f} s")


def lesson(tasks: Sequence[Task], embedder: Embedder) -> Lesson:
    """The tasks to one force as a lesson; those without an answer teach nothing here."""
    texts = {embedded_text(c.title, c.text): None for task in tasks for c in task.candidates}
    place = {text: number for number, text in enumerate(texts)}
    answered = [
        (spoken(task.question.text), tuple(place[embedded_text(c.title, c.text)] for c in task.candidates if c.answers))
        for task in tasks
    ]
    answered = [(question, answers) for question, answers in answered if answers]
    return Lesson(
        tuple(question for question, _ in answered),
        tuple(answers for _, answers in answered),
        torch.from_numpy(embedder.encode(list(texts))),
    )


def _groups(lessons: Sequence[Lesson], chance: random.Random) -> list[tuple[Lesson, list[int]]]:
    """The questions of all lessons in an order of their own, in groups of one lesson each."""
    groups = []
    for some in lessons:
        order = list(range(len(some.questions)))
        chance.shuffle(order)
        groups += [(some, order[first : first + QUESTIONS]) for first in range(0, len(order), QUESTIONS)]
    chance.shuffle(groups)
    return groups


def _loss(network: Network, asked_of: Lesson, chosen: Sequence[int]) -> Tensor:
    """Each passage that answers is set against all that do not, and the passages of a question count as one."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=native_bfloat16()):
        asked = network(*padded([pieces_of(asked_of.questions[i]) for i in chosen]))
    logits = asked.float() @ asked_of.vectors.T / TEMPERATURE
    losses = []
    for row, i in zip(logits, chosen, strict=True):
        right = torch.zeros(len(row), dtype=torch.bool)
        right[list(asked_of.answers[i])] = True
        others = row[~right].logsumexp(dim=0)
        losses.append((torch.logaddexp(row[right], others) - row[right]).mean())
    return torch.stack(losses).mean()


def _digest(lessons: Sequence[Lesson]) -> str:
    """SHA-256 of the questions that were learnt from, in any order."""
    texts = sorted(question for some in lessons for question in some.questions)
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()
