"""What a page says about itself, and its text. All pages are made up."""

from __future__ import annotations

import json

import pytest

from crawler.extract import extract
from crawler.pages.linked import parse
from crawler.pages.places import read_place
from crawler.pages.titles import Names, choose_title

LINES = [
    "De gemeente Proefdam legt gesprekken aan de balie voortaan niet meer vast, zo besloot het college dinsdag.",
    "Wethouder Truus Test noemde de opnamen achteraf gezien onnodig; de raad had daar in maart om gevraagd.",
    "Eerder legde de gemeente alle gesprekken vast en bleven de beelden twee weken bewaard, waarna ze werden gewist.",
    "De oppositie is tevreden, maar wil dat ook de oude beelden worden vernietigd voordat het jaar voorbij is.",
    "Het college komt in het voorjaar met een evaluatie en zal de raad dan vertellen wat de opnamen hebben gekost.",
]
ARTICLE = "".join(f"<p>{line}</p>" for line in LINES)


def a_page(
    *, linked: object = None, head: str = "", body: str = ARTICLE, title: str = "Kop", lang: str = "nl"
) -> bytes:
    script = linked if isinstance(linked, str) else json.dumps(linked) if linked else ""
    script = f'<script type="application/ld+json">{script}</script>' if script else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}{script}</head>'
        f"<body><article>{body}</article></body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("script", "key", "value"),
    [
        ('/* kop */ {"headline": "A",}', "headline", "A"),
        ('{"headline": "A", // noot\n "name": "B"}', "name", "B"),
        ("<!-- {\"headline\": \"A\"} -->", "headline", "A"),
        ("//<![CDATA[\n{\"headline\": \"A\"}\n//]]>", "headline", "A"),
        ("{&quot;headline&quot;: &quot;A&quot;}", "headline", "A"),
        ('{"headline": "A\tB\nC"}', "headline", "A\tB\nC"),
        ('{"headline": "Camera\\\'s weg"}', "headline", "Camera's weg"),
        ('{"url": "http://a.example/1", "headline": "A",}', "url", "http://a.example/1"),
        ('{"@type":"NewsArticle","headline":"Heel "erg" stuk","dateModified":"2021"}', "dateModified", "2021"),
    ],
)  # fmt: skip
def test_broken_linked_data_is_mended(script: str, key: str, value: str) -> None:
    assert parse(script)[key] == value


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (Names(headline="A kop", social="B kop", headings=("A kop",), window="C"), "A kop"),
        (Names(headline="Kop voor zoekers", social="Raad wil uitleg", headings=("Raad wil uitleg",), window="C"),
         "Raad wil uitleg"),
        (Names(headline=None, social="Opinie | Raad wil uitleg", headings=("Raad wil uitleg",)), "Raad wil uitleg"),
        (Names(headline="Raad wil uitleg over …", headings=("Raad wil uitleg over de balie",)),
         "Raad wil uitleg over de balie"),
        (Names(headline=None, social="Raad wil uitleg - Proefblad", headings=("Proefblad",)), "Raad wil uitleg"),
        (Names(headline=None, social=None, headings=("Raad wil uitleg",), window="Iets anders"), "Raad wil uitleg"),
        (Names(headline="Raad wil uitleg | Nieuws | Proefblad"), "Raad wil uitleg"),
        (Names(window="Raad wil uitleg - Proefblad"), "Raad wil uitleg"),
    ],
)  # fmt: skip
def test_the_headline_is_what_a_reader_sees(names: Names, expected: str) -> None:
    assert choose_title(names, sites=["Proefblad"], url="http://proefblad.example/nieuws/1") == expected


def test_authors_are_found_by_reference_in_a_graph() -> None:
    linked = {"@graph": [
        {"@type": "Article", "headline": "Kop", "author": {"@id": "#p"}, "datePublished": "2021-11-16"},
        {"@type": "Person", "@id": "#p", "name": "Piet Proef"},
        {"@type": "BreadcrumbList",
         "itemListElement": [{"name": "Voorpagina"}, {"name": "Binnenland"}, {"name": "Kop"}]},
    ]}  # fmt: skip
    found = extract(a_page(linked=linked))
    assert found.authors == ("Piet Proef",)
    assert found.section == "Binnenland"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="byl" content="Door Piet Proef">',
        '<meta name="parsely-author" content="Piet Proef">',
        '<meta name="DC.creator" content="Piet Proef">',
        '<meta property="article:author" content="http://a.example"><meta name="author" content="Piet Proef">',
    ],
)
def test_authors_are_found_in_meta_elements(head: str) -> None:
    assert extract(a_page(head=head)).authors == ("Piet Proef",)


