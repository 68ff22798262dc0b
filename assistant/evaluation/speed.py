"""How fast logs go in, beside the plain way: stock Presidio one by one, float32 embeddings one by one."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.corpus import EVALUATOR, Corpus, loaded
from assistant.settings import Settings
from index.embedding import MINILM
from index.redaction.stock import stock_presidio

SAMPLE = 60  # logs of the baseline; it is slow


def measure(labelled: Sequence[Corpus], folder: Path, settings: Settings) -> dict[str, Any]:
    """Logs per second of both, models loaded before, and their ratio. Needs two corpora: one to warm up with."""
    from sentence_transformers import SentenceTransformer

    warm, corpus = labelled[:2]
    service = loaded([warm], folder, settings)
    begun = time.perf_counter()
    service.ingest([corpus.export], EVALUATOR)
    ours = len(corpus.texts) / (time.perf_counter() - begun)
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
    return {"ingest_logs_per_s": round(ours, 1), "plain_logs_per_s": round(plain, 1), "ratio": round(ours / plain, 2)}
