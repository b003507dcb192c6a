"""The frontier: a crawl that is killed, narrowed, repeated or made twice at once loses nothing and asks no more."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from crawling import HOST, TEXT, Site, a_page, a_record

from crawler.asking import decode_ask
from crawler.asks import Ask, Entry
from crawler.frontier import Frontier, find_round
from crawler.process import hold_crawl, is_crawling
from crawler.publisher_files import read_publisher
from crawler.sample_site import SampleSite
from crawler.stage import collect
from crawler.status import read_status
from staving.errors import SourceError
from staving.schema import Address, Capture, Document, Flag, Run, now
from staving.store import Store

PAGES = 40


class Counted:
    """An HTTP proxy that answers for one outlet, slowly, and counts what it is asked."""

    def __init__(self, pages: int, *, seconds: float = 0.0, headers: dict[str, str] | None = None) -> None:
        self.asked: Counter[str] = Counter()
        self.conditional: Counter[str] = Counter()
        self.pages = {f"/{number}.html": a_page(f"{TEXT} Nummer {number}.") for number in range(pages)}
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        counted = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.removeprefix(HOST)
                counted.asked[path] += 1
                status, given, body = counted.find(path)
                tag = f'"{hash(body)}"'
                if self.headers.get("If-None-Match"):
                    counted.conditional[path] += 1
                    if self.headers["If-None-Match"] == tag and headers is None:
                        status, body = 304, b""
                if path in counted.pages:
                    time.sleep(seconds)
                self.send_response(status)
                for name, value in {**({"ETag": tag} if headers is None else headers), **given}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def find(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path in self.answers:
            return self.answers[path]
        if path == "/rss.xml":
            links = "".join(f"<item><link>{HOST}{page}</link></item>" for page in self.pages)
            return 200, {"Content-Type": "application/rss+xml"}, f"<rss><channel>{links}</channel></rss>".encode()
        if path in self.pages:
            return 200, {"Content-Type": "text/html"}, self.pages[path].encode()
        return 404, {"Content-Type": "text/plain"}, b"nee"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.put_record()
    return made


@pytest.fixture
def server() -> Iterator[Counted]:
    made = Counted(PAGES)
    yield made
    made.close()


def crawl(site: Site, server: Counted, **given: Any) -> dict[str, int]:
    return collect(site.workspace, site.make_dossier(), proxy=server.address, **given)


def test_killed_again_and_again_it_loses_nothing_and_stores_nothing_twice(site: Site) -> None:
    """The process group is killed with SIGKILL at moments of chance; the last run is left alone."""
    server = Counted(PAGES, seconds=0.1)
    code = (
        "import sys, json; from pathlib import Path; sys.path.insert(0, sys.argv[1]); from crawling import Site\n"
        "site = object.__new__(Site); site.folder = Path(sys.argv[2])\n"
        "from staving.config import Workspace; from crawler.stage import collect\n"
        "collect(Workspace(site.folder / 'workspace'), site.make_dossier(), proxy=sys.argv[3])\n"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent.parent), str(site.folder), server.address]
    chance = random.Random(7)
    kills = 0
    for number in range(12):
        process = subprocess.Popen(command, start_new_session=True)
        try:
            process.wait(timeout=chance.uniform(1.5, 3.5) if number < 11 else 60)
            break
        except subprocess.TimeoutExpired:
            # Half of the times only the command dies, and its crawl has to notice that.
            os.killpg(process.pid, signal.SIGKILL) if number % 2 else process.kill()
            process.wait()
            kills += 1
    assert process.returncode == 0
    assert kills >= 2
    server.close()
    texts = [document.text for document in site.read(Document)]
    assert sorted(texts) == sorted(f"{TEXT} Nummer {number}." for number in range(PAGES))
    pages = [capture.url for capture in site.read(Capture, "flag = 'ok' AND url LIKE '%.html'")]
    assert sorted(pages) == sorted(f"{HOST}/{number}.html" for number in range(PAGES))
    again = sum(count - 1 for path, count in server.asked.items() if path in server.pages)
    assert again <= kills * 16  # requests on their way at once, at most
    assert not site.read(Address, "state = 'queued'")


def test_what_did_not_change_is_asked_for_conditionally_and_not_read_again(site: Site, server: Counted) -> None:
    assert crawl(site, server)["documents"] == PAGES
    counts = crawl(site, server)
    assert (counts["documents"], counts["changed"], counts["unchanged"]) == (0, 0, PAGES)
    assert all(server.asked[path] == 2 and server.conditional[path] == 1 for path in server.pages)
    server.pages["/3.html"] = a_page(f"{TEXT} Nummer 3.\nEn een rectificatie.".replace("\n", "</p><p>"))
    counts = crawl(site, server)
    assert (counts["changed"], counts["unchanged"]) == (1, PAGES - 1)
    (old, new) = site.read(Document, f"canonical_url = '{HOST}/3.html'")
    assert new.supersedes == old.id
    ((start, end),) = new.fields["changes"]["added"]
    assert new.text[start:end] == "En een rectificatie."
    (address,) = site.read(Address, f"url = '{HOST}/3.html'")
    assert (address.visits, address.changes, address.state) == (3, 1, "done")


def test_a_site_without_validators_that_sends_the_same_bytes_is_not_read_again(site: Site) -> None:
    server = Counted(3, headers={})
    crawl(site, server)
    counts = crawl(site, server)
    server.close()
    assert (counts["unchanged"], counts["documents"], counts["changed"]) == (3, 0, 0)
    flags = Counter(capture.flag for capture in site.read(Capture, "url LIKE '%.html'"))
    assert flags == {"ok": 3, "not_modified": 3}


def test_gone_and_moved_pages_are_recorded_and_their_documents_stay(site: Site, server: Counted) -> None:
    crawl(site, server)
    server.answers["/1.html"] = (410, {}, b"weg")
    server.answers["/2.html"] = (301, {"Location": f"{HOST}/200.html"}, b"")
    server.answers["/200.html"] = (200, {"Content-Type": "text/html"}, a_page(f"{TEXT} Nummer 2.").encode())
    crawl(site, server)
    addresses = {address.url: address for address in site.read(Address)}
    assert addresses[f"{HOST}/1.html"].state == "gone"
    moved = addresses[f"{HOST}/2.html"]
    assert (moved.state, moved.moved_to) == ("moved", f"{HOST}/200.html")
    arrived = addresses[f"{HOST}/200.html"]
    assert arrived.state == "done"
    assert arrived.due_at  # the new address is asked again in its time; the old one is not
    assert moved.due_at is None
    assert server.asked["/200.html"] == 1
    assert len(site.read(Document, f"canonical_url = '{HOST}/1.html'")) == 1
    crawl(site, server)
    assert server.asked["/2.html"] == 2  # not asked again: it moved for good


def test_due_asks_only_for_what_is_due(site: Site, server: Counted) -> None:
    crawl(site, server)
    asked = Counter(server.asked)
    assert crawl(site, server, is_due=True)["pages"] == 0
    assert server.asked - asked == Counter()
    with Store.open(site.workspace.evidence) as store, store.unit():
        past = (now() - timedelta(minutes=1)).isoformat()
        store.db.execute(
            "UPDATE address SET due_at = ? WHERE url IN (?, ?)", (past, f"{HOST}/5.html", f"{HOST}/rss.xml")
        )
    server.pages["/nieuw.html"] = a_page()
    server.pages["/41.html"] = a_page(f"{TEXT} Nieuw.")
    counts = crawl(site, server, is_due=True)
    assert {path: count for path, count in (server.asked - asked).items() if path in server.pages} == {
        "/5.html": 1,
        "/41.html": 1,  # announced by the feed that was due; /nieuw.html is no article of this outlet
    }
    assert (counts["documents"], counts["unchanged"]) == (1, 1)


def test_two_crawls_of_one_workspace_do_not_run_at_once(site: Site, server: Counted, monkeypatch: Any) -> None:
    monkeypatch.setattr("crawler.process.LOCK_S", 0.1)
    assert not is_crawling(site.workspace)
    with hold_crawl(site.workspace):
        assert is_crawling(site.workspace)
        with pytest.raises(SourceError, match="another crawl is at work"):
            crawl(site, server)
    assert crawl(site, server)["documents"] == PAGES


def test_the_status_tells_what_is_queued_done_flagged_and_due(site: Site) -> None:
    server = Counted(5)
    server.answers["/1.html"] = (403, {}, b"nee")
    collect(site.workspace, site.make_dossier(), proxy=server.address, limit=3)
    server.close()
    with Store.open(site.workspace.evidence) as store:
        (row,) = read_status(store)
    assert (row.source, row.queued, row.done) == ("proefblad", 2, 5)  # three pages, the feed, robots.txt
    assert row.flags == {"blocked": 1}


def test_a_run_that_follows_a_killed_one_belongs_to_its_round(store: Store) -> None:
    def begin(**changes: Any) -> Run:
        values = {"stage": "collect", "version": "1", "settings_hash": "a", "started": now()} | changes
        return Run(**values)

    first, second, other, ended, third = (
        begin(id="1"),
        begin(id="2"),
        begin(id="3", settings_hash="b"),
        begin(id="4", ended=now()),
        begin(id="5"),
    )
    with store.unit():
        store.put(first, second, other)
    assert find_round(store, second) == "1"
    assert find_round(store, other) == "3"
    with store.unit():
        store.put(ended, third)
    assert find_round(store, third) == "5"
    late = begin(id="6", started=now() + timedelta(days=3))
    with store.unit():
        store.put(late)
    assert find_round(store, late) == "6"


def test_an_address_keeps_all_of_its_request(store: Store, tmp_path: Path) -> None:
    (tmp_path / "proefblad.json").write_text(json.dumps(a_record()), encoding="utf-8")
    publisher = read_publisher(tmp_path / "proefblad.json")
    with store.unit():
        store.put(Run(id="r", stage="collect", version="1", settings_hash="a", started=now()))
    frontier = Frontier(store, {publisher.id: publisher}, round_id="r")
    ask = Ask(
        url=f"{HOST}/zoek",
        reader="feed",
        source_id="proefblad",
        method="POST",
        body='{"q": "opname"}',
        headers={"Content-Type": "application/json"},
        entry=Entry(url=f"{HOST}/1.html", title="Kop", authors=("A. Proef",), fields={"n": 1}),
        state={"page": 2},
        is_chosen=True,
    )
    with store.unit():
        assert frontier.add([ask, ask], spider="press").new == 1
    (row,) = frontier.take("press", "proefblad", 10)
    assert decode_ask(row) == ask
    frontier.send(row)
    assert frontier.take("press", "proefblad", 10) == []
    with store.unit():
        frontier.settle(row, flag=Flag.TIMEOUT, note="geen antwoord", asked_at=now())
    (after,) = store.iterate(Address)
    assert (after.state, after.tries, after.visits) == ("queued", 1, 0)  # asked again, but not in this round
    frontier.release(row)
    assert frontier.take("press", "proefblad", 10) == []


def test_a_trap_and_what_is_no_article_are_passed_over(store: Store, tmp_path: Path) -> None:
    (tmp_path / "proefblad.json").write_text(json.dumps(a_record()), encoding="utf-8")
    publisher = read_publisher(tmp_path / "proefblad.json")
    with store.unit():
        store.put(Run(id="r", stage="collect", version="1", settings_hash="a", started=now()))
    frontier = Frontier(store, {publisher.id: publisher}, round_id="r")
    with store.unit():
        frontier.add([Ask(url=f"{HOST}/rss.xml", reader="feed", is_chosen=True)], spider="press")
        (feed,) = store.iterate(Address)
        urls = [
            f"{HOST}/a/b/a/b/a/b/1.html",
            f"{HOST}/over-ons",
            f"{HOST}/7-kop.html",
            f"{HOST}/7-andere.html?utm_source=x",
        ]
        added = frontier.add([Ask(url=url) for url in urls], spider="press", found_in=feed)
    assert (added.new, added.traps) == (1, 1)


def test_a_page_of_the_sample_site_is_kept_with_its_bytes(site: Site) -> None:
    site.put("proefblad.example/1.html", a_page())
    site.put_feed(["1.html"])
    with SampleSite(site.folder / "site") as server:
        collect(site.workspace, site.make_dossier(), proxy=server.address)
    (capture,) = site.read(Capture, "url LIKE '%1.html'")
    assert capture.archive_file is not None


def test_a_full_disk_ends_the_crawl_with_a_message_and_loses_nothing(site: Site, server: Counted) -> None:
    chance = random.Random(1)
    for path in server.pages:
        server.pages[path] = a_page(f"{TEXT} {path} " + " ".join(str(chance.random()) for _ in range(3000)))
    code = (
        "import sys, resource; from pathlib import Path; sys.path.insert(0, sys.argv[1]); from crawling import Site\n"
        "site = object.__new__(Site); site.folder = Path(sys.argv[2])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))  # no file grows beyond this\n"
        "from staving.config import Workspace; from crawler.stage import collect\n"
        "collect(Workspace(site.folder / 'workspace'), site.make_dossier(), proxy=sys.argv[3])\n"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent.parent), str(site.folder), server.address]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "make room and run again" in ended.stderr
    stored = len(site.read(Document))
    assert stored < PAGES
    crawl(site, server)
    assert len(site.read(Document)) == PAGES
