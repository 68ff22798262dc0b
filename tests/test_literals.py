"""The cheap look before a search never rules out a text that the pattern matches."""

import re

import pytest

from index.redaction.identifiers import RULES
from index.redaction.identifiers.literals import folded, may_match, needed
from index.redaction.identifiers.rules import first_pattern
from index.redaction.training.generated import logs


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"\b(?:passports?|visa)\b", ("passport", "visa")),
        (r"(?:snap(?:chat)?)? ?@\w+", ("@",)),
        (r"\d{2}[/.]\d{2}", (".", "/")),
        (r"(?:visa|\d{4})", ()),
        (r"(?:visa)?\d", ()),
        (r"[^a]x{0,3}", ()),
        (r"(?=abc)\w{3}", ()),
    ],
)
def test_needed(pattern, literals):
    assert needed(re.compile(pattern, re.I)) == literals


def test_letters_that_equal_others_without_case_are_seen():
    pattern = re.compile("passkid", re.I)
    for text in ("PASSKID", "pa\u017fskid", "passk\u0131d", "pass\u212aid"):
        assert pattern.search(text)
        assert may_match(needed(pattern), folded(text))


def test_no_rule_is_left_out_where_it_matches():
    texts = [log.text for log in logs(150, 1)]
    wrong = [
        (rule, text)
        for rule in RULES
        for text in texts
        if not may_match(needed(first_pattern(rule)), folded(text)) and first_pattern(rule).search(text)
    ]
    assert not wrong
