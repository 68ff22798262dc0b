"""Reports that came in more than once: a redacted log -> the group of logs that report the same.

Each log is compared with the leaders of groups only, found by bands of a MinHash signature (Broder, "On the resemblance
and containment of documents", 1997), so that the work per log does not grow with the store, also where a thousand logs
are one. A likeness of words is not enough: what tells one event from another must agree as well.

A stored group is of logs of one access label, so that whoever may see one of them may see all, and no log has a part in
groups of another label. Which leaders of different labels are alike is noted in pairs; what an asker may see of them is
put together when it is asked for, in the order in which the leaders came.
"""

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.clearance import Clearance
from index.database import Database
from index.labels import Labels
from index.records import RedactedLog
from index.redaction.tokens import TOKEN

SCHEMA = """
CREATE TABLE alike( -- day: of the event, "" where nothing tells it; a group has one at most
    log_ref TEXT PRIMARY KEY, leader TEXT NOT NULL, day TEXT NOT NULL, words BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX alike_leader ON alike(leader, day);
CREATE INDEX alike_words ON alike(words, day, leader); -- digest of the words: equal texts are found without comparing
CREATE TABLE bands(band INTEGER NOT NULL, log_ref TEXT NOT NULL, PRIMARY KEY(band, log_ref)) WITHOUT ROWID; -- leaders
CREATE INDEX bands_log ON bands(log_ref);
"""
PAIRS_SCHEMA = """
ALTER TABLE alike ADD COLUMN label INTEGER NOT NULL DEFAULT 0; -- of the log; the same for all of a group
CREATE TABLE alike_leaders( -- both ways: leaders of different labels that are alike
    leader TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY(leader, other)) WITHOUT ROWID;
DELETE FROM alike;
DELETE FROM bands;
"""
BANDS, ROWS = 8, 3  # two texts with 0.7 of their shingles in common meet in a band in 96 of 100 cases, with 0.8 in 99.7
SHINGLE = 2  # words
ALIKE = 0.6  # share of shingles in common (Jaccard), or 0.9 of the shorter text's in the longer
CONTAINED = 0.9
FEWEST_WORDS = 8  # shorter texts are alike only when their words are equal
MOST_COMPARED = 20  # leaders of its label a log is compared with, those of most bands first
MOST_PAIRED = 5  # leaders of each other label
DIGEST = 16  # bytes

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Days told from that of the report: the same words in the report of another day are of another event.
_FROM_THE_REPORT = re.compile(
    r"\b(?:today|tonight|yesterday|last night|this (?:morning|afternoon|evening|date)|just now|ago)\b",
    re.IGNORECASE,
)
_MULTIPLIERS, _SHIFTS = np.random.default_rng(20260101).integers(1, 2**61, (2, BANDS * ROWS, 1), np.uint64)
_NEGATIONS = frozenset("no not never none nobody nothing neither nor without cannot unable denied denies".split())
# Words of small closed classes in which one for another makes another event of it; names and numbers are told by form.
_TELLING = frozenset(
    (
        "one two three four five six seven eight nine ten eleven twelve black white grey gray silver blue red green "
        "yellow orange purple brown gold pink monday tuesday wednesday thursday friday saturday sunday mon tue wed thu "
        "fri sat sun january february march april june july august september october november december jan feb mar "
        "apr jun jul aug sep sept oct nov dec male female man woman boy girl left right north south east west "
        "arrived arriving leaving departed"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """What two texts are compared by."""

    said: tuple[str, ...]  # all words, small letters, tokens as one word each
    telling: frozenset[str]  # identities, numbers, names, colours, days: what another event would have otherwise

    @property
    def digest(self) -> bytes:
        """Equal for texts with the same words in the same order."""
        return hashlib.blake2b(" ".join(self.said).encode(), digest_size=DIGEST).digest()

    @property
    def shingles(self) -> frozenset[str]:
        """The stretches of SHINGLE words."""
        pairs = (self.said[i : i + SHINGLE] for i in range(max(1, len(self.said) - SHINGLE + 1)))
        return frozenset(" ".join(pair) for pair in pairs)


class Duplicates:
    """The groups of one catalogue's newest versions. A log that is like no other is a group of its own."""

    def __init__(self, file: Database, labels: Labels) -> None:
        self._file = file
        self._labels = labels

    def enter(self, db: sqlite3.Connection, log: RedactedLog) -> None:
        """Put the newest version of a log into the group it belongs to, in the transaction that stores it."""
        self.leave(db, log.log_ref)
        words, day = words_in(log.text), _day_of(log)  # titles are given by whoever files it
        label = db.execute("SELECT label FROM logs WHERE log_ref=? AND live=1", (log.log_ref,)).fetchone()[0]
        leader = self._equal(db, words, day, label)
        bands = [] if leader else signature(words)
        leader = leader or self._like(db, words, day, bands, label)
        row = (log.log_ref, leader or log.log_ref, day, words.digest, label)
        db.execute("INSERT INTO alike(log_ref, leader, day, words, label) VALUES (?,?,?,?,?)", row)
        if not leader:
            self._lead(db, log.log_ref, words, bands, label)

    def leave(self, db: sqlite3.Connection, log_ref: str) -> None:
        """Take a log out of its group; another leads the rest."""
        db.execute("DELETE FROM alike WHERE log_ref=?", (log_ref,))
        db.execute("DELETE FROM bands WHERE log_ref=?", (log_ref,))
        paired = "SELECT other FROM alike_leaders WHERE leader=?"
        db.execute(f"DELETE FROM alike_leaders WHERE other=? AND leader IN ({paired})", (log_ref, log_ref))
        db.execute("DELETE FROM alike_leaders WHERE leader=?", (log_ref,))
        heir = db.execute("SELECT min(log_ref), label FROM alike WHERE leader=?", (log_ref,)).fetchone()
        if heir[0]:
            db.execute("UPDATE alike SET leader=? WHERE leader=?", (heir[0], log_ref))
            words = words_in(_text(db, heir[0]))
            self._lead(db, heir[0], words, signature(words), heir[1])

    def groups_of(self, log_refs: Iterable[str], clearance: Clearance) -> dict[str, str]:
        """Each of these references that an asker may see -> the first leader of its group, equal for logs that say the
        same.
        """
        leaders = self._leaders_of(log_refs, clearance)
        first = self._together(set(leaders.values()), clearance)
        return {ref: first[leader] for ref, leader in leaders.items()}

    def like(self, log_refs: Sequence[str], clearance: Clearance) -> dict[str, tuple[str, ...]]:
        """For each of these references the others of its group that an asker may see, by alphabet; references without
        any are left out.
        """
        leaders = self._leaders_of(log_refs, clearance)
        first = self._together(set(leaders.values()), clearance)
        led: dict[str, list[str]] = {}
        for leader, head in first.items():
            led.setdefault(head, []).append(leader)
        members: dict[str, list[str]] = {}
        for head in {first[leader] for leader in leaders.values()}:
            sql = f"SELECT log_ref FROM alike WHERE leader IN ({','.join('?' * len(led[head]))})"
            members[head] = sorted(row[0] for row in self._file.connection.execute(sql, led[head]))
        found = {ref: tuple(o for o in members[first[leaders[ref]]] if o != ref) for ref in log_refs if ref in leaders}
        return {ref: others for ref, others in found.items() if others}

    def of_one_origin(self, logs: Sequence[RedactedLog], clearance: Clearance) -> list[RedactedLog]:
        """The logs with one provenance, that of the first of them, for all that say the same.

        Only for counting: a report that came in twice, by two ways, is one origin.
        """
        leaders = self.groups_of((log.log_ref for log in logs), clearance)
        groups = [leaders.get(log.log_ref, log.log_ref) for log in logs]
        sizes = Counter(groups)
        first: dict[str, str] = {}
        for log, group in zip(logs, groups, strict=True):
            first.setdefault(group, log.origin)
        return [
            replace(log, provenance=first[group]) if sizes[group] > 1 else log
            for log, group in zip(logs, groups, strict=True)
        ]

    # -- inside -------------------------------------------------------------------------------------------------------

    def _leaders_of(self, log_refs: Iterable[str], clearance: Clearance) -> dict[str, str]:
        """Each of these references that an asker may see -> the leader of its stored group."""
        refs = sorted(set(log_refs))
        found: dict[str, str] = {}
        permitted = self._labels.condition(clearance)
        for start in range(0, len(refs), 500):
            some = refs[start : start + 500]
            sql = f"SELECT log_ref, leader FROM alike WHERE log_ref IN ({','.join('?' * len(some))}){permitted}"
            found |= {str(row[0]): str(row[1]) for row in self._file.connection.execute(sql, some)}
        return found

    def _together(self, leaders: Iterable[str], clearance: Clearance) -> dict[str, str]:
        """Leaders, and those that an asker sees to be one with them -> the first to come of each that are one.

        Of all leaders that are joined by pairs inside the clearance, each goes, in the order in which they came, to the
        first group whose first leader it is paired with and that is of no other day.
        """
        db, permitted = self._file.connection, self._labels.condition(clearance, log="a.")
        pairs: dict[str, list[str]] = {}
        sql = f"SELECT p.other FROM alike_leaders p JOIN alike a ON a.log_ref=p.other WHERE p.leader=?{permitted}"
        waiting = list(leaders)
        while waiting:
            leader = waiting.pop()
            if leader not in pairs:
                pairs[leader] = [str(row[0]) for row in db.execute(sql, (leader,))]
                waiting += pairs[leader]
        first = {leader: leader for leader, others in pairs.items() if not others}
        joined = pairs.keys() - first.keys()
        came, day = {}, {}
        for leader in joined:
            came[leader] = db.execute("SELECT rowid FROM logs WHERE log_ref=? AND live=1", (leader,)).fetchone()[0]
            day[leader] = db.execute("SELECT max(day) FROM alike WHERE leader=?", (leader,)).fetchone()[0]
        days: dict[str, str] = {}
        for leader in sorted(joined, key=came.__getitem__):
            heads = (
                h for h in days if h in pairs[leader] and (not (days[h] and day[leader]) or days[h] == day[leader])
            )
            head = first[leader] = next(heads, leader)
            days[head] = days.get(head) or day[leader]
        return first

    @staticmethod
    def _lead(db: sqlite3.Connection, log_ref: str, words: Words, bands: Sequence[int], label: int) -> None:
        """Make a log the leader of its group, and pair it with those of other labels."""
        sql = (
            "SELECT b.log_ref, a.label FROM bands b JOIN alike a USING(log_ref)"
            f" WHERE a.label<>? AND b.band IN ({','.join('?' * len(bands))})"
            " GROUP BY b.log_ref ORDER BY count(*) DESC, b.log_ref"
        )
        looked: Counter[int] = Counter()
        for other, its in db.execute(sql, (label, *bands)).fetchall():
            looked[its] += 1
            if looked[its] <= MOST_PAIRED and are_alike(words, words_in(_text(db, other))):
                db.executemany("INSERT OR IGNORE INTO alike_leaders VALUES (?,?)", [(log_ref, other), (other, log_ref)])
        db.executemany("INSERT OR IGNORE INTO bands VALUES (?,?)", [(band, log_ref) for band in bands])

    def _equal(self, db: sqlite3.Connection, words: Words, day: str, label: int) -> str | None:
        sql = "SELECT DISTINCT leader FROM alike WHERE words=? AND day=? AND label=? LIMIT ?"
        for about in dict.fromkeys((day, "")):
            for (leader,) in db.execute(sql, (words.digest, about, label, MOST_COMPARED)).fetchall():
                if _may_be_of(db, leader, day):
                    return str(leader)
        return None

    def _like(self, db: sqlite3.Connection, words: Words, day: str, bands: Sequence[int], label: int) -> str | None:
        if len(words.said) < FEWEST_WORDS:
            return None
        sql = (
            "SELECT b.log_ref FROM bands b JOIN alike a USING(log_ref)"
            f" WHERE a.label=? AND b.band IN ({','.join('?' * len(bands))})"
            " GROUP BY b.log_ref ORDER BY count(*) DESC, b.log_ref LIMIT ?"
        )
        for (leader,) in db.execute(sql, (label, *bands, MOST_COMPARED)).fetchall():
            if _may_be_of(db, leader, day) and are_alike(words, words_in(_text(db, leader))):
                return str(leader)
        return None


def words_in(text: str) -> Words:
    """What a redacted text is compared by."""
    said: list[str] = []
    telling: set[str] = set()
    opens = True  # a sentence: its first word has a capital that says nothing
    last = 0
    for match in (*TOKEN.finditer(text), None):
        for word in _WORD.finditer(text, last, match.start() if match else len(text)):
            opens = opens or any(mark in text[last : word.start()] for mark in ".!?:\n")
            small = word.group().casefold()
            name = word.group()[0].isupper() and not word.group().isupper() and not opens
            if name or small in _TELLING or any(map(str.isdigit, small)):
                telling.add(small)
            said.append(small)
            last, opens = word.end(), False
        if match:
            token = f"{match['type']} {match['id']}".casefold().replace(" ", "_")
            said.append(token)
            telling.add(token)
            last, opens = match.end(), False
    return Words(tuple(said), frozenset(telling))


def are_alike(a: Words, b: Words) -> bool:
    """Whether two texts report the same: nearly the same words, and of what tells events apart one has all the other's.

    "White" for "blue", another number, another person or a "not" make another report of it, however like the rest is.
    """
    if min(len(a.said), len(b.said)) < FEWEST_WORDS:
        return a.digest == b.digest
    if not (a.telling <= set(b.said) or b.telling <= set(a.said)):
        return False
    if _denials(a) != _denials(b):
        return False
    one, other = a.shingles, b.shingles
    common = len(one & other)
    return common >= min(ALIKE * len(one | other), CONTAINED * min(len(one), len(other)))


def signature(words: Words) -> list[int]:
    """BANDS numbers, signed 64 bits; two texts share one the likelier, the more shingles they have in common."""
    shingles = words.shingles
    digests = b"".join(hashlib.blake2b(shingle.encode(), digest_size=8).digest() for shingle in shingles)
    values: NDArray[np.uint64] = np.frombuffer(digests, np.uint64) >> np.uint64(3)
    least = (values * _MULTIPLIERS + _SHIFTS).min(axis=1).reshape(BANDS, ROWS)
    return [
        int.from_bytes(hashlib.blake2b(bytes([band]) + row.tobytes(), digest_size=8).digest(), "big", signed=True)
        for band, row in enumerate(least)
    ]


def _day_of(log: RedactedLog) -> str:
    """The day of the event: as it is given, else of the report that says "tonight"; "" where nothing tells it."""
    told = log.event_from or (log.reported_at if _FROM_THE_REPORT.search(log.text) else "")
    return told[:10]


def _denials(words: Words) -> int:
    return sum(word in _NEGATIONS or word.endswith(("n't", "n’t")) for word in words.said)


def _text(db: sqlite3.Connection, log_ref: str) -> str:
    row = db.execute("SELECT text FROM logs WHERE log_ref=? AND live=1", (log_ref,)).fetchone()
    return str(row[0]) if row else ""


def _may_be_of(db: sqlite3.Connection, leader: str, day: str) -> bool:
    """Whether a group may be about a day: an event that is dated otherwise is another one."""
    known = db.execute("SELECT max(day) FROM alike WHERE leader=?", (leader,)).fetchone()[0]
    return not (day and known) or day == known
