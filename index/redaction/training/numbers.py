"""Invented numbers, plates and electronic identifiers in the forms officers type: a random source -> a string.

Phones come half from ranges that Ofcom keeps for drama and half from random digits, so that no model learns one range;
IP addresses and e-mail domains are documentation ones in part. Check digits are right where a form has them.
"""

from collections.abc import Callable
from itertools import pairwise
from random import Random
from string import ascii_uppercase

from index.redaction import checks
from index.redaction.tokens import fold
from index.redaction.training.words import one, phrases

AREAS = phrases("""
    AB, AL, B, BA, BB, BD, BH, BL, BN, BR, BS, BT, CA, CB, CF, CH, CM, CO, CR, CT, CV, CW, DA, DD, DE, DG, DH, DL,
    DN, DT, DY, E, EC, EH, EN, EX, FK, FY, G, GL, GU, HA, HD, HG, HP, HR, HS, HU, HX, IG, IP, IV, KA, KT, KW, KY, L,
    LA, LD, LE, LL, LN, LS, LU, M, ME, MK, ML, N, NE, NG, NN, NP, NR, NW, OL, OX, PA, PE, PH, PL, PO, PR, RG, RH,
    RM, S, SA, SE, SG, SK, SL, SM, SN, SO, SP, SR, SS, ST, SW, SY, TA, TD, TF, TN, TQ, TR, TS, TW, UB, W, WA, WC,
    WD, WF, WN, WR, WS, WV, YO, ZE, JE, GY, IM
    """)
INWARD = "ABDEFGHJLNPQRSTUWXYZ"
PLATE_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
HANDLE_WORDS = phrases("""
    lil, big, real, official, its, im, xo, babes, trapz, bandz, blocc, yung, king, queen, prince, ghost, shadow,
    smoke, ice, cash, drip, gully, sav, mans, ting, plug, vibes, sesh, deals, motors, nails, lashes, barbers, gym,
    garage, rentals, dogs, pups, bikes, kicks, gamer, fc, utd, lad, mum, nan, ace, fox, wolf, bear, toast, pickle,
    noodle, peach, lucky, misty, stormy, sunny, rocky, bullet
    """)
FORENAMES = phrases("""
    kayla, jake, mia, callum, ellie, tyler, zara, hamza, kofi, ania, marek, dani, josh, beth, chloe, reece, amir,
    priya, leon, tash, kev, shaz, gaz, baz, luke, jodie, abz, ravi, tia, nico, andrei, ioana, linh, duc, yusuf,
    hodan, sean, niamh, rhys, megan, ewan
    """)
WORDS = phrases("""
    apple, basket, candle, dolphin, engine, feather, garden, hammer, island, jacket, kettle, ladder, marble, needle,
    orange, pencil, quarter, ribbon, saddle, table, umbrella, violin, window, yellow, zebra, bright, silent, gentle,
    rapid, frozen, modern, humble, parade, supply, tribal, inches, nods, lamp, crisp, daring, shelf, lends, spoon,
    walks, arrow, cheer, drum, flute, gravel, minute
    """)
_PERSONAL = phrases(
    "BOB, KAZ, DAN, MAX, ZED, AMY, TOM, SAM, LEE, JAY, BOX, VAN, TAZ, BOS, KHN, ALI, RAJ, GAZ, SUE, MRS, SGH"
)
_POLISH, _ROMANIAN = phrases("WA, KR, PO, GD, WW, DW, LU"), phrases("B, CJ, IS, TM, BV, GL")
_COUNTRIES = phrases("""
    353, 48, 40, 355, 370, 359, 380, 90, 84, 86, 234, 233, 252, 251, 92, 880, 91, 93, 964, 351, 55, 34, 57, 1 876, 33,
    49, 31, 63
    """)


def digits(random: Random, count: int) -> str:
    """This many random digits."""
    return "".join(random.choice("0123456789") for _ in range(count))


def letters(random: Random, count: int, among: str = ascii_uppercase) -> str:
    """This many random letters."""
    return "".join(random.choice(among) for _ in range(count))


