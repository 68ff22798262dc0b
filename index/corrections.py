"""Corrections: a log that says it corrects, withdraws or contradicts another -> the other, by its reference or its day.

Nothing is changed by what a log says: the two are linked, and shown side by side, and a person decides.
"""

import re
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.clearance import Clearance
from index.database import Database
from index.day_names import DayName, names
from index.labels import Labels
from index.records import RedactedLog
from index.redaction.tokens import masked
from index.sentences import sentence_spans

SCHEMA = """
CREATE TABLE corrections( -- as written: whether a log of that reference is held is asked when it is read
    said_in TEXT NOT NULL, newer TEXT NOT NULL, older TEXT NOT NULL, -- references; older is "" where a day is named
    first_day TEXT NOT NULL, last_day TEXT NOT NULL, -- of the log that is corrected; "" where it is named
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, -- the sentence in the text of `said_in`; 0, 0 for its title
    disagrees INTEGER NOT NULL DEFAULT 0, -- 1 where the one only contradicts the other, and neither is put right
    PRIMARY KEY(said_in, newer, older, first_day)) WITHOUT ROWID;
CREATE INDEX corrections_older ON corrections(older);
CREATE INDEX corrections_newer ON corrections(newer);
CREATE INDEX corrections_day ON corrections(first_day) WHERE older='';
"""
# A store made before logs were linked that only contradict each other.
UPGRADE = "ALTER TABLE corrections ADD COLUMN disagrees INTEGER NOT NULL DEFAULT 0;"
MOST = 20  # links of one log; a log that lists more corrects nothing in particular
_FEW = 4  # days that a name of a day may span to name a log: "12 May", not "May"

_THIS = r"(?:this|the (?:present|following)|i|we|please)\b[\w ,]{0,40}?"
_LOG = r"(?:logs?|reports?|entry|entries|submissions?|intelligence|intel|information|assessments?|record)"
_ACTIVE = (
    r"(?:corrects?|correcting|amends?|amending|supersedes?|superseding|replaces?|replacing|cancels?|retracts?|"
    r"withdraws?|disregards?|ignores?|overrides?)"
)
_WRONG = (
    r"(?:(?:was|is|were|are|has been|have been|proved|turned out)(?: to be)? (?:\w+ ){0,2}?"
    r"(?:wrong|incorrect|inaccurate|mistaken|in error|an error|a mistake|untrue|not correct|not right)"
    r"|(?:was |were |is |are )?(?:a )?misread|should (?:read|end|say|state|have (?:read|ended|said|been))"
    r"|is (?:hereby )?(?:withdrawn|corrected|amended|retracted|cancelled))"
)
# What stands before the name of the log that is corrected, and what stands behind it.
_BEFORE = re.compile(
    rf"(?:\b(?:corrections?|corrigendum|erratum|amendments?|retraction)\b"
    rf"|(?:^\W*|\b{_THIS}){_ACTIVE}\b|\b(?:in place of|instead of|replacement for)\b)",
    re.IGNORECASE,
)
_BEHIND = re.compile(_WRONG, re.IGNORECASE)
# A log that is headed as a correction names what it corrects at the beginning of a sentence: "Also ref 0012: ...".
_HEADING = (
    r"(?:corrections?\b(?! (?:officer|unit|facility|centre|staff))|(?:corrigendum|erratum|retraction)\b"
    r"|(?<![\w ])amend(?:ments?|ed)\b(?=\s*(?:[:.(–-]|$|to\b)))"
)
_HEADED_TITLE = re.compile(
    rf"(?!.{{0,60}}\b(?:no|not|without|nothing)\b[\w ]{{0,20}}\b{_HEADING})(?:.{{0,60}}\W)?{_HEADING}", re.IGNORECASE
)
_HEADED_TEXT = re.compile(
    rf"(?!(?:\w+ ){{0,3}}(?:no|not|without|nothing)\b)\W*+(?:\w+ ){{0,3}}{_HEADING}"
    r"\s*(?:[–:.(-]|$|(?:to|of|re|for|on|ref)\b)",
    re.IGNORECASE,
)
_HEADS = re.compile(
    r"\W*+(?:(?:also|and|then|pls|please) (?:note )?)?"
    r"(?:(?:with )?(?:ref(?:erence)?|re|further|regarding|following|update)\b[.:]?(?: to\b)?"
    rf"|(?:the |my |our )?(?:earlier |previous |above )?(?:{_LOG}|reporting)\b)[\s(:]*+(?:{_LOG}\s+)?",
    re.IGNORECASE,
)
_LONGEST_HEAD = 100  # characters
_BE = r"(?:(?:is|was|are|has|have|been|also) )"
_STANDS = re.compile(
    rf"\W*+(?:{_BE}{{0,3}}(?:confirms|stands?|supports|agrees?|not (?:affected|changed)|no change|unchanged|remains?)\b"
    rf"|{_BE}{{1,3}}(?:confirmed|correct|right)\b)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*[:–-]")  # what stands behind a reference with which a sentence under such a heading begins
