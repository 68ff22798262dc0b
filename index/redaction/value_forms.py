"""What makes two numbers, addresses or dates the same: a folded surface and its type -> its normal form.

A normal form keeps what tells two values apart (a mark between figures, a point, a character that was not seen) and
drops what only tells two writers apart: spaces, words around it, zeros in front, what scanning or dictation changed.
"""

import ipaddress
import re
from collections.abc import Callable
from datetime import date

from index.redaction.identifiers.lookalikes import PHONETIC, UNIT, UNITS, digits, letters, told
from index.redaction.identifiers.vehicles import misread_plate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
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
_SORT, _ACCOUNT = r"\d\d\W?\d\d\W?\d\d", r"\d{4}\W?\d{3,4}"
_SORT_FIRST = re.compile(rf"\D*({_SORT})\W+({_ACCOUNT})\W*")
_ACCOUNT_FIRST = re.compile(rf"\D*({_ACCOUNT})\W+({_SORT})\W*")
_IN_DIGITS = re.compile(r"\b(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\b")
_YEAR = r"['’‘]?(\d{4}|\d{2})\b"
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[\s-]*({'|'.join(_MONTHS)})[a-z]*[.,]?[\s-]*{_YEAR}")
_MONTH_DAY = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}")
_RUN = re.compile(r"\W*(\d\d)(\d\d)((?:19|20)\d\d|\d\d)\W*")  # 03041991, 030491
_RUN_YEAR_FIRST = re.compile(r"\W*((?:19|20)\d\d)(0\d|1[0-2])(\d\d)\W*")  # 19910403; 20011998 has no 19th month
_EXTENSION = re.compile(r"\W*(?<![a-z])(?:x|ext(?:n|ension)?)\W{0,2}(\d{1,6})\W*$")
_PNC = re.compile(r"(?:19|20)?(\d\d)\W+0*(\d{1,7})\W*([a-z]?)")
_CRO = re.compile(r"0*(\d{1,6})\W+(\d\d)\W*([a-z]?)")
_CRO_FILE = re.compile(r"sf\W*(\d\d)\W+0*(\d{1,6})\W*([a-z]?)")
_TOLD_PLATE = re.compile(rf"(?:(?:{PHONETIC}|{UNIT}|\d{{1,3}}|[a-z])(?:\W+|$)){{2,}}")
_UNSEEN = re.compile(r"[?*_]|\.(?=\.)|(?<=\.)\.|^[-–]+|[-–]+$")
_REST_UNSEEN = re.compile(r"\s+[?*_.–-]+$")  # "WK56 ?" says no more than "WK56"
_LONGEST_PLATE = 7  # characters of a registration of Great Britain; one that has them all lacks none
_SPACED_AS_CURRENT = re.compile(r"[\w|]{2} ?[\w|]{2}[ -]?[\w|]{3}")
_PREFIX_PLATE = re.compile(r"[a-hj-npr-tv-y][1-9]\d\d[a-z]{3}")
_POINT = re.compile(r"(?<!\w)-?\d+(?:\.\d+)?|\d+(?:\.\d+)?|[nsew](?![a-z])")


def value_form(kind: str, folded: str) -> str:
    """What makes two folded surfaces of a type that is no name the same value. Not empty for a letter or digit."""
    squeezed = "".join(c for c in folded if c.isalnum())
    read = _FORMS.get(kind)
    return (read and read(folded.strip())) or squeezed


def is_telling(kind: str, normal: str) -> bool:
    """Whether hardly two people share a value, given in its normal form: it is of such a type, and complete.

    The end of a number, a sort code, the half of a registration, a year of birth or a flat without its street is many
    people's.
    """
    whole = _WHOLE.get(kind)
    return whole is not None and bool(whole.fullmatch(normal))


def read_day(folded: str) -> date | None:
    """The day written in digits, day first ("14/02/2001", "4.7.98", "040798") or year first, or with the month in
    words; or None.

    Two-digit years are not in the future.
    """
    if found := _YEAR_FIRST.search(folded) or _RUN_YEAR_FIRST.fullmatch(folded):
        year, month, day = (int(g) for g in found.groups())
    elif found := _IN_DIGITS.search(folded) or _RUN.fullmatch(folded):
        day, month, year = (int(g) for g in found.groups())
    elif found := _DAY_MONTH.search(folded):
        day, month, year = int(found[1]), _MONTHS.index(found[2]) + 1, int(found[3])
    elif found := _MONTH_DAY.search(folded):
        day, month, year = int(found[2]), _MONTHS.index(found[1]) + 1, int(found[3])
    else:
        return None
    if year < 100:
        year += 2000 if 2000 + year <= date.today().year else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None


