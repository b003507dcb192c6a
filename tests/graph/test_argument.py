"""Verdicts on small graphs, each checked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.antichain import LIMIT, combine, find_hitting_sets, find_smallest_hit, keep_minimal
from graph.argument import Reasoner, assess, meets
from graph.labelling import Step
from graph.likelihood import SAMPLES, measure
from graph.model import Edge, Graph, GraphError, Statement, Voice, holds_at
from graph.revise import revise
from graph.sensitivity import drop


def a_graph(
    *statements: str,
    steps: tuple[Step, ...] = (),
    support: str = "",
    attack: str = "",
    voices: tuple[Voice, ...] = (),
    as_of: str | None = None,
) -> Graph:
    """A graph; `support` and `attack` hold words such as p:A (origin A, statement p)."""
    edges = [(word, is_support) for text, is_support in ((support, True), (attack, False)) for word in text.split()]
    return Graph(
        statements=tuple(Statement(id=name) for name in statements),
        steps=steps,
        edges=tuple(
            Edge(proposition=word.split(":")[0], origin=word.split(":")[1], is_support=is_support)
            for word, is_support in edges
        ),
        voices=voices,
        as_of=as_of,
    )


def test_two_origins_corroborate_and_break_together() -> None:
    standing = assess(a_graph("p", support="p:A p:B"))["p"]
    assert (standing.status, standing.k, standing.spof) == ("corroborated", 2, ())
    assert standing.breaking_sets == (("A", "B"),)
    assert standing.strength.value == pytest.approx(0.96)  # 1 - 0.2 * 0.2


def test_a_shared_premise_is_the_single_point_of_failure() -> None:
    steps = (
        Step(id="1", conclusion="c", ordinary=("p", "r")),
        Step(id="2", conclusion="c", ordinary=("q", "r")),
    )
    standing = assess(a_graph("p", "q", "r", "c", steps=steps, support="p:A q:B r:C"))["c"]
    assert (standing.status, standing.spof) == ("single_source", ("C",))
    assert standing.breaking_sets == (("C",), ("A", "B"))


def test_law_supports_without_being_counted_or_dropped() -> None:
    reasoner = Reasoner(a_graph("p", support="p:law p:A"))
    standing = reasoner.judge("p")
    assert (standing.status, standing.k, standing.strength.value) == ("by_law", None, 1.0)
    assert reasoner.names == ["A"]
    assert drop(reasoner, ["law", "A"]).falls == ()


def test_an_origin_that_does_not_count_never_lifts_to_corroborated() -> None:
    voices = (Voice(id="klager", counts=False), Voice(id="A"))
    both = assess(a_graph("p", support="p:klager p:A", voices=voices))["p"]
    alone = assess(a_graph("p", support="p:klager", voices=voices))["p"]
    assert (both.status, both.k) == ("single_source", 1)
    assert (alone.status, alone.k) == ("single_source", 1)


def test_an_open_assumption_makes_a_conclusion_conditional() -> None:
    steps = (Step(id="1", conclusion="c", ordinary=("p",), assumptions=("q",)),)
    graph = a_graph("p", "q", "c", steps=steps, support="p:A")
    standing = assess(graph)["c"]
    assert (standing.status, standing.k, standing.open) == ("conditional", 0, ("q",))
    attacked = assess(a_graph("p", "q", "c", steps=steps, support="p:A", attack="q:B"))["c"]
    assert attacked.status == "unsupported"


def test_a_loop_supports_nothing() -> None:
    steps = (Step(id="1", conclusion="p", ordinary=("q",)), Step(id="2", conclusion="q", ordinary=("p",)))
    assert {item.status for item in assess(a_graph("p", "q", steps=steps)).values()} == {"unsupported"}
    assert {item.k for item in assess(a_graph("p", "q", steps=steps, support="p:A")).values()} == {1}


def test_mutual_undercutters_are_undecided_and_block_nothing() -> None:
    steps = (
        Step(id="for", conclusion="c", ordinary=("p",)),
        Step(id="u", conclusion=None, ordinary=("p",), undercuts="v"),
        Step(id="v", conclusion=None, ordinary=("p",), undercuts="u"),
        Step(id="w", conclusion=None, ordinary=("p",), undercuts="u"),
    )
    mutual = Reasoner(a_graph("p", "c", steps=steps[:3], support="p:A"))
    assert not mutual.labelling.steps & {"u", "v"}
    assert mutual.labelling.blocked == frozenset()
    decided = Reasoner(a_graph("p", "c", steps=steps, support="p:A"))
    assert decided.labelling.steps >= {"v", "w"}
    assert decided.labelling.blocked == {"u"}


def test_dropping_an_attack_lets_a_conclusion_rise() -> None:
    steps = (
        Step(id="1", conclusion="c", ordinary=("p",)),
        Step(id="u", conclusion=None, ordinary=("q",), undercuts="1"),
    )
    reasoner = Reasoner(a_graph("p", "q", "c", steps=steps, support="p:A q:B"))
    assert reasoner.judge("c").status == "unsupported"
    loss = drop(reasoner, ["B"])
    assert (loss.falls, loss.lost, loss.rises) == (("q",), ("q",), ("c",))


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "as_of", "holds"),
    [
        (None, None, "2021-11-19", True),
        ("2014", "2021-11", "2021-11-30", True),
        ("2014", "2021-11", "2021-12-01", False),
        ("2021-11-19", "2021-11-19", "2021-11-19", True),
        ("2022", None, "2021-12-31", False),
        ("2022", None, None, True),
    ],
)
def test_dates_are_inclusive_and_as_precise_as_given(
    valid_from: str | None, valid_to: str | None, as_of: str | None, holds: bool
) -> None:
    edge = Edge(proposition="p", origin="A", is_support=True, valid_from=valid_from, valid_to=valid_to)
    assert holds_at(edge, as_of) is holds


def test_two_papers_of_one_publisher_count_once_at_that_level() -> None:
    voices = (Voice(id="A", publisher="Huis"), Voice(id="B", publisher="Huis"), Voice(id="C"))
    standing = assess(a_graph("p", support="p:A p:B p:C", voices=voices))["p"]
    assert (standing.k, standing.publishers) == (3, 2)


def test_importance_is_the_difference_that_an_origin_makes() -> None:
    steps = (Step(id="1", conclusion="c", ordinary=("p", "q")),)
    reasoner = Reasoner(a_graph("p", "q", "c", steps=steps, support="p:A p:B q:C"))
    # strength = r_C * (1 - (1 - r_A)(1 - r_B)); for C: 0.96 - 0, for A: 0.8 * (1 - 0.8)
    assert reasoner.measure_importance("c") == pytest.approx({"A": 0.16, "B": 0.16, "C": 0.96})


def test_standards() -> None:
    graph = a_graph("p", "q", "r", support="p:A q:A q:B", attack="p:C")
    standings = assess(graph)
    assert standings["p"].is_contested
    assert not standings["p"].is_contradicted  # 0.8 against 0.8
    assert [meets(name, standings["p"]) for name in ("scintilla", "corroborated", "preponderance")] == [
        True,
        False,
        False,
    ]
    assert all(meets(name, standings["q"]) for name in ("corroborated", "preponderance", "clear_and_convincing"))
    assert not meets("scintilla", standings["r"])


def test_ten_thousand_environments_are_cut_off_and_flagged() -> None:
    left = " ".join(f"p:A{number}" for number in range(100))
    right = " ".join(f"q:B{number}" for number in range(100))
    steps = (Step(id="1", conclusion="c", ordinary=("p", "q")),)
    standing = assess(a_graph("p", "q", "c", steps=steps, support=f"{left} {right}"))["c"]
    assert standing.is_truncated
    assert len(standing.environments) == LIMIT
    assert standing.status == "corroborated"


def test_an_argument_with_a_thousand_premises() -> None:
    names = [f"p{number}" for number in range(1000)]
    steps = (Step(id="1", conclusion="c", ordinary=tuple(names)),)
    support = " ".join(f"{name}:O{number % 7}" for number, name in enumerate(names))
    standing = assess(a_graph("c", *names, steps=steps, support=support))["c"]
    assert standing.environments == (tuple(f"O{number}" for number in range(7)),)
    assert standing.k == 1


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (a_graph("p", "p"), "twice"),
        (a_graph("p", support="q:A"), "unknown proposition 'q'"),
        (a_graph("p", steps=(Step(id="1", conclusion="x"),)), "unknown proposition 'x'"),
        (a_graph("p", steps=(Step(id="1", conclusion=None, undercuts="2"),)), "unknown argument '2'"),
    ],
)
def test_a_graph_that_refers_to_nothing_is_refused(graph: Graph, said: str) -> None:
    with pytest.raises(GraphError, match=said):
        Reasoner(graph)


def test_sampling_is_fixed_and_near_the_exact_figure() -> None:
    # 21 pairs of origins: 1 - (1 - 0.25) ** 21, beyond what is counted out exactly when the pairs hang together.
    names = [f"o{number}" for number in range(22)]
    chain = [1 << number | 1 << (number + 1) for number in range(21)]
    dense = [1 << left | 1 << right for left in range(22) for right in range(left)]
    sampled = measure(dense, [0.1] * 22, names)
    exact = 1 - 0.9**22 - 22 * 0.1 * 0.9**21  # at least two of 22
    assert sampled.error > 0
    assert sampled.value == pytest.approx(exact, abs=4 * sampled.error)
    assert measure(dense, [0.1] * 22, names) == sampled
    assert measure(chain, [0.5] * 22, names).error == 0
    assert SAMPLES >= 10_000


def test_dense_graphs_of_twenty_origins_are_exact() -> None:
    names = [f"o{number}" for number in range(20)]
    pairs = [1 << left | 1 << right for left in range(20) for right in range(left)]
    found = measure(pairs, [0.1] * 20, names)
    assert found.error == 0
    assert found.value == pytest.approx(1 - 0.9**20 - 20 * 0.1 * 0.9**19)


def test_arithmetic_of_minimal_sets() -> None:
    assert keep_minimal([7, 1, 6, 1]) == ((1, 6), False)
    assert keep_minimal([0, 5]) == ((0,), False)
    assert keep_minimal([1, 2, 4], limit=2) == ((1, 2), True)
    assert combine([]) == ((0,), False)
    assert combine([(1,), ()]) == ((), False)
    assert combine([(1, 2), (1,)]) == ((1,), False)
    assert find_hitting_sets([], size=3) == ()
    assert find_hitting_sets([3, 5, 6], size=3) == (3, 5, 6)
    assert find_smallest_hit([1, 2, 4, 8]) == (4, True)
    assert find_smallest_hit([3, 12, 48, 192]) == (4, True)


def test_evidence_that_is_not_there_cannot_be_removed() -> None:
    """A change that cannot be made changes nothing."""
    reasoner = Reasoner(a_graph("p", support="p:A"))
    gone = Edge(proposition="p", origin="B", is_support=True)
    with pytest.raises(GraphError, match="'B' for 'p' is not there"):
        revise(reasoner, add=[replace(gone, origin="C")], remove=[gone])
    assert reasoner.judge("p").environments == (("A",),)
    with pytest.raises(GraphError, match="unknown proposition 'x'"):
        revise(reasoner, add=[replace(gone, proposition="x")])


def test_the_same_piece_twice_goes_one_at_a_time() -> None:
    """Two newspapers with the words of one spokesman: when one is rejected the other still carries the statement."""
    reasoner = Reasoner(a_graph("p", support="p:A p:A"))
    piece = Edge(proposition="p", origin="A", is_support=True)
    revise(reasoner, remove=[piece])
    assert reasoner.judge("p").status == "single_source"
    revise(reasoner, remove=[piece])
    assert reasoner.judge("p").status == "unsupported"
