"""Who bears a name in a force: the people of single logs -> people across the logs of that force.

Equal full names are one person. A shorter name, an initial with a surname, or an alias is joined to a fuller name only
when exactly one bearer is known in the force; a lone forename, or a nickname that is a pet form of one, also needs
another identity in common, such as a number or a third person, of whom a short name will do that has one bearer. On the
labelled logs this errs in 2 of 100 mentions; what is less certain, as Ray Tillotson beside Raymond Tillotson, is only
suggested.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from index.redaction.hypocorisms import full_forms, is_given_name
from index.redaction.tokens import name_parts, normal_form, surname_parts, untitled
from index.redaction.vault import Identity, identity_of

MOST_BEARERS = 50  # of one name part in a force; beyond, no short form of it says who is meant
MOST_NAMED = 50  # people in one log; of those in a longer list none vouches for another
ROUNDS = 3  # one join can bring the common identity that another one lacked


class Bearers(Protocol):
    """What earlier batches know of the names of a force; the vault."""

    def exact(self, identity: Identity) -> str | None:
        """The token of an identity that is already held, or None."""

    def bearers(self, scope: str, parts: Sequence[str], *, surname: bool = False) -> frozenset[str]:
        """The tokens of the fully named people of a force who bear all of these name parts or initials.

        surname: as their surname.
        """

    def given(self, scope: str, name: str) -> frozenset[str]:
        """The tokens of the fully named people of a force whose given name, the first, is this."""

    def called(self, scope: str, alias: str) -> frozenset[str]:
        """The tokens of the named people of a force who are said to bear an alias, given in its normal form."""


@dataclass(eq=False, slots=True)
class Log:
    """What a log tells beside its people. digest: of its text."""

    values: frozenset[str]  # numbers, plates and addresses that hardly two people share
    digest: str = ""
    people: list["Person"] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Person:
    """Mentions that are one person, alias or officer."""

    forms: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # (type, surface) -> name parts
    logs: list[Log] = field(default_factory=list)
    collar: str = ""  # an officer's number
    token: str = ""  # under which earlier batches hold this person
    apart: list["Person"] = field(default_factory=list)  # those of the log who this one is said not to be
    leader: "Person | None" = None

    def top(self) -> "Person":
        """The person that this one was joined to."""
        person = self
        while person.leader is not None:
            person = person.leader
        return person

    def join(self, other: "Person") -> None:
        """Become one with another."""
        one, two = self.top(), other.top()
        if one is not two:
            one.forms |= two.forms
            one.logs += two.logs
            one.apart += two.apart
            one.collar = one.collar or two.collar
            one.token = one.token or two.token
            two.leader = one

    @property
    def is_officer(self) -> bool:
        """Whether this is an officer."""
        return any(kind == "OFFICER" for kind, _ in self.forms)

    @property
    def names(self) -> list[tuple[str, ...]]:
        """The parts of each name that is no alias."""
        return [parts for (kind, _), parts in self.forms.items() if kind == "PERSON"]

    @property
    def full_names(self) -> list[tuple[str, ...]]:
        """Those of more than one part besides initials."""
        return [parts for parts in self.names if spelled(parts) > 1]

    @property
    def surnames(self) -> frozenset[str]:
        """The parts that are surnames: those in capitals beside others that are not, else the last one."""
        return frozenset(
            part for (kind, surface), parts in self.forms.items() if kind == "PERSON" and spelled(parts) > 1
            for part in surname_parts(surface)
        )  # fmt: skip

    @property
    def given_names(self) -> frozenset[str]:
        """The first part of each full name that is no surname."""
        own = self.surnames
        firsts = (next((part for part in parts if part not in own), "") for parts in self.full_names)
        return frozenset(first for first in firsts if len(first) > 1)


def spelled(parts: Sequence[str]) -> int:
    """How many parts of a name are more than an initial."""
    return sum(len(p) > 1 for p in parts)


def is_part(parts: Sequence[str], full: Sequence[str]) -> bool:
    """Whether `parts` names less of the person than `full` does, and nothing else."""
    if (spelled(full), len(full)) <= (spelled(parts), len(parts)) or spelled(full) < spelled(parts):
        return False
    words = [p for p in parts if len(p) > 1]
    rest = [p for p in full if p not in words]
    initials = [p for p in parts if len(p) == 1]
    return bool(words) and set(words) <= set(full) and all(any(r.startswith(i) for r in rest) for i in initials)


def join_across(people: Sequence[Person], scope: str, known: Bearers | None = None) -> None:
    """Join people of one force, in place. known: what earlier batches know of the force."""
    _join_officers([p for p in people if p.is_officer])
    force = _Force([p for p in people if not p.is_officer], scope, known)
    force.join()


def _join_officers(officers: Sequence[Person]) -> None:
    """One officer for each collar number; a name without number is joined to the only number that goes with it."""
    of_number: dict[str, Person] = {}
    for officer in officers:
        if officer.collar:
            of_number.setdefault(officer.collar, officer).join(officer)
    join_to_numbered(officers)


def join_to_numbered(officers: Sequence[Person]) -> None:
    """Join each officer without a collar number to the only one of that name who has one."""
    of_name: dict[str, set[Person]] = defaultdict(set)
    for officer in {one.top() for one in officers if one.top().collar}:
        for _, surface in officer.forms:
            of_name[normal_form("OFFICER", surface)].add(officer)
    for officer in officers:
        if not officer.top().collar:
            found = {o.top() for _, surface in officer.top().forms for o in of_name[normal_form("OFFICER", surface)]}
            if len(found) == 1:
                found.pop().join(officer)


class _Force:
    def __init__(self, people: Sequence[Person], scope: str, known: Bearers | None) -> None:
        self._people = people
        self._scope = scope
        self._known = known
        self._bearers: dict[str, list[tuple[tuple[str, ...], Person]]] = defaultdict(list)
        self._given: dict[str, list[Person]] = defaultdict(list)  # fully named people by the full forms of given names
        self._only: dict[tuple[bool, tuple[tuple[str, ...], ...]], Person | None] = {}  # whom short names mean
        self._held: dict[str, Person] = {}  # people that earlier batches know, by token, as far as they are met here

    def join(self) -> None:
        self._join_equal()
        full = self._tops(lambda person: bool(person.full_names))
        for person in full:
            for name in dict.fromkeys(person.full_names):
                for part in set(name):
                    self._bearers[part].append((name, person))
        rows = [(name, person) for person in full for name in person.full_names]
        for name, person in sorted(rows, key=lambda row: (-spelled(row[0]), row[0])):
            self._join_only(person, self._fuller(name, person))
        for person in self._tops(lambda person: bool(person.full_names)):
            for form in {form for given in person.given_names for form in full_forms(given)}:
                self._given[form].append(person)
        for _ in range(ROUNDS):
            self._join_aliases()
            for person in self._tops(lambda person: not person.full_names):
                self._join_short(person)
        self._join_lone()

    def _tops(self, which: Callable[[Person], bool]) -> list[Person]:
        return [p for p in dict.fromkeys(one.top() for one in self._people) if which(p)]

    def _join_equal(self) -> None:
        """Join those of one full name, and learn which of them earlier batches hold."""
        of_normal: dict[str, Person] = {}
        for person in self._people:
            for kind, surface in list(person.top().forms):
                if kind == "PERSON" and spelled(name_parts(surface)) > 1:
                    of_normal.setdefault(normal_form(kind, surface), person.top()).join(person)
        for person in self._tops(lambda person: bool(person.full_names)) if self._known else ():
            identities = [
                identity_of(k, s) for (k, s), parts in person.forms.items() if k == "PERSON" and spelled(parts) > 1
            ]
            held = {token for identity in identities if self._known and (token := self._known.exact(identity))}
            if len(held) == 1:
                person.token = held.pop()
                self._held.setdefault(person.token, person).join(person)

    def _join_only(self, person: Person, found: set[Person]) -> None:
        if len(found) == 1:
            found.pop().join(person)

    def _join_short(self, person: Person) -> None:
        """Join one who is only known by parts of a name to the only person whose full name has them."""
        bearer = self._only_bearer(person)
        if not bearer or bearer in {p.top() for p in person.apart}:
            return
        if self._by_surname(person, bearer) or self._meet(bearer, person):
            bearer.join(person)

    def _only_bearer(self, person: Person) -> Person | None:
        """The only person whose full name has these parts, or whose given name has this nickname as another form.

        A nickname that is equal to a given name is as likely the false name of somebody else.
        """
        nickname = not person.names
        names = tuple(dict.fromkeys(x for x in (person.forms.values() if nickname else person.names) if spelled(x)))
        if not names:
            return None
        if (nickname, names) not in self._only:
            found = set.intersection(
                *((not nickname and self._fuller(parts, person)) or self._pets(parts, person) for parts in names)
            )
            self._only[nickname, names] = found.pop() if len(found) == 1 else None
        bearer = self._only[nickname, names]
        return bearer and bearer.top()

    def _by_surname(self, person: Person, bearer: Person) -> bool:
        """Whether more is said than a forename; a surname that is a given name, too, may be meant as that."""
        return any(
            len(parts) > 1 or (self._is_surname(parts[0], bearer) and not is_given_name(parts[0]))
            for parts in person.names
        )

    def _meet(self, one: Person, other: Person) -> bool:
        """Whether logs of two people have another identity in common: a number or address, a nickname, a third person.

        A third one who has less than a full name counts as the only bearer of it.
        """
        return not self._around(one, other).isdisjoint(self._around(other, one))

    def _around(self, person: Person, other: Person) -> set[str | Person]:
        found: set[str | Person] = {value for log in person.logs for value in log.values}
        named = [log.people for log in person.logs if len(log.people) <= MOST_NAMED]
        for third in {p.top() for people in named for p in people if not p.is_officer}:
            if third not in (person, other):
                bearer = third if third.full_names or third.token else self._only_bearer(third)
                found |= {bearer} if bearer else {untitled(surface) for kind, surface in third.forms if kind == "ALIAS"}
        return found - {person, other}

    def _pets(self, name: tuple[str, ...], person: Person) -> set[Person]:
        """The people of whose given name a lone forename is another form, where nobody bears it as it is."""
        if len(name) != 1 or self._bearers[name[0]]:
            return set()
        forms = full_forms(name[0])
        found = {p.top() for form in forms for p in self._given[form]}
        if self._known:
            found |= {self._holding(token) for form in forms for token in self._known.given(self._scope, form)}
        return found - {person.top()} if len(found) <= MOST_BEARERS else set()

    def _is_surname(self, part: str, bearer: Person) -> bool:
        if bearer.forms or not self._known:
            return part in bearer.surnames
        return bearer.token in self._known.bearers(self._scope, [part], surname=True)

    def _fuller(self, name: tuple[str, ...], person: Person) -> set[Person]:
        """The people, of this batch and of earlier ones, of whose full name this is a part."""
        sharing = min((self._bearers[p] for p in name if len(p) > 1), key=len, default=[])
        if len(sharing) > MOST_BEARERS:
            return set()
        found = {p.top() for full, p in sharing if is_part(name, full)}
        if self._known:
            found |= {self._holding(token) for token in self._known.bearers(self._scope, name)}
        return found - {person.top()}

    def _join_aliases(self) -> None:
        """Join an alias to the only person of the force who is said to bear it."""
        bearers: dict[str, set[Person]] = defaultdict(set)
        for person in self._tops(lambda person: bool(person.names)):
            for kind, surface in person.forms:
                if kind == "ALIAS":
                    bearers[untitled(surface)].add(person)
        for person in self._tops(lambda person: not person.names):
            found = {p.top() for _, surface in person.forms for p in bearers[untitled(surface)]}
            if self._known:
                aliases = {wording for k, s in person.forms for wording in (normal_form(k, s), untitled(s))}
                found |= {self._holding(t) for a in aliases for t in self._known.called(self._scope, a)}
            self._join_only(person, found - {person})

    def _join_lone(self) -> None:
        """Join a nickname and a lone name of the same wording: which of the two it is, is only a reader's guess."""
        of_normal: dict[str, Person] = {}
        for person in self._tops(lambda person: not person.full_names):
            if person.token:
                continue
            for (_, surface), parts in list(person.top().forms.items()):
                if spelled(parts):
                    of_normal.setdefault(untitled(surface), person.top()).join(person)

    def _holding(self, token: str) -> Person:
        """The person that earlier batches hold under a token."""
        return self._held.setdefault(token, Person(token=token)).top()
