"""Disagreement: the evidence of an answer -> pairs of logs of which one says is so what the other says is not.

Found by cue words of denial in sentences that share most of their words; a disagreement in other words is not seen.
Neither log is taken for right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.records import Evidence
from assistant.support import content_words, denied_words

MIN_SHARED = 3  # content words two sentences must share to be about one matter
MIN_SHARE = 0.6  # and their share of the shorter one's


@dataclass(frozen=True, slots=True)
class _Said:
    log_ref: str
    words: frozenset[str]
    denied: frozenset[str]


def disagreements(evidence: Sequence[Evidence]) -> list[tuple[str, str]]:
    """The references of logs that disagree, as pairs in the order of the evidence, each once."""
    said = [_Said(e.log.log_ref, content_words(e.text), denied_words(e.text)) for e in evidence]
    pairs = ((a.log_ref, b.log_ref) for a, b in combinations(said, 2) if a.log_ref != b.log_ref and _disagree(a, b))
    return list(dict.fromkeys(pairs))


def _disagree(a: _Said, b: _Said) -> bool:
    shared = a.words & b.words
    if len(shared) < MIN_SHARED or len(shared) < MIN_SHARE * min(len(a.words), len(b.words)):
        return False
    return bool(shared & (a.denied ^ b.denied))
