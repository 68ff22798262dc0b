"""How a log words that it corrects, withdraws or contradicts another -> the other, by its reference or its day."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.day_names import DayName, names
from index.records import RedactedLog
from index.redaction.tokens import masked
from index.sentences import sentence_spans

FEW_DAYS = 4  # that a name of a day may span to name a log: "12 May", not "May"


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of a correction: the other log by a reference, or by the days it is of."""

    reference: str
    days: tuple[str, str]
    start: int
    end: int
    inverse: bool = False  # the other log corrects the one that says so
    disagrees: bool = False  # it contradicts the other, and does not say which is right


def said_by(log: RedactedLog) -> Iterator[Said]:
    """What a log says it corrects or contradicts, title first, then sentence by sentence."""
    on = date.fromisoformat(log.reported_at[:10])
    spans = sentence_spans(log.text)
    begin = log.text[slice(*spans[0])] if spans else ""
    headed = bool(_HEADED_TITLE.match(log.title) or _HEADED_TEXT.match(begin))
    begins = False  # "CORRECTION." as a sentence of its own says it of the next one
    for start, end, sentence in ((0, 0, log.title), *((a, b, log.text[a:b]) for a, b in spans)):
        heading = bool(_BEFORE.search(sentence)) and len(sentence.split()) <= 3
        heading = heading and not (_DENIED.search(sentence) or _REFERENCE.search(sentence))
        yield from _in_sentence(sentence, start, end, on, log.log_ref, told=begins, headed=headed)
        begins = heading


_THIS = r"(?:this|the (?:present|following)|i|we|please)\b[\w ,]{0,40}?"
_LOG = r"(?:logs?|reports?|entry|entries|submissions?|intelligence|intel|information|assessments?|record)"
_ACTIVE = (
    r"(?:corrects?|correcting|amends?|amending|supersedes?|superseding|replaces?|replacing|cancels?|retracts?|"
    r"withdraws?|disregards?|ignores?|overrides?)"
)
_WRONG = (
    r"(?:(?:was|is|were|are|has been|have been|proved|turned out)(?: to be)? (?:\w+ ){0,2}?"
    r"(?:wrong|incorrect|inaccurate|mistaken|in error|an error|a mistake|untrue|not correct|not right)"
    r"|(?:was |were |is |are )?(?:a )?misread|should (?:read|end|say|state|have (?:read|ended|said|been))"
    r"|is (?:hereby )?(?:withdrawn|corrected|amended|retracted|cancelled))"
)
# What stands before the name of the log that is corrected, and what stands behind it.
_BEFORE = re.compile(
    rf"(?:\b(?:corrections?|corrigendum|erratum|amendments?|retraction)\b"
    rf"|(?:^\W*|\b{_THIS}){_ACTIVE}\b|\b(?:in place of|instead of|replacement for)\b)",
    re.IGNORECASE,
)
_BEHIND = re.compile(_WRONG, re.IGNORECASE)
# A log that is headed as a correction names what it corrects at the beginning of a sentence: "Also ref 0012: ...".
_HEADING = (
    r"(?:corrections?\b(?! (?:officer|unit|facility|centre|staff))|(?:corrigendum|erratum|retraction)\b"
    r"|(?<![\w ])amend(?:ments?|ed)\b(?=\s*(?:[:.(–-]|$|to\b)))"
)
_HEADED_TITLE = re.compile(
    rf"(?!.{{0,60}}\b(?:no|not|without|nothing)\b[\w ]{{0,20}}\b{_HEADING})(?:.{{0,60}}\W)?{_HEADING}", re.IGNORECASE
)
_HEADED_TEXT = re.compile(
    rf"(?!(?:\w+ ){{0,3}}(?:no|not|without|nothing)\b)\W*+(?:\w+ ){{0,3}}{_HEADING}"
    r"\s*(?:[–:.(-]|$|(?:to|of|re|for|on|ref)\b)",
    re.IGNORECASE,
)
_HEADS = re.compile(
    r"\W*+(?:(?:also|and|then|pls|please) (?:note )?)?"
    r"(?:(?:with )?(?:ref(?:erence)?|re|further|regarding|following|update)\b[.:]?(?: to\b)?"
    rf"|(?:the |my |our )?(?:earlier |previous |above )?(?:{_LOG}|reporting)\b)[\s(:]*+(?:{_LOG}\s+)?",
    re.IGNORECASE,
)
_LONGEST_HEAD = 100  # characters
_BE = r"(?:(?:is|was|are|has|have|been|also) )"
_STANDS = re.compile(
    rf"\W*+(?:{_BE}{{0,3}}(?:confirms|stands?|supports|agrees?|not (?:affected|changed)|no change|unchanged|remains?)\b"
    rf"|{_BE}{{1,3}}(?:confirmed|correct|right)\b)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*[:–-]")  # what stands behind a reference with which a sentence under such a heading begins
