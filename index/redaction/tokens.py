"""Tokens that stand for identities: a surface as written -> its normal form -> a keyed, stable token.

`[PERSON 7K3F9Q2M]` is 40 bits of HMAC-SHA-256 over type and normal form, so that the same identity has the same token
in every log, and machines with the same key agree without talking. A token may carry a remainder that the policy keeps:
`[POSTCODE 7K3F9Q2M DT4]`, `[DOB 7K3F9Q2M 25-34]`. An age is only generalised: `[AGE 25-34]`; where the policy says so,
a date, too: `[MONTH 2025-03]`.
"""

import hashlib
import hmac
import re
import unicodedata
from datetime import date

from index.characters import stream_safe
from index.redaction.months import spoken_month
from index.redaction.value_forms import read_day, spelled_out, value_form

TOKEN = re.compile(r"\[(?P<type>[A-Z][A-Z0-9_]+) (?P<id>[0-9A-HJKMNP-TV-Z]{8})(?: (?P<rest>[^\[\]\n]{1,20}))?\]")
GENERALISED = re.compile(r"\[(?:AGE (?:\d{1,2}-\d{1,2}|65\+|unclear)|MONTH (?:\d{4}-\d{2}|unclear))\]")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread
NAMES = frozenset({"PERSON", "ALIAS", "OFFICER"})

_AGE_BANDS = (0, 10, 14, 16, 18, 25, 35, 45, 55, 65)
# Titles and ranks that are no names, wherever they stand; and those that are somebody's name as well, so that only in
# front of one they are none: Simon Lord, Sarah Constable.
_TITLES = frozenset(
    (
        "mr mrs ms miss mx dr prof professor rev revd cllr councillor pc pcso dc ds dci dcs dsupt ps sgt insp "
        "inspector ch supt superintendent cc acc dcc detective police staff officer special sc wpc wdc temporary "
        "acting ci the"
    ).split()
)
_IN_FRONT = frozenset("master father sister sir lady lord dame judge sergeant chief constable con di".split())
_FORENAME = re.compile(r"\b(?:Con|Di)\b(?=\D*$)")  # a rank is in capitals, or has a number
_RESPECT = frozenset({"uncle", "auntie", "aunty", "aunt", "boss"})
_APOSTROPHES = dict.fromkeys(map(ord, "`´ʹʻʼʽˈ‘’‛′ꞌ＇"), "'")
# Surnames that begin with O' or D', by what follows where a space is written; before any other word it is an initial.
_AFTER_O = (
    "boyle|brien|bryan|byrne|callaghan|carroll|casey|connell|connor|dea|doherty|donnell|donoghue|donohoe|donovan|dowd|"
    "driscoll|dwyer|farrell|flaherty|flanagan|flynn|gorman|grady|hagan|halloran|hanlon|hara|hare|kane|keefe|keeffe|"
    "kelly|leary|loughlin|mahoney|mahony|malley|meara|neal|neil|neill|reilly|riordan|rourke|shaughnessy|shea|sullivan|"
    "toole"
)
_AFTER_D = "almeida|amato|ambrosio|amico|angelo|arcy|costa|cruz|mello|rozario|silva|souza"
_SPACED = re.compile(rf"\b(?:o (?=(?:{_AFTER_O})\b)|d (?=(?:{_AFTER_D})\b))", re.IGNORECASE)
_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def identity_of_token(match: re.Match[str]) -> str:
    """The identity a token stands for, "PERSON 7K3F9Q2M", without brackets and remainder. match: of TOKEN."""
    return f"{match['type']} {match['id']}"


def identities_in(*texts: str) -> list[str]:
    """The identities whose tokens stand in the texts, each once, in order."""
    return list(dict.fromkeys(identity_of_token(match) for text in texts for match in TOKEN.finditer(text)))


def fold(text: str) -> str:
    """Lower case without diacritics: "Ștefan" and "STEFAN", "Łukasz" and "Lukasz" fold to the same."""
    decomposed = unicodedata.normalize("NFKD", stream_safe(text))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().translate(_LETTERS)


def name_parts(surface: str) -> tuple[str, ...]:
    """The parts of a name as written, folded, forename first, without titles, ranks, numbers and possessive.

    "OKAFOR, James" and "Mr James Okafor's" both give ("james", "okafor"). Initials stay, as single letters. A double
    name is two parts, with a hyphen or without; "Mc Garvey" is one.
    """
    whole = _whole(surface)
    folded = re.sub(r"'s\b|\b[at]/(?=\w)", "", fold(whole))  # "T/DS", "A/Insp": temporary, acting
    surname, comma, rest = folded.partition(",")
    ordered = f"{rest} {surname}" if comma and rest.strip() else folded
    joined = re.sub(r"\b(ma?c)\s+(?=[^\W\d]{2})", r"\1", ordered)
    words = [spelled_out(w.replace("'", "")) for word in _WORD.findall(joined) for w in word.split("-")]
    kept = [w for w in words if w not in _TITLES and not w.isdigit()]
    while len(kept) > 1 and kept[0] in _IN_FRONT and not _FORENAME.search(whole):
        del kept[0]
    return tuple(kept or (w for w in words if not w.isdigit())) or tuple(words)


def surname_parts(surface: str) -> tuple[str, ...]:
    """The folded parts of a full name that are its surname, as far as the way it is written tells."""
    words = _WORD.findall(_whole(surface))
    capitals = [w for w in words if w.isupper() and len(w) > 2]
    if capitals and len(capitals) < len(words):
        return tuple(part for word in capitals for part in name_parts(word))
    return name_parts(surface)[-1:]


