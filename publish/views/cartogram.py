"""Where a practice is used: the cartogram with the legend and the table beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from publish.drawing.hexagons import Hexagon, draw_cartogram, place_present
from publish.names import sort_town
from publish.views.cells import Filled, Parties, link_cell, read_cells
from publish.views.places import list_practices
from publish.wording import Badge
from staving.gazetteer import read_gazetteer
from staving.schema import Municipality, Practice
from staving.store import Store

NOTHING = Badge("none", "", "geen tekst", "Geen verzamelde tekst zegt hier iets over.")
"""Of a municipality of which no text says anything; that is no statement about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """All that the map shows."""

    practice: Practice
    svg: Markup
    legend: tuple[tuple[Badge, int], ...]
    rows: tuple[tuple[Municipality, Filled], ...]
    practices: tuple[tuple[Practice, int], ...]
    """Practices to choose from, with the number of municipalities of which texts say something."""


def read_map(store: Store, parties: Parties, *, practice: str | None, path: str = "") -> MapPage | None:
    """Return the map of a practice, or None when there is no such practice.

    Args:
        store: The database.
        parties: Who the case is about, and whose word does not count.
        practice: Id; None for the first of which a text says something.
        path: What stands before each path of the site.
    """
    practices = list_practices(store, parties)
    chosen = next((item for item, number in practices if item.id == practice or (practice is None and number)), None)
    if chosen is None:
        return None
    filled = {code: cell for (code, name), cell in read_cells(store, parties).items() if name == chosen.id}
    towns = {code: town for code, town in read_gazetteer().municipalities.items() if town.valid_to is None}
    badges = {code: filled[code].badge if code in filled else NOTHING for code in towns}
    hexagons = [
        Hexagon(
            id=code,
            name=town.name,
            status=badges[code].name,
            sign=badges[code].sign,
            label=badges[code].label,
            href=link_cell(path, code, chosen.id) if code in filled else None,
        )
        for code, town in towns.items()
    ]
    tally = Counter(badge.name for badge in badges.values())
    named = {badge.name: badge for badge in badges.values()}
    rows = [(town, filled[code]) for code, town in towns.items() if code in filled]
    return MapPage(
        practice=chosen,
        svg=draw_cartogram(hexagons, place_present(), name="kaart", title=f"{chosen.label}, per gemeente"),
        legend=tuple((named[name], number) for name, number in tally.most_common()),
        rows=tuple(sorted(rows, key=lambda row: sort_town(row[0].name))),
        practices=tuple((item, number) for item, number in practices if number or item.id == chosen.id),
    )
