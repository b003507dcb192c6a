"""What a reviewer looks at first: the decisions that would change most of the verdicts.

For each link it is found what the opposite of its present state would do: a proposed link that is accepted, an
accepted one that is rejected. Claims that move count most, other statements less, and the chance that the decision
turns out that way weighs all of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graph.argument import Reasoner
from graph.case import build_graph, make_edge, read_case
from graph.model import STATUS_ORDER, Edge, Standing
from graph.revise import revise
from graph.whatif import find_roots
from staving.schema import Evidence, ReviewState
from staving.store import Store

ROOT_WEIGHT = 10.0
"""What the move of a claim weighs beside that of any other statement."""

FLAG_WEIGHT = 0.5
"""What a claim that becomes contested or has one source more weighs beside one that changes its status."""

MOST = 3000
"""Links that are weighed; those with the best score come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the opposite decision on a link would do."""

    evidence: Evidence
    """The link."""
    worth: float
    """How much of the verdicts it is expected to change."""
    moves: tuple[tuple[str, str, str], ...]
    """Statements that change: id, status before and after; the claims of the case first."""


def rank_links(
    store: Store, *, decided: Collection[str] = (), as_of: str | None = None, limit: int = MOST
) -> tuple[Effect, ...]:
    """Return the links that nobody decided on, those that would change most of the verdicts first.

    Args:
        store: The evidence store, after linking.
        decided: Ids of links that somebody decided on.
        as_of: Date for which the verdicts stand.
        limit: How many links are weighed at most.
    """
    reasoner = Reasoner(build_graph(store, read_case(store), as_of=as_of))
    roots = find_roots(reasoner)
    before = {name: reasoner.judge(name) for name in reasoner.statements}
    found: dict[tuple[Edge, bool], tuple[tuple[tuple[str, str, str], ...], float]] = {}
    effects = []
    condition = "\"state\" <> 'rejected' AND \"stance\" <> 'mentions'"
    for item in store.iterate(Evidence, condition, (), f'"state", "score" DESC, "id" LIMIT {int(limit)}'):
        if item.id in decided or item.proposition_id not in reasoner.statements:
            continue
        is_proposed = item.state == ReviewState.PROPOSED
        edge = make_edge(item)
        if not is_proposed and not reasoner.edges[edge]:
            continue  # published after the date of the verdicts
        key = (edge, is_proposed)
        if key not in found:
            found[key] = _weigh(reasoner, before, roots, edge, is_proposed=is_proposed)
        moves, worth = found[key]
        chance = item.score if is_proposed else 1.0 - item.score
        effects.append(Effect(evidence=item, worth=round(worth * chance, 4), moves=moves))
    return tuple(sorted(effects, key=lambda effect: (-effect.worth, -effect.evidence.score, effect.evidence.id)))


def _weigh(
    reasoner: Reasoner, before: dict[str, Standing], roots: Collection[str], edge: Edge, *, is_proposed: bool
) -> tuple[tuple[tuple[str, str, str], ...], float]:
    add, remove = ([edge], []) if is_proposed else ([], [edge])
    touched = revise(reasoner, add=add, remove=remove)
    moves, worth = [], 0.0
    for name in touched:
        now, old = reasoner.judge(name), before[name]
        if now == old:
            continue
        steps = abs(STATUS_ORDER.index(now.status) - STATUS_ORDER.index(old.status))
        is_other = now.k != old.k or now.is_contested != old.is_contested or now.is_contradicted != old.is_contradicted
        worth += (steps + (FLAG_WEIGHT if is_other else 0.0)) * (ROOT_WEIGHT if name in roots else 1.0)
        if steps:
            moves.append((name, old.status.value, now.status.value))
    revise(reasoner, add=remove, remove=add)
    return tuple(sorted(moves, key=lambda move: (move[0] not in roots, move[0]))), worth
