"""Search papers of the Tweede Kamer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crawler.asks import Ask
from crawler.lists.parliament import ask_parliament
from crawler.publishers import Policy, Publisher
from crawler.spiders.base import FrontierSpider


class ParliamentSpider(FrontierSpider):
    """Search papers of the Tweede Kamer."""

    name = "parliament"
    BASE: ClassVar[str] = "https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0"
    PUBLISHER: ClassVar[Publisher] = Publisher(
        id="tweede-kamer",
        name="Tweede Kamer der Staten-Generaal",
        owner="Tweede Kamer der Staten-Generaal",
        kind="parliament",
        site="https://www.tweedekamer.nl",
        hosts=("tweedekamer.nl",),
        policy=Policy(archive=True, full_text="public", quote_chars=10_000),
        licence="No copyright reserved: published by public authority (Auteurswet art. 15b)",
    )

    def seeds(self) -> Iterator[Ask]:
        """Yield the first requests of each search."""
        for search in self.searches:
            yield from ask_parliament(search, base=self.base, source_id=self.PUBLISHER.id)
