"""Whether a text says that two names in it are one person's: the words between them -> tied or not.

"James Okafor, known as Smalls" ties; "Okafor's brother, known as Smalls" and "Okafor met a man known as Smalls" do not.
Where in doubt, nothing is tied: two tokens for one person can be linked by hand, one token for two says what is not so.
"""

import re

from index.redaction.bearers import spelled
from index.redaction.tokens import name_parts

_CUE = re.compile(
    r"(?:\ba\.?k\.?a\.?|\balias(?:es)?|\b(?:also )?known (?:\w+ ){0,3}?as|\bgo(?:es|ing) by(?: the name)?(?: of)?"
    r"|\banswers? to|\bnick(?:name(?:d)?)?|\b(?:street|real|true|correct|full|proper|birth) name|\balso uses"
    r"|\b(?:everyone|everybody|they|people|workers|friends|all) calls? (?:him|her|them)"
    r"|\bcall(?:s|ed|ing) (?:him|her)self|\b(?:his|her|their) (?:nick)?name for|\bid'?d as|\bidentified as"
    r"|\bturn(?:s|ed) out to be|\bconfirmed (?:as|to be)|prints (?:make|made|show) (?:him|her)(?: to be)?|\bformerly)"
    r"(?:\s+(?:is|was|of|as|name|to be))*[\s:=\"“”'‘’(\[]*$",
    re.IGNORECASE,
)
RELATION = (
    r"(?:brother|sister|sons?|daughter|wife|husband|partner|mum|mother|dad|father|nan|gran\w*|aunt\w*|uncle|cousin"
    r"|nephew|niece)"
)
# What parts two people, whatever cue stands there: a relation, a doubt, a denial, a third person in between.
_APART = re.compile(
    r"^['’]s?\b(?! (?:real|full|true|proper|street|correct|own) )"
    rf"|\b(?:{RELATION}|friend|mate|girlfriend|boyfriend|not|never|poss(?:ibly)?|prob(?:ably)?|perhaps|maybe|may|might"
    r"|could|believed|thought|assess(?:ed)?|think|thinks|unlike|and|with|told|another|both|or)\b"
    r"|\?|;(?! \w+ calls? (?:him|her|them)\b)|\n\s*\n",
    re.IGNORECASE,
)
# Who a cue goes with instead of the name before it: "met a man known as", "rents from a landlord known as". Not where
# that is the name's bearer: "Okafor, a man known as", "Okafor is the man known as".
_PEOPLE = (
    r"(?:some(?:one|body)|(?:fe)?males?|m[ae]n|wom[ae]n|lads?|boys?|girls?|youths?|kids?|teen(?:ager)?s?|bloke|guy|chap"
    r"|lady|person|people|individuals?|nominals?|suspects?|subjects?|associates?|contacts?|parties|party|adults?)\b"
)
_ARTICLE = r"\b(?:an?|the|one|two|three|some|this|that|his|her|their|unknown|unidentified)"
_SOMEBODY = re.compile(rf"(?:{_ARTICLE} (?:[\w/'’-]+ ){{0,4}}?)?\b{_PEOPLE}", re.IGNORECASE)
_SOMETHING = re.compile(
    r"\b(?:an?|some|his|her|their)(?: [\w/'’-]+){1,4} (?:who (?:is |was )?)?(?:also )?$", re.IGNORECASE
)
_CALLED = re.compile(r"(?:also )?known|nicknamed|going|goes|a\.?k\.?a|formerly", re.IGNORECASE)
_HIMSELF = re.compile(
    r"^[^\w.!]*$|^\s*[,(–-] ?(?:(?!\w+ing\b)[\w/-]+ ?){0,4}$|^\s*[,(–-][^.]*[,)] ?$"
    r"|(?:\b(?:is|was|being|as|be)|[=:]) ?$",
    re.IGNORECASE,
)
_SENTENCE_BETWEEN = re.compile(r"\w\W*[.!]\s")
_BRACKET = re.compile(r"^[\"”’']?\s*[(\[]\s*[\"“‘']?$")
_QUOTED = re.compile(r"^\s*,?\s*[\"“‘]$")
_EQUALS = re.compile(r"^[\"”’']?\s*=\s*[\"“‘']?$")  # "is" is as often an assessment


def are_tied(one: tuple[str, str], other: tuple[str, str], gap: str, after: str, *, named: bool) -> bool:
    """Whether two names, (type, surface) each in the text's order, are one person's.

    gap: the text between them. after: what follows the second. named: the full name of one of them is known.
    """
    if _APART.search(gap):
        return False
    if cue := _CUE.search(gap):
        before = gap[: cue.start()]
        return not _SENTENCE_BETWEEN.search(before) and not _is_somebody_elses(cue.group(), before)
    full = [spelled(name_parts(surface)) > 1 for _, surface in (one, other)]
    alias = "ALIAS" in (one[0], other[0])
    if _EQUALS.match(gap):
        return alias and named
    if _BRACKET.match(gap):
        return (alias or full[0] != full[1]) and bool(re.match(r"[\"”’']?[),\]]|[\"”]", after))
    return bool(_QUOTED.match(gap)) and other[0] == "ALIAS" and after[:1] in ('"', "”", "’")


def _is_somebody_elses(cue: str, before: str) -> bool:
    """Whether a cue goes with somebody who is mentioned between it and the name before it."""
    mentioned = list(_SOMEBODY.finditer(before))
    if _CALLED.match(cue) and (last := _SOMETHING.search(before)):
        mentioned.append(last)
    return any(not _HIMSELF.search(before[: one.start()]) for one in mentioned)