def spelled_out(word: str) -> str:
    """A word of a name with letters in place of the digits that stand for them; a number stays."""
    alphabetic = sum(c.isalpha() for c in word)
    return word.translate(_DIGITS_FOR_LETTERS) if alphabetic > len(word) - alphabetic else word


def _phone(folded: str) -> str:
    """A number as dialled in the United Kingdom, others with 00 and their country; an extension after an x."""
    number = folded.replace("(0)", "")
    extension = _EXTENSION.search(number)
    number = number[: extension.start()] if extension else number
    if any(len(word) > 1 and word in UNITS for word in re.findall(r"[a-z]+", number)):
        dialled = told(number)
    else:
        dialled = "".join(map(_figures, re.findall(r"[\w|]+", number)))
    if dialled and re.match(r"\W*\+", number):
        dialled = f"00{dialled}"
    dialled = re.sub(r"^(?:0044|44)0?(?=\d{9,10}$)", "0", dialled)
    if re.fullmatch(r"7[1-9]\d{8}", dialled) and not re.match(r"\W*\d{3}\b", number):  # three first: North America
        dialled = f"0{dialled}"
    return f"{dialled}x{extension[1]}" if extension and dialled else dialled


def _figures(piece: str) -> str:
    """The digits of a piece of a number: "9oo" has three, "tel" none."""
    is_number = any(c.isdigit() for c in piece) or re.fullmatch(r"[oil|]+", piece)
    return re.sub(r"\D", "", digits(piece)) if is_number else ""


def _plate(folded: str) -> str:
    """A registration as on the plate, with a "?" for each character that was not seen."""
    if _TOLD_PLATE.fullmatch(folded) and re.search(PHONETIC, folded):
        return _plate("".join(UNITS.get(word) or (word if word.isdigit() else word[0]) for word in _words(folded)))
    squeezed = "".join(c for c in folded if c.isalnum() or c == "|")
    if (
        _SPACED_AS_CURRENT.fullmatch(folded)
        and not _PREFIX_PLATE.fullmatch(squeezed)
        and misread_plate(squeezed.upper())
    ):
        return (letters(squeezed[:2]) + digits(squeezed[2:4]) + letters(squeezed[4:])).lower()
    if len(squeezed) >= _LONGEST_PLATE:
        return squeezed
    marked = _UNSEEN.sub(lambda m: "?" * len(m.group()), _REST_UNSEEN.sub("", folded))
    return "".join(c for c in marked if c.isalnum() or c == "?")


