"""Who we say we are, and what robots.txt lets us ask."""

from __future__ import annotations

import pytest

from crawler.guests import MAX_DELAY_S, MAX_ROBOTS_BYTES, Rules, make_user_agent, read_rules

SITE = "https://krant.example"


def the_rules(text: str, status: int = 200) -> Rules:
    rules = read_rules(text.encode(), status)
    assert rules is not None
    return rules


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("User-agent: *\nDisallow: /zoek", "/zoeken", False),
        ("User-agent: *\nDisallow: /zoek$", "/zoeken", True),
        ("User-agent: *\nDisallow: /*?*bron=", "/a?x=1&bron=rss", False),
        ("User-agent: *\nDisallow: /*?*bron=", "/a-bron", True),
        ("User-agent: *\nDisallow:/nieuws/n*", "/nieuws/n12", False),
        ("User-agent: *\nDisallow:/nieuws/n*", "/nieuws/12", True),
        ("User-agent: *\nDisallow: *~a1b2*", "/stad/kop~a1b2c3/", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /\nDisallow: /api/", "/api/x", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("user-AGENT: STAVING\ndisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
        ("User-agent: staving\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: AnderBot\nUser-agent: Scrapy\nDisallow: /\n\nUser-agent: *\nDisallow: /zoek", "/a", False),
        ("User-agent: Scrapy\nAllow: /\n\nUser-agent: *\nDisallow: /zoek", "/zoek", False),
        ("User-agent: staving\nAllow: /\n\nUser-agent: Scrapy\nDisallow: /", "/a", True),
        ("User-agent: AnderBot\nDisallow: /", "/a", True),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("User-agent: *\rDisallow: /a\r", "/a", False),
        ("User-agent: *\n# hier geldt\x85Disallow: /a", "/a", True),
        ("", "/a", True),
    ],
)  # fmt: skip
def test_what_may_be_asked(text: str, path: str, expected: bool) -> None:
    assert the_rules(text).allows(SITE + path) is expected


def test_the_rules_themselves_may_always_be_asked() -> None:
    assert the_rules("User-agent: *\nDisallow: /").allows(f"{SITE}/robots.txt")


@pytest.mark.parametrize(("status", "known"), [(404, True), (403, True), (410, True), (429, False), (500, False)])
def test_a_site_without_rules_and_one_that_cannot_tell(status: int, known: bool) -> None:
    rules = read_rules(b"User-agent: *\nDisallow: /", status)
    assert (rules is not None) is known
    assert rules is None or rules.allows(f"{SITE}/a")


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7.0),
        ("User-agent: *\nCrawl-delay: 0.5", 0.5),
        ("User-agent: *\nCrawl-delay: 3600", MAX_DELAY_S),
        ("User-agent: *\nCrawl-delay: straks", 0.0),
        ("User-agent: *\nRequest-rate: 1/10s", 10.0),
        ("User-agent: *\nCrawl-delay: 2\nRequest-rate: 30/1m", 2.0),
        ("User-agent: AnderBot\nCrawl-delay: 9", 0.0),
        ("User-agent: Scrapy\nCrawl-delay: 9\n\nUser-agent: *\nCrawl-delay: 2", 9.0),
    ],
)
def test_the_pace_that_is_asked_for(text: str, delay: float) -> None:
    assert the_rules(text).delay_s == delay


def test_a_page_in_the_place_of_rules_is_noted() -> None:
    rules = the_rules("<!DOCTYPE html>\n<html><body>Deze pagina bestaat niet</body></html>")
    assert rules.note is not None
    assert rules.allows(f"{SITE}/a")


def test_no_more_is_read_than_the_standard_says() -> None:
    head = "User-agent: *\nDisallow: /a\n"
    rules = the_rules(head + "#" * 79 + "\n" + ("# vulling\n" * (MAX_ROBOTS_BYTES // 10)) + "Disallow: /b\n")
    assert not rules.allows(f"{SITE}/a")
    assert rules.allows(f"{SITE}/b")


def test_the_name_we_give() -> None:
    assert "http" in make_user_agent("1.0")
    assert "@" not in make_user_agent("1.0")
    assert "(+jurist@zaak.example;" in make_user_agent("1.0", " jurist@zaak.example ")


@pytest.mark.parametrize("contact", ["a\r\nX-Kop: 1", "a\x00", "a\tb", "zoë@zaak.example", "a) Mozilla (b"])
def test_a_contact_cannot_carry_a_header(contact: str) -> None:
    with pytest.raises(ValueError, match="contact"):
        make_user_agent("1.0", contact)
