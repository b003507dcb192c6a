"""The index of a web archive: which copies there are, and where the list goes on."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from crawler.asks import Ask
from crawler.lists.cdx import read_cdx
from crawler.spiders.wayback import WaybackSpider
from staving.dossier.settings import Search

NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["example,blad)/a", "20211109061500", "https://www.blad.example/a?x=1", "text/html", "200", "AAAA", "45123"]
ASK = Ask(url="https://archief.example/cdx?url=blad.example&limit=2", reader="cdx", source_id="wayback")
PUBLISHER = WaybackSpider.PUBLISHER
assert PUBLISHER is not None


def _answer(*rows: list[str]) -> bytes:
    return json.dumps([NAMES, *rows]).encode()


def test_a_copy_is_an_entry_with_its_original_and_time() -> None:
    listing = read_cdx(_answer(ROW), ASK, PUBLISHER)
    (entry,) = listing.entries
    assert entry.url == "https://web.archive.org/web/20211109061500id_/https://www.blad.example/a?x=1"
    assert entry.original_url == "https://www.blad.example/a?x=1"
    assert entry.archived_at == "2021-11-09T06:15:00+00:00"
    assert entry.published is None
    assert (listing.asks, listing.problem) == ((), None)


def test_the_key_behind_the_empty_row_leads_on() -> None:
    content = _answer(ROW, [], ["example%2Cblad%29%2Fa+20211109061501%21"])
    ask = Ask(url=ASK.url, reader="cdx", source_id="wayback", state={"pages": "http://kopie.example/web", "limit": 5})
    listing = read_cdx(content, ask, PUBLISHER)
    assert listing.entries[0].url.startswith("http://kopie.example/web/20211109061500id_/https://")
    (following,) = listing.asks
    query = dict(parse_qsl(urlsplit(following.url).query))
    assert query == {"url": "blad.example", "limit": "2", "resumeKey": "example,blad)/a 20211109061501!"}
    assert following.state == {"pages": "http://kopie.example/web", "limit": 4, "seen": 1}
    assert (following.reader, following.source_id) == ("cdx", "wayback")
    again = read_cdx(content, following, PUBLISHER)
    assert again.asks == ()  # the same key once more would lead round in a circle


def test_no_more_are_taken_than_wanted() -> None:
    rows = [[*ROW[:1], f"2021110906150{number}", *ROW[2:]] for number in range(5)]
    ask = Ask(url=ASK.url, reader="cdx", state={"limit": 3})
    listing = read_cdx(_answer(*rows, [], ["meer"]), ask, PUBLISHER)
    assert (len(listing.entries), listing.asks) == (3, ())


@pytest.mark.parametrize(
    ("row", "count", "is_problem"),
    [
        ([*ROW[:3], "image/png", *ROW[4:]], 0, False),
        ([*ROW[:3], "application/pdf", *ROW[4:]], 1, False),
        ([*ROW[:1], "2021", *ROW[2:]], 0, True),
        ([*ROW[:1], "20211399061500", *ROW[2:]], 0, True),
        ([*ROW[:2], "ftp://b.example/x", *ROW[3:]], 0, True),
        (ROW[:4], 0, True),
    ],
)
def test_what_is_no_page_is_left_out_and_damage_is_said(row: list[str], count: int, is_problem: bool) -> None:
    listing = read_cdx(_answer(row), ASK, PUBLISHER)
    assert (len(listing.entries), listing.problem is not None) == (count, is_problem)


@pytest.mark.parametrize("content", [b"", b" \n", b"[]"])
def test_nothing_archived_is_no_problem(content: bytes) -> None:
    listing = read_cdx(content, ASK, PUBLISHER)
    assert (listing.entries, listing.asks, listing.problem) == ((), (), None)


@pytest.mark.parametrize(
    "content",
    [b"<html>Te veel verzoeken</html>", b"{}", b"[1, 2]", b'[["a", "b"]]', b"[" * 100_000, b"[[[]], [1]]", b"\xff"],
)
def test_what_is_no_index_is_a_problem(content: bytes) -> None:
    listing = read_cdx(content, ASK, PUBLISHER)
    assert listing.entries == ()
    assert listing.problem is not None
    assert listing.problem.startswith("no index: ")


def test_a_search_becomes_a_question() -> None:
    search = Search(access="wayback", url="blad.example/regio/", since="2021-11", until="2021-12-31", limit=50)
    spider = WaybackSpider(searches=(search,), bases={"wayback_pages": "http://127.0.0.1:9/web/"})
    (ask,) = spider.seeds()
    query = {name: values[0] for name, values in parse_qs(urlsplit(ask.url).query).items()}
    assert ask.url.startswith("https://web.archive.org/cdx/search/cdx?")
    assert query == {
        "url": "blad.example/regio/",
        "matchType": "exact",
        "output": "json",
        "fl": "timestamp,original,mimetype,statuscode,digest,length",
        "filter": "statuscode:200",
        "collapse": "digest",
        "limit": "50",
        "showResumeKey": "true",
        "from": "202111",
        "to": "20211231",
    }
    assert ask.state == {"pages": "http://127.0.0.1:9/web", "limit": 50}
    assert (ask.reader, ask.source_id) == ("cdx", "wayback")


@pytest.mark.parametrize(
    ("url", "query", "match"),
    [
        ("blad.example", "", "host"),
        ("https://www.blad.example/a", "", "exact"),
        ("https://www.blad.example", "", "exact"),
        ("blad.example", "domain", "domain"),
        ("https://www.blad.example/regio/", "prefix", "prefix"),
        ("blad.example", "cameratoezicht", "host"),
    ],
)
def test_how_the_address_is_compared(url: str, query: str, match: str) -> None:
    spider = WaybackSpider(searches=(Search(access="wayback", url=url, query=query),), base="http://127.0.0.1:9/cdx/")
    (ask,) = spider.seeds()
    assert dict(parse_qsl(urlsplit(ask.url).query))["matchType"] == match
    assert ask.url.startswith("http://127.0.0.1:9/cdx?")


def test_the_archive_is_asked_slowly() -> None:
    assert PUBLISHER is not None
    assert PUBLISHER.delay_s >= 3
