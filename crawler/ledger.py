"""What a request came to, and what the spiders of one run share: the records between spiders and pipeline."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from crawler.archive import Archive
from crawler.asks import Ask
from crawler.deposit import PROBLEM_FLAGS
from crawler.frontier import Frontier
from crawler.publishers import Publisher
from crawler.workers import Workers
from staving.schema import Address, Flag
from staving.store import Store

MAX_PROBLEMS = 1000
"""Problems that are told in full; all of them stand as flags in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one request came to: raw, nothing of it is read yet."""

    address: Address
    """The row of the frontier that was asked."""
    ask: Ask
    """The request."""
    publisher: Publisher
    """The outlet or body."""
    final_url: str
    """Address that answered."""
    fetched_at: datetime
    """When (UTC)."""
    status: int | None = None
    """HTTP status; None where nothing answered."""
    headers: dict[str, str] = field(default_factory=dict)
    """Response headers."""
    request_headers: dict[str, str] = field(default_factory=dict)
    """Request headers."""
    body: bytes = b""
    """The body, without content encoding."""
    flag: Flag | None = None
    """What is known without reading the answer."""
    note: str | None = None
    """Why."""
    is_moved: bool = False
    """Whether every redirect on the way was for good (301, 308; RFC 9110, 15.4)."""
    is_postponed: bool = False
    """Whether it was not asked at all, because its site cannot be asked now: it stays in the queue."""


def explain_failure(error: Exception) -> str:
    """Return what went wrong with the store or the archive, and what to do about it."""
    text = str(error)
    if not isinstance(error, sqlite3.Error):
        return text
    if "full" in text or "disk I/O" in text:
        return f"the database cannot be written ({text}): make room and run again; what was stored before is whole"
    if "readonly" in text or "read-only" in text:
        return f"the database cannot be written ({text}): make the workspace writable and run again"
    return f"the database failed ({text}): mend that or restore it from a copy, then run again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What the spiders of one run share: where answers go, and what they came to."""

    store: Store
    """The evidence database."""
    archive: Archive
    """Where responses are kept."""
    frontier: Frontier
    """The addresses."""
    workers: Workers
    """The processes that read pages."""
    run_id: str
    """Id of the run."""
    publishers: dict[str, Publisher]
    """Known outlets and bodies by id."""
    grounds: dict[str, str]
    """Publisher id to the ground on which its reserved pages are fetched."""
    limit: int | None = None
    """Pages to ask for at most."""
    counts: Counter[str] = field(default_factory=Counter)
    """What was done, by name; flags under their own."""
    by_source: dict[str, Counter[str]] = field(default_factory=dict)
    """For each source: pages and lists done, and flagged."""
    problems: list[str] = field(default_factory=list)
    """One line for each flagged answer, up to a bound."""
    failures: list[str] = field(default_factory=list)
    """Why the run had to end early: the store or the archive could not be written."""
    sent: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """Requests sent in this run, by source and whether for a page; those of all sources under an empty name."""

    def tell(self, source_id: str, flag: Flag, note: str | None, url: str) -> None:
        """Count an answer for its source; one that is not in order is a problem that the user is told of."""
        tally = self.by_source.setdefault(source_id, Counter())
        tally["done"] += 1
        if flag in PROBLEM_FLAGS:
            tally["flagged"] += 1
            self.counts[flag] += 1
            if len(self.problems) < MAX_PROBLEMS:
                self.problems.append(f"{url}: {flag}: {note or ''}")
