"""Where texts contradict one another: what each says, from whom, and where to read it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.conflict import Conflict, ConflictKind, find_conflicts
from publish.dates import write_date
from publish.views.cells import Parties, find_state
from publish.views.kept import keep
from publish.views.reading import fetch
from publish.wording import STATUSES
from staving.schema import Assertion, Municipality, Practice, Status
from staving.store import Store

KINDS = {
    ConflictKind.STATUS: "of het gebeurt",
    ConflictKind.SINCE: "sinds wanneer",
    ConflictKind.UNTIL: "tot wanneer",
    ConflictKind.NUMBER: "hoeveel of hoelang",
}
"""What texts can disagree about, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one text says."""

    value: str
    origin: str
    day: str | None
    document: str
    passage: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Texts that cannot all be right."""

    municipality: Municipality
    practice: Practice
    about: str
    """What they disagree about, in words."""
    sides: tuple[Side, ...]
    is_within_one: bool
    """Whether one origin contradicts itself."""


def read_disputes(store: Store, parties: Parties) -> tuple[Dispute, ...]:
    """Return where texts contradict one another, the municipality of the case first."""
    return keep(store, "disputes", lambda: _read_disputes(store, parties), *parties.asked, state=find_state(store))


def _read_disputes(store: Store, parties: Parties) -> tuple[Dispute, ...]:
    found = find_conflicts(store, parties)
    towns = fetch(store, Municipality, (item.municipality for item in found))
    practices = {item.id: item for item in store.iterate(Practice)}
    passages = {
        item.id: item.passage_id
        for item in fetch(store, Assertion, (side.assertion for part in found for side in part.sayings)).values()
    }
    disputes = [
        Dispute(
            municipality=towns[item.municipality],
            practice=practices[item.practice],
            about=KINDS[item.kind] + (f" ({item.unit})" if item.unit else ""),
            sides=tuple(
                Side(
                    value=_write_value(item, side.value),
                    origin=side.origin,
                    day=write_date(side.date),
                    document=side.document,
                    passage=passages.get(side.assertion),
                )
                for side in item.sayings
            ),
            is_within_one=item.is_within_one_origin,
        )
        for item in found
        if item.municipality in towns and item.practice in practices
    ]
    return tuple(sorted(disputes, key=lambda item: (item.municipality.id != parties.subject, item.municipality.name)))


def _write_value(item: Conflict, value: str) -> str:
    if item.kind == ConflictKind.STATUS:
        return STATUSES[Status(value)].label
    return value if item.kind == ConflictKind.NUMBER else write_date(value) or value
