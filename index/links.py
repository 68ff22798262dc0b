"""Links between tokens that may stand for one identity: suggested with reasons, decided by a person, undone at will.

The vault's blind indexes give the pairs whose names have something in common; the catalogue, in which logs they stand.
Nothing here weighs one pair against another: they come in alphabetical order, each with its reasons, and only a person
says whether they are one. A decision is kept beside those before it; the newest counts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from index.catalogue import Catalogue
from index.clearance import EVERYTHING, Clearance
from index.database import Database, opening
from index.errors import BadSetting, NotHeld
from index.records import Filters, Mention, RedactedLog, RedactedQuestion
from index.redaction.vault import Vault

Decided = Literal["confirmed", "refused", "undone"]
LINKABLE = ("PERSON ", "ALIAS ")
# What two logs can have in common that speaks of one person in both, where it is complete.
COMMON = ("PHONE", "ADDRESS", "VEHICLE_REG", "EMAIL", "SOCIAL_HANDLE", "BANK_ACCOUNT", "DOB", "IMEI")

# By kind of key in the vault: what sharing one means. Names in another order or case, or without accents, are one.
_REASONS = {
    "name": "the same wording",
    "surname and initial": "the same surname and forename initial",
    "pet name": "the same surname, and forenames of which one is short for the other",
    "likeness": "spelled nearly alike",
    "alias word": "nicknames with a word in common",
}
_PART = "the one is a part of the other name, in the same force"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS decisions(
    seq INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL, b TEXT NOT NULL, decision TEXT NOT NULL,
    reason TEXT NOT NULL, who TEXT NOT NULL, time TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS decisions_pair ON decisions(a, b);
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a pair, a before b by alphabet. time: UTC, ISO 8601."""

    a: str
    b: str
    decision: Decided
    reason: str  # redacted
    who: str
    time: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pair that a person may look at, a before b by alphabet, and why."""

    a: str
    b: str
    reasons: tuple[str, ...]
    logs_a: tuple[str, ...]  # references, by alphabet
    logs_b: tuple[str, ...]


class Links:
    """The links of one store, in a file of their own, which holds tokens and redacted reasons only."""

    def __init__(self, path: Path, vault: Vault, catalogue: Catalogue) -> None:
        """Open or create; raises BadStore when the file is damaged."""
        self._file = Database(path)
        self._vault = vault
        self._catalogue = catalogue
        with opening("the file of links", file=path.name, close=self.close):
            self._file.connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close this thread's connection."""
        self._file.close()

    def suggested(self, clearance: Clearance) -> list[Suggestion]:
        """The pairs of which nobody has said anything, or whose decision was undone, by alphabet."""
        reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
        pairs = [(pair, reason) for kind, reason in _REASONS.items() for pair in self._vault.alike(kind)]
        pairs += [(pair, _PART) for pair in self._vault.alike("bearer", "single")]
        joined = self._joined(clearance)
        settled = {(d.a, d.b) for d in self.decided(clearance)}
        for (a, b), reason in pairs:
            linkable = a.startswith(LINKABLE) and b.startswith(LINKABLE)
            if reason == _REASONS["likeness"] and _REASONS["name"] in reasons.get((a, b), ()):
                continue
            if linkable and (a, b) not in settled and joined.get(a, a) != joined.get(b, b):
                reasons[a, b].append(reason)
        logs = self._catalogue.mentioning(sorted({token for pair in reasons for token in pair}), Filters(), clearance)
        logs_of: dict[str, list[str]] = defaultdict(list)
        for ref in sorted(logs):
            for token in logs[ref]:
                logs_of[token].append(ref)
        values = self._catalogue.tokens_of(sorted(logs), clearance)
        return [
            Suggestion(
                a, b, (*dict.fromkeys(why), *_in_common(logs_of[a], logs_of[b], values, self._is_telling)),
                tuple(logs_of[a]), tuple(logs_of[b]),
            )
            for (a, b), why in sorted(reasons.items())
            if logs_of[a] and logs_of[b]
        ]  # fmt: skip

    def decided(self, clearance: Clearance) -> list[Decision]:
        """The newest decision on each pair that stands, by alphabet, where both tokens are shown to the asker."""
        rows = self._file.connection.execute(
            "SELECT a, b, decision, reason, who, time FROM decisions"
            " WHERE seq IN (SELECT max(seq) FROM decisions GROUP BY a, b) AND decision<>'undone' ORDER BY a, b"
        )
        decisions = [Decision(*row) for row in rows]
        if clearance.is_everything:
            return decisions
        shown = self._catalogue.shown(sorted({token for d in decisions for token in (d.a, d.b)}), clearance)
        return [decision for decision in decisions if {decision.a, decision.b} <= shown]

    def history(self, a: str, b: str) -> list[Decision]:
        """Every decision on a pair, in order."""
        sql = "SELECT a, b, decision, reason, who, time FROM decisions WHERE a=? AND b=? ORDER BY seq"
        return [Decision(*row) for row in self._file.connection.execute(sql, sorted((a, b)))]

    def check(self, a: str, b: str, decision: Decided, clearance: Clearance) -> tuple[str, str]:
        """The pair by alphabet, when it can be decided so.

        Raises NotHeld for a token that is not held or not shown to the asker, or a decision to undo that does not
        stand; BadSetting for tokens that stand for no person, and for a decision with which confirmed links would
        make one of a pair that is refused.
        """
        if a == b or not (a.startswith(LINKABLE) and b.startswith(LINKABLE)):
            raise BadSetting(
                "link: expected two different tokens of people or nicknames, for example 'PERSON 7K3F9Q2M'"
            )
        for token in (a, b):
            if not self._vault.holds(token) or not (
                clearance.is_everything or self._catalogue.shown([token], clearance)
            ):
                raise NotHeld(f"no identity is held under {token}")
        one, other = sorted((a, b))
        if decision == "undone" and (one, other) not in {(d.a, d.b) for d in self.decided(clearance)}:
            raise NotHeld(f"no decision on {one} and {other} stands that could be undone")
        if decision != "undone":
            self._check_refused(one, other, decision, clearance)
        return one, other

    def decide(self, a: str, b: str, decision: Decided, reason: str, who: str, clearance: Clearance) -> Decision:
        """Note a decision; those before it stay on file. reason: redacted. Raises as `check`."""
        one, other = self.check(a, b, decision, clearance)
        made = Decision(one, other, decision, reason, who, datetime.now(UTC).isoformat(timespec="seconds"))
        with self._file.writing() as db:
            db.execute(
                "INSERT INTO decisions(a, b, decision, reason, who, time) VALUES (?,?,?,?,?,?)",
                (made.a, made.b, made.decision, made.reason, made.who, made.time),
            )
        return made

    def forget(self, tokens: Iterable[str]) -> None:
        """Remove every decision on tokens that are no longer held: their log was deleted."""
        gone = list(tokens)
        with self._file.writing() as db:
            db.executemany("DELETE FROM decisions WHERE a=? OR b=?", [(token, token) for token in gone])

    def count(self, tokens: Iterable[str]) -> int:
        """How many decisions, those that do not count any more among them, are on one of these tokens."""
        sql = "SELECT seq FROM decisions WHERE a=? OR b=?"
        return len({row[0] for token in tokens for row in self._file.connection.execute(sql, (token, token))})

    def widened(self, question: RedactedQuestion, clearance: Clearance) -> RedactedQuestion:
        """The question with, for each identity, also the tokens that a person confirmed to be the same."""
        confirmed = self._confirmed(clearance)
        joined = self._joined(clearance)
        if not joined:
            return question
        members: dict[str, list[str]] = defaultdict(list)
        for token, first in sorted(joined.items()):
            members[first].append(token)
        asked, linked = [], list(question.linked)
        for group in question.asked:
            more = []
            for token in group[:1]:  # those after the first are only possible readings
                for other in members.get(joined.get(token, ""), ()):
                    if other not in group:
                        more.append(other)
                        linked.append((token, other, _who(confirmed, token, other)))
            asked.append((*group[:1], *more, *group[1:]))
        return replace(question, asked=tuple(asked), linked=tuple(linked))

    def as_one(self, logs: Sequence[RedactedLog], clearance: Clearance) -> list[RedactedLog]:
        """The logs with one token, the first by alphabet, in the mentions of what was confirmed to be one.

        Only for counting: the texts keep the tokens that stand in them.
        """
        joined = self._joined(clearance)
        if not joined:
            return list(logs)

        def renamed(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
            return tuple(replace(m, token=joined.get(m.token, m.token)) for m in mentions)

        return [
            replace(log, mentions=renamed(log.mentions), title_mentions=renamed(log.title_mentions)) for log in logs
        ]

    # -- inside ---------------------------------------------------------------------------------------------------

    def _is_telling(self, token: str) -> bool:
        return token.split()[0] in COMMON and self._vault.is_telling(token)

    def _confirmed(self, clearance: Clearance) -> list[Decision]:
        return [decision for decision in self.decided(clearance) if decision.decision == "confirmed"]

    def _joined(self, clearance: Clearance) -> dict[str, str]:
        """Each confirmed token -> the first by alphabet of those that are one with it, itself among them."""
        return _as_groups((decision.a, decision.b) for decision in self._confirmed(clearance))

    def _check_refused(self, a: str, b: str, decision: Decided, clearance: Clearance) -> None:
        """Raise BadSetting when, with this decision, confirmed links would make one of a pair that was refused.

        Every decision counts, also one that the asker does not see, but only what is seen is named. A pair that an
        older store has so already does not stand in the way of other decisions.
        """
        others = [d for d in self.decided(EVERYTHING) if (d.a, d.b) != (a, b)]
        confirmed = [(d.a, d.b) for d in others if d.decision == "confirmed"]
        refused = [(d.a, d.b) for d in others if d.decision == "refused"]
        was = _as_groups(confirmed)
        joined = _as_groups([*confirmed, (a, b)]) if decision == "confirmed" else was
        for one, other in refused if decision == "confirmed" else [(a, b)]:
            already = decision == "confirmed" and one in was and was[one] == was.get(other)
            if one in joined and joined[one] == joined.get(other) and not already:
                seen = {(d.a, d.b) for d in self.decided(clearance)} | {(a, b)}
                named = f"{one} and {other}" if (one, other) in seen else "two others"
                raise BadSetting(
                    f"link: {a} and {b} cannot be {decision}, as confirmed links would then make one of {named}, which"
                    " is refused; undo the refusal or one of those links first"
                )


def _as_groups(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each token of some pairs -> the first by alphabet of those that the pairs make one with it."""
    group_of: dict[str, set[str]] = {}
    for a, b in pairs:
        group = group_of.get(a, {a}) | group_of.get(b, {b})
        group_of |= dict.fromkeys(group, group)
    return {token: min(group) for token, group in group_of.items()}


def _who(confirmed: Sequence[Decision], a: str, b: str) -> str:
    """Who confirmed that two are one: of this pair, else of the pairs that join them."""
    direct = [d.who for d in confirmed if {d.a, d.b} == {a, b}]
    return ", ".join(dict.fromkeys(direct or [d.who for d in confirmed if {d.a, d.b} & {a, b}]))


def _in_common(
    logs_a: Sequence[str],
    logs_b: Sequence[str],
    tokens: Mapping[str, frozenset[str]],
    is_telling: Callable[[str], bool],
) -> tuple[str, ...]:
    """What the logs on both sides have in common, and where both stand in one log, which speaks against one person."""
    both = [ref for ref in logs_a if ref in set(logs_b)]
    around_a = frozenset().union(*(tokens.get(ref, frozenset()) for ref in logs_a if ref not in both))
    around_b = frozenset().union(*(tokens.get(ref, frozenset()) for ref in logs_b if ref not in both))
    shared = sorted(t for t in around_a & around_b if is_telling(t))
    reasons = [f"logs of both mention {', '.join(f'[{token}]' for token in shared)}"] if shared else []
    if both:
        reasons.append(f"but {', '.join(both)} names both, as if they were two")
    return tuple(reasons)
