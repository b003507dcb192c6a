"""One article, one address."""

from __future__ import annotations

import pytest

from crawler.identity import clean_address, identify, open_gate
from crawler.publishers import Identity, Publisher

BLAD = Publisher(
    id="proefblad",
    name="Proefblad",
    owner="Proefpers",
    kind="newspaper",
    site="https://www.proefblad.example/",
    hosts=("proefblad.example",),
    identity=Identity(
        pattern=r"~(?P<id>a[0-9a-f]{6,7})/?(?:[?#]|$)", address="https://www.proefblad.example/artikel~{id}/"
    ),
)


def test_two_slugs_are_one_article() -> None:
    first = identify("https://www.proefblad.example/oss/camera-weg~a1b2c3d4/", publishers=[BLAD])
    second = identify("https://proefblad.example/binnenland/nieuwe-kop~a1b2c3d4/?utm_source=x#deel", publishers=[BLAD])
    assert first == second == "https://www.proefblad.example/artikel~a1b2c3d4/"


def test_a_gate_gives_way_to_its_target() -> None:
    gate = "https://myprivacy.proefpers.example/consent?siteKey=1&callbackUrl="
    inner = "https%3A%2F%2Fwww.proefblad.example%2Foss%2Fa~a1b2c3d4%2F"
    assert open_gate(gate + inner) == "https://www.proefblad.example/oss/a~a1b2c3d4/"
    twice = "https%3A%2F%2Fwww.proefblad.example%2Fprivacygate-confirm%3FredirectUri%3D%252Foss%252Fa~a1b2c3d4%252F"
    assert open_gate(gate + twice) == "https://www.proefblad.example/oss/a~a1b2c3d4/"


def test_a_canonical_link_counts_only_at_home() -> None:
    url = "https://www.proefblad.example/los/stuk"
    assert identify(url, "/vast/stuk", publishers=[BLAD]) == "https://www.proefblad.example/vast/stuk"
    assert identify(url, "https://elders.example/stuk", publishers=[BLAD]) == url
    assert identify(url, "https://www.proefblad.example/", publishers=[BLAD]) == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Site.example:443/a?fbclid=1&page=2#x", "https://site.example/a?page=2"),
        ("https://site.example/artikel/amp/", "https://site.example/artikel"),
        ("https://site.example", "https://site.example/"),
        ("file:brief.md", "file:brief.md"),
        ("http://[kapot", "http://[kapot"),
        ("", ""),
    ],
)
def test_addresses_are_cleaned(url: str, expected: str) -> None:
    assert clean_address(url) == expected


def test_a_gate_without_target_stays() -> None:
    assert open_gate("https://consent.site.example/consent?x=1") == "https://consent.site.example/consent?x=1"
    assert open_gate("https://consent.site.example/consent?callbackUrl=javascript:alert(1)").startswith(
        "https://consent."
    )
