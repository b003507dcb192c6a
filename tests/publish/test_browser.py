"""A real browser on the served site: our script runs, nothing is refused by the policy, hostile text does nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from publish.serve import bind, make_site
from publish.site.headers import guard
from staving.config import Workspace

CHROMIUM = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), "")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-logging=stderr --v=0 --virtual-time-budget=1500"
).split()
COMPLAINTS = re.compile(r"Refused to|Uncaught|Content Security Policy|CONSOLE.*(?:error|Error)|Failed to load resource")
PAGES = {
    "front": ("/", "Gespreksopnamen Zandmeer"),
    "claim": ("/claim/P01", "geaccepteerd"),
    "document": ("/document/hostile", "onerror=alert(1)"),
    "compare": ("/compare", "Gemeenten vergeleken"),
    "municipalities": ("/municipalities", "naam of provincie"),
    "search": ("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "Zoeken"),
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    """The site, served on this machine."""
    listener = bind("127.0.0.1", 18_441)
    site = make_site(workspace)
    server = uvicorn.Server(uvicorn.Config(guard(site.app(), ["127.0.0.1"]), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


def open_page(url: str, profile: Path) -> tuple[str, str]:
    """Return the page as the browser made it, and what the browser said."""
    command = [CHROMIUM, *FLAGS, "--dump-dom", f"--user-data-dir={profile}", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout, done.stderr


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_without_complaints_and_hostile_text_does_not_run(address: str, name: str, tmp_path: Path) -> None:
    path, expected = PAGES[name]
    dom, log = open_page(address + path, tmp_path)
    assert expected in dom
    assert [line for line in log.splitlines() if COMPLAINTS.search(line)] == []
    body = dom.partition("<body")[2]
    assert "<img" not in body
    assert "<script" not in body
    assert dom.count("<script") == 1


def test_our_script_runs(address: str, tmp_path: Path) -> None:
    dom, _ = open_page(address + "/claim/P01", tmp_path / "a")
    assert '<button type="button" class="copy">' in dom
    dom, _ = open_page(address + "/municipalities", tmp_path / "b")
    assert '<p class="filter"><label' in dom


def test_the_browser_does_complain_when_there_is_something_to_complain_about(tmp_path: Path) -> None:
    """The check above is worth something: a script inside a page that forbids it is told."""
    page = tmp_path / "bad.html"
    policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    page.write_text(f"<!doctype html><head>{policy}</head><body><script>x()</script>", encoding="utf-8")
    _, log = open_page(page.as_uri(), tmp_path / "profile")
    assert COMPLAINTS.search(log)
