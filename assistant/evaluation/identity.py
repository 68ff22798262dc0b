"""How well tokens keep identities apart and together: B-cubed precision and recall of clusters of mentions.

For each mention: of the mentions that share its token, the share that are truly the same one (precision); of those that
are truly the same one, the share that have its token (recall). Both are means over mentions, so that somebody who is
mentioned often counts for more. Source: Bagga and Baldwin, "Entity-based cross-document coreferencing", ACL 1998.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BCubed:
    """Both in [0, 1]; 1.0 when there is no mention."""

    precision: float
    recall: float
    mentions: int


def b_cubed(predicted: Mapping[Hashable, Hashable], true: Mapping[Hashable, Hashable]) -> BCubed:
    """Compare two clusterings of mentions, each given as mention -> cluster.

    A mention that has no predicted cluster counts as one of its own: what was not found joins nobody.
    """
    pairs = [(predicted.get(mention, ("alone", mention)), cluster) for mention, cluster in true.items()]
    both, by_token, by_identity = Counter(pairs), Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    if not pairs:
        return BCubed(1.0, 1.0, 0)
    precision = sum(n * n / by_token[a] for (a, _), n in both.items()) / len(pairs)
    recall = sum(n * n / by_identity[b] for (_, b), n in both.items()) / len(pairs)
    return BCubed(precision, recall, len(pairs))


def clusters(
    replaced: Mapping[str, Sequence[tuple[int, int, str]]],
    gold: Mapping[str, Sequence[Mapping[str, object]]],
    types: frozenset[str] = frozenset({"PERSON", "ALIAS"}),
) -> tuple[dict[Hashable, Hashable], dict[Hashable, Hashable]]:
    """The tokens and the true identities of the gold mentions of some types, as `b_cubed` takes them.

    replaced: by reference of a log, (start, end, token) of what was replaced in its raw text. gold: by reference, marks
    with "start", "end", "type" and "entity". A mention has the token that covers most of it, if one touches it.
    """
    tokens: dict[Hashable, Hashable] = {}
    entities: dict[Hashable, Hashable] = {}
    for ref, marks in gold.items():
        for mark in marks:
            if mark["type"] in types:
                start, end = int(str(mark["start"])), int(str(mark["end"]))
                entities[ref, start, end] = str(mark["entity"])
                shared = [(min(b, end) - max(a, start), -a, token) for a, b, token in replaced.get(ref, ())]
                if shared and max(shared)[0] > 0:
                    tokens[ref, start, end] = max(shared)[2]
    return tokens, entities
