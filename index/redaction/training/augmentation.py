"""Examples -> other examples with the same marks: other names in them, other case, worse copies.

A model that sees each log once with its own names learns the names; one that sees it with others learns the log.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index.redaction.training.corpora import Example, Mark
from index.redaction.training.invented import Inventor

_NAMES = ("PERSON", "OFFICER")
_READABLE = frozenset({"LOCATION", "ORGANISATION", "NATIONALITY", "CRIME_REF", "URL"})
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLED = frozenset("mr mrs ms miss dr van de der bin ibn al el la le o mac mc st".split())


def substituted(example: Example, inventor: Inventor, chance: random.Random, *, share: float = 0.9) -> Example:
    """The example with other values in the place of its marks: one new value for each entity, written as the old one
    was. share: of the entities that are replaced.
    """
    surfaces: dict[tuple[str, str], list[str]] = defaultdict(list)
    for start, end, kind, entity in example.marks:
        surfaces[kind, entity].append(example.text[start:end])
    renamed = {
        key: _renaming(key[0], values, inventor, chance)
        for key, values in surfaces.items()
        if chance.random() < (share if key[0] not in _READABLE else share / 2)
    }
    pieces: list[str] = []
    marks: list[Mark] = []
    last = length = 0
    for start, end, kind, entity in sorted(example.marks):
        if start < last:  # marks within marks are rare, and lost
            continue
        old = example.text[start:end]
        new = renamed[kind, entity](old) if (kind, entity) in renamed else old
        pieces += [example.text[last:start], new]
        length += start - last
        marks.append((length, length + len(new), kind, entity))
        length += len(new)
        last = end
    return replace(example, text="".join([*pieces, example.text[last:]]), marks=tuple(marks))


def recased(example: Example, chance: random.Random) -> Example:
    """The example in capitals, without capitals, or with names only without."""
    manner = chance.choice(("upper", "upper", "lower", "names"))
    if manner == "names":
        text = list(example.text)
        for start, end, kind, _ in example.marks:
            if kind in ("PERSON", "ALIAS", "ADDRESS", "LOCATION", "ORGANISATION", "OFFICER"):
                text[start:end] = _same_length(example.text[start:end], str.lower)
        return replace(example, text="".join(text))
    return replace(example, text=_same_length(example.text, str.upper if manner == "upper" else str.lower))


def worsened(example: Example, chance: random.Random, *, share: float = 0.04) -> Example:
    """The example as a bad copy would give it: some characters confused, some blanks lost or doubled."""
    pieces: list[str] = []
    places: list[int] = []
    length = 0
    for i, c in enumerate(example.text):
        places.append(length)
        new = c
        if chance.random() < share:
            if c in _CONFUSED:
                new = chance.choice(_CONFUSED[c])
            elif c == " ":
                inside = any(start < i < end for start, end, *_ in example.marks)
                new = "  " if chance.random() < 0.6 or not inside else ""
        pieces.append(new)
        length += len(new)
    places.append(length)
    marks = tuple((places[start], places[end], kind, entity) for start, end, kind, entity in example.marks)
    return replace(example, text="".join(pieces), marks=marks)


_CONFUSED: Mapping[str, Sequence[str]] = {
    "0": "O", "O": "0", "o": "0", "1": "Il", "I": "1l", "l": "1I", "5": "S", "S": "5", "8": "B", "B": "8", "2": "Z",
    "Z": "2", "m": ("rn",), "e": "c", "G": "6", "6": "G",
}  # fmt: skip


def _renaming(kind: str, surfaces: Sequence[str], inventor: Inventor, chance: random.Random) -> Callable[[str], str]:
    """How the surfaces of one entity are rewritten."""
    if kind in _NAMES:
        return _new_name(surfaces, inventor, chance)
    if kind == "ADDRESS":
        return _new_address(inventor, chance)
    if kind not in _VALUES:
        return lambda old: old
    value = _VALUES[kind](inventor)
    return lambda old: _cased(value, old)


_VALUES: Mapping[str, Callable[[Inventor], str]] = {
    "ALIAS": Inventor.alias, "POSTCODE": Inventor.postcode, "VEHICLE_REG": Inventor.plate, "PHONE": Inventor.phone,
    "EMAIL": Inventor.email, "SOCIAL_HANDLE": Inventor.handle, "NINO": Inventor.nino, "NHS_NUMBER": Inventor.nhs,
    "PASSPORT": Inventor.passport, "DRIVING_LICENCE": Inventor.driving_licence, "PNC_ID": Inventor.pnc_id,
    "CRO_NUMBER": Inventor.cro, "CUSTODY_NUMBER": Inventor.custody, "BANK_ACCOUNT": Inventor.bank_account,
    "IMEI": Inventor.imei, "IP_ADDRESS": Inventor.ip, "DOB": Inventor.dob, "PAYMENT_CARD": Inventor.payment_card,
    "LOCATION": Inventor.place, "ORGANISATION": Inventor.organisation, "NATIONALITY": Inventor.nationality,
    "CRIME_REF": Inventor.crime_ref, "URL": Inventor.url,
}  # fmt: skip  # an age and a date stay: the words around them depend on their form


def _new_address(inventor: Inventor, chance: random.Random) -> Callable[[str], str]:
    """A full address for a full one, and a short one where the old one leaves out the street."""
    address = inventor.address()

    def rewrite(old: str) -> str:
        if re.search(r"\d", old) and len(old.split()) < 3:
            return _cased(chance.choice(address.short), old)
        return _cased(address.first if re.search(r"\d", old) or chance.random() < 0.6 else address.street, old)

    return rewrite


def _new_name(surfaces: Sequence[str], inventor: Inventor, chance: random.Random) -> Callable[[str], str]:
    """Each part of a name gets its own new part, so that "Okafor" goes on being part of "James Okafor"."""
    fullest = max(surfaces, key=lambda s: len(_PART.findall(s)))
    person = inventor.person()
    given, surname = person.given, person.surname
    known: dict[str, str] = {}
    parts = [p for p in _PART.findall(fullest) if p.lower() not in _TITLED]
    for place, part in enumerate(parts):
        alone = len(parts) == 1
        family = chance.random() < 0.5 if alone else place == len(parts) - 1
        known[part.lower()] = surname if family else (given if place == 0 else inventor.person().given)

    def rewrite(old: str) -> str:
        def new(match: re.Match[str]) -> str:
            part = match.group()
            if part.lower() in _TITLED:
                return part
            if len(part) == 1:
                own = next((v for k, v in known.items() if k.startswith(part.lower())), given)
                return _cased(own[0], part)
            return _cased(known.setdefault(part.lower(), inventor.person().given), part)

        return re.sub(r"\d", lambda _: str(chance.randrange(10)), _PART.sub(new, old))

    return rewrite


def _cased(new: str, old: str) -> str:
    """The new value in capitals where the old one was, and without capitals where it had none."""
    letters = [c for c in old if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return new.upper()
    if letters and all(c.islower() for c in letters):
        return new.lower()
    return new


def _same_length(text: str, change: Callable[[str], str]) -> str:
    return "".join(new if len(new := change(c)) == 1 else c for c in text)
