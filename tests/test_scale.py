from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from assistant.evaluation import many_logs, scale
from assistant.evaluation.many_logs import Vectors, fill, log
from index.clearance import EVERYTHING
from index.records import Filters
from index.store import Store
from tests.conftest import WordEmbedder


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return Vectors(WordEmbedder())


def test_a_number_is_always_the_same_log_and_numbers_differ() -> None:
    texts = [log(number).text for number in range(300)]
    assert texts == [log(number).text for number in range(300)]
    assert len(set(texts)) == 300
    assert sum(len(text.split()) for text in texts) / 300 > 30


def test_identities_recur_and_the_vocabulary_goes_on_growing() -> None:
    logs = [log(number) for number in range(1500)]
    tokens = [m.token for made in logs for m in made.mentions if m.token]
    assert 0.3 < len(set(tokens)) / len(tokens) < 0.9
    words = [set(" ".join(made.text for made in logs[:n]).split()) for n in (500, 1000, 1500)]
    assert all(len(more) > 1.2 * len(fewer) for fewer, more in pairwise(words))


def test_made_vectors_are_units_as_near_to_each_other_as_real_ones(vectors: Vectors) -> None:
    rows = vectors.made(range(1000)).astype(np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=2e-3)
    near = vectors.neighbours()
    assert near["made"] == pytest.approx(near["real"], abs=0.15)


def test_a_store_is_filled_on_from_where_it_was_left(
    tmp_path: Path, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_logs, "BATCH", 20)

    class Stopped(Exception):
        pass

    def stop(held: int) -> None:
        if held >= 40:
            raise Stopped

    folders = tmp_path / "stopped", tmp_path / "whole"
    stopped, whole = (Store(folder, embedder=WordEmbedder()) for folder in folders)
    with pytest.raises(Stopped):
        fill(stopped, 90, vectors, stop)
    fill(stopped, 90, vectors)
    fill(whole, 90, vectors)
    assert list(stopped.catalogue.logs(Filters(), EVERYTHING)) == list(whole.catalogue.logs(Filters(), EVERYTHING))
    ids, _ = stopped.catalogue.passage_ids()
    assert np.array_equal(stopped.catalogue.vectors(ids)[1], whole.catalogue.vectors(ids)[1])
    assert stopped.catalogue.pending.unswept() == {}
    assert stopped.catalogue.integrity() == []
    assert scale.is_made(folders[0], WordEmbedder())


def test_a_measured_store_has_every_figure_and_exact_recall(tmp_path: Path, vectors: Vectors) -> None:
    store = Store(tmp_path / "store", embedder=WordEmbedder())
    fill(store, 400, vectors)
    store.close()
    figures = scale.measure(tmp_path / "store", WordEmbedder(), lambda message: None)
    assert figures["logs"] == 400
    assert figures["bars"].keys() == scale.BARS.keys()
    assert figures["bars"]["recall@10"] == {"value": 1.0, "bar": 0.99, "met": True}
    for times in (figures["vectors"], figures["search"], *figures["permitted"].values()):
        assert 0 < times["cpu_ms"]["median"] <= times["cpu_ms"]["p95"]
    picture = ElementTree.fromstring(scale.plot([figures, figures | {"logs": 4000}]))
    assert len(picture.findall("{*}polyline")) == 6


def test_recall_is_lost_when_the_index_misses_rows(tmp_path: Path, vectors: Vectors) -> None:
    store = Store(tmp_path / "store", embedder=WordEmbedder())
    fill(store, 200, vectors)
    ids, generation = store.catalogue.passage_ids()
    queries = store.embedder.encode(["a van by the harbour", "cash and a phone"])
    assert scale._recall(store, queries, ids) == 1.0
    store._index = store.vectors().updated(ids[::2], generation, store.catalogue.vectors)
    assert scale._recall(store, queries, ids) < 0.9


def test_search_of_made_logs_finds_them_by_words_and_by_token(tmp_path: Path, vectors: Vectors) -> None:
    store = Store(tmp_path / "store", embedder=WordEmbedder())
    fill(store, 200, vectors)
    wanted = log(17)
    assert store.search(next(iter(scale._questions(store))), EVERYTHING)
    token = wanted.mentions[0].token
    assert wanted.log_ref in store.catalogue.mentioning([token], Filters(), EVERYTHING)
    word = store.catalogue.word_in_about(30)
    assert word is not None
    assert len(store.catalogue.match([word[0]], 100, Filters(), EVERYTHING)) == word[1]
