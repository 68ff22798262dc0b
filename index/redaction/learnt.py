"""Identities that are new to the store -> where they stand in texts that were redacted before they were known.

Such a text is never raw: its tokens are left alone, and a word is hidden only where the redactor's rules for known
names hide it. What is decided here is which of those findings are due to what was learnt.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.records import Span
from index.redaction import lists
from index.redaction.addresses import street_words
from index.redaction.known import KnownValues
from index.redaction.names import Candidate
from index.redaction.tokens import NAMES, fold, name_parts, normal_form
from index.redaction.types import EntityType as T
from index.redaction.vault import MIN_PART, Identity
from index.redaction.words import words_of

MIN_VALUE = 6  # letters and digits of an identifier that is looked for in any spacing; shorter ones meet by chance
MIN_PLATE = 5  # of a registration or a handle, which mix letters with digits
MOST_PIECES = 6  # into which blanks may cut an identifier
_QUIET = 4  # letters of a name part that is looked for in lower case
_NOT_VALUES = frozenset({"DOB", "AGE", "ADDRESS"}) | NAMES  # a day of birth elsewhere may be the day of an event
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INDEX_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[^\s,;:=()/\"“”<>|]+")
_GAP = re.compile(r"[ \t()/]{1,3}")  # between two pieces of one identifier
_UNMASKED = re.compile(
    r"(?:[^\W_]|[@+](?=\w))(?:(?!____).)*(?<![\W_])", re.DOTALL
)  # between tokens, from letter or digit to such
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_LABEL = re.compile(
    rf"^(?:{'|'.join(sorted({word for kind in T for word in kind.split('_')}))})$"
)  # "NINO" beside a name
_NAME_WORD = re.compile(rf"(?<![\w-]){_WORD.pattern}(?![\w-])")  # no part of a reference such as "REF-12"
_CONTRACTED = re.compile(r"['’](?:s|ve|ll|d|m|re|t)$")
_ACRONYM = 4  # letters
_UNCERTAIN = 0.6  # the score of a finding that evidence was weighed for
_NO_PART = lists.TITLES | lists.RANKS | lists.PARTICLES


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a batch taught. Holds raw values: it lives in memory only."""

    parts: Mapping[str, str]  # name parts that no log was searched for, folded without marks -> type of the name
    wholes: Mapping[str, str]  # normal forms of names of several parts -> type
    values: Mapping[str, str]  # identifiers, letters and digits only, folded -> type
    tails: frozenset[str]  # last six digits of phone numbers
    streets: frozenset[str]  # words that start the name of a street, in lower case
    identities: tuple[Identity, ...]
    words: frozenset[str]  # every word of the parts, as the words index splits and folds it
    whole_words: frozenset[str]  # every word of the whole names, likewise
    starts: frozenset[str]  # how the first piece of an identifier may begin, whatever its spacing

    def __bool__(self) -> bool:
        return bool(self.identities)

    def wanted(self) -> Iterator[Sequence[Sequence[str]]]:
        """For each value the groups of words, one of each of which a text must hold to say it."""
        for identity in self.identities:
            if identity.type in NAMES:
                parts = parts_of(identity.surface)
                yield from ([[word] for word in parts[part]] for part in parts if part in self.parts)
                if identity.normal in self.wholes:
                    yield [[word] for words in parts.values() for word in words]
        for street in self.streets:
            yield [[word] for word in words_in(street)]
        for value, kind in self.values.items():
            least = 3 if kind == "PHONE" else 2
            ends = [value[-n:] for n in range(2, len(value) + 1)]
            yield [[value[:n] for n in range(least, len(value) + 1)], ends]
            if kind == "PHONE":
                yield [[value[-6:]]]

    def known(self) -> KnownValues:
        """The values as the detector's second pass takes them; names are certain."""
        known = KnownValues()
        for identity in self.identities:
            surface, kind = identity.surface, T(identity.type)
            spans = [Span(0, len(surface), kind, 1.0, "learnt")] if kind not in NAMES else []
            parts: tuple[str, ...] = ()
            if kind in NAMES and parts_of(surface):
                words = [w.lower for w in words_of(surface) if w.text.isalpha() or not re.search(r"[\d_]", w.text)]
                parts = tuple(w for w in words if w not in _NO_PART and len(w) > 1)
            known.learn(surface, [Candidate(0, len(surface), kind, True, parts)] if parts else [], spans)
        return known

    def may_stand_in(self, text: str, ordinary: Callable[[str], bool]) -> bool:
        """Whether a text that is masked (see `masked`) may say one of the values: a quick look before a close one.

        ordinary: whether a word in lower case is in the dictionary, so that only a capital makes it a name.
        """
        said = _said(text)
        if not said.isdisjoint(self.words):
            words = [(m.group(), _key(m.group())) for m in _NAME_WORD.finditer(text)]
            for word, key in words:
                if key in self.parts and (word[0].isupper() or (len(key) >= _QUIET and not ordinary(key))):
                    return True
        if self._whole_in(text, said):
            return True
        lower = text.casefold()
        return (
            any(re.search(rf"\d[a-z]?\s+{re.escape(street)}\b", lower) for street in self.streets)
            or any(tail in text for tail in self.tails)
            or (not said.isdisjoint(self.starts) and next(self.value_spans(text), None) is not None)
        )

    def is_told(self, text: str, ordinary: Callable[[str], bool]) -> bool:
        """Whether a masked text that is no log, such as a recorded question, tells one of the values beyond doubt.

        A part of a name counts when it is no ordinary word, a whole name or an identifier always.
        """
        said = _said(text)
        if any(word not in self.parts or not ordinary(word) for word in said & self.words):
            for match in _NAME_WORD.finditer(text):
                key = _key(match.group())
                telling = key in self.parts and (match.group()[0].isupper() or len(key) >= _QUIET)
                if telling and not ordinary(key) and not place_follows(text, match.end()):
                    return True
        if self._whole_in(text, said):
            return True
        return not said.isdisjoint(self.starts) and next(self.value_spans(text), None) is not None

    def _whole_in(self, text: str, said: frozenset[str]) -> bool:
        """Whether a whole name stands in a text, forename or surname first. said: the text's words."""
        if len(said & self.whole_words) < 2:
            return False
        lengths = {whole.count(" ") + 1 for whole in self.wholes}
        keys = [_key(m.group()) for m in _NAME_WORD.finditer(text)]
        return any(" ".join(sorted(keys[i : i + n])) in self.wholes for n in lengths for i in range(len(keys) - n + 1))

    def value_spans(self, text: str) -> Iterator[Span]:
        """Where the identifiers stand in a masked text, in whatever spacing."""
        if not self.values:
            return
        longest = max(map(len, self.values))
        pieces = list(_PIECE.finditer(text))
        for first, opening in enumerate(pieces):
            begun = _INDEX_WORD.search(opening.group())
            if not begun or _alphanumeric(begun.group()) not in self.starts:
                continue
            squeezed, last = "", opening.start()
            for match in pieces[first : first + MOST_PIECES]:
                piece = _alphanumeric(match.group())
                squeezed += piece
                together = match is opening or _GAP.fullmatch(text, last, match.start())
                if not piece or not together or len(squeezed) > longest:
                    break
                last = match.end()
                if kind := self.values.get(squeezed):
                    yield Span(*_trimmed(text, opening.start(), match.end()), kind, 1.0, "learnt")

    def due(self, text: str, spans: Iterable[Span], ordinary: Callable[[str], bool]) -> Iterator[Span]:
        """Those of a masked text's findings that what was learnt accounts for, with the type that was learnt.

        An ordinary word that opens a sentence ("Hope to recover it") is none, unless somebody acts or a cue is there.
        """
        for span in _joined(text, outside_tokens(text, spans)):
            surface = text[span.start : span.end]
            if span.type in NAMES:
                keys = [_key(m.group()) for m in _NAME_WORD.finditer(surface)]
                kinds = [self.parts[key] for key in keys if key in self.parts]
                whole = self.wholes.get(normal_form(span.type, surface))
                certain = span.score > _UNCERTAIN or len(keys) > 1 or not kinds or not ordinary(keys[0])
                if _LABEL.search(surface) or (not certain and _opens(text, span.start) and not _acts(text, span.end)):
                    continue
                if (kinds or whole) and not (span.source == "vault" and place_follows(text, span.end)):
                    # The vault's rule sees the word alone; the type is the one the whole name was learnt with.
                    kind = (whole or kinds[0]) if span.source in ("vault", "known") else span.type
                    yield Span(span.start, span.end, kind, span.score, span.source)
            elif span.type == "ADDRESS":
                if any(word.casefold() in self.streets for word in _WORD.findall(surface)):
                    yield span
            elif _alphanumeric(surface) in self.values or _alphanumeric(surface)[-6:] in self.tails:
                yield span


