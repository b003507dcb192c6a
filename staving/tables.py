"""Records to tables: STRICT, with foreign keys, checks, full-text search and migrations.

The columns follow from the fields of `staving.schema`, so that a column is described once. A database carries the
list of migrations applied to it (`sqlite_utils.migrations`). The first one makes all tables from the records as they
are; each later one must look whether its column is there already, since a new database gets it from the first.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import datetime
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from staving.schema import EVIDENCE_RECORDS, REVIEW_RECORDS, Address, Capture, Document, Review, describe, name_table

SEARCH_TOKENIZER = "unicode61 remove_diacritics 2"
"""Words are compared without case and accents: `geïnformeerd` is found by `geinformeerd`."""

UNIQUE: dict[str, tuple[tuple[str, ...], ...]] = {
    "passage": (("document_id", "start", "end"),),
    "premise": (("argument_id", "proposition_id"),),
    "evidence": (("passage_id", "proposition_id"),),
    "verdict": (("proposition_id", "as_of"),),
}
"""Columns that identify a row besides its id."""

INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "address": (("state", "spider", "source_id", "rank"), ("spider", "key"), ("due_at",)),
    "capture": (("url",), ("sha256",)),
    "document": (("canonical_url",), ("identifier",), ("published",), ("cluster",)),
    "mention": (("kind", "value"), ("current",)),
    "assertion": (("municipality", "practice"),),
    "review": (("record_kind", "record_id"),),
}
"""Columns looked up often, besides foreign keys (which are all indexed)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How one field of a record is stored."""

    name: str
    """Name of the column, the name of the field."""
    type: str
    """TEXT, INTEGER or REAL."""
    is_optional: bool
    """Whether it may be empty."""
    holds: str
    """What the value is in Python: str, int, float, bool, datetime, json, tuple."""
    references: str | None
    """Table whose id it holds."""
    values: tuple[str, ...]
    """Values allowed; empty when all are."""
    description: str
    """What a reader should know of it."""


_columns: dict[type[Any], tuple[Column, ...]] = {}


def list_columns(record: type[Any]) -> tuple[Column, ...]:
    """Return the columns of a record's table, in the order of its fields; derived once for each record.

    Raises:
        TypeError: A field has a type that no column can hold.
    """
    if record not in _columns:
        _columns[record] = _derive_columns(record)
    return _columns[record]


def _derive_columns(record: type[Any]) -> tuple[Column, ...]:
    hints = typing.get_type_hints(record)
    notes = describe(record)
    columns = []
    for item in dataclasses.fields(record):
        hint, is_optional = _strip_optional(hints[item.name])
        holds, sql_type = _store_as(hint, f"{record.__name__}.{item.name}")
        values = item.metadata.get("values")
        columns.append(
            Column(
                name=item.name,
                type=sql_type,
                is_optional=is_optional,
                holds=holds,
                references=item.metadata.get("references"),
                values=tuple(value.value for value in values) if values else (),
                description=notes.get(item.name, ""),
            )
        )
    return tuple(columns)


def _strip_optional(hint: Any) -> tuple[Any, bool]:
    if isinstance(hint, types.UnionType):
        rest = [part for part in typing.get_args(hint) if part is not type(None)]
        if len(rest) == 1 and len(rest) < len(typing.get_args(hint)):
            return rest[0], True
    return hint, False


def _store_as(hint: Any, where: str) -> tuple[str, str]:
    origin = typing.get_origin(hint)
    if origin is tuple:
        return "tuple", "TEXT"
    if origin is dict:
        return "json", "TEXT"
    known = {str: "TEXT", int: "INTEGER", bool: "INTEGER", float: "REAL", datetime: "TEXT"}
    if hint in known:
        return hint.__name__, known[hint]
    raise TypeError(f"{where}: no column type for {hint}")


def write_ddl(record: type[Any]) -> str:
    """Return the statement that makes a record's table.

    Foreign keys are checked at the end of the transaction, so that records of one unit of work may come in any order.
    """
    lines = []
    columns = list_columns(record)
    for column in columns:
        parts = [f'"{column.name}"', column.type]
        if column.name == "id":
            parts.append("PRIMARY KEY")
        if not column.is_optional:
            parts.append("NOT NULL")
        if column.references:
            parts.append(f'REFERENCES "{column.references}"("id") DEFERRABLE INITIALLY DEFERRED')
        if column.values:
            allowed = ", ".join(f"'{value}'" for value in column.values)
            parts.append(f'CHECK ("{column.name}" IN ({allowed}))')
        if column.holds == "bool":
            parts.append(f'CHECK ("{column.name}" IN (0, 1))')
        if column.holds in {"json", "tuple"}:
            parts.append(f'CHECK (json_valid("{column.name}"))')
        lines.append(" ".join(parts))
    if {"start", "end"} <= {column.name for column in columns}:
        lines.append('CHECK ("start" >= 0 AND "end" >= "start")')
    for names in UNIQUE.get(name_table(record), ()):
        lines.append("UNIQUE (" + ", ".join(f'"{name}"' for name in names) + ")")
    body = ",\n  ".join(lines)
    return f'CREATE TABLE "{name_table(record)}" (\n  {body}\n) STRICT'


def _make_tables(db: Database, records: tuple[type[Any], ...]) -> None:
    for record in records:
        db.execute(write_ddl(record))
        _make_indexes(db, record)


def _make_indexes(db: Database, record: type[Any]) -> None:
    table = name_table(record)
    wanted = [(column.name,) for column in list_columns(record) if column.references]
    for names in (*wanted, *INDEXES.get(table, ())):
        quoted = ", ".join(f'"{name}"' for name in names)
        db.execute(f'CREATE INDEX "idx_{table}_{"_".join(names)}" ON "{table}" ({quoted})')


def _rebuild_table(db: Database, record: type[Any]) -> None:
    """Give a table the columns and checks that its record has now; all rows stay, with their rowid.

    SQLite cannot change a check in place. Foreign keys must be off meanwhile (`Store` sees to it), or dropping the old
    table would count as deleting its rows.
    """
    table = name_table(record)
    have = set(db.table(table).columns_dict)
    empty = {"tuple": "'[]'", "json": "'{}'", "str": "''", "int": "0", "bool": "0", "float": "0.0"}
    columns = [column for column in list_columns(record) if column.name in have or not column.is_optional]
    names = ", ".join(["rowid", *(f'"{column.name}"' for column in columns)])
    values = ["rowid", *(f'"{item.name}"' if item.name in have else empty[item.holds] for item in columns)]
    ddl = write_ddl(record).replace(f'CREATE TABLE "{table}"', f'CREATE TABLE "{table}_new"', 1)
    db.execute(ddl)
    db.execute(f'INSERT INTO "{table}_new" ({names}) SELECT {", ".join(values)} FROM "{table}"')  # noqa: S608 - our own names
    db.execute(f'DROP TABLE "{table}"')
    db.execute(f'ALTER TABLE "{table}_new" RENAME TO "{table}"')
    _make_indexes(db, record)


evidence_migrations = Migrations("staving.evidence")
review_migrations = Migrations("staving.review")


@evidence_migrations()
def m001_records(db: Database) -> None:
    """Make the tables of evidence.db and the search table over passages."""
    _make_tables(db, EVIDENCE_RECORDS)
    db.table("passage").enable_fts(["text"], create_triggers=True, tokenize=SEARCH_TOKENIZER)


@evidence_migrations()
def m002_frontier(db: Database) -> None:
    """Add the frontier, the flag redirect_loop, and desks, section and place of a document."""
    if "address" in db.table_names():
        return
    _make_tables(db, (Address,))
    _rebuild_table(db, Capture)
    _rebuild_table(db, Document)


@evidence_migrations()
def m003_terms(db: Database) -> None:
    """Add the words of the search table with stems, the three-letter index of parts of words, and an index."""
    db.execute('CREATE INDEX IF NOT EXISTS "idx_mention_current" ON "mention" ("current")')
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS passage_terms USING fts5vocab('passage_fts', 'row')")
    db.execute(
        "CREATE TABLE IF NOT EXISTS term "
        "(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, stem TEXT NOT NULL, passages INTEGER NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX IF NOT EXISTS idx_term_stem ON term(stem)")
    db.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS term_fts "
        "USING fts5(word, content='term', content_rowid='id', tokenize='trigram')"
    )


@review_migrations()
def m001_reviews(db: Database) -> None:
    """Make the table of review.db."""
    _make_tables(db, REVIEW_RECORDS)


@review_migrations()
def m002_history(db: Database) -> None:
    """Add remarks and withdrawals, and the record as it was before."""
    if "about" not in db.table("review").columns_dict:
        _rebuild_table(db, Review)


def write_reference() -> str:
    """Return the reference of all tables as Markdown: `python -m staving.tables > docs/records.md`."""
    lines = [
        "# Records and tables",
        "",
        "Made from `staving/schema.py` by `python -m staving.tables > docs/records.md`; a test compares the two.",
        "Lists and dictionaries are stored as JSON text, times as ISO 8601 in UTC, booleans as 0 and 1.",
    ]
    for record in (*EVIDENCE_RECORDS, *REVIEW_RECORDS):
        lines += ["", f"## {name_table(record)}", "", (record.__doc__ or "").strip(), ""]
        lines += ["| column | type | refers to | meaning |", "|---|---|---|---|"]
        for column in list_columns(record):
            kind = column.type + ("" if column.is_optional else ", always there")
            values = f" ({', '.join(column.values)})" if column.values else ""
            lines.append(f"| {column.name} | {kind} | {column.references or ''} | {column.description}{values} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(write_reference())
