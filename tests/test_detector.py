"""The detector with its real models."""

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest

from index.records import Span
from index.redaction.detector import Detector
from index.redaction.known import KnownValues
from index.redaction.tagger.features import words_of
from index.redaction.tagger.labels import LABELS
from index.redaction.tagger.model import NamesModel, Read
from index.redaction.types import EntityType

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def detector() -> Iterator[Detector]:
    yield Detector(own_references=["ZZ/2025/000123"])


def hidden(detector: Detector, *texts: str, known: KnownValues | None = None) -> list[list[str]]:
    spans = detector.detect(texts, known=known)
    return [
        [text[s.start : s.end] for s in some if s.type in EntityType.__members__]
        for text, some in zip(texts, spans, strict=True)
    ]


def test_a_name_found_once_is_hidden_in_every_text_of_the_batch(detector: Detector) -> None:
    texts = ["Driver Ola ZANTOR (34) was stopped.", "Later the same man, zantor, ran off. ZANTOR'S van stayed."]
    first, second = hidden(detector, *texts)
    assert first[0] == "Ola ZANTOR"
    assert second == ["zantor", "ZANTOR"]


def test_a_known_name_is_hidden_in_a_plural_and_in_half_a_word(detector: Detector) -> None:
    known = KnownValues()
    detector.detect(["Driver Ola Zantor (34) was stopped."], known=known)
    text = "they went to zantors, then to the ex-zantor lot, and some non-zantors left"
    assert hidden(detector, text, known=known) == [["zantor"] * 3]


def test_a_known_name_is_hidden_with_an_article_and_a_plural() -> None:
    detector = Detector(model=Rated(Ward=0.95, Zantor=0.95))
    texts = ["A man called Ward met Zantor", "He owes the Wards. The Zantors paid, the wards did not, Wards neither."]
    assert hidden(detector, *texts)[1] == ["Wards", "Zantors"]


def test_what_one_batch_taught_is_used_in_the_next(detector: Detector) -> None:
    known = KnownValues()
    detector.detect(["Seen in Golf, index KLM 482."], known=known)
    assert hidden(detector, "It was KLM482 again", known=known) == [["KLM482"]]


def test_own_references_and_others_of_their_form_are_kept(detector: Detector) -> None:
    assert hidden(detector, "See ZZ/2025/000123 and ZZ/2024/998877, or zz/2024/000001.") == [[]]


def test_places_and_firms_are_kept(detector: Detector) -> None:
    assert hidden(detector, "Two men went from Weymouth to the Sunny Bay Car Wash in Dorchester on 12 March.") == [[]]


def test_text_is_hidden_by_its_offsets_in_code_points(detector: Detector) -> None:
    text = "🔥🔥 rang 07700 900123 🔥"
    (span,) = detector.detect([text])[0]
    assert text[span.start : span.end] == "07700 900123"


def test_a_word_beside_a_number_says_more_than_its_check_digit(detector: Detector) -> None:
    assert [s.type for s in detector.detect(["Nokia IMEI 490154203237518 seized"])[0]] == ["IMEI"]


def test_an_empty_batch_and_empty_texts_give_nothing(detector: Detector) -> None:
    assert detector.detect([]) == []
    assert detector.detect(["", " \n"]) == [[], []]


def test_a_cue_is_read_before_a_text_and_nothing_in_it_is_found_or_learnt(detector: Detector) -> None:
    known = KnownValues()
    spans = detector.detect(["12/05/2018", "K1 NG", "KX19 TBO"], known=known, cues=["DOB: ", "VRM: ", "rider_99: "])
    assert [[(s.type, s.start, s.end) for s in some] for some in spans] == [
        [("DOB", 0, 10)],
        [("VEHICLE_REG", 0, 5)],
        [("VEHICLE_REG", 0, 8)],
    ]
    assert hidden(detector, "in rider_99 mode", known=known) == hidden(detector, "in rider_99 mode")


def test_a_date_long_before_the_report_is_a_birth(detector: Detector) -> None:
    text = "The licence in the van shows 12/05/1991."
    for year, found in ((2026, [(EntityType.DOB, "12/05/1991")]), (1995, [])):
        (spans,) = detector.detect([text], years=[year])
        assert [(s.type, text[s.start : s.end]) for s in spans if s.type in EntityType.__members__] == found


def test_residual_scan_ignores_tokens_and_finds_what_survived(detector: Detector) -> None:
    text = "[PERSON 7K3F9Q2M] of [POSTCODE 7K3F9Q2M DT4], [AGE 25-34], rang 07700 900123 and Mr Zantor."
    assert [text[s.start : s.end] for s in detector.residual([text])[0]] == ["07700 900123", "Mr Zantor"]


def test_residual_scan_of_clean_text_finds_nothing(detector: Detector) -> None:
    assert detector.residual(["[PERSON 7K3F9Q2M] left the [ADDRESS 2A2A2A2A] at 2130."]) == [[]]


