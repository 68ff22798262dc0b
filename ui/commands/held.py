"""`intellog held`: the logs that redaction doubts, listed, shown, released or discarded by a person."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from ui.commands.arguments import AddCommand, acts_of
from ui.commands.opening import Opened
from ui.commands.printing import print_json

if TYPE_CHECKING:
    from index.held import Hide


def declare(command: AddCommand) -> None:
    """Add the command with its arguments."""
    act = acts_of(command("held", _held_list, "decide on the logs that redaction doubts", "held list"))
    sub = act("list", _held_list, "the logs that wait for a decision, with the reasons", "list")
    sub.add_argument("--json", action="store_true")
    sub = act("show", _held_show, "a held log with its doubtful stretches", "show HC/2025/007718")
    sub.add_argument("log_ref", metavar="LOG_REF")
    sub.add_argument("--json", action="store_true")
    sub = act("release", _held_release, "take a held log in", "release HC/2025/007718 --hide 12:25:PERSON")
    sub.add_argument("log_ref", metavar="LOG_REF")
    sub.add_argument(
        "--hide", action="append", default=[], type=_hide, metavar="[FIELD:]START:END:TYPE",
        help="hide this stretch of the text as held show gives it; FIELD is text by default; may be given again",
    )  # fmt: skip
    sub = act("discard", _held_discard, "remove a held log for good", "discard HC/2025/007718 --reason 'unreadable'")
    sub.add_argument("log_ref", metavar="LOG_REF")
    sub.add_argument("--reason", required=True)


def _held_list(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        logs = service.held(actor)
    rows = [{"log_ref": log.log_ref, "held_at": log.held_at, "reasons": log.reasons} for log in logs]
    if options.json:
        print_json(rows)
        return 0
    for row, log in zip(rows, logs, strict=True):
        print(f"{row['log_ref']}  held {row['held_at']}")
        for reason, count in sorted(log.reasons.items()):
            print(f"  {count} x {reason}: {reason.sentence}")
    return 0


def _held_show(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        log = service.held_log(options.log_ref, actor)
    doubts = {name: [asdict(doubt) for doubt in doubts] for name, doubts in log.draft.doubts.items()}
    fields = {name: field.text for name, field in log.draft.fields.items() if field.text}
    if options.json:
        print_json({"log_ref": log.log_ref, "held_at": log.held_at, "fields": fields, "doubts": doubts})
        return 0
    print(f"marking: {log.raw.marking}")
    for name, text in fields.items():
        print(f"{name}: {text}")
        for doubt in log.draft.doubts.get(name, ()):
            print(f"  doubtful {name}:{doubt.start}:{doubt.end} ({doubt.reason}) {doubt.reason.sentence}")
    return 0


def _held_release(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        log = service.release(options.log_ref, options.hide, actor)
    print(f"released {log.log_ref} as version {log.version}")
    return 0


def _held_discard(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        forgotten = service.discard(options.log_ref, options.reason, actor)
    print(f"discarded {options.log_ref}, and {forgotten} identities that no other log mentions")
    return 0


def _hide(text: str) -> "Hide":
    from index.held import Hide

    try:
        *field, start, end, kind = text.rsplit(":", 3)
        return Hide(int(start), int(end), kind.upper(), *field)
    except ValueError:
        raise argparse.ArgumentTypeError("expected START:END:TYPE, for example 12:25:PERSON") from None