def sequential(random: Random, stem: str, fits: Callable[[str], bool], among: str = "0123456789") -> str:
    """The stem with the check character that fits, or any where none does."""
    return next((stem + c for c in among if fits(stem + c)), stem + random.choice(among))


# -- places on a map -----------------------------------------------------------------------------------------------


def postcode(random: Random) -> str:
    """A postcode: full, spaced or not, in capitals or not."""
    code, inward = outward(random), random.choice("0123456789") + letters(random, 2, INWARD)
    written = code + random.choice((" ", " ", " ", " ", "", "", "  ")) + inward
    return written.lower() if random.random() < 0.12 else written


def outward(random: Random) -> str:
    """The first half of a postcode."""
    area = random.choice(AREAS)
    return f"{area}{random.randint(1, 9)}W" if area in {"EC", "WC"} else f"{area}{random.randint(1, 28)}"


def what3words(random: Random) -> str:
    """Three words, with or without the slashes."""
    return random.choice(("", "///", "///", "w3w ///")[:3]) + ".".join(random.sample(WORDS, 3))


def coordinates(random: Random) -> str:
    """A grid reference, or latitude and longitude."""
    easting, northing = digits(random, 3), digits(random, 3)
    square = random.choice(("SJ", "SK", "TL", "TQ", "NT", "NS", "SO", "SP", "SU", "NZ", "SE", "TF", "TG", "SD", "NY",
        "H", "J", "IG"))  # fmt: skip
    latitude, longitude = random.uniform(50.2, 58.5), random.uniform(-5.0, 1.6)
    return random.choice((f"{square} {easting} {northing}", f"{square}{easting}{northing}",
        f"{square} {easting}{digits(random, 2)} {northing}{digits(random, 2)}", f"{latitude:.4f}, {longitude:.4f}",
        f"{latitude:.5f},{longitude:.5f}", f"{latitude:.3f}N {abs(longitude):.3f}W", ))  # fmt: skip


# -- vehicles ------------------------------------------------------------------------------------------------------


def plate(random: Random) -> str:
    """A registration of any form that is met on UK roads, with or without its blank, in any case."""
    made = one(random, _PLATES, (60, 7, 6, 3, 8, 3, 2, 2, 3, 3))(random)
    if random.random() < 0.45:
        made = made.replace(" ", "")
    roll = random.random()
    if roll < 0.1:
        return made.lower()
    if roll < 0.13:
        return made.replace(" ", "-") if " " in made else made
    return made


def part_plate(random: Random) -> str:
    """What a witness has of a plate."""
    made = _current(random)
    return random.choice((made[:4], made[:4], made[-3:], made[:3], f"{made[:4]} {made[5]}", f"{made[:4]}?{made[5:]}",
        f"{made[:3]}? {made[5:]}", made[:4].lower()))  # fmt: skip


def _current(random: Random) -> str:
    age = random.choice((random.randint(2, 26), random.randint(51, 75)))
    return f"{letters(random, 2, PLATE_LETTERS)}{age:02d} {letters(random, 3, PLATE_LETTERS + 'Z')}"


def _prefix(random: Random) -> str:
    return f"{random.choice('ABCDEFGHJKLMNPRSTVWXY')}{random.randint(1, 999)} {letters(random, 3, PLATE_LETTERS)}"


def _suffix(random: Random) -> str:
    return f"{letters(random, 3, PLATE_LETTERS)} {random.randint(1, 999)}{random.choice('ABCDEFGHJKLMNPRSTVWXY')}"


def _dateless(random: Random) -> str:
    mark, figure = letters(random, random.randint(1, 3), PLATE_LETTERS), str(random.randint(1, 9999))
    return random.choice((f"{mark} {figure}", f"{figure} {mark}"))


def _northern(random: Random) -> str:
    first, last = random.choice(("", letters(random, 1))), "Z" if random.random() < 0.6 else "I"
    return f"{first}{random.choice('IJKLNOPRSUVWX')}{last} {random.randint(100, 9999)}"


