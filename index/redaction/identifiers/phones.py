"""Telephone numbers, whole and partly told, and the numbers of handsets and SIM cards."""

import re

from index.redaction.identifiers.lookalikes import DIGIT, SPOKEN, UNIT, digits, told_digits, told_words
from index.redaction.identifiers.rules import Cued, Near, Rule, Shape, compiled
from index.redaction.types import EntityType as T


def _time_range(number: str) -> bool:
    """Whether a number starts as two times of day do ("0800-1600 21 March")."""
    return bool(re.match(r"(?:[01]\d|2[0-3])[0-5]\d ?[-–] ?(?:[01]\d|2[0-3])[0-5]\d(?!\d)", number))


def _day_like(number: str) -> bool:
    """Whether a number has a date in it ("04-05-2024 1430", "0417 06/02/25")."""
    day, month = r"(?:[0-2]\d|3[01])", r"(?:0\d|1[0-2])"
    return bool(
        re.match(rf"{day}([-. /]){month}\1(?:19|20)\d\d|{day}([-./]){month}\2\d\d(?!\d)", number)
        or re.match(rf"(?:19|20)\d\d([-. /]){month}\1{day}(?!\d)", number)
        or re.search(r"(?<!\d)\d{1,2}/\d{1,2}(?!\d)", number)
    )


def uk_phone(number: str) -> bool:
    """Whether the digits can be a UK number: 0 and nine or ten more, the international prefix aside."""
    number = re.split(r"x|ext", number, maxsplit=1, flags=re.I)[0]
    bare = re.sub(r"\D", "", re.sub(r"^\(?(?:\+|00)44\)?[\s.()/–-]*(?:\(0\))?", "0", number))
    bare = bare.replace("00", "0", 1) if bare.startswith("00") else bare
    plausible = len(bare) in (10, 11) and bare[0] == "0" and bare[1] != "0"
    return plausible and not _day_like(number) and not _time_range(number)


def _misread(number: str) -> bool:
    """Whether a UK number comes out of a group with some digits taken for letters, most being digits."""
    squeezed = re.sub(r"[^\w|]", "", number)
    genuine = sum(c.isdigit() for c in squeezed)
    read = digits(squeezed)
    if _time_range(number) or _day_like(number):
        return False
    return 5 <= genuine < len(squeezed) and read.isdigit() and bool(re.fullmatch(r"0[1237]\d{8,9}", read))


def _countable(number: str) -> bool:
    """Whether a cued number has the digits of a telephone number and is no date or time."""
    count = sum(c.isdigit() for c in number)
    return 6 <= count <= 15 and not _day_like(number) and not _time_range(number)


def _told(words: str) -> bool:
    """Whether words tell a telephone number: as many digits, most of them one by one."""
    return 7 <= told_digits(words) <= 15 and told_words(words) >= 4


def _partial(number: str) -> bool:
    """Whether digits may be part of a number: no year, no emergency or service number."""
    return number not in ("999", "101", "111", "112", "105", "119")


_GAP = r"[ .()/–\-\xa0\t]{0,3}"
_EXT = r"(?: ?,?(?:x|ext\.?|extn\.?|extension) ?:? ?\d{2,6})?"
# In the groups that they are printed in: a line may end between two.
_LANDLINES = tuple(
    r"\s{1,2}".join(rf"{start}\d{{{more}}}" for start, more in zip(("0[123]", "", "", ""), sizes, strict=False))
    for sizes in ((2, 3, 4), (3, 6), (3, 3, 3), (1, 4, 4))
)
_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d)"
_LAST = (
    rf"(?:last|final|first|end(?:s|ing|ed)?|finish(?:es|ing|ed)?|beginning|begins?|starts?|starting|suffix)"
    rf"(?: (?:{_WORD}|few|digits?|figures?|numbers?)){{0,2}}(?: (?:in|with|on|of|is|are|was|were|as|as in))?"
)
_DEVICE = (
    r"(?:tele)?phones?|mobiles?|mobs?|mob|tel|telephone|numbers?|nos?|lines?|handsets?|sims?|cell|landline|burner|"
    r"whatsapp|account|acct?|a/c|msisdn"
)
_ENDING = compiled(rf"\b(?:{_DEVICE})\b(?:\W{{1,2}}\w{{1,12}}){{0,3}}?\W{{1,2}}{_LAST}\b", re.I)  # "phone ending"
_CALL = r"(?:call|ring|text|phone|bell|reach|contact|message|whatsapp)(?:ed|ing|s)?"

