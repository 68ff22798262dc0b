"""The vault: token -> identity, encrypted, in a file of its own, with blind indexes to find a token without decrypting.

Values are AES-256-GCM with the token as associated data, so that a ciphertext cannot be moved to another token. Blind
indexes are HMACs of search keys: the whole normal form ("exact"), each part of a name ("part"), and each part with one
letter left out ("near", which meets a misspelling with one edit: Garbe, SymSpell); under which names a force knows its
people; and what two names must share for a person to look at both (see `index.links`). Whoever holds the file without
the key learns how many identities of each type there are, how long names are and which share a part, but no value.
"""

import hashlib
import hmac
import os
import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.clearance import Label
from index.database import DURABLE, WAIT_S, explaining, opening, transaction
from index.errors import BadKey, NotHeld
from index.keys import Keys
from index.redaction.hypocorisms import full_forms
from index.redaction.tokens import NAMES, Tokens, fold, name_parts, normal_form, surname_parts, untitled
from index.redaction.value_forms import is_telling

MIN_PART = 3  # letters of a name part that can be looked up alone
MIN_ALIKE = 6  # letters of a whole name that is compared with one letter left out
MIN_NEAR = 4  # letters of a name part that is matched with one edit; shorter ones meet too many ordinary words
_ENDS = {"VEHICLE_REG": (2, 3, 4), "PHONE": (3, 4, 5, 6), "BANK_ACCOUNT": (3, 4), "IMEI": (3, 4), "PAYMENT_CARD": (4,)}

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS identities(
    token TEXT PRIMARY KEY, exact BLOB NOT NULL UNIQUE, nonce BLOB NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blind(
    digest BLOB NOT NULL, kind TEXT NOT NULL, token TEXT NOT NULL, PRIMARY KEY(digest, kind, token)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS met( -- names of tokens in logs of one label; label and name are keyed digests
    token TEXT NOT NULL, label BLOB NOT NULL, name BLOB NOT NULL, nonce BLOB NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY(token, label, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS blind_token ON blind(token);
CREATE TABLE IF NOT EXISTS unsettled(token TEXT PRIMARY KEY) WITHOUT ROWID; -- that perhaps no log mentions
CREATE INDEX IF NOT EXISTS blind_kind ON blind(kind, digest);
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """What is to be kept of one identity: its type, the normal form that makes its token, and a surface to reveal."""

    type: str
    normal: str
    surface: str
    token: str = ""  # under which it is already held, where that is known


@dataclass(frozen=True, slots=True)
class Named:
    """An identity and every name that the logs of one force gave it, so that it is found by each of them."""

    identity: Identity
    scope: str  # the force, folded
    names: frozenset[tuple[str, str]]  # type, surface


@dataclass(frozen=True, slots=True)
class Met:
    """A name as it stands in a log, the token it got, and the log's access label."""

    token: str
    kind: str
    surface: str
    label: Label


def identity_of(kind: str, surface: str) -> Identity:
    """The identity of a surface as written."""
    return Identity(kind, normal_form(kind, surface), " ".join(surface.split()))


class Vault:
    """Identities and their tokens. With `path=None` it lives in memory and is gone with the process."""

    def __init__(self, path: Path | None, keys: Keys) -> None:
        """Open or create the vault; raises BadKey when it was made with another key, BadStore when it is damaged."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._writer = threading.Lock()  # threads share one connection, and so one transaction
        self._tokens = Tokens(keys.token)
        self._blind_key = keys.blind
        self._cipher = AESGCM(keys.vault)
        if path is not None and not path.exists():
            path.touch(mode=0o600)
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None, timeout=WAIT_S)
        self._name = path.name if path else "the vault"
        with opening("the vault", file=self._name if path else "", close=self._db.close):
            self._db.executescript(DURABLE + _SCHEMA)
            self._check_key()

    def close(self) -> None:
        """Close the file. The vault cannot be used afterwards."""
        self._db.close()

    def tokens(self, identities: Sequence[Identity]) -> list[str]:
        """The token of each identity, in order; unknown ones are added. All are on disk when this returns."""
        unique = dict.fromkeys(identities)
        with self._writing():
            found = {identity: self._token(identity) for identity in unique}
        return [found[identity] for identity in identities]

    def name(self, named: Sequence[Named]) -> None:
        """Note under which names the logs of a force know people, so that they are found by each of them."""
        with self._writing():
            for some in named:
                if some.identity.type in NAMES:
                    self._db.executemany(
                        "INSERT OR IGNORE INTO blind VALUES (?,?,?)", self._name_rows(some, self._token(some.identity))
                    )

    def meet(self, names: Iterable[Met]) -> None:
        """Note which names stand for a token in the logs of each label, so that no other name need be told."""
        rows = {
            (met.token, self._label(met.label), self._blind("met name", f"{met.kind}\0{met.surface}")): met
            for met in names
        }
        with self._writing():
            for (token, label, name), met in rows.items():
                known = "SELECT 1 FROM met WHERE token=? AND label=? AND name=?"
                if not self._db.execute(known, (token, label, name)).fetchone():
                    nonce = os.urandom(12)
                    value = self._cipher.encrypt(nonce, f"{met.kind}\0{met.surface}".encode(), token.encode())
                    self._db.execute("INSERT INTO met VALUES (?,?,?,?,?)", (token, label, name, nonce, value))

    def names_met(self, token: str, labels: Iterable[Label]) -> frozenset[tuple[str, str]]:
        """The names, as (type, surface), under which logs of these labels know a token."""
        digests = {self._label(label) for label in labels}
        rows = self._db.execute("SELECT label, nonce, value FROM met WHERE token=?", (token,)).fetchall()
        values = [self._cipher.decrypt(row[1], row[2], token.encode()).decode() for row in rows if row[0] in digests]
        return frozenset((kind, surface) for kind, _, surface in (value.partition("\0") for value in values))

    def own_name(self, token: str) -> frozenset[tuple[str, str]]:
        """The name that makes a token, as (type, surface); none where more than the name makes it, as a force does."""
        if not self.holds(token):
            return frozenset()
        own = token.split()[0], self.reveal(token)
        return frozenset({own} if self.exact(identity_of(*own)) == token else ())

    def is_telling(self, token: str) -> bool:
        """Whether a token stands for a value that hardly two people share; False for one that is not held."""
        return self.holds(token) and is_telling(token.split()[0], normal_form(token.split()[0], self.reveal(token)))

    def unheld(self, identity: Identity) -> str:
        """The token an identity would get. Nothing is stored."""
        return self._tokens.identity(identity.type, identity.normal)

    def exact(self, identity: Identity) -> str | None:
        """The token of an identity that is already held, or None."""
        row = self._db.execute("SELECT token FROM identities WHERE exact=?", (self._exact(identity),)).fetchone()
        return row[0] if row else None

    def holds(self, token: str) -> bool:
        """Whether an identity is held under a token. Nothing is decrypted."""
        return self._db.execute("SELECT 1 FROM identities WHERE token=?", (token,)).fetchone() is not None

    def with_part(self, words: Iterable[str], *, in_phrases: bool = True) -> dict[str, tuple[str, ...]]:
        """For each folded word that is part of a held name: the tokens of those names, in alphabetical order.

        in_phrases: also as a word of an alias of several words ("Uncle Bay"), most of which are ordinary ones.
        """
        keys = {w: [w] for w in words if len(w) >= MIN_PART}
        found = self._lookup("part", keys)
        if in_phrases:
            for word, tokens in self._lookup("piece", keys).items():
                found[word] = tuple(sorted({*found.get(word, ()), *tokens}))
        return found

    def near_part(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """As `with_part`, for words that are one edit (letter added, left out, changed or swapped) from a held part."""
        return self._lookup("near", {w: deletions(w) for w in words if len(w) >= MIN_NEAR})

    def given(self, scope: str, name: str) -> frozenset[str]:
        """The tokens of the fully named people of a force whose given name, the first, is this."""
        return self._under("given", scope, name)

    def called(self, scope: str, alias: str) -> frozenset[str]:
        """The tokens of the named people of a force who are said to bear an alias, given in its normal form."""
        return self._under("alias", scope, alias)

    def bearers(self, scope: str, parts: Sequence[str], *, surname: bool = False) -> frozenset[str]:
        """The tokens of the fully named people of a force who bear all of these name parts or initials.

        surname: as their surname.
        """
        found = [self._under("surname" if surname else "bearer", scope, part) for part in parts]
        return frozenset.intersection(*found) if found else frozenset()

    def with_name(self, normal: str) -> frozenset[str]:
        """The tokens of those who are called exactly this somewhere, also by an alias. normal: its normal form."""
        return self._under("name", "", normal)

    def lone(self, part: str) -> frozenset[str]:
        """The tokens of those of whom no log says more than this one name."""
        return self._under("lone", "", part)

    def alike(self, kind: str, other: str | None = None, *, most: int = 12) -> list[tuple[str, str]]:
        """Pairs of tokens, each by alphabet, that share a key of a kind, or of whom one has it as another kind.

        most: of one key; one that more names share says nothing of any two. Keys are compared, never each with each.
        """
        shared = "SELECT digest FROM blind WHERE kind=? GROUP BY digest HAVING count(*) BETWEEN ? AND ?"
        sql = (
            f"SELECT DISTINCT min(x.token, y.token), max(x.token, y.token) FROM ({shared}) s"
            " JOIN blind x ON x.digest=s.digest AND x.kind=? JOIN blind y ON y.digest=s.digest AND y.kind=?"
            " WHERE x.token<>y.token ORDER BY 1, 2"
        )
        values = (kind, 2 if other is None else 1, most, kind, other or kind)
        return [(a, b) for a, b in self._db.execute(sql, values)]

    def ending(self, kind: str, end: str) -> frozenset[str]:
        """The tokens of the numbers or plates of a type that end so. end: squeezed, in lower case."""
        return self._under("end", kind, end)

    def beginning(self, kind: str, start: str) -> frozenset[str]:
        """The tokens of the plates that begin so. start: squeezed, in lower case."""
        return self._under("start", kind, start)

    def reveal(self, token: str) -> str:
        """The identity behind a token. Raises NotHeld. The caller writes the audit event first."""
        row = self._db.execute("SELECT nonce, value FROM identities WHERE token=?", (token,)).fetchone()
        if row is None:
            raise NotHeld("no identity is held under this token")
        return self._cipher.decrypt(row[0], row[1], token.encode()).decode()

    def forget(self, tokens: Iterable[str]) -> int:
        """Remove identities for good; returns how many were held. Deleted pages are overwritten."""
        with self._writing():
            count = 0
            for token in tokens:
                count += self._db.execute("DELETE FROM identities WHERE token=?", (token,)).rowcount
                self._db.execute("DELETE FROM blind WHERE token=?", (token,))
                self._db.execute("DELETE FROM met WHERE token=?", (token,))
        with self._writer, explaining(self._name):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    def unsettled(self) -> list[str]:
        """The tokens of which it was not seen yet that a log mentions them: they were added since, or `doubt` was told.

        An identity is on disk before the log that mentions it; a process that is killed in between leaves it here.
        """
        return [row[0] for row in self._db.execute("SELECT token FROM unsettled ORDER BY token")]

    def doubt(self, tokens: Iterable[str]) -> None:
        """Note, before logs cease to mention tokens, that it is to be looked whether others still do."""
        with self._writing():
            self._db.executemany("INSERT OR IGNORE INTO unsettled VALUES (?)", [(token,) for token in tokens])

    def settle(self, tokens: Iterable[str]) -> None:
        """Tokens are mentioned, or forgotten."""
        with self._writing():
            self._db.executemany("DELETE FROM unsettled WHERE token=?", [(token,) for token in tokens])

    def count(self) -> int:
        """How many identities are held."""
        return int(self._db.execute("SELECT count(*) FROM identities").fetchone()[0])

    def tokens_held(self) -> list[str]:
        """Every token under which an identity is held, by alphabet. Nothing is decrypted."""
        return [row[0] for row in self._db.execute("SELECT token FROM identities ORDER BY token")]

    def unreadable(self) -> list[str]:
        """The tokens whose identity cannot be decrypted: it was changed, or moved from another token."""
        from cryptography.exceptions import InvalidTag

        shut = []
        for token in self.tokens_held():
            try:
                self.reveal(token)
            except InvalidTag:
                shut.append(token)
        return shut

    def _token(self, identity: Identity) -> str:
        if identity.token:
            return identity.token
        digest = self._exact(identity)
        row = self._db.execute("SELECT token FROM identities WHERE exact=?", (digest,)).fetchone()
        if row:
            return str(row[0])
        attempt = 0
        while self.holds(token := self._tokens.identity(identity.type, identity.normal, attempt=attempt)):
            attempt += 1  # two values with equal 40 bits: the later one takes its next candidate
        nonce = os.urandom(12)
        value = self._cipher.encrypt(nonce, identity.surface.encode(), token.encode())
        self._db.execute("INSERT INTO identities VALUES (?,?,?,?)", (token, digest, nonce, value))
        self._db.execute("INSERT OR IGNORE INTO unsettled VALUES (?)", (token,))
        self._db.executemany("INSERT OR IGNORE INTO blind VALUES (?,?,?)", self._blind_rows(identity, token))
        return token

    def _blind_rows(self, identity: Identity, token: str) -> Iterator[tuple[bytes, str, str]]:
        for length in _ENDS.get(identity.type, ()):
            yield self._blind("end", f"{identity.type}\0{identity.normal[-length:]}"), "end", token
            if identity.type == "VEHICLE_REG":
                yield self._blind("start", f"{identity.type}\0{identity.normal[:length]}"), "start", token
        if identity.type not in NAMES:
            return
        yield from ((self._blind(key, text), key, token) for key, text in part_keys(identity.type, identity.surface))

    def _name_rows(self, named: Named, token: str) -> Iterator[tuple[bytes, str, str]]:
        """What finds a token by every name that a force has for it."""
        short = not named.identity.token and all(len(name_parts(surface)) == 1 for _, surface in named.names)
        for kind, surface in named.names:
            parts, normal = name_parts(surface), normal_form(kind, surface)
            met = ("met", named.scope, f"{kind} {surface}{' alone' if short else ''}")
            if token in self._under(*met):
                continue  # the other keys are there since
            keys = [met, ("name", "", normal)] + [("lone", "", part) for part in parts if short]
            if kind == "PERSON" and sum(len(p) > 1 for p in parts) > 1:
                keys += [("bearer", named.scope, key) for part in parts for key in {part, part[0]}]
                surnames = surname_parts(surface)
                keys += [("surname", named.scope, part) for part in surnames]
                keys += [("given", named.scope, part) for part in parts if part not in surnames][:1]
            elif kind == "ALIAS" and named.identity.type == "PERSON":
                keys += [("alias", named.scope, wording) for wording in {normal, untitled(surface)}]
            if kind != "OFFICER":
                keys += _likeness_keys(kind, surface, parts)
            if short and kind != "OFFICER":  # meets the fully named bearers of the force
                yield from (
                    (self._blind("bearer", f"{named.scope}\0{part}"), "single", token)
                    for part in parts
                    if len(part) > 1
                )
            yield from ((self._blind(key, f"{scope}\0{text}"), key, token) for key, scope, text in keys)
            yield from self._blind_rows(identity_of(kind, surface), token)

    def _under(self, key: str, scope: str, text: str) -> frozenset[str]:
        digest = self._blind(key, f"{scope}\0{text}")
        return frozenset(
            r[0] for r in self._db.execute("SELECT token FROM blind WHERE digest=? AND kind=?", (digest, key))
        )

    def _lookup(self, kind: str, keys: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
        words_of: dict[bytes, set[str]] = defaultdict(set)
        for word, forms in keys.items():
            for form in forms:
                words_of[self._blind(kind, form)].add(word)
        digests = list(words_of)
        found: dict[str, set[str]] = defaultdict(set)
        for start in range(0, len(digests), 500):  # below SQLite's limit of bound values
            some = digests[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._db.execute(
                f"SELECT digest, token FROM blind WHERE kind=? AND digest IN ({marks})", (kind, *some)
            )
            for digest, token in rows:
                for word in words_of[digest]:
                    found[word].add(token)
        return {word: tuple(sorted(tokens)) for word, tokens in found.items()}

    def _label(self, label: Label) -> bytes:
        return self._blind("label", "\0".join((label.force, label.marking, label.handling, label.conditions)))

    def _exact(self, identity: Identity) -> bytes:
        return self._blind("exact", f"{identity.type}\0{identity.normal}")

    def _blind(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._blind_key, f"{kind}\0{text}".encode(), hashlib.sha256)[:16]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._writer, explaining(self._name), transaction(self._db):
            yield

    def _check_key(self) -> None:
        proof = self._blind("check", "intellog vault")
        self._db.execute("INSERT OR IGNORE INTO meta VALUES ('check', ?)", (proof,))
        (held,) = self._db.execute("SELECT value FROM meta WHERE key='check'").fetchone()
        if not hmac.compare_digest(held, proof):
            raise BadKey("the vault was made with another key; give the key that belongs to this store")


def part_keys(kind: str, surface: str) -> Iterator[tuple[str, str]]:
    """The keys under which a name is found by its parts, as (kind of key, text)."""
    parts = name_parts(surface)
    key = "piece" if kind == "ALIAS" and len(parts) > 1 else "part"
    doubles = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", fold(surface))  # found whole and by their halves
    for part in {*parts, *(double.replace("-", "") for double in doubles)}:
        if len(part) >= MIN_PART:
            yield key, part
        if len(part) >= MIN_NEAR:
            yield from (("near", shorter) for shorter in deletions(part))


def _likeness_keys(kind: str, surface: str, parts: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """The keys that names share of which a person should look whether they are one's."""
    letters = "".join(sorted(parts)) if kind == "PERSON" else "".join(parts)
    if len(letters) >= MIN_ALIKE:
        yield from (("likeness", "", shorter) for shorter in deletions(letters))
    if kind == "ALIAS" and len(parts) <= 3:
        yield from (("alias word", "", part) for part in parts if len(part) >= MIN_PART)
    surname = surname_parts(surface)
    if kind == "PERSON" and len(parts) > len(surname):
        for forename in parts:
            if forename not in surname:
                yield "surname and initial", "", f"{' '.join(surname)} {forename[0]}"
                yield from (("pet name", "", f"{' '.join(surname)} {full}") for full in full_forms(forename))


def deletions(word: str) -> list[str]:
    """The word and the word with each one letter left out. Two words within one edit share a member."""
    return [word, *dict.fromkeys(word[:i] + word[i + 1 :] for i in range(len(word)))]
