"""Kill a process at many points of what it does to a store, and look whether the store kept what was acknowledged.

`python -m tests.faults --points 300` kills as often, prints what was broken and exits with 1 if anything was. A point
is a step of the disk (see `tests.faulty_disk`), drawn evenly from all kinds of steps of every act, or a moment. After
each kill the store is opened and inspected; then the act is done again, and the store must be the one of an act that
nobody interrupted.
`--disk N` has the disk fill up or fail at as many points instead: the process must say so, and go on when it is well.
`--crowd S` lets two writers and four readers work on one store for some seconds.
"""

import argparse
import json
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

import index.ingest
import index.policy_change
import index.reredaction
from assistant.answer import Writer
from assistant.audit import Actor
from assistant.checking import check, damage
from assistant.restoring import restore
from assistant.service import Service
from assistant.settings import Settings
from index import sealing
from index.clearance import EVERYTHING
from index.errors import IntellogError, NotHeld
from index.records import Filters, RedactedLog
from index.redaction.policy import RedactionPolicy, default_policy
from index.redaction.redactor import Redactor
from index.sealing import STORE_KEY, Secret
from index.store import Store
from index.vectors import INDEX_FILE
from tests.conftest import WordEmbedder
from tests.faulty_disk import BROKEN, FULL, KILL, TORN, FaultyDisk, heal
from tests.test_held import Unsure

ANALYST = Actor("analyst")
SEAL = Secret(STORE_KEY, bytes(range(32)))
STRICT = RedactionPolicy({**default_policy().actions, "LOCATION": "replace", "DATE_TIME": "generalise"})
DOUBTFUL = "Илья was with <PERSON:Held Brackwater> at the quay."  # Cyrillic: redaction does not read it, and it is held
BATCH = 3
UNENDED = "move to another redaction policy"  # goes on when it is asked for again
SAYS_WHAT = re.compile(r"disk is full|disk fails|No space left|Input/output error")
Told = Callable[[object], None]  # acknowledges: written to a pipe before the next step


class Reader(Unsure):
    """Finds marked words; every word but the invented surnames is ordinary."""

    def is_ordinary(self, word: str) -> bool:
        return not word.startswith(("quix", "brack"))

    def is_common(self, word: str) -> bool:
        return False


def opened(folder: Path, *, policy: RedactionPolicy | None = None, look_only: bool = False) -> Service:
    """The service on a store, with stand-ins for the models."""
    store = Store(folder, embedder=WordEmbedder(), policy=policy)
    ordinary = partial(store.catalogue.ordinary, clearance=EVERYTHING)
    store.redactor = Redactor(Reader(), store.vault, ordinary=ordinary, policy=store.policy)  # type: ignore[arg-type]
    settings = Settings(store=folder, cache=folder.parent / "cache", model="none")
    return Service(settings, store=store, writer=Writer(None, "none"), look_only=look_only)


def on(folder: Path, master: bytes) -> Service:
    return opened(folder)


def exported(path: Path, texts: dict[str, str]) -> Path:
    rows = [{"log_ref": ref, "title": "Quay", "text": t, "reported_at": "2024-05-01"} for ref, t in texts.items()]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


# -- acts: what is done to the store, and what an acknowledgement of it says ------------------------------------------

LETTERS = "abcdefghijkl"
FIRST = {f"A/{n}": f"Quixwood{LETTERS[n % 4]} drove van{n}x to <LOCATION:Weymouth> on <DATE_TIME:3 May 2024>."
         for n in range(8)}  # fmt: skip
FIRST |= {"A/8": "<PERSON:Pat Thistle> rang <PHONE:07700 900123> about van8x.", "A/9": "Nobody saw van9x."}
SECOND = {f"B/{n}": f"<PERSON:Zeb Quixwood{LETTERS[n]}> was seen with van{n}y near <VEHICLE_REG:AB1{n} CDE>."
          for n in range(7)}  # fmt: skip
SECOND |= {"A/9": "Somebody saw van9z.", "C/1": DOUBTFUL, "C/2": "<PERSON:Lone Brackwater> left van2c."}


def make(folder: Path) -> None:
    """A store with logs, two versions of one, a held one, an answer, and a decided link."""
    service = opened(folder)
    service.ingest([exported(folder.parent / "first.jsonl", FIRST)], ANALYST)
    service.ingest([exported(folder.parent / "update.jsonl", {"A/7": "<PERSON:Ann Lee> drove van7xx."})], ANALYST)
    service.ingest([exported(folder.parent / "held.jsonl", {"H/1": DOUBTFUL, "H/2": DOUBTFUL})], ANALYST)
    for question in ("Who rang about van8x?", "Who drove van3x?"):
        list(service.ask(question, ANALYST))
    service.close()


