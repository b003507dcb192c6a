"""The engine agrees with brute force on small graphs and with a published solver on attack graphs."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.argument import Reasoner, assess
from graph.labelling import Step
from graph.model import Edge, Graph, Standing, Statement, Voice, holds_at
from graph.revise import move, revise
from graph.sensitivity import drop

STATEMENTS = ("p", "q", "r", "s")
ORIGINS = ("A", "B", "C", "D")
ORDER = ("unsupported", "conditional", "single_source", "corroborated", "by_law")


# --- brute force -----------------------------------------------------------------------------------------------


class Brute:
    """A graph, solved by the words of the specification."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.edges = [edge for edge in graph.edges if holds_at(edge, graph.as_of)]
        self.supported = {edge.proposition for edge in self.edges if edge.is_support}
        self.attacked = {edge.proposition for edge in self.edges if not edge.is_support}
        self.burden = {item.id: item.burden for item in graph.statements}
        self.law = {voice.id for voice in graph.voices if voice.is_law}
        self.origins = [voice.id for voice in graph.voices if not voice.is_law]
        self.counting = {voice.id for voice in graph.voices if voice.counts}
        self.reliability = {voice.id: voice.reliability for voice in graph.voices}
        self.tokens = [f"?{name}" for name in sorted({n for s in graph.steps for n in s.assumptions})]
        self.statements_in, self.steps_in = self.find_labels()
        self.blocked = {step.id for step in graph.steps if self.is_blocked(step)}
        universe = [*self.origins, *self.tokens]
        self.subsets = [frozenset(c) for n in range(len(universe) + 1) for c in itertools.combinations(universe, n)]
        self.derived = {subset: self.derive(subset) for subset in self.subsets}

    # labels: the well-founded model, with unfounded sets

    def needs(self, step: Step) -> set[str]:
        return {*step.ordinary, *(item for item in step.assumptions if item in self.attacked)}

    def undercutters(self, step: Step) -> set[str]:
        return {o.id for o in self.graph.steps if o.conclusion is None and o.undercuts == step.id}

    def blockers(self, step: Step) -> set[str]:
        return {*step.exceptions, *(f"arg {name}" for name in self.undercutters(step))}

    def conclude(self, holds: set[str]) -> set[str]:
        """Add the statements with evidence, or with a pro argument among what holds."""
        concluded = {s.conclusion for s in self.graph.steps if s.conclusion and s.is_pro and f"arg {s.id}" in holds}
        return holds | self.supported | concluded

    def find_labels(self) -> tuple[set[str], set[str]]:
        steps = self.graph.steps
        everything = {*self.burden, *(f"arg {step.id}" for step in steps)}
        true: set[str] = set()
        false: set[str] = set()
        while True:
            fired = {f"arg {s.id}" for s in steps if self.needs(s) <= true and self.blockers(s) <= false}
            new_true = self.conclude(true | fired)
            founded: set[str] = set()
            while True:
                able = {
                    f"arg {s.id}"
                    for s in steps
                    if self.needs(s) <= founded | new_true and not self.blockers(s) & new_true
                }
                more = self.conclude(founded | able)
                if more == founded:
                    break
                founded = more
            if (new_true, everything - founded) == (true, false):
                return true & set(self.burden), {s.id for s in steps if f"arg {s.id}" in true}
            true, false = new_true, everything - founded

    def is_blocked(self, step: Step) -> bool:
        return bool(set(step.exceptions) & self.statements_in or self.undercutters(step) & self.steps_in)

    # environments: which subsets of origins and open assumptions suffice

    def is_granted(self, name: str, given_set: frozenset[str], held: set[str]) -> bool:
        free = self.burden[name] == "judicial_notice" or f"?{name}" in given_set
        return name in held or (name not in self.attacked and free)

    def reaches(self, step: Step, given_set: frozenset[str], held: set[str]) -> bool:
        granted = all(self.is_granted(name, given_set, held) for name in step.assumptions)
        return set(step.ordinary) <= held and granted

    def has(self, edge: Edge, given_set: frozenset[str]) -> bool:
        return edge.origin in given_set or edge.origin in self.law

    def derive(self, given_set: frozenset[str]) -> set[str]:
        held = {edge.proposition for edge in self.edges if edge.is_support and self.has(edge, given_set)}
        while True:
            able = [s for s in self.graph.steps if s.conclusion and s.is_pro and s.id not in self.blocked]
            more = held | {s.conclusion for s in able if s.conclusion and self.reaches(s, given_set, held)}
            if more == held:
                return held
            held = more

    def speaks_against(self, name: str, given_set: frozenset[str]) -> bool:
        held = self.derived[given_set]
        con = [s for s in self.graph.steps if s.conclusion == name and not s.is_pro and s.id in self.steps_in]
        return any(e.proposition == name and not e.is_support and self.has(e, given_set) for e in self.edges) or any(
            self.reaches(step, given_set, held) for step in con
        )

    # figures

    def measure(self, sets: list[frozenset[str]]) -> float:
        total = 0.0
        for good in (set(c) for n in range(len(self.origins) + 1) for c in itertools.combinations(self.origins, n)):
            if any(item <= good for item in sets):
                shares = (self.reliability[n] if n in good else 1 - self.reliability[n] for n in self.origins)
                total += math.prod(shares)
        return total

    def find_hits(self, sets: list[frozenset[str]]) -> list[frozenset[str]]:
        subsets = (
            frozenset(c) for n in range(1, len(self.origins) + 1) for c in itertools.combinations(self.origins, n)
        )
        return keep_minimal([c for c in subsets if all(item & c for item in sets)])

    def judge(self, name: str) -> dict[str, object]:
        environments = keep_minimal([subset for subset in self.subsets if name in self.derived[subset]])
        real = [item for item in environments if item <= set(self.origins)]
        against = [s for s in self.subsets if s <= set(self.origins) and self.speaks_against(name, s)]
        counted = [item for item in real if item <= self.counting]
        k: int | None = 0
        status = "conditional" if environments else "unsupported"
        if frozenset() in real:
            status, k = "by_law", None
        elif real:
            k = min(len(item) for item in self.find_hits(counted)) if counted else 1
            status = "corroborated" if k >= 2 else "single_source"
        con_in = any(s.conclusion == name and not s.is_pro and s.id in self.steps_in for s in self.graph.steps)
        return {
            "status": status,
            "k": k,
            "breaking": {item for item in self.find_hits(real) if len(item) <= 3} if k else set(),
            "environments": set(real),
            "strength": self.measure(real),
            "against": self.measure(keep_minimal(against)),
            "contested": name in self.attacked or con_in,
            "open": {token[1:] for item in environments for token in item if token.startswith("?")},
        }


