"""Publisher records: the type, the files that ship, and whose an address is."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler.identity import identify
from crawler.publisher_files import make_publisher, read_publisher, write_publisher
from crawler.publishers import HostIndex, Publisher, find_publisher, index_publishers, load_publishers
from staving.errors import SourceError
from staving.resources import data_path

KNOWN = load_publishers()
RECORDS = list(KNOWN.values())
each_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)

OWNERS = {
    "Certified Secure", "DPG Media", "DeDrontenaar.nl", "Flevopost", "Follow the Money", "L1", "Mediahuis", "NH Nieuws",
    "Nederlandse Omroep Stichting", "Omroep Brabant", "Omroep Flevoland", "Omroep Gelderland", "Omroep West",
    "Omroep Zeeland", "Omrop Fryslân", "RTL Nederland", "RTV Drenthe", "RTV Noord", "RTV Oost", "RTV Rijnmond",
    "RTV Utrecht", "Sijthoff Media", "Staat der Nederlanden", "VPRO",
}  # fmt: skip
"""Owners under the one spelling by which independence is counted."""


def test_the_outlets_of_the_press_are_there() -> None:
    wanted = (
        "ad autoriteit-persoonsgegevens binnenlands-bestuur bndestem brabants-dagblad dagblad-van-het-noorden "
        "dedrontenaar destentor eindhovens-dagblad flevopost follow-the-money gelderlander ibestuur l1 "
        "leeuwarder-courant nh-nieuws noordhollands-dagblad nos nrc nu-nl omroep-brabant omroep-flevoland "
        "omroep-gelderland omroep-west omroep-zeeland omrop-fryslan parool pzc rijnmond rtl-nieuws rtv-drenthe "
        "rtv-noord rtv-oost rtv-utrecht security-nl telegraaf trouw tubantia volkskrant vpro"
    )
    assert set(wanted.split()) <= set(KNOWN)


@each_record
def test_a_record_says_where_it_comes_from_and_is_not_passed_off_as_checked(record: Publisher) -> None:
    assert record.origin
    assert record.licence
    assert record.owner in OWNERS
    assert (record.verified, record.checked) == (False, None)


@each_record
def test_every_address_lies_with_the_outlet(record: Publisher) -> None:
    examples = record.identity.examples if record.identity else ()
    for url in (record.site, *record.feeds, *record.sitemaps, *(item.url for item in record.sections), *examples):
        assert find_publisher(RECORDS, url) is record, url
        assert record.owns(url), url


@each_record
def test_the_identity_matches_articles_and_nothing_else(record: Publisher) -> None:
    if record.identity is None:
        assert "adres" in (record.origin or "") + (record.note or "")
        return
    assert len(record.identity.examples) >= 2
    assert len(record.identity.counter_examples) >= 3
    kept = Counter(identify(url, publishers=RECORDS) for url in record.identity.examples)
    assert max(kept.values()) >= 2 or record.id == "omrop-fryslan"  # two addresses of one article
    for address in kept:
        assert re.search(record.identity.pattern, address), address
    for url in record.identity.counter_examples:
        assert not re.search(record.identity.pattern, url), url
    for other in RECORDS:
        if other is not record:
            assert not re.search(record.identity.pattern, other.site), other.id


def test_hosts_are_unique() -> None:
    hosts = Counter(host.removeprefix("www.") for record in RECORDS for host in record.hosts)
    assert [host for host, count in hosts.items() if count > 1] == []


@pytest.mark.parametrize("record", [item for item in RECORDS if item.owner == "DPG Media"], ids=lambda item: item.id)
def test_titles_of_dpg_reserve_their_rights(record: Publisher) -> None:
    assert record.policy.tdm_reserved
    assert not record.policy.fetch
    assert not record.may_fetch({})
    assert record.may_fetch({record.id: "toestemming van de uitgever, 3 maart"})
    assert record.sections == ()  # a section page is a page: it may not be fetched either
    assert "DPG Media Privacy Gate" in record.markers.consent
    assert any(url.endswith(("sitemap-news.xml", "sitemap_news.xml")) for url in record.sitemaps)


def test_what_robots_files_ask_is_in_the_records() -> None:
    assert KNOWN["nh-nieuws"].delay_s == 7
    assert KNOWN["nrc"].policy.tdm_reserved
    assert "Scrapy" in (KNOWN["nrc"].note or "")
    assert KNOWN["telegraaf"].policy.tdm_reserved
    assert all(KNOWN[name].may_fetch({}) for name in ("nos", "omroep-flevoland", "autoriteit-persoonsgegevens"))


def test_the_feeds_of_municipalities_are_known() -> None:
    feeds = KNOWN["destentor"].feeds
    for place in ("dronten", "lelystad", "kampen", "zwolle", "deventer", "apeldoorn"):
        assert f"https://www.destentor.nl/{place}/rss.xml" in feeds


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.omroepflevoland.nl/nieuws/1", "omroep-flevoland"),
        ("https://nos.nl/artikel/1", "nos"),
        ("https://feeds.nos.nl/nosnieuwsalgemeen", "nos"),
        ("http://M.NU.nl/x", "nu-nl"),
        ("https://www.trouw.nl./x", "trouw"),
        ("https://www.trouw.nl:8443/x", "trouw"),
        ("https://\uff54rouw.nl/x", "trouw"),  # a wide t: the name service takes it for the plain one
        ("https://trouw\u3002nl/x", "trouw"),
        ("https://tr%6Fuw.nl/x", "trouw"),
        ("https://tro\u00aduw.nl/x", "trouw"),
        ("https://trouw.nl.elders.example/x", None),
        ("https://neptrouw.nl/x", None),
        ("https://trouw.nl@elders.example/x", None),
        ("https://trouw.nl\\@elders.example/x", None),
        ("https://elders.example/https://www.trouw.nl/", None),
        ("https://trouw-nl.elders.example/", None),
        ("http://[kapot", None),
        ("", None),
        ("file:///etc/passwd", None),
    ],
)
def test_whose_an_address_is(url: str, name: str | None) -> None:
    found = find_publisher(RECORDS, url)
    assert (found.id if found else None) == name


def a_record(name: str, *hosts: str) -> Publisher:
    return Publisher(id=name, name=name, owner=name, kind="local", site=f"https://{hosts[0]}/", hosts=hosts)


def test_the_longest_host_has_the_address() -> None:
    land, city = a_record("land", "krant.example"), a_record("stad", "stad.krant.example")
    for order in ([land, city], [city, land]):
        assert find_publisher(order, "https://www.stad.krant.example/x") is city
        assert find_publisher(order, "https://m.stad.krant.example/x") is city
        assert find_publisher(order, "https://dorp.krant.example/x") is land


def test_an_index_stands_for_its_publishers() -> None:
    index = HostIndex(RECORDS)
    assert list(index) == RECORDS
    assert find_publisher(index, "https://nos.nl/") is KNOWN["nos"]
    assert index_publishers(index) is index
    assert index_publishers(KNOWN.values()) is index_publishers(tuple(RECORDS))


def test_new_records_are_not_taken_for_old_ones() -> None:
    for number in range(50):
        publisher = a_record(f"blad{number}", f"blad{number}.example")
        assert find_publisher([publisher], f"https://blad{number}.example/") is publisher
        assert find_publisher([publisher], f"https://blad{number + 1}.example/") is None


def test_a_thousand_records_cost_no_more_than_ten() -> None:
    def measure(count: int) -> float:
        index = HostIndex([a_record(f"blad{number}", f"blad{number}.example") for number in range(count)])
        best = 1.0
        for _ in range(5):
            start = time.perf_counter()
            for _ in range(2000):
                index.find(f"https://www.blad{count - 1}.example/x")
            best = min(best, time.perf_counter() - start)
        return best

    assert measure(1000) < 10 * measure(10)  # a search through all would take a hundred times as long


@each_record
def test_a_record_that_is_written_reads_back_the_same(record: Publisher) -> None:
    assert make_publisher(json.loads(json.dumps(write_publisher(record))), "here") == record


def _write(folder: Path, **changes: Any) -> Path:
    data = json.loads(data_path("publishers", "nos.json").read_text(encoding="utf-8")) | changes
    path = folder / "nos.json"
    path.write_text(json.dumps({key: value for key, value in data.items() if value != "weg"}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sectoins": []}, "unknown key 'sectoins'; did you mean 'sections'?"),
        ({"sections": {}}, "sections must be a list of objects"),
        ({"sections": ["https://nos.nl/"]}, "sections[0]: a JSON object is expected"),
        ({"sections": [{}]}, "sections[0]: key 'url' is missing"),
        ({"sections": [{"url": "nos.nl"}]}, "'nos.nl' is no web address"),
        ({"sections": [{"url": "https://nos.nl/", "max_pages": 0}]}, "sections[0].max_pages must be 1 or more"),
        ({"sections": [{"url": "https://nos.nl/", "max_pages": True}]}, "max_pages must be of type int"),
        ({"sections": [{"url": "https://nos.nl/", "pattern": "("}]}, "sections[0].pattern is no regular expression"),
        ({"sections": [{"url": "https://nos.nl/", "next": "["}]}, "sections[0].next is no regular expression"),
        ({"amp": {"pattern": "("}}, "amp: key 'address' is missing"),
        ({"amp": {"pattern": "(", "address": ""}}, "amp.pattern is no regular expression"),
        (
            {"amp": {"pattern": "a", "address": "\\2", "examples": ["https://nos.nl/a"]}},
            "amp.address does not fit its pattern",
        ),
        ({"canonical": "soms"}, "canonical 'soms' is unknown"),
        ({"selectors": {"titel": "h1"}}, "unknown key 'titel'; did you mean 'title'?"),
        ({"checked": "gisteren"}, "checked 'gisteren' is no date"),
        ({"checked": "20240101"}, "checked '20240101' is no date"),
        ({"paywalled": "ja"}, "paywalled must be of type bool"),
        ({"hosts": ["https://nos.nl"]}, "is no host name"),
        ({"hosts": ["NOS.nl"]}, "is no host name"),
        ({"hosts": []}, "hosts is empty"),
        ({"delay_s": float("nan")}, "delay_s"),
        ({"origin": 3}, "origin must be of type str | None"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(SourceError, match=re.escape(words)):
        read_publisher(_write(tmp_path, **changes))


def test_a_list_is_no_record() -> None:
    with pytest.raises(SourceError, match="a JSON object is expected"):
        make_publisher([], "hier")
