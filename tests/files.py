"""Documents made for tests: PDF by hand, DOCX by its library."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx

DOCX_PART = "word/document.xml"


def pdf(*pages: str | None, fields: Mapping[str, str] | None = None) -> bytes:
    """A PDF with a page for each text; None is a page that is only an image."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>", b""]
    kids = []
    for text in pages:
        number = len(objects) + 1
        kids.append(b"%d 0 R" % number)
        if text is None:
            stream, resources = b"q 100 0 0 100 0 0 cm /I Do Q", b"/XObject << /I %d 0 R >>" % (number + 2)
            extra = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
            extra += b"/BitsPerComponent 8 /Length 1 >>\nstream\n\xff\nendstream"
        else:
            lines = "".join(f"({line}) Tj T*\n" for line in text.split("\n"))
            stream, resources = b"BT /F 12 Tf 14 TL 50 750 Td\n%s ET" % lines.encode("cp1252"), b"/Font << /F %d 0 R >>"
            resources %= number + 2
            extra = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R /Resources << %s >> >>"
            % (number + 1, resources),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            extra,
        ]
    entries = []
    for name, value in (fields or {}).items():
        objects.append(b"<< /FT /Tx /T (%s) /V (%s) >>" % (name.encode(), value.encode()))
        entries.append(b"%d 0 R" % len(objects))
    objects[0] %= b" ".join(entries)
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return assembled(objects)


def assembled(objects: Sequence[bytes]) -> bytes:
    """A PDF of numbered objects, the first of them its catalogue."""
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + trailer


def word(*blocks: str | Sequence[Sequence[str]], header: str = "", footer: str = "") -> bytes:
    """A DOCX of paragraphs, and tables given as rows of cells."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), max(map(len, block)))
        for row, texts in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(archive: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """An archive with bytes of one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(name, content)
    return out.getvalue()


def saved(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
