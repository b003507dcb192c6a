"""Build paragraphs from the lines of a page: where one ends, which lines are items of lists, notes and tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from crawler.pages.pdf_columns import Row
from crawler.pages.pdf_drawings import Rule
from crawler.pages.pdf_lines import TextLine, find_tables, make_line

_BULLET = re.compile(r"[•·‣▪■◦○●➢✓✔►▶➔→§](?:\s+|(?=[^\W\d_]))")
_SMALL_BULLET = re.compile(r"(?:[-–—*o])\s+(?=\S)")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s+(?=\S)|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+(?=[A-ZÀ-Þ])")
_NOTE = re.compile(r"(?:[¹²³⁰⁴-⁹]{1,3}|\d{1,3}[.)]?|[*†‡]{1,3}|\[\d{1,3}\])\s*(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]¹²³⁰⁴-⁹]*\Z")
_ENTRY = re.compile(r" … [\divxl]+\Z")
"""End of a line of a table of contents."""
_STOP = re.compile(r"[.!?…:;][\"'”’»)\]¹²³⁰⁴-⁹]*\Z")


@dataclass(slots=True)
class Block:
    """A paragraph, heading, list item, note, or rows of a table, as its lines."""

    lines: list[str]
    page: int
    size: float
    is_bold: bool = False
    is_note: bool = False
    is_table: bool = False
    is_item: bool = False
    is_full: bool = False
    """Whether its last line left no room for the next word, so that it may go on elsewhere."""
    is_indented: bool = False
    """Whether its first line stands in from the margin."""
    text_x: float = 0.0
    """Where the text of an item begins."""
    first_x: float = 0.0
    places: list[int] = field(default_factory=list)
    """Page of each line."""

    def __post_init__(self) -> None:
        """Give each line the page of the block."""
        if not self.places:
            self.places = [self.page] * len(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Measures of one part of a page."""

    left: float
    right: float
    leading: float
    """Usual distance between its lines."""
    body_size: float
    """Size of the document's running text."""


def build_blocks(parts: list[list[Row]], page: int, body_size: float, rules: tuple[Rule, ...]) -> list[Block]:
    """Return the blocks of a page in reading order; notes carry `is_note` and are not yet moved.

    Args:
        parts: Parts of the page in reading order (`pdf_columns.order_parts`).
        page: Number of the page, from 0.
        body_size: Size of the document's running text.
        rules: Level rules: a short one above small text begins the notes.
    """
    texts = [find_tables([make_line(row) for row in part]) for part in parts]
    body = [line for lines in texts for line in lines if line.size > 0.93 * body_size or line.rows]
    blocks: list[Block] = []
    for lines in texts:
        begin = _find_notes(lines, body, body_size, rules)
        blocks.extend(_split(lines[:begin], page, body_size, is_note=False))
        blocks.extend(_split(lines[begin:], page, body_size, is_note=True))
    return blocks


def _find_notes(lines: list[TextLine], body: list[TextLine], body_size: float, rules: tuple[Rule, ...]) -> int:
    """Return the index of the first line that belongs to the notes at the foot of a column.

    Notes are smaller than the text, nothing of the text stands below them, and they begin with a number or stand
    below a short rule.
    """
    begin = len(lines)
    while begin and not lines[begin - 1].rows and lines[begin - 1].size <= 0.93 * body_size:
        begin -= 1
    for index in range(begin, len(lines)):
        line = lines[index]
        is_below = not any(other.y < line.y and other.x0 < line.x1 and line.x0 < other.x1 for other in body)
        is_marked = line.has_raised_start or _NOTE.match(line.text) is not None
        above = lines[index - 1].y if index else line.y + 60
        is_ruled = any(
            line.y < rule.at < above and rule.begin <= line.x0 + 20 and 30 < rule.end - rule.begin < 260
            for rule in rules
        )
        if is_below and (is_marked or is_ruled):
            return index
    return len(lines)


def _split(lines: list[TextLine], page: int, body_size: float, *, is_note: bool) -> list[Block]:
    if not lines:
        return []
    part = _measure(lines, body_size)
    blocks: list[Block] = []
    last: TextLine | None = None
    for line in lines:
        block = blocks[-1] if blocks else None
        if line.rows:
            blocks.append(Block(list(line.rows), page, line.size, is_table=True, is_note=is_note))
            last = None
            continue
        if last is not None and block is not None and _goes_on(block, last, line, part, is_note=is_note):
            block.lines.append(line.text)
            block.places.append(page)
        else:
            blocks.append(_begin(line, page, part, is_note=is_note))
        blocks[-1].is_full = not _has_room(line, line.first_width + 2 * line.size, part)
        last = line
    return blocks


