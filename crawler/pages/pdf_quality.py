"""Tell text from what only looks like it: letters without meaning, pictures of pages, photographs."""

from __future__ import annotations

import re
from typing import Any

from staving.languages import guess_language

_CID = re.compile(r"\(cid:\d+\)")
_NO_TEXT = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f]")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouyàáâäèéêëìíîïòóôöùúûüæøåœ")
_ORDINARY = frozenset(".,-–—_…·|:;()")  # leaders of tables of contents, tables and indexes
_DPI = 50
_MAX_SIDE = 900


def is_garbage(text: str, *, unmapped: float = 0.0) -> bool:
    """Return whether a text layer has lost its meaning.

    It has where the font gives no meaning for most of its characters, where much of it is no text at all, or where a
    longer text without any of the commonest words of five languages has not the vowels of a language either.

    Args:
        text: The text of a page.
        unmapped: Part of its characters for which the font gives no meaning, 0 to 1.
    """
    bare = re.sub(r"\s+", "", text)
    if not bare:
        return False
    if _CID.search(bare) and sum(len(found) for found in _CID.findall(bare)) > 0.3 * len(bare):
        return True
    if unmapped > 0.4 or len(_NO_TEXT.findall(bare)) > 0.2 * len(bare):
        return True
    words = _LETTERS.findall(text[:20_000])
    if len(words) < 12 or guess_language(text) is not None:
        return False
    letters = "".join(words).casefold()
    if any(ord(letter) > 0x24F for letter in letters[:2000]):  # another alphabet
        return False
    vowels = sum(letter in _VOWELS for letter in letters) / len(letters)
    signs = sum(not letter.isalnum() and letter not in _ORDINARY for letter in bare) / len(bare)
    digits = sum(letter.isdigit() for letter in bare) / len(bare)
    odd = signs > 0.25 and digits < 0.4
    return not 0.25 <= vowels <= 0.62 or odd


def is_picture_of_text(page: Any) -> bool:
    """Return whether a page that is a picture looks like paper with text rather than like a photograph.

    Paper has one light or dark ground on most of its area, and some marks that differ much from it.

    Args:
        page: A page of `pypdfium2.PdfDocument`.
    """
    from pypdfium2 import raw

    width, height = page.get_size()
    if not (width > 1 and height > 1):
        return False
    scale = min(_DPI / 72, _MAX_SIDE / max(width, height))
    bitmap = page.render(
        scale=scale, rev_byteorder=False, force_bitmap_format=raw.FPDFBitmap_Gray, may_draw_forms=False
    )
    try:
        pixels = memoryview(bitmap.buffer).cast("B")
        rows = [bytes(pixels[row * bitmap.stride : row * bitmap.stride + bitmap.width]) for row in range(bitmap.height)]
    finally:
        bitmap.close()
    counts = [0] * 256
    for row in rows[::2]:
        for value in set(row):
            counts[value] += row.count(value)
    total = max(1, sum(counts))
    ground = max(range(256), key=lambda value: sum(counts[max(0, value - 12) : value + 13]))
    near = sum(counts[max(0, ground - 24) : ground + 25]) / total
    far = sum(count for value, count in enumerate(counts) if abs(value - ground) > 60) / total
    return near >= 0.55 and 0.003 <= far <= 0.4
