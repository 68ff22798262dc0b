"""The text of a TOML file -> what it holds, for the readable files under `prompts/`."""

import tomllib
from typing import Any

from index.errors import BadSetting


def read_toml(text: str, *, place: str) -> dict[str, Any]:
    """The tables and values of a file. Raises BadSetting, naming `place` and the line, when it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{place}: not valid TOML ({error}); correct the file") from None
