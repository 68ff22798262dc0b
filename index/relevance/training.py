"""Training of the relevance model: tasks -> weights and their record.

A question teaches three things at once: which of its passages come first (a softmax over them and over "none of them",
so that a question without an answer teaches, too), whether each passage answers, and whether each sentence does. Now
and then the weights go to disk.
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
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from index.embedding import native_bfloat16
from index.errors import BadFile
from index.relevance.model import CARD, WEIGHTS
from index.relevance.network import Network, batch
from index.relevance.pairs import Pair, pairs
from index.relevance.tasks import Candidate, Task, expect_logs, set_names, tasks_of_forces, tasks_of_public
from index.schooling import Optimiser, seeded, write_trained
from index.sentences import sentence_spans

RATE, HEAD_RATE = 1.2e-4, 1e-3  # of the pretrained layers; of what starts from nothing
WARM = 0.08  # share of the steps in which the rate rises
QUESTIONS = 4  # in a step
PAIRS = 8  # read at once, of like length
SHOWN = 7  # passages that a question is shown with in an epoch
RIGHT, NEAR = 3, 2  # most of them that answer, and that an annotator named as looking like an answer
MIN_LEFT, MIN_LEFT_CHARS = 2, 60  # sentences and characters of a passage whose answer was taken out
REPORTED = 100  # steps after which progress is told and the weights are written
FIRST = 12  # passages of a search among which most of the others are drawn


def train(
    data: Path,
    out: Path,
    *,
    epochs: int,
    rate: float,
    seed: int,
    only: frozenset[str] = frozenset(),
    start: Path | None = None,
    progress: Callable[[str], None],
) -> None:
    """Train on the questions that are shipped and on the public ones in a folder, and write weights and record.

    data: the folder that holds logs/. only: names of sets of questions to forces; none for all. start: folder
    of weights to go on from. Raises BadFile when data does not hold logs/, start no weights, or a set is unknown.
    """
    expect_logs(data)
    if start and not (start / WEIGHTS).exists():
        raise BadFile(f"{start.name}: no {WEIGHTS} here; name the folder of earlier weights with --start")
    if unknown := only - set_names():
        raise BadFile(f"no set of questions is called {', '.join(sorted(unknown))}; see index/relevance/questions")
    sets = (*tasks_of_forces(data, only), tasks_of_public(data))
    tasks = [task for some in sets for task in some if task.candidates]
    progress(f"{len(tasks)} questions")
    chance = seeded(seed)
    network = Network()
    if start:
        network.load_state_dict(load_file(start / WEIGHTS), strict=False)
    steps = epochs * math.ceil(len(tasks) / QUESTIONS)
    optimiser = Optimiser(network, steps=steps, rate=rate, fresh_rate=rate if start else HEAD_RATE, warm=WARM)
    network.at_school()
    out.mkdir(parents=True, exist_ok=True)
    record = {"data": _digest(tasks), "seed": str(seed), "only": ",".join(sorted(only)), "start": _began(start)}
    for epoch in range(epochs):
        begun, total = time.monotonic(), 0.0
        chance.shuffle(tasks)
        for first in range(0, len(tasks), QUESTIONS):
            shown = [_shown(task, chance) for task in tasks[first : first + QUESTIONS]]
            loss = torch.stack(_losses(network, shown)).mean()
            optimiser.step(loss)
            total += float(loss.detach()) * len(shown)
            done = first + len(shown)
            if done == len(tasks) or done % (REPORTED * QUESTIONS) == 0:
                write_trained(
                    network, out / WEIGHTS, out / CARD, {**record, "epochs": f"{epoch + done / len(tasks):.2f}"}
                )
                spent = time.monotonic() - begun
                progress(f"epoch {epoch + 1} of {epochs}: {done} questions, loss {total / done:.4f}, {spent:.0f} s")


@dataclass(frozen=True, slots=True)
class _Shown:
    pairs: tuple[Pair, ...]
    candidates: tuple[Candidate, ...]


def _shown(task: Task, chance: random.Random) -> _Shown:
    """A question with some of its passages: right ones, near ones, others that search put first, and few from below.

    Beside a passage that tells a fact stands the same passage without the sentences that tell it: the question, its
    words and its passage alike, only the answer is missing.
    """
    right = [c for c in task.candidates if c.answers and not (task.of_fact and c.sentences and not any(c.sentences))]
    near = [c for c in task.candidates if c.near and not c.answers]
    others = [c for c in task.candidates if not c.near and not c.answers]
    first, below = others[:FIRST], others[FIRST:]
    chosen = chance.sample(right, min(1 if task.of_fact else RIGHT, len(right)))
    if task.of_fact:
        chosen += [untold for c in chosen if (untold := _without_answer(c))]
    chosen += chance.sample(near, min(NEAR, len(near)))
    chosen += chance.sample(below, min(1, len(below)))
    chosen += chance.sample(first, max(0, min(SHOWN - len(chosen), len(first))))
    return _Shown(tuple(pairs(task.question, [(c.title, c.text) for c in chosen])), tuple(chosen))


def _without_answer(candidate: Candidate) -> Candidate | None:
    """A passage without the sentences that answer; None where too little is left to be one, or nobody marked them."""
    if not candidate.sentences or not any(candidate.sentences):
        return None
    spans = sentence_spans(candidate.text)
    kept = [
        candidate.text[start:end]
        for (start, end), answers in zip(spans, candidate.sentences, strict=True)
        if not answers
    ]
    text = " ".join(kept)
    if len(kept) < MIN_LEFT or len(text) < MIN_LEFT_CHARS:
        return None
    return Candidate(candidate.title, text, False, (False,) * len(sentence_spans(text)), near=True)


def _losses(network: Network, shown: Sequence[_Shown]) -> list[Tensor]:
    """The loss of each question."""
    flat = [pair for some in shown for pair in some.pairs]
    order = sorted(range(len(flat)), key=lambda i: len(flat[i].pieces))
    logits: dict[int, Tensor] = {}
    of_sentences: dict[int, Tensor] = {}
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=native_bfloat16()):
        for first in range(0, len(order), PAIRS):
            some = order[first : first + PAIRS]
            whole, sentences = network(*batch([flat[i] for i in some]))
            parts = sentences.split([len(flat[i].sentences) for i in some])
            for i, logit, part in zip(some, whole, parts, strict=True):
                logits[i], of_sentences[i] = logit, part
    losses, at = [], 0
    for one in shown:
        places = range(at, at + len(one.pairs))
        at += len(one.pairs)
        losses.append(_loss(torch.stack([logits[i] for i in places]), [of_sentences[i] for i in places], one))
    return losses


def _loss(logits: Tensor, of_sentences: Sequence[Tensor], shown: _Shown) -> Tensor:
    right = torch.tensor([float(c.answers) for c in shown.candidates])
    everything = torch.cat([logits, torch.zeros(1)]).logsumexp(dim=0)
    first = everything - (logits[right > 0].logsumexp(dim=0) if right.any() else 0.0)
    each = binary_cross_entropy_with_logits(logits, right, weight=1 + right)
    told = []
    for candidate, part in zip(shown.candidates, of_sentences, strict=True):
        if candidate.sentences and len(part):
            marked = torch.tensor(candidate.sentences, dtype=torch.float32)
            told.append(binary_cross_entropy_with_logits(part, marked, weight=1 + marked))
        elif not candidate.answers and len(part):
            told.append(0.5 * binary_cross_entropy_with_logits(part, torch.zeros_like(part)))
    return 0.5 * first + each + (torch.stack(told).mean() if told else 0.0)


def _began(start: Path | None) -> str:
    """The digest of the weights that a course began with; "" for the pretrained ones."""
    return hashlib.sha256((start / WEIGHTS).read_bytes()).hexdigest() if start else ""


def _digest(tasks: Sequence[Task]) -> str:
    """SHA-256 of what was learnt from, in any order."""
    texts = sorted(json.dumps([t.question.text, [[c.text, c.answers] for c in t.candidates]]) for t in tasks)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
