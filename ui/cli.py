"""The command line: arguments and environment -> one act of the service -> results on standard output.

Results go to standard output, progress and messages to standard error; the exit status is 0 only when it worked.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.database import hindrance
from index.errors import BadBackup, BadFile, BadKey, BadSetting, IntellogError

if TYPE_CHECKING:
    from assistant.audit import Actor, Event
    from assistant.certificates import Certificate
    from assistant.records import Answer
    from assistant.service import Service
    from index.held import Hide
    from index.inspection import Finding
    from index.records import Filters
    from index.sealing import Secret

# Set before any library is imported: none may look for the network, report to anybody, or draw over our progress.
OFFLINE = {
    "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False", "LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false",
    "TOKENIZERS_PARALLELISM": "false", "TQDM_DISABLE": "1",
}  # fmt: skip
DEMO = Path(__file__).parent / "demo"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 when it worked, 1 with one line on standard error when not, 130 after Ctrl-C."""
    options = parser().parse_args(arguments)
    os.environ.update(OFFLINE)
    try:
        sys.exit(options.run(options))
    except IntellogError as error:
        sys.exit(f"intellog: {error}")
    except sqlite3.Error as error:
        found = hindrance(error) or f"it cannot be used ({type(error).__name__}); run intellog check"
        sys.exit(f"intellog: a file of the store: {found}")
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            sys.exit(1)  # the reader of our output went away, for example `| head`
        reason = getattr(error, "strerror", None) or type(error).__name__
        place = Path(error.filename).name if isinstance(error.filename, str) else "a file"
        sys.exit(
            f"intellog: {place} could not be read or written ({reason}); check space and permissions, then try again"
        )
    except KeyboardInterrupt:
        _say("intellog: stopped; what was acknowledged is kept")
        sys.exit(130)


