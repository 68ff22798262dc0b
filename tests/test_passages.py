from hypothesis import given
from hypothesis import strategies as st

from index.passages import MAX_CHARS, split
from tests.conftest import redacted_log

SENTENCES = st.lists(st.text("abc .!\n", min_size=1, max_size=300), min_size=1, max_size=12).map(". ".join)


@given(SENTENCES.filter(str.strip))
def test_passages_are_stretches_of_the_text_in_order_and_lose_no_letter(text: str) -> None:
    passages = split(redacted_log("N/1", text))
    covered: set[int] = set()
    last = 0
    for ordinal, passage in enumerate(passages):
        assert passage.ordinal == ordinal
        assert passage.text == text[passage.start : passage.end]
        assert passage.start >= last
        assert len(passage.text) <= MAX_CHARS
        covered.update(range(passage.start, passage.end))
        last = passage.end
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())


def test_a_short_log_is_one_passage() -> None:
    (passage,) = split(redacted_log("N/1", "One sentence. Another one."))
    assert (passage.start, passage.end) == (0, 26)


def test_a_long_sentence_without_stops_is_cut_at_blanks() -> None:
    passages = split(redacted_log("N/1", "word " * 400))
    assert len(passages) > 1
    assert all(not p.text.startswith(" ") for p in passages)


def test_a_token_is_never_cut_in_two() -> None:
    passages = split(redacted_log("N/1", "word [PERSON 7K3F9Q2M] and " * 60))
    assert len(passages) > 1
    assert all(p.text.count("[PERSON") == p.text.count("7K3F9Q2M]") for p in passages)
