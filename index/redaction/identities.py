"""Which mentions are one identity: the spans of logs -> the identity whose token stands for each.

Within a log, names are joined where the log itself leaves no doubt: a part of exactly one fuller name, an alias that
the text ties to a name, an officer's name beside a collar number. Across the logs of a force `index.redaction.bearers`
goes on. Whatever is less than that stays apart, for a person to link (see `index.links`).
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.records import Span
from index.redaction.bearers import Bearers, Log, Person, is_part, join_across, join_to_numbered, spelled
from index.redaction.hypocorisms import same_given_name
from index.redaction.ties import RELATION, are_tied
from index.redaction.tokens import NAMES, collar_number, fold, name_parts
from index.redaction.value_forms import is_telling
from index.redaction.vault import Identity, Named, identity_of

MOST_BEARERS = 50  # of one name part in one log; a list of hundreds of Smiths says of no Smith who he is
_MAX_GAP = 60  # characters between two names that a cue can tie together
_MAX_TOWN = 40  # characters between an address and its postcode

_LISTED = re.compile(r"[\"”’']?(?:,| or|/| and to (?:\w+ ){1,4}as) [\"“‘']?")
_FORENAMES = re.compile(r"^[\s,]*(?:fore ?names?|first names?|given names?)(?:\(s\))?\s*(?:is|:)?\s*$", re.IGNORECASE)
_SURNAME = re.compile(
    r"^(?:['’]s)?[\s,(]*(?:(?:and|said|gave|her|his|their)\s+)*(?:sur|last |family |second )names?"
    r"\s*(?:is|was|:|=|given as|(?:sound(?:s|ed) |something )like)?\s*[\"“‘]?$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(rf"\b{RELATION},? $", re.IGNORECASE)
_EPITHETS = frozenset({"big", "little", "lil", "small", "young", "younger", "old", "older", "senior", "junior", "jr"})
_MARKS = "\"“”‘’'"
_ANOTHER = re.compile(r"\b(?:not the|(?<!each )other|another|different|unlike)\b[^.;:\n]{0,30}$", re.IGNORECASE)

_Key = tuple[str, str]  # type, surface


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a log and the spans in it that identify somebody, ordered and disjoint."""

    text: str
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Resolution:
    """identities[d][f][i]: whose token stands for span i of field f of log d. named: all names met."""

    identities: list[list[list[Identity]]]
    named: list[Named]


def resolve_identities(
    logs: Sequence[Sequence[Field]], forces: Sequence[str], known: Bearers | None = None
) -> Resolution:
    """The identities of a batch of logs. forces[d]: of log d, "" when not said. known: the names of earlier batches."""
    scopes = [fold(force) for force in forces]
    local = [_people_of(fields) for fields in logs]
    of_scope: dict[str, list[Person]] = defaultdict(list)
    for scope, people in zip(scopes, local, strict=True):
        of_scope[scope] += dict.fromkeys(person.top() for person in people.values())
    chosen: dict[Person, Identity] = {}
    named = []
    for scope, everybody in of_scope.items():
        _leave_out_postcodes(list(dict.fromkeys(log for person in everybody for log in person.logs)))
        join_across(everybody, scope, known)
        for person in dict.fromkeys(one.top() for one in everybody):
            chosen[person] = _held_otherwise(_identity(person, scope), known)
            named.append(Named(chosen[person], scope, frozenset(person.forms)))
    return Resolution(
        [
            [[_of_span(some.text, span, people, chosen) for span in some.spans] for some in fields]
            for fields, people in zip(logs, local, strict=True)
        ],
        named,
    )


def one_identity_each(fields: Sequence[Field]) -> list[list[Identity]]:
    """The identity of each span of one log, field by field."""
    return resolve_identities([fields], [""]).identities[0]


def _of_span(text: str, span: Span, people: dict[_Key, Person], chosen: dict[Person, Identity]) -> Identity:
    surface = text[span.start : span.end]
    if span.type in NAMES:
        return chosen[people[span.type, surface].top()]
    return identity_of(span.type, surface)


def _identity(person: Person, scope: str) -> Identity:
    """Whose token stands for a person: that of the fullest name.

    A lone name is only as good as its force, a collar number too, and initials only as their log.
    """
    (kind, surface), parts = min(
        person.forms.items(), key=lambda f: (f[0][0] == "ALIAS", -spelled(f[1]), -sum(map(len, f[1])), f[0])
    )
    identity = identity_of(kind, surface)
    if person.collar:
        return Identity(kind, f"{person.collar} of {scope}" if scope else person.collar, identity.surface, person.token)
    if not spelled(parts):
        return Identity(kind, f"{identity.normal} in {person.logs[0].digest}", identity.surface)
    if spelled(parts) == 1 and kind != "OFFICER" and scope:
        return Identity(kind, f"{identity.normal} of {scope}", identity.surface, person.token)
    return Identity(kind, identity.normal, identity.surface, person.token)