def parser() -> argparse.ArgumentParser:
    """Every command, with an example in its help."""
    top = argparse.ArgumentParser(
        prog="intellog",
        description="Ask police intelligence logs; every sentence of an answer is bound to the logs that support it.",
        epilog="example: intellog --store ./store ask 'Which vehicles are linked to the car washes?'",
    )
    top.add_argument("--store", type=Path, help="the store's folder (default: $INTELLOG_STORE, else ./intellog-store)")
    top.add_argument(
        "--model", help="'local' (default), 'none', or the address of an OpenAI-compatible server ($INTELLOG_MODEL)"
    )
    top.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="redaction policy, TOML (default: $INTELLOG_POLICY, else the store's)",
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], help_: str, example: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name, help=help_, description=help_[0].upper() + help_[1:] + ".", epilog=f"example: intellog {example}"
        )
        sub.set_defaults(run=run)
        return sub

    sub = command(
        "ingest", _ingest, "read exports and documents into the store", "ingest exports/ --mapping force.toml"
    )
    formats = "CSV, TSV, XLSX, JSON, JSONL, DOCX, PDF, EML or TXT"
    sub.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=f"{formats} files, or folders of them")
    sub.add_argument("--mapping", type=Path, metavar="FILE", help="TOML file that says which column is what")
    sub.add_argument("--json", action="store_true", help="print the report as JSON")

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

    sub = command("search", _search, "find the passages nearest to a question", "search 'minibus at the car wash' -k 5")
    _question(sub)
    sub.add_argument("-k", type=_count, default=10, metavar="N", help="how many passages (default 10)")

    sub = command(
        "ask", _ask, "answer a question from the logs, with citations", "ask 'Who hired the silver Corsa?' --json"
    )
    _question(sub)
    sub.add_argument("--reveal", metavar="REASON", help="put identities back in; recorded, one event each")

    sub = command(
        "patterns", _patterns, "indicators, links, themes and trends, with their logs", "patterns --theme county_lines"
    )
    _filters(sub)
    sub.add_argument("--reveal", metavar="REASON", help="put identities back in; recorded, one event each")
    sub.add_argument("--json", action="store_true", help="print everything as JSON")

    sub = command("log", _log, "read one redacted log", "log HC/2025/007718")
    sub.add_argument("log_ref", metavar="LOG_REF")
    sub.add_argument("--version", type=_count, metavar="N", help="an older version; they count from 1")
    sub.add_argument("--json", action="store_true")

    sub = command(
        "delete", _delete, "delete a log for good", "delete HC/2025/007718 --reason 'retention review 12/2026'"
    )
    sub.add_argument("log_ref", metavar="LOG_REF")
    sub.add_argument("--reason", required=True)
    sub.add_argument("--json", action="store_true", help="print the certificate as JSON")

    for name, run, help_, example in (
        ("withdraw", _withdraw, "leave a log out of every search; it is kept", "'withdrawn by its originator'"),
        ("reinstate", _reinstate, "take the withdrawal of a log back", "'withdrawn by mistake'"),
        ("retain", _retain, "keep a log after its review", "'still needed' --until 2030-01-31"),
    ):
        sub = command(name, run, help_, f"{name} HC/2025/007718 --reason {example}")
        sub.add_argument("log_ref", metavar="LOG_REF")
        sub.add_argument("--reason", required=True)
        if run is _retain:
            sub.add_argument("--until", required=True, metavar="D", help="the day of the next review, D/M/Y or ISO")

    sub = command(
        "review-due",
        _review_due,
        "list the logs whose review is due, and what is out of search",
        "review-due --within 30",
    )
    sub.add_argument("--within", type=_count, default=0, metavar="DAYS", help="also those due in the next DAYS days")
    sub.add_argument("--json", action="store_true")

    sub = command(
        "retention", _retention, "show the retention policy, or give the store another one", "retention force.toml"
    )
    sub.add_argument("file", nargs="?", type=Path, metavar="FILE", help="retention policy, TOML")
    sub.add_argument("--json", action="store_true")

    _held_commands(command("held", _held_list, "decide on the logs that redaction doubts", "held list"))

    sub = command(
        "reveal", _reveal, "show the identity behind a token", "reveal 'PERSON 7K3F9Q2M' --reason 'safeguarding check'"
    )
    sub.add_argument("token", metavar="TOKEN")
    sub.add_argument("--reason", required=True)

    _links_commands(command("links", _links_list, "tokens that may be one identity, decided by a person", "links list"))

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

    _audit_commands(command("audit", _audit_list, "read, check, replay and export the record", "audit verify"))

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

    sub = command(
        "evaluate", _evaluate, "measure the product on labelled data", "evaluate redaction --data tests/data --json"
    )
    sub.add_argument(
        "suite", nargs="?", default="all",
        choices=["all", "redaction", "injection", "search", "answers", "followups", "patterns", "speed", "scale"],
    )  # fmt: skip
    sub.add_argument(
        "--logs", type=int, default=100_000, metavar="N", help="scale: the largest number of invented logs"
    )
    sub.add_argument("--plot", type=Path, metavar="FILE", help="scale: write the growth as an SVG picture")
    sub.add_argument("--as-it-is", action="store_true", help="scale: measure the store as it is, and make no logs")
    sub.add_argument(
        "--data", type=Path, default=Path("tests/data"), metavar="FOLDER", help="the gold marks and questions"
    )
    sub.add_argument("--leaks", action="store_true", help="list what redaction missed; quotes the labelled texts")
    sub.add_argument(
        "--names-model", type=Path, metavar="FOLDER", help="measure redaction with a model trained without some data"
    )
    sub.add_argument("--json", action="store_true")

    sub = command("serve", _serve, "serve the web page", "serve --port 7860")
    _address(sub)
    sub = command("demo", _demo, "load the invented demo logs and serve the page", "demo")
    _address(sub)
    return top


def _held_commands(held: argparse.ArgumentParser) -> None:
    acts = held.add_subparsers(title="acts", required=True, metavar="ACT")

    def act(name: str, run: Callable[[argparse.Namespace], int], help_: str, example: str) -> argparse.ArgumentParser:
        sub = acts.add_parser(name, help=help_, epilog=f"example: intellog held {example}")
        sub.set_defaults(run=run)
        return sub

    sub = act("list", _held_list, "the logs that wait for a decision, with the reasons", "list")
    sub.add_argument("--json", action="store_true")
    sub = act("show", _held_show, "a held log with its doubtful stretches", "show HC/2025/007718")
    sub.add_argument("log_ref", metavar="LOG_REF")
    sub.add_argument("--json", action="store_true")
    sub = act("release", _held_release, "take a held log in", "release HC/2025/007718 --hide 12:25:PERSON")
    sub.add_argument("log_ref", metavar="LOG_REF")
    sub.add_argument(
        "--hide", action="append", default=[], type=_hide, metavar="[FIELD:]START:END:TYPE",
        help="hide this stretch of the text as held show gives it; FIELD is text by default; may be given again",
    )  # fmt: skip
    sub = act("discard", _held_discard, "remove a held log for good", "discard HC/2025/007718 --reason 'unreadable'")
    sub.add_argument("log_ref", metavar="LOG_REF")
    sub.add_argument("--reason", required=True)


