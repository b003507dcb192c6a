"""Claims as a folder of CSV files (RFC 4180), one for each kind of record.

A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV Injection), which is taken
off again on reading.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from graph.cells import FORMULA, disarm
from graph.export.claims import ClaimMap, ExchangeError, escape, flatten, restore, unescape
from staving.schema import Argument, Evidence, Origin, Premise, Proposition

TABLES: Mapping[str, type[Any]] = {
    "propositions": Proposition,
    "arguments": Argument,
    "premises": Premise,
    "origins": Origin,
    "evidence": Evidence,
}
"""Name of a file, without its ending, and what it holds."""

QUOTE = "'"
"""What disarms a formula; a cell that begins with it gets another, so that it can be undone."""

EMPTY = "\\u"
"""Cell of an empty text in a column where an empty cell means that there is no value."""


def write(claims: ClaimMap) -> dict[str, str]:
    """Return the text of each file by name."""
    found = {}
    for name, kind in TABLES.items():
        target = io.StringIO(newline="")
        columns, always = [item.name for item in fields(kind)], _list_texts(kind)
        writer = csv.writer(target, lineterminator="\r\n")
        writer.writerow(columns)
        for record in getattr(claims, name):
            row = flatten(record)
            writer.writerow([_write_cell(row.get(column), column in always) for column in columns])
        found[f"{name}.csv"] = target.getvalue()
    return found


def read(texts: Mapping[str, str], name: str) -> ClaimMap:
    """Return the claims in the files of a folder; only the propositions have to be there.

    Args:
        texts: Text of each file by name.
        name: The folder, for messages.

    Raises:
        ExchangeError: A file cannot be read; with file and line.
    """
    if "propositions.csv" not in texts:
        raise ExchangeError(f"{name}: holds no propositions.csv; see docs/exchange.md")
    found: dict[str, Sequence[Any]] = {
        table: tuple(_read_table(kind, texts[f"{table}.csv"], f"{name}/{table}.csv"))
        for table, kind in TABLES.items()
        if f"{table}.csv" in texts
    }
    return ClaimMap(**found)  # type: ignore[arg-type]  # each table has its kind


def _read_table(kind: type[Any], text: str, name: str) -> list[Any]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found, always = [], _list_texts(kind)
    try:
        columns = next(reader, [])
        if "id" not in columns:
            raise ExchangeError(f"{name}:1: has no column id; see docs/exchange.md")
        for row in reader:
            where = f"{name}:{reader.line_num}"
            if not row:
                continue
            if len(row) != len(columns):
                raise ExchangeError(f"{where}: has {len(row)} cells and not {len(columns)}; mend the line")
            cells = dict(zip(columns, row, strict=True))
            given = {column: _arm(cell) for column, cell in cells.items() if cell or column in always}
            found.append(restore(kind, given, where))
    except csv.Error as problem:
        raise ExchangeError(f"{name}:{reader.line_num}: is no CSV ({problem}); mend the line") from problem
    return found


def _list_texts(kind: type[Any]) -> set[str]:
    """Return the columns in which an empty cell is an empty text: those that always have a value."""
    return {item.name for item in fields(kind) if item.type == "str" and "values" not in item.metadata}


def _write_cell(text: str | None, is_always_there: bool) -> str:
    if not text:
        return "" if text is None or is_always_there else EMPTY
    return disarm(escape(text), QUOTE)


def _arm(cell: str) -> str:
    if cell == EMPTY:
        return ""
    return unescape(cell[1:] if cell.startswith(QUOTE) and cell[1:].startswith((*FORMULA, QUOTE)) else cell)
