"""The redaction policy: a TOML file -> what is done with each type of finding. The default one lies beside this file.

A store records the policy that it works under, so that every log in it is redacted alike; `intellog reredact` moves a
store to another one.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from index.errors import BadPolicy
from index.redaction.months import month_text
from index.redaction.tokens import age_text, remainder
from index.redaction.types import KEPT, EntityType

REPLACE, GENERALISE, KEEP = ACTIONS = ("replace", "generalise", "keep")
TYPES = frozenset(EntityType) | KEPT
DIRECT = frozenset(EntityType) - {EntityType.AGE}
# Generalised values that no identity stands behind, and those that stand beside their token.
NAMELESS = frozenset({"AGE", "DATE_TIME"})
WITH_REST = frozenset({"DOB", "POSTCODE"})
GENERALISABLE = NAMELESS | WITH_REST
STRICTNESS = {KEEP: 0, GENERALISE: 1, REPLACE: 2}


@dataclass(frozen=True, slots=True)
class RedactionPolicy:
    """What is done with each type; every known type has an action."""

    actions: Mapping[str, str]

    def action(self, kind: str) -> str:
        """What is done with a type; one that is not known is replaced."""
        return self.actions.get(kind, REPLACE)

    def names(self, kind: str) -> bool:
        """Whether a value of a type gets a token, behind which the vault holds an identity."""
        return self.action(kind) == REPLACE or (self.action(kind) == GENERALISE and kind in WITH_REST)

    def shown(self, kind: str, surface: str, token: str, *, on: date) -> str:
        """What stands in the place of a value that is not kept. token: its identity; on: the day of the text."""
        if self.action(kind) == GENERALISE and kind in NAMELESS:
            return age_text(surface) if kind == "AGE" else month_text(surface, on=on)
        rest = remainder(kind, surface, on=on) if self.action(kind) == GENERALISE else ""
        return f"[{token} {rest}]" if rest else f"[{token}]"

    @property
    def text(self) -> str:
        """The policy in one fixed form, as a store records it."""
        return json.dumps(dict(sorted(self.actions.items())), separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 of the policy's text, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def readable(self) -> tuple[str, ...]:
        """The direct identifiers that are kept, alphabetically: a warning on the record names them."""
        return tuple(sorted(kind for kind in DIRECT if self.action(kind) == KEEP))

    def stricter(self, before: "RedactionPolicy") -> frozenset[str]:
        """The types of which this policy hides more than another one."""
        return frozenset(t for t in TYPES if STRICTNESS[self.action(t)] > STRICTNESS[before.action(t)])

    def changed(self, before: "RedactionPolicy") -> frozenset[str]:
        """The types that this policy treats otherwise than another one."""
        return frozenset(t for t in TYPES if self.action(t) != before.action(t))


@cache
def default_policy() -> RedactionPolicy:
    """The policy that comes with the product."""
    text = resources.files("index.redaction").joinpath("policy.toml").read_text("utf-8")
    return RedactionPolicy(_actions(text, "policy.toml"))


def load_policy(path: Path) -> RedactionPolicy:
    """Read a policy file; types it leaves out are treated as by default. Raises BadPolicy with file, line and key."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{path.name}: the policy cannot be read as UTF-8 text ({type(error).__name__})") from None
    return RedactionPolicy({**default_policy().actions, **_actions(text, path.name)})


def recorded_policy(text: str) -> RedactionPolicy:
    """A policy as a store recorded it; types that are newer than the record are treated as by default."""
    return RedactionPolicy({**default_policy().actions, **json.loads(text)})


def _actions(text: str, name: str) -> dict[str, str]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        place = f"{name}:{where[1] if where else len(text.splitlines())}"  # without a line it is the end of the file
        raise BadPolicy(f'{place}: this is no TOML; expected lines such as PERSON = "replace" under [types]') from None
    table = document.get("types")
    if not isinstance(table, dict) or len(document) > 1:
        raise BadPolicy(f"{name}: expected one table, [types], and nothing beside it")
    for kind, action in table.items():
        if problem := _problem(kind, action):
            raise BadPolicy(f"{_place(text, name, kind)}: {problem}")
    return dict(table)


def _problem(kind: str, action: object) -> str:
    """What is wrong with a line, with its remedy; "" when all is well."""
    if kind not in TYPES:
        return f"{kind[:40]}: the type is not known; use one of {', '.join(sorted(TYPES))}"
    if action not in ACTIONS:
        return f"{kind}: the action is not known; use one of {', '.join(ACTIONS)}"
    if action == GENERALISE and kind not in GENERALISABLE:
        return f"{kind} cannot be generalised, only {', '.join(sorted(GENERALISABLE))} can; use replace or keep"
    return ""


def _place(text: str, name: str, kind: str) -> str:
    """File and line of a key."""
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(rf"\s*[\"']?{re.escape(kind)}[\"']?\s*=", line):
            return f"{name}:{number}"
    return name
