"""A crew of processes reads and embeds what one process does, and the work is done without it when it is gone."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index import ingest as ingesting
from index.clearance import EVERYTHING
from index.crew import WORTH, Crew, CrewEmbedder, _parted
from index.embedding import MiniLM
from index.keys import Keys
from index.redaction.detector import Detector
from index.redaction.redactor import Redactor
from index.redaction.vault import Vault
from index.store import Store


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rows = (Path(__file__).parent.parent / "ui" / "demo" / "harbour.jsonl").read_text("utf-8").splitlines()
    return [json.loads(row)["text"] for row in rows[: 2 * WORTH]]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


@pytest.fixture
def crew(detector: Detector) -> Iterator[Crew]:
    with Crew(2, detector.names_model) as crew:
        crew.wait()
        yield crew


def test_a_crew_gives_what_one_process_gives_until_one_of_it_is_killed(
    crew: Crew, detector: Detector, texts: list[str], keys: Keys
) -> None:
    alone = Redactor(detector, Vault(None, keys)).texts(texts)
    vectors = MiniLM().encode(texts)
    assert crew.vectors(texts[: WORTH - 1]) is None  # few texts are not shared out
    assert crew.readings(texts, frozenset({"will"}), entities=True) is not None
    detector.crew = crew
    try:
        assert Redactor(detector, Vault(None, keys)).texts(texts) == alone
        shared = crew.vectors(texts)
        assert shared is not None
        assert np.allclose(shared, vectors, atol=1e-2)  # bfloat16 rounds by its neighbours in a group
        for process in crew._children:
            process.kill()
        assert Redactor(detector, Vault(None, keys)).texts(texts) == alone
        assert crew.vectors(texts) is None
        assert np.array_equal(CrewEmbedder(MiniLM(), crew).encode(texts), vectors)
    finally:
        detector.crew = None


def test_what_fails_beside_a_crew_does_not_wait_for_it(detector: Detector) -> None:
    with pytest.raises(KeyboardInterrupt), Crew(2, detector.names_model) as crew:
        raise KeyboardInterrupt
    assert len(crew._children) == 2
    assert all(child.exitcode == -signal.SIGKILL for child in crew._children)


def test_a_large_import_uses_a_crew_and_stores_the_same(
    tmp_path: Path, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[int] = []

    def counted(self: Crew, texts: list[str]) -> object:
        self.wait()
        shared.append(len(texts))
        return of_crew(self, texts)

    of_crew = Crew.vectors
    monkeypatch.setattr(Crew, "vectors", counted)
    monkeypatch.setattr(ingesting, "crew_size", lambda: 2)
    monkeypatch.setattr(ingesting, "BATCH", WORTH)
    exported = tmp_path / "logs.jsonl"
    exported.write_text(
        "".join((demo / "vale.jsonl").read_text("utf-8").splitlines(keepends=True)[: 2 * WORTH]), "utf-8"
    )
    passages = []
    for large in (2 * WORTH, 2 * WORTH + 1):
        monkeypatch.setattr(ingesting, "LARGE", large)
        store = Store(tmp_path / str(large), master=bytes(range(32)))
        report = ingesting.ingest([exported], store)
        assert report.indexed + report.held == 2 * WORTH
        ids, _ = store.catalogue.passage_ids()
        passages.append({p.id: p.text for p in store.catalogue.passages(list(ids), EVERYTHING)})
        assert store.passage_embedder is store.embedder
        store.close()
    assert shared
    assert passages[0] == passages[1]


class Idle:
    """In place of a crew: it only remembers whether it was ended, and how."""

    ended: bool | None = None

    def __init__(self, size: int, names_model: Path) -> None:
        pass

    def end(self, *, at_once: bool) -> None:
        self.ended = at_once


def test_imports_at_the_same_time_share_a_crew_that_ends_with_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.Crew", Idle)
    store = Store(tmp_path)
    first, second = store.crewed(2), store.crewed(2)
    crew = first.__enter__()
    assert second.__enter__() is crew
    first.__exit__(None, None, None)  # the one that began first ends first
    assert crew.ended is None  # type: ignore[union-attr]
    second.__exit__(None, None, None)
    assert crew.ended is False  # type: ignore[union-attr]
    with pytest.raises(KeyboardInterrupt), store.crewed(2) as other:
        raise KeyboardInterrupt
    assert other.ended is True  # type: ignore[union-attr]
    with store.crewed(1) as none:
        assert none is None
    store.close()


def test_where_no_process_can_be_started_the_work_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(size: int, names_model: Path) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr("index.store.Crew", refused)
    store = Store(tmp_path)
    with store.crewed(2) as crew:
        assert crew is None
    store.close()


@pytest.mark.parametrize(
    ("lengths", "parts", "runs"),
    [
        ([], 2, [[]]),
        ([5], 4, [[0]]),
        ([4, 3, 2, 1], 2, [[0, 1], [2, 3]]),
        ([9, 1, 1, 1], 2, [[0], [1, 2, 3]]),
        ([1, 1, 1, 1, 1, 1], 3, [[0, 1], [2, 3], [4, 5]]),
    ],
)
def test_a_sequence_is_parted_by_length(lengths: list[int], parts: int, runs: list[list[int]]) -> None:
    assert _parted(list(range(len(lengths))), lengths, parts) == runs