def keep_minimal(sets: list[frozenset[str]]) -> list[frozenset[str]]:
    kept: list[frozenset[str]] = []
    for item in sorted(sets, key=len):
        if not any(other <= item for other in kept):
            kept.append(item)
    return kept


# --- random graphs --------------------------------------------------------------------------------------------


@st.composite
def graphs(draw: st.DrawFn, *, plain: bool = False) -> Graph:
    """A small graph with everything in it; `plain` ones have no law, attacks, exceptions or undercutters."""
    name = st.sampled_from(STATEMENTS)
    names = st.lists(name, max_size=2, unique=True).map(tuple)
    none: st.SearchStrategy[tuple[str, ...]] = st.just(())
    rare = none if plain else st.one_of(none, none, st.lists(name, max_size=1).map(tuple))
    steps = []
    for number in range(draw(st.integers(0, 5))):
        undercuts = None
        if not plain and number and draw(st.integers(0, 3)) == 0:
            undercuts = f"a{draw(st.integers(0, number - 1))}"
        ordinary = draw(names)
        steps.append(
            Step(
                id=f"a{number}",
                conclusion=None if undercuts else draw(name),
                ordinary=ordinary,
                assumptions=tuple(item for item in draw(rare) if item not in ordinary),
                exceptions=draw(rare),
                is_pro=plain or draw(st.integers(0, 3)) > 0,
                undercuts=undercuts,
            )
        )
    if not plain and len(steps) > 1 and draw(st.booleans()):  # a mutual undercut
        last = steps[-1]
        if last.undercuts == "a0" and steps[0].conclusion is not None:
            steps[0] = replace(steps[0], conclusion=None, undercuts=last.id)
    edges = [
        Edge(
            proposition=draw(name),
            origin=draw(st.sampled_from(ORIGINS if plain else (*ORIGINS, "law"))),
            is_support=plain or draw(st.integers(0, 3)) > 0,
            valid_to=None if plain else draw(st.sampled_from((None, None, "2020", "2022-05"))),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]
    return Graph(
        statements=tuple(
            Statement(id=item, burden="claimant" if plain else draw(st.sampled_from(("claimant", "judicial_notice"))))
            for item in STATEMENTS
        ),
        steps=tuple(steps),
        edges=tuple(edges),
        voices=(
            *(
                Voice(
                    id=item,
                    reliability=draw(st.sampled_from((0.5, 0.8, 0.9))),
                    counts=plain or draw(st.integers(0, 4)) > 0,
                )
                for item in ORIGINS
            ),
            Voice(id="law", is_law=True, counts=False, reliability=1.0),
        ),
        as_of=None if plain else draw(st.sampled_from((None, "2021-11-19"))),
    )


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_equals_brute_force(graph: Graph) -> None:
    """Every field of every verdict is what going through all subsets gives."""
    brute = Brute(graph)
    for name, standing in assess(graph).items():
        gold = brute.judge(name)
        assert standing.status == gold["status"]
        assert standing.k == gold["k"]
        assert {frozenset(item) for item in standing.breaking_sets} == gold["breaking"]
        assert {frozenset(item) for item in standing.environments} == gold["environments"]
        assert standing.strength.value == pytest.approx(gold["strength"])
        assert standing.strength_against.value == pytest.approx(gold["against"])
        assert standing.is_contested == gold["contested"]
        assert set(standing.open) == gold["open"]
        assert not standing.is_truncated


@settings(max_examples=100, deadline=None)
@given(graphs(), st.sampled_from(ORIGINS))
def test_dropping_an_origin_equals_computing_without_it(graph: Graph, origin: str) -> None:
    """What falls is what stands weaker when the origin was never there."""
    before = assess(graph)
    after = assess(replace(graph, edges=tuple(edge for edge in graph.edges if edge.origin != origin)))
    loss = drop(Reasoner(graph), [origin])
    rank = {name: ORDER.index(after[name].status) - ORDER.index(before[name].status) for name in STATEMENTS}
    assert set(loss.falls) == {name for name, change in rank.items() if change < 0}
    assert set(loss.rises) == {name for name, change in rank.items() if change > 0}


@settings(max_examples=100, deadline=None)
@given(graphs(plain=True), st.sampled_from(STATEMENTS), st.sampled_from(ORIGINS))
def test_support_never_hurts(graph: Graph, statement: str, origin: str) -> None:
    """Without exceptions, undercutters and law, adding support never lowers k or strength."""
    more = replace(graph, edges=(*graph.edges, Edge(proposition=statement, origin=origin, is_support=True)))
    before, after = assess(graph), assess(more)
    for name in STATEMENTS:
        old = before[name].k
        new = after[name].k
        assert new is None or (old is not None and new >= old)
        assert after[name].strength.value >= before[name].strength.value - 1e-9


@settings(max_examples=60, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_order_names_and_repetition_do_not_matter(graph: Graph, chance: object) -> None:
    """Shuffled, renamed and told ten times, a graph gives the same verdicts."""
    rename = {"A": "Z", "B": "Y", "C": "X", "D": "W", "law": "law"}
    edges = [replace(edge, origin=rename[edge.origin]) for edge in graph.edges] * 10
    steps = list(graph.steps)
    voices = [replace(voice, id=rename[voice.id]) for voice in graph.voices]
    for items in (edges, steps, voices):
        chance.shuffle(items)  # type: ignore[attr-defined]
    other = assess(
        replace(graph, statements=graph.statements[::-1], steps=tuple(steps), edges=tuple(edges), voices=tuple(voices))
    )
    for name, standing in assess(graph).items():
        renamed = {frozenset(rename[origin] for origin in item) for item in standing.environments}
        assert {frozenset(item) for item in other[name].environments} == renamed
        assert (other[name].status, other[name].k, other[name].open) == (standing.status, standing.k, standing.open)
        assert other[name].strength.value == pytest.approx(standing.strength.value)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_breaking_sets_and_environments_are_dual(graph: Graph) -> None:
    """Each breaking set meets each environment, and loses that when any of its origins is left out."""
    for standing in assess(graph).values():
        environments = [set(item) for item in standing.environments]
        for broken in standing.breaking_sets:
            assert all(item & set(broken) for item in environments)
            for spared in broken:
                assert not all(item & (set(broken) - {spared}) for item in environments)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 6), st.data())
