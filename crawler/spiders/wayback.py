"""Old copies in the Wayback Machine: what a page said then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlencode

from crawler.addresses import is_web_address
from crawler.asks import Ask
from crawler.lists.cdx import FIELDS, PAGES
from crawler.publishers import Policy, Publisher
from crawler.spiders.base import FrontierSpider
from staving.dossier.settings import Search

MATCH_TYPES = frozenset({"exact", "prefix", "host", "domain"})
"""How the address of a search is compared (matchType of the CDX server)."""

PAGE_SIZE = 1000
"""Rows asked for at a time."""


class WaybackSpider(FrontierSpider):
    """Asks the index of the Wayback Machine which copies of an address or a domain there are in a period.

    A search names `url`; its `query` may say how to compare (exact, prefix, host, domain). Without it, an address
    with a path is meant exactly, and a bare host with all its pages.
    """

    name = "wayback"

    BASE: ClassVar[str] = "https://web.archive.org/cdx/search/cdx"

    PUBLISHER: ClassVar[Publisher | None] = Publisher(
        id="wayback",
        name="Wayback Machine",
        owner="Internet Archive",
        kind="web",
        region="NL",
        site="https://web.archive.org/",
        hosts=("web.archive.org",),
        policy=Policy(archive=True),
        delay_s=4.0,
        note="Copies of pages of others: whose page it is, and what may be done with it, tells the original address.",
    )

    def seeds(self) -> Iterator[Ask]:
        """Yield a question to the index for each search."""
        pages = str(self.bases.get("wayback_pages") or PAGES).rstrip("/")
        for search in self.searches:
            address = (search.url or "").strip()
            if not address:
                continue
            query = [
                ("url", address),
                ("matchType", _choose_match(search)),
                ("output", "json"),
                ("fl", ",".join(FIELDS)),
                ("filter", "statuscode:200"),
                ("collapse", "digest"),
                ("limit", str(min(PAGE_SIZE, search.limit))),
                ("showResumeKey", "true"),
                *_make_period(search),
            ]
            yield Ask(
                url=f"{self.base}?{urlencode(query)}",
                reader="cdx",
                source_id="wayback",
                state={"pages": pages, "limit": search.limit},
            )


def _choose_match(search: Search) -> str:
    if search.query in MATCH_TYPES:
        return search.query
    address = (search.url or "").strip()
    path = re.sub(r"\A[a-z]+://", "", address, flags=re.IGNORECASE).partition("/")[2]
    return "exact" if path or is_web_address(address) else "host"


def _make_period(search: Search) -> list[tuple[str, str]]:
    """Return the period as the server writes times: digits only, the last day to its end."""
    period = []
    if search.since:
        period.append(("from", re.sub(r"\D", "", search.since)[:14]))
    if search.until:
        period.append(("to", re.sub(r"\D", "", search.until)[:14]))
    return period
