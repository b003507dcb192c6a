"""Write PDFs for tests: words at places, rules, pictures of text; invented contents only."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

WIDTH, HEIGHT = 595, 842


@dataclass
class PdfPage:
    """A page under construction; lengths in points, y upwards."""

    size: tuple[float, float] = (WIDTH, HEIGHT)
    parts: list[bytes] = field(default_factory=list)
    picture: tuple[int, int, bytes] | None = None

    def text(self, x: float, y: float, text: str, *, size: float = 10, font: str = "F1", angle: str = "") -> PdfPage:
        """Put a text at a place; `angle` holds the four numbers of a matrix."""
        raw = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        matrix = f"{angle or '1 0 0 1'} {x} {y} Tm".encode()
        self.parts.append(b"BT /%s %g Tf %s (%s) Tj ET" % (font.encode(), size, matrix, raw))
        return self

    def lines(self, x: float, y: float, lines: Iterable[str], *, size: float = 10, step: float = 12) -> float:
        """Put lines below each other and return the height of the next."""
        for line in lines:
            self.text(x, y, line, size=size)
            y -= step
        return y

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        """Draw a rule."""
        self.parts.append(b"0.5 w %g %g m %g %g l S" % (x0, y0, x1, y1))
        return self

    def raw(self, operators: bytes) -> PdfPage:
        """Write operators as they are."""
        self.parts.append(operators)
        return self


def build_pdf(pages: Sequence[PdfPage], *, info: dict[str, str] | None = None, font_extra: bytes = b"") -> bytes:
    """Return the file.

    Args:
        pages: The pages.
        info: Document information, such as Title.
        font_extra: What stands in the font besides its name, instead of its usual encoding.
    """
    encoding = font_extra or b"/Encoding/WinAnsiEncoding"
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s>>" % encoding)
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold%s>>" % encoding)
    rows = b"".join(
        b"/%s<FEFF%s>" % (key.encode(), value.encode("utf-16-be").hex().encode()) for key, value in (info or {}).items()
    )
    objects.append(b"<<%s>>" % rows)
    kids: list[bytes] = []
    for page in pages:
        content = b"\n".join(page.parts)
        picture = b""
        if page.picture is not None:
            width, height, pixels = page.picture
            data = zlib.compress(pixels)
            objects.append(
                b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
                b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (width, height, len(data), data)
            )
            picture = b"/XObject<</P %d 0 R>>" % len(objects)
            content += b"\nq %g 0 0 %g 0 0 cm /P Do Q" % page.size
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>%s>>>>" % (*page.size, len(objects), picture)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, item in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


@cache
def draw_scan(lines: tuple[str, ...], *, scale: float = 2.0) -> tuple[int, int, bytes]:
    """Return a grey picture of a page with these lines, as a scanner would make it."""
    import pypdfium2
    from pypdfium2 import raw

    page = PdfPage()
    page.lines(60, 760, lines, size=14, step=22)
    document = pypdfium2.PdfDocument(build_pdf([page]))
    bitmap = document[0].render(scale=scale, force_bitmap_format=raw.FPDFBitmap_Gray)
    pixels = bytes(bitmap.buffer)
    rows = b"".join(pixels[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height))
    made = (bitmap.width, bitmap.height, rows)
    document.close()
    return made
