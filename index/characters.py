"""Text as exported -> the text a reader sees: one kind of line end, composed letters, nothing hidden."""

import codecs
import re
import unicodedata

WINDOWS = "intellog.windows"  # for errors= of a decoder: bytes that are no UTF-8 are Windows-1252, one by one

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters, and what Unicode 16 lists as Default_Ignorable_Code_Point (DerivedCoreProperties): soft hyphens,
# characters of no width, marks of direction, variation selectors, tags. They split a name for a recogniser, or hide or
# reorder text for a reader.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_HALF_PAIRS = re.compile("[\ud800-\udfff]")  # cannot be written to any file
# As text layers of PDF have them; a recogniser knows no name with one.
_LIGATURES = {0xFB00 + at: letters for at, letters in enumerate("ff fi fl ffi ffl st st".split())}
_MAX_MARKS = 30  # on one letter, as in the Stream-Safe Text Format of Unicode (UAX 15): no language writes as many
_MAY_BE_MARKS = re.compile("[^\u0300-\U0010ffff]?[\u0300-\U0010ffff]{10,}")  # fewer cannot be too many, decomposed


def clean(text: str) -> str:
    """Line ends as "\\n", Unicode NFC, ligatures as letters, without hidden characters and marks beyond what one bears.

    Half of a surrogate pair becomes U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text
    seen = _HIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", stream_safe(_HALF_PAIRS.sub("\ufffd", seen).translate(_LIGATURES)))


def stream_safe(text: str) -> str:
    """The text without the marks on a letter that follow its first 30, for whatever is normalised next.

    Normalising sorts the marks of a letter, in time with the square of their number; this takes linear time.
    """
    return _MAY_BE_MARKS.sub(_without_excess, text)


def _without_excess(match: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in match.group():
        for part in unicodedata.normalize("NFKD", character):  # one character may be two marks, or a letter with some
            marks = marks + 1 if unicodedata.combining(part) else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def decoded(content: bytes) -> str:
    """UTF-8, or UTF-16 with its mark; bytes that are no UTF-8 are Windows-1252, which old exports are written in."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    return content.decode("utf-8-sig", errors=WINDOWS)


def _windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(WINDOWS, _windows)
