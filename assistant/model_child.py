"""The process that writes: messages on standard input -> pieces of text on standard output, as lines of JSON.

It reads ["write", the messages and the greatest length] and ["stop", null]. To each text it says ["piece", text] as
often as it has one, then ["end", null] or ["failed", the kind of error]. `assistant.model_process` is its other side.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from index.processes import confine

_CHAT_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)

# Messages, the greatest length in tokens, what takes a piece of text, what tells to stop -> nothing
Write = Callable[[Sequence[dict[str, str]], int, Callable[[str], None], threading.Event], None]
_Asked = SimpleQueue[tuple[dict[str, Any], threading.Event]]


def serve(load: Callable[[], Write]) -> None:
    """Load a model, and write with it whatever standard input asks for. Ends the process when the model fails."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the process that asks
    said = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no text of ours
    confine()
    asked: _Asked = SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()

    def say(kind: str, value: object) -> None:
        os.write(said, json.dumps([kind, value]).encode() + b"\n")

    try:
        write = load()
        while True:
            request, stopped = asked.get()
            if request["messages"]:
                write(request["messages"], request["max_new_tokens"], lambda text: say("piece", text), stopped)
            say("end", None)
    except Exception as error:  # a library raises whatever it likes; its message may quote what it was asked
        say("failed", type(error).__name__)
        os._exit(1)  # the other thread reads, and an interpreter that winds up would trip over it


def _listen(asked: _Asked) -> None:
    """What is read, for the thread that writes. This thread reads on meanwhile, and ends the process with its input."""
    stopped = threading.Event()
    try:
        for line in sys.stdin.buffer:
            kind, value = json.loads(line)
            if kind == "write":
                stopped = threading.Event()
                asked.put((value, stopped))
            else:
                stopped.set()
    finally:
        os._exit(0)


class _Stopped(Exception):
    """The text under way was told to stop."""


def _loaded(folder: Path, threads: int) -> Write:
    import torch
    from torch.nn.modules.module import register_module_forward_pre_hook
    from transformers import AutoModelForCausalLM, AutoTokenizer, TextStreamer

    from index.embedding import native_bfloat16

    torch.set_num_threads(threads)
    dtype = torch.bfloat16 if native_bfloat16() else torch.float32
    loaded: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, local_files_only=True, use_safetensors=True)
    model = loaded.eval()
    tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)

    class Streamer(TextStreamer):
        """Hands text on as soon as its words are whole."""

        def __init__(self, say: Callable[[str], None]) -> None:
            super().__init__(tokenizer, skip_prompt=True, skip_special_tokens=True)
            self._say = say

        def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
            if text:
                self._say(text)

    def write(
        messages: Sequence[dict[str, str]], max_new_tokens: int, say: Callable[[str], None], stopped: threading.Event
    ) -> None:
        """Greedy, so that the same notes give the same draft."""
        prompt = tokenizer.apply_chat_template(
            messages,
            chat_template=_CHAT_TEMPLATE,
            add_generation_prompt=True,
            tokenize=True,
            return_tensors="pt",
            return_dict=True,
            sanitize_control_tokens=True,  # a log that spells out a role marker stays plain text
        )

        def look(*part: object) -> None:
            if stopped.is_set():
                raise _Stopped

        # Before every part of the network, not after every token: reading the notes is one token, of many seconds.
        looking = register_module_forward_pre_hook(look)
        try:
            model.generate(
                **prompt,
                max_new_tokens=max_new_tokens,
                do_sample=False,
                repetition_penalty=1.05,
                streamer=Streamer(say),
            )
        except _Stopped:
            pass
        finally:
            looking.remove()

    return write


if __name__ == "__main__":
    serve(lambda: _loaded(Path(sys.argv[1]), int(sys.argv[2])))
