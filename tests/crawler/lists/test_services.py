"""From a search to its documents, page by page: answers with the structure of the services and invented values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crawler.asks import PAGE, Ask, Entry
from crawler.extracted import Extracted
from crawler.lists.bwb import ask_laws
from crawler.lists.cvdr import ask_regulations
from crawler.lists.open_overheid import ask_woo
from crawler.lists.ori import ask_council
from crawler.lists.parliament import ask_parliament, find_publication
from crawler.lists.rechtspraak import ask_rulings
from crawler.lists.register import ask_register
from crawler.lists.sru import MAX_START, ask_publications
from crawler.pages.register import read_json
from crawler.publishers import Publisher
from crawler.readers import load_reader
from staving.dossier.settings import Search
from staving.schema import DocumentKind

BASE = "http://dienst.example"
BODY = Publisher(
    id="dienst", name="Dienst", owner="Dienst", kind="authority", site=BASE, hosts=("dienst.example",)
)  # fmt: skip
Answer = Callable[[Ask], bytes]


def follow(asks: Iterator[Ask], answer: Answer) -> tuple[list[Entry], list[Extracted], list[str], int]:
    """Ask, read and ask again until nothing is left; return entries, documents, problems and the number of answers."""
    queue = list(asks)
    entries: list[Entry] = []
    documents: list[Extracted] = []
    problems: list[str] = []
    answers = 0
    while queue:
        ask = queue.pop(0)
        if ask.reader == PAGE:
            continue
        answers += 1
        assert answers < 100, "the pages do not end"
        ask = Ask(**{name: getattr(ask, name) for name in Ask.__slots__} | {"state": json.loads(json.dumps(ask.state))})
        listing = load_reader(ask.reader)(answer(ask), ask, BODY)
        entries += listing.entries
        documents += listing.documents
        problems += [listing.problem] if listing.problem else []
        queue += listing.asks
    return entries, documents, problems, answers


def number(ask: Ask, name: str) -> int:
    match = re.search(rf"[?&]{re.escape(name)}=(\d+)", ask.url)
    assert match, ask.url
    return int(match[1])


# --- SRU: official publications, local regulations, laws ----------------------------------------------------


def sru(records: list[str], found: int, more: str = "") -> bytes:
    items = "".join(f"<record><recordData>{record}</recordData></record>" for record in records)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><sru:searchRetrieveResponse xmlns:sru="urn:sru">'
        f"<sru:numberOfRecords>{found}</sru:numberOfRecords><records>{items}</records>{more}"
        "</sru:searchRetrieveResponse>"
    ).encode()


def publication(position: int, creator: str = "Dronten", forms: tuple[str, ...] = ("xml", "html", "pdf")) -> str:
    name = f"gmb-2099-{position}"
    urls = "".join(f'<itemUrl manifestation="{form}">{BASE}/{name}.{form}</itemUrl>' for form in forms)
    return (
        f"<gzd><originalData><meta><identifier>{name}</identifier><title>Besluit {position}</title>"
        f'<creator scheme="OVERHEID.Gemeente">{creator}</creator><available>2099-01-02</available>'
        "<source>artikel 4:81 Awb]|[1.0:c:BWBR0005537&amp;artikel=4%3A81</source></meta></originalData>"
        f"<enrichedData><preferredUrl>{BASE}/{name}</preferredUrl>{urls}</enrichedData></gzd>"
    )


def paged(found: int, size: int = 100, make: Callable[[int], str] = publication) -> Answer:
    def answer(ask: Ask) -> bytes:
        start = number(ask, "startRecord")
        last = min(start + min(size, number(ask, "maximumRecords")) - 1, found)
        more = f"<nextRecordPosition>{last + 1}</nextRecordPosition>" if last < found else ""
        return sru([make(position) for position in range(start, last + 1)], found, more)

    return answer


def publications(**more: Any) -> Iterator[Ask]:
    return ask_publications(Search(access="official_publications", **more), base=f"{BASE}/sru", source_id="dienst")


def test_official_publications_are_read_page_by_page() -> None:
    entries, _, problems, answers = follow(publications(query="opname", limit=1000), paged(250))
    assert (len(entries), problems, answers) == (250, [], 3)
    assert len({entry.url for entry in entries}) == 250
    first = entries[0]
    assert (first.url, first.title, first.published, first.identifier) == (
        f"{BASE}/gmb-2099-1.xml", "Besluit 1", "2099-01-02", "gmb-2099-1",
    )  # fmt: skip
    assert first.fields["source"].startswith("artikel 4:81 Awb]|[1.0:c:BWBR0005537&artikel")
    assert first.fields["canonical_url"] == f"{BASE}/gmb-2099-1"


@pytest.mark.parametrize(("limit", "answers"), [(1, 1), (100, 1), (120, 2)])
def test_no_more_documents_are_taken_than_the_limit(limit: int, answers: int) -> None:
    entries, _, problems, asked = follow(publications(limit=limit), paged(250))
    assert (len(entries), problems, asked) == (limit, [], answers)


def test_the_request_for_a_page_knows_what_was_found_and_taken() -> None:
    ask = next(publications(limit=120))
    listing = load_reader(ask.reader)(paged(250)(ask), ask, BODY)
    state = listing.asks[0].state
    assert (state["found"], state["taken"], state["passed"], state["page"]) == (250, 100, 100, 2)


@pytest.mark.parametrize(
    ("forms", "end"), [(("xml", "pdf"), ".xml"), (("pdf", "html"), ".html"), (("pdf",), ".pdf"), ((), "gmb-2099-1")]
)
def test_the_best_form_of_a_publication_is_taken(forms: tuple[str, ...], end: str) -> None:
    entries, *_ = follow(publications(), lambda _: sru([publication(1, forms=forms)], 1))
    assert entries[0].url.endswith(end)


def test_only_the_municipalities_asked_for_are_taken() -> None:
    records = [publication(n, creator) for n, creator in enumerate(["Dronten", "Bergen op Zoom", "Gemeente Dronten"])]
    entries, *_ = follow(publications(municipalities=("GM0303",)), lambda _: sru(records, 3))
    assert [entry.identifier for entry in entries] == ["gmb-2099-0", "gmb-2099-2"]


def test_a_refused_search_is_a_problem_with_the_words_of_the_server() -> None:
    refusal = b"""<r:searchRetrieveResponse xmlns:r='urn:r'><diagnostics><d:diagnostic xmlns:d='urn:d'>
        <d:uri>info:1/10</d:uri><d:message>onverwacht teken</d:message></d:diagnostic></diagnostics>
        </r:searchRetrieveResponse>"""
    entries, _, problems, answers = follow(publications(), lambda _: refusal)
    assert (entries, problems, answers) == ([], ["the search was refused: onverwacht teken"], 1)


STUCK: list[tuple[Answer, str]] = [
    (lambda _: sru([publication(1)], 9, "<nextRecordPosition>1</nextRecordPosition>"), "does not move"),
    (lambda _: sru([publication(1)], 9), "a page again"),
    (lambda ask: sru([publication(number(ask, "startRecord"))] if number(ask, "startRecord") < 3 else [], 9),
     "stops after"),
    (lambda ask: sru([publication(number(ask, "startRecord"))], 9 if number(ask, "startRecord") < 3 else 1), "shrank"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "message"), STUCK)
def test_pages_that_do_not_go_on_end_with_a_problem(answer: Answer, message: str) -> None:
    _, _, problems, answers = follow(publications(), answer)
    assert len(problems) == 1
    assert message in problems[0]
    assert answers < 5


def test_the_service_gives_no_more_than_its_first_records() -> None:
    ask = next(publications(limit=99_999))
    last = Ask(
        url=ask.url.replace("startRecord=1&", f"startRecord={MAX_START}&"), reader=ask.reader,
        state={**ask.state, "start": MAX_START, "passed": MAX_START - 1, "taken": MAX_START - 1},
    )  # fmt: skip
    listing = load_reader(ask.reader)(paged(20_000)(last), last, BODY)
    assert listing.asks == ()
    assert "10,000" in (listing.problem or "")


def regulation(position: int) -> str:
    name, since, until = f"CVDR900{position}_1", f"20{position:02}-01-01", f"20{position + 2:02}-01-01"
    return (
        f"<gzd><originalData><meta><identifier>{name}</identifier><title>Protocol {position}</title>"
        f"<creator>Heusden</creator><issued>2001-02-03</issued><inwerkingtredingDatum>{since}</inwerkingtredingDatum>"
        f"<uitwerkingtredingDatum>{until}</uitwerkingtredingDatum></meta></originalData><enrichedData>"
        f"<publicatieurl_xhtml>{BASE}/{name}.html</publicatieurl_xhtml><publicatieurl_xml>{BASE}/{name}.xml"
        f"</publicatieurl_xml><preferred_url>{BASE}/{name}</preferred_url></enrichedData></gzd>"
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"since": "2005-06-01"}, [4, 5]),
        ({"until": "2002-06-01"}, [1, 2]),
        ({"identifiers": ("CVDR9002", "CVDR9004_1")}, [2, 4]),
        ({"municipalities": ("GM0797",)}, [1, 2, 3, 4, 5]),
        ({"municipalities": ("GM0303",)}, []),
        ({"limit": 2}, [1, 2]),
    ],
)
def test_local_regulations_in_force(more: dict[str, Any], expected: list[int]) -> None:
    search = Search(access="local_regulations", **more)
    entries, _, problems, _ = follow(
        ask_regulations(search, base=f"{BASE}/sru", source_id="dienst"), paged(5, make=regulation)
    )
    assert [entry.url for entry in entries] == [f"{BASE}/CVDR900{item}_1.xml" for item in expected]
    assert problems == []


def law(position: int) -> str:
    name = f"BWBR000000{position // 2}"
    return (
        f"<gzd><meta><identifier>{name}</identifier><title>Wet {position // 2}</title></meta><enrichedData>"
        f"<locatie_manifest>{BASE}/bwb/{name}/manifest.xml</locatie_manifest></enrichedData></gzd>"
    )


MANIFEST = """<work label="BWBR0000001">{}</work>"""
VERSION = (
    '<expression label="{0}_0"><metadata><datum_inwerkingtreding>{0}</datum_inwerkingtreding><einddatum>{1}</einddatum>'
    '</metadata><manifestation label="xml">'
    '<item label="BWBR0000001_{0}_0.xml" _deleted="{2}"/></manifestation></expression>'
)
VERSIONS = MANIFEST.format(
    "".join(
        VERSION.format(*item)
        for item in (
            ("2001-01-01", "2004-12-31", "false"),
            ("2005-01-01", "2009-12-31", "false"),
            ("2010-01-01", "9999-12-31", "false"),
            ("2012-01-01", "9999-12-31", "true"),
        )
    )
).encode()


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, ["2010-01-01"]),
        (None, "2006-01-01", ["2005-01-01"]),
        ("2004-06-01", "2006-01-01", ["2005-01-01", "2001-01-01"]),
        ("2002-01-01", "2002-01-01", ["2001-01-01"]),
    ],
)
def test_laws_lead_to_manifests_and_versions(since: str | None, until: str | None, expected: list[str]) -> None:
    search = Search(access="laws", query="bijstand", since=since, until=until)
    entries, _, problems, answers = follow(
        ask_laws(search, base=f"{BASE}/sru", source_id="dienst"),
        lambda ask: VERSIONS if ask.url.endswith("manifest.xml") else paged(5, size=2, make=law)(ask),
    )
    assert problems == []
    assert answers == 3 + 3  # three pages; laws 0, 1 and 2, each once
    assert [entry.published for entry in entries[: len(expected)]] == expected
    day = expected[0]
    assert entries[0].url == f"{BASE}/bwb/BWBR0000000/{day}_0/xml/BWBR0000001_{day}_0.xml"


# --- council, register ----------------------------------------------------------------------------------------


def paper(position: int, **more: Any) -> dict[str, Any]:
    source = {
        "@id": f"https://id.dienst.example/{position}", "@type": "MediaObject", "name": f"Raadsvoorstel {position}",
        "original_url": f"https://raad.example/stuk/{position}.pdf", "has_organization_name": ["Dronten"],
        "last_discussed_at": "2099-03-04T19:30:00+01:00", "classification": ["Voorstel"],
        "text": ["Eerste bladzijde.", "Tweede bladzijde."], "content_type": "application/pdf",
    }  # fmt: skip
    return {
        "_index": "ori_dronten_20990101000000",
        "_id": str(position),
        "_source": {**source, **more},
        "sort": [9, str(position)],
    }


def elastic(papers: list[dict[str, Any]], found: int | None) -> bytes:
    total = {"value": found, "relation": "eq"} if found is not None else {"value": 10_000, "relation": "gte"}
    return json.dumps({"timed_out": False, "hits": {"total": total, "hits": papers}}).encode()


def council(**more: Any) -> Iterator[Ask]:
    return ask_council(Search(access="council", **more), base=BASE, source_id="dienst")


@pytest.mark.parametrize("found", [120, None])
def test_council_papers_come_whole_page_by_page(found: int | None) -> None:
    def answer(ask: Ask) -> bytes:
        body = json.loads(ask.body or "")
        after = int(body.get("search_after", [0, "0"])[1])
        return elastic([paper(item) for item in range(after + 1, min(after + body["size"], 120) + 1)], found)

    _, documents, problems, _ = follow(council(municipalities=("GM0303",)), answer)
    assert (len(documents), problems) == (120, [])
    first = documents[0]
    assert (first.title, first.published, first.identifier) == ("Raadsvoorstel 1", "2099-03-04T19:30+01:00", "ori-1")
    assert (first.municipality, first.kind, first.section) == ("Dronten", DocumentKind.COUNCIL_PAPER, "Voorstel")
    assert first.canonical_url == "https://raad.example/stuk/1.pdf"
    assert first.text == "Eerste bladzijde.\n\nTweede bladzijde."
    assert first.fields["original_url"] == first.canonical_url
    assert "text" not in first.fields


TEXTS = [
    ({"text": None, "text_pages": [{"page_number": 2, "text": "Twee."}, {"page_number": 1, "text": "Een."}]},
     "Een.\n\nTwee."),
    ({"text": "Een tekst."}, "Een tekst."),
    ({"text": [], "md_text": "# Kop\n\nEen **tekst**."}, "Kop"),
    ({"text": 3, "text_pages": "x", "md_text": {}}, None),
]  # fmt: skip


@pytest.mark.parametrize(("more", "expected"), TEXTS)
def test_the_text_of_a_paper_is_found(more: dict[str, Any], expected: str | None) -> None:
    entries, documents, _, _ = follow(council(), lambda _: elastic([paper(1, **more)], 1))
    assert (len(documents), len(entries)) == ((0, 1) if expected is None else (1, 0))
    if expected is not None:
        assert documents[0].text.startswith(expected)
    else:
        assert entries[0].url == "https://raad.example/stuk/1.pdf"


def test_a_province_of_the_same_name_is_no_municipality() -> None:
    hit = paper(1, has_organization_name=["Utrecht"]) | {"_index": "osi_utrecht_20990101000000"}
    _, documents, _, _ = follow(council(), lambda _: elastic([hit], 1))
    assert documents[0].municipality is None


def test_a_council_without_index_is_a_problem_that_says_so() -> None:
    refusal = {"error": {"type": "index_not_found_exception", "reason": "no such index"}, "status": 404}
    _, _, problems, _ = follow(council(municipalities=("GM0303",)), lambda _: json.dumps(refusal).encode())
    assert problems == ["the service has no index ori_dronten_*: it keeps no papers of this council"]


def test_a_saved_answer_of_the_service_gives_the_same_documents() -> None:
    content = elastic([paper(1), paper(2)], 2)
    _, documents, _, _ = follow(council(), lambda _: content)
    assert read_json(content.decode()) == tuple(documents)


def algorithm(position: int, **more: Any) -> dict[str, Any]:
    return {
        "name": f"Controle {position}", "organization": "Gemeente Dronten" if position % 2 else "Gemeente Heusden",
        "goal": "<p>Opnamen &amp; beelden <b>beoordelen</b>.</p>", "lawful_basis": "<p>Gemeentewet</p>",
        "status": "In gebruik", "lars": str(8000 + position), "create_dt": "2099-02-03T10:11:12.5Z", "org_id": "gm0303",
        "impacttoetsen_grouping": [{"title": "DPIA"}],
    } | more  # fmt: skip


DUMPED = {
    "title": "Controle 1", "organisatie": "Gemeente Dronten", "doel": "Opnamen & beelden beoordelen .",
    "juridische_basis": "Gemeentewet", "status": "in_gebruik", "id": "8001", "geregistreerd": "2099-02-03",
    "impactassessment": "Ja", "url": "https://algoritmes.overheid.nl/nl/algoritme/8001", "toegevoegd": "2099-03-01",
}  # fmt: skip


def register(**more: Any) -> Iterator[Ask]:
    return ask_register(Search(access="register", **more), base=f"{BASE}/NLD", source_id="dienst")


def register_answer(ask: Ask) -> bytes:
    page = json.loads(ask.body or "")
    first, size = (int(page["page"]) - 1) * int(page["limit"]) + 1, int(page["limit"])
    results = [algorithm(item) for item in range(first, min(first + size, 251))]
    return json.dumps({"total_count": 250, "results": results}).encode()


@pytest.mark.parametrize(
    ("more", "taken"),
    [
        ({"limit": 999}, 250),
        ({"limit": 999, "municipalities": ("GM0303",)}, 125),
        ({"query": '"Controle 7"'}, 1),
        ({"query": "niets"}, 0),
        ({"since": "2099-03-01"}, 0),
        ({"identifiers": ("8003",)}, 1),
        ({"limit": 10}, 10),
    ],
)
def test_the_register_is_gone_through(more: dict[str, Any], taken: int) -> None:
    _, documents, problems, _ = follow(register(**more), register_answer)
    assert (len(documents), problems) == (taken, [])


def test_an_entry_of_the_register_is_the_same_document_from_service_and_dump() -> None:
    _, documents, _, _ = follow(register(limit=1), register_answer)
    served, dumped = documents[0], read_json(json.dumps([DUMPED]))[0]
    for name in ("title", "text", "published", "identifier", "municipality", "canonical_url", "kind"):
        assert getattr(served, name) == getattr(dumped, name), name


# --- rulings, parliament, Woo ------------------------------------------------------------------------------------


def feed(first: int, last: int, found: int) -> bytes:
    entries = "".join(
        f"<entry><id>ECLI:NL:CRVB:2099:{item}</id><title type='text'>ECLI:NL:CRVB:2099:{item}, Raad, 03-02-2099 /"
        f" 99/{item}</title><summary>{'Heimelijke opname.' if item % 10 == 0 else 'Terugvordering.'}</summary>"
        "<updated>2099-02-05T01:02:03Z</updated></entry>"
        for item in range(first, last + 1)
    )
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><subtitle>Aantal gevonden ECLI's: {found}</subtitle>{entries}"
        "</feed>"
    ).encode()


def rulings(**more: Any) -> Iterator[Ask]:
    return ask_rulings(Search(access="rulings", **more), base=BASE, source_id="dienst")


def test_rulings_are_chosen_by_their_summary() -> None:
    entries, _, problems, answers = follow(
        rulings(query="opname", since="2099-01-01"),
        lambda ask: feed(number(ask, "from") + 1, min(number(ask, "from") + 1000, 1500), 1500),
    )
    assert (len(entries), problems, answers) == (150, [], 2)
    assert (entries[0].url, entries[0].identifier, entries[0].published) == (
        f"{BASE}/content?id=ECLI:NL:CRVB:2099:10", "ECLI:NL:CRVB:2099:10", "2099-02-03",
    )  # fmt: skip


ID = "00000000-0000-4000-8000-{:012}"


def papers(ask: Ask, found: int = 300) -> bytes:
    skip, top = number(ask, "$skip"), number(ask, "$top")
    values = [
        {
            "Id": ID.format(item), "DocumentNummer": f"2099D{item:05}", "Titel": "Brief", "Onderwerp": "Opname",
            "Datum": "2099-02-03T00:00:00+01:00", "Soort": "Brief regering", "Volgnummer": item,
            "Kamerstukdossier": [{"Nummer": 99999, "Toevoeging": "VII"}], "Verwijderd": False,
        }
        for item in range(skip + 1, min(skip + top, found) + 1)
    ]  # fmt: skip
    return json.dumps({"@odata.count": found, "value": values}).encode()


def test_papers_of_parliament_are_read_page_by_page() -> None:
    search = Search(access="parliament", query="opname", limit=1000)
    entries, _, problems, answers = follow(ask_parliament(search, base=BASE, source_id="dienst"), papers)
    assert (len(entries), problems, answers) == (300, [], 2)
    first = entries[0]
    assert (first.url, first.identifier, first.published) == (
        f"{BASE}/Document({ID.format(1)})/Resource", "kst-99999-VII-1", "2099-02-03",
    )  # fmt: skip
    assert first.fields["canonical_url"] == "https://zoek.officielebekendmakingen.nl/kst-99999-VII-1.html"


def test_the_link_to_the_next_page_is_followed_and_not_in_circles() -> None:
    def answer(ask: Ask) -> bytes:
        page = json.loads(papers(ask, 2))
        del page["@odata.count"]
        return json.dumps(page | {"@odata.nextLink": f"{BASE}/Document?$skip=1&$top=1"}).encode()

    search = Search(access="parliament")
    _, _, problems, answers = follow(ask_parliament(search, base=BASE, source_id="dienst"), answer)
    assert answers == 2
    assert len(problems) == 1


NAMES = [
    ({"Aanhangselnummer": "192004046"}, "ah-tk-20192020-4046"),
    ({"Aanhangselnummer": "989900012"}, "ah-tk-19981999-12"),
    ({"Aanhangselnummer": "202000001"}, None),
    ({"Kamerstukdossier": [{"Nummer": 31305, "Toevoeging": None}], "Volgnummer": 412}, "kst-31305-412"),
    ({"Kamerstukdossier": [{"Nummer": 31305}], "Volgnummer": -1}, None),
    ({"Kamerstukdossier": [{"Nummer": 1}, {"Nummer": 2}], "Volgnummer": 1}, None),
    ({"Kamerstukdossier": "x", "Volgnummer": {}}, None),
]


@pytest.mark.parametrize(("values", "expected"), NAMES)
def test_where_a_paper_of_parliament_is_published(values: dict[str, Any], expected: str | None) -> None:
    assert find_publication(values) == expected


def released(ask: Ask) -> bytes:
    start = number(ask, "start")
    results = [
        {
            "document": {
                "id": f"ronl-{item}_2", "pid": f"{BASE}/documenten/ronl-{item}", "titel": f"Besluit {item}",
                "openbaarmakingsdatum": "2099-02-03", "publisher": "gemeente Dronten" if item % 2 else "gemeente Urk",
            },
            "bestandsType": "PDF",
        }
        for item in range(start + 1, min(start + 50, 120) + 1)
    ]  # fmt: skip
    return json.dumps({"totaal": 120, "resultaten": results}).encode()


def test_released_documents_are_read_page_by_page() -> None:
    search = Search(access="woo", query="opname", municipalities=("GM0303",))
    entries, _, problems, answers = follow(ask_woo(search, base=BASE, source_id="dienst"), released)
    assert (len(entries), problems, answers) == (60, [], 3)
    assert (entries[0].url, entries[0].identifier) == (f"{BASE}/documenten/ronl-1", "ronl-1")


DIWOO = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:d="urn:diwoo">{}</urlset>"""
RELEASED = (
    "<url><loc>{0}/{1}.pdf</loc><lastmod>2099-03-01T10:00:00Z</lastmod><d:Document><d:DiWoo><d:creatiedatum>{2}"
    '</d:creatiedatum><d:publisher resource="https://identifier.overheid.nl/tooi/id/gemeente/{3}">X</d:publisher>'
    "<d:titelcollectie><d:officieleTitel>Besluit {1}</d:officieleTitel></d:titelcollectie><d:informatiecategorie>"
    "Woo-besluiten</d:informatiecategorie></d:DiWoo></d:Document></url>"
)


