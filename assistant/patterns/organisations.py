"""From a redacted text to the businesses named in it, which redaction keeps in clear: names ending in a kind of firm.

Only names that say what they are ("... Ltd", "... Car Wash") are found, since capitals alone also mark places.
"""

import re
from collections.abc import Iterable

from index.records import RedactedLog

Place = tuple[str, int]  # name of the organisation, offset of its mention in the text


class Organisations:
    """The organisations that a set of logs names in full, so that their short forms are recognised in each log."""

    def __init__(self, logs: Iterable[RedactedLog]) -> None:
        full = {_squeezed(match) for log in logs for match in _FULL.finditer(log.text)}
        self._names: dict[str, str] = {}
        for name in sorted(full, key=lambda name: (len(name), name)):
            firm = _LEGAL_FORM.sub("", name)  # "Karo Bay Car Wash" and "Karo Bay Car Wash Ltd" are one
            self._names[name] = self._names.setdefault(firm, name)
            short = _without_kind(firm)
            if " " in short:  # a single word, as in "Karo Taxis", is too often a place
                self._names.setdefault(short, self._names[firm])
        longest_first = sorted(self._names, key=lambda name: (-len(name), name))
        alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
        self._pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)") if alternatives else None

    def places(self, text: str) -> list[Place]:
        """Where the text names an organisation, in order; a short form gives the full name."""
        if self._pattern is None:
            return []
        return [(self._names[_squeezed(match)], match.start()) for match in self._pattern.finditer(text)]


_FORM = r"Ltd|LTD|Limited|LLP|PLC|plc|CIC"
_KIND = (
    r"Hand Car Wash|Car Wash|Car Hire|Nail Bar|Nails|Nail Salon|Salon|Spa|Massage|Barbers?|Takeaway|Kebabs?|"
    r"Pizza|Grill|Cafe|Café|Restaurant|Bakery|Foods?|Poultry|Meats|Produce|Growers|Salads|Farms?|Nursery|Packing|Packers|"
    r"Solutions|Services|Staffing|Recruitment|Personnel|Labour|Agency|Contractors|Cleaning|Laundry|Valeting|"
    r"Logistics|Haulage|Transport|Couriers|Removals|Taxis|Cabs|Cars|Motors|Autos|Tyres|Scrap|Recycling|Metals|Skips|"
    r"Lettings|Properties|Estates|Homes|Hotel|Guest House|Hostel|Holdings|Group|Trading|Traders|Imports|Finance|"
    r"Stores?|Supermarket|Mini ?[Mm]arket|Off Licence|Vapes|Jewellers|Pawnbrokers|Gym|Bar|Club|Exchange|Transfers"
)
_WORD = r"[A-Z][\w'’]*"
# At least one name word before the kind of firm, then perhaps more kinds and a legal form; or a legal form alone.
_FULL = re.compile(
    rf"(?<!\w){_WORD}(?:[^\S\n]+(?:{_WORD}|&|and(?=[^\S\n][A-Z]))){{0,4}}?"
    rf"(?:(?:[^\S\n]+(?:{_KIND})\b)+(?:[^\S\n]+(?:{_FORM})\b)?|[^\S\n]+(?:{_FORM})\b)"
)
_LEGAL_FORM = re.compile(rf"\s+(?:{_FORM})\Z")
_ENDING = re.compile(rf"\s+(?:{_KIND})\Z")
_OPENING = re.compile(r"(?:The|At|In|From|Of|For|To|By|With|And|A|An)\s+")


def _squeezed(match: re.Match[str]) -> str:
    """The matched name with single blanks and without a word that only began the sentence."""
    return _OPENING.sub("", " ".join(match[0].split()), count=1)


def _without_kind(name: str) -> str:
    while found := _ENDING.search(name):
        name = name[: found.start()]
    return name