def _trade(random: Random) -> str:
    return random.choice((f"{random.randint(1, 999):03d} {letters(random, 2)}", f"{random.randint(1, 99999):05d}"))


def _query(random: Random) -> str:
    return f"Q{random.randint(1, 999)} {letters(random, 3, PLATE_LETTERS)}"


def _personal(random: Random) -> str:
    return random.choice((f"{random.choice(ascii_uppercase)}{random.randint(1, 20)} {random.choice(_PERSONAL)}",
        f"{random.choice(_PERSONAL)} {random.randint(1, 999)}{random.choice(ascii_uppercase)}",
        f"{random.randint(1, 99)} {letters(random, 2)}",
        f"B{random.randint(0, 9)}{random.randint(0, 9)} {letters(random, 3)}", ))  # fmt: skip


def _irish(random: Random) -> str:
    county = random.choice(("D", "C", "G", "LH", "DL", "MN", "KE", "WX", "T", "L", "CN"))
    return f"{random.randint(10, 25)}{random.choice('12')}-{county}-{random.randint(1, 29999)}"


def _foreign(random: Random) -> str:
    return random.choice((f"{random.choice(_POLISH)} {digits(random, 5)}",
        f"{random.choice(_ROMANIAN)} {random.randint(10, 99)} {letters(random, 3)}",
        f"{letters(random, 3)} {digits(random, 3)}", f"{letters(random, 2)} {digits(random, 3)} {letters(random, 2)}",
        f"{random.choice(('CB', 'CA', 'PB', 'A'))} {digits(random, 4)} {letters(random, 2, 'ABCEHKMOPTX')}",
        f"{digits(random, 2)}-{letters(random, 2)}-{digits(random, 2)}",
        f"{letters(random, 2)}-{digits(random, 3)}-{letters(random, 2)}",
        f"{letters(random, 1)}-{letters(random, 2)} {digits(random, 4)}", ))  # fmt: skip


_PLATES = (_current, _prefix, _suffix, _dateless, _northern, _irish, _query, _trade, _personal, _foreign)


def vin(random: Random) -> str:
    """A vehicle identification number."""
    maker = random.choice(("WVW", "WBA", "SAJ", "VF1", "WDB", "ZFA", "SAL", "VSS", "WF0", "JTD", "TMB", "W0L", "SHH",
        "KMH", "UU1"))  # fmt: skip
    return maker + letters(random, 6, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789") + letters(random, 2,
        "ABCDEFGHJKLMNPRSTUVWXYZ") + digits(random, 6)  # fmt: skip


# -- phones --------------------------------------------------------------------------------------------------------


def phone(random: Random) -> str:
    """A phone number in the layouts of logs."""
    national = _national(random)
    roll = random.random()
    if roll < 0.62:
        return _laid_out(random, national)
    if roll < 0.86:
        lead = random.choice(("+44", "+44", "+44 ", "+44 ", "0044", "0044 ", "+44(0)", "+44 (0)", "+44 (0) ", "44",
            "(+44) "))  # fmt: skip
        return lead + _laid_out(random, national)[1:].lstrip()
    if roll < 0.94:
        return _foreign_phone(random)
    if roll < 0.97:
        return _laid_out(random, national).replace("0", random.choice(("O", "o")))
    return " ".join(national)


def part_phone(random: Random) -> str:
    """The digits that are known of a number, "442", "07700 900 1xx"."""
    national = _national(random)
    return random.choice((national[-3:], national[-3:], national[-4:], f"{national[:5]} {national[5:8]}xxx",
        f"{national[:5]} {national[5:8]}", f"{national[:5]}...{national[-3:]}", f"{national[:5]}******",
        f"{national[:6]}?????", ))  # fmt: skip


