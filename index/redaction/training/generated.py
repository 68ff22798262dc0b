"""Labelled logs made from templates and invented values: a seed -> texts with the place and type of every value.

The templates are parted in a fixed way: `logs` uses one part, and `by_origin` the other, so that a model trained on the
first is measured on sentences that it has not seen.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from index.redaction.training.addresses import Address
from index.redaction.training.invented import Inventor, Person, origins
from index.redaction.training.words import ocr, one

MEASURED_EVERY = 5  # each fifth template is kept for measuring
PARTIAL = 0.05  # of plates and postcodes are known in part only
SCANNED = 0.06  # the share of logs that came through a poor scanner
_FIELD = re.compile(r"\{(w3w|[a-z]+)(\d?)(?:\.([a-z]+(?:\.[a-z]+)?))?\}")
_TYPES = {"person": "PERSON", "alias": "ALIAS", "officer": "OFFICER", "collar": "OFFICER", "address": "ADDRESS",
    "postcode": "POSTCODE", "plate": "VEHICLE_REG", "vin": "VIN", "phone": "PHONE", "imei": "IMEI", "sim": "SIM",
    "email": "EMAIL", "handle": "SOCIAL_HANDLE", "ip": "IP_ADDRESS", "mac": "MAC_ADDRESS", "nino": "NINO",
    "nhs": "NHS_NUMBER", "passport": "PASSPORT", "licence": "DRIVING_LICENCE", "pnc": "PNC_ID", "cro": "CRO_NUMBER",
    "asn": "ASN", "custody": "CUSTODY_NUMBER", "prison": "PRISON_NUMBER", "crn": "CRN", "account": "BANK_ACCOUNT",
    "card": "PAYMENT_CARD", "crypto": "CRYPTO_ADDRESS", "w3w": "WHAT3WORDS", "grid": "COORDINATES", "dob": "DOB",
    "age": "AGE", "place": "LOCATION", "town": "LOCATION", "road": "LOCATION", "org": "ORGANISATION",
    "date": "DATE_TIME", "time": "DATE_TIME", "nationality": "NATIONALITY", "crime": "CRIME_REF", "url": "URL",
}  # fmt: skip

_Thing = str | Person | Address


@dataclass(frozen=True, slots=True)
class GeneratedLog:
    """A generated text. spans: (start, end, type, entity), in order and disjoint, offsets in code points; the same
    entity is the same thing within this log. origin: of the people in it, or "" for a mixture.
    """

    text: str
    spans: tuple[tuple[int, int, str, str], ...]
    origin: str


@cache
def templates() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The templates for training, and those for measuring."""
    pieces = Path(__file__).with_name("templates.txt").read_text("utf-8").strip("\n").split("\n---\n")
    training = tuple(t for i, t in enumerate(pieces) if i % MEASURED_EVERY != MEASURED_EVERY - 1)
    return training, tuple(pieces[MEASURED_EVERY - 1 :: MEASURED_EVERY])


def logs(count: int, seed: int, origins: Sequence[str] | None = None) -> list[GeneratedLog]:
    """Generated logs for training. origins: of the people, or locales, all origins by default; each person's is drawn
    by itself.
    """
    random = Random(f"logs {seed}")
    some = templates()[0]
    made = []
    for _ in range(count):
        inventor = Inventor(random, origins=origins)
        only = origins[0] if origins and len(origins) == 1 else ""
        made.append(_filled(random.choice(some), inventor, origin=only, scanned_share=SCANNED))
    return made


def by_origin(templates_: Sequence[str] | None, per_origin: int, seed: int) -> dict[str, list[GeneratedLog]]:
    """By origin of names: the same texts with other names. Only names of people differ between origins.

    templates_: by default those that `logs` does not use. Log k is of template k modulo their number.
    """
    some = templates_ or templates()[1]
    return {
        origin: [
            _filled(
                some[k % len(some)],
                Inventor(Random(f"text {seed} {k}"), names=Random(f"names {seed} {k} {origin}"), origins=[origin]),
                origin=origin,
            )
            for k in range(per_origin)
        ]
        for origin in origins()
    }


