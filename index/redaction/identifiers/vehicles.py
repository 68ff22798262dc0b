"""Registrations, whole and partly read, of these islands and of others, and vehicle identification numbers."""

import re
from collections.abc import Iterator, Sequence

from index.records import Span
from index.redaction import checks, lists
from index.redaction.identifiers.lookalikes import DIGIT, LETTER, PHONETIC, UNIT, digits, letters
from index.redaction.identifiers.rules import OPEN, SHUT, Cued, Near, Rule, Shape, compiled
from index.redaction.types import EntityType as T

# Short words that stand beside numbers in capitals or in lower case ("A17 AND", "in12 the", "PC 4821").
_SHORT_WORDS = lists.words("""
    ACT ADD AGE AGO AID AIM AIR ALE ALL AND ANY APP ARE ARM ART ASK ATE AWE BAD BAG BAN BAR BAT BED BEE BEG BET BID BIG
    BIN BIT BOB BOX BOY BUN BUS BUT BUY CAB CAF CAN CAP CAR CAT COP COW CRY CUP CUT DAD DAM DAY DEN DID DIE DIG DIM DIP
    DOG DOT DRY DUE DUG EAR EAT EGG END ERA EVE EYE FAN FAR FAT FEE FEW FIG FIN FIT FIX FLY FOG FOR FOX FUN FUR GAP GAS
    GET GOD GOT GUM GUN GUY GYM HAD HAS HAT HAY HEN HER HID HIM HIP HIS HIT HOT HOW HUB HUG HUT ICE ILL INC INK INN IRE
    ITS JAB JAM JAR JAW JET JOB JOG JOY KEY KID KIN KIT LAB LAD LAP LAW LAY LED LEG LET LID LIE LIP LIT LOT LOW LTD MAD
    MAN MAP MAT MAY MEN MET MID MIN MIX MOB MOM MOT MPH MUD MUG MUM NET NEW NIL NOR NOT NOW NUT OAK ODD OFF OIL OLD ONE
    OUR OUT OWE OWN PAD PAL PAN PAY PEA PEN PER PET PIE PIG PIN PIT POD POP POT PUB PUT RAG RAN RAT RAW RED RIB RID RIG
    RIM RIP ROD ROW RUB RUG RUN SAD SAT SAW SAY SEA SEE SET SEX SHE SHY SIM SIN SIP SIR SIT SIX SKI SKY SON SPA SPY SUM
    SUN TAB TAG TAN TAP TAR TAX TEA TEN THE TIE TIN TIP TOE TOM TON TOO TOP TOY TRY TUB TWO USE VAN VET VIA WAR WAS WAX
    WAY WEB WED WET WHO WHY WIG WIN WON YES YET YOU ZIP
    HRS KMS MIL LBS GRM PAX PCS PLN EUR GBP USD RON NZD AUD CAD MGS KGS MLS GMS
    MON TUE THU FRI SAT JAN FEB MAR APR JUN JUL AUG SEP OCT NOV DEC LOG REF TEL REG VRM PNC CRO NHS DOB
    CCTV FLT APT RD ST RM BWV CID HMP NPS MSHT OIC URN VIN IMEI IP ID NI NO HO BRP DL PP SC AC ACC
    PC PS DC DS DI CI DCI DSI TDC SGT INSP SIO FLO SPOC PCSO DSU UC CHIS
    KG MG ML CM KM MM FT IN MM GB TB MB HR AM PM PX CC BHP MPG VAT CO RE OP UK EU US TV PO UN AT ON OF TO BY IS IT AS
    WE HE ME MY GO DO IF SO UP AN OR BE
    """)


def no_words(plate: str) -> bool:
    """Whether none of the letter groups of a would-be registration is an ordinary short word."""
    return not any(group in _SHORT_WORDS for group in re.findall(r"[A-Z]{2,}", plate.upper()))


def no_short_words(plate: str) -> bool:
    """The same for groups of three letters and more: "ON12 ABC" is a registration."""
    return not any(group in _SHORT_WORDS for group in re.findall(r"[A-Z]{3,}", plate.upper()))


