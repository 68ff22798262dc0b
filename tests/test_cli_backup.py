"""`check`, `backup`, `restore` and `audit erasures` on the command line: what they print, and with which status."""

import json
from pathlib import Path

import pytest

from index.entries import entries
from index.store import CATALOGUE_FILE, KEY_FILE, Store
from tests.conftest import WordEmbedder, redacted_log
from tests.test_cli import run
from tests.test_inspection import change


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that names nobody, so that no model is needed."""
    made = Store(tmp_path / "store", embedder=WordEmbedder())
    logs = [redacted_log(f"A/{n}", f"A van was seen {n} times.") for n in range(3)]
    made.catalogue.add(list(entries(made.embedder, logs, {log.log_ref: b"" for log in logs})))
    made.close()
    run("audit", "list", store=tmp_path / "store")  # makes the record
    return tmp_path / "store"


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text("five plain words stand here\n")
    path.chmod(0o600)
    return path


@pytest.mark.models
def test_check_says_what_is_wrong_and_mends_it(store: Path) -> None:
    assert run("check", store=store).splitlines()[-1] == "the store is whole"
    change(store / CATALOGUE_FILE, "UPDATE passages SET log_ref='Z/9' WHERE log_ref='A/0'")
    assert run("check", store=store, status=1) == "1"
    done = json.loads(run("check", "--mend", "--json", store=store))
    assert done["ok"]
    mended = {finding["place"] for finding in done["findings"] if finding["mended"]}
    assert mended >= {"catalogue.db: A/0", "catalogue.db: Z/9"}
    assert json.loads(run("check", "--json", store=store)) == {"ok": True, "findings": []}


def test_check_needs_a_store(tmp_path: Path) -> None:
    assert "no store is here" in run("check", store=tmp_path / "none", status=1)
    assert not (tmp_path / "none").exists()


def test_a_backup_with_a_passphrase_is_restored_by_it_alone(store: Path, passphrase: Path, tmp_path: Path) -> None:
    made = run("backup", str(tmp_path / "b"), "--key-file", str(passphrase), store=store)
    assert made.startswith("3 logs as of 20")
    assert "with a passphrase" in run("restore", str(tmp_path / "b"), "--store", str(tmp_path / "new"), status=1)
    wrong = tmp_path / "wrong"
    wrong.write_text("five other words stand here")
    assert "others may read" in run("restore", str(tmp_path / "b"), "--key-file", str(wrong), status=1)
    wrong.chmod(0o600)
    refused = run("restore", str(tmp_path / "b"), "--key-file", str(wrong), store=tmp_path / "new", status=1)
    assert "cannot be opened from byte" in refused
    assert not (tmp_path / "new").exists()
    key = ("--key-file", str(passphrase))
    printed = run("restore", str(tmp_path / "b"), "--store", str(tmp_path / "new"), *key)
    assert printed.splitlines()[-1] == "the store is whole"
    assert json.loads(run("check", "--json", store=tmp_path / "new"))["ok"]


def test_the_stores_key_may_come_from_the_environment(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", str(tmp_path / "b"), store=store)
    assert "with the store's key" in run("restore", str(tmp_path / "b"), store=tmp_path / "new", status=1)
    done = json.loads(
        run("restore", str(tmp_path / "b"), "--key-file", str(store / KEY_FILE), "--json", store=tmp_path / "one")
    )
    assert (done["logs"], done["erasures_until"]) == (3, None)
    monkeypatch.setenv("INTELLOG_KEY", (store / KEY_FILE).read_text())
    run("restore", str(tmp_path / "b"), store=tmp_path / "two")
    assert (tmp_path / "one" / KEY_FILE).exists()
    assert not (tmp_path / "two" / KEY_FILE).exists()


def test_a_list_of_erasures_is_written_and_taken(store: Path, passphrase: Path, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "b"), "--key-file", str(passphrase), store=store)
    run("audit", "erasures", str(tmp_path / "erased.json"), store=store)
    more = ("--key-file", str(passphrase), "--erasures", str(tmp_path / "erased.json"), "--json")
    done = json.loads(run("restore", str(tmp_path / "b"), *more, store=tmp_path / "new"))
    assert done["erased_again"] == 0
    assert done["erasures_until"]


def test_what_is_no_backup_is_refused_by_name(tmp_path: Path) -> None:
    assert "none.backup: the backup cannot be read" in run("restore", str(tmp_path / "none.backup"), status=1)
    (tmp_path / "x").write_bytes(b"x" * 100)
    assert "no backup" in run("restore", str(tmp_path / "x"), status=1)
