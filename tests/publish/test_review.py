"""The review desk: who may write, what is refused, and what a decision shows at once."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.reviews import read_courses
from publish.reviewers import add_reviewer, is_reviewer, read_reviewers, remove_reviewer
from publish.serve import make_site
from publish.site import session
from staving.config import Workspace
from staving.errors import StavingError
from staving.schema import Assertion, Evidence
from staving.store import Store

PASSWORD = "paard batterij nietje"  # of nobody


class Visitor:
    """A browser without a screen: keeps cookies, sends forms as a page would."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.site = make_site(workspace)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        async def run() -> httpx.Response:
            call: Any = getattr(self.site.client, method)
            more: dict[str, Any] = {"data": form} if form is not None else {}
            sent = {"cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())} | headers
            answer: httpx.Response = await call(path, headers=sent, **more)
            return answer

        answer = asyncio.run(run())
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer

    def get(self, path: str) -> str:
        return self.ask("get", path).text

    def post(self, path: str, page: str, **form: str) -> httpx.Response:
        """Send a form of a page."""
        found = re.search(r'name="csrftoken" value="([^"]+)"', self.get(page))
        assert found is not None
        return self.ask("post", path, form | {"csrftoken": found[1]})

    def log_in(self, name: str = "anna") -> httpx.Response:
        return self.post("/login", "/login", name=name, password=PASSWORD, next="/review/links")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Iterator[Visitor]:
    root = tmp_path / "w"
    shutil.copytree(workspace.root, root)
    copy = Workspace(root)
    add_reviewer(copy.reviewers, "anna", PASSWORD)
    add_reviewer(copy.reviewers, "bert", PASSWORD)
    session._failures.clear()
    return Visitor(copy)


def first(desk: Visitor) -> str:
    """The link that the desk shows first."""
    found = re.search(r'<form id="besluit"[^>]*action="/review/links/([^"]+)"', desk.get("/review/links"))
    assert found is not None
    return found[1]


def find(desk: Visitor, name: str) -> Evidence:
    with Store.open(desk.workspace.evidence) as store:
        found = store.get(Evidence, name)
    assert found is not None
    return found


def test_only_a_hash_is_kept_and_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "reviewers.json"
    assert add_reviewer(path, "anna", PASSWORD)
    assert PASSWORD not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0
    assert is_reviewer(path, "anna", PASSWORD)
    assert not is_reviewer(path, "anna", PASSWORD + "x")
    assert not is_reviewer(path, "bert", PASSWORD)
    assert not add_reviewer(path, "anna", "iets heel anders")
    assert not is_reviewer(path, "anna", PASSWORD)
    remove_reviewer(path, "anna")
    assert read_reviewers(path) == {}


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("<b>", PASSWORD), ("anna", "kort"), ("a\nb", PASSWORD)]
)
def test_a_name_or_password_that_will_not_do_is_refused(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(StavingError):
        add_reviewer(tmp_path / "reviewers.json", name, password)


def test_nobody_else_sees_the_desk_or_writes(desk: Visitor) -> None:
    answer = desk.ask("get", "/review/links")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Freview%2Flinks")
    assert desk.ask("post", "/review/links/e1", {"decision": "reject"}).status_code == 403
    assert desk.post("/review/links/e1", "/login", decision="reject").status_code == 403
    assert not desk.workspace.review.exists() or read_courses(desk.workspace.review) == {}


def test_a_wrong_password_lets_nobody_in_and_has_to_wait_in_the_end(desk: Visitor) -> None:
    for _ in range(session.PATIENCE):
        answer = desk.post("/login", "/login", name="anna", password="fout fout fout")
        assert answer.status_code == 403
        assert "horen niet bij elkaar" in answer.text
    assert "Te vaak mis" in desk.log_in().text
    assert "ds_actor" not in desk.cookies


@pytest.mark.parametrize(
    "path", ["https://kwaad.example/", "//kwaad.example", "/review//kwaad", "/review\\kwaad", "javascript:x"]
)
def test_a_login_leads_nowhere_else(desk: Visitor, path: str) -> None:
    answer = desk.post("/login", "/login", name="anna", password=PASSWORD, next=path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")


def test_the_cookie_is_for_this_site_only(desk: Visitor) -> None:
    line = next(item for item in desk.log_in().headers.get_list("set-cookie") if item.startswith("ds_actor="))
    assert "HttpOnly" in line
    assert "samesite=strict" in line.lower()


def test_a_forged_write_is_refused(desk: Visitor) -> None:
    desk.log_in()
    name = first(desk)
    path = f"/review/links/{name}"
    assert desk.ask("post", path, {"decision": "reject"}).status_code == 403
    assert desk.ask("post", path, {"decision": "reject", "csrftoken": "verzonnen"}).status_code == 403
    found = re.search(r'name="csrftoken" value="([^"]+)"', desk.get("/review/links"))
    assert found is not None
    form = {"decision": "reject", "csrftoken": found[1]}
    assert desk.ask("post", path, form, origin="https://kwaad.example").status_code == 403
    assert desk.ask("post", path, form, **{"sec-fetch-site": "cross-site"}).status_code == 403
    desk.cookies["ds_actor"] = desk.cookies["ds_actor"][:-3] + "abc"
    assert desk.ask("post", path, form).status_code == 403
    assert read_courses(desk.workspace.review) == {}


def test_one_who_was_removed_is_nobody(desk: Visitor) -> None:
    desk.log_in()
    assert desk.ask("get", "/review/links").status_code == 200
    remove_reviewer(desk.workspace.reviewers, "anna")
    assert desk.ask("get", "/review/links").status_code == 303


def test_a_decision_shows_at_once_and_can_be_taken_back(desk: Visitor) -> None:
    desk.log_in()
    name = first(desk)
    before = find(desk, name)
    claim = f"/claim/{before.proposition_id}"
    assert f'id="e-{name}"' in desk.get(claim)
    answer = desk.post(f"/review/links/{name}", f"/review/links/{name}", decision="reject", why="Gaat over iets anders")
    assert answer.status_code == 303
    assert find(desk, name).state == "rejected"
    assert f'id="e-{name}"' not in desk.get(claim)
    assert "Het bewijs is veranderd sinds dit oordeel" not in desk.get(claim)
    history = desk.get("/review/history")
    assert "Gaat over iets anders" in history
    decided = re.search(r'name="review" value="([^"]+)"', history)
    assert decided is not None
    desk.post(f"/review/links/{name}", "/review/history", decision="withdraw", review=decided[1])
    assert find(desk, name).state == before.state
    assert f'id="e-{name}"' in desk.get(claim)


def test_the_next_in_the_queue_follows(desk: Visitor) -> None:
    desk.log_in()
    name = first(desk)
    answer = desk.post(f"/review/links/{name}", "/review/links", decision="accept", back="0", seen="")
    assert answer.headers["location"] == f"/review/links?n=0&done={name}"
    assert first(desk) != name


def test_a_second_reviewer_is_shown_what_the_first_decided(desk: Visitor) -> None:
    desk.log_in()
    name = first(desk)
    desk.post(f"/review/links/{name}", "/review/links", decision="reject", seen="")
    desk.log_in("bert")
    answer = desk.post(f"/review/links/{name}", "/review/history", decision="accept", seen="", why="Mijn reden")
    assert answer.status_code == 409
    assert "intussen" in answer.text
    assert "Mijn reden" in answer.text
    assert find(desk, name).state == "rejected"


def test_a_correction_takes_the_fields_that_were_changed(desk: Visitor) -> None:
    desk.log_in()
    with Store.open(desk.workspace.evidence) as store:
        item = next(store.iterate(Assertion, "status = 'in_use'"))
    path = f"/review/readings/{item.id}"
    form = {"was_status": "in_use", "status": "considered", "was_municipality": item.municipality}
    answer = desk.post(path, path, decision="correct", municipality=item.municipality, **form)
    assert answer.status_code == 303
    with Store.open(desk.workspace.evidence) as store:
        after = store.get(Assertion, item.id)
    assert after is not None
    assert after.status == "considered"
    (course,) = read_courses(desk.workspace.review, "assertion").values()
    assert course.reviews[0].correction == {"status": "considered"}
    bad = desk.post(path, path, decision="correct", was_status="x", status="<script>")
    assert bad.status_code == 400
    assert "<script>alert" not in bad.text
    assert "&lt;script&gt;" in bad.text


@pytest.mark.parametrize("path", ["/review/links/nergens", "/review/readings/nergens"])
def test_what_is_not_there_is_not_found(desk: Visitor, path: str) -> None:
    desk.log_in()
    assert desk.ask("get", path).status_code == 404
