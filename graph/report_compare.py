"""Tables and CSV of the comparison of municipalities, with names in the place of codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from graph.cells import disarm
from graph.compare import Cell
from graph.conflict import Conflict
from graph.likeness import Cluster, Event, Likeness
from graph.model import GraphError
from graph.report import CELL_WORDS, make_table, open_console
from staving.schema import Municipality, Practice
from staving.store import Store

LEFT_OUT = ("history", "assertions")
"""Columns of a cell that CSV does not have: lists of ids."""

CONFLICT_WORDS = {"status": "status", "since": "sinds", "until": "tot", "number": "aantal"}
"""What sources disagree about, in words."""


@dataclass(frozen=True, slots=True)
class Words:
    """Names of municipalities and practices."""

    towns: Mapping[str, str]
    """Name by CBS code."""
    practices: Mapping[str, str]
    """Label by id."""

    def find_code(self, name: str) -> str:
        """Return the code of a municipality.

        Raises:
            GraphError: There is none of that code or name.
        """
        if name.upper() in self.towns:
            return name.upper()
        found = [code for code, town in self.towns.items() if town.casefold() == name.casefold()]
        if len(found) != 1:
            raise GraphError(f"{name!r}: no municipality of that name in the workspace; give its CBS code (GM0303)")
        return found[0]

    def town(self, code: str) -> str:
        """Return the name of a municipality, or its code."""
        return self.towns.get(code, code)

    def list_practices(self, ids: Sequence[str]) -> str:
        """Return the labels of practices."""
        return ", ".join(self.practices.get(item, item) for item in ids)


def read_words(store: Store) -> Words:
    """Return the names that the store has."""
    return Words(
        towns={item.id: item.name for item in store.iterate(Municipality)},
        practices={item.id: item.label for item in store.iterate(Practice)},
    )


def print_rows(rows: Sequence[Any], words: Words) -> None:
    """Print cells, likenesses, clusters or events."""
    console = open_console()
    if not rows:
        console.print("Niets gevonden: geen tekst zegt hier iets over.")
        return
    columns, write = _FORMS[type(rows[0])]
    if isinstance(rows[0], Cell):
        rows = sorted(rows, key=lambda cell: (words.town(cell.municipality), cell.practice))
    table = make_table(None, *columns)
    for row in rows:
        table.add_row(*write(row, words))
    console.print(table)


def _write_cell(cell: Cell, words: Words) -> tuple[str, ...]:
    return (
        words.town(cell.municipality),
        words.list_practices([cell.practice]),
        CELL_WORDS.get(cell.status, cell.status),
        cell.since or "",
        cell.until or "",
        cell.newest,
        str(cell.origins),
    )


def _write_likeness(item: Likeness, words: Words) -> tuple[str, ...]:
    return (
        words.town(item.municipality),
        f"{item.low:.2f} – {item.high:.2f}",
        words.list_practices(item.shared),
        words.list_practices(item.different),
        words.list_practices(item.unknown),
    )


def _write_cluster(item: Cluster, words: Words) -> tuple[str, ...]:
    return ", ".join(words.town(code) for code in item.municipalities), words.list_practices(item.practices)


def _write_event(item: Event, words: Words) -> tuple[str, ...]:
    what = {"begin": "begin", "end": "einde"}.get(item.what) or CELL_WORDS.get(item.what, item.what)
    return item.date, words.town(item.municipality), words.list_practices([item.practice]), what


_FORMS: Mapping[type, tuple[tuple[str, ...], Callable[[Any, Words], tuple[str, ...]]]] = {
    Cell: (("gemeente", "praktijk", "status", "sinds", "tot", "nieuwste feit", "bronnen"), _write_cell),
    Likeness: (("gemeente", "gelijkenis", "beide", "verschilt", "onbekend"), _write_likeness),
    Cluster: (("gemeenten", "praktijken die de meeste hebben of hadden"), _write_cluster),
    Event: (("datum", "gemeente", "praktijk", "wat"), _write_event),
}
"""What is shown of each kind of row: the columns, and how a row fills them."""


def print_conflicts(conflicts: Sequence[Conflict], words: Words) -> None:
    """Print conflicts, each saying on a line of its own."""
    console = open_console()
    if not conflicts:
        console.print("Geen tegenspraak gevonden.")
        return
    table = make_table(None, "gemeente", "praktijk", "over", "zegt", "datum", "herkomst", "tekst")
    for item in conflicts:
        about = CONFLICT_WORDS[item.kind] + (f" ({item.unit})" if item.unit else "")
        for place, saying in enumerate(item.sayings):
            head = (words.town(item.municipality), words.list_practices([item.practice]), about)
            origin = saying.origin + ("" if saying.counts else " (telt niet mee)")
            value = CELL_WORDS.get(saying.value, saying.value)
            table.add_row(*(head if place == 0 else ("", "", "")), value, saying.date, origin, saying.text)
        table.add_section()
    console.print(table)


def write_csv(rows: Sequence[Any], words: Words) -> str:
    """Return cells, likenesses, clusters or events as CSV, with the name beside each code.

    A value that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    if not rows:
        return ""
    names = [item.name for item in fields(rows[0]) if item.name not in LEFT_OUT]
    with_town = "municipality" in names
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")  # RFC 4180
    writer.writerow([*(("municipality_name",) if with_town else ()), *names])
    for row in rows:
        values = [_write_value(getattr(row, name)) for name in names]
        writer.writerow([*((_write_value(words.town(row.municipality)),) if with_town else ()), *values])
    return target.getvalue()


def _write_value(value: object) -> str:
    text = "" if value is None else " ".join(value) if isinstance(value, tuple) else str(value)
    return disarm(text)