def _national(random: Random) -> str:
    fiction = random.random() < 0.5
    if random.random() < 0.72:
        if fiction:
            return f"07700900{digits(random, 3)}"
        return f"07{random.choice('345789')}{digits(random, 8)}"
    if fiction:
        return random.choice((f"01632960{digits(random, 3)}", f"02079460{digits(random, 3)}",
            f"01134960{digits(random, 3)}", f"01144960{digits(random, 3)}", f"01154960{digits(random, 3)}",
            f"01174960{digits(random, 3)}", f"01214960{digits(random, 3)}", f"01314960{digits(random, 3)}",
            f"01514960{digits(random, 3)}", f"01614960{digits(random, 3)}", f"01914980{digits(random, 3)}",
            f"02896496{digits(random, 3)}", f"02920180{digits(random, 3)}", f"08081570{digits(random, 3)}",
            f"09098790{digits(random, 3)}", f"03069990{digits(random, 3)}", ))  # fmt: skip
    return random.choice((f"01{digits(random, 9)}", f"01{digits(random, 9)}",
        f"020{random.choice('378')}{digits(random, 7)}", f"0800{digits(random, 6)}", f"0845{digits(random, 7)}",
        f"0300{digits(random, 7)}", f"028{digits(random, 8)}", f"029{digits(random, 8)}", ))  # fmt: skip


def _laid_out(random: Random, national: str) -> str:
    size = len(national)
    cuts = random.choice(((), (), (5,), (5,), (5,), (5, 8), (5, 8), (5, 8), (4, 7), (3, 7), (4, 6, 8), (7,), (5, 7,
        9), (2, 5, 8), (6,)))  # fmt: skip
    if national.startswith("02") and random.random() < 0.7:
        cuts = random.choice(((3, 7), (3,), ()))
    elif national.startswith(("011", "0121", "0131", "0141", "0151", "0161", "0191")) and random.random() < 0.7:
        cuts = random.choice(((4, 7), (4,), ()))
    between = random.choice((" ", " ", " ", " ", " ", "-", ".", "  "))
    edges = [0, *(c for c in cuts if c < size), size]
    pieces = [national[a:b] for a, b in pairwise(edges)]
    if not national.startswith("07") and len(pieces) > 1 and random.random() < 0.12:
        pieces[0] = f"({pieces[0]})"
    laid = between.join(pieces)
    if between == "-" and len(pieces) == 3 and random.random() < 0.3:
        laid = f"{pieces[0]} {pieces[1]}-{pieces[2]}"
    return laid


def _foreign_phone(random: Random) -> str:
    code = random.choice(_COUNTRIES)
    block = random.choice((f"{digits(random, 3)} {digits(random, 3)} {digits(random, 3)}", digits(random, 9),
        f"{digits(random, 2)} {digits(random, 3)} {digits(random, 4)}",
        f"{digits(random, 3)} {digits(random, 7)}"))  # fmt: skip
    return random.choice(("+", "+", "00")) + code + random.choice((" ", "")) + block


def imei(random: Random) -> str:
    """An IMEI with its check digit, in one piece mostly."""
    made = sequential(random, random.choice(("35", "35", "86", "01")) + digits(random, 12), checks.luhn)
    return random.choice((made, made, made, made, f"{made[:2]}-{made[2:8]}-{made[8:14]}-{made[14]}",
        f"{made[:2]} {made[2:8]} {made[8:14]} {made[14]}",
        f"{made[:6]} {made[6:8]} {made[8:14]} {made[14]}"))  # fmt: skip


def sim(random: Random) -> str:
    """An ICCID."""
    return sequential(random, "8944" + digits(random, 14), checks.luhn)


# -- the net -------------------------------------------------------------------------------------------------------


