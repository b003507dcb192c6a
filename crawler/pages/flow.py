"""Read all text of an HTML page in its order: for mail and exports, which have no article around which to search."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from crawler.pages.lines import Line, tidy

_SKIPPED = frozenset("script style head title noscript template svg math object iframe select button".split())
_BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul caption
    """.split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)


def read_flow(source: str) -> tuple[Line, ...]:
    """Return the lines of a page: each block on a line of its own, list items with a dash, hidden parts left out.

    >>> [line.text for line in read_flow("<h1>Kop</h1><ul><li>een <b>punt</b></ul>")]
    ['Kop', '- een punt']
    """
    try:
        root = document_fromstring(source, parser=HTMLParser(encoding=None, huge_tree=False, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    writer = _Writer()
    hidden: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if hidden is None and (tag in _SKIPPED or _HIDDEN.search(element.get("style") or "")):
                hidden = element
            if hidden is None:
                writer.open(tag)
                writer.add(element.text)
            continue
        if hidden is None:
            writer.close(tag)
        if hidden is element:
            hidden = None
        if hidden is None:
            writer.add(element.tail)
    writer.end_line()
    return tuple(writer.lines)


class _Writer:
    """Collects text until a block begins or ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._parts: list[str] = []
        self._prefix = ""
        self._is_heading = False

    def open(self, tag: str) -> None:
        """Begin an element."""
        if tag in _BLOCKS:
            self.end_line()
        if tag == "li":
            self._prefix = "- "
        elif tag in _HEADINGS:
            self._is_heading = True
        elif tag == "br":
            self.end_line(is_break=True)

    def close(self, tag: str) -> None:
        """End an element."""
        if tag in _BLOCKS:
            self.end_line()
            self._prefix = "" if tag == "li" else self._prefix
        if tag in _HEADINGS:
            self._is_heading = False

    def add(self, text: str | None) -> None:
        """Add text to the line."""
        if text:
            self._parts.append(text)

    def end_line(self, *, is_break: bool = False) -> None:
        """Write the line; a break after nothing gives an empty one."""
        text = tidy("".join(self._parts))
        self._parts = []
        if text:
            self.lines.append(Line(self._prefix + text, self._is_heading))
            self._prefix = ""
        elif is_break:
            self.lines.append(Line(""))
