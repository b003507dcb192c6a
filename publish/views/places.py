"""Municipalities and practices: who does what, according to which text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from markupsafe import Markup

from graph.compare import Sighting
from publish.cite import Citation, cite
from publish.dates import write_date, write_period
from publish.drawing.timeline import Mark, Row, draw_timeline
from publish.names import sort_town
from publish.quotes import LOST, Excerpt, cut_excerpt, is_exact
from publish.views.cells import Filled, Parties, link_cell, read_cells
from publish.views.kept import keep
from publish.views.matrix import sort_practices
from publish.views.reading import fetch, fetch_documents
from publish.wording import STATUSES, Badge, date_document, name_outlet
from staving.schema import Assertion, Document, Municipality, Passage, Practice, Source, Status
from staving.store import Store

UNDATED = "datum onbekend"

NO_PICTURE = Markup("")

DRAWN = 40
"""Rows of a timeline at most."""

SHOWN = 60
"""Documents listed on the page of a municipality; the rest is in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One assertion with the text that makes it."""

    assertion: Assertion
    badge: Badge
    period: str | None
    day: str | None
    """Date for which it says how things stand, in words."""
    document: Document
    source: Source
    excerpt: Excerpt
    citation: Citation
    counts: bool
    """Whether it can decide: the complainant's own word cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What texts say of one municipality and one practice, the newest first."""

    municipality: Municipality
    practice: Practice
    filled: Filled
    statements: tuple[Statement, ...]
    is_former: bool = False
    """Whether these are the texts about a former municipality, so that the cell of today is not about it."""

    @property
    def timeline(self) -> tuple[tuple[str, Badge], ...]:
        """The statuses in the order of the facts, each with its days in words; equal ones that follow are one."""
        found: list[tuple[list[str], Badge]] = []
        for item in reversed(self.statements):
            if not item.counts:
                continue
            if not found or found[-1][1] != item.badge:
                found.append(([], item.badge))
            if item.day and item.day not in found[-1][0]:
                found[-1][0].append(item.day)
        return tuple((" t/m ".join((days or [UNDATED])[:: max(1, len(days) - 1)]), badge) for days, badge in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A municipality with what there is about it."""

    municipality: Municipality
    documents: int
    mentioned: int
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityPage:
    """All that the page of a municipality shows."""

    municipality: Municipality
    current: Municipality | None
    former: tuple[Municipality, ...]
    practices: tuple[History, ...]
    documents: tuple[tuple[Document, Source], ...]
    documents_total: int
    mentioned_in: tuple[tuple[Document, Source], ...]
    mentioned_total: int
    timeline: Markup = NO_PICTURE
    """The facts over the years, as SVG; empty where fewer than two have a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePage:
    """All that the page of a practice shows."""

    practice: Practice
    by_status: tuple[tuple[Badge, tuple[History, ...]], ...]
    municipalities: int
    timeline: Markup = NO_PICTURE
    """The facts over the years, as SVG; empty where fewer than two have a date."""
    undrawn: int = 0
    """Municipalities that the timeline leaves out, because there are too many."""


def read_statements(store: Store, sightings: Iterable[Sighting]) -> dict[str, Statement]:
    """Return assertions with the texts that make them, every clause checked, by id of the assertion.

    Args:
        store: The database.
        sightings: The assertions as they count for their cells.
    """
    counting = {item.assertion: item.counts for item in sightings}
    found = fetch(store, Assertion, counting)
    documents = fetch_documents(store, (item.document_id for item in found.values()))
    passages = fetch(store, Passage, (item.passage_id for item in found.values()))
    statements = {}
    for item in found.values():
        document, source = documents[item.document_id]
        passage = passages.get(item.passage_id or "")
        excerpt = LOST
        if is_exact(document, item.start, item.end, item.text):
            frame = passage or Passage(
                id="", document_id=document.id, ordinal=0, kind="block", start=item.start, end=item.end, text=item.text
            )
            excerpt = cut_excerpt(document, frame, start=item.start, end=item.end)
        statements[item.id] = Statement(
            assertion=item,
            badge=STATUSES[item.status],
            period=write_period(item.since, item.until),
            day=write_date(find_day(item, document)),
            document=document,
            source=source,
            excerpt=excerpt,
            citation=cite(document, source),
            counts=counting[item.id],
        )
    return statements


def find_day(assertion: Assertion, document: Document) -> str | None:
    """Return the date for which an assertion says how things stand (ISO, as precise as the text)."""
    if assertion.status == Status.STOPPED and assertion.until:
        return assertion.until
    return date_document(document)


def _read_histories(store: Store, cells: Mapping[tuple[str, str], Filled]) -> list[History]:
    """Return the histories of some cells, with the texts."""
    statements = read_statements(store, (item for filled in cells.values() for item in filled.cell.history))
    towns = fetch(store, Municipality, (code for code, _ in cells))
    practices = fetch(store, Practice, (name for _, name in cells))
    return [
        History(
            municipality=towns[code],
            practice=practices[name],
            filled=filled,
            statements=tuple(statements[item.assertion] for item in filled.cell.history),
        )
        for (code, name), filled in cells.items()
    ]


def _draw(rows: Iterable[tuple[str, str, History]], title: str) -> Markup:
    """Return the timeline of some histories, each with its name and path; what does not count is not drawn."""
    return draw_timeline(
        [
            Row(
                name=name,
                href=href,
                marks=tuple(
                    Mark(
                        day=day,
                        status=item.badge.name,
                        sign=item.badge.sign,
                        told=f"{name}: {item.badge.label}, {item.day}, "
                        f"volgens {name_outlet(item.document, item.source)}",
                    )
                    for item in history.statements
                    if item.counts and (day := find_day(item.assertion, item.document))
                ),
            )
            for name, href, history in rows
        ],
        name="tijdlijn",
        title=title,
    )


def read_municipality(store: Store, code: str, parties: Parties, *, path: str = "") -> MunicipalityPage | None:
    """Return the page of a municipality, or None when the code is not known.

    Args:
        store: The database.
        code: CBS code of a present or former municipality.
        parties: Who the case is about, and whose word does not count.
        path: What stands before each path of the site.
    """
    town = store.get(Municipality, code)
    if town is None:
        return None
    former = tuple(store.iterate(Municipality, '"current" = ? AND "id" <> ?', (code, code), order='"name"'))
    codes = [code, *(item.id for item in former)]
    marks = ", ".join("?" * len(codes))
    today = town.current or code
    cells = {key: filled for key, filled in read_cells(store, parties).items() if key[0] == today}
    histories = {item.practice.id: item for item in _read_histories(store, cells)}
    if today != code:
        histories = {name: part for name, item in histories.items() if (part := _keep_former(item, code))}
    own = f'"municipality" IN ({marks})'
    places = [
        f'SELECT "document_id" FROM "mention" WHERE "kind" = \'municipality\' AND "{name}" IN ({marks})'  # noqa: S608
        for name in ("value", "current")
    ]
    named = f'"id" IN ({" UNION ".join(places)}) '
    named += f"AND coalesce(\"municipality\", '') NOT IN ({marks})"
    order = f'coalesce("based_on_date", "published", \'\') DESC, "id" LIMIT {SHOWN}'
    ordered = tuple(histories[item.id] for item in sort_practices(item.practice for item in histories.values()))
    drawn = [
        (item.practice.label, f"{path}/practice/{quote(item.practice.id, safe='')}", item) for item in ordered[:DRAWN]
    ]
    return MunicipalityPage(
        municipality=town,
        timeline=_draw(drawn, f"Praktijken van {town.name} in de tijd"),
        current=store.get(Municipality, town.current) if town.current and town.current != code else None,
        former=former,
        practices=ordered,
        documents=_with_sources(store, store.iterate(Document, own, codes, order=order)),
        documents_total=store.count(Document, own, codes),
        mentioned_in=_with_sources(store, store.iterate(Document, named, codes * 3, order=order)),
        mentioned_total=store.count(Document, named, codes * 3),
    )


def _keep_former(history: History, code: str) -> History | None:
    """Return what texts say of a former municipality, or None when they say nothing of it."""
    own = tuple(item for item in history.statements if item.assertion.municipality == code)
    return replace(history, statements=own, is_former=True) if own else None


def _with_sources(store: Store, documents: Iterable[Document]) -> tuple[tuple[Document, Source], ...]:
    listed = list(documents)
    sources = fetch(store, Source, (document.source_id for document in listed))
    return tuple((document, sources[document.source_id]) for document in listed)


def read_practice(store: Store, id: str, parties: Parties, *, path: str = "") -> PracticePage | None:
    """Return the page of a practice, or None when there is no such practice.

    Args:
        store: The database.
        id: The practice.
        parties: Who the case is about, and whose word does not count.
        path: What stands before each path of the site.
    """
    practice = store.get(Practice, id)
    if practice is None:
        return None
    cells = {key: filled for key, filled in read_cells(store, parties).items() if key[1] == id}
    histories = _read_histories(store, cells)
    histories.sort(key=lambda item: (item.municipality.id != parties.subject, sort_town(item.municipality.name)))
    by_status = []
    for badge in STATUSES.values():
        chosen = tuple(item for item in histories if item.filled.badge == badge)
        if chosen:
            by_status.append((badge, chosen))
    drawn = [(item.municipality.name, link_cell(path, item.municipality.id, id), item) for item in histories[:DRAWN]]
    return PracticePage(
        practice=practice,
        by_status=tuple(by_status),
        municipalities=len(histories),
        timeline=_draw(drawn, f"{practice.label} in de tijd, per gemeente"),
        undrawn=max(0, len(histories) - DRAWN),
    )


def list_practices(store: Store, parties: Parties) -> tuple[tuple[Practice, int], ...]:
    """Return all practices with the number of municipalities of which a text says something about them."""
    numbers = Counter(name for _, name in read_cells(store, parties))
    return tuple((practice, numbers[practice.id]) for practice in sort_practices(store.iterate(Practice)))


def list_places(store: Store) -> tuple[Place, ...]:
    """Return the municipalities that have a document, a mention or an assertion, by name."""
    return keep(store, "places", lambda: _list_places(store))


def _list_places(store: Store) -> tuple[Place, ...]:
    documents = _count(store, 'SELECT "municipality", count(*) FROM "document" GROUP BY "municipality"')
    mentioned = _count(
        store,
        'SELECT coalesce("current", "value"), count(DISTINCT "document_id") FROM "mention" '
        "WHERE \"kind\" = 'municipality' GROUP BY 1",
    )
    stated = _count(
        store,
        'SELECT coalesce("municipality"."current", "municipality"."id"), count(*) FROM "assertion" '
        'JOIN "municipality" ON "municipality"."id" = "assertion"."municipality" GROUP BY 1',
    )
    towns = [
        town
        for town in store.iterate(Municipality)
        if town.id in documents or town.id in mentioned or town.id in stated
    ]
    return tuple(
        Place(
            municipality=town,
            documents=documents.get(town.id, 0),
            mentioned=mentioned.get(town.id, 0),
            statements=stated.get(town.id, 0),
        )
        for town in sorted(towns, key=lambda town: (sort_town(town.name), town.id))
    )


def _count(store: Store, sql: str) -> Mapping[str, int]:
    return {row[0]: int(row[1]) for row in store.db.conn.execute(sql) if row[0]}
