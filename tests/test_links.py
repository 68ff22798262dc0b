import time
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.patterns.links import MOST, find_groups, find_links, find_lists, find_shared
from assistant.patterns.organisations import Organisations
from tests.conftest import redacted_log

SLOW_S = 2.5  # of processor time: far above what a linear reading takes, below what a quadratic one does
ANN, BEN, CAR, HOME = "PERSON AAAAAAAA", "PERSON BBBBBBBB", "VEHICLE_REG CCCCCCCC", "ADDRESS DDDDDDDD"


def test_two_tokens_in_one_log_are_a_link_with_its_logs_and_origins() -> None:
    logs = [
        redacted_log("A/1", f"[{BEN}] drove [{CAR}].", provenance="source X"),
        redacted_log("A/2", f"[{CAR}] stopped, [{BEN}] inside.", provenance="source X"),
    ]
    [link] = find_links(logs)
    assert (link.a, link.b, link.types) == (BEN, CAR, ("PERSON", "VEHICLE_REG"))
    assert (link.logs, link.origins) == (("A/1", "A/2"), 1)


def test_a_pair_far_apart_is_shown_only_when_it_recurs() -> None:
    text = f"[{ANN}] came. One. Two. Three. [{BEN}] left."
    once = [redacted_log("A/1", text)]
    assert find_links(once) == []
    assert len(find_links(once, reach=4)) == 1
    assert len(find_links([*once, redacted_log("A/2", text)])) == 1


def test_a_log_with_more_identities_than_prose_has_is_a_list_and_links_nothing() -> None:
    phones = [f"[PHONE {number:08d}]" for number in range(MOST + 1)]
    prose, list_ = redacted_log("A/1", " ".join(phones[:MOST])), redacted_log("A/2", " ".join(phones))
    assert find_lists([prose, list_]) == ["A/2"]
    assert len(find_links([prose, list_])) == MOST * (MOST - 1) // 2


def test_two_identities_all_over_a_long_log_are_compared_by_the_reach() -> None:
    log = redacted_log("A/1", f"[{ANN}] called. " * 2000 + "One. Two. " + f"[{BEN}] called. " * 2000)
    begun = time.process_time()
    assert find_links([log]) == []
    assert len(find_links([log], reach=3)) == 1
    assert time.process_time() - begun < SLOW_S


def test_officers_and_ages_are_never_linked() -> None:
    log = redacted_log("A/1", f"[OFFICER EEEEEEEE] saw [{ANN}], [AGE 14-15], [DOB FFFFFFFF 14-15].")
    assert find_links([log]) == []


def test_links_are_in_alphabetical_order_and_not_by_their_number() -> None:
    logs = [redacted_log(f"A/{n}", f"[{CAR}] [{HOME}]") for n in range(3)] + [redacted_log("B/1", f"[{BEN}] [{ANN}]")]
    assert [(link.a, link.b) for link in find_links(logs)] == [(HOME, CAR), (ANN, BEN)]


@given(st.lists(st.lists(st.lists(st.sampled_from([ANN, BEN, CAR, HOME])), max_size=5), max_size=4))
def test_links_equal_an_obvious_count(corpus: list[list[list[str]]]) -> None:
    logs = [
        redacted_log(
            f"A/{row}", " ".join("Seen " + " ".join(f"[{t}]" for t in sentence) + "." for sentence in sentences)
        )
        for row, sentences in enumerate(corpus)
    ]
    expected = set()
    for pair in combinations(sorted([ANN, BEN, CAR, HOME]), 2):
        both = [s for s in corpus if all(any(token in sentence for sentence in s) for token in pair)]
        near = any(
            abs(i - j) <= 1
            for s in both
            for i, one in enumerate(s)
            for j, other in enumerate(s)
            if pair[0] in one and pair[1] in other
        )
        if near or len(both) >= 2:
            expected.add((*pair, len(both)))
    assert {(link.a, link.b, len(link.logs)) for link in find_links(logs, reach=1)} == expected


def test_an_organisation_that_says_what_it_is_takes_part_and_its_short_form_is_recognised() -> None:
    logs = [
        redacted_log("A/1", f"[{ANN}] runs Karo Bay Hand Car Wash Ltd."),
        redacted_log("A/2", f"At Karo Bay Hand Car Wash [{ANN}] again."),
        redacted_log("A/3", f"Karo Bay Hand Car Wash is shut. One. Two. Three. [{ANN}] sold Karo Bay."),
    ]
    [link] = [link for link in find_links(logs) if "ORGANISATION" in link.types]
    assert link.logs == ("A/1", "A/2", "A/3")
    assert len(find_links(logs[2:])) == 1


