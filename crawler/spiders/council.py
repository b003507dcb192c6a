"""Search papers of municipal councils."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crawler.asks import Ask
from crawler.lists.ori import ask_council
from crawler.publishers import Policy, Publisher
from crawler.spiders.base import FrontierSpider


class CouncilSpider(FrontierSpider):
    """Search papers of municipal councils."""

    name = "council"
    BASE: ClassVar[str] = "https://api.openraadsinformatie.nl/v1/elastic"
    PUBLISHER: ClassVar[Publisher] = Publisher(
        id="open-raadsinformatie",
        name="Open Raadsinformatie",
        owner="VNG Realisatie",
        kind="municipality",
        site="https://openraadsinformatie.nl",
        hosts=("openraadsinformatie.nl",),
        policy=Policy(archive=True, full_text="public", quote_chars=10_000),
        licence="Public papers of municipal councils; texts from outside keep the rights of their authors",
        note="The service announced its end for 1 November 2026; name a mirror under [collect.bases], key council.",
    )

    def seeds(self) -> Iterator[Ask]:
        """Yield the first requests of each search."""
        for search in self.searches:
            yield from ask_council(search, base=self.base, source_id=self.PUBLISHER.id)
