"""Read pictures of pages with tesseract, where it is installed: one process a page, bounded in time and pixels."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Any

from crawler.pages.plain import CONTROL

MAX_PIXELS = 12_000_000
"""Pixels of a page as it is drawn; A4 at 300 to the inch has 8.7 million."""
DPI = 300
PAGE_TIMEOUT_S = 30.0


def find_tesseract() -> str | None:
    """Return where the program is, or None; asked at the time of reading, never at import."""
    return shutil.which("tesseract")


def choose_language(program: str) -> str | None:
    """Return nld where tesseract has it, else eng, else None."""
    try:
        answer = subprocess.run(  # noqa: S603 - the program found on the path, no words of others
            [program, "--list-langs"], capture_output=True, timeout=10, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    names = set(answer.stdout.decode("utf-8", "replace").split())
    return next((name for name in ("nld", "eng") if name in names), None)


def draw_page(page: Any) -> bytes | None:
    """Return a page as a grey picture (PGM), or None where it has no size.

    Args:
        page: A page of `pypdfium2.PdfDocument`.
    """
    from pypdfium2 import raw

    width, height = page.get_size()
    if not (1 < width < 20_000 and 1 < height < 20_000):
        return None
    scale = min(DPI / 72, (MAX_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, force_bitmap_format=raw.FPDFBitmap_Gray, may_draw_forms=False)
    try:
        pixels = memoryview(bitmap.buffer).cast("B")
        rows = b"".join(
            bytes(pixels[row * bitmap.stride : row * bitmap.stride + bitmap.width]) for row in range(bitmap.height)
        )
        return b"P5\n%d %d\n255\n%s" % (bitmap.width, bitmap.height, rows)
    finally:
        bitmap.close()


def read_picture(program: str, language: str, picture: bytes, *, timeout_s: float) -> list[list[str]] | None:
    """Return the paragraphs of a picture as their lines, or None where it could not be read in time.

    Args:
        program: Path of tesseract.
        language: Name of its language data.
        picture: The page (PGM).
        timeout_s: Seconds that it may take.
    """
    try:
        answer = subprocess.run(  # noqa: S603 - the program found on the path, no words of others
            [program, "stdin", "stdout", "-l", language, "--dpi", str(DPI)],
            input=picture,
            capture_output=True,
            timeout=max(1.0, min(PAGE_TIMEOUT_S, timeout_s)),
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode != 0:
        return None
    text = CONTROL.sub("", answer.stdout.decode("utf-8", "replace").replace("\f", "\n"))
    paragraphs: list[list[str]] = []
    for part in re.split(r"\n\s*\n", text):
        lines = [" ".join(line.split()) for line in part.split("\n") if re.search(r"\w", line)]
        if lines:
            paragraphs.append(lines)
    return paragraphs
