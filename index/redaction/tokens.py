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

TOKEN = re.compile(r"\[(?P<type>[A-Z][A-Z0-9_]+) (?P<id>[0-9A-HJKMNP-TV-Z]{8})(?: (?P<rest>[^\[\]\n]{1,20}))?\]")
GENERALISED = re.compile(r"\[(?:AGE (?:\d{1,2}-\d{1,2}|65\+|unclear)|MONTH (?:\d{4}-\d{2}|unclear))\]")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread
NAMES = frozenset({"PERSON", "ALIAS", "OFFICER"})

_AGE_BANDS = (0, 10, 14, 16, 18, 25, 35, 45, 55, 65)
_TITLES = frozenset(
    (
        "mr mrs ms miss mx master dr prof professor rev revd father sister sir lady lord dame cllr councillor judge"
    ).split()
)
_RESPECT = frozenset({"uncle", "auntie", "aunty", "aunt", "boss"})
_RANKS = frozenset(
    (
        "pc pcso dc ds di dci dcs dsupt ps sgt sergeant insp inspector chief ch supt superintendent cc acc dcc con "
        "constable detective police staff officer special sc wpc wdc temporary acting ci"
    ).split()
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_DIGITS_FOR_LETTERS = str.maketrans("013457", "oieast")  # "TR0Y", "Purd1e"
_STREETS = {
    "rd": "road", "st": "street", "ave": "avenue", "av": "avenue", "ln": "lane", "dr": "drive", "cl": "close",
    "ct": "court",
    "cres": "crescent", "gdns": "gardens", "gdn": "garden", "pl": "place", "sq": "square", "tce": "terrace",
    "terr": "terrace",
    "pk": "park", "hse": "house", "bldg": "building", "bldgs": "buildings", "est": "estate", "cott": "cottage",
    "pde": "parade", "yd": "yard", "ho": "house", "crt": "court", "tdg": "trading", "wy": "way", "gro": "grove",
    "saint": "street",  # both are shortened to "st"; no place is told from another by them
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_UNIT = re.compile(r"\b(?P<what>flat|flt|apt|apartment|unit|room|rm)\.?\s+(?P<which>\d{1,4}\s?[a-z]?|[a-z])\b")
_UNITS = {"flt": "flat", "apt": "flat", "apartment": "flat", "rm": "room"}
_POSTCODE_AT_END = re.compile(r"[\s,]+[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\W*$")
_ACCOUNT_WORDS = re.compile(r"\b(?:sort|code|acct?|account|a/c|no|number|sc)\b")
_IN_DIGITS = re.compile(r"\b(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\b")
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[\s-]*({'|'.join(_MONTHS)})[a-z]*[.,]?[\s-]*(\d{{4}}|\d{{2}})\b"
)
_MONTH_DAY = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b")


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
    composed = unicodedata.normalize("NFC", stream_safe(surface))
    whole = re.sub(r"\bÓ\s+(?=\w)", "O", composed)  # after folding it looks like an initial
    folded = re.sub(r"['’]s\b|\b[at]/(?=\w)", "", fold(whole))  # "T/DS", "A/Insp": temporary, acting
    surname, comma, rest = folded.partition(",")
    ordered = f"{rest} {surname}" if comma and rest.strip() else folded
    joined = re.sub(r"\b(ma?c)\s+(?=[^\W\d]{2})", r"\1", ordered)
    words = [_spelled_out(re.sub(r"['’]", "", w)) for word in _WORD.findall(joined) for w in word.split("-")]
    kept = [w for w in words if w not in _TITLES and w not in _RANKS and w != "the"]
    return tuple(w for w in (kept or words) if not w.isdigit()) or tuple(words)


def surname_parts(surface: str) -> tuple[str, ...]:
    """The folded parts of a full name that are its surname, as far as the way it is written tells."""
    words = _WORD.findall(surface)
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
    squeezed = "".join(c for c in fold(surface) if c.isalnum())
    if kind == "PHONE":
        digits = re.sub(r"\D", "", re.sub("[oO]", "0", surface.replace("(0)", "")))  # O77OO for 07700
        return re.sub(r"^(?:0044|44)0?(?=\d{9,10}$)", "0", digits) or squeezed
    if kind == "ADDRESS":
        return _address(fold(surface)) or squeezed
    if kind in ("EMAIL", "SOCIAL_HANDLE"):  # a dot or line in them tells two apart
        return re.sub(r"^(?:mailto:|@)+|[\s.,;]+$|\s", "", fold(surface)) or squeezed
    if kind == "BANK_ACCOUNT":
        return "".join(c for c in _ACCOUNT_WORDS.sub(" ", fold(surface)) if c.isalnum()) or squeezed
    if kind == "DOB":
        day = read_day(surface)
        return day.isoformat() if day else squeezed
    return squeezed


def _spelled_out(word: str) -> str:
    """A word of a name with letters in place of the digits that stand for them; a number stays."""
    letters = sum(c.isalpha() for c in word)
    return word.translate(_DIGITS_FOR_LETTERS) if letters > len(word) - letters else word


def _address(folded: str) -> str:
    """An address with its flat or unit first and words in full, without its postcode, which is an identity apart."""
    plain = re.sub(r"\b(?:no\.?|number)\s+(?=\d)|^the\s|['’]", "", _POSTCODE_AT_END.sub("", folded))
    plain = re.sub(r"^u(?=\d)", "unit ", plain)
    units = [f"{_UNITS.get(m['what'], m['what'])} {m['which'].replace(' ', '')}" for m in _UNIT.finditer(plain)]
    rest = re.sub(r"\b(\d{1,4})\s+([a-h])(?=\W)", r"\1\2", _UNIT.sub(" ", plain))
    return " ".join([*units, *(_STREETS.get(w, w) for w in map(_spelled_out, _WORD.findall(rest)))])


def read_day(surface: str) -> date | None:
    """The day written in digits, day first ("14/02/2001", "4.7.98") or year first, or with the month in words; or None.

    Two-digit years are not in the future.
    """
    text = fold(surface)
    if found := _YEAR_FIRST.search(text):
        year, month, day = (int(g) for g in found.groups())
    elif found := _IN_DIGITS.search(text):
        day, month, year = (int(g) for g in found.groups())
    elif found := _DAY_MONTH.search(text):
        day, month, year = int(found[1]), _MONTHS.index(found[2]) + 1, int(found[3])
    elif found := _MONTH_DAY.search(text):
        day, month, year = int(found[2]), _MONTHS.index(found[1]) + 1, int(found[3])
    else:
        return None
    if year < 100:
        year += 2000 if 2000 + year <= date.today().year else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None


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
    if kind == "DOB" and (born := read_day(surface)):
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
