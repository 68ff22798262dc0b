"""Invented surface forms of every type of identity, as British officers type them. All of it follows from a seed."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from index.redaction.training import addresses, numbers, surroundings
from index.redaction.training.addresses import Address
from index.redaction.training.locales import locales
from index.redaction.training.words import one, phrases

FAMILY_FIRST = frozenset({"vietnamese", "chinese"})
WORDS = "words"  # names that are ordinary words or places, which is no origin
_MIDDLES = {
    "vietnamese": phrases("Van, Thi, Van, Thi, Duc, Minh, Quoc, Thanh, Ngoc, Thu, Xuan, Huu, Dinh, Văn, Thị"),
    "indian": phrases("Singh, Kaur, Singh, Kaur, Kumar, Kumar, Lal, Chandra, Bhai, Raj"),
    "pakistani": phrases("Mohammed, Muhammad, Ali, Hussain, Ahmed, Iqbal, Khan, ul, Akhtar, Parveen"),
    "bangladeshi": phrases("Mohammed, Md, Uddin, Ahmed, Ali, Miah, Begum, Bibi, Ara, Hossain"),
    "iraqi_syrian_arab": phrases("Mohammed, Ahmad, Abdul, Ali, Hussein, Hassan, bin, Khalid"),
}
_ALIAS_LEADS = phrases("""
    Big, Little, Lil, Young, Yung, Old, Fat, Mad, Crazy, Wee, Long, Tall, Baby, Black, White, Polish, Turkish,
    Irish, Scotch, Scouse, Brummie, Manc, Cockney, Welsh, Albanian, Kurdish, Viet, Jamaican, Dirty, Slim, Ginger,
    Bald, One Eyed, Fast, Gypsy, Uncle, Auntie, Aunty, Cousin, Papa, Mama, Nana, Brother, Bro, Captain, Doctor, Dr,
    Mr, Mrs, Miss, Boss, King, Queen, Prince, DJ, MC
    """)
_ALIAS_WORDS = phrases("""
    Ginger, Doc, Smiler, Shadow, Ace, Spud, Chalky, Dusty, Lofty, Titch, Stretch, Bones, Bruiser, Tank, Moose,
    Badger, Weasel, Rat, Spider, Snake, Cobra, Tiger, Panther, Wolf, Fox, Hawk, Eagle, Crow, Magpie, Pigeon, Duck,
    Chicken, Shark, Squid, Whale, Trout, Prawn, Biscuit, Cookie, Peanut, Crumpet, Pasty, Pudding, Noodles, Pickle,
    Chilli, Pepper, Ketchup, Marmite, Sugar, Honey, Treacle, Toffee, Skittles, Smokey, Blaze, Flame, Icey, Breezy,
    Stormz, Thunder, Bolt, Turbo, Diesel, Nitro, Rocket, Bullet, Trigger, Shank, Blade, Razor, Hammer, Chisel,
    Nails, Screw, Brush, Bucket, Tinker, Tailor, Chef, Butcher, Baker, Barber, Bishop, Pope, Saint, Angel, Devil,
    Demon, Casper, Merlin, Wizard, Gandalf, Hobbit, Popeye, Bluto, Rambo, Rocky, Banjo, Fiddle, Drummer, Gramps,
    Pops, Kid, Babyface, Dimples, Scar, Scarface, Patch, Gums, Fangs, Beaky, Lugs, Specs, Whiskers, Baldy, Curly,
    Fuzz, Afro, Dreads, Mohawk, Trigz, Mulla, Bandz, Stackz, Pounds, Penny, Shilling, Tenner, Pablo, Chapo, Escobar,
    Tony Montana, Bossman, Gaffer, Governor, Major, Colonel, Prof, Teach, Brains, Einstein, Dozy, Sleepy, Dopey,
    Grumpy, Jester, Joker, Riddler, Penguin, Hulk, Thor, Loki, Groot, Yoda, Vader, Solo, Chewy, Memphis, Dallas,
    Tex, Rio, Cairo, Tokyo, Berlin, Brixton, Essex, Geordie, Jock, Taff, Paddy, Mick, Swede, Frenchie, Dutch, Ruski,
    Kiwi, Oz, Sunny, Misty, Rainy, Stormy, Summer, Winter, Midnight, Velvet, Silk, Satin, Lace, Ribbon, Bubbles,
    Bambi, Pinky, Perky, Dolly, Duchess, Lady, Madam, Kitty, Bunny, Domino, Dice, Poker, Jackpot, Bingo, Snooker,
    Chalk, Cue, Slugger, Southpaw, Knuckles, Fists, Socks, Boots, Trainers, Caps, Hoodie, Mask, Goggles, Wheels,
    Gears, Clutch, Brakes, Tyres, Exhaust, Nippy, Zippy, Speedy, Lightning, Lanky, Podge, Porky, Tubs, Chunk, Slim
    """)
_ALIAS_JOBS = phrases("""
    the Barber, the Turk, the Greek, the Doctor, the Chef, the Landlord, the Butcher, the Fixer, the Tailor,
    the Chemist's lad, the Accountant, the Driver, the Postman, the Milkman, the Ferryman, the Old Man, the Gaffer,
    the General, the Priest, the Imam, the Professor, the Builder, the Roofer, the Plumber, the Twins, the Giant,
    the Swede, the Welshman, the Albanian, the Ginger One, the Cleaner
    """)
_CLIPPED = phrases("""
    Baz, Caz, Jaz, Kaz, Tez, Jez, Chaz, Naz, Az, Abz, Mo, Moz, Saj, Waz, Kay, Vee, Bee, Gee, Cee, Cal, Col, Del,
    Mel, Val, Hal, Sully, Macca, Jonno, Robbo, Gibbo, Wilko, Bozza, Lozza, Hazza, Jonesy, Smudge, Taffy, Jacko,
    Deano, Steveo, Jimbo, Simmo, Thommo, Kenno, Benno, Davo, Pazza, Danno, Sanj, Raj, Vik, Manny, Sukh, Harj, Guri,
    Bally, Jags, Tunde, Femi, Chuks, Emmy, Kels, Ibz, Khal, Haz, Mozza, Bilz, Shabs, Faz, Riz, Nads, Krzys, Gosia,
    Nicu, Vali, Andi, Tani, Landi, Gimi, Sasha, Dima, Vova, Kolya, Misha, Zhenya, Tuti, Ibo, Apo, Zeki, Bao, Ping
    """)

_CONTACT = phrases("car, new, old phone, yellow, work, site, van, uk, 2, gym, weed, boss, line, tools")


@cache
def origins() -> dict[str, dict[str, list[str]]]:
    """By origin, and for WORDS: given names and surnames. Source: origins.toml beside this module."""
    return tomllib.loads(Path(__file__).with_name("origins.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. The methods give the ways to write the name; titles and ranks are never part of it."""

    origin: str
    given: str
    middle: str  # "" for none
    surname: str
    born: tuple[int, int, int]

    @property
    def key(self) -> str:
        """What tells this person from others in the same log."""
        return f"{self.given} {self.middle} {self.surname}"

    @property
    def full(self) -> str:
        """The name in the order of its language, "James Okafor", "Nguyen Van Hung"."""
        if self.origin in FAMILY_FIRST:
            return " ".join(filter(None, (self.surname, self.middle, self.given)))
        return f"{self.given} {self.surname}"

    def written(self, random: Random) -> str:
        """The whole name in one of the ways officers write it. Draws equally often for every origin."""
        family, initial = self.surname.upper(), self.given[0]
        native = self.full
        reverse = f"{self.given} {self.surname}" if self.origin in FAMILY_FIRST else f"{self.surname} {self.given}"
        native_caps = native.replace(self.surname, family, 1)
        nickname = random.choice(_CLIPPED)
        middle = self.middle or initial
        return one(random, (native, f"{self.given} {self.surname}", f"{self.given} {family}", native_caps,
            f"{family} {self.given}", f"{family}, {self.given}", f"{self.surname}, {self.given}", native.upper(),
            native.lower(), reverse, f"{initial}. {self.surname}", f"{initial} {self.surname}", f"{initial} {family}",
            f"{family} {initial}", f"{self.surname}, {initial}", f"{self.given} {middle} {self.surname}",
            f"{self.given} {middle} {family}", f"{family} {self.given} {middle}",
            f"{self.given} {middle[0]} {self.surname}", f'{self.given} "{nickname}" {self.surname}',
            f"{self.given} {self.surname[0]}", f"{self.given} {self.surname[0]}.",
            f"{initial}. {middle[0]}. {self.surname}", f"{family}, {self.given} {middle}"), (26, 8, 12, 5, 8, 4, 2,
            5, 4, 2, 3, 2, 1.5, 1.5, 1, 3, 2, 1.5, 1, 1, 1.5, 0.7, 0.5, 1))  # fmt: skip

    def surname_alone(self, random: Random) -> str:
        """The surname, in capitals or not; of a long or double one sometimes a part."""
        parts = [p for p in self.surname.replace("-", " ").split() if len(p) > 3]
        part = (parts or [self.surname])[int(random.random() * max(len(parts), 1))]  # one draw, whatever the name
        return one(random, (self.surname, self.surname.upper(), self.surname.lower(), part), (12, 7, 2,
            1 if len(parts) > 1 else 0))  # fmt: skip

    def given_alone(self, random: Random) -> str:
        """The given name, in capitals or not."""
        return one(random, (self.given, self.given.upper(), self.given.lower()), (14, 2, 3))

    def initialled(self, random: Random) -> str:
        """Surname with an initial."""
        initial = self.given[0]
        return random.choice((f"{initial}. {self.surname}", f"{initial} {self.surname}", f"{self.surname} {initial}",
            f"{self.surname.upper()}, {initial}", f"{initial}.{self.surname}"))  # fmt: skip

    def again(self, random: Random) -> str:
        """A later mention: surname, given name, or the whole once more."""
        forms = (self.surname_alone(random), self.given_alone(random), self.written(random), self.initialled(random))
        return one(random, forms, (9, 6, 3, 1))


