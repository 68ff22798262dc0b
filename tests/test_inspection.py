"""What is not as it should be in a store is found, named, and mended where it is made from the logs."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.audit import AUDIT_FILE, Actor
from assistant.checking import check, damage
from assistant.service import Service
from index.clearance import EVERYTHING
from index.errors import BadStore
from index.inspection import Finding
from index.records import Filters
from index.store import CATALOGUE_FILE, HELD_FILE, LINKS_FILE, VAULT_FILE
from index.vectors import INDEX_FILE
from tests.test_reredaction import export, opened

pytestmark = pytest.mark.usefixtures("undoubted")

ANALYST = Actor("analyst")
LOGS = (
    ("A/1", "<PERSON:Zeb Quixwood> drove <VEHICLE_REG:AB12 CDE> to the quay. He left at noon."),
    ("A/2", "Nobody was seen near the bakery."),
    ("A/3", "<PERSON:James Okafor> rang <PHONE:07700 900123>."),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    service = opened(tmp_path)
    service.ingest([export(tmp_path, *LOGS)], ANALYST)
    service.ingest([export(tmp_path, ("A/2", "Somebody was seen near the bakery."))], ANALYST)
    service.close()
    return tmp_path / "store"


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


def checked(folder: Path, *, mend: bool = False) -> list[Finding]:
    service = opened(folder.parent, look_only=not mend)
    found = damage(service._settings) or check(service, ANALYST, mend=mend)
    service.close()
    return found


def contents(folder: Path) -> Iterator[str]:
    for name in (CATALOGUE_FILE, VAULT_FILE, HELD_FILE, LINKS_FILE, AUDIT_FILE):
        with closing(sqlite3.connect(folder / name)) as db:
            yield from map(repr, (db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()))
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
                if table != "vocabulary":
                    yield from map(repr, db.execute(f"SELECT * FROM {table}").fetchall())


def test_a_sound_store_has_no_findings(folder: Path) -> None:
    assert checked(folder) == []
    assert checked(folder, mend=True) == []


UNSOUND = {
    "passages without a live log": "UPDATE passages SET log_ref='Z/9' WHERE log_ref='A/1'",
    "live logs without a passage": "DELETE FROM passages WHERE log_ref='A/1'",
    "passages that are not those of the log's text": "UPDATE passages SET text='other' WHERE log_ref='A/1'",
    "passages without a unit vector of 384 numbers": "UPDATE passages SET vector=zeroblob(768) WHERE log_ref='A/3'",
    "mentions without a log": "INSERT INTO mentions VALUES ('PERSON 7K3F9Q2M', 'Z/9', 1)",
    "mentions that are not those of the log's text": "DELETE FROM mentions WHERE log_ref='A/3'",
    "the index words does not hold the words of its table": "DELETE FROM words_docsize",
    "the index said does not hold the words of its table": "INSERT INTO said(said) VALUES ('delete-all')",
}
CUT = "UPDATE passages SET vector=substr(vector, 1, 766) WHERE log_ref='A/3'"


@pytest.mark.parametrize(("problem", "statement"), [*UNSOUND.items(), (list(UNSOUND)[3], CUT)])
def test_what_is_made_from_logs_is_named_and_made_anew(folder: Path, problem: str, statement: str) -> None:
    (folder.parent / "before").write_text("\n".join(contents(folder)))
    change(folder / CATALOGUE_FILE, statement)
    found = {finding.problem: finding for finding in checked(folder)}
    assert found[problem].is_open
    assert found[problem].place.startswith(CATALOGUE_FILE)
    mended = checked(folder, mend=True)
    assert problem in {finding.problem for finding in mended}
    assert not any(finding.is_open for finding in mended)
    assert checked(folder) == []
    service = opened(folder.parent)
    assert service.store.catalogue.match(["quay"], 5, Filters(), EVERYTHING)
    assert [hit.passage.log_ref for hit in service.search("noon", ANALYST, k=1)] == ["A/1"]
    (event,) = service.events(ANALYST, kinds=["mend"])
    assert event.body and problem in event.body["mended"]
    service.close()


def test_looking_changes_nothing_in_a_store_with_faults_and_work_left(folder: Path) -> None:
    service = opened(folder.parent)
    service.audit.begin_deletion("A/1", ANALYST, "retention review")
    service.close()
    statements = (*UNSOUND.values(), "INSERT INTO unswept(token, before) VALUES ('PERSON 7K3F9Q2M', 3)")
    change(folder / CATALOGUE_FILE, *statements)
    before = list(contents(folder))
    found = checked(folder)
    assert len([finding for finding in found if finding.is_open]) > 3
    assert {finding.place for finding in found if finding.note} >= {CATALOGUE_FILE, AUDIT_FILE}
    assert list(contents(folder)) == before


def test_a_token_that_the_vault_does_not_hold_is_a_fault_that_is_not_mended(folder: Path) -> None:
    change(folder / VAULT_FILE, "DELETE FROM identities WHERE token LIKE 'PHONE%'")
    for mend in (False, True):
        (fault,) = [finding for finding in checked(folder, mend=mend) if finding.is_open]
        assert fault.place.startswith(f"{VAULT_FILE}: PHONE ")
        assert fault.problem == "1 tokens of stored logs are not in the vault"


def test_an_identity_that_cannot_be_decrypted_is_named_by_its_token_only(folder: Path) -> None:
    change(folder / VAULT_FILE, "UPDATE identities SET value=zeroblob(40) WHERE token LIKE 'VEHICLE_REG%'")
    (fault,) = [finding for finding in checked(folder, mend=True) if finding.is_open]
    assert fault.place.startswith(f"{VAULT_FILE}: VEHICLE_REG ")
    assert "AB12" not in str(fault)


def test_identities_that_nobody_mentions_are_named_and_kept(folder: Path) -> None:
    tables = ("logs", "passages", "mentions")
    change(folder / CATALOGUE_FILE, *(f"DELETE FROM {table} WHERE log_ref='A/3'" for table in tables))
    found = checked(folder, mend=True)
    (note,) = [finding for finding in found if "no log mentions" in finding.problem]
    assert note.note
    assert note.problem.startswith("2 identities")
    assert checked(folder)[0] == note


def test_a_live_flag_that_is_not_the_newest_versions_is_a_fault(folder: Path) -> None:
    change(folder / CATALOGUE_FILE, "UPDATE logs SET live=1 WHERE log_ref='A/2'")
    assert "logs whose newest version is not their one live version" in {
        f.problem for f in checked(folder) if f.is_open
    }


def test_a_vector_index_that_does_not_fit_is_a_note_and_made_anew(folder: Path) -> None:
    good = (folder / INDEX_FILE).read_bytes()
    for bad in (b"", good[:-5], None):
        (folder / INDEX_FILE).unlink() if bad is None else (folder / INDEX_FILE).write_bytes(bad)
        assert [(f.place, f.note) for f in checked(folder)] == [(INDEX_FILE, True)]
        assert [f.mended for f in checked(folder, mend=True)] == [True]
        assert (folder / INDEX_FILE).read_bytes() == good


def test_files_left_half_written_long_ago_are_removed_and_strange_ones_are_named(folder: Path) -> None:
    for name in ("vectors.faiss.abc", "vectors.faiss.new", "notes.txt"):
        (folder / name).write_bytes(b"x")
    os.utime(folder / "vectors.faiss.abc", (0, 0))
    found = {finding.place: finding for finding in checked(folder, mend=True)}
    assert found["folder: vectors.faiss.abc"].mended
    assert found["folder: notes.txt"].note
    assert not (folder / "vectors.faiss.abc").exists()
    assert (folder / "vectors.faiss.new").exists()  # somebody may be writing it now


def test_decisions_on_tokens_that_are_gone_are_removed(folder: Path) -> None:
    change(folder / LINKS_FILE, "INSERT INTO decisions(a, b, decision, reason, who, time) VALUES"
           " ('PERSON 00000000', 'PERSON 7K3F9Q2M', 'confirmed', '', '', '')")  # fmt: skip
    assert [f.is_open for f in checked(folder)] == [True]
    assert [f.mended for f in checked(folder, mend=True)] == [True]
    assert checked(folder) == []


@pytest.mark.parametrize("name", [CATALOGUE_FILE, VAULT_FILE, HELD_FILE, LINKS_FILE, AUDIT_FILE])
def test_a_damaged_or_missing_file_is_a_fault_before_anything_is_opened(folder: Path, name: str) -> None:
    service = opened(folder.parent)
    settings = service._settings
    service.close()
    good = (folder / name).read_bytes()
    (folder / name).write_bytes(good[:4096] + bytes(len(good) - 4096))
    (fault, *_) = damage(settings)
    assert fault.place == name
    assert fault.is_open
    (folder / name).write_bytes(b"no database" * 500)
    assert damage(settings)[0].place == name
    (folder / name).unlink()
    assert [(f.place, f.problem) for f in damage(settings)] == [(name, "the file is missing")]
    assert not (folder / name).exists()


def test_a_changed_record_is_a_fault_with_its_event(folder: Path) -> None:
    change(folder / AUDIT_FILE, "UPDATE bodies SET body='{}' WHERE seq=2")
    assert [f.place for f in checked(folder) if f.is_open] == [f"{AUDIT_FILE}: event 2"]


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    service: Service = opened(tmp_path)
    settings = service._settings
    service.close()
    for path in settings.store.iterdir():
        path.unlink()
    with pytest.raises(BadStore, match="no store"):
        damage(settings)
