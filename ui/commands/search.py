"""`intellog search` and `ask`: a question, or a batch of them -> passages, or answers with their citations."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.errors import BadSetting
from ui.commands.arguments import AddCommand, add_count, add_filters, filters_of
from ui.commands.lines import json_lines
from ui.commands.opening import Opened
from ui.commands.printing import handled, print_json, related_lines, say

if TYPE_CHECKING:
    from assistant.audit import Actor
    from assistant.records import Answer
    from assistant.service import Service


def declare(command: AddCommand) -> None:
    """Add the commands with their arguments."""
    sub = command("search", _search, "find the passages nearest to a question", "search 'minibus at the car wash' -k 5")
    _add_question(sub)
    add_count(sub, "-k", default=10, metavar="N", help="how many passages (default 10)")

    sub = command(
        "ask", _ask, "answer a question from the logs, with citations", "ask 'Who hired the silver Corsa?' --json"
    )
    _add_question(sub)
    sub.add_argument("--reveal", metavar="REASON", help="put identities back in; recorded, one event each")


def _add_question(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("question", nargs="?", metavar="QUESTION")
    sub.add_argument("--batch", metavar="FILE", help="JSON lines {id, question, previous}; - for standard input")
    sub.add_argument("--json", action="store_true", help="print one JSON document")
    add_filters(sub)


def _search(options: argparse.Namespace) -> int:
    from assistant.handling import handling_of

    filters = filters_of(options)
    with Opened(options) as (service, actor):
        if options.batch:
            for row in json_lines(options.batch, required=("id", "question")):
                hits = service.search(
                    row["question"], actor, filters=filters, previous=row.get("previous") or [], k=options.k
                )
                print_json({"id": row["id"], "hits": [_hit(hit) for hit in hits]})
            return 0
        question = _required_question(options)
        hits = service.search(question, actor, filters=filters, k=options.k)
        if not service.facets(actor)["days"]:
            say("the store holds no logs yet")
        if options.json:
            print_json({"question": service.question(question, actor), "hits": [_hit(hit) for hit in hits]})
            return 0
        logs = service.sources(list(dict.fromkeys(hit.passage.log_ref for hit in hits)), actor)
    for hit in (hit for hit in hits if hit.passage.log_ref in logs):  # not one that was deleted meanwhile
        observed = handled(handling_of(logs[hit.passage.log_ref]))
        print(f"{hit.passage.log_ref} #{hit.passage.ordinal}  {hit.score:.2f}{observed}")
        print(f"  {' '.join(hit.passage.text.split())}")
        for line in related_lines(hit.related):
            print(f"  {line}")
    return 0


def _ask(options: argparse.Namespace) -> int:
    filters = filters_of(options)
    with Opened(options) as (service, actor):
        if options.batch:
            failed = False
            for row in json_lines(options.batch, required=("id", "question")):
                answer = _last(service.ask(row["question"], actor, previous=row.get("previous") or [], filters=filters))
                print_json({"id": row["id"], **_document(service, actor, answer, options.reveal)})
                failed |= answer.status == "failed"
            return 1 if failed else 0
        answer = _last(service.ask(_required_question(options), actor, filters=filters))
        document = _document(service, actor, answer, options.reveal)
    if options.json:
        print_json(document)
    else:
        _print_answer(document)
    return 1 if answer.status == "failed" else 0


def _required_question(options: argparse.Namespace) -> str:
    if not options.question:
        raise BadSetting("give a QUESTION, or --batch FILE")
    return str(options.question)


def _last(answers: "Iterator[Answer]") -> "Answer":
    *_, answer = answers
    return answer


def _document(service: "Service", actor: "Actor", answer: "Answer", reason: str | None) -> dict[str, Any]:
    document = answer.as_dict()
    return service.revealed(document, reason, actor, about=int(answer.audit_id)) if reason is not None else document


def _print_answer(document: dict[str, Any]) -> None:
    """An answer for reading: sentences with numbers, then the logs behind the numbers."""
    from assistant.records import related_from

    numbers: dict[str, int] = {}
    for sentence in document["sentences"]:
        refs = [c["log_ref"] for c in sentence["citations"]]
        marks = "".join(f"[{numbers.setdefault(ref, len(numbers) + 1)}]" for ref in dict.fromkeys(refs))
        if sentence["lead"]:
            print(f"{sentence['lead']}:")
        partly = f" (partly supported: {sentence['support']['reason']})" * (sentence["support"]["verdict"] == "partly")
        print(f"{'  ' * bool(sentence['manner'])}{' '.join(sentence['text'].split())} {marks}{partly}")
    cited = {c["log_ref"]: c for sentence in document["sentences"] for c in sentence["citations"]}
    if numbers:
        print()
    beside = {one["log_ref"]: one for one in document["related"]}
    for ref, number in numbers.items():
        print(f"[{number}] {_source(cited[ref])}")
        for line in related_lines(related_from(beside[ref]) if ref in beside else None):
            print(f"    {line}")
    if document["reason"]:
        print(document["reason"])
    for near in (document["account"] or {}).get("nearest", ()):
        print(f"  near: {_source(near['citation'])}")
    for offer in document["offers"]:
        print(f"  you can ask: {offer}")
    for limit in document["limits"]:
        if not limit["why_not"]:
            say(f"read from the question: {limit['meaning']} (“{limit['words']}”)")
    if document["read_as"]:
        say(f"read as: {document['read_as']}")
    for notice in document["notices"]:
        say(notice)
    say(f"{document['status']}; record {document['audit_id']}")


def _source(cited: dict[str, Any]) -> str:
    """The line that names a cited log."""
    from assistant.handling import Handling

    observed = handled(Handling(cited["marking"], cited["handling_conditions"], cited["has_instructions"]))
    return f"{cited['log_ref']}  {cited['reported_at'][:10]}  {cited['grade']}  {cited['title']}{observed}"


def _hit(hit: Any) -> dict[str, Any]:
    found = {
        "log_ref": hit.passage.log_ref,
        "passage": hit.passage.ordinal,
        "score": round(hit.score, 4),
        "text": hit.passage.text,
    }
    return found | ({"related": asdict(hit.related)} if hit.related else {})
