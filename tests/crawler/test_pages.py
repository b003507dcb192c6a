"""Reading pages and files: what is text, what is metadata, what is neither."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract import extract, extract_all
from crawler.pages.webpage import strip_site
from crawler.publishers import Markers
from staving.schema import DocumentKind, Flag

BODY = [
    "De gemeente Proefdam legt gesprekken aan de balie voortaan niet meer vast. Dat besloot het college dinsdag.",
    "Wethouder Truus Test noemde de opnamen „achteraf gezien onnodig”. De raad had daar in maart om gevraagd.",
    "Eerder legde de gemeente alle gesprekken vast. De beelden werden twee weken bewaard en daarna gewist.",
]
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "@id": "#uitgever", "name": "Proefblad"},
        {
            "@type": "NewsArticle",
            "headline": "Proefdam stopt met opnamen &amp; wist beelden",
            "datePublished": "2021-11-16T17:05:00+01:00",
            "dateModified": "2021-11-17T08:00:00+01:00",
            "author": [{"@type": "Person", "name": "Door Piet Proef"}, {"@type": "Organization", "name": "ANP"}],
            "publisher": {"@id": "#uitgever"},
            "isAccessibleForFree": "True",
            "isBasedOn": {
                "@type": "NewsArticle",
                "url": "https://ander.example/1",
                "publisher": {"@type": "Organization", "name": "Ander Blad"},
                "datePublished": "2021-11",
            },
        },
    ],
}


def a_page(*, linked: object = LINKED, head: str = "", body: str = "", title: str = "Iets - Proefblad") -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY)
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked else ""
    return (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{title}</title>{script}{head}</head>'
        f"<body><nav><a href='/'>Voorpagina</a></nav><article><h1>Proefdam stopt met opnamen</h1>{paragraphs}{body}"
        "</article><aside><p>Lees ook: andere gemeente gaat juist beginnen.</p></aside></body></html>"
    ).encode()


def test_what_the_page_says_of_itself_comes_first() -> None:
    found = extract(a_page(), url="http://proefblad.example/1")
    assert found.flag is Flag.OK
    assert found.title == "Proefdam stopt met opnamen & wist beelden"
    assert found.authors == ("Piet Proef",)
    assert found.agencies == ("ANP",)
    assert found.published == "2021-11-16T17:05+01:00"
    assert found.modified == "2021-11-17T08:00+01:00"
    assert found.outlet == "Proefblad"
    assert found.language == "nl"
    assert found.is_free is True
    assert found.kind is DocumentKind.ARTICLE
    assert (found.based_on_url, found.based_on_publisher, found.based_on_date) == (
        "https://ander.example/1",
        "Ander Blad",
        "2021-11",
    )


def test_the_text_is_the_body_and_nothing_else() -> None:
    found = extract(a_page(), url="http://proefblad.example/1")
    for line in BODY:
        assert line in found.text
    assert "Lees ook" not in found.text
    assert "Voorpagina" not in found.text


def test_without_linked_data_the_page_is_read() -> None:
    head = '<meta property="article:published_time" content="2021-11-16"><meta name="author" content="Piet Proef">'
    found = extract(a_page(linked=None, head=head), url="http://proefblad.example/1")
    assert found.title == "Proefdam stopt met opnamen"
    assert found.published == "2021-11-16"
    assert found.authors == ("Piet Proef",)


@pytest.mark.parametrize("free", [False, "False", "false", "https://schema.org/False"])
def test_an_article_that_is_not_free_is_flagged_and_its_hidden_body_left(free: object) -> None:
    hidden = "Dit deel staat alleen in de gegevens."
    linked = {"@type": "NewsArticle", "headline": "Kop", "isAccessibleForFree": free, "articleBody": hidden}
    found = extract(a_page(linked=linked), url="http://proefblad.example/1")
    assert found.flag is Flag.PAYWALL
    assert hidden not in found.text
    assert not found.has_text


def test_a_consent_gate_is_no_article() -> None:
    url = "https://myprivacy.proefpers.example/consent?callbackUrl=https%3A%2F%2Fproefblad.example%2F1"
    found = extract(a_page(title="DPG Media Privacy Gate"), url=url)
    assert (found.flag, found.text) == (Flag.CONSENT_WALL, "")


def test_markers_of_the_outlet_give_a_gate_away() -> None:
    page = a_page(linked=None, body='<div class="poort">Kies uw cookies</div>')
    found = extract(page, url="http://proefblad.example/1", markers=Markers(consent=('class="poort"',)))
    assert found.flag is Flag.CONSENT_WALL
    found = extract(page, url="http://proefblad.example/1", markers=Markers(paywall=('class="poort"',)))
    assert found.flag is Flag.PAYWALL


def test_a_challenge_and_a_soft_error_are_no_articles() -> None:
    assert extract(a_page(title="Just a moment...")).flag is Flag.BLOCKED
    assert extract(a_page(title="Pagina niet gevonden")).flag is Flag.GONE


def test_a_page_without_words_is_empty() -> None:
    page = b"<!doctype html><html><head><title>Kop</title></head><body><div id='app'></div></body></html>"
    assert extract(page).flag is Flag.EMPTY


def test_a_reservation_in_the_page_is_seen() -> None:
    assert extract(a_page(head='<meta name="tdm-reservation" content="1">')).is_reserved
    assert not extract(a_page()).is_reserved


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Raad wil uitleg | Proefblad", "Raad wil uitleg"),
        ("Raad wil uitleg - Proefblad", "Raad wil uitleg"),
        ("Proefblad: Raad wil uitleg", "Proefblad: Raad wil uitleg"),
        ("Raad wil uitleg - en snel", "Raad wil uitleg - en snel"),
        ("Proefblad", "Proefblad"),
        ("Camera's | Binnenland | proefblad.example", "Camera's | Binnenland"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_title(title: str, expected: str) -> None:
    assert strip_site(title, ["Proefblad"], "http://www.proefblad.example/1") == expected


def test_markdown_leaves_the_words() -> None:
    source = (
        "**Betreft:** verzoek\n\nGeacht college,\n\nDe gemeente *filmt*.<sup>1</sup> Zie [de site](https://a.example/x).[^2]\n"
        'Zij zei: "Het is *echt* zo."\n\n- punt een\n- punt twee\n\n1. eerst\n\n# Slot\n\n[^2]: Een noot.\n\n'
        "<sup>1</sup> <https://b.example/y~z>\n\n2 maart 2021\n\nHoogachtend,\n"
    )
    found = extract(source.encode(), file_name="brief.md")
    assert found.kind is DocumentKind.LETTER
    assert found.title == "verzoek"
    assert found.published == "2021-03-02"
    lines = [line for line in found.text.split("\n") if line]
    assert lines[2] == 'De gemeente filmt.¹ Zie de site.² Zij zei: "Het is echt zo."'
    assert lines[3:7] == ["- punt een", "- punt twee", "1. eerst", "Slot"]
    assert "² Een noot." in lines
    assert "¹ https://b.example/y~z" in lines


def test_plain_text_broken_over_lines_is_made_whole() -> None:
    source = (
        "Verslag\n\nHet college heeft in de vergadering van dinsdag besloten dat de gemeen-\n"
        "te geen gesprekken meer opneemt. De raad had om een overzicht van de beeld-\n"
        "en geluidsopnamen gevraagd, en dat overzicht ligt nu bij de griffie ter inzage.\n"
    )
    text = extract(source.encode(), file_name="v.txt").text
    assert "dat de gemeente geen gesprekken" in text
    assert "beeld- en geluidsopnamen" in text


def test_lines_that_are_paragraphs_stay_lines() -> None:
    source = "Eerste alinea, kort.\r\nTweede alinea.\rDerde.\n"
    assert extract(source.encode(), file_name="v.txt").text == "Eerste alinea, kort.\nTweede alinea.\nDerde."


def a_pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page, written by hand."""
    show = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 11 Tf 14 TL 50 780 Td {show} ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def test_a_pdf_gives_its_text() -> None:
    found = extract(a_pdf(["Raadsbrief", "De gemeente Proefdam stopt met opnamen."]), file_name="b.pdf")
    assert found.flag is Flag.OK
    assert "De gemeente Proefdam stopt met opnamen." in found.text
    assert found.title == "Raadsbrief"