def _held_otherwise(identity: Identity, known: Bearers | None) -> Identity:
    """The identity under the token of the nickname or lone name of the same wording, when only that is held."""
    if known and not identity.token and identity.type in ("PERSON", "ALIAS") and not known.exact(identity):
        other = replace(identity, type="ALIAS" if identity.type == "PERSON" else "PERSON")
        return replace(identity, token=known.exact(other) or "")
    return identity


# -- within a log -----------------------------------------------------------------------------------------------------


def _people_of(fields: Sequence[Field]) -> dict[_Key, Person]:
    """The person of each (type, surface) of one log, joined where the log leaves no doubt."""
    people: dict[_Key, Person] = {}
    of_normal: dict[tuple[bool, str, str], Person] = {}  # officers of one name are told apart by their numbers
    another: set[_Key] = set()  # who is said to be somebody else than the one just named
    relatives: set[tuple[str, ...]] = set()  # the names of those who are said to be somebody's brother or wife
    for some in fields:
        for span in some.spans:
            key = (span.type, some.text[span.start : span.end])
            if span.type in NAMES and key not in people:
                officer = span.type == "OFFICER"
                name = officer, identity_of(*key).normal, collar_number(key[1]) if officer else ""
                people[key] = of_normal.setdefault(name, Person())
                people[key].forms[key] = name_parts(key[1])
                before = some.text[max(0, span.start - 40) : span.start]
                if _ANOTHER.search(before):
                    another.add(key)
                if _RELATIVE.search(before):
                    relatives.add(name_parts(key[1]))
    pairs = [pair for some in fields for pair in _neighbours(some)]
    _join_halves(pairs, people)
    _join_fuller(people, another, relatives)
    _join_aliases(pairs, people)
    _join_pet_names(people, another)
    log = Log(_telling(fields), _digest(fields))
    for person in dict.fromkeys(one.top() for one in people.values()):
        person.logs = [log]
        log.people.append(person)
    return people


def _neighbours(some: Field) -> Iterator[tuple[_Key, _Key, str, str]]:
    """Names that follow each other: (type, surface) of both, the text between them, and what follows the second."""
    names = [s for s in some.spans if s.type in NAMES]
    for one, other in pairwise(names):
        if other.start - one.end <= _MAX_GAP:
            (_, end), (start, close) = _unquoted(some.text, one), _unquoted(some.text, other)
            yield (
                (one.type, some.text[one.start : one.end]),
                (other.type, some.text[other.start : other.end]),
                some.text[end:start],
                some.text[close : close + 2],
            )


def _unquoted(text: str, span: Span) -> tuple[int, int]:
    """Where a name begins and ends without the quotation marks around it."""
    surface = text[span.start : span.end]
    return span.end - len(surface.lstrip(_MARKS)), span.start + len(surface.rstrip(_MARKS))


def _join_halves(pairs: Iterable[tuple[_Key, _Key, str, str]], people: dict[_Key, Person]) -> None:
    """Join what is one name written in two pieces: "PC Grice" "7713", "SURNAME: OKAFOR FORENAMES: James"."""
    for key, person in people.items():
        if key[0] == "OFFICER":
            person.collar = person.collar or collar_number(key[1])
    numbered: set[_Key] = set()  # in a list of officers a number goes with one name only
    for one, other, gap, _ in pairs:
        first, second = people[one], people[other]
        if one[0] == other[0] == "OFFICER":
            free = numbered.isdisjoint((one, other)) and re.fullmatch(r"[\s,/(]{0,3}", gap)
            if free and _is_name_and_number(one[1], other[1]):
                first.join(second)
                numbered |= {one, other}
        elif "OFFICER" not in (one[0], other[0]) and (whole := _whole_name(one[1], other[1], gap)):
            first.join(second)
            first.top().forms["PERSON", whole] = name_parts(whole)
    join_to_numbered([person for key, person in people.items() if key[0] == "OFFICER"])


def _is_name_and_number(one: str, other: str) -> bool:
    """Whether of two officers' spans one is a name without number and the other a number without name."""
    numbered = [bool(collar_number(surface)) for surface in (one, other)]
    bare = other if numbered[1] else one
    return numbered[0] != numbered[1] and not any(len(p) > 2 and p.isalpha() for p in name_parts(bare))


def _whole_name(one: str, other: str, gap: str) -> str:
    """The name, forename first, that is told in two pieces, "SURNAME: OKAFOR FORENAMES: James", or ""."""
    single = len(name_parts(one)) == 1 and len(name_parts(other)) <= 2
    if single and _SURNAME.match(gap):
        return f"{one} {other}"
    capitals = one.isupper() and len(one) > 2 and other[0].isupper() and not other.isupper()
    return f"{other} {one}" if _FORENAMES.match(gap) or (gap == ", " and single and capitals) else ""


