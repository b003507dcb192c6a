"""References, files of evidence, feeds and the sitemap."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from typing import Any

import pytest
from builders import a_document, a_source
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publish.references import to_csl, write_bibtex, write_csl, write_ris
from publish.views.takeaway import ATOM, SITEMAP


def get(site: Any, path: str) -> Any:
    return asyncio.run(site.client.get(path))


def describe(**given_values: Any) -> dict[str, Any]:
    values = {"text": "Tekst", "title": "Camera’s in de spreekkamer", "published": "2021-11-16"} | given_values
    return to_csl(a_document(**values), a_source(name="De Meerbode", publisher="Meer BV"))


def test_an_article_has_what_a_reference_manager_needs() -> None:
    item = describe(authors=("Petra van den Berg", "De Meerbode"), identifier="m-1")
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"family": "Berg", "non-dropping-particle": "van den", "given": "Petra"}]
    assert item["issued"] == {"date-parts": [[2021, 11, 16]]}
    assert item["container-title"] == "De Meerbode"
    assert "note" not in item


@pytest.mark.parametrize(("published", "parts"), [("2021", [2021]), ("2021-11", [2021, 11]), (None, None)])
def test_a_date_is_as_precise_as_it_is_known(published: str | None, parts: list[int] | None) -> None:
    item = describe(published=published)
    assert item.get("issued") == ({"date-parts": [parts]} if parts else None)


def test_a_summary_is_never_given_for_the_work_itself() -> None:
    item = describe(
        based_on_publisher="Trouw", based_on_date="2021-11", based_on_url="https://trouw.nl/x", authors=("Rik Pen",)
    )
    assert item["note"] == "Samenvatting van Trouw, november 2021"
    assert item["container-title"] == "De Meerbode"
    assert "author" not in item


def test_ris_by_hand() -> None:
    lines = write_ris([describe(id="d1", authors=("Petra van den Berg",), published="2021-11")]).split("\r\n")
    assert lines[:7] == [
        "TY  - NEWS", "AU  - van den Berg, Petra", "TI  - Camera’s in de spreekkamer", "T2  - De Meerbode",
        "PB  - Meer BV", "PY  - 2021", "DA  - 2021/11//",
    ]  # fmt: skip
    assert lines[-2:] == ["ER  - ", ""]


def test_two_works_of_one_author_and_year_have_keys_of_their_own() -> None:
    text = write_bibtex([describe(id="a", authors=("Jo Pen",)), describe(id="b", authors=("Jo Pen",))])
    assert re.findall(r"@article\{(.+),", text) == ["Pen2021", "Pen2021-2"]


@given(st.text(max_size=60))
def test_no_title_can_break_out(title: str) -> None:
    item = describe(title=title or "x")
    assert json.loads(write_csl([item]))[0] == item
    for line in write_ris([item]).split("\r\n")[:-1]:
        assert re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line)
    assert write_ris([item]).count("ER  - \r\n") == 1
    bare = write_bibtex([item]).replace("\\{", "").replace("\\}", "")
    assert bare.count("{") == bare.count("}")


@pytest.mark.parametrize("form", ["csv", "json", "ris", "bib"])
def test_the_evidence_of_a_claim_can_be_taken_along(site: Any, form: str) -> None:
    answer = get(site, f"/claim/P01/evidence.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="P01-evidence.{form}"'
    assert get(site, f"/claim/nergens/evidence.{form}").status_code == 404
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert {row["claim"] for row in rows} == {"P01"}
        assert all(row["quote"] and row["footnote"] for row in rows)
        assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


@pytest.mark.parametrize("form", ["json", "ris", "bib", "txt"])
def test_a_hostile_document_gives_a_reference_that_is_whole(site: Any, form: str) -> None:
    answer = get(site, f"/document/hostile/reference.{form}")
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "html" not in answer.headers["content-type"]
    assert "\u202e" not in answer.text
    assert get(site, f"/document/nergens/reference.{form}").status_code == 404


@pytest.mark.parametrize("path", ["/feed.atom", "/claim/P01/feed.atom", "/municipality/GM9001/feed.atom"])
def test_feeds_are_atom_with_absolute_links(site: Any, path: str) -> None:
    feed = etree.fromstring(get(site, path).content)
    assert feed.tag == f"{{{ATOM}}}feed"
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{{{ATOM}}}{name}")
    entries = feed.findall(f"{{{ATOM}}}entry")
    assert entries
    assert len({entry.findtext(f"{{{ATOM}}}id") for entry in entries}) == len(entries)
    for entry in entries:
        link = entry.find(f"{{{ATOM}}}link").get("href")
        assert link.startswith("http://localhost/")
        assert get(site, link.removeprefix("http://localhost")).status_code == 200


def test_feeds_of_what_is_not_there_are_not_found(site: Any) -> None:
    assert get(site, "/claim/nergens/feed.atom").status_code == 404
    assert get(site, "/municipality/GM0000/feed.atom").status_code == 404


def test_the_sitemap_lists_pages_that_are_there(site: Any) -> None:
    index = etree.fromstring(get(site, "/sitemap.xml").content)
    parts = [place.text for place in index.iter(f"{{{SITEMAP}}}loc")]
    assert parts == ["http://localhost/sitemap-1.xml"]
    places = etree.fromstring(get(site, "/sitemap-1.xml").content)
    paths = [place.text.removeprefix("http://localhost") for place in places.iter(f"{{{SITEMAP}}}loc")]
    assert "/claim/P01" in paths
    assert len(paths) == len(set(paths))
    assert [path for path in paths if get(site, path).status_code != 200] == []
    assert get(site, "/sitemap-9.xml").status_code == 404
    assert "Disallow: /" in get(site, "/robots.txt").text
