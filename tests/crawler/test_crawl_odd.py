"""Answers that are not what they should be: what a crawl keeps of them, what it asks again, and what it never asks."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from crawling import HOST, TEXT, Site, a_page
from odd_site import OddSite

from crawler.stage import collect
from staving.schema import Address, Capture, Document


@pytest.fixture
def server() -> Iterator[OddSite]:
    made = OddSite()
    yield made
    made.close()


@pytest.fixture
def site(tmp_path: Any) -> Site:
    made = Site(tmp_path)
    made.put_record()
    return made


def by_name(site: Site) -> dict[str, Address]:
    """Return the addresses of the outlet by their last part."""
    return {address.url.removeprefix(HOST).strip("/"): address for address in site.read(Address)}


def test_each_odd_answer_has_its_flag_and_only_articles_are_kept(site: Site, server: OddSite) -> None:
    site.put_record(name="dichtblad", feeds=[], policy={"fetch": False, "archive": False})
    for path in ("1.html", "9-nieuw.html", "27.html", "28.html", "30.html"):
        server.put(f"{HOST}/{path}", a_page(f"{TEXT} Bladzijde {path}."))
    server.put("http://elders.example/25.html", a_page(f"{TEXT} Elders."))
    server.put("http://dichtblad.example/9.html", a_page(f"{TEXT} Dicht."))
    server.move(f"{HOST}/3.html", "http://elders.example/25.html")
    server.move(f"{HOST}/4.html", "http://dichtblad.example/9.html")
    server.move(f"{HOST}/8.html", f"{HOST}/")
    server.put(f"{HOST}/", a_page(f"{TEXT} Voorpagina."))
    server.move(f"{HOST}/9-oud.html", f"{HOST}/9-nieuw.html", 301)
    gate = f"{HOST}/privacy/consent?callbackUrl=http%3A%2F%2Fproefblad.example%2F10.html"
    server.move(f"{HOST}/10.html", gate)
    server.put(gate, a_page(f"{TEXT} Kies zelf."))
    server.put(f"{HOST}/12.html", "", status=429)
    server.put(f"{HOST}/20.html", "", status=304)
    server.put(f"{HOST}/21.html", gzip.compress(b"<html>" + b"a" * 40_000_000), headers={"Content-Encoding": "gzip"})
    server.put(f"{HOST}/22.html", a_page(), headers={"TDM-Reservation": "1"})
    server.put(f"{HOST}/24.html", "%PDF-1.4 kapot", headers={"TDM-Reservation": "1"})
    numbers = ("1", "3", "4", "8", "9-oud", "10", "12", "20", "21", "22", "24", "30")
    server.put_feed(
        f"{HOST}/rss.xml",
        [
            *(f"{HOST}/{number}.html" for number in numbers),
            "http://jan:geheim@proefblad.example/27.html",
            f"{HOST}/28.html#reacties",
            "http://proefblad.example:99999999/29.html",
            "javascript:alert(1)",
            "mailto:redactie@proefblad.example",
            "http://elders.example/25.html",
            f"{HOST}/30.html?utm_source=rss",
        ],
    )
    counts = collect(site.workspace, site.make_dossier(), proxy=server.address)
    found = by_name(site)
    flags = {name: (address.flag, str(address.state)) for name, address in found.items()}
    assert flags["3.html"] == ("unsupported", "done")  # leads to the site of somebody else
    assert flags["4.html"] == ("reserved", "done")  # leads to an outlet that may not be fetched
    assert server.asked["http://dichtblad.example/9.html"] == 0
    assert flags["8.html"] == ("gone", "gone")
    assert flags["10.html"] == ("consent_wall", "done")
    assert flags["12.html"] == flags["20.html"] == ("error", "queued")
    assert flags["21.html"][0] == "too_large"
    assert counts["left"] == 2
    assert flags["9-nieuw.html"] == ("ok", "done")
    assert {"27.html", "28.html"} < set(found)
    assert server.asked[f"{HOST}/30.html"] == 1
    assert b"geheim" not in b"".join(path.read_bytes() for path in site.workspace.root.glob("evidence.db*"))
    documents = {document.canonical_url: document for document in site.read(Document)}
    assert not {f"{HOST}/", f"{HOST}/10.html", f"{HOST}/8.html"} & set(documents)
    assert documents["http://elders.example/25.html"].source_id == "elders-example"
    assert documents[f"{HOST}/22.html"].text == ""
    kept = {capture.url for capture in site.read(Capture, "archive_file IS NOT NULL")}
    assert not {f"{HOST}/{number}.html" for number in ("3", "4", "8", "10", "22", "24")} & kept

    # The next run asks again for what brought nothing, and for the article under its new slug.
    server.put(f"{HOST}/12.html", a_page(f"{TEXT} Twaalf."))
    server.put(f"{HOST}/20.html", a_page(f"{TEXT} Twintig."))
    server.put(f"{HOST}/9-nieuw.html", a_page(f"{TEXT} Gewijzigd."))
    counts = collect(site.workspace, site.make_dossier(), proxy=server.address)
    assert (counts["documents"], counts["changed"], counts["left"]) == (2, 1, 0)
    assert server.asked[f"{HOST}/9-oud.html"] == 1


def test_a_ground_opens_what_was_reserved_and_closes_it_when_withdrawn(site: Site, server: OddSite) -> None:
    site.put_record(name="dichtblad", policy={"fetch": False, "archive": True})
    place = "http://dichtblad.example"
    for number in (1, 2):
        server.put(f"{place}/{number}.html", a_page(f"{TEXT} Nummer {number}."))
    server.put_feed(f"{place}/rss.xml", [f"{place}/1.html", f"{place}/2.html"])
    server.put_feed(f"{HOST}/rss.xml", [f"{HOST}/5.html"])
    server.put(f"{HOST}/5.html", a_page(), headers={"TDM-Reservation": "1"})
    grounds = {"dichtblad": "toestemming", "proefblad": "toestemming"}
    collect(site.workspace, site.make_dossier(), proxy=server.address)
    assert server.asked[f"{place}/1.html"] == 0
    assert {document.text for document in site.read(Document)} == {""}
    server.put_feed(f"{place}/rss.xml", [f"{place}/2.html"])  # the first has left the feed meanwhile
    counts = collect(site.workspace, site.make_dossier(grounds=grounds), proxy=server.address, limit=10)
    assert (counts["pages"], counts["changed"]) == (3, 3)
    server.put_feed(f"{place}/rss.xml", [f"{place}/2.html", f"{place}/1.html"])
    collect(site.workspace, site.make_dossier(), proxy=server.address)
    assert server.asked[f"{place}/1.html"] == server.asked[f"{place}/2.html"] == 1


def test_what_the_case_file_does_not_name_any_more_is_not_asked(site: Site, server: OddSite) -> None:
    site.put_record(name="anderblad")
    place = "http://anderblad.example"
    for number in range(3):
        server.put(f"{place}/{number}.html", a_page(f"{TEXT} Nummer {number}."))
        server.put(f"{HOST}/{number}.html", a_page(f"{TEXT} Getal {number}."))
    server.put_feed(f"{place}/rss.xml", [f"{place}/{number}.html" for number in range(3)])
    server.move(f"{HOST}/rss.xml", f"{HOST}/nieuws.xml", 301)
    server.put_feed(f"{HOST}/nieuws.xml", [f"{HOST}/{number}.html" for number in range(3)])
    collect(site.workspace, site.make_dossier(), proxy=server.address, limit=1)
    before = sum(count for url, count in server.asked.items() if url.startswith(place) and url.endswith(".html"))
    counts = collect(site.workspace, site.make_dossier(publishers=("proefblad",)), proxy=server.address)
    after = sum(count for url, count in server.asked.items() if url.startswith(place) and url.endswith(".html"))
    assert (before, counts["left"]) == (after, 0)
    # A feed that moved for good is asked again all the same, and what is named again is asked again.
    assert server.asked[f"{HOST}/nieuws.xml"] == 2
    collect(site.workspace, site.make_dossier(), proxy=server.address)
    assert len(site.read(Document)) == 6
