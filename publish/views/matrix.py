"""Municipality by practice: what texts say of each pair, and nothing where no text says anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publish.dates import write_period
from publish.wording import STATUSES, Badge
from staving.schema import Municipality, Practice
from staving.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A cell of the matrix that some text fills."""

    badge: Badge
    period: str | None
    sources: int
    is_contradicted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Municipalities in rows, practices in columns."""

    practices: tuple[Practice, ...]
    rows: tuple[tuple[Municipality, tuple[Filled | None, ...]], ...]
    provinces: tuple[str, ...]
    all_practices: tuple[Practice, ...]


def read_matrix(store: Store, *, practice: str | None = None, province: str | None = None) -> Matrix:
    """Return the matrix; an empty cell means that no text says anything, never that a municipality does not do it.

    Args:
        store: The database.
        practice: Show only the municipalities with this practice, and this column.
        province: Show only this province.
    """
    cells = read_cells(store)
    towns = {item.id: item for item in store.iterate(Municipality, order='"name" COLLATE NOCASE')}
    seen = {practice_id for _, practice_id in cells}
    known = [item for item in store.iterate(Practice, order='"category", "label"') if item.id in seen]
    columns = [item for item in known if practice in (None, item.id)]
    rows = []
    for town in towns.values():
        filled = tuple(cells.get((town.id, column.id)) for column in columns)
        if any(filled) and province in (None, town.province):
            rows.append((town, filled))
    provinces = {towns[code].province for code, _ in cells if code in towns}
    return Matrix(
        practices=tuple(columns), rows=tuple(rows), provinces=tuple(sorted(provinces)), all_practices=tuple(known)
    )


def read_cells(store: Store) -> Mapping[tuple[str, str], Filled]:
    """Return the filled cells by CBS code and practice: the latest statement decides, older ones only count."""
    found: dict[tuple[str, str], list[tuple[str, str, str | None, str | None, str]]] = {}
    query = (
        'SELECT coalesce("municipality"."current", "assertion"."municipality"), "practice", "status", "since", '
        '"until", coalesce("document"."based_on_date", "document"."published", \'\'), "document_id" FROM "assertion" '
        'JOIN "municipality" ON "municipality"."id" = "assertion"."municipality" '
        'JOIN "document" ON "document"."id" = "assertion"."document_id"'
    )
    for town, practice, status, since, until, day, document in store.db.conn.execute(query):
        found.setdefault((town, practice), []).append((until or day or since or "", status, since, until, document))
    cells = {}
    for key, statements in found.items():
        latest = max(statements, key=lambda item: item[0])
        cells[key] = Filled(
            badge=STATUSES[latest[1]],
            period=write_period(latest[2], latest[3]),
            sources=len({item[4] for item in statements}),
            is_contradicted=len({item[1] for item in statements}) > 1,
        )
    return cells
