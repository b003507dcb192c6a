"""Searches of a case file, from end to end: a service of our own on this machine, built like the real ones."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from crawling import HOST, TEXT, Site, a_page

from crawler.stage import collect
from staving.dossier.settings import Search
from staving.schema import Address, Capture, Document, Passage, Source

SERVICE = "http://dienst.example"
PUBLICATION = f"""<gzd><originalData><meta><identifier>gmb-2099-1</identifier><title>Besluit over opnamen</title>
<creator scheme="OVERHEID.Gemeente">Dronten</creator><available>2099-01-02</available></meta></originalData>
<enrichedData><preferredUrl>{SERVICE}/gmb-2099-1</preferredUrl>
<itemUrl manifestation="xml">{SERVICE}/gmb-2099-1.xml</itemUrl></enrichedData></gzd>"""
FOUND = f"""<sru:searchRetrieveResponse xmlns:sru="urn:sru"><sru:numberOfRecords>1</sru:numberOfRecords><records>
<record><recordData>{PUBLICATION}</recordData></record></records></sru:searchRetrieveResponse>"""
TEXT_OF_PUBLICATION = """<officiele-publicatie><gemeenteblad><zakelijke-mededeling><kop>
<titel>Besluit over opnamen</titel></kop>
<al>Het college stopt met het opnemen van gesprekken.</al></zakelijke-mededeling>
</gemeenteblad></officiele-publicatie>"""
ENTRY = {
    "id": 1, "lars": "111", "name": "Opnamehulp", "organization": "Gemeente Dronten", "status": "Buiten gebruik",
    "goal": "Zet gesprekken om in tekst.", "begin_date": "2099-01",
}  # fmt: skip
COPIES = [
    ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
    ["a", "20150102030405", f"{HOST}/1-oud.html", "text/html", "200", "AAAA", "100"],
]


class Service:
    """A proxy that answers for the service, the archive and an outlet, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path = urlsplit(self.path).path
                service.asked[f"{self.command} {path}"] += 1
                status, kind, answer = service.answer(path, body)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_GET  # noqa: N815 - the name is the library's

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def answer(self, path: str, body: bytes) -> tuple[int, str, bytes]:
        fixed = {
            "/sru": ("application/xml", FOUND),
            "/gmb-2099-1.xml": ("application/xml", TEXT_OF_PUBLICATION),
            "/cdx": ("application/json", json.dumps(COPIES)),
            "/1-nieuw.html": ("text/html", a_page(TEXT)),
            "/rss.xml": ("application/xml", f"<rss><item><link>{HOST}/1-nieuw.html</link></item></rss>"),
        }
        if path == "/NLD":
            rows = [ENTRY] if json.loads(body)["page"] == "1" else []
            fixed[path] = ("application/json", json.dumps({"total_count": 1, "results": rows}))
        if path.startswith("/web/2015"):
            fixed[path] = ("text/html", a_page(f"{TEXT} Zo stond het er in 2015."))
        kind, answer = fixed.get(path, ("text/plain", "nee"))
        return (200 if path in fixed else 404), kind, answer.encode()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_from_searches_to_documents(site: Site, service: Service) -> None:
    site.put_record()
    slots = {host: {"delay": 0.0, "concurrency": 1, "jitter": 0.0} for host in ("dienst.example", "proefblad.example")}
    searches = (
        Search(access="official_publications", query="opname", municipalities=("GM0303",)),
        Search(access="register", query="opnamehulp"),
        Search(access="wayback", url=f"{HOST}/1-oud.html"),
    )
    bases = {
        "official_publications": f"{SERVICE}/sru",
        "register": f"{SERVICE}/NLD",
        "wayback": f"{SERVICE}/cdx",
        "wayback_pages": f"{SERVICE}/web",
    }

    def crawl(**given: Any) -> dict[str, int]:
        dossier = site.make_dossier(searches=searches, bases=bases, **given)
        return collect(site.workspace, dossier, proxy=service.address, settings={"DOWNLOAD_SLOTS": slots})

    crawl(publishers=("proefblad",))
    documents = {document.identifier or document.canonical_url: document for document in site.read(Document)}
    sources = {source.id: source for source in site.read(Source)}

    act = documents["gmb-2099-1"]
    assert (act.title, act.published, act.municipality) == ("Besluit over opnamen", "2099-01-02", "GM0303")
    assert act.kind == "official_publication"
    assert "Het college stopt met het opnemen van gesprekken." in act.text
    assert act.canonical_url == "https://dienst.example/gmb-2099-1"  # the scheme of the record of the body
    assert sources[act.source_id].name == "Gemeente Dronten"

    (entry,) = [document for document in documents.values() if document.kind == "register_entry"]
    assert entry.title == "Opnamehulp"
    assert sources[entry.source_id].id == "algoritmeregister"
    assert entry.municipality == "GM0303"

    # The copy of 2015 comes after the page of today was read, or before: it is the older version either way.
    old, new = sorted(site.read(Document, f"canonical_url = '{HOST}/1.html'"), key=lambda item: item.supersedes or "")
    assert old.text.endswith("Zo stond het er in 2015.")
    assert (new.text, new.supersedes) == (TEXT, old.id)
    assert sources[old.source_id].id == "proefblad"
    (capture,) = site.read(Capture, f"id = '{old.capture_id}'")
    assert capture.url.startswith(f"{SERVICE}/web/2015")
    assert capture.headers["archived-at"] == "2015-01-02T03:04:05+00:00"
    assert site.read(Passage, f"document_id = '{act.id}'")
    assert {address.state for address in site.read(Address)} == {"done"}

    counts = crawl(publishers=("proefblad",))
    assert (counts["documents"], counts["changed"]) == (0, 0)


def test_copies_of_a_reserved_outlet_in_an_archive_need_a_ground_too(site: Site, service: Service) -> None:
    site.put_record(policy={"fetch": False, "archive": True, "tdm_reserved": True})
    slots = {host: {"delay": 0.0, "concurrency": 1, "jitter": 0.0} for host in ("dienst.example", "proefblad.example")}
    dossier = site.make_dossier(
        publishers=(),
        searches=(Search(access="wayback", url=f"{HOST}/1-oud.html"),),
        bases={"wayback": f"{SERVICE}/cdx", "wayback_pages": f"{SERVICE}/web"},
    )
    collect(site.workspace, dossier, proxy=service.address, settings={"DOWNLOAD_SLOTS": slots})
    assert not [path for path in service.asked if path.startswith("GET /web/")]
    (document,) = site.read(Document)
    assert (document.flag, document.text) == ("reserved", "")
