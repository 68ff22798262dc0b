"""Names of people: the words of a text and a model's labels for them -> candidates with the evidence for each.

A candidate is a run of capitalised words, or of words that a cue such as "aka", a rank or a title announces. Some
evidence is certain by itself (a title, a collar number). Other evidence has a weight; the sum, to which the other texts
of the batch add what they know about the same words (`index.redaction.known`), decides. Places and firms are candidates
too, so that they can win; they are then left readable.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.redaction import lists
from index.redaction.places import towns
from index.redaction.tokens import fold
from index.redaction.types import EntityType as T
from index.redaction.words import Lexicon, Word

# What each piece of evidence adds to the log-odds of a person: a logistic regression on the invented logs of three
# forces, rounded. Evidence that came out near nothing was dropped.
WEIGHTS: Mapping[str, float] = {
    "unknown several": 1.3, "ordinary": -1.0, "common": -0.9, "opens": -0.5, "shouted": -0.4, "quiet": -0.6,
    "label PERSON": 0.5, "label GPE": -0.6, "label ORG": -0.3, "no label": -0.7,
    "kept end": -3.4, "kept inside": -1.8, "kept start": -0.7, "name-like end": -0.6, "acronym": -1.5, "town": -1.3,
    "Forename SURNAME": 0.6, "initial": 0.8, "quoted": 1.5, "equals": 1.0, "in brackets": 0.7, "field": 0.5,
    "beside name": 0.2, "before verb": 1.0, "after place preposition": -2.0, "after from or to": -0.8,
    "after article": -0.9,
    "after address": -1.1, "after age": -0.8, "before address": -0.3, "before postcode": -1.0, "before kept word": -0.5,
    "ampersand": -0.5, "speaks": -0.8,
}  # fmt: skip
_OF_FORM = frozenset({"unknown several", "ordinary", "opens", "shouted", "quiet", "no label", "acronym", "initial"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of words that may name somebody. `certain` needs no sum of evidence."""

    start: int
    end: int
    type: T
    certain: bool
    parts: tuple[str, ...]  # its name words, in lower case, without titles and ranks
    evidence: frozenset[str] = frozenset()

    @property
    def weight(self) -> float:
        """The sum of the evidence: above 0 for a person, below for something else."""
        return sum(WEIGHTS[e] for e in self.evidence)

    @property
    def context(self) -> float:
        """The part of the evidence that says something of the same words elsewhere, too."""
        return sum(WEIGHTS[e] for e in self.evidence - _OF_FORM)


def find_candidates(
    text: str, words: Sequence[Word], labels: Mapping[int, str], lexicon: Lexicon, *, taken: Collection[int] = ()
) -> list[Candidate]:
    """Every candidate of a text.

    labels: the model's label of a word, by the word's index. taken: indices of words that are part of an identifier or
    an address, and so are no names.
    """
    reader = _Reader(text, words, labels, lexicon, frozenset(taken))
    return [
        *_listed(text, list(reader.runs())),
        *reader.quoted(),
        *reader.announced(),
        *_nicknamed(text),
        *_collars(text),
    ]


def _listed(text: str, runs: Sequence[Candidate]) -> Iterator[Candidate]:
    """The runs, with the evidence of standing in a list beside a certain name."""
    sure = {i for i, c in enumerate(runs) if c.certain}
    aliases = {i for i, c in enumerate(runs) if c.certain and c.type == T.ALIAS}
    for i, candidate in enumerate(runs):
        beside = any(
            j in sure and _LIST_GAP.fullmatch(text, runs[min(i, j)].end, runs[max(i, j)].start)
            for j in (i - 1, i + 1)
            if 0 <= j < len(runs)
        )
        if beside and not candidate.certain:
            candidate = replace(candidate, evidence=candidate.evidence | {"beside name"})
            if not candidate.evidence & {"kept end", "town", "before kept word"}:
                sure.add(i)
                if i - 1 in aliases:  # "aka Dre, Shibs and Coins"
                    aliases.add(i)
                    candidate = replace(candidate, type=T.ALIAS, certain=True)
        yield candidate


