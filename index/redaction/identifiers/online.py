"""Names and addresses in networks: e-mail, user names, IP and hardware addresses."""

import ipaddress
import re

from index.redaction import lists
from index.redaction.identifiers.rules import Cued, Near, Rule, Shape, compiled
from index.redaction.types import EntityType as T

_PLATFORM = (
    r"snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|facebook|fb|telegram|twitter|discord|signal|steam|psn|xbox|gamertag|"
    r"kik|wickr|whats ?app|onlyfans|reddit|youtube|twitch|linkedin|threads|bumble|tinder|hinge|grindr|vinted|gumtree|"
    r"wechat|viber|skype|roblox|fortnite|yubo|wizz|bebo|myspace|depop|ebay|paypal|cash ?app|revtag|vk"
)
_PLATFORM_WORD = re.compile(rf"(?:{_PLATFORM})", re.I)
# Words that stand where a user name might.
_NO_HANDLE = lists.words("""
    the a an is was were are and or of on in at to for from with by as not no nil none unknown known his her their my
    our your its it this that which who whom name names named user users username handle handles account accounts
    profile profiles page pages post posts posted story stories video videos message messages msg msgs group groups chat
    chats call calls contact contacts photo photos picture pictures pic pics image images app apps id ids has had have
    been called also under using used uses says said shows shown seen only now then later same new old other another
    public private via live stories added add adds friend friends request requests download downloads data records
    recovered screenshot screenshots intel checks check open source but if so we he she they you will would can could
    be being get got gets withheld given blank deleted blocked suspended linked belongs belonging believed changed tbc
    """)
_ABBREVIATIONS = lists.words("""
    no nos tel approx p pp c ca fig rm flat st vs v ref para sec art vol ch ed max min est ext inc incl excl temp dept
    apt reg ver q ans a b d e f g h i j k l m n o r s t u w x y z
    """)
_ENDS = re.compile(
    r"\.(?:com|net|org|uk|co|gov|edu|io|ie|eu|info|biz|de|fr|pl|ro|pdf|docx?|xlsx?|csv|txt|jpe?g|png|gif|mp[34]|"
    r"mov|zip|"
    r"html?|json|xml|cs|py|js|exe|log|heic|wav|avi|msg|eml)$",
    re.I,
)


def _has_letter_and_mark(handle: str) -> bool:
    """Whether a bare word looks like a user name: letters with a digit, dot or underscore among them."""
    return (
        bool(re.search(r"[a-z]{2}", handle, re.I) and re.search(r"[\d._]", handle))
        and not _ENDS.search(handle)
        and not re.fullmatch(r"\d{1,6}(?:hrs?|hours|am|pm|th|st|nd|rd|mg|ml|kg|km|g|x)?", handle, re.I)
        and not _PLATFORM_WORD.fullmatch(handle)
    )


def _no_time(handle: str) -> bool:
    """Whether an @ is no price or time: "@2130", "@5pm"."""
    return not re.fullmatch(r"@[\d.,:]+(?:am|pm|hrs?|h|each|pp|ea)?", handle, re.I)


def _dotted(word: str) -> bool:
    """Whether words joined by dots and with a digit are a user name: no abbreviation, file or web address."""
    first, _, rest = word.partition(".")
    letters = sum(c.isalpha() for c in word)
    return (
        letters >= 4
        and not _ENDS.search(word)
        and first.lower() not in _ABBREVIATIONS
        and (rest[0].isalpha() or len(first) >= 5)
        and not re.search(r"(?:hrs|\dam|\dpm)\b", word)
    )


def _handle(word: str) -> bool:
    """Whether a word that a cue announces as a user name may be one."""
    lower = word.lower().strip(".'’")
    return len(lower) >= 3 and lower not in _NO_HANDLE and not _PLATFORM_WORD.fullmatch(lower) and not lower.isdigit()


def _ip(address: str) -> bool:
    """Whether a text is an IP address of either version and not just colons."""
    try:
        ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return sum(c.isalnum() for c in address) >= 3


_TIME_AND_HANDLE = re.compile(r"\d{2,4}(?:h|hrs?)?\s+@", re.I)  # "2104 @smith", also of "21:04 @smith" the end
_AT = r"(?: ?(?:\[at\]|\(at\)|\{at\}) ?| ?@ ?)"
_DOT = r"(?: ?(?:\[dot\]|\(dot\)|\{dot\}|\[\.\]) ?| dot |\.)"
_NAME = r"@?(?P<id>[A-Za-z\d_][\w.\-]{1,29}\w)\b(?!@)"

