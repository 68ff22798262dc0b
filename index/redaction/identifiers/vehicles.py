"""Registrations of these islands and of others, and vehicle identification numbers."""

import re
from collections.abc import Iterator, Sequence

from index.records import Span
from index.redaction import checks
from index.redaction.identifiers.lookalikes import DIGIT, LETTER, digits, letters
from index.redaction.identifiers.plates import (
    LOOSE,
    MAKE,
    NATION,
    NOUN,
    VEHICLE,
    current_plate,
    mixed,
    no_words,
    spells_nothing,
)
from index.redaction.identifiers.rules import OPEN, SHUT, Cued, Near, Rule, Shape, compiled
from index.redaction.types import EntityType as T


def misread_plate(plate: str) -> bool:
    """Whether a current registration comes out of a group with some of its characters taken for others."""
    squeezed = re.sub(r"[^\w|]", "", plate)
    if len(squeezed) != 7 or squeezed[:2].isdigit() or not re.search(r"\d", squeezed[2:4]):
        return False
    if sum(c.isalpha() for c in squeezed[4:]) < 2:
        return False
    read = letters(squeezed[:2]) + digits(squeezed[2:4]) + letters(squeezed[4:])
    return read != squeezed.upper() and bool(re.fullmatch(r"[A-Z]{2}\d\d[A-Z]{3}", read)) and current_plate(read)


def _lower_prefix(plate: str) -> bool:
    """Whether a prefix or suffix registration in lower case is none of "a47 had", "flat 12a"."""
    return spells_nothing(plate) and (
        " " not in plate or not re.search(r"[aeiou]", re.sub(r"\W*\d+\W*", "", plate)[-3:])
    )


# A vehicle, or what is done with one or its registration.
_VEHICLE_MET = compiled(rf"{VEHICLE.pattern}|\b(?:pnc|dvla|got in(?:to)?|driv(?:es?|ing|er)|drove|insured)\b", re.I)
_S = r"[ .\-_]?"  # what parts the groups of a registration

