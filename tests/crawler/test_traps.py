"""Addresses without end are noticed, articles are not."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.traps import find_trap

TODAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://krant.example/agenda/2031/11/", "calendar"),
        ("https://krant.example/agenda/2031-11-15", "calendar"),
        ("https://krant.example/1874/3/2/", "calendar"),
        ("https://krant.example/2088/03/02/lezing", "calendar"),
        ("https://krant.example/agenda?date=2044-01-01", "calendar"),
        ("https://krant.example/agenda?cal-month=3&year=1875", "calendar"),
        ("https://krant.example/agenda?tribe-bar-date=20440101", "calendar"),
        ("https://krant.example/a;jsessionid=8A7B", "session"),
        ("https://krant.example/a?PHPSESSID=0a1b2c3d4e5f", "session"),
        ("https://krant.example/a?x=1&sid=0123456789abcdef0123", "session"),
        ("https://krant.example/(S(abcdefghij0123456789abcd))/a.aspx", "session"),
        ("https://krant.example/a/b/a/b/", "repeats"),
        ("https://krant.example/nl/nl/nl/contact", "repeats"),
        ("https://krant.example/" + "a" * 2000, "2000 characters"),
        ("https://krant.example/a?" + "&".join(f"p{number}=1" for number in range(17)), "parameters"),
        ("https://krant.example" + "".join(f"/x{number}" for number in range(30)), "parts"),
    ],
)
def test_traps(url: str, reason: str) -> None:
    found = find_trap(url, TODAY)
    assert found is not None
    assert reason in found


@pytest.mark.parametrize(
    "url",
    [
        "https://krant.example/2021/11/15/gemeente-stopt-met-camera/",
        "https://krant.example/1985/03/02/oud-bericht",
        "https://krant.example/archief/2021/11/11/",
        "https://krant.example/archief/2011/11/11",
        "https://krant.example/agenda?date=2026-03-01",
        "https://krant.example/nieuws/oss/oss",
        "https://krant.example/?s=bijstand",
        "https://krant.example/zoek?session=voorjaar",
        "https://krant.example/artikel/2400000/12",
        "https://register.example/sru?query=datum%3E%3D1985-01-01&startRecord=1",
        "https://krant.example/",
        "https://krant.example/gb-1850/4711",
        "http://[kapot",
    ],
)
def test_ordinary_addresses(url: str) -> None:
    assert find_trap(url, TODAY) is None
