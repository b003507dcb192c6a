"""The sample server: a proxy for its own hosts, and for nothing else."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.sample_site import SampleSite

PAGE = '<!doctype html><meta charset="utf-8"><p>één</p>'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SampleSite]:
    host = tmp_path / "site" / "krant.example"
    (host / "nieuws").mkdir(parents=True)
    (host / "index.html").write_text(PAGE, "utf-8")
    (host / "nieuws" / "oud.html").write_bytes('<meta charset="windows-1252">é'.encode("windows-1252"))
    (host / "rss.xml").write_text("<rss/>", "utf-8")
    (host / "robots.txt").write_text("User-agent: *\n", "utf-8")
    (tmp_path / "geheim.txt").write_text("buiten", "utf-8")
    (tmp_path / "site" / "tweede.example").mkdir()
    with SampleSite(tmp_path / "site") as running:
        yield running


def ask(
    site: SampleSite, target: str, *, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    """Send one request line as it stands, without tidying up its target."""
    connection = http.client.HTTPConnection(site.address.removeprefix("http://"), timeout=5)
    connection.request(method, target, headers=headers or {})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_listens_on_loopback_only(site: SampleSite) -> None:
    assert site.address.startswith("http://127.0.0.1:")
    assert site.hosts == ("krant.example", "tweede.example")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("nieuws/oud.html", "text/html; charset=windows-1252"),
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("prefix", ["http://krant.example/", "http://KRANT.example:80/", "/krant.example/"])
def test_shows_a_page_to_a_crawler_and_to_a_person(site: SampleSite, prefix: str, path: str, kind: str) -> None:
    response, body = ask(site, f"{prefix}{path}")
    assert (response.status, response.headers["Content-Type"]) == (200, kind)
    assert int(response.headers["Content-Length"]) == len(body) > 0


def test_ignores_the_query(site: SampleSite) -> None:
    assert ask(site, "http://krant.example/rss.xml?utm_source=rss")[1] == b"<rss/>"


def test_lists_the_hosts_for_a_person(site: SampleSite) -> None:
    assert b'href="/krant.example/"' in ask(site, "/")[1]


def test_head_sends_no_body(site: SampleSite) -> None:
    response, body = ask(site, "http://krant.example/rss.xml", method="HEAD")
    assert (response.status, response.headers["Content-Length"], body) == (200, "6", b"")


@pytest.mark.parametrize(("validator", "header"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")])
def test_an_unchanged_page_is_not_sent_again(site: SampleSite, validator: str, header: str) -> None:
    first, _ = ask(site, "http://krant.example/")
    again, body = ask(site, "http://krant.example/", headers={header: first.headers[validator]})
    assert (again.status, body) == (304, b"")


@pytest.mark.parametrize("headers", [{"If-None-Match": '"other"'}, {"If-Modified-Since": "no date"}])
def test_a_changed_page_is_sent(site: SampleSite, headers: dict[str, str]) -> None:
    assert ask(site, "http://krant.example/", headers=headers)[0].status == 200


@pytest.mark.parametrize(
    "target",
    [
        "http://krant.example/weg.html",
        "http://tweede.example/",
        "http://krant.example/../../geheim.txt",
        "http://krant.example/%2e%2e/%2e%2e/geheim.txt",
        "http://krant.example/..%2f..%2fgeheim.txt",
        "http://krant.example/%00",
        "/krant.example/../../geheim.txt",
        "/krant.example//etc/passwd",
    ],
)
def test_a_missing_page_and_a_path_that_leaves_its_host_are_404(site: SampleSite, target: str) -> None:
    response, body = ask(site, target)
    assert response.status == 404
    assert b"buiten" not in body


@pytest.mark.parametrize(
    "target",
    [
        "http://elders.example/",
        "https://krant.example/",
        "http://127.0.0.1/",
        "/elders.example/",
        "/../geheim.txt",
        "/%2e%2e/",
    ],
)
def test_another_host_is_refused(site: SampleSite, target: str) -> None:
    assert ask(site, target)[0].status == 502
