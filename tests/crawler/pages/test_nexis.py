"""Exports of press databases: one document for each article, each once, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files

import pytest
from office_files import NEXIS, a_docx, a_part, p

from crawler.extract import extract, extract_all
from crawler.extracted import Extracted
from crawler.pages.library_dates import read_library_date
from crawler.pages.nexis import make_identifier, write_name
from staving.schema import DocumentKind, Flag

TITLE = "Raad wil uitleg over camera aan balie"
BODY = [
    "De gemeente Proefdam legt gesprekken aan de balie voortaan niet meer vast.",
    "Wethouder Test noemde de opnamen onnodig. De raad had daar om gevraagd.",
]
COVER = [
    "User Name: Els Voorbeeld", "Date and Time: maandag 22 november 2021 10:15:00 CET", "Job Number: 158", "",
    "Documents (2)", f"1. {TITLE}", "Client/Matter: -None-", "Search Terms: camera AND balie",
    "Search Type: NAT/Nexis", "Narrowed by:", "2. Kort nieuws", "Client/Matter: -None-",
]  # fmt: skip
SECOND = NEXIS.replace("15 november 2021 maandag", "November 16, 2021 Tuesday 06:30 AM GMT").replace(
    "JAN VAN DER PROEF", "ANP"
)
STYLES = a_part('<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>')


def as_docx(*articles: tuple[str, str], has_style: bool = True) -> bytes:
    body = "".join(p(line) for line in COVER)
    for title, rest in articles:
        body += p(title, style="H" if has_style else "") + "".join(p(line) for line in rest.split("\n"))
    return a_docx(body, styles=STYLES)


def as_rtf(*articles: tuple[str, str]) -> bytes:
    lines = [*COVER, *(line for title, rest in articles for line in (title, *rest.split("\n")))]
    return b"{\\rtf1\\ansi " + "".join(f"{line}\\par\n" for line in lines).encode("ascii") + b"}"


def as_html(*articles: tuple[str, str]) -> bytes:
    lines = [f"<p>{line}</p>" for line in COVER]
    for title, rest in articles:
        lines.append(f"<h1>{title}</h1>")
        lines.extend(f"<p>{line}</p>" for line in rest.split("\n"))
    return f"<!DOCTYPE html><html><head><title>Documenten</title></head><body>{''.join(lines)}</body></html>".encode()


def as_text(*articles: tuple[str, str]) -> bytes:
    return "\n".join([*COVER, "", *(f"{title}\n{rest}\n" for title, rest in articles)]).encode()


def check_first(found: Extracted) -> None:
    assert found.flag is Flag.OK
    assert found.note is None
    assert found.title == TITLE
    assert found.outlet == "De Voorbeeldbode"
    assert found.published == "2021-11-15"
    assert (found.authors, found.agencies) == (("Jan van der Proef",), ())
    assert (found.section, found.place, found.language) == ("REGIO PROEFDAM", "PROEFDAM", "nl")
    assert [line for line in found.text.split("\n") if line] == BODY
    assert found.fields == {
        "edition": "Editie Proefdam", "page": "3", "graphic": "De balie. Foto: Test Pers", "length": 23, "words": 24,
        "load_date": "2021-11-16",
    }  # fmt: skip
    assert (found.kind, found.is_free, found.canonical_url) == (DocumentKind.ARTICLE, None, None)
    assert found.identifier == make_identifier("De Voorbeeldbode", "2021-11-15", TITLE)


@pytest.mark.parametrize("write", [as_docx, as_rtf, as_html, as_text])
def test_each_article_is_a_document(write: Callable[..., bytes]) -> None:
    first, second = extract_all(write((TITLE, NEXIS), ("Kort nieuws", SECOND)))
    check_first(first)
    assert (second.title, second.published) == ("Kort nieuws", "2021-11-16T06:30+00:00")
    assert (second.authors, second.agencies) == ((), ("ANP",))


def test_titles_need_no_style() -> None:
    first, second = extract_all(as_docx((TITLE, NEXIS), ("Kort nieuws", SECOND), has_style=False))
    check_first(first)
    assert second.title == "Kort nieuws"


def test_nothing_of_the_cover_is_in_an_article() -> None:
    text = extract(as_docx((TITLE, NEXIS))).text
    for word in ("Search", "Voorbeeldpers", "Load-Date", "End of Document", "PRIVACY", "Length"):
        assert word not in text


def test_the_same_article_twice_is_one_with_both_editions() -> None:
    other = NEXIS.replace("Editie Proefdam", "Editie Elders")
    (found,) = extract_all(as_docx((TITLE, NEXIS), (TITLE, other)))
    assert found.fields["edition"] == "Editie Proefdam; Editie Elders"


def test_other_texts_under_one_title_are_two() -> None:
    other = NEXIS.replace(BODY[0], "Morgen begint de kermis op het plein.").replace(
        BODY[1], "Er komt een draaimolen met paarden."
    )
    first, second = extract_all(as_docx(("Kort nieuws", NEXIS), ("Kort nieuws", other)))
    assert first.identifier != second.identifier


def test_the_same_article_has_the_same_identifier_in_each_export() -> None:
    one = extract_all(as_rtf((TITLE, NEXIS), ("Kort nieuws", SECOND)))[0]
    other = extract_all(as_html(("Kort nieuws", SECOND), (TITLE, NEXIS)))[1]
    assert one.identifier == other.identifier


def test_a_length_that_differs_is_noted() -> None:
    (found,) = extract_all(as_docx((TITLE, NEXIS.replace("23 words", "532 words"))))
    assert found.note == "532 words stated, 24 read; compare with the library's copy"


def test_an_export_that_breaks_off_is_flagged() -> None:
    first, second = extract_all(as_docx((TITLE, NEXIS), ("Kort nieuws", SECOND[: SECOND.index("Graphic")])))
    assert first.flag is Flag.OK
    assert (second.flag, second.note) == (Flag.TRUNCATED, "the export breaks off here")


def test_desks_stand_apart_from_people() -> None:
    (found,) = extract_all(as_docx((TITLE, NEXIS.replace("JAN VAN DER PROEF", "VAN ONZE VERSLAGGEVER PIET PROEF"))))
    assert (found.authors, found.desks) == (("Piet Proef",), ("verslaggever",))


def test_the_highlight_is_the_first_paragraph_unless_the_text_repeats_it() -> None:
    fresh = NEXIS.replace("Body", "Highlight: De raad is verbaasd.\nBody")
    assert extract_all(as_docx((TITLE, fresh)))[0].text.split("\n")[0] == "De raad is verbaasd."
    known = NEXIS.replace("Body", f"Highlight: {BODY[0]}\nBody")
    assert extract_all(as_docx((TITLE, known)))[0].text.split("\n") == BODY


@pytest.mark.parametrize("body", ["Tekst", "Volledige tekst", "BODY:"])
def test_dutch_names_of_fields_are_known(body: str) -> None:
    dutch = NEXIS
    for name, ours in (
        ("Section:", "Sectie:"), ("Length: 23 words", "Lengte: 23 woorden"), ("Byline", "Auteur"), ("Body", body),
        ("Load-Date: November 16, 2021", "Laaddatum: 16 november 2021"), ("Graphic", "Afbeelding"),
        ("Dateline", "Dagtekening"), ("Language", "Taal"), ("End of Document", "Einde van document"),
    ):  # fmt: skip
        dutch = dutch.replace(name, ours)
    check_first(extract_all(as_docx((TITLE, dutch)))[0])


OLD = """
                               1 of 2 DOCUMENTS

                               De Voorbeeldbode

                           November 15, 2021 Monday
                                Editie Proefdam