_CONTRARY = re.compile(
    r"\b(?:contrary to|contradict(?:s|ed|ing)?|in contradiction (?:to|with)|conflict(?:s|ed|ing)? with|in conflict with"
    r"|at odds with|disagree(?:s|d)? with|inconsistent with|differ(?:s|ed)? from"
    r"|not (?:consistent|sit|fit|square|tally|agree|match)(?: with)?"
    r"|n['’]t (?:sit|fit|square|tally|agree|match)(?: with)?|sa(?:y|ys|id) otherwise)\b",
    re.IGNORECASE,
)
# What may stand between these words and a reference: what is said in a log, and other references.
_LEADING = re.compile(
    r"[\s(,:]*+(?:(?:with|what|that|which|was|is|were|the|an?|any|all|both|earlier|previous(?:ly)?|above|account|version"
    rf"|{_LOG}|reporting|reported|submitted|said|stated|told|recorded|given|in|from|of|see|our|my|his|her|their|and|or"
    r"|ref(?:erence)?|number|\S*\d[\w/-]*+)(?!\w)[\s(,:]*+)*+",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:contradict(?:s|ed)|disagree(?:s|d)|sa(?:ys|id) (?:otherwise|the opposite))\b", re.IGNORECASE
)
_NONE = re.compile(
    r"\b(?:no|never|nor|neither|none|without|nothing)\b(?:(?! (?:which|and|but|this) )[\w ]){0,50}$"
    r"|(?:\bnot|n['’]t)\b(?:(?! (?:which|and|but|this) )[\w ]){0,20}$",
    re.IGNORECASE,
)
# What stands between a reference and the words of a contradiction where it is that log which contradicts.
_SUBJECT = re.compile(
    r"\s+(?:(?:is|was|has|have|also|does|directly|clearly) ){0,3}(?:contradict|conflict|disagree|differ|sa)\w+.*",
    re.IGNORECASE | re.DOTALL,
)
_BY = re.compile(rf"\b(?:superseded|corrected|replaced|amended|withdrawn|cancelled) by\b(?: {_LOG})?\W*", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|nor|without|nothing)\b|n['’]t\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:no|not|never|nor|without|nothing)\b[\w ]{0,20}$|n['’]t\b[\w ]{0,20}$", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<![\w/-])(?=[\w/.-]*\d)[A-Za-z0-9][\w]*(?:[/.-]\w+)*")
_LOG_OF = re.compile(
    rf"\b{_LOG}(?: \w+)?,? (?:of|from|dated|on|for|made on|submitted on|put in on)(?: the)? $", re.IGNORECASE
)
_SHORTEST = 3  # characters of a reference
_FAR = 1 << 40  # characters
_NEAR = 60  # characters between the words of a correction and what is corrected


