"""Search national law: acts, decrees, regulations, in the versions that were in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crawler.asks import Ask
from crawler.lists.bwb import ask_laws
from crawler.lists.cvdr import REGULATION_HOSTS
from crawler.publishers import Policy, Publisher
from crawler.spiders.base import FrontierSpider


class LawsSpider(FrontierSpider):
    """Search national law: acts, decrees, regulations, in the versions that were in force."""

    name = "laws"
    BASE: ClassVar[str] = "https://zoekservice.overheid.nl/sru/Search"
    PUBLISHER: ClassVar[Publisher] = Publisher(
        id="wetten-overheid",
        name="Wetten.overheid.nl",
        owner="Kennis- en Exploitatiecentrum Officiële Overheidspublicaties (KOOP)",
        kind="authority",
        site="https://wetten.overheid.nl",
        hosts=REGULATION_HOSTS,
        policy=Policy(archive=True, full_text="public", quote_chars=10_000),
        licence="No copyright on laws (Auteurswet art. 11)",
    )

    def seeds(self) -> Iterator[Ask]:
        """Yield the first requests of each search."""
        for search in self.searches:
            yield from ask_laws(search, base=self.base, source_id=self.PUBLISHER.id)
