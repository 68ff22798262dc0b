"""The command line: arguments and environment -> one act of the service -> results on standard output.

Results go to standard output, progress and messages to standard error; the exit status is 0 only when it worked.
"""

import argparse
import io
import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from index.database import hindrance
from index.errors import IntellogError
from index.offline import OFFLINE
from ui.commands import (
    audit,
    backup,
    conversations,
    evaluate,
    held,
    identities,
    ingest,
    life,
    patterns,
    redaction,
    search,
    serve,
)
from ui.commands.arguments import Run, check_texts
from ui.commands.lines import ENCODING
from ui.commands.printing import say
from ui.problems import placed

# In the order of the help.
FAMILIES = (
    ingest, redaction, search, patterns, life, held, identities, conversations, audit, backup, evaluate, serve,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 when it worked, 1 with one line on standard error when not, 130 after Ctrl-C."""
    _speak_utf_8()
    options = parser().parse_args(arguments)
    os.environ.update(OFFLINE)
    try:
        check_texts(options)
        sys.exit(options.run(options))
    except IntellogError as error:
        sys.exit(f"intellog: {error}")
    except sqlite3.Error as error:
        found = hindrance(error) or f"it cannot be used ({type(error).__name__}); run intellog check"
        sys.exit(f"intellog: a file of the store: {found}")
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            sys.exit(1)  # the reader of our output went away, for example `| head`
        reason = getattr(error, "strerror", None) or type(error).__name__
        place = Path(error.filename).name if isinstance(error.filename, str) else "a file"
        sys.exit(
            f"intellog: {place} could not be read or written ({reason}); check space and permissions, then try again"
        )
    except KeyboardInterrupt:
        say("intellog: stopped; what was acknowledged is kept")
        sys.exit(130)
    except Exception as error:  # its message was written for nobody, and may quote a log
        sys.exit(f"intellog: something went wrong ({placed(error)}); what was acknowledged is kept; report this line")


def _speak_utf_8() -> None:
    """What is read and written here is UTF-8, in any locale: else offsets would not be those of the text."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding=ENCODING, errors="strict")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def parser() -> argparse.ArgumentParser:
    """Every command, with an example in its help."""
    top = argparse.ArgumentParser(
        prog="intellog",
        description="Ask police intelligence logs; every sentence of an answer is bound to the logs that support it.",
        epilog="example: intellog --store ./store ask 'Which vehicles are linked to the car washes?'",
    )
    top.add_argument("--store", type=Path, help="the store's folder (default: $INTELLOG_STORE, else ./intellog-store)")
    top.add_argument(
        "--model", help="'local' (default), 'none', or the address of an OpenAI-compatible server ($INTELLOG_MODEL)"
    )
    top.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="redaction policy, TOML (default: $INTELLOG_POLICY, else the store's)",
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Run, help_: str, example: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name, help=help_, description=help_[0].upper() + help_[1:] + ".", epilog=f"example: intellog {example}"
        )
        sub.set_defaults(run=run)
        return sub

    for family in FAMILIES:
        family.declare(command)
    return top


if __name__ == "__main__":
    main()
