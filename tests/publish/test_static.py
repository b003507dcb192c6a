"""The edition as plain files: every link leads somewhere, nothing private is in it, and the search works."""

from __future__ import annotations

import html
import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from publish.edition.static import MARK, find_file, publish_static
from publish.stage import publish_public
from staving.config import Workspace
from staving.dossier import Dossier
from staving.errors import StavingError
from staving.schema import Passage
from staving.store import Store

CHROMIUM = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), "")


@pytest.fixture(scope="module")
def public(workspace: Workspace, dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("static") / "w"
    shutil.copytree(workspace.root, root)
    own = Workspace(root)
    with Store.open(own.evidence) as store, store.unit():
        found = next(item for item in store.iterate(Passage, order='"id"') if len(item.text) > 80)
        store.put(replace(found, text=f"{SECRET} woont hier. {found.text}"))
    publish_public(own, dossier, corrections="correcties@bond.example")
    return own


@pytest.fixture(scope="module")
def folder(public: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files") / "site"
    publish_static(public, made)
    return made


SECRET = "Els Brandsma-Kooij"
"""A private person, whom a text of the case names."""


def list_links(page: Path) -> Iterator[str]:
    for found in re.finditer(r' (?:href|src|action)="([^"]*)"', page.read_text(encoding="utf-8")):
        yield html.unescape(found[1])


def test_every_link_leads_to_a_file_and_a_place_in_it(folder: Path) -> None:
    pages = list(folder.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        for link in list_links(page):
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in {"http", "https"}
                continue
            assert not link.startswith("/"), (page, link)
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), (page, link)
            assert target.is_relative_to(folder.resolve())
            if parts.fragment and target.suffix == ".html":
                assert f'id="{html.escape(unquote(parts.fragment))}"' in target.read_text(encoding="utf-8"), (
                    page,
                    link,
                )


def test_what_needs_a_server_is_left_out(folder: Path) -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in folder.rglob("*.html"))
    assert 'class="whatif"' not in text
    assert 'name="province"' not in text
    assert "localhost" not in text
    assert text.count('http-equiv="Content-Security-Policy"') == len(list(folder.rglob("*.html")))
    assert not list(folder.rglob("feed.atom"))  # without an address there are none


def test_an_address_gives_feeds_and_a_sitemap(public: Workspace, tmp_path: Path) -> None:
    publish_static(public, tmp_path / "s", address="https://dossier.example/zaak/")
    feed = (tmp_path / "s" / "feed.atom").read_text(encoding="utf-8")
    assert "https://dossier.example/zaak/" in feed
    assert "localhost" not in feed
    assert "https://dossier.example/zaak/sitemap-1.xml" in (tmp_path / "s" / "sitemap.xml").read_text(encoding="utf-8")
    assert (tmp_path / "s" / "sitemap-1.xml").is_file()


def test_nothing_is_in_it_that_is_not_in_the_edition(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not any(words in text for words in ("review.db", "reviewers", "session.key", SECRET)), path
    rows = json.loads((folder / "search" / "index.json").read_text(encoding="utf-8"))
    assert rows["passages"]
    assert all((folder / unquote(row["u"].partition("#")[0])).is_file() for row in rows["passages"])


def test_tables_come_as_csv_that_no_program_reads_as_formulas(folder: Path) -> None:
    files = {path.stem for path in (folder / "data").glob("*.csv")}
    assert {"evidence", "document", "proposition", "verdict"} <= files
    assert not files & {"address", "run", "term", "passage_fts"}
    for path in (folder / "data").glob("*.csv"):
        assert not re.search(r'(?m)^"?[=+@]', path.read_text(encoding="utf-8"))


def test_a_folder_of_something_else_is_left_alone(public: Workspace, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "scriptie.txt").write_text("drie jaar werk", encoding="utf-8")
    with pytest.raises(StavingError, match="holds something else"):
        publish_static(public, tmp_path)
    assert (tmp_path / "scriptie.txt").read_text(encoding="utf-8") == "drie jaar werk"
    (folder / "oud.html").write_text("oud", encoding="utf-8")
    assert (folder / MARK).is_file()
    publish_static(public, folder)
    assert not (folder / "oud.html").exists()


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/document/%2e%2e", "/document/=../index.html"),
        ("/claim/a%2Fb", "/claim/a=2Fb/index.html"),
        ("/municipality/GM0303", "/municipality/GM0303/index.html"),
        ("/claim/C1.csv", "/claim/C1.csv"),
    ],
)
def test_names_of_files_stay_below_the_folder(path: str, file: str) -> None:
    assert find_file(path) == file


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
def test_the_search_works_in_a_browser(folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    # Below a path of its own: nothing may count on the root of a host.
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which(CHROMIUM), args=["--no-sandbox"])
            page = browser.new_page()
            problems: list[str] = []
            page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.goto(f"http://127.0.0.1:{server.server_port}/{folder.name}/")
            page.fill("#zoek", "gesprek")
            page.press("#zoek", "Enter")
            page.wait_for_selector("#uitkomst .hits li")
            assert page.locator("#uitkomst mark").count() > 0
            assert any("gesprekken" in text for text in page.locator("#uitkomst mark").all_text_contents())
            page.click("#uitkomst .hits li a")
            page.wait_for_selector(".passage:target")
            page.goto(f"http://127.0.0.1:{server.server_port}/{folder.name}/search/?q=gesprek+-bijstand")
            page.wait_for_selector("#uitkomst p")
            page.wait_for_function("!document.querySelector('#uitkomst p').innerText.startsWith('Zoekt')")
            assert "bijstand" not in page.inner_text("#uitkomst").casefold()
            assert problems == []
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
