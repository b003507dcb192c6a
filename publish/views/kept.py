"""What takes long to read and changes only when a stage has run: kept until the database is another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from staving.store import Store

T = TypeVar("T")

_kept: dict[tuple[str, str], tuple[object, Any]] = {}
"""By database file and name: the state of the database, and what was read."""

_STATE = (
    'SELECT (SELECT count(*) FROM "run"), (SELECT max("ended") FROM "run"), (SELECT count(*) FROM "assertion"), '
    '(SELECT max("rowid") FROM "assertion"), (SELECT count(*) FROM "document"), (SELECT max("rowid") FROM "document")'
)


def keep(store: Store, name: str, read: Callable[[], T], *asked: object) -> T:
    """Return what was read last under a name, or read it when the database has changed since.

    Args:
        store: The database; one in memory is always read.
        name: What is read.
        read: Reads it.
        asked: What else it depends on.
    """
    file = next((row[2] for row in store.db.conn.execute("PRAGMA database_list") if row[1] == "main"), "")
    state = (asked, *store.db.conn.execute(_STATE).fetchone())
    kept = _kept.get((file, name))
    if file and kept is not None and kept[0] == state:
        found: T = kept[1]
        return found
    found = read()
    if file:
        _kept[file, name] = (state, found)
    return found
