"""Conditions: a question that asks for a count of logs -> what each of them must contain, or why nothing is counted.

Only the grammar of the question is taken out: the cue that asks for a number, the words of the limits, and words that
carry no matter. Every other word is a condition. What cannot be one, as a choice or what is to be left out, is no
reason to count something else: then nothing is counted, and that is said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.limits import MAY_BE_NAME, NOT_SAID, SET_ASIDE
from assistant.records import Limit
from assistant.support import content_words
from index.redaction.tokens import TOKEN, spoken


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants counted. Where `why_not` says something, nothing can be."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)  # as written, with what `terms_in` finds of each
    identities: tuple[str, str] | None = None  # type and noun, where identities are to be counted; None for logs
    is_list: bool = False  # whether the logs themselves are asked for, rather than their number
    of_all: bool = False  # whether it asks, in so many words, for all logs that are held, or for all inside its limits
    points_back: bool = False  # whether a pronoun stands for somebody or something that is named elsewhere
    clause: str = ""  # the sentence that asks for it
    why_not: str = ""


SEVERAL = "the question asks for several counts; ask for them one by one"
NO_CONDITION = (
    "the question leaves something out, gives a choice or compares, and only logs that have all of some words and "
    "identities can be counted"
)
NO_LIMIT = "a limit that the question states could not be applied"
NO_MATTER = "the question does not say what the logs must contain"


def wanted(text: str, limits: Sequence[Limit]) -> Wanted | None:
    """What a redacted question wants counted; None where it asks for no number of logs or identities and no list.

    Of several sentences the first that asks for a count is read; the others are questions of their own.
    """
    asking = [(clause, cues) for clause in _CLAUSE_END.split(text) if (cues := _cues(clause))]
    if not asking:
        return None
    clause, (cue, *others) = asking[0]
    is_list = cue.re is _LISTS_LOGS
    if others or len(_HOW_MANY.findall(clause)) > 1:
        return Wanted(is_list=is_list, why_not=SEVERAL)
    rest = clause
    for limit in limits:
        if limit.inherited or limit.kind in ("identity", "log"):
            continue
        if limit.narrows or limit.why_not in SET_ASIDE:
            rest = re.sub(re.escape(limit.words), _blank, rest, flags=re.IGNORECASE)
        elif not (limit.applied or limit.why_not in (NOT_SAID, MAY_BE_NAME)):
            return Wanted(is_list=is_list, why_not=NO_LIMIT)
    rest = TOKEN.sub(_blank, rest)
    for group, sign in (("cue", " "), ("noun", "_")):
        begins, ends = cue.span(group) if group in cue.re.groupindex else (0, 0)
        rest = f"{rest[:begins]}{sign * (ends - begins)}{rest[ends:]}"
    limited = any(limit.narrows and not limit.inherited for limit in limits)
    of_all = cue.re is not _COUNTS_TIMES and (limited or bool(_OF_ALL.search(rest)))
    rest = _SAYS_NOTHING.sub(_blank, rest)
    if _NO_CONDITION.search(rest):
        return Wanted(is_list=is_list, why_not=NO_CONDITION)
    words = {word.casefold(): word for word in _matter(rest)}
    return Wanted(
        {word: terms_in(word) for word in words.values()},
        _COUNTS_IDENTITIES.get(cue.re),
        is_list,
        of_all,
        bool(_POINTS_BACK.search(rest)),
        clause,
    )


def terms_in(text: str) -> frozenset[str]:
    """The words and numbers of a text as conditions are met by them: stems, and as written what holds a digit."""
    return content_words(spoken(text)) | frozenset(_WITH_DIGIT.findall(TOKEN.sub(" ", text).casefold()))


def asks_how_many(text: str) -> bool:
    """Whether a question asks for a number of anything."""
    return bool(_HOW_MANY.search(text))


# A comma before "and who" begins another question; "a man who ran and who fell" is one.
_CLAUSE_END = re.compile(r"(?<=[?!])\s+|(?<=\w\w\w[.;])\s+(?=[A-Z\[\"“])|, and (?=(?:who|what|when|where|why|how)\b)")
_HOW_MANY = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_WITH_DIGIT = re.compile(r"\w*\d\w*")

_MENTION = frozenset(
    (
        "mention mentions mentioning contain contains containing refer refers referring regarding concerning involving"
    ).split()
)
# Words that carry no matter, wherever they stand.
_FILLERS = _MENTION | frozenset(
    (
        "a an the this that these those any some each every all both there of in on at to for from by with within into "
        "about across among near around between through throughout over under inside outside as against upon is are "
        "was were be been being has have had do does did can could will would may might we us our i me my you your it "
        "its he she him his her they them their what which who whom whose where when how many often and also so then "
        "please log logs"
    ).split()
)
# What stands between "how many" and "logs" says which: it is no verb and no pronoun of another question.
_KINDS = (
    r"(?:of )?(?:(?:the|these|those|your|our|all) )*"
    rf"(?:(?!(?:{'|'.join(sorted(_FILLERS))}|say|says)\b)[\w’'/-]+ |\[[A-Z_]+ [^\[\]]+\] ){{0,4}}"
)
_LOGS = r"(?P<noun>logs?|reports?|entries|records|submissions|mentions|pieces of intelligence)\b"
_COUNTS_LOGS = re.compile(
    rf"\b(?P<cue>how many|(?:the )?(?:total )?(?:number|count) of|count) {_KINDS}{_LOGS}", re.IGNORECASE
)
_COUNTS_TIMES = re.compile(
    r"\b(?P<cue>how (?:many (?:different |separate )?(?:times|occasions|sightings|incidents)|often)\b"
    r"|how many(?= (?:visits|stops)\b))",
    re.IGNORECASE,
)
_LISTS_LOGS = re.compile(
    rf"\b(?P<cue>which|what|list(?: of)?(?: (?:all|every))?) {_KINDS}(?P<noun>logs?|reports?|submissions)\b",
    re.IGNORECASE,
)
_NOUNS = {
    r"(?:vehicles?|cars?|registrations?|number ?plates?)": ("VEHICLE_REG", "registration"),
    r"(?:phones?|phone numbers?|telephone numbers?|mobiles?|mobile numbers?)": ("PHONE", "phone number"),
    r"(?:bank )?accounts?": ("BANK_ACCOUNT", "bank account"),
    r"addresses": ("ADDRESS", "address"),
    r"(?:people|persons?|individuals|names?|nominals)": ("PERSON", "name"),
}
_NAMED = r"(?:named|mentioned|identified|recorded|listed|linked|connected|associated)"
_COUNTS_IDENTITIES = {
    re.compile(
        rf"\b(?P<cue>(?:how many|number of) (?:different |distinct )?{noun} (?:(?:are|were|is|was|have been|being) )?"
        rf"{_NAMED}(?: (?:in|to|with|by|across)\b)?(?: (?:the |all |these )*(?:logs|reports|records|entries)\b)?)",
        re.IGNORECASE,
    ): kind
    for noun, kind in _NOUNS.items()
}
_OF_ALL = re.compile(
    r"\b(?:in (?:total|all)|altogether|overall|(?:are|is|were|was) there|(?:are|were|is|was) (?:held|stored)"
    r"|(?:do|does|did|have) (?:we|you|i|the store) (?:have|hold|got|store))\b",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    rf"{_OF_ALL.pattern}|^\W*(?:(?:please|and|so|(?:first(?:ly)?|next|finally)(?=,)"
    r"|can you|could you|tell me|give me|show me|let me know"
    r"|i (?:want|need)(?: to know)?|i(?: would|['’]d) like(?: to know)?)\b[ ,]*)+"
    r"|\b(?:the (?:words?|phrase|term)|by date|to date|so far|in (?:date )?order|distinct|different|separate)\b",
    re.IGNORECASE,
)
_NO_CONDITION = re.compile(
    r"\b(?:or|not|no|none|nobody|nothing|never|without|neither|nor|cannot|except|excluding|exclude|apart from|besides"
    r"|unless|instead|rather|either|versus|vs|but|lacks?|lacking|omit(?:s|ting)?|miss(?:es)? out"
    r"|more|less|fewer|most|least|fewest|only|same|others?|another|else|than|per|since|until|before|after"
    r"|(?:by|each|every) (?:day|week|month|quarter|year|theme|force|grade))\b"
    r"|n['’]t\b|\b(?:over|under|above|below) [£$€]?\d",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:he|she|him|it|them|they)\b", re.IGNORECASE)

# Verbs by which a log says something: the first of them, where a verb stands, is the question's own and no condition.
_SAYS = frozenset(
    (
        "say says said state states stated report reports reported record records recorded describe describes "
        "described name names named naming concern concerns involve involves involved discuss discusses discussed "
        "discussing cover covers covered covering relate relates related relating talk talks talking speak speaks "
        "show shows include includes included including list lists listed listing note notes noted tell tells told "
        "deal deals appear appears appeared exist exists existed contained mentioned referred bear bears seen found "
        "filed held stored logged submitted made received written registered entered identify identifies identified"
    ).split()
)
_PASSIVE = frozenset("said stated reported recorded described named discussed covered listed noted seen found".split())
_ENDS = frozenset("appear appears appeared exist exists".split()) | _PASSIVE | {"mentioned", "referred", "contained"}
_AUXILIARY = frozenset("is are was were be been being has have had do does did that which who also".split())


def _cues(clause: str) -> list[re.Match[str]]:
    """What asks for a count in a sentence; where two overlap, the one that tells more."""
    kept: list[re.Match[str]] = []
    for pattern in (*_COUNTS_IDENTITIES, _COUNTS_LOGS, _COUNTS_TIMES, _LISTS_LOGS):
        for match in pattern.finditer(clause):
            if not any(match.start() < other.end() and other.start() < match.end() for other in kept):
                kept.append(match)
    return kept


def _matter(rest: str) -> Iterator[str]:
    """The words of what is left of a question that are conditions, in order. What was taken out stands as "_"."""
    told = helped = position = False  # position: whether a verb can stand here
    for chunk in rest.split():
        word = re.sub(r"['’]s$", "", chunk.strip("\"“”‘’'()[],.:;?!-£$€%"))
        low = word.casefold()
        if not re.search(r"[^\W_]", word):
            position = position or "_" in chunk
        elif low in _FILLERS:
            told = told or low in _MENTION or low == "about"
            helped = helped or low in _AUXILIARY
            position = low in _AUXILIARY
        elif not told and ((position and low in _SAYS) or (helped and low in _ENDS)):
            told = True
        else:
            position = False
            yield word


def _blank(match: re.Match[str]) -> str:
    return "_" * len(match.group())