def site(ask: Ask) -> bytes:
    if ask.url.endswith("robots.txt"):
        return b"User-agent: *\nSitemap: /sitemap.xml\nSitemap: http://gemeente.example/sitemapindex-diwoo-014.xml\n"
    if "index" in ask.url:
        return b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>"
    items = [(1, "2099-01-01", "gm0303"), (2, "2099-02-01", "gm0303"), (3, "2099-03-01", "gm0184")]
    return DIWOO.format("".join(RELEASED.format("http://gemeente.example", *item) for item in items)).encode()


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [3, 2, 1]),
        ({"municipalities": ("GM0303",)}, [2, 1]),
        ({"since": "2099-01-15"}, [3, 2]),
        ({"query": '"Besluit 2"'}, [2]),
        ({"limit": 1}, [3]),
    ],
)
def test_the_documents_of_a_site_with_diwoo_sitemaps(more: dict[str, Any], expected: list[int]) -> None:
    search = Search(access="woo", url="http://gemeente.example/onderwerp", **more)
    entries, _, problems, answers = follow(ask_woo(search, base=BASE, source_id="dienst"), site)
    assert [entry.url for entry in entries] == [f"http://gemeente.example/{item}.pdf" for item in expected]
    assert (problems, answers) == ([], 3)
    assert entries[0].fields["category"] == "Woo-besluiten"


def test_an_answer_that_is_cut_off_gives_what_it_held_and_says_so() -> None:
    whole = sru([publication(1), publication(2)], 9)
    ask = next(publications())
    listing = load_reader(ask.reader)(whole[: whole.index(b"gmb-2099-2.xml")], ask, BODY)
    assert [entry.identifier for entry in listing.entries][:1] == ["gmb-2099-1"]
    assert listing.asks == ()
    assert "cut off" in (listing.problem or "")


def test_thousands_of_records_in_one_answer() -> None:
    listing_of = load_reader("sru_publications")
    ask = next(publications(limit=5000))
    listing = listing_of(sru([publication(item) for item in range(3000)], 3000), ask, BODY)
    assert len(listing.entries) == 1000  # ten times what was asked for at most
