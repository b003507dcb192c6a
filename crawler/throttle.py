"""How fast one host is asked: never faster than it wishes, slower when it is slow, not at all when it says so.

Pure: times come in as seconds since the epoch, waiting is done by Scrapy's downloader (`crawler.middlewares`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.guests import HostBusyError, HostDownError

BUSY_DELAY_S = 10.0
"""Seconds between requests to a host that says it is busy and not for how long; doubled each time."""

MAX_DELAY_S = 60.0
"""Slowest pace that a host is brought to by its own slowness, in seconds."""

MAX_WAIT_S = 600.0
"""A host that wants to be left alone for longer is left for this run, in seconds."""

MAX_FAILURES = 10
"""Failures in a row after which a host is left for this run."""

DAY_HOURS = range(7, 22)
"""Hours of the day, in the Netherlands, in which readers come first: half as many requests."""

BURST = 0.25
"""Part of the hour's requests that may be made as fast as the host allows; the rest is spread over the hour."""

MAX_HOSTS = 10_000
"""Hosts remembered in one run."""


@dataclass(slots=True, kw_only=True)
class Pace:
    """How one host is asked in one run."""

    floor_s: float
    """Delay that the publisher's record and robots.txt ask for, in seconds. Zero: a service of the user's own, which
    is neither slowed down by its latency nor bound to a number of requests per hour."""
    max_per_hour: int = 0
    """Requests per hour by night, half of it by day; 0 for no bound."""
    slow_s: float = 0.0
    """Delay that the answers of the host led to, in seconds."""
    pause_until: float = 0.0
    """Until when the host asked to wait."""
    failures: int = 0
    """Requests in a row without a usable answer."""
    spare: float = -1.0
    """Requests that may be made at once; filled up as time goes by. Negative: not yet begun."""
    filled_at: float = 0.0
    """When `spare` was last filled up."""

    def check(self, host: str, now: float) -> None:
        """Let a request pass, or leave the host for this run.

        Raises:
            HostBusyError: The host asked to be left alone for longer than `MAX_WAIT_S`.
            HostDownError: `MAX_FAILURES` requests in a row failed.
        """
        if self.pause_until - now > MAX_WAIT_S:
            when = datetime.fromtimestamp(self.pause_until, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")
            raise HostBusyError(f"{host}: asks to be left alone until {when}; try again later", self.pause_until)
        if self.failures >= MAX_FAILURES:
            raise HostDownError(f"{host}: {self.failures} requests in a row failed; try again later")

    def note_answer(self, *, status: int, latency_s: float, retry_after: str | None, now: float) -> None:
        """Learn from an answer.

        Args:
            status: HTTP status.
            latency_s: Seconds from the request to the first byte.
            retry_after: The header of that name (RFC 9110, 10.2.3).
            now: The time.
        """
        is_busy = status in {429, 503}
        self.failures = self.failures + 1 if is_busy or status >= 500 else 0
        wait = read_retry_after(retry_after, now) if is_busy else None
        if wait is not None:
            self.pause_until = max(self.pause_until, now + wait)
        elif is_busy:
            self.slow_s = min(max(2 * self.slow_s, BUSY_DELAY_S), max(MAX_DELAY_S, self.floor_s))
        elif self.floor_s > 0:
            aim = min(latency_s, MAX_DELAY_S)
            slower = max(aim, (self.slow_s + aim) / 2)
            # An error page comes fast: it says nothing about how fast the host may be asked.
            self.slow_s = slower if status == 200 else max(self.slow_s, slower)
        elif status < 400:
            self.slow_s = 0.0
        self._count(now)

    def note_failure(self, now: float) -> None:
        """Learn from a request without an answer."""
        self.failures += 1
        self._count(now)

    def find_delay(self, now: float) -> float:
        """Return the seconds between the last request and the next one."""
        delay = max(self.floor_s, self.slow_s, self.pause_until - now)
        if self._is_bound() and self.spare < 1:
            delay = max(delay, 3600 / self._refill(now))
        return delay

    def _is_bound(self) -> bool:
        return self.max_per_hour > 0 and self.floor_s > 0

    def _refill(self, now: float) -> float:
        """Return how many requests per hour are added to `spare`."""
        return (1 - BURST) * max(find_bound(self.max_per_hour, now), 1)

    def _count(self, now: float) -> None:
        if not self._is_bound():
            return
        most = BURST * find_bound(self.max_per_hour, now)
        if self.spare < 0:
            self.spare, self.filled_at = most, now
        passed = max(now - self.filled_at, 0.0)
        self.spare = max(min(self.spare + passed * self._refill(now) / 3600, most) - 1, 0.0)
        self.filled_at = now


def find_bound(max_per_hour: int, now: float) -> float:
    """Return how many requests a host gets in the hour around a moment.

    Args:
        max_per_hour: By night.
        now: Seconds since the epoch.

    >>> find_bound(1200, 1_700_049_600), find_bound(1200, 1_700_092_800)
    (600.0, 1200.0)
    """
    try:
        zone: timezone | ZoneInfo = ZoneInfo("Europe/Amsterdam")
    except ZoneInfoNotFoundError:  # a system without time zones
        zone = timezone(timedelta(hours=1))
    hour = datetime.fromtimestamp(now, tz=zone).hour
    return max_per_hour / 2 if hour in DAY_HOURS else float(max_per_hour)


def read_retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a Retry-After header asks to wait, or None where it says nothing (RFC 9110, 10.2.3).

    Args:
        value: Seconds, or a date of HTTP.
        now: Seconds since the epoch.

    >>> read_retry_after("120", 0), read_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 0), read_retry_after("soon", 0)
    (120.0, 60.0, None)
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:12]), 366 * 24 * 3600))
    try:
        when = parsedate_to_datetime(text)
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC)
        return min(max(when.timestamp() - now, 0.0), 366.0 * 24 * 3600)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
