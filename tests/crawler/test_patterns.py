"""Every pattern that is data: examples match, counter-examples do not."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.pages.bylines import read_bylines
from crawler.publisher_files import read_publisher
from crawler.publishers import load_publishers
from staving.errors import SourceError
from staving.resources import data_path

PUBLISHERS = list(load_publishers().values())
GATES: list[dict[str, Any]] = json.loads(files("crawler.pages").joinpath("gates.json").read_text(encoding="utf-8"))
BOILERPLATE: list[dict[str, Any]] = json.loads(
    files("crawler.pages").joinpath("boilerplate.json").read_text(encoding="utf-8")
)
DATES: dict[str, Any] = json.loads(files("crawler.pages").joinpath("dates.json").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize("gate", [gate for gate in GATES if gate.get("hints")], ids=lambda item: item["flag"])
def test_hints_pass_over_no_example(gate: dict[str, Any]) -> None:
    for example in gate["examples"]:
        assert any(hint in example.lower() for hint in gate["hints"]), example


@pytest.mark.parametrize("name", ["desks", "roles", "prefix", "suffix", "by", "pictures"])
def test_byline_patterns(name: str) -> None:
    for example in BYLINES[name]["examples"]:
        assert re.search(BYLINES[name]["pattern"], example), example
    for example in BYLINES[name]["counter_examples"]:
        assert not re.search(BYLINES[name]["pattern"], example), example


@pytest.mark.parametrize("row", BOILERPLATE, ids=lambda item: item["kind"])
def test_boilerplate_patterns(row: dict[str, Any]) -> None:
    for example in row["examples"]:
        assert re.match(row["pattern"], example), example
    for example in row["counter_examples"]:
        assert not re.match(row["pattern"], example), example


@pytest.mark.parametrize("name", ["update", "published"])
def test_words_before_dates(name: str) -> None:
    for example in DATES[name]["examples"]:
        assert re.search(DATES[name]["pattern"], example), example
    for example in DATES[name]["counter_examples"]:
        assert not re.search(DATES[name]["pattern"], example), example


def test_zones_are_known_to_the_machine() -> None:
    for name in {*DATES["countries"].values(), *DATES["languages"].values()}:
        assert ZoneInfo(name)


def test_agencies_are_no_authors() -> None:
    for example in BYLINES["agencies"]["examples"]:
        found = read_bylines([example])
        assert not found.authors, example
        assert found.agencies, example
    for example in BYLINES["agencies"]["counter_examples"]:
        assert not read_bylines([example]).agencies, example


@pytest.mark.parametrize(
    ("lines", "authors", "agencies", "desks"),
    [
        (["Door Truus Test en Piet Proef"], ("Truus Test", "Piet Proef"), (), ()),
        (["Door: Truus Test", "ANP"], ("Truus Test",), ("ANP",), ()),
        (["Van onze verslaggever"], (), (), ("Van onze verslaggever",)),
        (["Door onze redactie binnenland"], (), (), ("onze redactie binnenland",)),
        (["Proefblad"], (), (), ("Proefblad",)),
        (["redactie@proefblad.example", "https://proefblad.example/auteur/1"], (), (), ()),
        (["Truus Test (Den Haag)", "Truus Test"], ("Truus Test",), (), ()),
        (["TRUUS TEST", "Truus Test"], ("Truus Test",), (), ()),
        (["By PIET PROEF and TRUUS TEST, Associated Press"], ("PIET PROEF", "TRUUS TEST"), ("AP",), ()),
        (["Piet Proef, politiek verslaggever"], ("Piet Proef",), (), ()),
        (["Piet Proef - Senior Reporter"], ("Piet Proef",), (), ()),
        (["Piet Proef piet@proefblad.example (0321) 55 55 55"], ("Piet Proef",), (), ()),
        (["Piet Proef@pietproef"], ("Piet Proef",), (), ()),
        (["Von Anna Probe und dpa"], ("Anna Probe",), ("DPA",), ()),
        (["Par Anne Essai et Paul Preuve"], ("Anne Essai", "Paul Preuve"), (), ()),
        (["Piet Proef, Dronten"], ("Piet Proef",), (), ()),
        (["Sofie van der Proef"], ("Sofie van der Proef",), (), ()),
        (["admin", "piet-p"], (), (), ("admin",)),
        (["By Piet Proef Monday, November 15, 2021"], ("Piet Proef",), (), ()),
        (["Geplaatst door Piet Proef op wo, 08/11/2023 - 20:15"], ("Piet Proef",), (), ()),
        (["Van onze verslaggeefster Truus Test"], ("Truus Test",), (), ()),
        (["Truus Test Local Democracy Reporter"], ("Truus Test",), (), ()),
        (["Words: Piet Proef; Photos: Truus Test"], ("Piet Proef",), (), ()),
        (["Piet Proef, AP Auto Writer"], ("Piet Proef",), ("AP",), ()),
        (["Agencias"], (), (), ("Agencias",)),
    ],
)
def test_bylines(lines: list[str], authors: tuple[str, ...], agencies: tuple[str, ...], desks: tuple[str, ...]) -> None:
    assert read_bylines(lines, outlet="Proefblad") == (authors, agencies, desks)


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
    blocks = re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    (shown,) = (block for block in blocks if '"identity"' in block)
    path = tmp_path / "voorbeeldblad.json"
    path.write_text(shown, encoding="utf-8")
    publisher = read_publisher(path)
    assert publisher.identity is not None
    assert all(re.search(publisher.identity.pattern, url) for url in publisher.identity.examples)
    assert not any(re.search(publisher.identity.pattern, url) for url in publisher.identity.counter_examples)
