"""XML of public bodies and dumps of registers; structures as published, values invented."""

from __future__ import annotations

import json

from crawler.extract import extract, extract_all
from staving.schema import DocumentKind, Flag

RULING = """<?xml version="1.0" encoding="UTF-8"?>
<open-rechtspraak>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:psi="http://psi.rechtspraak.nl/"><rdf:Description><dcterms:identifier>ECLI:NL:CRVB:2099:1</dcterms:identifier>
<dcterms:modified>2099-02-03T04:05:06</dcterms:modified><dcterms:issued>2099-02-01</dcterms:issued>
<dcterms:creator>Centrale Raad van Beroep</dcterms:creator><dcterms:date>2099-01-30</dcterms:date>
<psi:zaaknummer>99/1 PW</psi:zaaknummer></rdf:Description></rdf:RDF>
<inhoudsindicatie><para>Opname van een gesprek.</para></inhoudsindicatie>
<uitspraak xmlns="http://www.rechtspraak.nl/schema/rechtspraak-1.0"><parablock><para>Uitspraak op het beroep van </para>
<para>30 januari 2099</para></parablock><section><title>Overwegingen</title><paragroup><nr>4.1.</nr><parablock>
<para>Het beroep slaagt.</para></parablock></paragroup><itemizedlist><listitem><para>eerste punt;</para>
</listitem></itemizedlist>
</section></uitspraak></open-rechtspraak>"""

REGULATION = """<cvdr xmlns="http://standaarden.overheid.nl/cvdr/terms/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:overheidrg="http://standaarden.overheid.nl/cvdr/meta/"><meta><owmskern>
<dcterms:identifier>CVDR900001_2</dcterms:identifier>
<dcterms:title>Protocol opnamen</dcterms:title><dcterms:creator scheme="overheid:Gemeente">Dronten</dcterms:creator>
<dcterms:modified>2020-05-06</dcterms:modified></owmskern><owmsmantel><dcterms:issued>2020-05-01</dcterms:issued>
</owmsmantel>
<cvdripm><overheidrg:inwerkingtredingDatum>2020-05-07</overheidrg:inwerkingtredingDatum></cvdripm></meta>
<body><intitule>Protocol opnamen</intitule><regeling><artikel><kop><label>Artikel</label><nr>1</nr>
<titel>Doel</titel></kop>
<lid><lidnr>1.</lidnr><al>Opnamen mogen <vet>alleen</vet> bij dreiging.</al></lid>
<lijst><li nr="a."><al>bij agressie;</al></li></lijst></artikel></regeling></body></cvdr>"""

RESULTS = """<sru:searchRetrieveResponse xmlns:sru="http://docs.oasis-open.org/ns/search-ws/sruResponse"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:o="http://standaarden.overheid.nl/wetgeving/"><sru:records>
<sru:record><sru:recordData><o:meta><dcterms:identifier>gmb-2099-1</dcterms:identifier>
<dcterms:title>Besluit een</dcterms:title>
<dcterms:creator scheme="OVERHEID.Gemeente">Heusden</dcterms:creator><dcterms:available>2099-01-02</dcterms:available>
<o:publicatienaam>Gemeenteblad</o:publicatienaam>
<o:preferredUrl>https://zoek.example/gmb-2099-1.html</o:preferredUrl></o:meta>
</sru:recordData></sru:record>
<sru:record><sru:recordData><o:meta><dcterms:identifier>kst-1</dcterms:identifier><dcterms:title>Brief</dcterms:title>
<dcterms:creator>Tweede Kamer</dcterms:creator><o:publicatienaam>Kamerstuk</o:publicatienaam></o:meta>
</sru:recordData></sru:record>
</sru:records></sru:searchRetrieveResponse>"""

REGISTER = {
    "algoritmes": [
        {
            "id": "1",
            "title": "Opnamehulp",
            "organisatie": "Gemeente Dronten",
            "status": "buiten_gebruik",
            "doel": "Zet gesprekken\nom in tekst.",
            "juridische_basis": "",
            "impactassessment": "Onbekend",
            "geregistreerd": "2024-02-06",
            "toegevoegd": "2024-03-01",
            "url": "https://register.example/1",
        },
        {"id": "2", "title": "Ander", "organisatie": "Waterschap Proef", "status": "in_gebruik", "doel": "Meet water."},
    ]
}


def test_a_ruling() -> None:
    found = extract(RULING.encode())
    assert found.kind is DocumentKind.RULING
    assert found.identifier == "ECLI:NL:CRVB:2099:1"
    assert found.published == "2099-01-30"
    assert found.outlet == "Centrale Raad van Beroep"
    assert found.canonical_url == "https://deeplink.rechtspraak.nl/uitspraak?id=ECLI:NL:CRVB:2099:1"
    assert found.fields["zaaknummer"] == "99/1 PW"
    assert found.text.split("\n") == [
        "Opname van een gesprek.",
        "",
        "Uitspraak op het beroep van 30 januari 2099",
        "Overwegingen",
        "4.1. Het beroep slaagt.",
        "- eerste punt;",
    ]


