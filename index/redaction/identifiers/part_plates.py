"""Registrations that were read in part, told letter by letter or announced by a word: rules for the bits of them."""

import re

from index.redaction.identifiers.lookalikes import PHONETIC, UNIT
from index.redaction.identifiers.plates import (
    PLATE_CUE,
    PLATE_NAMED,
    VEHICLE,
    announced_plate,
    current_plate,
    no_words,
    spells_nothing,
)
from index.redaction.identifiers.rules import OPEN, SHUT, Cued, Near, Rule, Shape, compiled
from index.redaction.types import EntityType as T


def _told_plate(words: str) -> bool:
    """Whether words told letter by letter are a registration: three or more letters, or two and two digits."""
    told = re.findall(PHONETIC, words, re.I)
    figures = re.findall(rf"\b{UNIT}\b|\d", words, re.I)
    return len(told) >= 2 and len(figures) >= 1 and len(told) + len(figures) >= 4


_PLATE = (
    r"(?<![\w/.£])(?:[A-Z]{2,3}[ -]?\d{1,6}(?:[ -]?[A-Z]{1,3}\b)?|[A-Z][ -]?\d{1,5}[ -]?[A-Z]{1,3}\b|"
    r"\d{1,4}[ -]?[A-Z]{1,3}(?:[ -]?\d{2,5})?|[A-Z]{1,3}[ -]?\d[A-Z]\d{2}|"
    r"[A-Z]{1,2}-[A-Z]{1,2} ?\d{1,4})(?![\w/])"
)
_TAIL = (
    r"(?:end(?:s|ing|ed)?|finish(?:es|ing|ed)?)(?: in| with| on)?|last (?:(?:two|three|four|2|3|"
    r"4) )?(?:letters|bit|part)"
)
_HEAD = (
    r"(?:begins?|beginning|began|starts?|starting|started)(?: with)?|"
    r"first (?:two|three|four|2|3|4)(?: (?:letters|characters|digits|bit))?|first (?:letters|bit)"
)
_QUOTE = r"[\"'“‘]?"
# The letters alone are a part of a registration only where they close a phrase: "ENDS OOM." and not "ENDS OUR TALK".
_ALONE = r"(?=[\"'”’]?(?:[.,;:)\n?]|$| something| only| maybe| on| at| in| poss| [a-z]))"

