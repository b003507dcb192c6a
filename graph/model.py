"""What is reasoned over and what comes out: statements, evidence, origins, verdicts.

Plain data without a database; `graph.formats` reads it from JSON and `graph.stage` from the store.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass

from graph.labelling import Step
from graph.likelihood import Likelihood
from staving.errors import StavingError
from staving.schema import Burden, Standard, VerdictStatus

LAW = ("law", "o-law")
"""Ids of the law as an origin, in lower case."""


class GraphError(StavingError):
    """A graph that refers to something it does not hold, or holds something twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A proposition, read for reasoning."""

    id: str
    """Its id."""
    burden: str = Burden.CLAIMANT
    """Who has to prove it."""
    standard: str = Standard.PREPONDERANCE
    """Proof standard it has to meet."""
    valid_to: str | None = None
    """Last day for which it is stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One piece of accepted evidence."""

    proposition: str
    """The statement it is about."""
    origin: str
    """From whom the knowledge comes."""
    is_support: bool
    """Whether it supports the statement; otherwise it attacks it."""
    valid_from: str | None = None
    """First day for which it holds."""
    valid_to: str | None = None
    """Last day for which it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """An origin, read for reasoning."""

    id: str
    """Its id."""
    reliability: float = 0.8
    """Probability that it is right."""
    counts: bool = True
    """Whether it can corroborate."""
    is_law: bool = False
    """Whether it is the law: always available, never counted, never dropped."""
    publisher: str | None = None
    """Owner, for the coarser count; None if it stands for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Everything that is assessed together."""

    statements: tuple[Statement, ...]
    """The propositions."""
    steps: tuple[Step, ...] = ()
    """The arguments."""
    edges: tuple[Edge, ...] = ()
    """The evidence that counts."""
    voices: tuple[Voice, ...] = ()
    """The origins."""
    as_of: str | None = None
    """The date it is assessed for; None: nothing is filtered and nothing is stale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The verdict on one statement."""

    status: VerdictStatus
    """What it stands on."""
    k: int | None
    """Fewest origins whose loss leaves nothing; None by law, 0 if nothing supports it."""
    spof: tuple[str, ...]
    """Origins in every environment."""
    breaking_sets: tuple[tuple[str, ...], ...]
    """Minimal sets of at most three origins whose loss leaves nothing."""
    environments: tuple[tuple[str, ...], ...]
    """Minimal sets of origins that each suffice, without those that rest on an open assumption."""
    strength: Likelihood
    """Probability that one of them is wholly reliable."""
    strength_against: Likelihood
    """The same for what speaks against."""
    is_contested: bool
    """Whether valid evidence or an argument that is in speaks against it."""
    is_contradicted: bool
    """Whether what speaks against it is the stronger."""
    is_stale: bool
    """Whether its validity ended before the date."""
    is_truncated: bool
    """Whether environments were cut off, here or below, or k is only a lower bound."""
    open: tuple[str, ...]
    """Assumptions that nobody proved nor attacked, in some environment."""
    publishers: int
    """k at the level of publishers."""


STATUS_ORDER = tuple(VerdictStatus)
"""Statuses from the weakest to the strongest."""


def pad_date(date: str, *, last: bool) -> str:
    """Return a date of any precision as a day: the first or the last that it covers.

    >>> pad_date("2014", last=False), pad_date("2014", last=True)
    ('2014-01-01', '2014-12-31')
    >>> pad_date("2014-06", last=True)
    '2014-06-30'
    """
    day = date[:10]
    if len(day) == len("2014-06") and last:
        year, month = int(day[:4]), int(day[5:7])
        return f"{day}-{calendar.monthrange(year, month)[1]}"
    return day + ("-12-31" if last else "-01-01")[len(day) - 4 :]


def holds_at(edge: Edge, as_of: str | None) -> bool:
    """Return whether a piece of evidence holds on a day; bounds are inclusive, a missing bound is open."""
    if as_of is None:
        return True
    day = pad_date(as_of, last=True)
    after = edge.valid_from is None or pad_date(edge.valid_from, last=False) <= day
    return after and (edge.valid_to is None or day <= pad_date(edge.valid_to, last=True))


def check_graph(graph: Graph) -> None:
    """Refuse a graph that refers to something it does not hold or holds something twice."""
    statements = [item.id for item in graph.statements]
    steps = [item.id for item in graph.steps]
    for kind, names in (("proposition", statements), ("argument", steps), ("origin", [v.id for v in graph.voices])):
        if len(set(names)) != len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise GraphError(f"{kind} {twice!r} is there twice; give each its own id")
    known, arguments = set(statements), set(steps)
    for step in graph.steps:
        used = (*step.ordinary, *step.assumptions, *step.exceptions, *([step.conclusion] if step.conclusion else []))
        for name in used:
            if name not in known:
                raise GraphError(f"argument {step.id!r} refers to unknown proposition {name!r}; add it or mend the id")
        if step.undercuts is not None and step.undercuts not in arguments:
            raise GraphError(f"argument {step.id!r} undercuts unknown argument {step.undercuts!r}; mend the id")
    for edge in graph.edges:
        if edge.proposition not in known:
            raise GraphError(f"evidence refers to unknown proposition {edge.proposition!r}; add it or mend the id")
