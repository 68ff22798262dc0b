"""A page of HTML -> the text that a browser would show, as lines. Nothing is fetched or run."""

import re
from html.parser import HTMLParser


def plain_text(html: str) -> str:
    """The text of a page of HTML as lines. Scripts, styles and hidden elements are left out.

    A hidden element that never closes hides nothing: where it was meant to end is unknown.
    """
    parser = _PlainText()
    parser.feed(html)
    parser.close()
    lines = (line.strip() for line in "".join(parser.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _PlainText(HTMLParser):
    """Collects what a browser would show, with a line for each block."""

    _BLOCKS = frozenset("body p div br tr li table ul ol h1 h2 h3 h4 h5 h6 blockquote pre hr section article".split())
    _UNSEEN = frozenset("head title template noscript iframe object svg".split())
    _HEAD = frozenset(("head", "title"))  # end where a block begins: their closing tags may be left out

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen: list[tuple[str, int]] = []  # hidden elements that are open, and how many pieces stood before each

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._UNSEEN:
            self._unseen.append((tag, len(self.pieces)))
        elif tag in self._BLOCKS:
            while self._unseen and self._unseen[-1][0] in self._HEAD:
                self._hide()
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("\t")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if any(tag == opened for opened, _ in self._unseen):
            while self._hide() != tag:
                pass
        elif tag in self._BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.cdata_elem:  # a script or a style
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _hide(self) -> str:
        """Leave out what stands in the hidden element that was opened last; its tag."""
        tag, start = self._unseen.pop()
        del self.pieces[start:]
        return tag
