"""Compare publisher records with the live sites, when a user asks for it: a handful of requests, as polite as a crawl.

Of a publisher that reserves its rights only robots.txt, feeds and sitemaps are asked, never a page.
"""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any

from crawler.addresses import is_web_address, join_address, split_address
from crawler.asks import Ask, Entry, Listing
from crawler.check_record import Finding, check_page
from crawler.extract import extract
from crawler.guests import Rules, read_rules
from crawler.hosts import is_public
from crawler.identity import find_identity, open_gate
from crawler.lists.feeds import read_feed
from crawler.lists.robots import find_sitemaps
from crawler.lists.sections import read_section
from crawler.publishers import Publisher, find_publisher, index_publishers
from crawler.settings import DOWNLOAD_TIMEOUT, USER_AGENT
from crawler.tdm import TDMREP_PATH, find_location, find_reservation, read_tdm_header, read_tdmrep

MAX_BYTES = 20 * 1024 * 1024
"""Bytes read of one answer, before and after decompression."""

MAX_REDIRECTS = 5
"""Redirects followed for one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one request came to."""

    url: str
    """Address that answered last."""
    status: int | None = None
    """HTTP status; None where nothing answered."""
    headers: dict[str, str] = field(default_factory=dict)
    """Response headers, names in lower case."""
    body: bytes = b""
    """The body, without content encoding, up to `MAX_BYTES`."""
    problem: str | None = None
    """Why there is no answer."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Guest:
    """Asks a site for one thing at a time, with our name and the delay of the outlet between requests."""

    def __init__(
        self,
        *,
        proxy: str | None = None,
        timeout_s: float = DOWNLOAD_TIMEOUT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare to ask.

        Args:
            proxy: Proxy that all requests go through (`http://host:port`); where None, that of the environment.
            timeout_s: Seconds to wait for an answer.
            sleep: How to wait; tests need not.
        """
        proxies = urllib.request.ProxyHandler({"http": proxy, "https": proxy} if proxy else None)
        self._opener = urllib.request.build_opener(proxies, _NoRedirect())
        self._has_proxy = bool(proxy or urllib.request.getproxies())
        self._timeout_s = timeout_s
        self._sleep = sleep
        self._asked_at: dict[str, float] = {}

    def ask(self, url: str, delay_s: float, may_follow: Callable[[str], bool]) -> Reply:
        """Return the answer to a GET; raises nothing.

        Args:
            url: The address.
            delay_s: Seconds since the last request to the same host.
            may_follow: Whether a redirect to an address is followed; else the redirect itself is the answer.
        """
        for _ in range(MAX_REDIRECTS + 1):
            reply = self._ask_once(url, delay_s)
            target = join_address(url, reply.headers.get("location", ""))
            is_redirect = reply.status in {301, 302, 303, 307, 308} and is_web_address(target)
            if not is_redirect or not may_follow(target):
                return replace(reply, url=target) if is_redirect else reply
            url = target
        return Reply(url=url, problem=f"more than {MAX_REDIRECTS} redirects")

    def _ask_once(self, url: str, delay_s: float) -> Reply:
        host = split_address(url).hostname or ""
        if not is_web_address(url):
            return Reply(url=url, problem="no web address")
        if not self._has_proxy and (problem := _refuse_private(host)):
            return Reply(url=url, problem=problem)
        self._wait(host, delay_s)
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", "Accept-Language": "nl,en;q=0.5"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - is_web_address let only http(s) pass
        try:
            with self._opener.open(request, timeout=self._timeout_s) as response:
                return _read_reply(url, response.status, response.headers, response.read(MAX_BYTES + 1))
        except urllib.error.HTTPError as error:
            with error:
                return _read_reply(url, error.code, error.headers, b"")
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            return Reply(url=url, problem=f"no answer ({reason or type(error).__name__})")
        finally:
            self._asked_at[host] = time.monotonic()

    def _wait(self, host: str, delay_s: float) -> None:
        if host in self._asked_at:
            left = self._asked_at[host] + delay_s - time.monotonic()
            if left > 0:
                self._sleep(left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a record says, compared with the live site."""

    publisher: Publisher
    """The record, with `checked` and `verified` as they would be after this check; nothing is written."""
    findings: tuple[Finding, ...]
    """Each statement."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found that does not hold."""
        return all(finding.holds is not False for finding in self.findings)


def check_live(publisher: Publisher, guest: Guest, known: Iterable[Publisher]) -> Report:
    """Compare a record with the live site: robots.txt, feeds, sitemaps, sections, and one article for each list.

    Args:
        publisher: The record.
        guest: Who asks.
        known: All records, to tell whose an address is.
    """
    visit = _Visit(publisher, guest, known)
    findings = tuple(visit.check())
    holds = all(finding.holds is not False for finding in findings)
    today = datetime.now(UTC).date().isoformat()
    return Report(publisher=replace(publisher, checked=today, verified=holds), findings=findings)


class _Visit:
    def __init__(self, publisher: Publisher, guest: Guest, known: Iterable[Publisher]) -> None:
        self.publisher = publisher
        self.guest = guest
        self.known = index_publishers(known)
        self.rules: dict[str, Rules | None] = {}
        self.delay_s = publisher.delay_s
        self.may_read = publisher.may_fetch({})
        self.is_over: str | None = None
        self.articles: set[str] = set()

    def check(self) -> Iterator[Finding]:
        """Yield the findings, in the order in which the site is asked."""
        yield from self._check_robots()
        lists = [("feed", url) for url in self.publisher.feeds] + [("sitemap", url) for url in self.publisher.sitemaps]
        if self.may_read:
            lists += [("section", section.url) for section in self.publisher.sections]
        for kind, url in lists:
            if self.is_over:
                break
            yield from self._check_list(kind, url)
        if self.is_over:
            yield Finding(what="visit", holds=False, detail=f"ended early: {self.is_over}")
        elif not self.may_read:
            yield Finding(what="articles", holds=None, detail="not asked: nothing may be fetched without a ground")

    def _ask(self, url: str) -> Reply:
        reply = self.guest.ask(url, self.delay_s, lambda target: self._is_own(target) and self._may_ask(target))
        return self._note_busy(reply)

    def _note_busy(self, reply: Reply) -> Reply:
        if reply.status in {429, 503}:
            self.is_over = f"the site is busy ({reply.status}); try again another day"
        return reply

    def _is_own(self, url: str) -> bool:
        owner = find_publisher(self.known, url)
        return owner is not None and owner.id == self.publisher.id

    def _may_ask(self, url: str) -> bool:
        """Tell whether the rules of the host of an address allow it; each host has its own (RFC 9309, 2.3)."""
        parts = split_address(url)
        if parts.netloc not in self.rules:
            self._ask_robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
        rules = self.rules[parts.netloc]
        return rules is not None and rules.allows(url)

    def _ask_robots(self, url: str) -> Reply:
        """Return the answer; where the rules cannot be had, everything is forbidden for now."""
        reply = self._note_busy(self.guest.ask(url, self.delay_s, self._is_own))
        rules = read_rules(reply.body, reply.status) if reply.status is not None else None
        self.rules[split_address(url).netloc] = rules
        if rules is not None:
            self.delay_s = max(self.delay_s, rules.delay_s)
        return reply

    def _check_robots(self) -> Iterator[Finding]:
        url = join_address(self.publisher.site, "/robots.txt")
        reply = self._ask_robots(url)
        rules = self.rules[split_address(url).netloc]
        if rules is None:
            self.is_over = self.is_over or reply.problem or f"robots.txt answered {reply.status}"
            yield Finding(what="robots.txt", holds=False, detail="cannot be had: nothing else may be asked now")
            return
        yield Finding(what="robots.txt", holds=None, detail=f"answered {reply.status}, {len(rules.text)} characters")
        identity = self.publisher.identity
        for example in (*(identity.examples[:1] if identity else ()), *self.publisher.feeds[:1]):
            allowed = self._may_ask(example)
            is_needed = self.may_read or example in self.publisher.feeds
            word = "allowed" if allowed else "forbidden"
            yield Finding(what=f"rules for {example}", holds=allowed if is_needed else None, detail=word)
        if rules.delay_s:
            detail = f"asks for {rules.delay_s:g} s; delay_s is {self.publisher.delay_s:g}"
            yield Finding(what="delay", holds=self.publisher.delay_s >= rules.delay_s, detail=detail)
        yield self._check_rights(reply, rules)
        missing = [item for item in find_sitemaps(rules.text, url) if item not in self.publisher.sitemaps]
        if missing:
            yield Finding(what="sitemaps", holds=None, detail=f"robots.txt names others too: {', '.join(missing[:5])}")

    def _check_rights(self, robots: Reply, rules: Rules) -> Finding:
        signs = []
        if (words := find_reservation(rules.text)) is not None:
            signs.append(f"robots.txt says: {words}")
        if read_tdm_header(robots.headers):
            signs.append("header tdm-reservation")
        place = join_address(self.publisher.site, TDMREP_PATH)
        if self.may_read and not self.is_over and self._may_ask(place):
            reply = self._ask(place)
            location = find_location(read_tdmrep(reply.body), "/") if reply.status == 200 else None
            if location is not None and location.is_reserved:
                signs.append(TDMREP_PATH)
        reserved = self.publisher.policy.tdm_reserved
        detail = "; ".join(signs) or "no sign of a reservation"
        holds = True if bool(signs) == reserved else None if reserved else False
        return Finding(
            what="rights", holds=holds, detail=f"{detail}; the record says {'' if reserved else 'not '}reserved"
        )

    def _check_list(self, kind: str, url: str) -> Iterator[Finding]:
        what = f"{kind} {url}"
        if not self._may_ask(url):
            yield Finding(what=what, holds=False, detail="robots.txt forbids it, or cannot be had")
            return
        reply = self._ask(url)
        if reply.status != 200:
            yield Finding(what=what, holds=False, detail=_describe_refusal(url, reply))
            return
        ask = Ask(url=reply.url, reader=kind, state={"section": url})
        read = read_section if kind == "section" else read_feed
        listing = read(reply.body, ask, self.publisher)
        own = [entry for entry in listing.entries if self._is_own(open_gate(entry.url))]
        if listing.problem or not (own or listing.asks):
            detail = listing.problem or f"{len(listing.entries)} entries, none of them on the hosts of the outlet"
            yield Finding(what=what, holds=False, detail=detail)
            return
        yield self._describe(what, listing, own)
        entry = next(filter(self._is_article, own), None)
        if self.may_read and entry is not None and kind != "sitemap" and not self.is_over:
            yield from self._check_article(open_gate(entry.url))

    def _describe(self, what: str, listing: Listing, own: list[Entry]) -> Finding:
        newest = max((entry.published or entry.modified or "" for entry in own), default="")
        parts = [f"{len(own)} entries" if own else f"{len(listing.asks)} further lists"]
        if newest:
            parts.append(f"newest {newest}")
        holds = True
        if own and self.publisher.identity is not None:
            matched = sum(map(self._is_article, own))
            parts.append(f"identity matches {matched}")
            holds = matched > 0
        return Finding(what=what, holds=holds, detail=", ".join(parts))

    def _is_article(self, entry: Entry) -> bool:
        return self.publisher.identity is None or find_identity(open_gate(entry.url), self.publisher) is not None

    def _check_article(self, url: str) -> Iterator[Finding]:
        if url in self.articles:
            return
        self.articles.add(url)
        what = f"article {url}"
        if not self._may_ask(url):
            yield Finding(what=what, holds=False, detail="robots.txt forbids it, or cannot be had")
            return
        reply = self._ask(url)
        if reply.status != 200:
            yield Finding(what=what, holds=False, detail=_describe_refusal(url, reply))
            return
        found = extract(
            reply.body,
            url=reply.url,
            media_type=reply.headers.get("content-type"),
            markers=self.publisher.markers,
            outlet=self.publisher.name,
        )
        if read_tdm_header(reply.headers):
            found = replace(found, is_reserved=True)
        for finding in check_page(reply.body, found, reply.url, self.publisher, self.known):
            yield replace(finding, what=f"{what} {finding.what}")


def _describe_refusal(url: str, reply: Reply) -> str:
    if reply.problem:
        return reply.problem
    where = "" if reply.url == url else f", leads to {reply.url}"
    is_gate = open_gate(reply.url) != reply.url
    return f"answered {reply.status}{where}{', a gate that we recognise' if is_gate else ''}"


def _read_reply(url: str, status: int, headers: Any, body: bytes) -> Reply:
    given = {str(name).casefold(): str(value) for name, value in headers.items()}
    if len(body) > MAX_BYTES:
        return Reply(url=url, status=status, headers=given, problem=f"larger than {MAX_BYTES // 2**20} MiB")
    if given.get("content-encoding", "").casefold() in {"gzip", "x-gzip"}:
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES)
        except zlib.error:
            return Reply(url=url, status=None, headers=given, problem="the answer is compressed and damaged")
    return Reply(url=url, status=status, headers=given, body=body)


def _refuse_private(host: str) -> str | None:
    """Return why a host is not asked: it lies on a private network, or nobody knows it."""
    try:
        found = socket.getaddrinfo(host, 443)
    except (OSError, UnicodeError):
        return f"{host} is not known to the name service"
    if all(is_public(str(info[4][0])) for info in found):
        return None
    return f"{host} lies on a private network"
