"""The exchange form of `staving assess --json`: one graph a line in, one verdict a line out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.argument import Reasoner
from graph.labelling import Step
from graph.model import LAW, Edge, Graph, GraphError, Standing, Statement, Voice
from graph.origin import Item, attribute, count_independent
from graph.sensitivity import drop
from staving.schema import Burden, Polarity, PremiseRole, Stance, Standard

PLACES = 6
"""Decimals of a strength in the output."""


def read_graph(item: Mapping[str, Any]) -> Graph:
    """Return the graph that a line of JSON describes; unknown keys are ignored.

    Raises:
        GraphError: A part is missing or has the wrong form; the message names the graph.
    """
    name = item.get("id")
    try:
        return Graph(
            statements=tuple(
                Statement(
                    id=str(row["id"]),
                    burden=str(row.get("burden") or Burden.CLAIMANT),
                    standard=str(row.get("standard") or Standard.PREPONDERANCE),
                    valid_to=_read_date(row.get("valid_to")),
                )
                for row in item.get("propositions") or ()
            ),
            steps=tuple(_read_step(row) for row in item.get("arguments") or ()),
            edges=tuple(
                Edge(
                    proposition=str(row["proposition"]),
                    origin=str(row["origin"]),
                    is_support=row["stance"] == Stance.SUPPORTS,
                    valid_from=_read_date(row.get("valid_from")),
                    valid_to=_read_date(row.get("valid_to")),
                )
                for row in item.get("evidence") or ()
                if row["stance"] in (Stance.SUPPORTS, Stance.ATTACKS)
            ),
            voices=tuple(_read_voice(row) for row in item.get("origins") or ()),
            as_of=_read_date(item.get("as_of")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise GraphError(f"graph {name!r} cannot be read: {problem!r}; see the form in docs/formats.md") from problem


def _read_date(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _read_step(row: Mapping[str, Any]) -> Step:
    premises = [(str(item["id"]), str(item.get("role") or PremiseRole.ORDINARY)) for item in row.get("premises") or ()]

    def pick(role: PremiseRole) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, its_role in premises if its_role == role))

    unknown = {role for _, role in premises} - set(PremiseRole)
    if unknown:
        raise ValueError(f"unknown role {min(unknown)!r} of a premise")
    conclusion, undercuts = row.get("conclusion"), row.get("undercuts")
    return Step(
        id=str(row["id"]),
        conclusion=None if conclusion is None else str(conclusion),
        ordinary=pick(PremiseRole.ORDINARY),
        assumptions=pick(PremiseRole.ASSUMPTION),
        exceptions=pick(PremiseRole.EXCEPTION),
        is_pro=(row.get("polarity") or Polarity.PRO) == Polarity.PRO,
        undercuts=None if undercuts is None else str(undercuts),
    )


def _read_voice(row: Mapping[str, Any]) -> Voice:
    reliability = row.get("reliability")
    value = 0.8 if reliability is None else float(reliability)
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"reliability {value} of origin {row['id']!r} is not between 0 and 1")
    publisher = row.get("publisher")
    return Voice(
        id=str(row["id"]),
        reliability=value,
        counts=bool(row.get("counts", True)),
        is_law=row.get("kind") == "law" or str(row["id"]).casefold() in LAW,
        publisher=None if publisher is None else str(publisher),
    )


def write_standing(standing: Standing) -> dict[str, Any]:
    """Return a verdict as JSON takes it."""
    return {
        "status": standing.status.value,
        "k": standing.k,
        "spof": list(standing.spof),
        "breaking_sets": [list(item) for item in standing.breaking_sets],
        "strength": round(standing.strength.value, PLACES),
        "strength_against": round(standing.strength_against.value, PLACES),
        "contested": standing.is_contested,
        "contradicted": standing.is_contradicted,
        "stale": standing.is_stale,
        "truncated": standing.is_truncated,
        "open": list(standing.open),
    }


def assess_line(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the verdicts and the losses of one line of JSON.

    Raises:
        GraphError: The graph cannot be read; the message names it.
    """
    graph = read_graph(item)
    try:
        reasoner = Reasoner(graph)
    except GraphError as problem:
        raise GraphError(f"graph {item.get('id')!r}: {problem}") from problem
    return {
        "id": item.get("id"),
        "propositions": {name: write_standing(reasoner.judge(name)) for name in reasoner.statements},
        "drop": {name: _write_loss(reasoner, [name]) for name in reasoner.names},
    }


def _write_loss(reasoner: Reasoner, origins: Sequence[str]) -> dict[str, list[str]]:
    loss = drop(reasoner, origins)
    return {"falls": list(loss.falls), "lost": list(loss.lost), "rises": list(loss.rises)}


def attribute_line(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the origins of one line of JSON: a set of items, and who complains."""
    complainant = item.get("complainant")
    names = [complainant] if isinstance(complainant, str) else list(complainant or ())
    items = [
        Item(
            id=str(row.get("id")),
            text=str(row.get("text") or ""),
            outlet=str(row.get("outlet") or ""),
            publisher=str(row.get("publisher") or ""),
            date=str(row.get("date") or ""),
            speaker=str(row["speaker"]) if row.get("speaker") else None,
            url=str(row["url"]) if row.get("url") else None,
        )
        for row in item.get("items") or ()
        if isinstance(row, dict) and row.get("id") is not None
    ]
    found = attribute(items, complainants=[str(name) for name in names])
    groups: dict[str, list[str]] = {}
    for name, attribution in found.items():
        groups.setdefault(attribution.party.key.casefold(), []).append(name)
    independent, publishers = count_independent(found, {row.id: row.publisher for row in items if row.publisher})
    return {
        "id": item.get("id"),
        "independent": independent,
        "groups": list(groups.values()),
        "origin_of": {name: attribution.party.key for name, attribution in found.items()},
        "rule_of": {name: attribution.rule.value for name, attribution in found.items()},
        "publisher_level": publishers,
    }