def _nicknamed(text: str) -> Iterator[Candidate]:
    """Full names with a nickname in the middle: Dominic "Dom" Ellery."""
    for match in _NICKNAMED.finditer(text):
        parts = tuple(p.lower() for p in re.findall(r"[^\W\d_]{2,}", match.group()))
        yield Candidate(match.start(), match.end(), T.PERSON, True, parts)


def _collars(text: str) -> Iterator[Candidate]:
    """Collar numbers: after a rank, with a force's letters, or alone in the last line."""
    for match in _COLLARS.finditer(text):
        yield Candidate(match.start(), match.end(), T.OFFICER, True, ())
    start, end = text.rfind("\n", 0, len(text.rstrip())) + 1, len(text.rstrip())
    if start and (alone := _COLLAR_LINE.fullmatch(text, start, end)):
        yield Candidate(alone.start("id"), end, T.OFFICER, True, ())
    for match in _FORCE_COLLAR.finditer(text):
        if match[1].upper() not in lists.UNITS:
            yield Candidate(match.start(), match.end(), T.OFFICER, True, ())


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    words: Sequence[Word]
    labels: Mapping[int, str]
    lexicon: Lexicon
    taken: frozenset[int]

    # -- runs of capitalised words --------------------------------------------------------------------------------

    def runs(self) -> Iterator[Candidate]:
        at = 0
        while at < len(self.words):
            end = self._run_end(at)
            if end > at:
                yield self._judged(at, end)
            at = max(end, at + 1)

    def _run_end(self, start: int) -> int:
        """The index after the run of name words that starts at `start`; `start` when none does."""
        if not self._nameable(start):
            return start
        end = start + 1
        while end < len(self.words):
            ahead = end
            while (
                ahead < min(end + 3, len(self.words) - 1)
                and self.words[ahead].lower in lists.PARTICLES
                and self.words[ahead].gap == " "
            ):
                ahead += 1
            if (
                not self._nameable(ahead)
                or not self._continues(end - 1, end)
                or (ahead > end and self.words[ahead].gap != " ")
            ):
                break
            end = ahead + 1
        return end

    def _nameable(self, at: int) -> bool:
        word, lower = self.words[at], self.words[at].lower
        if at in self.taken or word.number or any(c.isdigit() for c in word.text) or "_" in word.text:
            return False
        if (
            (lower in lists.THINGS and lower not in lists.FORENAMES_TOO)
            or lower in lists.RANKS
            or lower in lists.TITLES
        ):
            return False
        if self._inside_town(at):
            return False
        if word.shouted:
            return self._after_title(at) or (not self.lexicon.ordinary(lower) and len(lower) > 2)
        if word.quiet and not word.capital:
            return not self.lexicon.ordinary(lower) and len(lower) > 3
        if not word.capital:
            return False
        if lower in lists.FORENAMES_TOO:
            return self._forename(at)
        if lower in lists.STARTERS or lower in lists.ROLES or lower in lists.OFFICES:
            return False
        return not (word.opens and self.lexicon.common(lower)) or self.labels.get(at) == "PERSON"

    def _inside_town(self, at: int) -> bool:
        """Whether the word is one half of a town with a possessive, "King's Lynn"."""
        words = self.words
        return any(
            words[i].gap in ("'s ", "’s ", "'S ") and fold(f"{words[i - 1].text}'s {words[i].text}") in towns()
            for i in (at, at + 1)
            if 0 < i < len(words)
        )

    def _forename(self, at: int) -> bool:
        """Whether "Will", "May", "June" is a name here: a surname follows, or it is a Will inside a sentence."""
        word, ahead = self.words[at], self.words[at + 1] if at + 1 < len(self.words) else None
        if ahead and ahead.gap == " " and ahead.capital and not ahead.number and not self.lexicon.common(ahead.lower):
            return True
        return (word.lower == "will" and not word.opens) or self.labels.get(at) == "PERSON"

    def _after_title(self, at: int) -> bool:
        return at > 0 and self.words[at - 1].lower in _TITLES_AND_RANKS

    def _continues(self, before: int, at: int) -> bool:
        """Whether the gap before `at` is one inside a name: a space, an initial's point, SURNAME comma Forename."""
        gap, previous = self.words[at].gap, self.words[before]
        if gap == ". ":
            return len(previous.text) == 1 or previous.lower in ("wm", "jas", "st")
        if gap == ", ":
            return (
                previous.text.isupper()
                and len(previous.text) > 2
                and not previous.shouted
                and not self.words[at].text.isupper()
            )
        return gap in (" ", "  ")

    def _judged(self, start: int, end: int) -> Candidate:
        """The candidate of words start..end, with the title, rank or collar number beside it."""
        words = self.words
        evidence = frozenset(self._evidence(start, end))
        kept = "kept end" in evidence
        first, last, kind, certain = self._announced_by(start, end, evidence)
        if end < len(words) and _COLLAR.fullmatch(words[end].text) and words[end].gap in (" ", ", ", "  "):
            if kind == T.OFFICER or (
                len(words[end].text) > 2 and self._line_end(end + 1) and self._signs(first, end + 1)
            ):
                last, kind, certain = end + 1, T.OFFICER, True
        elif (
            start
            and first == start
            and _LONG_COLLAR.fullmatch(words[start - 1].text)
            and words[start].gap in (" ", " / ")
            and self._line_end(end)
        ):
            first, kind, certain = start - 1, T.OFFICER, True
        if not certain and not kept and self._signs(first, last) and last == len(words) and "acronym" not in evidence:
            kind, certain = T.OFFICER, "ordinary" not in evidence or self._own_line(first) or "label PERSON" in evidence
        if not certain and not kept:
            certain = bool(_PERSON_AFTER.match(self.text, words[end - 1].end)) and "town" not in evidence
        if words[start].gap.endswith("] ") and self.text[words[end - 1].end : words[end - 1].end + 2] == ": ":
            kind, certain = T.ALIAS, True  # a line of a chat
        bracketed = (
            start and words[start].gap == " (" and self.text[words[end - 1].end :][:1] == ")" and end == start + 1
        )
        if bracketed and self._nameable(start - 1) and not kept and "town" not in evidence:
            kind, certain = T.ALIAS, True  # Ola Zantor (Zee)
        parts = tuple(w.lower for w in words[start:end] if w.lower not in lists.PARTICLES and len(w.text) > 1)
        return Candidate(self._with_prefix(first), words[last - 1].end, kind, certain, parts, evidence)

    def _announced_by(self, start: int, end: int, evidence: frozenset[str]) -> tuple[int, int, T, bool]:
        """What the words before the run make of it: its first and last word, its type, and whether it is certain."""
        words = self.words
        if not start:
            return start, end, T.PERSON, False
        gap = words[start].gap
        numbered = (
            start > 1
            and _COLLAR.fullmatch(words[start - 1].text)
            and words[start - 1].gap in (" ", ". ")
            and gap in (" ", "  ")
        )
        before = start - 2 if numbered else start - 1
        if self._is_rank(before) and gap in (" ", ". ", "  "):
            return before, end, T.OFFICER, True
        cue = words[start - 1].lower
        if cue in lists.TITLES and gap in (" ", ". ", "  "):
            return start - 1, end, T.PERSON, True
        if gap in _CUE_GAPS:
            placed = evidence & {"kept end", "town", "before postcode", "acronym"}
            if cue in lists.OFFICES and not placed:
                return start, end, T.OFFICER, gap != ", " or "label PERSON" in evidence
            if cue in lists.HONORIFICS and gap == " " and (words[start - 1].capital or words[start].quiet):
                return start - 1, end, T.ALIAS, not placed
            if cue in ("uncle", "auntie", "aunty") and gap == " ":
                return start - 1, end, T.ALIAS, True
            if self._alias_cue(start - 1) and "kept end" not in evidence:
                return start, end, T.ALIAS, True
            if cue in lists.ROLES and not placed:
                return (
                    start,
                    end,
                    T.ALIAS if cue in ("called", "named") else T.PERSON,
                    gap != ", " or "unknown several" in evidence,
                )
        return start, end, T.PERSON, False

    def _is_rank(self, at: int) -> bool:
        word = self.words[at]
        return word.lower in lists.RANKS and (word.capital or word.lower in ("pc", "pcso", "dc", "sgt", "insp"))

    def _with_prefix(self, first: int) -> int:
        """The place where the candidate starts, an acting or temporary rank's "A/" included."""
        start = self.words[first].start
        return start - 2 if re.fullmatch(r"[ATDatd]/", self.text[max(0, start - 2) : start]) else start

    def _alias_cue(self, at: int) -> bool:
        return bool(_ALIAS_CUE.search(" ".join(w.lower for w in self.words[max(0, at - 2) : at + 1])))

    def _line_end(self, at: int) -> bool:
        return at >= len(self.words) or "\n" in self.words[at].gap

    def _own_line(self, first: int) -> bool:
        return "\n" in self.words[first].gap

    def _signs(self, first: int, last: int) -> bool:
        """Whether the words first..last are a sentence of their own after others, as a signature is."""
        return first > 0 and last - first <= 4 and bool(re.search(r"[.!?\"”)~][ \n]+$|\n[ -]*$", self.words[first].gap))

    # -- evidence -------------------------------------------------------------------------------------------------

    def _evidence(self, start: int, end: int) -> Iterator[str]:
        words = self.words[start:end]
        unknown = sum(not self.lexicon.ordinary(w.lower) for w in words)
        if not unknown:
            yield "ordinary"
        elif len(words) > 1:
            yield "unknown several"
        if all(self.lexicon.common(w.lower) for w in words):
            yield "common"
        if words[0].opens and len(words) == 1:
            yield "opens"
        if words[0].shouted:
            yield "shouted"
        if words[0].quiet and not words[0].capital:
            yield "quiet"
        yield from self._label_evidence(start, end)
        yield from self._form_evidence(start, end)
        yield from self._context_evidence(start, end)

    def _label_evidence(self, start: int, end: int) -> Iterator[str]:
        labels = [_LABELS.get(self.labels[i], "") for i in range(start, end) if i in self.labels]
        most = max(sorted(set(labels)), key=labels.count, default=None)
        if most is None:
            yield "no label"
        elif most:
            yield f"label {most}"

    def _form_evidence(self, start: int, end: int) -> Iterator[str]:
        words = self.words[start:end]
        last = words[-1].lower
        following = (
            self.words[end].lower
            if end < len(self.words) and self.words[end].gap == " " and self.words[end].capital
            else ""
        )
        if (
            _AND_SONS.match(self.text, words[-1].end)
            or following in _SURELY_KEPT_ENDS
            or (len(words) > 1 and last in _SURELY_KEPT_ENDS)
        ):
            yield "kept end"
        elif any(w.lower in _SURELY_KEPT_ENDS or (w.lower == "st" and w is not words[0]) for w in words):
            yield "kept inside"
        elif len(words) > 1 and last in lists.NAME_LIKE_ENDS:
            yield "name-like end"
        if words[0].lower in lists.KEPT_STARTS and len(words) > 1:
            yield "kept start"
        capitals = [w for w in words if w.text.isupper() and len(w.text) > 1 and not w.shouted]
        if len(words) == 1 and capitals and len(words[0].text) <= _ACRONYM:
            yield "acronym"
        if 0 < len(capitals) < len(words) and all(len(w.text) > 2 for w in capitals):
            yield "Forename SURNAME"
        if len(words) > 1 and len(words[0].text) == 1:
            yield "initial"
        if fold(" ".join(w.text for w in words)) in towns():
            yield "town"

    def _context_evidence(self, start: int, end: int) -> Iterator[str]:
        before = self.words[start - 1] if start else None
        gap = self.words[start].gap
        if before and gap == " ":
            if before.lower in lists.PLACE_PREPS:
                yield "after place preposition"
            if before.lower in ("the", "a", "an"):
                yield "after article"
            if before.lower in ("from", "to", "of", "till"):
                yield "after from or to"
        elif before and gap in (", ", " ") and start - 1 in self.taken:
            yield "after address"
        elif before and gap == ", " and before.number:
            yield "after age"
        if gap.endswith("("):
            yield "in brackets"
        if gap.endswith(" = "):
            yield "equals"
        here = self.words[end - 1].end
        if _EQUALS_AFTER.match(self.text, here):
            yield "equals"
        if self.text.startswith(" & ", here):
            yield "ampersand"
        if _POSTCODE_AFTER.match(self.text, here):
            yield "before postcode"
        if _KEPT_AFTER.match(self.text, here):
            yield "before kept word"
        if end < len(self.words) and self.words[end].gap == " " and self.words[end].lower in lists.PERSON_VERBS:
            yield "before verb"
        if gap.endswith(('"', "“")) and self.text[here : here + 1] in ('"', "”"):
            yield "quoted"
        if re.search(r"[\t|;][ ]?$", gap):
            yield "field"
        if self.text[here : here + 1] == ":":
            yield "speaks"
        if end in self.taken and self.words[end].gap in (", ", " (", "; "):
            yield "before address"

    # -- what is in quotation marks, and what a cue announces in lower case -----------------------------------------

    def quoted(self) -> Iterator[Candidate]:
        """Nicknames in quotation marks: up to four words that start with capitals, or any after a cue."""
        for match in _QUOTED.finditer(self.text):
            group = "double" if match["double"] else "single"
            parts = match[group].split()
            cued = bool(_QUOTE_CUE.search(self.text, max(0, match.start() - 24), match.start()))
            capital = all(p[0].isupper() or p.lower() in lists.PARTICLES for p in parts)
            speech = all(p.lower() in lists.STARTERS for p in parts) or (
                len(parts) > 2 and all(self.lexicon.ordinary(p) for p in parts)
            )
            kept = parts[-1].lower() in _SURELY_KEPT_ENDS or _KEPT_AFTER.match(self.text, match.end())
            if (cued or capital) and not speech and not kept and not any(p.lower() in lists.THINGS for p in parts):
                yield Candidate(match.start(group), match.end(group), T.ALIAS, True, tuple(p.lower() for p in parts))

    def announced(self) -> Iterator[Candidate]:
        """Names in lower case after a rank, a title or an alias cue: "pc aled prosser", "known as shibby"."""
        for at, word in enumerate(self.words[1:], 1):
            before = self.words[at - 1]
            if word.capital or word.number or at in self.taken or word.gap not in (" ", ": "):
                continue
            titled = before.lower in ("pc", "pcso", "dc", "mr", "mrs", "ms")
            if (
                not (titled or self._alias_cue(at - 1))
                or word.lower in lists.STARTERS
                or (self.lexicon.ordinary(word.lower) and not titled)
            ):
                continue
            end = at + 1
            while (
                end < min(at + 3, len(self.words))
                and self.words[end].gap == " "
                and not self.lexicon.ordinary(self.words[end].lower)
            ):
                end += 1
            kind = T.OFFICER if before.lower in lists.RANKS else T.PERSON if titled else T.ALIAS
            parts = tuple(w.lower for w in self.words[at:end] if not w.number)
            yield Candidate(self.words[at - 1 if titled else at].start, self.words[end - 1].end, kind, True, parts)


