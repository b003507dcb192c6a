"""Every pattern that is data: examples match, counter-examples do not."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from crawler.pages.bylines import read_bylines
from crawler.publishers import load_publishers, read_publisher
from staving.errors import SourceError
from staving.resources import data_path

PUBLISHERS = list(load_publishers().values())
GATES: list[dict[str, Any]] = json.loads(files("crawler.pages").joinpath("gates.json").read_text(encoding="utf-8"))
BYLINES: dict[str, Any] = json.loads(files("crawler.pages").joinpath("bylines.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("publisher", PUBLISHERS, ids=lambda item: item.id)
def test_identity_matches_articles_and_nothing_else(publisher: Any) -> None:
    if publisher.identity is None:
        pytest.skip("told apart by address")
    assert publisher.identity.examples
    assert publisher.identity.counter_examples
    for url in publisher.identity.examples:
        assert re.search(publisher.identity.pattern, url), url
        assert publisher.owns(url), url
    for url in publisher.identity.counter_examples:
        assert not re.search(publisher.identity.pattern, url), url


@pytest.mark.parametrize("publisher", PUBLISHERS, ids=lambda item: item.id)
def test_feeds_and_sitemaps_lie_with_the_publisher(publisher: Any) -> None:
    for url in (*publisher.feeds, *publisher.sitemaps, publisher.site):
        assert publisher.owns(url), url


def test_reserved_publishers_need_a_ground() -> None:
    known = load_publishers()
    for name in ("destentor", "trouw", "nu-nl"):
        assert known[name].policy.tdm_reserved
        assert not known[name].may_fetch({})
        assert known[name].may_fetch({name: "toestemming van de uitgever, 3 maart"})
    assert known["nos"].may_fetch({})


def test_shipped_records_do_not_pass_for_verified() -> None:
    assert not any(publisher.verified for publisher in PUBLISHERS)


@pytest.mark.parametrize("gate", GATES, ids=lambda item: f"{item['flag']}-{item['where']}")
def test_gate_patterns(gate: dict[str, Any]) -> None:
    assert gate["examples"]
    assert gate["counter_examples"]
    for example in gate["examples"]:
        assert re.search(gate["pattern"], example), example
    for example in gate["counter_examples"]:
        assert not re.search(gate["pattern"], example), example


@pytest.mark.parametrize("name", ["desks", "prefix"])
def test_byline_patterns(name: str) -> None:
    for example in BYLINES[name]["examples"]:
        assert re.search(BYLINES[name]["pattern"], example), example
    for example in BYLINES[name]["counter_examples"]:
        assert not re.search(BYLINES[name]["pattern"], example), example


def test_agencies_are_no_authors() -> None:
    for example in BYLINES["agencies"]["examples"]:
        authors, agencies = read_bylines([example])
        assert not authors, example
        assert agencies, example
    for example in BYLINES["agencies"]["counter_examples"]:
        assert not read_bylines([example])[1], example


@pytest.mark.parametrize(
    ("lines", "authors", "agencies"),
    [
        (["Door Truus Test en Piet Proef"], ("Truus Test", "Piet Proef"), ()),
        (["Door: Truus Test", "ANP"], ("Truus Test",), ("ANP",)),
        (["Van onze verslaggever"], (), ()),
        (["Proefblad"], (), ()),
        (["redactie@proefblad.example", "https://proefblad.example/auteur/1"], (), ()),
        (["Truus Test (Den Haag)", "Truus Test"], ("Truus Test",), ()),
    ],
)
def test_bylines(lines: list[str], authors: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    assert read_bylines(lines, outlet="Proefblad") == (authors, agencies)


def _write(folder: Path, **changes: Any) -> Path:
    record = json.loads(data_path("publishers", "nos.json").read_text(encoding="utf-8")) | changes
    path = folder / "nos.json"
    path.write_text(json.dumps({key: value for key, value in record.items() if value != "weg"}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nmae": "x"}, "unknown key 'nmae'"),
        ({"owner": "weg"}, "key 'owner' is missing"),
        ({"feeds": "https://nos.nl/rss"}, "feeds must be a list"),
        ({"delay_s": "snel"}, "delay_s must be of type float"),
        ({"kind": "krantje"}, "kind 'krantje' is unknown"),
        ({"site": "nos.nl"}, "no web address"),
        ({"id": "anders"}, "give file and id the same name"),
        ({"identity": {"pattern": "("}}, "no regular expression"),
        ({"identity": {"pattern": "artikel/\\d+"}}, "no group"),
        ({"policy": {"fetch": "ja"}}, "fetch must be of type bool"),
        ({"delay_s": -1}, "cannot be negative"),
    ],
)
def test_a_mistake_in_a_record_is_named(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(SourceError, match=re.escape(words)):
        read_publisher(_write(tmp_path, **changes))


def test_a_record_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SourceError, match=r"a\.json"):
        read_publisher(path)
    with pytest.raises(SourceError, match="no such folder"):
        load_publishers(tmp_path / "weg")


def test_the_record_in_the_documentation_is_valid(tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "collecting.md"
    (shown,) = re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "voorbeeldblad.json"
    path.write_text(shown, encoding="utf-8")
    publisher = read_publisher(path)
    assert publisher.identity is not None
    assert all(re.search(publisher.identity.pattern, url) for url in publisher.identity.examples)
    assert not any(re.search(publisher.identity.pattern, url) for url in publisher.identity.counter_examples)
