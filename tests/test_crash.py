"""Killed at any moment: the next start finds every acknowledged log once, and nothing half-done."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.clearance import EVERYTHING
from index.inspection import inspect
from index.records import Filters
from index.store import CATALOGUE_FILE, Store
from tests.conftest import WithoutModel, WordEmbedder

# Ingests in small batches, with the stand-in embedder and a redactor that finds nothing; prints what is acknowledged.
INGEST = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.conftest import WordEmbedder
from tests.test_crash import Nothing
import index.ingest
from index.redaction.redactor import Redactor
from index.store import Store
index.ingest.BATCH = 5
store = Store(Path({store!r}), embedder=WordEmbedder())
store.redactor = Redactor(Nothing(), store.vault)
index.ingest.ingest([Path({source!r})], store, progress=lambda report: print(report.read, flush=True))
print("done", flush=True)
"""
ROOT = str(Path(__file__).parent.parent)
LOGS = 120


class Nothing(WithoutModel):
    """A detector that finds nothing: this test is about files, not about names."""

    def detect(self, texts: list[str], **more: object) -> list[list[object]]:
        return [[] for _ in texts]

    def residual(self, texts: list[str]) -> list[list[object]]:
        return [[] for _ in texts]

    def exempt(self, references: list[str]) -> None:
        pass

    def uncertain(self, texts: list[str]) -> list[list[object]]:
        return [[] for _ in texts]

    def is_ordinary(self, word: str) -> bool:
        return True


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "logs.jsonl"
    rows = [
        {"log_ref": f"K/{n}", "text": f"Log number {n} about a van.", "reported_at": "2024-05-01"} for n in range(LOGS)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def start(store: Path, source: Path) -> subprocess.Popen[str]:
    code = INGEST.format(root=ROOT, store=str(store), source=str(source))
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("seed", range(12))
def test_killed_at_a_random_moment_nothing_acknowledged_is_lost(tmp_path: Path, source: Path, seed: int) -> None:
    store = tmp_path / "store"
    process = start(store, source)
    assert process.stdout is not None
    acknowledged = 0
    stop_after = random.Random(seed).randint(0, LOGS)
    for line in process.stdout:
        acknowledged = int(line) if line.strip().isdigit() else LOGS
        if acknowledged >= stop_after:
            break
    time.sleep(random.Random(seed).random() * 0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    catalogue = Catalogue(store / CATALOGUE_FILE)
    assert catalogue.counts()["logs"] >= acknowledged
    assert catalogue.integrity() == []
    catalogue.close()
    again = start(store, source)
    assert again.communicate()[0].endswith("done\n")
    opened = Store(store, embedder=WordEmbedder())
    refs = [log.log_ref for log in opened.catalogue.logs(Filters(), EVERYTHING)]
    assert sorted(refs) == sorted(f"K/{n}" for n in range(LOGS))
    assert opened.catalogue.integrity() == []
    assert opened.vectors().manifest.count == opened.catalogue.counts()["passages"] == LOGS
    assert opened.vectors().manifest.generation == opened.catalogue.generation
    assert inspect(opened, mend=False) == []


def test_a_lost_or_damaged_index_file_is_made_anew_without_a_model(tmp_path: Path, source: Path) -> None:
    process = start(tmp_path / "store", source)
    process.communicate()
    path = tmp_path / "store" / "vectors.faiss"
    good = path.read_bytes()
    for damage in (b"", good[:-20], bytes([good[0] ^ 1]) + good[1:]):
        path.write_bytes(damage)
        opened = Store(tmp_path / "store", embedder=WordEmbedder())
        assert opened.vectors().manifest.count == LOGS
        opened.close()
        assert path.read_bytes() == good
