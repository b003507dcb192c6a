"""Leave out what stands on every page: running titles, page numbers, marks in the margin.

A line at the top or bottom of a page runs where the same words (digits apart) stand at the same height on many pages,
of one side or of both; where it is a page number that counts up with the pages; or where small lines of changing text
stand at the same height apart from the text (titles of chapters).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from crawler.pages.pdf_columns import find_rows
from crawler.pages.pdf_words import PageWords, Word

_EDGE_ROWS = 3
"""Lines at each end of a page that may run."""
_ZONE = 0.16
"""Part of the page, from its edge, in which they stand."""
_NUMBER = re.compile(
    r"\W*(?:(?:pagina|pag\.?|page|p\.|blad(?:zijde)?|blz\.?)\s*)?(\d{1,4}|[ivxl]{1,7})"
    r"(?:\s*(?:/|\||van|of|-)\s*(\d{1,4}))?\W*",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\W*(?:(?:pagina|page|blad(?:zijde)?|blz\.?|pag\.?)\s*\d{1,4}(?:\s*(?:/|van|of)\s*\d{1,4})?"
    r"|\d{1,4}\s*(?:/|van|of)\s*\d{1,4})\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the top or bottom of a page."""

    page: int
    place: int
    """0 for the outermost line, at the top counted down, at the bottom counted up."""
    is_top: bool
    height: float
    """Distance of its baseline from the edge of the page."""
    size: float
    shape: str
    text: str
    gap: float
    """Distance to the next line inwards, in sizes of the text."""
    words: tuple[Word, ...]


def drop_running(pages: Sequence[PageWords], body_size: float) -> list[list[Word]]:
    """Return the words of each page without running titles and page numbers.

    Args:
        pages: The pages of the document.
        body_size: Size of its running text in points.
    """
    edges = [edge for number, page in enumerate(pages) for edge in _find_edges(number, page)]
    dropped: set[tuple[int, int]] = set()
    runs = _find_repeated(edges, len(pages)) | _find_numbers(edges, len(pages))
    runs |= _find_placed(edges, runs, len(pages), body_size)
    for index in runs:
        dropped |= {(edges[index].page, id(word)) for word in edges[index].words}
    return [[word for word in page.words if (number, id(word)) not in dropped] for number, page in enumerate(pages)]


def _find_edges(number: int, page: PageWords) -> list[_Edge]:
    if not page.words:
        return []
    _, bottom, _, top = page.box
    height = max(1.0, top - bottom)
    # a heap of words is a drawing; only what is near the edges is put into lines
    near = [word for word in page.words if min(top - word.y, word.y - bottom) < 0.3 * height]
    rows = find_rows(near[:5000])
    edges = []
    for is_top in (True, False):
        ordered = rows if is_top else rows[::-1]
        for place, row in enumerate(ordered[:_EDGE_ROWS]):
            distance = top - row.y if is_top else row.y - bottom
            if distance > _ZONE * height:
                break
            inner = ordered[place + 1] if place + 1 < len(ordered) else None
            text = " ".join(word.text for word in row.words)
            edges.append(
                _Edge(
                    page=number,
                    place=place,
                    is_top=is_top,
                    height=distance,
                    size=row.size,
                    shape=_shape(text),
                    text=text,
                    gap=abs(row.y - inner.y) / max(1.0, min(row.size, inner.size)) if inner else 99.0,
                    words=tuple(row.words),
                )
            )
    return edges


def _shape(text: str) -> str:
    if len(text) > 30 and text.endswith((".", ",")):  # a sentence with a number in it; a running one does not change
        return text.casefold()
    words = re.sub(r"\d+", "0", text.casefold()).split()
    if len(words) > 1:  # left and right pages have the number at either end
        words = [word for word in words if word not in {"0", "|", "-", "–", "•"}]
    return " ".join(words)


def _find_repeated(edges: list[_Edge], pages: int) -> set[int]:
    """Return lines whose words stand at the same height on many pages, or on many pages of one side."""
    groups: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for index, edge in enumerate(edges):
        if edge.shape and edge.shape != "0":
            groups[edge.is_top, edge.shape].append(index)
    found: set[int] = set()
    for members in groups.values():
        for index in members:
            level = [other for other in members if abs(edges[other].height - edges[index].height) <= 4]
            on_pages = {edges[other].page for other in level}
            side = {page for page in on_pages if page % 2 == edges[index].page % 2}
            of_side = (pages + 1 - edges[index].page % 2) // 2
            in_row = max(on_pages) - min(on_pages) + 1
            is_often = len(on_pages) >= max(2, 0.4 * pages) or len(side) >= max(3, 0.5 * of_side)
            if is_often or (len(on_pages) >= 4 and len(on_pages) >= 0.4 * in_row):
                found.add(index)
            if len(members) > 400 and is_often:  # enough: all of a long book's lines at this height
                found |= set(level)
                break
    return found


def _find_numbers(edges: list[_Edge], pages: int) -> set[int]:
    """Return lines that are nothing but a page number: named as one, or counting up with the pages."""
    found: set[int] = set()
    offsets: Counter[int] = Counter()
    numbers: dict[int, int] = {}
    for index, edge in enumerate(edges):
        if _NAMED.fullmatch(edge.text):
            found.add(index)
        elif (match := _NUMBER.fullmatch(edge.text)) is not None:
            value = int(match.group(1)) if match.group(1).isdigit() else _read_roman(match.group(1))
            if value is not None:
                numbers[index] = value - edge.page
                offsets[value - edge.page] += 1
    for index, offset in numbers.items():
        edge = edges[index]
        is_alone = pages <= 2 and offset == 1 and edge.place == 0 and edge.gap > 1.8
        if offsets[offset] >= 3 or is_alone or (pages <= 4 and offsets[offset] >= 2):
            found.add(index)
    return found


def _read_roman(text: str) -> int | None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50}
    digits = [values[letter] for letter in text.casefold()]
    total = sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True))
    return total if 0 < total < 90 else None


def _find_placed(edges: list[_Edge], runs: set[int], pages: int, body_size: float) -> set[int]:
    """Return small outermost lines of changing text that stand apart from the text at one height on most pages."""
    if pages < 4:
        return set()
    found: set[int] = set()
    for is_top in (True, False):
        outer = [
            index
            for index, edge in enumerate(edges)
            if edge.is_top is is_top
            and (edge.place == 0 or _is_after_run(edges, runs, index))
            and index not in runs
            and edge.size <= 1.05 * body_size
            and edge.gap >= 1.7
            and len(edge.text) <= 120
        ]
        heights = Counter(round(edges[index].height) for index in outer)
        for index in outer:
            height = round(edges[index].height)
            often = heights[height - 1] + heights[height] + heights[height + 1]
            same = [edges[other] for other in outer if abs(edges[other].height - edges[index].height) <= 1.5]
            if often >= max(4, 0.6 * pages) and median(edge.gap for edge in same[:200]) >= 1.9:
                found.add(index)
    return found


def _is_after_run(edges: list[_Edge], runs: set[int], index: int) -> bool:
    edge = edges[index]
    return any(
        other in runs and edges[other].page == edge.page and edges[other].is_top is edge.is_top
        for other in range(max(0, index - edge.place), index)
    )
