"""Full-text search over passages.

What a user types is never read as search syntax, except what is offered here: "words in quotes", -not and begin*.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, replace

from publish.names import sort_town
from publish.views.reading import fetch, fetch_documents
from staving.schema import Document, Municipality, Passage, Source
from staving.store import Store

PAGE = 25
"""Hits on one page."""

LONGEST = 400
"""Characters of a query that are used."""

MOST_WORDS = 24
"""Words of a query that are used."""

_BEGIN, _END = "\x02", "\x03"
_TERM = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


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

    @property
    def has_more(self) -> bool:
        """Whether there is a next page."""
        return self.total > self.page * PAGE


def write_match(query: str, *, match_any: bool = False) -> str | None:
    """Return the FTS5 expression for what a user typed, or None when there is no word in it.

    Every word is quoted, so that no character of it is syntax.

    >>> write_match('camera "spreek kamer" -drone film*')
    '("camera" AND "spreek kamer" AND "film"*) NOT ("drone")'
    >>> write_match("AND ( * ^")
    '("AND")'
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for match in _TERM.finditer(query.replace("\x00", " ")[:LONGEST]):
        words = match["phrase"] if match["phrase"] is not None else match["word"]
        if not any(letter.isalnum() for letter in words):
            continue
        quoted = '"' + words.strip().rstrip("*").replace('"', '""') + '"'
        if match["word"] and words.endswith("*"):
            quoted += "*"
        (unwanted if match["no"] else wanted).append(quoted)
    if not wanted:
        return None
    expression = "(" + (" OR " if match_any else " AND ").join(wanted[:MOST_WORDS]) + ")"
    return f"{expression} NOT ({' OR '.join(unwanted[:MOST_WORDS])})" if unwanted else expression


def search_passages(
    store: Store, query: str, *, source: str | None = None, municipality: str | None = None, page: int = 1
) -> Results:
    """Return the passages that fit a query best.

    Args:
        store: The database.
        query: What the user typed.
        source: Only documents of this outlet.
        municipality: Only passages that name this municipality, and documents that are its own (CBS code).
        page: From 1; one that is not there gives the last.
    """
    page = max(1, page)
    empty = Results(hits=(), total=0, page=1)
    tried = None
    for match_any in (False, True):
        expression = write_match(query, match_any=match_any)
        if expression is None or expression == tried:
            return empty
        tried = expression
        try:
            found = _run(store, expression, source, municipality, page)
        except sqlite3.OperationalError:
            # A query that FTS5 still refuses finds nothing; it is no defect of the database.
            return empty
        if found.total:
            return replace(found, is_any=match_any)
    return empty


def _run(store: Store, expression: str, source: str | None, municipality: str | None, page: int) -> Results:
    joined = (
        'FROM "passage_fts" JOIN "passage" ON "passage"."rowid" = "passage_fts"."rowid" '
        'JOIN "document" ON "document"."id" = "passage"."document_id" WHERE "passage_fts" MATCH :match '
        'AND (:source IS NULL OR "document"."source_id" = :source) '
        'AND (:town IS NULL OR "document"."municipality" = :town OR EXISTS (SELECT 1 FROM "mention" WHERE '
        '"mention"."passage_id" = "passage"."id" AND "mention"."kind" = \'municipality\' '
        'AND (:town IN ("mention"."value", "mention"."current"))))'
    )
    values: dict[str, str | int | None] = {"match": expression, "source": source, "town": municipality}
    connection = store.db.conn
    total = int(connection.execute(f"SELECT count(*) {joined}", values).fetchone()[0])
    page = max(1, min(page, -(-total // PAGE)))
    values |= {"size": PAGE, "skip": (page - 1) * PAGE}
    snippet = f"snippet(\"passage_fts\", 0, '{_BEGIN}', '{_END}', ' … ', 40)"
    sql = f'SELECT "passage"."id", {snippet} {joined} ORDER BY "passage_fts"."rank" LIMIT :size OFFSET :skip'
    rows = connection.execute(sql, values).fetchall()
    passages = fetch(store, Passage, (row[0] for row in rows))
    documents = fetch_documents(store, (item.document_id for item in passages.values()))
    hits = []
    for passage_id, text in rows:
        passage = passages[passage_id]
        document, outlet = documents[passage.document_id]
        hits.append(Hit(passage=passage, document=document, source=outlet, pieces=_split_marks(text)))
    return Results(hits=tuple(hits), total=total, page=page)


def _split_marks(snippet: str) -> tuple[tuple[str, bool], ...]:
    pieces = []
    for number, part in enumerate(snippet.split(_BEGIN)):
        marked, end, rest = part.partition(_END)
        if number and end:
            pieces += [(marked, True), (rest, False)]
        else:
            pieces.append((part, False))
    return tuple((text, is_hit) for text, is_hit in pieces if text)


def list_outlets(store: Store) -> tuple[tuple[Source, int], ...]:
    """Return the outlets with documents, with how many, by name."""
    numbers = dict(store.db.conn.execute('SELECT "source_id", count(*) FROM "document" GROUP BY 1').fetchall())
    sources = fetch(store, Source, numbers)
    return tuple((item, numbers[item.id]) for item in sorted(sources.values(), key=lambda item: item.name.casefold()))


def list_towns(store: Store) -> tuple[Municipality, ...]:
    """Return the municipalities that some document names or comes from, by name."""
    query = (
        'SELECT coalesce("current", "value") FROM "mention" WHERE "kind" = \'municipality\' '
        'UNION SELECT "municipality" FROM "document" WHERE "municipality" IS NOT NULL'
    )
    towns = fetch(store, Municipality, (row[0] for row in store.db.conn.execute(query).fetchall()))
    return tuple(sorted(towns.values(), key=lambda item: sort_town(item.name)))
