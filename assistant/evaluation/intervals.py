"""Intervals that hold a figure with 95 % confidence: Wilson's for counts, a seeded bootstrap for the others."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Interval = tuple[float, float]
_Z = 1.959964  # of the normal distribution, 95 % between -z and z
DRAWS = 1000
SEED = 20250101


def wilson(hits: int, total: int) -> Interval:
    """Bounds of a share of `total` independent trials; (0, 1) of none.

    Source: Wilson, Journal of the American Statistical Association 22 (1927).
    """
    if not total:
        return 0.0, 1.0
    share, z2 = hits / total, _Z * _Z
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    spread = _Z * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    return round(max(0.0, centre - spread), 4), round(min(1.0, centre + spread), 4)


def resampled(texts: int) -> NDArray[np.float64]:
    """How often each text is drawn in each of DRAWS resamples: (DRAWS, texts), each row adding up to `texts`."""
    source = np.random.default_rng(SEED)
    return source.multinomial(texts, [1 / texts] * texts, size=DRAWS).astype(np.float64)


def bootstrap(parts: Sequence[tuple[float, float]]) -> Interval:
    """Bounds of sum(first) / sum(second) when texts are drawn again with replacement. parts: one pair a text.

    Source: the percentile bootstrap; Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    if not parts or not sum(whole for _, whole in parts):
        return 0.0, 1.0
    drawn = resampled(len(parts)) @ np.array(parts, dtype=np.float64)
    shares = drawn[:, 0] / np.maximum(drawn[:, 1], 1e-12)
    return bounds(shares)


def within(values: Sequence[float]) -> Interval:
    """Bounds of the mean of values that are independent: Wilson's where each is 0 or 1, else by bootstrap."""
    if all(value in (0, 1) for value in values):
        return wilson(int(sum(values)), len(values))
    return bootstrap([(value, 1.0) for value in values])


def of_percentile(values: Sequence[float], share: float) -> Interval:
    """Bounds of the value that this share of some values does not exceed (nearest rank), by bootstrap.

    Raises ValueError without values.
    """
    ordered = np.sort(np.array(values, dtype=np.float64))
    up_to = np.cumsum(resampled(len(ordered)), axis=1)
    return bounds(ordered[np.argmax(up_to >= share * len(ordered), axis=1)])


def bounds(values: NDArray[np.float64]) -> Interval:
    """The middle 95 % of the values."""
    low, high = np.percentile(values, [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)
