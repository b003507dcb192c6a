"""What is missing: which facts to look for, where, whom to ask, and which claims would gain.

A gap is a proposition that no argument proves and that has too little evidence. Its worth is found by pretending: one
new independent origin is added to it, and what becomes of the claims of the case is computed. Where several gaps have
to be filled together before a claim gains, they are named.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.accept import name_municipality
from graph.argument import Reasoner
from graph.model import STATUS_ORDER, Edge, Graph, Standing
from graph.revise import revise
from graph.whatif import find_roots
from staving.dossier import Dossier
from staving.resources import data_path
from staving.schema import Burden, Proposition, PropositionKind, VerdictStatus

FOUND = "\N{WHITE QUESTION MARK ORNAMENT} "
"""First characters of the id of an origin that is only pretended."""

LACKING = (VerdictStatus.UNSUPPORTED, VerdictStatus.CONDITIONAL)
"""Statuses of what has no support yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A proposition that needs evidence."""

    proposition: str
    """Its id."""
    status: VerdictStatus
    """How it stands."""
    gains: tuple[str, ...]
    """Propositions argued for that would stand on more with one new independent origin for it."""
    roots: tuple[str, ...]
    """Those among them that nothing else rests on: what the case is after."""
    together: tuple[tuple[str, ...], ...]
    """For claims that gain nothing from it alone: the smallest set of other gaps that must be filled with it."""
    look_for: str
    """What to look for."""
    where: tuple[str, ...]
    """Where it may be found."""
    ask: str
    """Whom to ask, or whose burden it is."""
    waiting: int
    """Links that were proposed for it and wait for a reviewer."""


def find_gaps(
    graph: Graph, dossier: Dossier, *, waiting: dict[str, int] | None = None, second: bool = False
) -> list[Gap]:
    """Return what is missing, that from which most claims would gain first.

    Args:
        graph: The case with its evidence.
        dossier: The case file.
        waiting: Number of proposed links by proposition.
        second: Also what stands on one origin, and would stand on two.
    """
    reasoner = Reasoner(graph)
    roots = find_roots(reasoner)
    before = {name: reasoner.judge(name) for name in reasoner.statements}
    wanted = [
        item
        for item in dossier.propositions
        if _is_leaf(reasoner, item, before[item.id])
        and (before[item.id].status in LACKING or (second and before[item.id].status == VerdictStatus.SINGLE_SOURCE))
    ]
    lacking = [item.id for item in wanted if before[item.id].status in LACKING]
    ways = _find_ways(graph, lacking, [name for name in reasoner.pro if before[name].status in LACKING])
    found = []
    for item in wanted:
        edge = Edge(proposition=item.id, origin=f"{FOUND}{item.id}", is_support=True)
        revise(reasoner, add=[edge])
        gains = tuple(name for name in before if name in reasoner.pro and _is_more(reasoner.judge(name), before[name]))
        revise(reasoner, remove=[edge])
        found.append(
            Gap(
                proposition=item.id,
                status=before[item.id].status,
                gains=gains,
                roots=tuple(name for name in gains if name in roots),
                together=() if gains else _name_others(item.id, ways),
                look_for=_describe(item),
                where=_list_places(item, dossier),
                ask=_name_addressee(item, dossier),
                waiting=(waiting or {}).get(item.id, 0),
            )
        )
    order = {item.id: place for place, item in enumerate(dossier.propositions)}
    return sorted(
        found,
        key=lambda gap: (
            -len(gap.roots),
            -len(gap.gains),
            min((len(others) for others in gap.together), default=99),
            gap.status not in LACKING,
            order[gap.proposition],
        ),
    )


def _is_leaf(reasoner: Reasoner, item: Proposition, standing: Standing) -> bool:
    """Return whether a proposition has to be proved by evidence: no argument leads to it, and no notice or law does."""
    return not reasoner.pro.get(item.id) and item.burden != Burden.JUDICIAL_NOTICE and not standing.is_stale


def _is_more(now: Standing, before: Standing) -> bool:
    """Return whether a verdict is better: a stronger status, or more independent origins."""
    gained = STATUS_ORDER.index(now.status) - STATUS_ORDER.index(before.status)
    return gained > 0 or (gained == 0 and (now.k or 0) > (before.k or 0))


def _find_ways(graph: Graph, lacking: Sequence[str], claims: Sequence[str]) -> list[frozenset[str]]:
    """Return the smallest sets of gaps that, all filled, give some claim support that it has not."""
    pretended = [Edge(proposition=name, origin=f"{FOUND}{name}", is_support=True) for name in lacking]
    reasoner = Reasoner(replace(graph, edges=(*graph.edges, *pretended)))
    found = set()
    for name in claims:
        for item in reasoner.judge(name).environments:
            needed = frozenset(origin.removeprefix(FOUND) for origin in item if origin.startswith(FOUND))
            if needed:
                found.add(needed)
    return sorted(found, key=lambda item: (len(item), sorted(item)))


def _name_others(name: str, ways: Sequence[frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    own = [way for way in ways if name in way]
    return (tuple(sorted(own[0] - {name})),) if own and len(own[0]) > 1 else ()


def _describe(item: Proposition) -> str:
    """Return what to look for, in Dutch."""
    if item.kind == PropositionKind.LEGAL:
        norms = ", ".join(item.norms)
        return f"de wettekst, een uitspraak of een standpunt van een toezichthouder{f' over {norms}' if norms else ''}"
    if item.kind == PropositionKind.FACT:
        return "een tekst of persoon die dit feit vaststelt"
    if item.kind == PropositionKind.NORM_CLAIM:
        return "een deskundige of instantie die dit oordeel geeft, los van de klager"
    return "een bron die dit zegt, los van de klager"


def _list_places(item: Proposition, dossier: Dossier) -> tuple[str, ...]:
    """Return where it may be found, in Dutch, the likeliest first."""
    if item.kind == PropositionKind.LEGAL:
        return ("wetten.overheid.nl", "rechtspraak.nl", "autoriteitpersoonsgegevens.nl", "edpb.europa.eu")
    if item.kind != PropositionKind.FACT:
        return ("vakliteratuur en deskundigen", "adviezen en boetebesluiten van de AP", "rechtspraak.nl")
    others = (item.cues.get("municipality") or "subject") == "other"
    town = name_municipality(dossier.subject)
    council = _read_suppliers().get(dossier.subject)
    places = [] if others else [f"raadsstukken van {town}{f' (Open Raadsinformatie: {council})' if council else ''}"]
    if others:
        places.append("raadsstukken van andere gemeenten (Open Raadsinformatie)")
    places += ["officielebekendmakingen.nl", "regionale en landelijke kranten"]
    if item.cues.get("practices"):
        places.append("het algoritmeregister en het verwerkingsregister van de gemeente")
    return tuple(places)


def _name_addressee(item: Proposition, dossier: Dossier) -> str:
    """Return whom to ask, in Dutch."""
    town = f"gemeente {name_municipality(dossier.subject)}".strip()
    if item.burden == Burden.CONTROLLER:
        return f"{town}: die moet dit aantonen (AVG art. 5 lid 2); vraag het op met een Woo-verzoek"
    if item.kind == PropositionKind.FACT:
        others = (item.cues.get("municipality") or "subject") == "other"
        return "de betrokken gemeente (Woo-verzoek)" if others else f"{town} (Woo-verzoek), raadsleden, betrokkenen"
    if item.kind == PropositionKind.LEGAL:
        return "een jurist gegevensbescherming"
    return "een onafhankelijke deskundige"


@lru_cache(maxsize=1)
def _read_suppliers() -> dict[str, str]:
    """Return under which key Open Raadsinformatie keeps the papers of each municipality."""
    with data_path("council", "sources.csv").open(encoding="utf-8", newline="") as file:
        return {row["municipality"]: row["key"] for row in csv.DictReader(file)}
