"""How fast logs go in, beside the plain way: stock Presidio one by one, float32 embeddings one by one; how long
it takes to delete one, beside what it took to go in; and how long a search takes, alone and while logs go in.
"""

import json
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.corpus import EVALUATOR, Corpus, loaded, percentile, rows
from assistant.service import Service
from assistant.settings import Settings
from index.crew import crew_size
from index.embedding import MINILM
from index.errors import BadStore
from index.redaction.stock import stock_presidio

SAMPLE = 60  # logs of the baseline; it is slow
DELETED = 20
SEARCHED = 20  # questions without an ingest beside them


def measure(labelled: Sequence[Corpus], folder: Path, settings: Settings) -> dict[str, Any]:
    """Logs per second of both, models loaded before, and their ratio; and the time of a deletion, certificate included,
    as a share of the time that a log of the same batch took to go in; and seconds of a search, alone and while logs go
    in. Needs two corpora: one to warm up with.

    The logs go in as those of a large import do, with a crew.
    """
    from sentence_transformers import SentenceTransformer

    warm, corpus = labelled[:2]
    service = loaded([warm], folder / "store", settings)
    with service.store.crewed(crew_size()) as crew:
        if crew:
            crew.wait()
        begun = time.perf_counter()
        service.ingest([corpus.export], EVALUATOR)
        ours = len(corpus.texts) / (time.perf_counter() - begun)
        questions = [q["question"] for q in warm.questions]
        alone, beside = searches(service, questions, _again(corpus, folder)) if questions else ([], [])
    deleted = deletion(service, list(corpus.texts)[:DELETED])
    service.close()
    stock, model = stock_presidio(), SentenceTransformer(str(MINILM.path()), device="cpu", local_files_only=True)
    texts = list(corpus.texts.values())[:SAMPLE]
    stock(texts[0])
    model.encode(texts[0])
    begun = time.perf_counter()
    for text in texts:
        stock(text)
        model.encode(text)
    plain = len(texts) / (time.perf_counter() - begun)
    return {
        "ingest_logs_per_s": round(ours, 1), "plain_logs_per_s": round(plain, 1), "ratio": round(ours / plain, 2),
        "deletion_share_of_ingest": round(deleted * ours, 2),
        "search_alone_s": {"p50": percentile(alone, 0.5), "p95": percentile(alone, 0.95)},
        "search_during_ingest_s": {"p50": percentile(beside, 0.5), "p95": percentile(beside, 0.95)},
    }  # fmt: skip


def searches(service: Service, questions: Sequence[str], export: Path) -> tuple[list[float], list[float]]:
    """Seconds of each search: of the first questions alone, of the others while an export is ingested beside them."""

    def took(question: str) -> float:
        begun = time.perf_counter()
        service.search(question, EVALUATOR)
        return time.perf_counter() - begun

    alone = [took(question) for question in questions[:SEARCHED]]
    going_in = threading.Thread(target=service.ingest, args=([export], EVALUATOR))
    going_in.start()
    beside = [took(q) for q in questions[SEARCHED:] if going_in.is_alive()]  # each once: what was read is remembered
    going_in.join()
    return alone, beside


def _again(corpus: Corpus, folder: Path) -> Path:
    """The logs of a corpus under other references, so that they go in once more."""
    path = folder / f"{corpus.name}.jsonl"
    some = (row | {"log_ref": f"{row['log_ref']}/2"} for row in rows(corpus.export))
    path.write_text("".join(f"{json.dumps(row)}\n" for row in some), "utf-8")
    return path


def deletion(service: Service, log_refs: Sequence[str]) -> float:
    """Seconds that the deletion of one of these logs takes, on average; each must leave nothing to be found."""
    begun = time.perf_counter()
    made = [service.delete(ref, "measured", EVALUATOR) for ref in log_refs]
    took = (time.perf_counter() - begun) / len(log_refs)
    if left := [one.log_ref for one in made if not one.is_clean]:
        raise BadStore(f"{len(left)} of {len(made)} deleted logs left something behind; run intellog check")
    return took
