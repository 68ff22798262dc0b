"""What is taken out of a text before anybody reads it."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting import quotable
from assistant.plain import plain
from index.characters import clean
from index.redaction.tokens import fold, name_parts


@pytest.mark.parametrize(
    ("exported", "seen"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\u2028two\vthree", "one\ntwo\nthree"),
        ("a\tb", "a\tb"),
        ("Zoe\u0308", "Zo\u00eb"),  # composed
        ("Sm\u200bith\u00adson", "Smithson"),  # would be found by no recogniser
        ("\ufeffSmith", "Smith"),
        ("a\u202eb\u2066c\u2069", "abc"),  # would be shown in another order
        ("a\U000e0041\U000e0042\ufe0f", "a"),  # text in invisible tags
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("half \ud83d a pair", "half \ufffd a pair"),
        ("£20 – “café”", "£20 – “café”"),
        ("Gri\ufb03ths of \ufb02at 2", "Griffiths of flat 2"),
        ("a" + "\u0323\u0301" * 15 + "b\u0308", "\u1ea1" + "\u0323" * 14 + "\u0301" * 15 + "b\u0308"),  # 30 marks
        ("a" + "\u0323\u0301" * 500 + "b\u0308", "\u1ea1" + "\u0323" * 14 + "\u0301" * 15 + "b\u0308"),
        ("\u0344" * 500, "\u0308\u0301" * 15),  # one character that is two marks
        ("\u0f73" * 500, "\u0f71" * 15 + "\u0f72" * 15),  # the same, though it is called a letter
    ],
)
def test_hidden_characters_go_and_visible_ones_stay(exported: str, seen: str) -> None:
    assert clean(exported) == seen


@given(st.text(st.characters(exclude_categories=())))
def test_a_clean_text_is_stable_composed_and_can_be_written(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned)
    assert not {c for c in cleaned.encode().decode() if unicodedata.category(c) == "Cc"} - {"\n", "\t"}


@pytest.mark.parametrize("normalise", [clean, fold, name_parts, plain, quotable])
def test_any_number_of_marks_on_a_letter_is_read_in_linear_time(normalise: Callable[[str], object]) -> None:
    begun = time.monotonic()
    normalise("a" + "\u0301\u0323" * 20_000)
    assert time.monotonic() - begun < 2.0  # sorting them takes many times longer
