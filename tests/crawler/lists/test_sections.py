"""Section pages: articles once and in order, the next page, and traps left alone."""

from __future__ import annotations

import pytest

from crawler.asks import Ask, Listing
from crawler.lists.sections import name_trap, read_section
from crawler.publishers import Identity, Publisher, Section
from crawler.readers import load_reader

SITE = "https://www.proefblad.example"


def a_publisher(*sections: Section, pattern: str | None = r"~(?P<id>a[0-9a-f]{7})/?(?:[?#]|$)") -> Publisher:
    return Publisher(
        id="proefblad",
        name="Proefblad",
        owner="Proefpers",
        kind="newspaper",
        site=f"{SITE}/",
        hosts=("proefblad.example",),
        sections=sections,
        identity=Identity(pattern=pattern, address=f"{SITE}/artikel~{{id}}/") if pattern else None,
    )


def read(body: str, publisher: Publisher, url: str = f"{SITE}/oss/", **state: object) -> Listing:
    page = f'<!doctype html><meta charset="utf-8"><body>{body}</body>'
    return read_section(page.encode(), Ask(url=url, reader="section", state=state), publisher)


def urls(listing: Listing) -> list[str]:
    return [entry.url.removeprefix(SITE) for entry in listing.entries]


def test_articles_come_once_in_order_with_their_titles() -> None:
    listing = read(
        '<a href="/oss/camera-weg~a0b1c2d3/"><img src="x.jpg" alt=""></a>'
        '<a href="/oss/camera-weg~a0b1c2d3/?utm_source=voorpagina"><h3>Camera weg</h3><p>Aanloop van het stuk</p></a>'
        '<a href="/oss/tweede~a0b1c2d4/#reacties">3 reacties</a> <a href="/oss/tweede~a0b1c2d4/">Het tweede</a>'
        '<a href="/oss/">Oss</a> <a href="https://elders.example/x~a0b1c2d5/">Elders</a>'
        '<a href="derde~a0b1c2d6"><time datetime="2021-11-19T10:00+01:00">10:00</time><h2>Het derde</h2></a>',
        a_publisher(),
    )
    assert urls(listing) == ["/oss/camera-weg~a0b1c2d3/", "/oss/tweede~a0b1c2d4/", "/oss/derde~a0b1c2d6"]
    assert [entry.title for entry in listing.entries] == ["Camera weg", "Het tweede", "Het derde"]
    assert (listing.entries[2].published or "").startswith("2021-11-19T10:00")
    assert (listing.problem, listing.asks) == (None, ())


def test_the_reader_is_registered() -> None:
    assert load_reader("section") is read_section


def test_the_pattern_of_the_section_wins() -> None:
    section = Section(url=f"{SITE}/argos/", pattern=r"/argos/.+\.html$")
    body = '<a href="/argos/2021/in-het-vizier.html">Vizier</a><a href="/oss/camera-weg~a0b1c2d3/">Camera</a>'
    assert urls(read(body, a_publisher(section), section.url)) == ["/argos/2021/in-het-vizier.html"]


@pytest.mark.parametrize(
    ("link", "is_article"),
    [
        ("/nieuws/123456/camera", True),
        ("/2021/11/19/stuk", True),
        ("/digitaal/gemeente-stopt-met-proef-in-wijk", True),
        ("/digitaal/gemeente-stopt-met-proef.html", True),
        ("/digitaal", False),
        ("/tag/gemeente-stopt-met-proef", False),
        ("/auteur/12345/truus-test", False),
        ("/abonneren/nu-met-korting-voor-iedereen", False),
        ("/img/een-foto-van-het-gemeentehuis.jpg", False),
        ("/agenda/2021/11/19/", False),
        ("/nieuws/binnenland/?page=3", False),
        ("mailto:redactie@proefblad.example", False),
        ("javascript:void(0)", False),
        ("http://[kapot", False),
        ("https://www.proefblad.example.elders.example/nieuws/123456/x", False),
    ],
)
def test_without_a_pattern_a_link_must_look_like_an_article(link: str, is_article: bool) -> None:
    body = f'<a href="{link}">Kop</a><a href="/nieuws/999999/ander-stuk">Ander</a>'
    assert len(read(body, a_publisher(pattern=None)).entries) == 1 + is_article


def test_menus_and_feet_hold_no_articles_where_nothing_better_is_known() -> None:
    body = (
        '<nav><a href="/nieuws/111111/uit-het-menu-van-de-site">Menu</a></nav><a href="/nieuws/222222/stuk">Stuk</a>'
        '<footer><a href="/nieuws/333333/uit-de-voet-van-de-site">Voet</a></footer>'
    )
    assert urls(read(body, a_publisher(pattern=None))) == ["/nieuws/222222/stuk"]


ARTICLE = '<a href="/oss/camera-weg~a0b1c2d3/">Camera weg</a>'


