"""Which municipalities are like one in what they do, as far as texts tell."""

from __future__ import annotations

from dataclasses import dataclass

from graph.likeness import find_alike
from graph.model import GraphError
from publish.views.cells import Parties, read_cells
from publish.views.reading import fetch
from staving.schema import Municipality, Practice
from staving.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A municipality beside the one asked for."""

    municipality: Municipality
    low: float
    """Likeness if it differs in all that is unknown of it."""
    high: float
    """Likeness if it is alike in all that is unknown of it."""
    shared: tuple[Practice, ...]
    """Practices that both have or had."""
    different: tuple[Practice, ...]
    """Practices in which a text says that they differ."""
    unknown: int
    """Practices of the one asked for of which no text says anything definite here."""


def read_neighbours(store: Store, parties: Parties, code: str, *, most: int = 10) -> tuple[Neighbour, ...]:
    """Return the municipalities most like one, only those that share a practice with it.

    Args:
        store: The database.
        parties: Who the case is about, and whose word does not count.
        code: CBS code of today.
        most: How many.
    """
    try:
        alike = find_alike([filled.cell for filled in read_cells(store, parties).values()], code)
    except GraphError:
        return ()  # nothing definite is known of it
    chosen = [item for item in alike if item.shared][:most]
    towns = fetch(store, Municipality, (item.municipality for item in chosen))
    practices = {item.id: item for item in store.iterate(Practice)}
    return tuple(
        Neighbour(
            municipality=towns[item.municipality],
            low=item.low,
            high=item.high,
            shared=tuple(practices[name] for name in item.shared if name in practices),
            different=tuple(practices[name] for name in item.different if name in practices),
            unknown=len(item.unknown),
        )
        for item in chosen
        if item.municipality in towns
    )