def take(service: Service, told: Told) -> None:
    """Ingest: new logs that teach stored ones, a new version, a doubtful log."""
    refs = list(SECOND)

    def progress(report: index.ingest.Report) -> None:
        told({"taken": refs[: report.read]})

    path = exported(service.store.folder.parent / "second.jsonl", SECOND)
    service.ingest([path], ANALYST, progress=progress)


def delete(service: Service, told: Told) -> None:
    """Delete logs: one with identities of its own, one with versions, a held one."""
    for ref in ("A/8", "A/7", "H/1"):
        with suppress(NotHeld):  # done before
            service.delete(ref, "retention", ANALYST)
        told({"deleted": ref})


def decide(service: Service, told: Told) -> None:
    """Release one held log and discard the other."""
    for ref in ("H/1", "H/2"):
        with suppress(NotHeld):
            if ref == "H/1":
                service.release(ref, [], ANALYST)
            else:
                service.discard(ref, "unreadable", ANALYST)
        told({"decided": ref})


def reredact(service: Service, told: Told) -> None:
    """Move to a policy that hides more."""
    service.store._asked_policy = STRICT
    service.reredact(ANALYST)
    told({"moved": True})


def rebuild(service: Service, told: Told) -> None:
    """Make anew what is made from the logs, after it was spoilt."""
    with service.store.catalogue._file.writing() as db:
        db.execute("DELETE FROM passages WHERE log_ref='A/2'")
        db.execute("UPDATE passages SET vector=zeroblob(768) WHERE log_ref='A/3'")
        db.execute("INSERT OR IGNORE INTO mentions VALUES ('PERSON 7K3F9Q2M', 'Z/9', 1)")
    (service.store.folder / INDEX_FILE).unlink(missing_ok=True)
    check(service, ANALYST, mend=True)
    told({"rebuilt": True})


def compact(service: Service, told: Told) -> None:
    """Leave no copy of replaced texts, and write the vector index anew."""
    service.store.catalogue.scrub()
    (service.store.folder / INDEX_FILE).unlink(missing_ok=True)
    service.store._index = None
    service.store.vectors()
    told({"compacted": True})


def back_up(service: Service, told: Told) -> None:
    """Write a backup; a whole one of an earlier try is taken away."""
    target = service.store.folder.parent / "backup"
    target.unlink(missing_ok=True)
    service.back_up(target, ANALYST, secret=SEAL)
    told({"backup": True})


def ask(service: Service, told: Told) -> None:
    """Ask, search and read: the record grows."""
    for n in range(3):
        *_, answer = service.ask(f"Who drove van{n}x?", ANALYST)
        told({"audited": int(answer.audit_id)})


ACTS = {act.__name__: act for act in (take, delete, decide, reredact, rebuild, compact, back_up, ask)}
SPOILING = {"rebuild"}  # acts that begin by spoiling the store, so that `check` has something to mend after a kill


# -- what must hold ---------------------------------------------------------------------------------------------------


def contents(service: Service) -> dict[str, list[tuple[object, ...]]]:
    """All that a store holds of logs, without what depends on when it was done."""
    db = service.store.catalogue._file.connection
    tables = {
        "logs": "SELECT log_ref, version, live, title, text, mentions, provenance, theme, attributes FROM logs",
        "passages": 'SELECT log_ref, version, ordinal, start, "end", title, text, vector FROM passages',
        "mentions": "SELECT token, log_ref, version FROM mentions",
    }
    found = {name: sorted(map(tuple, db.execute(sql))) for name, sql in tables.items()}
    found["held"] = sorted((log.log_ref, log.draft.log.version) for log in service.store.held_logs())
    found["identities"] = [(token, service.store.vault.reveal(token)) for token in service.store.vault.tokens_held()]
    return found


