"""An error -> the one line that page or terminal shows for it; of the unexpected only type and place."""

import logging
import traceback
from pathlib import Path

from index.errors import IntellogError

UNEXPECTED = "Something went wrong. What is not on the record is not shown; the server's log says where it happened."

_log = logging.getLogger("intellog")


def explained(error: Exception) -> str:
    """The line for a reader. A message nobody wrote for readers may quote a log, so it is neither shown nor kept."""
    if isinstance(error, IntellogError):
        message = str(error)
        return message[:1].upper() + message[1:] + ("" if message.endswith((".", "!", "?")) else ".")
    places = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s at\n%s", type(error).__name__, places)
    return UNEXPECTED


def placed(error: Exception) -> str:
    """The type of an error that nobody expected, and the line of code that raised it."""
    *_, last = traceback.extract_tb(error.__traceback__)
    path = Path(last.filename)
    return f"{type(error).__name__} at {path.parent.name}/{path.name}:{last.lineno}"
