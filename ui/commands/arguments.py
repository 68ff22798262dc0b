"""Arguments that several commands declare, and their values."""

import argparse
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from index.errors import BadSetting

if TYPE_CHECKING:
    from index.records import Filters

Run = Callable[[argparse.Namespace], int]  # runs a command as its options say; returns the exit status
AddCommand = Callable[[str, Run, str, str], argparse.ArgumentParser]  # name, run, help, example -> its parser
MOST = 2**31 - 1  # of a number: more than a store holds of anything, and less than SQLite can be asked for


def acts_of(command: argparse.ArgumentParser) -> AddCommand:
    """What adds acts to a command that consists of them, as `list` to `intellog held`."""
    acts = command.add_subparsers(title="acts", required=True, metavar="ACT")

    def act(name: str, run: Run, help_: str, example: str) -> argparse.ArgumentParser:
        sub = acts.add_parser(name, help=help_, epilog=f"example: {command.prog} {example}")
        sub.set_defaults(run=run)
        return sub

    return act


def add_count(sub: argparse.ArgumentParser, name: str, *, most: int = MOST, **others: Any) -> None:
    """An argument that is a number from 1 to most; others: as for `add_argument`."""
    sub.add_argument(name, type=partial(_count, most=most), **others)


def add_filters(sub: argparse.ArgumentParser, *, by_force: bool = True) -> None:
    """The options that limit which logs are read; `filters_of` reads them."""
    sub.add_argument("--from", dest="date_from", metavar="D", help="first day, D/M/Y or ISO")
    sub.add_argument("--to", dest="date_to", metavar="D", help="last day")
    sub.add_argument(
        "--theme", action="append", default=[], metavar="T", help="only logs of this theme; may be given again"
    )
    sub.add_argument(
        "--place",
        action="append",
        default=[],
        metavar="P",
        help="only logs that mention this place; may be given again",
    )
    if by_force:
        sub.add_argument(
            "--force", action="append", default=[], metavar="F", help="only logs of this force; may be given again"
        )


def filters_of(options: argparse.Namespace) -> "Filters":
    """The limits that the options of `add_filters` set. Raises BadSetting for a day that is none, and for days that end
    before they begin.
    """
    from index.records import Filters

    days = {
        name: day_of(given, f"--{name.removeprefix('date_')}") if (given := getattr(options, name)) else None
        for name in ("date_from", "date_to")
    }
    if days["date_from"] and days["date_to"] and days["date_to"] < days["date_from"]:
        raise BadSetting("--to: expected a day that is not before --from")
    forces, places = tuple(getattr(options, "force", ())), tuple(options.place)
    return Filters(days["date_from"], days["date_to"], tuple(options.theme), forces, places=places)


def add_address(sub: argparse.ArgumentParser) -> None:
    """The address that a server listens on."""
    sub.add_argument("--host", default="127.0.0.1")
    add_count(sub, "--port", most=65535, default=7860)


def check_texts(options: argparse.Namespace) -> None:
    """Raises BadSetting, which quotes nothing, for an argument that is text and not UTF-8; a path may be any bytes."""
    for name, given in vars(options).items():
        texts = [text for text in (given if isinstance(given, list) else [given]) if isinstance(text, str)]
        try:
            "".join(texts).encode()
        except UnicodeEncodeError:
            raise BadSetting(f"{name.removeprefix('date_').upper()}: expected text in UTF-8") from None


def day_of(typed: str, option: str) -> str:
    """A day as typed, ISO. Raises BadSetting, which names the option."""
    from index.dates import parse_day

    try:
        return parse_day(typed)
    except ValueError:
        raise BadSetting(f"{option}: expected a day as D/M/Y or ISO") from None


def _count(text: str, *, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= most:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to {most}")
    return number
