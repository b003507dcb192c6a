"""Municipality by practice: what texts say of each pair, and nothing where no text says anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from publish.names import sort_town
from publish.views.cells import Filled, Parties, read_cells
from publish.views.reading import fetch
from staving.dossier.words import list_shipped_practices
from staving.schema import Municipality, Practice
from staving.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Municipalities in rows, practices in columns."""

    practices: tuple[Practice, ...]
    """The columns: only practices of which some row has a filled cell."""
    rows: tuple[tuple[Municipality, tuple[Filled | None, ...]], ...]
    """The municipality of the case first, the others by name."""
    provinces: tuple[str, ...]
    """Provinces to choose from."""
    all_practices: tuple[Practice, ...]
    """Practices to choose from."""


def read_matrix(store: Store, parties: Parties, *, practice: str | None = None, province: str | None = None) -> Matrix:
    """Return the matrix; an empty cell means that no text says anything, never that a municipality does not do it.

    Args:
        store: The database.
        parties: Who the case is about, and whose word does not count.
        practice: Show only the municipalities with this practice, and this column.
        province: Show only this province.
    """
    cells = read_cells(store, parties)
    towns = fetch(store, Municipality, (code for code, _ in cells))
    known = sort_practices(fetch(store, Practice, (name for _, name in cells)).values())
    shown = [
        town
        for town in sorted(towns.values(), key=lambda town: (town.id != parties.subject, sort_town(town.name)))
        if province in (None, town.province)
        and any(code == town.id and practice in (None, name) for code, name in cells)
    ]
    codes = {town.id for town in shown}
    used = {name for code, name in cells if code in codes and practice in (None, name)}
    columns = tuple(item for item in known if item.id in used)
    return Matrix(
        practices=columns,
        rows=tuple((town, tuple(cells.get((town.id, column.id)) for column in columns)) for town in shown),
        provinces=tuple(sorted({town.province for town in towns.values()})),
        all_practices=known,
    )


def sort_practices(practices: Iterable[Practice]) -> tuple[Practice, ...]:
    """Return practices in the order of the shipped list, which begins with recording; those of the case follow."""
    order = {name: place for place, name in enumerate(list_shipped_practices())}
    return tuple(sorted(practices, key=lambda item: (order.get(item.id, len(order)), item.label.casefold())))