_CONTRARY = re.compile(
    r"\b(?:contrary to|contradict(?:s|ed|ing)?|in contradiction (?:to|with)|conflict(?:s|ed|ing)? with|in conflict with"
    r"|at odds with|disagree(?:s|d)? with|inconsistent with|differ(?:s|ed)? from"
    r"|not (?:consistent|sit|fit|square|tally|agree|match)(?: with)?"
    r"|n['’]t (?:sit|fit|square|tally|agree|match)(?: with)?|sa(?:y|ys|id) otherwise)\b",
    re.IGNORECASE,
)
# What may stand between these words and a reference: what is said in a log, and other references.
_LEADING = re.compile(
    r"[\s(,:]*+(?:(?:with|what|that|which|was|is|were|the|an?|any|all|both|earlier|previous(?:ly)?|above|account|version"
    rf"|{_LOG}|reporting|reported|submitted|said|stated|told|recorded|given|in|from|of|see|our|my|his|her|their|and|or"
    r"|ref(?:erence)?|number|\S*\d[\w/-]*+)(?!\w)[\s(,:]*+)*+",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:contradict(?:s|ed)|disagree(?:s|d)|sa(?:ys|id) (?:otherwise|the opposite))\b", re.IGNORECASE
)
_NONE = re.compile(
    r"\b(?:no|never|nor|neither|none|without|nothing)\b(?:(?! (?:which|and|but|this) )[\w ]){0,50}$"
    r"|(?:\bnot|n['’]t)\b(?:(?! (?:which|and|but|this) )[\w ]){0,20}$",
    re.IGNORECASE,
)
# What stands between a reference and the words of a contradiction where it is that log which contradicts.
_SUBJECT = re.compile(
    r"\s+(?:(?:is|was|has|have|also|does|directly|clearly) ){0,3}(?:contradict|conflict|disagree|differ|sa)\w+.*",
    re.IGNORECASE | re.DOTALL,
)
_BY = re.compile(rf"\b(?:superseded|corrected|replaced|amended|withdrawn|cancelled) by\b(?: {_LOG})?\W*", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|nor|without|nothing)\b|n['’]t\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:no|not|never|nor|without|nothing)\b[\w ]{0,20}$|n['’]t\b[\w ]{0,20}$", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<![\w/-])(?=[\w/.-]*\d)[A-Za-z0-9][\w]*(?:[/.-]\w+)*")
_LOG_OF = re.compile(
    rf"\b{_LOG}(?: \w+)?,? (?:of|from|dated|on|for|made on|submitted on|put in on)(?: the)? $", re.IGNORECASE
)
_SHORTEST = 3  # characters of a reference
# What stands before figures that are a log's reference, and not an hour or a collar number: "logs 2110 and 2130".
_NUMBERED = re.compile(
    rf"(?:(?:\b(?:{_LOG}|refs?|references?|reporting|urns?|(?:corrections?|amendments?) (?:to|re))\b"
    r"[\s.:(]*+(?:(?:nos?|numbers?)\b[.:]?\s*+)?|#\s*+)"
    r"(?:[\w/.-]*\d[\w/.-]*+(?:,\s*+(?:and |or )?|\s*+(?:and|or|&)\s*+))*+)$",
    re.IGNORECASE,
)
_FAR = 1 << 40  # characters
_NEAR = 60  # characters between the words of a correction and what is corrected


def _spelt(match: re.Match[str]) -> str:
    return match.group().rstrip(".-/_")


def _may_be_log(match: re.Match[str], own: str, days: Sequence[DayName], *, headed: bool) -> bool:
    """headed: its log is headed as a correction, so that figures may begin a sentence: "377: it is blue"."""
    reference, text = _spelt(match), match.string
    if len(reference) < _SHORTEST or reference.casefold() == own.casefold():
        return False
    if any(match.start() < name.end and name.start < match.end() for name in days):
        return False
    begins = headed and not text[: match.start()].strip(" (") and bool(_ALONE.match(text, match.end()))
    return (
        not reference.isdecimal()
        or begins
        or bool(_NUMBERED.search(text, max(0, match.start() - _NEAR), match.start()))
    )


