from pathlib import Path

import pytest

from index.errors import BadKey, NotHeld
from index.keys import Keys, derive
from index.redaction.vault import Vault, identity_of


def test_an_identity_has_one_token_and_is_revealed_by_it(keys: Keys) -> None:
    vault = Vault(None, keys)
    a, b, c = vault.tokens([identity_of("PERSON", s) for s in ("James Okafor", "OKAFOR, James", "Jane Okafor")])
    assert a == b != c
    assert vault.reveal(a) == "James Okafor"
    assert vault.count() == 2


def test_the_file_holds_no_value_in_clear(tmp_path: Path, keys: Keys) -> None:
    vault = Vault(tmp_path / "vault.db", keys)
    vault.tokens([identity_of("PERSON", "Zebulon Quixwood"), identity_of("PHONE", "07700 900123")])
    vault.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()
    assert b"zebulon" not in held
    assert b"900123" not in held


def test_names_are_found_by_part_and_with_one_letter_wrong(keys: Keys) -> None:
    vault = Vault(None, keys)
    (token,) = vault.tokens([identity_of("PERSON", "Costel Vranceanu")])
    assert vault.with_part(["vranceanu", "smith"]) == {"vranceanu": (token,)}
    near = vault.near_part(["vrancenu", "vranceanuu", "vrenceanu", "varnceanu", "smithson"])
    assert near == {"vrancenu": (token,), "vranceanuu": (token,), "vrenceanu": (token,), "varnceanu": (token,)}


def test_numbers_are_not_found_by_part(keys: Keys) -> None:
    vault = Vault(None, keys)
    vault.tokens([identity_of("PHONE", "07700 900123")])
    assert vault.with_part(["07700", "900123"]) == {}


def test_another_key_is_refused(tmp_path: Path, keys: Keys) -> None:
    Vault(tmp_path / "vault.db", keys).close()
    with pytest.raises(BadKey, match="another key"):
        Vault(tmp_path / "vault.db", derive(bytes(32)))


def test_a_ciphertext_moved_to_another_token_does_not_open(tmp_path: Path, keys: Keys) -> None:
    from cryptography.exceptions import InvalidTag

    vault = Vault(tmp_path / "vault.db", keys)
    a, b = vault.tokens([identity_of("PERSON", "James Okafor"), identity_of("PERSON", "Jane Smith")])
    vault._db.execute(
        "UPDATE identities SET (nonce, value) = (SELECT nonce, value FROM identities WHERE token=?) WHERE token=?",
        (a, b),
    )
    with pytest.raises(InvalidTag):
        vault.reveal(b)


def test_what_is_forgotten_cannot_be_revealed_or_found(keys: Keys) -> None:
    vault = Vault(None, keys)
    (token,) = vault.tokens([identity_of("PERSON", "James Okafor")])
    assert vault.forget([token]) == 1
    assert vault.with_part(["okafor"]) == {}
    with pytest.raises(NotHeld):
        vault.reveal(token)


def test_two_values_that_share_a_token_get_two(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(None, keys)
    crowded = {0: "PERSON 00000000", 1: "PERSON 00000001"}
    monkeypatch.setattr(vault._tokens, "identity", lambda kind, normal, attempt=0: crowded[attempt])
    a, b = vault.tokens([identity_of("PERSON", "James Okafor"), identity_of("PERSON", "Jane Smith")])
    assert (a, b) == ("PERSON 00000000", "PERSON 00000001")
    assert vault.exact(identity_of("PERSON", "Jane Smith")) == b
