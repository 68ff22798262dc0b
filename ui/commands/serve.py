"""`intellog serve` and `demo`: the web page, on the store as it is or with the invented demo logs."""

import argparse
from pathlib import Path

from index.errors import BadModel
from ui.commands.arguments import AddCommand, add_address
from ui.commands.opening import Opened
from ui.commands.printing import ProgressLine, say

DEMO = Path(__file__).parent.parent / "demo"  # invented logs


def declare(command: AddCommand) -> None:
    """Add the commands with their arguments."""
    sub = command("serve", _serve, "serve the web page", "serve --port 7860")
    add_address(sub)
    sub = command("demo", _demo, "load the invented demo logs and serve the page", "demo")
    add_address(sub)


def _serve(options: argparse.Namespace) -> int:
    from ui.server import serve

    with Opened(options) as (service, _):
        say("loading the models")
        service.warm()
        try:
            service.warm_writer()
        except BadModel as error:
            say(f"{error}; until then answers are in the logs' own sentences")
        say(service.access_notice())
        where = f"Intellog is at http://{options.host}:{options.port}  (Ctrl-C stops it)"
        serve(service, options.host, options.port, begun=lambda: say(where))
    return 0


def _demo(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        files = sorted(DEMO.glob("*.jsonl"))
        say("loading the invented demo logs")
        report = service.ingest(files, actor, progress=ProgressLine().show)
        say(f"{report.indexed} new, {report.duplicates} known")
    return _serve(options)
