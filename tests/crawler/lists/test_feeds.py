"""Feeds and sitemaps."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from crawler.asks import Ask, Listing
from crawler.lists.feeds import read_feed
from crawler.lists.robots import find_sitemaps
from crawler.sources import make_unknown


def read_listing(content: bytes, url: str) -> Listing:
    return read_feed(content, Ask(url=url, reader="feed"), make_unknown(url))


RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<link>http://b.example/</link>
<item><title>Kop &amp; staart</title><link>/1</link><pubDate>Mon, 02 Nov 2026 07:00:00 +0100</pubDate>
<dc:creator>Piet</dc:creator></item>
<item><guid>http://b.example/2</guid></item><item><title>zonder adres</title></item><item>
<link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://b.example/"/><entry><title>Een</title>
<link rel="self" href="http://b.example/api/1"/><link rel="alternate" href="http://b.example/1"/>
<published>2026-11-02T07:00:00Z</published>
<author><name>Truus</name></author></entry></feed>"""
NEWS = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
>
<url><loc>http://b.example/1</loc><n:news><n:publication><n:name>Blad</n:name></n:publication>
<n:publication_date>2026-11-02</n:publication_date><n:title>Een</n:title></n:news></url></urlset>"""
INDEX = b"<sitemapindex><sitemap><loc> http://b.example/a.xml </loc></sitemap></sitemapindex>"


def test_rss() -> None:
    first, second = read_listing(RSS, "http://b.example/rss").entries
    assert (first.url, first.title, first.published, first.authors) == (
        "http://b.example/1",
        "Kop & staart",
        "2026-11-02T07:00+01:00",
        ("Piet",),
    )
    assert second.url == "http://b.example/2"


def test_atom() -> None:
    (entry,) = read_listing(ATOM, "http://b.example/atom").entries
    assert (entry.url, entry.title, entry.authors) == ("http://b.example/1", "Een", ("Truus",))
    assert entry.published == "2026-11-02T07:00+00:00"


def test_sitemaps() -> None:
    (entry,) = read_listing(gzip.compress(NEWS), "http://b.example/n.xml.gz").entries
    assert (entry.url, entry.title, entry.published) == ("http://b.example/1", "Een", "2026-11-02")
    assert read_listing(INDEX, "http://b.example/").asks == (Ask(url="http://b.example/a.xml", reader="feed"),)


def test_a_damaged_list_gives_what_it_has() -> None:
    assert read_listing(RSS[:-80], "http://b.example/rss").entries
    assert read_listing(b"<html><body>geen lijst</body></html>", "http://b.example/").problem
    assert read_listing(b"\x1f\x8bkapot", "http://b.example/").problem
    assert read_listing(b"", "http://b.example/").problem


def test_robots_names_sitemaps() -> None:
    robots = "User-agent: *\nDisallow: /x\nSITEMAP: http://b.example/a.xml\nSitemap:/b.xml\n# Sitemap in woorden"
    assert find_sitemaps(robots, "http://b.example/robots.txt") == ("http://b.example/a.xml", "http://b.example/b.xml")


@given(st.binary(max_size=200))
def test_any_bytes_can_be_asked(content: bytes) -> None:
    read_listing(content, "http://b.example/")
    read_listing(b"<rss>" + content, "http://b.example/")
