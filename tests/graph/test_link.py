"""Links of invented passages to three invented propositions, with stance."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from builders import a_document, a_proposition, an_assertion
from click.testing import CliRunner

from graph.link import FEATURES, Link, Linker, Text, load_weights
from staving.schema import Annotation, Mention, MentionKind, Proposition, PropositionKind, Stance, Status

PROPOSITIONS = (
    a_proposition(
        id="F1",
        statement="Proefdam filmt gesprekken aan de balie",
        cues={
            "practices": ["video_recording"],
            "statuses": ["in_use", "stopped"],
            "municipality": "subject",
            "text": "filmen, gefilmd, camera aan de balie, lens, beeldopname, gesprekken gefilmd",
            "against": "geen camera, nooit gefilmd, attrappen",
        },
    ),
    a_proposition(
        id="F2",
        statement="Bezoekers krijgen vooraf een folder",
        cues={"text": "folder, vooraf ingelicht, uitgereikt, voorlichting", "against": "geen folder, wist van niets"},
    ),
    a_proposition(
        id="L1",
        statement="Voor het verwerken van gegevens is een grondslag nodig",
        kind=PropositionKind.LEGAL,
        norms=("AVG art. 6 lid 1",),
        cues={"text": "grondslag, wettelijke basis, verwerking, AVG", "against": "geen grondslag nodig"},
    ),
)


@dataclass(frozen=True)
class Case:
    """As much of a dossier as the linker needs."""

    subject: str = "GM0303"
    complainant_names: tuple[str, ...] = ("Bond van Bezoekers", "de bond")
    propositions: tuple[Proposition, ...] = field(default=PROPOSITIONS)


def find(text: str, proposition: str, annotation: Annotation | None = None) -> Link:
    links = Linker(Case()).link(Text(id="t", text=text), annotation)
    return next(item for item in links if item.proposition == proposition)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("De gesprekken aan de balie werden gefilmd met een kleine lens.", "F1"),
        ("Wie binnenkwam, kreeg vooraf een folder uitgereikt.", "F2"),
        ("Zonder wettelijke basis in de AVG mag verwerking van gegevens niet.", "L1"),
    ],
)
def test_the_best_proposition_comes_first(text: str, best: str) -> None:
    links = Linker(Case()).link(Text(id="t", text=text))
    assert links[0].proposition == best
    assert [item.score for item in links] == sorted((item.score for item in links), reverse=True)
    assert all(0 <= item.score <= 1 and item.reasons for item in links)
    assert len(links) == 3


@pytest.mark.parametrize(
    ("text", "proposition", "stance"),
    [
        ("De gesprekken aan de balie werden gefilmd.", "F1", Stance.SUPPORTS),
        ("Er is aan de balie nooit gefilmd, het waren attrappen.", "F1", Stance.ATTACKS),
        ("De wethouder ontkent dat gesprekken aan de balie zijn gefilmd.", "F1", Stance.ATTACKS),
        ("De raad wil weten of er gesprekken worden gefilmd.", "F1", Stance.MENTIONS),
        ("Worden er gesprekken gefilmd aan de balie?", "F1", Stance.MENTIONS),
        ("De bond vindt dat er geen gesprekken gefilmd mogen worden.", "F1", Stance.MENTIONS),
        ("Wij kregen geen folder.", "F2", Stance.ATTACKS),
        ("Iedereen kreeg een folder.", "F2", Stance.SUPPORTS),
    ],
)
def test_stance(text: str, proposition: str, stance: Stance) -> None:
    assert find(text, proposition).stance == stance


def test_an_assertion_that_meets_the_cues_decides_the_stance() -> None:
    document = a_document(text="De stad had hem tot mei in bedrijf.")
    stopped = an_assertion(document, status=Status.STOPPED)
    unused = an_assertion(document, status=Status.NOT_USED)
    considered = an_assertion(document, status=Status.CONSIDERED)
    stances = [
        find(document.text, "F1", Annotation(id="t", assertions=(item,))) for item in (stopped, unused, considered)
    ]
    assert [item.stance for item in stances] == [Stance.SUPPORTS, Stance.ATTACKS, Stance.MENTIONS]
    assert {item.method for item in stances} == {"cues"}


def test_what_another_municipality_does_bears_on_no_fact_about_the_subject() -> None:
    text = "De gesprekken aan de balie werden in Urk gefilmd met een lens."
    place = Mention(
        id="m",
        document_id="t",
        kind=MentionKind.MUNICIPALITY,
        start=text.index("Urk"),
        end=text.index("Urk") + 3,
        text="Urk",
        value="GM0184",
        rule="test",
    )
    elsewhere = find(text, "F1", Annotation(id="t", mentions=(place,)))
    assert elsewhere.score <= 0.1
    assert "gaat over een andere gemeente" in elsewhere.reasons
    assert find(text, "F1").score > elsewhere.score


def test_the_constants_fit_the_features() -> None:
    assert set(load_weights()["weights"]) == set(FEATURES)
    assert 0 < load_weights()["accept"] <= 1


def test_commands_read_json_lines_and_pass_over_what_they_cannot_use() -> None:
    from graph.commands import origins
    from graph.commands_assess import assess

    runner = CliRunner()
    graph = {
        "id": "g",
        "propositions": [{"id": "p", "kind": "fact"}],
        "evidence": [{"id": "e", "proposition": "p", "stance": "supports", "origin": "A"}],
        "origins": [{"id": "A", "reliability": 0.7, "counts": True}],
        "unknown": 1,
    }
    done = runner.invoke(assess, ["--json"], input=json.dumps(graph) + "\nnonsense\n{}\n")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert result["propositions"]["p"]["status"] == "single_source"
    assert result["propositions"]["p"]["strength"] == 0.7
    assert result["drop"] == {"A": {"falls": ["p"], "lost": ["p"], "rises": []}}
    assert done.stderr.count("passed over") == 2
    items = [{"id": "a", "outlet": "Proefblad", "publisher": "Huis", "date": "2021", "text": "De lens hing er al."}]
    done = runner.invoke(origins, ["--json"], input=json.dumps({"id": "s", "items": items}))
    assert json.loads(done.stdout)["independent"] == 1


def test_a_graph_with_an_unknown_id_is_named_and_the_others_are_answered() -> None:
    from graph.commands_assess import assess
    from graph.model import GraphError

    bad = {
        "id": "bad",
        "propositions": [],
        "evidence": [{"id": "e", "proposition": "p", "stance": "attacks", "origin": "A"}],
    }
    good = {"id": "good", "propositions": [{"id": "p"}]}
    done = CliRunner().invoke(assess, ["--json"], input=f"{json.dumps(bad)}\n{json.dumps(good)}\n")
    assert isinstance(done.exception, GraphError)
    assert json.loads(done.stdout)["id"] == "good"
    assert "'bad'" in done.stderr
    assert "'p'" in done.stderr


def test_the_score_means_the_same_in_a_small_case() -> None:
    """With two propositions, a passage in the words of one is linked to it, and a fair to neither."""
    case = Case(
        propositions=(
            a_proposition(id="P", statement="Dronten filmt gesprekken met bezoekers"),
            a_proposition(id="Q", statement="De wethouder kreeg een brief van de raad"),
        )
    )
    linker = Linker(case)
    links = {
        item.proposition: item.score
        for item in linker.link(Text(id="t", text="Dronten filmt bezoekers tijdens een gesprek."))
    }
    assert links["P"] >= 0.5 > links["Q"]
    fair = linker.link(Text(id="t", text="De kermis van Dronten duurt twee weken."))
    assert max(item.score for item in fair) < 0.5
