"""How much of what identifies somebody is hidden, and how much harmless text with it, beside stock Presidio.

For every labelled set, and for the sets of logs together: shares hidden and masked, whether tokens tell people and
numbers apart, whether the names of questions find their tokens, and the speed; each with a 95 % interval where it is a
share, and beside the bar it is held to. Then the recall of names by their origin, on generated logs.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.bars import ORIGINS, held_to
from assistant.evaluation.identity import Placed, aligned, names_asked, token_figures
from assistant.evaluation.intervals import bounds, resampled, wilson
from assistant.evaluation.labelled import LOGS, LabelledSet, Mark
from assistant.evaluation.masking import Places, Tally, added, tally
from index.clearance import EVERYTHING
from index.crew import Crew
from index.ingest import ingest
from index.keys import random_keys
from index.redaction.detector import Detector
from index.redaction.redactor import Redactor
from index.redaction.stock import stock_presidio
from index.redaction.tagger.model import NamesModel
from index.redaction.training.generated import by_origin
from index.redaction.training.invented import WORDS
from index.redaction.vault import Vault
from index.store import Store

TOGETHER = "all logs"
PER_ORIGIN = 93  # generated logs of each origin: each template for measuring three times
SEED = 1
_WARMING = "PC 1187 spoke to John Smith."  # loads the models before the clock starts

MakeDetector = Callable[[Sequence[str]], Detector]
Stock = Callable[[str], list[tuple[int, int]]]


def product_detector(references: Sequence[str]) -> Detector:
    """The detector that the product uses, for logs of these references."""
    return Detector(own_references=references)


def detectors(folder: Path) -> MakeDetector:
    """Detectors with the names model of a folder, loaded once."""
    model = NamesModel(folder)
    return lambda references: Detector(own_references=references, model=model)


@dataclass(slots=True)
class _Run:
    """What one redactor did with one set."""

    counts: Tally
    seconds: float
    tokens: list[tuple[LabelledSet, dict[str, list[Placed]]]] = field(default_factory=list)
    names: list[tuple[str, str, bool]] = field(default_factory=list)  # question, name in it, resolved


def measure(
    sets: Sequence[LabelledSet],
    folder: Path,
    *,
    detector: MakeDetector = product_detector,
    per_origin: int = PER_ORIGIN,
    stock: bool = True,
    leaks: bool = False,
    crew: Crew | None = None,
    progress: Callable[[str], None] = lambda message: None,
) -> dict[str, Any]:
    """By set: {"kind", "intellog", "stock_presidio", "bars"}; then all sets of logs together, and names by origin.

    detector: makes the detector to measure from the references of a set's logs, for example with a names model that
    was trained without that set. per_origin: generated logs of each origin; 0 leaves them out. stock: whether stock
    Presidio runs, too. leaks: whether each mark that is not wholly hidden is listed. folder: for stores of the sets
    that have questions. crew: reads the texts of the sets, as those of a large import.
    """
    presidio = stock_presidio() if stock else None
    if presidio:
        presidio(_WARMING)
    figures: dict[str, Any] = {}
    ours: list[_Run] = []
    theirs: list[_Run] = []
    for labelled in sets:
        progress(f"redacting {labelled.name}: {len(labelled.texts)} texts")
        run = _redacted(labelled, detector, crew)
        if labelled.corpus and labelled.corpus.questions:
            progress(f"asking {labelled.name}: {len(labelled.corpus.questions)} questions")
            run.names = _asked(labelled, folder / labelled.name, detector)
        baseline = _stock(labelled, presidio) if presidio else None
        figures[labelled.name] = _compared(labelled.kind, [run], [baseline] if baseline else [], leaks=leaks)
        if labelled.kind == LOGS:
            ours.append(run)
            theirs += [baseline] if baseline else []
    if len(ours) > 1:
        figures[TOGETHER] = _compared(LOGS, ours, theirs, leaks=False)
    if per_origin:
        progress("redacting generated logs by origin of names")
        figures["names by origin"] = _origins(detector, presidio, per_origin)
    return figures


def _redacted(labelled: LabelledSet, detector: MakeDetector, crew: Crew | None) -> _Run:
    references = list(labelled.texts) if labelled.kind == LOGS else []
    made = detector(references)
    Redactor(made, Vault(None, random_keys())).texts([_WARMING])
    redactor = Redactor(made, Vault(None, random_keys()))
    made.crew = crew
    begun = time.perf_counter()
    redactions = redactor.texts(list(labelled.texts.values()))
    seconds = time.perf_counter() - begun
    places: Places = {
        r: [(s.start, s.end) for s in x.replaced] for r, x in zip(labelled.texts, redactions, strict=True)
    }
    tokens = {
        ref: [Placed(was.start, was.end, m.token) for was, m in zip(x.replaced, x.mentions, strict=True)]
        for ref, x in zip(labelled.texts, redactions, strict=True)
    }
    return _Run(tally(labelled, places), seconds, [(labelled, tokens)] if labelled.kind == LOGS else [])


def _stock(labelled: LabelledSet, presidio: Stock) -> _Run:
    begun = time.perf_counter()
    places = {ref: presidio(text) for ref, text in labelled.texts.items()}
    return _Run(tally(labelled, places), time.perf_counter() - begun)


def _asked(labelled: LabelledSet, folder: Path, detector: MakeDetector) -> list[tuple[str, str, bool]]:
    """The names of the set's questions, asked of a store that holds its logs."""
    corpus = labelled.corpus
    if corpus is None:
        return []
    store = Store(folder)
    try:
        if detector is not product_detector:
            store.redactor = Redactor(
                detector(list(labelled.texts)),
                store.vault,
                ordinary=partial(store.catalogue.ordinary, clearance=EVERYTHING),
            )
        ingest([corpus.export], store)
        logs = store.catalogue.logs_of(list(labelled.texts), EVERYTHING)
        held = {ref: aligned(labelled.texts[ref], log.text, log.mentions) or [] for ref, log in logs.items()}
        questions = [(q["question"], store.redactor.question(q["question"], None)) for q in corpus.questions]
        return names_asked(labelled, held, questions)
    finally:
        store.close()


