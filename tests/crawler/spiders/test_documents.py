"""The spiders of services: where they begin, and that the case file knows them by name."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module

import pytest

import crawler.spiders
from crawler.asks import PAGE
from crawler.identity import identify
from crawler.publishers import KINDS
from crawler.readers import READERS, load_reader
from crawler.spiders.base import FrontierSpider
from staving.dossier.settings import ACCESSES, Search

NOT_SEARCHED = {"press"}
"""Spiders that take addresses, not searches."""


def list_spiders() -> dict[str, type[FrontierSpider]]:
    modules = [import_module(f"crawler.spiders.{item.name}") for item in pkgutil.iter_modules(crawler.spiders.__path__)]
    classes = [
        item
        for module in modules
        for _, item in inspect.getmembers(module, inspect.isclass)
        if issubclass(item, FrontierSpider) and item.__module__ == module.__name__ and item is not FrontierSpider
    ]
    return {str(item.name): item for item in classes}


SPIDERS = list_spiders()
SERVICES = [name for name in ACCESSES if name != "wayback"]


def test_the_case_file_names_the_spiders() -> None:
    assert set(SPIDERS) - NOT_SEARCHED == set(ACCESSES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_spider_begins_at_the_address_of_the_case_file(name: str) -> None:
    search = Search(access=name, query="opname", municipalities=("GM0303",), since="2020-01-01", limit=7)
    spider = SPIDERS[name](searches=(search,), base="http://127.0.0.1:1/dienst/")
    asks = list(spider.seeds())
    assert asks
    assert spider.PUBLISHER is not None
    for ask in asks:
        assert ask.url.startswith("http://127.0.0.1:1/dienst")
        assert ask.reader in READERS
        assert ask.source_id == spider.PUBLISHER.id
        assert ask.state["limit"] == 7
        assert (ask.method == "POST") == (ask.body is not None)


@pytest.mark.parametrize("name", SERVICES)
def test_a_spider_without_searches_asks_nothing(name: str) -> None:
    assert list(SPIDERS[name]().seeds()) == []


@pytest.mark.parametrize("name", SERVICES)
def test_the_body_behind_a_service_publishes_in_public(name: str) -> None:
    publisher = SPIDERS[name].PUBLISHER
    assert publisher is not None
    assert publisher.kind in KINDS - {"newspaper"}
    assert publisher.as_source().official
    assert publisher.policy.full_text == "public"
    assert publisher.owns(SPIDERS[name].BASE)
    assert publisher.delay_s >= 1
    if publisher.identity is not None:
        for example in publisher.identity.examples:
            assert re.search(publisher.identity.pattern, example), example
        for example in publisher.identity.counter_examples:
            assert not re.search(publisher.identity.pattern, example), example


SAME = [
    (
        "https://repository.overheid.nl/frbr/officielepublicaties/gmb/2099/gmb-2099-7/1/xml/gmb-2099-7.xml",
        "https://zoek.officielebekendmakingen.nl/gmb-2099-7.html",
    ),
    (
        "https://repository.overheid.nl/frbr/officielepublicaties/blg/blg-9999999/1/pdf/blg-9999999.pdf",
        "https://zoek.officielebekendmakingen.nl/blg-9999999.html?utm_source=x",
    ),
    (
        "https://repository.officiele-overheidspublicaties.nl/cvdr/CVDR900001/2/xml/CVDR900001_2.xml",
        "https://lokaleregelgeving.overheid.nl/CVDR900001/2",
    ),
    (
        "https://repository.officiele-overheidspublicaties.nl/bwb/BWBR0000001/2099-01-01_0/xml/BWBR0000001_2099-01-01_0.xml",
        "https://wetten.overheid.nl/BWBR0000001/2099-01-01",
    ),
    (
        "https://data.rechtspraak.nl/uitspraken/content?id=ECLI:NL:CRVB:2099:1",
        "https://deeplink.rechtspraak.nl/uitspraak?id=ECLI:NL:CRVB:2099:1",
    ),
]


@pytest.mark.parametrize(("fetched", "own"), SAME)
def test_a_document_has_one_address_whether_fetched_or_imported(fetched: str, own: str) -> None:
    publishers = [item.PUBLISHER for item in SPIDERS.values() if item.PUBLISHER is not None]
    assert identify(fetched, own, publishers=publishers) == identify(own, publishers=publishers)
    assert identify(own) == identify(own, publishers=publishers) or "utm_" in own


def test_rulings_are_asked_by_name() -> None:
    search = Search(access="rulings", identifiers=("ecli:nl:crvb:2099:1",))
    asks = list(SPIDERS["rulings"](searches=(search,)).seeds())
    assert [(ask.url, ask.reader, ask.is_chosen) for ask in asks] == [
        ("https://data.rechtspraak.nl/uitspraken/content?id=ECLI:NL:CRVB:2099:1", PAGE, True)
    ]


def test_all_readers_can_be_loaded() -> None:
    for name in {
        ask.reader for spider in SERVICES for ask in SPIDERS[spider](searches=(Search(access=spider),)).seeds()
    }:
        assert callable(load_reader(name))
