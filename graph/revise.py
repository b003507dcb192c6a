"""What one changed piece of evidence, one review or one date does to the verdicts, without judging all anew.

A change touches the statement it is about and what rests on it. Only where it changes what is in (a statement gains its
first evidence or loses its last) is the labelling found again, and with it the arguments that are freed or blocked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from graph.argument import Reasoner
from graph.labelling import Labelling
from graph.model import Edge, GraphError, holds_at


def revise(reasoner: Reasoner, *, add: Sequence[Edge] = (), remove: Sequence[Edge] = ()) -> frozenset[str]:
    """Change the evidence and compute again what it bears on.

    A review is a change of evidence: an accepted link is added, a rejected one removed.

    Args:
        reasoner: The graph as it stands; it is changed.
        add: Evidence that is new.
        remove: Evidence that goes; it must be there.

    Returns:
        The statements whose verdict may be another now.

    Raises:
        GraphError: A piece is about an unknown statement, or one to remove is not there; then nothing is changed.
    """
    for edge in (*add, *remove):
        if edge.proposition not in reasoner.statements:
            raise GraphError(f"evidence refers to unknown proposition {edge.proposition!r}; add it or mend the id")
    for edge, count in Counter(remove).items():
        if reasoner.edges[edge] < count:
            raise GraphError(f"evidence of {edge.origin!r} for {edge.proposition!r} is not there; nothing was changed")
    reasoner.edges.update(add)
    reasoner.edges.subtract(remove)
    as_of = reasoner.as_of
    return _apply(
        reasoner, [item for item in add if holds_at(item, as_of)], [item for item in remove if holds_at(item, as_of)]
    )


def move(reasoner: Reasoner, as_of: str | None) -> frozenset[str]:
    """Assess for another date.

    Args:
        reasoner: The graph as it stands; it is changed.
        as_of: The date (ISO), None for no date.

    Returns:
        The statements whose verdict may be another now; also those that turned stale or are so no longer.
    """
    before, reasoner.as_of = reasoner.as_of, as_of
    add, remove = [], []
    for edge in reasoner.edges.elements():
        held, holds = holds_at(edge, before), holds_at(edge, as_of)
        if holds and not held:
            add.append(edge)
        elif held and not holds:
            remove.append(edge)
    dated = [name for name, statement in reasoner.statements.items() if statement.valid_to]
    reasoner.forget_standings(dated)
    return _apply(reasoner, add, remove) | frozenset(dated)


def _apply(reasoner: Reasoner, add: Sequence[Edge], remove: Sequence[Edge]) -> frozenset[str]:
    touched = {edge.proposition for edge in (*add, *remove)}
    before = {name: _stand(reasoner, name) for name in touched}
    for edge in add:
        reasoner.add_edge(edge)
    for edge in remove:
        reasoner.add_edge(edge, count=-1)
    labelling, changed = reasoner.labelling, set(touched)
    if any(_stand(reasoner, name) != before[name] for name in touched):
        attacked, old = reasoner.attacked, reasoner.labelling
        reasoner.attacked = reasoner.find_attacked()
        labelling = reasoner.relabel()
        changed |= _find_moved(reasoner, old, labelling, attacked ^ reasoner.attacked)
        reasoner.labelling = labelling
    known, cut = reasoner.environments, reasoner.truncated
    reasoner.environments, reasoner.truncated = reasoner.solve(labelling, changed=changed, known=known)
    moved = {name for name, sets in reasoner.environments.items() if sets is not known[name] and sets != known[name]}
    changed |= moved | (cut ^ reasoner.truncated)
    found = changed | reasoner.find_users(changed, is_pro=False)
    reasoner.forget_standings(found)
    return frozenset(found)


def _stand(reasoner: Reasoner, name: str) -> tuple[bool, bool]:
    """Return whether a statement has evidence for and against it: all that the labelling looks at."""
    base = reasoner.base[name]
    return bool(base.support), bool(base.attack)


def _find_moved(reasoner: Reasoner, old: Labelling, new: Labelling, attacked: Iterable[str]) -> set[str]:
    """Return the conclusions of arguments that came in or went out, or whose assumptions are another matter now."""
    steps = {*(old.blocked ^ new.blocked), *(old.steps ^ new.steps)}
    for name in attacked:
        steps.update(reasoner.wiring.users.get(name, ()))
    return {conclusion for step in steps if (conclusion := reasoner.wiring.steps[step].conclusion) is not None}
