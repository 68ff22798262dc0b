"""The process that reads one file: its limits first, then the file on standard input -> lines of JSON.

A line is ["value", what the parser yielded], and the last is ["end", null] or ["bad", the reason]. A process that ends
without one was stopped by a limit or by the file. `index.formats.isolation` is its other side.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any

from index.errors import BadFile
from index.processes import confine


def main(suffix: str, memory: int, seconds: int) -> None:
    """Read standard input as the format of a suffix. memory: bytes of address space; seconds: of processor time."""
    _confine(memory, seconds)
    try:
        for value in _parser(suffix)(sys.stdin.buffer):
            _say("value", value)
    except BadFile as error:
        _say("bad", str(error))
    except MemoryError:
        _say("bad", f"reading it takes over {memory >> 20} MB of memory: split it, or save it again")
    except Exception as error:  # a parser raises whatever the damage leads it to; its message may quote the file
        what = f"not an intact {suffix[1:].upper()} file without password ({type(error).__name__})"
        _say("bad", f"{what}: save it again as {suffix}")
    else:
        _say("end", None)


def _confine(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # at the first it ends with a signal that says so
    confine()


def _parser(suffix: str) -> Callable[[IO[bytes]], Iterator[Any]]:
    if suffix == ".xlsx":
        from index.formats.workbooks import cells

        return cells
    from index.formats.documents import READERS
    from index.formats.lists import records

    return lambda file: records(READERS[suffix](file))


def _say(kind: str, value: object) -> None:
    sys.stdout.write(json.dumps([kind, value]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
