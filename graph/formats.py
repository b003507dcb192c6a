"""The exchange form of `staving assess --json`: one graph a line in, one verdict a line out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import click

from graph.argument import Reasoner
from graph.labelling import Step
from graph.model import LAW, Edge, Graph, GraphError, Standing, Statement, Voice
from graph.origin import Item, attribute, count_independent
from graph.sensitivity import drop
from staving.options import read_json_lines, write_json_line
from staving.schema import Burden, Polarity, PremiseRole, Stance, Standard

DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T.*)?)?)?$")
"""A date as precise as it is known, or a time."""

PLACES = 6
"""Decimals of a strength in the output."""


def read_graph(item: Mapping[str, Any]) -> Graph:
    """Return the graph that a line of JSON describes; unknown keys are ignored.

    Raises:
        GraphError: A part is missing or has the wrong form; the message names the graph and the part.
    """
    name = item.get("id")
    try:
        return Graph(
            statements=tuple(
                Statement(
                    id=_read_name(row, "id"),
                    burden=_read_word(row, "burden", Burden, Burden.CLAIMANT),
                    standard=_read_word(row, "standard", Standard, Standard.PREPONDERANCE),
                    valid_to=_read_date(row.get("valid_to")),
                )
                for row in item.get("propositions") or ()
            ),
            steps=tuple(_read_step(row) for row in item.get("arguments") or ()),
            edges=tuple(
                Edge(
                    proposition=_read_name(row, "proposition"),
                    origin=_read_name(row, "origin"),
                    is_support=row["stance"] == Stance.SUPPORTS,
                    valid_from=_read_date(row.get("valid_from")),
                    valid_to=_read_date(row.get("valid_to")),
                )
                for row in item.get("evidence") or ()
                if _read_word(row, "stance", Stance) != Stance.MENTIONS
            ),
            voices=tuple(_read_voice(row) for row in item.get("origins") or ()),
            as_of=_read_date(item.get("as_of")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise _refuse("graph", name, problem) from problem


def _refuse(what: str, name: object, problem: Exception) -> GraphError:
    """Return the error that says of which line what is wrong, and where its form is described."""
    reason = f"{problem.args[0]!r} is missing" if isinstance(problem, KeyError) else str(problem)
    return GraphError(f"{what} {name!r} cannot be read: {reason}; see the form in docs/formats.md")


def _read_name(row: Mapping[str, Any], key: str) -> str:
    """Return an id.

    Raises:
        KeyError: It is missing.
        ValueError: It is empty, or neither text nor a number.
    """
    value = row[key]
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ValueError(f"{key} {value!r} is no id")
    return str(value)


def _read_word(row: Mapping[str, Any], key: str, words: type[StrEnum], default: StrEnum | None = None) -> str:
    """Return one of the words of a vocabulary; the default where none is given.

    Raises:
        KeyError: It is missing and there is no default.
        ValueError: It is another word.
    """
    value = row[key] if default is None else row.get(key) or default
    if value not in set(words):
        raise ValueError(f"{key} {value!r} is none of {', '.join(words)}")
    return str(value)


def _read_date(value: Any) -> str | None:
    if value in (None, ""):
        return None
    if not DATE.match(str(value)):
        raise ValueError(f"{value!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    return str(value)


def _read_step(row: Mapping[str, Any]) -> Step:
    premises = [
        (_read_name(item, "id"), _read_word(item, "role", PremiseRole, PremiseRole.ORDINARY))
        for item in row.get("premises") or ()
    ]

    def pick(role: PremiseRole) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, its_role in premises if its_role == role))

    conclusion, undercuts = row.get("conclusion"), row.get("undercuts")
    return Step(
        id=_read_name(row, "id"),
        conclusion=None if conclusion is None else str(conclusion),
        ordinary=pick(PremiseRole.ORDINARY),
        assumptions=pick(PremiseRole.ASSUMPTION),
        exceptions=pick(PremiseRole.EXCEPTION),
        is_pro=_read_word(row, "polarity", Polarity, Polarity.PRO) == Polarity.PRO,
        undercuts=None if undercuts is None else str(undercuts),
    )


def _read_voice(row: Mapping[str, Any]) -> Voice:
    reliability = row.get("reliability")
    value = 0.8 if reliability is None else float(reliability)
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"reliability {value} of origin {row['id']!r} is not between 0 and 1")
    publisher = row.get("publisher")
    return Voice(
        id=_read_name(row, "id"),
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
    """Return the origins of one line of JSON: a set of items, and who complains.

    Raises:
        GraphError: The set cannot be read; the message names it.
    """
    try:
        complainant = item.get("complainant")
        names = [complainant] if isinstance(complainant, str) else list(complainant or ())
        items = [
            Item(
                id=_read_name(row, "id"),
                text=str(row.get("text") or ""),
                outlet=str(row.get("outlet") or ""),
                publisher=str(row.get("publisher") or ""),
                date=str(row.get("date") or ""),
                speaker=str(row["speaker"]) if row.get("speaker") else None,
                url=str(row["url"]) if row.get("url") else None,
            )
            for row in item.get("items") or ()
            if isinstance(row, Mapping) and row.get("id") is not None
        ]
        twice = [name for name, count in Counter(row.id for row in items).items() if count > 1]
        if twice:
            raise ValueError(f"item {twice[0]!r} is there more than once")
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise _refuse("set", item.get("id"), problem) from problem
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


def answer_stdin(answer: Callable[[dict[str, Any]], dict[str, Any]], what: str) -> None:
    """Write the answer to each line; a line that cannot be read is named on standard error and does not stop the rest.

    Raises:
        GraphError: At least one line could not be read.
    """
    failed = 0
    for row in read_json_lines(needs=("id",)):
        try:
            write_json_line(answer(row))
        except GraphError as problem:
            failed += 1
            click.echo(str(problem), err=True)
    if failed:
        raise GraphError(f"{failed} {what}; see the lines above")