def _measure(lines: list[TextLine], body_size: float) -> _Part:
    running = [line for line in lines if not line.rows] or lines
    steps = Counter(
        round(2 * (above.y - line.y)) / 2
        for above, line in pairwise(running)
        if abs(above.size - line.size) <= 0.1 * line.size and 0.8 * line.size <= above.y - line.y <= 2.4 * line.size
    )
    size = sorted(line.size for line in running)[len(running) // 2]
    often = steps.most_common(1)[0][1] if steps else 0
    leading = min((step for step, count in steps.items() if count >= max(1, 0.6 * often)), default=1.3 * size)
    rights = sorted(line.x1 for line in running)
    return _Part(left=min(line.x0 for line in running), right=rights[-1], leading=leading, body_size=body_size)


def _begin(line: TextLine, page: int, part: _Part, *, is_note: bool) -> Block:
    text, is_item, text_x = line.text, False, line.x0
    if not is_note:
        bullet = _BULLET.match(text) or _SMALL_BULLET.match(text)
        numbered = _NUMBERED.match(text)
        if bullet is not None:
            text = f"- {text[bullet.end() :]}"
        is_item = bullet is not None or numbered is not None
        marker = bullet or numbered
        if marker is not None:
            text_x = line.x0 + (line.x1 - line.x0) * marker.end() / max(1, len(line.text))
    return Block(
        [text],
        page,
        line.size,
        is_bold=line.is_bold,
        is_note=is_note,
        is_item=is_item,
        is_indented=line.x0 > part.left + 0.8 * line.size,
        text_x=text_x,
        first_x=line.x0,
    )


def _has_room(line: TextLine, width: float, part: _Part) -> bool:
    """Return whether a line could have taken a word of this width (in points)."""
    return line.x1 + 0.28 * line.size + width < part.right - 0.1 * line.size


def _goes_on(block: Block, last: TextLine, line: TextLine, part: _Part, *, is_note: bool) -> bool:
    """Return whether a line belongs to the paragraph that is open."""
    size = max(last.size, line.size)
    if not _is_next(last, line, part, slack=0.25 if is_note else 0.08):
        return False
    starts_low = line.text[:1].islower() or line.text[:1] in ",;)"
    ended = _STOP.search(last.text) is not None
    is_other = last.is_bold != line.is_bold and not (starts_low and not block.is_bold)
    if is_other or _starts_item(block, last, line, part, ended=ended, is_note=is_note):
        return False
    if last.size >= 1.2 * part.body_size:  # a heading over several lines
        return not _SENTENCE_END.search(last.text)
    shift, is_single, is_low = line.x0 - last.x0, len(block.lines) == 1, starts_low and not ended
    if last.text.endswith("-") and starts_low:
        return True
    is_in = shift > 0.8 * size and not (is_single and (block.is_item or is_note)) and not starts_low
    is_out = shift < -0.8 * size and not (is_single and block.is_indented and not block.is_item) and not is_low
    return not is_in and not is_out and (is_low or not _has_room(last, line.first_width, part))


def _is_next(last: TextLine, line: TextLine, part: _Part, *, slack: float) -> bool:
    """Return whether a line stands right below another, in the same size."""
    step, size = last.y - line.y, max(last.size, line.size)
    usual = max(part.leading, size)
    if _ENTRY.search(last.text):
        return False
    return abs(last.size - line.size) <= slack * size and 0.3 * size < step <= min(
        1.22 * usual, 1.9 * max(size, part.leading / 1.3)
    )


def _starts_item(block: Block, last: TextLine, line: TextLine, part: _Part, *, ended: bool, is_note: bool) -> bool:
    if is_note:
        is_number = line.has_raised_start or _NOTE.match(line.text) is not None
        return is_number and (line.has_raised_start or ended or _has_room(last, line.first_width, part))
    if _BULLET.match(line.text):
        return True
    if not (_SMALL_BULLET.match(line.text) or _NUMBERED.match(line.text)):
        return False
    is_beside = block.is_item and abs(line.x0 - block.first_x) <= 0.3 * line.size
    return ended or is_beside or _has_room(last, line.first_width, part)


def continues(before: Block, block: Block) -> bool:
    """Return whether a block goes on with one that ended a column or page earlier.

    It does where the earlier one stops within a word or sentence on a full line and the later one, in the same size
    and weight, begins as no new paragraph does.
    """
    if before.is_table or block.is_table or block.is_item or before.is_note != block.is_note:
        return False
    if abs(before.size - block.size) > 0.08 * before.size or before.is_bold != block.is_bold:
        return False
    last, first = before.lines[-1], block.lines[0]
    is_low = first[:1].islower() or first[:1] in ",;)"
    if last.endswith(("-", "\N{SOFT HYPHEN}")):
        return is_low or (first[:1].isalnum() and before.is_full)
    if _STOP.search(last):
        return False
    if is_low:
        return True
    return before.is_full and not block.is_indented and len(before.lines) + len(block.lines) > 2 and len(last) > 12
