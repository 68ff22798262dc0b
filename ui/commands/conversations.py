"""`intellog conversations` and `export-conversation`: what is kept of conversations, and a document of one."""

import argparse
from pathlib import Path

from ui.commands.arguments import AddCommand
from ui.commands.opening import Opened
from ui.commands.printing import print_json, say


def declare(command: AddCommand) -> None:
    """Add the commands with their arguments."""
    sub = command(
        "conversations", _conversations, "list the conversations that are kept", "conversations --match Corsa"
    )
    sub.add_argument("--match", default="", metavar="WORDS", help="only those that say all of these words")
    sub.add_argument("--json", action="store_true", help="print one JSON document")
    sub = command(
        "export-conversation",
        _export_conversation,
        "write a conversation as DOCX or Markdown, by the file's ending",
        "export-conversation 3f0c9a1b2d4e5f60 talk.docx",
    )
    sub.add_argument("id", metavar="ID", help="as intellog conversations lists it")
    sub.add_argument("file", type=Path, metavar="FILE", help="a file ending in .docx or .md")


def _conversations(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        found = service.kept(actor, matching=options.match)
    if options.json:
        print_json([{"id": k.id, "title": t, "answers": k.answers, "changed": k.changed} for k, t in found])
        return 0
    for kept, title in found:
        print(f"{kept.id}  {kept.changed[:10]}  {len(kept.answers)} questions  {title}")
    return 0


def _export_conversation(options: argparse.Namespace) -> int:
    from index.files import write_durably

    with Opened(options) as (service, actor):
        document = service.export_conversation(options.id, options.file.suffix.removeprefix("."), actor)
    write_durably(options.file, [document])
    say(f"wrote {options.file}")
    return 0
