"""Who may see what: the access label of a log and the clearance of an asker -> whether the log exists for them.

A label is what the originator said of a log: force, protective marking, handling code and handling conditions. A
clearance is a set of grants; a log is seen when one grant covers its whole label. What lies outside is treated as not
held at all: it is neither found nor counted, and has no part in any statistic. Here is the one rule; `index.labels`
turns it into the one SQL condition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.markings import BadMarking, level, parse_marking
from index.records import RedactedLog

ACCESS_FILE = "access.toml"  # in the store's folder: who has which clearance; see assistant.access
UNGRADED = "ungraded"  # the handling code of a log without a grading
ANY = "any"
GRANTED = ("forces", "marking", "handling", "conditions")  # what a grant must say, each a list or "any"


@dataclass(frozen=True, slots=True)
class Label:
    """What decides who may see a log, as it is stored with it."""

    force: str
    marking: str
    handling: str  # the code of the grading: "P", "C", "1" to "5", or "" for a log without a grading
    conditions: str


def label_of(log: RedactedLog) -> Label:
    """The label of a log."""
    return Label(log.force, log.marking, log.grade.handling if log.grade else "", log.handling_conditions)


@dataclass(frozen=True, slots=True)
class Grant:
    """What one clearance covers. None does not limit; case and blanks do not count.

    conditions: wordings of handling conditions; a log without conditions is covered by any.
    """

    forces: frozenset[str] | None
    marking: str | None  # the highest
    handling: frozenset[str] | None
    conditions: frozenset[str] | None

    def covers(self, label: Label) -> bool:
        """Whether every part of a label lies inside."""
        return (
            (self.forces is None or _plain(label.force) in set(map(_plain, self.forces)))
            and (self.marking is None or level(label.marking) <= level(self.marking))
            and (self.handling is None or (label.handling or UNGRADED) in self.handling)
            and (
                self.conditions is None
                or not label.conditions.strip()
                or _plain(label.conditions) in set(map(_plain, self.conditions))
            )
        )


@dataclass(frozen=True, slots=True)
class Clearance:
    """What an asker may see: what any of its grants covers; everything when `grants` is None."""

    grants: tuple[Grant, ...] | None

    @property
    def is_everything(self) -> bool:
        """Whether it is without any limit, whatever logs there are."""
        return self.grants is None

    def permits(self, label: Label) -> bool:
        """Whether a log of this label may be seen."""
        return self.grants is None or any(grant.covers(label) for grant in self.grants)

    def as_dict(self) -> list[dict[str, object]] | None:
        """As JSON values, for the record; None for everything."""
        if self.grants is None:
            return None
        return [{name: _sorted(getattr(grant, name)) for name in GRANTED} for grant in self.grants]

    def __or__(self, other: "Clearance") -> "Clearance":
        """What the one or the other permits."""
        if self.grants is None or other.grants is None:
            return EVERYTHING
        return Clearance(tuple(dict.fromkeys((*self.grants, *other.grants))))


EVERYTHING = Clearance(None)
NOTHING = Clearance(())


def clearance_from(values: Sequence[Mapping[str, object]] | None) -> Clearance:
    """A clearance as `Clearance.as_dict` gave it."""
    if values is None:
        return EVERYTHING
    return Clearance(tuple(grant_from({n: ANY if v is None else v for n, v in grant.items()}) for grant in values))


def grant_from(values: Mapping[str, object]) -> Grant:
    """A grant as a file gives it: for each of `GRANTED` a list of texts, or "any"; the marking is one text.

    Raises ValueError, which says what was expected and quotes nothing.
    """
    if absent := [name for name in GRANTED if name not in values]:
        raise ValueError(f'{absent[0]} is missing; say "{ANY}" where nothing is to be limited')
    listed = {name: _listed(name, values[name]) for name in ("forces", "handling", "conditions")}
    marking = values["marking"]
    if not isinstance(marking, str) or not (marking == ANY or _is_marking(marking)):
        raise ValueError(f'marking: expected "{ANY}" or the highest marking, such as "OFFICIAL"')
    return Grant(listed["forces"], None if marking == ANY else marking, listed["handling"], listed["conditions"])


def _listed(name: str, value: object) -> frozenset[str] | None:
    if value == ANY:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f'{name}: expected "{ANY}" or a list of texts')
    return frozenset(value)


def _sorted(value: str | frozenset[str] | None) -> object:
    return sorted(value) if isinstance(value, frozenset) else value


def _is_marking(text: str) -> bool:
    try:
        return bool(parse_marking(text))
    except BadMarking:
        return False


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