def _words(folded: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", folded.replace("x-ray", "xray"))


def _address(folded: str) -> str:
    """An address with its flat or unit first and words in full, without its postcode, which is an identity apart."""
    plain = re.sub(r"\b(?:no\.?|number)\s+(?=\d)|^the\s|['’]", "", _POSTCODE_AT_END.sub("", folded))
    plain = re.sub(r"^u(?=\d)", "unit ", plain)
    units = [f"{_UNITS.get(m['what'], m['what'])} {m['which'].replace(' ', '')}" for m in _UNIT.finditer(plain)]
    rest = re.sub(r"\b(\d{1,4})\s+([a-h])(?=\W)", r"\1\2", _UNIT.sub(" ", plain))
    return " ".join([*units, *(_STREETS.get(w, w) for w in map(spelled_out, _WORD.findall(rest)))])


def _email(folded: str) -> str:
    """An address of electronic mail, with the words and brackets that stand for its signs read as them."""
    if "@" not in folded:
        folded = re.sub(r"\s*[(\[{]\s*at\s*[)\]}]\s*|\s+at\s+", "@", folded, count=1)
    return _handle(re.sub(r"\s*[(\[{]\s*(?:dot|\.)\s*[)\]}]\s*|\s+dot\s+", ".", folded))


def _handle(folded: str) -> str:
    return re.sub(r"^(?:mailto:|@)+|[\s.,;]+$|\s", "", folded)  # a dot or line inside tells two apart


def _account(folded: str) -> str:
    """Sort code, then account number, whichever was written first."""
    plain = _ACCOUNT_WORDS.sub(" ", folded)
    if found := _SORT_FIRST.fullmatch(plain):
        plain = found[1] + found[2]
    elif found := _ACCOUNT_FIRST.fullmatch(plain):
        plain = found[2] + found[1]
    return "".join(c for c in plain if c.isalnum())


def _birth(folded: str) -> str:
    day = read_day(folded)
    return day.isoformat() if day else ""


def _pnc(folded: str) -> str:
    found = _PNC.fullmatch(folded)
    return f"{found[1]}/{found[2]}{found[3]}" if found else _reference(folded)


def _cro(folded: str) -> str:
    if found := _CRO_FILE.fullmatch(folded):
        return f"sf{found[1]}/{found[2]}{found[3]}"
    found = _CRO.fullmatch(folded)
    return f"{found[1]}/{found[2]}{found[3]}" if found else _reference(folded)


def _reference(folded: str) -> str:
    """A reference of several fields: what parts two figures is kept as a slash."""
    fields = re.split(r"(?<=\d)[\W_]+(?=\d)", folded)
    return "/".join("".join(c for c in field if c.isalnum()) for field in fields)


def _internet_address(folded: str) -> str:
    """An address in its shortest form; of one that is only known in part, its fields."""
    bare = re.sub(r"[\[\]()\s]", "", folded).partition("%")[0]
    if ":" not in bare:
        bare = re.sub(r"\b0+(?=\d)", "", bare)
    try:
        return ipaddress.ip_address(bare).compressed
    except ValueError:
        return re.sub(r"[x*]+", "*", re.sub(r"[^\w.:*]", "", bare)).strip(".:")


def _coordinates(folded: str) -> str:
    """A point with its signs and decimal points; a grid reference in one piece."""
    return " ".join(_POINT.findall(folded)) if re.search(r"\.|[°'’′]", folded) else ""


_FORMS: dict[str, Callable[[str], str]] = {
    "PHONE": _phone,
    "VEHICLE_REG": _plate,
    "ADDRESS": _address,
    "EMAIL": _email,
    "SOCIAL_HANDLE": _handle,
    "BANK_ACCOUNT": _account,
    "DOB": _birth,
    "PNC_ID": _pnc,
    "CRO_NUMBER": _cro,
    "CUSTODY_NUMBER": _reference,
    "CRIME_REF": _reference,
    "CASE_NUMBER": _reference,
    "IP_ADDRESS": _internet_address,
    "COORDINATES": _coordinates,
}

# What each telling type looks like when it is complete, in its normal form.
_WHOLE: dict[str, re.Pattern[str]] = {
    "PHONE": re.compile(r"\d{9,}(?:x\d+)?"),
    # Five characters or more, but not the beginning or end of a current one: "KX62 V", "14 NRX".
    "VEHICLE_REG": re.compile(r"(?![a-z]{2}\d{2}[a-z]{0,2}$|\d{1,2}[a-z]{1,3}$)(?=.*\d)(?=.*[a-z])\w{5,8}"),
    "EMAIL": re.compile(r".+@.+"),
    "SOCIAL_HANDLE": re.compile(r".+"),
    # A number or a name, then a street: "12 high street", "decoy farm sixteen foot bank"; not "flat 2", "the old barn".
    "ADDRESS": re.compile(r"(?:.* )?(?:\d+[a-z]?(?: [^\W\d]\S+){2,}|[^\W\d]\S+(?: [^\W\d]\S+){3,})"),
    "BANK_ACCOUNT": re.compile(r"\d{7,14}|[a-z]{2}\d{2}\w{11,30}"),
    "IMEI": re.compile(r"\w{14,}"),
    "DOB": re.compile(r"\d{4}-\d\d-\d\d"),
    **dict.fromkeys(
        ("PNC_ID", "CRO_NUMBER", "NINO", "PASSPORT", "CUSTODY_NUMBER", "NHS_NUMBER", "DRIVING_LICENCE"),
        re.compile(r".{6,}"),
    ),
}
