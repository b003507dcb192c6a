"""The reason stage over a small store, and the matrix."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import (
    a_document,
    a_quotation,
    a_review,
    an_assertion,
)
from filming_case import FILMS, a_case, fill

from graph.case import build_graph
from graph.compare import DISPUTED, Sighting, compare, decide, find_fact_date
from graph.stage import assess, link
from staving.errors import DossierError
from staving.schema import (
    Assertion,
    Decision,
    DocumentKind,
    Evidence,
    Flag,
    Origin,
    Proposition,
    Run,
    Status,
    Verdict,
)
from staving.store import Store


def test_two_outlets_corroborate_and_the_complainant_does_not(store: Store, tmp_path: Path) -> None:
    first = a_document(text=FILMS)
    second = a_document(
        text="Onze verslaggever zag hoe Dronten een bezoeker filmt die een vraag stelt over huur en gas.",
        canonical_url="http://b.example/1",
        source_id="tweede",
    )
    letter = a_document(
        text="Wij klagen: Dronten filmt gesprekken met bezoekers, en dat mag niet.",
        canonical_url="file:brief",
        source_id="bond",
        kind=DocumentKind.LETTER,
    )
    fill(store, first, letter)
    dossier = a_case(tmp_path)
    link(store, dossier)
    with store.unit():
        for evidence in store.iterate(Evidence):
            store.put(replace(evidence, state="accepted"))
    assess(store, dossier, as_of="2021-11-19")
    verdicts = {item.proposition_id: item for item in store.iterate(Verdict)}
    assert (verdicts["P"].status, verdicts["P"].k) == ("single_source", 1)
    fill(store, second)
    link(store, dossier, force=True)
    with store.unit():
        for evidence in store.iterate(Evidence):
            store.put(replace(evidence, state="accepted"))
    assess(store, dossier, as_of="2021-11-19")
    verdicts = {item.proposition_id: item for item in store.iterate(Verdict)}
    origins = {item.key: item for item in store.iterate(Origin)}
    assert not origins["Bond"].counts
    assert origins["Proefblad"].reliability == 0.7
    assert set(origins) == {"Proefblad", "Tweede Blad", "Bond"}
    assert (verdicts["P"].k, verdicts["C"].k) == (2, 2)


def test_evidence_points_to_what_carries_it_and_says_from_when(store: Store, tmp_path: Path) -> None:
    (passage,) = fill(store, a_document(text=FILMS))
    link(store, a_case(tmp_path))
    (evidence,) = [item for item in store.iterate(Evidence) if item.proposition_id == "P"]
    assert evidence.passage_id == passage.id
    assert evidence.assertion_id == next(store.iterate(Assertion)).id
    assert (evidence.stance, evidence.method, evidence.valid_from, evidence.valid_to) == (
        "supports",
        "cues",
        "2014",
        None,
    )


def test_a_replaced_version_and_a_flagged_document_are_no_evidence(store: Store, tmp_path: Path) -> None:
    old = a_document(text=FILMS)
    new = a_document(text=f"Bijgewerkt. {FILMS}", supersedes=old.id)
    walled = a_document(text=f"Deels. {FILMS}", canonical_url="http://c.example", flag=Flag.PAYWALL)
    fill(store, old, new, walled)
    link(store, a_case(tmp_path))
    assert {item.document_id for item in store.iterate(Evidence)} == {new.id}
    run = next(store.iterate(Run, "stage = 'link'"))
    assert len(run.problems) == 2


def test_a_spokesman_in_two_papers_is_one_origin(store: Store, tmp_path: Path) -> None:
    documents = [
        a_document(text=f"{FILMS} „Dat is zo”, zegt de woordvoerder."),
        a_document(
            text=f"Nieuw: {FILMS} „Klopt”, aldus de wethouder.", canonical_url="http://b.example", source_id="tweede"
        ),
    ]
    passages = fill(store, *documents)
    with store.unit():
        store.put(a_quotation(documents[0], "Dat is zo", passage_id=passages[0].id, speaker_role="woordvoerder"))
        store.put(a_quotation(documents[1], "Klopt", passage_id=passages[1].id, speaker_role="wethouder"))
    link(store, a_case(tmp_path))
    assert {item.key for item in store.iterate(Origin)} == {"gemeente Dronten"}
    assert {item.origin_rule for item in store.iterate(Evidence)} == {"speaker"}


def test_a_human_decision_comes_before_the_score(store: Store, tmp_path: Path) -> None:
    fill(store, a_document(text=FILMS))
    dossier = a_case(tmp_path)
    link(store, dossier)
    evidence = next(item for item in store.iterate(Evidence) if item.proposition_id == "P")
    path = tmp_path / "review.db"
    with Store.open_review(path) as reviews, reviews.unit():
        reviews.put(a_review(evidence.id, Decision.REJECT))
    link(store, dossier, review_path=path)
    assert store.get(Evidence, evidence.id).state == "rejected"  # type: ignore[union-attr]
    assess(store, dossier, as_of="2021-11-19")
    assert {item.status for item in store.iterate(Verdict)} == {"unsupported"}


def test_linking_again_without_changes_does_nothing(store: Store, tmp_path: Path) -> None:
    fill(store, a_document(text=FILMS))
    dossier = a_case(tmp_path)
    first = link(store, dossier)
    before = list(store.iterate(Evidence))
    assert link(store, dossier) == first
    assert store.count(Run, "stage = 'link'") == 1
    link(store, dossier, force=True)
    assert [replace(item, run_id=None) for item in store.iterate(Evidence)] == [
        replace(item, run_id=None) for item in before
    ]


def test_a_proposition_that_left_the_case_file_goes_with_its_links(store: Store, tmp_path: Path) -> None:
    fill(store, a_document(text=FILMS))
    dossier = a_case(tmp_path)
    link(store, dossier)
    smaller = replace(dossier, propositions=dossier.propositions[:1], premises=())
    link(store, smaller)
    assert [item.id for item in store.iterate(Proposition)] == ["C"]
    assert store.count(Evidence, "proposition_id = 'P'") == 0


def test_a_date_that_is_none_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(DossierError, match="YYYY-MM-DD"):
        assess(store, a_case(tmp_path), as_of="gisteren")


def test_compare_counts_origins_per_cell(store: Store, tmp_path: Path) -> None:
    fill(store, a_document(text=FILMS), a_document(text=f"Ook dit. {FILMS}", canonical_url="b:", source_id="tweede"))
    (cell,) = compare(store, a_case(tmp_path))
    # Nearly the same words: the second is a copy of the first.
    assert (cell.municipality, cell.practice, cell.status, cell.since) == (
        "GM0303",
        "video_recording",
        "in_use",
        "2014",
    )
    assert (cell.origins, len(cell.assertions)) == (1, 2)


def a_sighting(status: str, date: str, origin: str = "a", *, counts: bool = True) -> Sighting:
    return Sighting(assertion=f"{status}{date}{origin}", status=status, date=date, origin=origin, counts=counts)


@pytest.mark.parametrize(
    ("sightings", "status", "origins"),
    [
        ([a_sighting("in_use", "2021-10-01"), a_sighting("stopped", "2021-11-16")], Status.STOPPED, 1),
        ([a_sighting("in_use", "2021-10-01"), a_sighting("considered", "2022-01-01")], Status.IN_USE, 1),
        ([a_sighting("in_use", "2021-10-01"), a_sighting("stopped", "2021-10-01", "b")], DISPUTED, 2),
        (
            [a_sighting("in_use", "2021-10-01"), a_sighting("stopped", "2022-01-01", "k", counts=False)],
            Status.IN_USE,
            1,
        ),
        ([a_sighting("in_use", "2021-10-01"), a_sighting("in_use", "2020-10-01", "b")], Status.IN_USE, 2),
        ([a_sighting("unclear", "2021-10-01")], Status.UNCLEAR, 1),
        ([a_sighting("in_use", "2021-10-01", "k", counts=False)], Status.IN_USE, 0),
    ],
)
def test_a_cell_takes_the_newest_definite_status(sightings: list[Sighting], status: str, origins: int) -> None:
    cell = decide("GM0303", "video_recording", sightings, [])
    assert (cell.status, cell.origins) == (status, origins)
    assert len(cell.history) == len(sightings)


@pytest.mark.parametrize(
    ("status", "until", "document", "date"),
    [
        ("in_use", None, {"published": "2021-11"}, "2021-11-01"),
        ("stopped", None, {"published": "2021-11"}, "2021-11-30"),
        ("stopped", "2021-11-16", {"published": "2022"}, "2021-11-16"),
        (
            "in_use",
            None,
            {"published": "2026", "based_on_url": "http://werk.example", "based_on_date": "2021"},
            "2021-01-01",
        ),
        ("in_use", None, {"published": "2026", "based_on_publisher": "Proefblad"}, ""),
    ],
)
def test_the_fact_date_of_an_assertion(status: str, until: str | None, document: dict[str, str], date: str) -> None:
    found = a_document(**document)
    assert find_fact_date(an_assertion(found, status=status, until=until), found) == date


def test_what_was_published_later_is_left_out_of_an_earlier_day(store: Store, tmp_path: Path) -> None:
    """The case as it was then: of a summary the date of the summarised work counts, a text without a date stays."""
    early = a_document(text=FILMS)
    late = a_document(
        text="Verslag: Dronten filmt een bezoeker die naar de huur vraagt, aan de balie.",
        canonical_url="http://b.example/1", source_id="tweede", published="2022-04-01",
    )  # fmt: skip
    fill(store, early, late)
    dossier = a_case(tmp_path)
    link(store, dossier)
    with store.unit():
        for evidence in store.iterate(Evidence):
            store.put(replace(evidence, state="accepted"))
    status = {}
    for day in ("2021-11-08", "2021-11-09", "2022-04"):
        graph = build_graph(store, dossier, as_of=day)
        status[day] = len({edge.origin for edge in graph.edges if edge.proposition == "P"})
    assert status == {"2021-11-08": 0, "2021-11-09": 1, "2022-04": 2}
    with store.unit():
        store.put(replace(late, based_on_publisher="Tweede Blad", based_on_date="2021-11-01", published="2026-01-01"))
    graph = build_graph(store, dossier, as_of="2021-11-08")
    assert len({edge.origin for edge in graph.edges if edge.proposition == "P"}) == 1


def test_reviewers_who_contradict_one_another_are_named_and_the_last_counts(store: Store, tmp_path: Path) -> None:
    fill(store, a_document(text=FILMS))
    dossier = a_case(tmp_path)
    link(store, dossier)
    evidence = next(item for item in store.iterate(Evidence) if item.proposition_id == "P")
    path = tmp_path / "review.db"
    with Store.open_review(path) as reviews, reviews.unit():
        for number, (by, decision) in enumerate((("anna", Decision.ACCEPT), ("bram", Decision.REJECT))):
            at = datetime(2026, 1, 1 + number, tzinfo=UTC)
            reviews.put(a_review(evidence.id, decision, by=by, at=at))
    link(store, dossier, review_path=path)
    assert store.get(Evidence, evidence.id).state == "rejected"  # type: ignore[union-attr]
    problems = [problem for run in store.iterate(Run, "stage = 'link'") for problem in run.problems]
    assert any("anna: accept, bram: reject" in problem for problem in problems)
