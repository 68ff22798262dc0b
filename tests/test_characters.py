"""What is taken out of a text before anybody reads it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.characters import clean


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
    ],
)
def test_hidden_characters_go_and_visible_ones_stay(exported: str, seen: str) -> None:
    assert clean(exported) == seen


@given(st.text(st.characters(exclude_categories=())))
def test_a_clean_text_is_stable_composed_and_can_be_written(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned)
    assert not {c for c in cleaned.encode().decode() if unicodedata.category(c) == "Cc"} - {"\n", "\t"}
