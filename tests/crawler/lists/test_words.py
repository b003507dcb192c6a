"""The plain form of searches, and the forms of the services: nothing a user types gets out of its quotation marks."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.lists.cql import quote_term, search_index
from crawler.lists.creators import is_of, list_names
from crawler.lists.ori import ask_council
from crawler.lists.parliament import quote_text, write_filter
from crawler.lists.sru import ask_publications
from crawler.lists.words import list_alternatives, matches, read_query
from staving.dossier.settings import Search

CQL = [
    ("opname", 't="opname"'),
    ("twee woorden", '(t="twee" AND t="woorden")'),
    ('"een zin" OR woord', '(t="een zin" OR t="woord")'),
    ("a (b OR c) AND d", '(t="a" AND (t="b" OR t="c") AND t="d")'),
    ("film*", 't="film*"'),
    ("fi*lm?", r't="fi\*lm\?"'),
    ('"film*"', r't="film\*"'),
    ("^anker", r't="\^anker"'),
    (r"schuine\streep", r't="schuine\\streep"'),
    ('x" OR t="y', '(t="x" AND t="OR t=" AND t="y")'),
    ("x) OR (t==y", '(t="x" OR t="t==y")'),
    ("NOT x", '(t="NOT" AND t="x")'),
    ("regel\neen\x00twee", '(t="regel" AND t="een twee")'),
    (") ( OR AND", None),
    ('"', None),
    ("* - !", None),
]


@pytest.mark.parametrize(("text", "expected"), CQL)
def test_a_search_as_cql(text: str, expected: str | None) -> None:
    assert search_index("t=", read_query(text)) == expected


@pytest.mark.parametrize("text", [item[0] for item in CQL] + ['"""', '\\"', '(((((((((((a OR "b', "a" * 5000])
def test_all_quotation_marks_of_a_query_come_in_pairs(text: str) -> None:
    """Outside the quoted strings only index names, brackets and operators are left."""
    ask = next(ask_publications(Search(access="x", query=text), base="https://dienst.example/sru", source_id="x"))
    query = parse_qs(urlsplit(ask.url).query)["query"][0]
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", query)
    assert '"' not in outside
    assert set(re.findall(r"[\w.]+", outside)) <= {
        "c.product", "area", "officielepublicaties", "AND", "OR", "cql.textAndIndexes", "sortBy", "dt.available",
        "sort.descending",
    }  # fmt: skip


ODATA = [
    ("foto's", "'foto''s'"),
    ("' or true or '", "''' or true or '''"),
    ("100%", "'100%'"),
    ("a\nb", "'a b'"),
]


@pytest.mark.parametrize(("text", "expected"), ODATA)
def test_a_text_as_odata(text: str, expected: str) -> None:
    assert quote_text(text) == expected


@pytest.mark.parametrize("query", ["foto's", "x') or true or contains(Titel,'", "'' ''", "a OR 'b"])
def test_no_word_gets_out_of_an_odata_string(query: str) -> None:
    outside = re.sub(r"'(?:[^']|'')*'", "", write_filter(Search(access="parliament", query=query)))
    assert "'" not in outside
    assert "true" not in outside


def test_the_filter_of_parliament_names_days_and_numbers() -> None:
    search = Search(
        access="parliament", identifiers=("2099d00001", "x' or true"), since="2099-01-01", until="2099-02-01"
    )
    assert write_filter(search) == (
        "Verwijderd eq false and (DocumentNummer eq '2099D00001' or DocumentNummer eq 'x'' or true')"
        " and Datum ge 2099-01-01T00:00:00Z and Datum le 2099-02-01T23:59:59Z"
    )


def test_words_for_elasticsearch_are_values_and_no_operators() -> None:
    search = Search(access="council", query='a | "b + c" -d ~2 OR e*')
    ask = next(ask_council(search, base="https://dienst.example", source_id="x"))
    texts = re.findall(r'"query": "([^"]*)"', ask.body or "")
    assert texts == ["a", "b + c", "-d", "~2", "e"]
    assert "query_string" not in (ask.body or "")
    assert json.loads(ask.body or "")["query"]["bool"]["must"][0]["bool"]["minimum_should_match"] == 1


ALTERNATIVES = [
    ("", ("",)),
    ("a b", ("a b",)),
    ('(a OR b) "c d"', ('a "c d"', 'b "c d"')),
    ("a OR a", ("a",)),
]


@pytest.mark.parametrize(("text", "expected"), ALTERNATIVES)
def test_a_query_for_services_without_or(text: str, expected: tuple[str, ...]) -> None:
    assert list_alternatives(read_query(text)) == expected


def test_alternatives_are_bounded() -> None:
    assert len(list_alternatives(read_query(" ".join(["(a OR b OR c)"] * 12)))) == 12


MATCHES = [
    ("opname", "Twee opnamen", False),
    ("opname*", "Twee opnamen", True),
    ("Opnamen", "twee opnamen.", True),
    ('"zonder  toestemming"', "Zonder\ntoestemming gefilmd", True),
    ("a b", "b en a", True),
    ("a OR c", "b en c", True),
    ("a.c", "abc", False),
    ("", "wat dan ook", True),
]


@pytest.mark.parametrize(("query", "text", "expected"), MATCHES)
def test_words_looked_for_in_a_text(query: str, text: str, expected: bool) -> None:
    assert matches(read_query(query), text) is expected


def test_names_of_municipalities_in_registers() -> None:
    assert "Hengelo" in list_names("GM0164")
    assert {"Bergen (NH.)", "Bergen (NH)"} <= set(list_names("GM0373"))
    assert list_names("GM9999") == ()
    assert is_of("Gemeente Bergen op Zoom", ["GM0748"])
    assert not is_of("Bergen op Zoom", ["GM0373"])
    assert not is_of(None, ["GM0303"])


def test_control_characters_do_not_get_into_a_query() -> None:
    assert quote_term("a\r\nb\x00") == '"a b "'
