"""The commands, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from staving.cli import main
from staving.schema import Document
from staving.store import Store

PAGE = (
    '<!doctype html><html lang="nl"><head><title>Kop</title></head><body><article><h1>Kop</h1>'
    "<p>De raad van Proefdam wil weten waarom de gemeente gesprekken heeft opgenomen en hoe lang de beelden zijn "
    "bewaard.</p></article></body></html>"
)


def call(*args: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, list(args), input=text, catch_exceptions=False)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_extract_gives_a_line_for_each_line(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    lines = [
        {"page": "1", "url": "http://b.example/1", "file": "a.html"},
        {"page": "2", "url": "http://b.example/2", "file": "weg.html"},
        {"page": "3", "file": 7},
        {"geen": "pagina"},
    ]
    result = call("extract", "--json", text="\n".join(json.dumps(line) for line in lines))
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["page"], row["flag"]) for row in rows] == [("1", "ok"), ("2", "error"), ("3", "error")]
    assert list(rows[0]) == [
        "page", "url", "flag", "title", "authors", "agencies", "published", "modified", "outlet", "language", "text",
    ]  # fmt: skip
    assert rows[0]["text"].startswith("De raad van Proefdam")


def test_import_says_what_it_did_and_is_safe_to_repeat(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    first = call("import", "a.html", "--url", "http://b.example/1", "--date", "2021-11", "--workspace", "w")
    assert first.exit_code == 0
    assert "1 new documents" in first.stdout
    assert "0 new documents" in call("import", "a.html", "--url", "http://b.example/1", "--workspace", "w").stdout
    with Store.open(tmp_path / "w" / "evidence.db") as store:
        (document,) = store.iterate(Document)
    assert document.canonical_url == "http://b.example/1"


def test_import_ends_with_1_when_something_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.bin").write_bytes(b"\0\1\2")
    result = call("import", "a.html", "b.bin", "weg.txt", "--workspace", "w")
    assert result.exit_code == 1
    assert "2 could not be read whole" in result.stderr
    assert "weg.txt: no such file" in result.stderr
    assert "Traceback" not in result.stderr
    assert "1 new documents" in result.stdout


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--url", "b.example"], 2),
        (["--date", "gisteren"], 2),
        (["--kind", "boek"], 2),
        (["--municipality", "Nergenshuizen"], 1),
    ],
)
def test_wrong_options_are_named(tmp_path: Path, options: list[str], code: int) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    assert call("import", "a.html", *options, "--workspace", "w").exit_code == code


def test_sources_tells_who_reserves_rights() -> None:
    lines = call("sources").stdout.splitlines()
    assert any("De Stentor" in line and "needs a ground" in line for line in lines)
    rows = [json.loads(line) for line in call("sources", "--json").stdout.splitlines()]
    assert {"destentor", "trouw", "nos"} <= {row["id"] for row in rows}


def test_crawl_without_case_file_says_what_to_do() -> None:
    result = call("crawl")
    assert result.exit_code == 1
    assert "staving init" in result.stderr
