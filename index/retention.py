"""The retention policy: a TOML file -> the day on which a log is due for review. The default one lies beside this file.

A store records the policy that it works under; `intellog retention` gives it another one. A policy never deletes.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeGuard

from index.dates import parse_day
from index.errors import BadPolicy
from index.records import RedactedLog

OWN_DATE = "the log's own review date"
_OWN_DATES = frozenset({"reviewby", "reviewdate", "rrddate", "nextreview", "reviewdue"})
_GROUPS = frozenset({"mopigroup", "reviewgroup", "mopi", "rrdgroup"})
_CONDITIONS = ("themes", "grades", "handling", "groups")
_LONGEST = 100  # years
DELETED_AS = ("reference", "digest")


@dataclass(frozen=True, slots=True)
class Period:
    """How long after its last day a log is due for review; empty conditions fit every log."""

    name: str
    years: int
    themes: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()  # "1/A/*"
    handling: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def fits(self, log: RedactedLog) -> bool:
        """Whether the period is that of a log."""
        codes = (log.grade.source, log.grade.intelligence, log.grade.handling) if log.grade else ("", "", "")
        return (
            (not self.themes or _squeezed(log.theme) in map(_squeezed, self.themes))
            and (not self.grades or any(_grade_fits(wanted, codes) for wanted in self.grades))
            and (not self.handling or codes[2] in self.handling)
            and (not self.groups or _attribute(log, _GROUPS).casefold() in [g.casefold() for g in self.groups])
        )


@dataclass(frozen=True, slots=True)
class Due:
    """When a log is due for review, under which period, and from when on it is left out of search. ISO days."""

    review_by: str
    period: str
    out_on: str


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """The periods, of which the first that fits counts; the last one fits every log."""

    grace_days: int
    periods: tuple[Period, ...]
    deleted_as: str = "reference"  # what stands on the record for a log that is deleted, one of DELETED_AS

    def due(self, log: RedactedLog, *, imported: date) -> Due:
        """The review of a log that was taken in on a day.

        A date of the log's own counts as it is: no grace makes up for a review that its owner has missed.
        """
        try:
            own = parse_day(_attribute(log, _OWN_DATES))
            return Due(own, OWN_DATE, _later(date.fromisoformat(own), 1))
        except ValueError:  # it has none, or one that is no date
            pass
        period = next(period for period in self.periods if period.fits(log))
        last = date.fromisoformat(max(filter(None, (log.event_to, log.event_from, log.reported_at)))[:10])
        review_by = _years_after(last, period.years)
        return Due(review_by.isoformat(), period.name, _later(max(review_by, imported), self.grace_days + 1))

    @property
    def text(self) -> str:
        """The policy in one fixed form, as a store records it."""
        return json.dumps(asdict(self), separators=(",", ":"))


@cache
def default_retention() -> RetentionPolicy:
    """The policy that comes with the product."""
    return _policy(resources.files("index").joinpath("retention.toml").read_text("utf-8"), "retention.toml")


def load_retention(path: Path) -> RetentionPolicy:
    """Read a policy file. Raises BadPolicy with the file and the key."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{path.name}: the retention policy cannot be read ({type(error).__name__})") from None
    return _policy(text, path.name)


def recorded_retention(text: str) -> RetentionPolicy:
    """A policy as a store recorded it."""
    values = json.loads(text)
    periods = tuple(Period(**{key: _tupled(value) for key, value in period.items()}) for period in values["periods"])
    return RetentionPolicy(values["grace_days"], periods, values.get("deleted_as", DELETED_AS[0]))


def _policy(text: str, name: str) -> RetentionPolicy:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy(f"{name}: expected a TOML file; {error}") from None
    if unknown := sorted(set(document) - {"grace_days", "periods", "deleted_as"}):
        raise BadPolicy(f"{name}: {unknown[0][:40]}: not known; expected grace_days, deleted_as and [[periods]]")
    deleted_as = document.get("deleted_as", DELETED_AS[0])
    if deleted_as not in DELETED_AS:
        raise BadPolicy(f"{name}: deleted_as: expected one of {', '.join(DELETED_AS)}")
    grace = document.get("grace_days", 0)
    if not _is_count(grace, 10 * 366):
        raise BadPolicy(f"{name}: grace_days: expected a number of days from 0 to 3660")
    listed = document.get("periods")
    if not isinstance(listed, list) or not listed:
        raise BadPolicy(f"{name}: expected at least one [[periods]] table with name and years")
    periods = tuple(_period(values, f"{name}: [[periods]] {place}") for place, values in enumerate(listed, start=1))
    if any(getattr(periods[-1], condition) for condition in _CONDITIONS):
        raise BadPolicy(f"{name}: the last of [[periods]] must fit every log; give it name and years only")
    return RetentionPolicy(grace, periods, deleted_as)


def _period(values: Any, place: str) -> Period:
    if not isinstance(values, Mapping):
        raise BadPolicy(f"{place}: expected a table with name and years")
    if unknown := sorted(set(values) - {"name", "years", *_CONDITIONS}):
        raise BadPolicy(f"{place}: {unknown[0][:40]}: not known; use name, years, {', '.join(_CONDITIONS)}")
    title, years = values.get("name"), values.get("years")
    if not isinstance(title, str) or not title.strip() or len(title) > 100:
        raise BadPolicy(f"{place}: name: expected a text of at most 100 characters")
    if not _is_count(years, _LONGEST):
        raise BadPolicy(f"{place}: years: expected a whole number from 0 to {_LONGEST}")
    conditions = {key: values.get(key, []) for key in _CONDITIONS}
    for key, wanted in conditions.items():
        if not isinstance(wanted, list) or not all(isinstance(value, str) and value for value in wanted):
            raise BadPolicy(f'{place}: {key}: expected a list of texts, such as ["..."]')
    if any(len(wanted.split("/")) != 3 for wanted in conditions["grades"]):
        raise BadPolicy(f'{place}: grades: expected codes such as "1/A/*"')
    return Period(title, years, **{key: tuple(wanted) for key, wanted in conditions.items()})


def _is_count(value: object, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _grade_fits(wanted: str, codes: tuple[str, str, str]) -> bool:
    return all(code in ("*", given) for code, given in zip(wanted.split("/"), codes, strict=True))


def _attribute(log: RedactedLog, names: frozenset[str]) -> str:
    """The value of the first column of the log whose name, without case and punctuation, is one of these."""
    return next((value.strip() for name, value in log.attributes.items() if _squeezed(name) in names), "")


def _squeezed(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February, or a year that no date has
        return date(min(day.year + years, 9999), 3, 1)


def _later(day: date, days: int) -> str:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.max.isoformat()
