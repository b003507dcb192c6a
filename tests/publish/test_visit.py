"""A visit in Chromium: what a reader does, by mouse and keyboard; hostile texts do nothing; axe finds nothing."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from publish.reviewers import add_reviewer
from publish.serve import bind, make_site
from publish.site.headers import guard
from publish.stage import publish_public
from staving.config import Workspace
from staving.dossier import Dossier
from staving.schema import Origin
from staving.store import Store

CHROMIUM = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), "")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")]

PASSWORD = "paard batterij nietje"  # of nobody
PAGES = (
    "/", "/claim/P01", "/claim/C1", "/document/news", "/document/hostile", "/municipality/GM9001", "/municipalities",
    "/practice/video_recording", "/compare", "/map?practice=video_recording", "/graph", "/graph?claim=P01", "/weak",
    "/search", "/search?q=gesprek", "/login", "/niets",
)  # fmt: skip


def serve(site: Any) -> Iterator[str]:
    listener = bind("127.0.0.1", 18_541)
    server = uvicorn.Server(uvicorn.Config(guard(site.app(), ["127.0.0.1"]), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture(scope="module")
def own(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("visit") / "w"
    shutil.copytree(workspace.root, root)
    add_reviewer(root / "reviewers.json", "anna", PASSWORD)
    return Workspace(root)


@pytest.fixture(scope="module")
def address(own: Workspace) -> Iterator[str]:
    yield from serve(make_site(own))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=shutil.which(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that complains of whatever the browser complains of."""
    context = browser.new_context()
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda told: page.complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
    page.on("dialog", lambda dialog: page.complaints.append(f"dialog {dialog.message}"))
    yield page
    context.close()


def log_in(page: Any, address: str) -> None:
    page.goto(f"{address}/login?next=/review/links")
    page.fill("main [name=name]", "anna")
    page.fill("main [name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/review/links")


def check_axe(context_page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(context_page, options={"runOnly": {"type": "tag", "values": tags}})
    return [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_any_page(browser: Any, address: str, scheme: str) -> None:
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # axe itself is a script of another's
    page = context.new_page()
    log_in(page, address)
    found = {}
    for path in (*PAGES, "/review/links", "/review/readings", "/review/history"):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        found[path] = check_axe(page)
    context.close()
    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.parametrize("path", PAGES)
def test_no_page_makes_the_browser_complain(page: Any, address: str, path: str) -> None:
    page.goto(address + path)
    expected = 1 if path == "/niets" else 0  # the browser tells of the 404 itself
    assert len(page.complaints) == expected, page.complaints
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_a_phone(browser: Any, address: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 361
    context.close()


def test_a_decision_by_keyboard_counts_at_once_and_can_be_taken_back(page: Any, address: str) -> None:
    log_in(page, address)
    claim = page.inner_text(".asked .id")
    evidence = page.get_attribute(".item", "id")
    page.keyboard.press("r")
    page.wait_for_url("**done=*")
    page.goto(f"{address}/claim/{claim}")
    assert page.locator(f"#{evidence}").count() == 0
    page.goto(f"{address}/review/history")
    page.click("text=Trek in")
    page.wait_for_url("**/review/history")
    page.goto(f"{address}/claim/{claim}")
    assert page.locator(f"#{evidence}").count() == 1
    assert page.complaints == []


def test_a_remark_can_hold_the_letters_that_are_keys_elsewhere(page: Any, address: str) -> None:
    log_in(page, address)
    page.fill("textarea", "")
    page.type("textarea", "raar")
    assert page.url.endswith("/review/links")
    assert page.input_value("textarea") == "raar"


def test_ticking_a_source_shows_what_falls_without_a_new_page(page: Any, address: str, own: Workspace) -> None:
    with Store.open(own.evidence) as store:
        names = {item.id for item in store.iterate(Origin)}
    page.goto(f"{address}/weak")
    page.evaluate("window.same = true")
    box = page.locator(".whatif input").first
    assert box.get_attribute("value") in names
    box.check()
    page.wait_for_selector("#uitkomst strong")
    assert "Zonder" in page.inner_text("#uitkomst")
    assert page.evaluate("window.same") is True
    assert "without=" in page.url
    box.uncheck()
    page.locator("#uitkomst strong").wait_for(state="detached")
    assert page.complaints == []


def test_the_graph_zooms_shows_a_branch_and_lights_a_source(page: Any, address: str) -> None:
    page.goto(f"{address}/graph")
    before = page.evaluate("document.querySelector('.graph').width.baseVal.value")
    page.focus("[data-canvas]")
    page.keyboard.press("+")
    assert page.evaluate("document.querySelector('.graph').width.baseVal.value") > before
    page.select_option("[data-highlight]", index=1)
    assert page.locator(".graph .node.lit").count() > 0
    everything = page.locator(".graph .node:visible").count()
    page.locator(".graph .node.k-source text").first.dblclick()
    assert page.locator(".graph .node:not(.away)").count() < everything
    with page.expect_navigation(url="**/claim/*"):
        page.goto(f"{address}/graph")
        page.focus(".graph a")
        page.keyboard.press("Enter")
    assert page.complaints == []


def test_the_map_leads_to_the_texts(page: Any, address: str) -> None:
    page.goto(f"{address}/practice/video_recording")
    page.click("text=op de kaart")
    page.wait_for_url("**/map?practice=video_recording")
    assert page.locator(".cartogram .hex").count() == 342
    page.locator("aside table a, aside a").first.click()
    assert page.complaints == []


def test_a_hit_opens_in_its_text(page: Any, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("gesprek")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=gesprek")
    page.locator(".hits a").first.click()
    page.wait_for_url("**/document/*")
    assert page.locator(".passage.hit").count() == 1
    assert page.locator(".passage.hit").is_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/document/hostile", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/evidence/document", "/graph?claim=P01",
        "/evidence/document/hostile", "/evidence/passage?_search=script", "/municipality/GM9001",
    ],
)  # fmt: skip
def test_nothing_hostile_runs(page: Any, address: str, path: str) -> None:
    page.goto(address + path)
    page.wait_for_timeout(150)
    assert [told for told in page.complaints if "dialog" in told or "alert" in told.lower()] == []
    assert page.evaluate("document.querySelectorAll('[onerror], [onload], a[href^=javascript]').length") == 0
    assert "7006652" not in page.content()  # 1234*5678: a template of ours must never run one of theirs


def test_facets_and_menus_of_the_tables_work_under_the_policy(page: Any, address: str) -> None:
    page.goto(f"{address}/evidence/evidence?_facet=stance")
    page.click(".facet-results a >> nth=0")
    page.goto(f"{address}/evidence/document")
    page.locator("th .dropdown-menu-icon").first.click()
    assert page.locator(".dropdown-menu").first.is_visible()
    assert page.complaints == []


def test_the_public_edition_is_as_accessible(
    browser: Any, workspace: Workspace, dossier: Dossier, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("edition") / "w"
    shutil.copytree(workspace.root, root)
    edition = Workspace(root)
    publish_public(edition, dossier, corrections="redactie@example.org")
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for address in serve(make_site(edition, public=True)):
        for path in ("/", "/claim/P01", "/document/news", "/search?q=gesprek"):
            page.goto(address + path)
            assert check_axe(page) == [], path
            assert "redactie@example.org" in page.inner_text("footer")
    context.close()
