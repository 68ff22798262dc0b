"""Resolution: a question in a conversation -> the question read in full, from the redacted turns before it.

By rules alone, on redacted text: no language model is asked, and a wrong reading can be traced. What a question leaves
out is put in from the last question ("and his brother?", "what about May?", "no, the other [PERSON ...]"), from the
identities that the last answer quotes ("that number"), or, where no rule is sure, by reading the last question with it.
"Which of those" means the logs that the last answer cites.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.question import MAX_PREVIOUS, POINTS_BACK, refers_back
from assistant.referents import HIS, PEOPLE, PLACE, Limits, Referents, Turn, people_in, token_in
from assistant.support import content_words
from index.records import RedactedQuestion
from index.redaction.tokens import TOKEN, identity_of_token

NOBODY_ELSE = "No log mentions anybody else of that name."


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is searched for. `question` is the one that was asked where that stands alone."""

    question: RedactedQuestion
    among: tuple[str, ...] = ()  # references of the logs it is about, where it says so
    words: str = ""  # which say so
    notices: tuple[str, ...] = ()  # what the asker should know of the reading
    unsure: bool = False  # whether no rule was sure, and the question was read behind the last one; it may stand alone


def read(question: RedactedQuestion, before: Sequence[Turn], limits: Limits = lambda text: ()) -> Reading:
    """The question in full. before: the turns before it, oldest first; the last few count.

    What the last question was limited to goes on, in its words, unless the new one states a limit of the same kind.
    """
    turns = [turn for turn in before[-MAX_PREVIOUS:] if not turn.declined]
    return _Reader(question, turns, limits).read() if turns else Reading(question)


# -- how a follow-up begins -------------------------------------------------------------------------------------------

_TAKES_UP = re.compile(r"(?:(?:and|but|so|also|ok(?:ay)?|then|well|right|yes|thanks|please)\b[,. ]*)+", re.IGNORECASE)
_INSTEAD = re.compile(
    r"(?:(?:(?:what|how) about|what of|(?:and )?(?:the )?same (?:question )?(?:for|with)|(?:now )?try|or)\b[ ,:]*)",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"(?:(?:no+(?! (?:one|longer|further|more|logs?)\b)|nope|sorry|wrong|actually|not quite|my mistake"
    r"|i (?:meant?|said|was asking about))\b[ ,.;:!–—-]*)+"
    r"(?:not (?:him|her|them|that(?: one)?|it|those|this(?: one)?)\b[ ,.;:–—-]*)?(?:(?:but|i meant?)\b ?)*"
    r"|not (?:him|her|them|that(?: one)?|it|this(?: one)?)\b[ ,.;:–—-]+(?:but )?",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    r"not (?:the |a |an |in |on )?(?P<old>[^,;–—]+?)[ ]?[,;–—][ ]?(?:but )?(?P<new>.+)", re.IGNORECASE
)
_OTHER = re.compile(r"(?:the |an)?other (?:one|man|woman|person|(?P<token>\[[^\[\]]+\]))[ ?.!]*", re.IGNORECASE)
_WHOLE = re.compile(  # how what can stand as a question begins; anything else is a piece of one
    r"(?:who|whose|whom|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|should|tell|show|list|give|find|summari[sz]e|compare|explain|describe|trace"
    r"|any(?:thing|one|body| sign| mention))(?:['’]s|['’]re)?\b",
    re.IGNORECASE,
)

# -- what a follow-up refers to ---------------------------------------------------------------------------------------

