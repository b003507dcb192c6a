"""Search: other forms and compounds, names of practices, filters, and what a user may type."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from publish.views.query import find_forms, find_practices, make_query
from publish.views.reading import open_reading
from publish.views.search import Filters, search_passages
from staving.config import Workspace
from staving.store import Store


def search(workspace: Workspace, text: str, **filters: str) -> list[str]:
    """The texts found, best first."""
    with open_reading(workspace.evidence) as store:
        return [hit.passage.text for hit in search_passages(store, text, Filters(**filters)).hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gesprek", "filmt sinds 2016 gesprekken"),
        ("GESPREK", "filmt sinds 2016 gesprekken"),
        ("spreekkamers", "in elke spreekkamer"),
        ("kamer", "in elke spreekkamer"),
        ("bezoeken", "De planning van huisbezoeken"),
        ("beeld", "Beelden bleven twee weken"),
        ('"beeld"', None),
        ("beelden -weken", None),
        ("beel*", "Beelden bleven twee weken"),
        ('"bleven twee"', "Beelden bleven twee weken"),
        ('"twee bleven"', None),
    ],
)
def test_forms_parts_phrases_and_exclusions(workspace: Workspace, text: str, found: str | None) -> None:
    texts = search(workspace, text)
    if found is None:
        assert texts == []
    else:
        assert any(found in item for item in texts)


def test_a_short_word_is_not_looked_for_inside_others(workspace: Workspace) -> None:
    with open_reading(workspace.evidence) as store:
        assert "spreekkamer" not in find_forms(store, "eek")
        assert find_forms(store, 'x" OR "y') == ()


def test_a_practice_is_found_under_all_its_names(workspace: Workspace) -> None:
    with open_reading(workspace.evidence) as store:
        names = {row[0] for row in store.db.conn.execute("SELECT text FROM mention WHERE value = 'video_recording'")}
        assert find_practices(store, next(iter(names)))[0][0] == "video_recording"
        assert find_practices(store, f'"{next(iter(names))}"') == ()
        assert set(make_query(store, next(iter(names))).names) >= names


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"municipality": "GM9001"}, True),
        ({"municipality": "GM0000"}, False),
        ({"practice": "video_recording"}, True),
        ({"practice": "home_visit"}, False),
        ({"status": "in_use"}, True),
        ({"status": "considered"}, False),
        ({"stance": "supports"}, True),
        ({"state": "accepted"}, True),
        ({"year": "1850"}, False),
        ({"source": "bode"}, None),
    ],
)
def test_filters_narrow(workspace: Workspace, filters: dict[str, str], count: bool | None) -> None:
    found = search(workspace, "gemeente filmt", **filters)
    everything = search(workspace, "gemeente filmt")
    assert set(found) <= set(everything)
    if count is not None:
        assert bool(found) is count


def test_the_page_keeps_the_filters_and_opens_at_the_hit(site: Any) -> None:
    answer = asyncio.run(site.client.get("/search?q=gesprek&practice=video_recording&year=%22%3E%3Cscript%3E"))
    assert answer.status_code == 200
    assert '<option value="video_recording" selected>' in answer.text
    assert "<script>" not in answer.text.partition("<body")[2]
    hit = asyncio.run(site.client.get("/search?q=gesprek")).text
    assert "<mark>gesprekken</mark>" in hit
    assert "#p-" in hit
    assert "gesprekken" in hit.partition("Ook gezocht bij")[2]


def test_words_are_counted_once_and_new_ones_added(workspace: Workspace, tmp_path: Any) -> None:
    import shutil

    from graph.terms import stem

    copy = tmp_path / "evidence.db"
    shutil.copy(workspace.evidence, copy)
    with Store.open(copy) as store:
        assert store.update_terms(stem) == 0
        words = [row[0] for row in store.db.conn.execute("SELECT word FROM term")]
        assert len(words) == len(set(words)) > 50