def _compared(kind: str, ours: Sequence[_Run], theirs: Sequence[_Run], *, leaks: bool) -> dict[str, Any]:
    figures = _figures(ours)
    if any(run.tokens for run in ours):
        tokens = token_figures([pair for run in ours for pair in run.tokens])
        figures["intervals"] |= tokens.pop("intervals")
        figures |= tokens
    if names := [name for run in ours for name in run.names]:
        right = sum(resolved for *_, resolved in names)
        figures["names_in_questions"] = len(names)
        figures["questions_resolved"] = round(right / len(names), 4)
        figures["intervals"]["questions_resolved"] = wilson(right, len(names))
    compared: dict[str, Any] = {"kind": kind, "intellog": figures}
    if theirs:
        compared["stock_presidio"] = _figures(theirs)
        times = figures["logs_per_s"] / max(compared["stock_presidio"]["logs_per_s"], 0.1)
        figures["times_stock_speed"] = round(times, 2)
    compared["bars"] = held_to(kind, figures)
    if leaks:
        compared["leaks"] = [asdict(leak) for run in ours for leak in run.counts.leaks]
        compared["unresolved"] = [{"question": q, "name": n} for run in ours for q, n, right in run.names if not right]
    return compared


def _figures(runs: Sequence[_Run]) -> dict[str, Any]:
    counts = added([run.counts for run in runs])
    return counts.figures() | {"logs_per_s": round(counts.texts / sum(run.seconds for run in runs), 1)}


def _origins(detector: MakeDetector, presidio: Stock | None, per_origin: int) -> dict[str, Any]:
    """Recall of names by their origin, of both; the sentences are the same for every origin."""
    sets = by_origin(None, per_origin, SEED)
    made = detector([])
    hidden: dict[str, dict[str, list[tuple[int, int]]]] = {"intellog": {}, "stock_presidio": {}}
    for origin, logs in sets.items():
        marks = [[Mark(*span) for span in log.spans if span[2] == "PERSON"] for log in logs]
        texts = [log.text for log in logs]
        redactions = Redactor(made, Vault(None, random_keys())).texts(texts)
        places = [[(s.start, s.end) for s in x.replaced] for x in redactions]
        hidden["intellog"][origin] = _hidden(texts, marks, places)
        if presidio:
            hidden["stock_presidio"][origin] = _hidden(texts, marks, [presidio(text) for text in texts])
    figures: dict[str, Any] = {"kind": ORIGINS}
    for name, by in hidden.items():
        if by:
            figures[name] = _gap(by)
    return figures | {"bars": held_to(ORIGINS, figures["intellog"])}


def _hidden(
    texts: Sequence[str], marks: Sequence[Sequence[Mark]], places: Sequence[Sequence[tuple[int, int]]]
) -> list[tuple[int, int]]:
    """For each text how many marks are wholly hidden, and how many there are."""
    counts = []
    for text, some, replaced in zip(texts, marks, places, strict=True):
        covered = {i for start, end in replaced for i in range(start, end)}
        whole = [covered.issuperset(i for i in range(m.start, m.end) if text[i].isalnum()) for m in some]
        counts.append((sum(whole), len(whole)))
    return counts


def _gap(by: dict[str, list[tuple[int, int]]]) -> dict[str, Any]:
    """The largest difference of recall between origins. Its interval draws sentences again, for all origins alike.

    Names that are words are no origin: they are told, and left out of the gap.
    """
    shares = {origin: (sum(a for a, _ in counts), sum(b for _, b in counts)) for origin, counts in by.items()}
    recall = {origin: round(a / max(b, 1), 4) for origin, (a, b) in shares.items()}
    compared = [origin for origin in by if origin != WORDS]
    counts = np.array([by[origin] for origin in compared], dtype=np.float64)  # (origins, logs, 2)
    drawn = resampled(counts.shape[1])
    of_draws = (drawn @ counts[:, :, 0].T) / np.maximum(drawn @ counts[:, :, 1].T, 1)  # (draws, origins)
    return {
        "largest_gap": round(max(recall[o] for o in compared) - min(recall[o] for o in compared), 4),
        "intervals": {"largest_gap": bounds(of_draws.max(axis=1) - of_draws.min(axis=1))},
        "by_origin": {
            origin: {"hidden": a, "names": b, "share": recall[origin], "interval": wilson(a, b)}
            for origin, (a, b) in sorted(shares.items(), key=lambda item: recall[item[0]])
        },
    }
