"""Which municipalities use similar practices: likeness, clusters, timeline.

What is not known of a municipality is no evidence that it does not do it. So likeness is an interval: the lower bound
takes all that is unknown for different, the upper bound for alike. A practice weighs as much as it tells: one that
everybody has says little (the inverse document frequency of Spärck Jones 1972, over municipalities).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from graph.compare import Cell
from graph.model import GraphError, pad_date
from staving.schema import Status

USED = {Status.IN_USE: 1.0, Status.CONDITIONAL: 0.75, Status.STOPPED: 0.5, Status.NOT_USED: 0.0}
"""How far a definite status is that a practice is there; what is considered, unclear or disputed is unknown."""

FEWEST = 0.34
"""Least likeness of two municipalities in one cluster that is not carried by others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How like one municipality is to the one asked for."""

    municipality: str
    """CBS code."""
    low: float
    """Likeness if it differs in all that is unknown of it (0 to 1)."""
    high: float
    """Likeness if it is alike in all that is unknown of it (0 to 1)."""
    shared: tuple[str, ...]
    """Practices that both have or had, the most telling first."""
    different: tuple[str, ...]
    """Practices in which a text says that they differ."""
    unknown: tuple[str, ...]
    """Practices of the one asked for of which nothing definite is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Municipalities that share telling practices."""

    municipalities: tuple[str, ...]
    """CBS codes."""
    practices: tuple[str, ...]
    """Practices that more than half of them have or had, the most telling first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that is known of a day, month or year."""

    date: str
    """As precise as the text (ISO)."""
    municipality: str
    """CBS code."""
    practice: str
    """Id of the practice."""
    what: str
    """begin, end, or the status that a text gives for that date."""
    assertion: str
    """Id of the assertion that says so; empty for the begin or end of a cell."""


def weigh_practices(cells: Iterable[Cell]) -> dict[str, float]:
    """Return how telling each practice is: high where few of the municipalities of which something is known have it.

    >>> weigh_practices([])
    {}
    """
    known = [cell for cell in cells if cell.status in USED]
    towns = {cell.municipality for cell in known}
    holders = Counter(cell.practice for cell in known if USED[Status(cell.status)])
    return {
        practice: math.log(1 + len(towns) / max(1, holders[practice])) for practice in {cell.practice for cell in known}
    }


def find_alike(cells: Sequence[Cell], municipality: str) -> list[Likeness]:
    """Return the municipalities of the matrix, the most alike first.

    Args:
        cells: The matrix.
        municipality: CBS code of the one asked for.

    Raises:
        GraphError: Nothing definite is known of it.
    """
    weights = weigh_practices(cells)
    table = _tabulate(cells)
    own = table.get(municipality)
    if not own:
        raise GraphError(f"{municipality}: no text says anything definite of it; `staving compare` lists what is known")
    found = [_measure(name, own, row, weights) for name, row in table.items() if name != municipality]
    return sorted(found, key=lambda item: (-item.low, -item.high, item.municipality))


def _tabulate(cells: Iterable[Cell]) -> dict[str, dict[str, float]]:
    """Return by municipality and practice how far the practice is there."""
    table: dict[str, dict[str, float]] = {}
    for cell in cells:
        if cell.status in USED:
            table.setdefault(cell.municipality, {})[cell.practice] = USED[Status(cell.status)]
    return table


def _measure(name: str, own: Mapping[str, float], other: Mapping[str, float], weights: Mapping[str, float]) -> Likeness:
    order = sorted(own, key=lambda practice: (-weights[practice], practice))
    whole = sum(weights[practice] for practice in order)
    both = [practice for practice in order if practice in other]
    alike = sum(weights[practice] * (1.0 - abs(own[practice] - other[practice])) for practice in both)
    unknown = tuple(practice for practice in order if practice not in other)
    return Likeness(
        municipality=name,
        low=round(alike / whole, 4),
        high=round((alike + sum(weights[practice] for practice in unknown)) / whole, 4),
        shared=tuple(practice for practice in both if own[practice] and other[practice]),
        different=tuple(practice for practice in both if bool(own[practice]) != bool(other[practice])),
        unknown=unknown,
    )


def find_clusters(cells: Sequence[Cell]) -> list[Cluster]:
    """Return groups of municipalities that share practices (greedy modularity, Clauset, Newman & Moore 2004).

    Two are tied by the weight of the practices that both have or had over that of those which either has; a
    municipality tied to no other is in no group.

    Args:
        cells: The matrix.
    """
    weights = weigh_practices(cells)
    has = {
        name: frozenset(practice for practice, value in row.items() if value) for name, row in _tabulate(cells).items()
    }
    ties: nx.Graph[str] = nx.Graph()
    for left, right in combinations(sorted(has), 2):
        shared = sum(weights[practice] for practice in sorted(has[left] & has[right]))
        either = sum(weights[practice] for practice in sorted(has[left] | has[right]))
        if either and shared / either >= FEWEST:
            ties.add_edge(left, right, weight=shared / either)
    if not ties:
        return []
    found = []
    for members in nx.community.greedy_modularity_communities(ties, weight="weight"):
        names = tuple(sorted(members))
        counts = Counter(practice for name in names for practice in has[name])
        common = [practice for practice, count in counts.items() if 2 * count > len(names)]
        found.append(
            Cluster(
                municipalities=names,
                practices=tuple(sorted(common, key=lambda practice: (-weights[practice], practice))),
            )
        )
    return sorted(found, key=lambda item: (-len(item.municipalities), item.municipalities))


def list_events(cells: Iterable[Cell]) -> list[Event]:
    """Return what is known of when, the oldest first: begins, ends, and what each text says of its date."""
    found: set[tuple[str, str, str, str, str]] = set()
    for cell in cells:
        if cell.since:
            found.add((cell.since, cell.municipality, cell.practice, "begin", ""))
        if cell.until:
            found.add((cell.until, cell.municipality, cell.practice, "end", ""))
        for item in cell.history:
            if item.date:
                found.add((item.date, cell.municipality, cell.practice, item.status, item.assertion))
    rows = sorted(found, key=lambda row: (pad_date(row[0], last=False), *row[1:]))
    return [Event(date=row[0], municipality=row[1], practice=row[2], what=row[3], assertion=row[4]) for row in rows]
