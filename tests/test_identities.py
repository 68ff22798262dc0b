"""Which mentions become one identity, with spans marked by hand."""

import re
import time

import pytest

from index.keys import Keys
from index.records import Span
from index.redaction.identities import Field, one_identity_each, resolve_identities
from index.redaction.vault import Identity, Vault

MARK = re.compile(r"<(?P<type>[A-Z_]+):(?P<value>[^<>]+)>")


def field(text: str) -> Field:
    """A text with its marks `<TYPE:value>` taken out, and their spans."""
    plain, spans, last = "", [], 0
    for mark in MARK.finditer(text):
        plain += text[last : mark.start()]
        spans.append(Span(len(plain), len(plain) + len(mark["value"]), mark["type"], 1.0, "mark"))
        plain += mark["value"]
        last = mark.end()
    return Field(plain + text[last:], spans)


def of_log(text: str) -> list[Identity]:
    return one_identity_each([field(text)])[0]


def of_logs(*texts: str, force: str = "North", vault: Vault | None = None) -> list[Identity]:
    """The identity of each mark of several logs, in order."""
    found = resolve_identities([[field(text)] for text in texts], [force] * len(texts), vault)
    if vault:
        vault.name(found.named)
    return [i for log in found.identities for some in log for i in some if i]


SAME = [
    (["Okafor", "James Okafor", "James Peter Okafor"], 1),  # in whatever order they stand
    (["James Okafor", "OKAFOR", "Mr Okafor", "J. Okafor", "James"], 1),  # one full name: all are he
    (["James Okafor", "Jane Okafor", "Okafor"], 3),  # two Okafors: which is meant is not certain
    (["James Okafor", "Jane Smith", "Smith"], 2),
    (["Nguyen Van Thanh", "Thanh Nguyen"], 1),
    (["J. Okafor", "Peter Okafor"], 2),  # another initial
    (["A. Okafor", "James Okafor"], 2),  # an initial that is no rank
    (["James Okafor", "Jimmy"], 1),
    (["James Okafor", "James Smith", "Jimmy"], 3),  # two of them could be called so
    (["Ann King-Smith", "ANN KING SMITH"], 1),
    (["T. Mc Garvey", "McGarvey"], 1),
]


@pytest.mark.parametrize(("surfaces", "identities"), SAME)
def test_surfaces_of_one_log_are_one_identity_where_that_is_certain(surfaces: list[str], identities: int) -> None:
    found = of_log(". Then came ".join(f"<PERSON:{s}>" for s in surfaces))
    assert len(set(found)) == identities


def test_an_officer_and_a_person_of_one_name_stay_apart() -> None:
    assert len(set(of_log("<PERSON:James Okafor> met <OFFICER:PC Okafor>"))) == 2


def test_officers_of_one_name_in_one_log_are_told_apart_by_their_numbers() -> None:
    one, other, same, bare = of_log(
        "<OFFICER:PC 4821 Jones> and <OFFICER:PC 7713 Jones>. <OFFICER:PC Jones 4821> left. <OFFICER:Jones> stayed"
    )
    assert one == same
    assert len({one, other, bare}) == 3


def test_a_number_in_a_list_of_officers_goes_with_one_name() -> None:
    found = of_log("<OFFICER:PC Grice> <OFFICER:7713>, <OFFICER:PC Hale> <OFFICER:6120>")
    assert found[0] == found[1] != found[2] == found[3]


def test_an_officers_name_without_number_is_the_only_numbered_one_of_the_log() -> None:
    texts = ("<OFFICER:PC 4821 Jones> came. <OFFICER:Jones> left", "<OFFICER:PC 7713 Jones> came")
    one, bare, other = of_logs(*texts)
    assert one == bare != other


