"""Places that a question names: its redacted text and how the logs write a phrase -> stretches of it with their names.

A capital alone tells no place in a question typed in haste, and a preposition alone none in "in the kitchen". What is
taken for a place is led by a word of place, ends like one ("Yard", "Road") or is a town or country; and the logs write
it with a capital where none has to stand. Nothing else is known of it, so a place may be missed, and a firm taken for
one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from index.phrases import places_of
from index.redaction.lists import RANKS, STARTERS, THINGS, TITLES, words
from index.redaction.places import country_names, towns
from index.redaction.tokens import TOKEN, fold
from index.redaction.words import Word, words_of

Saying = Callable[[str], Sequence[str]]  # a phrase -> texts of some logs that contain it, in any case

LONGEST = 4  # words of a place

_AT = words("in at near nr around outside inside behind opposite within beside throughout between across")
_SAYS = words("mention mentions mentioning concerning regarding")
_LEADS = _SAYS | words("from to on off via past through into onto towards toward along over visiting leaving about")
_NEAR = words("next close")  # before "to"
_JOINING = words("and or")
_INSIDE = words("of on upon the le de super under cum")  # between the words of a place
_LOWER_IN_TITLES = words("a an the of in on at to by for and or with from")
_ROADS = words("""
    road rd street lane avenue close drive terrace crescent gardens way court row mews square parade
    """)
_ALSO_ROADS = words("close drive court way row parade square")  # that are other things as well
_ENDS = _ROADS | words("""
    wharf estate roundabout precinct quay harbour island beach bridge park common heath moor moors yard tower towers
    barn farm mill pier promenade esplanade seafront station airport port hospital church chapel school academy college
    university market marina reservoir dock docks canal creek woods forest centre
    """)
_NOT_FIRST = STARTERS | TITLES | RANKS | _INSIDE | words("operation op unit flat room year yr ward number no")
_ROAD_NUMBER = re.compile(r"[ABM]\d{1,4}|[abm]\d{2,4}")
_ONLY_BEFORE = re.compile(
    r"(?<!not )(?<!the )\b(?:only|solely|exclusively|just(?= (?:in|at|from|within)\b))"
    r"(?: (?:the )?(?:logs?|reports?|records|intel|intelligence|those|ones))?"
    r"(?: (?:that mention|which mention|mentioning|about))? ?$",
    re.IGNORECASE,
)
_ONLY_AFTER = re.compile(r",? (?:only|exclusively)(?=\s*(?:[?.,;!)]|$))", re.I)  # not "in Netherby only in May"
_LEFT_OUT = re.compile(
    r"\b(?:not|except(?: for)?|excluding|apart from|other than|rather than|besides|elsewhere than) (?:the )?$", re.I
)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a question that names one place or several, with the word that leads it. Offsets are code points."""

    start: int
    end: int
    names: tuple[str, ...]  # as written, without that word
    held: bool = True  # False: it is surely a place, and no log contains it
    only: bool = False  # whether the question asks for logs of this place alone
    left_out: bool = False  # whether it asks for logs of others


@dataclass(frozen=True, slots=True)
class _Written:
    """How some logs write a phrase, where a capital tells anything: not first in a sentence, nor where all have it."""

    found: bool = False
    capital: int = 0
    lower: int = 0
    as_place: bool = False  # whether it stands with capitals after "in", "at" or the like


def places(text: str, saying: Saying) -> list[Place]:
    """The places of a redacted question, in order. saying: looks at what the asker may see, and at nothing else."""
    plain = TOKEN.sub(lambda token: "_" * len(token.group()), text)
    return [_with_bounds(plain, place) for place in _joined(plain, _Reader(plain, saying).places())]


def is_like_one(name: str) -> bool:
    """Whether a name may be that of a place wherever it stands: it ends like one, or is a town or a country."""
    return fold(name).split()[-1] in _ENDS or fold(name) in _gazetteer()


