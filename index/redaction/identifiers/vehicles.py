"""Registrations, whole and partly read, of these islands and of others, and vehicle identification numbers."""

import re
from collections.abc import Iterator, Sequence

from index.records import Span
from index.redaction import checks, lists
from index.redaction.identifiers.lookalikes import DIGIT, LETTER, PHONETIC, UNIT, digits, letters
from index.redaction.identifiers.rules import OPEN, SHUT, Cued, Near, Rule, Shape, compiled
from index.redaction.types import EntityType as T

# What stands beside numbers in capitals and is no part of a registration ("A17 AND", "PC 4821", "200 EUR").
_BESIDE_NUMBERS = lists.words("""
    ALL AND ANY ARE ASK BAG BUS BUT BUY CAR CAN CUT DAY DID END FOR GOT GET HAD HAS HER HIM HIS HOW INC ITS LAD
    LEG LET LOW MAN MEN MET MIN MPH NEW NIL NOR NOT NOW OFF OLD ONE OUR OUT OWN PER PUT RAN RED SAT SAW SAY SET
    SHE SIX SUN TEN THE TOP TWO USE VAN VIA WAS WAY WHO WHY YES YET YOU HRS KMS MIL LBS GRM PAX PCS PLN EUR GBP
    USD RON NZD CHF SEK MGS KGS MLS GMS MON TUE WED THU FRI SAT JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC
    CAD LOG REF TEL REG VRM PNC CRO NHS DOB CCTV SIM FLT APT GPS SMS ATV BWV CID HMP NPS RTC OIC URN VIN IMEI BRP
    PCSO DSU TDC SGT SIO FLO CHIS DAF BMW KIA BHP GMT BST UTC CET EST MID MPG VAT UID SSN UTR PIN CRN ASN IBAN FIR
    PC PS DC DS DI DCI DSI UC IP ID NI NO HO DL PP SC AC ACC KG MG ML CM KM MM FT HR AM PM PX CC CO OP
    UK EU US TV UN AT ON OF TO BY IS IT AS IN RE WE HE ME MY GO DO IF SO UP AN OR BE EX NR JCT
    """)
# Further short words, which a registration in capitals may spell but one in lower case must not.
_SHORT_WORDS = _BESIDE_NUMBERS | lists.words("""
    ACT ADD AGE AGO AID AIM AIR ALE APP ARM ART ATE AWE BAD BAN BAR BAT BED BEE BEG BET BID BIG BIN BIT BOB BOX BOY BUN
    CAB CAF CAP CAT COP COW CRY CUP DAD DAM DEN DIE DIG DIM DIP DOG DOT DRY DUE DUG EAR EAT EGG ERA EVE EYE FAN FAR FAT
    FEE FEW FIG FIN FIT FIX FLY FOG FOX FUN FUR GAP GAS GOD GUM GUN GUY GYM HAT HAY HEN HID HIP HIT HOT HUB HUG HUT ICE
    ILL INK INN IRE JAB JAM JAR JAW JET JOB JOG JOY KEY KID KIN KIT LAB LAP LAW LAY LED LID LIE LIP LIT LOT LTD MAD MAP
    MAT MID MIX MOB MOM MOT MUD MUG MUM NET NUT OAK ODD OIL OWE PAD PAL PAN PAY PEA PEN PET PIE PIG PIT POD POP POT PUB
    RAG RAT RAW RIB RID RIG RIM RIP ROD ROW RUB RUG RUN SAD SEA SEE SEX SHY SIN SIP SIR SIT SKI SKY SON SPA SPY SUM TAB
    TAG TAN TAP TAR TAX TEA TIE TIN TIP TOE TOM TON TOO TOY TRY TUB VET WAR WAX WEB WET WIG WIN WON ZIP RD ST RM
    """)


def _groups(plate: str) -> list[str]:
    return re.findall(r"[A-Z]{2,}", plate.upper())


def no_words(plate: str) -> bool:
    """Whether a would-be registration has no year and none of its letter groups is a word that numbers stand beside."""
    return not any(g in _BESIDE_NUMBERS for g in _groups(plate)) and not re.match(r"(?:19|20)\d\d ?[A-Z]{2,3}$", plate)


