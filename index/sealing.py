"""Sealing: a stream of bytes -> an encrypted file that shows every change, and back, in chunks of one size.

The chunks are AES-256-GCM under a key made for this file from a secret and the file's own salt. The nonce is a chunk's
number and whether it is the last, so that chunks cannot be swapped, repeated, left out or cut off (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015); the head of the file is bound to each of them.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.errors import BadBackup, BadKey

MAGIC = b"Intellog backup 1\n"
CHUNK = 1 << 20  # bytes of content; the last chunk may be shorter, or empty
TAG = 16  # bytes that GCM adds
SALT = 32
HEAD = len(MAGIC) + 1 + SALT
MIN_PASSPHRASE = 15  # characters: NIST SP 800-63B-4 for a secret that stands alone
# OWASP's figures for scrypt: 128 MB of memory and about half a second for each guess.
_SCRYPT = {"n": 1 << 17, "r": 8, "p": 1}

STORE_KEY, PASSPHRASE = b"K", b"P"


@dataclass(frozen=True, slots=True)
class Secret:
    """What a backup is sealed with: a store's master key, or a passphrase. Never printed."""

    kind: bytes  # STORE_KEY or PASSPHRASE
    value: bytes

    def __repr__(self) -> str:
        return "Secret(...)"

    def key(self, salt: bytes) -> bytes:
        """The key of one file, 32 bytes."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

        if self.kind == PASSPHRASE:
            return Scrypt(salt=salt, length=32, **_SCRYPT).derive(self.value)
        return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"intellog/backup/1").derive(self.value)


def passphrase(text: str) -> Secret:
    """A passphrase as a secret; raises BadKey for one that can be guessed by its length alone."""
    if len(text) < MIN_PASSPHRASE:
        raise BadKey(f"the passphrase must have at least {MIN_PASSPHRASE} characters, for example five or six words")
    return Secret(PASSPHRASE, text.encode())


def sealed(content: Iterable[bytes], secret: Secret) -> Iterator[bytes]:
    """The file, piece by piece. content: bytes in pieces of any size."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt = os.urandom(SALT)
    head = MAGIC + secret.kind + salt
    cipher = AESGCM(secret.key(salt))
    yield head
    number, waiting = 0, bytearray()
    for piece in content:
        waiting += piece
        while len(waiting) > CHUNK:  # one that is full may be the last, and waits
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:CHUNK]), head)
            del waiting[:CHUNK]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), head)


def secret_kind(file: BinaryIO) -> bytes:
    """Which kind of secret opens a file, read from its beginning. Raises BadBackup when it is no backup."""
    head = file.read(HEAD)
    kind = head[len(MAGIC) : len(MAGIC) + 1]
    if len(head) < HEAD or not head.startswith(MAGIC) or kind not in (STORE_KEY, PASSPHRASE):
        raise BadBackup("the file is no backup of this version of Intellog, or its beginning is damaged")
    file.seek(0)
    return kind


def unsealed(file: BinaryIO, secret: Secret) -> Iterator[bytes]:
    """The content of a sealed file; each piece was verified before it is yielded, the end with the last one.

    Raises BadBackup, with the place, for a chunk that the secret does not open: nothing tells a wrong secret from a
    damaged file.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    secret_kind(file)
    head = file.read(HEAD)
    cipher = AESGCM(secret.key(head[-SALT:]))
    number, chunk = 0, file.read(CHUNK + TAG)
    while True:
        after = file.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not after), chunk, head)
        except (InvalidTag, ValueError):
            start = HEAD + number * (CHUNK + TAG)
            raise BadBackup(
                f"the backup cannot be opened from byte {start} on: the key is not the one it was made with, or the "
                "file was changed or cut; give the right key, or use another backup"
            ) from None
        if not after:
            return
        number, chunk = number + 1, after


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
