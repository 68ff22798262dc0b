"""What a registration looks like and stands beside: the patterns and last looks that the rules for vehicles share."""

import re

from index.redaction import lists
from index.redaction.identifiers.rules import compiled

# What stands beside numbers in capitals and is no part of a registration ("A17 AND", "PC 4821", "200 EUR"): words that
# may be spelled by one, and those that are none even where one is announced.
_SPELLED = lists.words("""
    ASK BAG BUS BUY CAR CUT DAY DID END GET GOT HER HIM HIS LAD LEG LET LOW MAN MEN MET NEW OLD OUR OWN PUT RAN RED SAT
    SAW SAY SET SHE SIX SUN TEN TOP USE VAN WAY WHY YES YET YOU BMW DAF KIA ME MY HE HO GO DO UP PCS
    """)
_BESIDE_NUMBERS = _SPELLED | lists.words("""
    ALL AND ANY ARE BUT CAN FOR HAD HAS HOW INC ITS MIN MPH NIL NOR NOT NOW OFF ONE OUT PER THE TWO VIA WAS WHO HRS KMS
    MIL LBS GRM PAX PLN EUR GBP USD RON NZD CHF SEK MGS KGS MLS GMS MON TUE WED THU FRI JAN FEB MAR APR MAY JUN JUL AUG
    SEP OCT NOV DEC CAD LOG REF TEL REG VRM VRN PNC CRO NHS DOB CCTV SIM FLT APT GPS SMS ATV BWV CID HMP NPS RTC OIC URN
    VIN IMEI BRP PCSO DSU TDC SGT SIO FLO CHIS BHP GMT BST UTC CET EST MID MPG VAT UID SSN UTR PIN CRN ASN IBAN FIR
    PC PS DC DS DI DCI DSI UC IP ID NI NO DL PP SC AC ACC KG MG ML CM KM MM FT HR AM PM PX CC CO OP
    UK EU US TV UN AT ON OF TO BY IS IT AS IN RE WE IF SO AN OR BE EX NR JCT
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


def announced_plate(plate: str) -> bool:
    """Whether what stands right behind the word for a registration is one, also where it spells a word ("RED 1")."""
    suffixed = re.fullmatch(r"[A-Z]{3} ?\d{1,3}[A-Z]", plate)
    return bool(suffixed) or not any(group in _BESIDE_NUMBERS - _SPELLED for group in _groups(plate))


def spells_nothing(plate: str) -> bool:
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


def mixed(plate: str) -> bool:
    """Whether a would-be registration has a letter and a digit, three characters and no word."""
    squeezed = re.sub(r"\W", "", plate)
    return bool(re.search(r"\d", plate)) and len(squeezed) >= 3 and no_words(plate)


# Makes and models that logs name beside a registration.
MAKE = (
    r"audi|bmw|ford|vauxhall|volkswagen|vw|merc(?:edes)?|benz|toyota|honda|nissan|skoda|seat|renault|peugeot|citroen|"
    r"fiat|mazda|hyundai|kia|volvo|lexus|jaguar|jag|rover|mini|dacia|suzuki|subaru|mitsubishi|tesla|porsche|iveco|daf|"
    r"scania|luton|transit|sprinter|vivaro|trafic|berlingo|caddy|crafter|ducato|boxer|kangoo|movano|"
    r"golf|polo|passat|tiguan|fiesta|focus|mondeo|kuga|ka|corsa|astra|insignia|zafira|clio|megane|yaris|corolla|hilux|"
    r"prius|auris|civic|jazz|accord|qashqai|juke|micra|octavia|fabia|superb|leon|ibiza|amarok|ranger|discovery|"
    r"defender|"
    r"l200|navara|[acegs][- ]class|x[1356]|a[1-8]|piaggio|vespa|yamaha|kawasaki|ducati|triumph|harley|fordson|massey|"
    r"hiace|galaxy|touran|sharan|picasso|cooper|punto|panda"
)
NOUN = (
    r"vans?|cars?|vehicles?|veh|lorr(?:y|ies)|trucks?|mopeds?|scooters?|(?:motor)?bikes?|motorcycles?|quads?|caravans?|"
    r"trailers?|campers?|taxis?|minibus(?:es)?|saloons?|hatch(?:back)?|estate|suv|4x4|pick-?up|flatbed|tipper|tractor|"
    r"artic|tractor unit|hgv|lgv|low-?loader|transporter|people carrier|"
    r"(?:number |trade |false |cloned |part(?:ial)? |foreign )?plates?|plated|"
    r"reg(?:istration|istered)?|regs|vr[mn]s?|index|indices|anpr|marker|pnc(?:'?d)? as"
)
VEHICLE = compiled(rf"\b(?:{MAKE}|{NOUN})\b", re.I)
NATION = (
    r"german|dutch|polish|lithuanian|latvian|estonian|romanian|bulgarian|hungarian|czech|slovak|french|spanish|italian|"
    r"belgian|irish|jersey|guernsey|manx|greek|serbian|albanian|"
    r"n\.? ?i\.?|portuguese|swedish|danish|norwegian|turkish|ukrainian|foreign"
)
PLATE_CUE = compiled(
    r"\b(?:reg(?:istration|istered|s)?(?: (?:no|number|mark|plate))?|(?:number |trade |red |"
    r"part(?:ial)? |false |cloned )?plates?|index|indices|v\.?r\.?[mn]s?|"
    rf"p/i|part(?:ial)?(?: (?:index|reg|vr[mn]))?|(?:{NATION}) (?:number|no))(?: (?:of|is|was|as|began|starting|"
    rf"starts|started|shown|"
    r"begins|beginning|read|reads|reading|given as|like|only|seen as|noted as|believed|poss(?:ibly)?|approx|with))?\b",
    re.I,
)
# The words and marks after which nothing else than a registration stands, whatever it spells.
PLATE_NAMED = compiled(
    r"\b(?:v\.?r\.?[mn]s?\b(?: (?:no|number|is|was)\b)?\s?[:=]?|(?:reg(?:istration|s)?|index|plates?)\b"
    r"(?: (?:no|number|mark|plate)\b)?\s?[:=])",
    re.I,
)
# What may be a registration beside a word for a vehicle: three or more characters, letters and digits.
LOOSE = (
    r"(?<![\w/@£.-])(?:[A-Z]{1,2}[ -]\d{3,4}[ -][A-Z]{2}|[A-Z]{3}[ -]?\d{2,5}[A-Z]?|[A-Z]{3} \d|"
    r"\d{1,4}[ -][A-Z]{2,3}|[A-Z]{2}[ -]?\d{3,6}[A-Z]{0,3}|"
    r"[A-Z]{1,3}[ -]?\d{2,5}[ -]?[A-Z]{1,3}|[A-Z]{2,3}[ -]?\d[A-Z\d]{3,4}|"
    r"\d{1,3}-[A-Z]{2,3}-\d{1,3}|[A-Z]{1,3}-\d{2,4}-[A-Z]{1,3}|[A-Z\d]{2}-[A-Z\d]{2,3}-[A-Z\d]{2}|"
    r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}|\d{3}[A-Z]\d{2,5}|\d[A-Z]\d ?\d{4}|\d{4}[ -]?[A-Z]{3})(?![\w/]| ?%|-\d)"
)
