"""Exchange with other argument software: round trips lose nothing, bad files are named, labels are harmless."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from builders import a_proposition, an_origin
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.export import FORMATS, ClaimMap, ExchangeError, import_map, write_claims_yaml
from graph.export.tables import write as write_tables
from staving.cli import main
from staving.dossier.claims import read_claims
from staving.dossier.text import Problems
from staving.schema import (
    Argument,
    Burden,
    Evidence,
    OriginRule,
    Polarity,
    Premise,
    PremiseRole,
    PropositionKind,
    ReviewState,
    Side,
    Stance,
    Standard,
    derive_id,
)

NASTY = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["=1+1", "'tick", "a\\nb", "a\nb", "a\r\nb", "[P1]: x", "<A>", '"} {"', "#tag", "-- x --", "(1) x", "// no",
         "+ [P]", "\u202eomgekeerd", "\u2028", "é😀", "{a: b}", "  twee  ", "===", "</node>", "&amp;", "\\u0041",
         "\x85"]
    ),
)  # fmt: skip


@st.composite
def maps(draw: st.DrawFn, *, with_evidence: bool = True) -> ClaimMap:
    ids = draw(st.lists(NASTY.filter(bool), min_size=1, max_size=4, unique=True))
    propositions = tuple(
        a_proposition(
            id=name,
            statement=draw(NASTY),
            kind=draw(st.sampled_from(sorted(PropositionKind))),
            side=draw(st.sampled_from(sorted(Side))),
            parent=draw(st.one_of(st.none(), st.sampled_from(ids))),
            norms=tuple(draw(st.lists(NASTY, max_size=2))),
            burden=draw(st.sampled_from(sorted(Burden))),
            standard=draw(st.sampled_from(sorted(Standard))),
            valid_from=draw(st.one_of(st.none(), st.just("2014"))),
            cues=draw(st.one_of(st.just({}), st.just({"practices": ["film"], "text": 'a "b"'}))),
            ordinal=place,
        )
        for place, name in enumerate(ids)
    )
    steps: list[Argument] = []
    premises: list[Premise] = []
    for name in draw(st.lists(NASTY.filter(bool), max_size=3, unique=True)):
        target = draw(st.sampled_from([item.id for item in steps])) if steps and draw(st.booleans()) else None
        steps.append(
            Argument(
                id=name,
                conclusion=None if target else draw(st.sampled_from(ids)),
                polarity=Polarity.PRO if target else draw(st.sampled_from(sorted(Polarity))),
                scheme=draw(st.one_of(st.none(), NASTY)),
                undercuts=target,
            )
        )
        for premise in draw(st.lists(st.sampled_from(ids), max_size=3, unique=True)):
            role = draw(st.sampled_from(sorted(PremiseRole)))
            premises.append(Premise(id=derive_id(name, premise), argument_id=name, proposition_id=premise, role=role))
    origins = (an_origin(key=draw(NASTY.filter(bool)), publisher=draw(st.one_of(st.none(), NASTY))),)
    evidence = tuple(
        Evidence(
            id=f"e{number}",
            passage_id="p",
            document_id="d",
            proposition_id=draw(st.sampled_from(ids)),
            stance=draw(st.sampled_from(sorted(Stance))),
            score=draw(st.floats(0, 1)),
            reasons=tuple(draw(st.lists(NASTY, max_size=2))),
            method="text",
            origin_id=origins[0].id,
            origin_rule=OriginRule.OUTLET,
            state=draw(st.sampled_from(sorted(ReviewState))),
            valid_to=draw(st.one_of(st.none(), st.just("2021-11"))),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    kept = {"origins": origins, "evidence": evidence} if with_evidence and evidence else {}
    return ClaimMap(
        title=draw(NASTY), propositions=propositions, arguments=tuple(steps), premises=tuple(premises), **kept
    )


@settings(max_examples=200, deadline=None)
@given(maps(), st.sampled_from(["graphml", "csv"]))
def test_a_round_trip_loses_nothing(claims: ClaimMap, name: str) -> None:
    """GraphML and CSV hold every field of everything; CSV has no place for the title."""
    read = FORMATS[name].read
    assert read is not None
    found = read(FORMATS[name].write(claims), "f")
    assert (found.propositions, found.arguments, found.premises) == (
        claims.propositions, claims.arguments, claims.premises,
    )  # fmt: skip
    assert (found.origins, found.evidence) == (claims.origins, claims.evidence)
    assert name == "csv" or found.title == claims.title


@settings(max_examples=200, deadline=None)
@given(maps(with_evidence=False))
def test_a_round_trip_through_argdown_keeps_the_claims(claims: ClaimMap) -> None:
    read = FORMATS["argdown"].read
    assert read is not None
    found = read(FORMATS["argdown"].write(claims), "f")
    assert found.propositions == claims.propositions
    assert found.arguments == claims.arguments
    assert found.premises == claims.premises
    assert found.title == claims.title


@settings(max_examples=100, deadline=None)
@given(maps())
def test_what_is_only_written_can_be_read_by_others_and_holds_no_markup(claims: ClaimMap) -> None:
    """Cytoscape JSON and AIF are JSON with all nodes; in Mermaid and DOT no label breaks out of its quotes."""
    network = nx.cytoscape_graph(json.loads(FORMATS["cytoscape"].write(claims)[""]))
    used = len(claims.propositions) + len(claims.arguments) + len(claims.origins)
    assert len(network) == used
    aif = json.loads(FORMATS["aif"].write(claims)[""])
    names = {node["nodeID"] for node in aif["nodes"]}
    assert {item["type"] for item in aif["nodes"]} <= {"I", "RA", "CA"}
    assert all(edge["fromID"] in names and edge["toID"] in names for edge in aif["edges"])
    for line in FORMATS["mermaid"].write(claims)[""].splitlines()[1:]:
        assert line.count('"') in (0, 2)
        assert not set("<>`\u202e") & set(line.replace("-->", "").replace(".->", ""))
    for line in FORMATS["dot"].write(claims)[""].splitlines():
        assert line.replace("\\\\", "").replace('\\"', "").count('"') in (0, 2)


FOREIGN = """
===
title: Filmen
author: iemand
===

