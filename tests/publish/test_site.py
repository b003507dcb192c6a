"""The pages: what they show, what they never show, and that hostile text stays text."""

from __future__ import annotations

import asyncio
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.highlight import Span, cut_stretches
from publish.site.headers import guard
from publish.views.query import Query, split_query
from staving.config import Workspace
from staving.store import Store

PAGES = (
    "/", "/claim/P01", "/claim/P02", "/claim/C1", "/claim/H1", "/document/news", "/document/summary", "/document/entry",
    "/document/hostile", "/municipality/GM9001", "/municipality/GM9002", "/municipality/GM9003", "/municipalities",
    "/practice/video_recording", "/practice/second_employee", "/compare", "/search", "/search?q=camera", "/weak",
)  # fmt: skip


def get(site: Any, path: str) -> Any:
    return asyncio.run(site.client.get(path))


class Inspector(HTMLParser):
    """Notes what could run or load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.dangers: list[str] = []
        self.labels: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        self.dangers += [name for name in given if name.startswith("on") or name == "style"]
        if tag in {"iframe", "object", "embed", "style", "base", "img"} or (tag == "script" and not given.get("src")):
            self.dangers.append(tag)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_dutch_under_a_strict_policy(site: Any, path: str) -> None:
    answer = get(site, path)
    assert answer.status_code == 200
    assert '<html lang="nl">' in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_stays_text_on_every_page(site: Any, path: str) -> None:
    html = get(site, path).text
    found = Inspector(html)
    assert found.dangers == []
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    for link in found.links:
        assert link.startswith(("/", "#", "https://www.")), link
    assert "7006652" not in html
    assert len(found.ids) == len(set(found.ids))
    assert all(f'id="{link[1:]}"' in html for link in found.links if link.startswith("#"))


def test_a_javascript_address_is_shown_but_never_linked(site: Any) -> None:
    html = get(site, "/document/hostile").text
    assert "javascript:alert(document.domain)" in html
    assert not [link for link in Inspector(html).links if "javascript" in link]


@pytest.mark.parametrize(
    "path",
    ["/claim/X9", "/document/none", "/municipality/GM0", "/practice/x", "/claim/%3Cscript%3E", "/document/a%00b"],
)
def test_an_unknown_id_gives_404_with_the_same_policy(site: Any, path: str) -> None:
    answer = get(site, path)
    assert answer.status_code == 404
    assert "Niet gevonden" in answer.text
    assert "<script>" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_front_shows_case_tree_status_in_words_and_newest_evidence(site: Any) -> None:
    html = get(site, "/").text
    assert "Gespreksopnamen Zandmeer" in html
    assert "Stichting Inzage" in html
    assert html.index("De toezichthouder moet optreden") < html.index("Voor het filmen bestaat geen grondslag")
    assert "onder voorwaarde" in html
    assert "samenvatting van Landelijk Blad, november 2021 (in Regiolezer)" in html
    assert "<strong>3</strong> gemeenten" not in html
    assert "<strong>2</strong> gemeenten" in html


def test_claim_shows_evidence_for_and_against_with_citation_and_origin(site: Any) -> None:
    html = get(site, "/claim/P01").text
    assert "Staat op 2 onafhankelijke bronnen; valt pas zonder Zandmeerse Courant en Landelijk Blad samen" in html
    assert "<mark>De gemeente Zandmeer filmt sinds 2016 gesprekken over de bijstand</mark>. Er hangt" in html
    before, after = html.index('id="supports"'), html.index('id="attacks"')
    assert before < html.index("Zandmeerse Courant, 22 oktober 2021") < after
    assert after < html.index("samenvatting van Landelijk Blad, november 2021")
    assert "De Boer, <i>Zandmeerse Courant</i> 22 oktober 2021." in html
    assert (
        "Samenvatting van <i>Landelijk Blad</i> november 2021 (Regiolezer), landelijkblad.example/zandmeer~b1." in html
    )
    assert "geaccepteerd" in html
    assert "voorgesteld" in html
    assert "kans 0,93" in html


def test_a_quotation_that_cannot_be_checked_is_not_shown(site: Any) -> None:
    html = get(site, "/claim/P02").text
    assert "citaat niet te controleren" in html
    assert "twee weken bewaard" not in html.partition('id="supports"')[2]
    assert "Staat op één bron: Landelijk Blad" in html


def test_claim_shows_arguments_with_premises_undercutters_and_whom_to_ask(site: Any) -> None:
    html = get(site, "/claim/C1").text
    assert "Staat alleen als vaststaat: ‘Wie bijstand ontvangt is afhankelijk van de gemeente’" in html
    assert "regel toegepast op dit geval" in html
    assert "aanname" in html
    assert (
        html.index("Filmen is nodig voor de rust") < html.index("ondergraven door") < html.index("Niemand weet waarop")
    )
    assert "AVG art. 6 lid 1" in html


def test_speaker_stands_by_a_quotation(site: Any) -> None:
    html = get(site, "/claim/K1").text
    assert "— Joke Brink, wethouder (gemeente Zandmeer)" in html
    assert "<mark>Het gaat ons om de rust in huis</mark>" in html
    assert "verouderd" in html


def test_document_shows_all_layers_and_opens_at_the_passage(site: Any) -> None:
    html = get(site, "/document/news?passage=news-2").text
    assert 'class="passage hit" id="p-news-2"' in html
    assert 'class="on m-assertion m-municipality" href="/municipality/GM9001"' in html
    assert 'title="wettelijke bepaling: art. 6 AVG"' in html
    assert "citaat van Joke Brink, wethouder, gemeente Zandmeer" in html
    assert "2024.warc.gz, vanaf byte 512" in html
    assert "6 mei 2024, 07:08 UTC" in html
    text = re.sub(r"<[^>]+>", "", html)
    assert "De gemeente Zandmeer filmt sinds 2016 gesprekken over de bijstand. Er hangt een camera" in text


def test_a_summary_says_whose_words_it_holds(site: Any) -> None:
    html = get(site, "/document/summary").text
    assert "Dit is een samenvatting." in html
    assert "niet van Landelijk Blad" in html


def test_municipality_shows_status_over_time(site: Any) -> None:
    html = get(site, "/municipality/GM9001").text
    assert 'id="x-video_recording"' in html
    assert "2016 tot november 2021</strong> · 2\u00a0bronnen" not in html
    assert "<strong>2016 tot november 2021</strong> · 1\u00a0bron, 2\u00a0teksten · nieuwste feit november 2021" in html
    line = html.partition('<ol class="time"')[2].partition("</ol>")[0]
    assert line.index("22 oktober 2021") < line.index("in gebruik") < line.index("november 2021</span>")
    empty = get(site, "/municipality/GM9003").text
    assert "Dat zegt niet dat ze er geen heeft" in empty


def test_practice_shows_municipalities_by_the_status_of_today(site: Any) -> None:
    html = get(site, "/practice/video_recording").text
    assert 'id="s-stopped"' in html
    assert 'id="s-in_use"' not in html
    assert html.index("stopte in november 2021") < html.index("1 andere uitspraak") < html.index("filmt sinds 2016")


def test_all_municipalities_with_documents_or_mentions_are_listed(site: Any) -> None:
    html = get(site, "/municipalities").text
    assert "/municipality/GM9001" in html
    assert "/municipality/GM9002" in html
    assert "/municipality/GM9003" not in html


def test_a_cell_is_filled_only_where_a_text_says_something(site: Any) -> None:
    html = get(site, "/compare").text
    rows = re.findall(r"<tr[ >].*?</tr>", html.partition("<tbody>")[2], re.DOTALL)
    assert len(rows) == 2
    assert html.count('class="cell"') == 2
    assert "Zandmeer" in rows[0]  # the municipality of the case comes first
    assert "gestopt" in rows[0]
    assert "2016 tot november 2021" in rows[0]
    assert "1\u00a0bron, 2\u00a0teksten" in rows[0]
    assert "nieuwste: november\u00a02021" in rows[0]
    assert 'href="/municipality/GM9001#x-video_recording"' in rows[0]
    assert "niet in gebruik" not in html
    assert get(site, "/compare?province=Drenthe").text.count('class="cell"') == 1
    assert "Geen gemeente voldoet" in get(site, "/compare?practice=video_recording&province=Drenthe").text


def test_search_marks_hits_and_opens_the_document_there(site: Any) -> None:
    html = get(site, "/search?q=camera").text
    assert "<mark>camera</mark>" in html
    assert 'href="/document/news?passage=news-2#p-news-2"' in html
    assert "Geen passage gevonden" in get(site, "/search?q=camera&source=register").text
    assert "1 passage" in get(site, "/search?q=huisbezoeken&municipality=GM9002").text
    assert "met een van de woorden" in get(site, "/search?q=camera+debiteurenplanner").text


@pytest.mark.parametrize(
    "query", ['"', "AND", "a AND (", "NEAR(x", "*", "^x", "text:x", "'", '""', "-", "%00", "x OR", "💥", "{x}"]
)
def test_no_query_is_ever_an_error(site: Any, query: str) -> None:
    assert get(site, f"/search?q={query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("camera%27s", "Geen passage gevonden"),
        ("%22camera+in+elke%22", "1 passage."),
        ("%22camera+in%22", "2 passages."),
        ("gemeente+-Zandmeer", "1 passage."),
        ("-Zandmeer", "Geef ten minste één woord"),
        ("?!%22", "Geef ten minste één woord"),
        ("gemeente" + "+gemeente" * 100, "alleen het begin"),
        ("film*", "2 passages."),
    ],
)
def test_search_says_what_it_did(site: Any, query: str, answer: str) -> None:
    status = get(site, f"/search?q={query}").text.partition('role="status"')[2].partition("</p>")[0]
    assert answer in status


def test_an_empty_search_says_nothing(site: Any) -> None:
    assert 'role="status"' not in get(site, "/search?q=+").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", "2"])
def test_no_page_number_is_ever_an_error(site: Any, page: str) -> None:
    assert get(site, f"/search?q=camera&page={page}").status_code == 200


def test_weak_spots_name_the_source_and_whom_to_ask(site: Any) -> None:
    html = get(site, "/weak").text
    assert "1 stelling valt" in html
    assert html.index("Landelijk Blad") < html.index("Wacht op een antwoord")
    assert "moet dit als verwerkingsverantwoordelijke kunnen aantonen" in html
    assert "Niemand weet waarop de keuze rust" in html


def test_tables_json_and_csv_of_datasette_still_work(site: Any) -> None:
    assert get(site, "/evidence").status_code == 200
    rows = get(site, "/evidence/municipality.json?_shape=array").json()
    assert [row["name"] for row in rows] == ["Zandmeer", "Veenhuizerwold", "Stilveen"]
    assert get(site, "/evidence/bewijs_per_stelling.csv").text.startswith("stelling,")
    table = get(site, "/evidence/evidence").text
    assert "alle rechten bij de uitgevers" in table
    assert "Calibrated probability" in table


def test_every_table_has_licence_source_label_and_column_descriptions(workspace: Workspace) -> None:
    import yaml

    metadata = yaml.safe_load((workspace.site / "metadata.yaml").read_text(encoding="utf-8"))
    tables = metadata["databases"]["evidence"]["tables"]
    with Store.open(workspace.evidence) as store:
        for name, table in tables.items():
            columns = store.db.table(name).columns_dict
            assert set(table["columns"]) == set(columns)
            assert table["label_column"] in columns
            assert set(table.get("facets", ())) <= set(columns)
            assert table["license"]
            assert table["source"]


def test_the_site_cannot_change_the_database(site: Any) -> None:
    answer = get(site, "/evidence.json?sql=DELETE+FROM+proposition&_shape=array")
    assert answer.status_code == 400
    assert get(site, "/claim/P01").status_code == 200


def ask(app: Any, host: str) -> tuple[int, dict[str, str]]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": "/evidence",
        "raw_path": b"/evidence", "query_string": b"", "headers": [(b"host", host.encode())], "scheme": "http",
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}


def test_a_request_under_another_name_is_refused_and_tables_get_headers_too(site: Any) -> None:
    app = guard(site.app(), ["localhost", "127.0.0.1"])
    assert ask(app, "elsewhere.example:8001")[0] == 421
    status, headers = ask(app, "127.0.0.1:8001")
    assert status == 200
    assert "object-src 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70), st.sampled_from(["norm", "quotation"])), max_size=8),
)
def test_stretches_are_the_text_and_carry_exactly_what_covers_them(
    text: str, found: list[tuple[int, int, str]]
) -> None:
    spans = [Span(start, end, layer, layer) for start, end, layer in found]
    at = 0
    for stretch in cut_stretches(text, spans):
        for offset in range(len(stretch.text)):
            covering = {span for span in spans if span.start <= at + offset < span.end}
            assert covering == set(stretch.spans)
        at += len(stretch.text)
    assert "".join(stretch.text for stretch in cut_stretches(text, spans)) == text


@given(st.text(max_size=80))
def test_a_query_never_becomes_search_syntax(query: str) -> None:
    expression = Query(parts=split_query(query), forms={}).write()
    if expression:
        bare = re.sub(r'"(?:[^"]|"")*"', "", expression)
        assert re.fullmatch(r"(?:[()* ]|AND|NOT|OR)*", bare)


def test_the_matrix_is_sorted_by_the_status_of_a_practice(site: Any) -> None:
    usual, sorted_page = get(site, "/compare").text, get(site, "/compare?sort=video_recording").text
    assert usual.count("<tr") == sorted_page.count("<tr")
    assert 'aria-sort="ascending"' not in usual
    assert sorted_page.count('aria-sort="ascending"') == 1
    order = re.findall(r'<th scope="row"><a [^>]*>([^<]*)', get(site, "/compare?sort=name").text)
    assert order == sorted(order, key=str.casefold)
    assert get(site, "/compare?sort=%3Cscript%3E").status_code == 200


def test_a_municipality_and_a_practice_show_their_facts_over_the_years(site: Any) -> None:
    for path in ("/municipality/GM9001", "/practice/video_recording"):
        page = get(site, path).text
        assert '<svg class="timeline"' in page
        assert "Tussen twee tekens is niets bekend" in page
