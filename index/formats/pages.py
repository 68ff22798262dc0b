"""Pages: paragraphs -> a DOCX document with a marking in the header and footer of each page."""

import io
from collections.abc import Sequence

_STYLES = {
    "title": "Title", "heading": "Heading 2", "subheading": "Heading 3", "text": "Normal", "item": "List Bullet",
    "note": "Normal",
}  # fmt: skip
_SMALL = 9  # points


def docx_of(paragraphs: Sequence[tuple[str, str]], marking: str) -> bytes:
    """The document. paragraphs: (kind, text), the kind a key of `_STYLES`; a note is small and in italics.

    Whatever parts words is a blank; characters that XML cannot hold or nobody can see are left out.
    """
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document = Document()
    for kind, text in paragraphs:
        run = document.add_paragraph(style=_STYLES[kind]).add_run(_storable(text))
        if kind == "note":
            run.italic, run.font.size = True, Pt(_SMALL)
    for section in document.sections:
        for part in (section.header, section.footer):
            paragraph = part.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(_storable(marking)).bold = True
    document.core_properties.author = "Intellog"
    document.core_properties.title = ""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _storable(text: str) -> str:
    return "".join(
        " " if c.isspace() else c for c in text if c.isspace() or (c.isprintable() and c not in "\ufffe\uffff")
    )
