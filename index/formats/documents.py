"""A DOCX, PDF, EML or TXT file -> its lines, what stands beside a label in it, and what of it cannot be read.

Only what a reader of the document sees is taken: no tracked deletions, hidden text, comments, scripts, macros or links.
"""

import codecs
import email.policy
import mimetypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import MIMEPart
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import IO, Any

from index.characters import decoded
from index.errors import BadFile
from index.formats.archives import check_unpacked
from index.formats.html import plain_text
from index.formats.labels import MAX_LABEL, TICKED, UNTICKED, Line, Pair, Record, field_of, is_label, texts

MAX_PAGES = 2_000


@dataclass(slots=True)
class Document:
    """What a file says, in the order of its pages."""

    lines: list[Line | Record] = field(default_factory=list)
    header: list[Pair] = field(default_factory=list)  # fields of a log, given by the format and not by its text
    edges: list[str] = field(default_factory=list)  # what heads and foots its pages, where a marking stands
    unread: list[str] = field(default_factory=list)  # a reason for each part that was left out
    may_list: bool = False  # whether its items may be logs of their own
    has_pages: bool = False  # lines end where the page does, and cells of a table are parted by blanks only


# -- DOCX -------------------------------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNSEEN = {f"{_W}{name}" for name in ("del", "moveFrom", "sectPr", "pPr", "tblPr", "instrText", "delText")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text for older programs
}
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_BOXES = {"F0FE": TICKED, "F0FD": TICKED, "F078": TICKED, "F0A8": UNTICKED, "F06F": UNTICKED}  # of Wingdings
_OFF = {"0", "false", "off"}


def read_docx(file: IO[bytes]) -> Document:
    """Headers, paragraphs and tables in their order, footers. Raises BadFile, and whatever the library does."""
    if file.read(4) != b"PK\3\4":
        raise BadFile("not a DOCX file, or one with a password: save it again as .docx without one")
    check_unpacked(file)
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE

    document = docx.Document(file)
    found = Document()
    edges: dict[str, list[Line | Record]] = {RELATIONSHIP_TYPE.HEADER: [], RELATIONSHIP_TYPE.FOOTER: []}
    for relation in document.part.rels.values():
        if relation.reltype in edges and not relation.is_external:
            edges[relation.reltype] += _blocks(_sound(relation.target_part.element))
    body = list(_blocks(_sound(document.element.body)))
    found.lines = [*edges[RELATIONSHIP_TYPE.HEADER], *body, *edges[RELATIONSHIP_TYPE.FOOTER]]
    found.edges = [text for some in edges.values() for line in some for text in texts(line)]
    return found


def _sound(element: Any) -> Any:
    if element.getroottree().docinfo.doctype:
        raise BadFile("declares entities, which no word processor does: it is made to do harm")
    return element


def _blocks(element: Any) -> Iterator[Line | Record]:
    for child in element:
        if child.tag == f"{_W}p":
            yield from _text(child).split("\n")
        elif child.tag == f"{_W}tbl":
            yield from _table(child)
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from _blocks(child)


def _text(element: Any) -> str:
    return "".join(_pieces(element)).strip("\n")


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == f"{_W}sym":
            yield _BOXES.get(child.get(f"{_W}char", "").upper(), "")
        elif tag == f"{_W}checkBox":
            marks = [mark for name in ("checked", "default") if (mark := child.find(f"{_W}{name}")) is not None]
            yield UNTICKED if not marks or marks[0].get(f"{_W}val", "1") in _OFF else TICKED
        elif tag == f"{_W}p":  # of a text box or a cell
            yield f"\n{_text(child)}\n"
        elif tag not in _UNSEEN and isinstance(tag, str) and not _is_hidden(child):
            yield from _pieces(child)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish") if run.tag == f"{_W}r" else None
    return mark is not None and mark.get(f"{_W}val", "1") not in _OFF


def _table(table: Any) -> Iterator[Line | Record]:
    """Cells beside or under a label as pairs, others as lines. A table within a cell is part of its text.

    Rows that follow each other under a header that names what each log needs are records.
    """
    header: list[str] = []
    records: list[Record] = []
    rows = [[_cell(cell) for cell in row.iter(f"{_W}tc") if _owner(cell) is table] for row in table.iter(f"{_W}tr")]
    rows = [cells for cells in rows if any(cells)]
    for cells, below in zip(rows, [*rows[1:], [""]], strict=False):
        if _is_header(cells, below):
            yield from _several(records)
            header, records = cells, []
        elif len(cells) == len(header) and not is_label(cells[0]):
            records.append(list(zip(header, cells, strict=True)))
        elif len(cells) == 1 and records:  # a heading between them
            yield from _beside(cells)
        else:
            yield from _several(records)
            header, records = [], []
            yield from _beside(cells)
    yield from _several(records)


def _several(records: list[Record]) -> Iterator[Line | Record]:
    """The rows under one header: records, or the pairs of one form."""
    is_list = len(records) > 1 and _names_logs([label for label, _ in records[0]])
    yield from records if is_list else chain.from_iterable(records)


def _is_header(cells: list[str], below: list[str]) -> bool:
    """Whether a row names what stands below it: by labels, or if it names what each log needs, by other words, too."""
    if len(cells) < 2 or is_label(below[0]):
        return False
    may_be = all(is_label(cell) or _may_name(cell) for cell in cells[not cells[0] :])
    return all(map(is_label, cells)) or (may_be and _names_logs(cells) and len(below) == len(cells))


