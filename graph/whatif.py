"""What if an origin, a source, a document or a person falls away, and which of them a case leans on most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.argument import Reasoner
from graph.case import list_evidence, make_edge
from graph.model import STATUS_ORDER, GraphError, Standing
from graph.revise import revise
from graph.sensitivity import drop
from staving.dossier import Dossier
from staving.schema import Document, Evidence, Origin, Quotation, Source
from staving.store import Store


class TargetKind(StrEnum):
    """What can fall away."""

    ORIGIN = "origin"
    """From whom the knowledge comes: everything that rests on its word."""
    SOURCE = "source"
    """Who published it: everything it published."""
    DOCUMENT = "document"
    """One text."""
    PERSON = "person"
    """Whoever is quoted: everything that rests on the words of that person."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is to fall away."""

    kind: TargetKind
    """What it is."""
    label: str
    """Its name."""
    evidence: tuple[Evidence, ...]
    """The evidence that goes with it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the loss does to one proposition."""

    proposition: str
    """Its id."""
    before: Standing
    """The verdict with it."""
    after: Standing
    """The verdict without it."""

    @property
    def step(self) -> int:
        """By how many statuses it falls (negative) or rises."""
        return STATUS_ORDER.index(self.after.status) - STATUS_ORDER.index(self.before.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """How much of a case leans on one origin."""

    origin: str
    """Id of the origin."""
    falls: tuple[str, ...]
    """Propositions whose status falls without it."""
    roots: tuple[str, ...]
    """Those among them that no argument uses: the claims of the letter."""
    importance: float
    """Sum of its Birnbaum importance over these claims, or over what falls where no claim does."""


def find_target(store: Store, dossier: Dossier, name: str, *, as_of: str | None = None) -> Target:
    """Return what a name stands for, with the evidence of the case that goes with it.

    Args:
        store: The evidence store.
        dossier: The case.
        name: An id, a name or (for a document) an address; `person:Jansen` says what kind is meant. Capitals do not
            matter; part of a name will do if it is the only one.
        as_of: The day for which the case is assessed.

    Raises:
        GraphError: Nothing, or more than one thing, has that name.
    """
    prefix, _, rest = name.partition(":")
    is_said = prefix in set(TargetKind)
    kinds = [TargetKind(prefix)] if is_said else list(TargetKind)
    wanted = (rest if is_said else name).strip().casefold()
    evidence = list_evidence(store, dossier.propositions, as_of=as_of)
    names = {kind: _LISTERS[kind](store, evidence) for kind in kinds}
    for test in (_is_exact, _is_part):
        found = [
            (kind, label, pieces)
            for kind, table in names.items()
            for label, pieces in table.items()
            if wanted and test(wanted, label)
        ]
        whole = {frozenset(item.id for item in pieces) for _, _, pieces in found}
        if len(whole) > 1:
            listed = ", ".join(f"{kind}:{label[0]}" for kind, label, _ in found[:6])
            raise GraphError(f"{name!r} may be any of {listed}; write one of these")
        if found:
            kind, label, pieces = found[0]
            return Target(kind, label[0], tuple(pieces))
    raise GraphError(
        f"{name!r}: no evidence that counts comes from an origin, source, document or person of that name; "
        "`staving origins` lists the origins"
    )


_Names = dict[tuple[str, ...], list[Evidence]]
"""All names of a thing, the one to show first, with its evidence."""


def _is_exact(wanted: str, names: Sequence[str]) -> bool:
    return any(wanted == name.casefold() for name in names)


def _is_part(wanted: str, names: Sequence[str]) -> bool:
    return any(wanted in name.casefold() for name in names)


def _list_origins(store: Store, evidence: Iterable[Evidence]) -> _Names:
    names = {origin.id: (origin.key, origin.id) for origin in store.iterate(Origin)}
    return _group(evidence, lambda item: names.get(item.origin_id, (item.origin_id,)))


def _list_sources(store: Store, evidence: Iterable[Evidence]) -> _Names:
    sources = {source.id: (source.name, source.id) for source in store.iterate(Source)}
    holders = {item.id: item.source_id for item in store.iterate(Document)}
    return _group(evidence, lambda item: sources.get(holders.get(item.document_id, ""), ()))


def _list_documents(store: Store, evidence: Iterable[Evidence]) -> _Names:
    names = {item.id: (item.canonical_url, item.id, item.title) for item in store.iterate(Document)}
    return _group(evidence, lambda item: names.get(item.document_id, (item.document_id,)))


def _list_people(store: Store, evidence: Iterable[Evidence]) -> _Names:
    speakers = {item.id: item.speaker_name for item in store.iterate(Quotation) if item.speaker_name}
    return _group(
        evidence,
        lambda item: (speakers[item.quotation_id],) if item.quotation_id and item.quotation_id in speakers else (),
    )


def _group(evidence: Iterable[Evidence], name: Callable[[Evidence], tuple[str, ...]]) -> _Names:
    found: _Names = {}
    for item in evidence:
        names = name(item)
        if names:
            found.setdefault(names, []).append(item)
    return found


_LISTERS: Mapping[TargetKind, Callable[[Store, Iterable[Evidence]], _Names]] = {
    TargetKind.ORIGIN: _list_origins,
    TargetKind.SOURCE: _list_sources,
    TargetKind.DOCUMENT: _list_documents,
    TargetKind.PERSON: _list_people,
}


def lose(reasoner: Reasoner, evidence: Iterable[Evidence]) -> list[Change]:
    """Return what changes when pieces of evidence fall away, those that fall furthest first.

    The graph is left without them.

    Args:
        reasoner: The graph as it stands.
        evidence: What goes.
    """
    before = {name: reasoner.judge(name) for name in reasoner.statements}
    for name in revise(reasoner, remove=[make_edge(item) for item in evidence]):
        reasoner.judge(name)
    changes = [Change(name, old, reasoner.judge(name)) for name, old in before.items() if reasoner.judge(name) != old]
    return sorted(changes, key=lambda change: (change.step, change.proposition))


def find_leanings(reasoner: Reasoner) -> list[Leaning]:
    """Return the origins without which some proposition falls, those that carry most of the case first."""
    roots = find_roots(reasoner)
    found = []
    for name in reasoner.names:
        falls = drop(reasoner, [name]).falls
        if falls:
            claims = tuple(item for item in falls if item in roots)
            weight = sum(reasoner.measure_importance(item).get(name, 0.0) for item in claims or falls)
            found.append(Leaning(origin=name, falls=falls, roots=claims, importance=round(weight, 4)))
    return sorted(found, key=lambda item: (-len(item.roots), -len(item.falls), -item.importance, item.origin))


def find_roots(reasoner: Reasoner) -> frozenset[str]:
    """Return the propositions that arguments lead to and none uses: what the case is after.

    Where no proposition has an argument, all of them.
    """
    used = {
        name
        for step in reasoner.wiring.steps.values()
        for name in (*step.ordinary, *step.assumptions, *step.exceptions)
    }
    roots = frozenset(name for name in reasoner.pro if name not in used)
    return roots or frozenset(reasoner.statements)
