"""Municipality by practice: what texts say of each pair, and nothing where no text says anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from publish.names import sort_town
from publish.views.cells import Filled, Parties, read_cells
from publish.views.reading import fetch
from publish.wording import STATUSES
from staving.dossier.words import list_shipped_practices
from staving.schema import Municipality, Practice
from staving.store import Store

_RANKS = {badge.name: number for number, badge in enumerate(STATUSES.values())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Municipalities in rows, practices in columns."""

    practices: tuple[Practice, ...]
    """The columns: only practices of which some row has a filled cell."""
    rows: tuple[tuple[Municipality, tuple[Filled | None, ...]], ...]
    """In the order that was asked for: the municipality of the case first and the others by name, or sorted."""
    provinces: tuple[str, ...]
    """Provinces to choose from."""
    all_practices: tuple[Practice, ...]
    """Practices to choose from."""


def read_matrix(
    store: Store,
    parties: Parties,
    *,
    practice: str | None = None,
    province: str | None = None,
    sort: str | None = None,
) -> Matrix:
    """Return the matrix; an empty cell means that no text says anything, never that a municipality does not do it.

    Args:
        store: The database.
        parties: Who the case is about, and whose word does not count.
        practice: Show only the municipalities with this practice, and this column.
        province: Show only this province.
        sort: Practice by whose status the rows are ordered, those of which no text speaks last; `name` for all by
            name. None for the municipality of the case first, then by name.
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
    if sort is not None:
        shown.sort(
            key=lambda town: (
                _RANKS.get(cells[town.id, sort].badge.name, 0) if (town.id, sort) in cells else len(_RANKS),
                sort_town(town.name),
            )
        )
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