def _filled(template: str, inventor: Inventor, *, origin: str, scanned_share: float = 0.0) -> GeneratedLog:
    """One log of a template: values put in, in one manner of case and with the slips of typists and scanners."""
    random = inventor.random
    manners: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower)
    manner = one(random, manners, (86, 5, 9))
    scanner = Random(random.random())  # of its own: what it reads depends on the length of names
    scanned = scanner.random() < scanned_share
    text, spans = "", []
    for piece, kind, entity in _pieces(template, _Values(inventor)):
        written = _same_length(piece, manner)
        if scanned:
            written = ocr(written, scanner)
            written = written.strip() or piece if kind else written
        if kind:
            spans.append((len(text), len(text) + len(written), kind, entity))
        text += written
    return GeneratedLog(text, tuple(spans), origin)


def _pieces(template: str, values: "_Values") -> Iterator[tuple[str, str, str]]:
    """The template in pieces: (text, "", "") between values, (value, type, entity) for each value."""
    last = 0
    for field in _FIELD.finditer(template):
        yield template[last : field.start()], "", ""
        yield values.value(*field.groups())
        last = field.end()
    yield template[last:], "", ""


class _Values:
    """The values of one log: the same field name is the same thing throughout."""

    def __init__(self, inventor: Inventor) -> None:
        self._inventor = inventor
        self._things: dict[str, _Thing] = {}
        self._introduced: set[str] = set()  # those that were written in full

    def value(self, kind: str, which: str, form: str | None) -> tuple[str, str, str]:
        """(surface, type, entity) of a field; type "" for a value that is no entity."""
        if kind == "money":
            return f"£{self._inventor.random.randint(2, 90) * 50}", "", ""
        name = f"{kind}{which}"
        if form == "part":
            return self._part(kind), _TYPES[kind], f"{name} in part"
        if name not in self._things:
            self._things[name] = self._made(kind, which)
        surface = self._surface(self._things[name], form or "", new=name not in self._introduced)
        if form not in {"short", "street"}:
            self._introduced.add(name)
        return surface, _TYPES[kind], name

    def _part(self, kind: str) -> str:
        return self._inventor.part_plate() if kind == "plate" else self._inventor.part_phone()

    def _made(self, kind: str, which: str) -> _Thing:
        inventor, owner = self._inventor, self._things.get(f"person{which}")
        person = owner if isinstance(owner, Person) else None
        if kind == "dob":
            return inventor.dob(person)
        if kind == "licence":
            return inventor.driving_licence(person)
        makers: dict[str, Callable[[], _Thing]] = {
            "cro": inventor.cro, "pnc": inventor.pnc_id, "prison": inventor.prison_number,
            "account": inventor.bank_account, "card": inventor.payment_card, "w3w": inventor.what3words,
            "grid": inventor.coordinates, "org": inventor.organisation, "date": inventor.date_time,
            "time": inventor.clock, "crime": inventor.crime_ref,
        }  # fmt: skip
        if kind == "postcode" and inventor.random.random() < PARTIAL:
            return inventor.part_postcode()
        if kind == "plate" and inventor.random.random() < PARTIAL:
            return inventor.part_plate()
        maker: Callable[[], _Thing] = makers.get(kind) or getattr(inventor, kind)
        return maker()

    def _name(self, person: Person, form: str, *, new: bool) -> str:
        random = self._inventor.random
        if form == "comma":
            return f"{person.surname.upper()}, {person.given}"
        if form:
            alone = {"surname": person.surname_alone, "given": person.given_alone, "initial": person.initialled}
            return alone[form](random)
        return (person.written if new or random.random() < 0.5 else person.again)(random)

    def _surface(self, thing: _Thing, form: str, *, new: bool) -> str:
        random = self._inventor.random
        form, _, cased = form.partition(".")
        if form in {"caps", "lower"}:
            form, cased = "", form
        if isinstance(thing, Person):
            written = self._name(thing, form, new=new)
        elif isinstance(thing, Address):
            later = form == "short" or not new
            written = thing.street if form == "street" else random.choice(thing.short) if later else thing.first
        else:
            written = thing
        return written.upper() if cased == "caps" else written.lower() if cased == "lower" else written


def _same_length(text: str, manner: Callable[[str], str]) -> str:
    """The text in a manner of case, character by character: "ß" stays, as a keyboard leaves it."""
    return "".join(changed if len(changed := manner(c)) == 1 else c for c in text)
