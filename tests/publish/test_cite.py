"""Footnotes: the golden examples of the Leidraad, and what may never happen to a summary."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from publish.cite import cite, cite_law, cite_mention, cite_parliament, cite_ruling, join_citations, shorten_address
from publish.rich import Form, write
from staving.schema import Document, DocumentKind, Mention, MentionKind, Source, hash_text


def a_source(name: str = "NRC", kind: str = "newspaper", **more: Any) -> Source:
    return Source(
        id=name.casefold().replace(" ", "-"), name=name, publisher=more.pop("publisher", name), kind=kind, **more
    )


def a_document(**more: Any) -> Document:
    text = more.pop("text", "Tekst.")
    given = {"id": "d1", "source_id": "nrc", "canonical_url": "https://www.nrc.nl/nieuws/2025/titel", "title": "Titel"}
    return Document(**(given | {"text": text, "sha256": hash_text(text)} | more))


JANSEN = a_document(authors=("Petra Jansen",), published="2025-03-14")


def test_newspaper_with_author() -> None:
    citation = cite(JANSEN, a_source(), pinpoint="4")
    assert citation.markdown == "Jansen, *NRC* 14 maart 2025, p. 4."
    assert citation.html == "Jansen, <i>NRC</i> 14 maart 2025, p. 4."
    assert citation.text == "Jansen, NRC 14 maart 2025, p. 4."
    assert citation.write_entry(Form.MARKDOWN) == "P. Jansen, ‘Titel’, *NRC* 14 maart 2025, p. 4."


def test_newspaper_without_author() -> None:
    document = a_document(published="2025-03-15", canonical_url="https://www.bndestem.nl/a/b")
    assert cite(document, a_source("BN DeStem")).markdown == "‘Titel’, *BN DeStem* 15 maart 2025."


def test_web_page_has_the_shortest_address_and_stays_out_of_the_list() -> None:
    document = a_document(
        kind=DocumentKind.WEB_PAGE, canonical_url="https://www.autoriteitpersoonsgegevens.nl/themas/x?y=1"
    )
    citation = cite(document, a_source("Autoriteit Persoonsgegevens", "authority"))
    assert citation.text == "‘Titel’, autoriteitpersoonsgegevens.nl."
    assert citation.entry is None


@pytest.mark.parametrize(
    ("ecli", "day", "pinpoint", "note"),
    [
        ("ECLI:NL:CRVB:2016:3479", "2016-09-13", "4.3", "CRvB 13 september 2016, ECLI:NL:CRVB:2016:3479, r.o. 4.3."),
        ("ECLI:NL:RBROT:2022:2572", "2022-03-29", None, "Rb. Rotterdam 29 maart 2022, ECLI:NL:RBROT:2022:2572."),
        ("ECLI:NL:RVS:2021:1", "2021-01-06", "r.o. 5", "ABRvS 6 januari 2021, ECLI:NL:RVS:2021:1, r.o. 5."),
        ("ECLI:NL:HR:2020:9", None, None, "HR 2020, ECLI:NL:HR:2020:9."),
        ("ECLI:NL:CBB:2019:8", "2019-02", None, "CBb februari 2019, ECLI:NL:CBB:2019:8."),
        ("ECLI:NL:GHARL:2018:7", "2018-05-01", None, "Hof Arnhem-Leeuwarden 1 mei 2018, ECLI:NL:GHARL:2018:7."),
        ("ECLI:EU:C:2014:317", "2014-05-13", "88", "HvJ EU 13 mei 2014, ECLI:EU:C:2014:317, r.o. 88."),
    ],
)
def test_ruling(ecli: str, day: str | None, pinpoint: str | None, note: str) -> None:
    document = a_document(kind=DocumentKind.RULING, identifier=ecli, published=day)
    assert cite(document, a_source("Rechtspraak", "court"), pinpoint=pinpoint).text == note
    assert cite_ruling(ecli, day, pinpoint).text == note


def test_statute() -> None:
    assert write(cite_law("Participatiewet", "53a", "6").reference) == "art. 53a lid 6 Participatiewet"
    assert write(cite_law("AVG", "6", "1", "e").reference) == "art. 6 lid 1 onder e AVG"
    document = a_document(kind=DocumentKind.STATUTE, identifier="BWBR0015703", title="Wet werk en bijstand (oud)")
    assert (
        cite(document, a_source("Wetten", "authority"), pinpoint="53a lid 6").text == "art. 53a lid 6 Participatiewet."
    )


def test_a_mention_of_a_norm_is_cited_as_a_provision() -> None:
    mention = Mention(
        id="m", document_id="d", kind=MentionKind.NORM, start=0, end=1, text="x", value="AVG", article="5",
        paragraph="1", point="a", rule="norm",
    )  # fmt: skip
    assert cite_mention(mention).text == "art. 5 lid 1 onder a AVG."


def test_parliament() -> None:
    citation = cite_parliament(chamber="II", session="2017/18", dossier="34851", number="3", page="12", kind="MvT")
    assert citation.markdown == "*Kamerstukken II* 2017/18, 34851, nr. 3, p. 12 (MvT)."
    document = a_document(
        kind=DocumentKind.PARLIAMENTARY_PAPER, identifier="kst-34851-3", published="2017-12-12", fields={"soort": "MvT"}
    )
    assert cite(document, a_source("Tweede Kamer", "parliament"), pinpoint="12").markdown == citation.markdown


def test_decision_of_an_authority() -> None:
    document = a_document(
        kind=DocumentKind.REPORT, identifier="z2021-12345", published="2021-12-07", fields={"roepnaam": "roepnaam"}
    )
    citation = cite(document, a_source("Autoriteit Persoonsgegevens", "authority"))
    assert citation.markdown == "AP 7 december 2021, z2021-12345 (*roepnaam*)."


def test_local_regulation_and_official_publication() -> None:
    rule = a_document(
        kind=DocumentKind.LOCAL_REGULATION, identifier="CVDR640174", title="Verordening huisbezoek Zandmeer"
    )
    assert (
        cite(rule, a_source("Lokale wetgeving"), pinpoint="3").text
        == "art. 3 Verordening huisbezoek Zandmeer (CVDR640174)."
    )
    paper = a_document(kind=DocumentKind.OFFICIAL_PUBLICATION, identifier="gmb-2020-116862", published="2020-05-12")
    assert cite(paper, a_source("Officiële bekendmakingen")).markdown == "‘Titel’, *Gmb.* 2020, 116862."


@pytest.mark.parametrize(
    ("date", "words"), [("2021-11-05", "5 november 2021"), ("2021-11", "november 2021"), ("2021", "2021")]
)
def test_a_date_is_as_precise_as_it_is_known(date: str, words: str) -> None:
    assert f"*NRC* {words}" in cite(a_document(published=date), a_source()).markdown


def test_an_article_without_exact_date_gets_its_address() -> None:
    assert cite(a_document(published="2021"), a_source()).text == "‘Titel’, NRC 2021, nrc.nl/nieuws/2025/titel."


SUMMARY = a_document(
    title="Samenvatting: gesprekken gefilmd",
    authors=("Petra Jansen",),
    published="2025-01-02",
    based_on_url="https://www.dagbladvoorbeeld.nl/binnenland/zandmeer-filmt~b5",
    based_on_publisher="Dagblad Voorbeeld",
    based_on_date="2021-11",
)


def test_a_summary_is_never_cited_as_the_paper_itself() -> None:
    citation = cite(SUMMARY, a_source("Regiolezer"), pinpoint="4")
    assert citation.markdown == (
        "Samenvatting van *Dagblad Voorbeeld* november 2021 (Regiolezer), "
        r"dagbladvoorbeeld.nl/binnenland/zandmeer-filmt\~b5."
    )
    assert "Jansen" not in citation.text
    assert "2025" not in citation.text


def test_a_summary_of_a_public_body_is_not_in_italics() -> None:
    document = replace(SUMMARY, based_on_publisher="Gemeente Zandmeer", based_on_url=None, based_on_date=None)
    assert cite(document, a_source("Regiolezer")).markdown == "Samenvatting van Gemeente Zandmeer (Regiolezer)."


def test_a_summary_of_a_ruling_names_the_court() -> None:
    document = replace(SUMMARY, identifier="ECLI:NL:CRVB:2016:3479", based_on_date="2016-09-13")
    note = cite(document, a_source("Regiolezer")).text
    assert note.startswith("Samenvatting van CRvB 13 september 2016, ECLI:NL:CRVB:2016:3479 (Regiolezer), ")


@pytest.mark.parametrize(
    ("authors", "note", "entry"),
    [
        (("Jan-Willem van der Berg",), "Van der Berg", "J.W. van der Berg"),
        (("P. Jansen", "Ali de Wit"), "Jansen & De Wit", "P. Jansen & A. de Wit"),
        (("An Bos", "Bo Dam", "Cas Eik"), "Bos, Dam & Eik", "A. Bos, B. Dam & C. Eik"),
        (("An Bos", "Bo Dam", "Cas Eik", "Di Fok"), "Bos e.a.", "A. Bos e.a."),
        (("Vries, A. de",), "De Vries", "A. de Vries"),
        (("J.P. 't Hart",), "'t Hart", "J.P. 't Hart"),
    ],
)
def test_names(authors: tuple[str, ...], note: str, entry: str) -> None:
    citation = cite(a_document(authors=authors, published="2025-03-14"), a_source())
    assert citation.text == f"{note}, NRC 14 maart 2025."
    assert citation.write_entry(Form.TEXT) == f"{entry}, ‘Titel’, NRC 14 maart 2025."


@pytest.mark.parametrize("byline", ["Redactie", "ANP", "Van onze verslaggever", "NRC", "Redactie binnenland"])
def test_a_byline_that_is_no_person_is_no_author(byline: str) -> None:
    assert cite(a_document(authors=(byline,), published="2025-03-14"), a_source()).text.startswith("‘Titel’")


def test_sources_of_one_note_are_joined_by_a_semicolon_with_one_full_stop() -> None:
    note = join_citations([cite(JANSEN, a_source()), cite_law("AVG", "6"), cite_law("AVG", "6")])
    assert note == "Jansen, NRC 14 maart 2025; art. 6 AVG."


def test_marks_inside_a_title_become_double_and_apostrophes_stay() -> None:
    document = a_document(title="‘Bizar’, zegt jurist over camera’s in 't stadhuis.", published="2025-03-14")
    assert cite(document, a_source()).text.startswith("‘“Bizar”, zegt jurist over camera’s in 't stadhuis’, ")


def test_hostile_titles_are_escaped_and_cannot_steer() -> None:
    document = a_document(title="<script>alert(1)</script> *x* \u202eomgekeerd\n\x1b[31m", published="2025-03-14")
    citation = cite(document, a_source("<b>NRC</b>"))
    assert "<script" not in citation.html
    assert "<b>" not in citation.html
    assert r"\*x\*" in citation.markdown
    assert not re.search("[\u202e\n\x1b]", citation.text + citation.html + citation.markdown)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:brief.md", "", None, "http://[kapot", "//x"]
)
def test_only_web_addresses_are_shown(url: str | None) -> None:
    assert shorten_address(url) is None


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_kind_ends_with_exactly_one_full_stop(kind: DocumentKind) -> None:
    for document in (
        a_document(kind=kind),
        a_document(kind=kind, title="T.", canonical_url="file:a.md", identifier="x"),
    ):
        note = cite(document, a_source()).text
        assert note.endswith(".")
        assert not note.endswith("..")
        assert "None" not in note