def soundness(folder: Path, *, mend: bool) -> Iterator[str]:
    """What does not hold in a store that was opened since the kill, in words."""
    settings = Settings(store=folder, cache=folder.parent / "cache", model="none")
    yield from (f"damaged: {finding.place} {finding.problem}" for finding in damage(settings))
    service = opened(folder)
    try:
        service.store.vectors()  # a cache; made anew when a question is asked
        if mend:
            check(service, ANALYST, mend=True)
        for finding in check(service, ANALYST, mend=False):
            if not (finding.note and UNENDED in finding.problem):
                yield f"check: {finding.place} {finding.problem}"
        verification = service.verify()
        if not verification.ok:
            yield f"audit: {verification.problem}"
        store, db = service.store, service.store.catalogue._file.connection
        refs = [log.log_ref for log in store.catalogue.logs(Filters(), EVERYTHING)]
        if len(refs) != len(set(refs)):
            yield "a log is there twice"
        index_ = store.vectors()
        ids, vectors = store.catalogue.vectors(store.catalogue.passage_ids()[0])
        near = [
            index_.search(vector.astype(np.float32), 1, np.array([i])) for i, vector in zip(ids, vectors, strict=True)
        ]
        if lost := [i for i, found in zip(ids, near, strict=True) if not found or abs(found[0][1] - 1) > 0.01]:
            yield f"{len(lost)} passages are not found by their own vector"
        for i, text in db.execute("SELECT id, text FROM passages"):
            words = [word.strip(".") for word in text.split() if word.startswith("van")]
            if words and i not in [found for found, _ in store.catalogue.match(words, 50, Filters(), EVERYTHING)]:
                yield "a passage is not found by its words"
    finally:
        service.close()


