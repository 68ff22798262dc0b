import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import vectors
from index.embedding import DIMENSION

rng = np.random.default_rng(7)


def unit_rows(count: int) -> np.ndarray:
    rows = rng.normal(size=(count, DIMENSION)).astype(np.float32)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


ROWS = unit_rows(50)
IDS = np.arange(100, 150, dtype=np.int64)
INDEX = vectors.build(IDS, ROWS, model="m", generation=3)


def slow_search(query: np.ndarray, allowed: list[int] | None) -> list[int]:
    cosines = ROWS.astype(np.float32) @ query
    order = [int(IDS[i]) for i in np.argsort(-cosines)]
    return [i for i in order if allowed is None or i in allowed]


@settings(max_examples=30, deadline=None)
@given(allowed=st.none() | st.lists(st.integers(95, 155), max_size=30, unique=True), k=st.integers(1, 12))
def test_search_inside_a_permitted_set_equals_the_slow_way(allowed: list[int] | None, k: int) -> None:
    query = unit_rows(1)[0].astype(np.float32)
    found = INDEX.search(query, k, None if allowed is None else np.array(allowed, np.int64))
    assert [i for i, _ in found] == slow_search(query, allowed)[:k]


def test_a_saved_index_is_loaded_only_for_the_state_it_was_made_from(tmp_path: Path) -> None:
    vectors.save(INDEX, tmp_path)
    loaded = vectors.load(tmp_path, model="m", generation=3, count=50)
    query = unit_rows(1)[0].astype(np.float32)
    assert loaded is not None
    assert loaded.search(query, 5) == INDEX.search(query, 5)
    for other in ({"model": "n"}, {"generation": 4}, {"count": 49}):
        assert vectors.load(tmp_path, **({"model": "m", "generation": 3, "count": 50} | other)) is None


@pytest.mark.parametrize("name", [vectors.INDEX_FILE, vectors.MANIFEST_FILE])
@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "remove"])
def test_a_damaged_or_missing_file_is_not_loaded(tmp_path: Path, name: str, damage: str) -> None:
    vectors.save(INDEX, tmp_path)
    path = tmp_path / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    contents = {"flip": bytes(data), "cut": bytes(data[:-9]), "empty": b""}
    path.unlink() if damage == "remove" else path.write_bytes(contents[damage])
    assert vectors.load(tmp_path, model="m", generation=3, count=50) is None


def test_an_empty_index_finds_nothing() -> None:
    empty = vectors.build(np.zeros(0, np.int64), np.zeros((0, 0), np.float16), model="m", generation=0)
    assert empty.search(unit_rows(1)[0].astype(np.float32), 5) == []


def test_the_manifest_says_what_the_index_was_made_from(tmp_path: Path) -> None:
    vectors.save(INDEX, tmp_path)
    manifest = json.loads((tmp_path / vectors.MANIFEST_FILE).read_text())
    assert (manifest["model"], manifest["dimension"], manifest["count"], manifest["generation"]) == ("m", 384, 50, 3)
