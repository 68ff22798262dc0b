"""Nothing here reaches for the network: ingest, search, answers, patterns and audit run with every socket blocked."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.models

# Runs in a process of its own, so that imports count too. Any attempt to resolve or connect ends it with status 7.
BLOCKED = """
import os, socket, sys
def refuse(*arguments, **named):
    sys.stderr.write("network attempt\\n")
    os._exit(7)
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
sys.path.insert(0, {root!r})
from ui.cli import main
for arguments in {runs!r}:
    try:
        main(arguments)
    except SystemExit as end:
        assert not end.code, end.code
"""


def test_every_act_works_with_the_network_blocked(tmp_path: Path, demo: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join((demo / "harbour.jsonl").read_text("utf-8").splitlines()[:12]))
    store = ["--store", str(tmp_path / "store"), "--model", "none"]
    runs = [
        [*store, "ingest", str(few)],
        [*store, "search", "minibus at the car wash"],
        [*store, "ask", "Who was seen on the seafront?"],
        [*store, "patterns"],
        [*store, "audit", "verify"],
        ["redact", str(write_line(tmp_path))],
    ]
    code = BLOCKED.format(root=str(Path(__file__).parent.parent), runs=runs)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def write_line(folder: Path) -> Path:
    path = folder / "line.jsonl"
    path.write_text('{"id": "1", "text": "Write to zebulon.quixwood@example.com or call 07700 900123."}\n')
    return path
