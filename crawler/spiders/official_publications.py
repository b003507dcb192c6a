"""Search official publications: Gemeenteblad, Staatscourant, papers of parliament."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from crawler.asks import Ask
from crawler.lists.sru import ask_publications
from crawler.publishers import Identity, Policy, Publisher
from crawler.spiders.base import FrontierSpider


class OfficialPublicationsSpider(FrontierSpider):
    """Search official publications: Gemeenteblad, Staatscourant, papers of parliament."""

    name = "official_publications"
    BASE: ClassVar[str] = "https://repository.overheid.nl/sru"
    PUBLISHER: ClassVar[Publisher] = Publisher(
        id="officiele-bekendmakingen",
        name="Officiële bekendmakingen",
        owner="Kennis- en Exploitatiecentrum Officiële Overheidspublicaties (KOOP)",
        kind="authority",
        site="https://www.officielebekendmakingen.nl",
        hosts=("repository.overheid.nl", "officielebekendmakingen.nl"),
        identity=Identity(
            pattern=r"/(?P<id>(?:ag|ah|bgr|blg|gmb|h|kst|kv|nds|prb|stb|stcrt|trb|wsb)-[\w-]*\d[\w-]*)"
            r"\.(?:html|xml|pdf|odt)(?=[?#]|\Z)",
            address="https://zoek.officielebekendmakingen.nl/{id}.html",
            examples=(
                "https://zoek.officielebekendmakingen.nl/gmb-2099-123456.html",
                "https://repository.overheid.nl/frbr/officielepublicaties/gmb/2099/gmb-2099-1/1/xml/gmb-2099-1.xml",
                "https://zoek.officielebekendmakingen.nl/kst-99999-VII-12.pdf",
            ),
            counter_examples=(
                "https://repository.overheid.nl/sru?startRecord=1",
                "https://zoek.officielebekendmakingen.nl/resultaten.html",
            ),
        ),
        policy=Policy(archive=True, full_text="public", quote_chars=10_000),
        licence="No copyright: published by public authority (Auteurswet art. 11 and 15b)",
        note="Official texts; the date of publication stands in the search result, not in the XML.",
    )

    def seeds(self) -> Iterator[Ask]:
        """Yield the first requests of each search."""
        for search in self.searches:
            yield from ask_publications(search, base=self.base, source_id=self.PUBLISHER.id)
