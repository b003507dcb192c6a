"""The spiders by name: loaded when a case file asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from crawler.spiders.base import FrontierSpider

SPIDERS: dict[str, str] = {
    "official_publications": "crawler.spiders.official_publications:OfficialPublicationsSpider",
    "local_regulations": "crawler.spiders.local_regulations:LocalRegulationsSpider",
    "laws": "crawler.spiders.laws:LawsSpider",
    "council": "crawler.spiders.council:CouncilSpider",
    "register": "crawler.spiders.register:RegisterSpider",
    "rulings": "crawler.spiders.rulings:RulingsSpider",
    "parliament": "crawler.spiders.parliament:ParliamentSpider",
    "woo": "crawler.spiders.woo:WooSpider",
    "wayback": "crawler.spiders.wayback:WaybackSpider",
}
"""Name of the access, as in `[[collect.searches]]`, to module and class. The press has no searches and stands apart."""


def load_spiders(names: Iterable[str]) -> dict[str, type[FrontierSpider]]:
    """Return the spiders with these names, in the order of the names.

    Raises:
        KeyError: There is none of a name.
    """
    found: dict[str, type[FrontierSpider]] = {}
    for name in names:
        module, _, kind = SPIDERS[name].partition(":")
        found[name] = getattr(import_module(module), kind)
    return found
