"""Whom a question means: its words -> the held names, numbers and plates among them, however they are written.

A question is typed in haste: lower case, a letter wrong, half a name, a pet name, the end of a plate. Each is met in
the vault's blind indexes. An ordinary word is never a name for its letters alone: it must stand as one, with a capital
where no sentence begins, after a title, or beside another part of the same held name.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from index.records import Span
from index.redaction.hypocorisms import full_forms, pet_forms
from index.redaction.lists import RANKS, TITLES
from index.redaction.places import towns
from index.redaction.shown import Lookups
from index.redaction.tokens import NAMES, fold, name_parts, normal_form
from index.redaction.vault import MIN_PART, Identity

LONGEST = 4  # words of an alias or name that is looked up as a whole
_MIN_NEAR_QUIET = 5  # letters of a word in lower case that is matched with one edit

_CALENDAR = frozenset(
    (
        "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october "
        "nov november dec december spring summer autumn winter mon tue wed thu fri sat sun"
    ).split()
)
_DATED_BEFORE = re.compile(
    r"(?:\d(?:st|nd|rd|th)?(?: of)?|\b(?:in|on|of|since|from|until|till|by|during|before|after|early|mid|late|last|"
    r"next|this|that|end|start|between|and|to|to the|the))[ ,-]+$",
    re.IGNORECASE,
)
_DATED_AFTER = re.compile(r"^[ ,-]+(?:\d|to\b|and\b|until\b)")
_NAME_CUE = re.compile(
    r"(?:\b(?:did|does|do|is|was|were|are|has|had|have|about|with|against|between|and|or|called|named|when|where|why|who|"
    r"mr|mrs|ms|miss)|,)\s+$",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s|\n)[\s\"“'‘(]*$")
_END_CUE = re.compile(
    r"\b(?:end(?:s|ing|ed)?(?: (?:in|with))?|finish(?:es|ing)?(?: (?:in|with))?|last (?:\w+ )?(?:digits?|letters?|"
    r"characters?|part)(?: \w+)?)[\s:]+[\"'“‘]?(?P<value>[A-Za-z0-9]{2,6})\b",
    re.IGNORECASE,
)
_START_CUE = re.compile(
    r"\b(?:start(?:s|ing|ed)?(?: (?:in|with))?|begin(?:s|ning)?(?: (?:in|with))?|partial(?: \w+)?|part(?:ial)? (?:"
    r"plate|reg(?:istration)?|index|vrm))[\s:]+[\"'“‘]?(?P<value>[A-Za-z]{1,3}\s?\d{1,3}|[A-Za-z0-9]{2,5})\b",
    re.IGNORECASE,
)
_HALF_PLATE = re.compile(r"(?<![\w/-])[A-Z]{2}\d{2}(?![\w/-])")
_LAST_SIX = re.compile(r"(?<![\d£.,/-])\d{6}(?![\d.,/-])")
_NUMBERS = ("PHONE", "BANK_ACCOUNT", "IMEI", "PAYMENT_CARD", "VEHICLE_REG")


class Words(Protocol):
    """What knows ordinary words; the detector."""

    def is_common(self, word: str) -> bool:
        """Whether a word is a function word or one of police prose."""

    def is_ordinary(self, word: str) -> bool:
        """Whether a word, in lower case, is in the dictionary or a town."""


class Asked:
    """The words of one question that no recogniser has marked."""

    def __init__(
        self,
        text: str,
        words: Sequence[tuple[int, int, str]],
        vault: Lookups,
        dictionary: Words,
        stored: Callable[[Sequence[str]], frozenset[str]],
    ) -> None:
        """words: start, end and folded form of each. stored: which of some words the logs use as ordinary ones."""
        self._text = text
        self._words = words
        self._vault = vault
        self._dictionary = dictionary
        keys = sorted({key for *_, key in words if len(key) >= MIN_PART})
        stored_words = stored(keys)
        ordinary = {key for key in keys if dictionary.is_ordinary(key)}
        self._ordinary = ordinary
        self._plain = (
            (stored_words & ordinary) | {key for key in keys if dictionary.is_common(key)} | (_CALENDAR & ordinary)
        )
        self._held = vault.with_part(keys, in_phrases=False)
        self._pieces = vault.with_part([key for key in keys if key not in ordinary])
        unheld = [k for k in keys if k not in self._held and k not in self._pieces]
        self._near = vault.near_part([k for k in unheld if k not in stored_words and k not in ordinary])
        self._pets = {k: tokens for k in unheld if k not in ordinary and (tokens := self._pet_bearers(k))}

    def names(self) -> list[Span]:
        """The names among the words; neighbouring ones that can be of one person are one name."""
        certain = [self._is_name(i) for i in range(len(self._words))]
        for i in [*self._phrases(), *self._pairs()]:
            certain[i] = True
        for _ in range(2):  # "will o'brien-shaw": from the certain part outwards
            for i in range(len(certain)):
                if not certain[i] and self._belongs(i, certain):
                    certain[i] = True
        spans: list[Span] = []
        for (start, end, key), is_name in zip(self._words, certain, strict=True):
            if not is_name:
                continue
            kinds = {token.split()[0] for token in self._tokens(key)} or {"ALIAS"}
            kind = "PERSON" if "PERSON" in kinds else min(kinds)
            if spans and self._text[spans[-1].end : start] in (" ", "-"):
                spans[-1] = replace(spans[-1], end=end)
            else:
                spans.append(Span(start, end, kind, 0.6, "vault"))
        return spans

    def ends(self, taken: Sequence[Span]) -> list[Span]:
        """Where the question gives only the beginning or end of a number or plate that is held."""
        found = []
        for start, end, value in _partial_values(self._text):
            free = all(end <= s.start or s.end <= start for s in taken)
            kinds = {token.split()[0] for token in ends_in(value, self._vault)}
            if free and kinds:
                found.append(Span(start, end, min(kinds, key=_NUMBERS.index), 0.6, "vault"))
        return found

    # -- inside ---------------------------------------------------------------------------------------------------

    def _tokens(self, key: str) -> frozenset[str]:
        held = self._held.get(key) or self._pieces.get(key) or self._pets.get(key) or self._near.get(key, ())
        return frozenset(held)

    def _pet_bearers(self, key: str) -> tuple[str, ...]:
        forms = (full_forms(key) | pet_forms(key)) - {key}
        return tuple(sorted({t for tokens in self._vault.with_part(forms, in_phrases=False).values() for t in tokens}))

    def _is_name(self, i: int) -> bool:
        key = self._words[i][2]
        if key in self._held:
            if key in self._plain:
                return self._stands_as_name(i)
            return key not in self._ordinary or self._capital(i) or self._after_cue(i)
        if key in self._pieces:
            return key not in self._plain
        if key in self._pets:
            return self._capital(i)
        return key in self._near and (len(key) >= _MIN_NEAR_QUIET or self._capital(i))

    def _stands_as_name(self, i: int) -> bool:
        """Whether an ordinary word stands where a name does."""
        start, end, key = self._words[i]
        before = self._text[:start]
        if re.search(r"[\w.]+\s*$", before) and fold(before.split()[-1]).rstrip(".") in TITLES | RANKS:
            return True
        dated = key in _CALENDAR and (_DATED_BEFORE.search(before) or _DATED_AFTER.search(self._text[end:]))
        return self._capital(i) and not dated and key not in towns() and not self._in_title(i)

    def _in_title(self, i: int) -> bool:
        """Whether a word stands beside another with a capital that is no name: "Sparkle Bay", "the Old Smithy"."""
        return any(
            0 <= j < len(self._words)
            and self._between(min(i, j)) == " "
            and self._capital(j)
            and not self._tokens(self._words[j][2])
            for j in (i - 1, i + 1)
        )

    def _after_cue(self, i: int) -> bool:
        """Whether a word in lower case stands where a question names somebody; in the logs it is only a name."""
        start, end, _ = self._words[i]
        after_name_cue = _NAME_CUE.search(self._text[:start])
        return bool(after_name_cue) or self._text[end : end + 2].lower() in ("'s", "’s")

    def _capital(self, i: int) -> bool:
        """Whether a word has a capital that no sentence's beginning explains, in a text not all in capitals."""
        start = self._words[i][0]
        return (
            self._text[start].isupper() and not self._text.isupper() and not _SENTENCE_START.search(self._text[:start])
        )

    def _belongs(self, i: int, certain: Sequence[bool]) -> bool:
        """Whether a word is, with a certain name word beside it, part of one held name."""
        key = self._words[i][2]
        tokens = frozenset(self._held.get(key, ())) or self._initial(i) or self._tokens(key)
        return any(
            0 <= j < len(certain)
            and certain[j]
            and self._between(min(i, j)) in (" ", "-")
            and not tokens.isdisjoint(self._tokens(self._words[j][2]))
            for j in (i - 1, i + 1)
        )

    def _pairs(self) -> Iterator[int]:
        """The places of two words side by side that are parts of one held name, not both of them ordinary words."""
        for i in range(len(self._words) - 1):
            one, other = self._words[i][2], self._words[i + 1][2]
            shared = self._tokens(one) & self._tokens(other)
            if shared and self._between(i) in (" ", "-") and not self._plain >= {one, other}:
                yield from (i, i + 1)

    def _initial(self, i: int) -> frozenset[str]:
        """A capital letter beside a name belongs to it."""
        start, _, key = self._words[i]
        if len(key) != 1 or not self._text[start].isupper() or key in ("i", "a"):
            return frozenset()
        return frozenset().union(
            *(self._tokens(self._words[j][2]) for j in (i - 1, i + 1) if 0 <= j < len(self._words))
        )

    def _between(self, i: int) -> str:
        """What stands between a word and the next."""
        return self._text[self._words[i][1] : self._words[i + 1][0]]

    def _phrases(self) -> Iterator[int]:
        """The places of words that together are a held name or alias, whatever words they are ("Uncle Bay")."""
        for first in range(len(self._words)):
            for count in range(2, LONGEST + 1):
                last = first + count - 1
                if last >= len(self._words) or self._between(last - 1) not in (" ", "-"):
                    break
                surface = self._text[self._words[first][0] : self._words[last][1]]
                if len(name_parts(surface)) >= count and self._vault.with_name(normal_form("PERSON", surface)):
                    yield from range(first, last + 1)


