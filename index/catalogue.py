"""The catalogue: redacted logs, their passages, vectors, words and mentions in one SQLite file, the only truth.

Write-ahead log and full synchronisation: what a commit acknowledged survives `kill -9` and a power cut. A batch of logs
becomes visible in one transaction, whole or not at all. Older versions of a log stay as history; only the newest is
searched. Nothing here takes a `RawLog`.

What is read for an asker takes their clearance, and answers as if the store held nothing else. What takes none is for
keeping the store, and must not be shown.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import reduce
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import bm25
from index.clearance import Clearance, Label
from index.corrections import SCHEMA as CORRECTIONS_SCHEMA
from index.corrections import UPGRADE as CORRECTIONS_UPGRADE
from index.corrections import Corrections
from index.database import Database, opening
from index.duplicates import PAIRS_SCHEMA, Duplicates
from index.duplicates import SCHEMA as DUPLICATES_SCHEMA
from index.embedding import DIMENSION
from index.errors import BadStore, NotHeld
from index.gone import SCHEMA as GONE_SCHEMA
from index.gone import Gone
from index.grading import Grade
from index.labels import SCHEMA as LABELS_SCHEMA
from index.labels import Labels
from index.life import IN_SEARCH, Life
from index.life import SCHEMA as LIFE_SCHEMA
from index.manifest import StoreManifest
from index.pending import NOWHERE, Pending
from index.pending import SCHEMA as PENDING_SCHEMA
from index.phrases import has_phrase, words_query
from index.records import Filters, Mention, Passage, RedactedLog
from index.redaction.references import MOST_FORMS
from index.redaction.tokens import identities_in
from index.retention import RetentionPolicy
from index.soundness import Fault, faults
from index.stems import stem, stems
from index.traces import Places, only_of, places_of, traces

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value NOT NULL);
CREATE TABLE logs(
    log_ref TEXT NOT NULL, version INTEGER NOT NULL, live INTEGER NOT NULL, fingerprint BLOB NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, mentions TEXT NOT NULL, title_mentions TEXT NOT NULL,
    reported_at TEXT NOT NULL, event_from TEXT, event_to TEXT, day_from TEXT NOT NULL, day_to TEXT NOT NULL,
    grade TEXT, handling_conditions TEXT NOT NULL, marking TEXT NOT NULL, force TEXT NOT NULL, provenance TEXT NOT NULL,
    theme TEXT NOT NULL, attributes TEXT NOT NULL, PRIMARY KEY(log_ref, version));
CREATE TABLE passages(
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- an id is never used again, also after deletion
    log_ref TEXT NOT NULL, version INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL);
CREATE INDEX passages_log ON passages(log_ref);
CREATE VIRTUAL TABLE words USING fts5(
    title, text, content='passages', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT INTO words(rowid, title, text) VALUES (new.id, new.title, new.text);
END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO words(words, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END;
CREATE TABLE mentions(
    token TEXT NOT NULL, log_ref TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY(token, log_ref,
    version)) WITHOUT ROWID;
CREATE INDEX mentions_log ON mentions(log_ref);
"""


# Holds what filters look at, so that they are answered without reading the logs. It is of the live logs only: an index
# that began with `live` or `label` would be taken for a search by reference, too, which then read every log. Stores
# made before have such ones.
_LIVE_INDEX = """
DROP INDEX IF EXISTS logs_days;
DROP INDEX IF EXISTS logs_label;
CREATE INDEX logs_live ON logs(day_from, day_to, reported_at, theme, force, grade, label, log_ref, live) WHERE live=1;
"""
# Of a reference the form, and the index from which the forms are read one by one, however many logs have each.
_FORM = reduce(lambda sql, digit: f"replace({sql}, '{digit}', '0')", "123456789", "log_ref")
_FORM_INDEX = f"CREATE INDEX IF NOT EXISTS logs_form ON logs({_FORM}, label) WHERE live=1"
MOST_SCORED = 60_000  # passages that one question's words are scored in: about 60 ms
_MOST_MENTIONS = 20_000  # about 40 ms
_MOST_READ = 5_000  # passages that are read for a phrase, because their words have its stems: about 100 ms
_ERA = 100  # generations after which words are counted again
_KEPT_FILTERS = 8  # sets of permitted passages that are kept, 8 bytes a passage each

_PUNCTUATION = ".,;:?!()[]\"'“”‘’"