TIED = [
    "<PERSON:James Okafor>, known as <ALIAS:Smalls>, left",
    "<PERSON:James Okafor> aka <ALIAS:Smalls>",
    "<ALIAS:Smalls>, real name <PERSON:James Okafor>, left",
    "<ALIAS:Smalls>. Real name <PERSON:James Okafor>.",
    "<PERSON:James Okafor> (34, street name <ALIAS:Smalls>) left",
    '<PERSON:James Okafor> ("<ALIAS:Smalls>") left',
    '<PERSON:James> "<ALIAS:Smalls>" Okafor',
    "<ALIAS:Smalls> (<PERSON:James Okafor>, 34) left",
    "<PERSON:James Okafor> goes by <ALIAS:Smalls>",
    "Name: <PERSON:James Okafor>\nAlias: <ALIAS:Smalls>",
    "SURNAME: <PERSON:OKAFOR>  FORENAMES: <PERSON:James>",
    "<ALIAS:SMALLS> = <PERSON:James Okafor>",
    '<PERSON:James Okafor>, <ALIAS:"Smalls">, 38, left',  # the marks belong to the nickname
    '<PERSON:James Okafor> (<ALIAS:"Smalls"> to all at the yard) left',
    "<PERSON:James Okafor>, a.k.a. <ALIAS:Smalls>",  # the full stop ends no sentence
    '<PERSON:James Okafor> drives; workers call him <ALIAS:"the Baron">',
    "<ALIAS:Smalls> (her name for <PERSON:James Okafor>, for his hats) left",
    "<ALIAS:Tim Reed>, who turned out to be <PERSON:James Okafor>",
    "He gave <ALIAS:Tim Reed>. Fingerprints make him <PERSON:James Okafor>.",
    "<PERSON:James> spoke first. <PERSON:James> surname is <PERSON:Okafor>",
    '<PERSON:James>, said his surname sounded like "<ALIAS:Okaffa>"',
    "<ALIAS:Papa Leo> left. Then <PERSON:Leo> came",
    "<ALIAS:T. Reed> left. Then <PERSON:Reed> came",
    "<PERSON:James Okafor>, a man known as <ALIAS:Smalls>, left",
    "<PERSON:James Okafor> (male, 34) is the lad known as <ALIAS:Smalls>",
    "<PERSON:James Okafor> of the Mill estate, aka <ALIAS:Smalls>, left",
    "<PERSON:James Okafor> gave a false name, real name <PERSON:Tim Reed>",
]
NOT_TIED = [
    "<PERSON:James Okafor> and <ALIAS:Smalls> left",
    "<PERSON:James Okafor>'s brother, known as <ALIAS:Smalls>",
    "<ALIAS:Smalls> is <PERSON:James Okafor>",  # an assessment as often as a fact
    "<ALIAS:Smalls>, possibly real name <PERSON:James Okafor>",
    "<ALIAS:Smalls> is not <PERSON:James Okafor>",
    "<ALIAS:Smalls> could not park. The woman gave her real name <PERSON:Jane Okafor>",
    "<PERSON:James Okafor> (<PERSON:Jane Smith>, his sister) left",
    "<PERSON:James Okafor>, not the other <PERSON:James>, left",
    "<ALIAS:Big Leo> left. Then <PERSON:Leo> came",  # big beside another, who is not
    "<PERSON:Okafor> was out. His sister <PERSON:Jane Okafor> opened",
    "<PERSON:James Okafor> left; <ALIAS:Smalls> stayed",
    "<PERSON:James>'s boss has the surname <PERSON:Okafor>",
    "<PERSON:James Okafor> met a man known as <ALIAS:Smalls>",
    "<PERSON:JAMES OKAFOR> MET UNKNOWN MALE KNOWN AS <ALIAS:SMALLS>",
    "<PERSON:James Okafor>, a man of 34, rents from a landlord known as <ALIAS:Smalls>",
    "<PERSON:James Okafor> sells for someone who goes by <ALIAS:Smalls>",
    "<PERSON:James Okafor> was seen with a bag by a woman, real name <PERSON:Jane Reed>",
    "<PERSON:Jane Reed> left. Male known as <ALIAS:Smalls> came",
]


@pytest.mark.parametrize("text", TIED)
def test_an_alias_that_the_text_ties_to_a_name_is_that_person(text: str) -> None:
    identities = of_log(text)
    assert len(identities) > 1
    assert len(set(identities)) == 1
    assert identities[0].type == "PERSON"


@pytest.mark.parametrize("text", NOT_TIED)
def test_names_that_only_stand_near_each_other_stay_apart(text: str) -> None:
    (one, other) = of_log(text)
    assert one != other


def test_aliases_listed_after_a_cue_are_all_the_persons() -> None:
    assert len(set(of_log("<PERSON:James Okafor> aka <ALIAS:Smalls>, <ALIAS:Biggs>"))) == 1


def test_nicknames_among_different_friends_are_all_the_persons() -> None:
    text = "<PERSON:James Okafor>, known to friends as <ALIAS:Smalls> and to his crew as <ALIAS:Biggs>, left"
    assert len(set(of_log(text))) == 1


def test_a_surname_is_set_equal_to_a_nickname_where_the_log_has_the_full_name() -> None:
    assert len(set(of_log("<PERSON:James Okafor> drove. <PERSON:OKAFOR> = <ALIAS:Smalls>"))) == 1
    assert len(set(of_log("<PERSON:OKAFOR> = <ALIAS:Smalls>"))) == 2


def test_an_alias_tied_to_two_people_is_neither() -> None:
    text = "<PERSON:James Okafor> aka <ALIAS:Smalls>. Later <PERSON:Tim Reed> aka <ALIAS:Smalls>"
    assert len(set(of_log(text))) == 3


