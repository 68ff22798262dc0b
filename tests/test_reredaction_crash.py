"""Killed while stored logs are redacted again: the next start finishes, and leaves no trace of what was learnt."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.audit import Actor
from assistant.checking import check
from index.store import VAULT_FILE
from tests.test_crash import ROOT
from tests.test_reredaction import export, opened

LOGS = 60
NAMES = "ab cd ef gh ij kl mn op qr".split()
INGEST = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
import index.ingest, index.reredaction
from assistant.audit import Actor
from tests.test_reredaction import opened
index.ingest.BATCH = index.reredaction.TOGETHER = 3
service = opened(Path({folder!r}))
print("opened", flush=True)
report = service.ingest([Path({source!r})], Actor("tests"), progress=lambda report: print(report.read, flush=True))
print("done", flush=True)
"""


@pytest.mark.parametrize("seed", range(10))
def test_killed_at_a_random_moment_the_search_is_finished(tmp_path: Path, seed: int) -> None:
    pick = random.Random(seed)
    service = opened(tmp_path)
    service.ingest(
        [export(tmp_path, *((f"A/{n}", f"Quixwood{NAMES[n % 9]} drives van {n}.") for n in range(LOGS)))],
        Actor("tests"),
    )
    for n in range(3):
        list(service.ask(f"Who drives van {n}?", Actor("tests")))
    service.close()
    source = export(tmp_path, *((f"B/{n}", f"He is <PERSON:Zeb Quixwood{NAMES[n]}>.") for n in range(9)))
    code = INGEST.format(root=ROOT, folder=str(tmp_path), source=str(source))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    stop_after = pick.randint(1, 4)
    for number, _ in enumerate(process.stdout):
        if number >= stop_after:
            break
    time.sleep(pick.random() * 0.08)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    again = opened(tmp_path)
    pending = again.store.catalogue.pending
    assert not (pending.unswept() or pending.learnt() or pending.reredacted() or again.store.catalogue.unscrubbed)
    again.ingest([source], Actor("tests"))
    assert again.store.catalogue.integrity() == []
    assert again.verify().ok
    assert [finding for finding in check(again, Actor("tests"), mend=False) if not finding.note] == []
    assert again.store.vectors().manifest.count == again.store.catalogue.counts()["passages"]
    recorded = {(e.body or {}).get("log_ref") for e in again.events(Actor("tests"), kinds=["reredact"])}
    assert recorded >= {f"A/{n}" for n in range(LOGS)}
    again.close()
    files = [p for p in (tmp_path / "store").iterdir() if not p.name.startswith(VAULT_FILE)]
    assert [p.name for p in files if b"quixwood" in p.read_bytes().lower()] == []
