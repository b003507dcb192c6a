"""Pages as newsroom systems build them, cut down to what makes them hard. All of them are made up."""

from __future__ import annotations

import json

import pytest

from crawler.extract import extract
from crawler.pages.heads import is_stamp
from staving.schema import Flag

LINES = [
    "De gemeente Proefdam haalt de camera's bij het station voor de zomer weg, zo besloot het college dinsdagavond.",
    "Wethouder Truus Test zegt dat de beelden in drie jaar tijd geen enkele keer zijn opgevraagd door de politie.",
    "Omwonenden vragen zich af waarom de masten blijven staan, want die zouden volgens hen het uitzicht bederven.",
    "De raad praat er volgende week over en wil dan ook weten wat de camera's de gemeente hebben gekost.",
]
TEXT = "\n".join(LINES)
BODY = "".join(f"<p>{line}</p>" for line in LINES)
TITLE = "Proefdam haalt camera's bij station weg"
OTHERS = ["Brug weer open na storm", "Zwemles wordt duurder", "Kermis trekt veel bezoek", "Trein rijdt weer op tijd"]
SHORT = "Inwoners van Proefdam konden woensdag hun ogen niet geloven toen zij langs de haven van het dorp liepen."


def cards(tag: str, name: str, heading: str) -> str:
    inner = "".join(
        f'<{tag} class="c"><a href="/{n}"><h3>{o}</h3></a><p>{SHORT}</p></{tag}>' for n, o in enumerate(OTHERS)
    )
    return f'<div class="{name}"><h2>{heading}</h2>{inner}</div>'


def a_page(body: str, *, title: str = TITLE, head: str = "", linked: object = None, lang: str = "nl") -> bytes:
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}{script}</head>'
        f"<body>{body}</body></html>"
    ).encode()


def read(body: str, **options: object) -> tuple[str, tuple[str, ...], str | None, str]:
    found = extract(a_page(body, **options), url="http://proefblad.example/nieuws/1")  # type: ignore[arg-type]
    assert found.flag is Flag.OK, found.note
    return found.title, found.authors, found.published, found.text


def test_a_broadcaster_without_metadata() -> None:
    body = (
        f'<form method="post"><div><h2><span id="ctl_lbl">{TITLE}</span></h2><div class="datum"><span>Vrijdag 3 mei'
        f" 2024, 14:05 uur</span> | <span>Door: Piet Proef</span></div><div>{'<br><br>'.join(LINES)}</div></div></form>"
    )
    found = read(body, title=f"Proefradio - Nieuws - {TITLE}")
    assert found == (TITLE, ("Piet Proef",), "2024-05-03T14:05+02:00", TEXT)


def test_an_old_page_laid_out_as_a_table() -> None:
    links = "<br>".join(f'<a href="{n}.htm">{other}</a>' for n, other in enumerate(OTHERS))
    body = (
        f"<table><tr><td>{links}</td><td><font><b>{TITLE}</b></font><br><font>door Piet Proef - woensdag 8"
        f" november 2023</font><br><br>{'<br><br>'.join(LINES)}<br><br>{LINES[0]}</td><td><b>Weer</b><br>"
        "Morgen regen</td></tr>"
        "</table>"
    )
    title, authors, published, text = read(body, title="Proefblad.example")
    assert (title, authors, published) == (TITLE, ("Piet Proef",), "2023-11-08")
    assert LINES[3] in text
    assert "regen" not in text
    assert OTHERS[0] not in text


@pytest.mark.parametrize("heading", ["Meer nieuws", "Verder lezen", "Iets heel anders"])
@pytest.mark.parametrize("tag", ["article", "div", "li"])
def test_cards_of_other_articles_are_no_text(tag: str, heading: str) -> None:
    body = f"<main><h1>{TITLE}</h1>{BODY}</main>{cards(tag, 'grid', heading)}"
    assert read(body)[3] == TEXT


def test_comments_under_a_heading_are_no_text() -> None:
    said = "".join(f'<div class="k"><b>Bezoeker {n}</b><p>{SHORT}</p></div>' for n in range(8))
    body = f'<div id="m"><h1>{TITLE}</h1>{BODY}<div id="r"><h3>Reacties (8)</h3>{said}</div></div>'
    assert read(body)[3] == TEXT