ACROSS = [
    (("<PERSON:James Okafor> left", "saw <PERSON:OKAFOR>"), 1),  # the only Okafor of the force
    (("<PERSON:James Okafor> left", "saw <PERSON:J Okafor>"), 1),
    (("<PERSON:James Okafor> left", "<PERSON:Jane Okafor> came", "saw <PERSON:OKAFOR>"), 3),
    (("<PERSON:James Okafor> aka <ALIAS:Smalls>", "saw <ALIAS:Smalls>"), 1),
    (("<PERSON:James Okafor> aka <ALIAS:Smalls>", "<PERSON:Tim Reed> aka <ALIAS:Smalls>", "saw <ALIAS:Smalls>"), 3),
    (("<PERSON:James Okafor> left", "saw <PERSON:James>"), 2),  # a forename alone says too little
    (("<PERSON:James Okafor> in <VEHICLE_REG:AB12 CDE>", "<PERSON:James> in <VEHICLE_REG:AB12CDE>"), 2),  # with a plate
    # What many have vouches for nobody: part of a number, plate or date, a sort code, a flat, another town's street.
    (("<PERSON:James Okafor>, <ADDRESS:Flat 2>", "<PERSON:James>, <ADDRESS:Flat 2>"), 3),
    (("<PERSON:James Okafor>, <BANK_ACCOUNT:20-20-15>", "<PERSON:James>, <BANK_ACCOUNT:20-20-15>"), 3),
    (("<PERSON:James Okafor>, <PHONE:123>", "<PERSON:James>, <PHONE:123>"), 3),
    (("<PERSON:James Okafor>, <VEHICLE_REG:BD51>", "<PERSON:James>, <VEHICLE_REG:BD51>"), 3),
    (("<PERSON:James Okafor>, <VEHICLE_REG:A?12 BCD>", "<PERSON:James>, <VEHICLE_REG:A?12 BCD>"), 3),
    (("<PERSON:James Okafor>, <DOB:1991>", "<PERSON:James>, <DOB:1991>"), 3),
    (("<PERSON:James Okafor>, <DOB:4/7/91>", "<PERSON:James>, <DOB:04071991>"), 2),
    (
        (
            "<PERSON:James Okafor>, <ADDRESS:12 High St>, Eastmere, <POSTCODE:AB1 2CD>",
            "<PERSON:James>, <ADDRESS:12 High Street>, Westhaven, <POSTCODE:DT4 7AB>",
        ),
        5,
    ),
    (
        (
            "<PERSON:James Okafor>, <ADDRESS:12 High St>, Eastmere, <POSTCODE:AB1 2CD>",
            "<PERSON:James>, <ADDRESS:12 High Street>, <POSTCODE:AB12CD>",
        ),
        3,
    ),
    (
        (
            "<PERSON:James Okafor>, <ADDRESS:12 High St>, Eastmere, <POSTCODE:AB1 2CD>",
            "<PERSON:James>, <ADDRESS:12 High Street>",
        ),
        3,
    ),
    (("<PERSON:Jinx> left", "saw <ALIAS:jinx>"), 1),  # a name or a nickname, the wording is the same
    (("<PERSON:P.> left", "saw <PERSON:P.>"), 2),  # initials are good for one log
    (("<OFFICER:PC Grice> <OFFICER:7713>", "<OFFICER:7713> attended"), 1),
    (("<OFFICER:PC 7713 Grice>", "<OFFICER:PC Grice> attended"), 1),
    (("<OFFICER:PC 7713 Grice>", "<OFFICER:PC 1234 Grice>", "<OFFICER:PC Grice> attended"), 3),
    (("<PERSON:Raymond Okafor> left", "<PERSON:Ray Okafor> came"), 2),  # a person says whether they are one
    (("<PERSON:Raymond Okafor>, <VEHICLE_REG:AB12 CDE>", "<PERSON:Ray>, <VEHICLE_REG:AB12CDE>"), 2),
    (
        ("<PERSON:James Okafor> met <PERSON:Tim Reed>", "<PERSON:James> met <PERSON:Tim>"),
        2,
    ),  # each vouches for the other
    (
        (
            "<PERSON:James Okafor> met <PERSON:Tim Reed>",
            "<PERSON:Tim Reed> met <PERSON:Ann Lee>",
            "<PERSON:James>, <PERSON:Ann>",
        ),
        5,
    ),
    (("<PERSON:James Okafor> met <PERSON:Tim Reed>", "<PERSON:Tim Lee> left", "<PERSON:James> met <PERSON:Tim>"), 5),
    (("<PERSON:James Okafor> met <ALIAS:Smalls>", "<PERSON:James> met <ALIAS:Smalls>"), 2),  # a nickname in common
    (
        ("<PERSON:James Okafor> told <OFFICER:PC Grice>", "<PERSON:James> told <OFFICER:PC Grice>"),
        3,
    ),  # an officer tells nothing
    (("<PERSON:Raymond Okafor>, <VEHICLE_REG:AB12 CDE>", "<ALIAS:Ray>, <VEHICLE_REG:AB12CDE>"), 2),
    (("<PERSON:Raymond Okafor> left", "saw <ALIAS:Ray>"), 2),  # a pet form alone says too little
    (("<PERSON:Ray Okafor>, <VEHICLE_REG:AB12 CDE>", "<ALIAS:Ray>, <VEHICLE_REG:AB12CDE>"), 3),  # perhaps a false name
    (("<PERSON:Jane Thomas> left", "saw <PERSON:Thomas>"), 2),  # a surname that is a given name, too
    (("<PERSON:Jane Thomas>, <VEHICLE_REG:AB12 CDE>", "<PERSON:Thomas>, <VEHICLE_REG:AB12CDE>"), 2),
    (("<PERSON:Okafor> was out. His sister <PERSON:Jane Okafor> opened", "<PERSON:Jane Okafor> left"), 2),
    (("<PERSON:Okafor> was out. His sister <PERSON:Jane Okafor> opened", "<PERSON:James Okafor> left"), 3),
    (("<PERSON:Raymond Okafor> aka <ALIAS:Fari>", "saw <ALIAS:Uncle Fari>"), 1),
    (("<PERSON:Raymond Okafor> aka <ALIAS:Fari>", "saw <ALIAS:Big Fari>"), 2),
]