def _audit_commands(audit: argparse.ArgumentParser) -> None:
    acts = audit.add_subparsers(title="acts", required=True, metavar="ACT")

    def act(name: str, run: Callable[[argparse.Namespace], int], help_: str, example: str) -> argparse.ArgumentParser:
        sub = acts.add_parser(name, help=help_, epilog=f"example: intellog audit {example}")
        sub.set_defaults(run=run)
        return sub

    sub = act("list", _audit_list, "the newest events, one JSON line each", "list --newest 20")
    sub.add_argument("--newest", type=_count, default=50, metavar="N")
    for name, run, help_ in (
        ("show", _audit_show, "an event with everything that belongs to it"),
        ("replay", _audit_replay, "ask a recorded question again and say what differs"),
    ):
        act(name, run, help_, f"{name} 17").add_argument("id", type=_count, metavar="ID")
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


def _links_commands(links: argparse.ArgumentParser) -> None:
    acts = links.add_subparsers(title="acts", required=True, metavar="ACT")
    sub = acts.add_parser(
        "list", help="the suggested and the decided links, by alphabet", epilog="example: intellog links list --json"
    )
    sub.set_defaults(run=_links_list)
    sub.add_argument("--json", action="store_true", help="print one JSON document")
    for name, decision, help_ in (
        ("confirm", "confirmed", "say that two tokens are one identity"),
        ("refuse", "refused", "say that they are not; the link is not suggested again"),
        ("undo", "undone", "take back what was said; it stays on the record"),
    ):
        example = f"intellog links {name} 'PERSON 7K3F9Q2M' 'ALIAS 2B4C6D8E' --reason 'custody record seen'"
        sub = acts.add_parser(name, help=help_, epilog=f"example: {example}")
        sub.set_defaults(run=_links_decide, decision=decision)
        sub.add_argument("one", metavar="TOKEN")
        sub.add_argument("other", metavar="TOKEN")
        sub.add_argument("--reason", required=True)