_CLEAR = r"(?:logs?|reports?|records|entries|sources|results|ones|submissions)"
_THOSE = re.compile(
    r"\b(?P<of>(?:of|among(?:st)?) (?:all )?(?:those|these|them)\b)"
    rf"(?: {_CLEAR}\b)?|\b(?P<the>(?:those|these|the (?:same|above)) {_CLEAR})\b|\b(?:only|just) (?:those|these)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(r" (?!(?:has|was|is|does|says|mentions)\b)[a-z]+s\b")
_OF_THOSE = re.compile(
    r"\b(?:which|what|who|how many|any|all|some|most|none|one|two|either|both|each|only|just|do|does|did)\b[^,;]*?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r" (?:19|20)\d\d$")
_LEFT_OPEN = re.compile(r"\b(?:(?:after|before|since) that|then)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?<=[\w,’'] )[A-Z][\w’'-]+|\d")
_AN_EVENT = re.compile(r"^(?:did|was|were|had|what did|who did|where did|what was|who was|where was)\b", re.IGNORECASE)

_ASKING = content_words(
    "anyone anybody someone somebody anything something thing one ones see seen happen happened find found know known "
    "say said mention mentioned tell told look long many much often else again still also now call called"
)

# A thing in a question, to put another in its place: as far as words go that can belong to it.
_ENDS_THING = (
    "in at on to from with by for about near of off up down out and or but before after when while since until during "
    "that which who been turned turn taken go gone come left seen found said is are was were have has had do did get "
    "meet say see use used keep kept move moved happen happened live drive own last again ever first now back over"
)
_THING = re.compile(
    rf"\b(?:the|an?|any|this|that)(?: (?!(?:{'|'.join(_ENDS_THING.split())})\b)[^\W\d_][\w’'-]*){{1,4}}", re.IGNORECASE
)
_DETERMINED = re.compile(r"^(?:the|an?|any|this|that) ", re.IGNORECASE)


class _Reader:
    """One question, and what it may take its meaning from."""

    def __init__(self, question: RedactedQuestion, before: Sequence[Turn], limits: Limits) -> None:
        self._question = question
        self._before = before
        self._last = before[-1].question
        self._limits = limits
        self._groups = _groups([*(turn.question for turn in before), question])
        self._notices: list[str] = []
        self._unsure = False
        self._referents = Referents(before, self._groups, limits, self._notices)

    def read(self) -> Reading:
        text = self._question.text.strip()
        among, words, text_of_those = self._of_those(text)
        if among:
            whole = self._whole(self._with_limits(text_of_those))
            return Reading(whole, among, words, tuple(self._notices))
        corrects = _CORRECTS.match(text) or _NOT_BUT.match(text)
        rest = text[corrects.end() :] if corrects and corrects.re is _CORRECTS else text
        if corrects and (other := _OTHER.fullmatch(rest)) and (reading := self._other(other["token"] or "")):
            return reading
        takes_up = _TAKES_UP.match(rest)
        rest = rest[takes_up.end() :] if takes_up else rest
        instead = _INSTEAD.match(rest)
        rest = rest[instead.end() :] if instead else rest
        if not rest.strip(" ?.!"):
            return Reading(self._question)
        if instead or not _WHOLE.match(rest):
            if not (instead or takes_up or corrects or refers_back(self._question)):
                return Reading(self._question)
            full: str | None = self._put_in(rest)
        else:
            full = self._referring(rest, leans=bool(takes_up or corrects))
        if full is None:
            return Reading(self._question)
        return Reading(self._whole(self._with_limits(full)), notices=tuple(self._notices), unsure=self._unsure)

    # -- those ----------------------------------------------------------------------------------------------------

    def _of_those(self, text: str) -> tuple[tuple[str, ...], str, str]:
        """The logs that "those" are, the words that say so, and the text without them; no logs where it is not said."""
        match = _THOSE.search(text)
        if not match or (match["of"] and not _OF_THOSE.search(text[: match.start()])):
            return (), "", text
        cited = self._before[-1].said().cited
        if not cited:
            return (), "", text
        if match["the"]:
            instead = f"the {match['the'].split()[-1]}"
        else:  # "which of those vehicles" is "which vehicles", but "which of those mention" needs a noun
            instead = "" if _NOUN.match(text, match.end()) else "of the logs"
        rest = " ".join(f"{text[: match.start()]}{instead}{text[match.end() :]}".split())
        rest = rest[takes_up.end() :] if (takes_up := _TAKES_UP.match(rest)) else rest
        stated = [limit.words for limit in self._limits(rest) if limit.applied]
        bare = rest
        for words in stated:
            bare = bare.replace(words, " ")
        if _matter(bare) or TOKEN.search(bare):
            return cited, match.group().strip(), _sentence(self._referents.put_in(rest)[0])
        return cited, match.group().strip(), self._limited(self._last.text, rest)

    # -- corrections ----------------------------------------------------------------------------------------------

    def _other(self, token: str) -> Reading | None:
        """The last question about another bearer of the name; None where it asks for nobody of that name.

        token: as the correction names it, "" for none.
        """
        named = identity_of_token(token_in(token)) if token else ""
        may_be = self._groups.get(named, ()) if named else ()
        for meant in people_in(self._last):
            group = self._groups.get(meant, ())
            if named and meant != named and not {meant, *group} & {named, *may_be}:
                continue
            joined = {meant, *(other for one, other, _ in self._last.linked if one == meant)}
            others = tuple(t for t in dict.fromkeys((*may_be, *group, named)) if t and t not in joined)
            others = tuple(t for t in others if t not in self._question.unknown)
            if others:
                self._groups[others[0]] = others
                text = _replaced(self._last.text, meant, f"[{others[0]}]")
                if len(others) > 1:
                    self._notices.append(f"Others it may be: {', '.join(f'[{t}]' for t in others[1:])}.")
                return Reading(self._whole(text), notices=tuple(self._notices))
            if named or group:
                nobody = replace(self._whole(self._last.text), asked=((),))
                return Reading(nobody, notices=(NOBODY_ELSE,))
        return None

    # -- pieces ---------------------------------------------------------------------------------------------------

    def _put_in(self, piece: str) -> str:
        """The last question with a piece of a question in the place of what it is instead of."""
        base, piece = self._last.text, piece.strip().rstrip("?.! ")
        if (changed := _NOT_BUT.fullmatch(piece)) and changed["old"].casefold() in base.casefold():
            return re.sub(re.escape(changed["old"]), lambda m: _bare_thing(changed["new"]), base, count=1, flags=re.I)
        if possessive := self._possessive(piece):
            return possessive
        tokens = list(TOKEN.finditer(piece))
        if tokens and (put := self._put_token(base, piece, tokens[-1])):
            return put
        if not tokens and (dated := self._put_days(base, piece)):
            return dated
        if (place := PLACE.fullmatch(piece)) and (
            old := next((m for m in PLACE.finditer(base) if m["at"] == place["at"].lower()), None)
        ):
            return f"{base[: old.start()]}{piece}{base[old.end() :]}"
        if _DETERMINED.match(piece) and (things := list(_THING.finditer(base))):
            thing = things[-1]
            return f"{base[: thing.start()]}{piece}{base[thing.end() :]}"
        if piece[:1].isupper() and (named := list(PLACE.finditer(base))):
            return f"{base[: named[-1].start('name')]}{piece}{base[named[-1].end('name') :]}"
        return _joined(base, piece)

    def _possessive(self, piece: str) -> str | None:
        """ "his brother": the last question with him replaced, or what the logs say about the brother."""
        if not (match := HIS.match(piece)) or not (who := self._referents.person()):
            return None
        whose = f"[{who}]’s{piece[match.end() :]}"
        if self._last.text.count(f"[{who}") == 1:
            return _replaced(self._last.text, who, whose)
        return f"What do the logs say about {whose}?"

    def _put_token(self, base: str, piece: str, token: "re.Match[str]") -> str | None:
        """The base with an identity in the place of the last one of its kind."""
        kind = token["type"]
        alike = PEOPLE if kind in PEOPLE else (kind,)
        old = [m for m in TOKEN.finditer(base) if m["type"] in alike and m.group() != token.group()]
        if not old:
            return None
        if len(old) > 1:
            self._notices.append(f"Read in the place of {old[-1].group()}; edit the question if it is another.")
        put = piece if TOKEN.fullmatch(piece) else token.group()
        return f"{base[: old[-1].start()]}{put}{base[old[-1].end() :]}"

    def _put_days(self, base: str, piece: str) -> str | None:
        """The base with other days, where the piece is nothing but days."""
        for words in (f"{'on' if piece[:1].isdigit() else 'in'} {piece}", piece):
            own = [x for x in self._limits(words) if x.applied]
            rest = words
            for limit in own:
                rest = rest.replace(limit.words, " ")
            if own and not _matter(rest):
                return self._limited(base, words)
        return None

    def _limited(self, base: str, words: str) -> str:
        """The base with the limits that some words state, each in the place of one of its kind."""
        for limit in self._limits(words):
            if not limit.applied:
                continue
            old = next((x.words for x in self._limits(base) if x.applied and x.kind == limit.kind), "")
            new = limit.words
            if limit.kind == "days" and (year := _YEAR.search(old)) and not re.search(r"\d{4}|\byear\b", new):
                new += year.group()  # "in June 2025": "and in July?"
            base = base.replace(old, new, 1) if old else f"{base.rstrip(' ?.!')} {new}?"
        return base

    # -- questions that refer -------------------------------------------------------------------------------------

    def _referring(self, text: str, *, leans: bool) -> str | None:
        """A whole question with what it refers to, or None where it stands alone.

        leans: whether it begins like a follow-up.
        """
        put, changed = self._referents.put_in(text)
        plain = TOKEN.sub(" ", put)
        open_ = bool(POINTS_BACK.search(plain) or _LEFT_OPEN.search(plain))
        own = bool(TOKEN.search(put)) or bool(_NAMED.search(plain[1:]))
        if changed:
            return _sentence(put)
        few = not own and len(_matter(text)) < (2 if _AN_EVENT.match(text) else 1)
        if (open_ and not self._question.asked) or few or (leans and not own):
            self._unsure = not open_
            return _joined(self._last.text, text)
        return None

    # -- the whole ------------------------------------------------------------------------------------------------

    def _with_limits(self, text: str) -> str:
        """The text with the limits of the last question that it does not state itself, in their words."""
        kinds = {limit.kind for limit in self._limits(text)}
        kept = [x.words for x in self._limits(self._last.text) if x.applied and x.kind not in kinds]
        if not kept:
            return text
        return f"{text.rstrip(' ?.!')}, {', '.join(kept)}?"

    def _whole(self, text: str) -> RedactedQuestion:
        """A question of this text, which asks for the identities in it as the questions did that they come from."""
        tokens = list(dict.fromkeys(identity_of_token(m) for m in TOKEN.finditer(text)))
        questions = [*(turn.question for turn in self._before), self._question]
        unknown = {token for q in questions for token in q.unknown}
        linked = {link: None for q in questions for link in q.linked if link[0] in tokens}
        respelled = dict.fromkeys(t for t in self._question.respelled)
        return RedactedQuestion(
            " ".join(text.split()),
            tuple(dict.fromkeys(self._groups.get(token, (token,)) for token in tokens)),
            tuple(t for t in tokens if t in unknown or f"[{t}]" in unknown),
            tuple(t for t in respelled if t.strip("[]") in tokens),
            tuple(linked),
            tuple(dict.fromkeys(token for q in questions for token in q.possible if token not in tokens)),
        )


# -- pieces of text ---------------------------------------------------------------------------------------------------


def _groups(questions: Sequence[RedactedQuestion]) -> dict[str, tuple[str, ...]]:
    """For each identity that stands in a question, the tokens it may mean, as the newest question has it."""
    groups: dict[str, tuple[str, ...]] = {}
    for question in questions:
        held: Mapping[str, tuple[str, ...]] = {group[0]: group for group in question.asked if group}
        unknown = {token.strip("[]") for token in question.unknown}
        for match in TOKEN.finditer(question.text):
            token = identity_of_token(match)
            groups[token] = () if token in unknown else held.get(token, (token,))
    return groups


def _matter(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, of those that ask none."""
    return content_words(text) - _ASKING


def _replaced(text: str, token: str, instead: str) -> str:
    return TOKEN.sub(lambda m: instead if identity_of_token(m) == token else m.group(), text)


def _bare_thing(text: str) -> str:
    """Without the article, which stands in the question already."""
    return re.sub(r"^(?:the|an?|in|on) ", "", text.strip().rstrip("?.! "), flags=re.IGNORECASE)


def _sentence(text: str) -> str:
    """With a capital and a question mark."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:].rstrip(' ?.!')}?"


def _joined(base: str, text: str) -> str:
    """Two questions as one text."""
    return f"{_sentence(base)} {_sentence(text)}"
