"""Street addresses: the words of a text -> spans from the flat to the street. A street alone, and the town, are kept.

What tells an address is a number or a unit in front of a street, or a house by name in front of one. A street named
without its type ("30 Zedland") is met through the streets that the batch has taught, see `index.redaction.known`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from index.records import Span
from index.redaction import lists
from index.redaction.types import EntityType as T
from index.redaction.words import Lexicon, Word

# Types that are telling in lower case too, and those that need their capital ("2 bed house", "the far end").
_SURE_TYPES = lists.words("""
    road rd street avenue ave lane terrace tce terr crescent cres gardens gdns mews parade pde court ct drive
    close row grove
    """)
STREET_TYPES = _SURE_TYPES | lists.words("""
    st ln av cl dr way gdn place pl square sq walk hill rise view wharf quay yard yd mount green park pk bank
    drove gate end side steps path passage cut alley approach broadway causeway circus croft dene field fields
    fold garth heights loan loke meadow meadows mill orchard point reach rents spinney tower towers mansions
    buildings house hse ho cottage cottages bungalow bungalows villas lodge farm estate est vale wynd brae cliff
    common copse dale down embankment esplanade glebe holt knoll lea promenade ridge strand undercliff vista wood
    bottom basin dock arches arcade precinct village allotments caravans homes sidings crossing corner bridge
    chase fen lode eau dyke marsh moor sluice junction station marina manor entry grange crest dell glen mall link
    acre acres cloisters hollow moorings paddock paddocks pines oaks elms firs limes beeches fairway nook ley leys
    leas lawn lawns backs ginnel butts ride ridgeway highway parkway boulevard blvd flats maisonettes almshouses
    demesne loanen
    """)
_BUILDINGS = lists.words("""
    house hse cottage lodge farm barn hall mill bungalow villa grange forge maltings rectory vicarage granary
    manor stables view piggeries hangar yard croft towers tower court ct heights nurseries home
    """)
# Buildings that are homes even when no street follows; a House or a Hall alone is as often a firm or a hostel.
_HOMES = lists.words("""
    cottage farm grange bungalow barn maltings piggeries rectory vicarage
    """)
_UNITS = lists.words("""
    flat flats fl flt apartment apt unit units room rooms rm suite plot plots pitch caravan static garage arch
    kiosk mooring berth office studio shed cabin chalet annexe maisonette bedsit lock-up lockup van vans bay stall
    shop floor
    """)
_VAGUE_UNITS = frozenset(
    {"van", "vans", "bay", "stall", "shop", "floor", "office", "shed", "unit"}
)  # "unit 2", "van 3" alone may be anything
_LEVELS = lists.words("""
    top upper lower ground first second third basement garden rear attic
    """)
_BESIDE = frozenset({"above", "over", "behind", "rear", "off", "under", "opposite"})
_MONTHS = lists.words("""
    january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec
    """)
_NO_STREET_WORDS = _MONTHS | lists.words("""
    male males female females man men woman women lad lads girl girls boy boys person persons people occupant
    occupants adult adults child children kids youth youths vehicle vehicles van vans car cars bag bags wrap wraps
    phone phones hour hours hrs min mins minutes day days week weeks month months year years yr yrs mile miles
    metre metres door doors time times other others more of from in at on by to and or rtc veh beds with was were
    is are has had near outside opposite towards behind then when who into up down per each call calls am pm an
    this that his her their our my bed bedroom bedrooms storey monday tuesday wednesday thursday friday saturday
    sunday
    """)
_NUMBER_WORDS = lists.words("""
    one two three four five six seven eight nine ten eleven twelve
    """)
_HOUSE_NUMBER = re.compile(
    r"(?<!\w)(?:at|to|of|from|in|into|by|outside|opposite|against|o/s|wanted|"
    r"[(,]) ?(?P<id>(?:no\.?|number) ?\d{1,3}[A-Za-z]?)(?![\w/:]|[.,]\d)",
    re.I,
)
_FIRM = re.compile(
    r"\s*(?:care home|nursing|residential|ltd|limited|foods?|shop|produce|nurser|school|surgery)\b", re.I
)


def find_addresses(text: str, words: Sequence[Word], lexicon: Lexicon, streets: Collection[str] = ()) -> list[Span]:
    """Every address in a text. streets: words, in lower case, that are known to start the name of a street."""
    found = [Span(m.start("id"), m.end("id"), T.ADDRESS, 0.8, "addresses") for m in _HOUSE_NUMBER.finditer(text)]
    parser = _Parser(text, words, lexicon, streets)
    position = 0
    while position < len(words):
        end = parser.address(position)
        if end > position:
            start = words[position].start
            number = _NUMBER_PREFIX.search(text, max(0, start - 8), start)
            found.append(Span(number.start() if number else start, words[end - 1].end, T.ADDRESS, 0.9, "addresses"))
        position = max(end, position + 1)
    return found


def street_words(address: str) -> Iterator[str]:
    """The word that starts the street's name in each numbered part of an address, in lower case."""
    for match in re.finditer(r"\b\d{1,3}[A-Za-z]?\s+([^\W\d_][\w'’-]{3,})\s+[^\W\d_]", address):
        if match[1].lower() not in STREET_TYPES:
            yield match[1].lower()


