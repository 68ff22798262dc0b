"""From a text to the spans of its sentences, for prose as officers write it: short forms, times, items, tokens."""

import re
from collections.abc import Iterator


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Split a text into sentences.

    Returns (start, end) in code points, end exclusive, in order and disjoint, without the blanks around a sentence;
    together they cover every character that is not blank. An item number belongs to the sentence that it numbers.
    """
    spans = []
    start = 0
    for cut in (*_cuts(text), len(text)):
        sentence = text[start:cut]
        if stripped := sentence.strip():
            first = start + len(sentence) - len(sentence.lstrip())
            spans.append((first, first + len(stripped)))
        start = cut
    return spans


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A full stop after these never ends a sentence: a name, a number or the word's own object follows.
_LEADING = _words(
    "mr mrs ms messrs dr prof rev fr st mt sgt insp supt det cons lt capt cllr hon "
    "approx circa ca cf viz vs e.g i.e eg ie aka a.k.a incl esp dob ref reg tel mob ext"
)
# Not before a small letter or a digit either: these also stand at the end of a sentence.
_SHORT = _words(
    "etc ltd co inc plc rd ave ln cl cres gdns av poss prob susp unk adj veh lic dept est temp mins hrs yrs wks "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun jr sr a.m p.m"
)
# Not before a digit: "no. 12", but "He said no."
_NUMBERING = _words("no nos p pp para paras fig vol op sec art")

_CLOSERS = "\"'”’»)"
_CANDIDATE = re.compile(
    rf"(?P<stop>(?<![.!?…])[.!?…]++[{_CLOSERS}]*+)(?=\s)"  # possessive: a run of dots is read once
    r"|(?P<glued>(?<=[a-z][a-z])\.(?=[A-Z][a-z]))"  # a forgotten blank: "left.He"
    r"|(?P<line>\n\s*)"
)
_LAST_WORD = re.compile(r"[^\W_][\w.']*\Z")
_LONGEST_WORD = 24  # code points looked back for the word before a stop; keeps the scan linear
_ITEM = re.compile(r"[-*•‣·–—]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)](?=\s)")
_ONLY_ITEM = re.compile(rf"\s*(?:{_ITEM.pattern})?\s*\Z")
_NEXT = re.compile(r"\s*(?P<sign>\S?)")

# A line of this many code points without a stop was probably wrapped by an editor, so that its sentence goes on.
_WRAPPED = range(50, 101)


def _cuts(text: str) -> Iterator[int]:
    """Offsets at which one sentence ends and the next may begin, in order."""
    start = 0
    for match in _CANDIDATE.finditer(text):
        if match["line"] is not None:
            ends = _line_ends(text, match.start(), match.end())
        elif match["glued"]:
            ends = True
        else:
            ends = _stop_ends(text, start, match)
        if ends:
            start = match.end()
            yield start


def _line_ends(text: str, at: int, after: int) -> bool:
    """Whether the line break at `at`, with the blanks up to `after`, ends a sentence."""
    if text.count("\n", at, after) > 1 or _ITEM.match(text, after):
        return True
    if text[after : after + 1].islower():
        return False
    return at - (text.rfind("\n", 0, at) + 1) not in _WRAPPED


def _stop_ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the stop ends the sentence that began at `start`."""
    stop = match["stop"]
    if match.end() - start <= _LONGEST_WORD and _ONLY_ITEM.match(text[start : match.end()] + " "):
        return False
    following = _NEXT.match(text, match.end())
    sign = following["sign"] if following else ""
    if sign.islower() and stop != ".":
        return False  # '"Why?" he asked', "a Corsa? maybe silver", "and then... nothing"
    if not stop.startswith(".") or stop.startswith(".."):
        return True
    found = _LAST_WORD.search(text, max(start, match.start() - _LONGEST_WORD), match.start())
    word = found[0] if found else ""
    if len(word) == 1 and word.isalpha():
        return word.islower() and not (sign.islower() or sign.isdigit())  # initials; "b. 1998"
    word = word.lower()
    if word in _LEADING or (word in _NUMBERING and sign.isdigit()):
        return False
    return word not in _SHORT or not (sign.islower() or sign.isdigit())
