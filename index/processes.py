"""Python processes of our own beside this one: how they are started, and what they are kept from."""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

_ROOT = Path(__file__).parent.parent  # the folder that `index` is imported from
# What none of them needs. A library that is led to a link, a helper program or a socket meets an error.
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system")


def start(
    module: str, *arguments: str, stdin: IO[bytes] | int, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """A module of ours as a process that reads stdin and writes a pipe. It has only the environment given."""
    # No .pth files (-S), no folder of the caller's (-P), no bytecode written (-B), and none of our environment: the
    # child starts in a fraction of the time, and has no key to lose.
    command = [sys.executable, "-S", "-P", "-B", "-X", "utf8", "-m", module, *arguments]
    paths = os.pathsep.join([str(_ROOT), *filter(None, sys.path)])
    return subprocess.Popen(
        command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT,
        env={**environment, "PYTHONPATH": paths},
    )  # fmt: skip


def confine() -> None:
    """Keep this process from files, sockets and programs: it can write none, open none, start none from now on."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file is written
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # which would hold what it was given to read
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
