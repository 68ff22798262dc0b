"""`intellog check`, `backup` and `restore`: a store verified and mended, written to one file, and made of one."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BadBackup, BadKey
from ui.commands.arguments import AddCommand
from ui.commands.opening import Opened, settings_of
from ui.commands.printing import print_json, say

if TYPE_CHECKING:
    from index.inspection import Finding
    from index.sealing import Secret


def declare(command: AddCommand) -> None:
    """Add the commands with their arguments."""
    sub = command("check", _check, "verify that the store is whole, and make anew what can be", "check --mend")
    sub.add_argument(
        "--mend", action="store_true", help="make anew what is made from the logs, and end what a kill left undone"
    )
    sub.add_argument("--json", action="store_true")

    sub = command(
        "backup",
        _backup,
        "write one encrypted file with everything in the store",
        "backup /media/vault/2026-11-25.backup",
    )
    sub.add_argument("file", type=Path, metavar="FILE", help="a new file; none is replaced")
    sub.add_argument(
        "--key-file", type=Path, metavar="FILE",
        help="a file with the passphrase in its first line (or $INTELLOG_BACKUP_PASSPHRASE); default: the store's key",
    )  # fmt: skip
    sub.add_argument("--json", action="store_true")

    sub = command(
        "restore", _restore, "make a store of a backup, without what was erased since",
        "restore 2026-11-25.backup --store ./restored --erasures ./intellog-store",
    )  # fmt: skip
    sub.add_argument("file", type=Path, metavar="FILE")
    sub.add_argument("--store", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="a new or empty folder")
    sub.add_argument(
        "--key-file", type=Path, metavar="FILE",
        help="the store's key file, or a file with the passphrase in its first line, as the backup was made "
        "(or $INTELLOG_KEY, $INTELLOG_BACKUP_PASSPHRASE)",
    )  # fmt: skip
    sub.add_argument(
        "--erasures", type=Path, metavar="PATH",
        help="the folder of the store that is replaced, or a list written by intellog audit erasures",
    )  # fmt: skip
    sub.add_argument("--json", action="store_true")


def _check(options: argparse.Namespace) -> int:
    from assistant.checking import check, damage

    found = damage(settings_of(options))
    if not found:
        with Opened(options, notices=False, look_only=not options.mend) as (service, actor):
            found = check(service, actor, mend=options.mend, progress=_tell)
    _print_findings(found, as_json=options.json)
    return 1 if any(finding.is_open for finding in found) else 0


def _backup(options: argparse.Namespace) -> int:
    secret = _passphrase(options)
    with Opened(options, notices=False, is_there=True) as (service, actor):
        made = service.back_up(
            options.file, actor, secret=secret, progress=lambda done, total: _tell_bytes("backup", done, total)
        )
    size = options.file.stat().st_size
    if options.json:
        print_json({"made": made.made, "logs": made.logs, "bytes": size, "passphrase": secret is not None})
    else:
        print(f"{made.logs} logs as of {made.made}, {size} bytes, in {options.file}")
    if secret is None:
        say("it opens with the store's key only: keep a copy of the key elsewhere, or back up with a passphrase")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from assistant.audit import system_actor
    from assistant.restoring import restore
    from assistant.service import Service

    settings = settings_of(options)
    restored = restore(
        options.file, settings.store, _secret_of(options, settings.master_key), system_actor("command line"),
        opened=lambda folder, master: Service(replace(settings, store=folder, master_key=master), notify=say),
        erasures=options.erasures, kept_elsewhere=settings.master_key, progress=_tell,
    )  # fmt: skip
    if options.json:
        print_json(asdict(restored))
    else:
        print(f"{restored.logs} logs as of {restored.made} in {settings.store}")
        _print_findings(restored.findings, as_json=False)
    if restored.erasures_until:
        again = (
            f"{restored.erased_again} logs were erased again, {restored.decided_again} withdrawn or reinstated again"
        )
        say(f"{again}; erasures after {restored.erasures_until} are unknown")
    else:
        say(f"erasures after {restored.made} are unknown: what was deleted since is back; see --erasures")
    return 1 if any(finding.is_open for finding in restored.findings) else 0


def _passphrase(options: argparse.Namespace) -> "Secret | None":
    """The passphrase that the options or the environment give, else None."""
    from index.keys import read_private
    from index.sealing import passphrase

    given = os.environ.get("INTELLOG_BACKUP_PASSPHRASE")
    if options.key_file:
        given = read_private(options.key_file).partition("\n")[0]
    return None if given is None else passphrase(given)


def _secret_of(options: argparse.Namespace, master: bytes | None) -> "Secret":
    """What opens a backup, of the kind it was made with."""
    from index.keys import read_key_file
    from index.sealing import STORE_KEY, Secret, secret_kind

    try:
        with options.file.open("rb") as file:
            kind = secret_kind(file)
    except OSError as error:
        raise BadBackup(f"{options.file.name}: the backup cannot be read ({error.strerror}); name another") from None
    if kind == STORE_KEY:
        if options.key_file:
            return Secret(STORE_KEY, read_key_file(options.key_file))
        if master:
            return Secret(STORE_KEY, master)
        raise BadKey("the backup was made with the store's key: give its key file with --key-file, or INTELLOG_KEY")
    if secret := _passphrase(options):
        return secret
    raise BadKey("the backup was made with a passphrase: give INTELLOG_BACKUP_PASSPHRASE, or --key-file")


def _print_findings(findings: "Sequence[Finding]", *, as_json: bool) -> None:
    if as_json:
        print_json({"ok": not any(f.is_open for f in findings), "findings": [asdict(f) for f in findings]})
        return
    for finding in findings:
        state = "mended" if finding.mended else "note" if finding.note else "fault"
        print(f"{state}: {finding.place}: {finding.problem}; {finding.remedy}")
    if not any(finding.is_open for finding in findings):
        print("the store is whole")


def _tell(what: str, done: int, total: int) -> None:
    if what == "unpacking":
        _tell_bytes(what, done, total)
    else:
        say(f"checked {what} {done}/{total}")


def _tell_bytes(what: str, done: int, total: int) -> None:
    every = 64  # MB
    if done == total or done // (every << 20) != max(done - (1 << 20), 0) // (every << 20):
        say(f"{what} {done >> 20}/{total >> 20} MB")
