"""What all spiders share: they take addresses from the frontier and hand on what answers. Nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import scrapy

from crawler.asks import Ask, Search
from crawler.publishers import Publisher


class FrontierSpider(scrapy.Spider):
    """A spider whose requests come from the frontier; a kind of access only says where it begins."""

    BASE: ClassVar[str] = ""
    """Address of the service, where there is one; `[collect.bases]` of the case file sets another."""

    PUBLISHER: ClassVar[Publisher | None] = None
    """Record of the body whose service it is: its id, hosts, delay and policy hold for all that the spider asks."""

    def __init__(
        self, searches: tuple[Search, ...] = (), base: str | None = None, bases: Mapping[str, str] = {}, **kwargs: Any
    ) -> None:
        """Keep what the case file says.

        Args:
            searches: The searches of the case file with this access.
            base: Address of the service; `BASE` where None.
            bases: All addresses of services that the case file sets, by name.
            kwargs: For Scrapy.
        """
        super().__init__(**kwargs)
        self.searches = searches
        self.base = (base or self.BASE).rstrip("/")
        self.bases = bases

    def seeds(self) -> Iterator[Ask]:
        """Yield what is asked first."""
        raise NotImplementedError
