"""`intellog patterns`: indicators, links, themes and trends, with the logs behind each."""

import argparse

from assistant.patterns.links import MOST
from ui.commands.arguments import AddCommand, add_filters, filters_of
from ui.commands.opening import Opened
from ui.commands.printing import cited, handled, print_json


def declare(command: AddCommand) -> None:
    """Add the command with its arguments."""
    sub = command(
        "patterns", _patterns, "indicators, links, themes and trends, with their logs", "patterns --theme county_lines"
    )
    add_filters(sub, by_force=False)
    sub.add_argument("--reveal", metavar="REASON", help="put identities back in; recorded, one event each")
    sub.add_argument("--json", action="store_true", help="print everything as JSON")


def _patterns(options: argparse.Namespace) -> int:
    from assistant.handling import handling_of

    with Opened(options) as (service, actor):
        found = service.patterns(actor, filters=filters_of(options)).as_dict()
        document = service.revealed(found, options.reveal, actor) if options.reveal is not None else found
        if options.json:
            print_json(document)
            return 0
        quoted = [ref for said in document["summary"] if said["kind"] == "source" for ref in said["refs"]]
        logs = service.sources(quoted, actor) if quoted else {}
    for statement in document["summary"]:
        quotes = logs.keys() & statement["refs"] if statement["kind"] == "source" else ()
        observed = "".join(handled(handling_of(logs[ref])) for ref in quotes)
        print(f"{statement['text']}  {cited(statement['refs'])}{observed}")
    for indicator in document["indicators"]:
        if indicator["logs"] or indicator["negated"]:
            counted = f"{len(indicator['logs'])} logs from {indicator['origins']} origins"
            print(f"{indicator['name']}: {counted}  {cited(indicator['logs'])}")
    for link in document["links"]:
        print(
            f"{link['a']} - {link['b']}: {len(link['logs'])} logs from {link['origins']} origins  {cited(link['logs'])}"
        )
    if document["lists"]:
        print(f"more than {MOST} identities each, read as lists, not linked:  {cited(document['lists'])}")
    return 0
