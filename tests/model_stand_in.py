"""Stands in for the model in a model's process: does to it what the last message says."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.model_child import Write, serve

SPOKEN = "The passports of the workers are in a locked drawer. "


def write(
    messages: Sequence[dict[str, str]], max_new_tokens: int, say: Callable[[str], None], stopped: threading.Event
) -> None:
    asked = messages[-1]["content"]
    if "crash" in asked:
        say("Half a")
        os.kill(os.getpid(), signal.SIGSEGV)
    elif "fail" in asked:
        raise RuntimeError("a message that quotes the prompt")
    elif "hang" in asked:
        time.sleep(60)
    elif "leave" in asked:
        say(" ".join([_kept_from(_connect), _kept_from(_save), str("INTELLOG_KEY" in os.environ)]))
    elif "print" in asked:
        print("a word from a library", flush=True)
        say("text")
    elif "slow" in asked:
        while not stopped.wait(0.01):
            say("on and ")
    elif "pid" in asked:
        say(str(os.getpid()))
    else:
        for word in SPOKEN.split(" ")[:max_new_tokens]:
            say(f"{word} ")


def _connect() -> None:
    socket.create_connection(("127.0.0.1", 9))


def _save() -> None:
    with Path("/dev/shm/intellog-stand-in").open("w") as file:
        file.write("text")


def _kept_from(act: Callable[[], None]) -> str:
    try:
        act()
    except OSError as error:
        return type(error).__name__
    return "done"


def load() -> Write:
    return write


if __name__ == "__main__":
    serve(load)
