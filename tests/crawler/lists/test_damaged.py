"""What comes instead of the answer of a service: nothing raises, each is a problem with one line."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.asks import Ask, Listing
from crawler.publishers import Publisher
from crawler.readers import READERS, load_reader

BASE = "http://dienst.example"
BODY = Publisher(
    id="dienst", name="Dienst", owner="Dienst", kind="authority", site=BASE, hosts=("dienst.example",)
)  # fmt: skip

OWN = sorted(name for name, place in READERS.items() if place.split(":")[0] in {
    "crawler.lists.sru", "crawler.lists.cvdr", "crawler.lists.bwb", "crawler.lists.ori", "crawler.lists.register",
    "crawler.lists.rechtspraak", "crawler.lists.parliament", "crawler.lists.open_overheid", "crawler.lists.diwoo",
})  # fmt: skip
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    b"<searchRetrieveResponse><title>&c;&d;</title></searchRetrieveResponse>"
)
ODD = [
    b"", b" \n", b"<", b"{", b"null", b"[]", b"3", b'"x"', b"\xff\xfe\x00", b"<html><body>503</body></html>",
    b"<!DOCTYPE html><html><p>fout", b"[" * 100_000, b"<a>" * 5000, BOMB, b"\x1f\x8b\x08cut",
    b'{"hits": 3}', b'{"hits": {"hits": [1, {"_source": []}, {"_source": {"text": [1, null]}}], "total": "x"}}',
    b'{"value": [1, {"Id": 3}, {"Id": "x"}], "@odata.nextLink": 4}',
    b'{"results": [1, {}, {"title": 3}], "total_count": -1}',
    b'{"resultaten": [1, {}, {"document": 3}, {"document": {"pid": "javascript:x"}}], "totaal": []}',
    b"<feed><entry/><entry><id>x</id></entry></feed>", b"<work><expression/><expression label='x'/></work>",
    b"<urlset><url/><url><loc>file:///etc/passwd</loc></url></urlset>", b"<sitemapindex><sitemap/></sitemapindex>",
    b"<searchRetrieveResponse><numberOfRecords>veel</numberOfRecords><record><recordData/></record></searchRetrieveResponse>",
]  # fmt: skip
STATES: list[dict[str, Any]] = [{}, {"limit": "x", "marks": 3, "codes": None, "start": [], "query": None, "seen": None}]


@pytest.mark.parametrize("reader", OWN)
@pytest.mark.parametrize("content", ODD)
def test_what_is_no_answer_raises_nothing(reader: str, content: bytes) -> None:
    for state in STATES:
        listing = load_reader(reader)(content, Ask(url=f"{BASE}/x?startRecord=1", reader=reader, state=state), BODY)
        assert isinstance(listing, Listing)
        assert listing.documents == ()
        assert all(entry.url.startswith("http") for entry in listing.entries)
        assert "aaaaaaaaaaaaaaaaaaaaa" not in str(listing)
        assert "root:" not in str(listing)


@pytest.mark.parametrize("content", [*ODD[:6], b"<html><body>503</body></html>"])
@pytest.mark.parametrize("reader", [name for name in OWN if name != "diwoo_robots"])
def test_what_is_no_answer_is_a_problem(reader: str, content: bytes) -> None:
    listing = load_reader(reader)(content, Ask(url=f"{BASE}/x", reader=reader), BODY)
    assert listing.problem
    assert "\n" not in listing.problem