@pytest.mark.parametrize(
    "shown",
    [
        '<a rel="author" href="/a">Piet Proef</a>',
        '<p class="byline">Door Piet Proef</p>',
        '<span itemprop="author" itemscope><span itemprop="name">Piet Proef</span></span>',
    ],
)
def test_a_byline_of_people_wins_over_an_organisation(shown: str) -> None:
    linked = {"@type": "NewsArticle", "headline": "Kop", "author": {"@type": "Organization", "name": "Proefpers Groep"}}
    found = extract(a_page(linked=linked, body=shown + ARTICLE))
    assert found.authors == ("Piet Proef",)
    assert found.desks == ("Proefpers Groep",)


@pytest.mark.parametrize(
    ("head", "body", "published", "modified"),
    [
        ("", "<p class='date'>maandag 15 november 2021 om 06.30 uur</p>", "2021-11-15T06:30+01:00", None),
        ("", "<p class='date'>Laatste update: 15-11-2021, 12:30</p>", None, "2021-11-15T12:30+01:00"),
        ("", "<p class='date'>14 juli 2021, 09:00 | Laatste update: 15 juli 2021, 12:30</p>",
         "2021-07-14T09:00+02:00", "2021-07-15T12:30+02:00"),
        ("", "<time datetime='2021-11-15T06:30:00+01:00'>vandaag</time>", "2021-11-15T06:30+01:00", None),
        ("", "<p>Bijgewerkt: <time datetime='2021-11-15T06:30+01:00'>nu</time></p>", None, "2021-11-15T06:30+01:00"),
        ('<meta property="article:published_time" content="1636954200">', "", "2021-11-15T05:30+00:00", None),
        ('<meta property="article:published_time" content="2021-11-15">',
         "<time datetime='2021-11-15T06:30:00+01:00'>vandaag</time>", "2021-11-15T06:30+01:00", None),
    ],
)  # fmt: skip
def test_dates_to_the_minute(head: str, body: str, published: str | None, modified: str | None) -> None:
    found = extract(a_page(head=head, body=body + ARTICLE))
    assert (found.published, found.modified) == (published, modified)


def test_a_program_that_knows_no_date_is_not_believed() -> None:
    linked = {"@type": "NewsArticle", "headline": "Kop", "datePublished": "0001-01-01T00:00:00Z"}
    assert extract(a_page(linked=linked), url="http://proefblad.example/2021/11/15/kop").published == "2021-11-15"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("DRONTEN - De gemeente stopt.", "DRONTEN"),
        ("Dronten (ANP) – De gemeente stopt.", "Dronten"),
        ("ALPHEN AAN DEN RIJN - De gemeente stopt.", "ALPHEN AAN DEN RIJN"),
        ("'s-HERTOGENBOSCH - De gemeente stopt.", "'s-HERTOGENBOSCH"),
        ("UPDATE - De gemeente stopt.", None),
        ("De gemeente - en de raad - stoppen.", None),
        ("Proefdam stopt (dinsdag) - en dat is goed.", None),
    ],
)
def test_the_place_of_the_dateline(text: str, place: str | None) -> None:
    assert read_place(text) == place


def test_the_text_holds_what_is_of_the_article() -> None:
    body = (
        f"<h1>Kop</h1><p>{LINES[0]}</p><h2>Wat nu?</h2><p>{LINES[1]}</p>"
        "<ul><li>De beelden gaan weg.</li><li>De raad kijkt mee.</li></ul>"
        f"<blockquote><p>{LINES[2]}</p></blockquote>"
        "<figure><img src='a'><figcaption>Foto van de balie</figcaption></figure>"
        f"<p>Lees ook: <a href='/2'>Andere gemeente begint juist</a></p><p>{LINES[3]}</p>"
        "<p>Schrijf je in voor onze nieuwsbrief</p><h3>Meer over</h3>"
        "<ul><li><a href='/3'>Een heel ander verhaal van gisteren</a></li>"
        "<li><a href='/4'>Nog een ander verhaal van vorige week</a></li></ul>"
    )
    linked = {"@type": "NewsArticle", "headline": "Kop"}
    lines = extract(a_page(linked=linked, body=body)).text.split("\n")
    assert lines == [
        LINES[0],
        "Wat nu?",
        LINES[1],
        "- De beelden gaan weg.",
        "- De raad kijkt mee.",
        LINES[2],
        LINES[3],
    ]


def test_an_article_cut_up_for_advertisements_is_whole() -> None:
    parts = "".join(f'<div class="article-body part"><p>{line}</p></div><div class="ad"></div>' for line in LINES)
    text = extract(a_page(body=f"<div>{parts}</div>")).text
    assert text.split("\n") == LINES
