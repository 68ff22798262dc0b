"""`intellog ingest`: exports and documents -> stored, redacted logs, and a report."""

import argparse
from pathlib import Path

from ui.commands.arguments import AddCommand
from ui.commands.opening import Opened
from ui.commands.printing import ProgressLine, print_json


def declare(command: AddCommand) -> None:
    """Add the command with its arguments."""
    sub = command(
        "ingest", _ingest, "read exports and documents into the store", "ingest exports/ --mapping force.toml"
    )
    formats = "CSV, TSV, XLSX, JSON, JSONL, DOCX, PDF, EML or TXT"
    sub.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=f"{formats} files, or folders of them")
    sub.add_argument("--mapping", type=Path, metavar="FILE", help="TOML file that says which column is what")
    sub.add_argument("--json", action="store_true", help="print the report as JSON")


def _ingest(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        report = service.ingest(options.paths, actor, mapping=options.mapping, progress=ProgressLine().show)
    if options.json:
        print_json(report.as_dict())
    else:
        print(f"read {report.read}, new {report.indexed}, changed {report.updated}, known {report.duplicates}, "
              f"stored logs redacted again {report.reredacted}, "
              f"rejected {len(report.rejected)}, held {report.held}, in {report.seconds:.1f} s")  # fmt: skip
        if report.types:
            hidden = ", ".join(f"{kind} {count}" for kind, count in sorted(report.types.items()))
            print(f"hidden: {hidden}; {report.residual} of them found by the scan after redaction")
        if report.held:
            print("held logs wait for a decision: see intellog held list")
        for rejection in report.rejected:
            print(f"rejected {rejection.file} record {rejection.record}: {rejection.reason}")
    return 0