@pytest.mark.parametrize(
    "link",
    [
        '<a rel="next" href="?page=2">2</a>',
        '<link rel="next" href="/oss/?page=2">',
        '<a href="/oss/?page=2">Volgende</a>',
        '<a href="/oss/?page=1">1</a><a href="/oss/?page=2">2</a><a href="/oss/?page=3">3</a>',
    ],
)
def test_the_next_page_is_asked_up_to_the_bound(link: str) -> None:
    section = Section(url=f"{SITE}/oss/", max_pages=2)
    listing = read(ARTICLE + link, a_publisher(section))
    (following,) = listing.asks
    assert following.url == f"{SITE}/oss/?page=2"
    assert (following.reader, following.source_id) == ("section", "proefblad")
    assert (following.state["page"], following.state["section"]) == (2, section.url)
    again = '<a href="/oss/ander~a0b1c2d9/">Ander</a><a rel="next" href="/oss/?page=3">3</a>'
    assert read(again, a_publisher(section), following.url, **following.state).asks == ()


def test_the_record_may_say_which_link_is_next() -> None:
    section = Section(url=f"{SITE}/oss/", next=r"/oss/ouder/\d+", max_pages=3)
    listing = read(
        f'{ARTICLE}<a rel="next" href="/elders/">x</a><a href="/oss/ouder/2">ouder</a>', a_publisher(section)
    )
    assert [ask.url for ask in listing.asks] == [f"{SITE}/oss/ouder/2"]


def test_without_a_record_one_page_is_read() -> None:
    assert read(f'{ARTICLE}<a rel="next" href="?page=2">2</a>', a_publisher()).asks == ()


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ('<a rel="next" href="?date=2031-12-01">volgende maand</a>', "calendar"),
        ('<a rel="next" href="/kalender/2031/12/">volgende maand</a>', "calendar"),
        ('<a rel="next" href="/oss/oss/oss/oss/">volgende</a>', "repeats itself"),
        ('<a rel="next" href="/oss/lijst/oss/lijst/">volgende</a>', "repeats itself"),
    ],
)
def test_traps_are_named_and_left(link: str, words: str) -> None:
    listing = read(ARTICLE + link, a_publisher(Section(url=f"{SITE}/oss/", max_pages=9)))
    assert words in (listing.problem or "")
    assert listing.asks == ()
    assert len(listing.entries) == 1


def test_a_session_id_is_taken_out() -> None:
    section = Section(url=f"{SITE}/oss/", max_pages=9)
    body = (
        '<a href="/oss/camera-weg~a0b1c2d3;jsessionid=0A1B2C">Camera weg</a>'
        '<a href="/oss/camera-weg~a0b1c2d3?PHPSESSID=77">Camera weg</a>'
        '<a rel="next" href="/oss/lijst;jsessionid=0A1B2C?page=2">2</a>'
    )
    publisher = a_publisher(section, pattern=r"~(?P<id>a[0-9a-f]{7})")
    listing = read(body, publisher)
    assert urls(listing) == ["/oss/camera-weg~a0b1c2d3"]
    assert [ask.url for ask in listing.asks] == [f"{SITE}/oss/lijst?page=2"]
    assert "session id" in (listing.problem or "")


def test_a_site_that_ignores_the_number_of_the_page_is_noticed() -> None:
    publisher = a_publisher(Section(url=f"{SITE}/oss/", max_pages=9))
    body = f'{ARTICLE}<a href="?page=2">2</a><a href="?page=3">3</a>'
    (second,) = read(body, publisher).asks
    listing = read(body, publisher, second.url, **second.state)
    assert "page without end" in (listing.problem or "")
    assert listing.asks == ()


def test_an_empty_later_page_is_the_end_and_no_problem() -> None:
    assert read("<p>Niets meer</p>", a_publisher(), page=2) == Listing()


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"<!-- -->", b"\xff\xfe", b"{}", b"<a href=", b"%PDF-1.4"])
def test_what_is_no_page_is_a_problem_and_no_error(content: bytes) -> None:
    listing = read_section(content, Ask(url=f"{SITE}/oss/", reader="section"), a_publisher())
    assert listing.entries == ()
    assert listing.problem


def test_odd_state_is_no_error() -> None:
    assert len(read(ARTICLE, a_publisher(), page="twee", section=3, last=None).entries) == 1


@pytest.mark.parametrize(
    ("url", "before", "trap"),
    [
        ("https://k.example/nieuws?date=2021-05-01", "https://k.example/nieuws", "a calendar"),
        ("https://k.example/nieuws?date=2021-05-01&page=2", "https://k.example/nieuws?date=2021-05-01", None),
        ("https://k.example/nieuws?maand=5&jaar=2021", "", "a calendar"),
        ("https://k.example/archief/2021/11", "", "a calendar"),
        ("https://k.example/archief/2021/11/een-stuk", "", None),
        ("https://k.example/2011/11/11/stuk", "", None),
        ("https://k.example/a;jsessionid=1", "", "a session id in the address"),
        ("https://k.example/a?sid=12", "", None),
        ("https://k.example/" + "a/" * 30, "", "a path of more than 24 parts"),
        ("http://[kapot", "", None),
    ],
)
def test_names_of_traps(url: str, before: str, trap: str | None) -> None:
    assert name_trap(url, before) == trap
