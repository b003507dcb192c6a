"""The argument graph: all of it drawn, nothing over something else, and the outline says the same."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.drawing.claim_graph import HEIGHT, WIDTH, Link, Node, draw_graph, list_outline

NAMES = "abcdefgh"
LINKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES + "z")), max_size=24)
SVG = "{http://www.w3.org/2000/svg}"


def a_node(name: str, **given: Any) -> Node:
    return Node(**{"id": name, "label": name, "title": name, "status": "corroborated"} | given)


def draw(nodes: list[Node], pairs: list[tuple[str, str]]) -> Any:
    links = [Link(upper=upper, lower=lower, kind="pro") for upper, lower in pairs]
    text = str(draw_graph(nodes, links, name="g", title="Proef"))
    return etree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@given(LINKS)
def test_every_node_is_drawn_once_and_none_lies_over_another(pairs: list[tuple[str, str]]) -> None:
    picture = draw([a_node(name) for name in NAMES], pairs)
    ids = [node.get("data-id") for node in picture.iter(f"{SVG}g")]
    assert sorted(ids) == list(NAMES)
    boxes = [(float(box.get("x")), float(box.get("y"))) for box in picture.iter(f"{SVG}rect")]
    for place, (x, y) in enumerate(boxes):
        for other_x, other_y in boxes[:place]:
            assert abs(x - other_x) >= WIDTH or abs(y - other_y) >= HEIGHT
    wanted = {(upper, lower) for upper, lower in pairs if lower not in (upper, "z")}
    drawn = [(path.get("data-upper"), path.get("data-lower")) for path in picture.iter(f"{SVG}path")]
    assert set(drawn) == wanted
    assert len(drawn) == len(wanted)
    left, top, width, height = (float(part) for part in picture.get("viewBox").split())
    assert all(left <= x and x + WIDTH <= left + width for x, _ in boxes)
    assert all(top <= y and y + HEIGHT <= top + height for _, y in boxes)


@given(LINKS)
def test_the_outline_names_every_node_and_every_link(pairs: list[tuple[str, str]]) -> None:
    links = [Link(upper=upper, lower=lower, kind="pro") for upper, lower in pairs]
    lines = list_outline([a_node(name) for name in NAMES], links)
    assert {line.node.id for line in lines} == set(NAMES)
    above: list[str] = []
    found = set()
    for line in lines:
        above = [*above[: line.depth], line.node.id]
        if line.depth:
            found.add((above[-2], line.node.id))
    assert found == {(upper, lower) for upper, lower in pairs if lower not in (upper, "z")}


def test_the_upper_claim_stands_left_of_what_it_rests_on() -> None:
    picture = draw([a_node("a"), a_node("b"), a_node("c")], [("a", "b"), ("b", "c"), ("a", "c")])
    place = {node.get("data-id"): float(node.find(f"{SVG}rect").get("x")) for node in picture.iter(f"{SVG}g")}
    assert place["a"] < place["b"] < place["c"]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "//kwaad.example", "/\\kwaad.example", "https://kwaad.example", ""]
)
def test_nothing_from_outside_is_linked_or_runs(href: str) -> None:
    evil = "<script>alert(1)</script>\"' onload=x \u202e"
    picture = draw([a_node("a", label=evil, title=evil, status=evil, href=href, sources=(evil,))], [])
    assert [item.tag for item in picture.iter() if "script" in str(item.tag)] == []
    assert list(picture.iter(f"{SVG}a")) == []
    assert "\u202e" not in "".join(picture.itertext())
    assert {name for item in picture.iter() for name in item.keys() if name.startswith("on")} == set()  # noqa: SIM118


def test_nothing_gives_nothing_and_the_same_gives_the_same() -> None:
    assert draw_graph([], [], name="g", title="x") == ""
    nodes = [a_node(str(number)) for number in range(30)]
    chance = random.Random(3)
    links = [Link(upper=str(chance.randrange(30)), lower=str(chance.randrange(30)), kind="con") for _ in range(60)]
    assert draw_graph(nodes, links, name="g", title="x") == draw_graph(nodes, links, name="g", title="x")


def test_another_process_draws_the_same() -> None:
    code = (
        "import random; from publish.drawing.claim_graph import Link, Node, draw_graph\n"
        "chance = random.Random(3)\n"
        "nodes = [Node(id=str(n), label=str(n), title=str(n), status='known') for n in range(30)]\n"
        "pairs = [(str(chance.randrange(30)), str(chance.randrange(30))) for _ in range(45)]\n"
        "links = [Link(upper=upper, lower=lower, kind='pro') for upper, lower in pairs]\n"
        "print(draw_graph(nodes, links, name='g', title='x'))"
    )
    root = Path(__file__).parents[2]
    drawn = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert drawn[0].startswith("<svg")
    assert len(set(drawn)) == 1


def test_the_page_shows_picture_outline_and_sources(site: Any) -> None:
    answer = asyncio.run(site.client.get("/graph?claim=P01"))
    assert answer.status_code == 200
    assert 'data-id="P01"' in answer.text
    assert "data-highlight" in answer.text
    assert 'class="outline"' in answer.text
    assert asyncio.run(site.client.get("/graph?claim=nergens")).status_code == 404
    assert asyncio.run(site.client.get("/graph")).status_code == 200
