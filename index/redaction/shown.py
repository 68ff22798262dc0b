"""The vault as one asker may know it: every look-up answers as if it held only the tokens of logs they can read.

A question's name that only other logs hold must look exactly like one that nobody holds: also where it is near another
name, ends like another number, or shares a nickname. So what a look-up meets is thinned out before anything is made of
it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.redaction.vault import Identity, Vault


@dataclass(frozen=True, slots=True)
class Shown:
    """What the logs that an asker can read say of tokens, words and references."""

    tokens: Callable[[Collection[str]], frozenset[str]]  # those of some tokens that stand in such a log
    ordinary: Callable[[Sequence[str]], frozenset[str]]  # which of some words they use as ordinary ones
    references: Sequence[str]  # of such logs, from which the shape of references is learnt


class Lookups(Protocol):
    """How a question's names and numbers find the tokens they may mean; see `Vault`, which has the same."""

    def unheld(self, identity: Identity) -> str: ...
    def exact(self, identity: Identity) -> str | None: ...
    def with_part(self, words: Iterable[str], *, in_phrases: bool = True) -> dict[str, tuple[str, ...]]: ...
    def near_part(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]: ...
    def with_name(self, normal: str) -> frozenset[str]: ...
    def lone(self, part: str) -> frozenset[str]: ...
    def ending(self, kind: str, end: str) -> frozenset[str]: ...
    def beginning(self, kind: str, start: str) -> frozenset[str]: ...


class ShownVault:
    """The look-ups of a vault, limited to some tokens."""

    def __init__(self, vault: Vault, shown: Callable[[Collection[str]], frozenset[str]]) -> None:
        """shown: those of some tokens that stand in logs the asker can read."""
        self._vault = vault
        self._shown = shown

    def unheld(self, identity: Identity) -> str:
        """The token an identity would get, whoever holds it."""
        return self._vault.unheld(identity)

    def exact(self, identity: Identity) -> str | None:
        """As `Vault.exact`."""
        token = self._vault.exact(identity)
        return token if token and self._shown([token]) else None

    def with_part(self, words: Iterable[str], *, in_phrases: bool = True) -> dict[str, tuple[str, ...]]:
        """As `Vault.with_part`."""
        return self._thinned(self._vault.with_part(words, in_phrases=in_phrases))

    def near_part(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """As `Vault.near_part`."""
        return self._thinned(self._vault.near_part(words))

    def with_name(self, normal: str) -> frozenset[str]:
        """As `Vault.with_name`."""
        return self._shown(self._vault.with_name(normal))

    def lone(self, part: str) -> frozenset[str]:
        """As `Vault.lone`."""
        return self._shown(self._vault.lone(part))

    def ending(self, kind: str, end: str) -> frozenset[str]:
        """As `Vault.ending`."""
        return self._shown(self._vault.ending(kind, end))

    def beginning(self, kind: str, start: str) -> frozenset[str]:
        """As `Vault.beginning`."""
        return self._shown(self._vault.beginning(kind, start))

    def _thinned(self, found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        shown = self._shown({token for tokens in found.values() for token in tokens})
        thinned = {word: tuple(token for token in tokens if token in shown) for word, tokens in found.items()}
        return {word: tokens for word, tokens in thinned.items() if tokens}
