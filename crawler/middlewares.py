"""Scrapy's side of being a good guest and fetching safely; the rules themselves are pure and lie beside this file.

On the way to the downloader a request passes, in this order: `Bounds` (loops, time), `HostRules` (robots.txt,
reservations), `HostPace` (hosts that are left for this run), `PublicHosts` (no private networks). Redirects and
retries pass all of them again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.addresses import join_address
from crawler.guests import (
    MAX_ROBOTS_REDIRECTS,
    RESERVED_NOTE,
    RedirectLoopError,
    ReservedError,
    RobotsForbiddenError,
    RobotsUnreachableError,
    Rules,
    read_rules,
)
from crawler.hosts import PrivateAddressError, check_address, is_public, read_allowed, read_host
from crawler.resolver import PublicResolver
from crawler.tdm import TDMREP_PATH, Location, find_location, find_reservation, read_tdmrep
from crawler.throttle import MAX_HOSTS, Pace

__all__ = ["Bounds", "HostPace", "HostRules", "PrivateAddressError", "PublicHosts", "is_public", "limit_time"]

OWN = "staving_rules"
"""Key in `request.meta` of the requests that this file itself makes."""

ATTEMPT_TIMES_S = (30.0, 30.0, 15.0, 15.0, 10.0, 10.0, 5.0, 5.0)
"""Seconds for the first request for an address, and for each redirect or retry after it: 120 together."""

MAX_HEADER_BYTES = 256 * 1024
"""Bytes of response headers; no honest site sends a tenth of it."""

MAX_ENCODINGS = 2
"""Content encodings laid over each other; each is unpacked up to the limit on size."""

RULES_TIME_S = 20.0
"""Seconds for a robots.txt or tdmrep.json."""

_T = TypeVar("_T")
_MOVED = frozenset({301, 302, 303, 307, 308})


def limit_time(attempt: int) -> float:
    """Return the seconds that a request may take from first to last byte, so that a slow drip ends.

    Args:
        attempt: 0 for the first request for an address, one more for each redirect and retry.
    """
    return ATTEMPT_TIMES_S[min(attempt, len(ATTEMPT_TIMES_S) - 1)]


class Bounds:
    """Ends what goes in circles, drips, or comes with more packing than content."""

    def process_request(self, request: Any) -> None:
        """Set the time for a request.

        Raises:
            RedirectLoopError: It leads back to an address that was asked on the way.
        """
        meta = request.meta
        if request.method == "GET" and request.url in meta.get("redirect_urls", ()):
            raise RedirectLoopError(f"redirects lead back to {request.url[:200]}")
        # A redirect to another host brings the queue of the first one along; it belongs into its own.
        meta.pop("download_slot", None)
        if OWN not in meta:
            meta["download_timeout"] = limit_time(meta.get("redirect_times", 0) + meta.get("retry_times", 0))

    def process_response(self, request: Any, response: Any) -> Any:  # noqa: ARG002 (Scrapy hands both over by name)
        """Let an answer pass.

        Raises:
            IgnoreRequest: Headers or layers of packing are beyond any use.
        """
        size = sum(len(name) + len(value) for name, values in response.headers.items() for value in values)
        if size > MAX_HEADER_BYTES:
            raise IgnoreRequest(f"headers of {size} bytes: more than the max size of {MAX_HEADER_BYTES}")
        layers = b",".join(response.headers.getlist("Content-Encoding")).count(b",") + 1
        if layers > MAX_ENCODINGS:
            raise IgnoreRequest(f"{layers} layers of content encoding: more than the max size allows")
        return response


class _Site:
    """What is known of one host and port in this run."""

    def __init__(self) -> None:
        self.rules: Rules | None = None
        self.response: Any = None
        self.trouble: str | None = None
        self.is_private = False
        self.reservation: str | None = None
        self.locations: asyncio.Task[tuple[Location, ...]] | None = None


class HostRules:
    """Asks each host for its robots.txt first, once in a run, and keeps to it; then to its reservations.

    Replaces Scrapy's RobotsTxtMiddleware. A request for the robots.txt itself (`meta["reader"] == "robots"`) gets the
    answer of that one fetch. `meta["is_list"]`: feeds and sitemaps, which reservations of text and data mining do not
    stop. `meta["may_follow"]`: tells of an address whether the records of the outlets let it be fetched, also after a
    redirect and where a ground was withdrawn. `meta["has_ground"]`: the case file declares a ground for the
    pages of this publisher.
    """

    def __init__(self, crawler: Any) -> None:
        """Keep the crawler."""
        self._crawler = crawler
        self._allowed = read_allowed(crawler.settings.getlist("STAVING_ALLOWED_HOSTS"))
        self._sites: dict[str, asyncio.Task[_Site]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> HostRules:
        """Return the middleware of a crawler."""
        return cls(crawler)

    async def process_request(self, request: Any) -> Any:
        """Let a request pass, answer it from what is known, or refuse it.

        Raises:
            PrivateAddressError: The address leads off the public internet.
            RobotsUnreachableError: The rules cannot be had now.
            RobotsForbiddenError: The rules forbid it.
            ReservedError: The publisher reserves text and data mining.
        """
        meta = request.meta
        if OWN in meta:
            return None
        check_address(request.url, self._allowed)
        may_follow = meta.get("may_follow")
        if may_follow is not None and not may_follow(request.url):
            raise ReservedError(RESERVED_NOTE)
        parts = urlsplit(request.url)
        site = await self._find_site(parts)
        host = parts.netloc
        if site.is_private:
            raise PrivateAddressError(site.trouble or host)
        if site.rules is None:
            raise RobotsUnreachableError(f"{host}: robots.txt cannot be had ({site.trouble}); try again later")
        if meta.get("reader") == "robots" and parts.path == "/robots.txt":
            return site.response.replace(request=None)
        if not site.rules.allows(request.url):
            raise RobotsForbiddenError("robots.txt asks not to fetch this page")
        if meta.get("is_list") or self._has_ground(request):
            return None
        if site.reservation is not None:
            raise ReservedError(f"robots.txt of {host} reserves text and data mining: {site.reservation}")
        found = find_location(
            await self._find_locations(site, parts), parts.path + ("?" + parts.query) * bool(parts.query)
        )
        if found is not None and found.is_reserved:
            where = f"; conditions: {found.policy}" if found.policy else ""
            raise ReservedError(f"{TDMREP_PATH} of {host} reserves text and data mining{where}")
        return None

    @staticmethod
    def _has_ground(request: Any) -> bool:
        """Tell whether the declared ground holds for this address: it does not travel to the hosts of others."""
        if not request.meta.get("has_ground"):
            return False
        publisher = request.meta.get("publisher")
        if "redirect_urls" not in request.meta or publisher is None:
            return True
        return bool(publisher.owns(request.url))

    async def _find_site(self, parts: Any) -> _Site:
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
        key = f"{read_host(parts.hostname or '')}{port}"
        if key not in self._sites:
            self._sites[key] = asyncio.ensure_future(self._load(f"{parts.scheme}://{parts.netloc}"))
        return await _share(self._sites[key])

    async def _load(self, origin: str) -> _Site:
        """Fetch and read the rules of a host; never raises."""
        site = _Site()
        try:
            site.response = await self._fetch(f"{origin}/robots.txt")
        except PrivateAddressError as error:
            site.is_private, site.trouble = True, str(error)
            return site
        except Exception as error:  # noqa: BLE001 (whatever went wrong: the rules are not known)
            site.trouble = str(error) if isinstance(error, IgnoreRequest) else type(error).__name__
            return site
        response = site.response
        status = 404 if response.status in _MOVED else response.status
        site.rules = read_rules(response.body, status)
        if site.rules is None:
            site.trouble = f"it answered {response.status}"
            return site
        site.reservation = find_reservation(site.rules.text)
        self._crawler.stats.inc_value("staving/robots_pages" if site.rules.note else "staving/robots")
        if site.rules.delay_s > 0:
            set_floor(self._crawler, urlsplit(origin).hostname or "", site.rules.delay_s)
        return site

    async def _find_locations(self, site: _Site, parts: Any) -> tuple[Location, ...]:
        if site.locations is None:
            site.locations = asyncio.ensure_future(self._load_locations(site, f"{parts.scheme}://{parts.netloc}"))
        return await _share(site.locations)

    async def _load_locations(self, site: _Site, origin: str) -> tuple[Location, ...]:
        """Fetch and read the tdmrep.json of a host; one that cannot be had reserves nothing. Never raises."""
        url = origin + TDMREP_PATH
        if site.rules is None or not site.rules.allows(url):
            return ()
        try:
            response = await self._fetch(url)
        except Exception:  # noqa: BLE001
            return ()
        return read_tdmrep(response.body) if response.status == 200 else ()

    async def _fetch(self, url: str) -> Any:
        """Return the answer to a request of our own, after a few redirects at most."""
        for _ in range(MAX_ROBOTS_REDIRECTS + 1):
            check_address(url, self._allowed)
            request = Request(
                url,
                callback=NO_CALLBACK,
                meta={
                    OWN: True,
                    "dont_redirect": True,
                    "handle_httpstatus_all": True,
                    "download_timeout": RULES_TIME_S,
                },
            )
            response = await self._crawler.engine.download_async(request)
            location = response.headers.get("Location")
            if response.status not in _MOVED or not location:
                break
            url = join_address(url, location.decode("latin-1").strip())
        return response


class HostPace:
    """Keeps the pace of each host, and leaves hosts for this run that want or need it (`crawler.throttle`)."""

    def __init__(self, crawler: Any, clock: Callable[[], float] = time.time) -> None:
        """Listen to what the downloader tells.

        Args:
            crawler: The crawler.
            clock: Gives the time in seconds since the epoch.
        """
        self._crawler = crawler
        self._clock = clock
        self._delay_s = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._max_per_hour = crawler.settings.getint("STAVING_MAX_PER_HOUR", 1200)
        self._paces: dict[str, Pace] = {}
        crawler.signals.connect(self._note_answer, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Any) -> HostPace:
        """Return the middleware of a crawler."""
        return cls(crawler)

    def process_request(self, request: Any) -> None:
        """Let a request pass.

        Raises:
            HostBusyError: The host asked to be left alone for long.
            HostDownError: The host failed many times in a row.
        """
        host = _name_slot(request)
        if host in self._paces:
            self._paces[host].check(host, self._clock())

    def process_exception(self, request: Any, exception: Exception) -> None:
        """Count a request without an answer."""
        if isinstance(exception, IgnoreRequest):
            return
        host = _name_slot(request)
        pace = self._find_pace(host)
        pace.note_failure(self._clock())
        self._apply(host, pace)

    def _note_answer(self, response: Any, request: Any) -> None:
        host = _name_slot(request)
        pace = self._find_pace(host)
        retry_after = response.headers.get("Retry-After")
        pace.note_answer(
            status=response.status,
            latency_s=float(request.meta.get("download_latency") or 0.0),
            retry_after=retry_after.decode("latin-1") if retry_after else None,
            now=self._clock(),
        )
        self._apply(host, pace)

    def _find_pace(self, host: str) -> Pace:
        downloader = self._crawler.engine.downloader
        floor = float(downloader.per_slot_settings.get(host, {}).get("delay", self._delay_s))
        pace = self._paces.get(host)
        if pace is None:
            if len(self._paces) >= MAX_HOSTS:
                self._paces.pop(next(iter(self._paces)))
            pace = self._paces[host] = Pace(floor_s=floor, max_per_hour=self._max_per_hour)
        pace.floor_s = floor
        return pace

    def _apply(self, host: str, pace: Pace) -> None:
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is None:
            return
        now = self._clock()
        delay = pace.find_delay(now)
        if pace.pause_until > now:
            # The downloader counts from the last request, the site from its answer.
            delay = max(delay, pace.pause_until - now + time.monotonic() - slot.lastseen)
        if slot.delay == delay:
            return
        slot.delay = delay
        if slot.latercall is not None:
            # The next request was to go at the old pace; the downloader looks again once this answer is dealt with.
            slot.latercall.cancel()
            slot.latercall = None
            if not slot.transferring:
                self._crawler.engine.downloader._process_queue(slot)


class PublicHosts:
    """Refuse requests to private, loopback and link-local addresses, however they are written.

    Hosts that the case file lists by name and port are meant by the user, and let through. What a name stands for is
    looked at when the connection is made (`crawler.resolver`); where the case file sets a proxy, the proxy resolves
    names, and the spelling is all that can be looked at here.
    """

    def __init__(self, allowed: frozenset[tuple[str, int]]) -> None:
        """Keep what may be asked in any case."""
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Any) -> PublicHosts:
        """Return the middleware with the settings of a crawler."""
        return cls(read_allowed(crawler.settings.getlist("STAVING_ALLOWED_HOSTS")))

    def process_request(self, request: Any) -> None:
        """Let a request pass, or refuse it.

        Raises:
            PrivateAddressError: The host is not on the public internet, or the address is no web address.
        """
        check_address(request.url, self._allowed)

    def process_exception(self, request: Any, exception: Exception) -> None:
        """Say why a name was not resolved, where the answer of the name service was refused.

        Raises:
            PrivateAddressError: The name stands for an address on a private network.
        """
        host = _name_slot(request)
        if isinstance(exception, CannotResolveHostError) and host.casefold() in PublicResolver.REFUSED:
            raise PrivateAddressError(f"{host}: lies on a private network") from exception


async def _share(task: asyncio.Task[_T]) -> _T:
    """Return what a task comes to; a request that is given up does not take it from others that wait for it."""
    return task.result() if task.done() else await asyncio.shield(task)


def set_floor(crawler: Any, host: str, delay_s: float) -> None:
    """Have a host asked no faster than every so many seconds, from now on."""
    downloader = crawler.engine.downloader
    settings = downloader.per_slot_settings.setdefault(host, {})
    settings["delay"] = max(delay_s, float(settings.get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY"))))
    slot = downloader.slots.get(host)
    if slot is not None:
        slot.delay = max(slot.delay, settings["delay"])


def _name_slot(request: Any) -> str:
    """Return the name under which the downloader keeps the requests to a host."""
    slot = request.meta.get("download_slot")
    return str(slot) if slot else urlsplit(request.url).hostname or ""
