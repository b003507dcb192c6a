"""Conventions of data/sample: our summaries must never pass for a newspaper's words."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
PAGES: list[dict[str, Any]] = TRUTH["pages"]
DOCUMENTS: list[dict[str, Any]] = TRUTH["documents"]
ARTICLES = [page for page in PAGES if page["flag"] == "ok"]
EVERYTHING = ARTICLES + DOCUMENTS
STATUSES = {"in_use", "stopped", "conditional", "considered", "not_used", "unclear"}
FLAGS = {"ok", "paywall", "consent_wall", "empty", "gone", "robots"}
QUOTED = re.compile(r"„([^”]+)”|“([^”]+)”|‘([^’]+)’|\"([^\"]+)\"")
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|\b0\d{1,3}[- ]?\d{6,8}\b|\b\d{4} ?[A-Z]{2}\b")


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["url"] for row in rows]


def tree_of(row: dict[str, Any]) -> Any:
    """Parse the file of a page; the parser reads the declared charset."""
    return html.fromstring((SAMPLE / row["file"]).read_bytes())


def json_ld(row: dict[str, Any]) -> dict[str, Any]:
    (block,) = tree_of(row).xpath('//script[@type="application/ld+json"]/text()')
    return dict(json.loads(block))


def test_the_tree_is_what_pages_toml_describes() -> None:
    done = subprocess.run(
        [sys.executable, "-B", str(SAMPLE / "build.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_sample_has_the_variety_that_the_demo_shows() -> None:
    assert {page["flag"] for page in PAGES} == FLAGS
    assert len({page["host"] for page in PAGES}) >= 5
    triples = [triple for row in EVERYTHING for triple in row["triples"]]
    assert {"in_use", "stopped", "conditional", "considered"} <= {triple["status"] for triple in triples}
    others = {triple["municipality"] for triple in triples} - {"GM0303", "GM0797"}
    assert len(others) >= 10


def test_dronten_stopped_in_november_2021() -> None:
    ends = {
        triple["practice"]: triple["until"]
        for row in EVERYTHING
        for triple in row["triples"]
        if triple["municipality"] == "GM0303" and len(triple.get("until", "")) == 10
    }
    assert (ends["audio_recording"], ends["video_recording"]) == ("2021-11-10", "2021-11-16")


@pytest.mark.parametrize("row", ARTICLES, ids=names(ARTICLES))
def test_an_article_says_whose_reporting_it_sums_up(row: dict[str, Any]) -> None:
    node = json_ld(row)
    source = node["isBasedOn"]
    assert source["url"] == row["based_on"]
    assert source["publisher"]["name"] == row["publisher"]
    assert source.get("datePublished") == row["source_date"]
    assert node["isAccessibleForFree"] is True
    assert node["author"]["name"] != row["publisher"]
    (shown,) = tree_of(row).xpath('//aside[@class="merk"]')
    assert shown.text_content().startswith(f"Samenvatting van {row['publisher']}, ")
    assert shown.xpath(".//a/@href") == [row["based_on"]]


@pytest.mark.parametrize("row", EVERYTHING, ids=names(EVERYTHING))
def test_every_page_rests_on_named_facts(row: dict[str, Any]) -> None:
    assert row["based_on"] in row["facts"]
    assert all(re.fullmatch(r"F\d{3}|letter|https?://\S+", fact) for fact in row["facts"])
    text = " ".join(row["paragraphs"])
    for statement in [*row["triples"], *row["links"]]:
        assert statement["sentence"] in text


@pytest.mark.parametrize("row", EVERYTHING, ids=names(EVERYTHING))
def test_quotations_are_short_and_contact_data_absent(row: dict[str, Any]) -> None:
    text = f"{row['title']} " + " ".join(row["paragraphs"])
    for match in QUOTED.finditer(text):
        words = next(group for group in match.groups() if group)
        assert len(words.split()) <= 12, words
    assert CONTACT.findall(text) == []


@pytest.mark.parametrize("row", EVERYTHING, ids=names(EVERYTHING))
def test_triples_use_known_practices_codes_and_statuses(row: dict[str, Any]) -> None:
    practices = ROOT / "data" / "practices.json"
    if not practices.is_file():
        pytest.skip("data/practices.json is not there")
    known = {practice["id"] for practice in json.loads(practices.read_text("utf-8"))}
    for triple in row["triples"]:
        assert {triple["practice"], *triple.get("alt_practice", ())} <= known
        assert {triple["status"], *triple.get("also_status", ())} <= STATUSES
        assert re.fullmatch(r"GM\d{4}", triple["municipality"])


@pytest.mark.parametrize("row", ARTICLES, ids=names(ARTICLES))
def test_the_body_is_the_paragraphs_and_nothing_else(row: dict[str, Any]) -> None:
    trafilatura = pytest.importorskip("trafilatura")
    body = trafilatura.extract((SAMPLE / row["file"]).read_bytes(), include_comments=False)
    assert body.split("\n") == row["paragraphs"]


def listed_addresses() -> list[str]:
    """Return every address that a feed or a sitemap names."""
    found: list[Any] = []
    for file in sorted((SAMPLE / "site").rglob("*.xml")):
        tree: Any = etree.fromstring(file.read_bytes())
        found += tree.xpath('//*[local-name()="link"]/text() | //*[local-name()="loc"]/text()')
        found += tree.xpath('//*[local-name()="entry"]/*[local-name()="link"]/@href')
    return [str(address) for address in found]


def test_one_article_at_two_addresses_has_one_canonical_address() -> None:
    (page,) = [page for page in ARTICLES if "also_at" in page]
    assert len(page["also_at"]) == 2
    for address in page["also_at"]:
        copy = SAMPLE / "site" / urlsplit(address).netloc / urlsplit(address).path.lstrip("/")
        assert html.fromstring(copy.read_bytes()).xpath('//link[@rel="canonical"]/@href') == [page["url"]]


def test_feeds_and_sitemaps_name_pages_that_exist_but_one() -> None:
    missing = set()
    for address in listed_addresses():
        url = urlsplit(address)
        if url.path not in ("", "/") and not (SAMPLE / "site" / url.netloc / url.path.lstrip("/")).is_file():
            missing.add(address.partition("?")[0])
    assert missing == {page["url"] for page in PAGES if page["flag"] == "gone"}


def test_every_article_is_listed_and_the_closed_folder_is_not() -> None:
    listed = {address.partition("?")[0] for address in listed_addresses()}
    assert all({page["url"], *page.get("also_at", ())} & listed for page in ARTICLES)
    assert not {page["url"] for page in PAGES if page["flag"] == "robots"} & listed


def test_robots_closes_the_page_that_must_not_be_fetched() -> None:
    protego = pytest.importorskip("protego")
    for page in PAGES:
        rules = protego.Protego.parse((SAMPLE / "site" / page["host"] / "robots.txt").read_text("utf-8"))
        assert rules.can_fetch(page["url"], "staving") is (page["flag"] != "robots")


@pytest.mark.parametrize("file", sorted((SAMPLE / "publishers").glob("*.json")), ids=lambda file: file.stem)
def test_an_outlet_recognises_its_own_addresses(file: Path) -> None:
    record = json.loads(file.read_text("utf-8"))
    pattern = re.compile(record["identity"]["pattern"])
    assert record["id"] == file.stem
    assert record["identity"]["examples"]
    for example in record["identity"]["examples"]:
        found = pattern.search(example)
        assert found is not None
        assert record["identity"]["address"].replace("{id}", found["id"]) == example
    assert not any(pattern.search(example) for example in record["identity"]["counter_examples"])
    for page in ARTICLES:
        for other in page.get("also_at", ()):
            assert bool(pattern.search(other)) is (page["host"] in record["hosts"])
        assert bool(pattern.search(page["url"])) is (page["host"] in record["hosts"])


@pytest.mark.parametrize("row", DOCUMENTS, ids=names(DOCUMENTS))
def test_a_document_is_marked_and_has_its_sidecar(row: dict[str, Any]) -> None:
    file = SAMPLE / row["file"]
    beside = json.loads(file.with_name(f"{file.name}.meta.json").read_text("utf-8"))
    assert beside["isBasedOn"]["url"] == row["based_on"]
    assert beside["kind"] in {"official_publication", "council_paper", "ruling", "letter"}
    assert "Samenvatting" in beside["title"]


def test_the_council_paper_has_a_text_layer_with_accents() -> None:
    pypdf = pytest.importorskip("pypdf")
    (row,) = [row for row in DOCUMENTS if row["file"].endswith(".pdf")]
    reader = pypdf.PdfReader(io.BytesIO((SAMPLE / row["file"]).read_bytes()))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert reader.metadata is not None
    assert reader.metadata.title == row["title"]
    assert text.startswith(row["title"])
    assert "Samenvatting van Flevopost" in text
    for paragraph in row["paragraphs"]:
        assert paragraph in text
