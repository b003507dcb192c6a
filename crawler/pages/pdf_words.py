"""Take the words of a page out of a PDF, with their places, sizes and weights, in the direction of reading.

PDFium gives characters with boxes; what is needed here is words. Only two calls are made for each character, and
the rest (size, baseline, angle, weight, mark) is asked once for each run of characters that stand side by side.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MAX_PAGE_CHARACTERS = 200_000
"""Characters read of one page; a full newspaper page has some 30,000."""

_SPACES = frozenset(
    " \t\r\n\x0b\x0c\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ",
    "\x02": "-", "\ufffe": "-", "\u2010": "-", "\u2011": "-", "\u200b": "", "\u200c": "", "\u200d": "",
    "\u2060": "", "\ufeff": "",
    "\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf076": "•", "\uf0fc": "•", "\uf02d": "–", "\uf0e0": "→",
}  # fmt: skip
_TRANSLATE = str.maketrans(_LIGATURES)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\uffff]|[\ud800-\udfff]")
_SLANT = 3.0
"""Degrees that a line may lean (scans, sloppy export) and still count as straight."""


class Word(NamedTuple):
    """A word with its place; lengths in points of 1/72 inch, y upwards, both in the direction of reading."""

    x0: float
    x1: float
    y: float
    """Baseline."""
    size: float
    text: str
    is_bold: bool = False
    rows: tuple[str, ...] = ()
    """For a table that stands as one thing in the page: its rows."""
    bottom: float = 0.0
    """For a table: its lower edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The words of one page and what was noticed."""

    words: tuple[Word, ...] = ()
    direction: int = 0
    """Quarter turns against the clock in which most of the text runs."""
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Left, bottom, right, top of the visible page, turned with the text."""
    characters: int = 0
    unmapped: int = 0
    """Characters, counted among `sampled`, for which the font gives no meaning."""
    sampled: int = 0
    has_slanted: bool = False
    """Whether text stood across the page, or in another direction than the rest; it is left out."""
    is_whole: bool = True
    """Whether all characters were read."""


@dataclass(slots=True)
class _Run:
    """Characters side by side that become one word."""

    x0: float
    x1: float
    y: float
    size: float
    turns: int
    is_bold: bool
    is_kept: bool
    letters: list[str] = field(default_factory=list)


