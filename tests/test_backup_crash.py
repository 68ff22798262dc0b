"""Killed while backing up or restoring: no half backup, no half store, no copy left behind, and the next try works."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from assistant.audit import Actor
from assistant.checking import check, damage
from assistant.restoring import restore
from assistant.service import Service
from index import sealing
from index.clearance import EVERYTHING
from index.records import Filters
from index.sealing import STORE_KEY, Secret
from tests.test_backup import on
from tests.test_crash import ROOT, start
from tests.test_reredaction import export, opened

pytestmark = pytest.mark.usefixtures("undoubted")

ANALYST = Actor("analyst")
LOGS = 90
# One act with a line of output at each step, so that it can be killed there.
ACT = """
import os, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from index import backup, sealing
sealing.CHUNK = backup.CHUNK = 1 << 14
from tests.test_backup_crash import ANALYST, KEY
from tests.test_backup import on
from tests.test_reredaction import opened
from assistant.restoring import restore
folder = Path({folder!r})

def told(*said):
    print(*said, flush=True)
    time.sleep(0.002)

if {act!r} == "backup":
    made = backup._copied
    def copied(path):
        told("copying", path.name)
        return made(path)
    backup._copied = copied
    opened(folder).back_up(folder / "backup", ANALYST, secret=KEY, progress=told)
else:
    restore(folder / "good", folder / "restored", KEY, ANALYST, opened=on, erasures=folder / "store", progress=told)
print("done", flush=True)
"""
KEY = Secret(STORE_KEY, bytes(range(32)))  # any key seals; a passphrase would take half a second each time


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sealing, "CHUNK", 1 << 14)
    service = opened(tmp_path)
    logs = [(f"A/{n}", f"<PERSON:Al Quixwood{chr(97 + n % 26)}> drove van {n} to the quay.") for n in range(LOGS)]
    service.ingest([export(tmp_path, *logs)], ANALYST)
    service.back_up(tmp_path / "good", ANALYST, secret=KEY)
    service.delete("A/7", "retention", ANALYST)
    service.close()
    return tmp_path


def killed(folder: Path, act: str, steps: int) -> int:
    """Run an act and kill it after some lines of output; returns how many lines it said."""
    code = ACT.format(root=ROOT, folder=str(folder), act=act)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = 0
    for said, line in enumerate(process.stdout, start=1):
        if said >= steps or line == "done\n":
            break
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return said


def sound(service: Service) -> None:
    found = damage(service._settings) or check(service, ANALYST, mend=False)
    assert [finding for finding in found if finding.is_open] == []


@pytest.mark.parametrize("steps", [1, 2, 4, 5, 6, 9, 14])
def test_a_backup_that_was_killed_leaves_no_backup_and_no_copy(folder: Path, steps: int) -> None:
    assert killed(folder, "backup", steps) == steps
    assert not (folder / "backup").exists()
    left = [path for path in (folder / "store").glob("copy.*") if path.stat().st_size]
    assert left == []
    service = opened(folder)
    sound(service)
    service.back_up(folder / "backup", ANALYST, secret=KEY)
    service.close()
    assert restore(folder / "backup", folder / "restored", KEY, ANALYST, opened=on).logs == LOGS - 1


@pytest.mark.parametrize("steps", [1, 3, 7, 12, 18, 19, 20, 1000])
def test_a_restore_that_was_killed_leaves_no_store_or_a_whole_one(folder: Path, steps: int) -> None:
    killed(folder, "restore", steps)
    if steps < 1000:
        assert not (folder / "restored").exists()
        done = restore(folder / "good", folder / "restored", KEY, ANALYST, opened=on, erasures=folder / "store")
        assert (done.logs, done.erased_again, done.findings) == (LOGS - 1, 1, ())
    assert not (folder / "restored.restoring").exists()
    service = opened(folder, name="restored")
    sound(service)
    assert not service.store.holds("A/7", EVERYTHING)
    service.close()


def test_backups_made_during_an_ingest_hold_each_acknowledged_log_once(tmp_path: Path) -> None:
    opened(tmp_path).close()
    rows = [(f"K/{n}", f"Log number {n} about a van.") for n in range(400)]
    process = start(tmp_path / "store", export(tmp_path, *rows))
    assert process.stdout is not None
    acknowledged = 0

    def listen() -> None:
        nonlocal acknowledged
        for line in process.stdout or ():
            acknowledged = int(line) if line.strip().isdigit() else acknowledged

    listener = threading.Thread(target=listen)
    listener.start()
    service = opened(tmp_path)
    known = []
    while process.poll() is None and len(known) < 8:
        if acknowledged > 0:
            known.append(acknowledged)
            service.back_up(tmp_path / f"backup{len(known)}", ANALYST, secret=KEY)
        time.sleep(0.01)
    process.wait()
    listener.join()
    service.close()
    assert any(0 < count < len(rows) for count in known)
    for number, count in enumerate(known, start=1):
        name = f"restored{number}"
        done = restore(tmp_path / f"backup{number}", tmp_path / name, KEY, ANALYST, opened=on)
        assert [finding for finding in done.findings if not finding.note] == []
        again = opened(tmp_path, name=name)
        refs = [log.log_ref for log in again.store.catalogue.logs(Filters(), EVERYTHING)]
        assert len(refs) == len(set(refs)) == done.logs
        assert done.logs >= count
        assert set(refs) == {f"K/{n}" for n in range(done.logs)}  # what was read first, without a gap
        again.close()
