"""Make lines of text from the words of one part of a page, and rows of a table from lines with cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.pages.lines import raise_digits
from crawler.pages.pdf_columns import Row
from crawler.pages.pdf_words import Word

_LEADERS = re.compile(r"\s*(?:[.…·]\s?){5,}\s*|\s*_{4,}\s*")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of one column."""

    x0: float
    x1: float
    y: float
    size: float
    is_bold: bool
    text: str
    first_width: float
    """Width of its first word."""
    cells: tuple[tuple[float, float, str], ...] = ()
    """Left, right and text of the parts between wide gaps; one where there is no gap."""
    rows: tuple[str, ...] = ()
    """For a ruled table: its rows."""
    has_raised_start: bool = False
    """Whether it begins with a raised number, as notes do."""


def make_line(row: Row) -> TextLine:
    """Return a line; raised numbers become raised digits, so that 'artikel 6' with note 1 is not artikel 61."""
    words = row.words
    if len(words) == 1 and words[0].rows:
        table = words[0]
        return TextLine(table.x0, table.x1, table.y, table.size, False, "", 0.0, (), table.rows)
    words = [word for word in words if not word.rows]
    usual = _find_size(words)
    cells: list[tuple[float, float, str]] = []
    pieces: list[str] = []
    begin, last = words[0].x0, words[0]
    for index, word in enumerate(words):
        is_raised = word.size <= 0.86 * row.size and word.y - row.y >= 0.15 * row.size
        text = raise_digits(word.text) if is_raised and re.fullmatch(r"\d{1,3}", word.text) else word.text
        gap = word.x0 - last.x1
        if index and gap > 1.1 * usual and (cells or not _is_marker(" ".join(pieces))):
            cells.append((begin, last.x1, " ".join(pieces)))
            pieces, begin = [], word.x0
        if pieces and (gap < 0.08 * usual or (text != word.text and gap < 0.25 * usual)):
            pieces[-1] += text
        else:
            pieces.append(text)
        last = word
    cells.append((begin, last.x1, " ".join(pieces)))
    text = _LEADERS.sub(" … ", " ".join(cell[2] for cell in cells)).strip()
    letters = sum(len(word.text) for word in words)
    first = words[0]
    has_raised = len(words) > 1 and first.size <= 0.86 * row.size and first.y - row.y >= 0.15 * row.size
    return TextLine(
        x0=words[0].x0,
        x1=max(word.x1 for word in words),
        y=row.y,
        size=usual,
        is_bold=sum(len(word.text) for word in words if word.is_bold) > 0.8 * letters,
        text=text,
        first_width=first.x1 - first.x0,
        cells=tuple(cells),
        has_raised_start=has_raised and bool(re.fullmatch(r"\d{1,3}|[*†‡]{1,3}|[a-z]", first.text)),
    )


def _find_size(words: list[Word]) -> float:
    sizes: dict[float, int] = {}
    for word in words:
        sizes[word.size] = sizes.get(word.size, 0) + len(word.text)
    return max(sizes, key=lambda size: sizes[size])


MARKER = re.compile(r"(?:[•·‣▪■◦○●➢✓✔►▶\-–—*]|\(?\d{1,3}(?:\.\d{1,2}){0,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivx]{1,5}[.)]|o)\Z")
"""What stands before the items of a list."""


def _is_marker(text: str) -> bool:
    return MARKER.match(text) is not None or re.fullmatch(r"\d{1,2}(?:\.\d{1,2}){0,3}", text) is not None


def find_tables(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines with those that make a table without rules put together to one.

    Three or more rows on end are a table where they have the same places at which cells begin or end. A line with one
    cell that stands under a later cell goes on with that cell.
    """
    done: list[TextLine] = []
    index = 0
    while index < len(lines):
        end = _find_table_end(lines, index)
        if end is None:
            done.append(lines[index])
            index += 1
            continue
        done.append(_make_table(lines[index:end]))
        index = end
    return done


def _find_table_end(lines: Sequence[TextLine], begin: int) -> int | None:
    if len(lines[begin].cells) < 2:
        return None
    rows, end, last = 1, begin + 1, lines[begin]
    for index in range(begin + 1, len(lines)):
        line = lines[index]
        if line.rows or lines[index - 1].y - line.y > 3.5 * line.size or abs(line.size - last.size) > 0.3 * last.size:
            break
        if len(line.cells) >= 2:
            if not _is_aligned(last, line):
                break
            rows, last, end = rows + 1, line, index + 1
        elif not _find_cell(last, line) or lines[index - 1].y - line.y > 1.6 * line.size:
            break
    cells = [cell[2] for line in lines[begin:end] for cell in line.cells]
    long = sum(len(cell) > 90 for cell in cells)
    return end if rows >= 3 and long <= 0.2 * len(cells) else None


def _is_aligned(above: TextLine, line: TextLine) -> bool:
    """Return whether two lines share two or more edges of cells, the first cell's beginning not counted twice."""
    slack = 0.35 * line.size
    shared = sum(
        any(abs(cell[0] - other[0]) <= slack or abs(cell[1] - other[1]) <= slack for other in above.cells[1:])
        for cell in line.cells[1:]
    )
    return shared >= 1 and shared >= 0.5 * (min(len(line.cells), len(above.cells)) - 1)


def _find_cell(above: TextLine, line: TextLine) -> int:
    """Return the number of the cell under which a line stands; 0 for the first or none."""
    return next(
        (i for i, cell in enumerate(above.cells) if i and abs(cell[0] - line.x0) <= 0.35 * line.size),
        0,
    )


def _make_table(lines: Sequence[TextLine]) -> TextLine:
    rows: list[list[str]] = []
    last = lines[0]
    for line in lines:
        if len(line.cells) >= 2:
            rows.append([cell[2] for cell in line.cells])
            last = line
        elif place := _find_cell(last, line):
            rows[-1][place] = f"{rows[-1][place]} {line.text}"
    texts = tuple(" | ".join(_LEADERS.sub(" … ", cell).strip() for cell in row) for row in rows)
    first = lines[0]
    right = max(line.x1 for line in lines)
    return TextLine(first.x0, right, lines[-1].y, first.size, False, "", 0.0, (), texts)
