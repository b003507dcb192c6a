"""How far a crawl is: for each source what is done, queued and flagged, how fast, and the time left.

On a terminal a table that is drawn anew; else a line on standard error now and then. Pure but for the writing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

LINE_S = 30.0
"""Seconds between two lines where there is no terminal."""

SHOWN_SOURCES = 20
"""Rows of the table; the sources with the most in their queue."""

Sources = Mapping[str, Mapping[str, Any]]


class Display(Protocol):
    """Shows how far a crawl is."""

    def update(self, sources: Sources) -> None:
        """Show for each source done, flagged, queued and the seconds between two requests (`delay_s`)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far and how fast a crawl is."""

    done: int
    """Answers so far."""
    queued: int
    """Addresses that wait."""
    flagged: int
    """Answers that are not in order."""
    per_s: float
    """Answers in a second, on average."""
    left_s: float | None
    """Seconds left, as far as can be told; None before the first answer."""


def measure_pace(sources: Sources, seconds: float) -> Pace:
    """Return how far and how fast a crawl is.

    The time left is that of the source that takes longest: its queue times its delay, or times what an answer took on
    average where that is more.

    Args:
        sources: For each source done, flagged, queued and delay_s.
        seconds: Since the crawl began.
    """
    done, queued, flagged = (
        sum(int(source[name]) for source in sources.values()) for name in ("done", "queued", "flagged")
    )
    per_s = done / seconds if seconds > 0 else 0.0
    longest = max((source["queued"] * float(source["delay_s"]) for source in sources.values()), default=0.0)
    left = max(longest, queued / per_s) if per_s else None
    return Pace(done=done, queued=queued, flagged=flagged, per_s=per_s, left_s=left if queued else 0.0)


def write_duration(seconds: float | None) -> str:
    """Return a time in words.

    >>> write_duration(7), write_duration(192), write_duration(7300), write_duration(None)
    ('7 s', '3 min', '2 h 1 min', 'not known yet')
    """
    if seconds is None:
        return "not known yet"
    minutes = round(seconds / 60)
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def write_pace(pace: Pace) -> str:
    """Return the line that tells how far a crawl is."""
    return (
        f"crawl: {pace.done} done, {pace.queued} queued, {pace.flagged} flagged; {pace.per_s:.1f} a second; "
        f"time left {write_duration(pace.left_s)}"
    )


class _Lines:
    def __init__(self, write: Callable[[str], object], clock: Callable[[], float] = time.monotonic) -> None:
        self._write, self._clock = write, clock
        self._begin = self._last = clock()

    def update(self, sources: Sources) -> None:
        if self._clock() - self._last >= LINE_S:
            self._last = self._clock()
            self._write(write_pace(measure_pace(sources, self._last - self._begin)) + "\n")


@contextmanager
def show_crawl() -> Iterator[Display]:
    """Open the display."""
    if not sys.stderr.isatty():
        yield _Lines(sys.stderr.write)
        return
    from rich.console import Console
    from rich.live import Live
    from rich.table import Table

    begin = time.monotonic()
    with Live(console=Console(stderr=True), refresh_per_second=2, transient=True) as live:

        class _Drawn:
            def update(self, sources: Sources) -> None:
                table = Table(caption=write_pace(measure_pace(sources, time.monotonic() - begin)), box=None)
                table.add_column("source")
                for name in ("done", "queued", "flagged", "time left"):
                    table.add_column(name, justify="right")
                rows = sorted(sources.items(), key=lambda item: (-int(item[1]["queued"]), item[0]))
                for source, said in rows[:SHOWN_SOURCES]:
                    left = write_duration(said["queued"] * float(said["delay_s"])) if said["queued"] else ""
                    table.add_row(source, *(str(said[name]) for name in ("done", "queued", "flagged")), left)
                if len(rows) > SHOWN_SOURCES:
                    table.add_row(f"… and {len(rows) - SHOWN_SOURCES} more", "", "", "", "")
                live.update(table)

        yield _Drawn()