@dataclass(frozen=True, slots=True)
class Held:
    """What the catalogue says about a reference: the newest version and the fingerprint of the raw record behind it."""

    version: int
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A log ready to be stored: `vectors` is float16 (len(passages), dimension), unit rows."""

    log: RedactedLog
    fingerprint: bytes
    passages: Sequence[Passage]
    vectors: NDArray[np.float16]


class Catalogue:
    """The store's SQLite file. One connection per thread; writers take turns across processes."""

    def __init__(self, path: Path) -> None:
        """Open or create; raises BadStore when the file is of another version or damaged."""
        self._file = Database(path, {"has_phrase": has_phrase})
        self._facets: tuple[int, dict[Clearance, dict[str, list[str]]]] = (-1, {})
        self._permitted: tuple[tuple[object, ...], dict[tuple[str, ...], NDArray[np.int64]]] = ((), {})
        self._holding: tuple[int, dict[str, int]] = (-1, {})
        self._lengths = bm25.NO_LENGTHS
        self._postings = bm25.KnownPostings(-1)
        self._labels = Labels(self._file)
        self.pending = Pending(self._file)
        self.life = Life(self._file)
        self.gone = Gone(self._file, self._labels)
        self.duplicates = Duplicates(self._file, self._labels)
        self.corrections = Corrections(self._file, self._labels)
        self.manifest = StoreManifest(self._file)
        with opening("the catalogue", file=path.name, close=self.close):
            with self._file.writing() as db:
                if not db.execute("SELECT 1 FROM sqlite_master WHERE name='meta'").fetchone():
                    for statement in _statements(_SCHEMA):
                        db.execute(statement)
                    meta = [("schema", SCHEMA_VERSION), ("generation", 0), ("labels_forgotten", 1)]
                    db.executemany("INSERT INTO meta VALUES (?,?)", meta)
                if not db.execute("SELECT 1 FROM sqlite_master WHERE name='said'").fetchone():
                    for statement in _statements(PENDING_SCHEMA):
                        db.execute(statement)
                    db.execute("INSERT INTO said(said) VALUES ('rebuild')")  # a store made before there were marks
                if not db.execute("SELECT 1 FROM sqlite_master WHERE name='labels'").fetchone():
                    for statement in _statements(LABELS_SCHEMA):  # also of a store made before there were labels
                        db.execute(statement)
                if not db.execute("SELECT 1 FROM sqlite_master WHERE name='life'").fetchone():
                    for statement in _statements(LIFE_SCHEMA + DUPLICATES_SCHEMA + PAIRS_SCHEMA + CORRECTIONS_SCHEMA):
                        db.execute(statement)
                    self._enter_all(db)  # of a store made before logs had a life
                if not db.execute("SELECT 1 FROM pragma_table_info('corrections') WHERE name='disagrees'").fetchone():
                    db.execute(CORRECTIONS_UPGRADE)
                    for row in db.execute("SELECT * FROM logs WHERE live=1 ORDER BY rowid"):
                        self.corrections.enter(db, _log(row))
                    _advance(db)
                if not db.execute("SELECT 1 FROM sqlite_master WHERE name='alike_leaders'").fetchone():
                    for statement in _statements(PAIRS_SCHEMA):
                        db.execute(statement)
                    self._enter_all(db)  # of a store made before groups were of one label
                if not db.execute("SELECT 1 FROM sqlite_master WHERE name='logs_live'").fetchone():
                    for statement in _statements(_LIVE_INDEX):
                        db.execute(statement)
                db.execute(_FORM_INDEX)
                db.execute(GONE_SCHEMA)
                if not db.execute("SELECT 1 FROM meta WHERE key='labels_forgotten'").fetchone():
                    # Of a store made when labels were kept for good: `scrub` drops them and overwrites what they said.
                    meta = [("labels_forgotten", 1), ("unscrubbed", 1)]
                    db.executemany("INSERT OR REPLACE INTO meta VALUES (?,?)", meta)
            schema = self._meta("schema")
            if schema != SCHEMA_VERSION:
                raise BadStore(f"{path.name}: the catalogue has schema {schema}, this version reads {SCHEMA_VERSION}")

    def close(self) -> None:
        """Close this thread's connection."""
        self._file.close()

    # -- writing --------------------------------------------------------------------------------------------------

    def add(self, entries: Sequence[Entry], *, compared: bool = True) -> None:
        """Store a batch, all or nothing. A log whose reference is held becomes the new live version.

        compared: whether to look for reports that say the same, and for what is corrected, among those held.
        """
        with self._file.writing() as db:
            before = db.execute("SELECT coalesce(max(rowid), 0) + 1 FROM logs").fetchone()[0]
            if before > 1:
                tokens = sorted({row[0] for entry in entries for row in _mention_rows(entry.log)})
                self.pending.mark(db, tokens, before=before)
            for entry in entries:
                self._retire(db, entry.log.log_ref)
                values = _log_row(entry.log, entry.fingerprint)
                db.execute(f"INSERT INTO logs({_LOG_COLUMNS}) VALUES ({','.join('?' * len(values))})", values)
                self._index(db, entry, compared=compared)
            _advance(db)

    def replace(self, entries: Sequence[Entry], replaced: Sequence[Mapping[str, int]], *, why: str) -> None:
        """Put redacted logs in the place of what is held under their reference and version, all or nothing.

        replaced: for each log how many values of each type were changed; marked as not on the audit record yet. An
        entry of a version that is not the newest has no passages. What was replaced stays in the words index and the
        write-ahead log until `scrub`.
        """
        with self._file.writing() as db:
            _advance(db)
            generation = db.execute("SELECT value FROM meta WHERE key='generation'").fetchone()[0]
            db.execute("INSERT OR REPLACE INTO meta VALUES ('unscrubbed', 1)")
            tokens = sorted({row[0] for entry in entries for row in _mention_rows(entry.log)})
            self.pending.mark(db, tokens, before=NOWHERE)  # parts of a name that is being looked for itself
            for entry, counts in zip(entries, replaced, strict=True):
                place = (entry.log.log_ref, entry.log.version)
                db.execute(
                    f"UPDATE logs SET {', '.join(f'{column}=?' for column in _TEXT_COLUMNS)}"
                    " WHERE log_ref=? AND version=?",
                    (*_text_values(entry.log), *place),
                )
                db.execute("DELETE FROM passages WHERE log_ref=? AND version=?", place)
                db.execute("DELETE FROM mentions WHERE log_ref=? AND version=?", place)
                self._index(db, entry)
                db.execute(
                    "INSERT INTO reredacted(log_ref, version, generation, replaced, why) VALUES (?,?,?,?,?)",
                    (*place, generation, json.dumps(dict(counts)), why),
                )

    def scrub(self) -> bool:
        """Leave no copy in the file of texts that were replaced; returns False when a reader was in the way.

        Then it is to be called again: the mark of what is to be scrubbed stays.
        """
        with self._file.writing() as db:
            self._labels.forget_unused(db)
            _index_anew(db)
        return self._cut()

    def remove(self, log_ref: str, *, known_as: str = "", event: int = 0) -> frozenset[str]:
        """Remove a log in all versions with everything made from it; returns the tokens that no other log holds now.

        known_as: the digest under which it stays known that it was deleted, see `index.gone`; "" for not at all.
        event: number of the one on the record that says why.
        Raises NotHeld. The words indexes are made anew and the write-ahead log cut, so that no copy stays in the file.
        """
        with self._file.writing() as db:
            tokens = {row[0] for row in db.execute("SELECT DISTINCT token FROM mentions WHERE log_ref=?", (log_ref,))}
            if known_as:
                self.gone.enter(db, log_ref, known_as, event)
            if not db.execute("DELETE FROM logs WHERE log_ref=?", (log_ref,)).rowcount:
                raise NotHeld(f"no log {log_ref} is held")
            db.execute("DELETE FROM passages WHERE log_ref=?", (log_ref,))
            db.execute("DELETE FROM mentions WHERE log_ref=?", (log_ref,))
            for kept in (self.life, self.duplicates, self.corrections):
                kept.leave(db, log_ref)
            orphans = {t for t in tokens if not db.execute("SELECT 1 FROM mentions WHERE token=?", (t,)).fetchone()}
            db.execute("DELETE FROM reredacted WHERE log_ref=?", (log_ref,))
            db.executemany("DELETE FROM unswept WHERE token=?", [(token,) for token in orphans])
            db.execute("INSERT OR REPLACE INTO meta VALUES ('unscrubbed', 1)")
            self._labels.forget_unused(db)
            _index_anew(db)
            _advance(db)
        self._cut()
        return frozenset(orphans)

    def retain_under(self, policy: RetentionPolicy) -> None:
        """Put another retention policy on record, and every log's review where it puts it."""
        with self.life.moving(policy) as db:
            for row in db.execute("SELECT * FROM logs WHERE live=1"):
                self.life.enter(db, _log(row), policy)

    def mend(self, entries: Sequence[Entry]) -> None:
        """Make anew what is made from logs: orphans go, the words indexes are rebuilt, and these logs indexed again.

        entries: of the logs as they are held; one of a version that is not the newest has no passages.
        """
        with self._file.writing() as db:
            _index_anew(db)  # first: a deleted row is taken out of them by what it says
            for table, live in (("passages", " AND live=1"), ("mentions", "")):
                db.execute(f"DELETE FROM {table} WHERE (log_ref, version) NOT IN"
                           f" (SELECT log_ref, version FROM logs WHERE true{live})")  # fmt: skip
            for kept, column in (("life", "log_ref"), ("alike", "log_ref"), ("corrections", "said_in")):
                db.execute(f"DELETE FROM {kept} WHERE {column} NOT IN (SELECT log_ref FROM logs WHERE live=1)")
            for entry in entries:
                for table in ("passages", "mentions"):
                    place = (entry.log.log_ref, entry.log.version)
                    db.execute(f"DELETE FROM {table} WHERE log_ref=? AND version=?", place)
                self._index(db, entry)
            self._labels.forget_unused(db)
            _index_anew(db)
            _advance(db)
        self._file.cut()

    @property
    def unscrubbed(self) -> bool:
        """Whether copies of texts that were replaced may stand in the file: see `scrub`."""
        return bool(self._meta("unscrubbed"))

    # -- reading --------------------------------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """Counts committed changes; a cache made at one generation answers for that one only."""
        return self._meta("generation")

    def held(self, log_refs: Sequence[str]) -> dict[str, Held]:
        """What is held of these references; those not held are left out."""
        rows = self._select("SELECT log_ref, version, fingerprint FROM logs WHERE live=1 AND log_ref IN ({})", log_refs)
        return {ref: Held(version, fingerprint) for ref, version, fingerprint in rows}

    def holds(self, log_refs: Sequence[str]) -> bool:
        """Whether every one of these references is held."""
        return len(self.held(list(set(log_refs)))) == len(set(log_refs))

    def log(self, log_ref: str, clearance: Clearance, version: int | None = None) -> RedactedLog:
        """A log in its newest or a given version. Raises NotHeld.

        The newest version must be inside the clearance, and an older one itself, too: labels change.
        """
        permitted = self._labels.condition(clearance)
        where, values = ("version=?", [log_ref, version]) if version else ("live=1", [log_ref])
        sql = f"SELECT * FROM logs WHERE log_ref=? AND {where}{permitted}"
        row = self._file.connection.execute(sql, values).fetchone()
        if row is None or (version and not self.visible([log_ref], clearance)):
            raise NotHeld(f"no log {log_ref}{f' in version {version}' if version else ''} is held")
        return _log(row)

    def visible(self, log_refs: Sequence[str], clearance: Clearance) -> frozenset[str]:
        """Those of these references that an asker may read, also where searches leave them out."""
        sql = f"SELECT log_ref FROM logs WHERE live=1{self._labels.condition(clearance)} AND log_ref IN ({{}})"
        return frozenset(row[0] for row in self._select(sql, log_refs))

    def within(self, log_refs: Sequence[str], filters: Filters, clearance: Clearance) -> frozenset[str]:
        """Those of these references that a search looks at and whose newest version fits the filters."""
        where, values = self._where(filters, clearance)
        sql = f"SELECT log_ref FROM logs WHERE live=1{where} AND log_ref IN ({{}})"
        return frozenset(row[0] for row in self._select(sql, log_refs, before=values))

    def logs(self, filters: Filters, clearance: Clearance, *, limit: int = -1) -> Iterator[RedactedLog]:
        """The newest version of every log that fits the filters, by day, then reference."""
        where, values = self._where(filters, clearance)
        sql = f"SELECT * FROM logs WHERE live=1{where} ORDER BY day_from, log_ref LIMIT ?"
        for row in self._file.connection.execute(sql, [*values, limit]):
            yield _log(row)

    def stored(self, rows: Sequence[int]) -> Iterator[tuple[RedactedLog, bool]]:
        """Logs of any version by their row (see `Pending.saying`), each with whether it is the newest version."""
        for row in self._select("SELECT * FROM logs WHERE rowid IN ({})", rows):
            yield _log(row), bool(row["live"])

    def every_version(self, log_refs: Sequence[str]) -> Iterator[tuple[RedactedLog, bool]]:
        """The logs under these references in every version, each with whether it is the newest."""
        for row in self._select("SELECT * FROM logs WHERE log_ref IN ({})", log_refs):
            yield _log(row), bool(row["live"])

    def rows_between(self, after: int, last: int, *, limit: int) -> list[int]:
        """The first rows of logs above one row and up to another, ascending."""
        sql = "SELECT rowid FROM logs WHERE rowid>? AND rowid<=? ORDER BY rowid LIMIT ?"
        return [row[0] for row in self._file.connection.execute(sql, (after, last, limit))]

    def versions_up_to(self, last: int) -> int:
        """How many versions of logs stand in the rows up to one."""
        return int(self._file.connection.execute("SELECT count(*) FROM logs WHERE rowid<=?", (last,)).fetchone()[0])

    def mentioned(self, tokens: Sequence[str]) -> frozenset[str]:
        """Which of these tokens stand in a log of any version."""
        return frozenset(row[0] for row in self._select("SELECT token FROM mentions WHERE token IN ({})", tokens))

    def logs_of(self, log_refs: Sequence[str], clearance: Clearance) -> dict[str, RedactedLog]:
        """The newest versions of these references, by reference; those not held are left out."""
        sql = f"SELECT * FROM logs WHERE live=1{self._labels.condition(clearance)} AND log_ref IN ({{}})"
        return {row["log_ref"]: _log(row) for row in self._select(sql, log_refs)}

    def passages(self, ids: Sequence[int], clearance: Clearance) -> dict[int, Passage]:
        """Passages by id; an id that is no longer held is left out, so a stale index can never bring back text."""
        sql = f"SELECT {_PASSAGE} FROM {_PASSAGES} WHERE l.live=1{self._labels.condition(clearance)} AND p.id IN ({{}})"
        return {row["id"]: Passage(*row) for row in self._select(sql, ids)}

    def permitted(self, filters: Filters, clearance: Clearance) -> NDArray[np.int64] | None:
        """The passage ids a search may look at, ascending; None when nothing limits it.

        They are kept until something changes, for those who asked last.
        """
        if filters == Filters() and clearance.is_everything and not self.life.out_of_search():
            return None
        where, values = self._where(filters, clearance)
        moment, kept = self._permitted
        if moment != self._moment():
            moment, kept = self._permitted = self._moment(), {}
        asked = (where, *values)
        if asked not in kept:
            sql = f"SELECT p.id FROM logs l JOIN passages p USING(log_ref) WHERE l.live=1{where}"
            ids = np.sort(_integers(self._file.connection, sql, values))
            if self._moment() != moment:  # somebody committed meanwhile: true for now, but not to be kept
                return ids
            for oldest in list(kept)[: len(kept) - _KEPT_FILTERS + 1]:
                kept.pop(oldest, None)
            kept[asked] = ids
        return kept[asked]

    def _moment(self) -> tuple[object, ...]:
        """Equal at two moments between which nothing changed that decides what a search may look at."""
        return self.generation, *self.life.moment

    def match(self, terms: Sequence[str], k: int, filters: Filters, clearance: Clearance) -> list[tuple[int, float]]:
        """The k passages that match any term best by BM25 (title counts double), as (passage id, score above 0).

        A term is a word, or a phrase with spaces between its words. The statistics are those of all that the asker may
        see, whatever the filters. In a large store the commonest words of a question are left out when rarer ones are
        in MOST_SCORED passages already; a question of such words only is answered from the newest passages that have
        the rarest of them.
        """
        if not terms:
            return []
        if not clearance.is_everything:
            return self._match_permitted(terms, k, filters, clearance)
        permitted = self.permitted(filters, clearance)
        if permitted is not None and not len(permitted):
            return []
        terms = self._telling(terms)
        first, last = (0, 2**62) if permitted is None else (int(permitted[0]), int(permitted[-1]))
        sql = (
            "SELECT rowid, -bm25(words, 2.0, 1.0) AS score FROM words"
            " WHERE words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"
        )
        values = (" OR ".join(f'"{term}"' for term in terms), first, last, MOST_SCORED)
        if permitted is None:
            sql = f"SELECT rowid, score FROM ({sql}) ORDER BY score DESC, rowid LIMIT {k:d}"
        found = self._file.connection.execute(sql, values).fetchall()
        if permitted is not None:
            ids = np.fromiter((row[0] for row in found), np.int64, len(found))
            held = np.isin(ids, permitted, assume_unique=True)
            found = sorted((found[i] for i in np.flatnonzero(held)), key=lambda row: (-row[1], row[0]))[:k]
        return [(row[0], max(row[1], 1e-9)) for row in found]

    def _telling(self, terms: Sequence[str]) -> list[str]:
        """The terms, without quotation marks, rarest first, up to those that are in MOST_SCORED passages together."""
        era, holding = self._holding
        if era != self.generation // _ERA:
            era, holding = self._holding = self.generation // _ERA, {}
        plain = list(dict.fromkeys(term.replace('"', "") for term in terms))
        for term in plain:
            if term not in holding:  # a word that is new to the store costs nothing, whatever was counted before
                holding[term] = min(map(self._holding_word, stems(term.split())), default=0)  # a phrase: at most
        rarest_first = sorted(plain, key=lambda term: holding[term])
        together = list(accumulate(holding[term] for term in rarest_first))
        kept = sum(so_far <= MOST_SCORED for so_far in together)
        only_unknown = not any(holding[term] for term in rarest_first[:kept])
        return rarest_first[: kept + only_unknown]

    def _holding_word(self, stemmed: str) -> int:
        """How many passages have a word."""
        row = self._file.connection.execute("SELECT doc FROM vocabulary WHERE term=?", (stemmed,)).fetchone()
        return int(row[0]) if row else 0

    def containing(
        self, words: Sequence[str], tokens: Sequence[Collection[str]], filters: Filters, clearance: Clearance
    ) -> list[str]:
        """The live logs that fit the filters and have every word, in any form, and one of each group of tokens.

        All of them, by day, then reference; a word counts in the title as well. Nothing is ranked or cut off.
        """
        where, values = self._where(filters, clearance)
        sql = f"SELECT log_ref FROM logs WHERE live=1{where}"
        for word in words:
            sql += (
                " AND log_ref IN (SELECT p.log_ref FROM words JOIN passages p ON p.id=words.rowid WHERE words MATCH ?)"
            )
            values.append('"' + word.replace('"', "") + '"')
        for group in tokens:
            held = ",".join("?" * len(group))
            sql += f" AND (log_ref, version) IN (SELECT log_ref, version FROM mentions WHERE token IN ({held}))"
            values.extend(sorted(group))
        return [row[0] for row in self._file.connection.execute(f"{sql} ORDER BY day_from, log_ref", values)]

    def _match_permitted(
        self, terms: Sequence[str], k: int, filters: Filters, clearance: Clearance
    ) -> list[tuple[int, float]]:
        """As `match`, over what a limited clearance permits; see `index.bm25`."""
        db = self._file.connection
        with _reading(db):  # one snapshot: every permitted passage has a length
            permitted = self.permitted(Filters(), clearance)
            inside = permitted if filters == Filters() else self.permitted(filters, clearance)
            assert permitted is not None and inside is not None
            self._lengths = lengths = self._lengths.extended(db)
            known = self._postings
            if known.generation != self.generation:
                known = self._postings = bm25.KnownPostings(self.generation)
            postings = [known.of_phrase(db, t) if " " in t else known.of(db, stem(t)) for t in terms]
        scores = bm25.scores(postings, permitted, lengths.of(permitted))
        places = np.flatnonzero((scores > 0) & np.isin(permitted, inside, assume_unique=True))
        best = places[np.lexsort((permitted[places], -scores[places]))][:k]
        return [(int(permitted[place]), float(scores[place])) for place in best]

    def mentioning(self, tokens: Sequence[str], filters: Filters, clearance: Clearance) -> dict[str, frozenset[str]]:
        """For each live log that mentions any of these tokens ("PERSON 7K3F9Q2M") and fits the filters: which."""
        where, values = self._where(filters, clearance)
        joined = "mentions m JOIN logs l USING(log_ref, version)"
        sql = f"SELECT m.log_ref, m.token FROM {joined} WHERE l.live=1{where} AND m.token IN ({{}})"
        found: dict[str, set[str]] = {}
        for ref, token in self._select(sql, tokens, before=values):
            found.setdefault(ref, set()).add(token)
        return {ref: frozenset(held) for ref, held in found.items()}

    def shown(self, tokens: Sequence[str], clearance: Clearance) -> frozenset[str]:
        """Those of these tokens that stand in a log an asker can read, in its newest version or one before."""
        permitted = self._labels.condition(clearance)
        sql = (
            "SELECT DISTINCT m.token FROM mentions m JOIN logs l USING(log_ref, version)"
            f" WHERE m.log_ref IN (SELECT log_ref FROM logs WHERE live=1{permitted}){permitted} AND m.token IN ({{}})"
        )
        return frozenset(row[0] for row in self._select(sql, tokens))

    def few_mentioning(self, tokens: Sequence[str], filters: Filters, clearance: Clearance, *, most: int) -> list[str]:
        """The live logs that mention any of these tokens and fit the filters, by reference; none when they are many.

        Many are more than `most`, or so many mentions in what the asker may see that to look at each would take long.
        """
        where, values = self._where(filters, clearance)
        asked = list(tokens)
        sql = (
            "SELECT m.log_ref FROM mentions m JOIN logs l USING(log_ref, version)"
            f" WHERE l.live=1{self._labels.condition(clearance)} AND m.token IN ({','.join('?' * len(asked))})"
            f" LIMIT {_MOST_MENTIONS + 1:d}"
        )
        rows = self._file.connection.execute(sql, asked).fetchall()
        if len(rows) > _MOST_MENTIONS:
            return []
        refs = {row[0] for row in rows}
        sql = f"SELECT log_ref FROM logs WHERE live=1{where} AND log_ref IN ({{}})"
        found = sorted(row[0] for row in self._select(sql, sorted(refs), before=values))
        return found if len(found) <= most else []

    def few_saying(self, phrases: Sequence[str], filters: Filters, clearance: Clearance, *, most: int) -> list[str]:
        """The live logs that contain any of these phrases and fit the filters, by reference; of a phrase that more
        than `most` contain, none.
        """
        said = [list(self._saying("DISTINCT log_ref", phrase, filters, clearance, most + 1)) for phrase in phrases]
        return sorted({ref for refs in said if len(refs) <= most for ref in refs})

    def saying(self, phrase: str, clearance: Clearance, *, most: int) -> list[str]:
        """The texts of the newest passages that contain a phrase, or whose title does, of those a search looks at."""
        return list(self._saying("text", phrase, Filters(), clearance, most))

    def said_of(
        self, phrases: Sequence[str], log_refs: Sequence[str], clearance: Clearance
    ) -> dict[str, frozenset[str]]:
        """Which of these phrases the live version of each of these logs contains; logs with none are left out."""
        permitted = self._labels.condition(clearance)
        sql = f"SELECT log_ref, title, text FROM logs WHERE live=1{permitted} AND log_ref IN ({{}})"
        rows = self._select(sql, log_refs) if phrases else ()
        said = {
            ref: frozenset(p for p in phrases if has_phrase(title, p) or has_phrase(text, p))
            for ref, title, text in rows
        }
        return {ref: held for ref, held in said.items() if held}

    def unmentioned(self, tokens: Iterable[str]) -> frozenset[str]:
        """Those of these tokens ("PERSON 7K3F9Q2M") that no log mentions, in any version."""
        asked = sorted(tokens)
        rows = self._select("SELECT DISTINCT token FROM mentions WHERE token IN ({})", asked)
        return frozenset(asked) - {row[0] for row in rows}

    def tokens(self) -> frozenset[str]:
        """Every token that a log mentions, in any version."""
        return frozenset(row[0] for row in self._file.connection.execute("SELECT DISTINCT token FROM mentions"))

    def tokens_of(self, log_refs: Sequence[str], clearance: Clearance) -> dict[str, frozenset[str]]:
        """Every token that the live version of each of these logs mentions."""
        sql = (
            "SELECT m.log_ref, m.token FROM mentions m JOIN logs l USING(log_ref, version)"
            f" WHERE l.live=1{self._labels.condition(clearance)} AND m.log_ref IN ({{}})"
        )
        found: dict[str, set[str]] = {}
        for ref, token in self._select(sql, log_refs):
            found.setdefault(ref, set()).add(token)
        return {ref: frozenset(held) for ref, held in found.items()}

    def passages_of(self, log_refs: Sequence[str], clearance: Clearance) -> list[Passage]:
        """All passages of these logs, by reference and place."""
        where = f"l.live=1{self._labels.condition(clearance)} AND p.log_ref IN ({{}})"
        sql = f"SELECT {_PASSAGE} FROM {_PASSAGES} WHERE {where} ORDER BY p.log_ref, p.ordinal"
        return [Passage(*row) for row in self._select(sql, log_refs)]

    def passage_ids(self) -> tuple[NDArray[np.int64], int]:
        """Every passage id, ascending, and the generation they belong to."""
        db = self._file.connection
        with _reading(db):  # one snapshot, also when another process commits meanwhile
            # The order is made here: asked for it, SQLite would read the passages themselves instead of an index.
            ids = _integers(db, "SELECT id FROM passages", ())
            generation = self._meta("generation")
        return np.sort(ids), generation

    def vectors(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """Of these passage ids, ascending, those that are held, and their vectors, float16 (count, dimension).

        A vector that has not its length is left out: `faults` names it.
        """
        sql = f"SELECT id, vector FROM passages WHERE length(vector)={2 * DIMENSION} AND id"
        if len(ids) and int(ids[-1]) - int(ids[0]) < 2 * len(ids):  # nearly all between two ids: read in one go
            ends = (int(ids[0]), int(ids[-1]))
            found = self._file.connection.execute(f"{sql} BETWEEN ? AND ?", ends).fetchall()
        else:
            found = list(self._select(f"{sql} IN ({{}})", ids.tolist()))
        held = np.fromiter((row[0] for row in found), np.int64, len(found))
        rows = np.frombuffer(b"".join(row[1] for row in found), np.float16).reshape(len(found), DIMENSION)
        order = np.argsort(held)
        order = order[np.isin(held[order], ids, assume_unique=True)]
        return held[order], rows[order]

    def ordinary(self, words: Sequence[str], clearance: Clearance) -> frozenset[str]:
        """Which of these words stand in a redacted text as ordinary words (the index knows their stems)."""
        stem_of = dict(zip(words, stems(words), strict=True))
        if clearance.is_everything:
            rows = self._select("SELECT term FROM vocabulary WHERE term IN ({})", list(stem_of.values()))
            held = {row[0] for row in rows}
        else:
            sql = (
                "SELECT 1 FROM occurrences o JOIN passages p ON p.id=o.doc JOIN logs l USING(log_ref, version)"
                f" WHERE o.term=? AND l.live=1{self._labels.condition(clearance)} LIMIT 1"
            )
            held = {stem for stem in stem_of.values() if self._file.connection.execute(sql, (stem,)).fetchone()}
        return frozenset(word for word, stem in stem_of.items() if stem in held)

    def word_in_about(self, count: int) -> tuple[str, int] | None:
        """Of the words in so many passages or fewer the one in most, and in how many. Reads the whole vocabulary."""
        sql = "SELECT term, doc FROM vocabulary WHERE doc<=? ORDER BY doc DESC LIMIT 1"
        row = self._file.connection.execute(sql, (count,)).fetchone()
        return (row[0], row[1]) if row else None

    def labels(self, clearance: Clearance) -> list[Label]:
        """The labels of the logs that an asker may see."""
        return self._labels.permitted(clearance)

    def places_of(self, log_ref: str) -> Places:
        """Where a log stands in the file."""
        return places_of(self._file.connection, log_ref)

    def traces(self, places: Places) -> dict[str, int]:
        """How much of a log stands in the file; see `index.traces`."""
        return traces(self._file.connection, places)

    def only_of(self, log_ref: str, tokens: Iterable[str]) -> list[str]:
        """Those of these tokens that no other log mentions, by alphabet."""
        return only_of(self._file.connection, log_ref, tokens)

    def count(self, clearance: Clearance) -> int:
        """How many live logs an asker may see."""
        sql = f"SELECT count(*) FROM logs WHERE live=1{self._labels.condition(clearance)}"
        return int(self._file.connection.execute(sql).fetchone()[0])

    def counts(self) -> dict[str, int]:
        """How many live logs, versions and passages are held."""
        counted = ("logs WHERE live=1", "logs", "passages")
        sql = "SELECT " + ", ".join(f"(SELECT count(*) FROM {what})" for what in counted)
        logs, versions, passages = self._file.connection.execute(sql).fetchone()
        return {"logs": logs, "versions": versions, "passages": passages}

    def extent(self, filters: Filters, clearance: Clearance) -> tuple[int, str, str]:
        """How many live logs fit the filters, and the first and last ISO day they are about; "" when none fits."""
        where, values = self._where(filters, clearance)
        sql = f"SELECT count(*), min(day_from), max(day_to) FROM logs WHERE live=1{where}"
        count, first, last = self._file.connection.execute(sql, values).fetchone()
        return count, first or "", last or ""

    def reference_forms(self, clearance: Clearance) -> list[str]:
        """The references of held logs with 0 for every digit, each form once, by alphabet; `MOST_FORMS` at most."""
        forms, where = [""], f"live=1{self._labels.condition(clearance)}"
        sql = f"SELECT {_FORM} FROM logs WHERE {where} AND {_FORM} > ? ORDER BY {_FORM} LIMIT 1"
        while len(forms) <= MOST_FORMS and (row := self._file.connection.execute(sql, (forms[-1],)).fetchone()):
            forms.append(row[0])
        return forms[1:]

    def references(self) -> list[str]:
        """Every reference that is held, by alphabet."""
        return [row[0] for row in self._file.connection.execute("SELECT DISTINCT log_ref FROM logs ORDER BY log_ref")]

    def references_in(self, text: str, clearance: Clearance) -> list[str]:
        """The references of held logs that a text names, in any case, in the order of the text."""
        spelt = references_spelt(text)
        held = self.visible(spelt, clearance)
        return [ref for ref in spelt if ref in held]

    def facets(self, clearance: Clearance) -> dict[str, list[str]]:
        """The themes and forces that occur, alphabetically, the first and last day, and the day of the newest report.

        They are asked for with every question, and kept until the next committed change.
        """
        generation = self.generation
        if self._facets[0] != generation:
            self._facets = generation, {}
        kept = self._facets[1]
        if clearance not in kept:
            db, live = self._file.connection, f"live=1{self._labels.condition(clearance)}"
            themes = [r[0] for r in db.execute(f"SELECT DISTINCT theme FROM logs WHERE {live} ORDER BY 1")]
            forces = [r[0] for r in db.execute(f"SELECT DISTINCT force FROM logs WHERE {live} ORDER BY 1")]
            sql = f"SELECT min(day_from), max(day_to), max(substr(reported_at,1,10)) FROM logs WHERE {live}"
            *days, newest = db.execute(sql).fetchone()
            found = {"themes": themes, "forces": forces, "days": days, "newest": [newest]}
            kept[clearance] = {name: [value for value in values if value] for name, values in found.items()}
        return kept[clearance]

    def faults(self, progress: Callable[[int, int], None] = lambda done, total: None) -> list[Fault]:
        """What does not hold in the file, see `index.soundness`. progress: told how many of how many versions."""
        return faults(self._file.connection, progress)

    def integrity(self) -> list[str]:
        """What is wrong with the file, in words; empty when all is well."""
        return [fault.problem for fault in self.faults()]

    # -- inside ---------------------------------------------------------------------------------------------------

    def _select(self, sql: str, values: Sequence[Any], *, before: Sequence[Any] = ()) -> Iterator[sqlite3.Row]:
        """Rows of a statement with one `IN ({})`, in slices below SQLite's limit of bound values."""
        for start in range(0, len(values), 500):
            some = values[start : start + 500]
            yield from self._file.connection.execute(sql.format(",".join("?" * len(some))), [*before, *some])

    def _saying(self, what: str, phrase: str, filters: Filters, clearance: Clearance, most: int) -> Iterator[str]:
        """A column of the newest passages that contain a phrase. Of a phrase whose words are in more than _MOST_READ
        passages in another form, older ones are not looked at.
        """
        where, values = self._where(filters, clearance)
        read = (
            f"SELECT p.log_ref, p.title, p.text FROM {_FROM_WORDS} CROSS JOIN logs l USING(log_ref, version)"
            f" WHERE words MATCH ? AND l.live=1{where} ORDER BY words.rowid DESC LIMIT {_MOST_READ:d}"
        )
        sql = f"SELECT {what} FROM ({read}) p WHERE {_SAYS} LIMIT {most:d}"
        for row in self._file.connection.execute(sql, [words_query(phrase), *values, phrase, phrase]):
            yield row[0]

    def _where(self, filters: Filters, clearance: Clearance) -> tuple[str, list[str]]:
        """Clearance and filters as SQL conditions on `logs`, each beginning with AND, and their values."""
        where, values = _where(filters)
        return self._labels.condition(clearance) + where, values

    def _cut(self) -> bool:
        """Leave no copy in the write-ahead log; the mark that there is one goes only when no reader was in the way."""
        done = self._file.cut()
        if done:
            with self._file.writing() as db:
                db.execute("DELETE FROM meta WHERE key='unscrubbed'")
        return done

    def _meta(self, key: str) -> int:
        row = self._file.connection.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def _index(self, db: sqlite3.Connection, entry: Entry, *, compared: bool = True) -> None:
        """Store what is made from a log: passages, vectors, words, mentions, and of the newest version its life."""
        db.executemany(
            'INSERT INTO passages(log_ref, version, ordinal, start, "end", title, text, vector)'
            " VALUES (?,?,?,?,?,?,?,?)",
            [
                (p.log_ref, p.version, p.ordinal, p.start, p.end, entry.log.title, p.text, v.tobytes())
                for p, v in zip(entry.passages, entry.vectors, strict=True)
            ],
        )
        db.executemany("INSERT OR IGNORE INTO mentions VALUES (?,?,?)", _mention_rows(entry.log))
        newest = "SELECT 1 FROM logs WHERE log_ref=? AND version=? AND live=1"
        if db.execute(newest, (entry.log.log_ref, entry.log.version)).fetchone():
            self._enter(db, entry.log, self.life.policy(), compared=compared)

    def _enter(
        self, db: sqlite3.Connection, log: RedactedLog, policy: RetentionPolicy, *, compared: bool = True
    ) -> None:
        self.life.enter(db, log, policy)
        if compared:
            self.duplicates.enter(db, log)
            self.corrections.enter(db, log)

    def _enter_all(self, db: sqlite3.Connection) -> None:
        policy = self.life.policy()
        for row in db.execute("SELECT * FROM logs WHERE live=1 ORDER BY rowid"):
            self._enter(db, _log(row), policy)

    @staticmethod
    def _retire(db: sqlite3.Connection, log_ref: str) -> None:
        db.execute("DELETE FROM passages WHERE log_ref=?", (log_ref,))
        db.execute("UPDATE logs SET live=0 WHERE log_ref=? AND live=1", (log_ref,))


def references_spelt(text: str) -> list[str]:
    """What may be a reference in a text, in its order: words with a digit, as written and in capitals."""
    written = [word.strip(_PUNCTUATION) for word in text.split() if any(c.isdigit() for c in word)]
    return list(dict.fromkeys(form for word in written for form in (word, word.upper())))


def _integers(db: sqlite3.Connection, sql: str, values: Sequence[Any]) -> NDArray[np.int64]:
    """The one column of integers that a statement gives, without a Python object for each row being kept."""
    cursor = db.cursor()
    cursor.row_factory = None
    return np.fromiter(chain.from_iterable(cursor.execute(sql, values)), np.int64)


@contextmanager
def _reading(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("COMMIT")


def _advance(db: sqlite3.Connection) -> None:
    db.execute("UPDATE meta SET value=value+1 WHERE key='generation'")


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: executescript would commit the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


_PASSAGES = "passages p JOIN logs l USING(log_ref, version)"
_PASSAGE = 'p.id, p.log_ref, p.version, p.ordinal, p.start, p."end", p.text'
_FROM_WORDS = "words CROSS JOIN passages p ON p.id=words.rowid"  # in this order: only the passages with the words
_SAYS = "(has_phrase(p.text, ?) OR has_phrase(p.title, ?))"  # the words index knows stems only, see `index.phrases`
_GRADE_PARTS = ("source", "intelligence", "handling")


def _where(filters: Filters) -> tuple[str, list[str]]:
    """The filters as SQL conditions on `logs`, each beginning with AND, and their values; what is out is left out."""
    parts: list[str] = [IN_SEARCH]
    values: list[str] = []
    about = [("day_to>=?", filters.date_from), ("day_from<=?", filters.date_to)]
    reported = [("substr(reported_at,1,10)>=?", filters.date_from), ("substr(reported_at,1,10)<=?", filters.date_to)]
    windows = [[(sql, day) for sql, day in window if day] for window in (about, reported)[: 1 + filters.widely]]
    if any(windows):
        parts.append("(" + " OR ".join("(" + " AND ".join(sql for sql, _ in w) + ")" for w in windows) + ")")
        values.extend(day for window in windows for _, day in window)
    for column, wanted in (("theme", filters.themes), ("force", filters.forces), ("log_ref", filters.refs)):
        if wanted:
            parts.append(f"{column} IN ({','.join('?' * len(wanted))})")
            values.extend(wanted)
    if filters.places:
        saying = f"log_ref IN (SELECT p.log_ref FROM {_FROM_WORDS} WHERE words MATCH ? AND {_SAYS})"
        parts.append("(" + " OR ".join([saying] * len(filters.places)) + ")")
        values.extend(value for place in filters.places for value in (words_query(place), place, place))
    if filters.grades:
        wanted_codes = [list(zip(_GRADE_PARTS, grade.split("/"), strict=True)) for grade in filters.grades]
        given = [[(part, code) for part, code in codes if code != "*"] for codes in wanted_codes]
        alternatives = (" AND ".join(f"json_extract(grade,'$.{part}')=?" for part, _ in codes) for codes in given)
        parts.append("(" + " OR ".join(f"({conditions})" for conditions in alternatives) + ")")
        values.extend(code for codes in given for _, code in codes)
    return "".join(f" AND {part}" for part in parts), values


_LOG_COLUMNS = (
    "log_ref, version, live, fingerprint, title, text, mentions, title_mentions, reported_at, event_from, event_to,"
    " day_from, day_to, grade, handling_conditions, marking, force, provenance, theme, attributes"
)


def _log_row(log: RedactedLog, fingerprint: bytes) -> tuple[Any, ...]:
    day_from = log.first_day
    day_to = log.last_day
    return (
        log.log_ref, log.version, 1, fingerprint, log.title, log.text,
        json.dumps([asdict(m) for m in log.mentions]), json.dumps([asdict(m) for m in log.title_mentions]),
        log.reported_at, log.event_from, log.event_to, day_from, day_to,
        json.dumps(asdict(log.grade)) if log.grade else None,
        log.handling_conditions, log.marking, log.force, log.provenance, log.theme, _attributes(log),
    )  # fmt: skip


_TEXT_COLUMNS = (
    "title", "text", "mentions", "title_mentions", "handling_conditions", "provenance", "force", "theme", "attributes",
)  # fmt: skip


def _text_values(log: RedactedLog) -> tuple[str, ...]:
    """What redaction may change of a log, in the order of `_TEXT_COLUMNS`."""
    return (
        log.title, log.text, json.dumps([asdict(m) for m in log.mentions]),
        json.dumps([asdict(m) for m in log.title_mentions]), log.handling_conditions, log.provenance, log.force,
        log.theme, _attributes(log),
    )  # fmt: skip


def _attributes(log: RedactedLog) -> str:
    return json.dumps(dict(log.attributes), ensure_ascii=False)  # as written, so that the words index knows them


def _mention_rows(log: RedactedLog) -> list[tuple[str, str, int]]:
    """Every token of every field: a token in a title or an attribute is held by the log like one in its text."""
    fields = (
        log.title,
        log.text,
        log.handling_conditions,
        log.provenance,
        log.force,
        log.theme,
        *log.attributes.values(),
    )
    return [(token, log.log_ref, log.version) for token in sorted(identities_in(*fields))]


def _log(row: sqlite3.Row) -> RedactedLog:
    def mentions(column: str) -> tuple[Mention, ...]:
        return tuple(Mention(**m) for m in json.loads(row[column]))

    attributes: Mapping[str, str] = json.loads(row["attributes"])
    return RedactedLog(
        row["log_ref"], row["title"], row["text"], mentions("mentions"), row["reported_at"], row["event_from"],
        row["event_to"],
        Grade(**json.loads(row["grade"])) if row["grade"] else None, row["handling_conditions"], row["marking"],
        row["force"],
        row["provenance"], row["theme"], attributes, mentions("title_mentions"), row["version"],
    )  # fmt: skip


def _index_anew(db: sqlite3.Connection) -> None:
    """Make both words indexes from what the tables hold.

    Merging them is not enough: a word whose rows are gone may stay in an index of one segment, which nothing merges.
    """
    for index in ("words", "said"):
        db.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
