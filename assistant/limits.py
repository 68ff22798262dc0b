"""Limits that a question states: its redacted text -> filters, each with the words it came from, and what was not read.

Code alone reads them: days, themes, forces, gradings and places. What looks like a limit and is none that code can
apply ("since the warrant") is said to the asker, never dropped silently. A hard limit that hides the right log is worse
than none, so a day that is asked about, left out or one of several to choose from limits nothing, and a place only
makes logs that name it worth more, unless it alone is asked for.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, partial
from importlib import resources

from assistant.places import Saying, places
from assistant.records import Limit
from assistant.resolution import Reading
from assistant.support import content_words
from index.blanks import given
from index.catalogue import Catalogue
from index.clearance import Clearance
from index.records import Filters, RedactedQuestion
from index.redaction.tokens import TOKEN
from index.windows import Window, windows

SAMPLE = 12  # passages that show how logs write a phrase
MAY_BE_NAME = "it may be a name as well as a date"
SET_ASIDE = ("you took it back", "the limit set beside the question holds instead")
NOT_SAID = "no log has it in readable words; addresses are hidden"
FRESH = timedelta(days=7)  # a store whose newest log is not older is in use: "yesterday" is then the day before today


@dataclass(frozen=True, slots=True)
class Stated:
    """What a question is limited to: the filters that hold, and every limit it states, applied or not."""

    filters: Filters
    limits: tuple[Limit, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """The phrases by which a log that contains them is worth more."""
        return favoured_places(self.limits)


@dataclass(frozen=True, slots=True)
class Known:
    """What limits are read against: the day that "yesterday" lies before, and what the store's logs are filed under."""

    on: date
    today: bool  # whether `on` is today, or the day of the newest log
    themes: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()
    saying: Saying = field(default=lambda phrase: (), compare=False, repr=False)  # texts that contain a phrase


def known(facets: Mapping[str, Sequence[str]], today: date) -> Known:
    """What to read limits against, from `Catalogue.facets`; no place is known."""
    newest = max((date.fromisoformat(day) for day in facets.get("newest", ())), default=today)
    fresh = newest >= today - FRESH
    return Known(today if fresh else newest, fresh, tuple(facets["themes"]), tuple(facets["forces"]))


def known_in(catalogue: Catalogue, clearance: Clearance) -> Known:
    """What to read limits against today, as a store that holds only what lies inside the clearance."""
    saying = cache(partial(catalogue.saying, clearance=clearance, most=SAMPLE))
    return replace(known(catalogue.facets(clearance), date.today()), saying=saying)


def favoured_places(limits: Sequence[Limit]) -> tuple[str, ...]:
    """The phrases of some limits by which a log that contains them is worth more."""
    return tuple(dict.fromkeys(p for limit in limits if limit.applied and limit.favours for p in limit.filters.places))