RULES: tuple[Rule, ...] = (
    # Current style in any case when unspaced or spaced in the usual place; spaced otherwise in capitals only.
    Shape(
        T.VEHICLE_REG,
        compiled(OPEN + r"[A-Z]{2}(?:[ .\-_]?[0-7]\d[.\-_]?|[0-7]\d )[A-Z]{3}\b", re.I),
        current_plate,
        1.0,
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2} ?[0-7] ?\d\s{0,2}(?:[A-Z]{3}|[A-Z] [A-Z]{2})\b"), current_plate),
    Shape(
        T.VEHICLE_REG, compiled(OPEN + r"[A-Z][ .-][A-Z][ .-][0-7][ .-]\d[ .-][A-Z][ .-][A-Z][ .-][A-Z]\b", re.I), None
    ),
    Shape(T.VEHICLE_REG, compiled(r"\b[a-z]{2} ?[0-7] ?\d [b-df-hj-np-tv-z]{3}\b")),  # no vowel, no word
    Near(
        T.VEHICLE_REG,
        compiled(OPEN + r"[a-z]{2} [0-7]\d [a-z]{3}\b"),
        _VEHICLE_MET,
        28,
        lambda s: current_plate(s) and spells_nothing(s),
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + rf"{LETTER}{{2}} ?{DIGIT}{{2}}[ -]?{LETTER}{{3}}(?!\w)"), misread_plate),
    # Prefix, suffix, of Northern Ireland, of unknown age, of the Irish Republic, of traders.
    Shape(T.VEHICLE_REG, compiled(OPEN + rf"[A-HJ-NPR-TV-Y]{_S}[1-9]\d{{0,2}}{_S}[A-Z]{{3}}\b"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-HJ-NPR-TV-Y] \d ?\d ?\d [A-Z]{3}\b"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[a-hj-npr-tv-y]\d{2,3} ?[a-z]{3}\b"), _lower_prefix),
    Shape(T.VEHICLE_REG, compiled(OPEN + rf"[A-Z]{{3}}{_S}[1-9]\d{{0,2}}{_S}[A-Z]\b"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[a-z]{3} ?\d{2,3}[a-z]\b"), _lower_prefix),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=[A-Z]{1,2}[IZ])[A-Z]{3}[ -]?[1-9]\d{0,3}" + SHUT), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=[a-z]{1,2}[iz])[a-z]{3} ?[1-9]\d{2,3}" + SHUT), spells_nothing),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"Q ?\d{1,3} ?[A-Z]{3}\b")),
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"\d{2,3}[- ](?:[A-Z]|CE|CN|CW|DL|KE|KK|KY|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|"
            r"TN|TS|TA|WD|WH|WW|WX)[- ]\d{2,6}" + SHUT
        ),
    ),  # Irish counties
    Shape(T.VEHICLE_REG, compiled(OPEN + r"\d{2,3}-[A-Z]{1,2}-\d{1,6}" + SHUT, re.I)),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2} [A-Z]{2}-\d{3}" + SHUT), no_words),  # Hungary
    # France and Italy; the Netherlands, Portugal; Germany; Turkey; Poland; Spain.
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2}-\d{3}-[A-Z]{2}\b")),
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"(?=\S{0,6}\d)(?=\S{0,6}[A-Z])(?:\d{1,2}-[A-Z]{2,3}-\d{1,2}|"
            r"[A-Z]{1,2}-\d{2,3}-[A-Z]{1,2}|[A-Z]{2}-[A-Z\d]{2}-\d{2})" + SHUT
        ),
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}(?![\w/-])"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?:0[1-9]|[1-7]\d|8[01]) [A-Z]{1,3} \d{2,5}" + SHUT), no_words),
    Shape(
        T.VEHICLE_REG,
        compiled(OPEN + r"[A-Z]{2,3} (?:\d{3,4}[A-Z]{1,2}|\d{1,2}[A-Z]{1,2}\d{2,3}|\d[A-Z]\d{2,3})" + SHUT),
        no_words,
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"\d{4} [BCDFGHJ-NPR-TV-Z]{3}\b"), no_words),
    # Any other, when what follows tells: the country in brackets, "plated", the make.
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"(?:[A-Z]{1,3}[ -]?\d{1,4}[A-Z]{0,2}|\d{2,4} [A-Z]{2,3})(?= \((?:[A-Z]{2,3}|"
            r"foreign)\)| plated| trade plate| on an? [A-Z][a-z])"
        ),
        no_words,
    ),
    Near(T.VEHICLE_REG, compiled(LOOSE), VEHICLE, 28, mixed),
    Near(T.VEHICLE_REG, compiled(LOOSE), compiled(rf"\b(?:{NATION})\b", re.I), 14, mixed),
    Cued(
        T.VEHICLE_REG,
        compiled(
            r"\b(?:passenger|pax|driver|keeper|rk|owner|occupants?|drives|driving|drove|seen in|stopped in|"
            r"insured on|trader?)(?: (?:of|in|for|a|an|the|his|her))?\b",
            re.I,
        ),
        compiled(LOOSE),
        6,
        mixed,
    ),
    # A line of a table or list that opens with what may be a registration and goes on with a make.
    Shape(
        T.VEHICLE_REG,
        compiled(
            rf"^(?:[ \t]{{0,4}}[*•·-] ?|\(?\d{{1,2}}[.)] ?)?(?P<id>{LOOSE})(?=[ \t]{{0,3}}[|"
            rf":,;\t-]{{1,2}}[^\n]{{0,30}}"
            rf"(?i:\b(?:{MAKE}|{NOUN})\b))",
            re.M,
        ),
        mixed,
    ),
    # Bought for what it spells; of the Channel Islands, where it is a number.
    Cued(
        T.VEHICLE_REG,
        compiled(
            r"\b(?:private|cherished|personal(?:i[sz]ed)?|show|vanity) (?:number )?"
            r"(?:plates?|reg(?:istration)?|index)\b",
            re.I,
        ),
        compiled(r"(?<![\w£])(?:[A-Z]{1,3} ?\d{1,4}(?: ?[A-Z]{1,3})?|\d{1,4} ?[A-Z]{1,3})\b"),
        6,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(
            r"\b(?:jersey|guernsey|alderney|channel islands?) (?:number )?"
            r"(?:plates?|reg(?:istration)?|index)\b",
            re.I,
        ),
        compiled(r"(?<![\w£])(?:J ?)?\d{3,6}\b"),
        6,
    ),
    Shape(T.VIN, compiled(r"\b[A-HJ-NPR-Z\d]{17}\b"), checks.vin),
    Shape(
        T.VIN,
        compiled(r"\b[A-HJ-NPR-Z\d]{3}[ -][A-HJ-NPR-Z\d]{6}[ -][A-HJ-NPR-Z\d]{8}\b"),
        lambda s: checks.vin(s) and sum(c.isdigit() for c in s) >= 4,
    ),
    Cued(
        T.VIN,
        compiled(r"\b(?:VIN|chassis|frame)\b(?:\W{1,2}(?:no|number)\b)?", re.I),
        compiled(r"\b(?=[A-Z]{0,16}\d)[A-Z\d]{6,17}\b"),
        8,
    ),
)


def _listable(plate: str) -> bool:
    """Whether a group in a list of registrations is one of them, whatever its three letters spell."""
    return no_words(plate) or bool(re.fullmatch(r"[A-Z]{3} ?\d{3,4}|\d{3,4} ?[A-Z]{3}", plate))


_SURE = 2  # registrations in one line that make it a list of them


def find_listed(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """What may be a registration in a line that lists registrations: two or more of `found` stand there."""
    starts = sorted({span.start for span in found if span.type == T.VEHICLE_REG})
    position = line_start = 0
    for line in text.split("\n"):
        line_end = line_start + len(line)
        first = position
        while position < len(starts) and starts[position] <= line_end:
            position += 1
        if len({start // 4 for start in starts[first:position]}) >= _SURE:
            for match in _IN_LIST.finditer(text, line_start, line_end):
                if _listable(match["id"]):
                    yield Span(match.start("id"), match.end("id"), T.VEHICLE_REG, 0.7, "identifiers")
        line_start = line_end + 1


# A registration of any form after the start of a line, a number of the list or a separator, and before one.
_IN_LIST = compiled(
    rf"(?:^|[;,|/]|\b(?:and|or)\b|[ \t]{{2}}|(?<!\d)\d{{1,2}}[ .)])[ \t]{{0,3}}(?P<id>{LOOSE}|[A-Z]{{2}}[0-7]\d\b)"
    r"(?=[ \t]{0,2}(?:$|[;,|/.(]|and\b|or\b|[ \t]{2}|\n))",
    re.M,
)
