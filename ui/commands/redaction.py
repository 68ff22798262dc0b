"""`intellog redact` and `reredact`: texts redacted without a store, and a store moved to another redaction policy."""

import argparse
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ui.commands.arguments import AddCommand
from ui.commands.lines import json_lines
from ui.commands.opening import Opened, policy_of
from ui.commands.printing import print_json, say


def declare(command: AddCommand) -> None:
    """Add the commands with their arguments."""
    sub = command(
        "redact", _redact, "redact JSON lines {id, text}; keeps nothing", "redact logs.jsonl > redacted.jsonl"
    )
    sub.add_argument("file", nargs="?", default="-", metavar="FILE", help="a file, or - for standard input")
    sub.add_argument("--policy", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="redaction policy, TOML")

    sub = command(
        "reredact", _reredact, "move the stored logs to another redaction policy", "reredact --policy stricter.toml"
    )
    sub.add_argument("--policy", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="redaction policy, TOML")
    sub.add_argument("--json", action="store_true", help="print the report as JSON")


def _redact(options: argparse.Namespace) -> int:
    from index.keys import derive, key_from_hex, random_keys
    from index.redaction.detector import Detector
    from index.redaction.policy import load_policy
    from index.redaction.redactor import Redactor
    from index.redaction.vault import Vault

    given = os.environ.get("INTELLOG_KEY")
    keys = derive(key_from_hex(given)) if given else random_keys()
    rows = list(json_lines(options.file, required=("id", "text")))
    policy = policy_of(options)
    redactor = Redactor(Detector(), Vault(None, keys), policy=load_policy(policy) if policy else None)
    for row, redaction in zip(rows, redactor.texts([row["text"] for row in rows]), strict=True):
        print_json({"id": row["id"], "text": redaction.text, "spans": [asdict(span) for span in redaction.replaced]})
    return 0


def _reredact(options: argparse.Namespace) -> int:
    def show(progress: Any) -> None:
        say(f"redacted again {progress.done}/{progress.total} versions of logs, {progress.changed} changed")

    with Opened(options, notices=False) as (service, actor):
        done = service.reredact(actor, progress=show)
        policy = service.store.policy
    if options.json:
        print_json({"logs": done.total, "changed": done.changed, "policy": policy.digest})
    else:
        print(f"{done.total} versions of logs, {done.changed} changed; the store's policy is {policy.digest[:12]}")
    if policy.readable:
        say(f"this policy leaves readable: {', '.join(policy.readable)}")
    return 0
