"""Numbers and handles that identify somebody: raw text -> spans, by shape, by check digit and by the cue beside them.

Two kinds of rule. A `Shape` is telling by itself (a current registration, a PNC id). A `Cued` shape means something
only after a word that announces it ("part VRM", "ppt", "sort code"), and then so do the ones listed after it. Every
pattern has bounded repeats and no nested ones, so that a hostile text costs linear time.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.records import Span
from index.redaction import checks, lists
from index.redaction.types import EntityType as T


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern that means `type` wherever it stands. Its group "id", when it has one, is what is hidden."""

    type: T
    pattern: re.Pattern[str]
    accept: Callable[[str], bool] | None = None  # a last look at the text found
    score: float = 0.9


@dataclass(frozen=True, slots=True)
class Cued:
    """A pattern that means `type` within `reach` characters after a cue, and so does every one listed after it."""

    type: T
    cue: re.Pattern[str]
    pattern: re.Pattern[str]
    reach: int = 24
    accept: Callable[[str], bool] | None = None
    score: float = 0.95


def find_identifiers(text: str) -> list[Span]:
    """Every identifier in a text, unordered and overlapping; `spans.resolve` settles that.

    References to crimes and incidents are kept: they identify a record, not a person.
    """
    kept = [m.span("id") for m in _RECORD_REF.finditer(text) if not _PHONE_START.match(m["id"])]
    found = [span for rule in SHAPES for span in _by_shape(rule, text)]
    found += [span for rule in CUED for span in _by_cue(rule, text)]
    return [s for s in found if s.type not in _MISTAKEN_FOR_REFS or not any(a < s.end and s.start < b for a, b in kept)]


def _by_shape(rule: Shape, text: str) -> Iterator[Span]:
    for match in rule.pattern.finditer(text):
        yield from _span(rule, match)


def _by_cue(rule: Cued, text: str) -> Iterator[Span]:
    for cue in rule.cue.finditer(text):
        match = rule.pattern.search(text, cue.end(), min(len(text), cue.end() + rule.reach + _LONGEST))
        if not match or match.start() > cue.end() + rule.reach:
            continue
        while match:
            yield from _span(rule, match)
            gap = _LISTED.match(text, match.end())
            match = rule.pattern.match(text, gap.end()) if gap else None


def _span(rule: Shape | Cued, match: re.Match[str]) -> Iterator[Span]:
    start, end = match.span("id") if "id" in match.re.groupindex else match.span()
    if rule.accept is None or rule.accept(match.string[start:end]):
        yield Span(start, end, rule.type, rule.score, "identifiers")


_LONGEST = 40  # no cued identifier is longer
_LISTED = re.compile(r"[ \t]{0,2}(?:[,;/&|+]|\b(?:and|or)\b)[ \t]{0,2}(?:(?:and|or|maybe|now)\b[ \t])?", re.I)
_MISTAKEN_FOR_REFS = frozenset({T.CUSTODY_NUMBER, T.PASSPORT, T.BANK_ACCOUNT, T.NHS_NUMBER, T.CRN, T.PHONE})
_RECORD_REF = re.compile(
    r"\b(?:crime|cris|incident|occurrence|cad|log|urn|athena|niche|storm|"
    r"exhibit)\b\W{0,3}(?:(?:ref|reference|no|nos|number)\b\W{0,3})?"
    r"(?P<id>(?:[A-Z]{1,4}[/ -]?)?\d[\dA-Z]{0,15}(?:[/-][\dA-Z]{1,12}){0,3})",
    re.I,
)
_PHONE_START = re.compile(r"0[1237]\d{8,9}$")

# -- last looks -----------------------------------------------------------------------------------------------------

# Three-letter words that follow a number in capitals or in lower case ("A17 AND", "in12 the").
_SHORT_WORDS = lists.words("""
    ALL AND ANY ARE ASK BAG BUS BUT BUY CAR CAN CUT DAY DID END FOR GOT GET HAD HAS HER HIM HIS HOW INC ITS LAD
    LEG LET LOW MAN MEN MET MIN MPH NEW NIL NOR NOT NOW OFF OLD ONE OUR OUT OWN PER PUT RAN RED SAT SAW SAY SET
    SHE SIX SUN TEN THE TOP TWO USE VAN VIA WAS WAY WHO WHY YES YET YOU HRS KMS MIL LBS GRM PAX PCS PLN EUR GBP
    MON TUE WED THU FRI JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC CAD LOG REF TEL REG VRM PNC CRO NHS DOB
    CCTV SIM FLT APT RD ST RM
    """)


