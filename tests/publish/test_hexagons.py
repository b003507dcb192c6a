"""The cartogram: every municipality of today once, near its place, and nothing said that no text says."""

from __future__ import annotations

import asyncio
import math
from typing import Any

from lxml import etree

from publish.drawing.hexagons import Hexagon, draw_cartogram, find_centre, place_hexagons, place_present
from staving.gazetteer import read_gazetteer
from staving.schema import Municipality

PRESENT = {code: town for code, town in read_gazetteer().municipalities.items() if town.valid_to is None}


def find(name: str) -> tuple[float, float]:
    return find_centre(place_present()[next(code for code, town in PRESENT.items() if town.name == name)])


def test_every_municipality_has_a_hexagon_of_its_own() -> None:
    cells = place_present()
    assert set(cells) == set(PRESENT)
    assert len(set(cells.values())) == len(cells) == 342


def test_north_is_up_and_east_is_right() -> None:
    assert find("Groningen")[1] < find("Zwolle")[1] < find("Maastricht")[1]
    assert find("Goes")[0] < find("Utrecht")[0] < find("Enschede")[0]


def test_most_have_a_neighbour_of_their_province() -> None:
    cells = place_present()
    places = {code: find_centre(cell) for code, cell in cells.items()}
    together = sum(
        any(
            other != code and PRESENT[other].province == PRESENT[code].province and math.dist(place, spot) < 1.1
            for other, spot in places.items()
        )
        for code, place in places.items()
    )
    assert together / len(places) > 0.9


def test_placing_again_gives_the_same_and_what_has_no_place_is_left_out() -> None:
    towns = list(PRESENT.values())
    nowhere = Municipality(id="GM9999", name="Nergens", province="Zeeland")
    assert place_hexagons([*reversed(towns), nowhere]) == dict(place_present())
    assert place_hexagons([nowhere]) == {}


def test_nothing_from_outside_runs() -> None:
    evil = Hexagon(
        id="a", name="<script>alert(1)</script>", status='"x', sign="<b>", label="\u202e", href="javascript:alert(1)"
    )
    text = str(draw_cartogram([evil], {"a": (0, 0)}, name="k", title="<i>"))
    tree = etree.fromstring(text)
    assert {item.tag for item in tree.iter()} == {"svg", "title", "g", "polygon", "text"}
    assert "\u202e" not in text
    assert draw_cartogram([evil], {}, name="k", title="x") == ""


def test_the_map_says_what_the_matrix_says(site: Any) -> None:
    page = asyncio.run(site.client.get("/map?practice=video_recording"))
    assert page.status_code == 200
    matrix = asyncio.run(site.client.get("/compare?practice=video_recording")).text
    assert page.text.count('class="hex is-') == 342
    for code in ("GM9001",):  # an invented town has a row in the table and no place on the map of the country
        assert (f"/municipality/{code}" in page.text) is False
        assert f"/municipality/{code}" in matrix
    assert asyncio.run(site.client.get("/map?practice=nergens")).status_code == 404
