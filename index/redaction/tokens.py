"""Tokens that stand for identities: a surface as written -> its normal form -> a keyed, stable token.

`[PERSON 7K3F9Q2M]` is 40 bits of HMAC-SHA-256 over type and normal form, so that the same identity has the same token
in every log, and machines with the same key agree without talking. A token may carry a remainder that the policy keeps:
`[POSTCODE 7K3F9Q2M DT4]`, `[DOB 7K3F9Q2M 25-34]`. An age is only generalised: `[AGE 25-34]`.
"""

import hashlib
import hmac
import re
import unicodedata
from datetime import date

TOKEN = re.compile(r"\[(?P<type>[A-Z][A-Z0-9_]+) (?P<id>[0-9A-HJKMNP-TV-Z]{8})(?: (?P<rest>[^\[\]\n]{1,20}))?\]")
GENERALISED = re.compile(r"\[AGE (?:\d{1,2}-\d{1,2}|65\+|unclear)\]")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread
NAMES = frozenset({"PERSON", "ALIAS", "OFFICER"})

_AGE_BANDS = (0, 10, 14, 16, 18, 25, 35, 45, 55, 65)
_TITLES = frozenset(
    (
        "mr mrs ms miss mx master dr prof professor rev revd father sister sir lady lord dame cllr councillor judge"
    ).split()
)
_RANKS = frozenset(
    (
        "pc pcso dc ds di dci dcs dsupt ps sgt sergeant insp inspector chief ch supt superintendent cc acc dcc con "
        "constable detective police staff officer special sc wpc wdc temporary acting t a ci"
    ).split()
)
_STREETS = {
    "rd": "road", "st": "street", "ave": "avenue", "av": "avenue", "ln": "lane", "dr": "drive", "cl": "close",
    "ct": "court",
    "cres": "crescent", "gdns": "gardens", "gdn": "garden", "pl": "place", "sq": "square", "tce": "terrace",
    "terr": "terrace",
    "pk": "park", "hse": "house", "apt": "flat", "apartment": "flat",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def identity_of_token(match: re.Match[str]) -> str:
    """The identity a token stands for, "PERSON 7K3F9Q2M", without brackets and remainder. match: of TOKEN."""
    return f"{match['type']} {match['id']}"


def identities_in(*texts: str) -> list[str]:
    """The identities whose tokens stand in the texts, each once, in order."""
    return list(dict.fromkeys(identity_of_token(match) for text in texts for match in TOKEN.finditer(text)))


def fold(text: str) -> str:
    """Lower case without diacritics: "Ștefan" and "STEFAN" fold to the same."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def name_parts(surface: str) -> tuple[str, ...]:
    """The parts of a name as written, folded, forename first, without titles, ranks, numbers and possessive.

    "OKAFOR, James" and "Mr James Okafor's" both give ("james", "okafor"). Initials stay, as single letters.
    """
    folded = re.sub(r"['’]s\b", "", fold(surface))
    surname, comma, rest = folded.partition(",")
    ordered = f"{rest} {surname}" if comma and rest.strip() else folded
    words = [re.sub(r"['’-]", "", w) for w in _WORD.findall(ordered)]
    kept = [w for w in words if w not in _TITLES and w not in _RANKS]
    return tuple(w for w in (kept or words) if not w.isdigit()) or tuple(words)


def normal_form(kind: str, surface: str) -> str:
    """What makes two surfaces the same identity: equal normal forms. Not empty for a letter or digit."""
    if kind in NAMES:
        return " ".join(sorted(name_parts(surface)))  # the order of names is a matter of form-filling
    squeezed = "".join(c for c in fold(surface) if c.isalnum())
    if kind == "PHONE":
        digits = re.sub(r"\D", "", surface.replace("(0)", ""))
        return re.sub(r"^(?:0044|44)(?=\d{9,10}$)", "0", digits) or squeezed
    if kind == "ADDRESS":
        return " ".join(_STREETS.get(w, w) for w in _WORD.findall(fold(surface)))
    if kind == "DOB":
        day = read_day(surface)
        return day.isoformat() if day else squeezed
    return squeezed


def read_day(surface: str) -> date | None:
    """The day written in digits, day first ("14/02/2001", "4.7.98"), or None. Two-digit years are not in the future."""
    found = re.search(r"\b(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\b", surface)
    if not found:
        return None
    day, month, year = (int(g) for g in found.groups())
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


def spoken(text: str) -> str:
    """A redacted text with tokens turned into plain words, so that random tokens do not bend its embedding."""

    def words(match: re.Match[str]) -> str:
        kind, rest = match["type"], match["rest"]
        phrase = _SPOKEN.get(kind, "a number")
        return f"{phrase} {rest}" if rest and kind == "POSTCODE" else phrase

    return GENERALISED.sub(lambda m: f"aged {m.group()[5:-1]}", TOKEN.sub(words, text))


_SPOKEN = {
    "PERSON": "a person", "ALIAS": "a nickname", "OFFICER": "an officer", "ADDRESS": "an address",
    "POSTCODE": "postcode",
    "VEHICLE_REG": "a vehicle registration", "PHONE": "a phone number", "EMAIL": "an email address",
    "SOCIAL_HANDLE": "a social media account", "NINO": "a national insurance number", "NHS_NUMBER": "an NHS number",
    "PASSPORT": "a passport number", "DRIVING_LICENCE": "a driving licence number", "PNC_ID": "a PNC number",
    "CRO_NUMBER": "a CRO number", "CUSTODY_NUMBER": "a custody number", "BANK_ACCOUNT": "a bank account",
    "IMEI": "an IMEI",
    "IP_ADDRESS": "an IP address", "DOB": "a date of birth", "CRYPTO_ADDRESS": "a crypto wallet", "SIM": "a SIM card",
    "WHAT3WORDS": "a location", "COORDINATES": "a location", "PAYMENT_CARD": "a bank card", "VIN": "a vehicle",
    "NATIONAL_ID": "a personal number", "CASE_NUMBER": "a court case",
}  # fmt: skip
