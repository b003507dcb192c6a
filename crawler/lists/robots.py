"""Read robots.txt for the sitemaps that it names; what it allows is `crawler.guests`' affair."""

from __future__ import annotations

import re

from crawler.addresses import is_web_address, join_address
from crawler.asks import Ask, Listing
from crawler.publishers import Publisher


def read_robots(content: bytes, ask: Ask, publisher: Publisher) -> Listing:
    """Return the sitemaps of the outlet that its robots.txt names.

    They are followed where its articles can be told from other pages by their address, or where it has no feeds.

    Args:
        content: robots.txt.
        ask: The request.
        publisher: The outlet; sitemaps on other hosts are left.
    """
    if publisher.identity is None and publisher.feeds:
        return Listing()
    found = find_sitemaps(content.decode("utf-8", "replace"), ask.url)
    return Listing(
        asks=tuple(Ask(url=url, reader="feed", source_id=publisher.id) for url in found if publisher.owns(url))
    )


def find_sitemaps(robots: str, url: str) -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt names (RFC 9309 leaves them to the Sitemap line)."""
    lines = re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", robots)
    return tuple(dict.fromkeys(filter(is_web_address, (join_address(url, line) for line in lines))))