def test_a_sign_up_box_and_a_dialogue_are_no_text() -> None:
    box = f"<div class='x1'><h3>Wakker met Proefdam</h3><p>{SHORT}</p><form><input type='email'></form></div>"
    dialogue = f"<div role='dialog'><p>Wij en onze 12 partners gebruiken cookies.</p><p>{SHORT}</p></div>"
    body = f"{dialogue}<main><h1>{TITLE}</h1><p>{LINES[0]}</p>{box}{''.join(f'<p>{x}</p>' for x in LINES[1:])}</main>"
    assert read(body)[3] == TEXT


def test_a_link_to_another_article_inside_the_text() -> None:
    link = "<section class='k'><span>Lees ook</span> <a href='/2'><h3>Brug weer open na storm</h3></a></section>"
    body = f"<article><h1>{TITLE}</h1><p>{LINES[0]}</p>{link}{''.join(f'<p>{x}</p>' for x in LINES[1:])}</article>"
    assert read(body)[3] == TEXT


@pytest.mark.parametrize(
    ("shown", "authors", "published"),
    [
        ("<div>vr 3 mei 2024, 17:20 uur &bull; Piet Proef &bull; 12 reacties</div>", ("Piet Proef",),
         "2024-05-03T17:20+02:00"),
        ("<div>Geplaatst door <span>Piet Proef</span> op wo, 08/11/2023 - 20:15</div>", ("Piet Proef",),
         "2023-11-08T20:15+01:00"),
        ("<div>Tekst en foto's: Piet Proef <span>14-01-2024 18:00</span></div>", ("Piet Proef",),
         "2024-01-14T18:00+01:00"),
        ("<div>Geschreven door <b>Piet Proef</b> · Foto: Truus Test</div><div>Maandag 15 januari 2024 | 08:10</div>",
         ("Piet Proef",), "2024-01-15T08:10+01:00"),
        ("<p>GEWIJZIGD: 09:31, 20 maart 2024 &nbsp; GEPUBLICEERD: 18:02, 19 maart 2024</p>", (),
         "2024-03-19T18:02+01:00"),
        ("<div>Van onze verslaggeefster Truus Test</div><div>Den Haag | 3 mei 2024</div>", ("Truus Test",),
         "2024-05-03"),
        ("<p>Van de raad mag het.</p>", (), None),
    ],
)  # fmt: skip
def test_the_head_tells_who_and_when(shown: str, authors: tuple[str, ...], published: str | None) -> None:
    found = read(f"<div><h1>{TITLE}</h1>{shown}{BODY}</div>")
    assert found[:3] == (TITLE, authors, published)


NEWS = {"@type": "NewsArticle", "datePublished": "2024-05-03T14:05:00+02:00"}


@pytest.mark.parametrize(
    ("shown", "headline"),
    [
        (f"<h1>{TITLE}</h1>", f"Opinie | {TITLE}"),
        (f"<h1>{TITLE}</h1>", f"Proefdam: {TITLE}"),
        (f"<h1><span>Station</span> {TITLE}</h1>", TITLE),
    ],
)
def test_a_kicker_is_no_part_of_the_headline(shown: str, headline: str) -> None:
    assert read(shown + BODY, title=headline, linked=NEWS | {"headline": headline})[0] == TITLE


def test_a_name_in_capitals_is_written_as_the_page_shows_it() -> None:
    linked = NEWS | {"headline": TITLE, "author": {"@type": "Person", "name": "TRUUS DE TEST"}}
    body = f"<article><h1>{TITLE}</h1><div><a>Truus de Test</a></div>{BODY}</article>"
    assert read(body, linked=linked)[1] == ("Truus de Test",)
    assert read(f"<h1>{TITLE}</h1>{BODY}", linked=linked)[1] == ("TRUUS DE TEST",)


@pytest.mark.parametrize(
    ("line", "names", "expected"),
    [
        ("Vrijdag 3 mei 2024, 14:05 uur | Door: Piet Proef", ["Piet Proef"], True),
        ("Stand: 12.03.2024 23:31 Uhr", [], True),
        ("Publié le mardi 17 septembre 2024 à 18 h 30", [], True),
        ("Op 3 mei 2024 viel het besluit", [], False),
        ("Piet Proef zwijgt", ["Piet Proef"], False),
        ("3 mei 2024.", [], False),
    ],
)
def test_dates_and_bylines_are_no_text(line: str, names: list[str], expected: bool) -> None:
    assert is_stamp(line, names) is expected
