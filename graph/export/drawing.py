"""Claims as AIF JSON, Mermaid, DOT and cytoscape JSON: for other software to draw or analyse, not to read back."""

from __future__ import annotations

import json
import re
from typing import Any

import networkx as nx

from graph.export.claims import ClaimMap
from graph.export.graphml import build_network
from staving.schema import Argument, Polarity, ReviewState, Stance

EPOCH = "1970-01-01 00:00:00"
"""Time stamp of nodes: the format wants one, and a fixed one makes equal files of equal claims."""

LABEL = 80
"""Most characters of a statement in a drawing."""


def write_aif(claims: ClaimMap) -> str:
    """Return the claims in the JSON form of the Argument Interchange Format (Chesñevar et al. 2006; AIFdb).

    Propositions and accepted evidence are I-nodes, arguments for RA-nodes, arguments and evidence against and
    undercutters CA-nodes. Roles of premises and all other fields are left out: the format has no place for them.
    """
    nodes: list[dict[str, str]] = []
    edges: list[dict[str, str | None]] = []

    def add_node(name: str, text: str, kind: str) -> None:
        nodes.append({"nodeID": name, "text": text, "type": kind, "timestamp": EPOCH})

    def add_edge(start: str, end: str) -> None:
        edges.append({"edgeID": str(len(edges)), "fromID": start, "toID": end, "formEdgeID": None})

    for item in claims.propositions:
        add_node(f"I-{item.id}", item.statement, "I")
    for step in claims.arguments:
        kind = "RA" if _is_for(step) else "CA"
        scheme = step.scheme or ("Default Inference" if kind == "RA" else "Default Conflict")
        add_node(f"S-{step.id}", scheme, kind)
    for step in claims.arguments:
        target = f"I-{step.conclusion}" if step.conclusion is not None else f"S-{step.undercuts}"
        add_edge(f"S-{step.id}", target)
    for premise in claims.premises:
        add_edge(f"I-{premise.proposition_id}", f"S-{premise.argument_id}")
    keys = {item.id: item.key for item in claims.origins}
    for link in _list_accepted(claims):
        kind = "RA" if link.stance == Stance.SUPPORTS else "CA"
        add_node(f"E-{link.id}", f"{keys.get(link.origin_id, link.origin_id)} (document {link.document_id})", "I")
        add_node(f"SE-{link.id}", "Default Inference" if kind == "RA" else "Default Conflict", kind)
        add_edge(f"E-{link.id}", f"SE-{link.id}")
        add_edge(f"SE-{link.id}", f"I-{link.proposition_id}")
    return json.dumps({"nodes": nodes, "edges": edges, "locutions": []}, ensure_ascii=False, indent=1) + "\n"


def _is_for(step: Argument) -> bool:
    return step.conclusion is not None and step.polarity == Polarity.PRO


def _list_accepted(claims: ClaimMap) -> list[Any]:
    return [item for item in claims.evidence if item.state == ReviewState.ACCEPTED and item.stance != Stance.MENTIONS]


def write_mermaid(claims: ClaimMap) -> str:
    """Return the claims as a Mermaid flowchart, premises below conclusions."""
    network = _simplify(claims)
    names = {name: f"n{number}" for number, name in enumerate(network)}
    shapes = {"proposition": ('["', '"]'), "argument": ('(["', '"])'), "origin": ('{{"', '"}}')}
    lines = ["flowchart BT"]
    for name, data in network.nodes(data=True):
        before, after = shapes[data["sort"]]
        lines.append(f"  {names[name]}{before}{_escape_mermaid(data['label'])}{after}")
    for start, end, data in network.edges(data=True):
        arrow = "-->" if data["is_for"] else "-. tegen .->"
        lines.append(f"  {names[start]} {arrow} {names[end]}")
    return "\n".join(lines) + "\n"


def write_dot(claims: ClaimMap) -> str:
    """Return the claims in the DOT language of Graphviz, premises below conclusions."""
    network = _simplify(claims)
    names = {name: f"n{number}" for number, name in enumerate(network)}
    shapes = {"proposition": "box", "argument": "ellipse", "origin": "hexagon"}
    lines = ["digraph staving {", "  rankdir=BT;", f"  label={_quote_dot(claims.title)};"]
    for name, data in network.nodes(data=True):
        lines.append(f"  {names[name]} [shape={shapes[data['sort']]}, label={_quote_dot(data['label'])}];")
    for start, end, data in network.edges(data=True):
        style = "solid" if data["is_for"] else "dashed"
        lines.append(f"  {names[start]} -> {names[end]} [style={style}];")
    return "\n".join([*lines, "}"]) + "\n"


def write_cytoscape(claims: ClaimMap) -> str:
    """Return the claims as cytoscape JSON, with all fields as data; networkx reads it back as a graph."""
    network = build_network(claims)
    for name, data in network.nodes(data=True):
        data["record"] = data.pop("id")  # `id` is the node's own in this format
        data["name"] = _label(name, data)
    return json.dumps(nx.cytoscape_data(network), ensure_ascii=False, indent=1) + "\n"


def _simplify(claims: ClaimMap) -> nx.DiGraph[str]:
    """Return what is drawn: labels, and whether an edge is for or against; evidence by origin, once."""
    whole = build_network(claims)
    drawn: nx.DiGraph[str] = nx.DiGraph()
    shown = {f"evidence:{item.id}" for item in _list_accepted(claims)}
    kept = [
        (start, end, data)
        for start, end, key, data in whole.edges(keys=True, data=True)
        if data["sort"] != "evidence" or key in shown
    ]
    speaking = {start for start, _, data in kept if data["sort"] == "evidence"}
    for name, data in whole.nodes(data=True):
        if data["sort"] != "origin" or name in speaking:
            drawn.add_node(name, sort=data["sort"], label=_label(name, data))
    for start, end, data in kept:
        is_for = {
            "premise": data.get("role") != "exception",
            "conclusion": data.get("polarity") != Polarity.CON,
            "undercut": False,
            "evidence": data.get("stance") == Stance.SUPPORTS,
        }[data["sort"]]
        if not drawn.has_edge(start, end) or not is_for:
            drawn.add_edge(start, end, is_for=is_for)
    return drawn


def _label(name: str, data: dict[str, Any]) -> str:
    identifier = name.partition(":")[2]
    words = {"proposition": "statement", "argument": "scheme", "origin": "key"}[data["sort"]]
    text = " ".join(str(data.get(words) or "").split())
    short = text if len(text) <= LABEL else text[: LABEL - 1].rstrip() + "…"
    return short if data["sort"] == "origin" else f"{identifier}: {short}" if short else identifier


def _escape_mermaid(text: str) -> str:
    """Return a label without anything that Mermaid takes for syntax, markup or script: as entity codes."""
    return re.sub(r"[^\w .,;:?!()/’‘“”…–-]", lambda match: f"#{ord(match[0])};", _strip(text))


def _quote_dot(text: str) -> str:
    return '"' + _strip(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _strip(text: str) -> str:
    """Return a text without control characters, those that turn the direction of writing among them."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
