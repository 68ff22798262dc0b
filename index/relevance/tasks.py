"""Questions with their logs -> tasks to learn from: each question with passages, those that answer it marked.

The logs are redacted and searched as in a store, but by the embedding as it is shipped: what is learnt must not hang on
what was learnt before.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.clearance import EVERYTHING
from index.embedding import MiniLM
from index.errors import BadFile
from index.ingest import ingest
from index.records import RedactedQuestion
from index.redaction.training.corpora import written
from index.sentences import sentence_spans
from index.store import Store

RETRIEVED = 60  # passages that search gives for a question
BALANCED = "balanced"  # folder of the questions in pairs: one kind of detail, told by a log and not told by another
_OF_FACT = frozenset({"fact", "followup"})
_WORD = re.compile(r"\w+")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage beside a question. sentences: which of them answer; None where nobody said."""

    title: str
    text: str
    answers: bool
    sentences: tuple[bool, ...] | None
    near: bool = False  # whether an annotator named its log as one that only looks like an answer


@dataclass(frozen=True, slots=True)
class Task:
    """A question with the passages that search gives for it, best first, and those of its logs that it missed.

    of_fact: whether it asks for one, so that what does not tell it is no answer, whatever else it says of the matter.
    """

    question: RedactedQuestion
    candidates: tuple[Candidate, ...]
    of_fact: bool = False


def expect_logs(data: Path) -> None:
    """Raises BadFile when a folder does not hold logs/, of which most tasks are."""
    if not (data / "logs").is_dir():
        raise BadFile(f"{data.name}: no folder logs/ here; name the folder that holds the labelled sets")


def set_names() -> frozenset[str]:
    """The sets of questions that are shipped, by the name of the force or region they are put to."""
    return frozenset(path.stem for path in _files())


def tasks_of_forces(data: Path, only: Collection[str] = ()) -> Iterator[list[Task]]:
    """The tasks of each set of questions whose logs are there, but those kept for judging. data: holds logs/.

    only: names of the sets that are wanted; none for all.
    """
    of_written = written()
    for path in _files():
        if only and path.stem not in only:
            continue
        exported = data / "logs" / path.name
        if exported.exists():
            logs = _rows(exported)
        elif path.stem in of_written:
            texts = of_written[path.stem]
            logs = [_log(path.stem, i + 1, texts[2 * i].text, texts[2 * i + 1].text) for i in range(len(texts) // 2)]
        else:
            continue
        balanced = path.parent / BALANCED / path.name
        yield list(_tasks([*_rows(path), *(_rows(balanced) if balanced.exists() else ())], logs))


def is_for_judging(number: int) -> bool:
    """Whether the question of CLAPnq at this place of its file (from 0) is never learnt from."""
    return number % 4 >= 2


def tasks_of_public(data: Path) -> list[Task]:
    """Half of the questions of CLAPnq, each with its passage of Wikipedia; the other half is for judging."""
    folder = data / "clapnq-grounded-qa"
    if not folder.exists():
        return []
    tasks = []
    passages = {row["pid"]: row for row in _rows(folder / "passages.jsonl")}
    for number, row in enumerate(_rows(folder / "questions.jsonl")):
        if not is_for_judging(number):
            shown = passages[row["passage_shown"]]
            support = {i for answer in row["answers"] for i in answer["support"]}
            told = [shown["sentences"][i].strip() for i in sorted(support)]
            spans = [(at, at + len(said)) for said in told if (at := shown["text"].find(said)) >= 0]
            candidates = [_candidate(shown["title"], shown["text"], 0, bool(spans), spans)]
            tasks.append(Task(RedactedQuestion(row["question"]), tuple(candidates), of_fact=True))
    return tasks


def _tasks(questions: Sequence[Row], logs: Sequence[Row]) -> Iterator[Task]:
    raw = {row["log_ref"]: row["text"] for row in logs}
    with TemporaryDirectory() as folder:
        export = Path(folder) / "logs.jsonl"
        export.write_text("".join(f"{json.dumps(row)}\n" for row in logs), "utf-8")
        store = Store(Path(folder) / "store", embedder=MiniLM())
        try:
            ingest([export], store)
            for row in questions:
                if not row.get("judging"):
                    yield _task(row, raw, store)
        finally:
            store.close()


def _task(row: Row, raw: Mapping[str, str], store: Store) -> Task:
    question = store.question(" ".join([*row["previous"][-1:], row["question"]]), EVERYTHING)
    found = [hit.passage for hit in store.search(question, EVERYTHING, k=RETRIEVED)]
    right, near = set(row["urns"]), set(row["near"])
    seen = {passage.id for passage in found}
    found += [p for p in store.catalogue.passages_of(sorted(right | near), EVERYTHING) if p.id not in seen]
    held = store.catalogue.logs_of(sorted({p.log_ref for p in found}), EVERYTHING)
    spans: dict[str, list[tuple[int, int]]] = {}
    for told in row["sentences"]:
        ref = told["log_ref"]
        if ref in held and (span := carried(raw[ref], held[ref].text, told["text"])):
            spans.setdefault(ref, []).append(span)
    return Task(
        question,
        tuple(
            _candidate(
                held[p.log_ref].title, p.text, p.start, p.log_ref in right, spans.get(p.log_ref), p.log_ref in near
            )
            for p in found
        ),
        of_fact=row["type"] in _OF_FACT,
    )


def _candidate(
    title: str, text: str, start: int, answers: bool, spans: Sequence[tuple[int, int]] | None, near: bool = False
) -> Candidate:
    """spans: what answers, in the text that the passage is of, where it starts at `start`."""
    marked = None
    if spans:
        marked = tuple(
            any(start + first < b and a < start + end for a, b in spans) for first, end in sentence_spans(text)
        )
    return Candidate(title, text, answers, marked, near)


def carried(raw: str, redacted: str, stretch: str) -> tuple[int, int] | None:
    """Where a stretch of a raw text stands in the redacted one, told by the words around it; None when it is absent."""
    at = raw.find(stretch)
    if at < 0:
        return None
    ours, theirs = list(_WORD.finditer(raw)), list(_WORD.finditer(redacted))
    our_words, their_words = ([m.group().casefold() for m in some] for some in (ours, theirs))
    same: dict[int, int] = {}
    for block in SequenceMatcher(None, our_words, their_words, autojunk=False).get_matching_blocks():
        same |= {block.a + i: block.b + i for i in range(block.size)}
    inside = [i for i, m in enumerate(ours) if m.end() > at and m.start() < at + len(stretch)]
    met = [same[i] for i in inside if i in same]
    if met:
        return theirs[min(met)].start(), theirs[max(met)].end()
    if not inside:
        return None
    before = [same[i] for i in same if i < inside[0]]
    after = [same[i] for i in same if i > inside[-1]]
    return theirs[max(before)].end() if before else 0, theirs[min(after)].start() if after else len(redacted)


def _files() -> list[Path]:
    return sorted(Path(__file__).with_name("questions").glob("*.jsonl"))


def _log(name: str, number: int, title: str, text: str) -> Row:
    return {"log_ref": f"{name.upper()}/{number:04d}", "title": title, "text": text, "reported_at": "2025-03-01"}


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