def current_plate(plate: str) -> bool:
    """Whether the age identifier of a current registration has been issued: 02-29 (March) or 51-79 (September).

    Source: DVLA INF104, "Vehicle registration numbers and number plates".
    """
    age = int("".join(c for c in plate if c.isdigit()))
    return (2 <= age <= 29 or 51 <= age <= 79) and no_short_words(plate)


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
    return no_words(plate) and (" " not in plate or not re.search(r"[aeiou]", re.sub(r"\W*\d+\W*", "", plate)[-3:]))


def _told_plate(words: str) -> bool:
    """Whether words told letter by letter are a registration: three or more letters, or two and two digits."""
    told = re.findall(PHONETIC, words, re.I)
    figures = re.findall(rf"\b{UNIT}\b|\d", words, re.I)
    return len(told) >= 2 and len(figures) >= 1 and len(told) + len(figures) >= 4


def _mixed(plate: str) -> bool:
    """Whether a would-be registration has a letter and a digit, three characters and no word."""
    squeezed = re.sub(r"\W", "", plate)
    return bool(re.search(r"\d", plate)) and len(squeezed) >= 3 and no_words(plate)


def _no_outward(plate: str) -> bool:
    """Whether letters that may be the end of a registration are none of the ordinary words."""
    return no_words(plate) or any(c.isdigit() for c in plate)


_S = r"[ .\-_]?"  # what parts the groups of a registration
# Makes and models that logs name beside a registration.
_MAKE = (
    r"audi|bmw|ford|vauxhall|volkswagen|vw|merc(?:edes)?|benz|toyota|honda|nissan|skoda|seat|renault|peugeot|citroen|"
    r"fiat|mazda|hyundai|kia|volvo|lexus|jaguar|jag|rover|mini|dacia|suzuki|subaru|mitsubishi|tesla|porsche|iveco|daf|"
    r"scania|luton|transit|sprinter|vivaro|trafic|berlingo|caddy|crafter|ducato|boxer|kangoo|movano|"
    r"golf|polo|passat|tiguan|fiesta|focus|mondeo|kuga|ka|corsa|astra|insignia|zafira|clio|megane|yaris|corolla|hilux|"
    r"prius|auris|civic|jazz|accord|qashqai|juke|micra|octavia|fabia|superb|leon|ibiza|amarok|ranger|discovery|defender|"
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
    r"belgian|irish|n\.? ?i\.?|portuguese|swedish|danish|norwegian|turkish|ukrainian|foreign"
)
_PLATE_CUE = compiled(
    r"\b(?:reg(?:istration|istered|s)?(?: (?:no|number|mark|plate))?|(?:number |trade |red |"
    r"part(?:ial)? |false |cloned )?plates?|index|indices|vrms?|v\.?r\.?m|"
    r"p/i|part(?:ial)?(?: (?:index|reg|vrm))?)(?: (?:of|is|was|as|began|starting|starts|started|shown|"
    r"begins|beginning|read|reads|reading|given as|like|only|seen as|noted as|believed|poss(?:ibly)?|approx|with))?\b",
    re.I,
)
_PLATE = (
    r"(?<![\w/.£])(?:[A-Z]{1,3}[ -]?\d{1,6}(?:[ -]?[A-Z]{1,3}\b)?|"
    r"\d{1,4}[ -]?[A-Z]{1,3}(?:[ -]?\d{2,5})?|[A-Z]{1,3}[ -]?\d[A-Z]\d{2}|"
    r"[A-Z]{1,2}-[A-Z]{1,2} ?\d{1,4})(?![\w/])"
)
# What may be a registration beside a word for a vehicle: three or more characters, letters and digits.
_LOOSE = (
    r"(?<![\w/@£.-])(?:[A-Z]{3}[ -]?\d{2,5}[A-Z]?|\d{1,4}[ -][A-Z]{2,3}|[A-Z]{2}[ -]?\d{3,6}[A-Z]{0,3}|"
    r"[A-Z]{1,3}[ -]?\d{2,5}[ -]?[A-Z]{1,3}|[A-Z]{2,3}[ -]?\d[A-Z\d]{3,4}|"
    r"\d{1,3}-[A-Z]{2,3}-\d{1,3}|[A-Z]{1,3}-\d{2,4}-[A-Z]{1,3}|[A-Z\d]{2}-[A-Z\d]{2,3}-[A-Z\d]{2}|"
    r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}|\d{3}[A-Z]\d{2,5}|\d[A-Z]\d ?\d{4}|\d{4}[ -]?[A-Z]{3})(?![\w/]| ?%)"
)
_TAIL = r"(?:end(?:s|ing|ed)?|finish(?:es|ing|ed)?)(?: in| with| on)?|last (?:(?:two|three|four|2|3|4) )?(?:letters|bit|part)"
_HEAD = r"(?:begins?|beginning|began|starts?|starting|started)(?: with)?|first (?:(?:two|three|four|2|3|4) )?(?:letters|bit)"
_QUOTE = r"[\"'“‘]?"
# The letters alone are a part of a registration only where they close a phrase: "ENDS OOM." and not "ENDS OUR TALK".
_ALONE = r"(?=[\"'”’]?(?:[.,;:)/\n?-]|$| something| only| maybe| on| at| in| poss| [a-z]))"

