"""How much of what identifies somebody is hidden, and how much harmless text with it, beside stock Presidio."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.corpus import Corpus
from assistant.settings import Settings
from index.keys import random_keys
from index.redaction.detector import Detector
from index.redaction.redactor import Redactor
from index.redaction.stock import stock_presidio
from index.redaction.types import KEPT, EntityType
from index.redaction.vault import Vault

DIRECT = frozenset(EntityType) - {EntityType.AGE}  # what must be hidden wholly; an age is only generalised
Places = Mapping[str, Sequence[tuple[int, int]]]  # by reference: the stretches that are replaced


def measure(labelled: Sequence[Corpus], folder: Path, settings: Settings) -> dict[str, Any]:
    """For each corpus: ours and stock Presidio's figures, and logs per second of each."""
    stock = stock_presidio()
    figures = {}
    for corpus in labelled:
        redactor = Redactor(Detector(own_references=list(corpus.texts)), Vault(None, random_keys()))
        begun = time.perf_counter()
        redactions = redactor.texts(list(corpus.texts.values()))
        ours_s = time.perf_counter() - begun
        ours = {r: [(s.start, s.end) for s in x.replaced] for r, x in zip(corpus.texts, redactions, strict=True)}
        begun = time.perf_counter()
        theirs = {ref: stock(text) for ref, text in corpus.texts.items()}
        stock_s = time.perf_counter() - begun
        figures[corpus.name] = {
            "intellog": score(corpus, ours) | {"logs_per_s": round(len(ours) / ours_s, 1)},
            "stock_presidio": score(corpus, theirs) | {"logs_per_s": round(len(theirs) / stock_s, 1)},
        }
    return figures


def score(corpus: Corpus, replaced: Places) -> dict[str, float]:
    """Shares in [0, 1]. A mark is hidden when each of its letters and digits is replaced; an entity, when all its
    marks are.
    """
    hidden: list[bool] = []
    entities: dict[str, bool] = defaultdict(lambda: True)
    kept, plain = [0, 0], [0, 0]
    for ref, text in corpus.texts.items():
        covered = {i for start, end in replaced.get(ref, ()) for i in range(start, end)}
        marked: set[int] = set()
        for span in corpus.gold[ref]["spans"]:
            letters = [i for i in range(span["start"], span["end"]) if text[i].isalnum()]
            marked.update(letters)
            if span["type"] in DIRECT:
                hidden.append(covered.issuperset(letters))
                entities[f"{span['type']} {span['entity']}"] &= hidden[-1]
            elif span["type"] in KEPT:
                kept[0] += len(covered.intersection(letters))
                kept[1] += len(letters)
        rest = [i for i, c in enumerate(text) if c.isalnum() and i not in marked]
        plain[0] += len(covered.intersection(rest))
        plain[1] += len(rest)
    return {
        "direct_hidden": round(sum(hidden) / max(len(hidden), 1), 4),
        "entities_hidden_everywhere": round(sum(entities.values()) / max(len(entities), 1), 4),
        "kept_masked": round(kept[0] / max(kept[1], 1), 4),
        "plain_masked": round(plain[0] / max(plain[1], 1), 4),
    }