def test_grounded_labelling_equals_a_published_solver(size: int, data: st.DataObject) -> None:
    """A plain attack graph, written with undercutters, has the grounded extension that the solver finds."""
    dung = pytest.importorskip("argumentation.core.dung")
    names = [f"x{number}" for number in range(size)]
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=12, unique=True))
    graph = Graph(
        statements=tuple(Statement(id=name) for name in names),
        steps=(
            *(Step(id=f"for {name}", conclusion=name) for name in names),
            *(
                Step(id=f"{left} against {right}", conclusion=None, ordinary=(left,), undercuts=f"for {right}")
                for left, right in pairs
            ),
        ),
    )
    frame = dung.ArgumentationFramework(arguments=frozenset(names), defeats=frozenset(pairs))
    assert set(Reasoner(graph).labelling.statements) == set(dung.grounded_extension(frame))


def show(reasoner: Reasoner) -> dict[str, Standing]:
    return {name: reasoner.judge(name) for name in STATEMENTS}


@settings(max_examples=150, deadline=None)
@given(graphs(), graphs(), st.data())
def test_revised_verdicts_equal_those_made_anew(graph: Graph, other: Graph, data: st.DataObject) -> None:
    """After any changes of evidence and of the date, one by one, each verdict is that of the changed graph.

    What is not named as changed has not changed.
    """
    reasoner = Reasoner(graph)
    edges = list(graph.edges)
    for edge in other.edges:
        before = show(reasoner)
        gone = [data.draw(st.sampled_from(edges))] if edges and data.draw(st.booleans()) else []
        for old in gone:
            edges.remove(old)
        edges.append(edge)
        changed = revise(reasoner, add=[edge], remove=gone)
        fresh = assess(replace(graph, edges=tuple(edges)))
        assert show(reasoner) == fresh
        assert {name for name in STATEMENTS if fresh[name] != before[name]} <= changed
    for day in ("2020-06-01", None, "2030"):
        before = show(reasoner)
        changed = move(reasoner, day)
        fresh = assess(replace(graph, edges=tuple(edges), as_of=day))
        assert show(reasoner) == fresh
        assert {name for name in STATEMENTS if fresh[name] != before[name]} <= changed