@pytest.mark.parametrize(("texts", "identities"), ACROSS)
def test_across_logs_of_a_force_the_only_bearer_of_a_name_is_meant(texts: tuple[str, ...], identities: int) -> None:
    assert len({(i.type, i.normal) for i in of_logs(*texts)}) == identities


def test_lone_names_and_collar_numbers_of_two_forces_are_apart_and_full_names_are_one() -> None:
    logs = [[field("<PERSON:James Okafor>, <PERSON:Leo>, <OFFICER:PC 7713>")]] * 2
    one, other = resolve_identities(logs, ["North", "South"]).identities
    assert [a == b for a, b in zip(one[0], other[0], strict=True)] == [True, False, False]


def test_names_of_earlier_batches_are_known_by_the_vault(keys: Keys) -> None:
    vault = Vault(None, keys)
    (token,) = {vault.tokens([i])[0] for i in of_logs("<PERSON:James Okafor> aka <ALIAS:Smalls>", vault=vault)}
    for later in ("<PERSON:OKAFOR> left", "<ALIAS:smalls> left", "<PERSON:J. Okafor>", "<PERSON:James Okafor>"):
        assert vault.tokens(of_logs(later, vault=vault)) == [token]
    for later in ("<PERSON:James> left", "<PERSON:T. Okafor>", "<ALIAS:Small>"):
        assert vault.tokens(of_logs(later, vault=vault)) != [token]
    assert vault.tokens(of_logs("<PERSON:Okafor>", force="South", vault=vault)) != [token]


@pytest.mark.parametrize(
    ("batches", "tokens"),
    [
        (("<PERSON:Raymond Okafor>", "<PERSON:Ray Okafor>"), 2),  # a person says whether they are one
        (("<PERSON:Tim Okafor> aka <ALIAS:Uncle Fari>", "<ALIAS:Fari>"), 1),
        (("<PERSON:Tim Okafor> aka <ALIAS:Fari>", "<ALIAS:Uncle Fari>"), 1),
    ],
)
def test_titles_of_respect_do_not_part_a_nickname_across_batches(
    keys: Keys, batches: tuple[str, ...], tokens: int
) -> None:
    vault = Vault(None, keys)
    met = [vault.tokens(of_logs(text, vault=vault)) for text in batches]
    assert len({token for some in met for token in some}) == tokens


def test_a_log_with_thousands_of_names_takes_no_long_time() -> None:
    text = ". ".join(f"<PERSON:Name{n} Surname{n}>" for n in range(20_000))
    began = time.monotonic()
    assert len(set(of_log(text))) == 20_000
    assert time.monotonic() - began < 20


def test_of_a_long_list_of_names_none_vouches_for_another() -> None:
    full = [f"<PERSON:Name{n} Surname{n}>" for n in range(60)]
    lone = [f"<PERSON:Name{n}>" for n in range(60)]
    assert len(set(of_logs(". ".join(full[:20]), ". ".join(lone[:20])))) == 20
    assert len(set(of_logs(". ".join(full), ". ".join(lone)))) == 120
