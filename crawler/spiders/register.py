"""Go through the algorithm register of the Dutch government."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crawler.asks import Ask
from crawler.lists.register import ask_register
from crawler.publishers import Policy, Publisher
from crawler.spiders.base import FrontierSpider


class RegisterSpider(FrontierSpider):
    """Go through the algorithm register of the Dutch government."""

    name = "register"
    BASE: ClassVar[str] = "https://algoritmes.overheid.nl/api/algoritme/NLD"
    PUBLISHER: ClassVar[Publisher] = Publisher(
        id="algoritmeregister",
        name="Algoritmeregister",
        owner="Ministerie van Binnenlandse Zaken en Koninkrijksrelaties",
        kind="register",
        site="https://algoritmes.overheid.nl",
        hosts=("algoritmes.overheid.nl",),
        policy=Policy(archive=True, full_text="public", quote_chars=10_000),
        licence="CC0 1.0",
    )

    def seeds(self) -> Iterator[Ask]:
        """Yield the first requests of each search."""
        for search in self.searches:
            yield from ask_register(search, base=self.base, source_id=self.PUBLISHER.id)