def _spells_nothing(plate: str) -> bool:
    """Whether none of the letter groups is any short word, for what is in lower case or has letters only."""
    return not any(group in _SHORT_WORDS for group in _groups(plate))


def current_plate(plate: str) -> bool:
    """Whether the age identifier of a current registration has been issued: 02-29 (March) or 51-79 (September).

    Source: DVLA INF104, "Vehicle registration numbers and number plates".
    """
    age = int("".join(c for c in plate if c.isdigit()))
    first, *rest = _groups(plate)
    sentence = (
        rest and rest[-1] in _BESIDE_NUMBERS and (not plate.isupper() or (first in _BESIDE_NUMBERS and " " in plate))
    )  # "in12 the", "ON 12 MEN"
    return (2 <= age <= 29 or 51 <= age <= 79) and not sentence


def misread_plate(plate: str) -> bool:
    """Whether a current registration comes out of a group with some of its characters taken for others."""
    squeezed = re.sub(r"[^\w|]", "", plate)
    if len(squeezed) != 7 or squeezed[:2].isdigit() or not re.search(r"\d", squeezed[2:4]):
        return False
    if sum(c.isalpha() for c in squeezed[4:]) < 2:
        return False
    read = letters(squeezed[:2]) + digits(squeezed[2:4]) + letters(squeezed[4:])
    return read != squeezed.upper() and bool(re.fullmatch(r"[A-Z]{2}\d\d[A-Z]{3}", read)) and current_plate(read)


def _lower_prefix(plate: str) -> bool:
    """Whether a prefix or suffix registration in lower case is none of "a47 had", "flat 12a"."""
    return _spells_nothing(plate) and (
        " " not in plate or not re.search(r"[aeiou]", re.sub(r"\W*\d+\W*", "", plate)[-3:])
    )


def _told_plate(words: str) -> bool:
    """Whether words told letter by letter are a registration: three or more letters, or two and two digits."""
    told = re.findall(PHONETIC, words, re.I)
    figures = re.findall(rf"\b{UNIT}\b|\d", words, re.I)
    return len(told) >= 2 and len(figures) >= 1 and len(told) + len(figures) >= 4


def _mixed(plate: str) -> bool:
    """Whether a would-be registration has a letter and a digit, three characters and no word."""
    squeezed = re.sub(r"\W", "", plate)
    return bool(re.search(r"\d", plate)) and len(squeezed) >= 3 and no_words(plate)