class _Reader:
    """One question."""

    def __init__(self, text: str, saying: Saying) -> None:
        self._text = text
        self._words = words_of(text)
        self._saying = saying
        # A question typed with a capital on every word tells nothing by one.
        self._tells = any(w.text.islower() and w.lower not in _LOWER_IN_TITLES for w in self._words)
        self._leading: list[str] = []  # of each word; in order, since one asks for those before it
        for at in range(len(self._words)):
            self._leading.append(self._leads(at))

    def places(self) -> Iterator[Place]:
        at = 0
        while at < len(self._words):
            place, after = self._place(at)
            if place:
                yield place
            at = max(after, at + 1)

    def _place(self, at: int) -> tuple[Place | None, int]:
        """The place that begins with a word, if one does, and the word after it."""
        first = self._words[at]
        cue = self._cue(at)
        if _ROAD_NUMBER.fullmatch(first.text) and cue is not None:
            held = bool(self._saying(first.text))
            return (self._made(at, 1, held) if held or first.capital else None), at + 1
        if not self._may_begin(at):
            return None, at
        lengths = [n for n in range(LONGEST, 0, -1) if self._is_whole(at, n)]
        for n in lengths:
            if self._is_likely(at, n) and self._is_held(at, n):
                return self._made(at, n, True), at + n
        surely = next((n for n in lengths if self._is_surely_one(at, n)), 0)
        if surely:
            held = bool(self._saying(self._name(at, surely)))
            if not held or (self._capital(at) and self._is_town(at, surely)):
                return self._made(at, surely, held), at + surely
        return None, at

    # -- the words before ---------------------------------------------------------------------------------------------

    def _cue(self, at: int) -> int | None:
        """The word that leads to one, an article and "and" after another place left aside; None without any."""
        before = at - 1
        if before >= 0 and self._words[before].lower == "the":
            before -= 1
        if before < 0 or self._words[before].lower not in _AT | _LEADS | _JOINING or not self._follows(before + 1):
            return None
        return before

    def _leads(self, at: int) -> str:
        """What leads to a word: "at" for a word of place, "on" for one that leads elsewhere, too; "" for none."""
        cue = self._cue(at)
        if cue is None:
            return ""
        lead = self._words[cue].lower
        if lead in _JOINING:  # "in Netherby and Weymouth"
            return next(filter(None, self._leading[max(cue - LONGEST, 0) : cue][::-1]), "")
        near = lead == "to" and cue > 0 and self._words[cue - 1].lower in _NEAR
        return "at" if lead in _AT or near else "on"

    # -- the words themselves -----------------------------------------------------------------------------------------

    def _follows(self, at: int) -> bool:
        """Whether only a blank stands before a word."""
        return at < len(self._words) and self._words[at].gap in (" ", "'s ", "’s ", ". ")

    def _capital(self, at: int) -> bool:
        """Whether a word has a capital that it need not have."""
        word = self._words[at]
        return self._tells and word.capital and not word.opens and not word.shouted

    def _may_begin(self, at: int) -> bool:
        some = at and self._words[at - 1].lower in ("a", "an") and not self._capital(at)  # "an old mill"
        return not some and self._is_name(at) and self._words[at].lower not in _NOT_FIRST

    def _is_name(self, at: int) -> bool:
        return self._words[at].text.replace("-", "").replace("'", "").replace("’", "").isalpha()

    def _is_whole(self, at: int, n: int) -> bool:
        """Whether so many words from one on can be a place, and no more of a name stands before or behind them."""
        end = at + n
        if end > len(self._words) or not all(self._is_name(i) for i in range(at, end)):
            return False
        if not all(self._follows(i) and self._words[i].lower not in STARTERS - _INSIDE for i in range(at + 1, end)):
            return False
        if n > 1 and self._words[end - 1].lower in _INSIDE:
            return False
        if at and self._follows(at) and self._capital(at - 1) and self._capital(at):
            return False
        if end == len(self._words) or not self._follows(end):
            return True
        behind = self._words[end]
        goes_on = self._capital(end) and self._capital(end - 1) and behind.lower not in THINGS
        return not (behind.number or goes_on or behind.lower in _ROADS - _ALSO_ROADS)

    def _name(self, at: int, n: int) -> str:
        return self._text[self._words[at].start : self._words[at + n - 1].end]

    def _is_town(self, at: int, n: int) -> bool:
        if not self._capital(at) and at and self._words[at - 1].lower in ("a", "an", "the"):
            return False  # "the bath"
        return fold(self._name(at, n)) in _gazetteer()

    def _ends_like_one(self, at: int, n: int) -> bool:
        return n > 1 and self._words[at + n - 1].lower in _ENDS

    def _is_thing(self, at: int, n: int) -> bool:
        """Whether it is a make, an app or a language, or a short word in capitals; a shop one can stand at."""
        cue = self._cue(at)
        stands = cue is not None and self._words[cue].lower in ("at", "near", "outside", "behind", "opposite")
        some = self._words[at : at + n]
        short = n == 1 and (len(some[0].text) < 3 or (some[0].text.isupper() and len(some[0].text) < 5))
        return short or (not stands and all(word.lower in THINGS for word in some))

    def _is_likely(self, at: int, n: int) -> bool:
        """Whether it is worth looking up."""
        return not self._is_thing(at, n) and bool(
            self._leading[at] or self._is_town(at, n) or self._ends_like_one(at, n)
        )

    def _is_held(self, at: int, n: int) -> bool:
        """Whether logs write it as a name, and it is one of a place."""
        name = self._name(at, n)
        said = _written(name, self._saying(name))
        named = said.capital > said.lower or (said.capital > 0 and self._capital(at))
        if said.found and not said.capital and not said.lower:
            named = self._capital(at)
        if not named:
            return False
        # A word without a capital after "in" may be any word that some logs begin a name with.
        led = self._leading[at] == "at" and self._capital(at)
        return bool(led or said.as_place or self._is_town(at, n) or self._ends_like_one(at, n))

    def _is_surely_one(self, at: int, n: int) -> bool:
        """Whether it is a place although no log says so: a town with a word that leads to it, or a name after "in"."""
        if self._is_thing(at, n) or self._words[at].lower in THINGS:
            return False
        leads = self._leading[at]
        named = all(self._capital(i) or self._words[i].lower in _INSIDE for i in range(at, at + n))
        no_capitals = not any(self._capital(i) for i in range(len(self._words)))
        return bool((leads and (named or no_capitals) and self._is_town(at, n)) or (leads == "at" and named))

    def _made(self, at: int, n: int, held: bool) -> Place:
        cue, name = self._cue(at), self._name(at, n)
        led = cue is not None and self._words[cue].lower not in _SAYS
        start = self._words[cue if led and cue is not None else at].start
        return Place(start, self._words[at + n - 1].end, (name,), held)


