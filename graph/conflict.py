"""Where sources contradict one another: statuses, dates and numbers about the same thing.

Nothing is decided here. Each conflict shows who says what, so that a letter does not rest on one side without knowing
the other. Dates conflict when neither is a more precise form of the other (2014 and 2014-06 agree, 2014 and 2015 do
not); numbers when they count the same thing and no text has both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.accept import list_numbers
from graph.compare import find_fact_date, read_assertions
from graph.model import pad_date
from graph.origin import Attribution
from graph.provenance import Case
from graph.terms import find_root
from staving.schema import Assertion, Document, Status
from staving.store import Store

UNITS = frozenset(
    find_root(word)
    for word in """
    uur uren dag dagen week weken maand maanden jaar jaren camera camera's kamer kamers spreekkamer spreekkamers ruimte
    ruimtes euro procent medewerkers ambtenaren inwoners cliënten klachten meldingen
    """.split()
)
"""What is counted in numbers that can be held against one another."""

USED = (Status.IN_USE, Status.CONDITIONAL)
"""Statuses that say that a practice is there."""


class ConflictKind(StrEnum):
    """What the sources disagree about."""

    STATUS = "status"
    """Whether a practice is there."""
    SINCE = "since"
    """Since when."""
    UNTIL = "until"
    """Until when."""
    NUMBER = "number"
    """How many or how long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What one text says."""

    value: str
    """The status, date or number."""
    assertion: str
    """Id of the assertion."""
    document: str
    """Id of the document."""
    date: str
    """Day for which it says so (ISO), empty if unknown."""
    origin: str
    """From whom the knowledge comes."""
    counts: bool
    """Whether that origin can decide."""
    text: str
    """The clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Texts that cannot all be right."""

    kind: ConflictKind
    """What they disagree about."""
    municipality: str
    """CBS code of the municipality of today."""
    practice: str
    """Id of the practice."""
    unit: str
    """What is counted (root of the word), for numbers; else empty."""
    sayings: tuple[Saying, ...]
    """What each says, by value and date."""

    @property
    def values(self) -> tuple[str, ...]:
        """The values that stand against one another."""
        return tuple(dict.fromkeys(item.value for item in self.sayings))

    @property
    def is_within_one_origin(self) -> bool:
        """Whether one origin contradicts itself, and no other takes part."""
        return len({item.origin for item in self.sayings}) == 1


def find_conflicts(store: Store, dossier: Case, *, municipality: str | None = None) -> list[Conflict]:
    """Return all conflicts between the assertions of the store, by municipality and practice.

    Args:
        store: The evidence store, after the read stage.
        dossier: The case: whose word does not count.
        municipality: CBS code; None for all.
    """
    read = read_assertions(store, dossier)
    found: list[Conflict] = []
    for (town, practice), items in sorted(read.by_cell.items()):
        if municipality in (None, town):
            found += contrast(town, practice, items, read.documents, read.origins)
    return found


def contrast(
    municipality: str,
    practice: str,
    assertions: Sequence[Assertion],
    documents: Mapping[str, Document],
    origins: Mapping[str, Attribution],
) -> list[Conflict]:
    """Return the conflicts between assertions about one practice of one municipality."""
    dates = {item.id: find_fact_date(item, documents[item.document_id]) for item in assertions}

    def say(item: Assertion, value: str) -> Saying:
        origin = origins.get(item.passage_id or "")
        return Saying(
            value=value,
            assertion=item.id,
            document=item.document_id,
            date=dates[item.id],
            origin=origin.party.key if origin else documents[item.document_id].source_id,
            counts=origin.counts if origin else True,
            text=item.text,
        )

    def make(kind: ConflictKind, pairs: Iterable[tuple[Assertion, str]], unit: str = "") -> Conflict:
        sayings = sorted((say(*pair) for pair in pairs), key=lambda item: (item.value, item.date, item.assertion))
        return Conflict(kind=kind, municipality=municipality, practice=practice, unit=unit, sayings=tuple(sayings))

    found = []
    statuses = _find_status_conflict(assertions, dates)
    if statuses:
        found.append(make(ConflictKind.STATUS, [(item, item.status) for item in statuses]))
    for kind, read in ((ConflictKind.SINCE, _read_since), (ConflictKind.UNTIL, _read_until)):
        dated = [(item, date) for item in assertions if (date := read(item))]
        if any(not _agree(left, right) for _, left in dated for _, right in dated):
            found.append(make(kind, dated))
    for unit, pairs in sorted(_group_numbers(assertions).items()):
        if any(left.isdisjoint(right) for _, left in pairs for _, right in pairs):
            found.append(make(ConflictKind.NUMBER, [(item, " en ".join(sorted(has))) for item, has in pairs], unit))
    return found


def _read_since(item: Assertion) -> str | None:
    return item.since


def _read_until(item: Assertion) -> str | None:
    return item.until if item.status == Status.STOPPED else None


def _agree(left: str, right: str) -> bool:
    """Return whether two dates can be the same: one is the other, or a less precise form of it."""
    return left.startswith(right) or right.startswith(left)


def _group_numbers(assertions: Iterable[Assertion]) -> dict[str, list[tuple[Assertion, frozenset[str]]]]:
    """Return by what is counted which assertions give which numbers of it."""
    found: dict[str, list[tuple[Assertion, frozenset[str]]]] = {}
    for item in assertions:
        numbers: dict[str, set[str]] = {}
        for number, unit in list_numbers(item.text):
            if unit in UNITS:
                numbers.setdefault(unit, set()).add(number)
        for unit, values in numbers.items():
            found.setdefault(unit, []).append((item, frozenset(values)))
    return found


def _find_status_conflict(assertions: Sequence[Assertion], dates: Mapping[str, str]) -> list[Assertion]:
    """Return the assertions that cannot all be right about whether a practice is there, if there are any.

    In use against never used at a time that both are about; and in use after it has stopped, in a text that does not
    itself tell of the stop (a text that does looks back).
    """
    looking_back = {item.document_id for item in assertions if item.status == Status.STOPPED}
    used = [item for item in assertions if item.status in USED and item.document_id not in looking_back]
    found: dict[str, Assertion] = {}
    for other in assertions:
        if other.status not in (Status.NOT_USED, Status.STOPPED):
            continue
        day = dates[other.id]
        for item in used:
            if item.document_id == other.document_id:
                continue
            date = dates[item.id]
            clashes = date > day != "" if other.status == Status.STOPPED else _covers(item, date, day)
            if clashes:
                found.update({item.id: item, other.id: other})
    return list(found.values())


def _covers(item: Assertion, date: str, day: str) -> bool:
    """Return whether a practice that was in use on one date was so, by the same text, on another day."""
    if not date or not day:
        return False
    begin = pad_date(item.since, last=False) if item.since else date
    end = pad_date(item.until, last=True) if item.until else date
    return begin <= day <= max(end, date)
