"""Which statements and arguments are in: the grounded labelling.

The least fixpoint in three values (in, out, undecided) of the rules of `docs/method.md`: it is the well-founded
model of the argument graph, computed by an alternating fixpoint, and equals Dung's grounded extension where the
graph is a plain attack graph. Support that only rests on itself is out; arguments that undercut each other are
undecided.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """An argument, read for reasoning."""

    id: str
    """Its id."""
    conclusion: str | None
    """The statement it is for or against; None for an undercutter."""
    ordinary: tuple[str, ...] = ()
    """Statements that must hold."""
    assumptions: tuple[str, ...] = ()
    """Statements that may be taken as given while nobody attacks them."""
    exceptions: tuple[str, ...] = ()
    """Statements that block the argument when they hold."""
    is_pro: bool = True
    """Whether it is for its conclusion."""
    undercuts: str | None = None
    """The argument that it makes inapplicable, if it is an undercutter."""


@dataclass(frozen=True, slots=True)
class Labelling:
    """What is in."""

    statements: frozenset[str]
    """Statements that are in."""
    steps: frozenset[str]
    """Arguments that are in."""
    blocked: frozenset[str]
    """Arguments with an exception or an undercutter that is in: they give nothing."""


class Wiring:
    """The arguments of a graph, indexed once for labelling under different evidence."""

    def __init__(self, steps: Sequence[Step]) -> None:
        """Index the arguments by what they need and what blocks them."""
        self.steps = {step.id: step for step in steps}
        self.users: dict[str, list[str]] = {}
        self.undercutters: dict[str, list[str]] = {}
        for step in steps:
            for premise in {*step.ordinary, *step.assumptions}:
                self.users.setdefault(premise, []).append(step.id)
            if step.conclusion is None and step.undercuts is not None:
                self.undercutters.setdefault(step.undercuts, []).append(step.id)
        self.has_blockers = bool(self.undercutters) or any(step.exceptions for step in steps)

    def find_blocked(self, statements: Collection[str], steps: Collection[str]) -> frozenset[str]:
        """Return the arguments that these statements and arguments block."""
        blocked = {
            target
            for target, undercutters in self.undercutters.items()
            if any(undercutter in steps for undercutter in undercutters)
        }
        blocked.update(step.id for step in self.steps.values() if any(item in statements for item in step.exceptions))
        return frozenset(blocked)

    def derive(
        self, supported: Collection[str], attacked: Collection[str], blocked: Collection[str]
    ) -> tuple[set[str], set[str]]:
        """Return the statements and arguments that follow when these arguments are blocked (forward chaining)."""
        statements = set(supported)
        fired: set[str] = set()
        waiting: dict[str, int] = {}
        queue = list(statements)

        def fire(step: Step) -> None:
            fired.add(step.id)
            if step.conclusion is not None and step.is_pro and step.conclusion not in statements:
                statements.add(step.conclusion)
                queue.append(step.conclusion)

        for step in self.steps.values():
            needed = {*step.ordinary, *(item for item in step.assumptions if item in attacked)}
            waiting[step.id] = len(needed)
            if not needed and step.id not in blocked:
                fire(step)
        while queue:
            statement = queue.pop()
            for name in self.users.get(statement, ()):
                step = self.steps[name]
                if statement not in step.ordinary and statement not in attacked:
                    continue  # an assumption that was not waited for
                waiting[name] -= 1
                if waiting[name] == 0 and name not in blocked and name not in fired:
                    fire(step)
        return statements, fired


def label(wiring: Wiring, *, supported: Collection[str], attacked: Collection[str]) -> Labelling:
    """Return the grounded labelling.

    Args:
        wiring: The arguments.
        supported: Statements with valid supporting evidence.
        attacked: Statements with valid attacking evidence: as assumptions they must be in.

    Returns:
        What is in. The least fixpoint: `lower` grows from nothing, `upper` shrinks from everything, and what is
        in `lower` at the end is in.
    """
    statements, steps = wiring.derive(supported, attacked, frozenset(wiring.steps) if wiring.has_blockers else ())
    if wiring.has_blockers:
        lower: tuple[set[str], set[str]] = (set(), set())
        while True:
            upper = wiring.derive(supported, attacked, wiring.find_blocked(*lower))
            raised = wiring.derive(supported, attacked, wiring.find_blocked(*upper))
            if raised == lower:
                break
            lower = raised
        statements, steps = lower
    return Labelling(frozenset(statements), frozenset(steps), wiring.find_blocked(statements, steps))