@pytest.mark.parametrize(
    ("text", "names", "remark"),
    [
        ("Karo Bay Motors. Karo Bay, again.", ["Karo Bay Motors"] * 2, "a short form behind the name in full"),
        ("Seen at Karo Bay.", [], "without it, it may be the bay"),
        ("High Street Barbers is quiet. It is on High Street.", ["High Street Barbers"], "a road"),
        ("North Quay Motors by North Quay", ["North Quay Motors"], "a place"),
        ("Milton Keynes Cars in Milton Keynes", ["Milton Keynes Cars"], "a town"),
        ("Karo Bay Motors, Karo Bay Tyres, Karo Bay", ["Karo Bay Motors", "Karo Bay Tyres"], "of one of two"),
        ("Opposite Karo Bay Motors", ["Opposite Karo Bay Motors"], "one mention"),
    ],
)
def test_a_short_form_is_that_of_a_firm_in_a_log_that_names_it_in_full(
    text: str, names: list[str], remark: str
) -> None:
    organisations = Organisations([redacted_log("A/1", text), redacted_log("A/2", "Karo Bay Motors")])
    assert [name for name, _ in organisations.places(text)] == names, remark


@pytest.mark.parametrize("piece", ["Car Wash ", "Ab ", "A & ", "A'", "Ab Car Wash, Ab ", "A'A'A Cars. "])
def test_reading_organisations_takes_time_by_the_length_of_the_text(piece: str) -> None:
    log = redacted_log("A/1", piece * (40_000 // len(piece)))
    begun = time.process_time()
    Organisations([log]).places(log.text)
    assert time.process_time() - begun < SLOW_S


def test_many_organisations_are_looked_for_in_one_reading() -> None:
    names = [f"Karo {''.join(letters).title()} Car Wash" for letters in product("abcdefghijk", repeat=3)]
    logs = [redacted_log(f"A/{row}", f"{name}. " + "Karo went by the bay. " * 20) for row, name in enumerate(names)]
    begun = time.process_time()
    organisations = Organisations(logs)
    assert [organisations.places(log.text) for log in logs] == [[(name, 0)] for name in names]
    assert time.process_time() - begun < SLOW_S


def test_capitals_alone_are_no_organisation() -> None:
    log = redacted_log("A/1", "Seen on Karo Road near Stenmouth Quay. The Manager came.")
    assert Organisations([log]).places(log.text) == []


def test_an_alias_and_a_person_counted_as_one_are_one_identity_with_one_row_for_each_link() -> None:
    alias = "ALIAS AAAAAAAA"
    text = f"[{BEN}], known as [{alias}], drove [{CAR}]."
    logs = [redacted_log("A/1", text), redacted_log("A/2", text.replace(f"[{BEN}], known as ", ""))]
    joined = [
        replace(log, mentions=tuple(replace(m, token=alias if m.token == BEN else m.token) for m in log.mentions))
        for log in logs
    ]
    assert [(link.a, link.b, link.logs) for link in find_links(joined)] == [(alias, CAR, ("A/1", "A/2"))]


def test_only_things_are_shared_and_only_by_two_logs_or_more() -> None:
    logs = [redacted_log("A/1", f"[{ANN}] [{CAR}] [{HOME}]"), redacted_log("A/2", f"[{ANN}] [{CAR}]")]
    [shared] = find_shared(logs)
    assert (shared.token, shared.type, shared.logs) == (CAR, "VEHICLE_REG", ("A/1", "A/2"))


def test_a_group_joins_what_repeated_links_connect() -> None:
    logs = [redacted_log(f"A/{n}", f"[{BEN}] [{CAR}]") for n in range(3)]
    logs += [redacted_log(f"B/{n}", f"[{ANN}] [{CAR}]") for n in range(3)]
    logs += [redacted_log("C/1", f"[{ANN}] [{HOME}]")]
    [group] = find_groups(find_links(logs))
    assert group.members == (ANN, BEN, CAR)
    assert group.logs == ("A/0", "A/1", "A/2", "B/0", "B/1", "B/2")