def email(random: Random) -> str:
    """An e-mail address."""
    name, word = random.choice(FORENAMES), random.choice(HANDLE_WORDS)
    local = random.choice((f"{name}.{word}{random.choice(('', digits(random, 2)))}", f"{name}{digits(random, 2)}",
        f"{name}_{word}", f"{name[0]}.{random.choice(FORENAMES)}", f"{word}{name}",
        f"{random.choice(('info', 'accounts', 'sales', 'bookings', 'lettings', 'admin', 'jobs', 'payroll', 'office'))}",
        f"{name}-{word}", f"{word}.{random.choice(HANDLE_WORDS)}{digits(random, 1)}", ))  # fmt: skip
    domain = random.choice(("example.com", "example.org", "example.net", "mail.example.com",
        f"{word}{random.choice(HANDLE_WORDS)}.example.co.uk", f"{name}s-{word}.example.com",
        f"{random.choice(HANDLE_WORDS)}mail.test", f"{word}-lettings.example.org",
        f"{random.choice(HANDLE_WORDS)}post.invalid", ))  # fmt: skip
    made = f"{local}@{domain}"
    roll = random.random()
    return made.upper() if roll < 0.04 else made.replace("@", " @ ") if roll < 0.05 else made.replace("@",
        "[at]") if roll < 0.06 else made  # fmt: skip


def handle(random: Random) -> str:
    """A name in social media, with or without @."""
    name, word, other = random.choice(FORENAMES), random.choice(HANDLE_WORDS), random.choice(HANDLE_WORDS)
    made = random.choice((f"{name}.{word}", f"{name}_{word}{digits(random, 2)}", f"{word}{name}", f"{word}_{other}",
        f"{word}.{other}_{digits(random, 2)}", f"x{name}x{digits(random, 2)}", f"xx_{name}_xx",
        f"{name}{digits(random, 4)}", f"the.{word}.{name}", f"{name}{name[-1] * 3}",
        f"{word}{other}{digits(random, 1)}", f"{name}__{word}", f"_{name}.{word}_",
        f"{name}.{random.choice(FORENAMES)[:4]}{digits(random, 1)}", f"{word.title()}{other.title()}",
        f"{name[:3]}_{outward(random).lower()}", f"{name}4{word}", ))  # fmt: skip
    return made if random.random() < 0.35 else f"@{made}"


def ip(random: Random) -> str:
    """An IP address, mostly of version 4."""
    if random.random() < 0.15:
        return random.choice((f"2001:db8::{letters(random, 4, 'abcdef0123456789')}",
            "2001:db8:" + ":".join(letters(random, 4, "abcdef0123456789") for _ in range(6))))  # fmt: skip
    net = random.choice(("192.0.2", "198.51.100", "203.0.113",
        f"{random.randint(11, 223)}.{random.randint(0, 255)}.{random.randint(0, 255)}"))  # fmt: skip
    return f"{net}.{random.randint(1, 254)}"


def mac(random: Random) -> str:
    """A MAC address."""
    return random.choice((":", ":", "-")).join(letters(random, 2, "0123456789ABCDEF") for _ in range(6))


def crypto(random: Random) -> str:
    """A wallet address."""
    base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    return random.choice((f"bc1q{letters(random, 38, 'acdefghjklmnpqrstuvwxyz023456789')}",
        f"0x{letters(random, 40, '0123456789abcdef')}", f"1{letters(random, 33, base58)}",
        f"3{letters(random, 33, base58)}", f"T{letters(random, 33, base58)}", ))  # fmt: skip


def url(random: Random) -> str:
    """A web address, sometimes defanged."""
    word, other = random.choice(HANDLE_WORDS), random.choice(WORDS)
    lead = random.choice(("https://", "https://", "http://", "www.", "hxxps://", "https://www.", ""))
    path = random.choice(("", "", f"/{other}", f"/p/{digits(random, 4)}", f"/{word}?id={digits(random, 3)}"))
    return f"{lead}{word}-{other}.example.{random.choice(('com', 'org', 'net', 'co.uk'))}{path}"


# -- personal numbers ----------------------------------------------------------------------------------------------


def nino(random: Random) -> str:
    """A National Insurance number."""
    while not checks.nino(
        made := letters(random, 2, "ABCEGHJKLMNOPRSTWXYZ") + digits(random, 6) + random.choice("ABCD")
    ):
        pass
    spaced = f"{made[:2]} {made[2:4]} {made[4:6]} {made[6:8]} {made[8]}"
    return random.choice((made, made, spaced, spaced, spaced, f"{made[:2]} {made[2:8]} {made[8]}",
        f"{made[:2]}-{made[2:4]}-{made[4:6]}-{made[6:8]}-{made[8]}", made.lower(),
        f"{made[:2]} {made[2:]}"))  # fmt: skip


