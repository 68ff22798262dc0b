"""The life of a log: `intellog log`, `delete`, `withdraw`, `reinstate`, `retain`, `review-due` and `retention`."""

import argparse
from dataclasses import asdict
from pathlib import Path

from ui.commands.arguments import AddCommand, add_count, day_of
from ui.commands.opening import Opened
from ui.commands.printing import print_certificate, print_json, related_lines, say

MOST_DAYS = 36_500  # ahead, a hundred years: a day that a calendar has


def declare(command: AddCommand) -> None:
    """Add the commands with their arguments."""
    sub = command("log", _log, "read one redacted log", "log HC/2025/007718")
    sub.add_argument("log_ref", metavar="LOG_REF")
    add_count(sub, "--version", metavar="N", help="an older version; they count from 1")
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
    add_count(sub, "--within", most=MOST_DAYS, default=0, metavar="DAYS", help="also those due in the next DAYS days")
    sub.add_argument("--json", action="store_true")

    sub = command(
        "retention", _retention, "show the retention policy, or give the store another one", "retention force.toml"
    )
    sub.add_argument("file", nargs="?", type=Path, metavar="FILE", help="retention policy, TOML")
    sub.add_argument("--json", action="store_true")


def _log(options: argparse.Namespace) -> int:
    from assistant.instructions import has_instructions
    from index.life import state_of

    with Opened(options) as (service, actor):
        log = service.log(options.log_ref, actor, version=options.version)
        life, newest = service.life([log.log_ref], actor)[log.log_ref], service.versions(log.log_ref, actor)
        beside = service.related([log.log_ref], actor).get(log.log_ref)
    state = state_of(life, beside, superseded=log.version < newest)
    if options.json:
        print_json(
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
    for line in related_lines(beside):
        print(line)
    print(f"\n{log.text}")
    return 0


def _delete(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        made = service.delete(options.log_ref, options.reason, actor)
    return print_certificate(made, as_json=options.json)


def _withdraw(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        life = service.withdraw(options.log_ref, options.reason, actor)
    print(f"withdrew {life.log_ref}; it is kept, and left out of search; record {life.withdrawn_in}")
    return 0


def _reinstate(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        life = service.reinstate(options.log_ref, options.reason, actor)
    out = "; its review is overdue, so it stays out of search: see intellog retain" if life.expired else ""
    print(f"reinstated {life.log_ref}{out}")
    return 0


def _retain(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        life = service.retain(options.log_ref, day_of(options.until, "--until"), options.reason, actor)
    print(f"retained {life.log_ref}; its next review is due on {life.review_by}")
    return 0


def _review_due(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime, timedelta

    by = (datetime.now(UTC).date() + timedelta(days=options.within)).isoformat()
    with Opened(options) as (service, actor):
        due, withdrawn = service.reviews_due(actor, by=by), service.withdrawn(actor)
    rows = [
        {"log_ref": life.log_ref, "review_by": life.review_by, "period": life.period, "out_on": life.out_on,
         "expired": life.expired, "withdrawn": life.withdrawn}
        for life in due
    ]  # fmt: skip
    if options.json:
        print_json({
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
        say(f"{len(rows)} logs are due: intellog retain or intellog delete each; nothing is deleted by itself")
    return 0


def _retention(options: argparse.Namespace) -> int:
    with Opened(options) as (service, actor):
        due = service.set_retention(options.file, actor) if options.file else None
        policy = service.store.catalogue.life.policy()
    if options.json:
        print_json(asdict(policy))
    else:
        print(f"grace: {policy.grace_days} days")
        for period in policy.periods:
            conditions = {name: getattr(period, name) for name in ("themes", "grades", "handling", "groups")}
            wanted = "; ".join(f"{name} {', '.join(values)}" for name, values in conditions.items() if values)
            print(f"{period.years} years: {period.name}{f' ({wanted})' if wanted else ''}")
    if due is not None:
        say(f"every log's review was put where this policy puts it; {due} are due now: see intellog review-due")
    return 0
