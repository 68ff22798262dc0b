"""A store that cannot be opened leaves none of its files open."""

from contextlib import suppress
from pathlib import Path

import pytest

from index.errors import BadKey, BadStore
from index.store import CATALOGUE_FILE, HELD_FILE, LINKS_FILE, VAULT_FILE, Store
from tests.conftest import WordEmbedder


def held_open(folder: Path) -> set[str]:
    """The names of a folder's files that this process has open."""
    found = set()
    for descriptor in list(Path("/proc/self/fd").iterdir()):
        with suppress(OSError):  # that of the listing itself
            path = descriptor.readlink()
            if path.parent == folder:
                found.add(path.name)
    return found


@pytest.mark.parametrize("damaged", [CATALOGUE_FILE, VAULT_FILE, HELD_FILE, LINKS_FILE])
def test_a_store_with_a_damaged_file_keeps_no_file_open(tmp_path: Path, damaged: str) -> None:
    Store(tmp_path, embedder=WordEmbedder()).close()
    (tmp_path / damaged).write_bytes(b"no database at all " * 99)
    with pytest.raises(BadStore) as caught:
        Store(tmp_path, embedder=WordEmbedder())
    assert held_open(tmp_path) == set()  # while the error, and with it the half-made store, is still held
    assert damaged in str(caught.value)


def test_a_store_of_another_key_keeps_no_file_open(tmp_path: Path) -> None:
    store = Store(tmp_path, embedder=WordEmbedder())
    assert CATALOGUE_FILE in held_open(tmp_path)
    store.close()
    with pytest.raises(BadKey) as caught:
        Store(tmp_path, master=bytes(32), embedder=WordEmbedder())
    assert held_open(tmp_path) == set()
    assert caught.value
