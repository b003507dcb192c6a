"""Read the database without ever changing it, and find the records that many pages need."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from staving.errors import StoreError
from staving.schema import EVIDENCE_RECORDS, Document, Origin, Proposition, Source, Verdict
from staving.store import Store, refuse_later
from staving.tables import evidence_migrations

R = TypeVar("R")

BATCH = 500
"""Ids looked up in one query."""


def wrap_connection(connection: sqlite3.Connection) -> Store:
    """Return a store over a connection that may only read, such as one of Datasette's."""
    return Store(Database(connection), EVIDENCE_RECORDS)


@contextmanager
def open_reading(path: Path) -> Iterator[Store]:
    """Open evidence.db for reading only.

    Raises:
        StoreError: The file is missing, is no database of ours, or was made by a later version.
    """
    try:
        is_there = path.is_file()
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) if is_there else None
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(f"{path}: cannot be read ({error}); make it readable") from error
    if connection is None:
        raise StoreError(f"{path}: no such database; run `staving import` or `staving crawl` first")
    try:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"document", "proposition", "verdict"} <= tables:
            raise StoreError(f"{path}: is a database of something else; name another workspace")
        store = wrap_connection(connection)
        refuse_later(store.db, evidence_migrations, path)
        yield store
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise StoreError(f"{path}: is not a SQLite database; name another workspace") from error
        raise StoreError(f"{path}: cannot be read ({error}); restore it from a copy") from error
    finally:
        connection.close()


def fetch(store: Store, record: type[R], ids: Iterable[str | None]) -> dict[str, R]:
    """Return the records with these ids, by id; what is not there is missing."""
    wanted = sorted({item for item in ids if item})
    found: dict[str, R] = {}
    for first in range(0, len(wanted), BATCH):
        part = wanted[first : first + BATCH]
        marks = ", ".join("?" * len(part))
        for item in store.iterate(record, f'"id" IN ({marks})', part):
            found[getattr(item, "id")] = item  # noqa: B009  # records have no common base
    return found


def fetch_documents(store: Store, ids: Iterable[str | None]) -> dict[str, tuple[Document, Source]]:
    """Return documents with their sources, by id of the document."""
    documents = fetch(store, Document, ids)
    sources = fetch(store, Source, (document.source_id for document in documents.values()))
    return {key: (document, sources[document.source_id]) for key, document in documents.items()}


def find_verdicts(store: Store) -> dict[str, Verdict]:
    """Return the verdict of the latest date for each proposition, by id of the proposition."""
    return {verdict.proposition_id: verdict for verdict in store.iterate(Verdict, order='"as_of"')}


def list_propositions(store: Store) -> tuple[Proposition, ...]:
    """Return all propositions in the order of the case file."""
    return tuple(store.iterate(Proposition, order='"ordinal", "id"'))


def name_origins(store: Store) -> dict[str, str]:
    """Return the name of each origin by its id."""
    return {origin.id: origin.key for origin in store.iterate(Origin)}