def meant(identity: Identity, vault: Lookups) -> tuple[tuple[str, ...], bool]:
    """The held tokens an identity of a question may mean, the certain first, and whether a letter was forgiven."""
    certain = certainly_meant(identity, vault)
    if identity.type not in NAMES:
        return tuple(certain or sorted(ends_in(identity.normal, vault))), False
    forgiven = False
    sets = []
    lone: list[str] = []
    for word in re.split(r"[\s,]+", identity.surface):
        parts = [p for p in name_parts(word) if len(p) >= MIN_PART and p not in TITLES | RANKS]
        if not parts:
            continue
        lone += [t for p in parts for t in sorted(vault.lone(p))]
        bearers, near = _bearers(parts, vault)
        forgiven |= near
        sets.append(bearers)
    wider = set.intersection(*sets) if sets else set()
    return tuple(dict.fromkeys([*certain, *sorted(wider), *lone])), forgiven and not certain


def certainly_meant(identity: Identity, vault: Lookups) -> list[str]:
    """Those of the tokens an identity of a question may mean that are of just this name or number."""
    if identity.type not in NAMES:
        return [token] if (token := vault.exact(identity)) else []
    exact = [t for kind in sorted(NAMES) if (t := vault.exact(replace(identity, type=kind)))]
    return sorted({*exact, *vault.with_name(identity.normal)}, key=lambda t: (not t.startswith(f"{identity.type} "), t))


def _bearers(parts: Sequence[str], vault: Lookups) -> tuple[set[str], bool]:
    """Whose name has a word, whole or by its hyphened parts, and whether a letter had to be forgiven."""
    joined = "".join(parts)
    held = vault.with_part([joined, *parts])
    if joined in held:
        return set(held[joined]), False
    if all(p in held for p in parts):
        return set.intersection(*(set(held[p]) for p in parts)), False
    pets = {t for form in full_forms(joined) | pet_forms(joined) for t in vault.with_part([form]).get(form, ())}
    if pets:
        return pets, False
    near = vault.near_part([joined, *parts])
    by_part = [set(held.get(p) or near.get(p, ())) for p in parts]
    return set(near.get(joined, ())) or set.intersection(*by_part), True


def ends_in(value: str, vault: Lookups) -> frozenset[str]:
    """The tokens of the held numbers and plates that end, or as plates begin, with a value."""
    squeezed = "".join(c for c in fold(value) if c.isalnum())
    kinds = _NUMBERS if squeezed.isdigit() else ("VEHICLE_REG",)
    found = frozenset().union(*(vault.ending(kind, squeezed) for kind in kinds))
    return found or vault.beginning("VEHICLE_REG", squeezed)


def _partial_values(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a question gives the beginning or end of a number or plate, by its words or by its look."""
    for pattern in (_END_CUE, _START_CUE):
        for match in pattern.finditer(text):
            value = match["value"]
            if any(c.isdigit() for c in value) or value.isupper():
                yield *match.span("value"), value
    for pattern in (_HALF_PLATE, _LAST_SIX):
        for match in pattern.finditer(text):
            yield *match.span(), match.group()
