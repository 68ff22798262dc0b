"""Attribution: a log's sentence -> how it is known (seen, reported, assessed) and the words that say so before it.

Cue words of the sentence decide first, then the provenance of its log; the grade gives the words for a source. Nothing
is judged anew: what the log's grade says is repeated, never weighed.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from assistant.limits import spoken_day
from assistant.patterns.negation import hedges
from assistant.records import Manner, Sentence
from index.records import RedactedLog

_POLICE = re.compile(
    r"\b(?:officers?|pcs?|pcsos?|constables?|detectives?|patrols?|surveillance|(?:traffic|vehicle) stop"
    r"|stop (?:and )?search|arrests?|warrants?|custody)\b",
    re.IGNORECASE,
)
_SAW = re.compile(r"\b(?:observ\w+|sightings?|patrols?|surveillance|saw|seen)\b", re.IGNORECASE)
_TALK = re.compile(r"\b(?:conversations?|interviews?|debrief\w*)\b", re.IGNORECASE)
_RECORDS = re.compile(
    r"\b(?:anpr|cctv|pnc|records?|checks?|research|examination|communications data|forensic\w*|lab(?:oratory)?"
    r"|registers?|databases?|open source|downloads?)\b",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"^\W*(?:\d+[.)]\s*)?(?:(?:officer|analyst|supervisor|sgt|author|unit|desk)(?:['’]?s)? )?"
    r"(?:comments?|assessments?|opinion|view|evaluation|inference)\b\s*[:.–—-]"
    r"|\b(?:i|we) (?:think|believe|suspect|assess|reckon|wonder)\b|\bin (?:my|our) (?:opinion|view)\b"
    r"|\bassessed (?:as|that|to)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"beli|think|thought|suspe?c|suspicion|poss|prob|perhaps|maybe|\bmay\b|might|could|appear|likely|presum|assum|suppos|seem"
    r"|look|as if|as though",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:sa(?:ys?|id|ying)|stat(?:es?|ed|ing)|tells?|told|claim(?:s|ed|ing)?|alleg(?:es?|ed|edly|ing)|reports?|reported"
    r"|reporting|heard|hears|den(?:y|ies|ied)|admit(?:s|ted)?|according to|advise[sd]?|disclose[sd]?|describe[sd]?"
    r"|rumou?rs?|rumou?red|hearsay|mentions?|mentioned|explain(?:s|ed)|complain(?:s|ed)|insist(?:s|ed)|word is"
    r"|(?:second|third)[- ]?hand|asked)\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\bcorrect(?:ion|ing|s)\b|\bsupersed(?:es|ing)\b|\bshould (?:have )?read\b|\bin place of (?:the )?(?:log|report)\b"
    r"|\bretract(?:s|ed|ion)\b|\bwas a misread\b|\bis a misread\b",
    re.IGNORECASE,
)
_OPENING = 120  # code points of a log in which one that corrects another says so
_SOURCES = {"not reliable source": "A source judged not reliable", "": "A source without a grade"}
_PLAIN_KNOWLEDGE = {("3x5x2", "A"), ("5x5x5", "1"), ("5x5x5", "2")}  # nothing to warn of
_DOUBTED = {("3x5x2", "D"), ("3x5x2", "E"), ("5x5x5", "4"), ("5x5x5", "5")}


def manner_of(text: str, log: RedactedLog) -> Manner:
    """How a sentence of a log is known: an opinion or a supposition, what somebody said, or seen at first hand."""
    supposed = any(_SUPPOSED.search(text[start:end]) for start, end in hedges(text))
    if supposed or _COMMENT.search(text):
        return "assessed"
    if _TOLD.search(text) or _TALK.search(log.provenance) or not _at_first_hand(log):
        return "reported"
    return "seen"


def lead_in(log: RedactedLog, manner: Manner) -> str:
    """Who is said to know it, how, from which day's log and with which grade; without a stop at the end."""
    corrects = "; it corrects an earlier log" if corrects_another(log) else ""
    graded = log.grade.label() if log.grade else "ungraded"
    return f"{_who(log, manner)}{_knowledge(log)} (log of {_day(log.reported_at)}{_event(log)}, {graded}{corrects})"


def corrects_another(log: RedactedLog) -> bool:
    """Whether a log says, in its title or at its beginning, that it puts an earlier one right."""
    return bool(_CORRECTS.search(log.title) or _CORRECTS.search(log.text[:_OPENING]))


def attributed(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences, of which only the first of each run of one log and manner keeps its words of attribution."""
    kept: list[Sentence] = []
    for _, run in groupby(sentences, key=lambda s: (s.is_quoted, s.citations[0].log_ref, s.manner)):
        first, *rest = run
        kept += [first, *(replace(sentence, lead="") for sentence in rest)]
    return tuple(kept)


def _at_first_hand(log: RedactedLog) -> bool:
    return bool(_POLICE.search(log.provenance) or _RECORDS.search(log.provenance))


def _who(log: RedactedLog, manner: Manner) -> str:
    if not _at_first_hand(log):
        return f"{_source(log)} {'supposes' if manner == 'assessed' else 'reports'}"
    if manner == "seen":
        if not _POLICE.search(log.provenance):
            return "Records show"
        return "An officer saw" if _SAW.search(log.provenance) else "Police recorded at first hand"
    return "Police were told" if manner == "reported" else "Police suppose"


def _source(log: RedactedLog) -> str:
    meaning = log.grade.meanings[0] if log.grade else ""
    return _SOURCES.get(meaning) or f"{'An' if meaning[0] in 'aeiou' else 'A'} {meaning}"


def _knowledge(log: RedactedLog) -> str:
    """How the source knows it, where its grade warns; of what police saw only that it is doubted."""
    if log.grade is None:
        return ""
    code = log.grade.scheme, log.grade.intelligence
    warns = code in _DOUBTED if _at_first_hand(log) else code not in _PLAIN_KNOWLEDGE
    return f", {log.grade.meanings[1]}" if warns else ""


def _event(log: RedactedLog) -> str:
    """The days of what the log is about, where they are not the day of the report."""
    first, last = log.first_day, log.last_day
    if first == last == log.reported_at[:10]:
        return ""
    return f", event of {_day(first)}" if first == last else f", events of {_day(first)} to {_day(last)}"


def _day(iso: str) -> str:
    return spoken_day(date.fromisoformat(iso[:10]))
