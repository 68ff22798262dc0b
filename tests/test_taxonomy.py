import re
import time

import pytest

from assistant.patterns.taxonomy import default_taxonomy, read_taxonomy
from assistant.patterns.wordings import Matcher, parse_choices, parse_wording
from index.errors import BadSetting

SLOW_S = 1.0  # of processor time: far above what a linear reading takes, below what a quadratic one does
ENTRY = """
[[indicator]]
name = "meeting"
title = "A meeting"
definition = "People meet."
group = "testing"
sources = ["XX01"]
wordings = ["met ~1 at"]
"""


def found(notation: str, text: str, **lists: str) -> list[str]:
    """What a wording matches in a text taken as one sentence."""
    known = {name: parse_choices(choices, {}) for name, choices in lists.items()}
    matcher = Matcher({"it": [parse_wording(notation, known)]})
    return [text[match.start : match.end] for _, match in matcher.matches(text, [(0, len(text))])]


@pytest.mark.parametrize(
    ("notation", "text", "matches"),
    [
        ("held", "Passport held, not withheld", ["held"]),
        ("held|kept", "KEPT by him", ["KEPT"]),
        ("mattress*", "two mattresses", ["mattresses"]),
        ("kept_in|held", "kept in a safe", ["kept in"]),
        ("passport* ~2 held", "passports are being held", ["passports are being held"]),
        ("passport* ~2 held", "passports have now all been held", []),
        ("didnt pay", "Didn’t pay", ["Didn’t pay"]),
        ("boss pays", "the boss's pays", ["boss's pays"]),
        ("self employed", "self-employed", ["self-employed"]),
        ("# beds", "12 beds and six beds", ["12 beds", "six beds"]),
        ("£# ~1 day", "£20 a day", ["£20 a day"]),
        ("at #am", "at 5am", ["at 5am"]),
        ("[person] answered", "[PERSON 7K3F9Q2M] answered", ["[PERSON 7K3F9Q2M] answered"]),
        ("[minor] alone", "[AGE 14-15] alone, [AGE 25-34] alone", ["[AGE 14-15] alone"]),
        ("[minor] alone", "[DOB 7K3F9Q2M 16-17] alone", ["[DOB 7K3F9Q2M 16-17] alone"]),
        ("safe & passports", "passports in the safe", ["passports in the safe"]),
        ("safe & safe", "one safe", []),
    ],
)
def test_notation_matches_what_its_description_says(notation: str, text: str, matches: list[str]) -> None:
    assert found(notation, text) == matches


def test_a_list_stands_for_its_alternatives() -> None:
    assert found("@taken by", "held by, seized by", taken="held|seized") == ["held by", "seized by"]


def test_context_may_stand_in_another_sentence_and_is_not_part_of_the_match() -> None:
    matcher = Matcher({"debt": [parse_wording("owes && worker*", {})]})
    text = "He owes money. The workers left."
    assert [text[m.start : m.end] for _, m in matcher.matches(text, [(0, 14), (15, 32)])] == ["owes"]
    assert list(matcher.matches(text, [(0, 14)])) == []


def test_context_that_is_nowhere_is_looked_for_once_and_not_for_every_match() -> None:
    matcher = Matcher({"debt": [parse_wording("owes && worker*", {})]})
    rows = [(start, start + 4) for start in range(0, 7500, 5)]
    begun = time.process_time()
    assert list(matcher.matches("owes " * len(rows), rows)) == []
    assert time.process_time() - begun < SLOW_S


def test_a_wording_does_not_run_over_the_end_of_a_sentence() -> None:
    matcher = Matcher({"it": [parse_wording("passport* ~3 held", {})]})
    text = "They had passports. Two were held."
    assert list(matcher.matches(text, [(0, 19), (20, 34)])) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[indicator]", "not valid TOML"),
        ("", "no [[indicator]] found"),
        ("extra = 1\n" + ENTRY, "unknown key 'extra'"),
        (ENTRY + "weight = 3", "'weight' is forbidden"),
        (ENTRY + 'colour = "red"', "unknown key 'colour'"),
        (ENTRY + ENTRY, "'meeting' is already taken"),
        (ENTRY.replace('"A meeting"', '" "'), "'title' must be"),
        (ENTRY.replace('["met ~1 at"]', '[""]'), "'wordings' must be"),
        (ENTRY.replace("met ~1 at", "met ~1"), "must begin and end with a word"),
        (ENTRY.replace("met ~1 at", "~1 met"), "once between two words"),
        (ENTRY.replace("met ~1 at", "Met"), "not a word in small letters"),
        (ENTRY.replace("met ~1 at", "*"), "not a word in small letters"),
        (ENTRY.replace("met ~1 at", "#"), "besides numbers"),
        (ENTRY.replace("met ~1 at", "@people met"), "not defined above its use"),
        ("[lists]\npeople = 3\n" + ENTRY, "list 'people' must be a text"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place_and_reason(text: str, message: str) -> None:
    with pytest.raises(BadSetting, match=r"mine\.toml") as error:
        read_taxonomy(text, place="mine.toml")
    assert message in str(error.value)


def test_the_shipped_taxonomy_loads_and_names_its_sources() -> None:
    indicators = default_taxonomy().indicators
    assert len({indicator.name for indicator in indicators}) == 33
    assert all(re.fullmatch(r"(?:FL|GN|DS|SX|CE|SV|NW)\d\d", code) for i in indicators for code in i.sources)