// een opmerking
[Verboden]: Filmen mag niet.
  + <Geen grondslag>: Zonder wet geen bevoegdheid {kracht: hoog}
    _ <Er is een wet>
  - [Veilig]: Filmen maakt
    het veiliger. #doel

<Geen grondslag>

(1) Een inbreuk eist een wet.
(2) [Geen wet]: Er is geen wet.
-- modus ponens --
(3) [Verboden]

<Er is een wet>

(1) [Wet]: Artikel 53a geeft die ruimte.
----
(2) [Ruimte]: Er is ruimte.
"""


def test_argdown_of_others_is_read() -> None:
    """Relations, nested ones, statements without a name, structures with a scheme: checked by hand."""
    from graph.export.argdown_reader import read

    found = read(FOREIGN, "f")
    statements = {item.id: item.statement for item in found.propositions}
    assert statements["Verboden"] == "Filmen mag niet."
    assert statements["Veilig"] == "Filmen maakt het veiliger. #doel"
    assert statements["S1"] == "Een inbreuk eist een wet."
    steps = {item.id: item for item in found.arguments}
    assert (steps["Geen grondslag"].conclusion, steps["Geen grondslag"].scheme) == ("Verboden", "modus ponens")
    assert (steps["Er is een wet"].conclusion, steps["Er is een wet"].scheme) == ("Ruimte", None)
    further = steps["Er is een wet>1"]  # its conclusion is used against the other argument
    assert (further.conclusion, further.undercuts) == (None, "Geen grondslag")
    assert (steps["A1"].conclusion, steps["A1"].polarity) == ("Verboden", "con")
    premises = {(item.argument_id, item.proposition_id) for item in found.premises}
    assert premises == {
        ("Geen grondslag", "S1"), ("Geen grondslag", "Geen wet"), ("Er is een wet", "Wet"), ("A1", "Veilig"),
        ("Er is een wet>1", "Ruimte"),
    }  # fmt: skip
    assert found.title == "Filmen"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.argdown", "  + [A]: los\n", "x.argdown:1: a relation that stands below nothing"),
        ("x.argdown", "[A]: een\n[A]: twee\n", "x.argdown:2: 'A' has another text on line 1"),
        ("x.argdown", "[A]: een {stuk: [}\n", "x.argdown:1: the data between braces cannot be read"),
        ("x.argdown", "[A]: een {kind: onzin}\n", "x.argdown:1: kind cannot be 'onzin'"),
        ("x.argdown", "<A>\n  + [P]: een\n", "x.argdown:1: argument 'A' leads to 0 things"),
        ("x.argdown", "<A>\n\n(1) een\n(2) twee\n", "premises of 'A' without a conclusion"),
        ("x.argdown", "\n", "holds no proposition"),
        ("x.argdown", "===\ntitle: x\n", "x.argdown:1: the front matter has no end"),
        ("x.graphml", "<graphml", "x.graphml:1: is no XML"),
        ("x.graphml", '<?xml version="1.0"?>\n<!DOCTYPE g [<!ENTITY a "b">]><graphml/>', "x.graphml:2: declares"),
        ("x.graphml", "<html/>", "x.graphml: is no GraphML"),
        ("x.txt", "x", "is of no known format"),
        ("x.dot", "digraph {}", "is of no known format"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ExchangeError) as caught:
        import_map(tmp_path / name)
    assert said in str(caught.value)


A_MAP = ClaimMap(
    propositions=(a_proposition(id="C", statement="Dat mag niet"), a_proposition(id="P", statement="=HYPERLINK()")),
    arguments=(Argument(id="A", conclusion="C"),),
    premises=(Premise(id=derive_id("A", "P"), argument_id="A", proposition_id="P"),),
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arguments.csv": ("C,pro", "X,pro")}, "argument 'A' refers to unknown proposition 'X'"),
        ({"arguments.csv": ("A,C,pro", "A,C")}, "arguments.csv:2: has 4 cells and not 5"),
        ({"propositions.csv": ("P,", "C,")}, "proposition 'C' is there twice"),
        ({"propositions.csv": ("id,", "naam,")}, "propositions.csv:1: has no column id"),
        ({"propositions.csv": (",fact,", ",feit,")}, "propositions.csv:2: kind cannot be 'feit'"),
        ({"propositions.csv": (",[],", ",[1],")}, "is no list of words"),
        ({"propositions.csv": (",{},", ",[],")}, "is of another type"),
        ({"propositions.csv": ("Dat mag niet", '"Dat mag niet')}, "is no CSV"),
    ],
)
def test_a_bad_table_is_named_with_its_line(tmp_path: Path, change: dict[str, tuple[str, str]], said: str) -> None:
    for name, text in write_tables(A_MAP).items():
        (tmp_path / name).write_text(text.replace(*change.get(name, ("", "")), 1), encoding="utf-8", newline="")
    with pytest.raises(ExchangeError) as caught:
        import_map(tmp_path)
    assert said in str(caught.value)


def test_a_formula_is_disarmed() -> None:
    assert "'=HYPERLINK()" in write_tables(A_MAP)["propositions.csv"]


def test_what_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.argdown").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ExchangeError, match="cannot be read as UTF-8"):
        import_map(tmp_path / "x.argdown")
    with pytest.raises(ExchangeError, match="written only"):
        import_map(tmp_path / "x.argdown", "dot")


def test_from_the_case_file_through_each_format_and_back(tmp_path: Path) -> None:
    """The sample case, written, read, made a claims.yaml and read as a case file, has the claims it had."""
    from staving.dossier import load_dossier

    case = load_dossier("dronten")
    practices = {item for claim in case.propositions for item in claim.cues.get("practices", ())}

    def run(*arguments: Any) -> str:
        done = CliRunner().invoke(main, [str(item) for item in arguments], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    for name, path in (("argdown", "z.argdown"), ("graphml", "z.graphml"), ("csv", "z")):
        run("export", "--dossier", "dronten", "--claims-only", "--format", name, "--out", tmp_path / path)
        (tmp_path / "claims.yaml").write_text(run("claims", tmp_path / path), encoding="utf-8")
        problems = Problems(tmp_path / "claims.yaml")
        again = read_claims(problems, practices)
        assert not problems.found
        assert again.propositions == case.propositions
        assert again.arguments == case.arguments
        assert {*again.premises} == {*case.premises}
    assert run("export", "--dossier", "dronten", "--claims-only", "--format", "mermaid").startswith("flowchart BT")
    failed = CliRunner().invoke(main, ["export", "--dossier", "dronten", "--claims-only", "--format", "csv"])
    assert failed.exit_code == 2


def test_claims_yaml_is_short() -> None:
    text = write_claims_yaml(A_MAP)
    assert "norms" not in text
    assert "undercuts" not in text