def nhs(random: Random) -> str:
    """An NHS number with its check digit; a Scottish CHI number in part."""
    if random.random() < 0.12:
        made = f"{random.randint(1, 28):02d}{random.randint(1, 12):02d}{random.randint(30, 99)}{digits(random, 4)}"
        return random.choice((made, f"{made[:6]} {made[6:]}"))
    while not checks.nhs_number(made := str(random.randint(4, 9)) + digits(random, 9)):
        pass
    return random.choice((f"{made[:3]} {made[3:6]} {made[6:]}", f"{made[:3]} {made[3:6]} {made[6:]}", made,
        f"{made[:3]}-{made[3:6]}-{made[6:]}"))  # fmt: skip


def passport(random: Random) -> str:
    """A passport number of several countries."""
    return random.choice((digits(random, 9), digits(random, 9), f"{letters(random, 2)}{digits(random, 7)}",
        f"{letters(random, 1)}{digits(random, 8)}", f"{letters(random, 1)}{digits(random, 7)}",
        f"{letters(random, 2)} {digits(random, 7)}", f"{letters(random, 3)}{digits(random, 6)}", digits(random, 8),
        f"{letters(random, 2)}{digits(random, 6)}", f"{letters(random, 1)}{digits(random, 7)}{letters(random, 1)}",
        f"{letters(random, 2)} {digits(random, 3)} {digits(random, 3)}", ))  # fmt: skip


def driving_licence(random: Random, surname: str = "") -> str:
    """A driver number of Great Britain, of the surname if given; in part of Northern Ireland or abroad."""
    if random.random() < 0.1:
        return random.choice((digits(random, 8), f"{digits(random, 5)}/{digits(random, 2)}/{digits(random, 4)}",
            f"{letters(random, 1)}-{digits(random, 7)} {digits(random, 1)}"))  # fmt: skip
    spare = letters(random, 5)
    letters_only = "".join(c for c in fold(surname).upper() if c in ascii_uppercase) or spare
    month = random.randint(1, 12) + random.choice((0, 0, 50))
    decade = random.randint(5, 9) if random.random() < 0.7 else 0
    first, second = letters_only[:5].ljust(5, "9"), f"{decade}{month:02d}{random.randint(1, 28):02d}{digits(random, 1)}"
    check = random.choice(("9", letters(random, 1), digits(random, 1)))
    third = f"{letters(random, 1)}{random.choice(('9', letters(random, 1)))}{check}{letters(random, 2)}"
    return random.choice((f"{first}{second}{third}", f"{first}{second}{third}", f"{first} {second} {third}",
        f"{first} {second} {third} {digits(random, 2)}", f"{first}{second}{third}".lower()))  # fmt: skip


def pnc_id(random: Random) -> str:
    """A PNC identifier with its check letter."""
    year = random.randint(1980, 2025)
    serial = random.choice((digits(random, 6), digits(random, 7), str(random.randint(1000, 999999))))
    written = random.choice((str(year), f"{year % 100:02d}", str(year)))
    made = sequential(random, f"{written}/{serial}", checks.pnc_id, "ABCDEFGHJKLMNPQRTUVWXYZ")
    return random.choice((made, made, made, made.lower(), made.replace("/", " / ")))


def cro(random: Random) -> str:
    """A CRO number with its check letter."""
    year, serial = f"{random.randint(0, 99):02d}", random.choice((digits(random, 6), str(random.randint(100, 99999))))
    stem = f"SF{year}/{serial}" if random.random() < 0.1 else f"{serial}/{year}"
    return sequential(random, stem, checks.cro_number, "ABCDEFGHJKLMNPQRTUVWXYZ")


