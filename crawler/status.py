"""How the frontier stands, by source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from staving.schema import AddressState, Flag, now
from staving.store import Store


@dataclass(slots=True, kw_only=True)
class SourceStatus:
    """How the addresses of one source stand."""

    source: str
    """Id of the source; `all` for the sum."""
    queued: int = 0
    """Addresses that wait."""
    done: int = 0
    """Addresses that were asked, those that moved or are gone among them."""
    due: int = 0
    """Of these, the ones whose time to be asked again has come."""
    flags: Counter[str] = field(default_factory=Counter)
    """Number of addresses by the flag of their last answer, those in order left out."""

    def as_json(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        return {
            "source": self.source,
            "queued": self.queued,
            "done": self.done,
            "due": self.due,
            "flags": dict(self.flags),
        }


def read_status(store: Store) -> list[SourceStatus]:
    """Return how each source stands, the ones with the longest queue first, and the sum last.

    Args:
        store: The evidence database; a crawl may be writing to it.
    """
    sql = """
        SELECT source_id, state, flag, count(*), sum(state <> 'queued' AND due_at IS NOT NULL AND due_at <= ?)
        FROM address GROUP BY source_id, state, flag
    """
    found: dict[str, SourceStatus] = {}
    total = SourceStatus(source="all")
    for source, state, flag, count, due in store.db.conn.execute(sql, (now().isoformat(),)):
        for row in (found.setdefault(source, SourceStatus(source=source)), total):
            if state == AddressState.QUEUED:
                row.queued += count
            else:
                row.done += count
            row.due += due
            if flag not in {None, Flag.OK, Flag.NOT_MODIFIED}:
                row.flags[flag] += count
    rows = sorted(found.values(), key=lambda row: (-row.queued, row.source))
    return [*rows, total] if len(rows) > 1 else rows
