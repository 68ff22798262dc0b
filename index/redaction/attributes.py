"""Columns of an export that no field of a log claims: name -> the type of its values; value and findings -> spans.

A column that is named for a type holds identities, whatever they look like. Where the detector finds single ones in a
value, they stay apart, so that each has the token that stands for it in the text; what is left beside them is hidden
where it may identify somebody, too, and stays where it is a note ("AB12 CDE (blue Corsa)").
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from index.columns import squeeze
from index.records import Span
from index.redaction import lists
from index.redaction.spans import resolve
from index.redaction.tokens import fold
from index.redaction.types import NAMES
from index.redaction.types import EntityType as T

# What columns are called, as `index.columns.squeeze` returns it, without what stands before and behind, see `_NAME`.
_NAMES_OF = {
    T.PERSON: """nominal subject person surname familyname lastname maidenname forename firstname givenname middlename
        fullname subjectname nominalname personname suspectname""",
    T.ALIAS: "alias aka nickname moniker knownas",
    T.OFFICER: "officer officername author authorref collar submittedby reportedby enteredby createdby oic",
    T.VEHICLE_REG: "vehicle vehiclereg vehicleregistration vrm vrn reg regmark registrationmark numberplate plate",
    T.VIN: "vin chassis",
    T.PHONE: "phone telephone tel mobile mob landline msisdn contactnumber",
    T.IMEI: "imei",
    T.SIM: "sim imsi iccid",
    T.EMAIL: "email emailaddress",
    T.SOCIAL_HANDLE: "handle socialhandle socialmediahandle username screenname gamertag snapchat instagram",
    T.IP_ADDRESS: "ip ipaddress",
    T.MAC_ADDRESS: "mac macaddress",
    T.ADDRESS: "address",
    T.POSTCODE: "postcode",
    T.DOB: "dob dateofbirth birthdate birthday born yearofbirth yob",
    T.NINO: "nino ni nationalinsurance",
    T.NHS_NUMBER: "nhs",
    T.PASSPORT: "passport",
    T.DRIVING_LICENCE: "drivinglicence drivinglicense driverlicence driverslicence driversnumber dl dln",
    T.PNC_ID: "pnc",
    T.CRO_NUMBER: "cro",
    T.ASN: "asn arrestsummons",
    T.CUSTODY_NUMBER: "custodynumber custodyno custodyref custodyrecord",
    T.PRISON_NUMBER: "prisonnumber prisonno prisonernumber prisonerno",
    T.CRN: "crn",
    T.BANK_ACCOUNT: "account bankaccount bank accountnumber sortcode sortcodeandaccount iban",
    T.PAYMENT_CARD: "card bankcard paymentcard cardnumber debitcard creditcard",
    T.CRYPTO_ADDRESS: "wallet walletaddress cryptoaddress bitcoinaddress",
    T.NATIONAL_ID: "nationalid idcard idnumber",
    T.WHAT3WORDS: "what3words w3w",
    T.COORDINATES: "coordinates latitude longitude latlong gridref gridreference",
}  # fmt: skip
_TYPES = {name: kind for kind, names in _NAMES_OF.items() for name in names.split()}
# Whose it is, or which of several: "Subject DOB", "home_phone", "vrm 2", "PNC ID".
_NAME = re.compile(
    r"(?:(?:subject|nominal|suspect|victim|witness|person|driver|keeper|owner|associate|informant|complainant|offender|"
    r"home|work|main|primary|current|previous|last|known|other|contact|reporting|arresting|submitting|interviewing)s?)*?"
    rf"(?P<what>{'|'.join(sorted(_TYPES, key=lambda name: (-len(name), name)))})(?:e?s)?(?:nos?|numbers?|num|ids?)?\d*"
)
_WORDED = NAMES | {T.ADDRESS, T.ALIAS}
# Values without a digit are none of the other types: "not at interview" in a column for passports.
_WITHOUT_DIGITS = _WORDED | {T.VEHICLE_REG, T.PHONE, T.EMAIL, T.SOCIAL_HANDLE, T.WHAT3WORDS}
_LONGEST_NAME = 60  # of a column that is told to the detector; the key of a JSON record may be any text
_LONGEST_VALUE = 60  # a number in a longer one stands in prose, as in the "Account" of a witness
_SEPARATOR = re.compile(r"\s*[;|\n]\s*")
_AND = re.compile(r"\s*[;|\n&]\s*|\s+(?:/|and)\s+", re.IGNORECASE)  # not in an address: "Flats 1 & 2"
_COMMA = re.compile(r"\s*,\s*")
# Of what is written with blanks, strokes and dashes itself, "04-00-04 / 12345678".
_IN_PARTS = frozenset({T.DOB, T.BANK_ACCOUNT, T.COORDINATES})
_NOT_GIVEN = frozenset(
    {"", "unknown", "unk", "none", "nil", "n/a", "na", "n/k", "nk", "not known", "not given", "not recorded", "tbc",
     "no trace", "y", "n", "yes", "no"}
)  # fmt: skip
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")


def kind_of(column: str) -> str:
    """The type of a column's values, "" where its name tells none."""
    match = _NAME.fullmatch(squeeze(column))
    return _TYPES[match["what"]] if match else ""


