"""Full-text search over passages: ranked, with snippets, narrowed by what is known of each passage."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field, fields, replace

from graph.provenance import PUBLICATION
from publish.names import sort_town
from publish.views.kept import keep
from publish.views.query import Query, make_query
from publish.views.reading import fetch, fetch_documents
from staving.schema import Document, Municipality, Passage, Practice, Source
from staving.store import Store

PAGE = 25
"""Hits on one page."""

CANDIDATES = 5000
"""Passages that are ranked, the last stored first; of a query that finds more, the others are not looked at."""

_BEGIN, _END = "\x02", "\x03"

_CONDITIONS = {
    "source": '"document"."source_id" = :source',
    "municipality": (
        '("document"."municipality" = :municipality OR EXISTS (SELECT 1 FROM "mention" WHERE '
        '"mention"."passage_id" = "passage"."id" AND "mention"."kind" = \'municipality\' '
        'AND (:municipality IN ("mention"."value", "mention"."current"))))'
    ),
    "practice": (
        'EXISTS (SELECT 1 FROM "mention" WHERE "mention"."passage_id" = "passage"."id" '
        'AND "mention"."kind" = \'practice\' AND "mention"."value" = :practice)'
    ),
    "status": (
        'EXISTS (SELECT 1 FROM "assertion" WHERE "assertion"."passage_id" = "passage"."id" '
        'AND "assertion"."status" = :status)'
    ),
    "year": f"substr({PUBLICATION}, 1, 4) = :year",
    "stance": (
        'EXISTS (SELECT 1 FROM "evidence" WHERE "evidence"."passage_id" = "passage"."id" '
        'AND "evidence"."stance" = :stance AND "evidence"."state" <> \'rejected\')'
    ),
    "state": (
        'EXISTS (SELECT 1 FROM "evidence" WHERE "evidence"."passage_id" = "passage"."id" '
        'AND "evidence"."state" = :state)'
    ),
}
"""What a passage must fulfil, by name of the filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the passages are narrowed to; empty for all."""

    source: str = ""
    """Id of the outlet."""
    municipality: str = ""
    """CBS code: passages that name it, and documents that are its own."""
    practice: str = ""
    """Id of a practice that the passage names."""
    status: str = ""
    """Status that the passage asserts of some municipality."""
    year: str = ""
    """Year of publication; of a summary, of the work that it summarises."""
    stance: str = ""
    """What the passage does to some claim."""
    state: str = ""
    """How its links stand: accepted, proposed or rejected."""

    def given(self) -> dict[str, str]:
        """Return the filters that are set, by name."""
        return {item.name: value for item in fields(self) if (value := getattr(self, item.name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found."""

    passage: Passage
    document: Document
    source: Source
    pieces: tuple[tuple[str, bool], ...]
    """The snippet: words, and whether they were asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search found."""

    hits: tuple[Hit, ...]
    total: int
    page: int
    is_any: bool = False
    """Whether no passage has all the words, so that one of them was enough."""
    is_more: bool = False
    """Whether there are more than were ranked."""
    query: Query | None = None
    """The query with the forms that were searched for."""
    years: tuple[tuple[str, int], ...] = field(default=())
    """How many of the passages found are of each year, the last first."""

    @property
    def has_more(self) -> bool:
        """Whether there is a next page."""
        return self.total > self.page * PAGE


def search_passages(store: Store, text: str, filters: Filters | None = None, *, page: int = 1) -> Results:
    """Return the passages that fit a query best.

    Args:
        store: The database.
        text: What the user typed.
        filters: What to narrow to.
        page: From 1; one that is not there gives the last.
    """
    query = make_query(store, text)
    empty = Results(hits=(), total=0, page=1, query=query)
    tried = None
    for match_any in (False, True):
        expression = query.write(match_any=match_any)
        if expression is None or expression == tried:
            return empty
        tried = expression
        try:
            found = _run(store, expression, filters or Filters(), max(1, page))
        except sqlite3.OperationalError:
            # A query that FTS5 still refuses finds nothing; it is no defect of the database.
            return empty
        if found.total:
            return replace(found, is_any=match_any, query=query)
    return empty


