"""The query encoder: questions lie near what answers them, and only recorded weights are loaded."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.embedding import DIMENSION, MiniLM
from index.entries import embedded_text
from index.errors import BadModel
from index.query_encoder import model as query_encoder
from index.query_encoder.model import CARD, WEIGHTS, QueryEncoder, pieces_of
from index.query_encoder.training import lesson
from index.records import RedactedQuestion
from index.redaction.training.corpora import written
from index.relevance import model as relevance
from index.relevance.tasks import Candidate, Task
from index.store import Store
from tests.conftest import WordEmbedder

ANNA = "PERSON 7K3F9Q2M"


def test_weights_that_are_not_the_recorded_ones_are_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=CARD):
        QueryEncoder(tmp_path).encode(["who drove the van"])
    shutil.copy(Path(query_encoder.__file__).parent / CARD, tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"something else")
    with pytest.raises(BadModel, match="SHA-256"):
        QueryEncoder(tmp_path).encode(["who drove the van"])


def test_a_long_question_is_cut_and_keeps_the_mark_of_its_end() -> None:
    short, long = pieces_of("who drove the van"), pieces_of("who drove the van " * 200)
    assert len(long) == 256
    assert (long[0], long[-1]) == (short[0], short[-1])


def test_a_lesson_has_each_passage_once_and_no_question_without_an_answer() -> None:
    van, dog = (Candidate("t", f"The {word} was [{ANNA}]'s.", word == "van", None) for word in ("van", "dog"))
    nothing = Candidate("t", "The yard was shut.", answers=False, sentences=None)
    tasks = [
        Task(RedactedQuestion(f"Whose van, [{ANNA}]?"), (dog, van)),
        Task(RedactedQuestion("Who is it?"), (nothing, dog)),
    ]
    made = lesson(tasks, WordEmbedder())
    assert made.questions == ("Whose van, a person?",)
    assert made.answers == ((1,),)
    assert len(made.vectors) == 3


def test_a_store_with_an_embedder_of_its_own_asks_with_it_too(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", embedder=WordEmbedder())
    assert store.models["query encoder"] == store.models["embedder"]
    store.close()


@pytest.mark.models
def test_the_shipped_encoder_finds_more_than_the_embedding_in_logs_that_it_has_not_learnt_from() -> None:
    texts = written()["solent"]
    vectors = MiniLM().encode([embedded_text(t.text, b.text) for t, b in zip(texts[::2], texts[1::2], strict=True)])
    file = Path(relevance.__file__).with_name("questions") / "solent.jsonl"
    rows = [row for line in file.read_text("utf-8").splitlines() if (row := json.loads(line))["urns"]]
    recall = []
    for encoder in (QueryEncoder(), MiniLM()):
        asked = encoder.encode([row["redacted"] for row in rows])
        assert np.allclose(np.linalg.norm(asked, axis=1), 1, atol=1e-2)
        first = np.argsort(-asked @ vectors.T, axis=1)[:, :10] + 1
        wanted = [{int(urn.rpartition("/")[2]) for urn in row["urns"]} for row in rows]
        recall.append(np.mean([len(w & set(f)) / len(w) for w, f in zip(wanted, first.tolist(), strict=True)]))
    ours, plain = recall
    assert ours > plain + 0.03
    assert QueryEncoder().encode([]).shape == (0, DIMENSION)
