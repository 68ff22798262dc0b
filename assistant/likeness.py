"""A question and the examples in `prompts/declined_examples.toml` -> how like a request for a decision it is.

Rules cannot list every wording. The examples are text that a reviewer can read and add to; what is learnt from them is
a logistic regression on a question's meaning (its embedding), its words, its letters and the rules that it meets. Its
weights are shipped in `prompts/declined_weights.json` with a digest of all that they were fitted to. Where the digest
differs, because somebody changed an example or a rule, they are fitted again at first use, so that nothing is kept that
could differ from the examples.
"""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from importlib import resources
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.errors import BadSetting
from index.redaction.tokens import fold, spoken

WEIGHTS = "declined_weights.json"

_PENALTY = 0.3  # L2; chosen, like the scales below, by ten-fold cross-validation on the examples
_RULES = 0.5  # scale of a rule that is met; most examples of old are met by one, and would else teach nothing more
_STEPS = 8  # of Newton's method, which has settled by then
_MIN_TEXTS = 2  # examples that a gram must stand in to be a feature
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|\?")

_fits: dict[str, NDArray[np.float64]] = {}  # by digest: several stores in one process fit once


class Likeness:
    """A logistic regression from questions to "declined". Its features are fixed by the examples."""

    def __init__(
        self,
        embedder: Embedder,
        declined: Sequence[str],
        answered: Sequence[str],
        *,
        rules: Sequence[str] = (),
        met: Callable[[str], frozenset[str]] = lambda text: frozenset(),
        rules_digest: str = "",
    ) -> None:
        """declined, answered: example questions of either kind, in which a person may be "a person" or a name.

        rules: names of all groups of wordings; met: those that a text meets; rules_digest: of the file they are in.
        """
        self._embedder = embedder
        self._declined = tuple(declined)
        self._answered = tuple(answered)
        self._rules = {name: column for column, name in enumerate(rules)}
        self._met = met
        self._rules_digest = rules_digest

    @classmethod
    def load(
        cls, embedder: Embedder, rules: Sequence[str], met: Callable[[str], frozenset[str]], rules_digest: str
    ) -> "Likeness":
        """With the examples that are shipped. Raises BadSetting."""
        file = resources.files("prompts") / "declined_examples.toml"
        try:
            examples = tomllib.loads(file.read_text("utf-8"))
            declined, answered = examples["declined"], examples["answered"]
        except (tomllib.TOMLDecodeError, KeyError):
            raise BadSetting(f"{file.name}: expected TOML with the lists 'declined' and 'answered'") from None
        return cls(embedder, declined, answered, rules=rules, met=met, rules_digest=rules_digest)

    def log_odds(self, question: str) -> float:
        """The log odds that a redacted question is to be declined, were both kinds as frequent as in the examples."""
        return float(self._features([question])[0] @ self._weights)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the examples, the rules, the embedding model and the method."""
        kept: list[object] = [self._declined, self._answered, [*self._rules], self._rules_digest, self._embedder.digest]
        kept.append([_PENALTY, _RULES, _STEPS, _MIN_TEXTS, _WORD.pattern, 1])  # the last is raised with the code
        return hashlib.sha256(json.dumps(kept).encode()).hexdigest()

    def as_json(self) -> str:
        """The file of weights, fitted now."""
        return json.dumps({"digest": self.digest, "weights": [round(w, 3) for w in self.fitted().tolist()]}) + "\n"

    def fitted(self) -> NDArray[np.float64]:
        """float64 (features,), by penalised maximum likelihood, by Newton's method in the space of the examples."""
        features = self._features((*self._declined, *self._answered))
        wanted = np.repeat([1.0, 0.0], [len(self._declined), len(self._answered)])
        kernel = features @ features.T / _PENALTY
        odds: NDArray[np.float64] = np.zeros(len(wanted))
        shares = odds
        for _ in range(_STEPS):
            share = 1 / (1 + np.exp(-odds))
            weight = np.maximum(share * (1 - share), 1e-6)
            towards = np.asarray(odds + (wanted - share) / weight, np.float64)
            shares = np.asarray(np.linalg.solve(kernel + np.diag(1 / weight), towards), np.float64)
            odds = np.asarray(kernel @ shares, np.float64)
        fitted: NDArray[np.float64] = features.T @ shares / _PENALTY
        return fitted

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        file = resources.files("prompts") / WEIGHTS
        shipped = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        if shipped.get("digest") == self.digest:
            return np.asarray(shipped["weights"], np.float64)
        if self.digest not in _fits:
            _fits[self.digest] = self.fitted()
        return _fits[self.digest]

    @cached_property
    def _columns(self) -> tuple[dict[str, int], dict[str, int]]:
        """Columns of the words and pairs of words, and of the runs of letters, that several examples have."""
        texts = (*self._declined, *self._answered)
        return _frequent(map(_words, texts)), _frequent(map(_letters, texts))

    def _features(self, questions: Sequence[str]) -> NDArray[np.float64]:
        """float64 (questions, features): the meaning, words and letters each as a unit row, rules, and a constant."""
        words, letters = self._columns
        rules = np.zeros((len(questions), len(self._rules)))
        for row, question in zip(rules, questions, strict=True):
            row[[self._rules[name] for name in self._met(question)]] = _RULES
        parts = [
            self._embedder.encode([spoken(question) for question in questions]).astype(np.float64),
            np.array([_unit(_words(question), words) for question in questions]),
            np.array([_unit(_letters(question), letters) for question in questions]),
            rules,
            np.ones((len(questions), 1)),
        ]
        return np.hstack(parts)


def _plain(text: str) -> list[str]:
    return _WORD.findall(fold(spoken(text)))


def _words(text: str) -> Iterator[str]:
    """Words and pairs of neighbours; the beginning and the end count as words of a pair."""
    words = _plain(text)
    yield from words
    bounded = ["^", *words, "$"]
    yield from (f"{a} {b}" for a, b in pairwise(bounded))


def _letters(text: str) -> Iterator[str]:
    """Runs of three and four letters, also across words, so that a misspelt word still has some of its own."""
    line = f" {' '.join(_plain(text))} "
    for length in (3, 4):
        yield from (line[i : i + length] for i in range(len(line) - length + 1))


def _frequent(texts: Iterator[Iterator[str]]) -> dict[str, int]:
    counts = Counter(gram for text in texts for gram in set(text))
    kept = sorted(gram for gram, count in counts.items() if count >= _MIN_TEXTS)
    return {gram: column for column, gram in enumerate(kept)}


def _unit(grams: Iterator[str], columns: dict[str, int]) -> NDArray[np.float64]:
    row = np.zeros(len(columns))
    for gram in grams:
        if gram in columns:
            row[columns[gram]] += 1
    length = float(np.linalg.norm(row))
    return row / length if length else row
