"""Search local regulations: ordinances, policy rules, protocols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crawler.asks import Ask
from crawler.lists.cvdr import REGULATION_HOSTS, ask_regulations
from crawler.publishers import Policy, Publisher
from crawler.spiders.base import FrontierSpider


class LocalRegulationsSpider(FrontierSpider):
    """Search local regulations: ordinances, policy rules, protocols."""

    name = "local_regulations"
    BASE: ClassVar[str] = "https://zoekservice.overheid.nl/sru/Search"
    PUBLISHER: ClassVar[Publisher] = Publisher(
        id="lokale-regelgeving",
        name="Lokale wet- en regelgeving",
        owner="Kennis- en Exploitatiecentrum Officiële Overheidspublicaties (KOOP)",
        kind="authority",
        site="https://lokaleregelgeving.overheid.nl",
        hosts=REGULATION_HOSTS,
        policy=Policy(archive=True, full_text="public", quote_chars=10_000),
        licence="No copyright on regulations (Auteurswet art. 11)",
    )

    def seeds(self) -> Iterator[Ask]:
        """Yield the first requests of each search."""
        for search in self.searches:
            yield from ask_regulations(search, base=self.base, source_id=self.PUBLISHER.id)