def test_cost_grows_linearly_with_the_length_of_a_text(detector: Detector) -> None:
    sentence = "Two men in a van went to the shop, then Mr Zantor rang 07700 900123 about it. "
    detector.detect([sentence])

    def seconds(times: int) -> float:
        started = time.process_time()
        detector.detect([sentence * times])
        return time.process_time() - started

    assert seconds(1000) < 6 * seconds(250)


def test_identities_across_a_cut_of_a_long_text_are_found_whole(detector: Detector) -> None:
    text = "He rang 07700 900123 again. " * 1000
    spans = detector.detect([text])[0]
    assert len(spans) == 1000
    assert {text[s.start : s.end] for s in spans} == {"07700 900123"}


def test_function_words_are_common_and_names_are_not(detector: Detector) -> None:
    assert detector.is_common("Will")
    assert not detector.is_common("Zantor")
    assert detector.is_ordinary("market")


def test_references_that_could_be_something_else_exempt_nothing() -> None:
    detector = Detector(own_references=["10000001", "John Vlahovici", "N/24/001"])
    (spans,) = detector.detect(["See N/24/117. Sort code 20-71-18 account 40351276, John Vlahovici."])
    hidden = " ".join(
        "See N/24/117. Sort code 20-71-18 account 40351276, John Vlahovici."[s.start : s.end] for s in spans
    )
    assert "40351276" in hidden and "Vlahovici" in hidden
    assert "N/24" not in hidden


def test_the_residual_scan_reads_a_text_longer_than_the_model_allows(detector: Detector) -> None:
    text = "Nothing to see here today. " * 42_000 + "Call 07700 900123."
    (spans,) = detector.residual([text])
    assert [text[s.start : s.end] for s in spans] == ["07700 900123"]


def test_what_a_policy_may_hide_is_found_beside_identities_and_touches_none(detector: Detector) -> None:
    text = "Ola ZANTOR (34) of 12 Quill Row, Weymouth drove to Dorchester on 12 March."
    spans = detector.detect([text])[0]
    assert {"Weymouth", "Dorchester"} <= {text[s.start : s.end] for s in spans if s.type == "LOCATION"}
    assert all(a.end <= b.start for a, b in pairwise(spans))


class Unsure(NamesModel):
    """In place of the names model: every word that begins with "maybe" is a name with a chance of three in ten."""

    def read(self, texts: Sequence[str]) -> list[Read]:
        reads = []
        for text, words in zip(texts, words_of(texts), strict=True):
            chances = np.zeros((len(words), len(LABELS)), np.float32)
            doubted = np.array([text.startswith("maybe", start) for start in words.starts])
            chances[:, 0] = np.where(doubted, 0.7, 1.0)
            chances[:, LABELS.index("B-PERSON")] = np.where(doubted, 0.3, 0.0)
            reads.append(Read(words, chances))
        return reads


def test_a_text_with_several_words_in_doubt_names_them_and_one_with_few_does_not() -> None:
    detector = Detector(model=Unsure())
    many = "they saw maybea by maybeb or maybec or maybed again"
    few = "they saw maybea by maybeb"
    for texts in ([many, few], [few]):  # as it was read last, and not
        detector.detect(texts)
        unsure = detector.uncertain([many, few])
        assert [many[s.start : s.end] for s in unsure[0]] == ["maybea", "maybeb", "maybec", "maybed"]
        assert unsure[1] == []


class Interrupted(NamesModel):
    """In place of the names model: somebody presses Ctrl-C."""

    def read(self, texts: Sequence[str]) -> list[Read]:
        raise KeyboardInterrupt


def test_an_interruption_does_not_wait_for_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = Detector(model=Interrupted())
    ruled: list[str] = []

    def slow(text: str) -> tuple[tuple[()], list[Span]]:
        ruled.append(text)
        time.sleep(0.05)
        return (), []

    monkeypatch.setattr(detector, "_ruled", slow)
    with pytest.raises(KeyboardInterrupt):
        detector.detect([f"text {number}" for number in range(100)])
    assert len(ruled) < 50


def test_an_article_and_a_noun_in_small_letters_are_no_nickname() -> None:
    assert Detector().detect(["names the van, not the driver"]) == [[]]


class Certain(NamesModel):
    """In place of the names model: "ZANTOR" is part of a name where it is followed by "RAN", else part of a place."""

    def read(self, texts: Sequence[str]) -> list[Read]:
        reads = []
        for text, words in zip(texts, words_of(texts), strict=True):
            chances = np.zeros((len(words), len(LABELS)), np.float32)
            chances[:, 0] = 1.0
            for i, start in enumerate(words.starts):
                if text.lower().startswith("zantor", start):
                    chances[i] = 0.0
                    is_name = text.startswith("ZANTOR RAN", start)
                    chances[i, LABELS.index("B-PERSON")] = 1.0 if is_name else 0.07
                    chances[i, LABELS.index("B-LOCATION")] = 0.0 if is_name else 0.93
            reads.append(Read(words, chances))
        return reads


