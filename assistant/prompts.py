"""Prompts: text files in `prompts/` -> filled templates. A file with other fields than expected stops the start."""

import string
from functools import cache
from importlib.resources import files

from index.errors import BadSetting

FIELDS = {"answer_system.txt": frozenset[str](), "answer_user.txt": frozenset({"question", "notes"})}


@cache
def prompt(name: str) -> str:
    """The text of a prompt file, checked to have exactly its expected fields. Raises BadSetting."""
    text = files("prompts").joinpath(name).read_text("utf-8").strip()
    found = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    if found != FIELDS[name]:
        raise BadSetting(f"prompts/{name}: expected the fields {sorted(FIELDS[name])}, found {sorted(found)}")
    return text
