"""The policy's model at work: a question -> the log odds that it is to be declined.

Rules cannot list every wording. The examples in `prompts/declined_examples.toml` are text that a reviewer can read and
add to; a classifier learns from them (`python -m ui.fit_policy`). Its record holds a digest of the
examples that it was trained on: where they differ from it, it is not used, so that nothing is in force that a reviewer
cannot read.
"""

import hashlib
import json
import threading
import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.embedding import MINILM, tokenizer
from index.errors import BadModel, BadSetting
from index.redaction.tokens import spoken
from index.weights import check_digests, read_card

if TYPE_CHECKING:
    from assistant.likeness.network import Network

EXAMPLES = "declined_examples.toml"  # in prompts/
WEIGHTS, CARD = "likeness-model.safetensors", "likeness-model.json"  # beside this module, or where training wrote
LONGEST, STEP = 128, 64  # word pieces read at once; a longer question is read in stretches that overlap
REMEDY = "run: python -m ui.fit_policy"

_one_at_a_time = threading.Lock()


class Compares(Protocol):
    """What tells how like a declined question one is; the tests put a small one in the model's place."""

    def log_odds(self, question: str) -> float:
        """The log odds that a redacted question is to be declined, were both kinds equally frequent."""
        ...


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions of either kind, in which a person may be "a person" or a name."""

    declined: tuple[str, ...]
    answered: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the questions and the model that reads them."""
        return hashlib.sha256(json.dumps([self.declined, self.answered, MINILM.digest]).encode()).hexdigest()


def examples() -> Examples:
    """Those that are shipped. Raises BadSetting."""
    file = resources.files("prompts") / EXAMPLES
    try:
        read = tomllib.loads(file.read_text("utf-8"))
        return Examples(tuple(read["declined"]), tuple(read["answered"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        raise BadSetting(f"{EXAMPLES}: expected TOML with the lists 'declined' and 'answered'") from None


class Likeness:
    """Loads its weights when first asked; raises BadModel when they are missing, not as recorded, or of others."""

    def __init__(self, folder: Path | None = None) -> None:
        """folder: weights and their record, as training wrote them; ours by default."""
        self._folder = folder or Path(__file__).parent

    @cached_property
    def record(self) -> dict[str, str]:
        """What the card records: the digests of the weights and of the examples they were trained on."""
        return read_card("policy model", self._folder / CARD, remedy=REMEDY)

    def log_odds(self, question: str) -> float:
        """As `Compares`: of a long question the highest of its stretches."""
        import torch

        from index.pretrained import padded

        with _one_at_a_time, torch.inference_mode():
            return float(self._network(*padded(stretches(question))).max())

    @cached_property
    def _network(self) -> "Network":
        from assistant.likeness.network import Network

        check_digests("policy model", self._folder, {WEIGHTS: self.record["sha256"]}, remedy=REMEDY)
        if self.record["examples"] != examples().digest:
            raise BadModel(f"policy model: {EXAMPLES} differs from what it was trained on; {REMEDY}")
        return Network().at_work(self._folder / WEIGHTS)


def stretches(question: str) -> list[list[int]]:
    """A redacted question as rows of word pieces, each with the marks of its beginning and end."""
    first, *pieces, last = tokenizer().encode(spoken(question)).ids
    inside = LONGEST - 2
    starts = range(0, max(1, len(pieces) - inside + STEP), STEP) if len(pieces) > inside else (0,)
    return [[first, *pieces[start : start + inside], last] for start in starts]