RULES: tuple[Rule, ...] = (
    Shape(
        T.EMAIL,
        compiled(r"(?<![\w.+-])[\w.+-]{1,64}(?:['’][\w.+-]{1,40})?@[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){1,5}"),
        None,
        1.0,
    ),
    Shape(
        T.EMAIL,
        compiled(rf"(?<![\w.+-])[\w.+-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[A-Za-z]{{2,20}}){{1,4}}\b(?!@)", re.I),
        lambda s: not re.match(r"\S* @ ?\d", s) and not _TIME_AND_HANDLE.match(s),
    ),
    Shape(
        T.EMAIL,
        compiled(r"(?<![\w.+-])[\w.+-]{2,64}(?: dot [\w-]{1,30}){0,3} at [\w-]{2,63}(?: dot [a-z]{2,20}){1,3}\b", re.I),
    ),
    Shape(
        T.EMAIL,
        compiled(r"(?<![\w.+-])[\w.+-]{1,64}\s{0,2}@\s{0,2}[a-z\d-]{1,63}(?:\.[a-z\d-]{2,63}){1,4}\b(?!@)", re.I),
        lambda s: bool(re.search(r"[A-Za-z]", s.split("@")[1])) and not _TIME_AND_HANDLE.match(s),
    ),
    # User names.
    Shape(T.SOCIAL_HANDLE, compiled(r"(?<![\w.@/])@[^\W_](?:[\w.]|['’-](?=\w)){0,36}\w"), _no_time),
    Shape(T.SOCIAL_HANDLE, compiled(r"(?<![\w.@/])@_{1,3}[\w.]{1,29}\w")),
    Shape(
        T.SOCIAL_HANDLE,
        compiled(
            r"(?<![\w/.?=&@-])(?=[a-z\d.]{0,20}_)(?=[\d_.]{0,9}[a-z])[a-z\d_.]{3,29}[a-z\d_](?![\w@])",
            re.I,
        ),
        lambda s: not _ENDS.search(s),
    ),
    Shape(
        T.SOCIAL_HANDLE,
        compiled(r"^(?P<id>[A-Za-z\d_.]{4,30}):(?= )", re.M),
        lambda s: _has_letter_and_mark(s) and not re.fullmatch(r"(?:[A-Za-z]\.){2,}[A-Za-z]?\.?", s),
    ),
    Shape(
        T.SOCIAL_HANDLE,
        compiled(r"(?<![\w/.?=&@:-])(?=[a-z.]{0,24}\d)[a-z][a-z\d]{1,20}(?:\.[a-z\d]{1,20}){1,3}(?![\w@/]|\.\w)"),
        _dotted,
    ),
    Near(
        T.SOCIAL_HANDLE,
        compiled(r"(?<![\w/.?=&@:-])(?:[a-z]{3,20}|[a-z]{2}(?=\.\w{2,20}\.))(?:\.[a-z\d]{2,20}){1,3}(?![\w@/]|\.\w)"),
        compiled(
            rf"\b(?:{_PLATFORM}|handles?|user ?names?|profiles?|socials?|active|account|posted|reposted|"
            rf"tagged)\b|(?<!\w)@\w",
            re.I,
        ),
        48,
        lambda s: not _ENDS.search(s) and s.partition(".")[0] not in _ABBREVIATIONS,
        0.7,
    ),
    Shape(T.SOCIAL_HANDLE, compiled(r"\bxX_?[A-Za-z\d_]{2,24}_?Xx\b")),
    Shape(
        T.SOCIAL_HANDLE,
        compiled(
            r"\b(?:instagram|facebook|fb|tiktok|twitter|x|snapchat|telegram|t|onlyfans|wa|reddit|discord|threads|"
            r"youtube|twitch|linkedin|vk|paypal|cash|kik)\.(?:com|me|tv|app|gg|net)/"
            r"(?P<id>(?:add/|in/|c/|u/|user/|profile\.php\?id=)?[@$]?[\w.-]{2,40})",
            re.I,
        ),
    ),
    Shape(T.SOCIAL_HANDLE, compiled(r"\b[\w.]{2,32}#\d{4}\b"), _has_letter_and_mark),
    Cued(
        T.SOCIAL_HANDLE,
        compiled(
            rf"\b(?:{_PLATFORM}|"
            r"user(?: ?name)?|handles?|profiles?|acc(?:oun)?ts?|socials?)\b(?:\W{1,3}(?:name|handle|"
            r"user|is|as|called|id|profile|account|acct|of|add|under|on|tag)\b){0,3}",
            re.I,
        ),
        compiled(r"(?<![\w@.])@?(?P<id>[A-Za-z\d_][\w.]{2,28}\w)\b(?!@)"),
        4,
        _has_letter_and_mark,
    ),
    # A bare word: after a colon, after "name", in quotation marks, before "on snap".
    Cued(
        T.SOCIAL_HANDLE, compiled(rf"\b(?:{_PLATFORM})\s?[:=]", re.I), compiled(r" ?" + _NAME), 2, _handle, listed=False
    ),
    Cued(
        T.SOCIAL_HANDLE,
        compiled(
            rf"\b(?:(?:{_PLATFORM})\W{{1,2}}(?:user ?names?|user|names?|handles?|tag|id|acc(?:oun)?t name|"
            rf"profile name)|"
            r"user ?names?|gamertag|screen ?names?|handles?)\b(?: ?[:=]|\W{1,2}(?:is|was|as|now|being|"
            r"given as)\b){1,2}",
            re.I,
        ),
        compiled(r" ?" + _NAME),
        2,
        _handle,
        listed=False,
    ),
    Cued(
        T.SOCIAL_HANDLE,
        compiled(
            rf"\b(?:{_PLATFORM})\W{{1,2}}(?:live )?(?:user ?name|handle|tag|name|id)\b|\b(?:gamertag|screen name)\b",
            re.I,
        ),
        compiled(r" ?" + _NAME),
        2,
        _handle,
        listed=False,
    ),
    Cued(
        T.SOCIAL_HANDLE,
        compiled(
            r"\b(?:user ?names?|gamertag|screen ?names?|handles?)\b(?:\s?[:=]| is| was| of| as)? ?(?=[\"“])", re.I
        ),
        compiled(r"[\"“](?P<id>[\w.\-]{3,30})[\"”]"),
        1,
        _handle,
    ),
    Cued(
        T.SOCIAL_HANDLE,
        compiled(
            rf"\b(?:{_PLATFORM})(?: (?:account|acct?|profile|user|name|handle))?(?: (?:called|named|of|as|"
            rf"under))? ?(?=[\"“‘'])",
            re.I,
        ),
        compiled(r"[\"“‘'](?P<id>[\w.\- ]{3,30})[\"”’']"),
        1,
    ),
    Shape(
        T.SOCIAL_HANDLE,
        compiled(rf"[\"“'‘](?P<id>[\w.\-]{{3,30}})[\"”'’] on (?:{_PLATFORM})\b", re.I),
    ),
    Shape(
        T.SOCIAL_HANDLE,
        compiled(
            rf"(?<![\w@.])(?P<id>(?=[A-Za-z_.]{{0,28}}[\d_.])[\w.]{{3,29}}\w),? (?:on|via|"
            rf"over) (?:{_PLATFORM})\b",
            re.I,
        ),
        _has_letter_and_mark,
    ),
    Cued(
        T.SOCIAL_HANDLE,
        compiled(r"\b(?:goes by|known as|called|uses|using|user|poster|seller|add)\b", re.I),
        compiled(r" [\"'“‘]?(?P<id>(?=[a-z]{1,20}\d)[a-z]{3,20}\d{1,6}[a-z\d]{0,9})\b"),
        1,
        lambda s: not re.search(r"\d(?:hrs|am|pm|th|st|nd|rd|x|mg|g|kg)$", s),
    ),
    # Machines.
    Shape(T.MAC_ADDRESS, compiled(r"\b(?:[\dA-F]{2}[:-]){5}[\dA-F]{2}\b|\b(?:[\dA-F]{4}\.){2}[\dA-F]{4}\b", re.I)),
    Shape(
        T.IP_ADDRESS,
        compiled(
            r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|[01]?\d?\d)\[?\.\]?){3}(?:25[0-5]|2[0-4]\d|[01]?\d?\d|[xX*]{1,3})"
            r"(?!\d|\.\d)"
        ),
    ),
    Shape(
        T.IP_ADDRESS,
        compiled(
            r"(?<![\w:.])(?:[\dA-F]{0,4}:){2,7}(?:[\dA-F]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?:%\w{1,10})?(?![\w:])", re.I
        ),
        _ip,
    ),
    Cued(
        T.IP_ADDRESS,
        compiled(r"\bIPs?\b(?:\W{1,2}(?:address(?:es)?|addr|is|was|v[46])\b){0,2}", re.I),
        compiled(
            r"(?<![\d.])\d{1,3}(?: ?\. ?\d{1,3}){3}(?!\d)|"
            r"(?<![\w:])[\dA-F]{1,4}(?:::?[\dA-F]{1,4}){2,7}(?:::)?(?![\w:])",
            re.I,
        ),
        8,
    ),
)
