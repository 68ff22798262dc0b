"""Names of towns and countries, taken from the telephone areas that the `phonenumbers` package names."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from index.redaction.tokens import fold

_HOME = ("44", "353")  # calling codes of the United Kingdom and Ireland


@cache
def towns() -> frozenset[str]:
    """Towns of the United Kingdom and Ireland, folded. Loaded once, in about half a second."""
    return frozenset(fold(town) for prefix, area in _areas() if prefix.startswith(_HOME) for town in _towns_in(area))


@cache
def country_names() -> tuple[str, ...]:
    """Countries and territories in English, by alphabet."""
    from phonenumbers.geodata.locale import LOCALE_DATA

    named = {code: names.get("en", "") for code, names in LOCALE_DATA.items()}
    # "*aa": written as in the language "aa"
    written = {LOCALE_DATA[code].get(name[1:], "") if name.startswith("*") else name for code, name in named.items()}
    return tuple(sorted(written - {""}))


@cache
def towns_abroad() -> tuple[tuple[str, ...], ...]:
    """Towns of other countries in Latin letters, by the first figures of their telephone area: lists of very different
    lengths.
    """
    of_figures: dict[str, set[str]] = defaultdict(set)
    for prefix, area in _areas():
        if not prefix.startswith(_HOME):
            # Behind a comma or a dash stands the region.
            of_figures[prefix[:2]].update(re.split(r", | - ", town)[0] for town in area.split("/"))
    return tuple(tuple(sorted(names - {""})) for _, names in sorted(of_figures.items()))


def _areas() -> Iterator[tuple[str, str]]:
    """Each telephone area in English, by its prefix."""
    from phonenumbers.geodata import GEOCODE_DATA

    return ((prefix, names["en"]) for prefix, names in GEOCODE_DATA.items() if "en" in names)


def _towns_in(area: str) -> Iterator[str]:
    return (re.sub(r"\s*\(.*?\)", "", town).strip() for town in re.split(r"/|, ", area))