def kept(folder: Path, told: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Which acknowledgements do not hold."""
    service = opened(folder, look_only=True)
    try:
        held = {log.log_ref for log in service.store.held_logs()}
        live = {log.log_ref: log for log in service.store.catalogue.logs(Filters(), EVERYTHING)}
        for said in told:
            for ref in said.get("taken", ()):
                if (ref in live) + (ref in held) != 1:
                    yield f"{ref} was acknowledged and is there {(ref in live) + (ref in held)} times"
                elif ref == "A/9" and live[ref].version != 2:
                    yield f"{ref} was acknowledged and its new version is not there"
            if (ref := said.get("deleted")) and (ref in live or ref in held):
                yield f"{ref} was deleted and is there"
            if said.get("decided") == "H/1" and ("H/1" in held or "H/1" not in live):
                yield "H/1 was released and is not among the logs"
            if said.get("decided") == "H/2" and ("H/2" in held or "H/2" in live):
                yield "H/2 was discarded and is there"
            if "moved" in said and service.store.policy.text != STRICT.text:
                yield "the move was acknowledged and is not there"
            if "audited" in said:
                service.audit.event(int(said["audited"]))
    finally:
        service.close()


def backup_is_whole(folder: Path) -> Iterator[str]:
    """A backup that exists is whole, whatever became of who wrote it."""
    if (folder.parent / "backup").exists():
        done = restore(folder.parent / "backup", folder.parent / "restored", SEAL, ANALYST, opened=on)
        yield from (f"restored: {f.place} {f.problem}" for f in done.findings if f.is_open)
        shutil.rmtree(folder.parent / "restored")


# -- points -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """Where a process is killed: at a step of the disk, or after some seconds."""

    act: str
    step: int = 0
    fault: str = KILL
    seconds: float = 0.0
    label: str = ""

    @property
    def kills(self) -> bool:
        return self.fault in (KILL, TORN)

    def __str__(self) -> str:
        where = f"step {self.step} ({self.label}), {self.fault}" if self.step else f"{self.seconds:.4f} s"
        return f"{self.act} at {where}"


@dataclass
class Course:
    """How an act goes on a copy of the first store when nobody interrupts it."""

    labels: list[str] = field(default_factory=list)
    seconds: float = 0.0
    contents: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)


class Bench:
    """A first store, copied for every point."""

    def __init__(self, folder: Path) -> None:
        self.first = folder / "first" / "store"
        self.folder = folder
        self.met: Counter[str] = Counter()
        self.first.parent.mkdir()
        make(self.first)

    def copied(self, name: str) -> Path:
        """The folder of a new copy of the first store."""
        store = self.folder / name / "store"
        shutil.copytree(self.first, store)
        return store

    def course(self, act: str) -> Course:
        """Do an act without a kill."""
        store, labels_file = self.copied(act), self.folder / f"{act}.labels"
        disk = FaultyDisk(labels=[])

        def timed(told: Told) -> None:
            disk.install()
            service = opened(store)
            began, first = time.perf_counter(), disk.steps
            ACTS[act](service, told)
            seconds = time.perf_counter() - began
            service.close()
            labels_file.write_text(json.dumps([disk.labels, first, seconds]))

        told, status = in_child(timed)
        assert status == 0, f"{act} failed without a fault"
        labels, _, seconds = json.loads(labels_file.read_text())
        service = opened(store)
        found = contents(service)
        service.close()
        problems = [*soundness(store, mend=False), *kept(store, told), *backup_is_whole(store)]
        assert not problems, f"{act} without a fault: {problems}"
        shutil.rmtree(store.parent)
        return Course(labels, seconds, found)

    def broken(self, point: Point, course: Course, number: int) -> list[str]:
        """Kill at a point; what is broken then, and after the act was done again."""
        store = self.copied(str(number))
        disk = FaultyDisk(at=point.step, fault=point.fault)  # type: ignore[arg-type]

        def hindered(told: Told) -> None:
            disk.install()
            service = None
            try:
                service = opened(store)
                ACTS[point.act](service, told)
            except Exception as error:
                told({"said": str(error) if isinstance(error, (IntellogError, OSError)) else traceback.format_exc()})
            heal(disk)
            service = service or opened(store)
            ACTS[point.act](service, told)  # in the same process, as a server does it
            service.close()

        def killed(told: Told) -> None:
            disk.install()
            service = opened(store)
            if point.seconds:
                signal.setitimer(signal.ITIMER_REAL, point.seconds)  # its signal kills, like SIGKILL, without a handler
            ACTS[point.act](service, told)
            service.close()

        told, status = in_child(killed if point.kills else hindered)
        problems = [] if status in (0, -signal.SIGKILL, -signal.SIGALRM) else [f"the act ended with {status}"]
        said = [str(some["said"]) for some in told if "said" in some]
        self.met["killed" if status else "hindered" if said else "ended first"] += 1
        problems += (f"not said for a reader: {what}" for what in said if not SAYS_WHAT.search(what))
        try:
            opened(store).close()  # what was left undone is done at the start
            problems += kept(store, told)
            problems += soundness(store, mend=point.act in SPOILING)
            problems += backup_is_whole(store)
            service = opened(store)
            ACTS[point.act](service, lambda said: None)
            now = contents(service)
            service.close()
            for name, rows in course.contents.items():
                if now[name] != rows:
                    lost, more = len(set(rows) - set(now[name])), len(set(now[name]) - set(rows))
                    problems.append(f"done again, {name} differ: {lost} of {len(rows)} are missing, {more} are new")
            problems += (f"done again: {what}" for what in soundness(store, mend=False))
        except Exception:
            problems.append(traceback.format_exc())
        shutil.rmtree(store.parent)
        return problems


def in_child(act: Callable[[Told], None]) -> tuple[list[dict[str, Any]], int]:
    """Run an act in a child process; returns what it acknowledged, and its exit status, or minus its signal."""
    return in_children([act])[0]


def in_children(acts: Sequence[Callable[[Told], None]]) -> list[tuple[list[dict[str, Any]], int]]:
    """Run acts in a child process each, at once."""
    started = [_started(act) for act in acts]
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(_ended, started))


def _started(act: Callable[[Told], None]) -> tuple[int, int]:
    """The process of an act, and the pipe of what it acknowledges."""
    out, into = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.close(out)
        status = 1
        try:
            act(lambda said: os.write(into, json.dumps(said).encode() + b"\n") and None)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(into)
    return child, out


def _ended(started: tuple[int, int]) -> tuple[list[dict[str, Any]], int]:
    child, out = started
    with os.fdopen(out) as lines:
        told = [json.loads(line) for line in lines if line.endswith("\n")]
    _, status = os.waitpid(child, 0)
    return told, os.waitstatus_to_exitcode(status)


def disk_points(courses: dict[str, Course], most: int, seed: int) -> list[Point]:
    """Some steps, of all acts and kinds of step alike, at which the disk is full, or fails, from then on."""
    pick = random.Random(seed)
    kinds = sorted({(act, label) for act, course in courses.items() for label in course.labels})
    pick.shuffle(kinds)
    chosen = []
    for number in range(most):
        act, label = kinds[number % len(kinds)]
        step = pick.choice([n for n, some in enumerate(courses[act].labels, start=1) if some == label])
        full = label.startswith("write") and pick.random() < 0.5  # a full disk still syncs and renames
        chosen.append(Point(act, step, FULL if full else BROKEN, label=label))
    return chosen


def points(courses: dict[str, Course], seed: int) -> Iterator[Point]:
    """Points without end: a fifth are moments, the others steps, of all acts and kinds of step alike."""
    pick = random.Random(seed)
    kinds = sorted({(act, label) for act, course in courses.items() for label in course.labels})
    pick.shuffle(kinds)
    for number in count():
        if number % 5 == 4:
            act = pick.choice(sorted(courses))
            yield Point(act, seconds=max(1e-4, pick.random() * courses[act].seconds))
            continue
        act, label = kinds[number % len(kinds)]
        step = pick.choice([n for n, some in enumerate(courses[act].labels, start=1) if some == label])
        torn = label.startswith("write") and pick.random() < 0.5
        yield Point(act, step, TORN if torn else KILL, label=label)


# -- a crowd ----------------------------------------------------------------------------------------------------------


def crowd(bench: Bench, seconds: float) -> list[str]:
    """What was broken when two writers and four readers had used one store for some seconds."""
    store = bench.copied("crowd")
    until = time.monotonic() + seconds

    def write(told: Told, name: str) -> None:
        service = opened(store)
        number = 0
        while time.monotonic() < until or not number:
            refs = [f"{name}/{number}/{n}" for n in range(4)]
            texts = {ref: f"first <PERSON:{name} Quix{name}> met van{ref} last".replace("/", "q") for ref in refs}
            path = exported(store.parent / f"{name}.jsonl", texts)
            told({"taken": refs[: service.ingest([path], ANALYST).read]})
            service.delete(refs[0], "retention", ANALYST)
            told({"deleted": refs[0]})
            number += 1
        service.close()

    def read(told: Told, name: str) -> None:
        rounds = 0
        while time.monotonic() < until or not rounds:
            service = opened(store)
            for _ in range(3):
                rounds += 1
                for log in service.listing(ANALYST, limit=40):
                    whole = log.text.startswith("first") == log.text.endswith("last")
                    if not whole or not (
                        service.store.catalogue.passages_of([log.log_ref], EVERYTHING) or gone(service, log)
                    ):
                        told({"half": log.log_ref})
                for hit in service.search("Who met the van at the quay?", ANALYST):
                    if hit.passage.text.startswith("first") != hit.passage.text.endswith("last"):
                        told({"half": hit.passage.log_ref})
                with suppress(NotHeld):  # a log that it quotes was deleted meanwhile, and is said to be
                    list(service.ask("Who drove van3x?", ANALYST))
            service.close()

    acts = [partial(write, name="x"), partial(write, name="y"), *(partial(read, name=str(n)) for n in range(4))]
    done = in_children(acts)
    problems = [f"process {n} ended with {status}" for n, (_, status) in enumerate(done) if status]
    deleted = {said["deleted"] for told, _ in done for said in told if "deleted" in said}
    acknowledged = [said for told, _ in done for said in told]
    problems += (f"{said['half']} was seen half" for said in acknowledged if "half" in said)
    for said in acknowledged:
        if "taken" in said:
            said["taken"] = [ref for ref in said["taken"] if ref not in deleted]
    taken = sum(len(said.get("taken", ())) for said in acknowledged)
    print(f"crowd: {taken} logs taken and kept, {len(deleted)} deleted", file=sys.stderr)
    return [*problems, *kept(store, acknowledged), *soundness(store, mend=False)]


def gone(service: Service, log: RedactedLog) -> bool:
    return not service.store.catalogue.held([log.log_ref])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--points", type=int, default=300)
    options.add_argument("--disk", type=int, default=0)
    options.add_argument("--crowd", type=float, default=0.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--act", choices=sorted(ACTS), action="append")
    chosen = options.parse_args()
    for module in (index.ingest, index.reredaction, index.policy_change):
        for name in ("BATCH", "TOGETHER"):
            if hasattr(module, name):
                setattr(module, name, BATCH)
    sealing.CHUNK = 1 << 14
    with tempfile.TemporaryDirectory(prefix="faults.", dir=_fastest()) as folder:
        bench = Bench(Path(folder))
        if chosen.crowd:
            problems = crowd(bench, chosen.crowd)
            print(*problems, sep="\n")
            return 1 if problems else 0
        courses = {act: bench.course(act) for act in chosen.act or ACTS}
        for act, course in courses.items():
            print(f"{act}: {len(course.labels)} steps, {course.seconds:.2f} s", file=sys.stderr)
        failed: Counter[str] = Counter()

        def drawn() -> Iterator[Point]:
            kills = points(courses, chosen.seed)
            while bench.met["killed"] < chosen.points:  # an act may be over before its moment or its last step
                yield next(kills)
            yield from disk_points(courses, chosen.disk, chosen.seed)

        for number, point in enumerate(drawn()):
            if problems := bench.broken(point, courses[point.act], number):
                failed[point.act] += 1
                print(f"{point}:\n  " + "\n  ".join(problems), flush=True)
    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{dict(bench.met)}, {failed.total()} broken, {used:.0f} s of CPU", file=sys.stderr)
    return 1 if failed else 0


def _fastest() -> str | None:
    """Memory, where there is some: a killed process is the same on it, and a sync takes no time."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) and shutil.disk_usage("/dev/shm").free > 1 << 28 else None


if __name__ == "__main__":
    sys.exit(main())