def stated(
    reading: Reading,
    store: Known,
    *,
    asked: RedactedQuestion | None = None,
    given: Filters | None = None,
    lifted: Collection[str] = (),
    references: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Stated:
    """The filters of a question that was read in full, so that it repeats the limits of those before it that go on.

    asked: the question as asked; a limit in words that it has not is inherited. given: limits the asker set beside the
    question, which win over those in its words. lifted: words of limits the asker took back. references: of held logs
    that the question names. only: those that are searched where it asks for nothing but what these say.
    """
    question = reading.question
    own = (asked or question).text
    limits = [replace(limit, inherited=limit.words not in own) for limit in read_limits(question.text, store)]
    if reading.among:
        counted = f"the {len(reading.among)} logs" if len(reading.among) > 1 else "the one log"
        said = f"{counted} that the last answer cites"
        limits.append(Limit("logs", reading.words, said, filters=Filters(refs=reading.among)))
    set_beside = given or Filters()
    limits = [_settled(limit, set_beside, {words.casefold() for words in lifted}) for limit in limits]
    alone = "this log only" if set(only) <= set(references) else "this log, with what corrects or contradicts it"
    meaning = alone if only else "this log first"
    named = [Limit("log", ref, meaning, filters=Filters(refs=tuple(only))) for ref in references]
    filters = _merged(set_beside, [limit.filters for limit in (*limits, *named) if limit.narrows])
    return Stated(filters, (*limits, *_exact(question, own), *named))


def read_limits(text: str, store: Known) -> list[Limit]:
    """The limits that one redacted question states, in the order of their kinds."""
    plain = TOKEN.sub(lambda token: "_" * len(token.group()), text)  # a token's letters name no day and no grade
    others = [*_days(text, plain, store), *_themes(text, store), *_forces(text, store), *_grades(plain)]
    return [*others, *_places(text, store, others)]


# -- days -------------------------------------------------------------------------------------------------------------

_ABOUT_AN_EVENT = re.compile(
    r"\b(?:(?:ever )?since|after|before|until|till|prior to|around the time of|at the time of) "
    r"(?:(?:the|that|this|his|her|their|its|our|then|he|she|they|we|it|being|_+)\b(?: [\w’'-]+){0,3})"
    r"|\bfrom (?:the|that|this|his|her|their|its)(?: [\w’'-]+){1,3} onwards?\b",
    re.IGNORECASE,
)
_LEADING = r"(?:(?:on|by|in|of|from|since|after|before|until|till|during|this|next|every|each) )?"
_VAGUE = re.compile(
    r"\b(?:recently|lately|of late|in recent (?:days|weeks|months)|the other day|a while ago|some time ago"
    r"|(?:in |over |during )?(?:the |these )?(?:last|past) (?:couple of|\w+)"
    r" (?:hours|days|weeks|weekends|months|years)"
    r"|(?:in |over |during )?(?:the )?(?:last|past) \d+ ?[hdwm]"
    rf"|{_LEADING}(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|today|tonight|this (?:morning|afternoon|evening))\b",
    re.IGNORECASE,
)
# What reads like a day, a month or a year and was read as none. Fractions, sizes, scores and "24/7" are figures.
_MEASURES = r"inch(?:es)?|in|ins|ozs?|ounces?|g|grams?|kg|kilos?|stone|lbs?|pints?|miles?|full|odds|marks?|points?"
_LIKE_A_DAY = re.compile(
    rf"(?<![\w/.:£$€-])(?<!flat )(?<!unit )(?<!room )(?<!size )(?:{_LEADING}(?:"
    r"(?:january|february|april|june|july|august|september|october|november|december)\b"
    rf"|(?!24/7\b)(?:\d\d?/0[1-9]|0[1-9]/\d\d?|(?:1[3-9]|2\d|3[01])/(?:[1-9]|1[0-2]))(?![\w/]|\.\d)"
    rf"(?![ -]?(?:{_MEASURES})\b)"
    r"|(?:19|20)\d\d[/-]\d\d(?![\w/-])"
    r"|the \d{1,2}(?:st|nd|rd|th)"
    r"(?= ?(?:[?.,;!)]|$)| (?:and|at|did|was|were|when|who|what|to|until|onwards)\b)))",
    re.IGNORECASE,
)
_IS_IT = re.compile(
    r"^(?:and |so |but )?(?:was|is|were|are) (?:it|this|that|these|those) (?:all |really |not )?$", re.IGNORECASE
)
_WHY_NOT = {
    "alternative": "the question asks which of these days it was",
    "excluded": "days cannot be left out",
    "uncertain": MAY_BE_NAME,
    "impossible": "there is no such day",
}


def _days(text: str, plain: str, store: Known) -> Iterator[Limit]:
    found = windows(plain, store.on)
    certain = any(not window.doubt and not _is_asked(plain, window) for window in found)
    for window in found:
        words = text[window.start : window.end]
        if certain and window.doubt == "uncertain":
            window = replace(window, doubt="")  # "compare May with July": beside a date it is a date
        why_not = _WHY_NOT.get(
            window.doubt, "the question asks whether it was then" if _is_asked(plain, window) else ""
        )
        days = Filters(_iso(window.first), _iso(window.last), widely=True)
        yield Limit("days", words, "" if why_not else _meaning(window, store), why_not, filters=days)
    taken = [(window.start, window.end) for window in found]
    for pattern, why in (
        (_ABOUT_AN_EVENT, "it counts from an event; name a day instead"),
        (_VAGUE, "it names no days; say from which day on"),
        (_LIKE_A_DAY, "it may be a day, but does not say which; write it out, with its year"),
    ):
        for match in pattern.finditer(plain):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield Limit("days", text[match.start() : match.end()].strip(), "", why)


def _is_asked(plain: str, window: Window) -> bool:
    """Whether the day is what the question asks about: "was it on 3 May?"."""
    return bool(_IS_IT.match(plain[: window.start])) and not plain[window.end :].strip(" ?.!")


def _joint(holding: Sequence[Filters]) -> Filters:
    """One window that holds all of them; one that only begins and one that only ends bound each other."""
    begins, ends = [f.date_from for f in holding], [f.date_to for f in holding]
    first = None if None in begins else min(day for day in begins if day)
    last = None if None in ends else max(day for day in ends if day)
    if first is None and last is None and all((f.date_from is None) != (f.date_to is None) for f in holding):
        one, other = min(day for day in begins if day), max(day for day in ends if day)
        first, last = (one, other) if one <= other else (None, None)
    return Filters(first, last, widely=True)


def _meaning(window: Window, store: Known) -> str:
    if window.first and window.first == window.last:
        said = spoken_day(window.first)
    else:
        begins = f"from {spoken_day(window.first)}" if window.first else ""
        said = f"{begins}{f' to {spoken_day(window.last)}' if window.last else ''}".strip()
    anchor = "today" if store.today else "the newest log"
    return f"{said} (counted from {anchor}, {spoken_day(store.on)})" if window.counted else said


def spoken_day(day: date) -> str:
    """A day as people write it: "4 March 2025"."""
    return f"{day.day} {day:%B %Y}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# -- themes and forces ------------------------------------------------------------------------------------------------

_ORDINARY = frozenset("other missing general community local unknown".split())  # "the other logs" names no theme
_LEAST_NAME = 3  # letters of what is left of a force's name: "A" of "Team A" is a word of any question
_LOGS = r"(?:logs?|reports?|intel(?:ligence)?|records|submissions|entries)"


def _themes(text: str, store: Known) -> Iterator[Limit]:
    for theme in filter(given, store.themes):
        named = "|".join(sorted(map(_loosely, _same(theme)), key=len, reverse=True))
        cued = (
            rf"\b(?:{named})[ -]themed?\b"
            rf"|\b(?:themed?|theme of|tagged(?: as)?|filed under|under the theme)[:,]? [\"“‘']?(?:{named})\b"
        )
        if content_words(theme) and _plain(theme).casefold() not in _ORDINARY:
            cued += rf"|\b(?:{named})[ -]{_LOGS}\b"
        if match := re.search(cued, text, re.IGNORECASE):
            yield Limit("theme", match.group(), f"theme {_plain(theme)}", filters=Filters(themes=(theme,)))


def _forces(text: str, store: Known) -> Iterator[Limit]:
    forces = list(filter(given, store.forces))
    for force, short in zip(forces, _distinct(forces), strict=True):
        named = "|".join(map(_loosely, sorted({force, short}, key=len, reverse=True)))
        cued = (
            rf"\b{_LOGS}(?: submitted| made| recorded| sent)? (?:from|by|of) (?:the )?(?:{named})\b"
            rf"|\b(?:recorded|reported|submitted|logged|sent in) by (?:the )?(?:{named})\b"
            rf"|\b(?:the )?(?:{named})(?:['’]s)? {_LOGS}\b"
        )
        if match := re.search(cued, text, re.IGNORECASE):
            yield Limit("force", match.group(), f"force {force}", filters=Filters(forces=(force,)))


def _distinct(forces: Sequence[str]) -> list[str]:
    """The forces without the words that all of them begin with: the teams of one force.

    What is left of "Team A" or "Force of the Bay" may be any word of a question: these keep their whole name.
    """
    split = [force.split() for force in forces]
    common = 0
    while len(split) > 1 and all(len(words) > common + 1 and words[common] == split[0][common] for words in split):
        common += 1
    short = [" ".join(words[common:]) for words in split]
    return [name if _tells(name) else force for name, force in zip(short, forces, strict=True)]


def _tells(name: str) -> bool:
    """Whether a name of a force without its beginning still is one."""
    return len(name) >= _LEAST_NAME and bool(content_words(name))


def _same(theme: str) -> set[str]:
    """The words for a theme: its own, and those that `prompts/themes.toml` calls the same."""
    own = _plain(theme).casefold()
    return {own}.union(*(words for words in _synonyms() if own in words))


@cache
def _synonyms() -> tuple[frozenset[str], ...]:
    document = tomllib.loads((resources.files("prompts") / "themes.toml").read_text("utf-8"))
    return tuple(frozenset(words) for words in document["same"])


def _plain(theme: str) -> str:
    return " ".join(theme.replace("_", " ").replace("-", " ").split())


def _loosely(words: str) -> str:
    return r"[\s_-]+".join(map(re.escape, words.split()))


# -- gradings ---------------------------------------------------------------------------------------------------------

_GRADED = re.compile(
    r"\b(?:graded?|grading|rated)(?: (?:as|at|of|is))?:? "
    r"(?P<code>(?P<source>[1-3]|[A-E])[ /]?(?P<intelligence>[A-E]|[1-5])?(?:[ /]?(?P<handling>[PC1-5]))?)(?![\w/])"
    r"(?P<more> (?:or|and|to|through) (?:better|above|higher|worse|below|lower|up|[A-E1-5]{1,3})\b)?",
)
_BARE_GRADE = re.compile(
    r"\b(?P<code>(?P<source>[1-3])/?(?P<intelligence>[A-E])(?:/?(?P<handling>[PC]))?)(?= (?:logs?|intel|reports?)\b)"
)


def _grades(plain: str) -> Iterator[Limit]:
    for match in [*_GRADED.finditer(plain), *_BARE_GRADE.finditer(plain)]:
        source, intelligence, more = match["source"], match["intelligence"], match.groupdict().get("more")
        if more:
            yield Limit("grade", match.group(), "", "gradings are no scale; name one grading")
        elif not intelligence or source.isdigit() == intelligence.isdigit():
            yield Limit("grade", match.group(), "", "one code alone may mean source or intelligence; name both")
        else:
            grade = "/".join((source, intelligence, match["handling"] or "*"))
            yield Limit("grade", match.group(), f"graded {grade.removesuffix('/*')}", filters=Filters(grades=(grade,)))


# -- places -----------------------------------------------------------------------------------------------------------


def _places(text: str, store: Known, others: Sequence[Limit]) -> Iterator[Limit]:
    """The places, apart from words that state another limit or are the name of a force or theme."""
    taken = [limit.words for limit in others if limit.filters != Filters()]
    names = [*store.forces, *_distinct(store.forces), *(_plain(theme) for theme in store.themes)]
    for words in [*taken, *(name for name in names if " " in name)]:
        text = re.sub(re.escape(words), lambda m: "_" * len(m.group()), text, flags=re.IGNORECASE)
    labels = {name.casefold() for name in names}
    for place in places(text, store.saying):
        words, filters = text[place.start : place.end], Filters(places=place.names)
        named = " or ".join(place.names)
        if labels.issuperset(name.casefold() for name in place.names):
            continue
        if place.left_out:
            yield Limit("place", words, "", "places cannot be left out", filters=filters)
        elif not place.held:
            yield Limit("place", words, "", NOT_SAID, filters=filters)
        elif place.only:
            yield Limit("place", words, f"only logs that mention {named}", filters=filters)
        else:
            yield Limit("place", words, f"logs that mention {named} count for more", filters=filters, favours=True)


# -- together ---------------------------------------------------------------------------------------------------------


def _exact(question: RedactedQuestion, own: str) -> Iterator[Limit]:
    """The identities that are looked up by their tokens; those that no log holds are said elsewhere."""
    for token in dict.fromkeys(match.group() for match in TOKEN.finditer(question.text)):
        if token not in question.unknown and token[1:-1] not in question.unknown:
            yield Limit("identity", token, "looked for exactly", inherited=token not in own)


def _settled(limit: Limit, given: Filters, lifted: Collection[str]) -> Limit:
    """The limit, not applied where the asker took it back or set another of its kind beside the question."""
    if not limit.applied:
        return limit
    if limit.words.casefold() in lifted:
        return replace(limit, why_not=SET_ASIDE[0])
    beside = {
        "days": given.date_from or given.date_to, "theme": given.themes, "force": given.forces, "grade": given.grades,
        "place": given.places,
    }.get(limit.kind)  # fmt: skip
    return replace(limit, why_not=SET_ASIDE[1]) if beside else limit


def _merged(given: Filters, read: Sequence[Filters]) -> Filters:
    def values(name: str) -> tuple[str, ...]:
        stated = tuple(dict.fromkeys(value for filters in read for value in getattr(filters, name)))
        return getattr(given, name) or stated

    merged = replace(
        given, themes=values("themes"), forces=values("forces"), grades=values("grades"), refs=values("refs"),
        places=values("places"),
    )  # fmt: skip
    if days := [filters for filters in read if filters.widely]:
        window = _joint(days)
        merged = replace(merged, date_from=window.date_from, date_to=window.date_to, widely=True)
    return merged
