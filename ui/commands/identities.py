"""`intellog reveal` and `links`: the identity behind a token, and which tokens are one identity."""

import argparse
from dataclasses import asdict

from ui.commands.arguments import AddCommand, acts_of
from ui.commands.opening import Opened
from ui.commands.printing import cited, print_json


def declare(command: AddCommand) -> None:
    """Add the commands with their arguments."""
    sub = command(
        "reveal", _reveal, "show the identity behind a token", "reveal 'PERSON 7K3F9Q2M' --reason 'safeguarding check'"
    )
    sub.add_argument("token", metavar="TOKEN")
    sub.add_argument("--reason", required=True)

    act = acts_of(command("links", _links_list, "tokens that may be one identity, decided by a person", "links list"))
    sub = act("list", _links_list, "the suggested and the decided links, by alphabet", "list --json")
    sub.add_argument("--json", action="store_true", help="print one JSON document")
    for name, decision, help_ in (
        ("confirm", "confirmed", "say that two tokens are one identity"),
        ("refuse", "refused", "say that they are not; the link is not suggested again"),
        ("undo", "undone", "take back what was said; it stays on the record"),
    ):
        example = f"{name} 'PERSON 7K3F9Q2M' 'ALIAS 2B4C6D8E' --reason 'custody record seen'"
        sub = act(name, _links_decide, help_, example)
        sub.set_defaults(decision=decision)
        sub.add_argument("one", metavar="TOKEN")
        sub.add_argument("other", metavar="TOKEN")
        sub.add_argument("--reason", required=True)


def _reveal(options: argparse.Namespace) -> int:
    token = _token(options.token)
    with Opened(options) as (service, actor):
        print(service.reveal([token], options.reason, actor)[token])
    return 0


def _links_list(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        suggested, decided = service.links(actor)
    if options.json:
        print_json({"suggested": [asdict(s) for s in suggested], "decided": [asdict(d) for d in decided]})
        return 0
    for link in suggested:
        print(f"[{link.a}] and [{link.b}]: {'; '.join(link.reasons)}  {cited(link.logs_a)} / {cited(link.logs_b)}")
    for made in decided:
        print(f"{made.decision}: [{made.a}] and [{made.b}], by {made.who} on {made.time[:10]}: {made.reason}")
    return 0


def _links_decide(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        one, other = _token(options.one), _token(options.other)
        made = service.decide_link(one, other, options.decision, options.reason, actor)
    print(f"{made.decision}: [{made.a}] and [{made.b}]")
    return 0


def _token(typed: str) -> str:
    """A token as typed, with or without brackets and remainder, as "PERSON 7K3F9Q2M"."""
    return " ".join(typed.strip().strip("[]").split()[:2])
