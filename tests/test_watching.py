"""How far a long reading is reaches whoever started it, and nobody else."""

import json
import threading
from pathlib import Path

import pytest

from index.ingest import Report, ingest
from index.store import Store
from index.watching import tell, watching
from tests.conftest import WordEmbedder


def test_only_who_watches_is_told_in_its_block_and_thread() -> None:
    told: list[float] = []
    tell(1, 2)
    with watching(told.append):
        tell(1, 4)
        other = threading.Thread(target=tell, args=(1, 2))
        other.start()
        other.join()
        tell(0, 0)
    tell(3, 4)
    assert told == [0.25, 1.0]


@pytest.mark.models
def test_an_ingest_tells_how_much_of_its_batch_is_read_and_counts_it_when_it_is_stored(tmp_path: Path) -> None:
    rows = [{"log_ref": f"N/{n}", "text": f"Ann Okafor met Tim {n} times by the van.", "reported_at": "2025-05-01"}
            for n in range(40)]  # fmt: skip
    source = tmp_path / "logs.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    seen: list[tuple[int, int, int]] = []
    store = Store(tmp_path / "store", embedder=WordEmbedder())
    report = ingest([source], store, progress=lambda r: seen.append((r.read, r.at_hand, r.done)))
    store.close()
    assert seen[0] == (0, 0, 0) and seen[-1] == (40, 0, 40) and report.at_hand == 0
    between = seen[1:-1]
    assert between and all(read == 0 and done == at_hand for read, at_hand, done in between)
    assert [at_hand for _, at_hand, _ in between] == sorted(at_hand for _, at_hand, _ in between)
    assert between[-1][1] == 40


def test_the_time_left_is_told_once_enough_is_read() -> None:
    early, later = Report(at_hand=5, expected=1000, seconds=30.0), Report(read=100, expected=1000, seconds=50.0)
    assert (early.seconds_left, later.seconds_left) == (None, 450.0)
