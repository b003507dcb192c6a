"""What falls if a source falls away.

Dropping an origin equals computing without it. Most of the time the environments need only be filtered; where the
loss changes which arguments are blocked, or which assumptions stand unattacked, or where a list was cut off, what
hangs on it is computed anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.argument import Reasoner
from graph.model import STATUS_ORDER
from staving.schema import VerdictStatus


@dataclass(frozen=True, slots=True)
class Loss:
    """What the loss of some origins does."""

    falls: tuple[str, ...]
    """Propositions whose status falls."""
    lost: tuple[str, ...]
    """Propositions that had real support and have none left."""
    rises: tuple[str, ...]
    """Propositions whose status rises, because an attack went as well."""


def drop(reasoner: Reasoner, origins: Iterable[str]) -> Loss:
    """Return what falls, is lost or rises when these origins, with their attacks, fall away.

    Args:
        reasoner: The graph as it stands.
        origins: Ids of origins; the law and unknown ids are left as they are.

    Returns:
        Ids of propositions, sorted.
    """
    without = 0
    for name in origins:
        without |= reasoner.bit.get(name, 0)
    after = _compute_without(reasoner, without)
    falls, lost, rises = [], [], []
    for name, before in reasoner.environments.items():
        now = after[name]
        if now == before:
            continue
        old, new = reasoner.find_status(before), reasoner.find_status(now)
        if STATUS_ORDER.index(new) < STATUS_ORDER.index(old):
            falls.append(name)
            if _is_real(old) and not _is_real(new):
                lost.append(name)
        elif new is not old:
            rises.append(name)
    return Loss(tuple(sorted(falls)), tuple(sorted(lost)), tuple(sorted(rises)))


def _is_real(status: VerdictStatus) -> bool:
    return status not in (VerdictStatus.UNSUPPORTED, VerdictStatus.CONDITIONAL)


def _compute_without(reasoner: Reasoner, without: int) -> dict[str, tuple[int, ...]]:
    """Return the environments of all statements without some origins."""
    after = {name: tuple(item for item in sets if not item & without) for name, sets in reasoner.environments.items()}
    touched = [
        name
        for name, base in reasoner.base.items()
        if any(item & without for item in base.support) or any(item & without for item in base.attack)
    ]
    changed: set[str] = {name for name in reasoner.truncated if any(m & without for m in reasoner.environments[name])}
    changed.update(name for name in touched if name in reasoner.truncated)
    loses_base = any(
        all(item & without for item in masks) if masks else False
        for name in touched
        for masks in (reasoner.base[name].support, reasoner.base[name].attack)
    )
    labelling = reasoner.labelling
    if loses_base:
        labelling = reasoner.relabel(without)
        freed = reasoner.labelling.blocked ^ labelling.blocked
        attacked = reasoner.attacked ^ reasoner.find_attacked(without)
        changed.update(
            step.conclusion
            for step in reasoner.wiring.steps.values()
            if step.conclusion is not None
            and step.is_pro
            and (step.id in freed or any(item in attacked for item in step.assumptions))
        )
    if not changed:
        return after
    return reasoner.solve(labelling, without=without, changed=changed, known=after)[0]
