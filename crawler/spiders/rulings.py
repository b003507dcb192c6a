"""Ask for rulings by ECLI, or search those of a period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crawler.asks import Ask
from crawler.lists.rechtspraak import ask_rulings
from crawler.publishers import Policy, Publisher
from crawler.spiders.base import FrontierSpider


class RulingsSpider(FrontierSpider):
    """Ask for rulings by ECLI, or search those of a period."""

    name = "rulings"
    BASE: ClassVar[str] = "https://data.rechtspraak.nl/uitspraken"
    PUBLISHER: ClassVar[Publisher] = Publisher(
        id="rechtspraak",
        name="Rechtspraak.nl",
        owner="Raad voor de rechtspraak",
        kind="court",
        site="https://www.rechtspraak.nl",
        hosts=("rechtspraak.nl",),
        policy=Policy(archive=True, full_text="public", quote_chars=10_000),
        licence="No copyright on rulings (Auteurswet art. 11)",
        note="The service asks for one request a second at most.",
    )

    def seeds(self) -> Iterator[Ask]:
        """Yield the first requests of each search."""
        for search in self.searches:
            yield from ask_rulings(search, base=self.base, source_id=self.PUBLISHER.id)
