"""The argument graph as SVG: claims, arguments and sources in layers, from what is claimed to what it stands on.

The layers are found by `fast_sugiyama` (Sugiyama et al. 1981). Nothing is styled here but by classes, so that a strict
content policy holds; every node has its whole text as title, and the outline says the same without a picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fast_sugiyama import from_edges
from markupsafe import Markup, escape

from publish.drawing.links import link_part
from publish.rich import show_steering

WIDTH, HEIGHT = 212, 58
"""Size of a node, in pixels."""

ROOM_X, ROOM_Y = 84, 16
"""Room between two layers, and between two nodes of a layer."""

TRANSPOSED = 250
"""Links up to which neighbours are swapped to save crossings: beyond, that takes most of the time."""

LETTERS, LINES = 29, 3
"""Letters in a line of a node, and lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A claim, an argument or a source."""

    id: str
    label: str
    """Short text in the node."""
    title: str
    """Whole text, told by the title."""
    status: str
    """Name of the badge, for the style."""
    sign: str = ""
    """Sign of the badge, which tells the status without colour."""
    href: str | None = None
    """Path on this site."""
    kind: str = "claim"
    """claim, argument or source."""
    sources: tuple[str, ...] = ()
    """Ids of the sources without which it falls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What leads from one node to another: the upper one rests on the lower one."""

    upper: str
    lower: str
    kind: str
    """pro, con, undercut, premise or evidence."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the outline."""

    depth: int
    node: Node
    kind: str | None
    """How it bears on the line above it; None for a line at the top."""
    is_repeated: bool
    """Whether what is below it was told before."""


def draw_graph(nodes: Sequence[Node], links: Iterable[Link], *, name: str, title: str) -> Markup:
    """Return the picture; empty where there is nothing to draw.

    Args:
        nodes: The nodes; of two with one id the first is drawn.
        links: The links; those to unknown nodes, to itself, and those given twice are left out.
        name: Id of the picture in the page.
        title: What it shows.
    """
    known = {node.id: node for node in reversed(nodes)}
    drawn = _tidy(known, links)
    if not known:
        return Markup("")
    places, routes = _lay_out(list(known), drawn)
    width = max(x for x, _ in places.values()) + WIDTH + 2
    height = max(y for _, y in places.values()) + HEIGHT + 2
    parts = [
        f'<svg class="graph" id="{escape(name)}" viewBox="-2 -2 {width + 2:.0f} {height + 2:.0f}"',
        f' width="{width + 2:.0f}" height="{height + 2:.0f}" role="group" aria-labelledby="{escape(name)}-t">',
        f'<title id="{escape(name)}-t">{escape(show_steering(title))}</title>',
    ]
    for link in drawn:
        path = _draw_route(places, routes.get((link.upper, link.lower), ()), link)
        parts.append(
            f'<path class="link is-{escape(link.kind)}" data-upper="{escape(link.upper)}" '
            f'data-lower="{escape(link.lower)}" d="{path}"/>'
        )
    parts += [_draw_node(node, *places[node.id]) for node in known.values()]
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704  # every text in it is escaped above


def list_outline(nodes: Sequence[Node], links: Iterable[Link]) -> tuple[Line, ...]:
    """Return the graph as an outline: each node below what rests on it, told in full where it is met first.

    Args:
        nodes: The nodes, those to begin with first.
        links: The links.
    """
    known = {node.id: node for node in reversed(nodes)}
    order = list(dict.fromkeys(node.id for node in nodes))
    drawn = _tidy(known, links)
    below: dict[str, list[Link]] = {}
    for link in drawn:
        below.setdefault(link.upper, []).append(link)
    used = {link.lower for link in drawn}
    lines: list[Line] = []
    told: set[str] = set()
    tops = [name for name in order if name not in used]
    for top in (*tops, *order):
        if top in told:
            continue
        stack: list[tuple[str, int, str | None]] = [(top, 0, None)]
        while stack:
            name, depth, kind = stack.pop()
            is_repeated = name in told and bool(below.get(name))
            lines.append(Line(depth, known[name], kind, is_repeated))
            if name not in told:
                told.add(name)
                stack += [(link.lower, depth + 1, link.kind) for link in reversed(below.get(name, []))]
    return tuple(lines)


def _tidy(known: Mapping[str, Node], links: Iterable[Link]) -> list[Link]:
    found: dict[tuple[str, str, str], Link] = {}
    for link in links:
        if link.upper in known and link.lower in known and link.upper != link.lower:
            found.setdefault((link.upper, link.lower, link.kind), link)
    return list(found.values())


