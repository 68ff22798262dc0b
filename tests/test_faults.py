"""Killed, out of space, unwritable, with flipped bytes, in a crowd: a store loses nothing that was acknowledged."""

import gc
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.audit import AUDIT_FILE
from assistant.checking import check, damage
from assistant.conversations import CONVERSATIONS_FILE
from assistant.service import Service
from assistant.settings import Settings
from index.clearance import EVERYTHING
from index.database import hindrance
from index.errors import IntellogError, NotWritten
from index.files import UNFINISHED, write_durably
from index.ingest import Report
from index.records import Filters
from index.store import CATALOGUE_FILE, HELD_FILE, KEY_FILE, LINKS_FILE, LOCK_FILE, VAULT_FILE
from tests.conftest import WordEmbedder
from tests.faults import ANALYST, contents, exported, make, opened, soundness
from tests.test_crash import ROOT

DATABASES = (CATALOGUE_FILE, VAULT_FILE, HELD_FILE, LINKS_FILE, AUDIT_FILE, CONVERSATIONS_FILE)


def bench(*options: str) -> None:
    run = subprocess.run([sys.executable, "-m", "tests.faults", *options], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_killed_or_out_of_space_at_any_step_a_store_keeps_what_was_acknowledged() -> None:
    bench("--points", "36", "--disk", "12", "--seed", "7")


def test_two_writers_and_four_readers_do_not_hinder_each_other() -> None:
    bench("--crowd", "3")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first") / "store"
    make(folder)
    return folder


@pytest.fixture
def store(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "store"))


# -- a real disk ------------------------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A small disk of its own; called with mount options, it changes them."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)], capture_output=True)
    if made.returncode:
        pytest.skip("needs the right to mount a disk")

    def remounted(options: str) -> Path:
        subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)
        return folder

    yield remounted
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_on_a_full_disk_nothing_acknowledged_is_lost_and_with_space_the_ingest_goes_on(
    disk: Callable[[str], Path], tmp_path: Path
) -> None:
    service = opened(disk("size=1m") / "store")
    texts = {f"F/{n}": f"<PERSON:Pat Quix{n}> saw van{n}f. " + f"word{n} " * 300 for n in range(400)}
    source = exported(tmp_path / "export.jsonl", texts)
    taken = 0

    def progress(report: Report) -> None:
        nonlocal taken
        taken = report.read

    with pytest.raises(NotWritten, match=r"\.db: the disk is full; make room"):
        service.ingest([source], ANALYST, progress=progress)
    refs = {log.log_ref for log in service.store.catalogue.logs(Filters(), EVERYTHING)}
    assert refs >= {f"F/{n}" for n in range(taken)}
    disk("size=64m")
    service.ingest([source], ANALYST)  # in the same process, as a server does it
    service.close()
    assert list(soundness(disk("size=64m") / "store", mend=False)) == []


