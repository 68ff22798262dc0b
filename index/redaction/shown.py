"""The vault as one asker may know it: every look-up answers as if it held only the tokens of logs they can read.

A question's name that only other logs hold must look exactly like one that nobody holds: also where it is near another
name, ends like another number, or shares a nickname. So what a look-up meets is thinned out before anything is made of
it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.clearance import Label
from index.records import RedactedQuestion
from index.redaction.tokens import TOKEN, identity_of_token, name_parts, normal_form
from index.redaction.vault import Identity, Vault, deletions, part_keys


@dataclass(frozen=True, slots=True)
class Shown:
    """What the logs that an asker can read say of tokens, words and references."""

    tokens: Callable[[Collection[str]], frozenset[str]]  # those of some tokens that stand in such a log
    labels: Sequence[Label]  # of such logs
    ordinary: Callable[[Sequence[str]], frozenset[str]]  # which of some words they use as ordinary ones
    references: Sequence[str]  # one of each form that those of such logs have
    saying: Callable[[str], Sequence[str]]  # some of their texts that contain a phrase


class Lookups(Protocol):
    """How a question's names and numbers find the tokens they may mean; see `Vault`, which has the same."""

    def unheld(self, identity: Identity) -> str: ...
    def holds(self, token: str) -> bool: ...
    def exact(self, identity: Identity) -> str | None: ...
    def with_part(self, words: Iterable[str], *, in_phrases: bool = True) -> dict[str, tuple[str, ...]]: ...
    def near_part(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]: ...
    def with_name(self, normal: str) -> frozenset[str]: ...
    def lone(self, part: str) -> frozenset[str]: ...
    def ending(self, kind: str, end: str) -> frozenset[str]: ...
    def beginning(self, kind: str, start: str) -> frozenset[str]: ...


def limited(question: RedactedQuestion, shown: Collection[str]) -> RedactedQuestion:
    """A question that was redacted when more could be seen, as it asks with only some tokens shown."""
    hidden = [(token, other) for token, other, _ in question.linked if token not in shown]

    def joined(group: Sequence[str], token: str) -> bool:
        """Whether a token is only asked for as one that a person linked to a hidden one before it."""
        return any(other == token and one in group[: group.index(token)] for one, other in hidden)

    asked = [tuple(t for t in group if t in shown and not joined(group, t)) for group in question.asked]
    instead = {was[0]: now[0] for was, now in zip(question.asked, asked, strict=True) if now}
    unheld = [was[0] for was, now in zip(question.asked, asked, strict=True) if was and not now]
    text = TOKEN.sub(lambda m: f"[{new}]" if (new := instead.get(old := identity_of_token(m), old)) != old else m[0],
                     question.text)  # fmt: skip
    return RedactedQuestion(
        text,
        tuple(asked),
        tuple(dict.fromkeys([*question.unknown, *unheld])),
        tuple(dict.fromkeys(t for was in question.respelled if (t := instead.get(was, was)) in shown)),
        tuple(link for link in question.linked if link[0] in shown and link[1] in shown),
        tuple(token for token in question.possible if token in shown),
    )


class ShownVault:
    """The look-ups of a vault, limited to some tokens."""

    def __init__(self, vault: Vault, shown: Shown) -> None:
        self._vault = vault
        self._shown = shown.tokens
        self._labels = shown.labels
        self._names: dict[str, frozenset[tuple[str, str]]] = {}

    def unheld(self, identity: Identity) -> str:
        """The token an identity would get, whoever holds it."""
        return self._vault.unheld(identity)

    def holds(self, token: str) -> bool:
        """As `Vault.holds`."""
        return self._vault.holds(token) and bool(self._shown([token]))

    def exact(self, identity: Identity) -> str | None:
        """As `Vault.exact`."""
        token = self._vault.exact(identity)
        return token if token and self._shown([token]) else None

    def with_part(self, words: Iterable[str], *, in_phrases: bool = True) -> dict[str, tuple[str, ...]]:
        """As `Vault.with_part`."""
        keys = {"part", "piece"} if in_phrases else {"part"}
        found = self._vault.with_part(words, in_phrases=in_phrases)
        return self._thinned(found, lambda word: {(key, word) for key in keys})

    def near_part(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """As `Vault.near_part`."""
        return self._thinned(self._vault.near_part(words), lambda word: {("near", form) for form in deletions(word)})

    def with_name(self, normal: str) -> frozenset[str]:
        """As `Vault.with_name`."""
        return frozenset(
            token
            for token in self._shown(self._vault.with_name(normal))
            if any(normal_form(*name) == normal for name in self._known_as(token))
        )

    def lone(self, part: str) -> frozenset[str]:
        """As `Vault.lone`."""
        return frozenset(
            token
            for token in self._shown(self._vault.lone(part))
            if any(part in name_parts(surface) for _, surface in self._known_as(token))
        )

    def ending(self, kind: str, end: str) -> frozenset[str]:
        """As `Vault.ending`."""
        return self._shown(self._vault.ending(kind, end))

    def beginning(self, kind: str, start: str) -> frozenset[str]:
        """As `Vault.beginning`."""
        return self._shown(self._vault.beginning(kind, start))

    def _thinned(
        self, found: Mapping[str, tuple[str, ...]], keys: Callable[[str], set[tuple[str, str]]]
    ) -> dict[str, tuple[str, ...]]:
        """What was found, of shown tokens whose shown names have one of the keys of a word."""
        shown = self._shown({token for tokens in found.values() for token in tokens})
        thinned = {
            word: tuple(
                token
                for token in tokens
                if token in shown and any(keys(word).intersection(part_keys(*name)) for name in self._known_as(token))
            )
            for word, tokens in found.items()
        }
        return {word: tokens for word, tokens in thinned.items() if tokens}

    def _known_as(self, token: str) -> frozenset[tuple[str, str]]:
        """The names of a token in the logs that the asker can read; a nickname that only others give is none.

        The name that makes the token is one, whoever wrote it: whoever reads the token can ask for it.
        """
        if token not in self._names:
            self._names[token] = self._vault.names_met(token, self._labels) | self._vault.own_name(token)
        return self._names[token]
