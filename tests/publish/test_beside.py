"""Who is like whom, and where texts contradict one another, on the pages."""

from __future__ import annotations

import asyncio
from typing import Any

from graph.conflict import find_conflicts
from graph.likeness import find_alike
from publish.views.alike import read_neighbours
from publish.views.cells import Parties, read_cells
from publish.views.conflicts import read_disputes
from staving.config import Workspace
from staving.schema import Assertion
from staving.store import Store

PARTIES = Parties(subject="GM9001", complainant="Bond")


def add_town(store: Store, status: str, code: str, **more: str) -> None:
    """Let the first assertion be said of another town as well, or otherwise of the same."""
    from dataclasses import replace

    item = next(store.iterate(Assertion, "municipality = 'GM9001' AND practice = 'video_recording'"))
    with store.unit():
        store.put(replace(item, id=f"extra-{code}-{status}", municipality=code, status=status, **more))


def copy(workspace: Workspace, tmp_path: Any) -> Store:
    import shutil

    shutil.copy(workspace.evidence, tmp_path / "evidence.db")
    return Store.open(tmp_path / "evidence.db")


def test_neighbours_are_those_of_the_comparison_that_share_a_practice(workspace: Workspace, tmp_path: Any) -> None:
    with copy(workspace, tmp_path) as store:
        add_town(store, "in_use", "GM9002")
        cells = [filled.cell for filled in read_cells(store, PARTIES).values()]
        wanted = {item.municipality: (item.low, item.high) for item in find_alike(cells, "GM9001") if item.shared}
        found = read_neighbours(store, PARTIES, "GM9001")
        assert {item.municipality.id: (item.low, item.high) for item in found} == wanted
        assert "GM9002" in wanted
        assert all("video_recording" in {practice.id for practice in item.shared} for item in found)
        assert read_neighbours(store, PARTIES, "GM0000") == ()


def test_disputes_are_the_conflicts_with_the_words_for_them(workspace: Workspace, tmp_path: Any) -> None:
    with copy(workspace, tmp_path) as store:
        add_town(store, "in_use", "GM9001", since="2012-05")
        found = read_disputes(store, PARTIES)
        assert len(found) == len(find_conflicts(store, PARTIES)) > 0
        values = {side.value for item in found for side in item.sides if item.about == "sinds wanneer"}
        assert {"mei 2012", "2016"} <= values


def test_the_pages_show_no_empty_list(site: Any) -> None:
    for path in ("/weak", "/compare", "/municipality/GM9001", "/municipality/GM9003"):
        answer = asyncio.run(site.client.get(path))
        assert answer.status_code == 200
        assert "<tbody>\n</tbody>" not in answer.text