RULES: tuple[Rule, ...] = (
    # Partly read, with marks for what was not seen.
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"(?=[A-Z\d .]{0,6}[?*_])"
            r"(?=[A-Z?*_. ]{0,7}\d)[A-Z?*_]{2}[\d?*_]{1,2}(?: ?[A-Z?*_.]{1,3})?(?![\w?])"
        ),
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"[A-Z]{2}\d{2} ?[A-Z]{0,2}(?:\.{2,3}[A-Z]?(?![\w.])|"
            r"[-_*?–]{1,3}(?=[\s.,;:)]|$))"
        ),
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(
            r"(?<![\w.])(?:(?:\.{2,4}|[*_?-]{2,4}) ?\d{2} ?[A-Z]{2,3}|(?:\.{2,4}|"
            r"[_?]{2,4}) ?[A-Z]{3})(?!\w)"
        ),
        lambda s: any(c.isdigit() for c in s) or no_words(s),
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=[A-Z]{0,2}\d?[*_?]{1,4})[A-Z]{1,2}\d?[*_?]{1,4} ?[A-Z]{3}\b")),
    Cued(T.VEHICLE_REG, PLATE_CUE, compiled(_PLATE), 14, no_words),
    Cued(
        T.VEHICLE_REG,
        PLATE_NAMED,
        compiled(r"[A-Z]{1,4} ?\d{1,4}(?: ?[A-Z]{1,3})?(?![\w/])|\d{1,4} ?[A-Z]{1,3}(?![\w/])"),
        2,
        announced_plate,
    ),
    Cued(T.VEHICLE_REG, PLATE_CUE, compiled(r"(?<![\w/.£])[A-Z][ -]?\d{1,4}\b(?!/)"), 2),  # farther off, a road
    Cued(
        T.VEHICLE_REG,
        PLATE_CUE,
        compiled(
            r"\b(?:(?:[a-z]{2,3} ?|[a-z])\d{1,4}(?: ?[a-z]{1,3})?|"
            r"\d{1,4} ?[a-z]{2,3})\b"
        ),
        6,
        spells_nothing,
    ),
    Cued(
        T.VEHICLE_REG,
        PLATE_CUE,
        compiled(
            _QUOTE + r"(?P<id>\b(?:[A-Z]{2,3}|[a-z]{2,3})\b(?: something|(?=[\"”]? (?:and )?(?:ending|"
            r"rest)\b|[\"”])))"
        ),
        12,
        spells_nothing,
    ),
    Cued(T.VEHICLE_REG, PLATE_CUE, compiled(rf"(?<!\w)[A-Z]{{3}}\b{_ALONE}"), 3, spells_nothing),
    Cued(
        T.VEHICLE_REG,
        compiled(r"\b(?:vehicles?|veh|foreign)\b", re.I),
        compiled(OPEN + r"[A-Z]{1,3}[ -]?\d{2,4}[A-Z]{0,3}" + SHUT),
        4,
        no_words,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(r"\btrade\b(?:\W{0,2}plates?)?", re.I),
        compiled(r"\b\d{3,5}(?:[ -]?[A-Z]{1,3})?\b"),
        6,
    ),
    Near(
        T.VEHICLE_REG,
        compiled(
            r"(?<![\w/-])(?<!\bin )(?<!\bnear )(?<!\bat )(?<!\bto )"
            r"(?<!\bfrom )[A-Z]{2}[0-7]\d(?: [A-Z]{1,2})?\b(?! ?\d)"
        ),
        VEHICLE,
        36,
        lambda s: current_plate(s[:4]) and no_words(s),
    ),
    # Partly read, told by which part it is.
    Cued(
        T.VEHICLE_REG,
        compiled(rf"\b(?:plates?|regs?|index|vr[mn])\b(?:[^.\n]{{0,24}}?\s)?(?:{_TAIL})\b", re.I),
        compiled(_QUOTE + r"(?P<id>(?<!\w)(?:[A-Z\d]{1,4}|\d{1,4} ?[A-Z]{1,3}))\b"),
        4,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(
            rf"\b(?:{_TAIL})\b(?: (?:of|on) (?:the )?(?:plate|reg|index|vr[mn]))?(?: (?:was|were|are|is))?[ :]", re.I
        ),
        compiled(_QUOTE + rf"(?P<id>(?<![\w£])(?:\d{{0,2}} ?[A-Z]{{3}}{_ALONE}|\d [A-Z]{{3}}\b))"),
        3,
        spells_nothing,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(
            rf"\b(?:{_HEAD})\b(?: (?:of|on) (?:the )?(?:plate|reg|index|vr[mn]))?(?: (?:was|were|are|is))?[ :]", re.I
        ),
        compiled(
            _QUOTE + rf"(?P<id>(?<![\w£])(?:[A-Z]{{2}}\d{{1,2}}(?: [A-Z]{{1,2}}\b)?|[A-Z]\d{{2,3}}|"
            rf"[A-Z]{{2,3}} ?\d{{1,4}}|[A-Z]{{2}}{_ALONE}))\b"
        ),
        3,
        spells_nothing,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(r"\b(?:part(?:ial)?(?:ly)?|only got|just got|got as far as|caught)\b", re.I),
        compiled(
            _QUOTE + rf"(?P<id>(?<![\w£])(?:[A-Z]{{2}}\d{{1,2}}(?: ?[A-Z]{{1,2}}\b)?|[A-Z]\d{{1,3}}|"
            rf"[A-Z]{{2,3}}{_ALONE}))(?![\w/])"
        ),
        3,
        spells_nothing,
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(
            r"(?<![\w/])[\"'“‘]?(?P<id>[A-Z]{2,3}|\d{1,2} ?[A-Z]{3})[\"'”’]? (?=(?:at|on|was|is) (?:the )?(?:very )?"
            r"(?:end|start|beginning|front|back) of (?:the |its |his |her |a )?(?:plate|reg|index|number plate|vrm))"
        ),
        no_words,
    ),
    Shape(T.VEHICLE_REG, compiled(r"(?<=, maybe )(?P<id>[A-Z]{2,3}(?: something)?)\b"), spells_nothing),
    Shape(
        T.VEHICLE_REG,
        compiled(OPEN + r"[A-Z]{2}[0-7]\d(?=,? (?:only|rest|something|remainder|the rest|partial)\b)"),
        current_plate,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(
            r"\b(?:plates?|regs?|index|vr[mn])\b[^.\n]{0,16}?\b(?:contain(?:s|ing|ed)?|includ(?:es|ing|ed))\b", re.I
        ),
        compiled(_QUOTE + r"(?P<id>(?<!\w)[A-Z\d]{2,7})\b"),
        4,
        spells_nothing,
    ),
    # Told letter by letter.
    Shape(
        T.VEHICLE_REG,
        compiled(rf"\b{PHONETIC}[ ,-]{{1,2}}{PHONETIC}(?:[ ,-]{{1,2}}(?:{PHONETIC}|{UNIT}|\d{{1,2}})\b){{2,5}}", re.I),
        _told_plate,
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(
            rf"\b{PHONETIC}(?:[ ,-]{{1,2}}(?:{UNIT}|\d{{1,3}})\b){{1,3}}(?:[ ,-]{{1,2}}{PHONETIC}\b){{2,3}}", re.I
        ),
        _told_plate,
    ),
    Cued(
        T.VEHICLE_REG,
        PLATE_CUE,
        compiled(rf"\b(?:{PHONETIC}|{UNIT}|\d{{1,2}})(?:[ ,-]{{1,2}}(?:{PHONETIC}|{UNIT}|\d{{1,2}})\b){{1,7}}", re.I),
        10,
        lambda s: bool(re.search(PHONETIC, s, re.I)),
    ),
)