Raad wil uitleg over
camera aan balie

BYLINE: JAN VAN DER PROEF

SECTION: REGIO PROEFDAM; Blz. 3

LENGTH: 23 words

DATELINE: PROEFDAM

De gemeente Proefdam legt gesprekken aan de
balie voortaan niet meer vast.

Wethouder Test noemde de opnamen onnodig. De
raad had daar om gevraagd.

LOAD-DATE: November 16, 2021

LANGUAGE: DUTCH; NEDERLANDS

GRAPHIC: De balie. Foto: Test Pers

PUBLICATION-TYPE: Krant

                       Copyright 2021 Voorbeeldpers B.V.
                              All Rights Reserved

                               2 of 2 DOCUMENTS

                                   Proefblad

                           16 november 2021 dinsdag

Kort nieuws

LENGTH: 8 words

Morgen begint de kermis op het grote plein.

LOAD-DATE: 17 november 2021

LANGUAGE: DUTCH
"""


def test_the_older_layout_is_read() -> None:
    first, second = extract_all(OLD.encode(), file_name="oud.txt")
    check_first(first)
    assert (second.title, second.outlet, second.published) == ("Kort nieuws", "Proefblad", "2021-11-16")
    assert second.text == "Morgen begint de kermis op het grote plein."


def test_the_older_layout_is_read_from_rtf_too() -> None:
    unwrapped = (
        OLD.replace("over\ncamera", "over camera").replace("de\nbalie", "de balie").replace("De\nraad", "De raad")
    )
    content = b"{\\rtf1\\ansi " + "".join(f"{line}\\par\n" for line in unwrapped.split("\n")).encode("ascii") + b"}"
    first, second = extract_all(content)
    check_first(first)
    assert second.title == "Kort nieuws"


def test_a_list_of_results_has_no_articles() -> None:
    lines = [*COVER, "Load-Date: November 16, 2021", "Length: 12 words", "End of Document"]
    found = extract(a_docx("".join(p(line) for line in lines)))
    assert found.flag is Flag.EMPTY
    assert found.note == "an export of a press database without articles; export the full documents"


def test_a_letter_that_speaks_of_such_fields_is_a_letter() -> None:
    found = extract_all(a_docx(p("Length: 20 words") + p("In de export staat altijd End of Document.") + p(BODY[0])))
    assert len(found) == 1
    assert found[0].kind is DocumentKind.REPORT


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("15 november 2021 maandag", ("2021-11-15", "")),
        ("maandag 15 november 2021", ("2021-11-15", "")),
        ("November 15, 2021 Monday", ("2021-11-15", "")),
        ("Monday, November 15, 2021", ("2021-11-15", "")),
        ("15 november 2021 maandag 06:30 AM GMT", ("2021-11-15T06:30+00:00", "")),
        ("November 15, 2021 Monday 11:05 PM GMT", ("2021-11-15T23:05+00:00", "")),
        ("15 juli 2021 donderdag 12:05 AM CEST", ("2021-07-15T00:05+02:00", "")),
        ("15 juli 2021 18:05", ("2021-07-15T18:05+02:00", "")),
        ("November 15, 2021 Monday Editie Proefdam", ("2021-11-15", "Editie Proefdam")),
        ("november 2021", ("2021-11", "")),
        ("15 november 2021 was een maandag", None),
        ("31 februari 2021", None),
        ("Op 15 november 2021", None),
        ("15 november 2021. De raad vergaderde.", None),
    ],
)
def test_a_line_with_a_date_and_nothing_else_is_a_date(line: str, expected: tuple[str, str] | None) -> None:
    found = read_library_date(line)
    assert (None if found is None else (found.published, found.edition)) == expected


def test_names_in_capitals_are_written_as_names() -> None:
    assert write_name("PIET 'T PROEFJE") == "Piet 't Proefje"
    assert write_name("ELS VAN IJSSEL") == "Els van IJssel"
    assert write_name("Els VAN Proef") == "Els VAN Proef"


def test_patterns_match_their_examples_and_nothing_else() -> None:
    for name, rule in json.loads(files("crawler.pages").joinpath("nexis.json").read_text(encoding="utf-8")).items():
        if not isinstance(rule, dict) or "pattern" not in rule:
            continue
        for texts, expected in ((rule["examples"], True), (rule["counter_examples"], False)):
            for text in texts:
                found = re.fullmatch(rule["pattern"], text) and re.search(rule.get("must", ""), text)
                assert bool(found) is expected, (name, text)
