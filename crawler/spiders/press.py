"""Walk the feeds and sitemaps of outlets and hand on what answers: raw pages, nothing is read here."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import scrapy
from protego import Protego

from crawler.asks import Ask, Entry
from crawler.identity import identify, open_gate
from crawler.lists.feeds import find_sitemaps, read_feed
from crawler.publishers import Publisher, find_publisher
from crawler.settings import USER_AGENT
from crawler.sources import make_unknown
from staving.config import Workspace
from staving.schema import Flag, now

MAX_CRAWL_DELAY_S = 60.0
"""A longer delay asked for by robots.txt is kept to this, in seconds; slower sites are left for another day."""

BUSY_DELAY_S = 10.0
"""Seconds between requests to a site that says it is busy and not for how long."""

MAX_SITEMAPS = 40
"""Sitemaps read of one outlet in one run."""

MAX_PAGES_PER_OUTLET = 2000
"""Pages asked of one outlet in one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """What one request came to."""

    publisher: Publisher
    """The outlet."""
    url: str
    """Address asked for."""
    final_url: str
    """Address that answered."""
    status: int | None = None
    """HTTP status; None where nothing answered."""
    headers: dict[str, str] = field(default_factory=dict)
    """Response headers."""
    request_headers: dict[str, str] = field(default_factory=dict)
    """Request headers."""
    body: bytes = b""
    """The body, without content encoding."""
    fetched_at: datetime
    """When (UTC)."""
    flag: Flag | None = None
    """What is known without reading the page."""
    note: str | None = None
    """Why."""
    entry: Entry | None = None
    """What the feed or sitemap said of it."""
    is_list: bool = False
    """Whether it is a feed, a sitemap or robots.txt rather than a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one run is to ask for."""

    publishers: dict[str, Publisher]
    """Outlets to walk, by id."""
    known: dict[str, Publisher]
    """All outlets of which there is a record, by id."""
    feeds: tuple[str, ...] = ()
    """Extra feeds."""
    sitemaps: tuple[str, ...] = ()
    """Extra sitemaps."""
    addresses: tuple[str, ...] = ()
    """Single pages."""
    grounds: Mapping[str, str] = field(default_factory=dict)
    """Publisher id to the ground on which its reserved pages are fetched."""
    validators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Address to the headers that make a request conditional."""
    seen: frozenset[str] = frozenset()
    """Addresses that were asked before."""
    limit: int | None = None
    """Pages to ask for at most; then only pages that were not asked before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Where the pages of a run go, and what they came to."""

    workspace: Workspace
    """The workspace."""
    run_id: str
    """Id of the run."""
    counts: Counter[str] = field(default_factory=Counter)
    """What was done, by name; flags under their own."""
    problems: list[str] = field(default_factory=list)
    """One line for each flagged capture."""
    failures: list[str] = field(default_factory=list)
    """Why the run had to end early: the store or the archive could not be written."""


class PressSpider(scrapy.Spider):
    """Asks for lists, then for the pages that they announce, each article once."""

    name = "press"

    def __init__(self, plan: Plan, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan = plan
        self.ledger = ledger
        self.seen: set[str] = set()
        self.per_outlet: dict[str, int] = {}
        self.maps: dict[str, int] = {}
        self.asked_lists: set[str] = set()
        self.asked = 0
        self.done = 0

    async def start(self) -> AsyncIterator[Any]:
        """Yield the first requests: robots.txt of each outlet, extra lists, single pages."""
        for publisher in self.plan.publishers.values():
            if not (publisher.feeds or publisher.sitemaps or publisher.may_fetch(self.plan.grounds)):
                continue  # Its documents come as files only.
            robots = f"{publisher.site.rstrip('/')}/robots.txt"
            yield self._ask_list(robots, publisher, self.read_robots, is_robots=True)
        for url in (*self.plan.feeds, *self.plan.sitemaps):
            yield self._ask_list(url, self._owner(url), self.read_list)
        for url in self.plan.addresses:
            for item in self._ask_page(Entry(url=url), self._owner(url), is_chosen=True):
                yield item

    def read_robots(self, response: Any) -> Iterator[Any]:
        """Note the crawl delay, then ask for the feeds and sitemaps of the outlet.

        A site whose rules cannot be had is left alone until they can (RFC 9309, 2.3.1.4).
        """
        publisher: Publisher = response.meta["publisher"]
        if response.status >= 500 or response.status == 429:
            yield self._record(
                response, flag=Flag.ERROR, note="robots.txt cannot be had; try again later", is_list=True
            )
            return
        lists = [*publisher.feeds, *publisher.sitemaps]
        if response.status == 200:
            text = response.body.decode("utf-8", "replace")
            delay = Protego.parse(text).crawl_delay(USER_AGENT.split("/", maxsplit=1)[0])
            if delay:
                self._slow_down(urlsplit(response.url).hostname or "", min(float(delay), MAX_CRAWL_DELAY_S))
            if publisher.identity or not publisher.feeds:
                lists += [url for url in find_sitemaps(text, response.url) if publisher.owns(url)]
        for url in lists:
            if url not in self.asked_lists:
                yield self._ask_list(url, publisher, self.read_list)

    def read_list(self, response: Any) -> Iterator[Any]:
        """Ask for the pages that a feed or sitemap announces, and for further sitemaps."""
        publisher: Publisher = response.meta["publisher"]
        if response.status != 200:
            flag = Flag.GONE if response.status in {404, 410} else Flag.ERROR
            yield self._record(response, flag=flag, note=f"the list answered {response.status}", is_list=True)
            return
        listing = read_feed(response.body, Ask(url=response.url, reader="feed"), publisher)
        flag = Flag.UNSUPPORTED if listing.problem else Flag.OK
        yield self._record(response, flag=flag, note=listing.problem, is_list=True)
        for url in (ask.url for ask in listing.asks):
            if (
                url not in self.asked_lists
                and self.maps.get(publisher.id, 0) < MAX_SITEMAPS
                and self._owner(url).id == publisher.id
            ):
                yield self._ask_list(url, publisher, self.read_list)
        for entry in listing.entries:
            owner = publisher if publisher.owns(open_gate(entry.url)) else self._owner(entry.url)
            yield from self._ask_page(entry, owner)
        self._tell()

    def read_page(self, response: Any) -> Iterator[RawPage]:
        """Hand on a page as it came."""
        self.done += 1
        if response.status in {429, 503}:
            wait = response.headers.get("Retry-After", b"").decode("latin-1")
            self._slow_down(
                urlsplit(response.url).hostname or "",
                min(float(wait), MAX_CRAWL_DELAY_S) if wait.isdigit() else BUSY_DELAY_S,
            )
        yield self._record(response)
        self._tell()

    def note_failure(self, failure: Any) -> Iterator[RawPage]:
        """Hand on what came instead of an answer."""
        request = failure.request
        flag, note = name_failure(failure.value)
        is_list = bool(request.meta.get("is_list"))
        if not is_list:
            self.done += 1
        if flag is Flag.ROBOTS and open_gate(request.url) != request.url:
            flag, note = Flag.CONSENT_WALL, "the site leads to a consent gate"
        if request.meta.get("is_robots"):
            note = f"robots.txt cannot be had ({note}); try again later"
        yield RawPage(
            publisher=request.meta["publisher"],
            url=request.meta["asked"],
            final_url=request.url,
            fetched_at=now(),
            flag=flag,
            note=note,
            entry=request.meta.get("entry"),
            is_list=is_list,
        )
        self._tell()

    def _owner(self, url: str) -> Publisher:
        return find_publisher(self.plan.known.values(), open_gate(url)) or make_unknown(open_gate(url))

    def _ask_list(self, url: str, publisher: Publisher, callback: Any, *, is_robots: bool = False) -> scrapy.Request:
        self.asked_lists.add(url)
        self.maps[publisher.id] = self.maps.get(publisher.id, 0) + 1
        meta = {"publisher": publisher, "asked": url, "is_list": True, "is_robots": is_robots}
        if is_robots:
            meta["dont_obey_robotstxt"] = True  # The rules themselves may always be read (RFC 9309, 2.2.2).
        return scrapy.Request(
            url, callback=callback, errback=self.note_failure, meta=meta, priority=10, dont_filter=True
        )

    def _ask_page(self, entry: Entry, publisher: Publisher, *, is_chosen: bool = False) -> Iterator[Any]:
        """Yield the request for a page, or what to record instead, once for each article."""
        url = open_gate(entry.url)
        if not is_chosen and publisher.identity and not re.search(publisher.identity.pattern, url):
            return
        key = identify(url, publishers=self.plan.known.values())
        if key in self.seen:
            return
        self.seen.add(key)
        if self.plan.limit is not None and url in self.plan.seen:
            return
        is_full = self.plan.limit is not None and self.asked >= self.plan.limit
        if is_full or self.per_outlet.get(publisher.id, 0) >= MAX_PAGES_PER_OUTLET:
            self.ledger.counts["left"] += 1
            return
        self.per_outlet[publisher.id] = self.per_outlet.get(publisher.id, 0) + 1
        self.asked += 1
        if not publisher.may_fetch(self.plan.grounds):
            self.done += 1
            yield RawPage(
                publisher=publisher,
                url=url,
                final_url=url,
                fetched_at=now(),
                flag=Flag.RESERVED,
                note="the publisher reserves its rights; not fetched. Import a page you saved, or declare a ground",
                entry=entry,
            )
            return
        yield scrapy.Request(
            url,
            callback=self.read_page,
            errback=self.note_failure,
            headers=dict(self.plan.validators.get(url, {})),
            meta={"publisher": publisher, "asked": url, "entry": entry},
            dont_filter=True,
        )

    def _record(
        self, response: Any, *, flag: Flag | None = None, note: str | None = None, is_list: bool = False
    ) -> RawPage:
        return RawPage(
            publisher=response.meta["publisher"],
            url=response.meta["asked"],
            final_url=response.url,
            status=response.status,
            headers=flatten_headers(response.headers),
            request_headers=flatten_headers(response.request.headers),
            body=response.body,
            fetched_at=now(),
            flag=flag,
            note=note,
            entry=response.meta.get("entry"),
            is_list=is_list,
        )

    def _slow_down(self, host: str, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        settings = downloader.per_slot_settings.setdefault(host, {})
        settings["delay"] = max(delay, settings.get("delay", 0.0))
        if host in downloader.slots:
            downloader.slots[host].delay = max(delay, downloader.slots[host].delay)

    def _tell(self) -> None:
        """Write how far the run is, for the process that started this one."""
        sys.stdout.write(json.dumps({"done": self.done, "total": self.asked}) + "\n")
        sys.stdout.flush()


def flatten_headers(headers: Any) -> dict[str, str]:
    """Return headers as text, several of one name joined by a comma (RFC 9110, 5.3)."""
    return {
        name.decode("latin-1"): ", ".join(value.decode("latin-1") for value in values)
        for name, values in headers.items()
    }


def name_failure(error: BaseException) -> tuple[Flag, str]:
    """Return the flag and the line that belong to a request without an answer."""
    name = type(error).__name__
    text = str(error)
    if "robots.txt" in text:
        return Flag.ROBOTS, "robots.txt asks not to fetch this page"
    if name == "PrivateAddressError":
        return Flag.BLOCKED, text
    if "Timeout" in name or "TimedOut" in name:
        return Flag.TIMEOUT, "no answer in time"
    if "Cancelled" in name or "maxsize" in text.casefold():
        return Flag.TOO_LARGE, "the answer is larger than the limit"
    if "DataLoss" in name:
        return Flag.TRUNCATED, "the answer broke off"
    return Flag.ERROR, f"no answer ({name})"
