"""Outlets: their feeds, sitemaps and section pages, and single pages that a case file names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.asks import Ask
from crawler.frontier import ROBOTS
from crawler.publishers import Publisher
from crawler.spiders.base import FrontierSpider


class PressSpider(FrontierSpider):
    """Begins at the rules and lists of each outlet of the case file, and at its own feeds, sitemaps and addresses."""

    name = "press"

    def __init__(
        self,
        publishers: tuple[Publisher, ...] = (),
        feeds: tuple[str, ...] = (),
        sitemaps: tuple[str, ...] = (),
        addresses: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        """Keep what the case file says.

        Args:
            publishers: Outlets to walk.
            feeds: Extra feeds.
            sitemaps: Extra sitemaps.
            addresses: Single pages.
            kwargs: As of `FrontierSpider`.
        """
        super().__init__(**kwargs)
        self.publishers = publishers
        self.feeds = feeds
        self.sitemaps = sitemaps
        self.addresses = addresses

    def seeds(self) -> Iterator[Ask]:
        """Yield robots.txt, feeds, sitemaps and section pages of each outlet, then what the case file adds."""
        for publisher in self.publishers:
            if not (publisher.feeds or publisher.sitemaps or publisher.sections or publisher.policy.fetch):
                continue  # Its documents come as files only.
            robots = f"{publisher.site.rstrip('/')}/robots.txt"
            yield Ask(url=robots, reader=ROBOTS, source_id=publisher.id, is_chosen=True)
            for url in (*publisher.feeds, *publisher.sitemaps):
                yield Ask(url=url, reader="feed", source_id=publisher.id, is_chosen=True)
            for section in publisher.sections:
                yield Ask(url=section.url, reader="section", source_id=publisher.id, is_chosen=True)
        for url in (*self.feeds, *self.sitemaps):
            yield Ask(url=url, reader="feed", is_chosen=True)
        for url in self.addresses:
            yield Ask(url=url, is_chosen=True)
