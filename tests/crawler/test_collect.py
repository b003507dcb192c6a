"""The crawl, on a small site of our own on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawling import HOST, TEXT, Site, a_page

from crawler.archive import read_record
from crawler.clusters import find_copies
from crawler.middlewares import is_public
from crawler.sample_site import SampleSite
from crawler.stage import collect
from staving.dossier import Collect, Dossier
from staving.errors import SourceError
from staving.schema import Capture, Document, Passage


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_from_feed_to_documents_and_back_to_the_bytes(site: Site) -> None:
    site.put_record()
    site.put("proefblad.example/1-kop.html", a_page())
    site.put("proefblad.example/2.html", a_page(TEXT + " Ook in Oss.", head='<link rel="canonical" href="/2.html">'))
    site.put_feed(["1-kop.html?utm_source=rss", "2.html", "1-andere.html"])
    counts = site.crawl()
    assert counts["documents"] == 2
    documents = {document.canonical_url: document for document in site.read(Document)}
    assert set(documents) == {f"{HOST}/1.html", f"{HOST}/2.html"}
    first = documents[f"{HOST}/1.html"]
    assert (first.title, first.published, first.kind) == ("Een kop", "2021-11-16", "article")
    assert first.text == TEXT
    assert not first.user_supplied
    (passage,) = site.read(Passage, f"document_id = '{first.id}'")
    assert passage.text == TEXT
    (capture,) = site.read(Capture, f"id = '{first.capture_id}'")
    assert a_page().encode() == read_record(site.workspace, capture)


def test_a_second_run_stores_nothing_and_a_changed_text_is_a_version(site: Site) -> None:
    site.put_record()
    site.put("proefblad.example/1.html", a_page())
    site.put("proefblad.example/2.html", a_page(TEXT + " Tweede."))
    site.put_feed(["1.html", "2.html"])
    site.crawl()
    before = site.read(Document)
    counts = site.crawl()
    assert (counts["documents"], counts["changed"], counts["unchanged"]) == (0, 0, 2)
    assert site.read(Document) == before
    assert len(site.read(Capture, "flag = 'not_modified'")) == 2
    site.put("proefblad.example/2.html", a_page(TEXT + " Tweede, verbeterd."))
    counts = site.crawl()
    assert (counts["documents"], counts["changed"]) == (0, 1)
    (new,) = site.read(Document, "supersedes IS NOT NULL")
    old = next(document for document in before if document.canonical_url.endswith("/2.html"))
    assert new.supersedes == old.id


def test_what_is_no_article_is_a_row_with_a_flag(site: Site) -> None:
    site.put_record(markers={"consent": ['id="poort"'], "paywall": []})
    site.put("proefblad.example/robots.txt", "User-agent: *\nDisallow: /9")
    site.put("proefblad.example/1.html", a_page(linked={"isAccessibleForFree": "False"}, title="Achter de muur"))
    site.put("proefblad.example/2.html", a_page(head='<meta id="poort">'))
    site.put("proefblad.example/3.html", "<!doctype html><html><body></body></html>")
    site.put("proefblad.example/4.html", a_page(head='<meta name="tdm-reservation" content="1">', title="Voorbehouden"))
    site.put("proefblad.example/9.html", a_page())
    site.put_feed(["1.html", "2.html", "3.html", "4.html", "8.html", "9.html"])
    site.crawl()
    flags = {capture.url.rsplit("/", 1)[1]: capture.flag for capture in site.read(Capture, "url LIKE '%.html'")}
    assert flags == {
        "1.html": "paywall",
        "2.html": "consent_wall",
        "3.html": "empty",
        "4.html": "reserved",
        "8.html": "gone",
        "9.html": "robots",
    }
    documents = {document.title: document for document in site.read(Document)}
    assert {title: document.flag for title, document in documents.items()} == {
        "Achter de muur": "paywall",
        "Voorbehouden": "reserved",
    }
    assert documents["Voorbehouden"].text == ""
    assert site.read(Passage) == []


def test_reserved_publishers_are_not_asked_for_articles(site: Site) -> None:
    site.put_record(policy={"fetch": False, "archive": True, "tdm_reserved": True})
    site.put("proefblad.example/1.html", a_page())
    site.put_feed(["1.html"])
    counts = site.crawl()
    assert counts["reserved"] == 1
    (capture,) = site.read(Capture, "url LIKE '%.html'")
    assert (capture.flag, capture.status, capture.size) == ("reserved", None, 0)
    (document,) = site.read(Document)
    assert (document.title, document.text, document.flag) == ("Kop van 1.html", "", "reserved")
    site.crawl()
    assert len(site.read(Capture, "url LIKE '%.html'")) == 1
    counts = site.crawl(grounds={"proefblad": "toestemming van de uitgever"})
    assert counts["changed"] == 1
    assert site.read(Document, "flag = 'ok'")[0].text == TEXT


def test_nothing_is_kept_where_policy_keeps_no_copy(site: Site) -> None:
    site.put_record(policy={"fetch": True, "archive": False})
    site.put("proefblad.example/1.html", a_page())
    site.put_feed(["1.html"])
    site.crawl()
    assert len(site.read(Document)) == 1
    assert not site.workspace.archive.exists()
    assert all(capture.archive_file is None for capture in site.read(Capture))


def test_sitemaps_are_found_through_robots(site: Site) -> None:
    site.put_record(feeds=[], sitemaps=[])
    site.put("proefblad.example/robots.txt", f"User-agent: *\nCrawl-delay: 0.01\nSitemap: {HOST}/index.xml")
    site.put("proefblad.example/index.xml", f"<sitemapindex><sitemap><loc>{HOST}/a.xml</loc></sitemap></sitemapindex>")
    site.put(
        "proefblad.example/a.xml",
        f"<urlset><url><loc>{HOST}/1.html</loc></url><url><loc>{HOST}/over</loc></url></urlset>",
    )
    site.put("proefblad.example/1.html", a_page())
    site.crawl()
    assert [document.canonical_url for document in site.read(Document)] == [f"{HOST}/1.html"]


def test_near_copies_of_two_outlets_are_one_cluster(site: Site) -> None:
    site.put_record()
    site.put_record(name="tweedeblad")
    long = TEXT + " De wethouder sprak van een les voor de toekomst, en zei dat de beelden inmiddels zijn gewist."
    site.put("proefblad.example/1.html", a_page(long))
    site.put("tweedeblad.example/1.html", a_page(long + " Lees morgen meer."))
    site.put_feed(["1.html"])
    site.put_feed(["1.html"], host="tweedeblad.example")
    assert site.crawl()["clusters"] == 1
    assert len({document.cluster for document in site.read(Document)}) == 1


def test_the_limit_is_kept(site: Site) -> None:
    site.put_record()
    for number in range(5):
        site.put(f"proefblad.example/{number}.html", a_page(f"{TEXT} Nummer {number}."))
    site.put_feed([f"{number}.html" for number in range(5)])
    counts = site.crawl(limit=2)
    assert (counts["pages"], counts["left"]) == (2, 3)
    counts = site.crawl(limit=2)
    assert (counts["pages"], counts["left"], counts["documents"]) == (2, 1, 2)


def test_an_outlet_without_record_is_named(site: Site) -> None:
    with pytest.raises(SourceError, match="geenblad: no such publisher record"):
        site.crawl(publishers=("geenblad",))


def test_folders_of_the_case_file_are_taken_in(site: Site) -> None:
    (site.folder / "stukken").mkdir()
    (site.folder / "stukken" / "brief.txt").write_text("Een brief aan de raad.", encoding="utf-8")
    counts = site.crawl(publishers=(), folders=(str(site.folder / "stukken"),))
    assert (counts["imported"], counts["documents"], counts["pages"]) == (1, 1, 0)


def test_private_networks_are_left_alone(site: Site) -> None:
    """Without a proxy, an address of the case file's feed may not lead the crawler into the user's own network."""
    site.put("proefblad.example/rss.xml", "<rss><item><link>http://localhost:9/geheim</link></item></rss>")
    with SampleSite(site.folder / "site") as server:
        port = server.address.rsplit(":", 1)[1]
        dossier = Dossier(
            path=site.folder,
            title="Proef",
            subject="GM0303",
            complainant="Klager",
            complainant_names=("Klager",),
            collect=Collect(
                feeds=(f"http://127.0.0.1:{port}/proefblad.example/rss.xml",), publishers_dir=site.folder / "publishers"
            ),
        )
        collect(site.workspace, dossier)
    flags = {capture.url: capture.flag for capture in site.read(Capture)}
    assert flags["http://localhost:9/geheim"] == "blocked"


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("::1", False), ("fe80::1%eth0", False),
     ("::ffff:192.168.1.1", False), ("100.64.0.1", False), ("0.0.0.0", False), ("93.184.216.34", True)],
)  # fmt: skip
def test_public_addresses(address: str, expected: bool) -> None:
    assert is_public(address) is expected


def test_copies_are_found_and_strangers_left() -> None:
    one = " ".join(f"woord{number}" for number in range(60))
    texts = [
        ("a", one),
        ("b", one + " en nog een staart erbij"),
        ("c", " ".join(f"ander{number}" for number in range(60))),
    ]
    assert find_copies(texts) == [frozenset({"a", "b"})]
    assert find_copies([("a", "te kort"), ("b", "te kort")]) == []
