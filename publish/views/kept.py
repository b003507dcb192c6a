"""What takes long to read: kept until anything is written in the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from staving.store import Store

T = TypeVar("T")

_kept: dict[tuple[str, str], tuple[object, Any]] = {}
"""By database file and name: the state of the files, and what was read."""


def keep(store: Store, name: str, read: Callable[[], T], *asked: object, state: object = None) -> T:
    """Return what was read last under a name, or read it when the database has changed since.

    Args:
        store: The database; one in memory is always read.
        name: What is read.
        read: Reads it.
        asked: What else it depends on.
        state: What tells that it has changed, where not every write does; None for any write.
    """
    file = next((row[2] for row in store.db.conn.execute("PRAGMA database_list") if row[1] == "main"), "")
    if state is None:
        state = look_at(file) if file else ()
    state = (asked, state)
    kept = _kept.get((file, name))
    if file and kept is not None and kept[0] == state:
        found: T = kept[1]
        return found
    found = read()
    if file:
        # The state from before reading: what was written meanwhile makes it be read again.
        _kept[file, name] = (state, found)
    return found


def look_at(path: str) -> tuple[tuple[int, int], ...]:
    """Return size and time of the last change of the two files of a database; a write changes one of them."""
    return tuple(_look_at_file(Path(path + ending)) for ending in ("", "-wal"))


def _look_at_file(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns
