"""A sealed file opens with its secret, whole and unchanged, and in no other way."""

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import sealing
from index.errors import BadBackup, BadKey
from index.sealing import HEAD, STORE_KEY, TAG, Secret, passphrase, sealed, secret_kind, unsealed

SECRET = Secret(STORE_KEY, bytes(range(32)))
SMALL = 40  # bytes of a chunk in these tests


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "CHUNK", SMALL)


def opened(file: bytes, secret: Secret = SECRET) -> bytes:
    return b"".join(unsealed(io.BytesIO(file), secret))


def test_what_was_sealed_in_pieces_of_any_size_opens_to_the_same() -> None:
    @given(st.lists(st.binary(max_size=3 * SMALL), max_size=6))
    @settings(max_examples=60, deadline=None)
    def check(pieces: list[bytes]) -> None:
        assert opened(b"".join(sealed(pieces, SECRET))) == b"".join(pieces)

    check()


@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, 2 * SMALL + 1])
def test_every_flipped_byte_and_every_cut_is_refused(size: int) -> None:
    file = b"".join(sealed([os.urandom(size)], SECRET))
    for place in range(len(file)):
        with pytest.raises(BadBackup):
            opened(file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :])
        with pytest.raises(BadBackup):
            opened(file[:place])
    with pytest.raises(BadBackup):
        opened(file + b"\0")


def test_chunks_cannot_be_swapped_repeated_left_out_or_taken_from_another_file() -> None:
    content = bytes(range(3 * SMALL))
    file, other = (b"".join(sealed([content], SECRET)) for _ in range(2))
    step = SMALL + TAG
    head, *chunks = file[:HEAD], *(file[i : i + step] for i in range(HEAD, len(file), step))
    strange = other[HEAD : HEAD + step]
    a, b, c = chunks
    for order in ([b, a, c], [a, a, b, c], [a, c], [a, b], [strange, b, c], [a, b, c, c]):
        with pytest.raises(BadBackup, match="from byte"):
            opened(head + b"".join(order))
    assert opened(head + a + b + c) == content


def test_another_secret_is_refused_in_the_words_for_a_damaged_file() -> None:
    file = b"".join(sealed([b"content"], SECRET))
    with pytest.raises(BadBackup) as wrong:
        opened(file, Secret(STORE_KEY, bytes(32)))
    with pytest.raises(BadBackup) as damaged:
        opened(file[:-1] + bytes([file[-1] ^ 1]))
    assert str(wrong.value) == str(damaged.value)


def test_a_passphrase_opens_what_it_sealed_and_a_short_one_is_refused() -> None:
    words = passphrase("five plain words stand here")
    file = b"".join(sealed([b"content"], words))
    assert secret_kind(io.BytesIO(file)) == sealing.PASSPHRASE
    assert opened(file, words) == b"content"
    with pytest.raises(BadBackup):
        opened(file, passphrase("five plain words stand there"))
    with pytest.raises(BadKey, match="15 characters"):
        passphrase("short")
    assert "plain" not in repr(words)


def test_what_is_no_backup_is_said_to_be_none() -> None:
    for file in (b"", b"PK\3\4" * 30, b"Intellog backup 9\n" + bytes(60)):
        with pytest.raises(BadBackup, match="no backup"):
            opened(file)
