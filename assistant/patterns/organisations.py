"""From a redacted text to the businesses named in it, which redaction keeps in clear: names ending in a kind of firm.

Only names that say what they are ("... Ltd", "... Car Wash") are found, since capitals alone also mark places.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from assistant.places import is_like_one
from index.records import RedactedLog

Place = tuple[str, int]  # name of the organisation, offset of its mention in the text


class Organisations:
    """The organisations that a set of logs names in full. A log with a full name may go on with its short form."""

    def __init__(self, logs: Iterable[RedactedLog]) -> None:
        full = {_squeezed(match) for log in logs for match in _FULL.finditer(log.text)}
        names: dict[str, str] = {}
        for name in sorted(full, key=lambda name: (len(name), name)):
            firm = _LEGAL_FORM.sub("", name)  # "Karo Bay Car Wash" and "Karo Bay Car Wash Ltd" are one
            names[name] = names.setdefault(firm, name)
        self._full = _Words.of(names)

    def places(self, text: str) -> list[Place]:
        """Where the text names an organisation, in order; a short form gives the full name."""
        full = list(self._full.places(text, 0, len(text)))
        short = _Words.of(_short_forms(name for name, _, _ in full))
        between = zip([0, *(end for _, _, end in full)], [*(start for _, start, _ in full), len(text)], strict=True)
        found = full + [place for start, end in between for place in short.places(text, start, end)]
        return sorted(((name, start) for name, start, _ in found), key=lambda place: place[1])


_FORM = r"Ltd|LTD|Limited|LLP|PLC|plc|CIC"
_KIND = (
    r"Hand Car Wash|Car Wash|Car Hire|Nail Bar|Nails|Nail Salon|Salon|Spa|Massage|Barbers?|Takeaway|Kebabs?|"
    r"Pizza|Grill|Cafe|Café|Restaurant|Bakery|Foods?|Poultry|Meats|Produce|Growers|Salads|Farms?|Nursery|Packing|Packers|"
    r"Solutions|Services|Staffing|Recruitment|Personnel|Labour|Agency|Contractors|Cleaning|Laundry|Valeting|"
    r"Logistics|Haulage|Transport|Couriers|Removals|Taxis|Cabs|Cars|Motors|Autos|Tyres|Scrap|Recycling|Metals|Skips|"
    r"Lettings|Properties|Estates|Homes|Hotel|Guest House|Hostel|Holdings|Group|Trading|Traders|Imports|Finance|"
    r"Stores?|Supermarket|Mini ?[Mm]arket|Off Licence|Vapes|Jewellers|Pawnbrokers|Gym|Bar|Club|Exchange|Transfers"
)
_WORD = r"[A-Z][\w'’]{0,29}"  # bounded, as all repetition here, so that no text takes long
# At least one name word before the kind of firm, then perhaps more kinds and a legal form; or a legal form alone.
_FULL = re.compile(
    rf"(?<!\w){_WORD}(?:[^\S\n]+(?:{_WORD}|&|and(?=[^\S\n][A-Z]))){{0,4}}?"
    rf"(?:(?:[^\S\n]+(?:{_KIND})\b){{1,3}}(?:[^\S\n]+(?:{_FORM})\b)?|[^\S\n]+(?:{_FORM})\b)"
)
_LEGAL_FORM = re.compile(rf"\s+(?:{_FORM})\Z")
_ENDING = re.compile(rf"\s+(?:{_KIND})\Z")
_OPENING = re.compile(r"(?:The|At|In|From|Of|For|To|By|With|And|A|An)\s+")
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


def _squeezed(match: re.Match[str]) -> str:
    """The matched name with single blanks and without a word that only began the sentence."""
    return _OPENING.sub("", " ".join(match[0].split()), count=1)


def _without_kind(name: str) -> str:
    while found := _ENDING.search(name):
        name = name[: found.start()]
    return name


def _short_forms(names: Iterable[str]) -> dict[str, str]:
    """The names without their kinds, but none that tells no firm: a single word, a place, the short form of two."""
    firm_of: dict[str, str] = {}
    for name in dict.fromkeys(names):
        short = _without_kind(_LEGAL_FORM.sub("", name))
        firm_of[short] = "" if short in firm_of else name
    return {short: name for short, name in firm_of.items() if name and " " in short and not is_like_one(short)}


@dataclass(slots=True)
class _Words:
    """Names by their words, so that a text is read once however many they are."""

    name: str = ""  # of the organisation, where a written name ends here
    after: "dict[str, _Words]" = field(default_factory=dict)  # by the next word, blank or mark

    @classmethod
    def of(cls, names: Mapping[str, str]) -> "_Words":
        """names: as written, with single blanks -> name of the organisation."""
        root = cls()
        for written, name in names.items():
            node = root
            for piece in _PIECE.findall(written):
                node = node.after.setdefault(piece, cls())
            node.name = name
        return root

    def places(self, text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Each name in a stretch of the text with its extent, in order; the longest of those that begin together."""
        pieces = list(_PIECE.finditer(text, start, end)) if self.after else []
        at = 0
        while at < len(pieces):
            node, name, behind, ahead = self, "", at + 1, at
            while ahead < len(pieces) and (after := node.after.get(_single(pieces[ahead][0]))):
                node, ahead = after, ahead + 1
                if node.name:
                    name, behind = node.name, ahead
            if name:
                yield name, pieces[at].start(), pieces[behind - 1].end()
            at = behind


def _single(piece: str) -> str:
    return " " if piece.isspace() else piece