def turn_box(box: tuple[float, float, float, float], turns: int) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top of a box on a page that is read after so many quarter turns."""
    left, bottom, right, top = box
    return (
        (left, bottom, right, top),
        (bottom, -right, top, -left),
        (-right, -top, -left, -bottom),
        (-top, left, -bottom, right),
    )[turns]


def read_words(page: Any) -> PageWords:
    """Return the words of a page.

    Words that are marked as running title or watermark (Artifact of the type Pagination, ISO 32000-1, 14.8.2.2), that
    stand outside the visible page or run across it are left out.

    Args:
        page: A page of `pypdfium2.PdfDocument`.
    """
    text_page = page.get_textpage()
    try:
        return _Reader(page, text_page).read()
    finally:
        text_page.close()


class _Reader:
    """Reads one page."""

    def __init__(self, page: Any, text_page: Any) -> None:
        from pypdfium2 import raw

        self.raw = raw
        self.text_page = text_page.raw
        self.box = tuple(page.get_cropbox())
        count = int(raw.FPDFText_CountChars(self.text_page))
        self.count = max(0, min(count, MAX_PAGE_CHARACTERS))
        self.is_whole = count <= MAX_PAGE_CHARACTERS
        self.rectangle = raw.FS_RECTF()
        self.matrix = raw.FS_MATRIX()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.name = ctypes.create_string_buffer(64)
        self.length = ctypes.c_ulong()
        self.runs: list[_Run] = []
        self.has_slanted = False
        self.unmapped = self.sampled = 0

    def read(self) -> PageWords:
        self._collect()
        counts: Counter[int] = Counter()
        for run in self.runs:
            counts[run.turns] += len(run.letters)
        turns = counts.most_common(1)[0][0] if counts else 0
        box = turn_box((self.box[0], self.box[1], self.box[2], self.box[3]), turns)
        words: list[Word] = []
        seen: set[tuple[str, int, int]] = set()
        for run in self.runs:
            text = _clean("".join(run.letters))
            if not run.is_kept or not text:
                continue
            if run.turns != turns:
                self.has_slanted = True
                continue
            key = (text, round(run.x0 / 2), round(run.y / 2))
            is_inside = box[0] - 2 <= (run.x0 + run.x1) / 2 <= box[2] + 2 and box[1] - 2 <= run.y <= box[3] + 2
            if is_inside and key not in seen:  # bold by printing twice
                seen.add(key)
                words.append(Word(run.x0, run.x1, run.y, run.size, text, run.is_bold))
        return PageWords(
            words=tuple(words),
            direction=turns,
            box=box,
            characters=sum(len(word.text) for word in words),
            unmapped=self.unmapped,
            sampled=self.sampled,
            has_slanted=self.has_slanted,
            is_whole=self.is_whole,
        )

    def _collect(self) -> None:
        raw, rectangle, page = self.raw, self.rectangle, self.text_page
        letters = self._read_letters()
        run: _Run | None = None
        last = (0.0, 0.0, 0.0, 0.0)
        for index, letter in enumerate(letters):
            if letter in _SPACES:
                run = None
                continue
            if not raw.FPDFText_GetLooseCharBox(page, index, rectangle):
                continue
            box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
            if index % 7 == 0:
                self.sampled += 1
                self.unmapped += raw.FPDFText_HasUnicodeMapError(page, index) == 1
            if run is not None and box == last:  # the letters of a ligature share one box
                run.letters.append(letter)
                continue
            x0, x1 = self._span(box, run.turns) if run is not None else (0.0, 0.0)
            if run is None or not self._is_beside(run, box, last, x0) or not self._is_level(run, box, last, index):
                run = self._begin(index, box)
                if run is None:
                    continue
                self.runs.append(run)
                x0, x1 = self._span(box, run.turns)
            run.letters.append(letter)
            run.x1 = max(run.x1, x1)
            last = box

    def _read_letters(self) -> list[str]:
        if not self.count:
            return []
        buffer = (ctypes.c_ushort * (self.count + 1))()
        written = int(self.raw.FPDFText_GetText(self.text_page, 0, self.count, buffer))
        if written == self.count + 1:
            units = buffer[: self.count]
            if not any(0xD800 <= unit < 0xE000 for unit in units):
                return [chr(unit) for unit in units]
        codes = [int(self.raw.FPDFText_GetUnicode(self.text_page, index)) for index in range(self.count)]
        return [chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes]

    @staticmethod
    def _span(box: tuple[float, float, float, float], turns: int) -> tuple[float, float]:
        turned = turn_box(box, turns)
        return turned[0], turned[2]

    @staticmethod
    def _is_beside(
        run: _Run, box: tuple[float, float, float, float], last: tuple[float, float, float, float], x0: float
    ) -> bool:
        """Return whether a character stands right after the run; PDFium has put spaces into most gaps already."""
        return -0.5 * run.size <= x0 - run.x1 <= 0.3 * run.size and box != last

    def _is_level(
        self, run: _Run, box: tuple[float, float, float, float], last: tuple[float, float, float, float], index: int
    ) -> bool:
        """Return whether a character stands on the run's line in the run's size."""
        low, high = (1, 3) if run.turns % 2 == 0 else (0, 2)
        slack = 0.06 * run.size
        if abs(box[low] - last[low]) <= slack and abs(box[high] - last[high]) <= slack:
            return True
        begun = self._begin(index, box)  # letters with tall or deep shapes have boxes of their own
        return (
            begun is not None
            and begun.turns == run.turns
            and abs(begun.y - run.y) <= 0.1 * run.size
            and abs(begun.size - run.size) <= 0.1 * run.size
        )

    def _begin(self, index: int, box: tuple[float, float, float, float]) -> _Run | None:
        raw, page, matrix = self.raw, self.text_page, self.matrix
        if not raw.FPDFText_GetMatrix(page, index, matrix):
            return None
        size = float(raw.FPDFText_GetFontSize(page, index)) * math.hypot(matrix.c, matrix.d)
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        if matrix.a * matrix.d - matrix.b * matrix.c < 0 and abs(angle) > 90:  # mirrored, not turned
            angle = math.degrees(math.atan2(-matrix.b, -matrix.a))
        turns = round(angle / 90)
        if abs(angle - 90 * turns) > _SLANT:
            self.has_slanted = True
            return None
        turns %= 4
        if not math.isfinite(size) or not all(math.isfinite(value) for value in box):
            return None
        turned = turn_box(box, turns)
        if not 0.5 <= size <= 2000:
            size = max(0.5, min(2000.0, turned[3] - turned[1]))
        raw.FPDFText_GetCharOrigin(page, index, self.x, self.y)
        y = (self.y.value, -self.x.value, -self.y.value, self.x.value)[turns]
        if not math.isfinite(y):
            return None
        return _Run(
            x0=turned[0],
            x1=turned[2],
            y=y,
            size=size,
            turns=turns,
            is_bold=int(raw.FPDFText_GetFontWeight(page, index)) >= 600,
            is_kept=not self._is_artifact(index),
        )

    def _is_artifact(self, index: int) -> bool:
        raw = self.raw
        text_object = raw.FPDFText_GetTextObject(self.text_page, index)
        if not text_object:
            return False
        for number in range(min(4, int(raw.FPDFPageObj_CountMarks(text_object)))):
            mark = raw.FPDFPageObj_GetMark(text_object, number)
            if self._read_mark(raw.FPDFPageObjMark_GetName, mark) == "Artifact" and (
                self._read_mark(raw.FPDFPageObjMark_GetParamStringValue, mark, b"Type") == "Pagination"
            ):
                return True
        return False

    def _read_mark(self, ask: Any, mark: Any, *key: bytes) -> str:
        buffer = (ctypes.c_ushort * 32)()
        if not ask(mark, *key, buffer, ctypes.sizeof(buffer), self.length):
            return ""
        return bytes(buffer)[: max(0, min(64, self.length.value) - 2)].decode("utf-16-le", "replace")


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.translate(_TRANSLATE))
