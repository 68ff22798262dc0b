import time

import pytest

from index.records import Span
from index.redaction.addresses import find_addresses
from index.redaction.dates import find_ages, find_births, whole_birth
from index.redaction.names import find_candidates
from index.redaction.words import Lexicon, words_of

LEXICON = Lexicon(
    frozenset(
        [
            "seen",
            "in",
            "the",
            "van",
            "with",
            "a",
            "man",
            "called",
            "was",
            "told",
            "by",
            "driver",
            "is",
            "in",
            "custody",
            "he",
            "left",
            "and",
            "said",
            "note",
            "seized",
            "home",
            "said",
            "go",
            "neighbour",
            "at",
            "of",
            "market",
            "known",
            "as",
            "lives",
            "over",
            "shop",
            "above",
            "chip",
            "on",
            "big",
            "will",
            "be",
            "may",
        ]
    ),
    frozenset(["the", "a", "in", "with", "by", "is", "he", "and", "at", "of", "as", "on", "will", "may"]),
)


def certain(text: str) -> list[tuple[str, str]]:
    candidates = find_candidates(text, words_of(text), {}, LEXICON)
    return [(str(c.type), text[c.start : c.end]) for c in sorted(candidates, key=lambda c: c.start) if c.certain]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Told by Mr Qyrell in the market", "PERSON", "Mr Qyrell"),
        ("seen by PC 4821 ZANTOR at home", "OFFICER", "PC 4821 ZANTOR"),
        ("seen by PC Ola Zantor 4821 at home", "OFFICER", "PC Ola Zantor 4821"),
        ("told A/PS Zantor he left", "OFFICER", "A/PS Zantor"),
        ("pc zantor said", "OFFICER", "pc zantor"),
        ("Note seized. Zantor", "OFFICER", "Zantor"),
        ("Note seized.\nZantor 4821", "OFFICER", "Zantor 4821"),
        ("driver Ola Zantor left", "PERSON", "Ola Zantor"),
        ("in custody Ola Zantor (34) said", "PERSON", "Ola Zantor"),
        ("in custody Ola ZANTOR b. 04/07/1998", "PERSON", "Ola ZANTOR"),
        ('Ola "Zee" Zantor left', "PERSON", 'Ola "Zee" Zantor'),
        ("a man known as Tinzy left", "ALIAS", "Tinzy"),
        ("a man known as tinzy left", "ALIAS", "tinzy"),
        ('a man called "Big Tinzy" left', "ALIAS", "Big Tinzy"),
        ("told Uncle Tinzy he left", "ALIAS", "Uncle Tinzy"),
        ("[01:13] Tinzy: he left", "ALIAS", "Tinzy"),
    ],
)
def test_a_cue_makes_a_name_certain(text: str, kind: str, name: str) -> None:
    assert (kind, name) in certain(text)


@pytest.mark.parametrize(
    "text",
    [
        "seen in the market",
        "Driver is in custody",
        "PS he left",
        "the shop in Zantor Road",
        "told by Zantor Motors Ltd",
        '"Go home" he said',
    ],
)
def test_ordinary_words_places_and_firms_are_not_certain(text: str) -> None:
    assert certain(text) == []


@pytest.mark.parametrize(
    ("text", "collars"),
    [("He left.\n\n 4821 \n", ["4821"]), ("He left.\n4821\n7713", ["7713"]), ("4821", []), ("It was\n4821 m", [])],
)
def test_a_number_alone_in_the_last_line_is_an_officers(text: str, collars: list[str]) -> None:
    found = find_candidates(text, words_of(text), {}, LEXICON)
    assert [text[c.start : c.end] for c in found if c.type == "OFFICER"] == collars


def test_blank_lines_cost_linear_time() -> None:
    text = "\n" * 100_000 + "x"
    started = time.process_time()
    find_candidates(text, words_of(text), {}, LEXICON)
    assert time.process_time() - started < 2