def learnt_from(
    identities: Sequence[Identity],
    *,
    fresh: Callable[[Sequence[str]], frozenset[str]],
    common: Callable[[str], bool] = lambda word: False,
) -> Learnt:
    """What identities teach.

    fresh: which of some name parts were not looked for in the stored logs yet. common: whether a word is a function
    word, which a false finding may hold and no name is.
    """
    identities = [i for i in identities if i.type in T.__members__]  # a town or a date that is hidden is no news
    names = [i for i in identities if i.type in NAMES]
    parts = {part: i.type for i in reversed(names) for part in parts_of(i.surface)}
    new = fresh(sorted(parts))
    values: dict[str, str] = {}
    for identity in identities:
        values |= dict.fromkeys(_forms(identity), identity.type)
    kept = {part: kind for part, kind in parts.items() if part in new and not common(part)}
    wholes = {i.normal: i.type for i in reversed(names) if sum(len(p) > 1 for p in name_parts(i.surface)) > 1}
    words = {part: said for i in names for part, said in parts_of(i.surface).items()}
    return Learnt(
        parts=kept,
        wholes=wholes,
        values=values,
        tails=frozenset(form[-6:] for form, kind in values.items() if kind == "PHONE"),
        streets=frozenset(word for i in identities if i.type == "ADDRESS" for word in street_words(i.surface)),
        identities=tuple(identities),
        words=frozenset(word for part in kept for word in words[part]),
        whole_words=frozenset(word for i in names if i.normal in wholes for word in words_in(i.surface)),
        starts=frozenset(value[:n] for value in values for n in range(2, len(value) + 1)),
    )


