"""Reservations of text and data mining."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from crawler.tdm import find_location, find_reservation, load_patterns, read_tdm_header, read_tdmrep

ROWS: list[dict[str, Any]] = json.loads(files("crawler").joinpath("tdm.json").read_text(encoding="utf-8"))
PATTERNS = {pattern.name: pattern for pattern in load_patterns()}


@pytest.mark.parametrize(("name", "text"), [(row["name"], text) for row in ROWS for text in row["examples"]])
def test_examples_match(name: str, text: str) -> None:
    assert PATTERNS[name].matches(text)


@pytest.mark.parametrize(("where", "text"), [(row["where"], text) for row in ROWS for text in row["counter_examples"]])
def test_counter_examples_match_nothing(where: str, text: str) -> None:
    assert not [pattern.name for pattern in load_patterns() if pattern.where == where and pattern.matches(text)]


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        ("# Op deze site is\n# tekst- en datamining\n# uitdrukkelijk voorbehouden.\nUser-agent: *", True),
        ("#\n# Alle rechten voorbehouden.\n#\n# Vragen over datamining? Mail ons.\n", False),
        ("User-agent: *\nDisallow: /zoek # scrapen van zoekpagina's is verboden", True),
        ("# geen AI hier\nUser-agent: LeerBot\nDisallow: /", False),
        ("# Sitemap\nSitemap: https://krant.example/datamining-verboden.xml", False),
        ("User-Agent: *\nContent-Signal: search=yes,ai-train=no\nAllow: /", True),
        ("", False),
    ],
)
def test_reservations_in_robots(robots: str, expected: bool) -> None:
    assert (find_reservation(robots) is not None) is expected


def test_a_long_sentence_is_shown_in_short() -> None:
    found = find_reservation("# Scrapen is verboden " + "voor alles en iedereen, " * 50)
    assert found is not None
    assert 150 < len(found) <= 160
    assert found.endswith("…")
    assert found.startswith("Scrapen is verboden")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", False),
        ("/nieuws/a", True),
        ("/nieuws/vrij/a", False),
        ("/beeld/x.jpg", True),
        ("/beeld/x.jpg?a", False),
        ("/over", False),
        ("/a/b/c/slot", True),
    ],
)
def test_the_longest_location_decides(path: str, expected: bool) -> None:
    rows = [
        {"location": "/nieuws/*", "tdm-reservation": 1, "tdm-policy": "https://krant.example/voorwaarden"},
        {"location": "/nieuws/vrij/", "tdm-reservation": 0},
        {"location": "/*.jpg$", "tdm-reservation": "1"},
        {"location": "/a/*/slot", "tdm-reservation": 1},
        {"location": "/over"},
        {"location": 3, "tdm-reservation": 1},
        "onzin",
    ]
    found = find_location(read_tdmrep(json.dumps(rows).encode()), path)
    assert (found is not None and found.is_reserved) is expected


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[" * 100_000, b"\xff\xfe", b"3", b'"a"', b"null", b'[{"location": "/"}]']
)
def test_what_is_no_reservation_file_reserves_nothing(body: bytes) -> None:
    assert read_tdmrep(body) == ()


def test_a_location_cannot_keep_us_busy() -> None:
    rows = [{"location": "/" + "a*" * 18 + "b", "tdm-reservation": 1}]
    assert find_location(read_tdmrep(json.dumps(rows).encode()), "/" + "a" * 50_000) is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"TDM-Reservation": "1"}, True),
        ({"tdm-reservation": " 1 "}, True),
        ({"tdm-reservation": "0, 1"}, True),
        ({"tdm-reservation": "0"}, False),
        ({"tdm-reservation": "10"}, False),
        ({"tdm-policy": "1"}, False),
        ({}, False),
    ],
)
def test_the_header(headers: dict[str, str], expected: bool) -> None:
    assert read_tdm_header(headers) is expected
