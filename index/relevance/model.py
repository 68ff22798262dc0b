"""The relevance model at work: a question and passages -> a judgement of each passage and of its sentences."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.records import Judgement, RedactedQuestion
from index.relevance.pairs import pairs
from index.weights import check_digests, read_card

if TYPE_CHECKING:
    from index.relevance.network import Network

WEIGHTS, CARD = "relevance-model.safetensors", "relevance-model.json"  # beside this module, or where training wrote
NOT_READ = -20.0  # log-odds of a sentence beyond what is read of a passage
REMEMBERED = 4096  # judgements; an answer asks for the same ones several times

_one_at_a_time = threading.Lock()

_Key = tuple[RedactedQuestion, str, str]


class Judge(Protocol):
    """What judges passages; the tests put a small one in the model's place."""

    @property
    def digest(self) -> str:
        """What tells one judge from another, for the record."""
        ...

    def judge(self, question: RedactedQuestion, passages: Sequence[tuple[str, str]]) -> list[Judgement]:
        """One judgement for each passage, given as its log's title and its text."""
        ...


class RelevanceModel:
    """Loads its weights when first asked; raises BadModel when they are missing or not as recorded."""

    def __init__(self, folder: Path | None = None) -> None:
        """folder: weights and their record, as training wrote them; ours by default."""
        self._folder = folder or Path(__file__).parent
        self._known: OrderedDict[_Key, Judgement] = OrderedDict()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the weights, as their card records it."""
        return read_card("relevance model", self._folder / CARD, remedy="reinstall Intellog, or train it anew")[
            "sha256"
        ]

    def judge(self, question: RedactedQuestion, passages: Sequence[tuple[str, str]]) -> list[Judgement]:
        """One judgement for each passage, given as its log's title and its text; cost is linear in their length."""
        keys = [(question, title, text) for title, text in passages]
        with _one_at_a_time:
            found = {key: self._known[key] for key in keys if key in self._known}
            new = [key for key in dict.fromkeys(keys) if key not in found]
            found |= dict(zip(new, self._judged(question, [(title, text) for _, title, text in new]), strict=True))
            for key in new:
                self._known[key] = found[key]
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return [found[key] for key in keys]

    def _judged(self, question: RedactedQuestion, passages: Sequence[tuple[str, str]]) -> list[Judgement]:
        import torch

        from index.encoder import grouped
        from index.relevance.network import batch

        read = pairs(question, passages)
        judged: dict[int, Judgement] = {}
        order = sorted(range(len(read)), key=lambda i: len(read[i].pieces))
        with torch.inference_mode():
            for group in grouped(order, lambda i: len(read[i].pieces)):
                whole, sentences = self._network(*batch([read[i] for i in group]))
                of_pairs = sentences.split([len(read[i].sentences) for i in group])
                for i, logit, logits in zip(group, whole.tolist(), of_pairs, strict=True):
                    told = zip(logits.tolist(), read[i].sentences, strict=True)
                    judged[i] = Judgement(logit, tuple(odds if end else NOT_READ for odds, (_, end) in told))
        return [judged[i] for i in range(len(read))]

    @cached_property
    def _network(self) -> "Network":
        from index.relevance.network import Network

        check_digests("relevance model", self._folder, {WEIGHTS: self.digest}, remedy="reinstall Intellog")
        return Network().at_work(self._folder / WEIGHTS)
