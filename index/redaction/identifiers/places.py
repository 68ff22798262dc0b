"""Postcodes and other points on the map."""

import re

from index.redaction import lists
from index.redaction.identifiers.rules import OPEN, Cued, Rule, Shape, compiled
from index.redaction.types import EntityType as T

# Postcode areas, as Royal Mail names them.
_AREAS = lists.words("""
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL
    GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX
    PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN
    WR WS WV YO ZE BX GIR
    """)
_STATES = (
    "A[AEKLPRSZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEHINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|"
    "V[AIT]|W[AIVY]"
)


def _postcode(code: str) -> bool:
    """Whether a postcode is none of "e1 2nd", and, in lower case, of an area that exists."""
    if code.lower().endswith(("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "0th")):
        return False
    area = re.match(r"[A-Za-z]+", code)
    return code.isupper() or (area is not None and area[0].upper() in _AREAS)


RULES: tuple[Rule, ...] = (
    Shape(
        T.POSTCODE,
        compiled(OPEN + r"(?:[A-Z]{1,2}\d[A-Z\d]?(?:[ \xa0\t]{0,2}|-)\d[ABD-HJLNP-UW-Z]{2}|GIR ?0AA)\b", re.I),
        _postcode,
        1.0,
    ),
    # Over a line's end; with letters that the last two never are, which happens when they are typed or made up.
    Shape(T.POSTCODE, compiled(OPEN + r"[A-Z]{1,2}\d[A-Z\d]?\s{1,3}\d[ABD-HJLNP-UW-Z]{2}\b"), _postcode, 1.0),
    Shape(T.POSTCODE, compiled(OPEN + r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"), _postcode),
    # A letter O or a digit 0 in the wrong place.
    Shape(
        T.POSTCODE,
        compiled(OPEN + r"[A-Z]{1,2}[\dOI][A-Z\d]? [\dOI][ABD-HJLNP-UW-Z]{2}\b"),
        lambda s: sum(c.isdigit() for c in s) >= 1 and (re.match(r"[A-Z]{1,2}?(?=[\dOI])", s) or [""])[0] in _AREAS,
    ),
    Cued(
        T.POSTCODE,
        compiled(
            r"\b(?:post ?code|p/code|pcode|eircode|zip(?: ?code)?|postal code|PLZ|CEP)\b(?:\W{1,2}(?:is|was|"
            r"of)\b)?",
            re.I,
        ),
        compiled(r"(?<![\w£])(?=[A-Z \-]{0,4}\d)[A-Z\d]{2,5}(?:[ -][A-Z\d]{2,4})?\b(?!/)"),
        4,
    ),
    Shape(T.POSTCODE, compiled(rf"\b(?:[AFD]PO,? )?(?:{_STATES}),? \d{{5}}(?:-\d{{4}})?(?![\w/-])")),
    # Irish: routing key and unique part.
    Shape(
        T.POSTCODE,
        compiled(OPEN + r"[AC-FHKNPRTV-Y]\d[\dW] ?(?=[A-Z\d]{0,3}\d)(?=\d{0,3}[A-Z])[AC-FHKNPRTV-Y\d]{4}\b"),
    ),
    Shape(T.WHAT3WORDS, compiled(r"/{2,3}[^\W\d_]{2,20}\.[^\W\d_]{2,20}\.[^\W\d_]{2,20}(?![\w/.])"), None, 1.0),
    Cued(
        T.WHAT3WORDS,
        compiled(
            r"\b(?:what ?(?:3|three) ?words|w3w)\b(?:\W{1,2}(?:is|was|are|location|ref|address|code)\b){0,2}", re.I
        ),
        compiled(r"\b[^\W\d_]{2,20}(?P<dot>[. ])[^\W\d_]{2,20}(?P=dot)[^\W\d_]{2,20}\b"),
        5,
    ),
    Shape(
        T.COORDINATES,
        compiled(r"(?<![\d.])[-+]?\d{1,2}\.\d{3,9}°?\s?[NS]?[,/ ]{1,3}[-+]?\d{1,3}\.\d{3,9}°?(?: ?[EW]\b)?", re.I),
    ),
    Shape(T.COORDINATES, compiled(r"\b[NS] ?\d{1,2}\.\d{3,9}°?[, ]{1,3}[EW] ?\d{1,3}\.\d{3,9}°?")),
    Shape(
        T.COORDINATES,
        compiled(
            r"(?<!\d)\d{1,2}[°º] ?\d{1,2}(?:\.\d{1,6})?['’′] ?(?:\d{1,2}(?:\.\d{1,6})?[\"”″] ?)?[NS][, ]{0,3}"
            r"\d{1,3}[°º] ?\d{1,2}(?:\.\d{1,6})?['’′] ?(?:\d{1,2}(?:\.\d{1,6})?[\"”″] ?)?[EW]\b",
            re.I,
        ),
    ),
    Cued(
        T.COORDINATES,
        compiled(r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng|coords?|coordinates|GPS)\b", re.I),
        compiled(r"(?<![\d.])[-+]?\d{1,3}\.\d{2,9}°?(?: ?[NSEW]\b)?"),
        6,
    ),
    # Ordnance Survey, with 100 km squares of Great Britain; Ireland with one letter.
    Shape(T.COORDINATES, compiled(r"\b[HNOST][A-HJ-Z] ?(?:\d{3} ?\d{3}|\d{4} ?\d{4}|\d{5} ?\d{5})(?!\d)")),
    Shape(T.COORDINATES, compiled(r"(?<![\w/])[A-HJ-Z] ?\d{5} \d{5}(?![\w/])")),
    Cued(
        T.COORDINATES,
        compiled(r"\b(?:grid(?: ref(?:erence)?)?|GR|OSGR|OS ref|map ref)\b", re.I),
        compiled(r"\b[A-Z]{0,2} ?(?:\d{3} ?\d{3}|\d{4} ?\d{4}|\d{5} ?\d{5}|\d{2} ?\d{2})(?!\d)"),
        6,
    ),
)
