"""What carries a claim: groups of sources, arguments, and what needs no source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.stage import assess
from publish.remarks import explain_flag, explain_note, explain_reason
from publish.views.cells import Parties, read_cells
from publish.views.claims import ClaimPage, list_claims, read_claim
from publish.views.matrix import read_matrix
from publish.views.reading import open_reading
from publish.views.standing import Standing
from publish.views.whatif import read_whatif
from staving.config import Workspace
from staving.dossier import Dossier
from staving.schema import Argument, Flag, Municipality, Origin, Practice, Premise, Proposition

PARTIES = Parties(subject="GM9001", complainant="Stichting Inzage")


def state(id: str, kind: str = "fact", **more: Any) -> Proposition:
    return Proposition(id=id, statement=f"Stelling {id}", kind=kind, side="neutral", **({"burden": "claimant"} | more))


def argue(case: Any, propositions: list[Proposition], *arguments: tuple[Argument, dict[str, str]]) -> None:
    """Store claims and arguments, and let the reason stage judge them."""
    premises = tuple(
        Premise(id=f"{argument.id}-{name}", argument_id=argument.id, proposition_id=name, role=role)
        for argument, roles in arguments
        for name, role in roles.items()
    )
    dossier = Dossier(
        path=Path(), title="Zaak", subject="GM9001", complainant="Stichting Inzage", complainant_names=(),
        as_of="2024-01-01", propositions=tuple(propositions), arguments=tuple(item for item, _ in arguments),
        premises=premises,
    )  # fmt: skip
    assess(case.store, dossier)


def read(case: Any, id: str) -> tuple[ClaimPage, Standing]:
    page = read_claim(case.store, id)
    assert page is not None
    assert page.standing is not None
    return page, page.standing


def add_origins(case: Any) -> None:
    for name, kind in [("courant", "outlet"), ("bode", "outlet"), ("wet", "law"), ("inzage", "organisation")]:
        case.store.put(Origin(id=f"o-{name}", key=name.capitalize(), kind=kind, counts=name != "inzage"))
    case.add_document("d", "courant", "Kop\n\nEen zin over iets.")


def test_a_claim_rests_on_a_group_of_sources_through_an_argument_and_on_one_that_says_so(new_case: Any) -> None:
    propositions = [state("F1"), state("F2"), state("R1", "norm_claim")]
    pair = (Argument(id="A1", conclusion="R1"), {"F1": "ordinary", "F2": "ordinary"})
    with new_case.store.unit():
        add_origins(new_case)
        new_case.store.put(*propositions)
        new_case.add_evidence("F1", "d-2", "o-courant")
        new_case.add_evidence("F2", "d-2", "o-bode")
        new_case.add_evidence("R1", "d-2", "o-inzage")
    argue(new_case, propositions, pair)
    page, standing = read(new_case, "R1")
    assert [names for names, _ in page.carriers] == [("Bode", "Courant"), ("Inzage",)]
    together, alone = standing.ways
    assert (together.is_direct, together.arguments, together.counts) == (False, ("A1",), True)
    assert (alone.is_direct, alone.arguments, alone.counts) == (True, (), False)
    assert standing.arguments["A1"].name == "carries"
    assert not standing.is_outdated


def test_what_needs_no_source_says_whether_by_law_or_because_everybody_knows(new_case: Any) -> None:
    propositions = [
        state("L1", "legal"), state("N1", burden="judicial_notice"), state("R1", "norm_claim"),
        state("R2"), state("R3"),
    ]  # fmt: skip
    with new_case.store.unit():
        add_origins(new_case)
        new_case.store.put(*propositions)
        new_case.add_evidence("L1", "d-2", "o-wet")
    argue(
        new_case,
        propositions,
        (Argument(id="A1", conclusion="R1"), {"L1": "ordinary", "N1": "assumption"}),
        (Argument(id="A2", conclusion="R2"), {"N1": "assumption"}),
        (Argument(id="A3", conclusion="R3"), {"L1": "ordinary"}),
    )
    found = {name: read(new_case, name)[1] for name in ("L1", "R1", "R2", "R3")}
    assert [(item.by_law, item.by_notice) for item in found.values()] == [
        (("L1",), ()), (("L1",), ("N1",)), ((), ("N1",)), (("L1",), ()),
    ]  # fmt: skip
    page, _ = read(new_case, "R2")
    assert page.claim.badge.label == "wet of algemeen bekend"
    assert page.claim.words == "geen bron nodig: wet of algemeen bekend"
    assert page.carriers == ()
    assert read(new_case, "N1")[0].claim.is_known


def test_arguments_say_whether_they_hold(new_case: Any) -> None:
    propositions = [state("F1"), state("F2"), state("N1", burden="controller"), state("R1")]
    with new_case.store.unit():
        add_origins(new_case)
        new_case.store.put(*propositions)
        new_case.add_evidence("F1", "d-2", "o-courant")
    argue(
        new_case,
        propositions,
        (Argument(id="A1", conclusion="R1"), {"F1": "ordinary"}),
        (Argument(id="A2", conclusion="R1"), {"F2": "ordinary"}),
        (Argument(id="A3", conclusion="R1"), {"F1": "ordinary", "N1": "assumption"}),
        (Argument(id="U1", conclusion=None, polarity="con", undercuts="A1"), {"F1": "ordinary"}),
    )
    page, standing = read(new_case, "R1")
    states = {name: badge.name for name, badge in standing.arguments.items()}
    assert states == {"A1": "blocked", "A2": "waiting", "A3": "conditional", "U1": "holds"}
    (way,) = standing.ways
    assert way.assumptions == ("N1",)
    assert page.claim.verdict
    assert page.claim.verdict.status == "conditional"


def test_evidence_that_changed_after_the_verdict_is_not_passed_off_as_its_ground(new_case: Any) -> None:
    propositions = [state("F1")]
    with new_case.store.unit():
        add_origins(new_case)
        new_case.store.put(*propositions)
    argue(new_case, propositions)
    with new_case.store.unit():
        new_case.add_evidence("F1", "d-2", "o-courant")
    page, standing = read(new_case, "F1")
    assert standing.is_outdated
    assert page.carriers == ()


def fill_matrix(case: Any) -> None:
    for code, name in [("GM9002", "'s-Gravenbos"), ("GM9003", "Goes aan Zee"), ("GM9004", "Sloten aan Zee")]:
        case.store.put(Municipality(id=code, name=name, province="Drenthe", current=code))
    for name, label in [("home_visit", "huisbezoek"), ("video_recording", "beeldopname"), ("eigen", "eigen praktijk")]:
        case.store.put(Practice(id=name, label=label, definition=label, category="recording"))
    for name, date in [("one", "2020"), ("two", "2021-03-04"), ("three", "2021-03-04")]:
        case.add_document(name, "courant", f"Kop\n\nZin over {name}.", published=date)
    documents = {item.id: item for item in case.store.iterate(type(case.add_document("x", "courant", "Kop")))}
    for number, (code, practice, status, name) in enumerate(
        [
            ("GM9004", "home_visit", "in_use", "one"), ("GM9003", "eigen", "in_use", "one"),
            ("GM9002", "home_visit", "stopped", "two"), ("GM9002", "home_visit", "in_use", "three"),
            ("GM9001", "video_recording", "considered", "one"),
        ]
    ):  # fmt: skip
        case.add_assertion(f"a{number}", documents[name], "Zin over", place=(code, practice), status=status)


def test_the_matrix_begins_with_the_case_and_with_recording_and_sorts_as_dutch_does(new_case: Any) -> None:
    with new_case.store.unit():
        fill_matrix(new_case)
    matrix = read_matrix(new_case.store, PARTIES)
    assert [town.name for town, _ in matrix.rows] == ["Zandmeer", "Goes aan Zee", "'s-Gravenbos", "Sloten aan Zee"]
    assert [item.id for item in matrix.practices] == ["video_recording", "home_visit", "eigen"]
    drenthe = read_matrix(new_case.store, PARTIES, province="Drenthe", practice="home_visit")
    assert [item.id for item in drenthe.practices] == ["home_visit"]
    assert [town.id for town, _ in drenthe.rows] == ["GM9002", "GM9004"]


def test_texts_of_one_day_that_differ_make_a_cell_disputed_and_dates_stay_as_precise_as_they_are(new_case: Any) -> None:
    with new_case.store.unit():
        fill_matrix(new_case)
    cells = read_cells(new_case.store, PARTIES)
    disputed = cells["GM9002", "home_visit"]
    assert (disputed.badge.label, disputed.texts, disputed.newest) == ("betwist", 2, "4 maart 2021")
    assert cells["GM9004", "home_visit"].newest == "2020"


def test_kept_cells_go_when_the_texts_go(new_case: Any) -> None:
    with new_case.store.unit():
        fill_matrix(new_case)
    assert ("GM9001", "video_recording") in read_cells(new_case.store, PARTIES)
    assert read_cells(new_case.store, PARTIES) is read_cells(new_case.store, PARTIES)
    with new_case.store.unit():
        new_case.store.db.execute("DELETE FROM assertion WHERE id = 'a4'")
    assert ("GM9001", "video_recording") not in read_cells(new_case.store, PARTIES)


def test_cells_outlive_decisions_on_links_and_no_others(new_case: Any) -> None:
    store = new_case.store
    with store.unit():
        fill_matrix(new_case)
    first = read_cells(store, PARTIES)
    store.finish_run(store.start_run("review", "evidence e1"), {}, {})
    store.finish_run(store.start_run("assess", "x"), {}, {})
    assert read_cells(store, PARTIES) is first
    run = store.start_run("review", "assertion a4")
    second = read_cells(store, PARTIES)
    assert second is not first
    with store.unit():
        store.db.execute("UPDATE assertion SET status = 'unclear' WHERE id = 'a4'")
    store.finish_run(run, {}, {})  # a page that was read between begin and end must not be kept
    third = read_cells(store, PARTIES)
    assert third is not second
    assert third != second


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "stelt vast: GM9001 home_visit in_use",
            "de tekst zegt: Zandmeer, huisbezoek, in gebruik",
        ),
        ("status not_used spreekt de bewering tegen", "de status ‘niet in gebruik’ spreekt de stelling tegen"),
        ("geen vaststelling: considered", "de tekst stelt niets vast: overwogen"),
        ("woorden: camera", "woorden: camera"),
    ],
)
def test_reasons_are_words(reason: str, words: str) -> None:
    assert explain_reason(reason, {"GM9001": "Zandmeer"}, {"home_visit": "huisbezoek"}) == words


def test_notes_for_the_log_are_not_shown_and_every_flag_but_well_has_words() -> None:
    assert explain_note("the site answered 404") == "de site antwoordde met code 404"
    assert explain_note("page holds 'class=\"muur\"'") is None
    assert explain_note(None) is None
    silent = {flag for flag in Flag if explain_flag(flag) is None}
    assert silent == {Flag.OK, Flag.NOT_MODIFIED}


def test_what_falls_with_a_source_is_what_judging_anew_without_it_gives(workspace: Workspace) -> None:
    with open_reading(workspace.evidence) as store:
        claims = list_claims(store)
        everything = read_whatif(store, (), claims)
        assert everything.supports
        assert everything.falls == everything.rises == everything.weaker == ()
        for support in everything.supports:
            found = read_whatif(store, [support.id, "nergens"], claims)
            assert found.gone == (support.name,)
            fallen = {item.claim.proposition.id for item in found.falls}
            for name, claim in claims.items():
                if claim.verdict and support.id in claim.verdict.spof and claim.verdict.status == "single_source":
                    assert name in fallen
        whole = read_whatif(store, [item.id for item in everything.supports], claims)
        assert {item.after.name for item in whole.falls} <= {"unsupported", "conditional", "by_law"}
