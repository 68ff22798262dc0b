"""A question and the examples in `prompts/declined_examples.toml` -> how like a request for a decision it is.

Rules cannot list every wording. The examples are text that a reviewer can read and add to; what is learnt from them, a
plane through the embeddings, is fitted again at each start, so that nothing is kept that could differ from them.
"""

import tomllib
from collections.abc import Sequence
from functools import cached_property
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.errors import BadSetting
from index.redaction.tokens import spoken

_SMOOTHING = 0.1  # L2 penalty; 0.03 to 0.2 did equally well on examples held out from the fit
_STEPS = 8  # of Newton's method, which has settled by then


class Likeness:
    """A logistic regression from question embeddings to "declined", fitted to the examples at its first use."""

    def __init__(self, embedder: Embedder, declined: Sequence[str], answered: Sequence[str]) -> None:
        """declined, answered: example questions of either kind, in which a person may be "a person" or a name."""
        self._embedder = embedder
        self._declined = tuple(declined)
        self._answered = tuple(answered)

    @classmethod
    def load(cls, embedder: Embedder) -> "Likeness":
        """With the examples that are shipped. Raises BadSetting."""
        file = resources.files("prompts") / "declined_examples.toml"
        try:
            examples = tomllib.loads(file.read_text("utf-8"))
            return cls(embedder, examples["declined"], examples["answered"])
        except (tomllib.TOMLDecodeError, KeyError):
            raise BadSetting(f"{file.name}: expected TOML with the lists 'declined' and 'answered'") from None

    def log_odds(self, question: str) -> float:
        """The log odds that a redacted question is to be declined, were both kinds as frequent as in the examples."""
        return float(self._features([question])[0] @ self._weights)

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        """float64 (dimension + 1,), by penalised maximum likelihood; the last one is the constant."""
        features = self._features((*self._declined, *self._answered))
        wanted = np.repeat([1.0, 0.0], [len(self._declined), len(self._answered)])
        penalty = np.full(features.shape[1], _SMOOTHING)
        penalty[-1] = 1e-6  # the constant is free, but for solvability
        weights = np.zeros(features.shape[1])
        for _ in range(_STEPS):
            share = 1 / (1 + np.exp(-features @ weights))
            slope = features.T @ (share - wanted) + penalty * weights
            curvature = (features * (share * (1 - share))[:, None]).T @ features + np.diag(penalty)
            weights -= np.linalg.solve(curvature, slope)
        return weights

    def _features(self, questions: Sequence[str]) -> NDArray[np.float64]:
        vectors = self._embedder.encode([spoken(question) for question in questions])
        return np.hstack([vectors, np.ones((len(questions), 1))]).astype(np.float64)