def test_a_pdf_without_text_needs_a_reader_of_pictures() -> None:
    assert extract(a_pdf([])).flag is Flag.NEEDS_OCR


def test_a_pdf_that_is_cut_off_is_flagged() -> None:
    whole = a_pdf(["Raadsbrief over opnamen"])
    assert extract(whole[: len(whole) // 3]).flag in {Flag.TRUNCATED, Flag.NEEDS_OCR}
    assert not extract(whole[: len(whole) // 3]).has_text


def test_an_encrypted_pdf_is_flagged() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(a_pdf(["Geheim stuk"]))))
    writer.encrypt("wachtwoord", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    assert extract(out.getvalue()).flag is Flag.ENCRYPTED


@pytest.mark.parametrize(
    ("content", "flag"),
    [
        (b"", Flag.EMPTY),
        (b"  \n ", Flag.EMPTY),
        (b"\x89PNG\r\n\x1a\n\0\0", Flag.UNSUPPORTED),
        (b"PK\x03\x04rest", Flag.UNSUPPORTED),
        (bytes(range(256)) * 4, Flag.UNSUPPORTED),
        (b"\x1f\x8bkapot", Flag.TRUNCATED),
        (b"--- !!! ---", Flag.EMPTY),
    ],
)
def test_what_is_no_text_is_flagged(content: bytes, flag: Flag) -> None:
    found = extract(content)
    assert found.flag is flag
    assert found.note
    assert not found.has_text


def test_a_compressed_page_is_opened() -> None:
    assert extract(gzip.compress(a_page()), file_name="a.html.gz").title == "Proefdam stopt met opnamen & wist beelden"


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)),
    st.sampled_from(
        [
            "",
            "<html><body>",
            "<?xml version='1.0'?><cvdr>",
            "{",
            "%PDF-1.4\n",
            "# ",
            '<script type="application/ld+json">',
        ]
    ),
    st.sampled_from([None, "a.html", "a.md", "a.xml", "a.json", "a.txt"]),
)
def test_nothing_is_raised(content: bytes, begin: str, name: str | None) -> None:
    assert extract_all(begin.encode() + content, file_name=name)
