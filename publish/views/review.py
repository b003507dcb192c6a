"""The review page: what to look at first, what a decision would do, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.case import find_day
from graph.queue import Effect, rank_links
from graph.reviews import LINKS, Course, is_decision, read_courses
from publish.views.cells import Parties, read_cells
from publish.views.claims import Claim, Item, list_claims, read_items
from publish.views.places import Statement, read_statements
from publish.wording import VERDICTS, Badge
from staving.schema import Decision, Evidence, Municipality, Practice, Proposition, Review
from staving.store import Store

RECENT = 30
"""Decisions shown in the history."""

DECISIONS = {
    Decision.ACCEPT: "geaccepteerd",
    Decision.REJECT: "afgewezen",
    Decision.CORRECT: "gecorrigeerd",
    Decision.COMMENT: "opmerking",
    Decision.WITHDRAW: "ingetrokken",
}
FIELDS = {
    "proposition_id": "stelling", "stance": "strekking", "valid_from": "geldt vanaf", "valid_to": "geldt tot",
    "origin_id": "herkomst", "municipality": "gemeente", "practice": "praktijk", "status": "status", "since": "sinds",
    "until": "tot", "speaker_name": "spreker", "speaker_role": "rol", "speaker_organisation": "organisatie",
    "review": "besluit",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the history."""

    review: Review
    word: str
    changes: tuple[tuple[str, str], ...]
    """Corrected fields in words, with their new values."""
    can_withdraw: bool
    """Whether it is a decision that still stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a decision would do to one claim."""

    claim: Claim
    before: Badge
    after: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPage:
    """A link to decide on."""

    item: Item
    claim: Claim
    moves: tuple[Move, ...]
    is_proposed: bool
    history: tuple[Entry, ...]
    seen: str
    """Id of the newest row about it."""
    propositions: tuple[Proposition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage:
    """An assertion to decide on."""

    statement: Statement
    municipality: Municipality
    practice: Practice
    deciding: bool
    """Whether it is what gives the cell its status."""
    history: tuple[Entry, ...]
    seen: str
    municipalities: tuple[Municipality, ...]
    practices: tuple[Practice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What is still to be decided, in order."""

    ids: tuple[str, ...]
    effects: Mapping[str, Effect]
    decided: int


def read_queue(store: Store, review_path: Path) -> Queue:
    """Return the links that nobody decided on, those with most effect first."""
    decided = {name for (_, name), course in read_courses(review_path, LINKS).items() if course.current}
    effects = rank_links(store, decided=decided, as_of=find_day(store))
    return Queue(
        ids=tuple(item.evidence.id for item in effects),
        effects={item.evidence.id: item for item in effects},
        decided=len(decided),
    )


def read_reading_queue(store: Store, review_path: Path, parties: Parties) -> tuple[str, ...]:
    """Return the assertions that nobody decided on.

    First those that alone give a cell its status, of the municipality of the case first; then those of which the
    status rests on one origin; then the others.
    """
    decided = {name for (_, name), course in read_courses(review_path, "assertion").items() if course.current}
    ranked: list[tuple[tuple[bool, int, bool, str], str]] = []
    for (code, practice), filled in read_cells(store, parties).items():
        for place, sighting in enumerate(filled.cell.history):
            if sighting.assertion not in decided:
                key = (place > 0, filled.origins, code != parties.subject, f"{code} {practice}")
                ranked.append((key, sighting.assertion))
    return tuple(name for _, name in sorted(ranked))


def read_link(store: Store, review_path: Path, name: str, effect: Effect | None) -> LinkPage | None:
    """Return the page of one link, or None when it is not there."""
    evidence = store.get(Evidence, name)
    shown = read_items(store, [evidence]) if evidence else ()
    if evidence is None or not shown:
        return None
    claims = list_claims(store)
    course = read_courses(review_path, LINKS).get((LINKS, name), Course(reviews=()))
    return LinkPage(
        item=shown[0],
        claim=claims[evidence.proposition_id],
        moves=tuple(
            Move(claim=claims[name], before=VERDICTS[before], after=VERDICTS[after])
            for name, before, after in (effect.moves if effect else ())
        ),
        is_proposed=evidence.state == "proposed",
        history=write_history(course),
        seen=course.reviews[-1].id if course.reviews else "",
        propositions=tuple(item.proposition for item in claims.values()),
    )


def read_reading(store: Store, review_path: Path, name: str, parties: Parties) -> ReadingPage | None:
    """Return the page of one assertion, or None when it is not there."""
    for (code, practice), filled in read_cells(store, parties).items():
        sightings = [item for item in filled.cell.history if item.assertion == name]
        if not sightings:
            continue
        town, kind = store.get(Municipality, code), store.get(Practice, practice)
        statement = read_statements(store, sightings).get(name)
        if town is None or kind is None or statement is None:
            return None
        course = read_courses(review_path, "assertion").get(("assertion", name), Course(reviews=()))
        return ReadingPage(
            statement=statement,
            municipality=town,
            practice=kind,
            deciding=filled.cell.history[0].assertion == name,
            history=write_history(course),
            seen=course.reviews[-1].id if course.reviews else "",
            municipalities=tuple(store.iterate(Municipality, order='"name"')),
            practices=tuple(store.iterate(Practice, order='"label"')),
        )
    return None


def write_history(course: Course) -> tuple[Entry, ...]:
    """Return what was decided on one record, the newest first."""
    withdrawn = course.withdrawn
    return tuple(
        Entry(
            review=item,
            word=DECISIONS[Decision(item.decision)],
            changes=tuple(
                (FIELDS.get(key, key), str(value) if value is not None else "leeg")
                for key, value in item.correction.items()
                if key != "review"
            ),
            can_withdraw=is_decision(item) and item.id not in withdrawn,
        )
        for item in reversed(course.reviews)
    )


def list_recent(courses: Mapping[tuple[str, str], Course]) -> Sequence[Entry]:
    """Return the newest decisions on all records."""
    entries = [entry for course in courses.values() for entry in write_history(course)]
    return sorted(entries, key=lambda entry: entry.review.at, reverse=True)[:RECENT]