@dataclass(frozen=True, slots=True)
class Correction:
    """That a log is corrected by a newer one. start, end: the sentence that says so in `said_in`; 0, 0: its title.

    disagrees: it only contradicts the other; neither is put right.
    """

    said_in: str
    newer: str
    older: str
    start: int
    end: int
    disagrees: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of a correction: the other log by a reference, or by the days it is of."""

    reference: str
    days: tuple[str, str]
    start: int
    end: int
    inverse: bool = False  # the other log corrects the one that says so
    disagrees: bool = False  # it contradicts the other, and does not say which is right


class Corrections:
    """The corrections that the newest versions of a catalogue's logs tell of."""

    def __init__(self, file: Database, labels: Labels) -> None:
        self._file = file
        self._labels = labels

    def enter(self, db: sqlite3.Connection, log: RedactedLog) -> None:
        """Note what the newest version of a log corrects, in the transaction that stores it."""
        self.leave(db, log.log_ref)
        for said in sorted(said_by(log), key=lambda said: said.disagrees)[:MOST]:  # to correct says more
            for spelt in dict.fromkeys((said.reference, said.reference.upper())):  # only one that is held counts
                newer, older = (spelt, log.log_ref) if said.inverse else (log.log_ref, spelt)
                row = (log.log_ref, newer, older, *said.days, said.start, said.end, said.disagrees)
                db.execute("INSERT OR IGNORE INTO corrections VALUES (?,?,?,?,?,?,?,?)", row)

    def leave(self, db: sqlite3.Connection, log_ref: str) -> None:
        """Forget what a log said."""
        db.execute("DELETE FROM corrections WHERE said_in=?", (log_ref,))

    def of(self, log_refs: Sequence[str], clearance: Clearance) -> list[Correction]:
        """The corrections between logs inside a clearance that one of these is part of, each once, by newer, then older
        reference.
        """
        found: dict[tuple[str, str], Correction] = {}
        for ref in dict.fromkeys(log_refs):
            for row in (*self._named(ref, clearance), *self._dated(ref, clearance)):
                key = (row.newer, row.older)
                if key not in found or found[key].disagrees:  # one of the two may say that it corrects
                    found[key] = row
        return [found[key] for key in sorted(found)]

    # -- inside -------------------------------------------------------------------------------------------------------

    def _named(self, ref: str, clearance: Clearance) -> Iterator[Correction]:
        newer, older = (self._labels.condition(clearance, log=log) for log in ("n.", "o."))
        sql = (
            f"SELECT c.* FROM corrections c JOIN logs n ON n.log_ref=c.newer AND n.live=1{newer}"
            f" JOIN logs o ON o.log_ref=c.older AND o.live=1{older}"
        )
        for column in ("newer", "older"):
            for row in self._file.connection.execute(f"{sql} WHERE c.{column}=? AND c.newer<>c.older", (ref,)):
                yield _correction(row, row["older"])

    def _dated(self, ref: str, clearance: Clearance) -> Iterator[Correction]:
        """Corrections of "the log of 12 May", where it is clear which one that is."""
        db, permitted = self._file.connection, self._labels.condition(clearance)
        sql = f"SELECT reported_at, day_from, day_to FROM logs WHERE log_ref=? AND live=1{permitted}"
        log = db.execute(sql, (ref,)).fetchone()
        if log is None:
            return
        rows = db.execute("SELECT * FROM corrections WHERE said_in=? AND older=''", (ref,)).fetchall()
        for first, last in {(log["reported_at"][:10],) * 2, (log["day_from"], log["day_to"])}:
            sql = (
                "SELECT * FROM corrections WHERE older=''"
                f" AND first_day BETWEEN date(?, '-{_FEW} days') AND ? AND last_day>=?"
            )
            rows += db.execute(sql, (first, last, first)).fetchall()
        for row in rows:
            older = self._of_days(row, clearance)
            if older and ref in (row["newer"], older):
                yield _correction(row, older)

    def _of_days(self, row: sqlite3.Row, clearance: Clearance) -> str | None:
        """The one earlier log of the days that a correction names with whose identities it has most in common.

        Only logs inside the clearance count: others can neither be meant nor make it unclear which one is.
        """
        db, permitted = self._file.connection, self._labels.condition(clearance)
        sql = f"SELECT reported_at FROM logs WHERE log_ref=? AND live=1{permitted}"
        newer = db.execute(sql, (row["newer"],)).fetchone()
        if newer is None:
            return None
        days = (row["first_day"], row["last_day"])
        sql = (
            "SELECT l.log_ref, count(m.token) AS common FROM logs l LEFT JOIN mentions m ON m.log_ref=l.log_ref"
            " AND m.version=l.version AND m.token IN"
            " (SELECT t.token FROM mentions t JOIN logs s USING(log_ref, version) WHERE t.log_ref=? AND s.live=1)"
            f" WHERE l.live=1{self._labels.condition(clearance, log='l.')} AND l.log_ref<>? AND l.reported_at<=? AND"
            " (substr(l.reported_at,1,10) BETWEEN ? AND ? OR (l.day_from<=? AND l.day_to>=?))"
            " GROUP BY l.log_ref ORDER BY common DESC, l.log_ref LIMIT 2"
        )
        values = (row["newer"], row["newer"], newer["reported_at"], *days, days[1], days[0])
        found = db.execute(sql, values).fetchall()
        if not found or not found[0]["common"]:
            return None
        if len(found) > 1 and found[1]["common"] == found[0]["common"]:
            return None
        return str(found[0]["log_ref"])


def said_by(log: RedactedLog) -> Iterator[Said]:
    """What a log says it corrects or contradicts, title first, then sentence by sentence."""
    on = date.fromisoformat(log.reported_at[:10])
    spans = sentence_spans(log.text)
    begin = log.text[slice(*spans[0])] if spans else ""
    headed = bool(_HEADED_TITLE.match(log.title) or _HEADED_TEXT.match(begin))
    begins = False  # "CORRECTION." as a sentence of its own says it of the next one
    for start, end, sentence in ((0, 0, log.title), *((a, b, log.text[a:b]) for a, b in spans)):
        heading = bool(_BEFORE.search(sentence)) and len(sentence.split()) <= 3
        heading = heading and not (_DENIED.search(sentence) or _REFERENCE.search(sentence))
        yield from _in_sentence(sentence, start, end, on, log.log_ref, told=begins, headed=headed)
        begins = heading


