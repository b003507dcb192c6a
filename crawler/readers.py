"""Which function reads the answer of which kind of list. Named as strings: a reader is loaded when it is needed."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from crawler.asks import Reader

READERS: dict[str, str] = {
    "feed": "crawler.lists.feeds:read_feed",
    "cdx": "crawler.lists.cdx:read_cdx",
    "robots": "crawler.lists.robots:read_robots",
    "section": "crawler.lists.sections:read_section",
    "sru_publications": "crawler.lists.sru:read_publications",
    "cvdr": "crawler.lists.cvdr:read_regulations",
    "bwb": "crawler.lists.bwb:read_laws",
    "bwb_manifest": "crawler.lists.bwb:read_manifest",
    "ori": "crawler.lists.ori:read_council",
    "algorithm_register": "crawler.lists.register:read_register",
    "rulings": "crawler.lists.rechtspraak:read_rulings",
    "parliament": "crawler.lists.parliament:read_parliament",
    "open_overheid": "crawler.lists.open_overheid:read_released",
    "diwoo": "crawler.lists.diwoo:read_diwoo",
    "diwoo_robots": "crawler.lists.diwoo:read_robots",
}
"""Name of the reader to module and function; `page` is no list and not among them."""


@cache
def load_reader(name: str) -> Reader:
    """Return the function that reads a kind of list.

    Raises:
        KeyError: There is none of that name.
    """
    module, _, function = READERS[name].partition(":")
    found: Reader = getattr(import_module(module), function)
    return found
