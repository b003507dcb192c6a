"""What carries a claim: the groups of sources that suffice, the arguments they go through, and what needs no source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.argument import Reasoner
from graph.case import build_graph, list_evidence, read_case
from graph.labelling import Step
from publish.views.kept import keep
from publish.wording import ARGUMENTS, Badge
from staving.dossier import Dossier
from staving.schema import Burden, Evidence, Verdict
from staving.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A group of sources that is enough."""

    origins: tuple[str, ...]
    """Ids of the origins, all of them needed; empty where none is."""
    assumptions: tuple[str, ...]
    """Ids of the propositions that must be taken as given besides."""
    is_direct: bool
    """Whether passages of a single origin say it outright."""
    counts: bool
    """Whether all of them count as independent: the complainant's own word does not."""
    arguments: tuple[str, ...]
    """Ids of the arguments through which the group carries the claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What carries one claim."""

    ways: tuple[Way, ...]
    """Each is enough by itself; those that rest on an assumption last."""
    by_law: tuple[str, ...]
    """Ids of the propositions that a law gives and on which the claim rests without any source."""
    by_notice: tuple[str, ...]
    """Ids of the same that are generally known."""
    arguments: Mapping[str, Badge]
    """How each argument of the case stands, by id."""
    is_outdated: bool
    """Whether the records have changed since the verdict, so that the ways are not those of the verdict."""


def read_evidence(store: Store, case: Dossier, day: str | None) -> list[Evidence]:
    """Return the evidence that holds on a day (ISO), None for any; kept for the pages that ask for it."""
    return keep(store, "evidence", lambda: list_evidence(store, case.propositions, as_of=day), day)


def read_standing(store: Store, id: str, verdict: Verdict) -> Standing:
    """Return what carries a claim, reasoned anew over the accepted evidence at the date of its verdict.

    Args:
        store: The database.
        id: The claim.
        verdict: Its verdict.
    """
    day = verdict.as_of
    reasoner = keep(store, "reasoner", lambda: Reasoner(build_graph(store, read_case(store), as_of=day)), day)
    ways = tuple(_make_way(reasoner, id, mask) for mask in reasoner.environments[id])
    ways = tuple(sorted(ways, key=lambda way: (len(way.assumptions), not way.counts)))
    real = {way.origins for way in ways if not way.assumptions}
    roots = _find_roots(reasoner, id, set()) if () in real else {}
    return Standing(
        ways=tuple(way for way in ways if way.origins or way.assumptions),
        by_law=tuple(name for name, is_law in roots.items() if is_law),
        by_notice=tuple(name for name, is_law in roots.items() if not is_law),
        arguments={name: _judge_step(reasoner, step) for name, step in reasoner.wiring.steps.items()},
        is_outdated=real != set(verdict.environments),
    )


def _make_way(reasoner: Reasoner, id: str, mask: int) -> Way:
    through = [
        step.id
        for step in reasoner.pro.get(id, ())
        if step.id not in reasoner.labelling.blocked and mask in _list_masks(reasoner, step)
    ]
    return Way(
        origins=reasoner.name_origins(mask),
        assumptions=reasoner.name_tokens(mask),
        counts=not mask & ~reasoner.tokens_mask & ~reasoner.counting,
        is_direct=mask in reasoner.base[id].support,
        arguments=tuple(through),
    )


def _list_masks(reasoner: Reasoner, step: Step) -> tuple[int, ...]:
    return reasoner.find_environments(step, reasoner.environments, reasoner.attacked)[0]


def _judge_step(reasoner: Reasoner, step: Step) -> Badge:
    """Return how an argument stands; one for a claim carries it, any other holds."""
    labelling = reasoner.labelling
    if step.id in labelling.blocked:
        return ARGUMENTS["blocked"]
    masks = _list_masks(reasoner, step)
    if not masks:
        return ARGUMENTS["waiting"]
    if step.id not in labelling.steps:
        return ARGUMENTS["undecided"]
    if all(mask & reasoner.tokens_mask for mask in masks):
        return ARGUMENTS["conditional"]
    return ARGUMENTS["carries" if step.is_pro and step.conclusion else "holds"]


def _find_roots(reasoner: Reasoner, id: str, seen: set[str]) -> dict[str, bool]:
    """Return the propositions on which a claim rests without any source: by id, whether a law gives it."""
    if id in seen:
        return {}
    seen.add(id)
    if 0 in reasoner.base[id].support:
        return {id: True}
    roots: dict[str, bool] = {}
    for step in reasoner.pro.get(id, ()):
        if step.id not in reasoner.labelling.blocked and 0 in _list_masks(reasoner, step):
            for name in _list_premises(step):
                if 0 in reasoner.environments[name]:
                    roots |= _find_roots(reasoner, name, seen)
                elif reasoner.statements[name].burden == Burden.JUDICIAL_NOTICE:
                    roots[name] = False
    return roots


def _list_premises(step: Step) -> Iterable[str]:
    return (*step.ordinary, *step.assumptions)
