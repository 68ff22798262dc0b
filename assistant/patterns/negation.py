"""From a sentence to what it says is not so and what it only supposes, by cue words and the reach of each.

The method is that of rule lists for clinical text (Chapman et al., NegEx, J. Biomed. Inform. 34, 2001): a cue reaches
over the words after it, or before it, up to a word that begins a new clause. The lists here are for police prose.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
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
        before = bisect(exempt, cue.start(), key=lambda span: span[0])
        if not before or exempt[before - 1][1] <= cue.start():
            found.append(Scope(cue.span(), (cue.end(), _reach_after(sentence, cue))))
    for cue in _CUE_AFTER.finditer(sentence):
        found.append(Scope(cue.span(), (_reach_before(sentence, cue), cue.start())))
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

# Cues that negate nothing: set phrases, a number, a refusal to speak, what is unknown, and "denied" for "refused".
_NOT_NEGATING = re.compile(
    _any_of(
        r"no (?:doubt|less|fewer|matter|problem|idea|comment|reply|answer|wonder|later|sooner)",
        r"(?:not|nothing) (?:only|just|least|even|until|unlike|surprising\w*|because|due)",
        r"no(?=\.?\s*\d)",
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

# Verbs of such prose, by what they tell alone: a clause that has its own, or perhaps only a participle or a noun.
_IS = r"(?:is|are|was|were|am|has|have|had|does|do|did|will|would|can|could|must|may|might|should)(?:n['’]?t)?(?!\w)"
_WENT = (
    r"(?:went|came|drove|took|gave|saw|ran|wore|threw|spoke|stole|broke|hid|drew|began|knew|wrote|chose|ate|drank|fell|"
    r"rang|rode|shook|woke)(?!\w)"
)
_DONE = (
    r"(?:(?!(?:bed|shed|red|weed|speed|need|seed|feed|moped|hundred)(?!\w))\w+ed|beaten|bought|brought|built|caught|cut|"
    r"driven|fed|felt|fought|found|given|got|heard|held|hidden|hit|hurt|kept|led|left|lent|lost|made|met|paid|put|said|"
    r"seen|sent|shot|shown|slept|sold|spent|stolen|stood|stuck|taken|taught|told|thrown|won|worn)(?!\w)"
)
_DOES = (
    r"(?:arrive|ask|beg|borrow|bring|buy|carry|carrie|come|cook|collect|deliver|do|drive|earn|eat|get|give|go|goe|hide|"
    r"hold|keep|know|lack|leave|lend|live|lose|make|meet|owe|own|pay|receive|rent|say|see|sell|send|sit|sleep|speak|"
    r"spend|stay|steal|take|tell|threaten|travel|use|wait|want|wear|work)s?(?!\w)"
)
_OBJECT = r"(?=\s+(?:(?:an?|the|his|her|their|its|my|our|him|them|it|me|us|two|three|all|every|each)(?!\w)|[\[£\d]))"
_BESIDE = (
    r"(?=\s+(?:in|at|on|by|from|to|for|with|into|inside|out|outside|off|up|down|over|under|above|below|behind|near|next|"
    r"around|about|as|like|until|through|there|here|upstairs|downstairs|together|alone|long|late|\w+ly)(?!\w))"
)
_HAPPENS = rf"(?:{_IS}|{_WENT}|{_DONE}{_OBJECT}|{_DOES}(?:{_OBJECT}|{_BESIDE}))"
_AND = r"\band\s+(?:(?:then|also|still|now|just|even|always|often|instead|later|only|\w+ly)\s+){0,2}"
_ANOTHER = r"\band\s+(?=(?:[\w'’-]+\s+){1,4}"

_VERB = re.compile(rf"\b(?:{_IS}|{_WENT}|{_DONE})", re.IGNORECASE)
_HAPPENING = re.compile(rf"\b{_HAPPENS}", re.IGNORECASE)
_AND_IS = re.compile(rf"{_AND}(?={_IS})", re.IGNORECASE)
_AND_DOES = re.compile(rf"{_AND}(?={_HAPPENS}|{_DONE}(?:{_BESIDE}|\s*(?:[.,;]|\Z)))", re.IGNORECASE)
_AND_ANOTHER_IS = re.compile(rf"{_ANOTHER}{_IS})", re.IGNORECASE)  # "and passports were taken"
_AND_ANOTHER_DONE = re.compile(rf"{_ANOTHER}(?:{_IS}|{_DONE}{_BESIDE}))", re.IGNORECASE)  # "and passports taken by"
_AND_ALONE = re.compile(r"\band\b", re.IGNORECASE)
_ITEM = re.compile(rf",\s+(?={_SUBJECT}(?!\w))", re.IGNORECASE)  # "no window, a camp bed"
_FIRST = re.compile(r"\s*(?:been\s+|being\s+)?([^\s.,;]+)")

# What a cue negates: all that is claimed, a thing that somebody has or that tells of him, what happens to nobody.
_CLAIM = re.compile(r"den\w+|.*\s(?:of|that|from|than|for)|nothing\s+to\s+\w+", re.IGNORECASE | re.DOTALL)
_NO = re.compile(r"no|nil", re.IGNORECASE)
_NOBODY = re.compile(r"none|nobody|nothing|no\s+one", re.IGNORECASE)
_HAVING = re.compile(r"(?<!\w)(?:has|have|had|is|are|was|were|been)\s+\Z", re.IGNORECASE)
_WITH = re.compile(r"(?<!\w)(?:with|of|for|having|(?:who|that|which)\s+(?:has|have|had))\s+\Z", re.IGNORECASE)
_PERSON_OF = re.compile(  # "the names of people not present" denies only that they are present
    r"\b(?:of|for|from|by|to)\s+(?=(?:\w+\s+)?"
    r"(?:people|persons?|males?|females?|men|women|workers|staff|residents|tenants|others|those|anyone)\s+\Z)",
    re.IGNORECASE,
)


def _reach_after(sentence: str, cue: re.Match[str]) -> int:
    start = cue.end()
    nearby = min(len(sentence), start + _LONGEST_REACH * _LONGEST_WORD)
    blanks = list(islice(_BLANKS.finditer(sentence, start, nearby), _LONGEST_REACH + 1))
    limit = blanks[-1].start() if len(blanks) > _LONGEST_REACH else nearby
    stops = [match.start() for pattern in (_CLAUSE, _COMMA) if (match := pattern.search(sentence, start, limit))]
    within = min(stops, default=nearby)  # beyond the limit, since the words behind a verb tell that it is one
    stops += [match.start() for end, at in _ends(sentence, cue, within) if (match := end.search(sentence, at, within))]
    return min([*stops, limit])


def _ends(sentence: str, cue: re.Match[str], within: int) -> Iterator[tuple[re.Pattern[str], int]]:
    """What begins a new clause without a subject or a contrast to show it, and from where on, for what a cue negates.

    "Not paid and beaten" is read as two things, "no knife and machete" and "denied being beaten and robbed" as one.
    """
    first = _FIRST.match(sentence, cue.end(), within)
    word, behind = (first[1].lower(), first.end()) if first else ("", within)
    before = sentence[max(0, cue.start() - _LONGEST_WORD) : cue.start()]
    joined = _AND_ALONE.search(sentence, cue.end(), within)
    at = joined.start() if joined else within
    no = _NO.fullmatch(cue[0])
    if no:
        yield _ITEM, cue.end()
    if _CLAIM.fullmatch(cue[0]):
        if word != "that" and not cue[0].lower().endswith("that"):
            yield _AND_IS, at
    elif (no and _WITH.search(before)) or (cue[0].lower() == "without" and not word.endswith("ing")):
        yield from ((_HAPPENING, behind), (_AND_DOES, at), (_AND_ANOTHER_IS, at))
    elif (no and not _HAVING.search(before)) or _NOBODY.fullmatch(cue[0]):
        happened = _VERB.search(sentence, cue.end(), at)
        yield from ((_AND_IS, at), (_AND_ANOTHER_IS, at)) if happened else ((_AND_DOES, at),)
    else:
        yield from ((_AND_DOES, at), (_AND_ANOTHER_DONE if _VERB.fullmatch(word) else _AND_ANOTHER_IS, at))


def _reach_before(sentence: str, cue: re.Match[str]) -> int:
    end = cue.start()
    nearby = max(0, end - _LONGEST_REACH * _LONGEST_WORD)
    blanks = [match.end() for match in _BLANKS.finditer(sentence, nearby, end)]
    limit = blanks[-_LONGEST_REACH - 1] if len(blanks) > _LONGEST_REACH else nearby
    stops = [match.end() for pattern in (_CLAUSE, _COMMA) for match in pattern.finditer(sentence, limit, end)]
    if cue[0].lower().endswith(("present", "absent")) and (whose := _PERSON_OF.search(sentence, limit, end)):
        stops.append(whose.end())
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
