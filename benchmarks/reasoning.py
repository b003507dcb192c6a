"""How long it takes to judge claims and to link passages, and how that grows.

    python benchmarks/reasoning.py            both, at 1,000, 10,000 and 100,000
    python benchmarks/reasoning.py --verdicts | --links
    python benchmarks/reasoning.py --quick    without the largest size

The yardstick in the same run is networkx: reading the same edges into a graph and finding its strongly connected
components, the least that any reasoning over it has to do.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import networkx as nx

from graph.argument import Reasoner
from graph.labelling import Step
from graph.link import Linker, Text
from graph.model import Edge, Graph, Statement, Voice
from graph.revise import revise
from graph.sensitivity import drop
from staving.dossier import load_dossier
from staving.schema import Annotation

T = TypeVar("T")

EDGES_OF_ONE = 50
"""Pieces of evidence for each proposition."""

CHANGES = 200
"""Edges changed one by one."""

WORDS_OF_OTHERS = 12
"""Words from elsewhere added to each made-up passage."""


def make_graph(edges: int, *, seed: int = 0) -> Graph:
    """Return a made-up case: facts with evidence, claims that rest on two to four of them, and claims on those.

    Args:
        edges: Pieces of evidence; there are a fiftieth as many propositions and a twentieth as many origins.
        seed: For the same graph each time.
    """
    source = random.Random(seed)
    count = max(20, edges // EDGES_OF_ONE)
    names = [f"P{number:05d}" for number in range(count)]
    leaves, middle, top = names[: count * 3 // 4], names[count * 3 // 4 : count * 19 // 20], names[count * 19 // 20 :]
    voices = [
        Voice(id=f"O{number:05d}", reliability=source.choice((0.6, 0.7, 0.8, 0.9)), counts=number % 50 != 0)
        for number in range(max(20, edges // 20))
    ]
    steps = [
        Step(id=f"A{name}-{way}", conclusion=name, ordinary=tuple(source.sample(below, source.randint(2, 4))))
        for layer, below in ((middle, leaves), (top, middle))
        for name in layer
        for way in range(source.randint(1, 3))
    ]
    for step in list(steps)[::25]:
        steps.append(Step(id=f"U{step.id}", conclusion=None, ordinary=(source.choice(leaves),), undercuts=step.id))
    for step in list(steps)[1::25]:
        against = step.conclusion or names[0]
        steps.append(Step(id=f"C{step.id}", conclusion=against, ordinary=(source.choice(leaves),), is_pro=False))
    found = [
        Edge(
            proposition=source.choice(leaves) if number % 10 else source.choice(names),
            origin=source.choice(voices).id,
            is_support=source.random() > 0.15,
            valid_from=f"20{source.randint(10, 20)}" if number % 7 == 0 else None,
        )
        for number in range(edges)
    ]
    return Graph(
        statements=tuple(Statement(id=name) for name in names),
        steps=tuple(steps),
        edges=tuple(found),
        voices=tuple(voices),
        as_of="2021-11-19",
    )


def clock(work: Callable[[], T]) -> tuple[float, T]:
    """Return how long a piece of work took, in seconds, and what it gave."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def walk(graph: Graph) -> int:
    """Return the number of strongly connected components of a case, with evidence and origins as nodes."""
    tree: nx.DiGraph[str] = nx.DiGraph()
    for number, edge in enumerate(graph.edges):
        tree.add_edge(f"e{number}", edge.proposition)
        tree.add_edge(edge.origin, f"e{number}")
    for step in graph.steps:
        for premise in step.ordinary:
            tree.add_edge(premise, step.id)
        if step.conclusion:
            tree.add_edge(step.id, step.conclusion)
    return sum(1 for _ in nx.strongly_connected_components(tree))


def measure_verdicts(edges: int) -> dict[str, float]:
    """Return the times of judging a made-up case, in seconds, and of one change, in milliseconds."""
    graph = make_graph(edges)
    yardstick, _ = clock(lambda: walk(graph))

    def judge_all() -> Reasoner:
        reasoner = Reasoner(graph)
        for name in reasoner.statements:
            reasoner.judge(name)
        return reasoner

    whole, reasoner = clock(judge_all)
    times = []
    source = random.Random(1)
    for number in range(CHANGES):
        old = source.choice(graph.edges)
        new = replace(old, is_support=not old.is_support) if number % 2 else replace(old, origin=f"new {number}")

        def change(old: Edge = old, new: Edge = new) -> None:
            for name in revise(reasoner, add=[new], remove=[old]):
                reasoner.judge(name)

        times.append(clock(change)[0])
        revise(reasoner, add=[old], remove=[new])
    loss, _ = clock(lambda: drop(reasoner, [reasoner.names[0]]))
    times.sort()
    return {
        "edges": edges,
        "propositions": len(graph.statements),
        "arguments": len(graph.steps),
        "seconds": round(whole, 3),
        "of_yardstick": round(whole / yardstick, 2),
        "change_ms_median": round(times[len(times) // 2] * 1000, 2),
        "change_ms_most": round(times[-1] * 1000, 2),
        "drop_ms": round(loss * 1000, 2),
    }


def make_passages(count: int, *, one_in: int) -> Iterator[Text]:
    """Yield made-up passages; one in so many has words of the claims of the sample case, mixed with others."""
    source = random.Random(0)
    case = load_dossier("dronten")
    words = sorted({word for item in case.propositions for word in item.statement.split()})
    others = [f"{word[::-1].casefold()}{number}" for number, word in enumerate(words)]
    for number in range(count):
        base = source.choice(case.propositions).statement.split()
        about = [*source.sample(base, len(base) // 2), *source.sample(words, 10)] if number % one_in == 0 else []
        picked = [*about, *source.sample(others, WORDS_OF_OTHERS if about else 2 * WORDS_OF_OTHERS)]
        source.shuffle(picked)
        yield Text(id=str(number), text=" ".join(picked).capitalize() + ".", is_about_subject=True)


def measure_links(passages: int, *, one_in: int, propositions: int = 100) -> dict[str, float]:
    """Return how long linking takes, and the most memory of the process, in MB."""
    case = load_dossier("dronten")
    given = [*case.propositions]
    for number in range(propositions - len(given)):
        given.append(replace(given[number], id=f"extra {number}"))
    linker = Linker(replace(case, propositions=tuple(given[:propositions])))

    def run() -> int:
        return sum(
            len(linker.link(text, Annotation(id=text.id), least=0)) for text in make_passages(passages, one_in=one_in)
        )

    made, _ = clock(lambda: sum(1 for _ in make_passages(passages, one_in=one_in)))
    whole, links = clock(run)
    return {
        "passages": passages,
        "one_in": one_in,
        "propositions": propositions,
        "seconds": round(whole - made, 2),
        "links": links,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verdicts", action="store_true", help="only verdicts")
    parser.add_argument("--links", action="store_true", help="only links")
    parser.add_argument("--quick", action="store_true", help="without the largest size")
    given = parser.parse_args(arguments)
    sizes = (1_000, 10_000) if given.quick else (1_000, 10_000, 100_000)
    for size in sizes:
        if not given.links:
            print(json.dumps(measure_verdicts(size)), flush=True)
        if not given.verdicts:
            for one_in in (1, 10):
                print(json.dumps(measure_links(size, one_in=one_in)), flush=True)


if __name__ == "__main__":
    main()
