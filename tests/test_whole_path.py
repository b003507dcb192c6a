"""From addresses and files to what a reader sees: the Dronten case on the sample site, offline, with real spiders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.compare import compare
from staving.commands_run import run_stages, sample_site, summarise
from staving.config import Workspace
from staving.dossier import load_dossier
from staving.resources import data_path
from staving.schema import (
    Assertion,
    Capture,
    Document,
    Evidence,
    Mention,
    Origin,
    Passage,
    Quotation,
    Status,
    Verdict,
    VerdictStatus,
    hash_text,
)
from staving.store import Store

TRUTH: dict[str, Any] = json.loads(data_path("sample", "truth.json").read_text(encoding="utf-8"))
PAGES = [*TRUTH["pages"], *TRUTH["documents"]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.open(tmp_path_factory.mktemp("case") / "workspace")
    with sample_site() as proxy:
        run_stages(made, load_dossier("dronten"), proxy=proxy)
    return made


@pytest.fixture(scope="module")
def records(workspace: Workspace) -> Any:
    with Store.open(workspace.evidence) as store:
        yield store


def _by_url(store: Store) -> dict[str, Document]:
    return {document.canonical_url: document for document in store.iterate(Document)}


def test_every_page_is_there_once_and_whole(records: Store) -> None:
    wanted = {page["url"] for page in PAGES if page.get("flag", "ok") == "ok"}
    found = [document.canonical_url for document in records.iterate(Document, "flag = 'ok'")]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("flag", ["paywall", "consent_wall", "empty", "gone"])
def test_a_page_that_cannot_be_read_is_a_row_with_a_flag(records: Store, flag: str) -> None:
    wanted = {page["url"] for page in TRUTH["pages"] if page["flag"] == flag}
    assert wanted
    # A feed may name an address with tracking parameters.
    assert wanted <= {capture.url.partition("?")[0] for capture in records.iterate(Capture, "flag = ?", (flag,))}


def test_a_page_that_robots_closes_is_never_fetched(records: Store) -> None:
    closed = {page["url"] for page in TRUTH["pages"] if page["flag"] == "robots"}
    assert closed
    captures = [capture for capture in records.iterate(Capture) if capture.url in closed]
    assert all(capture.flag == "robots" and capture.sha256 is None for capture in captures)
    assert not closed & _by_url(records).keys()


def test_every_derived_row_points_at_its_own_words(records: Store) -> None:
    texts = {document.id: document.text for document in records.iterate(Document)}
    rows = 0
    for record in (Passage, Mention, Quotation, Assertion):
        for row in records.iterate(record):
            assert texts[row.document_id][row.start : row.end] == row.text
            rows += 1
    assert rows > 500
    assert all(hash_text(quotation.text) == quotation.sha256 for quotation in records.iterate(Quotation))


def test_every_summary_names_what_it_summarises(records: Store) -> None:
    wanted = {page["url"]: page["based_on"] for page in TRUTH["pages"] if page["flag"] == "ok"}
    documents = _by_url(records)
    assert {url: documents[url].based_on_url for url in wanted} == wanted


def _statements(page: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {
        (triple["municipality"], practice, status)
        for triple in page.get("triples", ())
        for practice in (triple["practice"], *triple.get("alt_practice", ()))
        for status in (triple["status"], *triple.get("also_status", ()))
    }


def test_no_cell_says_of_a_municipality_what_its_page_does_not(records: Store) -> None:
    pages = {page["url"]: page for page in PAGES}
    documents = {document.id: document for document in records.iterate(Document)}
    wrong = []
    for row in records.iterate(Assertion, "status != 'unclear'"):
        page = pages[documents[row.document_id].canonical_url]
        if (row.municipality, row.practice, row.status) not in _statements(page):
            wrong.append((page["url"], row.municipality, row.practice, row.status, row.text))
    assert wrong == []


def test_most_of_what_the_pages_state_is_found(records: Store) -> None:
    documents = _by_url(records)
    wanted = found = 0
    for page in PAGES:
        if page["url"] not in documents:
            continue
        rows = list(records.iterate(Assertion, "document_id = ?", (documents[page["url"]].id,)))
        for triple in page.get("triples", ()):
            if triple.get("optional"):
                continue
            wanted += 1
            practices = {triple["practice"], *triple.get("alt_practice", ())}
            statuses = {triple["status"], *triple.get("also_status", ())}
            found += any(
                row.municipality == triple["municipality"] and row.practice in practices and row.status in statuses
                for row in rows
            )
    assert wanted > 80
    assert found / wanted >= 0.75


def test_that_dronten_stopped_shows(records: Store) -> None:
    stopped = {
        row.practice
        for row in records.iterate(Assertion, "municipality = 'GM0303' AND status = ?", (Status.STOPPED,))
        if (row.until or "").startswith("2021-11")
    }
    assert {"audio_recording", "video_recording"} <= stopped


def test_the_matrix_dates_the_stop_by_the_first_day_that_a_text_gives(records: Store) -> None:
    cells = {(cell.municipality, cell.practice): cell for cell in compare(records, load_dossier("dronten"))}
    audio, video = cells["GM0303", "audio_recording"], cells["GM0303", "video_recording"]
    assert (audio.status, audio.since, audio.until) == ("stopped", "2014", "2021-11-10")
    assert (video.status, video.since, video.until) == ("stopped", "2014", "2021-11-16")


def test_two_summaries_of_one_article_are_one_origin(records: Store) -> None:
    """Pages of two outlets summarise the same article in Trouw; what both report as its own counts once."""
    article = [page for page in TRUTH["pages"] if "~b5dda639" in (page.get("based_on") or "")]
    ids = [
        document.id for document in _by_url(records).values() if document.canonical_url in {p["url"] for p in article}
    ]
    assert len(ids) >= 2
    marks = ", ".join("?" * len(ids))
    keys = {
        origin.key
        for row in records.iterate(Evidence, f"document_id IN ({marks}) AND origin_rule = 'outlet'", ids)
        for origin in records.iterate(Origin, "id = ?", (row.origin_id,))
    }
    assert keys == {"Trouw"}


def test_no_origin_is_one_of_our_invented_outlets(records: Store) -> None:
    invented = {"De Regiolezer", "Samenvattingendienst Oost", "Gemeentekijker", "Privacylezer", "Rechtslezer"}
    assert not invented & {origin.key for origin in records.iterate(Origin)}


def test_links_agree_in_stance_with_what_the_pages_say(records: Store) -> None:
    """No accepted link supports what its page was written to attack, nor the other way round."""
    pages = {page["url"]: page for page in PAGES}
    documents = {document.id: document for document in records.iterate(Document)}
    flipped = []
    for row in records.iterate(Evidence, "state = 'accepted'"):
        page = pages[documents[row.document_id].canonical_url]
        stances = {link["stance"] for link in page.get("links", ()) if link["proposition"] == row.proposition_id}
        if {row.stance, *stances} >= {"supports", "attacks"} and row.stance not in stances:
            flipped.append((page["url"], row.proposition_id, row.stance, stances))
    assert flipped == []


def test_the_claims_stand_on_evidence(records: Store) -> None:
    verdicts = {verdict.proposition_id: verdict for verdict in records.iterate(Verdict)}
    assert len(verdicts) == 81
    assert verdicts["P01"].status in {VerdictStatus.SINGLE_SOURCE, VerdictStatus.CORROBORATED}
    assert verdicts["X1"].status in {VerdictStatus.SINGLE_SOURCE, VerdictStatus.CORROBORATED}
    assert verdicts["P25"].status == VerdictStatus.UNSUPPORTED


def test_a_second_run_changes_nothing(workspace: Workspace) -> None:
    def snapshot() -> dict[str, list[Any]]:
        with Store.open(workspace.evidence) as store:
            return {
                record.__name__: sorted(row.id for row in store.iterate(record))
                for record in (Document, Passage, Mention, Quotation, Assertion, Evidence, Verdict)
            }

    before = snapshot()
    with sample_site() as proxy:
        run_stages(workspace, load_dossier("dronten"), proxy=proxy)
    assert snapshot() == before


def test_the_summary_counts_what_is_stored(workspace: Workspace, records: Store) -> None:
    summary = summarise(workspace)
    assert summary["documents"] == records.count(Document)
    assert sum(summary["claims"].values()) == 81


def test_the_site_settings_name_licence_and_source_of_each_table(workspace: Workspace) -> None:
    files = sorted(path.name for path in Path(workspace.site).iterdir())
    assert {"metadata.yaml", "settings.json"} <= set(files)
