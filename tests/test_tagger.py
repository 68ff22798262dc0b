"""The names model: what it reads, how chances become spans, and that only recorded weights are loaded."""

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.errors import BadModel
from index.redaction.tagger import model as tagger
from index.redaction.tagger.features import WINDOW, windows, words_of
from index.redaction.tagger.labels import LABELS, numbers, spans
from index.redaction.tagger.model import CARD, WEIGHTS, NamesModel
from index.redaction.training.augmentation import recased, substituted, worsened
from index.redaction.training.corpora import Example
from index.redaction.training.invented import Inventor

TEXT = "PC Zantor 7713 met Ola-Mae O'Zibbet of 12 Quill Row, index ZX21QQP"
MARKS = ((3, 9, "OFFICER", "o"), (10, 14, "OFFICER", "o"), (19, 35, "PERSON", "p"), (39, 51, "ADDRESS", "a"))


def test_marks_become_labels_and_labels_the_same_marks() -> None:
    (words,) = words_of([TEXT])
    chances = np.eye(len(LABELS), dtype=np.float32)[numbers(words, [m[:3] for m in MARKS])]
    assert [(s.start, s.end, s.type) for s in spans(words, chances, least=0.5)] == [m[:3] for m in MARKS]


def test_a_word_is_hidden_when_all_hidden_types_together_are_likely_enough() -> None:
    (words,) = words_of(["Zantor"])
    chances = np.zeros((1, len(LABELS)), np.float32)
    chances[0, LABELS.index("B-PERSON")], chances[0, LABELS.index("B-ALIAS")] = 0.3, 0.25
    chances[0, LABELS.index("O")] = 0.45
    assert [s.type for s in spans(words, chances, least=0.5)] == ["PERSON"]
    assert list(spans(words, chances, least=0.6)) == []


def test_long_texts_are_read_in_windows_that_leave_out_no_word() -> None:
    words = words_of(["Zantor ran 07700 900123. " * 300, "", "short"])
    read: dict[int, set[int]] = {}
    for window in windows(words):
        assert len(window.pieces) <= WINDOW
        read.setdefault(window.text, set()).update(range(window.begin, window.end))
    assert read == {0: set(range(len(words[0]))), 2: {0}}


def test_weights_that_are_not_the_recorded_ones_are_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=CARD):
        NamesModel(tmp_path).read(["text"])
    shutil.copy(Path(tagger.__file__).parent / CARD, tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"something else")
    with pytest.raises(BadModel, match="SHA-256"):
        NamesModel(tmp_path).read(["text"])


@pytest.mark.models
def test_the_shipped_model_finds_names_of_many_origins_and_leaves_places() -> None:
    texts = [
        "Driver Thuy Linh QUACH was stopped with Gheorghe Munteanu near the market.",
        "known to staff as Wee Gaz, he lives at 14 Thornfield Rise with Abdirahman Warsame",
        "Two men went from Weymouth to Dorchester in March.",
    ]
    found = [
        {text[s.start : s.end] for s in spans(read.words, read.chances, least=0.5) if s.type in ("PERSON", "ADDRESS")}
        for text, read in zip(texts, NamesModel().read(texts), strict=True)
    ]
    assert {"Thuy Linh QUACH", "Gheorghe Munteanu"} <= found[0]
    assert {"14 Thornfield Rise", "Abdirahman Warsame"} <= found[1]
    assert found[2] == set()


def test_altered_examples_keep_their_marks_on_what_they_mark() -> None:
    example, chance = Example("test", TEXT, MARKS), random.Random(3)
    for _ in range(50):
        other = substituted(example, Inventor(chance), chance)
        assert other.text[: other.marks[0][0]] == "PC "
        assert [m[2:] for m in other.marks] == [m[2:] for m in MARKS]
        assert len(recased(other, chance).text) == len(other.text)
        worse = worsened(other, chance)
        assert worse.marks[-1][1] <= len(worse.text)
