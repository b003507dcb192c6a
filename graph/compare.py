"""Municipality by practice: how each municipality stands to each practice, and on how many independent origins.

A cell takes the status of the newest fact date (the date the text states for it, else the date of publication).
Unclear and considered never override a definite status; different definite statuses of one date are disputed; origins
that do not count never decide. The history stays in the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.model import pad_date
from graph.origin import Attribution
from graph.provenance import Case, attribute_passages, find_publication, open_library
from staving.schema import Assertion, Document, Municipality, Passage, Status
from staving.store import Store

DISPUTED = "disputed"
"""Status of a cell whose newest texts contradict each other."""

INDEFINITE = (Status.UNCLEAR, Status.CONSIDERED)
"""Statuses that only count where there is no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One assertion as it counts for a cell."""

    assertion: str
    """Id of the assertion."""
    status: str
    """Status that it gives."""
    date: str
    """Day from which it counts (ISO), empty if unknown."""
    origin: str
    """From whom the knowledge comes."""
    counts: bool
    """Whether that origin can decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How one municipality stands to one practice."""

    municipality: str
    """CBS code of the municipality of today."""
    practice: str
    """Id of the practice."""
    status: str
    """One of the statuses, or disputed."""
    since: str | None
    """Earliest begin that a text states."""
    until: str | None
    """Latest end that a text states, for a practice that has stopped."""
    newest: str
    """Fact date that decided (ISO), empty if unknown."""
    origins: int
    """Number of independent origins that say what the status is."""
    assertions: tuple[str, ...]
    """Ids of all assertions about it, the newest first."""
    history: tuple[Sighting, ...]
    """All of them as they count, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The assertions of a store with what decides how they count."""

    by_cell: dict[tuple[str, str], list[Assertion]]
    """Assertions by municipality of today and practice."""
    documents: Mapping[str, Document]
    """Documents by id."""
    origins: Mapping[str, Attribution]
    """Origins by id of the passage."""


def read_assertions(store: Store, dossier: Case) -> Readings:
    """Return the assertions of the store, by municipality of today and practice.

    Args:
        store: The evidence store, after the read stage.
        dossier: The case: whose word does not count.
    """
    library = open_library(store)
    current = {item.id: item.current or item.id for item in store.iterate(Municipality)}
    assertions = [item for item in store.iterate(Assertion) if item.document_id in library.documents]
    wanted = {item.passage_id for item in assertions if item.passage_id}
    passages = [passage for passage in store.iterate(Passage) if passage.id in wanted]
    by_cell: dict[tuple[str, str], list[Assertion]] = {}
    for item in assertions:
        by_cell.setdefault((current.get(item.municipality, item.municipality), item.practice), []).append(item)
    return Readings(
        by_cell=by_cell,
        documents=library.documents,
        origins=attribute_passages(store, library, passages, dossier),
    )


def compare(store: Store, dossier: Case, *, as_of: str | None = None) -> list[Cell]:
    """Return the cells of the matrix, by municipality and practice.

    Args:
        store: The evidence store, after the read stage.
        dossier: The case: whose word does not count.
        as_of: Leave out what is of a later date; None for everything.
    """
    read = read_assertions(store, dossier)
    cells = []
    for (municipality, practice), items in sorted(read.by_cell.items()):
        sightings = [_see(item, read.documents[item.document_id], read.origins) for item in items]
        if as_of is not None:
            sightings = [item for item in sightings if item.date <= pad_date(as_of, last=True)]
        if sightings:
            cells.append(decide(municipality, practice, sightings, items))
    return cells


def decide(municipality: str, practice: str, sightings: Iterable[Sighting], assertions: Iterable[Assertion]) -> Cell:
    """Return the cell that these sightings give.

    Args:
        municipality: CBS code.
        practice: Id of the practice.
        sightings: The assertions as they count.
        assertions: The assertions themselves, for begin and end.
    """
    history = sorted(sightings, key=lambda item: (item.date, item.assertion), reverse=True)
    deciding = [item for item in history if item.counts] or history
    definite = [item for item in deciding if item.status not in INDEFINITE] or deciding
    newest = definite[0].date
    latest = [item for item in definite if item.date == newest]
    statuses = {item.status for item in latest}
    status = statuses.pop() if len(statuses) == 1 else DISPUTED
    backing = {item.origin for item in definite if item.counts and (status in (DISPUTED, item.status))}
    known = [item for item in assertions if item.id in {sighting.assertion for sighting in history}]
    since = min((item.since for item in known if item.since), default=None)
    ends = [item.until for item in known if item.until and item.status == Status.STOPPED]
    return Cell(
        municipality=municipality,
        practice=practice,
        status=status,
        since=since,
        until=find_end(ends) if status == Status.STOPPED else None,
        newest=newest,
        origins=len(backing),
        assertions=tuple(item.assertion for item in history),
        history=tuple(history),
    )


def find_end(ends: Iterable[str]) -> str | None:
    """Return when a practice stopped, of the dates that texts give: the earliest, as precise as any text has it.

    A later text may tell of the stop again, or of what came in its place ("in 2022 vervangen door"): that moves no end.

    >>> find_end(["2022-04", "2021-11", "2021-11-16"])
    '2021-11-16'
    """
    found = sorted(set(ends), key=lambda end: pad_date(end, last=True))
    if not found:
        return None
    return max((end for end in found if end.startswith(found[0]) or found[0].startswith(end)), key=len)


def _see(assertion: Assertion, document: Document, origins: Mapping[str, Attribution]) -> Sighting:
    origin = origins.get(assertion.passage_id or "")
    return Sighting(
        assertion=assertion.id,
        status=assertion.status,
        date=find_fact_date(assertion, document),
        origin=origin.party.key.casefold() if origin else document.source_id,
        counts=origin.counts if origin else True,
    )


def find_fact_date(assertion: Assertion, document: Document) -> str:
    """Return the day for which an assertion tells how things stand, empty if nothing gives one.

    The end of a practice that has stopped, where the text states it; else the date of publication (of the work that is
    summarised, for a summary: when the summary was written says nothing). A month or year counts as its first day, but
    for a stop as its last, because what was in use in a month and stopped in that month has stopped.
    """
    date = find_publication(document)
    has_stopped = assertion.status == Status.STOPPED
    if has_stopped and assertion.until:
        date = assertion.until
    return pad_date(date, last=has_stopped) if date else ""