def _run(store: Store, expression: str, filters: Filters, page: int) -> Results:
    given = filters.given()
    conditions = "".join(f" AND {_CONDITIONS[name]}" for name in given)
    # Only our own text is put together here; every value is a parameter.
    candidates = (
        f'SELECT "passage_fts"."rowid", "passage_fts"."rank", substr({PUBLICATION}, 1, 4) FROM "passage_fts" '  # noqa: S608
        'JOIN "passage" ON "passage"."rowid" = "passage_fts"."rowid" '
        'JOIN "document" ON "document"."id" = "passage"."document_id" '
        f'WHERE "passage_fts" MATCH :match{conditions} ORDER BY "passage_fts"."rowid" DESC LIMIT {CANDIDATES + 1}'
    )
    connection = store.db.conn
    rows = connection.execute(candidates, {"match": expression} | given).fetchall()
    is_more = len(rows) > CANDIDATES
    rows = sorted(rows[:CANDIDATES], key=lambda row: (row[1], row[0]))
    total = len(rows)
    page = max(1, min(page, -(-total // PAGE)))
    chosen = [row[0] for row in rows[(page - 1) * PAGE : page * PAGE]]
    years = Counter(row[2] for row in rows if row[2])
    return Results(
        hits=_read_hits(store, expression, chosen),
        total=total,
        page=page,
        is_more=is_more,
        years=tuple(sorted(years.items(), reverse=True)),
    )


def _read_hits(store: Store, expression: str, rows: list[int]) -> tuple[Hit, ...]:
    marks = ", ".join("?" * len(rows))
    snippet = f"snippet(\"passage_fts\", 0, '{_BEGIN}', '{_END}', ' … ', 40)"
    found = store.db.conn.execute(
        f'SELECT "passage"."rowid", "passage"."id", {snippet} FROM "passage_fts" '  # noqa: S608  # marks are placeholders
        'JOIN "passage" ON "passage"."rowid" = "passage_fts"."rowid" '
        f'WHERE "passage_fts" MATCH ? AND "passage_fts"."rowid" IN ({marks})',
        (expression, *rows),
    ).fetchall()
    by_row = {row[0]: (row[1], row[2]) for row in found}
    passages = fetch(store, Passage, (name for name, _ in by_row.values()))
    documents = fetch_documents(store, (item.document_id for item in passages.values()))
    hits = []
    for row in rows:
        name, text = by_row[row]
        document, outlet = documents[passages[name].document_id]
        hits.append(Hit(passage=passages[name], document=document, source=outlet, pieces=_split_marks(text)))
    return tuple(hits)


def _split_marks(snippet: str) -> tuple[tuple[str, bool], ...]:
    pieces = []
    for number, part in enumerate(snippet.split(_BEGIN)):
        marked, end, rest = part.partition(_END)
        if number and end:
            pieces += [(marked, True), (rest, False)]
        else:
            pieces.append((part, False))
    return tuple((text, is_hit) for text, is_hit in pieces if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the filters offer."""

    outlets: tuple[tuple[Source, int], ...]
    """Outlets with documents, with how many, by name."""
    towns: tuple[Municipality, ...]
    """Municipalities that some document names or comes from, by name."""
    practices: tuple[Practice, ...]
    """Practices that some passage names, by label."""
    years: tuple[str, ...]
    """Years of publication, the last first."""


def list_choices(store: Store) -> Choices:
    """Return what the filters offer."""
    return keep(store, "choices", lambda: _list_choices(store))


def _list_choices(store: Store) -> Choices:
    connection = store.db.conn
    numbers = dict(connection.execute('SELECT "source_id", count(*) FROM "document" GROUP BY 1').fetchall())
    sources = fetch(store, Source, numbers)
    query = (
        'SELECT coalesce("current", "value") FROM "mention" WHERE "kind" = \'municipality\' '
        'UNION SELECT "municipality" FROM "document" WHERE "municipality" IS NOT NULL'
    )
    towns = fetch(store, Municipality, (row[0] for row in connection.execute(query).fetchall()))
    named = connection.execute('SELECT DISTINCT "value" FROM "mention" WHERE "kind" = \'practice\'').fetchall()
    practices = fetch(store, Practice, (row[0] for row in named))
    sql = f'SELECT DISTINCT substr({PUBLICATION}, 1, 4) FROM "document" ORDER BY 1 DESC'  # noqa: S608  # our own text
    years = connection.execute(sql).fetchall()
    return Choices(
        outlets=tuple(
            (item, numbers[item.id]) for item in sorted(sources.values(), key=lambda item: item.name.casefold())
        ),
        towns=tuple(sorted(towns.values(), key=lambda item: sort_town(item.name))),
        practices=tuple(sorted(practices.values(), key=lambda item: item.label)),
        years=tuple(row[0] for row in years if row[0] and row[0].isdigit()),
    )
