"""The commands publish, serve and cite, and the quotations they let through."""

from __future__ import annotations

import asyncio
import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from publish.commands import cite
from publish.quotes import LOST, cut_excerpt, is_quotation_exact
from publish.serve import bind, is_loopback, make_site, serve
from publish.stage import publish
from staving.cli import main
from staving.config import Workspace
from staving.dossier import Dossier
from staving.errors import StavingError, StoreError
from staving.schema import Document, Passage, Quotation
from staving.store import Store


def run(workspace: Workspace, *args: str) -> str:
    result = CliRunner().invoke(cite, [*args, "--workspace", str(workspace.root)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("key", ["news", "https://www.courant.example/news", "P01"])
def test_cite_finds_documents_addresses_and_claims(workspace: Workspace, key: str) -> None:
    assert run(workspace, key).splitlines() == [
        "De Boer, Zandmeerse Courant 22 oktober 2021.",
        "List of sources: M. de Boer, ‘Zandmeer zet camera in spreekkamer’, Zandmeerse Courant 22 oktober 2021.",
    ]


def test_cite_of_a_passage_gives_its_words_as_json(workspace: Workspace) -> None:
    item = json.loads(run(workspace, "summary-2", "--json", "--format", "html"))
    assert item["kind"] == "passage"
    assert item["checked"] is True
    assert item["quote"].startswith("De gemeente Zandmeer stopte")
    assert item["note"].startswith("Samenvatting van <i>Landelijk Blad</i>")


def test_cite_of_an_unknown_ruling_needs_no_document(workspace: Workspace) -> None:
    assert run(workspace, "ECLI:NL:HR:2020:9", "--pinpoint", "3.2").splitlines() == [
        "HR 2020, ECLI:NL:HR:2020:9, r.o. 3.2.",
        "List of sources: HR 2020, ECLI:NL:HR:2020:9.",
    ]


@pytest.mark.parametrize("key", ["nope", "P03"])
def test_cite_of_nothing_says_what_to_do(workspace: Workspace, key: str) -> None:
    with pytest.raises(StavingError, match=key):
        run(workspace, key)


def test_cite_never_lets_control_characters_reach_the_terminal(workspace: Workspace) -> None:
    assert "\u202e" not in run(workspace, "hostile-2")


def test_a_host_beyond_this_machine_needs_a_login(workspace: Workspace) -> None:
    with pytest.raises(StavingError, match="behind-login"):
        serve(workspace, host="0.0.0.0")


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.2", False),
        ("a.nl", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here


def test_a_busy_port_gives_the_next_free_one() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        if port > 65000:
            pytest.skip("no room above this port")
        with bind("127.0.0.1", port) as found:
            assert found.getsockname()[1] > port


def test_a_site_without_settings_or_database_is_refused_in_one_line(tmp_path: Path) -> None:
    empty = Workspace.open(tmp_path / "a")
    with pytest.raises(StoreError, match="no such database"):
        make_site(empty)
    empty.evidence.write_bytes(b"no database at all")
    with pytest.raises(StoreError, match="not a SQLite database"):
        make_site(empty)
    other = Workspace.open(tmp_path / "b")
    Store.open(other.evidence, create=True).close()
    with pytest.raises(StavingError, match="staving publish"):
        make_site(other)
    other.site.mkdir()
    (other.site / "metadata.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(StavingError, match="staving publish"):
        make_site(other)


@pytest.mark.parametrize(
    "command", [["serve"], ["publish", "--dossier", "dronten"], ["cite", "P01"]], ids=lambda words: words[0]
)
def test_a_workspace_that_is_not_there_gives_one_line_and_stays_away(tmp_path: Path, command: list[str]) -> None:
    missing = tmp_path / "a" / "b"
    result = CliRunner().invoke(main, [*command, "--workspace", str(missing)])
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "no such database" in result.output
    assert list(tmp_path.iterdir()) == []


def test_publishing_twice_writes_the_same_bytes(workspace: Workspace, dossier: Dossier) -> None:
    before = {path.name: path.read_bytes() for path in workspace.site.iterdir()}
    assert publish(workspace, dossier)["tables"] == 17
    assert {path.name: path.read_bytes() for path in workspace.site.iterdir()} == before


def test_a_case_that_names_nobody_still_has_a_front_page(tmp_path: Path) -> None:
    bare = Workspace.open(tmp_path)
    Store.open(bare.evidence, create=True).close()
    publish(bare, Dossier(path=tmp_path, title="Kaal", subject="GM9001", complainant="", complainant_names=()))
    site = make_site(bare)
    for path in ("/", "/compare", "/municipalities", "/weak", "/search?q=x"):
        assert asyncio.run(site.client.get(path)).status_code == 200


def test_an_excerpt_fails_closed(workspace: Workspace) -> None:
    with Store.open(workspace.evidence) as store:
        document, passage = store.get(Document, "news"), store.get(Passage, "news-2")
        quotation = store.get(Quotation, "q1")
    assert document
    assert passage
    assert quotation
    whole = cut_excerpt(document, passage, start=quotation.start, end=quotation.end)
    assert whole.marked == quotation.text
    assert whole.text == passage.text
    changed = replace(document, text=document.text.replace("rust", "vrede"))
    assert cut_excerpt(changed, passage, start=quotation.start, end=quotation.end) == LOST
    assert not is_quotation_exact(changed, quotation)
    assert not is_quotation_exact(document, replace(quotation, start=quotation.start + 1))
    assert cut_excerpt(document, replace(passage, text="iets anders"), start=0, end=3) == LOST
    assert cut_excerpt(document, replace(passage, document_id="x"), start=0, end=3) == LOST
    assert cut_excerpt(document, passage, start=0, end=99_999) == LOST