def _question(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("question", nargs="?", metavar="QUESTION")
    sub.add_argument("--batch", metavar="FILE", help="JSON lines {id, question, previous}; - for standard input")
    sub.add_argument("--json", action="store_true", help="print one JSON document")
    _filters(sub)


def _filters(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--from", dest="date_from", metavar="D", help="first day, D/M/Y or ISO")
    sub.add_argument("--to", dest="date_to", metavar="D", help="last day")
    sub.add_argument(
        "--theme", action="append", default=[], metavar="T", help="only logs of this theme; may be given again"
    )
    if not sub.prog.endswith("patterns"):
        sub.add_argument(
            "--force", action="append", default=[], metavar="F", help="only logs of this force; may be given again"
        )


def _address(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--host", default="127.0.0.1")
    sub.add_argument("--port", type=_port, default=7860)


# -- commands ---------------------------------------------------------------------------------------------------------


def _ingest(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        report = service.ingest(options.paths, actor, mapping=options.mapping, progress=_Progress().show)
    if options.json:
        _print_json(report.as_dict())
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


def _redact(options: argparse.Namespace) -> int:
    from index.keys import derive, key_from_hex, random_keys
    from index.redaction.detector import Detector
    from index.redaction.policy import load_policy
    from index.redaction.redactor import Redactor
    from index.redaction.vault import Vault

    given = os.environ.get("INTELLOG_KEY")
    keys = derive(key_from_hex(given)) if given else random_keys()
    rows = list(_json_lines(options.file, required=("id", "text")))
    policy = _policy(options)
    redactor = Redactor(Detector(), Vault(None, keys), policy=load_policy(policy) if policy else None)
    for row, redaction in zip(rows, redactor.texts([row["text"] for row in rows]), strict=True):
        _print_json({"id": row["id"], "text": redaction.text, "spans": [asdict(span) for span in redaction.replaced]})
    return 0


def _reredact(options: argparse.Namespace) -> int:
    def show(progress: Any) -> None:
        _say(f"redacted again {progress.done}/{progress.total} versions of logs, {progress.changed} changed")

    with _Opened(options, notices=False) as (service, actor):
        done = service.reredact(actor, progress=show)
        policy = service.store.policy
    if options.json:
        _print_json({"logs": done.total, "changed": done.changed, "policy": policy.digest})
    else:
        print(f"{done.total} versions of logs, {done.changed} changed; the store's policy is {policy.digest[:12]}")
    if policy.readable:
        _say(f"this policy leaves readable: {', '.join(policy.readable)}")
    return 0


def _search(options: argparse.Namespace) -> int:
    filters = _filters_of(options)
    with _Opened(options) as (service, actor):
        if options.batch:
            for row in _json_lines(options.batch, required=("id", "question")):
                hits = service.search(
                    row["question"], actor, filters=filters, previous=row.get("previous") or [], k=options.k
                )
                _print_json({"id": row["id"], "hits": [_hit(hit) for hit in hits]})
            return 0
        question = _required_question(options)
        hits = service.search(question, actor, filters=filters, k=options.k)
        redacted = service.question(question, actor)
    if options.json:
        _print_json({"question": redacted, "hits": [_hit(hit) for hit in hits]})
        return 0
    for hit in hits:
        print(f"{hit.passage.log_ref} #{hit.passage.ordinal}  {hit.score:.2f}\n  {' '.join(hit.passage.text.split())}")
        for line in _beside(hit.related):
            print(f"  {line}")
    return 0


def _ask(options: argparse.Namespace) -> int:
    filters = _filters_of(options)
    with _Opened(options) as (service, actor):
        if options.batch:
            for row in _json_lines(options.batch, required=("id", "question")):
                answer = _last(service.ask(row["question"], actor, previous=row.get("previous") or [], filters=filters))
                _print_json({"id": row["id"], **_document(service, actor, answer, options.reveal)})
            return 0
        answer = _last(service.ask(_required_question(options), actor, filters=filters))
        document = _document(service, actor, answer, options.reveal)
    if options.json:
        _print_json(document)
    else:
        _print_answer(document)
    return 1 if answer.status == "failed" else 0


def _patterns(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        found = service.patterns(actor, filters=_filters_of(options)).as_dict()
        document = service.revealed(found, options.reveal, actor) if options.reveal is not None else found
    if options.json:
        _print_json(document)
        return 0
    for statement in document["summary"]:
        print(f"{statement['text']}  {_refs(statement['refs'])}")
    for indicator in document["indicators"]:
        if indicator["logs"] or indicator["negated"]:
            counted = f"{len(indicator['logs'])} logs from {indicator['origins']} origins"
            print(f"{indicator['name']}: {counted}  {_refs(indicator['logs'])}")
    for link in document["links"]:
        print(
            f"{link['a']} - {link['b']}: {len(link['logs'])} logs from {link['origins']} origins  {_refs(link['logs'])}"
        )
    return 0


def _log(options: argparse.Namespace) -> int:
    from assistant.instructions import has_instructions
    from index.life import state_of

    with _Opened(options) as (service, actor):
        log = service.log(options.log_ref, actor, version=options.version)
        life, newest = service.life([log.log_ref], actor)[log.log_ref], service.versions(log.log_ref, actor)
        beside = service.related([log.log_ref], actor).get(log.log_ref)
    state = state_of(life, beside, superseded=log.version < newest)
    if options.json:
        _print_json(
            asdict(log)
            | {"grade": log.grade.label() if log.grade else None, "attributes": dict(log.attributes)}
            | {"state": state, "versions": newest, "review_by": life.review_by}
            | {"related": asdict(beside) if beside else None}
        )
        return 0
    grade = f"{log.grade.label()} ({log.grade.spoken()})" if log.grade else "ungraded"
    for name, value in (
        ("reference", f"{log.log_ref} version {log.version} of {newest}"), ("state", state),
        ("review by", life.review_by), ("title", log.title), ("reported", log.reported_at),
        ("event", " to ".join(filter(None, (log.event_from, log.event_to)))), ("grade", grade), ("marking",
        log.marking),
        ("conditions", log.handling_conditions),
        ("note", "part reads as an order to a machine; nothing in a log is obeyed" if has_instructions(log) else ""),
        ("force", log.force), ("provenance", log.provenance), ("theme",
        log.theme),
        *log.attributes.items(),
    ):  # fmt: skip
        if value:
            print(f"{name}: {value}")
    for line in _beside(beside):
        print(line)
    print(f"\n{log.text}")
    return 0


def _delete(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        made = service.delete(options.log_ref, options.reason, actor)
    return _print_certificate(made, as_json=options.json)


def _withdraw(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        life = service.withdraw(options.log_ref, options.reason, actor)
    print(f"withdrew {life.log_ref}; it is kept, and left out of search; record {life.withdrawn_in}")
    return 0


def _reinstate(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        life = service.reinstate(options.log_ref, options.reason, actor)
    out = "; its review is overdue, so it stays out of search: see intellog retain" if life.expired else ""
    print(f"reinstated {life.log_ref}{out}")
    return 0


def _retain(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        life = service.retain(options.log_ref, _day(options.until, "--until"), options.reason, actor)
    print(f"retained {life.log_ref}; its next review is due on {life.review_by}")
    return 0


def _review_due(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime, timedelta

    by = (datetime.now(UTC).date() + timedelta(days=options.within)).isoformat()
    with _Opened(options) as (service, actor):
        due, withdrawn = service.reviews_due(actor, by=by), service.withdrawn(actor)
    rows = [
        {"log_ref": life.log_ref, "review_by": life.review_by, "period": life.period, "out_on": life.out_on,
         "expired": life.expired, "withdrawn": life.withdrawn}
        for life in due
    ]  # fmt: skip
    if options.json:
        _print_json({
            "due": rows,
            "withdrawn": [{"log_ref": w.log_ref, "at": w.withdrawn_at, "record": w.withdrawn_in} for w in withdrawn],
        })  # fmt: skip
        return 0
    for row in rows:
        state = "out of search" if row["expired"] else f"in search until {row['out_on']}"
        print(f"{row['log_ref']}  review by {row['review_by']}  ({row['period']})  {state}")
    for life in withdrawn:
        print(f"{life.log_ref}  withdrawn {life.withdrawn_at}  record {life.withdrawn_in}")
    if rows:
        _say(f"{len(rows)} logs are due: intellog retain or intellog delete each; nothing is deleted by itself")
    return 0


def _retention(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        due = service.set_retention(options.file, actor) if options.file else None
        policy = service.store.catalogue.life.policy()
    if options.json:
        _print_json(asdict(policy))
    else:
        print(f"grace: {policy.grace_days} days")
        for period in policy.periods:
            conditions = {name: getattr(period, name) for name in ("themes", "grades", "handling", "groups")}
            wanted = "; ".join(f"{name} {', '.join(values)}" for name, values in conditions.items() if values)
            print(f"{period.years} years: {period.name}{f' ({wanted})' if wanted else ''}")
    if due is not None:
        _say(f"every log's review was put where this policy puts it; {due} are due now: see intellog review-due")
    return 0


def _held_list(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        logs = service.held(actor)
    rows = [{"log_ref": log.log_ref, "held_at": log.held_at, "reasons": log.reasons} for log in logs]
    if options.json:
        _print_json(rows)
        return 0
    for row, log in zip(rows, logs, strict=True):
        print(f"{row['log_ref']}  held {row['held_at']}")
        for reason, count in sorted(log.reasons.items()):
            print(f"  {count} x {reason}: {reason.sentence}")
    return 0


def _held_show(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        log = service.held_log(options.log_ref, actor)
    doubts = {name: [asdict(doubt) for doubt in doubts] for name, doubts in log.draft.doubts.items()}
    fields = {name: field.text for name, field in log.draft.fields.items() if field.text}
    if options.json:
        _print_json({"log_ref": log.log_ref, "held_at": log.held_at, "fields": fields, "doubts": doubts})
        return 0
    for name, text in fields.items():
        print(f"{name}: {text}")
        for doubt in log.draft.doubts.get(name, ()):
            print(f"  doubtful {name}:{doubt.start}:{doubt.end} ({doubt.reason}) {doubt.reason.sentence}")
    return 0


def _held_release(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        log = service.release(options.log_ref, options.hide, actor)
    print(f"released {log.log_ref} as version {log.version}")
    return 0


def _held_discard(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        forgotten = service.discard(options.log_ref, options.reason, actor)
    print(f"discarded {options.log_ref}, and {forgotten} identities that no other log mentions")
    return 0


def _links_list(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        suggested, decided = service.links(actor)
    if options.json:
        _print_json({"suggested": [asdict(s) for s in suggested], "decided": [asdict(d) for d in decided]})
        return 0
    for link in suggested:
        print(f"[{link.a}] and [{link.b}]: {'; '.join(link.reasons)}  {_refs(link.logs_a)} / {_refs(link.logs_b)}")
    for made in decided:
        print(f"{made.decision}: [{made.a}] and [{made.b}], by {made.who} on {made.time[:10]}: {made.reason}")
    return 0


def _links_decide(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        one, other = _token(options.one), _token(options.other)
        made = service.decide_link(one, other, options.decision, options.reason, actor)
    print(f"{made.decision}: [{made.a}] and [{made.b}]")
    return 0


def _reveal(options: argparse.Namespace) -> int:
    token = _token(options.token)
    with _Opened(options) as (service, actor):
        print(service.reveal([token], options.reason, actor)[token])
    return 0


def _conversations(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        found = service.kept(actor, matching=options.match)
    if options.json:
        _print_json([{"id": k.id, "title": t, "answers": k.answers, "changed": k.changed} for k, t in found])
        return 0
    for kept, title in found:
        print(f"{kept.id}  {kept.changed[:10]}  {len(kept.answers)} questions  {title}")
    return 0


def _export_conversation(options: argparse.Namespace) -> int:
    from index.files import write_durably

    with _Opened(options) as (service, actor):
        document = service.export_conversation(options.id, options.file.suffix.removeprefix("."), actor)
    write_durably(options.file, [document])
    _say(f"wrote {options.file}")
    return 0


def _audit_list(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        for event in service.events(actor, newest=options.newest):
            _print_json(_event(event, with_body=False))
    return 0


def _audit_show(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        event, thread = service.answer_on_record(options.id, actor)
    _print_json(_event(event) | {"belonging": [_event(e) for e in thread]})
    return 0


def _audit_replay(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        replay = service.replay(options.id, actor)
    _print_json(asdict(replay))
    return 0 if replay.same else 1


def _audit_verify(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, _):
        verification = service.verify(options.witness)
    _print_json(asdict(verification))
    return 0 if verification.ok else 1


def _audit_export(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        events = service.export_audit(options.file, actor)
    _say(f"wrote {events} events to {options.file}")
    return 0


def _audit_erasures(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        events = service.export_erasures(options.file, actor)
    _say(f"wrote {events} erasures and withdrawals to {options.file}; keep it apart from the store and its backups")
    return 0


def _audit_certificate(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        made = service.certificate(options.log_ref, actor)
    return _print_certificate(made, as_json=options.json)


def _print_certificate(made: "Certificate", *, as_json: bool) -> int:
    from assistant.certificates import told

    if as_json:
        _print_json(made.as_dict())
    else:
        print("\n".join(told(made)))
    return 0 if made.is_clean or not made.found else 1


def _check(options: argparse.Namespace) -> int:
    from assistant.checking import check, damage

    found = damage(_settings(options))
    if not found:
        with _Opened(options, notices=False, look_only=not options.mend) as (service, actor):
            found = check(service, actor, mend=options.mend, progress=_tell)
    _print_findings(found, as_json=options.json)
    return 1 if any(finding.is_open for finding in found) else 0


def _backup(options: argparse.Namespace) -> int:
    secret = _passphrase(options)
    with _Opened(options, notices=False) as (service, actor):
        made = service.back_up(
            options.file, actor, secret=secret, progress=lambda done, total: _tell_bytes("backup", done, total)
        )
    size = options.file.stat().st_size
    if options.json:
        _print_json({"made": made.made, "logs": made.logs, "bytes": size, "passphrase": secret is not None})
    else:
        print(f"{made.logs} logs as of {made.made}, {size} bytes, in {options.file}")
    if secret is None:
        _say("it opens with the store's key only: keep a copy of the key elsewhere, or back up with a passphrase")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from assistant.audit import system_actor
    from assistant.restoring import restore
    from assistant.service import Service

    settings = _settings(options)
    restored = restore(
        options.file, settings.store, _secret_of(options, settings.master_key), system_actor("command line"),
        opened=lambda folder, master: Service(replace(settings, store=folder, master_key=master), notify=_say),
        erasures=options.erasures, kept_elsewhere=settings.master_key, progress=_tell,
    )  # fmt: skip
    if options.json:
        _print_json(asdict(restored))
    else:
        print(f"{restored.logs} logs as of {restored.made} in {settings.store}")
        _print_findings(restored.findings, as_json=False)
    if restored.erasures_until:
        again = (
            f"{restored.erased_again} logs were erased again, {restored.decided_again} withdrawn or reinstated again"
        )
        _say(f"{again}; erasures after {restored.erasures_until} are unknown")
    else:
        _say(f"erasures after {restored.made} are unknown: what was deleted since is back; see --erasures")
    return 1 if any(finding.is_open for finding in restored.findings) else 0


def _evaluate(options: argparse.Namespace) -> int:
    if options.suite == "scale":
        return _evaluate_scale(options)
    from assistant.evaluation import evaluate
    from ui.measures import leaks, table

    figures = evaluate(
        options.suite, options.data, DEMO, _settings(options),
        leaks=options.leaks, names_model=options.names_model, progress=_say,
    )  # fmt: skip
    if options.json:
        _print_json(figures)
        return 0
    redaction = figures.pop("redaction", {})
    print(table(redaction), end="")
    for line in leaks(redaction):
        print(line)
    if figures:
        _print_json(figures, indent=1)
    return 0


def _evaluate_scale(options: argparse.Namespace) -> int:
    """Fill the store of --store with invented logs, size by size, and measure each size in a process of its own."""
    from assistant.evaluation import scale
    from index.embedding import MiniLM

    folder, embedder = _settings(options).store, MiniLM()
    if options.as_it_is:
        _print_json(scale.measure(folder, embedder, _say))
        return 0
    if folder.exists() and any(folder.iterdir()) and not scale.is_made(folder, embedder):
        raise BadSetting(f"{folder.name}: it holds another store; name an empty or new folder with --store")
    figures = []
    own = [sys.executable, "-m", "ui.cli", "--store", str(folder), "evaluate", "scale", "--as-it-is"]
    for _ in scale.growth(folder, options.logs, embedder, _say):
        done = subprocess.run(own, check=False, stdout=subprocess.PIPE, env=os.environ | _ONE_THREAD)
        if done.returncode:
            return done.returncode  # it said why
        figures.append(json.loads(done.stdout))
    if options.plot:
        options.plot.write_text(scale.plot(figures), "utf-8")
    _print_json({"sizes": figures}, indent=None if options.json else 1)
    return 0


_ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def _serve(options: argparse.Namespace) -> int:
    from ui.server import serve

    with _Opened(options) as (service, _):
        _say("loading the models")
        service.warm()
        _say(service.access_notice())
        _say(f"Intellog is at http://{options.host}:{options.port}  (Ctrl-C stops it)")
        serve(service, options.host, options.port)
    return 0


def _demo(options: argparse.Namespace) -> int:
    with _Opened(options) as (service, actor):
        files = sorted(DEMO.glob("*.jsonl"))
        _say("loading the invented demo logs")
        report = service.ingest(files, actor, progress=_Progress().show)
        _say(f"{report.indexed} new, {report.duplicates} known")
    return _serve(options)


# -- pieces -----------------------------------------------------------------------------------------------------------


def _token(typed: str) -> str:
    """A token as typed, with or without brackets and remainder, as "PERSON 7K3F9Q2M"."""
    return " ".join(typed.strip().strip("[]").split()[:2])


class _Opened:
    """The service on the store that the options name, closed at the end."""

    def __init__(self, options: argparse.Namespace, *, notices: bool = True, look_only: bool = False) -> None:
        self._settings = _settings(options)
        self._notices = notices
        self._look_only = look_only

    def __enter__(self) -> "tuple[Service, Actor]":
        from assistant.audit import system_actor
        from assistant.service import Service

        self._service = Service(self._settings, notify=_say, look_only=self._look_only)
        if self._notices and (notice := self._service.policy_notice()):
            _say(notice)
        return self._service, system_actor("command line")

    def __exit__(self, *failure: object) -> None:
        self._service.close()


class _Progress:
    """One line on standard error that is written over: a bar and an estimate; plain lines when it is no terminal."""

    def show(self, report: Any) -> None:
        expected = max(report.expected, report.read) if report.expected else None  # the count beforehand is an estimate
        done = f"{report.read}/{expected}" if expected else str(report.read)
        rate = report.read / report.seconds if report.seconds else 0.0
        left = (expected - report.read) / rate if expected and rate else None
        text = f"ingest {done} records" + (f", about {left:.0f} s left" if left else "")
        if sys.stderr.isatty():
            bar = "#" * round(30 * report.read / expected) if expected else ""
            end = "\n" if report.read == expected else ""
            print(f"\r[{bar:<30}] {text}\033[K", end=end, file=sys.stderr, flush=True)
        else:
            _say(text)


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
        _print_json({"ok": not any(f.is_open for f in findings), "findings": [asdict(f) for f in findings]})
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
        _say(f"checked {what} {done}/{total}")


def _tell_bytes(what: str, done: int, total: int) -> None:
    every = 64  # MB
    if done == total or done // (every << 20) != max(done - (1 << 20), 0) // (every << 20):
        _say(f"{what} {done >> 20}/{total >> 20} MB")


def _policy(options: argparse.Namespace) -> Path | None:
    named = options.policy or os.environ.get("INTELLOG_POLICY")
    return Path(named) if named else None


def _settings(options: argparse.Namespace) -> Any:
    from assistant.settings import LOCAL_MODEL, Settings
    from index.keys import key_from_hex

    key = os.environ.get("INTELLOG_KEY")
    cache = (
        os.environ.get("INTELLOG_CACHE")
        or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "intellog"
    )
    return Settings(
        store=options.store or Path(os.environ.get("INTELLOG_STORE") or "intellog-store"),
        cache=Path(cache),
        master_key=key_from_hex(key) if key else None,
        model=options.model or os.environ.get("INTELLOG_MODEL") or LOCAL_MODEL,
        model_name=os.environ.get("INTELLOG_MODEL_NAME") or "default",
        model_key=os.environ.get("INTELLOG_MODEL_KEY") or "",
        policy=_policy(options),
        **_longest(),
    )


def _longest() -> dict[str, int]:
    given = os.environ.get("INTELLOG_LONGEST")
    if given and not given.isdecimal():
        raise BadSetting("INTELLOG_LONGEST: expected a number of characters, such as 50000")
    return {"longest": int(given)} if given else {}


def _filters_of(options: argparse.Namespace) -> "Filters":
    from index.records import Filters

    days = {
        name: _day(given, f"--{name.removeprefix('date_')}") if (given := getattr(options, name)) else None
        for name in ("date_from", "date_to")
    }
    return Filters(days["date_from"], days["date_to"], tuple(options.theme), tuple(getattr(options, "force", ())))


def _day(typed: str, option: str) -> str:
    """A day as typed, ISO."""
    from index.dates import parse_day

    try:
        return parse_day(typed)
    except ValueError:
        raise BadSetting(f"{option}: expected a day as D/M/Y or ISO") from None


def _required_question(options: argparse.Namespace) -> str:
    if not options.question:
        raise BadSetting("give a QUESTION, or --batch FILE")
    try:
        options.question.encode()
    except UnicodeEncodeError:
        raise BadSetting("QUESTION: expected text in UTF-8") from None
    return str(options.question)


def _json_lines(name: str, *, required: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of a JSON lines file, each with the required fields. Raises BadFile with file and line, quoting nothing."""
    place = "standard input" if name == "-" else Path(name).name
    try:
        with nullcontext(sys.stdin) if name == "-" else Path(name).open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _row(line, required, f"{place}:{number}")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{place}: cannot be read as UTF-8 text ({type(error).__name__})") from None


def _row(line: str, required: Sequence[str], place: str) -> dict[str, Any]:
    try:
        row: dict[str, Any] = json.loads(line)
        _, text = (row[field] for field in required)
        previous = row.get("previous") or []
        if not isinstance(previous, list) or not all(isinstance(said, str) for said in (text, *previous)):
            raise TypeError
        "".join((text, *previous)).encode()  # half a surrogate pair is no text
    except (ValueError, KeyError, TypeError) as error:
        what = f"{place}: expected JSON with {' and '.join(required)} ({type(error).__name__})"
        raise BadFile(what) from None
    return row


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
        print(f"[{number}] {ref}  {cited[ref]['reported_at'][:10]}  {cited[ref]['grade']}  {cited[ref]['title']}")
        for line in _beside(related_from(beside[ref]) if ref in beside else None):
            print(f"    {line}")
    if document["reason"]:
        print(document["reason"])
    for offer in document["offers"]:
        print(f"  you can ask: {offer}")
    for limit in document["limits"]:
        if not limit["why_not"]:
            _say(f"read from the question: {limit['meaning']} (“{limit['words']}”)")
    if document["read_as"]:
        _say(f"read as: {document['read_as']}")
    for notice in document["notices"]:
        _say(notice)
    _say(f"{document['status']}; record {document['audit_id']}")


def _hit(hit: Any) -> dict[str, Any]:
    found = {
        "log_ref": hit.passage.log_ref,
        "passage": hit.passage.ordinal,
        "score": round(hit.score, 4),
        "text": hit.passage.text,
    }
    return found | ({"related": asdict(hit.related)} if hit.related else {})


def _beside(related: Any) -> list[str]:
    """What other logs are to one, a line each."""
    if related is None:
        return []
    said = [("the same report", related.same), ("corrects", related.corrects), ("corrected by", related.corrected_by)]
    return [f"{what}: {', '.join(refs)}" for what, refs in said if refs]


def _event(event: "Event", *, with_body: bool = True) -> dict[str, Any]:
    from assistant.audit import event_line

    line = event_line(event)
    if not with_body:
        del line["body"]
    return line


def _refs(refs: Sequence[str]) -> str:
    shown = ", ".join(refs[:5])
    return f"({shown}{f' and {len(refs) - 5} more' if len(refs) > 5 else ''})"


def _hide(text: str) -> "Hide":
    from index.held import Hide

    try:
        *field, start, end, kind = text.rsplit(":", 3)
        return Hide(int(start), int(end), kind.upper(), *field)
    except ValueError:
        raise argparse.ArgumentTypeError("expected START:END:TYPE, for example 12:25:PERSON") from None


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected a number above 0")
    return number


def _port(text: str) -> int:
    number = _count(text)
    if number > 65535:
        raise argparse.ArgumentTypeError("expected a number up to 65535")
    return number


def _print_json(value: Any, *, indent: int | None = None) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent), flush=True)


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
