"""Look at what is drawn on a page besides its text: rules of tables, and pictures that fill it."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, NamedTuple

from crawler.pages.pdf_words import PageWords, Word, turn_box

MAX_OBJECTS = 5000
"""Drawn things looked at on one page."""
MAX_RULES = 600
"""Rules that are put together to tables."""
_THIN = 2.5
_TOUCH = 3.0
"""Points that a rule may miss another by and still touch it."""
_MAX_CELL = 600
"""Characters of an average cell beyond which rules are frames around text, not a table."""


class Rule(NamedTuple):
    """A straight line: from `begin` to `end` at the height (or, upright, at the x) `at`."""

    at: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawings:
    """What is drawn on a page."""

    level: tuple[Rule, ...] = ()
    upright: tuple[Rule, ...] = ()
    picture_share: float = 0.0
    """Part of the page that its largest picture covers, 0 to 1."""
    paths: int = 0
    """Number of drawn shapes; hundreds without any text are letters drawn as shapes."""


def read_drawings(page: Any, words: PageWords) -> Drawings:
    """Return rules and pictures of a page, turned as its text is."""
    from pypdfium2 import raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    level: list[Rule] = []
    upright: list[Rule] = []
    area = max(1.0, (words.box[2] - words.box[0]) * (words.box[3] - words.box[1]))
    share, paths = 0.0, 0
    for index in range(min(MAX_OBJECTS, int(raw.FPDFPage_CountObjects(page.raw)))):
        item = raw.FPDFPage_GetObject(page.raw, index)
        sort = raw.FPDFPageObj_GetType(item)
        if sort not in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM}:
            continue
        if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            continue
        box = turn_box((left.value, bottom.value, right.value, top.value), words.direction)
        if sort != raw.FPDF_PAGEOBJ_PATH:
            clipped = _clip(box, words.box)
            share = max(share, max(0.0, clipped[2] - clipped[0]) * max(0.0, clipped[3] - clipped[1]) / area)
            continue
        paths += 1
        if len(level) + len(upright) < MAX_RULES:
            _add_rules(box, level, upright)
    return Drawings(level=tuple(level), upright=tuple(upright), picture_share=min(1.0, share), paths=paths)


def _clip(
    box: tuple[float, float, float, float], page: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    return max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3])


def _add_rules(box: tuple[float, float, float, float], level: list[Rule], upright: list[Rule]) -> None:
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if height <= _THIN < width:
        level.append(Rule((bottom + top) / 2, left, right))
    elif width <= _THIN < height:
        upright.append(Rule((left + right) / 2, bottom, top))
    elif width > 8 and height > 8:  # a box: the border or the shade of a cell
        level.extend((Rule(bottom, left, right), Rule(top, left, right)))
        upright.extend((Rule(left, bottom, top), Rule(right, bottom, top)))


def take_tables(words: tuple[Word, ...], drawings: Drawings) -> list[Word]:
    """Return the words of a page with each ruled table as one word that holds its rows.

    A table is a net of rules that touch, with two or more columns and rows. What stands in one cell becomes one text,
    the cells of a row stand side by side with a bar between them.
    """
    left_over = list(words)
    tables: list[Word] = []
    for xs, ys in _find_nets(drawings):
        inside = [
            word for word in left_over if xs[0] <= (word.x0 + word.x1) / 2 <= xs[-1] and ys[0] <= word.y <= ys[-1]
        ]
        columns, rows = len(xs) - 1, len(ys) - 1
        if len(inside) < 4 or sum(len(word.text) for word in inside) > _MAX_CELL * columns * rows:
            continue
        cells: dict[tuple[int, int], list[Word]] = {}
        for word in inside:
            place = (_find_slot(ys, word.y + 0.2 * word.size), _find_slot(xs, (word.x0 + word.x1) / 2))
            cells.setdefault(place, []).append(word)
        if len({column for _, column in cells}) < 2 or len({row for row, _ in cells}) < 2:
            continue
        lines = tuple(
            " | ".join(_join_cell(cells.get((row, column), [])) for column in range(columns))
            for row in sorted({row for row, _ in cells}, reverse=True)
        )
        taken = {id(word) for word in inside}
        left_over = [word for word in left_over if id(word) not in taken]
        size = sorted(word.size for word in inside)[len(inside) // 2]
        highest = max(word.y for word in inside)
        tables.append(Word(xs[0], xs[-1], highest, size, "", rows=lines, bottom=ys[0]))
    return left_over + tables


def _join_cell(words: list[Word]) -> str:
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(round(word.y / max(2.0, 0.4 * word.size)), []).append(word)
    text = ""
    for _, line in sorted(lines.items(), reverse=True):
        part = " ".join(word.text for word in sorted(line))
        is_divided = text.endswith("-") and text[-2:-1].islower() and part[:1].islower()
        text = text[:-1] + part if is_divided else f"{text} {part}".strip()
    return text


def _find_slot(edges: list[float], value: float) -> int:
    for index in range(len(edges) - 2, 0, -1):
        if value >= edges[index]:
            return index
    return 0


def _find_nets(drawings: Drawings) -> list[tuple[list[float], list[float]]]:
    """Return the columns' and rows' edges of nets of rules that touch each other."""
    level, upright = drawings.level, drawings.upright
    if len(level) < 2 or not upright:
        return []
    parent = list(range(len(level) + len(upright)))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, flat in enumerate(level):
        for j, tall in enumerate(upright):
            if (
                flat.begin - _TOUCH <= tall.at <= flat.end + _TOUCH
                and tall.begin - _TOUCH <= flat.at <= tall.end + _TOUCH
            ):
                parent[find(i)] = find(len(level) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, flat in enumerate(level):
        groups.setdefault(find(i), ([], []))[0].append(flat)
    for j, tall in enumerate(upright):
        groups.setdefault(find(len(level) + j), ([], []))[1].append(tall)
    nets = []
    for flats, talls in groups.values():
        if len(flats) < 2 or not talls:
            continue
        left, right = min(flat.begin for flat in flats), max(flat.end for flat in flats)
        low, high = min(tall.begin for tall in talls), max(tall.end for tall in talls)
        xs = _merge([*_find_edges(talls, 0.5 * (high - low)), left, right])
        ys = _merge([*_find_edges(flats, 0.4 * (right - left)), low, high])
        if len(xs) >= 3 and len(ys) >= 3:
            nets.append((xs, ys))
    return nets


def _find_edges(rules: list[Rule], length: float) -> list[float]:
    """Return places where rules are drawn over enough of a net to part its cells; shades behind words are not."""
    covered: dict[int, list[Rule]] = {}
    for rule in sorted(set(rules)):
        covered.setdefault(round(rule.at / _TOUCH), []).append(rule)
    edges = []
    for slot, here in covered.items():
        near = [*here, *covered.get(slot - 1, []), *covered.get(slot + 1, [])]
        if sum({(round(rule.begin), round(rule.end)): rule.end - rule.begin for rule in near}.values()) >= length:
            edges.append(here[0].at)
    return edges


def _merge(values: list[float]) -> list[float]:
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > 2 * _TOUCH:
            merged.append(value)
    return merged
