"""From a sentence to what it says is not so and what it only supposes, by cue words and the reach of each.

The method is that of rule lists for clinical text (Chapman et al., NegEx, J. Biomed. Inform. 34, 2001): a cue reaches
over the words after it, or before it, up to a word that begins a new clause. The lists here are for police prose.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

Extent = tuple[int, int]  # code points of the sentence, end exclusive


@dataclass(frozen=True, slots=True)
class Scope:
    """A negating cue and the stretch that it negates."""

    cue: Extent
    reach: Extent


def scopes(sentence: str) -> list[Scope]:
    """Every negating cue of a sentence with its reach, by place of the cue."""
    found = []
    exempt = [match.span() for match in _NOT_NEGATING.finditer(sentence)]
    for cue in _CUE_BEFORE.finditer(sentence):
        if not any(start <= cue.start() < end for start, end in exempt):
            found.append(Scope(cue.span(), (cue.end(), _reach_after(sentence, cue.end()))))
    for cue in _CUE_AFTER.finditer(sentence):
        found.append(Scope(cue.span(), (_reach_before(sentence, cue.start()), cue.start())))
    return sorted(found, key=lambda scope: scope.cue)


def negations(sentence: str) -> list[Extent]:
    """The stretches of a sentence that are negated, by place of the cue; they may overlap."""
    return [scope.reach for scope in scopes(sentence)]


def is_denied(negating: Sequence[Scope], words: Sequence[Extent]) -> bool:
    """Whether a cue that is none of the words negates one of them: in "no day off" the cue is part of the wording."""
    return any(
        any(overlap(scope.reach, word) for word in words) and not any(overlap(scope.cue, word) for word in words)
        for scope in negating
    )


def hedges(sentence: str) -> list[Extent]:
    """Where a sentence says that it supposes, repeats or does not know. A hedge counts for its whole sentence."""
    return [match.span() for match in _HEDGE.finditer(sentence)]


def overlap(one: Extent, other: Extent) -> bool:
    """Whether two stretches share a code point."""
    return one[0] < other[1] and other[0] < one[1]


def _any_of(*alternatives: str) -> str:
    """A pattern for any of the listed words or phrases, whole, with any blanks between their words."""
    return r"\b(?:" + "|".join(alternative.replace(" ", r"\s+") for alternative in alternatives) + r")(?!\w)"


_NT = r"\w+n['’]t|(?:did|does|do|is|was|were|are|has|have|had|would|could|wo|ca|should)nt"

_CUE_BEFORE = re.compile(
    _any_of(
        r"no (?:sign|signs|evidence|indication|trace|mention|report|reports|suggestion) (?:of|that)",
        r"nothing to (?:suggest|indicate|show|support)",
        r"den(?:y|ies|ied|ying)",
        r"absence of",
        r"lack of",
        r"free (?:of|from)",
        r"rather than",
        r"instead of",
        r"negative for",
        r"no(?: longer| one)?|not|nor|neither|never|none|nobody|nothing|nil|without|cannot",
        _NT,
    ),
    re.IGNORECASE,
)

# Cues that negate nothing: set phrases, a refusal to speak, what is unknown, and "denied" for "refused".
_NOT_NEGATING = re.compile(
    _any_of(
        r"no (?:doubt|less|fewer|matter|problem|idea|comment|reply|answer|wonder|later|sooner)",
        r"(?:not|nothing) (?:only|just|least|even|until|unlike|surprising\w*|because|due)",
        r"whether or not",
        rf"(?:not|cannot|never|{_NT}) (?:be )?(?:ruled? out|rule|exclude|want|wish|know|known|sure|say|said|clear|"
        r"understand|remember|recall|speak|talk|ask|give|tell|told|answer|respond|mind|explain|certain|confirm|confirmed)",
        r"denied (?:access|entry|food|pay|wages|contact|leave|treatment|sleep|breaks|him|her|them)",
        r"(?:was|were|been|being|is|are) denied",
        r"den(?:y|ies|ied) (?:it|this|all)",
    ),
    re.IGNORECASE,
)

_CUE_AFTER = re.compile(
    _any_of(
        rf"(?:not|never|{_NT}) (?:been |be )?(?:seen|found|present|recovered|observed|evident|noted|apparent|visible|"
        r"located|involved|the case|so|true)",
        r"none (?:seen|found|present|recovered)",
        r"(?:was|were|been|being|is|are) denied(?=\s+by\b|[.,;]|\s*\Z)",
        r"den(?:y|ies|ied) (?:it|this|all)",
        r"(?<!not\s)(?<!be\s)ruled out",
        r"unfounded|untrue|disproved|absent|negative",
        r"in (?:his|her|their|its) own (?:possession|hands?|pockets?|keeping)",
        r"in own possession",
    ),
    re.IGNORECASE,
)

# A new clause: a contrast, an aside, a question word, or "and" before a new subject. "that" is not one: "no sign that".
_SUBJECT = r"(?:he|she|they|it|we|i|the|a|an|his|her|their|this|these|those|there|one|two|another|\[)"
_CLAUSE = re.compile(
    r"[;:(–—]|\s-\s|"
    + _any_of(
        r"but|however|although|though|except|apart from|other than|because|since|while|whilst|whereas|until|unless",
        r"then|who|which|what|where|why|how|whether|if|when",
    )
    + rf"|\b(?:and|so|as)\s+(?={_SUBJECT}(?!\w))|\band\s+(?=\[)",
    re.IGNORECASE,
)
_COMMA = re.compile(r",(?!(?:\s+[\w'’-]+){1,4},?\s+(?:or|nor|and)\b)(?!\s*(?:or|nor)\b)")  # not one inside a list
_BLANKS = re.compile(r"\s+")
_LONGEST_REACH = 8  # words; what is further from the cue mostly belongs to something else
_LONGEST_WORD = 24  # code points with its blank, on average over a reach; bounds the work in a text without stops


def _reach_after(sentence: str, start: int) -> int:
    blanks = list(islice(_BLANKS.finditer(sentence, start), _LONGEST_REACH + 1))
    limit = blanks[-1].start() if len(blanks) > _LONGEST_REACH else len(sentence)
    stops = [match.start() for pattern in (_CLAUSE, _COMMA) if (match := pattern.search(sentence, start, limit))]
    return min(stops, default=limit)


def _reach_before(sentence: str, end: int) -> int:
    nearby = max(0, end - _LONGEST_REACH * _LONGEST_WORD)
    blanks = [match.end() for match in _BLANKS.finditer(sentence, nearby, end)]
    limit = blanks[-_LONGEST_REACH - 1] if len(blanks) > _LONGEST_REACH else nearby
    stops = [match.end() for pattern in (_CLAUSE, _COMMA) for match in pattern.finditer(sentence, limit, end)]
    # "mattresses: not seen" names before a colon what it negates.
    return max((stop for stop in stops if sentence[stop - 1] != ":"), default=limit)


# "may" in small letters only: the month has a capital.
_HEDGE = re.compile(
    _any_of(
        r"believed?|believes|thinks?|thought|suspects?|suspected|suspicion",
        r"poss(?:ibl[ey])?|prob(?:abl[ey])?|perhaps|maybe|(?-i:may)|might|could (?:be|have)|would appear",
        r"likely|unlikely|presum\w+|assum(?:e|ed|es)|suppos(?:ed|edly)",
        r"appears?|appeared|apparently|seems?|seemed|seemingly|looks? like|looked like|as if|as though",
        r"unconfirmed|uncorroborated|unverified|alleged(?:ly)?|alleges|claims?|claimed|reported(?:ly)?",
        r"said to (?:be|have)|rumours?|rumoured|hearsay|second[- ]?hand|third[- ]?hand|word is",
        rf"(?:not|never|{_NT}) (?:known|know|sure|certain|clear|confirmed|confirm|say|said)",
        r"unknown|unclear|unsure|uncertain|cannot (?:be )?(?:say|confirm|confirmed|ruled? out)|not ruled out",
    ),
    re.IGNORECASE,
)
