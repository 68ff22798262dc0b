"""From `prompts/indicators.toml` to the indicators that are looked for: titles, definitions and compiled wordings.

Indicators describe events and conditions in logs, never people, and carry no weight: the file cannot say that one of
them counts more, because nothing here adds them up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from assistant.patterns.wordings import Choice, Matcher, Wording, parse_choices, parse_wording
from index.errors import BadSetting
from index.toml import read_toml


@dataclass(frozen=True, slots=True)
class Indicator:
    """An entry of the taxonomy."""

    name: str
    title: str
    definition: str
    group: str
    sources: tuple[str, ...]  # codes of the published lists it corresponds to, such as "FL07"
    wordings: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The indicators in the order of the file, which is the order of every result, and a matcher of their wordings."""

    indicators: tuple[Indicator, ...]
    matcher: Matcher


def default_taxonomy() -> Taxonomy:
    """The taxonomy that is shipped."""
    file = resources.files("prompts") / "indicators.toml"
    return read_taxonomy(file.read_text("utf-8"), place=file.name)


def read_taxonomy(text: str, *, place: str) -> Taxonomy:
    """Read a taxonomy file. Raises BadSetting, naming `place` and the entry, for anything but the expected keys."""
    document = read_toml(text, place=place)
    if extra := sorted(document.keys() - {"lists", "indicator"}):
        raise BadSetting(f"{place}: unknown key {extra[0]!r} at the top; expected [lists] and [[indicator]]")
    lists = _lists(document.get("lists", {}), place)
    indicators: dict[str, Indicator] = {}
    for number, entry in enumerate(document.get("indicator", []), start=1):
        indicator = _indicator(entry, lists, f"{place}: indicator {number}")
        if indicator.name in indicators:
            raise BadSetting(
                f"{place}: indicator {number}: the name {indicator.name!r} is already taken; choose another"
            )
        indicators[indicator.name] = indicator
    if not indicators:
        raise BadSetting(f"{place}: no [[indicator]] found; at least one is needed")
    matcher = Matcher({name: indicator.wordings for name, indicator in indicators.items()})
    return Taxonomy(tuple(indicators.values()), matcher)


_TEXTS = ("name", "title", "definition", "group")
_ARRAYS = ("sources", "wordings")


def _lists(entries: Mapping[str, Any], place: str) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, tuple[Choice, ...]] = {}
    for name, notation in entries.items():
        if not isinstance(notation, str):
            raise BadSetting(f'{place}: list {name!r} must be a text such as "held|kept"')
        try:
            lists[name] = parse_choices(notation, lists)
        except ValueError as error:
            raise BadSetting(f"{place}: list {name!r}: {error}") from None
    return lists


def _indicator(entry: Mapping[str, Any], lists: Mapping[str, tuple[Choice, ...]], place: str) -> Indicator:
    if isinstance(entry.get("name"), str):
        place += f" ({entry['name']})"
    if "weight" in entry:
        raise BadSetting(f"{place}: 'weight' is forbidden, since indicators are never scored; remove it")
    if extra := sorted(entry.keys() - {*_TEXTS, *_ARRAYS}):
        raise BadSetting(f"{place}: unknown key {extra[0]!r}; expected {', '.join((*_TEXTS, *_ARRAYS))}")
    for key in _TEXTS:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise BadSetting(f"{place}: {key!r} must be a text that is not empty")
    for key in _ARRAYS:
        values = entry.get(key)
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v.strip() for v in values):
            raise BadSetting(f"{place}: {key!r} must be a list of texts, none of them empty")
    return Indicator(
        **{key: entry[key] for key in _TEXTS},
        sources=tuple(entry["sources"]),
        wordings=tuple(_wording(notation, lists, place) for notation in entry["wordings"]),
    )


def _wording(notation: str, lists: Mapping[str, tuple[Choice, ...]], place: str) -> Wording:
    try:
        return parse_wording(notation, lists)
    except ValueError as error:
        raise BadSetting(f"{place}: wording {notation!r}: {error}") from None
