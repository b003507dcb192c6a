"""Claims as GraphML (Brandes et al. 2002), written and read with networkx.

Propositions, arguments and origins are nodes; premises, conclusions, undercuts and evidence are edges. Each field is an
attribute of the same name.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx

from graph.export.claims import ClaimMap, ExchangeError, escape, flatten, restore, unescape
from staving.schema import Argument, Evidence, Origin, Premise, Proposition

NODES: dict[str, type[Any]] = {"proposition": Proposition, "argument": Argument, "origin": Origin}
"""Sorts of nodes, and what they are."""

EDGES: dict[str, type[Any]] = {"premise": Premise, "evidence": Evidence}
"""Sorts of edges with fields of their own."""

_DECLARATION = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def build_network(claims: ClaimMap) -> nx.MultiDiGraph[str]:
    """Return the claims as a graph.

    Returns:
        Nodes `proposition:ID`, `argument:ID` and `origin:ID`; edges from premise to argument, argument to conclusion,
        undercutter to argument, origin to proposition. The attribute `sort` says which, `ordinal` keeps the order.
    """
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(title=claims.title)
    nodes: dict[str, tuple[Any, ...]] = {
        "proposition": claims.propositions, "argument": claims.arguments, "origin": claims.origins,
    }  # fmt: skip
    for sort, records in nodes.items():
        for place, record in enumerate(records):
            network.add_node(f"{sort}:{record.id}", **_describe(record, sort, place))
    for place, premise in enumerate(claims.premises):
        ends = f"proposition:{premise.proposition_id}", f"argument:{premise.argument_id}"
        network.add_edge(*ends, key=f"premise:{premise.id}", **_describe(premise, "premise", place))
    for step in claims.arguments:
        target = f"proposition:{step.conclusion}" if step.conclusion is not None else f"argument:{step.undercuts}"
        sort = "conclusion" if step.conclusion is not None else "undercut"
        network.add_edge(f"argument:{step.id}", target, key=f"{sort}:{step.id}", sort=sort, polarity=str(step.polarity))
    for place, link in enumerate(claims.evidence):
        ends = f"origin:{link.origin_id}", f"proposition:{link.proposition_id}"
        network.add_edge(*ends, key=f"evidence:{link.id}", **_describe(link, "evidence", place))
    return network


def _describe(record: Any, sort: str, place: int) -> dict[str, Any]:
    """Return the attributes of a node or edge."""
    return {**flatten(record), "place": place, "sort": sort}


def write(claims: ClaimMap) -> str:
    """Return the claims as GraphML."""
    network = build_network(claims)
    safe: nx.MultiDiGraph[str] = nx.MultiDiGraph(**_escape_all({"title": claims.title}))
    for name, data in network.nodes(data=True):
        safe.add_node(escape(name), **_escape_all(data))
    for start, end, key, data in network.edges(keys=True, data=True):
        safe.add_edge(escape(start), escape(end), key=escape(key), **_escape_all(data))
    target = io.BytesIO()
    nx.write_graphml_xml(safe, target, encoding="utf-8", prettyprint=True, named_key_ids=True)
    return target.getvalue().decode("utf-8") + "\n"


def _escape_all(data: dict[str, Any]) -> dict[str, Any]:
    return {key: escape(value) if isinstance(value, str) else value for key, value in data.items()}


def read(text: str, name: str) -> ClaimMap:
    """Return the claims in a GraphML file.

    Args:
        text: The file.
        name: Its name, for messages.

    Raises:
        ExchangeError: It is no GraphML, declares entities, or its nodes are no claims.
    """
    declared = _DECLARATION.search(text)
    if declared:
        line = text.count("\n", 0, declared.start()) + 1
        raise ExchangeError(f"{name}:{line}: declares a document type or entities, which is refused; take that out")
    try:
        network = nx.parse_graphml(text, force_multigraph=True)
    except ParseError as problem:
        line, column = problem.position
        raise ExchangeError(f"{name}:{line}: is no XML (column {column}); mend it or export it again") from problem
    except (nx.NetworkXError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ExchangeError(f"{name}: is no GraphML ({problem}); export it again") from problem
    rows = [data for _, data in network.nodes(data=True)]
    edges = [data for _, _, data in network.edges(data=True)]
    return ClaimMap(
        title=unescape(str(network.graph.get("title", ""))),
        propositions=tuple(_collect(rows, "proposition", NODES, name)),
        arguments=tuple(_collect(rows, "argument", NODES, name)),
        origins=tuple(_collect(rows, "origin", NODES, name)),
        premises=tuple(_collect(edges, "premise", EDGES, name)),
        evidence=tuple(_collect(edges, "evidence", EDGES, name)),
    )


def _collect(rows: Iterable[dict[str, Any]], sort: str, kinds: dict[str, type[Any]], name: str) -> list[Any]:
    chosen = [row for row in rows if row.get("sort") == sort]
    chosen.sort(key=lambda row: row["place"] if isinstance(row.get("place"), int) else len(chosen))
    return [
        restore(
            kinds[sort],
            {
                key: unescape(str(value))
                for key, value in row.items()
                if key not in ("sort", "place") and value is not None
            },
            f"{name}: {sort} {row.get('id', '?')}",
        )
        for row in chosen
    ]