def outside_tokens(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The parts of spans of a masked text that are no token."""
    for span in spans:
        for piece in _UNMASKED.finditer(text, span.start, span.end):
            yield replace(span, start=piece.start(), end=piece.end())


def parts_of(surface: str) -> dict[str, tuple[str, ...]]:
    """The parts of a name that are looked for alone, as the vault holds them -> the words the index holds each by."""
    found: dict[str, tuple[str, ...]] = {}
    if surface.isupper() and len(surface) <= _ACRONYM:
        return found  # alone, capitals this short are an abbreviation as often as a name
    for match in _NAME_WORD.finditer(fold(surface)):
        word = _CONTRACTED.sub("", match.group())
        key = _key(word)
        if len(key) >= MIN_PART and key not in _NO_PART and not _LABEL.search(surface[match.start() : match.end()]):
            found[key] = tuple(words_in(word))
    return found


def words_in(text: str) -> list[str]:
    """The words of a text as a words index splits and folds them; one letter says nothing and is left out."""
    return [w for w in _INDEX_WORD.findall(fold(text)) if len(w) > 1]


def _said(text: str) -> frozenset[str]:
    """The words of a text, folded."""
    return frozenset(_INDEX_WORD.findall(text.lower() if text.isascii() else fold(text)))


def _forms(identity: Identity) -> Iterator[str]:
    """The letters and digits of an identifier, in each form it may be written in; none when it may meet by chance."""
    if identity.type in _NOT_VALUES:
        return
    value = _alphanumeric(identity.surface)
    telling = any(c.isdigit() for c in value) or identity.type in (T.EMAIL, T.WHAT3WORDS, T.CRYPTO_ADDRESS)
    short = identity.type in (T.VEHICLE_REG, T.SOCIAL_HANDLE, T.POSTCODE) and not value.isdigit()
    if telling and len(value) >= (MIN_PLATE if short else MIN_VALUE):
        yield value
        normal = normal_form(identity.type, identity.surface)
        if identity.type == T.PHONE and normal.startswith("0") and len(normal) > 9:
            yield from (normal, f"44{normal[1:]}", f"0044{normal[1:]}")


def _joined(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order, with names that were found word by word made whole: "James", "Okafor"."""
    last: Span | None = None
    for span in spans:
        if (
            last
            and text[last.end : span.start] == " "
            and {last.type, span.type} <= NAMES
            and {last.source, span.source} <= {"vault", "known"}
        ):
            last = replace(last, end=span.end)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def place_follows(text: str, end: int) -> bool:
    """Whether the next word makes what stands before it the name of a place or a firm: "Okafor Road"."""
    following = re.match(r" ([^\W\d_]+)", text[end : end + 30])
    return following is not None and following[1][0].isupper() and following[1].lower() in lists.KEPT_ENDS


def _opens(text: str, start: int) -> bool:
    """Whether a sentence or a line starts here, so that a capital is no sign of a name."""
    return (
        not text[:start].strip() or re.search(r"(?:[.!?]\s+|\n\s*|_\s+)$", text[max(0, start - 20) : start]) is not None
    )


def _acts(text: str, end: int) -> bool:
    """Whether what follows is said of people: "Rose said", "Rose moved", "Rose's", "Rose, [PERSON 7K3F9Q2M]"."""
    following = text[end : end + 30]
    if re.match(r"['’]s\b|,? _{8}|,? (?:and|&) _{8}| [a-z]+ed\b", following):
        return True
    word = re.match(r" ([a-z]+)", following)
    return word is not None and word[1] in lists.PERSON_VERBS


def _key(word: str) -> str:
    """A word of a name as the vault holds it: folded, without marks and possessive."""
    return re.sub(r"['’-]", "", fold(_POSSESSIVE.sub("", word)))


def _alphanumeric(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text.lower()
    return "".join(c for c in fold(text) if c.isalnum())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without marks at its ends; the sign of a handle or a number stays."""
    while not (text[start].isalnum() or text[start] in "@+"):
        start += 1
    while not text[end - 1].isalnum():
        end -= 1
    return start, end
