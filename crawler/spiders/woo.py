"""Search documents released under the Woo: open.overheid.nl, and the DiWoo sitemaps of public bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crawler.asks import Ask
from crawler.lists.open_overheid import ask_woo
from crawler.publishers import Policy, Publisher
from crawler.spiders.base import FrontierSpider


class WooSpider(FrontierSpider):
    """Search documents released under the Woo: open.overheid.nl, and the DiWoo sitemaps of public bodies."""

    name = "woo"
    BASE: ClassVar[str] = "https://open.overheid.nl/overheid/openbaarmakingen/api/v0"
    PUBLISHER: ClassVar[Publisher] = Publisher(
        id="open-overheid",
        name="Open.overheid.nl",
        owner="Ministerie van Binnenlandse Zaken en Koninkrijksrelaties",
        kind="authority",
        site="https://open.overheid.nl",
        hosts=("open.overheid.nl",),
        policy=Policy(archive=True, full_text="public", quote_chars=10_000),
        licence="Released under the Wet open overheid; texts from outside keep the rights of their authors",
        note="Documents of a DiWoo sitemap belong to the body on whose site they lie.",
    )

    def seeds(self) -> Iterator[Ask]:
        """Yield the first requests of each search."""
        for search in self.searches:
            yield from ask_woo(search, base=self.base, source_id=self.PUBLISHER.id)