def _names_logs(header: list[str]) -> bool:
    fields = set(map(field_of, header))
    return "text" in fields and bool(fields & {"log_ref", "reported_at"})


def _may_name(cell: str) -> bool:
    return 0 < len(cell) <= MAX_LABEL and not any(map(str.isdigit, cell))


def _owner(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tbl"))


def _cell(cell: Any) -> str:
    return re.sub(r"\n{2,}", "\n", "".join(_pieces(cell))).strip()


def _beside(cells: list[str]) -> Iterator[Line]:
    """A label with the cell beside it; of two labels in a longer row the first is a heading of the second."""
    rest = iter(enumerate([*cells, ""][1:]))
    for at, after in rest:
        cell = cells[at]
        if len(cells) > 2 and is_label(cell) and is_label(after):
            yield "", cell
        elif is_label(cell) or (len(cells) == 2 and at == 0 and 0 < len(cell) <= MAX_LABEL and "\n" not in cell):
            yield cell, after
            next(rest, None)
        else:
            yield from cell.split("\n")


# -- PDF --------------------------------------------------------------------------------------------------------------


def read_pdf(file: IO[bytes]) -> Document:
    """The text layer, page by page, and the fields of a filled form. Raises BadFile, and whatever the library does."""
    if b"%PDF-" not in file.read(1024):
        raise BadFile("not a PDF file: its content is of another kind")
    import pypdf

    reader = pypdf.PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise BadFile("encrypted: save it without a password")
    if len(reader.pages) > MAX_PAGES:
        raise BadFile(f"more than {MAX_PAGES} pages: split it")
    found = Document(has_pages=True)
    found.lines += _form_fields(reader)
    scanned = []
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        if lines := [line for line in text.splitlines() if line.strip()]:
            found.lines += text.splitlines()
            found.edges += (lines[0], lines[-1])
        elif _has_image(page.get("/Resources")):
            scanned.append(number)
    if len(scanned) == len(reader.pages) or (scanned and not found.lines):
        raise BadFile("scanned: no text layer; run text recognition first")
    found.unread = [f"page {number} is scanned: no text layer; run text recognition first" for number in scanned]
    return found


def _form_fields(reader: Any) -> Iterator[Pair]:
    for name, entry in (reader.get_fields() or {}).items():
        value = entry.get("/V")
        label, text = str(entry.get("/TU") or entry.get("/T") or name), str(value or "")
        if entry.get("/FT") == "/Btn":
            text = "" if text in ("/Off", "") else text.removeprefix("/")
        if text:
            yield label, text


def _has_image(resources: Any, depth: int = 3) -> bool:
    """Whether a page draws an image, also inside the forms that it draws."""
    objects = resources.get_object().get("/XObject") if resources else None
    for reference in objects.get_object().values() if objects else ():
        drawn = reference.get_object()
        if drawn.get("/Subtype") == "/Image" or (depth and _has_image(drawn.get("/Resources"), depth - 1)):
            return True
    return False


# -- EML --------------------------------------------------------------------------------------------------------------


def read_eml(file: IO[bytes]) -> Document:
    """Headers and text of a message; plain text is preferred. Attachments are named by their type and not read."""
    message = BytesParser(policy=email.policy.default).parse(file)
    if not message.keys():
        raise BadFile("not an e-mail message: it has no header")
    found = Document(list(_body(message).splitlines()))
    for label, name in (("title", "Subject"), ("reported_at", "Date"), ("From", "From"), ("To", "To"), ("Cc", "Cc")):
        value = _moment(message) if name == "Date" else str(message.get(name, ""))
        if value:
            found.header.append((label, value))
    found.edges.append(str(message.get("Subject", "")))
    found.unread += [
        f"an attachment ({_known_type(part)}) is not read: save it as a file, and ingest that"
        for part in message.iter_attachments()
    ]
    return found


def _body(message: MIMEPart) -> str:
    for kind, read in (("plain", str), ("html", plain_text)):
        part = message.get_body((kind,))
        if part and (text := read(_content(part))).strip():
            return text
    return ""


def _content(part: MIMEPart) -> str:
    """The text of a part in the character set that it declares; see `decoded` where that is false or missing."""
    content = bytes(part.get_payload(decode=True) or b"")
    declared = part.get_content_charset("")
    try:
        known = codecs.lookup(declared).name
        return content.decode(_READ_AS.get(known, known))
    except (LookupError, ValueError):  # an unknown character set, or bytes that it does not have
        return decoded(content)


_READ_AS = {"iso8859-1": "cp1252", "utf-8": "utf-8-sig"}  # as browsers do: the first is said of what is the second


def _moment(message: MIMEPart) -> str:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).isoformat(timespec="minutes")
    except (ValueError, TypeError, OverflowError):
        return ""


def _known_type(part: MIMEPart) -> str:
    """Its media type where it is a registered one: another word may be anything."""
    declared = part.get_content_type()
    return declared if declared in {*mimetypes.types_map.values(), "message/rfc822"} else "of unknown type"


# -- TXT --------------------------------------------------------------------------------------------------------------


def read_txt(file: IO[bytes]) -> Document:
    """The lines of a text file. Raises BadFile where it is not text."""
    text = decoded(file.read())
    if "\0" in text:
        raise BadFile("not text, or UTF-16 without its mark: save it as UTF-8")
    return Document(list(text.splitlines()), may_list=True)


READERS: dict[str, Callable[[IO[bytes]], Document]] = {
    ".docx": read_docx, ".pdf": read_pdf, ".eml": read_eml, ".txt": read_txt,
}  # fmt: skip
