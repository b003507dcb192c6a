"""Contradictions between sources, likeness of municipalities, clusters and the timeline: each checked by hand."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from builders import a_document, a_municipality, a_passage, a_practice, a_source, an_assertion
from click.testing import CliRunner

from graph.compare import Cell, Sighting
from graph.conflict import Conflict, contrast
from graph.likeness import Cluster, find_alike, find_clusters, list_events, weigh_practices
from graph.model import GraphError
from graph.report_compare import Words, print_conflicts, write_csv
from staving.cli import main
from staving.schema import Assertion, Document, Status
from staving.store import Store


def see(*rows: tuple[str, str, dict[str, Any]]) -> list[Conflict]:
    """The conflicts between texts, each given by its date, its words and what its assertion says."""
    documents: list[Document] = []
    assertions: list[Assertion] = []
    for number, (date, text, given) in enumerate(rows):
        document = a_document(text=text, published=date, canonical_url=f"http://a.example/{number}")
        documents.append(document)
        assertions.append(an_assertion(document, **given))
    return contrast("GM0303", "video_recording", assertions, {item.id: item for item in documents}, {})


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ({"since": "2014"}, {"since": "2015"}, ("since", ("2014", "2015"))),
        ({"since": "2014"}, {"since": "2014-06"}, None),
        ({"since": "2014-05"}, {"since": "2014-06"}, ("since", ("2014-05", "2014-06"))),
        (
            {"status": Status.STOPPED, "until": "2021-11"},
            {"status": Status.STOPPED, "until": "2022"},
            ("until", ("2021-11", "2022")),
        ),
        ({"status": Status.STOPPED, "until": "2021"}, {"status": Status.IN_USE, "until": "2020"}, None),
        ({}, {}, None),
    ],
)
def test_dates_clash_when_neither_is_a_form_of_the_other(
    one: dict[str, Any], other: dict[str, Any], clash: tuple[str, tuple[str, ...]] | None
) -> None:
    found = see(("2021-01-01", "De ene krant.", one), ("2021-01-02", "De andere krant.", other))
    assert [(item.kind.value, item.values) for item in found] == ([clash] if clash else [])


def test_in_use_after_a_stop_clashes_unless_the_text_tells_of_the_stop() -> None:
    stop = ("2021-11-16", "De camera's zijn uit.", {"status": Status.STOPPED, "until": "2021-11-16"})
    later = ("2022-03-01", "Dronten filmt gesprekken.", {"status": Status.IN_USE})
    earlier = ("2021-11-09", "Dronten filmt nu.", {"status": Status.IN_USE})
    (clash,) = see(stop, later, earlier)
    assert (clash.kind, clash.values) == ("status", ("in_use", "stopped"))
    assert [saying.date for saying in clash.sayings] == ["2022-03-01", "2021-11-16"]
    document = a_document(
        text="Dronten filmde. Dronten stopte.", published="2022-03-01", canonical_url="http://z.example"
    )
    both = [
        an_assertion(document, "Dronten filmde."),
        an_assertion(document, "Dronten stopte.", status=Status.STOPPED, until="2021-11-16"),
    ]
    assert contrast("GM0303", "video_recording", both, {document.id: document}, {}) == []


def test_used_and_never_used_clash_for_one_time() -> None:
    used = ("2021-11-09", "Dronten filmt al jaren.", {"since": "2014"})
    never = ("2018-02-01", "Dronten filmt niet.", {"status": Status.NOT_USED})
    before = ("2012-02-01", "Dronten filmt niet.", {"status": Status.NOT_USED})
    assert [item.kind.value for item in see(used, never)] == ["status"]
    assert see(used, before) == []


def test_numbers_of_the_same_thing_clash_when_no_text_has_both() -> None:
    two, four = "De beelden blijven twee weken staan.", "De beelden blijven 4 weken staan."
    rooms = "In twee van de vier spreekkamers hangt een camera."
    (clash,) = see(("2021", two, {}), ("2022", four, {}))
    assert (clash.kind, clash.unit, clash.values) == ("number", "wek", ("2", "4"))
    assert see(("2021", two, {}), ("2022", "De beelden blijven 2 weken staan.", {})) == []
    assert see(("2021", rooms, {}), ("2022", "In vier spreekkamers kan dat.", {})) == []
    assert see(("2021", two, {}), ("2022", "De camera hangt er vier jaar.", {})) == []


def a_cell(municipality: str, practice: str, status: str = "in_use", **given: Any) -> Cell:
    values: dict[str, Any] = {"since": None, "until": None, "newest": "2021-01-01", "origins": 1}
    values |= {"assertions": (), "history": ()}
    return Cell(municipality=municipality, practice=practice, status=status, **values | given)


MATRIX = [
    a_cell("A", "film"), a_cell("A", "sound"), a_cell("A", "card"),
    a_cell("B", "film", "stopped"), a_cell("B", "sound", "not_used"),
    a_cell("C", "card"),
    a_cell("D", "card", "considered"),
]  # fmt: skip


def test_a_practice_that_few_have_weighs_more() -> None:
    """Something is known of A, B and C; film is with two, sound with one, the card with two."""
    weights = weigh_practices(MATRIX)
    assert weights["sound"] == pytest.approx(math.log(1 + 3 / 1))
    assert weights["film"] == weights["card"] == pytest.approx(math.log(1 + 3 / 2))


def test_what_is_unknown_makes_likeness_an_interval() -> None:
    """B: half alike in film, different in sound, unknown in the card; D is only considering: nothing is known."""
    film, sound, card = math.log(2.5), math.log(4), math.log(2.5)
    whole = film + sound + card
    found = {item.municipality: item for item in find_alike(MATRIX, "A")}
    assert set(found) == {"B", "C"}
    assert found["C"].low == pytest.approx(card / whole, abs=1e-4)
    assert found["C"].high == pytest.approx(1.0)
    assert found["B"].low == pytest.approx(film * 0.5 / whole, abs=1e-4)
    assert found["B"].high == pytest.approx((film * 0.5 + card) / whole, abs=1e-4)
    assert (found["B"].shared, found["B"].different, found["B"].unknown) == (("film",), ("sound",), ("card",))
    with pytest.raises(GraphError, match="no text says"):
        find_alike(MATRIX, "D")


def test_clusters_share_telling_practices() -> None:
    cells = [a_cell(town, practice) for town, practices in {"A": "xy", "B": "xy", "C": "z", "D": "z", "E": "q"}.items()
             for practice in practices]  # fmt: skip
    assert find_clusters(cells) == [
        Cluster(municipalities=("A", "B"), practices=("x", "y")),
        Cluster(municipalities=("C", "D"), practices=("z",)),
    ]
    assert find_clusters([]) == []


def test_the_timeline_goes_from_old_to_new() -> None:
    seen = Sighting(assertion="a", status="in_use", date="2021-11-09", origin="o", counts=True)
    cell = a_cell("A", "film", "stopped", since="2014", until="2021-11", history=(seen,))
    assert [(item.date, item.what) for item in list_events([cell])] == [
        ("2014", "begin"),
        ("2021-11", "end"),
        ("2021-11-09", "in_use"),
    ]


def test_csv_names_towns_and_disarms_formulas() -> None:
    words = Words(towns={"GM1": "=Dorp()"}, practices={})
    rows = list(csv.DictReader(io.StringIO(write_csv([a_cell("GM1", "film", since="2014")], words))))
    assert rows[0]["municipality_name"] == "'=Dorp()"
    assert (rows[0]["since"], rows[0]["until"], "history" in rows[0]) == ("2014", "", False)
    assert write_csv([], words) == ""


def run(arguments: Sequence[str], workspace: Path) -> str:
    found = CliRunner().invoke(
        main, [*arguments, "--dossier", "dronten", "--workspace", str(workspace)], catch_exceptions=False
    )
    assert found.exit_code == 0, found.output
    return found.output


def test_a_clause_with_brackets_is_shown_to_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    """What stands on a page of others is no markup of ours: nothing of it is left out, and nothing stops."""
    (clash,) = see(("2021", "Dat [sic] duurt :camera: twee weken [/b].", {}), ("2022", "[red]Dat duurt 4 weken.", {}))
    print_conflicts([clash], Words(towns={}, practices={}))
    shown = " ".join(capsys.readouterr().out.split())
    assert "Dat [sic] duurt :camera: twee weken [/b]." in shown
    assert "[red]Dat duurt 4 weken." in shown


def test_commands(store: Store, tmp_path: Path) -> None:
    first = a_document(text="Proefdam filmt sinds 2014.")
    second = a_document(text="Proefdam filmt sinds 2015.", canonical_url="http://b.example/2")
    with store.unit():
        store.put(
            a_source(),
            a_municipality(id="GM9001", name="Proefdam", current=None),
            a_municipality(id="GM9002", name="Proefwijk", current=None),
        )
        store.put(a_practice(id="video_recording", label="film"))
        for document, since in ((first, "2014"), (second, "2015")):
            passage = a_passage(document)
            store.put(document, passage)
            store.put(an_assertion(document, passage_id=passage.id, municipality="GM9001", since=since))
        passage = a_passage(first)
        store.put(an_assertion(first, passage_id=passage.id, municipality="GM9002"))
    (clash,) = [json.loads(line) for line in run(["conflicts", "--json"], tmp_path).splitlines()]
    assert (clash["municipality"], clash["kind"], clash["values"]) == ("GM9001", "since", ["2014", "2015"])
    assert "Geen tegenspraak" in run(["conflicts", "--municipality", "Proefwijk"], tmp_path)
    (alike,) = [json.loads(line) for line in run(["compare", "--like", "proefdam", "--json"], tmp_path).splitlines()]
    assert (alike["municipality"], alike["low"], alike["high"]) == ("GM9002", 1.0, 1.0)
    assert "Proefdam, Proefwijk" in run(["compare", "--clusters"], tmp_path)
    assert run(["compare", "--timeline", "--csv"], tmp_path).splitlines()[1].startswith("Proefdam,2014,GM9001")
    assert "2014" in run(["compare"], tmp_path)
    failed = CliRunner().invoke(
        main, ["compare", "--like", "Nergens", "--dossier", "dronten", "--workspace", str(tmp_path)]
    )
    assert (failed.exit_code, "CBS code" in failed.output) == (1, True)
