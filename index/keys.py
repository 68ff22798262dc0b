"""The store's master key and the keys derived from it, one for each purpose.

The master key is 32 random bytes in a file that only its owner may read, or 64 hexadecimal digits handed in by `ui/`
(from an environment variable). Each use derives its own key (HKDF-SHA-256), so that none opens another's data.
"""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from index.errors import BadKey

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """Derived keys of 32 bytes each. Never printed: the representation hides them."""

    token: bytes  # HMAC over normalised identities
    blind: bytes  # HMAC over search keys of the vault
    vault: bytes  # AES-256-GCM of the vault's values
    fingerprint: bytes  # HMAC over raw records, to recognise one that was read before
    signature: bytes  # Ed25519 seed of the audit record
    held: bytes  # AES-256-GCM of logs that wait for a person
    held_index: bytes  # HMAC over their references and tokens
    erasure: bytes  # HMAC over references of logs that were erased
    conversation: bytes  # AES-256-GCM of kept conversations
    conversation_owner: bytes  # HMAC over whose they are

    def __repr__(self) -> str:
        return "Keys(...)"


def derive(master: bytes) -> Keys:
    """Derive the purpose keys. master: 32 bytes; raises BadKey for any other length."""
    if len(master) != KEY_BYTES:
        raise BadKey(
            f"the key must be {KEY_BYTES} bytes ({2 * KEY_BYTES} hexadecimal digits), found {len(master)} bytes"
        )
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    def key(purpose: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"intellog/{purpose}/1".encode()).derive(
            master
        )

    purposes = (
        "token", "blind", "vault", "fingerprint", "signature", "held", "held_index", "erasure", "conversation",
        "conversation_owner",
    )  # fmt: skip
    return Keys(*map(key, purposes))


def key_from_hex(text: str) -> bytes:
    """The master key from its hexadecimal form; raises BadKey without repeating it."""
    try:
        return bytes.fromhex(text.strip())
    except ValueError:
        raise BadKey(f"the key must be {2 * KEY_BYTES} hexadecimal digits") from None


def random_keys() -> Keys:
    """Keys that nobody else has and that are forgotten with the process: for redaction that keeps nothing."""
    return derive(secrets.token_bytes(KEY_BYTES))


def read_key_file(path: Path) -> bytes:
    """The master key of a store. Raises BadKey when it is missing, malformed or readable by others than its owner."""
    return key_from_hex(read_private(path))


def read_private(path: Path) -> str:
    """The text of a file that holds a secret. Raises BadKey when others than its owner may read it, or nobody."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise BadKey(f"{path.name}: the key file is missing; restore it or give the key another way") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadKey(f"{path.name}: the key file cannot be read ({type(error).__name__})") from None
    if mode & 0o077:
        raise BadKey(f"{path.name}: others may read the key (mode {mode:o}); run chmod 600 on it")
    return text


def create_key_file(path: Path, master: bytes | None = None) -> bytes:
    """Write a master key, a new one if none is given, that only its owner may read, and return it.

    Raises FileExistsError.
    """
    master = master or secrets.token_bytes(KEY_BYTES)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(master.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return master