def asn(random: Random) -> str:
    """An arrest/summons number with its check letter."""
    unit = f"{random.randint(1, 63):02d}{random.choice('0123456789AB')}{random.randint(0, 9)}"
    stem = f"{random.randint(10, 25)}/{unit}/{random.randint(1, 2):02d}/{random.randint(1, 999999)}"
    return sequential(random, stem, checks.asn, "ABCDEFGHJKLMNPQRTUVWXYZ")


def custody(random: Random) -> str:
    """A custody reference in the forms of several forces."""
    year, unit = random.randint(20, 25), letters(random, 2)
    serial = random.choice((digits(random, 4), digits(random, 5), digits(random, 6)))
    return random.choice((f"{unit}/{serial}/{year}", f"{unit}/20{year}/{serial}", f"{unit}/{year}/{serial}",
        f"{random.randint(10, 62)}{unit}/{serial}/{year}", f"{unit}{random.randint(1, 9):02d}/{serial}/{year}",
        f"{letters(random, 2)}/{unit}/{year}/{serial}", f"{unit}/C/{serial}/{year}",
        f"{letters(random, 2)}/{unit}/{serial}/{year}", f"{letters(random, 3)}-{serial}-{year}", f"C{serial}/{year}",
        f"{random.randint(1, 62):02d}/{unit}/{serial}/{year}", f"{unit} {serial}/{year}"))  # fmt: skip


def prison_number(random: Random) -> str:
    """A prisoner number, A1234BC."""
    return f"{letters(random, 1)}{digits(random, 4)}{letters(random, 2)}"


def crn(random: Random) -> str:
    """A probation case reference."""
    return f"{letters(random, 1)}{digits(random, 6)}"


def crime_ref(random: Random) -> str:
    """A crime or incident number; no identity, so it is left alone."""
    year, serial = random.randint(20, 25), random.choice((digits(random, 4), digits(random, 5), digits(random, 6)))
    return random.choice((f"{random.randint(1, 62):02d}/{serial}/{year}",
        f"{random.randint(1, 62):02d}{letters(random, 2)}/{serial}/{year}", f"{digits(random, 7)}/{year}",
        f"{random.randint(10, 62)}{year}0{digits(random, 6)}", f"{letters(random, 2)}/{serial}/{year}",
        f"CRI/{digits(random, 7)}/{year}",
        f"{letters(random, 2)}-20{year}{random.randint(1, 12):02d}{random.randint(1, 28):02d}-{digits(random, 4)}",
        f"CR/{serial}/{year}", f"{letters(random, 3)}/{year}/{digits(random, 6)}",
        f"inc {random.randint(1, 900)} of {random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{year}"))  # fmt: skip


def bank_account(random: Random) -> str:
    """Sort code and account number in many layouts, either alone, or an IBAN."""
    sort, account = [digits(random, 2) for _ in range(3)], digits(random, 8)
    dashed = "-".join(sort)
    if random.random() < 0.08:
        bank = letters(random, 4) + "".join(sort) + account
        made = next((m for check in range(100) if checks.iban(m := f"GB{check:02d}{bank}")), f"GB00{bank}")
        return random.choice((made, " ".join(made[i : i + 4] for i in range(0, len(made), 4))))
    return random.choice((f"{dashed} {account}", f"{dashed} {account}", f"{dashed} {account}",
        f"{dashed} / {account}", f"{dashed}, {account}", f"{dashed} acct {account}", f"{dashed} a/c {account}",
        f"{dashed}/{account}", f"{''.join(sort)} {account}", f"{' '.join(sort)} {account}",
        f"sort code {dashed} account {account}", f"sort code {dashed} no. {account}", f"s/c {dashed} acc {account}",
        f"SC {dashed} AN {account}", dashed, account, account, f"{dashed}  {account}", f"{''.join(sort)}-{account}",
        f"{dashed} ac {account[:4]} {account[4:]}", f"{account} ({dashed})", ))  # fmt: skip