def _join_fuller(people: dict[_Key, Person], another: set[_Key], relatives: set[tuple[str, ...]]) -> None:
    """Join each name to the one fuller name of the log that it is a part of; beside two fuller ones it stays apart.

    A lone surname is not that of somebody's sister or son. A name is no part of a nickname that tells two of a name
    apart, as Big Leo and Little Leo.
    """
    elsewhere = {people[key] for key in another}
    forms = {(p.top(), parts): kind for p in people.values() for (kind, _), parts in p.top().forms.items()}
    rows = [(person, parts, kind) for (person, parts), kind in forms.items()]
    bearers: dict[str, list[tuple[Person, tuple[str, ...], str]]] = defaultdict(list)
    for row in rows:
        for part in set(row[1]):
            bearers[part].append(row)
    # Fuller names first: "James" is James Peter Okafor by way of James Okafor.
    for person, parts, kind in sorted(rows, key=lambda row: -spelled(row[1])):
        sharing = min((bearers[p] for p in parts if len(p) > 1), key=len, default=[])
        if len(sharing) > MOST_BEARERS:
            continue
        fuller = [
            (p.top(), full) for p, full, k in sharing
            if (k == "OFFICER") == (kind == "OFFICER") and is_part(parts, full) and p.top() is not person.top()
            and not (k == "ALIAS" and _EPITHETS & set(full))
        ]  # fmt: skip
        if len({p for p, _ in fuller}) == 1:
            ((bearer, full), *_) = fuller
            if len(parts) == 1 and (person in elsewhere or (full in relatives and parts == full[-1:])):
                person.top().apart.append(bearer)
            else:
                bearer.join(person)


def _join_aliases(pairs: Sequence[tuple[_Key, _Key, str, str]], people: dict[_Key, Person]) -> None:
    """Join an alias and the name that the text ties it to, unless the text ties it to two people."""
    ties: list[tuple[Person, Person]] = []
    listed: _Key | None = None  # the last alias of a list: "aka Milo, Cobby"
    for one, other, gap, after in pairs:
        full = bool(people[one].top().full_names or people[other].top().full_names)
        tied = "OFFICER" not in (one[0], other[0]) and (
            are_tied(one, other, gap, after, named=full)
            or (listed == one and other[0] == "ALIAS" and bool(_LISTED.fullmatch(gap)))
        )
        if tied:
            ties.append((people[one].top(), people[other].top()))
        listed = other if tied and other[0] == "ALIAS" else None
    named: dict[Person, set[Person]] = defaultdict(set)  # the fully named people that each one is tied to
    for one_person, other_person in ties:
        for a, b in ((one_person, other_person), (other_person, one_person)):
            if b.full_names and a is not b:
                named[a].add(b)
    for a, b in ties:
        if len(named[a]) < 2 and len(named[b]) < 2:
            a.join(b)


def _join_pet_names(people: dict[_Key, Person], another: set[_Key]) -> None:
    """Join "Jimmy" to the one James of the log."""
    full = [p for p in dict.fromkeys(person.top() for person in people.values()) if p.full_names]
    if len(full) > MOST_BEARERS:
        return
    for key, person in people.items():
        parts = list(person.top().forms.values())
        if key[0] == "OFFICER" or key in another or any(len(x) > 1 for x in parts):
            continue
        bearers = {p.top() for p in full for name in p.full_names if same_given_name(parts[0][0], name[0])}
        if len(bearers) == 1:
            bearers.pop().join(person)


def _telling(fields: Sequence[Field]) -> frozenset[str]:
    """What a log has that hardly two people share; another log that has it, too, is about the same people.

    An address has the postcode that follows it beside it: there is a High Street in every town.
    """
    found = set()
    for some in fields:
        for number, span in enumerate(some.spans):
            if span.type in NAMES:
                continue
            value = identity_of(span.type, some.text[span.start : span.end])
            if is_telling(value.type, value.normal):
                found.add(f"{value.type} {value.normal}{_postcode_after(some, number)}")
    return frozenset(found)


def _postcode_after(some: Field, number: int) -> str:
    """The postcode that follows an address, the span of that number, with no more than a town between; or ""."""
    span, *following = some.spans[number : number + 2]
    if span.type != "ADDRESS" or not following or following[0].type != "POSTCODE":
        return ""
    surface = some.text[following[0].start : following[0].end]
    near = following[0].start - span.end <= _MAX_TOWN
    return f", {identity_of('POSTCODE', surface).normal}" if near else ""


def _leave_out_postcodes(logs: Sequence[Log]) -> None:
    """Take the postcode off an address that has no more than one in these logs, in place: many leave it out."""
    postcodes: dict[str, set[str]] = defaultdict(set)
    for log in logs:
        for value in log.values:
            address, comma, postcode = value.partition(", ")
            if comma:
                postcodes[address].add(postcode)
    for log in logs:
        plain = {value: value.partition(", ")[0] for value in log.values}
        log.values = frozenset(value if len(postcodes[plain[value]]) > 1 else plain[value] for value in log.values)


def _digest(fields: Sequence[Field]) -> str:
    return hashlib.sha256("\0".join(some.text for some in fields).encode()).hexdigest()[:16]
