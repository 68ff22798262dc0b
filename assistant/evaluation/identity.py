"""Whether tokens tell things apart as the marks do: tokens of mentions -> B-cubed figures, exactness, questions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.intervals import bootstrap, wilson
from assistant.evaluation.labelled import LabelledSet, Mark
from index.records import Mention, RedactedQuestion

_WORD = re.compile(r"[^\W\d_]+")
EXACT = ("VEHICLE_REG", "PHONE", "BANK_ACCOUNT")  # things for which one token each is promised
_CLUSTERS = {"person_tokens": frozenset({"PERSON", "ALIAS"}), "officer_tokens": frozenset({"OFFICER"})}


@dataclass(frozen=True, slots=True)
class Placed:
    """A stretch of raw text that a token replaced. token: "PERSON 7K3F9Q2M", "" for a value only generalised."""

    start: int
    end: int
    token: str


Tokens = Mapping[str, Sequence[Placed]]  # by id of the text


def token_figures(sets: Sequence[tuple[LabelledSet, Tokens]]) -> dict[str, Any]:
    """B-cubed precision and recall of the tokens of people and of officers, and exactness of numbers, with intervals.

    Several sets are taken together, their entities kept apart. A mention without a token counts for recall alone.
    Intervals of B-cubed figures resample texts and leave the clusters as they are.
    """
    figures: dict[str, Any] = {}
    intervals: dict[str, tuple[float, float]] = {}
    mentions = [_mentions(labelled, tokens) for labelled, tokens in sets]
    for name, kinds in _CLUSTERS.items():
        precision: list[tuple[float, float]] = []
        recall: list[tuple[float, float]] = []
        for by_text in mentions:
            chosen = [[(mark.entity, token) for mark, token in some if mark.type in kinds] for some in by_text]
            for parts, values in zip((precision, recall), b_cubed(chosen), strict=True):
                parts += values
        for measure, parts in (("precision", precision), ("recall", recall)):
            figures[f"{name}_{measure}"] = _share(parts)
            intervals[f"{name}_{measure}"] = bootstrap(parts)
    for kind in EXACT:
        exact, things = (sum(counts) for counts in zip(*(exactness(some, kind) for some in mentions), strict=True))
        figures[f"exact_{kind}"] = round(exact / things, 4) if things else None
        intervals[f"exact_{kind}"] = wilson(exact, things)
    return figures | {"intervals": intervals}


def b_cubed(
    mentions: Sequence[Sequence[tuple[str, str]]],
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """B-cubed precision and recall, for each text its sum and its number of mentions.

    mentions: for each text (entity, token) of each mention; token "" where it got none. Such a mention has no
    precision, and for recall it is alone.
    Source: Bagga and Baldwin, Algorithms for Scoring Coreference Chains (1998).
    """
    pairs = Counter(pair for some in mentions for pair in some)
    by_entity = Counter(entity for some in mentions for entity, _ in some)
    by_token = Counter(token for some in mentions for _, token in some)
    precision, recall = [], []
    for some in mentions:
        held = [pair for pair in some if pair[1]]
        precision.append((sum(pairs[pair] / by_token[pair[1]] for pair in held), float(len(held))))
        recall.append((sum((pairs[p] if p[1] else 1) / by_entity[p[0]] for p in some), float(len(some))))
    return precision, recall


def exactness(mentions: Sequence[Sequence[tuple[Mark, str]]], kind: str) -> tuple[int, int]:
    """How many entities of a type have one token in all mentions, which no other entity has; and how many there are."""
    tokens: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, set[str]] = defaultdict(set)
    for mark, token in (pair for some in mentions for pair in some if pair[0].type == kind):
        tokens[mark.entity].add(token)
        owners[token].add(mark.entity)
    exact = sum(len(own) == 1 and "" not in own and len(owners[next(iter(own))]) == 1 for own in tokens.values())
    return exact, len(tokens)


def names_asked(
    labelled: LabelledSet, held: Tokens, questions: Sequence[tuple[str, RedactedQuestion]]
) -> list[tuple[str, str, bool]]:
    """For each name of a person in a question: (question, name, whether the question asks for the right token).

    A name is the longest marked surface of a PERSON or ALIAS that stands in the question. Right is a token that a
    mention of a bearer of that surface got in the store; a surface that several bear is right for any of them.
    """
    bearers: dict[str, set[str]] = defaultdict(set)
    tokens: dict[str, set[str]] = defaultdict(set)
    for some, text in zip(_mentions(labelled, held), labelled.texts.values(), strict=True):
        for mark, token in some:
            if mark.type in _CLUSTERS["person_tokens"]:
                bearers[_bare(text[mark.start : mark.end])].add(mark.entity)
                tokens[mark.entity] |= {token} - {""}
    ordinary = _ordinary(labelled)
    results = []
    for question, redacted in questions:
        asked = set(redacted.tokens)
        for name in _names(question, bearers, ordinary):
            same = [entity for surface, some in bearers.items() if surface.lower() == name.lower() for entity in some]
            right = set().union(*(tokens[entity] for entity in same))
            results.append((question, name, bool(asked & right)))
    return results


def aligned(raw: str, redacted: str, mentions: Sequence[Mention]) -> list[Placed] | None:
    """Where in the raw text the tokens of a stored text stand; None when the rest of the two does not agree.

    What stands between tokens is looked for in order, so that a token next to another takes the shortest stretch.
    """
    placed: list[Placed] = []
    at = last = 0
    for number, mention in enumerate(mentions):
        before = redacted[last : mention.start]
        if not raw.startswith(before, at):
            return None
        start = at + len(before)
        following = mentions[number + 1].start if number + 1 < len(mentions) else len(redacted)
        after = redacted[mention.end : following]
        end = len(raw) - len(after) if following == len(redacted) else raw.find(after, start + 1)
        if end <= start:
            return None
        placed.append(Placed(start, end, mention.token))
        at, last = end, mention.end
    return placed if raw[at:] == redacted[last:] else None


def _mentions(labelled: LabelledSet, tokens: Tokens) -> list[list[tuple[Mark, str]]]:
    """For each text its marks, each with the token that covers most of it, "" for none."""
    return [[(mark, _token(mark, tokens.get(ref, ()))) for mark in labelled.marks[ref]] for ref in labelled.texts]


def _token(mark: Mark, placed: Iterable[Placed]) -> str:
    shared = [(min(p.end, mark.end) - max(p.start, mark.start), p.token) for p in placed]
    return max(((size, token) for size, token in shared if size > 0), default=(0, ""))[1]


def _ordinary(labelled: LabelledSet) -> frozenset[str]:
    """The words that stand in small letters outside the marks: "will" is no name because Will is one."""
    words: set[str] = set()
    for ref, text in labelled.texts.items():
        marked = {i for mark in labelled.marks[ref] for i in range(mark.start, mark.end)}
        words.update(m.group() for m in _WORD.finditer(text) if m.group().islower() and m.start() not in marked)
    return frozenset(words)


def _names(question: str, surfaces: Mapping[str, object], ordinary: frozenset[str]) -> list[str]:
    """The longest surfaces that stand in the question as whole words in any case, none inside another.

    An ordinary word is a name only in the spelling of the marks, and not where any word has a capital.
    """
    found: list[tuple[int, int, str]] = []
    for surface in sorted(filter(None, surfaces), key=lambda s: (-len(s), s)):
        plain = surface.lower() in ordinary or len(surface) == 1
        for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", question, 0 if plain else re.IGNORECASE):
            free = all(match.end() <= start or match.start() >= end for start, end, _ in found)
            if free and not (plain and (match.start() == 0 or surface.islower())):
                found.append((match.start(), match.end(), surface))
    return [surface for *_, surface in sorted(found)]


def _bare(surface: str) -> str:
    return surface.strip("\"'“”‘’ ")


def _share(parts: Sequence[tuple[float, float]]) -> float | None:
    whole = sum(w for _, w in parts)
    return round(sum(p for p, _ in parts) / whole, 4) if whole else None