def test_what_one_text_taught_is_hidden_elsewhere_unless_the_model_is_sure_that_it_is_no_name_there() -> None:
    detector = Detector(model=Certain())
    texts = ["THE MAN ZANTOR RAN OFF", "THEY MET ON ZANTOR HILL", "they met zantor there"]
    assert hidden(detector, *texts) == [["ZANTOR"], [], ["zantor"]]
    assert detector.rules_out(texts[1], 12, 18) and detector.surely_kept(texts[1], 12, 18)
    assert detector.rules_out(texts[1], 0, 4) and not detector.surely_kept(texts[1], 0, 4)
    assert not detector.rules_out(texts[0], 8, 14)
    assert not detector.rules_out("a text that was not read last", 0, 1)


class Nicknames(NamesModel):
    """In place of the names model: these words are nicknames, and no other word is anything."""

    def __init__(self, *nicknames: str) -> None:
        super().__init__()
        self._nicknames = nicknames

    def read(self, texts: Sequence[str]) -> list[Read]:
        reads = []
        for text, words in zip(texts, words_of(texts), strict=True):
            chances = np.zeros((len(words), len(LABELS)), np.float32)
            named = np.array([text.startswith(self._nicknames, start) for start in words.starts])
            chances[:, 0] = ~named
            chances[:, LABELS.index("B-ALIAS")] = named
            reads.append(Read(words, chances))
        return reads


def test_the_name_of_an_element_of_markup_is_no_nickname_but_another_word_in_such_brackets_may_be() -> None:
    markup = "Seen open. <script>x=1</script><svg onload=y></svg>"
    assert hidden(Detector(model=Nicknames("script", "svg")), markup) == [[]]
    assert hidden(Detector(model=Nicknames("zantorine")), "<zantorine> u about") == [["zantorine"]]


class Rated(NamesModel):
    """In place of the names model: each of these words has a chance to be a person, and what is left is nothing."""

    def __init__(self, **chances: float) -> None:
        super().__init__()
        self._chances = chances

    def read(self, texts: Sequence[str]) -> list[Read]:
        reads = []
        for text, words in zip(texts, words_of(texts), strict=True):
            said = [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]
            person = np.array([self._chances.get(word, 0.0) if text.startswith("A ") else 0.05 for word in said])
            chances = np.zeros((len(words), len(LABELS)), np.float32)
            chances[:, 0], chances[:, LABELS.index("B-PERSON")] = 1 - person, person
            reads.append(Read(words, chances))
        return reads


def test_an_ordinary_word_in_capitals_that_was_a_name_once_is_none_where_the_model_hardly_takes_it_for_one() -> None:
    detector = Detector(model=Rated(GENERAL=0.95, ZANTOR=0.95, ROSE=0.95))
    texts = ["A MAN CALLED GENERAL AND ZANTOR AND ROSE", "THE GENERAL STAFF MET ZANTOR WHERE ROSE WAITED"]
    assert hidden(detector, *texts)[1] == ["ZANTOR", "ROSE"]


def test_a_short_name_in_capitals_that_the_model_reads_often_and_hardly_ever_as_a_name_is_none_by_being_one_once() -> (
    None
):
    detector = Detector(model=Rated(XQZL=0.95, ZANTOR=0.95))
    once, other = "A MAN CALLED XQZL AND ZANTOR", "THE XQZL MET ZANTOR"
    assert hidden(detector, once, other)[1] == ["XQZL", "ZANTOR"]
    known = KnownValues()
    detector.detect([once], known=known)
    for number in range(10):
        detector.detect([f"THE XQZL MET {number} TIMES"], known=known)
    found = detector.detect([other], known=known)[0]
    assert [other[s.start : s.end] for s in found] == ["ZANTOR"]
    assert detector.denies(other, 4, 8, known) and not detector.denies(other, 13, 19, known)


def test_a_recent_day_is_no_birth_whatever_the_model_says_unless_a_cue_or_a_name_does() -> None:
    class Births(Rated):
        def read(self, texts: Sequence[str]) -> list[Read]:
            reads = super().read(texts)
            for text, read in zip(texts, reads, strict=True):
                dated = [any(c.isdigit() for c in text[a:b]) or text[a:b] in ("JAN", "Jan")
                         for a, b in zip(read.words.starts, read.words.ends, strict=True)]  # fmt: skip
                read.chances[dated] = 0
                read.chances[dated, LABELS.index("B-DOB")] = 1
            return reads

    texts = ["SEEN AT THE QUAY, 3 JAN 24", "HE IS OF 3 JAN 91", "THE BABY, BORN 3 JAN 24", "Mr Zantor, 3 JAN 24"]
    spans = Detector(model=Births()).detect(texts, years=[2025] * 4)
    found = [[text[s.start : s.end] for s in some if s.type == "DOB"] for text, some in zip(texts, spans, strict=True)]
    assert found == [[], ["3 JAN 91"], ["3 JAN 24"], ["3 JAN 24"]]


def test_the_year_of_a_law_is_no_name_but_such_a_number_elsewhere_may_be() -> None:
    detector = Detector(model=Nicknames("1967", "1984"))
    assert hidden(detector, "Criminal Justice Act 1967, s. 9; detained under PACE 1984") == [[]]
    assert hidden(detector, "the lads call him 1984") == [["1984"]]