_S = r"[ .\-_]?"  # what parts the groups of a registration
# Makes and models that logs name beside a registration.
_MAKE = (
    r"audi|bmw|ford|vauxhall|volkswagen|vw|merc(?:edes)?|benz|toyota|honda|nissan|skoda|seat|renault|peugeot|citroen|"
    r"fiat|mazda|hyundai|kia|volvo|lexus|jaguar|jag|rover|mini|dacia|suzuki|subaru|mitsubishi|tesla|porsche|iveco|daf|"
    r"scania|luton|transit|sprinter|vivaro|trafic|berlingo|caddy|crafter|ducato|boxer|kangoo|movano|"
    r"golf|polo|passat|tiguan|fiesta|focus|mondeo|kuga|ka|corsa|astra|insignia|zafira|clio|megane|yaris|corolla|hilux|"
    r"prius|auris|civic|jazz|accord|qashqai|juke|micra|octavia|fabia|superb|leon|ibiza|amarok|ranger|discovery|"
    r"defender|"
    r"l200|navara|[acegs][- ]class|x[1356]|a[1-8]|piaggio|vespa|yamaha|kawasaki|ducati|triumph|harley|fordson|massey|"
    r"hiace|galaxy|touran|sharan|picasso|cooper|punto|panda"
)
_NOUN = (
    r"vans?|cars?|vehicles?|veh|lorr(?:y|ies)|trucks?|mopeds?|scooters?|(?:motor)?bikes?|motorcycles?|quads?|caravans?|"
    r"trailers?|campers?|taxis?|minibus(?:es)?|saloons?|hatch(?:back)?|estate|suv|4x4|pick-?up|flatbed|tipper|tractor|"
    r"artic|tractor unit|hgv|lgv|low-?loader|transporter|people carrier|"
    r"(?:number |trade |false |cloned |part(?:ial)? |foreign )?plates?|plated|"
    r"reg(?:istration|istered)?|regs|vrms?|index|indices|anpr|marker|pnc(?:'?d)? as"
)
_VEHICLE = compiled(rf"\b(?:{_MAKE}|{_NOUN})\b", re.I)
_NATION = (
    r"german|dutch|polish|lithuanian|latvian|estonian|romanian|bulgarian|hungarian|czech|slovak|french|spanish|italian|"
    r"belgian|irish|jersey|guernsey|manx|greek|serbian|albanian|"
    r"n\.? ?i\.?|portuguese|swedish|danish|norwegian|turkish|ukrainian|foreign"
)
_PLATE_CUE = compiled(
    r"\b(?:reg(?:istration|istered|s)?(?: (?:no|number|mark|plate))?|(?:number |trade |red |"
    r"part(?:ial)? |false |cloned )?plates?|index|indices|vrms?|v\.?r\.?m|"
    rf"p/i|part(?:ial)?(?: (?:index|reg|vrm))?|(?:{_NATION}) (?:number|no))(?: (?:of|is|was|as|began|starting|"
    rf"starts|started|shown|"
    r"begins|beginning|read|reads|reading|given as|like|only|seen as|noted as|believed|poss(?:ibly)?|approx|with))?\b",
    re.I,
)
_PLATE = (
    r"(?<![\w/.£])(?:[A-Z]{2,3}[ -]?\d{1,6}(?:[ -]?[A-Z]{1,3}\b)?|[A-Z][ -]?\d{1,5}[ -]?[A-Z]{1,3}\b|"
    r"\d{1,4}[ -]?[A-Z]{1,3}(?:[ -]?\d{2,5})?|[A-Z]{1,3}[ -]?\d[A-Z]\d{2}|"
    r"[A-Z]{1,2}-[A-Z]{1,2} ?\d{1,4})(?![\w/])"
)
# What may be a registration beside a word for a vehicle: three or more characters, letters and digits.
_LOOSE = (
    r"(?<![\w/@£.-])(?:[A-Z]{1,2}[ -]\d{3,4}[ -][A-Z]{2}|[A-Z]{3}[ -]?\d{2,5}[A-Z]?|[A-Z]{3} \d|"
    r"\d{1,4}[ -][A-Z]{2,3}|[A-Z]{2}[ -]?\d{3,6}[A-Z]{0,3}|"
    r"[A-Z]{1,3}[ -]?\d{2,5}[ -]?[A-Z]{1,3}|[A-Z]{2,3}[ -]?\d[A-Z\d]{3,4}|"
    r"\d{1,3}-[A-Z]{2,3}-\d{1,3}|[A-Z]{1,3}-\d{2,4}-[A-Z]{1,3}|[A-Z\d]{2}-[A-Z\d]{2,3}-[A-Z\d]{2}|"
    r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}|\d{3}[A-Z]\d{2,5}|\d[A-Z]\d ?\d{4}|\d{4}[ -]?[A-Z]{3})(?![\w/]| ?%|-\d)"
)
_TAIL = (
    r"(?:end(?:s|ing|ed)?|finish(?:es|ing|ed)?)(?: in| with| on)?|last (?:(?:two|three|four|2|3|"
    r"4) )?(?:letters|bit|part)"
)
_HEAD = (
    r"(?:begins?|beginning|began|starts?|starting|started)(?: with)?|"
    r"first (?:two|three|four|2|3|4)(?: (?:letters|characters|digits|bit))?|first (?:letters|bit)"
)
_QUOTE = r"[\"'“‘]?"
# The letters alone are a part of a registration only where they close a phrase: "ENDS OOM." and not "ENDS OUR TALK".
_ALONE = r"(?=[\"'”’]?(?:[.,;:)\n?]|$| something| only| maybe| on| at| in| poss| [a-z]))"