def _no_words(plate: str) -> bool:
    """Whether none of the letter groups of a would-be registration is an ordinary short word."""
    return not any(group in _SHORT_WORDS for group in re.findall(r"[A-Z]{2,}", plate.upper()))


def _current_plate(plate: str) -> bool:
    """Whether the age identifier of a current registration has been issued: 02-29 (March) or 51-79 (September).

    Source: DVLA INF104, "Vehicle registration numbers and number plates".
    """
    digits = int("".join(c for c in plate if c.isdigit()))
    return (2 <= digits <= 29 or 51 <= digits <= 79) and _no_words(plate)


def _no_date(reference: str) -> bool:
    """Whether a reference has the digits of one and is no date ("12/03/2025", "26/11")."""
    return sum(c.isdigit() for c in reference) >= 4 and not re.fullmatch(
        r"\d{1,2}[/-]\d{1,2}[/-](?:\d\d)?\d\d", reference
    )


def _day_like(number: str) -> bool:
    """Whether a number starts as a date does ("04-05-2024 1430")."""
    return bool(re.match(r"(?:[0-2]\d|3[01])([-. ])(?:0\d|1[0-2])\1(?:19|20)\d\d", number))


def _uk_phone(number: str) -> bool:
    """Whether the digits can be a UK number: 0 and nine or ten more, the international prefix aside."""
    digits = re.sub(r"\D", "", re.sub(r"^(?:\+|00)44[\s.()-]*(?:\(0\))?", "0", number))
    digits = digits.replace("00", "0", 1) if digits.startswith("00") else digits
    return len(digits) in (10, 11) and digits[0] == "0" and digits[1] != "0" and not _day_like(number)


