"""Find the order in which the parts of a page are read: columns, and what stands across them.

The tallest empty lane with text on both sides is a gutter between columns. The page is cut there: what stands above
the lane, left of it, right of it and below it is read in this order, each part by the same rule again. Lanes between
short cells that stand level with each other (tables, numbers of list items) are no gutters.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from crawler.pages.pdf_words import Word

_MAX_DEPTH = 12
_MAX_LANES = 120
_MAX_WORDS = 20_000
"""Words of one page that are sorted into columns; beyond, the page is a drawing and is read from top to bottom."""
_MIN_LANE = 0.75
"""Width of a gutter in sizes of the text."""


@dataclass(slots=True)
class Row:
    """Words on one line, across all columns."""

    y: float
    size: float
    words: list[Word]


@dataclass(slots=True)
class _Lane:
    """An empty lane down some rows."""

    x0: float
    x1: float
    first: int
    last: int


def find_rows(words: list[Word]) -> list[Row]:
    """Return the lines of some words from top to bottom; small signs above or below join their line."""
    rows: list[Row] = []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        row = rows[-1] if rows else None
        if row is not None and row.y - word.y <= 0.22 * min(row.size, word.size):
            row.words.append(word)
            row.size = max(row.size, word.size)
        else:
            rows.append(Row(word.y, word.size, [word]))
    merged: list[Row] = []
    for row in rows:
        before = merged[-1] if merged else None
        if before is not None and _is_raised(before, row):
            before.words.extend(row.words)
            before.y, before.size = row.y, row.size
        elif before is not None and _is_lowered(before, row):
            before.words.extend(row.words)
        else:
            merged.append(row)
    for row in merged:
        row.words.sort()
    return merged


def _is_raised(small: Row, large: Row) -> bool:
    return (
        small.size <= 0.86 * large.size
        and 0 <= small.y - large.y <= 0.62 * large.size
        and all(len(word.text) <= 4 and not word.rows for word in small.words)
        and all(_is_near(word, large) for word in small.words)
    )


def _is_lowered(large: Row, small: Row) -> bool:
    return (
        small.size <= 0.86 * large.size
        and 0 <= large.y - small.y <= 0.36 * large.size
        and all(len(word.text) <= 4 and not word.rows for word in small.words)
        and all(_is_near(word, large) for word in small.words)
    )


def _is_near(word: Word, row: Row) -> bool:
    return any(other.x0 - 0.6 * row.size <= word.x1 and word.x0 <= other.x1 + 0.6 * row.size for other in row.words)


def order_parts(words: list[Word]) -> list[list[Row]]:
    """Return the parts of a page in reading order, each as its lines from top to bottom."""
    if not words:
        return []
    if len(words) > _MAX_WORDS:
        return [find_rows(words)]
    return _cut(words, 0)


def _cut(words: list[Word], depth: int) -> list[list[Row]]:
    rows = find_rows(words)
    if depth >= _MAX_DEPTH or len(rows) < 2:
        return [rows] if rows else []
    lane = _find_gutter(rows)
    if lane is None:
        return [rows]
    middle = (lane.x0 + lane.x1) / 2
    inside = [word for row in rows[lane.first : lane.last + 1] for word in row.words]
    parts = (
        [word for row in rows[: lane.first] for word in row.words],
        [word for word in inside if (word.x0 + word.x1) / 2 < middle],
        [word for word in inside if (word.x0 + word.x1) / 2 >= middle],
        [word for row in rows[lane.last + 1 :] for word in row.words],
    )
    return [leaf for part in parts if part for leaf in _cut(part, depth + 1)]


def _find_gutter(rows: list[Row]) -> _Lane | None:
    size = median(row.size for row in rows)
    lanes = _find_lanes(rows, _MIN_LANE * size)
    lanes.sort(key=lambda lane: (lane.first - lane.last, lane.x0 - lane.x1))
    for lane in lanes[:40]:
        trimmed = _trim(rows, lane)
        if trimmed is not None and _is_gutter(rows, trimmed):
            return trimmed
    return None


def _find_lanes(rows: list[Row], width: float) -> list[_Lane]:
    """Return lanes that stay empty over two or more rows, each as tall as it can be."""
    low = min(row.words[0].x0 for row in rows)
    high = max(word.x1 for row in rows for word in row.words)
    alive: list[_Lane] = []
    ended: list[_Lane] = []
    for index, row in enumerate(rows):
        gaps = _find_gaps(row, low, high, width)
        following: dict[tuple[int, int], _Lane] = {}
        for lane in alive:
            goes_on = False
            for x0, x1 in gaps:
                left, right = max(lane.x0, x0), min(lane.x1, x1)
                if right - left < width:
                    continue
                goes_on = goes_on or right - left > 0.5 * (lane.x1 - lane.x0)
                _keep(following, _Lane(left, right, lane.first, index))
            if not goes_on and lane.last > lane.first:
                ended.append(lane)
        for x0, x1 in gaps:
            _keep(following, _Lane(x0, x1, index, index))
        alive = sorted(following.values(), key=lambda lane: lane.first)[:_MAX_LANES]
    ended.extend(lane for lane in alive if lane.last > lane.first)
    return ended


def _keep(lanes: dict[tuple[int, int], _Lane], lane: _Lane) -> None:
    key = (round(lane.x0), round(lane.x1))
    if key not in lanes or lanes[key].first > lane.first:
        lanes[key] = lane


def _find_gaps(row: Row, low: float, high: float, width: float) -> list[tuple[float, float]]:
    gaps = []
    reach = low - width
    for word in row.words:
        if word.x0 - reach >= width:
            gaps.append((reach, word.x0))
        reach = max(reach, word.x1)
    if high + width - reach >= width:
        gaps.append((reach, high + width))
    return gaps


def _trim(rows: list[Row], lane: _Lane) -> _Lane | None:
    """Return a lane without what stands alone above or below the columns; None where one side is empty."""
    middle = (lane.x0 + lane.x1) / 2
    sides = [_sides(row, middle) for row in rows[lane.first : lane.last + 1]]
    left = [index for index, side in enumerate(sides) if side[0]]
    right = [index for index, side in enumerate(sides) if side[1]]
    if not left or not right:
        return None
    first, last = 0, len(sides) - 1
    begin, end = max(left[0], right[0]), min(left[-1], right[-1])  # where both sides have begun, and one has ended
    steps = sorted(rows[lane.first + i].y - rows[lane.first + i + 1].y for i in range(len(sides) - 1))
    usual = max(1.6 * rows[lane.first].size, 2.2 * steps[len(steps) // 2] if steps else 0.0)
    for index in range(begin - 1, -1, -1):
        if rows[lane.first + index].y - rows[lane.first + index + 1].y > usual:
            first = index + 1
            break
    for index in range(end + 1, len(sides)):
        if rows[lane.first + index - 1].y - rows[lane.first + index].y > usual:
            last = index - 1
            break
    return _Lane(lane.x0, lane.x1, lane.first + first, lane.first + last)


def _sides(row: Row, middle: float) -> tuple[list[Word], list[Word]]:
    left = [word for word in row.words if (word.x0 + word.x1) / 2 < middle]
    return left, row.words[len(left) :]


def _is_gutter(rows: list[Row], lane: _Lane) -> bool:
    """Return whether there is running text on both sides, rather than cells that belong together."""
    middle = (lane.x0 + lane.x1) / 2
    sides = [_sides(row, middle) for row in rows[lane.first : lane.last + 1]]
    lefts = [side[0] for side in sides if side[0]]
    rights = [side[1] for side in sides if side[1]]
    level = sum(1 for side in sides if side[0] and side[1])
    fewest = min(len(lefts), len(rights))
    if fewest < 2:
        return False
    lengths = [median(sum(len(word.text) + 1 for word in line) for line in lines) for lines in (lefts, rights)]
    if any(word.rows for line in lefts + rights for word in line):
        return min(lengths) >= 12 or level < 0.5 * fewest
    if level < 0.5 * fewest:  # lines at different heights do not belong to each other
        return min(lengths) >= 6 and fewest >= 2
    if any(_count_letters(lines) < 0.6 for lines in (lefts, rights)):  # numbers
        return False
    if min(lengths) < 14 or (fewest < 4 and min(lengths) < 24):
        return False
    return all(_is_filled(lines) for lines in (lefts, rights)) and lane.x1 - lane.x0 < 12 * rows[lane.first].size


def _count_letters(lines: list[list[Word]]) -> float:
    text = "".join(word.text for line in lines for word in line)
    return sum(letter.isalpha() for letter in text) / max(1, len(text))


def _is_filled(lines: list[list[Word]]) -> bool:
    """Return whether most lines use most of the width, as lines of a running text do."""
    left = min(line[0].x0 for line in lines)
    right = max(line[-1].x1 for line in lines)
    wide = sum(1 for line in lines if line[-1].x1 - line[0].x0 >= 0.7 * (right - left))
    holes = sum(1 for line in lines for a, b in pairwise(line) if b.x0 - a.x1 > 1.5 * a.size)
    return wide >= 0.55 * len(lines) and holes <= 0.3 * len(lines)
