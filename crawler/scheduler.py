"""Hand the addresses of the frontier to Scrapy, in turn for each site, so that a slow one holds up no other."""

from __future__ import annotations

from collections import deque
from typing import Any

from scrapy import Request

from crawler.asks import PAGE
from crawler.ledger import Ledger
from staving.schema import Address, Flag, now

MAX_PAGES_PER_SOURCE = 50_000
"""Pages asked of one source in one run; the rest waits in the queue for the next run."""

MAX_LISTS_PER_SOURCE = 500
"""Lists asked of one source in one run."""

_BATCH = 50


class FrontierScheduler:
    """The scheduler of one spider: requests come from the frontier, not from a queue in memory or a JOBDIR.

    Requests that Scrapy itself makes of one that is on its way (redirects, retries) wait in memory: killed meanwhile,
    the address is in the queue of the frontier still.
    """

    def __init__(self, crawler: Any) -> None:
        """Keep the crawler; nothing is read before `open`."""
        self._crawler = crawler
        self._again: deque[Request] = deque()
        self._batches: dict[str, deque[Address]] = {}
        self._turns: deque[str] = deque()

    @classmethod
    def from_crawler(cls, crawler: Any) -> FrontierScheduler:
        """Return the scheduler of a crawler."""
        return cls(crawler)

    def open(self, spider: Any) -> None:
        """Begin with what waits in the frontier."""
        self._spider = spider
        self._ledger: Ledger = spider.ledger
        self.look_again()

    def close(self, reason: str) -> None:
        """Nothing to put away: the frontier is in the database."""

    def look_again(self) -> None:
        """Look which sources have addresses that wait: called when some were added."""
        for source in self._ledger.frontier.count_waiting(self._spider.name):
            if source not in self._batches:
                self._batches[source] = deque()
                self._turns.append(source)
        for batch in self._batches.values():
            batch.clear()  # lists and rules that came in meanwhile go before the pages of a batch

    def has_pending_requests(self) -> bool:
        """Tell whether there is more to ask."""
        if self._again:
            return True
        return any(self._fill(source) and self._may_send(source) for source in tuple(self._turns))

    def enqueue_request(self, request: Request) -> bool:
        """Take back a request that Scrapy made of another one."""
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return the next request, or None where every site has as many as it may have at once."""
        if self._again:
            return self._again.popleft()
        frontier = self._ledger.frontier
        for _ in range(len(self._turns)):
            source = self._turns[0]
            self._turns.rotate(-1)
            if not self._fill(source):
                continue
            address = self._batches[source][0]
            if frontier.count_on_their_way(source) >= self._spider.count_at_once(source) or not self._may_send(source):
                continue
            self._batches[source].popleft()
            frontier.send(address)
            is_page = address.reader == PAGE
            self._ledger.sent.update([("", is_page), (source, is_page)])
            try:
                request: Request = self._spider.make_request(address)
            except ValueError as error:
                self._refuse(address, str(error))
                continue
            return request
        return None

    def _refuse(self, address: Address, why: str) -> None:
        """Record that an address is none that can be asked."""
        ledger = self._ledger
        note = f"not a web address ({why})"
        with ledger.store.unit():
            ledger.frontier.settle(address, flag=Flag.UNSUPPORTED, note=note, asked_at=now())
        ledger.frontier.release(address)
        ledger.tell(address.source_id, Flag.UNSUPPORTED, note, address.url[:200])

    def _may_send(self, source: str) -> bool:
        batch = self._batches[source]
        if not batch:
            return False
        is_page = batch[0].reader == PAGE
        limit = self._ledger.limit
        if is_page and limit is not None and self._ledger.sent["", True] >= limit:
            return False
        most = MAX_PAGES_PER_SOURCE if is_page else MAX_LISTS_PER_SOURCE
        return bool(self._ledger.sent[source, is_page] < most)

    def _fill(self, source: str) -> bool:
        """Have a batch of addresses of a source at hand; tell whether there are any."""
        batch = self._batches[source]
        if not batch:
            batch.extend(self._ledger.frontier.take(self._spider.name, source, _BATCH))
            if not batch:
                self._turns.remove(source)
                del self._batches[source]
        return source in self._batches
