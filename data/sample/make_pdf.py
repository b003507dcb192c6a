"""Write a small PDF with a real text layer, from the standard library alone.

    python data/sample/make_pdf.py OUT.pdf "Title" "First paragraph." "Second paragraph."

The same words give the same bytes: no clock, no compression, no random identifier. Text is kept in WinAnsi
(windows-1252) with a ToUnicode table, so that accents and Dutch quotation marks survive copying.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import NamedTuple

PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 595, 842, 72  # A4 in points of 1/72 inch

# Advance widths of Helvetica for the characters 32 to 126, in thousandths of the font size (Adobe core metrics).
_WIDTHS = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10,
    278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556,
    556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556,
    500, 722, 500, 500, 500, 334, 260, 334, 584,
]  # fmt: skip


class Block(NamedTuple):
    """A paragraph with its look."""

    text: str
    font: str
    """F1 is Helvetica, F2 Helvetica-Bold."""
    size: int
    """Points."""


def text_width(text: str, *, size: float) -> float:
    """Return how wide a text is, in points; an accented letter counts as its base letter."""
    total = 0
    for char in text:
        base = unicodedata.normalize("NFD", char)[0]
        total += _WIDTHS[ord(base) - 32] if 32 <= ord(base) <= 126 else 333
    return total * size / 1000


def wrap(block: Block) -> list[str]:
    """Break a paragraph into lines that fit between the margins; bold text is taken a tenth wider."""
    room = (PAGE_WIDTH - 2 * MARGIN) / (1.1 if block.font == "F2" else 1.0)
    lines: list[str] = []
    for word in block.text.split():
        if lines and text_width(f"{lines[-1]} {word}", size=block.size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _literal(text: str) -> bytes:
    """Write a text as a PDF string in WinAnsi; a character outside it is an error, not a question mark."""
    raw = text.encode("windows-1252")
    for char in (b"\\", b"(", b")"):
        raw = raw.replace(char, b"\\" + char)
    return b"(" + raw + b")"


def _page_streams(blocks: list[Block]) -> list[bytes]:
    """Set the blocks from the top down, and begin a new page where the next line would pass the margin."""
    pages: list[list[bytes]] = [[]]
    y = PAGE_HEIGHT - MARGIN
    for block in blocks:
        leading = block.size * 14 // 10
        for line in wrap(block):
            if y - leading < MARGIN:
                pages.append([])
                y = PAGE_HEIGHT - MARGIN
            y -= leading
            pages[-1].append(
                b"BT /%s %d Tf %d %d Td %s Tj ET" % (block.font.encode(), block.size, MARGIN, y, _literal(line))
            )
        y -= block.size * 7 // 10
    return [b"\n".join(page) for page in pages]


def _to_unicode() -> bytes:
    """Return the table that maps each WinAnsi byte to its Unicode character."""
    pairs = []
    for code in range(32, 256):
        try:
            char = bytes([code]).decode("windows-1252")
        except UnicodeDecodeError:
            continue
        pairs.append(f"<{code:02X}> <{ord(char):04X}>")
    chunks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /WinAnsi-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def make_pdf(*, title: str, mark: str, paragraphs: list[str], language: str = "nl-NL") -> bytes:
    """Return the bytes of a PDF: a title, a mark that says what the text is, the paragraphs.

    Args:
        title: Printed on top and written into the document information.
        mark: Stands under the title, and again at the end, so that no page passes for its source.
        paragraphs: The text.
        language: BCP 47 tag for readers aloud.

    Raises:
        UnicodeEncodeError: A character is not in WinAnsi.
    """
    blocks = [
        Block(title, "F2", 16),
        Block(mark, "F1", 9),
        *[Block(text, "F1", 11) for text in paragraphs],
        Block(mark, "F1", 9),
    ]
    streams = _page_streams(blocks)
    first_page = 7
    kids = b" ".join(b"%d 0 R" % (first_page + 2 * i) for i in range(len(streams)))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding /ToUnicode 5 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang %s >>" % _literal(language),
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(streams)),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
        _stream(_to_unicode()),
        b"<< /Title <FEFF%s> /CreationDate (D:20261101000000Z) >>" % title.encode("utf-16-be").hex().upper().encode(),
    ]
    for i, content in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents %d 0 R >>"
            % (PAGE_WIDTH, PAGE_HEIGHT, first_page + 2 * i + 1)
        )
        objects.append(_stream(content))

    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    Path(sys.argv[1]).write_bytes(make_pdf(title=sys.argv[2], mark="Samenvatting", paragraphs=sys.argv[3:]))
