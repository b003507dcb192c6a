"""What if sources fall away: which claims fall with them, and which rise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph.argument import Reasoner
from graph.case import build_graph, find_day, read_case
from graph.whatif import lose
from publish.views.claims import Claim
from publish.views.standing import read_evidence
from publish.wording import VERDICTS, Badge
from staving.schema import Origin
from staving.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A source that can be ticked away."""

    id: str
    name: str
    pieces: int
    """Pieces of evidence that rest on it."""
    counts: bool
    """Whether it counts as independent."""
    is_gone: bool
    """Whether it is ticked away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A claim that stands otherwise without those sources."""

    claim: Claim
    before: Badge
    after: Badge
    sources: tuple[int | None, int | None]
    """Independent sources before and after."""
    is_fall: bool
    is_rise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What becomes of the case."""

    supports: tuple[Support, ...]
    """All sources of the case, those with most evidence first."""
    gone: tuple[str, ...]
    """Names of those that are ticked away."""
    falls: tuple[Moved, ...]
    weaker: tuple[Moved, ...]
    """Claims that keep their status on fewer sources, or are contested otherwise."""
    rises: tuple[Moved, ...]


def read_whatif(store: Store, gone: Collection[str], claims: Mapping[str, Claim]) -> WhatIf:
    """Return what becomes of the case without some origins.

    Args:
        store: The database.
        gone: Ids of origins; those that are not there are passed over.
        claims: All claims, by id.
    """
    as_of = find_day(store)
    case = read_case(store)
    evidence = read_evidence(store, case, as_of)
    pieces = Counter(item.origin_id for item in evidence)
    origins = {item.id: item for item in store.iterate(Origin) if item.id in pieces}
    without = {name for name in gone if name in origins}
    changes = []
    if without:
        reasoner = Reasoner(build_graph(store, case, as_of=as_of))
        changes = lose(reasoner, [item for item in evidence if item.origin_id in without])
    moved = [
        Moved(
            claim=claims[item.proposition],
            before=VERDICTS[item.before.status],
            after=VERDICTS[item.after.status],
            sources=(item.before.k, item.after.k),
            is_fall=item.step < 0,
            is_rise=item.step > 0,
        )
        for item in changes
        if item.proposition in claims
    ]
    order = sorted(origins.values(), key=lambda item: (-pieces[item.id], item.key.casefold()))
    return WhatIf(
        supports=tuple(
            Support(id=i.id, name=i.key, pieces=pieces[i.id], counts=i.counts, is_gone=i.id in without) for i in order
        ),
        gone=tuple(origins[name].key for name in sorted(without, key=lambda name: origins[name].key)),
        falls=tuple(item for item in moved if item.is_fall),
        weaker=tuple(item for item in moved if not item.is_fall and not item.is_rise),
        rises=tuple(item for item in moved if item.is_rise),
    )
