"""Referents: what a follow-up points to ("he", "that number", "there", "the Polo") -> the identities and places meant.

They are those of the last question, or else of its answer; where it could be several, the reading says which it took.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.records import Limit
from index.records import RedactedQuestion
from index.redaction.tokens import TOKEN, identities_in, identity_of_token

PEOPLE = ("PERSON", "ALIAS", "OFFICER")

Limits = Callable[[str], Sequence[Limit]]  # the limits that a redacted text states, see `assistant.limits.read_limits`

_NO_NOUN = (  # after "her", which then is not whose something is
    "and or but in at on to from with by for about before after when while since until during as again last first now "
    "then there here up down off out go do doing going being leave get say use"
)
HIS = re.compile(rf"\b(?:hi|her)s\b|\bher\b(?=\s+(?!(?:{'|'.join(_NO_NOUN.split())})\b)[\w’'-])", re.IGNORECASE)
_HE = re.compile(r"\b(?:he|she|him|her)(?:(?P<is>['’]s)|(?P<had>['’]d))?(?!\w)", re.IGNORECASE)
_PERSONAL = re.compile(rf"(?P<his>{HIS.pattern})|(?P<he>{_HE.pattern})", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,;.?!]|\b(?:and|but|or|so|when|while|who|whom|where|what|which|why|how|that|after|before|since|because|if)\b",
    re.IGNORECASE,
)
_RELATIONS = {  # whom somebody's relation is asked for as
    "he": "brother|son|husband|dad|father|grandfather|uncle|nephew|boyfriend",
    "she": "sister|daughter|wife|mum|mother|nan|grandmother|aunt|niece|girlfriend",
    "either": "partner|cousin|friend|mate|boss|landlord|neighbour|ex",
}
_WHOSE = {
    pronoun: re.compile(
        rf"^who(?:['’]s| is| was) (?:(?:the )?(?P<of>{words}|{_RELATIONS['either']}) of \[[^\[\]]+\]"
        rf"|\[[^\[\]]+\]['’]s (?P<own>{words}|{_RELATIONS['either']}))[ ?.]*$",
        re.IGNORECASE,
    )
    for pronoun, words in _RELATIONS.items()
}
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
PLACE = re.compile(
    r"\b(?P<at>at|in|near|outside|inside|behind|by|from|to) "
    r"(?P<name>(?:the )?(?:\d+\w? )?[A-Z][\w’'&-]*(?:(?: of| the| and)? (?:[A-Z]|\d)[\w’'&-]*)*)"
)


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


class Referents:
    """What a question may point to in the turns before it."""

    def __init__(
        self, before: Sequence[Turn], groups: Mapping[str, tuple[str, ...]], limits: Limits, notices: list[str]
    ) -> None:
        """groups: the tokens that each identity of the questions may mean. notices: takes what to tell the asker."""
        self._before = before
        self._last = before[-1].question
        self._groups = groups
        self._limits = limits
        self._notices = notices

    def put_in(self, text: str) -> tuple[str, bool]:
        """The text with identities and places where it points to them, and whether anything was put in."""
        begun = text
        first = TOKEN.search(text)
        internal = first is not None and first["type"] in PEOPLE  # "where does [A] keep his car": he is A
        until = first.start() if first and internal else len(text)
        head, tail = text[:until], text[until:]
        if (pronoun := _PERSONAL.search(head)) and (who := self.person()):
            head = _with_person(head, self._relative(who, _kind(pronoun)) or f"[{who}]")
        if _THEIR.search(head) or _THEY.search(head):
            people = people_in(self._last)
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

    def _relative(self, who: str, pronoun: str) -> str:
        """Whom the last question asks for, where that is somebody's brother or boyfriend, in words; else ""."""
        asked = _WHOSE[pronoun].search(self._last.text)
        if asked is None or identity_of_token(token_in(asked.group())) != who:
            return ""
        return f"[{who}]’s {asked['of'] or asked['own']}"

    def _with_plate(self, named: re.Match[str]) -> str:
        """ "the Polo" with its plate, where the last question, or else its answer, gives one of that make only."""
        plated = re.compile(rf"\b{re.escape(named['make'])}\b[^.;\[\]]{{0,25}}(?P<plate>\[VEHICLE_REG [^\[\]]+\])")
        for texts in ((self._last.text,), self._before[-1].said().sentences):
            plates = {identity_of_token(token_in(match["plate"])) for text in texts for match in plated.finditer(text)}
            if plates:
                return f"{named.group()} [{plates.pop()}]" if len(plates) == 1 else named.group()
        return named.group()

    def person(self) -> str:
        """Who "he" or "she" is: of the last question, else whom alone its answer names, else of a question before."""
        if people := people_in(self._last):
            if len(people) > 1:
                self._notices.append(f"Read as about [{people[0]}]; it may be about {_listed(people[1:])}.")
            return people[0]
        said = {t for sentence in self._before[-1].said().sentences for t in _of_kind(identities_in(sentence), PEOPLE)}
        if len(said) == 1:
            return said.pop()
        for turn in reversed(self._before[:-1]):
            if people := people_in(turn.question):
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
        places = [m for m in PLACE.finditer(self._last.text) if m["at"] in ("at", "in", "near", "outside")]
        if places:
            return places[0].group()
        read = (x.words for x in self._limits(self._last.text) if x.kind == "place" and x.applied)
        return next((words for words in read if words.startswith(("at ", "in ", "near ", "outside "))), "")


def people_in(question: RedactedQuestion) -> list[str]:
    """The tokens of people that stand in a question, in order."""
    return _of_kind(identities_in(question.text), PEOPLE)


def token_in(text: str) -> "re.Match[str]":
    """The first token of a text that has one."""
    match = TOKEN.search(text)
    assert match is not None
    return match


def _kind(pronoun: re.Match[str]) -> str:
    """ "he" for him and his, "she" for her."""
    return "she" if pronoun.group().lower().startswith(("she", "her")) else "he"


def _with_person(text: str, who: str) -> str:
    """The text with somebody in the place of "he" and "his", or of "she" and "her": of which comes first.

    Of the other kind is somebody else, and so is whom he does something to: "did he hit her", "what had he on him".
    """
    put, at, last = "", 0, None
    kind = ""
    for match in _PERSONAL.finditer(text):
        kind = kind or _kind(match)
        as_object = not match["his"] and match.group().lower()[:3] in ("him", "her")
        if kind != _kind(match) or (as_object and last is not None and not _CLAUSE.search(text, last, match.start())):
            continue
        put += f"{text[at : match.start()]}{who}"
        put += "’s" if match["his"] else " is" if match["is"] else " had" if match["had"] else ""
        at = last = match.end()
    return put + text[at:]


def _of_kind(tokens: Sequence[str], kinds: Sequence[str]) -> list[str]:
    return [token for token in tokens if token.split()[0] in kinds]


def _listed(tokens: Sequence[str]) -> str:
    return ", ".join(f"[{token}]" for token in tokens)