def _spelt(match: re.Match[str]) -> str:
    return match.group().rstrip(".-/_")


def _may_be_log(match: re.Match[str], own: str, days: Sequence[DayName]) -> bool:
    is_day = any(match.start() < name.end and name.start < match.end() for name in days)
    return not is_day and len(_spelt(match)) >= _SHORTEST and _spelt(match).casefold() != own.casefold()


def _is_said_of(text: str, end: int, cue: re.Match[str]) -> bool:
    """Whether the words of a contradiction have the reference that ends there for a subject."""
    return 0 <= cue.start() - end <= _NEAR and bool(_SUBJECT.fullmatch(text, end, cue.end()))


def _names_other(text: str, cue: re.Match[str], references: Sequence[re.Match[str]]) -> bool:
    """Whether what is contradicted is a log that is named behind: then that one and this are not at odds."""
    following = next((r for r in references if r.start() >= cue.end()), None)
    near = following is not None and following.start() - cue.end() <= _NEAR // 2
    return near and following is not None and bool(_LEADING.fullmatch(text, cue.end(), following.start()))


def _denied(cues: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
    return bool(cues.search(text, max(0, match.start() - _NEAR), match.start()))


def _last(places: Sequence[int], at: int) -> int:
    """The last of these places, which are in order, that is not behind one; none is far away."""
    found = bisect_right(places, at)
    return places[found - 1] if found else -_FAR


def _next(places: Sequence[int], at: int) -> int:
    """The first of them that is not before one."""
    found = bisect_left(places, at)
    return places[found] if found < len(places) else _FAR


def _correction(row: sqlite3.Row, older: str) -> Correction:
    return Correction(row["said_in"], row["newer"], older, row["start"], row["end"], bool(row["disagrees"]))


def _in_sentence(
    sentence: str, start: int, end: int, on: date, own: str, *, told: bool, headed: bool
) -> Iterator[Said]:
    """told: what stands before says that this sentence corrects; headed: its log is headed as a correction."""
    text = masked(sentence)
    if not (told or headed or any(cue.search(text) for cue in (_BY, _BEFORE, _BEHIND, _CONTRARY, _OTHERWISE))):
        return
    by = {match.end() for match in _BY.finditer(text) if not _denied(_NOT, text, match)}
    before = [
        match.end()
        for match in _BEFORE.finditer(text)
        if not (_denied(_NOT, text, match) or _DENIED.search(match.group()))
    ]
    before = [0, *before] if told else before
    behind = [match.start() for match in _BEHIND.finditer(text)]
    named_days = names(text, on)
    references = [match for match in _REFERENCE.finditer(text) if _may_be_log(match, own, named_days)]
    ends = [match.end() for match in references]
    # What stands right behind a reference is said of that log, not of this one.
    contrary = [
        match.end()
        for match in _CONTRARY.finditer(text)
        if not (_denied(_NONE, text, match) or _is_said_of(text, _last(ends, match.start()), match))
    ]
    otherwise = [
        match.start()
        for match in _OTHERWISE.finditer(text)
        if not (_denied(_NONE, text, match) or _names_other(text, match, references))
    ]

    def is_corrected(first: int, last: int) -> bool:
        led = first - _last(before, first) <= _NEAR
        followed = _next(behind, last) - last <= _NEAR // 2
        begin = text[:first] if headed and first <= _LONGEST_HEAD else None
        bare = begin is not None and not begin.strip(" (") and bool(_ALONE.match(text, last))
        heads = begin is not None and (bare or bool(_HEADS.fullmatch(begin)))
        return led or followed or (heads and not _STANDS.match(text, last))

    def is_contradicted(first: int, last: int) -> bool:
        cue = _last(contrary, first)
        led = first - cue <= _NEAR and bool(_LEADING.fullmatch(text, cue, first)) and not _STANDS.match(text, last)
        return led or _next(otherwise, last) - last <= 1

    for match in references:
        reference = _spelt(match)
        if match.start() in by:
            yield Said(reference, ("", ""), start, end, inverse=True)
        elif is_corrected(*match.span()):
            yield Said(reference, ("", ""), start, end)
        elif is_contradicted(*match.span()):
            yield Said(reference, ("", ""), start, end, disagrees=True)
    for name in named_days:
        first, last = name.days(on)
        certain = not (name.impossible or name.is_word) and (last - first).days < _FEW and first <= on
        if (
            certain
            and _LOG_OF.search(text, max(0, name.start - _NEAR), name.start)
            and is_corrected(name.start, name.end)
        ):
            yield Said("", (first.isoformat(), last.isoformat()), start, end)