def cue_of(column: str) -> str:
    """What stands before a column's value where it is read as text, "date of birth: "; "" for no column."""
    if not column.strip() or len(column) > _LONGEST_NAME:
        return ""
    return " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", " ", column).split()) + ": "


def is_heading(text: str, span: Span) -> bool:
    """Whether what was found in a column's name is only one written with lines, as "custody_suite", and no handle."""
    return span.type == T.SOCIAL_HANDLE and "@" not in text[max(0, span.start - 1) : span.end]


def with_values(text: str, column: str, found: Sequence[Span], *, is_ordinary: Callable[[str], bool]) -> list[Span]:
    """The findings of a column's value with what its name says of it, ordered and disjoint.

    is_ordinary: whether a word, in lower case, is in the dictionary or a town.
    """
    kind = kind_of(column)
    if not kind:
        return list(found)
    spans = [_of_column(span, kind) for span in found]
    own = [span for span in spans if _is_of(span, kind)]
    prose = max(map(len, re.split(r"[;|\n]", text))) > _LONGEST_VALUE
    for start, end in _values(text, kind, own):
        value = text[start:end]
        if fold(value).rstrip(".") in _NOT_GIVEN or not any(c.isalnum() for c in value):
            continue
        if kind not in _WITHOUT_DIGITS and (prose or not any(c.isdigit() for c in value)):
            continue
        inside = [span for span in own if start <= span.start and span.end <= end]
        rest = list(_rest(text, start, end, spans, kind, is_ordinary))
        if not inside or (rest and len(inside) == 1 and kind in _WORDED):
            rest = [(start, end)]
        spans += [Span(a, b, kind, 1.0, "column") for a, b in rest]
    return resolve(spans)


def _is_of(span: Span, kind: str) -> bool:
    return span.type == kind or (span.type in NAMES and kind in NAMES)


def _of_column(span: Span, kind: str) -> Span:
    """A name in a column for officers is an officer's, in one for nicknames a nickname."""
    return replace(span, type=kind) if span.type in NAMES and kind in (T.OFFICER, T.ALIAS) else span


def _values(text: str, kind: str, own: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Where the values of a list stand. Nothing inside brackets or in what the detector found parts two of them."""
    separator = _SEPARATOR if kind == T.ADDRESS or kind in _IN_PARTS else _AND
    for start, end in _between(separator, text, 0, len(text), own):
        pieces = list(_between(_COMMA, text, start, end, own))
        if kind == T.ADDRESS:
            pieces = [(start, end)]
        elif kind in NAMES and not all(len(text[a:b].split()) > 1 for a, b in pieces):
            pieces = [(start, end)]  # surname, forename
        yield from pieces


def _between(
    separator: re.Pattern[str], text: str, start: int, end: int, own: Sequence[Span]
) -> Iterator[tuple[int, int]]:
    for match in separator.finditer(text, start, end):
        inside = any(span.start < match.end() and match.start() < span.end for span in own)
        if not inside and text.count("(", start, match.start()) <= text.count(")", start, match.start()):
            yield start, match.start()
            start = match.end()
    yield start, end


def _rest(
    text: str, start: int, end: int, spans: Sequence[Span], kind: str, is_ordinary: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """The stretches of a value that no span covers and that may identify somebody."""
    free = start
    for a, b in [*((span.start, span.end) for span in spans if start < span.end and span.start < end), (end, end)]:
        telling = [m for m in _WORD.finditer(text, free, max(a, free)) if _may_identify(m.group(), kind, is_ordinary)]
        if telling:
            yield telling[0].start(), telling[-1].end()
        free = max(free, b)


def _may_identify(word: str, kind: str, is_ordinary: Callable[[str], bool]) -> bool:
    """Whether a word beside an identity may be part of one: of a name, what is no ordinary word in small letters or a
    form's own; of a number, what has a digit and is no year.
    """
    if kind not in _WORDED:
        return len(word) > 2 and any(c.isdigit() for c in word) and not _YEAR.fullmatch(word)
    lower = word.lower()
    if lower in lists.STARTERS | lists.ROLES and lower not in lists.FORENAMES_TOO:
        return False
    return word != lower or not is_ordinary(lower)