def test_evidence_of_a_place_weighs_against_a_name() -> None:
    text = "He left the market in Zantor ZE1 0AA. Home at one, he said, Zantor said no"
    place, person = (c for c in find_candidates(text, words_of(text), {}, LEXICON) if c.parts == ("zantor",))
    assert place.weight < -2 < person.weight


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("at 14 Qyrell Road, Zantor", "14 Qyrell Road"),
        ("at 14a qyrell terrace zantor", "14a qyrell terrace"),
        ("at Flat 2, 19 Qyrell Terrace ZE1 0AA", "Flat 2, 19 Qyrell Terrace"),
        ("at Top Flat, 5 Qyrell's Row", "Top Flat, 5 Qyrell's Row"),
        ("at 41 Qyrell Steps Rd, Flat 3 again", "41 Qyrell Steps Rd, Flat 3"),
        ("at 9/22 Qyrell Row", "9/22 Qyrell Row"),
        ("at Unit 4 Qyrell Yard", "Unit 4 Qyrell Yard"),
        ("at Qyrell House, Zantor Lane, he", "Qyrell House, Zantor Lane"),
        ("at The Granary, Zantor Road", "The Granary, Zantor Road"),
        ("at Qyrell Farm, he", "Qyrell Farm"),
        ("at Flat 3, above the chip shop on Qyrell Street", "Flat 3, above the chip shop on Qyrell Street"),
        ("at no. 14, he", "no. 14"),
        ("at Flat 4 may be used", "Flat 4"),
        ("at 12 Qyrell Zan, Zantor ZE1 0AA", "12 Qyrell Zan"),
    ],
)
def test_address_runs_from_the_unit_to_the_street(text: str, address: str) -> None:
    assert [text[s.start : s.end] for s in find_addresses(text, words_of(text), LEXICON)] == [address]


@pytest.mark.parametrize(
    "text",
    [
        "in Qyrell Road",
        "2 men in Qyrell Road",
        "3 males at the far end",
        "at 0540 Qyrell Road",
        "page 3 of 14",
        "1 may be 2",
        "stopped under s.60 Qyrell Street",
        "stolen off a mooring 30 Aug",
    ],
)
def test_a_street_without_a_number_is_kept(text: str) -> None:
    assert find_addresses(text, words_of(text), LEXICON) == []


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("DOB 04/07/1998", ["04/07/1998"]),
        ("born 4.7.98 in", ["4.7.98"]),
        ("b. 4 July 1998", ["4 July 1998"]),
        ("d.o.b: 1998-07-04", ["1998-07-04"]),
        ("known since 04/07/1998", ["04/07/1998"]),  # the other dates are of 2025
        ("seen 04/07/2025", []),
        ("seen 4 July", []),
        ("DOB 04/07/2018, 12/03/2025 seen with", ["04/07/2018"]),  # one birth, and a day
        ("DOB unknown. 12/03/2025 seen with", []),
        ("in block b. in 2019", []),
    ],
)
def test_births_are_told_from_events(text: str, born: list[str]) -> None:
    assert [text[s.start : s.end] for s in find_births(text, [], newest_year=2025)] == born


@pytest.mark.parametrize(
    ("found", "whole"),
    [("12", "12/05/1991"), ("05/1991", "12/05/1991"), ("gave", "gave"), ("gave 12", "gave 12/05/1991")],
)
def test_a_birth_found_in_part_is_hidden_as_a_whole(found: str, whole: str) -> None:
    text = "The male gave 12/05/1991 and an address."
    start = text.index(found)
    span = whole_birth(text, Span(start, start + len(found), "DOB", 0.8, "names model"))
    assert text[span.start : span.end] == whole


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("male aged 17", ["17"]),
        ("a 19yo", ["19"]),
        ("a 34 year old", ["34"]),
        ("in his 20s", ["20s"]),
        ("Zantor (34), local", ["34"]),
        ('Zantor(15), brother, (14), "Zed" (9)', ["15", "14", "9"]),
        ("(1) Zantor\n(2) a spade. (3) a van", []),  # items of a list
        ("aged 17 weeks", []),
        ("17 bags", []),
    ],
)
def test_ages_are_found_as_the_number_only(text: str, ages: list[str]) -> None:
    assert [text[s.start : s.end] for s in find_ages(text, [])] == ages
