"""The model's process, with a stand-in for the model: whatever it does to its process is a message, and only that."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import model_process
from assistant.answer import Writer
from assistant.audit import Actor
from assistant.local_model import LocalChatModel
from assistant.model_process import ModelProcess
from assistant.service import Service
from assistant.settings import Settings
from assistant.turns import Turns
from index.errors import BadModel
from index.store import Store
from tests.conftest import WordEmbedder
from tests.model_stand_in import SPOKEN
from tests.test_service import export

ROOT = Path(__file__).parent.parent
STAND_IN = "tests.model_stand_in"


@pytest.fixture
def process() -> Iterator[ModelProcess]:
    process = ModelProcess("small", STAND_IN)
    yield process
    if process._child:
        process._child.end()


def asking(process: ModelProcess, what: str) -> Iterator[tuple[str, int]]:
    return process.write([{"role": "user", "content": what}], max_new_tokens=99)


def said(process: ModelProcess, what: str) -> str:
    return "".join(text for text, _ in asking(process, what))


def test_pieces_come_as_they_are_made_from_a_process_that_is_kept(process: ModelProcess) -> None:
    pieces = [text for text, _ in asking(process, "speak") if text]
    assert "".join(pieces).strip() == SPOKEN.strip()
    assert len(pieces) == len(SPOKEN.split(" "))
    assert said(process, "pid") == said(process, "pid") != str(os.getpid())


def test_a_text_that_is_closed_ends_within_a_second_and_the_process_goes_on(process: ModelProcess) -> None:
    pid = said(process, "pid")
    stream = asking(process, "slow")
    assert any(text for text, _ in stream)
    begun = time.monotonic()
    stream.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 1
    assert said(process, "pid") == pid


def test_a_process_that_does_not_stop_is_killed_and_started_anew(
    process: ModelProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_process, "STOPPING_S", 0.3)
    pid = said(process, "pid")
    stream = asking(process, "hang")
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert is_gone(int(pid))
    assert said(process, "pid") != pid


def test_a_process_that_is_silent_too_long_is_killed(process: ModelProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    process.warm()
    monkeypatch.setattr(model_process, "SILENCE_S", 0.3)
    with pytest.raises(BadModel, match="nothing was heard"):
        said(process, "hang")


def test_a_crash_is_bad_model_and_the_next_text_starts_another_process(process: ModelProcess) -> None:
    with pytest.raises(BadModel, match=r"small: its process ended \(Segmentation fault\); the next answer starts"):
        said(process, "crash")
    assert said(process, "speak").strip() == SPOKEN.strip()


def test_a_process_that_was_killed_while_nobody_asked_is_started_anew(process: ModelProcess) -> None:
    pid = int(said(process, "pid"))
    os.kill(pid, signal.SIGKILL)
    assert process._child and process._child._process.wait() == -signal.SIGKILL
    assert said(process, "pid") != str(pid)


def test_a_failure_is_named_by_its_kind_and_not_by_its_words(process: ModelProcess) -> None:
    with pytest.raises(BadModel, match=r"it failed \(RuntimeError\)") as failed:
        said(process, "fail")
    assert "quotes" not in str(failed.value)
    assert said(process, "speak")


def test_a_module_that_cannot_be_loaded_is_bad_model_each_time() -> None:
    process = ModelProcess("small", "tests.no_such_module")
    for _ in range(2):
        with pytest.raises(BadModel, match=r"its process ended \(status 1\)"):
            process.warm()


def test_the_process_opens_no_socket_writes_no_file_and_has_no_key(
    process: ModelProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTELLOG_KEY", "00" * 32)
    assert said(process, "leave") == "PermissionError OSError False"


def test_what_a_library_prints_is_neither_text_nor_on_our_output(
    process: ModelProcess, capfd: pytest.CaptureFixture[str]
) -> None:
    assert said(process, "print") == "text"
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_in_the_terminal_leaves_the_process_alone(process: ModelProcess) -> None:
    pid = said(process, "pid")
    os.kill(int(pid), signal.SIGINT)
    assert said(process, "pid") == pid


def test_the_process_ends_when_the_one_that_asks_is_killed() -> None:
    code = f"""
import time
from assistant.model_process import ModelProcess
process = ModelProcess("small", {STAND_IN!r})
print(*(text for text, _ in process.write([dict(role="user", content="pid")], max_new_tokens=9)), flush=True)
for _ in process.write([dict(role="user", content="hang")], max_new_tokens=9):
    pass
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert not is_gone(pid)
        parent.kill()
    deadline = time.monotonic() + 10
    while not is_gone(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_gone(pid)


def test_who_waits_is_told_how_many_are_before(process: ModelProcess) -> None:
    first = asking(process, "slow")
    assert any(text for text, _ in first)
    second = asking(process, "speak")
    assert [next(second), next(second)] == [("", 1), ("", 1)]
    first.close()  # type: ignore[attr-defined]
    assert "".join(text for text, ahead in second if not ahead).strip() == SPOKEN.strip()


def test_turns_are_taken_in_the_order_of_coming_and_who_leaves_holds_up_nobody() -> None:
    turns = Turns()
    order: list[str] = []

    def come(name: str) -> None:
        with turns.place() as ahead:
            while ahead(5):
                pass
            order.append(name)

    with turns.place() as ahead:
        assert ahead(0) == 0
        threads = []
        with turns.place() as impatient:
            assert impatient(0) == 1
            for number, name in enumerate("abc", 2):
                threads.append(threading.Thread(target=come, args=name))
                threads[-1].start()
                while len(turns._line) <= number:
                    time.sleep(0.001)
    for thread in threads:
        thread.join(5)
    assert order == ["a", "b", "c"]


@pytest.fixture
def service(tmp_path: Path, process: ModelProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr("assistant.local_model._process_of", lambda folder: process)
    settings = Settings(store=tmp_path / "store", cache=tmp_path, model="none")
    writer = Writer(LocalChatModel(folder=tmp_path), "small")
    service = Service(settings, store=Store(settings.store, embedder=WordEmbedder()), writer=writer)
    service.ingest([export(tmp_path)], Actor("a"))
    yield service
    service.close()


def test_after_a_crash_the_extractive_answer_stands_says_so_and_the_next_one_is_written(service: Service) -> None:
    *_, answer = service.ask("Who keeps the passports of the workers, in a crash?", Actor("a"))
    assert answer.complete and answer.status == "answered"
    assert all(s.is_quoted for s in answer.sentences)
    assert "did not finish (model small: its process ended" in answer.notices[-1]
    *_, answer = service.ask("Who keeps the passports of the workers?", Actor("a"))
    assert [s.text for s in answer.sentences if s.origin == "written"] == [SPOKEN.strip()]


def test_an_answer_says_that_it_waits_and_is_ended_without_its_turn(service: Service, process: ModelProcess) -> None:
    other = asking(process, "slow")
    assert any(text for text, _ in other)
    states = service.ask("Who keeps the passports of the workers?", Actor("a"))
    assert [next(states).ahead, next(states).ahead] == [0, 1]
    states.close()  # type: ignore[attr-defined]
    assert len(process._turns._line) == 1


def test_an_answer_can_be_ended_while_no_sentence_is_complete(service: Service, process: ModelProcess) -> None:
    states = service.ask("Who keeps the passports of the workers, if slow?", Actor("a"))
    assert [next(states).complete, next(states).complete] == [False, False]
    states.close()  # type: ignore[attr-defined]
    assert process._turns._line == []


def is_gone(pid: int) -> bool:
    """Whether a process has ended, also where nobody has collected its status yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z"