def collar_number(surface: str) -> str:
    """The number an officer is known by in a force ("PC 4821 Jones", "7713"), or ""."""
    found = re.findall(r"(?<!\w)[A-Za-z]{0,2}\d{2,6}[A-Za-z]{0,2}(?!\w)", surface)
    return fold(found[0]) if len(found) == 1 else ""


def untitled(surface: str) -> str:
    """The normal form of a nickname, without the title of respect before a single name that not everybody gives."""
    words = name_parts(surface)
    if len(words) == 2 and words[0] in _RESPECT:
        words = words[1:]
    return " ".join(sorted(words))


def normal_form(kind: str, surface: str) -> str:
    """What makes two surfaces the same identity: equal normal forms. Not empty for a letter or digit."""
    if kind in NAMES:
        return " ".join(sorted(name_parts(surface)))  # the order of names is a matter of form-filling
    return value_form(kind, fold(surface))


def _whole(surface: str) -> str:
    """A name with one kind of apostrophe, and in one word what begins with O or D: "O Brien", "Conn Ó Briain"."""
    plain = unicodedata.normalize("NFC", stream_safe(surface)).translate(_APOSTROPHES)
    plain = re.sub(r"\bÓ\s+(?=\w)", "O", plain)  # after folding it looks like an initial
    plain = re.sub(r"\b([OÓDod])\s*'\s*(?=[^\W\d_]{2})", r"\1'", plain)
    return _SPACED.sub(lambda m: f"{m.group().strip()}'", plain)


def age_band(years: int) -> str:
    """The band an age falls in, "16-17"; the bounds follow what the law treats differently (10, 14, 16, 18)."""
    if years >= _AGE_BANDS[-1]:
        return "65+"
    upper = next(b for b in _AGE_BANDS[1:] if years < b)
    return f"{_AGE_BANDS[_AGE_BANDS.index(upper) - 1]}-{upper - 1}"


def remainder(kind: str, surface: str, *, on: date) -> str:
    """What stays visible beside the token: a postcode's outward code, a date of birth's age band on a day; else ""."""
    if kind == "POSTCODE":
        compact = re.sub(r"\s", "", surface).upper()
        return compact[:-3] if re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}", compact) else ""
    if kind == "DOB" and (born := read_day(fold(surface))):
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return age_band(years) if 0 <= years < 120 else ""
    return ""


def age_text(surface: str) -> str:
    """What replaces an age: its band, or "unclear" when it is not in digits."""
    found = re.search(r"\d{1,3}", surface)
    return f"[AGE {age_band(int(found.group()))}]" if found else "[AGE unclear]"


class Tokens:
    """Makes tokens with one key. `Tokens.identity("PERSON", "james okafor")` -> "PERSON 7K3F9Q2M"."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def identity(self, kind: str, normal: str, *, attempt: int = 0) -> str:
        """The identity of a normal form. `attempt` above 0 gives the next candidate when two values share a token."""
        message = f"{kind}\0{normal}" + (f"\0{attempt}" if attempt else "")
        number = int.from_bytes(hmac.digest(self._key, message.encode(), hashlib.sha256)[:5], "big")
        return f"{kind} " + "".join(ALPHABET[number >> shift & 31] for shift in range(35, -5, -5))


def masked(text: str) -> str:
    """A redacted text of equal length in which no token or generalised value can be read as words."""

    def blank(match: re.Match[str]) -> str:
        return "_" * len(match.group())

    return GENERALISED.sub(blank, TOKEN.sub(blank, text))


def spoken(text: str) -> str:
    """A redacted text with tokens turned into plain words, so that random tokens do not bend its embedding."""

    def words(match: re.Match[str]) -> str:
        kind, rest = match["type"], match["rest"]
        phrase = _SPOKEN.get(kind, "a number")
        return f"{phrase} {rest}" if rest and kind == "POSTCODE" else phrase

    def general(match: re.Match[str]) -> str:
        kind, _, value = match.group()[1:-1].partition(" ")
        return f"aged {value}" if kind == "AGE" else spoken_month(value)

    return GENERALISED.sub(general, TOKEN.sub(words, text))


_SPOKEN = {
    "PERSON": "a person", "ALIAS": "a nickname", "OFFICER": "an officer", "ADDRESS": "an address",
    "POSTCODE": "postcode",
    "VEHICLE_REG": "a vehicle registration", "PHONE": "a phone number", "EMAIL": "an email address",
    "SOCIAL_HANDLE": "a social media account", "NINO": "a national insurance number", "NHS_NUMBER": "an NHS number",
    "PASSPORT": "a passport number", "DRIVING_LICENCE": "a driving licence number", "PNC_ID": "a PNC number",
    "CRO_NUMBER": "a CRO number", "CUSTODY_NUMBER": "a custody number", "BANK_ACCOUNT": "a bank account",
    "IMEI": "an IMEI",
    "IP_ADDRESS": "an IP address", "DOB": "a date of birth", "CRYPTO_ADDRESS": "a crypto wallet", "SIM": "a SIM card",
    "AGE": "an age", "LOCATION": "a place", "ORGANISATION": "an organisation", "DATE_TIME": "a date",
    "NATIONALITY": "a nationality", "CRIME_REF": "a crime reference", "URL": "a web address",
    "WHAT3WORDS": "a location", "COORDINATES": "a location", "PAYMENT_CARD": "a bank card", "VIN": "a vehicle",
    "NATIONAL_ID": "a personal number", "CASE_NUMBER": "a court case",
}  # fmt: skip
