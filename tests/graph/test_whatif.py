"""What falls with a source, where a case is weak and what it lacks: a small case judged by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_document, a_dossier, a_passage, a_proposition, a_quotation, a_source, an_evidence, an_origin
from click.testing import CliRunner

from graph.argument import Reasoner
from graph.case import build_graph
from graph.gaps import find_gaps
from graph.model import GraphError
from graph.report_gaps import find_worries
from graph.whatif import TargetKind, find_leanings, find_roots, find_target, lose
from staving.cli import main
from staving.dossier import Dossier
from staving.schema import Argument, Burden, Evidence, Premise, PropositionKind, ReviewState
from staving.store import Store

CLAIMS = """
propositions:
  - {id: C, statement: Het filmen is onrechtmatig, kind: norm_claim, side: claimant}
  - {id: P, statement: Dronten filmt gesprekken, kind: fact, side: neutral}
  - {id: Q, statement: Dronten vroeg geen toestemming, kind: fact, side: neutral, burden: controller}
  - {id: R, statement: Dronten bewaart de beelden, kind: fact, side: neutral}
arguments:
  - {id: A, conclusion: C, premises: [{id: P}, {id: Q}]}
"""


@pytest.fixture
def case(tmp_path: Path) -> Dossier:
    return a_dossier(
        tmp_path,
        a_proposition(id="C", statement="Het filmen is onrechtmatig", kind=PropositionKind.NORM_CLAIM),
        a_proposition(id="P", statement="Dronten filmt gesprekken"),
        a_proposition(id="Q", statement="Dronten vroeg geen toestemming", burden=Burden.CONTROLLER),
        a_proposition(id="R", statement="Dronten bewaart de beelden"),
        arguments=(Argument(id="A", conclusion="C"),),
        premises=(
            Premise(id="1", argument_id="A", proposition_id="P"),
            Premise(id="2", argument_id="A", proposition_id="Q"),
        ),
    )


@pytest.fixture
def filled(store: Store, case: Dossier) -> Store:
    """P rests on two papers, of which one quotes a person; R on that person in the other paper; Q on nothing."""
    first = a_document(text="Er wordt gefilmd, zag onze verslaggever. De beelden worden bewaard, zegt Wil Bos.")
    second = a_document(text="“Ze filmen”, zegt Wil Bos.", canonical_url="http://b.example/2", source_id="tweede")
    person = an_origin(key="Wil Bos", kind="person")
    paper = an_origin(key="Proefblad")
    by_id = {item.id: item for item in case.propositions}
    words = a_passage(second)
    quotation = a_quotation(second, "Ze filmen", speaker_name="Wil Bos", passage_id=words.id)
    kept = a_quotation(first, "De beelden worden bewaard", speaker_name="Wil Bos")
    with store.unit():
        store.put(a_source(), a_source(id="tweede", name="Tweede Blad", publisher="Ander Huis"))
        store.put(first, second, words, a_passage(first), person, paper, quotation, kept)
        store.put(*case.propositions)
        store.put(an_evidence(a_passage(first), by_id["P"], paper))
        store.put(an_evidence(words, by_id["P"], person, quotation_id=quotation.id))
        store.put(an_evidence(a_passage(first), by_id["R"], person, quotation_id=kept.id))
        waiting = an_evidence(words, by_id["Q"], person, state=ReviewState.PROPOSED)
        store.put(replace(waiting, id="waiting"))
    return store


def falls(store: Store, case: Dossier, name: str) -> tuple[TargetKind, dict[str, tuple[str, str]]]:
    target = find_target(store, case, name)
    changes = lose(Reasoner(build_graph(store, case, as_of=None)), target.evidence)
    return target.kind, {item.proposition: (item.before.status.value, item.after.status.value) for item in changes}


def test_what_falls_with_an_origin_a_source_a_document_and_a_person(filled: Store, case: Dossier) -> None:
    one = ("corroborated", "single_source")
    gone = ("single_source", "unsupported")
    assert falls(filled, case, "origin:wil bos") == ("origin", {"P": one, "R": gone})
    assert falls(filled, case, "person:Bos") == ("person", {"P": one, "R": gone})
    assert falls(filled, case, "Tweede Blad") == ("source", {"P": one})
    assert falls(filled, case, "http://b.example/2") == ("document", {"P": one})
    # The paper as a source carries what it prints of others as well; as an origin only its own word.
    assert falls(filled, case, "source:Proefblad") == ("source", {"P": one, "R": gone})
    assert falls(filled, case, "origin:Proefblad") == ("origin", {"P": one})


def test_a_name_that_means_nothing_or_two_things_is_refused(filled: Store, case: Dossier) -> None:
    with pytest.raises(GraphError, match="origin:Proefblad, source:Proefblad; write one of these"):
        find_target(filled, case, "proefblad")
    with pytest.raises(GraphError, match="no evidence that counts"):
        find_target(filled, case, "Zandbode")
    with pytest.raises(GraphError, match="no evidence that counts"):
        find_target(filled, case, "person:")


def test_origins_that_carry_most_come_first(filled: Store, case: Dossier) -> None:
    with filled.unit():
        for item in filled.iterate(Evidence, "id = 'waiting'"):
            filled.put(replace(item, state=ReviewState.ACCEPTED))
    reasoner = Reasoner(build_graph(filled, case, as_of=None))
    assert find_roots(reasoner) == {"C"}
    person, paper = find_leanings(reasoner)
    assert (person.falls, person.roots) == (("C", "P", "Q", "R"), ("C",))
    # C needs P and Q, Q only has the person: 1 if the person is right, 0 if not (P then stands through both).
    assert person.importance == pytest.approx(1.0)
    assert (paper.falls, paper.roots) == (("P",), ())
    assert paper.importance == pytest.approx(0.2)  # P: 1 if the paper is right, else 0.8 for the person
    assert find_worries(reasoner, case) == {"C": ("één bron",), "Q": ("één bron",), "R": ("één bron",)}


def test_what_is_missing_and_what_would_gain(filled: Store, case: Dossier) -> None:
    """Q is missing: with it C stands; R would only gain for itself, so it comes after."""
    graph = build_graph(filled, case, as_of=None)
    (gap,) = find_gaps(graph, case, waiting={"Q": 1})
    assert (gap.proposition, gap.gains, gap.roots, gap.together, gap.waiting) == ("Q", ("C",), ("C",), (), 1)
    assert "Woo-verzoek" in gap.ask  # the burden is the controller's
    assert [item.proposition for item in find_gaps(graph, case, second=True)] == ["Q", "R"]


def test_gaps_that_only_help_together_name_each_other(filled: Store, case: Dossier) -> None:
    with filled.unit():
        filled.delete(Evidence, "proposition_id = 'P'", ())
    gaps = find_gaps(build_graph(filled, case, as_of=None), case)
    assert {item.proposition: (item.gains, item.together) for item in gaps} == {
        "P": ((), (("Q",),)),
        "Q": ((), (("P",),)),
    }


def test_commands_print_tables_and_json(filled: Store, case: Dossier, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "dossier.toml").write_text('title = "Proef"\nsubject = "GM0303"\ncomplainant = "Bond"\n')
    (folder / "claims.yaml").write_text(CLAIMS)
    where = ["--dossier", str(folder), "--workspace", str(tmp_path)]

    def run(*arguments: str) -> str:
        found = CliRunner().invoke(main, [*arguments, *where], catch_exceptions=False)
        assert found.exit_code == 0, found.output
        return found.output

    assert "geen steun" in run("assess", "--drop", "person:Bos")
    rows = [json.loads(line) for line in run("assess", "--drop", "person:Bos", "--json").splitlines()]
    assert {row["proposition"]: (row["before"]["k"], row["after"]["k"]) for row in rows} == {"P": (2, 1), "R": (1, 0)}
    assert "Zonder Wil Bos (persoon, stukken: 2)" in run("assess", "--drop", "person:Bos")
    assert "| P | Dronten filmt gesprekken | meer bronnen | 2 |" in run("assess", "--markdown")
    assert "waarop de zaak leunt" in run("weak")
    kinds = [json.loads(line)["kind"] for line in run("weak", "--json").splitlines()]
    assert kinds == ["origin", "origin", "proposition"]
    assert "Woo-verzoek" in run("missing")
    assert [json.loads(line)["proposition"] for line in run("missing", "--json", "--second").splitlines()] == ["Q", "R"]
    failed = CliRunner().invoke(main, ["assess", "--drop", "Zandbode", *where])
    assert failed.exit_code == 1
    assert failed.output.startswith("staving: 'Zandbode': no evidence")