def _is_said_of(text: str, end: int, cue: re.Match[str]) -> bool:
    """Whether the words of a contradiction have the reference that ends there for a subject."""
    return 0 <= cue.start() - end <= _NEAR and bool(_SUBJECT.fullmatch(text, end, cue.end()))


def _names_other(text: str, cue: re.Match[str], references: Sequence[re.Match[str]]) -> bool:
    """Whether what is contradicted is a log that is named behind: then that one and this are not at odds."""
    following = next((r for r in references if r.start() >= cue.end()), None)
    near = following is not None and following.start() - cue.end() <= _NEAR // 2
    return near and following is not None and bool(_LEADING.fullmatch(text, cue.end(), following.start()))


def _denied(cues: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
    return bool(cues.search(text, max(0, match.start() - _NEAR), match.start()))


def _last(places: Sequence[int], at: int) -> int:
    """The last of these places, which are in order, that is not behind one; none is far away."""
    found = bisect_right(places, at)
    return places[found - 1] if found else -_FAR


def _next(places: Sequence[int], at: int) -> int:
    """The first of them that is not before one."""
    found = bisect_left(places, at)
    return places[found] if found < len(places) else _FAR


def _in_sentence(
    sentence: str, start: int, end: int, on: date, own: str, *, told: bool, headed: bool
) -> Iterator[Said]:
    """told: what stands before says that this sentence corrects; headed: its log is headed as a correction."""
    text = masked(sentence)
    if not (told or headed or any(cue.search(text) for cue in (_BY, _BEFORE, _BEHIND, _CONTRARY, _OTHERWISE))):
        return
    by = {match.end() for match in _BY.finditer(text) if not _denied(_NOT, text, match)}
    before = [
        match.end()
        for match in _BEFORE.finditer(text)
        if not (_denied(_NOT, text, match) or _DENIED.search(match.group()))
    ]
    before = [0, *before] if told else before
    behind = [match.start() for match in _BEHIND.finditer(text)]
    named_days = names(text, on)
    references = [match for match in _REFERENCE.finditer(text) if _may_be_log(match, own, named_days, headed=headed)]
    ends = [match.end() for match in references]
    # What stands right behind a reference is said of that log, not of this one.
    contrary = [
        match.end()
        for match in _CONTRARY.finditer(text)
        if not (_denied(_NONE, text, match) or _is_said_of(text, _last(ends, match.start()), match))
    ]
    otherwise = [
        match.start()
        for match in _OTHERWISE.finditer(text)
        if not (_denied(_NONE, text, match) or _names_other(text, match, references))
    ]

    def is_corrected(first: int, last: int) -> bool:
        led = first - _last(before, first) <= _NEAR
        followed = _next(behind, last) - last <= _NEAR // 2
        begin = text[:first] if headed and first <= _LONGEST_HEAD else None
        bare = begin is not None and not begin.strip(" (") and bool(_ALONE.match(text, last))
        heads = begin is not None and (bare or bool(_HEADS.fullmatch(begin)))
        return led or followed or (heads and not _STANDS.match(text, last))

    def is_contradicted(first: int, last: int) -> bool:
        cue = _last(contrary, first)
        led = first - cue <= _NEAR and bool(_LEADING.fullmatch(text, cue, first)) and not _STANDS.match(text, last)
        return led or _next(otherwise, last) - last <= 1

    for match in references:
        reference = _spelt(match)
        if match.start() in by:
            yield Said(reference, ("", ""), start, end, inverse=True)
        elif is_corrected(*match.span()):
            yield Said(reference, ("", ""), start, end)
        elif is_contradicted(*match.span()):
            yield Said(reference, ("", ""), start, end, disagrees=True)
    for name in named_days:
        first, last = name.days(on)
        certain = not (name.impossible or name.is_word) and (last - first).days < FEW_DAYS and first <= on
        if (
            certain
            and _LOG_OF.search(text, max(0, name.start - _NEAR), name.start)
            and is_corrected(name.start, name.end)
        ):
            yield Said("", (first.isoformat(), last.isoformat()), start, end)
