"""When an address is asked again: as often as it was seen to change, and less often the longer it says no."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from staving.schema import Flag

SHORTEST_PAGE = timedelta(hours=6)
"""A page is not asked more often than this."""

LONGEST_PAGE = timedelta(days=90)
"""A page that never changed is asked no less often than this."""

SHORTEST_LIST = timedelta(minutes=30)
"""A feed or sitemap is not asked more often than this."""

LONGEST_LIST = timedelta(days=7)
"""A feed or sitemap that never changed is asked no less often than this."""

FIRST_PAGE = timedelta(days=2)
"""First return to a page: corrections and replies come within days."""

FIRST_LIST = timedelta(hours=3)
"""First return to a feed or sitemap."""

MAX_TRIES = 6
"""Requests in a row without a usable answer, after which an address is only looked at now and then."""

_RETRY = timedelta(hours=1)
_LATER = {
    Flag.BLOCKED: timedelta(days=7),
    Flag.ROBOTS: timedelta(days=30),
    Flag.CONSENT_WALL: timedelta(days=30),
    Flag.PAYWALL: timedelta(days=30),
    Flag.GONE: timedelta(days=30),
    Flag.REDIRECT_LOOP: timedelta(days=30),
    Flag.TOO_LARGE: timedelta(days=90),
}
"""Answers that will hardly be another tomorrow."""

PASSING_FLAGS = frozenset({Flag.ERROR, Flag.TIMEOUT, Flag.TRUNCATED})
"""Answers that may be another when asked again: the address stays in the queue, up to `MAX_TRIES` times."""


def plan_visit(
    *,
    flag: Flag,
    is_list: bool,
    asked_at: datetime,
    found_at: datetime,
    visits: int,
    changes: int,
    tries: int,
) -> datetime | None:
    """Return when an address is to be asked again.

    The rate of change is estimated from what was seen: of n returns, X showed a change, so that for changes at random
    moments the rate is -ln((n - X + 0.5) / (n + 0.5)) per interval (Cho & Garcia-Molina, Estimating frequency of
    change, ACM Transactions on Internet Technology 3(3), 2003). It is asked again after the mean time between changes.

    Args:
        flag: What the last answer came to.
        is_list: Whether it is a feed, a sitemap or an answer of a search service, not a page.
        asked_at: When it was asked last (UTC).
        found_at: When it was first announced (UTC).
        visits: Times it answered.
        changes: Times the answer was another than the one before.
        tries: Requests in a row without a usable answer.

    Returns:
        The time (UTC), or None for never: the publisher reserves its rights, or it is gone for good.
    """
    if flag is Flag.RESERVED or (flag is Flag.GONE and tries > 2):
        return None
    if flag in PASSING_FLAGS:
        return asked_at + min(_RETRY * _double(tries), LONGEST_LIST)
    if flag in _LATER:
        return asked_at + min(_LATER[flag] * _double(tries), LONGEST_PAGE)
    shortest, longest, first = (
        (SHORTEST_LIST, LONGEST_LIST, FIRST_LIST) if is_list else (SHORTEST_PAGE, LONGEST_PAGE, FIRST_PAGE)
    )
    returns = visits - 1
    if returns < 1:
        return asked_at + first
    interval = max((asked_at - found_at) / returns, timedelta(minutes=1))
    rate = -math.log((returns - min(changes, returns) + 0.5) / (returns + 0.5))
    if rate <= 0:  # Never changed: wait as long again as we have been watching.
        return asked_at + max(min(asked_at - found_at, longest), first)
    return asked_at + max(min(interval / rate, longest), shortest)


def _double(tries: int) -> int:
    """Return by how much a wait grows: 1, 2, 4 … with each try in vain, up to about a thousand."""
    return int(2 ** min(max(tries - 1, 0), 10))
