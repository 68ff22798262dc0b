"""`intellog audit`: the record, read, checked, replayed and exported."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.commands.arguments import AddCommand, acts_of, add_count
from ui.commands.opening import Opened
from ui.commands.printing import print_certificate, print_json, say

if TYPE_CHECKING:
    from assistant.audit import Event


def declare(command: AddCommand) -> None:
    """Add the command with its arguments."""
    act = acts_of(command("audit", _audit_list, "read, check, replay and export the record", "audit verify"))
    sub = act("list", _audit_list, "the newest events, one JSON line each", "list --newest 20")
    add_count(sub, "--newest", default=50, metavar="N")
    for name, run, help_ in (
        ("show", _audit_show, "an event with everything that belongs to it"),
        ("replay", _audit_replay, "ask a recorded question again and say what differs"),
    ):
        add_count(act(name, run, help_, f"{name} 17"), "id", metavar="ID")
    sub = act("verify", _audit_verify, "check order, chain, signatures and bodies", "verify --witness noted.json")
    sub.add_argument(
        "--witness", type=Path, metavar="FILE", help="an export, or a line {seq, hash}, that was kept elsewhere"
    )
    act("export", _audit_export, "write the record as JSON lines", "export record.jsonl").add_argument(
        "file", type=Path
    )
    sub = act("certificate", _audit_certificate, "what the deletion of a log removed", "certificate HC/2025/007718")
    sub.add_argument("log_ref", metavar="LOG_REF")
    sub.add_argument("--json", action="store_true")
    act(
        "erasures",
        _audit_erasures,
        "write what was erased or withdrawn, for a later restore",
        "erasures erased.json",
    ).add_argument("file", type=Path)


def _audit_list(options: argparse.Namespace) -> int:
    with Opened(options, is_there=True) as (service, actor):
        for event in service.events(actor, newest=options.newest):
            print_json(_event(event, with_body=False))
    return 0


def _audit_show(options: argparse.Namespace) -> int:
    with Opened(options, is_there=True) as (service, actor):
        event, thread = service.answer_on_record(options.id, actor)
    print_json(_event(event) | {"belonging": [_event(e) for e in thread]})
    return 0


def _audit_replay(options: argparse.Namespace) -> int:
    with Opened(options, is_there=True) as (service, actor):
        replay = service.replay(options.id, actor)
    print_json(asdict(replay))
    return 0 if replay.same else 1


def _audit_verify(options: argparse.Namespace) -> int:
    with Opened(options, is_there=True) as (service, _):
        verification = service.verify(options.witness)
    print_json(asdict(verification))
    return 0 if verification.ok else 1


def _audit_export(options: argparse.Namespace) -> int:
    with Opened(options, is_there=True) as (service, actor):
        events = service.export_audit(options.file, actor)
    say(f"wrote {events} events to {options.file}")
    return 0


def _audit_erasures(options: argparse.Namespace) -> int:
    with Opened(options, is_there=True) as (service, actor):
        events = service.export_erasures(options.file, actor)
    say(f"wrote {events} erasures and withdrawals to {options.file}; keep it apart from the store and its backups")
    return 0


def _audit_certificate(options: argparse.Namespace) -> int:
    with Opened(options, is_there=True) as (service, actor):
        made = service.certificate(options.log_ref, actor)
    return print_certificate(made, as_json=options.json)


def _event(event: "Event", *, with_body: bool = True) -> dict[str, Any]:
    from assistant.audit import event_line

    line = event_line(event)
    if not with_body:
        del line["body"]
    return line