RULES: tuple[Rule, ...] = (
    # Current style in any case when unspaced or spaced in the usual place; spaced otherwise in capitals only.
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2}[0-7]\d[ .\-_]?[A-Z]{3}\b", re.I), current_plate, 1.0),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2} ?[0-7] ?\d\s{0,2}(?:[A-Z]{3}|[A-Z] [A-Z]{2})\b"), current_plate),
    Shape(
        T.VEHICLE_REG, compiled(OPEN + r"[A-Z][ .-][A-Z][ .-][0-7][ .-]\d[ .-][A-Z][ .-][A-Z][ .-][A-Z]\b", re.I), None
    ),
    Shape(T.VEHICLE_REG, compiled(r"\b[a-z]{2} ?[0-7] ?\d [b-df-hj-np-tv-z]{3}\b")),  # no vowel, no word
    Shape(T.VEHICLE_REG, compiled(OPEN + rf"{LETTER}{{2}} ?{DIGIT}{{2}}[ -]?{LETTER}{{3}}(?!\w)"), misread_plate),
    # Prefix, suffix, of Northern Ireland, of unknown age, of the Irish Republic, of traders.
    Shape(T.VEHICLE_REG, compiled(OPEN + rf"[A-HJ-NPR-TV-Y]{_S}\d{{1,3}}{_S}[A-Z]{{3}}\b"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-HJ-NPR-TV-Y] \d ?\d ?\d [A-Z]{3}\b"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[a-hj-npr-tv-y]\d{2,3} ?[a-z]{3}\b"), _lower_prefix),
    Shape(T.VEHICLE_REG, compiled(OPEN + rf"[A-Z]{{3}}{_S}\d{{1,3}}{_S}[A-Z]\b"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[a-z]{3} ?\d{2,3}[a-z]\b"), _lower_prefix),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=[A-Z]{1,2}[IZ])[A-Z]{3}[ -]?\d{1,4}" + SHUT), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=[a-z]{1,2}[iz])[a-z]{3} ?\d{3,4}" + SHUT), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"Q ?\d{1,3} ?[A-Z]{3}\b")),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"\d{2,3}[- ](?:[A-Z]|CE|CN|CW|DL|KE|KK|KY|LD|LH|LK|LM|LS|MH|MN|MO|OY|RN|SO|"
                                  r"TN|TS|TA|WD|WH|WW|WX)[- ]\d{2,6}" + SHUT)),  # Irish counties
    Shape(T.VEHICLE_REG, compiled(OPEN + r"\d{2,3}-[A-Z]{1,2}-\d{1,6}" + SHUT, re.I)),
    # France and Italy; the Netherlands, Portugal; Germany; Turkey; Poland; Spain.
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2}-\d{3}-[A-Z]{2}\b")),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=\S{0,6}\d)(?=\S{0,6}[A-Z])(?:\d{1,2}-[A-Z]{2,3}-\d{1,2}|"
                                  r"[A-Z]{1,2}-\d{2,3}-[A-Z]{1,2}|[A-Z]{2}-[A-Z\d]{2}-\d{2})" + SHUT)),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}" + SHUT)),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?:0[1-9]|[1-7]\d|8[01]) [A-Z]{1,3} \d{2,5}" + SHUT), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2,3} (?:\d{3,4}[A-Z]{1,2}|\d{1,2}[A-Z]{1,2}\d{2,3}|\d[A-Z]\d{2,3})"
                                  + SHUT), no_words),
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
        compiled(r"\b(?:passenger|pax|driver|keeper|rk|owner|occupants?|drives|driving|drove|seen in|stopped in|"
                 r"insured on|trader?)(?: (?:of|in|for|a|an|the|his|her))?\b", re.I),
        compiled(_LOOSE), 6, _mixed,
    ),
    # A line of a table or list that opens with what may be a registration and goes on with a make.
    Shape(
        T.VEHICLE_REG,
        compiled(rf"^(?:[ \t]{{0,4}}[*•·-] ?|\(?\d{{1,2}}[.)] ?)?(?P<id>{_LOOSE})(?=[ \t]{{0,3}}[|:,;\t-]{{1,2}}[^\n]{{0,30}}"
                 rf"(?i:\b(?:{_MAKE}|{_NOUN})\b))", re.M),
        _mixed,
    ),
    # Partly read, with marks for what was not seen.
    Shape(
        T.VEHICLE_REG,
        compiled(OPEN + r"(?=[A-Z\d .]{0,6}[?*_])(?=[A-Z?*_. ]{0,7}\d)[A-Z?*_]{2}[\d?*_]{1,2}(?: ?[A-Z?*_.]{1,3})?(?![\w?])"),
    ),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"[A-Z]{2}\d{2} ?[A-Z]{0,2}(?:\.{2,3}|[-_*?–]{1,3}(?=[\s.,;:)]|$))[A-Z]?(?![\w.])")),
    Shape(T.VEHICLE_REG, compiled(r"(?<![\w.])(?:\.{2,4}|[*_?-]{2,4}) ?(?:\d{2} ?)?[A-Z]{2,3}\b(?=\W)"), no_words),
    Shape(T.VEHICLE_REG, compiled(OPEN + r"(?=[A-Z]{0,2}\d?[*_?]{1,4})[A-Z]{1,2}\d?[*_?]{1,4} ?[A-Z]{3}\b")),
    Cued(T.VEHICLE_REG, _PLATE_CUE, compiled(_PLATE), 14, no_words),
    Cued(T.VEHICLE_REG, _PLATE_CUE, compiled(r"\b[a-z]{1,2}\d{1,2}(?: ?[a-z]{1,3})?\b"), 6, no_words),
    Cued(
        T.VEHICLE_REG,
        _PLATE_CUE,
        compiled(_QUOTE + r"(?P<id>\b(?:[A-Z]{2,3}|[a-z]{2,3}))\b(?= something|[\"”]? (?:and )?(?:ending|rest)\b|[\"”])"),
        8,
        no_words,
    ),
    Cued(T.VEHICLE_REG, _PLATE_CUE, compiled(rf"[A-Z]{{3}}\b{_ALONE}"), 3, no_words),
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
        compiled(r"(?<![\w/-])(?<!\bin )(?<!\bnear )(?<!\bat )(?<!\bto )(?<!\bfrom )[A-Z]{2}[0-7]\d(?: [A-Z]{1,2})?\b(?! ?\d)"),
        _VEHICLE,
        24,
        lambda s: current_plate(s[:4]) and no_words(s),
    ),
    # Partly read, told by which part it is.
    Cued(
        T.VEHICLE_REG,
        compiled(rf"\b(?:plates?|regs?|index|vrm)\b(?:[^.\n]{{0,24}}?\s)?(?:{_TAIL})\b", re.I),
        compiled(_QUOTE + r"(?P<id>[A-Z\d]{1,4}|\d{1,4} ?[A-Z]{1,3})\b"),
        4,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(rf"\b(?:{_TAIL})\b(?: (?:of|on) (?:the )?(?:plate|reg|index|vrm))?(?: (?:was|were|are|is))?[ :]", re.I),
        compiled(_QUOTE + rf"(?P<id>(?<![\w£])(?:\d{{0,2}} ?[A-Z]{{3}}{_ALONE}|\d [A-Z]{{3}}\b))"),
        3,
        no_words,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(rf"\b(?:{_HEAD})\b(?: (?:of|on) (?:the )?(?:plate|reg|index|vrm))?(?: (?:was|were|are|is))?[ :]", re.I),
        compiled(_QUOTE + rf"(?P<id>(?<![\w£])(?:[A-Z]{{2}}\d{{1,2}}(?: [A-Z]{{1,2}}\b)?|[A-Z]\d{{2,3}}|[A-Z]{{2,3}} ?\d{{1,4}}|[A-Z]{{2}}{_ALONE}))\b"),
        3,
        no_words,
    ),
    Cued(
        T.VEHICLE_REG,
        compiled(r"\b(?:part(?:ial)?(?:ly)?|only got|just got|got as far as|caught|reads?)\b", re.I),
        compiled(_QUOTE + rf"(?P<id>(?<![\w£])(?:[A-Z]{{2}}\d{{1,2}}(?: ?[A-Z]{{1,2}}\b)?|[A-Z]\d{{1,3}}|[A-Z]{{2,3}}{_ALONE}))\b"),
        3,
        no_words,
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(
            r"(?<![\w/])[\"'“‘]?(?P<id>[A-Z]{2,3}|\d{1,2} ?[A-Z]{3})[\"'”’]? (?=(?:at|on|was|is) (?:the )?(?:very )?"
            r"(?:end|start|beginning|front|back) of (?:the |its |his |her |a )?(?:plate|reg|index|number plate|vrm))"
        ),
        no_words,
    ),
    Shape(T.VEHICLE_REG, compiled(r"(?<=, maybe )(?P<id>[A-Z]{2,3})(?= something)"), no_words),
    # Told letter by letter.
    Shape(
        T.VEHICLE_REG,
        compiled(rf"\b{PHONETIC}[ ,-]{{1,2}}{PHONETIC}(?:[ ,-]{{1,2}}(?:{PHONETIC}|{UNIT}|\d{{1,2}})\b){{2,5}}", re.I),
        _told_plate,
    ),
    Shape(
        T.VEHICLE_REG,
        compiled(rf"\b{PHONETIC}(?:[ ,-]{{1,2}}(?:{UNIT}|\d{{1,3}})\b){{1,3}}(?:[ ,-]{{1,2}}{PHONETIC}\b){{2,3}}", re.I),
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
    Shape(T.VIN, compiled(r"\b[A-HJ-NPR-Z\d]{3}[ -][A-HJ-NPR-Z\d]{6}[ -][A-HJ-NPR-Z\d]{8}\b"), checks.vin),
    Cued(T.VIN, compiled(r"\b(?:VIN|chassis|frame)\b(?:\W{1,2}(?:no|number)\b)?", re.I),
         compiled(r"\b(?=[A-Z]{0,16}\d)[A-Z\d]{6,17}\b"), 8, lambda s: sum(c.isdigit() for c in s) >= 3),
)  # fmt: skip

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
                if no_words(match["id"]):
                    yield Span(match.start("id"), match.end("id"), T.VEHICLE_REG, 0.7, "identifiers")
        line_start = line_end + 1


# A registration of any form after the start of a line, a number of the list or a separator, and before one.
_IN_LIST = compiled(
    rf"(?:^|[;,|/]|\b(?:and|or)\b|[ \t]{{2}}|(?<!\d)\d{{1,2}}[ .)])[ \t]{{0,3}}(?P<id>{_LOOSE}|[A-Z]{{2}}[0-7]\d\b)"
    r"(?=[ \t]{0,2}(?:$|[;,|/.(]|and\b|or\b|[ \t]{2}|\n))",
    re.M,
)
