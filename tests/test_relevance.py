"""The relevance model: what it reads, how its judgement moves what is found, that only recorded weights are loaded."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.evidence import gather
from index.catalogue import Catalogue, Entry
from index.clearance import EVERYTHING
from index.embedding import MINILM
from index.errors import BadModel
from index.passages import split
from index.records import Hit, Judgement, RedactedQuestion, Related
from index.redaction.training.corpora import written
from index.relevance import model as relevance
from index.relevance.model import CARD, WEIGHTS, RelevanceModel
from index.relevance.pairs import LONGEST, pairs
from index.relevance.tasks import BALANCED, Candidate, Task, carried
from index.relevance.training import _shown as shown_passages
from index.search import JUDGED, Search
from index.sentences import sentence_spans
from index.vectors import empty
from tests.conftest import WordEmbedder, redacted_log

ANNA, BEN, ANN = "PERSON 7K3F9Q2M", "PERSON 2B2B2B2B", "PERSON 9Z9Z9Z9Z"
QUESTION = RedactedQuestion(f"Where was [{ANNA}] seen?", asked=((ANNA, ANN),))


def words_of(pieces: Sequence[int]) -> str:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MINILM.file("tokenizer.json")))
    decoded: str = tokenizer.decode(list(pieces))
    return decoded


def test_an_identity_is_said_alike_in_question_and_passage_and_another_is_said_otherwise() -> None:
    (pair,) = pairs(QUESTION, [("Market", f"[{ANNA}] met [{BEN}]. [{ANN}] left.")])
    question, passage = words_of(pair.pieces[: pair.passage]), words_of(pair.pieces[pair.passage :])
    assert question == "where was a person q seen?"
    assert passage == "market a person q met a person x. a person q left."


def test_sentences_are_where_their_pieces_are() -> None:
    text = "The van was white. It left at 14:20.\nNobody saw the driver."
    (pair,) = pairs(QUESTION, [("Van", text)])
    said = [words_of(pair.pieces[first:end]) for first, end in pair.sentences]
    assert said == ["the van was white.", "it left at 14 : 20.", "nobody saw the driver."]


def test_a_long_passage_is_cut_and_what_is_not_read_is_known() -> None:
    (pair,) = pairs(QUESTION, [("t", "The van was seen at the yard again today. " * 60)])
    assert len(pair.pieces) == LONGEST
    assert pair.sentences[0] != (0, 0)
    assert set(pair.sentences[40:]) == {(0, 0)}
    assert len(pair.sentences) == 60


def test_weights_that_are_not_the_recorded_ones_are_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=CARD):
        RelevanceModel(tmp_path).judge(QUESTION, [("t", "text")])
    shutil.copy(Path(relevance.__file__).parent / CARD, tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"something else")
    with pytest.raises(BadModel, match="SHA-256"):
        RelevanceModel(tmp_path).judge(QUESTION, [("t", "text")])


@pytest.mark.models
def test_the_shipped_model_tells_what_answers_from_what_only_looks_like_it() -> None:
    model = RelevanceModel()
    question = RedactedQuestion(f"What colour is the car that [{ANNA}] drives?", asked=((ANNA,),))
    passages = [
        ("Car wash", f"[{BEN}] was outside the car wash. The weather was fine."),
        ("Stop check", f"[{ANNA}] was stopped on the ring road. He was driving a dark green Skoda. No offences."),
    ]
    other, right = model.judge(question, passages)
    assert right.passage > other.passage + 1
    assert max(right.sentences) == right.sentences[1]
    assert model.judge(question, passages[::-1]) == [right, other]


class ByWord:
    """Judges by one word."""

    digest = "by word"

    def __init__(self, word: str) -> None:
        self.word, self.asked = word, 0

    def judge(self, question: RedactedQuestion, passages: Sequence[tuple[str, str]]) -> list[Judgement]:
        self.asked += len(passages)
        return [
            Judgement(9.0 if self.word in text else -9.0, tuple(-9.0 for _ in sentence_spans(text)))
            for _, text in passages
        ]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    embedder = WordEmbedder()
    entries = []
    for number in range(JUDGED + 20):
        log = redacted_log(f"L/{number}", f"The van stood at the yard, said note {number}. It was white.")
        passages = split(log)
        vectors = embedder.encode([p.text for p in passages]).astype(np.float16)
        entries.append(Entry(log, b"%d" % number, passages, vectors))
    catalogue.add(entries, compared=False)
    yield catalogue
    catalogue.close()


def found(catalogue: Catalogue, judge: ByWord | None, question: str, *, k: int = 100) -> list[Hit]:
    index = empty(WordEmbedder.digest).updated(*catalogue.passage_ids(), catalogue.vectors)
    return Search(catalogue, WordEmbedder(), lambda: index, judge)(RedactedQuestion(question), EVERYTHING, k=k)


def test_what_the_judge_finds_to_answer_comes_first_and_its_judgement_is_kept(catalogue: Catalogue) -> None:
    without = found(catalogue, None, "the van at the yard")
    last = without[JUDGED - 1].passage.log_ref
    first, *others = found(catalogue, ByWord(without[JUDGED - 1].passage.text), "the van at the yard")
    assert first.passage.log_ref == last
    assert first.judged is not None
    assert first.judged.passage == 9.0
    assert [hit.passage.log_ref for hit in others] == [h.passage.log_ref for h in without if h.passage.log_ref != last]


def test_only_the_first_passages_are_read(catalogue: Catalogue) -> None:
    judge = ByWord("nothing")
    hits = found(catalogue, judge, "the van at the yard")
    assert judge.asked == JUDGED
    assert [hit.judged is not None for hit in hits] == [True] * JUDGED + [False] * (len(hits) - JUDGED)


def test_a_log_that_is_asked_for_by_its_reference_stays_first(catalogue: Catalogue) -> None:
    first, *_ = found(catalogue, ByWord("note 3."), "what does L/7 say of the van")
    assert first.passage.log_ref == "L/7"


def test_where_no_passage_answers_the_question_is_not_answered(catalogue: Catalogue) -> None:
    question = RedactedQuestion("Where did the van stand?")
    for word, enough in (("yard", True), ("nothing", False)):
        hits = found(catalogue, ByWord(word), question.text, k=20)
        assert gather(question, hits, catalogue, WordEmbedder(), EVERYTHING).enough is enough


@pytest.mark.parametrize(("best", "enough"), [(2.0, True), (0.5, False)])
def test_what_one_passage_alone_tells_is_enough_where_the_judge_is_sure_of_it(
    catalogue: Catalogue, best: float, enough: bool
) -> None:
    question = RedactedQuestion("Where did the van stand?")
    hits = found(catalogue, ByWord("nothing"), question.text, k=3)
    read = [
        replace(hit, judged=Judgement(best if i == 0 else -6.0, hit.judged.sentences))
        for i, hit in enumerate(hits)
        if hit.judged
    ]
    assert gather(question, read, catalogue, WordEmbedder(), EVERYTHING).enough is enough


def test_the_sentences_that_the_judge_finds_to_answer_are_kept_and_others_are_only_their_context(
    catalogue: Catalogue,
) -> None:
    question = RedactedQuestion("Where did the van stand?")
    hits = found(catalogue, ByWord("nothing"), question.text, k=3)
    for chosen in (0, 1):
        told = [(9.0 if place == chosen else -9.0, -9.0) for place in range(3)]
        read = [replace(hit, judged=Judgement(1.0, logits)) for hit, logits in zip(hits, told, strict=True)]
        evidence = gather(question, read, catalogue, WordEmbedder(), EVERYTHING).evidence
        assert {e.log.log_ref for e in evidence} == {hits[chosen].passage.log_ref}
        assert [e.context for e in evidence] == [False, True]


def test_what_corrects_a_chosen_log_is_told_with_it_however_little_it_answers(catalogue: Catalogue) -> None:
    question = RedactedQuestion("Where did the van stand?")
    hits = found(catalogue, ByWord("nothing"), question.text, k=3)
    older, newer = hits[0].passage.log_ref, hits[1].passage.log_ref
    told = [(9.0, -9.0), (-9.0, -9.0), (-9.0, -9.0)]
    read = [replace(hit, judged=Judgement(1.0, logits)) for hit, logits in zip(hits, told, strict=True)]
    read[0] = replace(read[0], related=Related(older, corrected_by=(newer,)))
    evidence = gather(question, read, catalogue, WordEmbedder(), EVERYTHING).evidence
    assert [e.log.log_ref for e in evidence if not e.context] == [older]
    assert {e.log.log_ref for e in evidence} == {older, newer}


def test_a_stretch_of_a_raw_text_is_found_again_in_the_redacted_one() -> None:
    raw = "Van parked. Olu Zantor paid in cash at the yard. He left."
    redacted = f"Van parked. [{ANNA}] paid in cash at the yard. He left."
    for stretch, told in (
        ("paid in cash", "paid in cash"),
        ("Olu Zantor paid in cash at the yard.", "paid in cash at the yard"),
    ):
        span = carried(raw, redacted, stretch)
        assert span is not None
        assert redacted[slice(*span)] == told
    start, end = carried(raw, redacted, "Olu Zantor") or (0, 0)
    assert redacted[start:end].strip(" .") == f"[{ANNA}]"
    assert carried(raw, redacted, "not in it") is None


def test_every_question_to_written_logs_has_its_answer_in_them() -> None:
    folder = Path(relevance.__file__).with_name("questions")
    rows = [
        json.loads(line) for path in sorted(folder.rglob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    assert len(rows) > 9000
    assert len({row["id"] for row in rows}) == len(rows)
    assert [row["id"] for row in rows if bool(row["urns"]) == (row["type"] == "unanswerable")] == []
    assert all(row["redacted"].strip() for row in rows if "kind" not in row)
    of_written = written()
    checked, wrong = 0, []
    for row in rows:
        for told in row["sentences"]:
            name, number = told["log_ref"].rpartition("/")[::2]
            if name.lower() in of_written:
                title, text = of_written[name.lower()][2 * int(number) - 2 :][:2]
                checked += 1
                if " ".join(told["text"].split()) not in " ".join(f"{title.text} {text.text}".split()):
                    wrong.append(row["id"])
    assert checked > 700
    assert not wrong


def test_as_many_questions_in_pairs_are_told_as_untold_of_each_kind_of_detail() -> None:
    folder = Path(relevance.__file__).with_name("questions") / BALANCED
    told: Counter[tuple[str, str]] = Counter()
    for path in folder.glob("*.jsonl"):
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            told[path.stem, row["kind"]] += 1 if row["urns"] else -1
    assert len(told) > 500
    assert not any(told.values())


def test_a_fact_is_taught_beside_the_same_passage_without_it() -> None:
    text = "The van was outside the yard. It was a green Vivaro. Nobody was at the wheel of it at the time."
    told = Candidate("Van", text, True, (False, True, False))
    other = Candidate("Yard", "The yard was shut when the officers came by.", False, None)
    question = RedactedQuestion("What make was the van at the yard?")
    shown = shown_passages(Task(question, (told, other), of_fact=True), random.Random(1))
    untold = replace(told, text=text.replace("It was a green Vivaro. ", ""), answers=False, near=True)
    assert replace(untold, sentences=(False, False)) in shown.candidates
    assert told in shown.candidates
    broad = shown_passages(Task(question, (told, other)), random.Random(1))
    assert set(broad.candidates) == {told, other}
