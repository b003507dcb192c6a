"""`staving sources`: the list, one record, a record against a saved page, a record against a (loopback) site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.check_record import check_page, find_saved_address
from crawler.extract import extract
from crawler.extracted import Extracted
from crawler.live import Guest, Reply, check_live
from crawler.publisher_files import make_publisher, write_publisher
from crawler.publishers import Publisher
from crawler.settings import USER_AGENT
from crawler.sources import find_source
from staving.cli import main
from staving.schema import DocumentKind

HOST = "http://www.proefblad.example"
WORDS = (
    "De raad van Proefdam wil weten waarom de gemeente gesprekken heeft opgenomen en hoe lang die zijn bewaard. " * 4
)
ARTICLE = f"""<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Raad wil uitleg | Proefblad</title>
<link rel="canonical" href="{HOST}/proefdam/raad-wil-uitleg~a0b1c2d3/">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"Raad wil uitleg",
"datePublished":"2021-11-19T10:00:00+01:00","author":{{"@type":"Person","name":"Truus Test"}}}}</script></head>
<body><article><h1>Raad wil uitleg</h1><p>{WORDS}</p><p>{WORDS}</p></article></body></html>"""
GATE = '<!doctype html><html><head><title>Proefpers Poort</title></head><body><div id="proefpoort"></div></body></html>'
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Proefblad</title>
<item><title>Elders</title><link>http://elders.example/x</link></item>
<item><title>Raad</title><link>{HOST}/proefdam/raad-wil-uitleg~a0b1c2d3/</link>
<pubDate>Fri, 19 Nov 2021 10:00:00 +0100</pubDate></item></channel></rss>"""
MAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{HOST}/proefdam/raad-wil-uitleg~a0b1c2d3/</loc></url></urlset>"""
ROBOTS = f"User-agent: *\nDisallow: /zoeken\nSitemap: {HOST}/sitemap.xml\nSitemap: {HOST}/sitemap-news.xml\n"
RECORD: dict[str, Any] = {
    "id": "proefblad",
    "name": "Proefblad",
    "owner": "Proefpers",
    "kind": "newspaper",
    "site": f"{HOST}/",
    "hosts": ["proefblad.example"],
    "feeds": [f"{HOST}/rss.xml"],
    "sitemaps": [f"{HOST}/sitemap.xml"],
    "sections": [{"url": f"{HOST}/proefdam/"}],
    "identity": {
        "pattern": "~(?P<id>a[0-9a-f]{7})/?(?:[?#]|$)",
        "address": f"{HOST}/artikel~{{id}}/",
        "examples": [f"{HOST}/proefdam/kop~a0b1c2d3/"],
    },
    "markers": {"consent": ['id="proefpoort"'], "paywall": ["proefmuur"]},
    "delay_s": 0,
}


def call(*args: str) -> Result:
    result = CliRunner().invoke(main, list(args))
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case file with one outlet of its own; the current folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "zaak"
    assert call("init", "zaak", "--subject", "Dronten").exit_code == 0
    text = (folder / "dossier.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^\s*#?\s*publishers_dir\s*=.*\n", "", text)
    text = re.sub(r"(?m)^\[collect\]\n", '[collect]\npublishers_dir = "outlets"\n', text, count=1)
    text = re.sub(r"(?ms)^publishers\s*=\s*\[.*?\]", 'publishers = ["proefblad"]', text)
    assert 'publishers_dir = "outlets"' in text
    (folder / "dossier.toml").write_text(text, encoding="utf-8")
    (folder / "outlets").mkdir()
    (folder / "outlets" / "proefblad.json").write_text(json.dumps(RECORD), encoding="utf-8")
    (tmp_path / "page.html").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "gate.html").write_text(GATE, encoding="utf-8")
    return folder


class Site:
    """A loopback proxy for one outlet; remembers what was asked."""

    def __init__(self) -> None:
        """Begin with a site on which everything holds."""
        self.pages: dict[str, tuple[int, dict[str, str], str]] = {
            f"{HOST}/robots.txt": (200, {"Content-Type": "text/plain"}, ROBOTS),
            f"{HOST}/rss.xml": (200, {"Content-Type": "application/rss+xml"}, FEED),
            f"{HOST}/sitemap.xml": (200, {"Content-Type": "application/xml"}, MAP),
            f"{HOST}/proefdam/": (200, {}, '<a href="/proefdam/raad-wil-uitleg~a0b1c2d3/">Raad wil uitleg</a>'),
            f"{HOST}/proefdam/raad-wil-uitleg~a0b1c2d3/": (200, {"Content-Type": "text/html"}, ARTICLE),
        }
        self.asked: list[str] = []
        self.agents: set[str] = set()

    def answer(self, url: str, agent: str) -> tuple[int, dict[str, str], str]:
        self.asked.append(url)
        self.agents.add(agent)
        return self.pages.get(url, (404, {}, "weg"))


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    """The site, and the address of the proxy that shows it."""
    state = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, text = state.answer(self.path, self.headers["User-Agent"])
            body = text.encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_list_and_one_record() -> None:
    lines = call("sources").stdout.splitlines()
    assert any("De Stentor" in line and "needs a ground" in line and "paywalled" in line for line in lines)
    shown = call("sources", "destentor").stdout
    assert "feed        https://www.destentor.nl/dronten/rss.xml" in shown
    assert "not verified yet" in shown
    assert "origin" in shown
    (row,) = call("sources", "destentor", "--json").stdout.splitlines()
    assert make_publisher(json.loads(row), "here").id == "destentor"
    assert len(call("sources", "--json").stdout.splitlines()) >= 30


def test_a_wrong_name_gets_the_nearest_right_one() -> None:
    result = call("sources", "destento")
    assert result.exit_code == 1
    assert "Did you mean destentor?" in result.stderr


@pytest.mark.parametrize(
    "args", [("--url", "https://nos.nl/x"), ("--proxy", "http://x"), ("nos", "--page", "a.html", "--live")]
)
def test_options_that_do_not_go_together(args: tuple[str, ...]) -> None:
    assert call("sources", *args).exit_code == 2


def test_a_saved_page_that_fits(case: Path) -> None:
    result = call("sources", "proefblad", "--dossier", "zaak", "--page", "page.html")
    assert result.exit_code == 0, result.output
    for words in ("Raad wil uitleg", "Truus Test", "2021-11-19T10:00", f"kept as {HOST}/artikel~a0b1c2d3/"):
        assert words in result.stdout
    assert "DOES NOT HOLD" not in result.stdout


def test_the_outlet_of_a_page_is_found_by_its_address(case: Path) -> None:
    result = call("sources", "--dossier", "zaak", "--page", "page.html", "--json")
    row = json.loads(result.stdout)
    assert (row["id"], row["holds"]) == ("proefblad", True)
    assert {"owner", "identity", "canonical", "flag", "title", "published", "text"} <= {
        check["what"] for check in row["checks"]
    }


def test_a_page_of_another_outlet_does_not_fit(case: Path) -> None:
    result = call("sources", "nos", "--dossier", "zaak", "--page", "page.html")
    assert result.exit_code == 1
    assert re.search(r"DOES NOT HOLD\s+owner: .* belongs to proefblad", result.stdout)
    assert "does not hold" in result.stderr or "do not hold" in result.stderr


def test_a_gate_is_named_by_the_marker_of_the_record(case: Path) -> None:
    url = f"{HOST}/proefdam/raad-wil-uitleg~a0b1c2d3/"
    result = call("sources", "proefblad", "--dossier", "zaak", "--page", "gate.html", "--url", url)
    assert result.exit_code == 1
    assert re.search(r"DOES NOT HOLD\s+flag: consent wall", result.stdout)
    assert re.search(r"holds\s+consent wall markers: the page holds", result.stdout)


def test_a_page_that_is_not_there_or_from_nowhere(case: Path) -> None:
    missing = call("sources", "nos", "--page", "weg.html")
    assert missing.exit_code == 1
    assert "weg.html: cannot be read" in missing.stderr
    assert "is no file" in call("sources", "nos", "--page", "zaak").stderr
    assert "does not say where it comes from" in call("sources", "--page", "gate.html").stderr
    strange = call("sources", "--page", "page.html")
    assert "belongs to no record" in strange.stderr


def a_publisher(**changes: Any) -> Publisher:
    return make_publisher(RECORD | changes, "here")


def failed(publisher: Publisher, source: str, url: str | None = f"{HOST}/proefdam/x~a0b1c2d3/") -> set[str]:
    found = extract(source.encode(), url=url or "", markers=publisher.markers, outlet=publisher.name)
    return {
        item.what for item in check_page(source.encode(), found, url, publisher, [publisher]) if item.holds is False
    }


def test_what_a_page_may_contradict() -> None:
    assert failed(a_publisher(), ARTICLE) == set()
    assert failed(a_publisher(), ARTICLE, f"{HOST}/proefdam/zonder-nummer") == {"identity", "canonical"}
    assert failed(a_publisher(), ARTICLE.replace('a0b1c2d3/">', 'a9999999/">')) == {"canonical"}
    assert failed(a_publisher(), ARTICLE.replace("2021-11-19T10:00:00+01:00", "")) == {"published"}
    assert failed(a_publisher(), ARTICLE.replace(WORDS, "Kort bericht uit de raad.")) == {"text"}
    wall = ARTICLE.replace("<article>", '<article class="proefmuur">')
    assert failed(a_publisher(), wall) == {"flag"}
    assert failed(a_publisher(paywalled=True), wall) == set()
    free = wall.replace('"@type":"NewsArticle"', '"@type":"NewsArticle","isAccessibleForFree":true')
    assert failed(a_publisher(paywalled=True), free) == {"paywall markers"}
    closed = ARTICLE.replace('"@type":"NewsArticle"', '"@type":"NewsArticle","isAccessibleForFree":false')
    assert failed(a_publisher(paywalled=True), closed) == {"paywall markers"}
    reserved = ARTICLE.replace("<title>", '<meta name="tdm-reservation" content="1"><title>')
    assert failed(a_publisher(), reserved) == {"rights"}
    assert failed(a_publisher(), ARTICLE, None) == set()


def test_where_a_page_was_saved_from() -> None:
    found = extract(ARTICLE.encode())
    saved = b"<!-- saved from url=(0042)https://www.proefblad.example/a -->"
    assert find_saved_address(saved, found) == "https://www.proefblad.example/a"
    single = b"<!--\n Page saved with SingleFile \n url: https://www.proefblad.example/b \n-->"
    assert find_saved_address(single, found) == "https://www.proefblad.example/b"
    assert find_saved_address(b"<html>", found) == found.canonical_url


def visit(site: tuple[Site, str], publisher: Publisher | None = None) -> dict[str, bool | None]:
    publisher = publisher or a_publisher()
    report = check_live(publisher, Guest(proxy=site[1], timeout_s=5), [publisher])
    assert write_publisher(report.publisher) | {"checked": None, "verified": False} == write_publisher(publisher)
    return {item.what.replace(HOST, ""): item.holds for item in report.findings}


def test_a_site_on_which_everything_holds(site: tuple[Site, str]) -> None:
    found = visit(site)
    assert False not in found.values()
    assert found["feed /rss.xml"] and found["sitemap /sitemap.xml"] and found["section /proefdam/"]  # noqa: PT018
    assert found["article /proefdam/raad-wil-uitleg~a0b1c2d3/ title"]
    assert site[0].agents == {USER_AGENT}
    assert all(url.startswith(HOST) for url in site[0].asked)
    assert len(site[0].asked) == len(set(site[0].asked)) == 6


def test_what_no_longer_holds_is_named(site: tuple[Site, str]) -> None:
    pages = site[0].pages
    del pages[f"{HOST}/rss.xml"]
    pages[f"{HOST}/sitemap.xml"] = (200, {}, "<html>")
    pages[f"{HOST}/robots.txt"] = (200, {}, "User-agent: *\nDisallow: /proefdam/\nCrawl-delay: 0.01\n")
    found = visit(site)
    assert {what for what, holds in found.items() if holds is False} == {
        "rules for /proefdam/kop~a0b1c2d3/",
        "delay",
        "feed /rss.xml",
        "sitemap /sitemap.xml",
        "section /proefdam/",
    }
    assert f"{HOST}/proefdam/" not in site[0].asked


def test_of_a_reserved_outlet_no_page_is_asked(site: tuple[Site, str]) -> None:
    rules = "# text and data mining is reserved\nUser-agent: *\nAllow: /\n"
    site[0].pages[f"{HOST}/robots.txt"] = (200, {}, rules)
    found = visit(site, a_publisher(policy={"fetch": False, "tdm_reserved": True}))
    assert found["rights"] is True
    assert False not in found.values()
    assert site[0].asked == [f"{HOST}/robots.txt", f"{HOST}/rss.xml", f"{HOST}/sitemap.xml"]


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        (f"{HOST}/robots.txt", (200, {}, "# Tekst- en datamining is voorbehouden\n")),
        (f"{HOST}/robots.txt", (200, {"TDM-Reservation": "1"}, "")),
        (f"{HOST}/.well-known/tdmrep.json", (200, {}, '[{"location": "/", "tdm-reservation": 1}]')),
    ],
)
def test_a_reservation_that_the_record_does_not_know(
    site: tuple[Site, str], url: str, answer: tuple[int, dict[str, str], str]
) -> None:
    site[0].pages[url] = answer
    assert visit(site)["rights"] is False


@pytest.mark.parametrize("status", [500, 503, 429])
def test_without_rules_nothing_is_asked(site: tuple[Site, str], status: int) -> None:
    site[0].pages[f"{HOST}/robots.txt"] = (status, {}, "")
    assert visit(site)["robots.txt"] is False
    assert site[0].asked == [f"{HOST}/robots.txt"]


def test_a_busy_site_is_left(site: tuple[Site, str]) -> None:
    site[0].pages[f"{HOST}/rss.xml"] = (429, {"Retry-After": "60"}, "")
    assert visit(site)["visit"] is False
    assert f"{HOST}/sitemap.xml" not in site[0].asked


def test_a_redirect_to_a_gate_is_told_and_not_followed(site: tuple[Site, str]) -> None:
    gate = "http://consent.elders.example/consent?callbackUrl=http%3A%2F%2Fwww.proefblad.example%2Fx"
    site[0].pages[f"{HOST}/rss.xml"] = (302, {"Location": gate}, "")
    publisher = a_publisher()
    report = check_live(publisher, Guest(proxy=site[1], timeout_s=5), [publisher])
    (finding,) = [item for item in report.findings if item.what.startswith("feed")]
    assert finding.holds is False
    assert f"leads to {gate}, a gate that we recognise" in finding.detail
    assert gate not in site[0].asked


def test_redirects_at_home_are_followed_within_bounds(site: tuple[Site, str]) -> None:
    site[0].pages[f"{HOST}/rss.xml"] = (301, {"Location": "/nieuw.xml"}, "")
    site[0].pages[f"{HOST}/nieuw.xml"] = (200, {}, FEED)
    assert visit(site)["feed /rss.xml"] is True
    site[0].pages[f"{HOST}/nieuw.xml"] = (301, {"Location": "/rss.xml"}, "")
    assert visit(site)["feed /rss.xml"] is False


def test_each_host_has_its_own_rules(site: tuple[Site, str]) -> None:
    other = "http://feeds.proefblad.example"
    site[0].pages |= {
        f"{other}/robots.txt": (200, {}, "User-agent: *\nDisallow: /\n"),
        f"{other}/rss.xml": (200, {}, FEED),
    }
    assert visit(site, a_publisher(feeds=[f"{other}/rss.xml"]))[f"feed {other}/rss.xml"] is False
    assert f"{other}/rss.xml" not in site[0].asked


def test_a_guest_waits_between_requests_and_keeps_off_private_networks(site: tuple[Site, str]) -> None:
    waits: list[float] = []
    guest = Guest(proxy=site[1], sleep=waits.append)
    for _ in range(2):
        assert guest.ask(f"{HOST}/rss.xml", 7.0, lambda _: True).status == 200
    assert len(waits) == 1
    assert 6 < waits[0] <= 7
    direct = Guest(timeout_s=1)
    direct._has_proxy = False
    for url in ("http://127.0.0.1:9/x", "http://[::1]/x", "http://169.254.169.254/x", "http://2130706433/x"):
        reply = direct.ask(url, 0, lambda _: True)
        assert "private network" in (reply.problem or ""), url
    assert direct.ask("file:///etc/passwd", 0, lambda _: True) == Reply(
        url="file:///etc/passwd", problem="no web address"
    )


def test_the_command_shows_the_record_as_it_could_be_saved(case: Path, site: tuple[Site, str]) -> None:
    path = case / "outlets" / "proefblad.json"
    before = path.read_bytes()
    args = ("sources", "proefblad", "--dossier", "zaak", "--live", "--proxy", site[1])
    result = call(*args)
    assert result.exit_code == 0, result.output
    assert "holds" in result.stdout
    shown = json.loads(result.stdout[result.stdout.index("{\n") :])
    assert shown["verified"] is True
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", shown["checked"])
    (row,) = call(*args, "--json").stdout.splitlines()
    assert json.loads(row)["record"]["checked"] == shown["checked"]
    assert path.read_bytes() == before
    del site[0].pages[f"{HOST}/rss.xml"]
    worse = call(*args, "--json")
    assert worse.exit_code == 1
    assert json.loads(worse.stdout)["record"]["verified"] is False


@pytest.mark.parametrize("written", ["GM0303", "Dronten", "Gemeente Dronten", "gemeente dronten"])
def test_a_municipality_has_one_name_however_it_is_written(written: str) -> None:
    found = find_source(
        Extracted(kind=DocumentKind.COUNCIL_PAPER, municipality=written, title="Nota"), "", {}, is_file=True
    )
    assert (found.id, found.name) == ("gemeente-dronten", "Gemeente Dronten")


def test_a_ruling_is_never_the_word_of_the_municipality_that_is_its_party() -> None:
    found = find_source(
        Extracted(kind=DocumentKind.RULING, municipality="GM0384", outlet="Centrale Raad van Beroep"),
        "",
        {},
        is_file=True,
    )
    assert (found.name, found.kind) == ("Centrale Raad van Beroep", "court")
