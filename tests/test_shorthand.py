from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.evidence import gather
from index.catalogue import Catalogue, Entry
from index.clearance import EVERYTHING, Clearance, Grant
from index.errors import BadSetting
from index.passages import split
from index.records import Hit, RedactedLog, RedactedQuestion
from index.search import Search
from index.shorthand import Shorthand, Wording, default_shorthand, read_shorthand
from index.vectors import empty
from tests.conftest import WordEmbedder, redacted_log

NORTH = Clearance((Grant(frozenset({"North Force"}), None, None, None),))
LOGS = {
    "L/1": "Interviewed at the station and NFA'd. He walked home by the canal.",
    "L/2": "Silver hatchback, part VRM, went round the lake twice.",
    "L/3": "Two males stood o/s the bakery until it closed.",
    "L/4": "She was interviewed, no further action will be taken, and left with her aunt.",
    "L/5": "The shopkeeper read the registration of the coach to the desk.",
    "L/6": "The dog waited outside the chapel in the rain.",
    "L/7": "Op Heron starts on Monday with a briefing.",
}


class Nowhere:
    """An embedder to which every text is alike, so that words alone decide."""

    digest = "nowhere"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return WordEmbedder().encode(["same"] * len(texts))


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    others = {f"O/{n}": f"A note of the day, number {n}, about the weather." for n in range(30)}
    stored(catalogue, [redacted_log(ref, text) for ref, text in {**LOGS, **others}.items()])
    yield catalogue
    catalogue.close()


def stored(catalogue: Catalogue, logs: Sequence[RedactedLog]) -> None:
    entries = []
    for log in logs:
        passages = split(log)
        vectors = Nowhere().encode([p.text for p in passages]).astype(np.float16)
        entries.append(Entry(log, log.log_ref.encode(), passages, vectors))
    catalogue.add(entries, compared=False)


def hits(catalogue: Catalogue, question: str, clearance: Clearance = EVERYTHING, *, k: int = 3) -> list[Hit]:
    index = empty(Nowhere.digest).updated(*catalogue.passage_ids(), catalogue.vectors)
    search = Search(catalogue, Nowhere(), lambda: index, None)
    return search(RedactedQuestion(question), clearance, k=k)


@pytest.mark.parametrize("clearance", [EVERYTHING, NORTH], ids=["everything", "north"])
@pytest.mark.parametrize(
    ("question", "own", "other"),
    [
        ("who had no further action?", "L/4", "L/1"),  # long -> short
        ("who was NFA'd?", "L/1", "L/4"),  # short -> long
        ("Which VRMs?", "L/2", "L/5"),
        ("Which registrations?", "L/5", "L/2"),
        ("Who was outside?", "L/6", "L/3"),
        ("Who was o/s?", "L/3", "L/6"),
    ],
)
def test_a_question_finds_its_own_wording_first_and_then_the_other(
    catalogue: Catalogue, question: str, own: str, other: str, clearance: Clearance
) -> None:
    first, second, third = hits(catalogue, f"{question} Any note?", clearance)  # many logs are notes: they come last
    assert [first.passage.log_ref, second.passage.log_ref] == [own, other]
    assert second.score > third.score


def test_a_rare_shorthand_does_not_outweigh_a_common_word(catalogue: Catalogue) -> None:
    waiting = [redacted_log(f"W/{n}", f"The dog waited outside the chapel on day {n}.") for n in range(12)]
    stored(catalogue, waiting)
    found = hits(catalogue, "Who was outside? Any note?", k=20)
    refs = [hit.passage.log_ref for hit in found]
    assert refs.index("L/3") == 13


def test_an_ambiguous_shorthand_is_looked_for_and_asks_for_nothing() -> None:
    shorthand = default_shorthand()
    assert "op" in shorthand.others("Was there an observation post?")
    assert shorthand.others("What is Op Heron?") == []
    assert shorthand.said("Was there an observation post?", "Op Heron starts on Monday.") == []


def test_short_words_count_as_written_but_for_a_plural() -> None:
    shorthand = default_shorthand()
    assert "covert source" in shorthand.others("Which CHIS?")
    assert shorthand.others("What is the CHI number?") == []  # the stem of both is "chi"
    assert shorthand.others("Which PCSOs?") == ["community support officer"]


def test_no_wording_is_read_out_of_a_token_or_across_one() -> None:
    shorthand = default_shorthand()
    assert shorthand.others("Whose is [VEHICLE_REG 7K3F9Q2M]?") == []
    assert shorthand.others("Is no further [PERSON 7K3F9Q2M] action known?") == []


def test_what_stands_in_two_lines_looks_for_both() -> None:
    shorthand = Shorthand([[Wording(("da",)), Wording(("dad",))], [Wording(("da",)), Wording(("domestic", "abuse"))]])
    assert shorthand.others("da") == ["dad", "domestic abuse"]
    assert shorthand.others("dad") == ["da"]


def test_a_log_that_says_it_in_shorthand_does_not_lack_the_words_of_the_question(catalogue: Catalogue) -> None:
    question = RedactedQuestion("Who walked home with no further action?")
    found = gather(question, hits(catalogue, question.text)[:2], catalogue, WordEmbedder(), EVERYTHING)
    assert {e.log.log_ref for e in found.evidence} >= {"L/1"}
    assert found.missing == ()
    question = RedactedQuestion("Who walked home after further arrests?")
    found = gather(question, hits(catalogue, "NFA walked home")[:1], catalogue, WordEmbedder(), EVERYTHING)
    assert found.missing == ("further", "arrests")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("same = [", "not valid TOML"),
        ('alike = [["nfa", "no further action"]]', "expected one list"),
        ('same = [["vrm", "index"], "nfa"]', "list 2: expected wordings"),
        ('same = [["nfa"]]', "list 1: expected two or more"),
        ('same = [["nfa", "N.F.A.", "n f a"]]', "each once"),
        ('same = [["nfa", "/"]]', "without a letter"),
        ('same = [["op?", "da?"]]', "at least one"),
    ],
)
def test_a_file_that_is_wrong_names_the_place(text: str, problem: str) -> None:
    with pytest.raises(BadSetting, match=f"s.toml.*{problem}"):
        read_shorthand(text, place="s.toml")


def test_an_offence_is_found_in_other_words_and_only_what_means_no_more_than_it_says_so() -> None:
    shorthand = default_shorthand()
    assert {"shots fired", "firearm discharge"} <= set(shorthand.others("any shootings in May?"))
    assert shorthand.said("any shootings in May?", "Three shots fired at a door.") == ["shootings"]
    assert "explosion" in shorthand.others("which bombings?")
    assert shorthand.said("which bombings?", "A gas explosion, nobody hurt.") == []