def test_a_local_regulation() -> None:
    found = extract(REGULATION.encode())
    assert found.kind is DocumentKind.LOCAL_REGULATION
    assert found.identifier == "CVDR900001_2"
    assert found.municipality == "Dronten"
    assert found.published == "2020-05-01"
    assert found.canonical_url == "https://lokaleregelgeving.overheid.nl/CVDR900001/2"
    assert found.fields["inwerkingtredingDatum"] == "2020-05-07"
    assert found.text.split("\n") == [
        "Protocol opnamen",
        "Artikel 1 Doel",
        "1. Opnamen mogen alleen bij dreiging.",
        "a. bij agressie;",
    ]


def test_search_results_are_documents_each() -> None:
    first, second = extract_all(RESULTS.encode())
    assert (first.identifier, first.municipality, first.published) == ("gmb-2099-1", "Heusden", "2099-01-02")
    assert first.kind is DocumentKind.OFFICIAL_PUBLICATION
    assert first.canonical_url == "https://zoek.example/gmb-2099-1.html#metadata"
    assert "Titel: Besluit een" in first.text
    assert second.kind is DocumentKind.PARLIAMENTARY_PAPER
    assert second.municipality is None


def test_a_refused_search_is_an_error() -> None:
    answer = (
        '<searchRetrieveResponse xmlns="http://docs.oasis-open.org/ns/search-ws/sruResponse"><diagnostics><diagnostic>'
        "<message>verkeerd woord</message></diagnostic></diagnostics></searchRetrieveResponse>"
    )
    found = extract(answer.encode())
    assert found.flag is Flag.ERROR
    assert "verkeerd woord" in (found.note or "")


def test_an_official_publication() -> None:
    source = (
        '<officiele-publicatie><metadata><meta name="OVERHEIDop.externMetadataRecord" '
        'content="https://zoek.example/gmb-2099-7/metadata.xml"/></metadata><kop><titel>GEMEENTEBLAD</titel>'
        "<subtitel>Officiële uitgave van de gemeente Heusden</subtitel>"
        "</kop><gemeenteblad><kop><titel>Aanwijzing camera's</titel></kop><al>Tekst een.</al><al/><al>Tekst twee.</al>"
        "</gemeenteblad></officiele-publicatie>"
    )
    found = extract(source.encode())
    assert (found.identifier, found.municipality, found.title) == ("gmb-2099-7", "Heusden", "Aanwijzing camera's")
    assert found.text == "Aanwijzing camera's\nTekst een.\nTekst twee."


def test_xml_that_is_cut_off_is_flagged_and_kept() -> None:
    found = extract(REGULATION[:-60].encode())
    assert found.flag is Flag.TRUNCATED
    assert "Protocol opnamen" in found.text


def test_other_xml_is_refused_by_name() -> None:
    assert "<boek>" in (extract(b"<?xml version='1.0'?><boek/>").note or "")
    assert "list of addresses" in (extract(b"<?xml version='1.0'?><rss/>").note or "")


def test_entities_of_the_file_system_are_not_read() -> None:
    begin = '<?xml version="1.0"?><!DOCTYPE cvdr [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    source = f"{begin}<cvdr><body><al>a &x; b</al></body></cvdr>"
    assert "root:" not in extract(source.encode()).text


def test_entries_of_the_register() -> None:
    first, second = extract_all(json.dumps(REGISTER).encode(), file_name="dump.json")
    assert first.kind is DocumentKind.REGISTER_ENTRY
    assert (first.municipality, second.municipality) == ("Dronten", None)
    assert first.fields["status"] == "buiten_gebruik"
    assert first.text.split("\n") == [
        "Algoritme: Opnamehulp",
        "Organisatie: Gemeente Dronten",
        "Status: buiten gebruik",
        "Doel: Zet gesprekken om in tekst.",
        "Geregistreerd: 2024-02-06",
    ]
    assert first.published == "2024-02-06"


def test_json_lines_lose_no_line() -> None:
    lines = '{"text": "Een tekst.", "url": "https://a.example/1", "date": "2020"}\nkapot\n{"x": 1}\n'
    found = extract_all(lines.encode(), file_name="a.jsonl")
    assert [item.flag for item in found] == [Flag.OK, Flag.TRUNCATED, Flag.UNSUPPORTED]
    assert found[0].published == "2020"
    assert "line 2" in (found[1].note or "")


def test_json_of_another_form_is_refused() -> None:
    assert extract(b'{"a": 1}', file_name="a.json").flag is Flag.UNSUPPORTED
    assert extract(b"[" * 100_000, file_name="a.json").flag is Flag.UNSUPPORTED


def test_links_to_laws_in_a_publication_are_kept() -> None:
    source = """<officiele-publicatie><metadata><meta name="OVERHEIDop.externMetadataRecord"
        content="https://zoek.officielebekendmakingen.nl/gmb-2099-1/metadata.xml"/></metadata><gemeenteblad><al>Gelet op
        <extref doc="jci1.3:c:BWBR0005537&amp;artikel=4:81">artikel 4:81 Awb</extref> en <extref
        doc="https://wetten.overheid.nl/BWBR0015703">de wet</extref>, zie
        <extref doc="mailto:a@b.example">hier
        </extref> en <extref doc="jci1.3:c:BWBR0005537&amp;artikel=4:81">nogmaals</extref>.</al></gemeenteblad>
        </officiele-publicatie>"""
    assert extract(source.encode(), file_name="gmb.xml").fields["references"] == [
        "jci1.3:c:BWBR0005537&artikel=4:81",
        "https://wetten.overheid.nl/BWBR0015703",
    ]
