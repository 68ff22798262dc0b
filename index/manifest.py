"""What a store says of itself in the catalogue: the redaction policy its logs are under, and a move to another one."""

from dataclasses import dataclass

from index.database import Database
from index.redaction.policy import RedactionPolicy, recorded_policy


@dataclass(frozen=True, slots=True)
class Change:
    """A move to another policy that is under way: logs up to row `done` are moved, those above `last` are new."""

    target: RedactionPolicy
    done: int
    last: int


class StoreManifest:
    """The policy's place in the catalogue's `meta` table."""

    def __init__(self, file: Database) -> None:
        self._file = file

    def policy(self) -> RedactionPolicy | None:
        """The policy on record; None before one was recorded."""
        text = self._get("policy")
        return recorded_policy(text) if text else None

    def record(self, policy: RedactionPolicy) -> None:
        """Record the policy of a store that has none."""
        with self._file.writing() as db:
            db.execute("INSERT OR IGNORE INTO meta VALUES ('policy', ?)", (policy.text,))

    def change(self) -> Change | None:
        """The move that is under way, if one is."""
        text = self._get("policy target")
        if not text:
            return None
        return Change(recorded_policy(text), int(self._get("policy done") or 0), int(self._get("policy last") or 0))

    def begin(self, target: RedactionPolicy) -> None:
        """Begin a move; logs that are added from now on are under the new policy already."""
        with self._file.writing() as db:
            last = db.execute("SELECT coalesce(max(rowid), 0) FROM logs").fetchone()[0]
            values = [("policy target", target.text), ("policy done", 0), ("policy last", last)]
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?,?)", values)

    def advance(self, row: int) -> None:
        """Note that the logs up to a row are moved."""
        with self._file.writing() as db:
            db.execute("UPDATE meta SET value=? WHERE key='policy done'", (row,))

    def finish(self) -> None:
        """End the move: the new policy is the one on record."""
        with self._file.writing() as db:
            db.execute("UPDATE meta SET value=(SELECT value FROM meta WHERE key='policy target') WHERE key='policy'")
            db.execute("DELETE FROM meta WHERE key LIKE 'policy %'")

    def _get(self, key: str) -> str | None:
        row = self._file.connection.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return str(row[0]) if row else None