@dataclass(frozen=True, slots=True)
class _Parser:
    """Reads addresses off a row of words. Each method returns the index after what it read, or where it started."""

    text: str
    words: Sequence[Word]
    lexicon: Lexicon
    streets: Collection[str]

    def address(self, start: int) -> int:
        words = self.words
        at, vague = self._unit(start)
        street_read = False
        if at == start:
            if not (words[at].number or words[at].capital or words[at].lower in _NUMBER_WORDS):
                return start
            at = self._numbered_street(start)
            street_read = at > start
            if not street_read:
                return self._house(start)
        while at < len(words) and _JOINED.fullmatch(words[at].gap):
            after = self._unit(at)[0]
            if after == at:
                after = self._beside(at)
            street = at + (words[at].lower in ("at", "of") and at + 1 < len(words))
            if after == at and (end := self._numbered_street(street)) > street:
                after, street_read = end, True
            if after == at and not street_read and (end := self._named(street)) > street:
                after, street_read = end, words[end - 1].lower not in _BUILDINGS
            if after == at:
                break
            at, vague = after, False
        return start if vague else at

    def _unit(self, at: int) -> tuple[int, bool]:
        """Reads "Flat 3", "Top Flat", "U14", "shed rear of ..."; also says whether it is too vague to stand alone."""
        words = self.words
        here = words[at].lower
        after = words[at + 1] if at + 1 < len(words) and words[at + 1].gap in (" ", ". ", "  ") else None
        if _UNIT_NUMBER.fullmatch(words[at].text):
            return at + 1, True
        if here in _LEVELS and after and after.lower in ("flat", "floor"):
            whole = after.lower == "flat" or (at + 2 < len(words) and words[at + 2].lower == "flat")
            return at + 2 + (whole and after.lower == "floor"), not whole
        if here in _UNITS and after:
            if after.lower in ("no", "number") and at + 2 < len(words) and words[at + 2].number:
                return at + 3, False
            if re.fullmatch(r"\d{1,4}[A-Za-z]?|[A-Z]\d{0,3}|\d{1,3}-\d{1,3}", after.text):
                month = words[at + 2] if at + 2 < len(words) and words[at + 2].gap == " " else None
                if month and month.capital and month.lower in _MONTHS and _DAY.fullmatch(after.text):
                    return at, False  # stolen off a mooring 30 Aug
                return at + 2, here in _VAGUE_UNITS
            if after.lower in _BESIDE and (end := self._beside(at + 1)) > at + 1:
                return end, False
        return at, False

    def _beside(self, at: int) -> int:
        """Reads "above the chip shop on Bridge Street", "rear of 46 Zedland Road"."""
        words = self.words
        if words[at].lower not in _BESIDE:
            return at
        for street in range(at + 1, min(at + 7, len(words))):
            if words[street].gap not in (" ", "  ", ", "):
                break
            end = max(self._numbered_street(street), self._named(street))
            if end > street:
                return end
        return at

    def _numbered_street(self, at: int) -> int:
        """Reads "19 Zedland Terrace", "4/16 Zedland Row", "twelve Mill Lane", and a known street without its type."""
        words = self.words
        first = words[at]
        spelled = first.lower in _NUMBER_WORDS and at + 1 < len(words) and words[at + 1].capital
        if not (_NUMBER.fullmatch(first.text) or spelled) or first.gap.endswith(("£", "x", ":", "#", "/")):
            return at
        if at and first.gap == "." and words[at - 1].lower in ("s", "ss", "sec"):
            return at  # stopped under s.60
        if at + 1 < len(words) and words[at + 1].lower in self.streets and words[at + 1].gap in (" ", "  "):
            typed = self._street(at + 1, numbered=True)
            return max(typed, at + 2)
        end = self._street(at + 1, numbered=True)
        return end if end > at + 1 else self._untyped(at)

    def _untyped(self, at: int) -> int:
        """Reads "14 Derryvore", "12 Zedland's Eau": no type, but a word before or a postcode after tells an address."""
        words = self.words
        end = at + 1
        while (
            end < min(at + 4, len(words))
            and words[end].capital
            and not words[end].number
            and (re.fullmatch(r"(?:['’][sS]?)? ", words[end].gap))
        ):
            end += 1
        first = words[at + 1].lower if end > at + 1 else ""
        if (
            not first
            or first in lists.THINGS
            or first in _NO_STREET_WORDS
            or words[at + 1].shouted
            or not words[at].number
        ):
            return at
        after = self.text[words[end - 1].end : words[end - 1].end + 60]
        cued = at > 0 and words[at - 1].lower in _ADDRESS_CUES and not self.lexicon.ordinary(first)
        return end if cued or _POSTCODE_NEAR.match(after) else at

    def _named(self, at: int) -> int:
        """Reads "Zedland Yard": capitalised words that end in a type of street or building."""
        return self._street(at, numbered=False)

    def _street(self, at: int, *, numbered: bool) -> int:
        words = self.words
        for end in range(at, min(at + 5, len(words))):
            word = words[end]
            if end > at or numbered:
                gap = re.sub(
                    r"^['’][sS]\b|^\.(?= )" if end and words[end - 1].lower == "st" else r"^['’][sS]\b|^['’](?= )",
                    "",
                    word.gap,
                )
                if gap not in (" ", "  ") and not (
                    end == at and gap == ", " and word.capital and _FIELD_START.search(words[at - 1].gap)
                ):
                    return at
            if word.number or (word.lower in _NO_STREET_WORDS and (word.shouted or not word.capital)):
                return at
            if end > at and word.lower in STREET_TYPES and self._is_type(at, end, numbered):
                while (
                    end + 1 < len(words)
                    and words[end + 1].gap == " "
                    and words[end + 1].capital
                    and words[end + 1].lower in STREET_TYPES
                ):
                    end += 1
                return end + 1
        return at

    def _is_type(self, name: int, at: int, numbered: bool) -> bool:
        """Whether the word at `at` ends a street whose name starts at `name`."""
        words = self.words
        if not numbered:
            saint = (
                words[at].lower == "st" and at + 1 < len(words) and words[at + 1].gap == " " and words[at + 1].capital
            )
            return all(w.capital for w in words[name : at + 1]) and not saint
        if words[at].capital or words[at].lower in _SURE_TYPES:
            return words[at - 1].capital or not words[at].capital or words[name].shouted
        return not self.lexicon.ordinary(words[name].text)

    def _house(self, at: int) -> int:
        """Reads "Mill House, Church Lane", "The Granary, Station Road", and a farm or cottage without a street."""
        words = self.words
        if words[at].shouted and self.lexicon.ordinary(words[at].text) and words[at].lower != "the":
            return at
        for end in range(at, min(at + 4, len(words))):
            word = words[end]
            if (
                not word.capital
                or word.number
                or (end > at and word.gap != " ")
                or (word.lower in _NO_STREET_WORDS and at == end)
            ):
                break
            if end == at or (word.lower not in _BUILDINGS and words[at].lower != "the"):
                continue
            if end + 1 < len(words) and words[end + 1].gap == ", ":
                street = max(self._numbered_street(end + 1), self._named(end + 1))
                if street > end + 1:
                    return street
            if word.lower in _HOMES and not word.shouted and not _FIRM.match(self.text, word.end):
                return end + 1
        return at


_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_UNIT_NUMBER = re.compile(r"[Uu]\d{1,3}[A-Za-z]?")
_FIELD_START = re.compile(r"[:\n(=]\s*$")
_NUMBER_PREFIX = re.compile(r"\b(?:no\.?|number) ?$", re.I)
_ADDRESS_CUES = lists.words("""
    at address addr lives living home outside opposite o/s premises
    """)
_POSTCODE_NEAR = re.compile(
    r"(?:,? [A-Z][\w'’]{2,15}(?: [A-Z][\w'’]{2,15})?){0,2},? \(?[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.I
)
_NUMBER = re.compile(r"\d{1,3}(?:[A-Ha-h]|[-/&]\d{1,4}[A-Za-z]?)?|\d{4}[A-Za-z]")
_JOINED = re.compile(r" {1,2}|, {0,2}| ?[(/] ?")