RULES: tuple[Rule, ...] = (
    # Current style in any case when unspaced or spaced in the usual place; spaced otherwise in capitals only.
    Shape(
        T.VEHICLE_REG,
        compiled(OPEN + r"[A-Z]{2}(?:[ .\-_]?[0-7]\d[.\-_]?|[0-7]\d )[A-Z]{3}\b", re.I),
        current_plate,
        1.0,
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2} ?[0-7] ?\d\s{0,2}(?:[A-Z]{3}|[A-Z] [A-Z]{2})\b"), current_plate),
    Shape(
        T.VEHICLE_REG, compiled(OPEN + r"[A-Z][ .-][A-Z][ .-][0-7][ .-]\d[ .-][A-Z][ .-][A-Z][ .-][A-Z]\b", re.I), None
    ),
    Shape(T.VEHICLE_REG, compiled(r"\b[a-z]{2} ?[0-7] ?\d [b-df-hj-np-tv-z]{3}\b")),  # no vowel, no word
    Shape(T.VEHICLE_REG, compiled(OPEN + rf"{LETTER}{{2}} ?{DIGIT}{{2}}[ -]?{LETTER}{{3}}(?!\w)"), misread_plate),
    # Prefix, suffix, of Northern Ireland, of unknown age, of the Irish Republic, of traders.
    Shape(T.VEHICLE_REG, compiled(OPEN + rf"[A-HJ-NPR-TV-Y]{_S}[1-9]\d{{0,2}}{_S}[A-Z]{{3}}\b"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-HJ-NPR-TV-Y] \d ?\d ?\d [A-Z]{3}\b"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[a-hj-npr-tv-y]\d{2,3} ?[a-z]{3}\b"), _lower_prefix),
    Shape(T.VEHICLE_REG, compiled(OPEN + rf"[A-Z]{{3}}{_S}[1-9]\d{{0,2}}{_S}[A-Z]\b"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[a-z]{3} ?\d{2,3}[a-z]\b"), _lower_prefix),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=[A-Z]{1,2}[IZ])[A-Z]{3}[ -]?[1-9]\d{0,3}" + SHUT), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=[a-z]{1,2}[iz])[a-z]{3} ?[1-9]\d{2,3}" + SHUT), _spells_nothing),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"Q ?\d{1,3} ?[A-Z]{3}\b")),
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"\d{2,3}[- ](?:[A-Z]|CE|CN|CW|DL|KE|KK|KY|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|"
            r"TN|TS|TA|WD|WH|WW|WX)[- ]\d{2,6}" + SHUT
        ),
    ),  # Irish counties
    Shape(T.VEHICLE_REG, compiled(OPEN + r"\d{2,3}-[A-Z]{1,2}-\d{1,6}" + SHUT, re.I)),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2} [A-Z]{2}-\d{3}" + SHUT), no_words),  # Hungary
    # France and Italy; the Netherlands, Portugal; Germany; Turkey; Poland; Spain.
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2}-\d{3}-[A-Z]{2}\b")),
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"(?=\S{0,6}\d)(?=\S{0,6}[A-Z])(?:\d{1,2}-[A-Z]{2,3}-\d{1,2}|"
            r"[A-Z]{1,2}-\d{2,3}-[A-Z]{1,2}|[A-Z]{2}-[A-Z\d]{2}-\d{2})" + SHUT
        ),
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}(?![\w/-])"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?:0[1-9]|[1-7]\d|8[01]) [A-Z]{1,3} \d{2,5}" + SHUT), no_words),
    Shape(
        T.VEHICLE_REG,
        compiled(OPEN + r"[A-Z]{2,3} (?:\d{3,4}[A-Z]{1,2}|\d{1,2}[A-Z]{1,2}\d{2,3}|\d[A-Z]\d{2,3})" + SHUT),
        no_words,
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"\d{4} [BCDFGHJ-NPR-TV-Z]{3}\b"), no_words),
    # Any other, when what follows tells: the country in brackets, "plated", the make.
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"(?:[A-Z]{1,3}[ -]?\d{1,4}[A-Z]{0,2}|\d{2,4} [A-Z]{2,3})(?= \((?:[A-Z]{2,3}|"
            r"foreign)\)| plated| trade plate| on an? [A-Z][a-z])"
        ),
        no_words,
    ),
    Near(T.VEHICLE_REG, compiled(_LOOSE), _VEHICLE, 28, _mixed),
    Near(T.VEHICLE_REG, compiled(_LOOSE), compiled(rf"\b(?:{_NATION})\b", re.I), 14, _mixed),
    Cued(
        T.VEHICLE_REG,
        compiled(
            r"\b(?:passenger|pax|driver|keeper|rk|owner|occupants?|drives|driving|drove|seen in|stopped in|"
            r"insured on|trader?)(?: (?:of|in|for|a|an|the|his|her))?\b",
            re.I,
        ),
        compiled(_LOOSE),
        6,
        _mixed,
    ),
    # A line of a table or list that opens with what may be a registration and goes on with a make.
    Shape(
        T.VEHICLE_REG,
        compiled(
            rf"^(?:[ \t]{{0,4}}[*•·-] ?|\(?\d{{1,2}}[.)] ?)?(?P<id>{_LOOSE})(?=[ \t]{{0,3}}[|"
            rf":,;\t-]{{1,2}}[^\n]{{0,30}}"
            rf"(?i:\b(?:{_MAKE}|{_NOUN})\b))",
            re.M,
        ),
        _mixed,
    ),
    # Partly read, with marks for what was not seen.
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"(?=[A-Z\d .]{0,6}[?*_])"
            r"(?=[A-Z?*_. ]{0,7}\d)[A-Z?*_]{2}[\d?*_]{1,2}(?: ?[A-Z?*_.]{1,3})?(?![\w?])"
        ),
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(
            OPEN + r"[A-Z]{2}\d{2} ?[A-Z]{0,2}(?:\.{2,3}[A-Z]?(?![\w.])|"
            r"[-_*?–]{1,3}(?=[\s.,;:)]|$))"
        ),
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(
            r"(?<![\w.])(?:(?:\.{2,4}|[*_?-]{2,4}) ?\d{2} ?[A-Z]{2,3}|(?:\.{2,4}|"
            r"[_?]{2,4}) ?[A-Z]{3})(?!\w)"
        ),
        lambda s: any(c.isdigit() for c in s) or no_words(s),
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=[A-Z]{0,2}\d?[*_?]{1,4})[A-Z]{1,2}\d?[*_?]{1,4} ?[A-Z]{3}\b")),
    Cued(T.VEHICLE_REG, _PLATE_CUE, compiled(_PLATE), 14, no_words),
    Cued(T.VEHICLE_REG, _PLATE_CUE, compiled(r"(?<![\w/.£])[A-Z][ -]?\d{1,4}\b(?!/)"), 2),  # farther off, a road
    Cued(
        T.VEHICLE_REG,
        _PLATE_CUE,
        compiled(
            r"\b(?:(?:[a-z]{2,3} ?|[a-z])\d{1,4}(?: ?[a-z]{1,3})?|"
            r"\d{1,4} ?[a-z]{2,3})\b"
        ),
        6,
        _spells_nothing,
    ),
    Cued(
        T.VEHICLE_REG,
        _PLATE_CUE,
        compiled(
            _QUOTE + r"(?P<id>\b(?:[A-Z]{2,3}|[a-z]{2,3})\b(?: something|(?=[\"”]? (?:and )?(?:ending|"
            r"rest)\b|[\"”])))"
        ),
        12,
        _spells_nothing,
    ),
    Cued(T.VEHICLE_REG, _PLATE_CUE, compiled(rf"(?<!\w)[A-Z]{{3}}\b{_ALONE}"), 3, _spells_nothing),
    Cued(
        T.VEHICLE_REG,
        compiled(r"\b(?:vehicles?|veh|foreign)\b", re.I),
        compiled(OPEN + r"[A-Z]{1,3}[ -]?\d{2,4}[A-Z]{0,3}" + SHUT),
        4,
        no_words,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(r"\btrade\b(?:\W{0,2}plates?)?", re.I),
        compiled(r"\b\d{3,5}(?:[ -]?[A-Z]{1,3})?\b"),
        6,
    ),
    Near(
        T.VEHICLE_REG,
        compiled(
            r"(?<![\w/-])(?<!\bin )(?<!\bnear )(?<!\bat )(?<!\bto )"
            r"(?<!\bfrom )[A-Z]{2}[0-7]\d(?: [A-Z]{1,2})?\b(?! ?\d)"
        ),
        _VEHICLE,
        36,
        lambda s: current_plate(s[:4]) and no_words(s),
    ),
    # Partly read, told by which part it is.
    Cued(
        T.VEHICLE_REG,
        compiled(rf"\b(?:plates?|regs?|index|vrm)\b(?:[^.\n]{{0,24}}?\s)?(?:{_TAIL})\b", re.I),
        compiled(_QUOTE + r"(?P<id>(?<!\w)(?:[A-Z\d]{1,4}|\d{1,4} ?[A-Z]{1,3}))\b"),
        4,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(
            rf"\b(?:{_TAIL})\b(?: (?:of|on) (?:the )?(?:plate|reg|index|vrm))?(?: (?:was|were|are|is))?[ :]", re.I
        ),
        compiled(_QUOTE + rf"(?P<id>(?<![\w£])(?:\d{{0,2}} ?[A-Z]{{3}}{_ALONE}|\d [A-Z]{{3}}\b))"),
        3,
        _spells_nothing,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(
            rf"\b(?:{_HEAD})\b(?: (?:of|on) (?:the )?(?:plate|reg|index|vrm))?(?: (?:was|were|are|is))?[ :]", re.I
        ),
        compiled(
            _QUOTE + rf"(?P<id>(?<![\w£])(?:[A-Z]{{2}}\d{{1,2}}(?: [A-Z]{{1,2}}\b)?|[A-Z]\d{{2,3}}|"
            rf"[A-Z]{{2,3}} ?\d{{1,4}}|[A-Z]{{2}}{_ALONE}))\b"
        ),
        3,
        _spells_nothing,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(r"\b(?:part(?:ial)?(?:ly)?|only got|just got|got as far as|caught)\b", re.I),
        compiled(
            _QUOTE + rf"(?P<id>(?<![\w£])(?:[A-Z]{{2}}\d{{1,2}}(?: ?[A-Z]{{1,2}}\b)?|[A-Z]\d{{1,3}}|"
            rf"[A-Z]{{2,3}}{_ALONE}))(?![\w/])"
        ),
        3,
        _spells_nothing,
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(
            r"(?<![\w/])[\"'“‘]?(?P<id>[A-Z]{2,3}|\d{1,2} ?[A-Z]{3})[\"'”’]? (?=(?:at|on|was|is) (?:the )?(?:very )?"
            r"(?:end|start|beginning|front|back) of (?:the |its |his |her |a )?(?:plate|reg|index|number plate|vrm))"
        ),
        no_words,
    ),
    Shape(T.VEHICLE_REG, compiled(r"(?<=, maybe )(?P<id>[A-Z]{2,3}(?: something)?)\b"), _spells_nothing),
    Shape(
        T.VEHICLE_REG,
        compiled(OPEN + r"[A-Z]{2}[0-7]\d(?=,? (?:only|rest|something|remainder|the rest|partial)\b)"),
        current_plate,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(r"\b(?:plates?|regs?|index|vrm)\b[^.\n]{0,16}?\b(?:contain(?:s|ing|ed)?|includ(?:es|ing|ed))\b", re.I),
        compiled(_QUOTE + r"(?P<id>(?<!\w)[A-Z\d]{2,7})\b"),
        4,
        _spells_nothing,
    ),
    # Bought for what it spells; of the Channel Islands, where it is a number.
    Cued(
        T.VEHICLE_REG,
        compiled(
            r"\b(?:private|cherished|personal(?:i[sz]ed)?|show|vanity) (?:number )?"
            r"(?:plates?|reg(?:istration)?|index)\b",
            re.I,
        ),
        compiled(r"(?<![\w£])(?:[A-Z]{1,3} ?\d{1,4}(?: ?[A-Z]{1,3})?|\d{1,4} ?[A-Z]{1,3})\b"),
        6,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(
            r"\b(?:jersey|guernsey|alderney|channel islands?) (?:number )?"
            r"(?:plates?|reg(?:istration)?|index)\b",
            re.I,
        ),
        compiled(r"(?<![\w£])(?:J ?)?\d{3,6}\b"),
        6,
    ),
    # Told letter by letter.
    Shape(
        T.VEHICLE_REG,
        compiled(rf"\b{PHONETIC}[ ,-]{{1,2}}{PHONETIC}(?:[ ,-]{{1,2}}(?:{PHONETIC}|{UNIT}|\d{{1,2}})\b){{2,5}}", re.I),
        _told_plate,
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(
            rf"\b{PHONETIC}(?:[ ,-]{{1,2}}(?:{UNIT}|\d{{1,3}})\b){{1,3}}(?:[ ,-]{{1,2}}{PHONETIC}\b){{2,3}}", re.I
        ),
        _told_plate,
    ),
    Cued(
        T.VEHICLE_REG,
        _PLATE_CUE,
        compiled(rf"\b(?:{PHONETIC}|{UNIT}|\d{{1,2}})(?:[ ,-]{{1,2}}(?:{PHONETIC}|{UNIT}|\d{{1,2}})\b){{1,7}}", re.I),
        10,
        lambda s: bool(re.search(PHONETIC, s, re.I)),
    ),
    Shape(T.VIN, compiled(r"\b[A-HJ-NPR-Z\d]{17}\b"), checks.vin),
    Shape(
        T.VIN,
        compiled(r"\b[A-HJ-NPR-Z\d]{3}[ -][A-HJ-NPR-Z\d]{6}[ -][A-HJ-NPR-Z\d]{8}\b"),
        lambda s: checks.vin(s) and sum(c.isdigit() for c in s) >= 4,
    ),
    Cued(
        T.VIN,
        compiled(r"\b(?:VIN|chassis|frame)\b(?:\W{1,2}(?:no|number)\b)?", re.I),
        compiled(r"\b(?=[A-Z]{0,16}\d)[A-Z\d]{6,17}\b"),
        8,
    ),
)


