"""Being a good guest, seen from the other side: a server on this machine writes down what a real crawl asks it."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from crawler.middlewares import ATTEMPT_TIMES_S, limit_time

CRAWL = """
import json, logging, sys
import scrapy
from scrapy.crawler import CrawlerProcess
from crawler.failures import name_failure, stays_queued

task = json.load(sys.stdin)
for name, value in task.get("module", {}).items():
    module, _, attribute = name.rpartition(".")
    setattr(__import__(module, fromlist=["_"]), attribute, value)


class Guest(scrapy.Spider):
    name = "guest"

    async def start(self):
        for ask in task["asks"]:
            yield scrapy.Request(
                ask["url"], meta=ask.get("meta", {}) | {"asked": ask["url"]}, callback=self.tell,
                errback=self.fail, dont_filter=True,
            )

    def tell(self, response):
        print(json.dumps({"url": response.meta["asked"], "status": response.status, "size": len(response.body)}))

    def fail(self, failure):
        flag, note = name_failure(failure.value, failure.request.url)
        print(json.dumps({"url": failure.request.meta["asked"], "error": type(failure.value).__name__,
                          "flag": flag.value, "note": note, "queued": stays_queued(failure.value)}))


settings = {
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "crawler.middlewares.Bounds": 90,
        "crawler.middlewares.HostRules": 100,
        "crawler.middlewares.HostPace": 870,
        "crawler.middlewares.PublicHosts": 880,
    },
    "TWISTED_DNS_RESOLVER": "crawler.resolver.PublicResolver",
    "DOWNLOAD_HANDLERS": {"file": None, "data": None, "ftp": None, "s3": None},
    "DOWNLOAD_DELAY": 0, "DOWNLOAD_DELAY_JITTER": 0, "CONCURRENT_REQUESTS": 16, "HTTPERROR_ALLOW_ALL": True,
    "REDIRECT_MAX_TIMES": 6, "RETRY_TIMES": 0, "COOKIES_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False, "LOG_LEVEL": "ERROR", "DOWNLOAD_MAXSIZE": 1_000_000,
}
process = CrawlerProcess(settings | task.get("settings", {}))
process.crawl(Guest)
process.start()
"""

Page = Callable[[Any], None]


@dataclass
class Server:
    """Answers on loopback as it is told, and remembers what it was asked and when."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, float]] = field(default_factory=list)
    port: int = 0

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def crawl(self, *asks: Any, allowed: list[str] | None = None, **task: Any) -> dict[str, dict[str, Any]]:
        given = [ask if isinstance(ask, dict) else {"url": self.url(ask)} for ask in asks]
        settings = {"STAVING_ALLOWED_HOSTS": [self.host] if allowed is None else allowed} | task.pop("settings", {})
        done = subprocess.run(
            [sys.executable, "-c", CRAWL],
            input=json.dumps({"asks": given, "settings": settings, **task}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        assert "Traceback" not in done.stderr, done.stderr[-3000:]
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        return {row.pop("url").removeprefix(f"http://{self.host}"): row for row in rows}


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, monotonic()))
            page = made.pages.get(self.path.partition("?")[0], (404, {}, b""))
            if callable(page):
                page = page(self)
            if page is None:
                return
            status, headers, body = page
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    made.port = http.server_port
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    http.shutdown()
    http.server_close()
    thread.join()


def a_text(text: str, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "text/plain", **{k.replace("_", "-"): v for k, v in headers.items()}}, text.encode()


OK = a_text("bericht")