def _lay_out(
    names: Sequence[str], links: Sequence[Link]
) -> tuple[dict[str, tuple[float, float]], dict[tuple[str, str], list[tuple[float, float]]]]:
    """Return the upper left corner of each node, and the points through which links go that pass other layers."""
    edges = _break_cycles(names, links)
    met = {name for edge in edges for name in edge}
    linked = [name for name in names if name in met]
    # Numbers, since from_edges orders the nodes by a set: of texts, that order differs from process to process.
    number = {name: place for place, name in enumerate(linked)}
    places: dict[str, tuple[float, float]] = {}
    routes: dict[tuple[str, str], list[tuple[float, float]]] = {}
    top = 0.0
    pairs = [(number[a], number[b]) for a, b in edges]
    is_small = len(pairs) <= TRANSPOSED
    layouts = from_edges(pairs, vertex_spacing=1, dummy_size=0.4, transpose=is_small) if pairs else []
    for found, _, _, parts in layouts:
        layers = sorted({-y for _, (_, y) in found})
        step = {layer: float(place * (WIDTH + ROOM_X)) for place, layer in enumerate(layers)}
        low = min(x for _, (x, _) in found)
        spots = {key: (step[-y], (x - low) * (HEIGHT + ROOM_Y) + top) for key, (x, y) in found}
        for key, spot in spots.items():
            if int(key) < len(linked):
                places[linked[int(key)]] = spot
        following = {int(a): int(b) for a, b in parts or () if int(a) >= len(linked)}
        for a, b in parts or ():
            if int(a) >= len(linked):
                continue
            between = []
            end = int(b)
            while end >= len(linked):
                between.append(spots[end])
                end = following[end]
            routes[linked[int(a)], linked[end]] = between
        top = max(y for _, y in spots.values()) + HEIGHT + 2 * ROOM_Y
    loose = [name for name in names if name not in places]
    across = max(1, min(4, len(loose)))
    for place, name in enumerate(loose):
        places[name] = (
            float(place % across * (WIDTH + ROOM_X)),
            top + place // across * (HEIGHT + ROOM_Y),
        )
    _separate(places)
    return places, routes


def _separate(places: dict[str, tuple[float, float]]) -> None:
    """Push nodes of one layer apart that overlap."""
    layers: dict[float, list[str]] = {}
    for name, (x, _) in places.items():
        layers.setdefault(x, []).append(name)
    for x, members in layers.items():
        least = float("-inf")
        for name in sorted(members, key=lambda item: (places[item][1], item)):
            y = max(places[name][1], least)
            places[name] = (x, y)
            least = y + HEIGHT + ROOM_Y / 2


def _break_cycles(names: Sequence[str], links: Sequence[Link]) -> list[tuple[str, str]]:
    """Return the links as pairs without a cycle: one that closes a cycle is laid out the other way round."""
    below: dict[str, list[str]] = {}
    for link in links:
        below.setdefault(link.upper, []).append(link.lower)
    state: dict[str, int] = {}
    edges: dict[tuple[str, str], None] = {}
    for top in names:
        if top in state:
            continue
        state[top] = 1
        stack = [(top, iter(below.get(top, ())))]
        while stack:
            name, rest = stack[-1]
            lower = next(rest, None)
            if lower is None:
                state[name] = 2
                stack.pop()
                continue
            edges[(lower, name) if state.get(lower) == 1 else (name, lower)] = None
            if lower not in state:
                state[lower] = 1
                stack.append((lower, iter(below.get(lower, ()))))
    return list(edges)


def _draw_route(places: Mapping[str, tuple[float, float]], between: Sequence[tuple[float, float]], link: Link) -> str:
    (x1, y1), (x2, y2) = places[link.upper], places[link.lower]
    is_back = x2 <= x1
    start = (x1 if is_back else x1 + WIDTH, y1 + HEIGHT / 2)
    end = (x2 + WIDTH if is_back else x2, y2 + HEIGHT / 2)
    points = [start, *((x + WIDTH / 2, y + HEIGHT / 2) for x, y in (() if is_back else between)), end]
    path = f"M{start[0]:.0f} {start[1]:.0f}"
    for (ax, ay), (bx, by) in pairwise(points):
        middle = (ax + bx) / 2
        path += f"C{middle:.0f} {ay:.0f} {middle:.0f} {by:.0f} {bx:.0f} {by:.0f}"
    return path


def _draw_node(node: Node, x: float, y: float) -> str:
    label = show_steering(f"{node.sign} {node.label}".strip())
    lines = textwrap.wrap(label, LETTERS, max_lines=LINES, placeholder=" …") or [""]
    first = y + HEIGHT / 2 - (len(lines) - 1) * 8 + 4
    text = "".join(
        f'<tspan x="{x + 10:.0f}" y="{first + place * 16:.0f}">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    body = (
        f'<g class="node is-{escape(node.status)} k-{escape(node.kind)}" data-id="{escape(node.id)}" '
        f'data-sources="{escape(" ".join(node.sources))}"><title>{escape(show_steering(node.title))}</title>'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{WIDTH}" height="{HEIGHT}" rx="8"/><text>{text}</text></g>'
    )
    return link_part(body, node.href)