def payment_card(random: Random) -> str:
    """A card number with its check digit."""
    made = sequential(random, random.choice(("4", "5", "52", "51")) + digits(random, 14), checks.luhn)[:16]
    made = sequential(random, made[:15], checks.luhn)
    return random.choice((made, " ".join(made[i : i + 4] for i in range(0, 16, 4)),
        "-".join(made[i : i + 4] for i in range(0, 16, 4))))  # fmt: skip


MONTHS = phrases("January, February, March, April, May, June, July, August, September, October, November, December")


def dob(random: Random, born: tuple[int, int, int] | None = None) -> str:
    """A date of birth. born: year, month and day, else any."""
    year, month, day = born or birthday(random)
    name, short = MONTHS[month - 1], f"{year % 100:02d}"
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return one(random, (f"{day:02d}/{month:02d}/{year}", f"{day:02d}/{month:02d}/{short}", f"{day}/{month}/{short}",
        f"{day:02d}.{month:02d}.{year}", f"{day:02d}.{month:02d}.{short}", f"{day}.{month}.{short}",
        f"{day:02d}-{month:02d}-{year}", f"{year}-{month:02d}-{day:02d}", f"{day} {name} {year}",
        f"{day} {name[:3]} {year}", f"{day}{ending} {name} {year}", f"{day} {name[:3].upper()} {short}",
        f"{day:02d}{month:02d}{year}", f"{day:02d}{month:02d}{short}", f"{day}/{month}/{year}",
        f"{day:02d} {month:02d} {year}", f"{day:02d}{name[:3].upper()}{year}", f"{name} {year}", str(year),
        f"{day} {name}", f"{day}-{month}-{short}", f"{name[:3]} {short}"), (20, 9, 5, 5, 4, 3, 4, 4, 6, 5, 4, 2, 2,
        2, 5, 1, 1, 1, 2, 1, 2, 0.5))  # fmt: skip


def birthday(random: Random) -> tuple[int, int, int]:
    """Year, month and day of a birth."""
    return random.randint(1934, 2014), random.randint(1, 12), random.randint(1, 28)


def age(random: Random) -> str:
    """An age, in figures or words, exact or not."""
    years = random.choice((random.randint(13, 19), random.randint(18, 45), random.randint(18, 90)))
    decade = years // 10 * 10
    tens = {10: "teens", 20: "twenties", 30: "thirties", 40: "forties", 50: "fifties", 60: "sixties", 70: "seventies",
        80: "eighties", 90: "nineties"}[max(decade, 10)]  # fmt: skip
    return one(random, (str(years), f"{years}yo", f"{years} yo", f"{years}yrs", f"{years} years",
        f"{years} years old", f"{years}yr old", f"{years}-ish", f"{years}ish", f"{max(decade, 10)}s",
        f"{years}-{years + 5}", f"mid {tens}", f"mid-{tens}", f"early {tens}", f"late {tens}", tens,
        f"late {max(decade, 20)}s", f"early {max(decade, 20)}s", f"{years} or so", f"about {years}"[6:], f"{years}?",
        f"under {max(decade, 20)}", f"over {max(decade, 20)}", ("fourteen", "fifteen", "sixteen", "seventeen",
        "eighteen", "nineteen", "twenty", "twenty two", "thirty")[years % 9]), (40, 3, 3, 2, 3, 4, 1, 2, 1, 6, 3, 1,
        2, 1, 1, 2, 1, 1, 1, 1, 1, 0.5, 0.5, 2))  # fmt: skip


def collar(random: Random) -> str:
    """A collar or warrant number, bare or with letters."""
    figure = random.choice((digits(random, 4), digits(random, 4), digits(random, 4), digits(random, 3), digits(random,
        5)))  # fmt: skip
    return random.choice((figure, figure, figure, figure, f"{figure}{random.choice('ABCDXP')}",
        f"{figure}{letters(random, 2)}", f"{letters(random, 2)} {figure}", f"{letters(random, 1)}{figure}",
        f"{figure} {letters(random, 2)}", f"{letters(random, 2)}{figure}"))  # fmt: skip