def test_rules_are_fetched_once_and_kept_to(server: Server) -> None:
    server.pages = {"/robots.txt": a_text("User-agent: *\nDisallow: /zoek"), "/1": OK, "/2": OK, "/zoek": OK}
    found = server.crawl(
        "/1", "/2", "/zoek", {"url": server.url("/robots.txt"), "meta": {"reader": "robots", "is_list": True}}
    )
    assert found["/1"]["status"] == found["/2"]["status"] == 200
    assert (found["/zoek"]["flag"], found["/zoek"]["queued"]) == ("robots", False)
    assert found["/robots.txt"] == {"status": 200, "size": 29}
    assert sorted(server.paths()) == ["/.well-known/tdmrep.json", "/1", "/2", "/robots.txt"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_rules_cannot_be_had_is_not_asked(server: Server, status: int) -> None:
    server.pages = {"/robots.txt": a_text("druk", status), "/1": OK}
    found = server.crawl("/1", "/2")
    assert {row["error"] for row in found.values()} == {"RobotsUnreachableError"}
    assert all(row["queued"] and "try again later" in row["note"] for row in found.values())
    assert server.paths() == ["/robots.txt"]


def test_a_site_that_does_not_answer_stays_in_the_queue() -> None:
    silent = Server(port=9)  # allowed by the case file; nobody listens there
    found = silent.crawl("/1")
    assert (found["/1"]["error"], found["/1"]["queued"]) == ("RobotsUnreachableError", True)


def test_rules_are_followed_to_another_address_and_a_page_is_no_rule(server: Server) -> None:
    server.pages = {
        "/robots.txt": a_text("", 301, Location="/regels.txt"),
        "/regels.txt": a_text("User-agent: *\nDisallow: /dicht"),
        "/dicht": OK,
    }
    assert server.crawl("/dicht")["/dicht"]["flag"] == "robots"
    server.pages["/robots.txt"] = a_text("<!doctype html><html><body>Welkom</body></html>")
    assert server.crawl("/dicht")["/dicht"]["status"] == 200


def test_redirects_of_rules_do_not_lead_into_the_private_network(server: Server) -> None:
    server.pages = {"/robots.txt": a_text("", 302, Location="http://127.0.0.1:1/geheim"), "/1": OK}
    found = server.crawl("/1")
    assert found["/1"]["flag"] == "blocked"
    assert server.paths() == ["/robots.txt"]


def test_the_delay_of_the_rules_is_kept(server: Server) -> None:
    server.pages = {"/robots.txt": a_text("User-agent: *\nCrawl-delay: 0.4"), "/1": OK, "/2": OK}
    server.crawl("/1", "/2", settings={"STAVING_MAX_PER_HOUR": 0})
    times = [when for _, when in server.asked]
    assert len(times) == 4
    assert all(later - earlier > 0.35 for earlier, later in pairwise(times[1:]))


def test_reserved_pages_are_not_fetched_and_lists_are(server: Server) -> None:
    server.pages = {
        "/robots.txt": a_text("# Het scrapen van deze site is niet toegestaan.\nUser-agent: *\nDisallow:"),
        "/1": OK,
        "/2": OK,
        "/rss.xml": OK,
    }
    found = server.crawl(
        "/1",
        {"url": server.url("/2"), "meta": {"has_ground": True}},
        {"url": server.url("/rss.xml"), "meta": {"is_list": True}},
    )
    assert (found["/1"]["flag"], found["/1"]["queued"]) == ("reserved", False)
    assert "niet toegestaan" in found["/1"]["note"]
    assert found["/2"]["status"] == found["/rss.xml"]["status"] == 200
    assert "/1" not in server.paths()


def test_the_reservation_file_is_read_once_and_only_for_pages(server: Server) -> None:
    server.pages = {
        "/.well-known/tdmrep.json": a_text('[{"location": "/nieuws/*", "tdm-reservation": 1}]'),
        "/nieuws/1": OK,
        "/over": OK,
        "/rss.xml": OK,
    }
    server.crawl({"url": server.url("/rss.xml"), "meta": {"is_list": True}})
    assert server.paths() == ["/robots.txt", "/rss.xml"]
    server.asked.clear()
    found = server.crawl("/nieuws/1", "/nieuws/2", "/over")
    assert [found[path].get("flag") for path in ("/nieuws/1", "/nieuws/2", "/over")] == ["reserved", "reserved", None]
    assert sorted(server.paths()) == ["/.well-known/tdmrep.json", "/over", "/robots.txt"]


def test_private_hosts_are_refused_also_after_a_redirect(server: Server) -> None:
    other = f"http://127.0.0.1:{server.port}/1"
    server.pages = {
        "/1": OK,
        "/weg": a_text("", 302, Location=other),
        "/bestand": a_text("", 302, Location="file:///x"),
    }
    found = server.crawl("/weg", "/bestand", {"url": other}, {"url": f"http://[::1]:{server.port}/1"})
    assert found["/weg"]["error"] == "PrivateAddressError"
    assert found["/bestand"]["status"] == 302
    assert found[other]["flag"] == found[f"http://[::1]:{server.port}/1"]["flag"] == "blocked"
    assert "/1" not in server.paths()


def test_a_public_name_that_stands_for_this_machine_is_refused(server: Server) -> None:
    """The answer of the name service is looked at, not the name alone."""
    name = f"http://krant.example:{server.port}"
    hosts = """
import socket
real = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: real("127.0.0.1" if host.endswith(".example") else host, *rest, **more)
"""
    server.pages = {"/1": OK}
    script = hosts + CRAWL
    for allowed, expected in (([], "PrivateAddressError"), ([f"krant.example:{server.port}"], None)):
        done = subprocess.run(
            [sys.executable, "-c", script],
            input=json.dumps({"asks": [{"url": f"{name}/1"}], "settings": {"STAVING_ALLOWED_HOSTS": allowed}}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        (row,) = [json.loads(line) for line in done.stdout.splitlines()]
        assert row.get("error") == expected, row
        assert bool(server.asked) is (expected is None)


def test_redirects_in_a_circle_end_at_once(server: Server) -> None:
    server.pages = {"/a": a_text("", 302, Location="/b"), "/b": a_text("", 302, Location="/a")}
    server.pages |= {f"/{n}": a_text("", 302, Location=f"/{n + 1}") for n in range(9)}
    found = server.crawl("/a", "/0")
    assert found["/a"]["flag"] == found["/0"]["flag"] == "redirect_loop"
    assert server.paths().count("/a") == 1


def test_a_host_that_wants_to_be_left_alone_is(server: Server) -> None:
    server.pages = {"/1": a_text("druk", 429, Retry_After="7200"), "/2": OK}
    found = server.crawl("/1", "/2", settings={"CONCURRENT_REQUESTS": 1})
    assert found["/1"]["status"] == 429
    assert (found["/2"]["error"], found["/2"]["queued"]) == ("HostBusyError", True)
    assert "/2" not in server.paths()


def test_a_short_wait_is_waited_once(server: Server) -> None:
    server.pages = {"/1": a_text("druk", 503, Retry_After="2"), "/2": OK, "/3": OK, "/4": OK}
    found = server.crawl(*server.pages, settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.1})
    assert [found[path]["status"] for path in server.pages] == [503, 200, 200, 200]
    times = dict(server.asked)
    assert times["/2"] - times["/1"] > 1.9
    assert times["/4"] - times["/2"] < 1


def test_a_host_that_fails_again_and_again_is_left(server: Server) -> None:
    server.pages = {f"/{number}": a_text("stuk", 500) for number in range(14)}
    found = server.crawl(*server.pages, settings={"CONCURRENT_REQUESTS": 1})
    assert sum(row.get("status") == 500 for row in found.values()) == 10
    assert sum(row.get("error") == "HostDownError" and row["queued"] for row in found.values()) == 4


def test_bombs_do_not_go_off(server: Server) -> None:
    bomb = zlib.compress(bytes(20_000_000))
    server.pages = {
        "/bom": (200, {"Content-Encoding": "deflate"}, bomb),
        "/lagen": (200, {"Content-Encoding": "deflate, deflate, deflate"}, bomb),
        "/groot": (200, {}, bytes(1_500_000)),
        "/koppen": (200, {f"X-{number}": "x" * 10_000 for number in range(40)}, b""),
        "/kapot": (200, {"Content-Encoding": "gzip"}, b"geen gzip"),
    }
    found = server.crawl(*server.pages)
    assert {path: row.get("flag") for path, row in found.items()} == {
        "/bom": "too_large",
        "/lagen": "too_large",
        "/groot": "too_large",
        "/koppen": "too_large",
        "/kapot": "error",
    }


def test_a_slow_drip_ends(server: Server) -> None:
    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b".")
                sleep(0.1)
        except OSError:
            pass

    server.pages = {"/druppel": drip, "/1": OK}
    began = monotonic()
    found = server.crawl("/druppel", "/1", module={"crawler.middlewares.ATTEMPT_TIMES_S": [1.0]})
    assert found["/druppel"]["flag"] == "timeout"
    assert found["/1"]["status"] == 200
    assert monotonic() - began < 9


def test_a_service_of_our_own_is_not_slowed_down(server: Server) -> None:
    server.pages = {f"/{number}": OK for number in range(300)}
    server.crawl(*server.pages, settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 16, "STAVING_MAX_PER_HOUR": 20})
    pages = [when for path, when in server.asked if path.strip("/").isdigit()]
    assert len(pages) == 300
    assert max(pages) - min(pages) < 5


def test_the_times_of_all_attempts_are_two_minutes() -> None:
    assert sum(ATTEMPT_TIMES_S) == 120
    assert [limit_time(attempt) for attempt in (0, 1, 7, 50)] == [30, 30, 5, 5]