def _joined(text: str, found: Iterator[Place]) -> list[Place]:
    """Places with "and" between them as one stretch, where both are held or both are not."""
    joined: list[Place] = []
    for place in found:
        before = joined[-1] if joined else None
        lead = text[place.start :].split(maxsplit=1)[0].lower()
        if before and before.held == place.held and lead in _JOINING and place.start == before.end + 1:
            joined[-1] = replace(before, end=place.end, names=(*before.names, *place.names))
        elif lead in _JOINING:
            joined.append(replace(place, start=text.index(place.names[0], place.start)))
        else:
            joined.append(place)
    return joined


def _with_bounds(text: str, place: Place) -> Place:
    """The place with the words that ask for it alone, or for others."""
    if before := _ONLY_BEFORE.search(text[: place.start]):
        return replace(place, start=before.start(), only=True)
    if after := _ONLY_AFTER.match(text, place.end):
        return replace(place, end=after.end(), only=True)
    if out := _LEFT_OUT.search(text[: place.start]):
        return replace(place, start=out.start(), left_out=True)
    return place


def _written(name: str, texts: Sequence[str]) -> _Written:
    capital = lower = 0
    as_place = False
    pattern = places_of(name)
    for text in texts:
        for match in pattern.finditer(text) if pattern else ():
            line = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.end())
            some = words_of(text[line : end if end >= 0 else len(text)])
            at = next((i for i, word in enumerate(some) if word.start >= match.start() - line), len(some))
            inside = [word for word in some[at:] if word.end <= match.end() - line]
            if not inside or inside[0].shouted or inside[0].quiet:
                continue
            told = [w for w in inside if w.lower not in _INSIDE and not (w.opens or _is_short(w))]
            told = told[:-1] if len(inside) > 1 and told and told[-1].lower in _ENDS else told
            if not told:
                continue
            if all(word.capital for word in told):
                capital += 1
                before = [word.lower for word in some[:at] if word.lower != "the"][-1:]
                as_place = as_place or bool(_AT.intersection(before))
            else:
                lower += 1
    return _Written(bool(texts), capital, lower, as_place)


def _is_short(word: Word) -> bool:
    """Whether it may be an abbreviation, which has capitals whatever it stands for."""
    return word.text.isupper() and len(word.text) < 5


@cache
def _gazetteer() -> frozenset[str]:
    """Towns and countries, folded."""
    return towns() | frozenset(fold(country) for country in country_names())
