"""A cartogram of municipalities: each is one hexagon near its own place, a small one as visible as a large one.

No two share a hexagon. Every municipality first takes the free hexagon nearest to its centre, those in the middle of
the country first; then pairs trade places, or move to a free hexagon, as long as that brings them nearer to where they
are (sum of squared displacements).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from publish.drawing.links import link_part
from publish.rich import show_steering
from staving.gazetteer import read_gazetteer
from staving.schema import Municipality

LATITUDE = 52.1
"""Latitude at which the map is true to scale (degrees north)."""

SIZE = 16.0
"""Distance of two hexagons in a row, in pixels."""

ROUNDS = 30
"""Times that all municipalities may trade places at most."""

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hexagon:
    """One municipality on the cartogram."""

    id: str
    """CBS code."""
    name: str
    status: str
    """Name of the badge, for the style; `none` where no text says anything."""
    sign: str
    """Sign of the badge, which tells the status without colour."""
    label: str
    """What is known, in words."""
    href: str | None
    """Path on this site."""


@cache
def place_present() -> Mapping[str, Cell]:
    """Return the hexagon of each municipality of today, by CBS code."""
    towns = [town for town in read_gazetteer().municipalities.values() if town.valid_to is None]
    return place_hexagons(towns)


def place_hexagons(towns: Iterable[Municipality]) -> dict[str, Cell]:
    """Return for each municipality with a known centre its hexagon: column and row, no two the same.

    Args:
        towns: The municipalities; those without coordinates are left out.
    """
    spots = {
        town.id: (town.longitude * math.cos(math.radians(LATITUDE)), -town.latitude)
        for town in sorted(towns, key=lambda town: town.id)
        if town.latitude is not None and town.longitude is not None
    }
    if not spots:
        return {}
    wanted = _scale(spots)
    middle = tuple(sum(spot[axis] for spot in wanted.values()) / len(wanted) for axis in (0, 1))
    order = sorted(wanted, key=lambda name: (math.dist(wanted[name], middle), name))
    taken: dict[Cell, str] = {}
    for name in order:
        taken[_find_free(wanted[name], taken)] = name
    _trade(wanted, taken)
    return {name: cell for cell, name in taken.items()}


def _scale(spots: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return the places in units of one hexagon, such that all hexagons together are as large as the country."""
    left, top = min(x for x, _ in spots.values()), min(y for _, y in spots.values())
    blocks = {(round((x - left) / 0.12), round((y - top) / 0.12)) for x, y in spots.values()}
    unit = math.sqrt(len(blocks) * 0.12**2 / len(spots)) or 1.0
    return {name: ((x - left) / unit, (y - top) / unit) for name, (x, y) in spots.items()}


def find_centre(cell: Cell) -> tuple[float, float]:
    """Return the middle of a hexagon, in units of the distance of two in a row; odd rows are shifted by half."""
    column, row = cell
    return column + (0.5 if row % 2 else 0.0), row * math.sqrt(3) / 2


def _find_near(spot: tuple[float, float], reach: int) -> list[Cell]:
    row = round(spot[1] / (math.sqrt(3) / 2))
    cells = []
    for near in range(row - reach, row + reach + 1):
        column = round(spot[0] - (0.5 if near % 2 else 0.0))
        cells += [(column + step, near) for step in range(-reach, reach + 1)]
    return cells


def _find_free(spot: tuple[float, float], taken: Mapping[Cell, str]) -> Cell:
    for reach in range(1, 200):
        free = [cell for cell in _find_near(spot, reach) if cell not in taken]
        best = min(free, key=lambda cell: (math.dist(find_centre(cell), spot), cell), default=None)
        if best is not None and math.dist(find_centre(best), spot) <= reach * math.sqrt(3) / 2:
            return best
    raise ValueError("no free hexagon; the places are too far apart")


def _trade(wanted: Mapping[str, tuple[float, float]], taken: dict[Cell, str]) -> None:
    def cost(name: str, cell: Cell) -> float:
        x, y = find_centre(cell)
        return (x - wanted[name][0]) ** 2 + (y - wanted[name][1]) ** 2

    for _ in range(ROUNDS):
        is_changed = False
        for cell in sorted(taken):
            name = taken.get(cell)
            if name is None:
                continue
            best, gain = cell, 1e-9
            for other in _find_near(wanted[name], 2) + _find_near(find_centre(cell), 2):
                rival = taken.get(other)
                now = cost(name, cell) + (cost(rival, other) if rival else 0.0)
                then = cost(name, other) + (cost(rival, cell) if rival else 0.0)
                if now - then > gain:
                    best, gain = other, now - then
            if best != cell:
                rival = taken.pop(best, None)
                del taken[cell]
                taken[best] = name
                if rival:
                    taken[cell] = rival
                is_changed = True
        if not is_changed:
            return


def draw_cartogram(hexagons: Sequence[Hexagon], cells: Mapping[str, Cell], *, name: str, title: str) -> Markup:
    """Return the cartogram as SVG; empty where none of the municipalities has a place.

    Args:
        hexagons: The municipalities with what is known of them.
        cells: Hexagon of each, by CBS code.
        name: Id of the picture in the page.
        title: What it shows.
    """
    shown = [(item, find_centre(cells[item.id])) for item in hexagons if item.id in cells]
    if not shown:
        return Markup("")
    left, top = min(x for _, (x, _) in shown) - 1, min(y for _, (_, y) in shown) - 1
    width, height = max(x for _, (x, _) in shown) + 1 - left, max(y for _, (_, y) in shown) + 1 - top
    parts = [
        (
            f'<svg class="cartogram" viewBox="0 0 {width * SIZE:.0f} {height * SIZE:.0f}" role="group" '
            f'aria-labelledby="{escape(name)}-t"><title id="{escape(name)}-t">{escape(show_steering(title))}</title>'
        )
    ]
    for item, (x, y) in shown:
        parts.append(_draw_hexagon(item, (x - left) * SIZE, (y - top) * SIZE))
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704  # every text in it is escaped


def _draw_hexagon(item: Hexagon, x: float, y: float) -> str:
    radius = SIZE / math.sqrt(3) * 0.97
    corners = (math.radians(60 * step + 30) for step in range(6))
    points = " ".join(f"{x + radius * math.cos(turn):.1f},{y + radius * math.sin(turn):.1f}" for turn in corners)
    told = show_steering(f"{item.name}: {item.label}")
    sign = f'<text x="{x:.1f}" y="{y + 3.2:.1f}">{escape(item.sign)}</text>' if item.sign else ""
    body = (
        f'<g class="hex is-{escape(item.status)}"><title>{escape(told)}</title><polygon points="{points}"/>{sign}</g>'
    )
    return link_part(body, item.href, told)