def _listable(plate: str) -> bool:
    """Whether a group in a list of registrations is one of them, whatever its three letters spell."""
    return no_words(plate) or bool(re.fullmatch(r"[A-Z]{3} ?\d{3,4}|\d{3,4} ?[A-Z]{3}", plate))


_SURE = 2  # registrations in one line that make it a list of them


def find_listed(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """What may be a registration in a line that lists registrations: two or more of `found` stand there."""
    starts = sorted({span.start for span in found if span.type == T.VEHICLE_REG})
    position = line_start = 0
    for line in text.split("\n"):
        line_end = line_start + len(line)
        first = position
        while position < len(starts) and starts[position] <= line_end:
            position += 1
        if len({start // 4 for start in starts[first:position]}) >= _SURE:
            for match in _IN_LIST.finditer(text, line_start, line_end):
                if _listable(match["id"]):
                    yield Span(match.start("id"), match.end("id"), T.VEHICLE_REG, 0.7, "identifiers")
        line_start = line_end + 1


# A registration of any form after the start of a line, a number of the list or a separator, and before one.
_IN_LIST = compiled(
    rf"(?:^|[;,|/]|\b(?:and|or)\b|[ \t]{{2}}|(?<!\d)\d{{1,2}}[ .)])[ \t]{{0,3}}(?P<id>{_LOOSE}|[A-Z]{{2}}[0-7]\d\b)"
    r"(?=[ \t]{0,2}(?:$|[;,|/.(]|and\b|or\b|[ \t]{2}|\n))",
    re.M,
)
