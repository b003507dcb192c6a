"""What all spiders share: they take addresses from the frontier and hand on what answers. Nothing is read here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

import scrapy

from crawler.asking import decode_ask
from crawler.asks import PAGE, Ask
from crawler.failures import name_failure, stays_queued
from crawler.frontier import ROBOTS
from crawler.ledger import Answer, Ledger
from crawler.publishers import Publisher
from staving.dossier.settings import Search
from staving.schema import Address, Flag, now

FAST_AT_ONCE = 16
"""Requests on their way at once to a site that asks for no delay (a service of our own); else two: one that is
answered and one that waits its turn."""


class FrontierSpider(scrapy.Spider):
    """A spider whose requests come from the frontier; a kind of access only says where it begins."""

    BASE: ClassVar[str] = ""
    """Address of the service, where there is one; `[collect.bases]` of the case file sets another."""

    PUBLISHER: ClassVar[Publisher | None] = None
    """Record of the body whose service it is: its id, hosts, delay and policy hold for all that the spider asks."""

    ledger: Ledger

    def __init__(
        self, searches: tuple[Search, ...] = (), base: str | None = None, bases: Mapping[str, str] = {}, **kwargs: Any
    ) -> None:
        """Keep what the case file says.

        Args:
            searches: The searches of the case file with this access.
            base: Address of the service; `BASE` where None.
            bases: All addresses of services that the case file sets, by name.
            kwargs: Attributes of the spider; in a crawl the `ledger` of the run.
        """
        super().__init__(**kwargs)
        self.searches = searches
        self.base = (base or self.BASE).rstrip("/")
        self.bases = bases

    def seeds(self) -> Iterator[Ask]:
        """Yield what is asked first."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing: the seeds were put into the frontier before the spider began."""
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    def count_at_once(self, source_id: str) -> int:
        """Return how many requests to a source may be on their way at once."""
        publisher = self.ledger.publishers.get(source_id)
        return FAST_AT_ONCE if publisher is not None and publisher.delay_s == 0 else 2

    def make_request(self, address: Address) -> scrapy.Request:
        """Return the request for an address, conditional where we have its last answer."""
        ask = decode_ask(address)
        publisher = self.ledger.frontier.find_owner(ask)
        return scrapy.Request(
            ask.url,
            method=ask.method,
            body=ask.body or "",
            headers={**ask.headers, **(address.validators if ask.method == "GET" else {})},
            callback=self.read_answer,
            errback=self.read_failure,
            meta={
                "address": address,
                "ask": ask,
                "publisher": publisher,
                "reader": ask.reader,
                "is_list": ask.reader != PAGE,
                "may_follow": None if ask.reader != PAGE else partial(self._may_follow, publisher),
                "has_ground": bool(self.ledger.grounds.get(publisher.id)),
            },
            dont_filter=True,
        )

    def _may_follow(self, publisher: Publisher, url: str) -> bool:
        """Tell whether a page may be fetched at an address that it was asked at or redirected to."""
        frontier = self.ledger.frontier
        site = frontier.find_site(url)
        return frontier.may_ask(publisher) and (site is None or frontier.may_ask(site))

    def read_answer(self, response: Any) -> Iterator[Answer]:
        """Hand on an answer as it came."""
        meta = response.meta
        reasons = meta.get("redirect_reasons", ())
        yield Answer(
            address=meta["address"],
            ask=meta["ask"],
            publisher=meta["publisher"],
            final_url=response.url,
            status=response.status,
            headers=flatten_headers(response.headers),
            request_headers=flatten_headers(response.request.headers),
            body=response.body,
            fetched_at=now(),
            flag=Flag.TRUNCATED if "dataloss" in response.flags else None,
            note="the answer broke off" if "dataloss" in response.flags else None,
            is_moved=bool(reasons) and all(reason in {301, 308} for reason in reasons),
        )

    def read_failure(self, failure: Any) -> Iterator[Answer]:
        """Hand on what came instead of an answer."""
        request, error = failure.request, failure.value
        ask: Ask = request.meta["ask"]
        flag, note = name_failure(error, request.url)
        yield Answer(
            address=request.meta["address"],
            ask=ask,
            publisher=request.meta["publisher"],
            final_url=request.url,
            fetched_at=now(),
            flag=flag,
            note=note,
            is_postponed=stays_queued(error) and ask.reader != ROBOTS,
        )


def flatten_headers(headers: Any) -> dict[str, str]:
    """Return headers as text, several of one name joined by a comma (RFC 9110, 5.3)."""
    return {
        name.decode("latin-1"): ", ".join(value.decode("latin-1") for value in values)
        for name, values in headers.items()
    }
