"""Names of further peoples from Faker's locales, so that a model in training meets far more names than are listed here.

Only training needs Faker (MIT); install it with the extra `training`.
"""

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache

from index.errors import BadModel

_GIVEN = ("first_names", "first_names_male", "first_names_female", "first_romanized_names")
_SURNAMES = ("last_names", "last_names_male", "last_names_female", "last_romanized_names")
_FEWEST = 15  # names of either kind that make a locale worth drawing from
_LATIN = (0x250, 0x1E00, 0x1F00)  # the end of the Latin blocks; the block of Latin with further marks (Vietnamese)


@cache
def locales() -> dict[str, dict[str, list[str]]]:
    """By locale ("lv_LV"): given names and surnames in Latin script, sorted. Raises BadModel without Faker."""
    try:
        from faker.providers import person
    except ModuleNotFoundError as error:
        raise BadModel(
            "training draws names from Faker, which is not installed; pip install 'intellog[training]'"
        ) from error
    found = {}
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        names = {
            "given": _latin(getattr(provider, field, ()) for field in _GIVEN),
            "surnames": _latin(getattr(provider, field, ()) for field in _SURNAMES),
        }
        if all(len(some) >= _FEWEST for some in names.values()):
            found[module.name] = names
    return found


def _latin(lists: Iterable[object]) -> list[str]:
    names = {name for some in lists if isinstance(some, Iterable) for name in some}
    return sorted(name for name in names if isinstance(name, str) and name and all(map(_is_latin, name)))


def _is_latin(character: str) -> bool:
    end, block, block_end = _LATIN
    return ord(character) < end or block <= ord(character) < block_end
