"""The argument graph of the case, or of what one claim stands on, as nodes and links to draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from graph.case import find_day, read_case
from publish.drawing.claim_graph import Line, Link, Node, draw_graph, list_outline
from publish.views.claims import Claim
from publish.views.reading import name_origins
from publish.views.standing import read_evidence
from staving.dossier import Dossier
from staving.schema import Polarity, Stance
from staving.store import Store

MOST = 400
"""Nodes that are drawn; the claims nearest to the one asked for come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPage:
    """The graph as picture and as outline."""

    svg: Markup
    outline: tuple[Line, ...]
    sources: tuple[tuple[str, str], ...]
    """Sources in it, to highlight what hangs on each: id and name."""
    focus: Claim | None
    """The claim it is about; None for the whole case."""
    left_out: int
    """Nodes that are not drawn."""
    claims: tuple[Claim, ...]
    """Claims to choose from."""


def read_graph(store: Store, claims: Mapping[str, Claim], *, focus: str | None = None, path: str = "") -> GraphPage:
    """Return the graph.

    Args:
        store: The database.
        claims: All claims, by id.
        focus: Id of the claim to begin with; None for the whole case.
        path: What stands before each path of the site.
    """
    case = read_case(store)
    voices: dict[tuple[str, str, bool], int] = {}
    for item in read_evidence(store, case, find_day(store)):
        key = (item.proposition_id, item.origin_id, item.stance == Stance.SUPPORTS)
        voices[key] = voices.get(key, 0) + 1
    links = _list_links(case, voices)
    names = name_origins(store)
    every = _make_nodes(case, claims, names, path)
    order = _reach(every, links, [focus] if focus in claims and focus else _find_tops(every, links))
    wanted = order[:MOST]
    nodes = [every[name] for name in wanted]
    chosen = set(wanted)
    shown = [link for link in links if link.upper in chosen and link.lower in chosen]
    about = claims[focus].proposition.statement if focus in claims and focus else "alle stellingen"
    return GraphPage(
        svg=draw_graph(nodes, shown, name="graaf", title=f"Argumenten en bronnen: {about}"),
        outline=list_outline(nodes, shown),
        sources=tuple((name.removeprefix("o:"), every[name].title) for name in wanted if every[name].kind == "source"),
        focus=claims.get(focus or ""),
        left_out=len(order) - len(wanted),
        claims=tuple(claims.values()),
    )


def _list_links(case: Dossier, voices: Mapping[tuple[str, str, bool], int]) -> list[Link]:
    links = []
    for argument in case.arguments:
        kind = "pro" if argument.polarity == Polarity.PRO else "con"
        if argument.undercuts:
            links.append(Link(upper=f"a:{argument.undercuts}", lower=f"a:{argument.id}", kind="undercut"))
        if argument.conclusion:
            links.append(Link(upper=argument.conclusion, lower=f"a:{argument.id}", kind=kind))
    for premise in case.premises:
        links.append(Link(upper=f"a:{premise.argument_id}", lower=premise.proposition_id, kind=str(premise.role)))
    conclusions = {argument.id: argument.conclusion for argument in case.arguments}
    argued = {(conclusions.get(premise.argument_id), premise.proposition_id) for premise in case.premises}
    for item in case.propositions:
        if item.parent and (item.parent, item.id) not in argued:
            links.append(Link(upper=item.parent, lower=item.id, kind="part"))
    for proposition, origin, is_support in voices:
        kind = "evidence" if is_support else "against"
        links.append(Link(upper=proposition, lower=f"o:{origin}", kind=kind))
    return links


def _make_nodes(case: Dossier, claims: Mapping[str, Claim], names: Mapping[str, str], path: str) -> dict[str, Node]:
    nodes = {}
    for name, claim in claims.items():
        nodes[name] = Node(
            id=name,
            label=f"{name} {claim.proposition.statement}",
            title=f"{name} {claim.proposition.statement}: {claim.badge.label}",
            status=claim.badge.name,
            sign=claim.badge.sign,
            href=f"{path}/claim/{quote(name, safe='')}",
            sources=claim.verdict.spof if claim.verdict else (),
        )
    for argument in case.arguments:
        nodes[f"a:{argument.id}"] = Node(
            id=f"a:{argument.id}", label=f"argument {argument.id}", title=f"argument {argument.id}", status="argument",
            kind="argument",
        )  # fmt: skip
    for name, label in names.items():
        nodes[f"o:{name}"] = Node(
            id=f"o:{name}", label=label, title=label, status="source", kind="source", sources=(name,)
        )
    return nodes


def _find_tops(every: Mapping[str, Node], links: Collection[Link]) -> list[str]:
    used = {link.lower for link in links}
    linked = used | {link.upper for link in links}
    return [name for name in every if name not in used and name in linked] or list(every)


def _reach(every: Mapping[str, Node], links: Collection[Link], tops: Collection[str]) -> list[str]:
    """Return what can be reached, the nearest first."""
    below: dict[str, list[str]] = {}
    for link in links:
        below.setdefault(link.upper, []).append(link.lower)
    seen = dict.fromkeys(name for name in tops if name in every)
    queue = list(seen)
    for name in queue:
        for lower in below.get(name, ()):
            if lower in every and lower not in seen:
                seen[lower] = None
                queue.append(lower)
    return list(seen)
