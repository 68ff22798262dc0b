from pathlib import Path

import pytest

from index.errors import BadKey
from index.keys import create_key_file, derive, key_from_hex, read_key_file


def test_a_key_file_is_readable_by_its_owner_only_and_gives_the_key_back(tmp_path: Path) -> None:
    path = tmp_path / "key"
    master = create_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(path) == master


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    create_key_file(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(BadKey, match="chmod 600"):
        read_key_file(tmp_path / "key")


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    create_key_file(tmp_path / "key")
    with pytest.raises(FileExistsError):
        create_key_file(tmp_path / "key")


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = derive(bytes(32))
    derived = {getattr(keys, name) for name in keys.__slots__}
    assert len(derived) == len(keys.__slots__) > 8
    assert keys.token.hex() not in repr(keys)


@pytest.mark.parametrize("text", ["", "00", "zz" * 32, "00" * 31, "00" * 33])
def test_a_malformed_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(BadKey) as caught:
        derive(key_from_hex(text))
    assert not text or text not in str(caught.value).split()