_SURELY_KEPT_ENDS = lists.KEPT_ENDS - lists.NAME_LIKE_ENDS
_TITLES_AND_RANKS = lists.TITLES | lists.RANKS
_ACRONYM = 4  # letters; capitals up to here are an abbreviation as often as a surname
_CUE_GAPS = frozenset((" ", ": ", ":", " (", ", ", " = ", "\t", " | ", " - ", " / ", ":  ", ' "', ': "'))
_COLLAR = re.compile(r"\d{1,5}[A-Za-z]{0,2}")
_LONG_COLLAR = re.compile(r"\d{3,5}[A-Za-z]{0,2}")
_RANKS = r"(?:(?:[ATDatd]/)?(?:PCSO|PC|TDC|DC|DS|DI|DCI|PS|Sgt|Insp|pcso|pc|dc|ps|sgt|insp|SGT|INSP)\b\.?)"
_COLLARS = re.compile(
    rf"\b{_RANKS} \d{{1,5}}[A-Za-z]{{0,2}}\b(?:(?: ?[&/,+] ?|"
    rf" and )\d{{3,5}}[A-Za-z]{{0,2}}\b)*|\bbadge\W{{1,3}}\d{{3,5}}\b"
)
_COLLAR_LINE = re.compile(r"\s*(?P<id>\d{3,5}[A-Z]{0,2})")
_FORCE_COLLAR = re.compile(r"(?<![\w/£.-])\d{3,4}([A-Z]{2})(?![\w/-])")
_AND_SONS = re.compile(r",? (?:&|and) (?:Sons?|Daughters?|Co|Bros|Brothers)\b", re.I)
_EQUALS_AFTER = re.compile(r" ?= ?[\"“]?[A-Z]")
_LIST_GAP = re.compile(r"(?:['’]s)?(?: ?\([^()\n]{1,20}\))?(?:, | and | & | ?/ ?|; | \+ |, and | or | n )")
_ALIAS_CUE = re.compile(
    r"\b(?:aka|alias|nicknamed|known as|goes by|answers to|answer to|calls himself|"
    r"calls herself|called|calls him|calls her|saved as|dubbed|"
    r"street name|nickname|called himself|call him|call her|knows as)$"
)
_PERSON_AFTER = re.compile(
    r"(?:['’]s)?(?:,? \(?(?:[1-9]\d)(?:\?|)(?=[),.;])|, \d(?=[;)])|,? \(?(?:dob\b|"
    r"d\.o\.b|born\b|b\. ?\d)|,? ?\(?\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}\b|"
    r",? \(?(?:19|20)\d\d-\d\d-\d\d| \([\"“]|,? \d{2} ?(?:yrs|yo)\b)",
    re.I,
)
_POSTCODE_AFTER = re.compile(r",? {0,2}\(?[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b")
_KEPT_AFTER = re.compile(
    r"[\"”’']?,? (?:line|brand|gang|crew|group|branch|road|street|estate|side|area|"
    r"quay|store|shop|market|operation|seafront|platform|station|"
    r"roundabout|rbt|junction|services|campus|customers|council)\b",
    re.I,
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’-]{1,20}"
_NICKNAMED = re.compile(rf"\b{_CAPITAL} [\"“(]{_CAPITAL}(?: {_CAPITAL})?[\"”)] {_CAPITAL}")
_QUOTED = re.compile(
    r"(?:[\"“](?P<double>[^\W\d_][\w'’.-]{0,20}(?: [^\W_][\w'’.-]{0,20}){0,3})[\"”]|"
    r"(?<!\w)['‘](?P<single>[^\W\d_][\w-]{1,20}(?: [^\W_][\w-]{0,20}){0,2})['’])(?!\w)"
)
_QUOTE_CUE = re.compile(
    r"(?:aka|alias|known as|knows as|nickname\w*|called|named|calls (?:him|her)|"
    r"himself|herself|goes by|answers to|saved as|saved|name|"
    r"street name)[\s:(]{1,3}$",
    re.I,
)
_LABELS = {"PERSON": "PERSON", "GPE": "GPE", "LOC": "GPE", "FAC": "GPE", "ORG": "ORG"}
