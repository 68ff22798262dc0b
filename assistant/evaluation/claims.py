"""Whether the support check tells claims that a text supports from claims that it refutes.

On public pairs such as FEVER Symmetric's (Schuster and others, 2019), in which the claim alone gives nothing away.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.evaluation.figures import figures
from assistant.support import bind
from index.embedding import Embedder

FILES = ("pairs.jsonl",)


def measure(pairs: Sequence[Mapping[str, Any]], embedder: Embedder) -> dict[str, Any]:
    """Shares of supported and of refuted claims accepted, as a model's sentence would be, and of right verdicts.

    pairs: {"claim", "evidence", "label": "SUPPORTS" or "REFUTES"}. What is supported only partly is accepted, too. The
    words are compared as they are written: nothing is redacted.
    """
    claims = embedder.encode([pair["claim"] for pair in pairs])
    evidence = embedder.encode([pair["evidence"] for pair in pairs])
    scores: dict[str, list[float]] = defaultdict(list)
    for pair, cosine in zip(pairs, (claims * evidence).sum(axis=1).tolist(), strict=True):
        position, _ = bind(pair["claim"], [pair["evidence"]], [cosine])
        accepted, is_supported = position is not None, pair["label"] == "SUPPORTS"
        scores["supported_accepted" if is_supported else "refuted_accepted"].append(accepted)
        scores["right"].append(accepted == is_supported)
    return {"pairs": len(pairs)} | figures(scores)
