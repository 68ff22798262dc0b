"""Which labels a clearance permits, and how an access file gives clearances to accounts and groups."""

import os
import time
from pathlib import Path

import pytest

from assistant.access import ACCESS_FILE, Access
from index.clearance import EVERYTHING, NOTHING, Clearance, Grant, Label, clearance_from
from index.errors import BadAccess
from index.markings import level

NORTH = Grant(frozenset({"North Force"}), "OFFICIAL", frozenset({"P", "C"}), frozenset({"Ask the originator"}))


@pytest.mark.parametrize(
    ("label", "seen"),
    [
        (Label("North Force", "OFFICIAL", "P", ""), True),
        (Label("north  force", "OFFICIAL", "P", ""), True),  # case and blanks do not count
        (Label("North Force East", "OFFICIAL", "P", ""), False),
        (Label("", "OFFICIAL", "P", ""), False),  # of no force: of none of those that are granted
        (Label("North Force", "OFFICIAL-SENSITIVE", "P", ""), False),
        (Label("North Force", "RESTRICTED", "P", ""), False),
        (Label("North Force", "NOT PROTECTIVELY MARKED", "P", ""), True),
        (Label("North Force", "", "P", ""), False),  # without a marking it is as high as can be
        (Label("North Force", "no marking", "P", ""), False),
        (Label("North Force", "OFFICIAL", "5", ""), False),
        (Label("North Force", "OFFICIAL", "", ""), False),  # without a grading
        (Label("North Force", "OFFICIAL", "C", "ask the Originator"), True),
        (Label("North Force", "OFFICIAL", "C", "not outside the unit"), False),
    ],
)
def test_a_grant_covers_a_label_only_with_all_its_parts(label: Label, seen: bool) -> None:
    assert Clearance((NORTH,)).permits(label) is seen
    assert EVERYTHING.permits(label)
    assert not NOTHING.permits(label)


def test_grants_together_permit_what_either_covers_and_no_mixture() -> None:
    low, high = (
        Grant(frozenset({f}), m, None, None) for f, m in (("North", "OFFICIAL"), ("South", "OFFICIAL-SENSITIVE"))
    )
    both = Clearance((low,)) | Clearance((high,))
    assert both.permits(Label("South", "OFFICIAL-SENSITIVE", "P", ""))
    assert not both.permits(Label("North", "OFFICIAL-SENSITIVE", "P", ""))
    assert (both | EVERYTHING) == EVERYTHING
    assert clearance_from(both.as_dict()) == both
    assert clearance_from(EVERYTHING.as_dict()) == EVERYTHING


@pytest.mark.parametrize(
    ("marking", "height"),
    [("OFFICIAL", 1), ("OFFICIAL-SENSITIVE", 2), ("OFFICIAL-SENSITIVE PERSONAL", 2), ("UK OFFICIAL", 1),
     ("UNCLASSIFIED", 0), ("PROTECT", 2), ("", 2), ("SECRET", 3), ("Quixwood", 3)],
)  # fmt: skip
def test_levels_of_markings(marking: str, height: int) -> None:
    assert level(marking) == height


FILE = """
everybody = "nothing"
[clearances.north]
forces = ["North Force"]
marking = "OFFICIAL"
handling = ["P"]
conditions = []
[clearances.south]
forces = ["South Force"]
marking = "any"
handling = "any"
conditions = "any"
[users]
alice = "north"
bob = ["north", "south"]
carol = "everything"
"""
SEEN_IN_NORTH, SEEN_IN_SOUTH = Label("North Force", "OFFICIAL", "P", ""), Label("South Force", "OFFICIAL", "C", "x")


def access(folder: Path, text: str) -> Access:
    (folder / ACCESS_FILE).write_text(text)
    return Access(folder)


def test_without_a_file_everybody_sees_everything(tmp_path: Path) -> None:
    assert Access(tmp_path).clearance("anybody") == EVERYTHING


def test_a_file_gives_each_account_its_clearances_together(tmp_path: Path) -> None:
    given = access(tmp_path, FILE)
    seen = {
        name: [given.clearance(name).permits(label) for label in (SEEN_IN_NORTH, SEEN_IN_SOUTH)]
        for name in ("alice", "bob", "carol", "dan")
    }
    assert seen == {"alice": [True, False], "bob": [True, True], "carol": [True, True], "dan": [False, False]}


def test_a_group_of_the_machine_brings_its_clearance(tmp_path: Path) -> None:
    import grp
    import pwd

    me = pwd.getpwuid(os.getuid())
    given = access(tmp_path, f'{FILE}\n[groups]\n"{grp.getgrgid(me.pw_gid).gr_name}" = "south"\n')
    assert given.clearance(me.pw_name).permits(SEEN_IN_SOUTH)
    assert not given.clearance("alice").permits(SEEN_IN_SOUTH)


def test_what_is_taken_away_is_gone_at_the_next_look(tmp_path: Path) -> None:
    given = access(tmp_path, FILE)
    assert given.clearance("alice").permits(SEEN_IN_NORTH)
    time.sleep(0.01)
    (tmp_path / ACCESS_FILE).write_text(FILE.replace('alice = "north"', ""))
    assert not given.clearance("alice").permits(SEEN_IN_NORTH)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("everybody = ", "TOML"),
        ("", "everybody is missing"),
        ('everybody = "north"', "everybody: expected"),
        ('everybody = "nothing"\nuser = 1', "user is not known"),
        (FILE.replace('forces = ["North Force"]', ""), "clearances.north: forces is missing"),
        (FILE.replace('marking = "OFFICIAL"', 'marking = "SECRET"'), "clearances.north: marking: expected"),
        (FILE.replace('handling = ["P"]', "handling = 1"), "clearances.north: handling: expected"),
        (FILE.replace('"everything"', '"all"'), "users.carol: expected"),
        ('everybody = "nothing"\nusers = 1', "users: expected a table"),
    ],
)
def test_a_file_that_is_wrong_opens_nothing(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(BadAccess, match=place):
        access(tmp_path, text)
