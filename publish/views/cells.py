"""How municipalities stand to practices, as the reason stage decides it: one history behind the matrix and the pages.

Comparing reads every text, so the cells of a database are kept until a stage has run on it or a record was removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from graph.compare import INDEFINITE, Cell, compare
from graph.provenance import PUBLICATION
from publish.dates import write_date, write_period
from publish.views.kept import keep
from publish.wording import STATUSES, Badge
from staving.schema import Proposition, Status
from staving.store import Store

_DATES = (
    f'SELECT "assertion"."id", "status", "until", {PUBLICATION}, "document_id" FROM "assertion" '  # noqa: S608
    'JOIN "document" ON "document"."id" = "assertion"."document_id"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Who the case is about and who complains: all that comparing needs of a case file."""

    subject: str = ""
    """CBS code of the municipality it is about."""
    complainant: str = ""
    """Who complains; its own word never counts."""
    complainant_names: tuple[str, ...] = ()
    """Other names of the complainant."""
    propositions: tuple[Proposition, ...] = ()
    """Not needed for comparing."""
    reliability: dict[str, float] = field(default_factory=dict)
    """Not needed for comparing."""

    @property
    def asked(self) -> tuple[object, ...]:
        """What comparing depends on."""
        return self.subject, self.complainant, self.complainant_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A cell that some text fills."""

    cell: Cell
    """What was decided, with the history."""
    badge: Badge
    """The status."""
    period: str | None
    """From when to when, in words."""
    origins: int
    """Independent origins that say what the status is."""
    texts: int
    """Documents that say anything of it."""
    newest: str | None
    """Date of the newest fact, in words and as precise as it is known."""


def link_cell(path: str, code: str, practice: str) -> str:
    """Return the path of the texts behind a cell; `path` is what stands before each path of the site."""
    return f"{path}/municipality/{quote(code, safe='')}#x-{quote(practice, safe='')}"


def read_cells(store: Store, parties: Parties) -> Mapping[tuple[str, str], Filled]:
    """Return the filled cells by CBS code of today and practice."""
    return keep(store, "cells", lambda: _make_cells(store, parties), *parties.asked, state=find_state(store))


def find_state(store: Store) -> tuple[object, ...]:
    """Return what tells that cells may have changed: stages that ran, but not decisions on links or verdicts.

    Whoever writes what cells are made of does so in a run (`staving.schema.Run`); begin and end of it both count.
    """
    others = "\"stage\" <> 'assess' AND NOT (\"stage\" = 'review' AND \"settings_hash\" LIKE 'evidence %')"
    # The newest id tells a database that was made anew, as the public edition is, from the one before.
    newest = f'SELECT "id" FROM "run" WHERE {others} ORDER BY "rowid" DESC LIMIT 1'  # noqa: S608 - our own text
    counts = f'SELECT count(*), count("ended"), ({newest}) FROM "run" WHERE {others}'  # noqa: S608 - our own text
    runs = store.db.conn.execute(counts).fetchone()
    rows = [store.db.conn.execute(f'SELECT count(*), max("rowid") FROM "{name}"').fetchone() for name in _MADE_OF]  # noqa: S608
    return (runs, *rows)


_MADE_OF = ("document", "assertion")


def _make_cells(store: Store, parties: Parties) -> dict[tuple[str, str], Filled]:
    known = {row[0]: row[1:] for row in store.db.conn.execute(_DATES)}
    return {
        (cell.municipality, cell.practice): Filled(
            cell=cell,
            badge=STATUSES[cell.status],
            period=write_period(cell.since, cell.until),
            origins=cell.origins,
            texts=len({known[item.assertion][3] for item in cell.history}),
            newest=_write_newest(cell, known),
        )
        for cell in compare(store, parties)
    }


def _write_newest(cell: Cell, known: Mapping[str, tuple[str, str | None, str | None, str]]) -> str | None:
    """Return the date of the fact that decided, as the text gives it: the cell itself has it padded to a day."""
    deciding = [item for item in cell.history if item.date == cell.newest]
    deciding.sort(key=lambda item: (not item.counts, item.status in INDEFINITE))
    if not deciding:
        return None
    status, until, date, _ = known[deciding[0].assertion]
    return write_date(until if until and status == Status.STOPPED else date)
