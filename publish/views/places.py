"""Municipalities and practices: who does what, according to which text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publish.cite import Citation, cite
from publish.dates import write_period
from publish.quotes import LOST, Excerpt, cut_excerpt, is_exact
from publish.views.reading import fetch, fetch_documents
from publish.wording import STATUSES, Badge, date_document
from staving.schema import Assertion, Document, Municipality, Passage, Practice, Source, Status
from staving.store import Store

SHOWN = 60
"""Documents listed on the page of a municipality; the rest is in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One assertion with the text that makes it."""

    assertion: Assertion
    badge: Badge
    period: str | None
    municipality: Municipality | None
    practice: Practice | None
    document: Document
    source: Source
    excerpt: Excerpt
    citation: Citation
    sorted_by: str


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
    practices: tuple[tuple[Practice, tuple[Statement, ...]], ...]
    documents: tuple[tuple[Document, Source], ...]
    documents_total: int
    mentioned_in: tuple[tuple[Document, Source], ...]
    mentioned_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePage:
    """All that the page of a practice shows."""

    practice: Practice
    by_status: tuple[tuple[Badge, tuple[Statement, ...]], ...]
    municipalities: int


def read_statements(store: Store, assertions: Iterable[Assertion]) -> tuple[Statement, ...]:
    """Return assertions with the texts that make them, every clause checked, in order of time."""
    found = list(assertions)
    documents = fetch_documents(store, (item.document_id for item in found))
    passages = fetch(store, Passage, (item.passage_id for item in found))
    towns = fetch(store, Municipality, (item.municipality for item in found))
    practices = fetch(store, Practice, (item.practice for item in found))
    statements = []
    for item in found:
        if item.document_id not in documents:
            continue
        document, source = documents[item.document_id]
        passage = passages.get(item.passage_id or "")
        excerpt = LOST
        if is_exact(document, item.start, item.end, item.text):
            frame = passage or Passage(
                id="", document_id=document.id, ordinal=0, kind="block", start=item.start, end=item.end, text=item.text
            )
            excerpt = cut_excerpt(document, frame, start=item.start, end=item.end)
        statements.append(
            Statement(
                assertion=item,
                badge=STATUSES[item.status],
                period=write_period(item.since, item.until),
                municipality=towns.get(item.municipality),
                practice=practices.get(item.practice),
                document=document,
                source=source,
                excerpt=excerpt,
                citation=cite(document, source),
                sorted_by=item.until or item.since or date_document(document) or "",
            )
        )
    return tuple(sorted(statements, key=lambda item: (item.sorted_by, item.assertion.id)))


def read_municipality(store: Store, code: str) -> MunicipalityPage | None:
    """Return the page of a municipality, or None when the code is not known."""
    town = store.get(Municipality, code)
    if town is None:
        return None
    former = tuple(store.iterate(Municipality, '"current" = ? AND "id" <> ?', (code, code), order='"name"'))
    codes = [code, *(item.id for item in former)]
    marks = ", ".join("?" * len(codes))
    statements = read_statements(store, store.iterate(Assertion, f'"municipality" IN ({marks})', codes))
    practices: dict[str, tuple[Practice, tuple[Statement, ...]]] = {}
    for item in statements:
        if item.practice:
            _, before = practices.get(item.practice.id, (item.practice, ()))
            practices[item.practice.id] = (item.practice, (*before, item))
    own = f'"municipality" IN ({marks})'
    mentions = f'"kind" = \'municipality\' AND ("value" IN ({marks}) OR "current" IN ({marks}))'
    named = f'"id" IN (SELECT "document_id" FROM "mention" WHERE {mentions}) '  # noqa: S608  # marks are placeholders
    named += f"AND coalesce(\"municipality\", '') NOT IN ({marks})"
    order = f'coalesce("based_on_date", "published", \'\') DESC, "id" LIMIT {SHOWN}'
    return MunicipalityPage(
        municipality=town,
        current=store.get(Municipality, town.current) if town.current and town.current != code else None,
        former=former,
        practices=tuple(sorted(practices.values(), key=lambda pair: pair[0].label)),
        documents=_with_sources(store, store.iterate(Document, own, codes, order=order)),
        documents_total=store.count(Document, own, codes),
        mentioned_in=_with_sources(store, store.iterate(Document, named, codes * 3, order=order)),
        mentioned_total=store.count(Document, named, codes * 3),
    )


def _with_sources(store: Store, documents: Iterable[Document]) -> tuple[tuple[Document, Source], ...]:
    listed = list(documents)
    sources = fetch(store, Source, (document.source_id for document in listed))
    return tuple((document, sources[document.source_id]) for document in listed)


def read_practice(store: Store, id: str) -> PracticePage | None:
    """Return the page of a practice, or None when there is no such practice."""
    practice = store.get(Practice, id)
    if practice is None:
        return None
    statements = read_statements(store, store.iterate(Assertion, '"practice" = ?', (id,)))
    by_status = []
    for status in Status:
        chosen = [item for item in statements if item.assertion.status == status]
        if chosen:
            chosen.sort(key=lambda item: item.municipality.name if item.municipality else "")
            by_status.append((STATUSES[status], tuple(chosen)))
    return PracticePage(
        practice=practice,
        by_status=tuple(by_status),
        municipalities=len({item.assertion.municipality for item in statements}),
    )


def list_practices(store: Store) -> tuple[tuple[Practice, int], ...]:
    """Return all practices with the number of municipalities of which a text says something about them."""
    numbers = _count(store, 'SELECT "practice", count(DISTINCT "municipality") FROM "assertion" GROUP BY "practice"')
    return tuple(
        (practice, numbers.get(practice.id, 0)) for practice in store.iterate(Practice, order='"category", "label"')
    )


def list_places(store: Store) -> tuple[Place, ...]:
    """Return the municipalities that have a document, a mention or an assertion, by name."""
    documents = _count(store, 'SELECT "municipality", count(*) FROM "document" GROUP BY "municipality"')
    mentioned = _count(
        store,
        'SELECT coalesce("current", "value"), count(DISTINCT "document_id") FROM "mention" '
        "WHERE \"kind\" = 'municipality' GROUP BY 1",
    )
    stated = _count(store, 'SELECT "municipality", count(*) FROM "assertion" GROUP BY "municipality"')
    return tuple(
        Place(
            municipality=town,
            documents=documents.get(town.id, 0),
            mentioned=mentioned.get(town.id, 0),
            statements=stated.get(town.id, 0),
        )
        for town in store.iterate(Municipality, order='"name" COLLATE NOCASE, "id"')
        if town.id in documents or town.id in mentioned or town.id in stated
    )


def _count(store: Store, sql: str) -> Mapping[str, int]:
    return {row[0]: int(row[1]) for row in store.db.conn.execute(sql) if row[0]}