class Inventor:
    """A seeded source of invented surfaces, one method for each type.

    Names are drawn from a source of their own, so that the same seed with another origin changes the names alone.
    """

    def __init__(self, random: Random, *, names: Random | None = None, origins: Sequence[str] | None = None) -> None:
        """names: the source for names of people, else `random`. origins: to draw people from, or locales; all origins
        by default.
        """
        self.random = random
        self._names = names or random
        self._origins = tuple(origins or _all_origins())

    # -- people ---------------------------------------------------------------------------------------------------

    def person(self, origin: str | None = None) -> Person:
        """A new person, of this origin or of any."""
        random = self._names
        origin = origin or random.choice(self._origins)
        lists = origins().get(origin) or locales()[origin]
        given, surname = random.choice(lists["given"]), random.choice(lists["surnames"])
        middle = random.choice(_MIDDLES.get(origin, lists["given"])) if random.random() < 0.75 else ""
        second = random.choice(lists["surnames"])
        double, two_given, glued = random.random() < 0.06, random.random() < 0.03, random.random()
        if double and "-" not in surname and " " not in surname and second != surname:
            surname = f"{surname}{'-' if glued < 0.8 else ' '}{second}"
        if two_given and " " not in given and origin not in FAMILY_FIRST:
            given = f"{given}{'-' if glued < 0.5 else ' '}{random.choice(lists['given'])}"
        return Person(origin, given, middle, surname, numbers.birthday(self.random))

    def alias(self) -> str:
        """A nickname, street name or contact name. Quotation marks are the caller's."""
        random = self.random
        word, clipped = random.choice(_ALIAS_WORDS), random.choice(_CLIPPED)
        lead, tail = random.choice(_ALIAS_LEADS), random.choice(_ALIAS_WORDS)
        given = random.choice(random.choice(tuple(origins().values()))["given"]).split()[0]
        spelt = word.lower().replace("s", "z").replace("ck", "k")
        made = one(random, (word, clipped, f"{lead} {given}", f"{lead} {clipped}", f"{lead} {word}",
            f"{given} {tail.lower()}", random.choice(_ALIAS_JOBS), f"{given[0]}{clipped[0]}",
            f"{given[0]}.{clipped[0]}.", f"{given[0]}-{word}", f"{given[0]} {clipped}", given[0].upper(),
            f"{given[0].upper()}{random.randint(1, 9)}", spelt.title(), spelt, f"{clipped}{random.randint(1, 99)}",
            f"{given} the {word}", f"{clipped} {surroundings.town(random)}", f"{given[:3]}z",
            f"{given[:4].rstrip('aeiou')}y", f"{word}{clipped[0].lower()}", given, f"{given} {word}",
            f"{word} {random.choice('ABCDGJKLMTZ')}", f"{lead} {random.choice('ABCDGJKLMRSTZ')}", word.replace("e",
            "3").replace("o", "0"),
            f"{given} {random.choice(_CONTACT)}",
            ), (14, 12, 7, 6, 3, 2, 4, 2, 1, 2, 1.5, 1, 1, 3, 2, 1, 2, 1, 2, 3, 1, 6, 2, 1, 2, 1, 2.5))  # fmt: skip
        return one(random, (made, made.upper(), made.lower()), (16, 2, 3))

    def officer(self) -> str:
        """The name of an officer or other professional, without rank."""
        person = self.person(self.random.choice(("english", "irish", "welsh", "scottish",
            "english")) if self.random.random() < 0.6 else None)  # fmt: skip
        random = self.random
        return one(random, (person.surname, person.surname.upper(), f"{person.given} {person.surname}",
            f"{person.given[0]} {person.surname}", f"{person.given[0]}. {person.surname}", person.surname.lower(),
            person.given), (14, 6, 9, 2, 2, 1, 1))  # fmt: skip

    def collar(self) -> str:
        """A collar number."""
        return numbers.collar(self.random)

    # -- numbers and other identifiers ----------------------------------------------------------------------------

    def address(self) -> Address:
        """An address with its later forms."""
        return addresses.address(self.random)

    def postcode(self) -> str:
        """A whole postcode."""
        return numbers.postcode(self.random)

    def part_postcode(self) -> str:
        """The first half of a postcode."""
        return numbers.outward(self.random)

    def plate(self) -> str:
        """A registration."""
        return numbers.plate(self.random)

    def part_plate(self) -> str:
        """A part of a registration."""
        return numbers.part_plate(self.random)

    def phone(self) -> str:
        """A phone number."""
        return numbers.phone(self.random)

    def part_phone(self) -> str:
        """A part of a phone number."""
        return numbers.part_phone(self.random)

    def email(self) -> str:
        """An e-mail address."""
        return numbers.email(self.random)

    def handle(self) -> str:
        """A social media name."""
        return numbers.handle(self.random)

    def nino(self) -> str:
        """A National Insurance number."""
        return numbers.nino(self.random)

    def nhs(self) -> str:
        """An NHS number."""
        return numbers.nhs(self.random)

    def passport(self) -> str:
        """A passport number."""
        return numbers.passport(self.random)

    def driving_licence(self, person: Person | None = None) -> str:
        """A driver number, of the person if given."""
        return numbers.driving_licence(self.random, person.surname if person else "")

    def pnc_id(self) -> str:
        """A PNC identifier."""
        return numbers.pnc_id(self.random)

    def cro(self) -> str:
        """A CRO number."""
        return numbers.cro(self.random)

    def asn(self) -> str:
        """An arrest/summons number."""
        return numbers.asn(self.random)

    def custody(self) -> str:
        """A custody number."""
        return numbers.custody(self.random)

    def prison_number(self) -> str:
        """A prisoner number."""
        return numbers.prison_number(self.random)

    def crn(self) -> str:
        """A probation case reference."""
        return numbers.crn(self.random)

    def bank_account(self) -> str:
        """A bank account."""
        return numbers.bank_account(self.random)

    def payment_card(self) -> str:
        """A payment card number."""
        return numbers.payment_card(self.random)

    def imei(self) -> str:
        """An IMEI."""
        return numbers.imei(self.random)

    def sim(self) -> str:
        """A SIM number."""
        return numbers.sim(self.random)

    def ip(self) -> str:
        """An IP address."""
        return numbers.ip(self.random)

    def mac(self) -> str:
        """A MAC address."""
        return numbers.mac(self.random)

    def crypto(self) -> str:
        """A wallet address."""
        return numbers.crypto(self.random)

    def what3words(self) -> str:
        """A what3words address."""
        return numbers.what3words(self.random)

    def coordinates(self) -> str:
        """A grid reference or coordinates."""
        return numbers.coordinates(self.random)

    def vin(self) -> str:
        """A vehicle identification number."""
        return numbers.vin(self.random)

    def dob(self, person: Person | None = None) -> str:
        """A date of birth, of the person if given."""
        return numbers.dob(self.random, person.born if person else None)

    def age(self) -> str:
        """An age."""
        return numbers.age(self.random)

    # -- kept types -----------------------------------------------------------------------------------------------

    def place(self) -> str:
        """A place."""
        return surroundings.place(self.random)

    def town(self) -> str:
        """A town."""
        return surroundings.town(self.random)

    def road(self) -> str:
        """A numbered road."""
        return surroundings.road(self.random)

    def organisation(self) -> str:
        """An organisation."""
        return surroundings.organisation(self.random)

    def date_time(self) -> str:
        """A date or time."""
        return surroundings.date_time(self.random)

    def clock(self) -> str:
        """A time of day."""
        return surroundings.clock(self.random)

    def nationality(self) -> str:
        """A nationality."""
        return surroundings.nationality(self.random)

    def crime_ref(self) -> str:
        """A crime number."""
        return numbers.crime_ref(self.random)

    def url(self) -> str:
        """A web address."""
        return numbers.url(self.random)


@cache
def _all_origins() -> tuple[str, ...]:
    return (*origins(), *[WORDS] * 2)  # names that are words too, three times as often as those of any origin
