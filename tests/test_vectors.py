import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import vectors
from index.embedding import DIMENSION
from index.vectors import VectorIndex

rng = np.random.default_rng(7)


def unit_rows(count: int) -> np.ndarray:
    rows = rng.normal(size=(count, DIMENSION)).astype(np.float32)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


ROWS = unit_rows(50)
IDS = np.arange(100, 150, dtype=np.int64)
INDEX = vectors.build(IDS, ROWS, model="m", generation=3)
QUERY = unit_rows(1)[0].astype(np.float32)


class Held:
    """Vectors by id, as the catalogue has them; counts what is fetched."""

    def __init__(self, ids: np.ndarray = IDS, rows: np.ndarray = ROWS) -> None:
        self.rows = dict(zip(ids.tolist(), rows, strict=True))
        self.fetched: list[int] = []

    def __call__(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        held = [i for i in ids.tolist() if i in self.rows]
        self.fetched += held
        rows = np.array([self.rows[i] for i in held], np.float16).reshape(len(held), DIMENSION)
        return np.array(held, np.int64), rows


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "BLOCK_ROWS", 8)


def slow_search(query: np.ndarray, allowed: list[int] | None) -> list[int]:
    cosines = ROWS.astype(np.float32) @ query
    order = [int(IDS[i]) for i in np.argsort(-cosines)]
    return [i for i in order if allowed is None or i in allowed]


def ids_of(index: VectorIndex) -> list[int]:
    return [int(i) for block in index.blocks for i in block.ids]


@pytest.mark.parametrize("block_rows", [7, 50, 1000])
@settings(max_examples=30, deadline=None)
@given(allowed=st.none() | st.lists(st.integers(95, 155), max_size=30, unique=True), k=st.integers(1, 60))
def test_search_inside_a_permitted_set_equals_the_slow_way(block_rows: int, allowed: list[int] | None, k: int) -> None:
    query = unit_rows(1)[0].astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "BLOCK_ROWS", block_rows)
        index = vectors.build(IDS, ROWS, model="m", generation=3)
    found = index.search(query, k, None if allowed is None else np.array(allowed, np.int64))
    assert [i for i, _ in found] == slow_search(query, allowed)[:k]


@pytest.mark.parametrize("denied", [1, 5, 20, 45])
def test_nothing_is_lost_when_the_nearest_of_all_are_not_permitted(denied: int) -> None:
    nearest = slow_search(QUERY, None)
    allowed = sorted(nearest[denied:])
    found = INDEX.search(QUERY, 8, np.array(allowed, np.int64))
    assert [i for i, _ in found] == nearest[denied : denied + 8]