def test_a_store_that_may_not_be_written_to_says_so_and_is_unharmed(first: Path, disk: Callable[[str], Path]) -> None:
    folder = Path(shutil.copytree(first, disk("size=8m") / "store"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    disk("ro")
    with pytest.raises(NotWritten, match=r"\w+\.db: it .*(may not be written|cannot be opened).*then try again"):
        opened(folder)
    gc.collect()  # the connections of the attempt
    disk("rw")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(soundness(folder, mend=False)) == []


def test_a_file_that_cannot_be_read_now_is_not_called_damaged(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hindered(db: sqlite3.Connection) -> list[str]:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
        raise error

    monkeypatch.setattr("index.inspection.damage", hindered)
    with pytest.raises(NotWritten, match=r"catalogue\.db: the disk fails"):
        damage(settings_of(store))


# -- bytes ------------------------------------------------------------------------------------------------------------


def settings_of(store: Path) -> Settings:
    return Settings(store=store, cache=store.parent / "cache", model="none")


def places(length: int, *, edge: int, segments: int, pick: random.Random) -> list[int]:
    """Places in a file of every class, whatever its format: each byte of both ends, and some of each part between."""
    ends = {*range(min(edge, length)), *range(max(0, length - edge), length)}
    return sorted(ends | {min(length - 1, int((n + pick.random()) * length / segments)) for n in range(segments)})


def caches(store: Path) -> list[Path]:
    """The files that are made from the catalogue."""
    own = {name + end for name in DATABASES for end in ("", "-wal", "-shm")} | {KEY_FILE, LOCK_FILE}
    return sorted(path for path in store.rglob("*") if path.is_file() and path.name not in own)


def test_a_flipped_byte_anywhere_in_the_vector_index_never_changes_an_answer(store: Path) -> None:
    pick = random.Random(5)
    service = opened(store)
    queries = WordEmbedder().encode(["Who rang about van8x?", "quay", "Nobody saw van9x"])
    truth = [service.store.vectors().search(query, 5) for query in queries]
    files = caches(store)
    assert files
    for path in files:
        good = path.read_bytes()
        for place in places(len(good), edge=48, segments=48, pick=pick):
            path.write_bytes(good[:place] + bytes([good[place] ^ 1 << pick.randrange(8)]) + good[place + 1 :])
            service.store._index = None
            assert [service.store.vectors().search(query, 5) for query in queries] == truth, f"{path.name} {place}"
            assert service.store.index_answers()  # written anew
    service.close()
    assert list(soundness(store, mend=False)) == []


@pytest.mark.parametrize("name", DATABASES)
def test_a_flipped_byte_in_a_database_is_said_or_changes_nothing(first: Path, tmp_path: Path, name: str) -> None:
    pick = random.Random(name)
    service = opened(first)
    truth = guarded(service)
    service.close()
    silent = 0
    good = (first / name).read_bytes()
    for number, place in enumerate(places(len(good), edge=4, segments=24, pick=pick)):
        store = Path(shutil.copytree(first, tmp_path / str(number)))
        bad = bytearray(good)
        bad[place] ^= 1 << pick.randrange(8)
        (store / name).write_bytes(bad)
        said = findings(store)
        if not said:
            service = opened(store)
            silent += guarded(service) != truth
            service.close()
        shutil.rmtree(store)
    assert not silent


def guarded(service: Service) -> object:
    """What a digest, an authenticated encryption or a second copy guards. The labels and vectors of a log have none."""
    held = contents(service)
    texts = [(ref, version, title, text) for ref, version, live, title, text, *_ in held["logs"] if live]
    passages = [passage[:-1] for passage in held["passages"]]
    events = [event.body for event in service.events(ANALYST)]
    return texts, passages, held["mentions"], held["held"], held["identities"], events


def findings(store: Path) -> list[str]:
    """What the check says, or the refusal to open; anything but these is a fault of the check itself."""
    try:
        if found := damage(settings_of(store)):
            return [finding.problem for finding in found]
        service = opened(store, look_only=True)
        try:
            return [finding.problem for finding in check(service, ANALYST, mend=False)]
        finally:
            service.close()
    except (IntellogError, sqlite3.DatabaseError) as error:  # which the command line says in one line
        return [str(error)]


# -- what a kill leaves -----------------------------------------------------------------------------------------------


def test_a_half_written_file_goes_with_the_next_writing_and_other_files_stay(tmp_path: Path) -> None:
    for name in (f"index.abcdefgh{UNFINISHED}", "index.old", "index.abcdefgh"):
        (tmp_path / name).write_bytes(b"x")
    write_durably(tmp_path / "index", [b"whole"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index", "index.abcdefgh", "index.old"]


def test_a_file_that_somebody_is_writing_is_not_taken_for_abandoned(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"outer"
        write_durably(tmp_path / "index", [b"inner"])

    write_durably(tmp_path / "index", chunks())
    assert (tmp_path / "index").read_bytes() == b"outer"
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_identities_of_logs_that_never_came_are_forgotten_at_the_next_start(store: Path) -> None:
    service = opened(store)
    before = contents(service)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service.store.catalogue, "add", lambda entries: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            texts = {"Z/1": "<PERSON:Una Brackwell> rang <PHONE:07700 900777>."}
            service.ingest([exported(store.parent / "z.jsonl", texts)], ANALYST)
    assert contents(service) != before
    service.close()
    service = opened(store)
    assert contents(service) == before
    service.close()


def test_a_transaction_that_fails_leaves_none_open(store: Path) -> None:
    service = opened(store)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), service.store.vault._writing():
            raise ZeroDivisionError
    service.close()


def test_what_hinders_is_named_with_its_remedy() -> None:
    error = sqlite3.OperationalError("database or disk is full")
    assert hindrance(error) is None  # not from SQLite
    for code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_READONLY_DIRECTORY):
        error.sqlite_errorcode = code
        assert "then try again" in str(hindrance(error))
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    assert hindrance(error) is None