RULES: tuple[Rule, ...] = (
    # Great Britain and Northern Ireland.
    Shape(
        T.PHONE,
        compiled(
            r"(?:(?<![\w+/.])|(?<=\d\d\d/))(?:\(?(?:\+|00)44\)?[ .-]{0,3}(?:\(0\)[ .-]?)?|\(?0"
            + _GAP
            + r")(?:\d"
            + _GAP
            + r"){8,9}\d(?!\d|/(?!0\d{4})\d)"
            + _EXT,
            re.I,
        ),
        uk_phone,
        1.0,
    ),
    Shape(T.PHONE, compiled(r"(?<![\w+/.])07\d{3}\s{0,2}\d{3}\s{0,2}\d{3}(?!\d)"), uk_phone, 1.0),  # over a line's end
    Shape(T.PHONE, compiled(rf"(?<![\w+/.])(?:{'|'.join(_LANDLINES)})(?![\d/])"), uk_phone, 1.0),  # likewise
    Shape(T.PHONE, compiled(r"(?<![\w+/.])44[ .-]?\(?0?\)?7\d{3}[ .-]?\d{3}[ .-]?\d{3}(?!\d)")),
    Shape(T.PHONE, compiled(r"(?<![\w+/.£-])7[1-9]\d\d \d{3} ?\d{3}(?![\d/]| \d)")),  # without its first 0
    Shape(T.PHONE, compiled(rf"(?<![\w+/.])(?:[Oo0]){_GAP}(?:{DIGIT}[ .()-]{{0,2}}){{8,9}}{DIGIT}(?!\w)"), _misread),
    # Other countries.
    Shape(
        T.PHONE,
        compiled(r"(?<![\w+])\(?\+\(?(?!44)\d\)?(?:[ .()/–\-\xa0]{0,3}\d){6,14}(?!\d)" + _EXT, re.I),
        lambda s: not _day_like(s.lstrip("+")),
    ),
    Shape(T.PHONE, compiled(r"(?<![\w+/.-])00 ?[1-9]\d{0,2}(?:[ .()/-]{1,3}\d{2,5}){2,5}(?![\d/])"), _countable),
    Shape(T.PHONE, compiled(r"(?<![\w+/.-])00[1-9]\d{9,12}(?![\d/])")),
    Shape(
        T.PHONE,
        compiled(r"(?<![\w.+/-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}" + _EXT + r"(?![\w/-])", re.I),
    ),
    # What the line says it is, before or after.
    Near(
        T.PHONE,
        compiled(r"(?<![\w+/.,£$€:-])\(?\d{2,4}\)?(?:[ .-]\d{2,5}){1,4}(?![\d/:])"),
        compiled(r"^[\s\\-]{0,3}(?:office|fax|mobile|mob|cell|home|work|landline)\b", re.I),
        12,
        _countable,
    ),
    Near(
        T.PHONE,
        compiled(r"(?<![\w+/.,£$€:-])\d{7,12}(?![\w/:])"),
        compiled(r"^[\s\\-]{0,3}(?:office|fax|mobile|mob|cell|landline)\b", re.I),
        12,
    ),
    Cued(
        T.PHONE,
        compiled(
            r"\b(?:tel(?:ephone)?|phones?|mobiles?|mobs?|landline|whatsapp|cell|fax|burner|msisdn)\b"
            r"(?:\W{1,2}(?:no|nos|number|numbers|is|was|on|contact)\b){0,2}",
            re.I,
        ),
        compiled(r"(?<![\w/£.:,-])\(?\d{2,5}\)?(?:[ .-]{1,2}\d{2,6}){1,5}(?![\d/:]|hrs)" + _EXT, re.I),
        6,
        _countable,
    ),
    Cued(
        T.PHONE,
        compiled(
            rf"\b(?:tel(?:ephone)?|phones?|mobiles?|mobs?|landline|whatsapp|{_CALL}(?: (?:me|him|her|us|them|back|"
            rf"on))+|"
            rf"{_CALL}|rang|(?:contact|work|phone|mobile|home|his|her|their|new|old|my) (?:number|no)|"
            rf"calls? (?:to|from))\b",
            re.I,
        ),
        compiled(r"(?<![\w/£.:-])\(?0?\d(?:[ .)-]{0,2}\d){6,11}(?![\d/:])" + _EXT, re.I),
        12,
        _countable,
    ),
    Cued(
        T.PHONE,
        compiled(r"\b(?:tel|telephone|phone|landline)\b(?:\W{1,2}(?:no|number)\b)?", re.I),
        compiled(r"(?<![\w/£.:-])\d{3,5} ?\d{3,4}(?![\d/]|hrs)"),
        4,
    ),
    # Told aloud.
    Shape(
        T.PHONE,
        compiled(rf"\b(?:{SPOKEN})\b(?:[ ,.\-–]{{1,3}}(?:{SPOKEN})\b){{5,16}}", re.I),
        _told,
    ),
    # A part of one: its end, its start, or what people call it by.
    Cued(
        T.PHONE,
        _ENDING,
        compiled(r"(?<![\w£.:-])-?(?P<id>\d{2,6})\b(?![/:%]|-\d| ?(?:hrs|times|calls|days|weeks|months|years))"),
        4,
        _partial,
    ),
    Cued(
        T.PHONE,
        _ENDING,
        compiled(rf"\b(?:{SPOKEN})\b(?:[ ,-]{{1,2}}(?:{SPOKEN})\b){{1,5}}", re.I),
        3,
        lambda s: told_words(s) >= 2,
    ),
    Cued(
        T.PHONE,
        compiled(
            r"\b(?:end(?:s|ing|ed)?(?: in| with)?|last (?:(?:two|three|four|six|2|3|4|6)"
            r"(?: (?:digits?|numbers?|figures?))?|digits)"
            r"(?: (?:is|are|were|was))?)\b",
            re.I,
        ),
        compiled(r"(?<![\w£.:-])-?\d{3,6}\b(?![/:%]|-\d| ?(?:hrs|times|calls|days|weeks|months|years|[ap]m))"),
        3,
        lambda s: _partial(s) and not re.fullmatch(r"20[0-4]\d", s),
    ),
    Shape(
        T.PHONE,
        compiled(
            r"\b(?:the|that|his|her|their|this|same|old|new) [\"'“‘]?(?:\.{2,3}|-)?(?P<id>\d{3,6})[\"'”’]? "
            r"(?:number|phone|line|mobile|handset|sim|burner)\b(?! plate)",
            re.I,
        ),
        _partial,
    ),
    Cued(
        T.PHONE,
        compiled(r"\b(?:the|his|her|that|whose|mobile|phone) number(?: is| was)?\b", re.I),
        compiled(r"[\"'“‘]?(?:\.{2,3}|-)?(?P<id>\d{3,6})\b(?! ?(?:bus|plate|of|/)|[/:.]\d)"),
        2,
        _partial,
    ),
    Cued(
        T.PHONE,
        compiled(r"\bend(?:s|ing|ed)?(?: in| with)?\b", re.I),
        compiled(rf" {UNIT}(?:[ ,-]{{1,2}}(?:double |treble )?{UNIT}\b){{2,5}}", re.I),
        1,
    ),
    Shape(
        T.PHONE,
        compiled(
            r"(?<![\w£.:/-])(?P<id>\d{2,6}) at the (?:very )?(?:end|start|beginning) of (?:his|her|the|its|their|a) "
            r"(?:phone |mobile )?(?:number|phone|mobile)\b",
            re.I,
        ),
    ),
    # Handsets and SIM cards.
    Shape(T.IMEI, compiled(r"(?<![\d/.-])\d{2}[ -]?\d{6}[ -]?\d{6}[ -]?\d(?![\d/])")),
    Shape(T.IMEI, compiled(r"(?<![\d/.-])\d{6}[ -]\d{2}[ -]\d{6}[ -]\d(?![\d/])")),
    Cued(
        T.IMEI, compiled(r"\bIMEIs?(?:SV)?\b", re.I), compiled(rf"(?<!\d)\d(?:[ /.-]{{0,2}}{DIGIT}){{13,16}}(?!\w)"), 24
    ),
    Cued(
        T.IMEI,
        compiled(
            r"\bIMEIs?\b(?:\W{1,2}\w{1,10}){0,2}?\W{1,2}(?:end(?:s|ing|ed)?(?: in)?|last (?:four|4|six|6)"
            r"(?: digits)?|starts?|starting|beginning|first \w{1,5}(?: digits)?)",
            re.I,
        ),
        compiled(r"\d{3,8}\b(?!/)"),
        6,
    ),
    Shape(T.SIM, compiled(r"(?<!\d)(?:89(?:[ -]?\d){17,18}|23[45]\d{12})(?!\d)"), None, 1.0),
    Cued(
        T.SIM,
        compiled(r"\b(?:ICCID|IMSI|SIM)\b(?:\W{1,2}(?:card|no|number|serial|is|was)\b){0,3}", re.I),
        compiled(r"(?<!\d)\d(?:[ -]?\d){12,20}F?(?!\w)"),
        16,
    ),
)