def _no_ordinal(code: str) -> bool:
    """Whether a postcode is none of "e1 2nd", "w1 1st"."""
    return not code.lower().endswith(("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "0th"))


def _has_letter_and_mark(handle: str) -> bool:
    """Whether a bare word looks like a user name: letters with a digit, dot or underscore among them."""
    return bool(re.search(r"[a-z]", handle, re.I) and re.search(r"[\d._]", handle)) and not re.search(
        r"\.(?:com|net|org|uk)$", handle
    )


def _re(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


# -- what stands for itself -----------------------------------------------------------------------------------------

_OPEN = r"(?<![\w/@])"  # not inside a word, a reference with slashes or an address
_SHUT = r"(?![\w/])"

SHAPES: tuple[Shape, ...] = (
    # Vehicles. Current style in any case when unspaced or spaced in the usual place; spaced otherwise in capitals only.
    Shape(T.VEHICLE_REG, _re(_OPEN + r"[A-Z]{2}[0-7]\d[ -]?[A-Z]{3}\b", re.I), _current_plate, 1.0),
    Shape(T.VEHICLE_REG, _re(_OPEN + r"[A-Z]{2} ?[0-7] ?\d ?(?:[A-Z]{3}|[A-Z] [A-Z]{2})\b"), _current_plate),
    Shape(T.VEHICLE_REG, _re(r"\b[a-z]{2} [0-7]\d [b-df-hj-np-tv-z]{3}\b")),  # no vowel, no word
    Shape(T.VEHICLE_REG, _re(_OPEN + r"[A-HJ-NPR-TV-Y] ?\d{1,3}[ -]?[A-Z]{3}\b"), _no_words),  # prefix style
    Shape(T.VEHICLE_REG, _re(_OPEN + r"[A-Z]{3}[ -]?\d{1,3}[ -]?[A-Z]\b"), _no_words),  # suffix style
    Shape(T.VEHICLE_REG, _re(_OPEN + r"(?=[A-Z]{1,2}[IZ])[A-Z]{3}[ -]?\d{2,4}" + _SHUT), _no_words),  # Northern Ireland
    Shape(T.VEHICLE_REG, _re(_OPEN + r"Q ?\d{1,3} ?[A-Z]{3}\b")),  # of unknown age
    Shape(T.VEHICLE_REG, _re(_OPEN + r"\d{2,3}-[A-Z]{1,2}-\d{1,6}" + _SHUT)),  # Ireland; Portugal
    Shape(T.VEHICLE_REG, _re(_OPEN + r"[A-Z]{2}-\d{3}-[A-Z]{2}\b")),  # France, Italy
    Shape(T.VEHICLE_REG, _re(_OPEN + r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}" + _SHUT)),  # Germany
    Shape(T.VEHICLE_REG, _re(_OPEN + r"(?:0[1-9]|[1-7]\d|8[01]) [A-Z]{1,3} \d{2,5}" + _SHUT), _no_words),  # Turkey
    # Any other, when what follows tells: the country in brackets, "plated", the make.
    Shape(
        T.VEHICLE_REG,
        _re(
            _OPEN + r"(?:[A-Z]{1,3}[ -]?\d{1,4}[A-Z]{0,2}|\d{2,4} [A-Z]{2,3})(?= \((?:[A-Z]{2,3}|"
            r"foreign)\)| plated| trade plate| on an? [A-Z][a-z])"
        ),
        _no_words,
    ),
    # Partly read, with marks for what was not seen.
    Shape(T.VEHICLE_REG, _re(_OPEN + r"(?=[A-Z\d .]{0,6}[?*])[A-Z?*]{2}[\d?*]{1,2}(?: ?[A-Z?*.]{1,3})?(?![\w?])")),
    Shape(T.VEHICLE_REG, _re(_OPEN + r"[A-Z]{2}\d{2} ?[A-Z]?\.{2,3}[A-Z]?" + r"(?![\w.])")),
    Shape(T.VEHICLE_REG, _re(r"(?<![\w.])\.{2,4}(?:\d{2} ?)?[A-Z]{3}\b")),
    Shape(T.VIN, _re(r"\b[A-HJ-NPR-Z\d]{17}\b"), checks.vin),
    # People's numbers.
    Shape(T.NINO, _re(r"\b[A-Z]{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?[A-D]\b", re.I), checks.nino, 1.0),
    Shape(T.NHS_NUMBER, _re(r"(?<![\d/.+-])(?<!\d )\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d/]|[ -]\d)"), checks.nhs_number),
    Shape(
        T.DRIVING_LICENCE,
        _re(r"\b[A-Z9]{5} ?\d{6} ?[A-Z][A-Z9] ?[A-Z\d]{3}(?: ?\d{2})?\b", re.I),
        lambda s: s[0].isalpha(),
        1.0,
    ),
    Shape(T.PASSPORT, _re(_OPEN + r"[A-Z]{1,3}\d{6,8}[A-Z]?" + _SHUT)),
    Shape(T.PASSPORT, _re(_OPEN + r"[A-Z]{2} \d{3} \d{3,4}(?![\w/]| \d)")),
    Shape(T.PASSPORT, _re(r"(?<![\d/.,£$€+-])(?<!\d )\d{9}(?![\d/%-]|[ .,]\d)")),
    Shape(T.PNC_ID, _re(r"(?:(?<![\w/])|(?<=PNC))(?:19|20)?\d{2}/\d{5,7}[A-HJ-NP-Z]" + _SHUT, re.I), None, 1.0),
    Shape(T.PNC_ID, _re(r"(?:(?<![\w/])|(?<=PNC))(?:19|20)?\d{2}/\d{1,4}[A-HJ-NP-Z]" + _SHUT, re.I), checks.pnc_id),
    Shape(
        T.CRO_NUMBER,
        _re(r"(?:(?<![\w/])|(?<=CRO))(?:SF\d{2}/\d{1,6}|\d{3,6}/\d{2})[A-HJ-NP-Z]" + _SHUT, re.I),
        None,
        1.0,
    ),
    Shape(T.CRO_NUMBER, _re(r"(?:(?<![\w/])|(?<=CRO))\d{1,2}/\d{2}[A-HJ-NP-Z]" + _SHUT, re.I), checks.cro_number),
    Shape(T.ASN, _re(r"\b\d{2}/\d{2}[\dA-Z]{2}/\d{2}/\d{1,11}[A-Z]" + _SHUT, re.I), None, 1.0),
    Shape(
        T.CUSTODY_NUMBER,
        _re(r"(?:(?<![\w/-])|(?<=CUST))\d{0,2}[A-Z]{2}/(?:[A-Z]{2}/)?(?:\d{4,5}/\d{2}|" r"\d{2}/\d{4,6})" + _SHUT),
    ),
    Shape(T.PRISON_NUMBER, _re(r"\b[A-Z]\d{4}[A-Z]{2}\b")),
    # Money. A date cannot be taken for a sort code here: eight digits follow.
    Shape(
        T.BANK_ACCOUNT,
        _re(
            r"(?:\b(?:sort code|s/c)\W{1,3})?(?<![\d-])\d{2}[- ]\d{2}[- ]\d{2}[\s,/:;&-]{1,4}"
            r"(?:(?:acct?|account|a/c|no|number)\b[\s.:]{0,2}){0,2}\d{4} ?\d{4}(?!\d)",
            re.I,
        ),
        None,
        1.0,
    ),
    Shape(T.BANK_ACCOUNT, _re(r"(?<![\d/-])\d{6}[ /,]{1,2}\d{8}(?!\d)")),
    Shape(T.BANK_ACCOUNT, _re(r"\b(?:GB|IE)\d{2} ?[A-Z]{4}(?: ?\d{2,4}){4,5}\b"), None, 1.0),
    Shape(T.BANK_ACCOUNT, _re(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b"), checks.iban, 1.0),
    Shape(T.PAYMENT_CARD, _re(r"(?<![\d-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}(?!\d)"), checks.luhn),
    Shape(
        T.CRYPTO_ADDRESS,
        _re(
            r"\b(?:bc1[a-z\d]{25,60}|0x[\da-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|" r"T[1-9A-HJ-NP-Za-km-z]{33})\b"
        ),
    ),
    # Phones and devices.
    Shape(
        T.PHONE,
        _re(r"(?<![\w+/])(?:(?:\+|00)44[ .-]?(?:\(0\)[ .-]?)?|\(?0)(?:\d[ .()-]{0,2}){8,9}\d(?!\d|/\d)"),
        _uk_phone,
        1.0,
    ),
    Shape(T.PHONE, _re(r"(?<![\w+])\+(?!44)\d(?:[ .()-]?\d){7,13}(?!\d)")),
    Shape(T.IMEI, _re(r"(?<![\d/-])\d{2}[ -]?\d{6}[ -]?\d{6}[ -]?\d(?![\d/])")),
    Shape(T.SIM, _re(r"(?<!\d)(?:89\d{17,18}|23[45]\d{12})(?!\d)"), None, 1.0),
    Shape(T.MAC_ADDRESS, _re(r"\b(?:[\dA-F]{2}[:-]){5}[\dA-F]{2}\b", re.I)),
    Shape(
        T.IP_ADDRESS,
        _re(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|" r"1?\d?\d)(?![\d]|\.\d)"),
    ),
    Shape(
        T.IP_ADDRESS,
        _re(r"(?<![\w:])(?:[\dA-F]{1,4}:){2,7}(?::[\dA-F]{1,4}){0,6}[\dA-F]{0,4}(?![\w:])", re.I),
        lambda s: s.count(":") > 3,
    ),
    # Places that are a point on the map.
    Shape(
        T.POSTCODE,
        _re(_OPEN + r"(?:[A-Z]{1,2}\d[A-Z\d]? {0,2}\d[ABD-HJLNP-UW-Z]{2}|GIR ?0AA)\b", re.I),
        _no_ordinal,
        1.0,
    ),
    Shape(T.WHAT3WORDS, _re(r"///[^\W\d_]{2,20}\.[^\W\d_]{2,20}\.[^\W\d_]{2,20}"), None, 1.0),
    Shape(T.COORDINATES, _re(r"(?<![\d.])-?\d{1,2}\.\d{3,8}°?\s?[NS]?,? ?-?\d{1,3}\.\d{3,8}°?(?: ?[EW]\b)?")),
    Shape(T.COORDINATES, _re(r"\b[HNOST][A-HJ-Z] ?(?:\d{3} ?\d{3}|\d{4} ?\d{4}|\d{5} ?\d{5})(?!\d)")),
    # Names in networks.
    Shape(T.EMAIL, _re(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63}){1,5}"), None, 1.0),
    Shape(T.SOCIAL_HANDLE, _re(r"(?<![\w.@/])@[A-Za-z\d_][\w.]{0,29}[\w]")),
    Shape(
        T.SOCIAL_HANDLE,
        _re(r"(?<![\w/.?=&@-])(?=[a-z\d.]{0,20}_)(?=[\d_.]{0,9}[a-z])[a-z\d_.]{3,29}[a-z\d_]" r"(?![\w@])", re.I),
    ),
    Shape(T.SOCIAL_HANDLE, _re(r"^(?P<id>[A-Za-z\d_.]{4,30}):(?= )", re.M), _has_letter_and_mark),
    Shape(
        T.SOCIAL_HANDLE,
        _re(
            r"\b(?:instagram|facebook|fb|tiktok|twitter|x|snapchat|telegram|t|onlyfans|"
            r"youtube|twitch|linkedin)\.(?:com|me|tv)/"
            r"(?P<id>(?:add/|in/|c/)?@?[\w.-]{2,40})",
            re.I,
        ),
    ),
)

# -- what a cue announces -------------------------------------------------------------------------------------------

_PLATE_CUE = _re(
    r"\b(?:reg(?:istration|istered)?(?: (?:no|number|mark))?|(?:number |trade |"
    r"part(?:ial)? |false |cloned )?plates?|index|vrm|v\.?r\.?m|"
    r"p/i|part(?:ial)?(?: (?:index|reg|vrm))?)(?: (?:of|is|was|as|began|starting|"
    r"begins|beginning|read|reads|reading|given as|like|only))?\b",
    re.I,
)
_PLATE = (
    r"(?<![\w/.£])(?:[A-Z]{1,3}[ -]?\d{1,5}(?:[ -]?[A-Z]{1,3})?|"
    r"\d{1,4}[ -]?[A-Z]{1,3}(?:[ -]?\d{2,5})?|[A-Z]{1,3}[ -]?\d[A-Z]\d{2}|"
    r"[A-Z]{1,2}-[A-Z]{1,2} ?\d{1,4})(?![\w/])"
)
_SHOWN = r"(?:\W{1,3}(?:shown|given|produced|is|was|as|number|no|nos|held|incl|id|name)\b){0,3}"

CUED: tuple[Cued, ...] = (
    Cued(T.VEHICLE_REG, _PLATE_CUE, _re(_PLATE), 12, _no_words),
    Cued(T.VEHICLE_REG, _PLATE_CUE, _re(r"\b[a-z]{1,2}\d{1,2}(?: ?[a-z]{1,3})?\b"), 6, _no_words),
    Cued(
        T.VEHICLE_REG,
        _re(r"\b(?:vehicles?|veh|foreign)\b", re.I),
        _re(_OPEN + r"[A-Z]{1,3}[ -]?\d{2,4}[A-Z]{0,3}" + _SHUT),
        4,
        _no_words,
    ),
    Cued(T.VEHICLE_REG, _re(r"\btrade(?: plates?)?\b", re.I), _re(r"\b\d{3,5}(?: ?[A-Z]{1,3})?\b"), 4),
    Cued(
        T.VEHICLE_REG,
        _re(
            r"\b(?:van|car|vehicle|veh|lorry|truck|moped|bike|quad|caravan|trailer|taxi|"
            r"minibus|saloon|hatch(?:back)?|estate|suv)\b",
            re.I,
        ),
        _re(r"\b[A-Z]{2}[0-7]\d(?: [A-Z]{1,2})?\b(?! \d)"),
        20,
    ),
    Cued(
        T.VEHICLE_REG,
        _re(r"\b(?:plate|reg|index|vrm)\w*(?: \w{1,9})? end(?:s|ing)?(?: in)?", re.I),
        _re(r"[A-Z\d]{1,4}\b"),
        2,
    ),
    Cued(
        T.NINO,
        _re(r"\b(?:NINO|NI|national insurance)\b", re.I),
        _re(r"\b[A-Z]{2}(?:[ .-]?\d{2}){3}(?:[ .-]?[A-Z])?\b", re.I),
        16,
    ),
    Cued(T.NHS_NUMBER, _re(r"\bNHS\b", re.I), _re(r"(?<!\d)\d{3}[ .-]?\d{3}[ .-]?\d{4}(?!\d)"), 30),
    Cued(
        T.PASSPORT,
        _re(r"\b(?:passports?|ppts?|pp no|BRP|travel document|identity card|IDs?|doc)\b" + _SHOWN, re.I),
        _re(r"\b(?:[A-Z]{1,3} ?)?(?:\d{3} \d{3,4}(?: \d{3})?|\d{6,9})[A-Z]?\b" + _SHUT),
        24,
    ),
    Cued(
        T.DRIVING_LICENCE,
        _re(r"\b(?:licen[cs]e|D/?L|lic|dvla)\b" + _SHOWN, re.I),
        _re(r"(?=(?:[A-Z -]{0,12}\d){5})\b[A-Z\d](?:[ -]?[A-Z\d]){5,18}\b"),
        8,
    ),
    Cued(T.PNC_ID, _re(r"\bPNC(?: ?ID)?\b", re.I), _re(r"\b(?:\d{2})?\d{2}[/-]\d{1,7}[A-Z]?\b", re.I), 12),
    Cued(T.CRO_NUMBER, _re(r"\bCRO\b", re.I), _re(r"\b(?:SF ?\d{2}/\d{1,6}[A-Z]?|\d{1,6}/\d{2}[A-Z]?)\b", re.I), 16),
    Cued(
        T.CUSTODY_NUMBER,
        _re(r"\bcust(?:ody)?\b(?:\W{1,2}(?:record|ref|no|nos|number|under|as)\b){0,3}", re.I),
        _re(r"\b(?=[A-Z/-]{0,8}\d)(?:[A-Z\d]{1,8}(?:[/-][A-Z\d]{1,8}){1,4}|[A-Z]{0,3}\d{6,10})\b"),
        14,
        _no_date,
    ),
    Cued(T.PRISON_NUMBER, _re(r"\b(?:prison|NOMIS|HMP)\b", re.I), _re(r"\b[A-Z]\d{4}[A-Z]{2}\b", re.I), 16),
    Cued(T.CRN, _re(r"\b(?:CRN|probation|nDelius)\b", re.I), _re(r"\b[A-Z]\d{6}\b", re.I), 20),
    Cued(T.BANK_ACCOUNT, _re(r"\bIBAN\b", re.I), _re(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b"), 12),
    Cued(
        T.BANK_ACCOUNT, _re(r"\b(?:sort code|sort|s/c|sc)\b", re.I), _re(r"(?<!\d)\d{2}[- ]?\d{2}[- ]?\d{2}(?!\d)"), 10
    ),
    Cued(T.BANK_ACCOUNT, _re(r"\b(?:acct?|account|a/c)\b", re.I), _re(r"(?<!\d)\d{4} ?\d{4}(?!\d)"), 16),
    Cued(T.IMEI, _re(r"\bIMEIs?\b", re.I), _re(r"(?<!\d)\d(?:[ -]?\d){13,15}(?!\d)"), 24),
    Cued(T.SIM, _re(r"\b(?:ICCID|IMSI|SIM)\b", re.I), _re(r"(?<!\d)\d(?: ?\d){14,19}(?!\d)"), 16),
    Cued(T.PAYMENT_CARD, _re(r"\bcard\b", re.I), _re(r"(?<!\d)\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?!\d)"), 20),
    Cued(
        T.PHONE,
        _re(
            r"\b(?:phones?|mobiles?|mob|tel|numbers?|no|lines?|handset|card|sim|account|acct?|"
            r"a/c)\b(?:\W{1,2}\w{1,12}){0,2}?\W{1,2}end(?:s|ing|ed)?(?: in)?\b",
            re.I,
        ),
        _re(r"\d{2,6}\b(?!/)"),
        3,
    ),
    Cued(T.PHONE, _re(r"\bend(?:s|ing|ed)?(?: in)?\b", re.I), _re(r"(?:\d{3}|\d{6})\b(?!/)"), 2),
    Cued(
        T.PHONE,
        _re(r"\b(?:tel|telephone|phone|mobile|mob|landline|whatsapp|call|ring|text)\b", re.I),
        _re(r"(?<![\w/£.:-])0?\d(?:[ .-]?\d){8,11}(?![\d/])"),
        12,
    ),
    Cued(
        T.PHONE,
        _re(r"\b(?:tel|telephone|phone|landline)\b(?:\W{1,2}(?:no|number)\b)?", re.I),
        _re(r"(?<![\w/£.:-])\d{3,5} ?\d{3,4}(?![\d/]|hrs)"),
        4,
    ),
    Cued(T.WHAT3WORDS, _re(r"\b(?:what3words|w3w)\b", re.I), _re(r"\b[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}\b"), 8),
    Cued(
        T.SOCIAL_HANDLE,
        _re(
            r"\b(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|facebook|fb|telegram|twitter|"
            r"discord|signal|steam|psn|xbox|gamertag|kik|"
            r"user(?: ?name)?|handle|profile|acc(?:oun)?t|socials?)\b(?:\W{1,3}(?:name|handle|"
            r"user|is|as|called|id|profile|account)\b){0,2}",
            re.I,
        ),
        _re(r"(?<![\w@.])(?P<id>[A-Za-z\d_][\w.]{2,28}\w)\b(?!@)"),
        4,
        _has_letter_and_mark,
    ),
    Cued(
        T.SOCIAL_HANDLE,
        _re(r"\b(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|telegram|kik|psn|gamertag|" r"discord)\s?[:=]", re.I),
        _re(r"[\"'“]?(?P<id>[A-Za-z\d_][\w.]{2,29})"),
        2,
    ),
)