def test_equal_cosines_keep_the_lower_id(small_blocks: None) -> None:
    same = vectors.build(IDS, np.repeat(ROWS[:1], 50, axis=0), model="m", generation=3)
    assert [i for i, _ in same.search(QUERY, 12)] == list(range(100, 112))


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.sets(st.integers(100, 149)), min_size=1, max_size=5))
def test_an_updated_index_holds_exactly_the_ids_it_is_given(steps: list[set[int]]) -> None:
    index, held = vectors.empty("m"), Held()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "BLOCK_ROWS", 8)
        for number, wanted in enumerate(steps):
            index = index.updated(np.array(sorted(wanted), np.int64), number, held)
            assert ids_of(index) == sorted(wanted)
            assert (index.manifest.count, index.manifest.generation) == (len(wanted), number)
            found = [i for i, _ in index.search(QUERY, 60)]
            assert found == [i for i in slow_search(QUERY, None) if i in wanted]
            assert len(index.blocks) <= 2 * (len(wanted) // 8 + 1)


def test_what_was_added_is_fetched_and_written_alone(tmp_path: Path, small_blocks: None) -> None:
    held = Held()
    index = vectors.empty("m").updated(IDS[:20], 1, held)
    vectors.save(index, tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    held.fetched.clear()
    vectors.save(index.updated(IDS[:21], 2, held), tmp_path)
    changed = {p.name for p in tmp_path.iterdir() if before.get(p.name) != p.stat().st_mtime_ns}
    assert held.fetched == [120]
    assert changed == {"vectors.2.faiss", "vectors.json"}


def test_what_was_removed_is_in_no_file(tmp_path: Path, small_blocks: None) -> None:
    held = Held()
    index = vectors.empty("m").updated(IDS, 1, held)
    vectors.save(index, tmp_path)
    stays = IDS[(IDS != 117) & (IDS < 130)]
    vectors.save(index.updated(stays, 2, held), tmp_path)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert ROWS[17].tobytes() not in written
    assert ROWS[40].tobytes() not in written
    assert ROWS[16].tobytes() in written


def test_a_saved_index_is_loaded_as_it_was(tmp_path: Path, small_blocks: None) -> None:
    index = vectors.build(IDS, ROWS, model="m", generation=3)
    vectors.save(index, tmp_path)
    loaded = vectors.load(tmp_path, model="m", fetch=Held())
    assert loaded.manifest == index.manifest
    assert loaded.search(QUERY, 50) == index.search(QUERY, 50)


def test_an_index_of_another_model_or_another_catalogue_is_not_used(tmp_path: Path) -> None:
    vectors.save(INDEX, tmp_path)
    assert vectors.load(tmp_path, model="n", fetch=Held()).blocks == ()
    assert vectors.load(tmp_path, model="m", fetch=Held(IDS, unit_rows(50))).blocks == ()


@pytest.mark.parametrize("name", ["vectors.faiss", "vectors.3.faiss", vectors.MANIFEST_FILE])
@pytest.mark.parametrize("damage", ["flip", "flip at the end", "cut", "empty", "other", "remove"])
def test_damage_never_reaches_an_answer(tmp_path: Path, small_blocks: None, name: str, damage: str) -> None:
    held = Held()
    vectors.save(vectors.build(IDS, ROWS, model="m", generation=3), tmp_path)
    good = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    data = bytearray(good[name])
    data[len(data) // 2 if damage == "flip" else -3] ^= 1
    other = good["vectors.1.faiss"]
    contents = {"cut": bytes(data[:-9]), "empty": b"", "other": other}
    path = tmp_path / name
    path.unlink() if damage == "remove" else path.write_bytes(contents.get(damage, bytes(data)))
    loaded = vectors.load(tmp_path, model="m", fetch=held)
    assert loaded.manifest.generation != 3 or ids_of(loaded) == IDS.tolist()
    found = loaded.search(QUERY, 50)
    exact = dict(INDEX.search(QUERY, 50))
    assert all(exact[i] == cosine for i, cosine in found)
    again = loaded.updated(IDS, 3, held)
    assert again.search(QUERY, 50) == INDEX.search(QUERY, 50)
    vectors.save(again, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == good


def test_a_change_of_any_byte_of_the_manifest_is_seen(tmp_path: Path, small_blocks: None) -> None:
    vectors.save(vectors.build(IDS[:10], ROWS[:10], model="m", generation=3), tmp_path)
    path = tmp_path / vectors.MANIFEST_FILE
    good = path.read_bytes()
    said = json.loads(good)
    for place in range(len(good)):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        loaded = vectors.load(tmp_path, model="m", fetch=Held())
        assert loaded.manifest.generation in (-1, said["generation"])
        assert all(i in IDS[:10] for i in ids_of(loaded))
        assert loaded.manifest.generation == -1 or ids_of(loaded) == IDS[:10].tolist()


def test_a_lost_block_costs_its_own_rows_only(tmp_path: Path, small_blocks: None) -> None:
    held = Held()
    vectors.save(vectors.build(IDS, ROWS, model="m", generation=3), tmp_path)
    (tmp_path / "vectors.3.faiss").write_bytes(b"")
    loaded = vectors.load(tmp_path, model="m", fetch=held)
    held.fetched.clear()
    loaded.updated(IDS, 3, held)
    assert held.fetched == list(range(124, 132))


def test_an_empty_index_finds_nothing() -> None:
    none = vectors.build(np.zeros(0, np.int64), np.zeros((0, DIMENSION), np.float16), model="m", generation=0)
    assert none.search(QUERY, 5) == []


def test_the_manifest_says_what_the_index_was_made_from(tmp_path: Path) -> None:
    vectors.save(INDEX, tmp_path)
    manifest = json.loads((tmp_path / vectors.MANIFEST_FILE).read_text())
    assert (manifest["model"], manifest["dimension"], manifest["count"], manifest["generation"]) == ("m", 384, 50, 3)
