"""Resolution: a question in a conversation -> the question read in full, from the redacted turns before it.

By rules alone, on redacted text: no language model is asked, and a wrong reading can be traced. What a question leaves
out is put in from the last question ("and his brother?", "what about May?", "no, the other [PERSON ...]"), from the
identities that the last answer quotes ("that number"), or, where no rule is sure, by reading the last question with it.
"Which of those" means the logs that the last answer cites.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.question import MAX_PREVIOUS, POINTS_BACK, refers_back
from assistant.records import Limit
from assistant.support import content_words
from index.records import RedactedQuestion
from index.redaction.tokens import TOKEN, identities_in, identity_of_token

PEOPLE = ("PERSON", "ALIAS", "OFFICER")
NOBODY_ELSE = "No log mentions anybody else of that name."

Limits = Callable[[str], Sequence[Limit]]  # the limits that a redacted text states, see `assistant.limits.read_limits`


@dataclass(frozen=True, slots=True)
class Said:
    """What the answer to an earlier question holds: the logs it cites, and its redacted sentences, in their order."""

    cited: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation as it was read in full, and its answer, which is looked up when needed."""

    question: RedactedQuestion
    said: Callable[[], Said] = Said
    declined: bool = False  # then nothing refers to it: what follows is not to be declined for its words


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is searched for. `question` is the one that was asked where that stands alone."""

    question: RedactedQuestion
    among: tuple[str, ...] = ()  # references of the logs it is about, where it says so
    words: str = ""  # which say so
    notices: tuple[str, ...] = ()  # what the asker should know of the reading


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

_NO_NOUN = (  # after "her", which then is not whose something is
    "and or but in at on to from with by for about before after when while since until during as again last first now "
    "then there here up down off out go do doing going being leave get say use"
)
_HIS = re.compile(rf"\b(?:hi|her)s\b|\bher\b(?=\s+(?!(?:{'|'.join(_NO_NOUN.split())})\b)[\w’'-])", re.IGNORECASE)
_HE = re.compile(r"\b(?:he|she|him|her)(?:(?P<is>['’]s)|(?P<had>['’]d))?(?!\w)", re.IGNORECASE)
_PERSONAL = re.compile(rf"(?P<his>{_HIS.pattern})|(?P<he>{_HE.pattern})", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,;.?!]|\b(?:and|but|or|so|when|while|who|whom|where|what|which|why|how|that|after|before|since|because|if)\b",
    re.IGNORECASE,
)
_THEIR = re.compile(r"\btheirs?\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|(?<!of )(?<!among )them)\b(?!['’])", re.IGNORECASE)
_IT = re.compile(
    r"\bits?\b(?!['’])(?! (?:true|possible|likely|clear|known|look|seem|appear|say|that|mean)\b)", re.IGNORECASE
)
_THAT = {
    r"cars?|vans?|vehicles?|motors?|bikes?|trucks?|lorry|minibus": ("VEHICLE_REG",),
    r"(?:phone |mobile |telephone )?numbers?|phones?|mobiles?|handsets?|lines?|sims?": ("PHONE", "IMEI", "SIM"),
    r"addresse?s?|houses?|flats?|property|properties|premises|place|home": ("ADDRESS", "POSTCODE"),
    r"(?:bank )?accounts?": ("BANK_ACCOUNT", "SOCIAL_HANDLE"),
    r"e-?mails?(?: address)?": ("EMAIL",),
    r"man|woman|person|guy|lad|girl|boy|male|female|nominal|bloke|suspect|driver": PEOPLE,
}
_POINTS = {
    re.compile(rf"\b(?:that|this|the same|the said) (?:{nouns})\b", re.IGNORECASE): kinds
    for nouns, kinds in _THAT.items()
}
_MAKE = re.compile(r"\b[Tt]he (?:[a-z]+ ){0,2}(?P<make>[A-Z][\w-]+)\b(?! ?\[)")
_THERE = re.compile(
    r"\bthere\b(?=\s*(?:[?.,;]|$)|\s+(?:when|in|on|at|before|after|since|until|with|during|that|by|last|and|too|as)\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?P<at>at|in|near|outside|inside|behind|by|from|to) "
    r"(?P<name>(?:the )?(?:\d+\w? )?[A-Z][\w’'&-]*(?:(?: of| the| and)? (?:[A-Z]|\d)[\w’'&-]*)*)"
)
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
        return Reading(self._whole(self._with_limits(full)), notices=tuple(self._notices))

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
            return cited, match.group().strip(), _sentence(self._substituted(rest)[0])
        return cited, match.group().strip(), self._limited(self._last.text, rest)

    # -- corrections ----------------------------------------------------------------------------------------------

    def _other(self, token: str) -> Reading | None:
        """The last question about another bearer of the name; None where it asks for nobody of that name.

        token: as the correction names it, "" for none.
        """
        named = identity_of_token(_token(token)) if token else ""
        may_be = self._groups.get(named, ()) if named else ()
        for meant in self._people(self._last):
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
        if (place := _PLACE.fullmatch(piece)) and (
            old := next((m for m in _PLACE.finditer(base) if m["at"] == place["at"].lower()), None)
        ):
            return f"{base[: old.start()]}{piece}{base[old.end() :]}"
        if _DETERMINED.match(piece) and (things := list(_THING.finditer(base))):
            thing = things[-1]
            return f"{base[: thing.start()]}{piece}{base[thing.end() :]}"
        if piece[:1].isupper() and (named := list(_PLACE.finditer(base))):
            return f"{base[: named[-1].start('name')]}{piece}{base[named[-1].end('name') :]}"
        return _joined(base, piece)

    def _possessive(self, piece: str) -> str | None:
        """ "his brother": the last question with him replaced, or what the logs say about the brother."""
        if not (match := _HIS.match(piece)) or not (who := self._person()):
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
        put, changed = self._substituted(text)
        plain = TOKEN.sub(" ", put)
        open_ = bool(POINTS_BACK.search(plain) or _LEFT_OPEN.search(plain))
        own = bool(TOKEN.search(put)) or bool(_NAMED.search(plain[1:]))
        if changed:
            return _sentence(put)
        few = not own and len(_matter(text)) < (2 if _AN_EVENT.match(text) else 1)
        if (open_ and not self._question.asked) or few or (leans and not own):
            return _joined(self._last.text, text)
        return None

    def _substituted(self, text: str) -> tuple[str, bool]:
        """The text with identities and places where it points to them, and whether anything was put in."""
        begun = text
        first = TOKEN.search(text)
        internal = first is not None and first["type"] in PEOPLE  # "where does [A] keep his car": he is A
        until = first.start() if first and internal else len(text)
        head, tail = text[:until], text[until:]
        if _PERSONAL.search(head) and (who := self._person()):
            head = _with_person(head, who)
        if _THEIR.search(head) or _THEY.search(head):
            people = self._people(self._last)
            if len(people) > 1:
                them = " and ".join(f"[{who}]" for who in people)
                head = _THEY.sub(lambda m: them, _THEIR.sub(lambda m: f"{them}’s", head))
        text = head + tail
        for pattern, kinds in _POINTS.items():
            if pattern.search(text) and (token := self._pointed(kinds)):
                text = pattern.sub(lambda m, token=token: f"[{token}]", text)  # type: ignore[misc]
        text = _MAKE.sub(self._with_plate, text)
        things = [t for t in identities_in(self._last.text) if not t.startswith(PEOPLE)]
        if _IT.search(text) and len(things) == 1:
            text = _IT.sub(lambda m: f"[{things[0]}]{'’s' if m.group().lower() == 'its' else ''}", text)
        if _THERE.search(text) and (place := self._place()):
            text = _THERE.sub(lambda m: place, text)
        return text, text != begun

    def _with_plate(self, named: re.Match[str]) -> str:
        """ "the Polo" with its plate, where the last question, or else its answer, gives one of that make only."""
        plated = re.compile(rf"\b{re.escape(named['make'])}\b[^.;\[\]]{{0,25}}(?P<plate>\[VEHICLE_REG [^\[\]]+\])")
        for texts in ((self._last.text,), self._before[-1].said().sentences):
            plates = {identity_of_token(_token(match["plate"])) for text in texts for match in plated.finditer(text)}
            if plates:
                return f"{named.group()} [{plates.pop()}]" if len(plates) == 1 else named.group()
        return named.group()

    def _person(self) -> str:
        """Who "he" or "she" is: of the last question, else whom alone its answer names, else of a question before."""
        if people := self._people(self._last):
            if len(people) > 1:
                self._notices.append(f"Read as about [{people[0]}]; it may be about {_listed(people[1:])}.")
            return people[0]
        said = {t for sentence in self._before[-1].said().sentences for t in _of_kind(identities_in(sentence), PEOPLE)}
        if len(said) == 1:
            return said.pop()
        for turn in reversed(self._before[:-1]):
            if people := self._people(turn.question):
                return people[0]
        return ""

    def _pointed(self, kinds: Sequence[str]) -> str:
        """Which identity of some kinds is pointed to: of the last question, else the first that its answer names
        beside an identity of the question, else the only one that it names.
        """
        asked = identities_in(self._last.text)
        if found := _of_kind(asked, kinds):
            return found[0]
        said = [identities_in(sentence) for sentence in self._before[-1].said().sentences]
        meant = {t for token in asked for t in (token, *self._groups.get(token, ()))}
        beside = [t for tokens in said if meant.intersection(tokens) for t in _of_kind(tokens, kinds)]
        every = list(dict.fromkeys(t for tokens in said for t in _of_kind(tokens, kinds)))
        return beside[0] if beside else every[0] if len(every) == 1 else ""

    def _place(self) -> str:
        """Where "there" is, with its preposition; "" where the last question names no place."""
        if found := _of_kind(identities_in(self._last.text), ("ADDRESS",)):
            return f"at [{found[0]}]"
        places = [m for m in _PLACE.finditer(self._last.text) if m["at"] in ("at", "in", "near", "outside")]
        if places:
            return places[0].group()
        read = (x.words for x in self._limits(self._last.text) if x.kind == "place" and x.applied)
        return next((words for words in read if words.startswith(("at ", "in ", "near ", "outside "))), "")

    def _people(self, question: RedactedQuestion) -> list[str]:
        return _of_kind(identities_in(question.text), PEOPLE)

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


def _of_kind(tokens: Sequence[str], kinds: Sequence[str]) -> list[str]:
    return [token for token in tokens if token.split()[0] in kinds]


def _replaced(text: str, token: str, instead: str) -> str:
    return TOKEN.sub(lambda m: instead if identity_of_token(m) == token else m.group(), text)


def _token(text: str) -> "re.Match[str]":
    match = TOKEN.search(text)
    assert match is not None
    return match


def _bare_thing(text: str) -> str:
    """Without the article, which stands in the question already."""
    return re.sub(r"^(?:the|an?|in|on) ", "", text.strip().rstrip("?.! "), flags=re.IGNORECASE)


def _listed(tokens: Sequence[str]) -> str:
    return ", ".join(f"[{token}]" for token in tokens)


def _with_person(text: str, who: str) -> str:
    """The text with somebody in the place of "he" and "his", or of "she" and "her": of which comes first.

    Of the other kind is somebody else, and so is whom he does something to: "did he hit her", "what had he on him".
    """
    put, at, last = "", 0, None
    kind = ""
    for match in _PERSONAL.finditer(text):
        is_she = match.group().lower().startswith(("she", "her"))
        kind = kind or ("she" if is_she else "he")
        as_object = not match["his"] and match.group().lower()[:3] in ("him", "her")
        if (kind == "she") != is_she or (
            as_object and last is not None and not _CLAUSE.search(text, last, match.start())
        ):
            continue
        put += f"{text[at : match.start()]}[{who}]"
        put += "’s" if match["his"] else " is" if match["is"] else " had" if match["had"] else ""
        at = last = match.end()
    return put + text[at:]


def _sentence(text: str) -> str:
    """With a capital and a question mark."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:].rstrip(' ?.!')}?"


def _joined(base: str, text: str) -> str:
    """Two questions as one text."""
    return f"{_sentence(base)} {_sentence(text)}"
