"""Everybody can read the pages: language, headings, landmarks, names of controls and links, headers of tables."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

PAGES = (
    "/", "/claim/P01", "/claim/C1", "/claim/L1", "/claim/H1", "/claim/X9", "/document/news?passage=news-2",
    "/document/summary", "/document/entry", "/document/hostile", "/municipality/GM9001", "/municipality/GM9003",
    "/municipalities", "/practice/video_recording", "/practice/second_employee", "/compare",
    "/compare?province=Drenthe", "/search", "/search?q=camera", "/search?q=!", "/weak",
)  # fmt: skip
VOID = {"meta", "link", "input", "br", "img", "hr", "wbr"}


@dataclass
class Node:
    """An element with its words."""

    tag: str
    given: dict[str, str]
    above: tuple[Node, ...] = field(default=(), repr=False)
    words: str = ""
    children: list[Node] = field(default_factory=list, repr=False)

    def is_within(self, tag: str) -> bool:
        return any(node.tag == tag for node in self.above)


class Reader(HTMLParser):
    """Reads a page into elements, and notes elements that are closed out of turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.nodes: list[Node] = []
        self.open: list[Node] = []
        self.broken: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, tuple(self.open))
        self.nodes.append(node)
        if self.open:
            self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.broken.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for node in self.open:
            node.words += data

    def find(self, *tags: str) -> list[Node]:
        return [node for node in self.nodes if node.tag in tags]


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, site: Any) -> Reader:
    return Reader(asyncio.run(site.client.get(request.param)).text)


def name_of(page: Reader, node: Node) -> str:
    """The accessible name as far as our pages make use of the ways to give one."""
    if node.given.get("aria-label"):
        return node.given["aria-label"]
    named = [
        other.words for other in page.nodes if other.given.get("id") in node.given.get("aria-labelledby", "").split()
    ]
    labels = [
        other.words
        for other in page.find("label")
        if other.given.get("for") and other.given.get("for") == node.given.get("id")
    ]
    labels += [other.words for other in node.above if other.tag == "label"]
    return " ".join([*named, *labels, node.words if node.tag in {"a", "button", "summary"} else ""]).strip()


def test_the_page_is_whole_and_in_dutch(page: Reader) -> None:
    assert page.broken == []
    assert page.open == []
    (root,) = page.find("html")
    assert root.given["lang"] == "nl"
    assert page.find("title")[0].words.strip()
    assert "user-scalable" not in str([node.given for node in page.find("meta")])


def test_one_first_heading_and_no_level_is_skipped(page: Reader) -> None:
    levels = [int(node.tag[1]) for node in page.find("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(node.words.strip() for node in page.find("h1", "h2", "h3"))


def test_landmarks_are_there_once_and_are_named_when_repeated(page: Reader) -> None:
    assert len(page.find("main")) == 1
    assert any(node.given.get("href") == "#inhoud" for node in page.find("a"))
    assert page.find("main")[0].given["id"] == "inhoud"
    menus = [name_of(page, node) for node in page.find("nav")]
    assert all(menus)
    assert len(menus) == len(set(menus))
    assert all(name_of(page, node) for node in page.find("section", "form") if "aria-labelledby" in node.given)
    assert all(name_of(page, node) for node in page.nodes if node.given.get("role") == "region")


def test_every_control_and_link_has_a_name(page: Reader) -> None:
    for node in page.find("input", "select", "textarea", "button", "a", "summary"):
        assert name_of(page, node), node.given
    for node in page.find("img", "svg"):
        has_name = bool(node.given.get("alt") or name_of(page, node)) or node.given.get("aria-hidden") == "true"
        assert has_name, node.given


def test_links_are_not_inside_links_nor_blocks_inside_paragraphs(page: Reader) -> None:
    assert not [node for node in page.find("a", "button") if node.is_within("a") or node.is_within("button")]
    assert not [
        node for node in page.find("p", "ul", "ol", "div", "blockquote", "dl", "section") if node.is_within("p")
    ]
    assert all(node.above[-1].tag in {"ul", "ol"} for node in page.find("li"))
    assert all(child.tag == "li" for node in page.find("ul", "ol") for child in node.children)


def test_ids_are_unique_and_references_lead_somewhere(page: Reader) -> None:
    ids = [node.given["id"] for node in page.nodes if "id" in node.given]
    assert len(ids) == len(set(ids))
    for node in page.nodes:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert all(part in ids for part in node.given.get(name, "").split()), node.given
        target = node.given.get("href", "")
        assert not target.startswith("#") or target[1:] in ids, target


def test_tables_have_headers_with_a_scope_and_can_be_scrolled_with_keys(page: Reader) -> None:
    for table in page.find("table"):
        assert table.above[-1].given.get("tabindex") == "0"
        heads = [node for node in page.find("th") if table in node.above]
        assert {node.given.get("scope") for node in heads} == {"col", "row"}
        assert all(node.words.strip() for node in heads)


def test_signs_without_words_are_hidden_from_readers_of_words(page: Reader) -> None:
    for node in page.nodes:
        if node.words.strip() and not node.children and not re.search(r"[\w×]", node.words):
            assert node.given.get("aria-hidden") == "true", node.words
