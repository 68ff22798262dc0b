import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n ", []),
        ("Two males left. One stayed.", ["Two males left.", "One stayed."]),
        ("Mr. Ellery and Dr. Oduya met. No plate.", ["Mr. Ellery and Dr. Oduya met.", "No plate."]),
        ("Caller D. Ellery saw approx. 20 men.", ["Caller D. Ellery saw approx. 20 men."]),
        ("Seen at 21.10. Gone by 22.30.", ["Seen at 21.10.", "Gone by 22.30."]),
        ("1. Source saw a van. 2. Plate not seen.", ["1. Source saw a van.", "2. Plate not seen."]),
        ("Items:\n- one knife\n- two phones", ["Items:", "- one knife", "- two phones"]),
        ("[PERSON 7K3F9Q2M] left. [PERSON 2A2A2A2A] stayed", ["[PERSON 7K3F9Q2M] left.", "[PERSON 2A2A2A2A] stayed"]),
        ("Mr. [PERSON 7K3F9Q2M] left", ["Mr. [PERSON 7K3F9Q2M] left"]),
        ('"Why?" he asked. "Go home." They left.', ['"Why?" he asked.', '"Go home."', "They left."]),
        ("He said no. Lives at no. 12 now.", ["He said no.", "Lives at no. 12 now."]),
        ("left at 9 p.m. He was b. 1998 locally", ["left at 9 p.m.", "He was b. 1998 locally"]),
        ("no further trace. nothing known", ["no further trace.", "nothing known"]),
        ("It was late... nobody came. OK", ["It was late... nobody came.", "OK"]),
        ("They left.He stayed", ["They left.", "He stayed"]),
        ("Heading\n\nBody text", ["Heading", "Body text"]),
        ("Short note\nAnother note", ["Short note", "Another note"]),
        ("a van was seen\nby the gate", ["a van was seen\nby the gate"]),
        (f"{'word ' * 12}with\nKaro there", [f"{'word ' * 12}with\nKaro there"]),  # wrapped by an editor
        ("Lives on Mill Rd. with others, etc. They work.", ["Lives on Mill Rd. with others, etc.", "They work."]),
    ],
)
def test_police_prose_is_cut_where_a_reader_would_cut_it(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@given(st.text() | st.text(alphabet="ab A1.?!…\n\"'()[]-• "))
def test_spans_are_ordered_and_cover_every_character_that_is_not_blank(text: str) -> None:
    spans = sentence_spans(text)
    bounds = [bound for span in spans for bound in span]
    assert bounds == sorted(bounds)
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in spans)
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(at in covered for at, sign in enumerate(text) if not sign.isspace())
