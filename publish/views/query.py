"""What a user types, as a query of the search table: words with their other forms, phrases, exclusions.

Nothing typed is ever read as search syntax, except what is offered here: "words in quotes", -not and begin*. A word
stands for itself, for the words with its Dutch stem, and for the compounds it is part of (`camera` finds
`beveiligingscamera`); the words are those that occur in the texts, so that each form is known.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from graph.terms import stem
from staving.folding import fold
from staving.store import Store

LONGEST = 400
"""Characters of a query that are used."""

MOST_WORDS = 24
"""Words of a query that are used."""

MOST_FORMS = 60
"""Other forms of one word that are searched for, the commonest first."""

SHORTEST_PART = 5
"""Letters that a word must have to be looked for inside others."""

_TERM = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Part:
    """A word or phrase of a query."""

    text: str
    """As it was typed, without marks."""
    is_excluded: bool = False
    """Whether it must not occur."""
    is_phrase: bool = False
    """Whether it is to be found as it is, without other forms."""
    is_begin: bool = False
    """Whether words may go on after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query as it is searched."""

    parts: tuple[Part, ...]
    """Words and phrases in the order typed."""
    forms: dict[str, tuple[str, ...]]
    """Other forms of each word, as they occur in the texts."""
    practices: tuple[tuple[str, str], ...] = ()
    """Practices that the query names: id and label; their names in the texts are searched as well."""
    names: tuple[str, ...] = ()
    """How the texts name those practices."""

    @property
    def has_words(self) -> bool:
        """Whether there is anything that must occur."""
        return any(not part.is_excluded for part in self.parts)

    def write(self, *, match_any: bool = False) -> str | None:
        """Return the FTS5 expression; None when there is no word in it.

        Args:
            match_any: Whether one of the words is enough.
        """
        wanted = [_write_part(part, self.forms.get(part.text, ())) for part in self.parts if not part.is_excluded]
        unwanted = [_write_part(part, ()) for part in self.parts if part.is_excluded]
        if not wanted:
            return None
        expression = "(" + (" OR " if match_any else " AND ").join(wanted[:MOST_WORDS]) + ")"
        if self.names:
            expression = f"({expression} OR {' OR '.join(_quote(name) for name in self.names)})"
        return f"{expression} NOT ({' OR '.join(unwanted[:MOST_WORDS])})" if unwanted else expression


def split_query(text: str) -> tuple[Part, ...]:
    """Return the words and phrases of what a user typed.

    >>> [(part.text, part.is_excluded) for part in split_query('camera "spreek kamer" -drone AND (')]
    [('camera', False), ('spreek kamer', False), ('drone', True), ('AND', False)]
    """
    parts = []
    for match in _TERM.finditer(text.replace("\x00", " ")[:LONGEST]):
        words = match["phrase"] if match["phrase"] is not None else match["word"]
        if not any(letter.isalnum() for letter in words):
            continue
        is_begin = bool(match["word"]) and words.endswith("*")
        parts.append(
            Part(words.strip().rstrip("*"), bool(match["no"]), match["phrase"] is not None or is_begin, is_begin)
        )
    return tuple(parts)


def make_query(store: Store, text: str) -> Query:
    """Return a query with the forms of its words that occur in the texts.

    Args:
        store: The database.
        text: What the user typed.
    """
    parts = split_query(text)
    forms = {part.text: find_forms(store, part.text) for part in parts if not part.is_excluded and not part.is_phrase}
    practices = find_practices(store, text)
    names = _list_names(store, [name for name, _ in practices])
    return Query(parts=parts, forms=forms, practices=practices, names=names)


def find_forms(store: Store, word: str) -> tuple[str, ...]:
    """Return the words of the texts with the same stem, and those it is part of; the word itself is not among them."""
    folded = fold(word)
    if not folded.isalnum():
        return ()
    connection = store.db.conn
    try:
        found = connection.execute(
            'SELECT "word" FROM "term" WHERE "stem" = ? AND "word" <> ? ORDER BY "passages" DESC LIMIT ?',
            (stem(folded), folded, MOST_FORMS),
        ).fetchall()
        root = stem(folded)
        if len(root) >= SHORTEST_PART:
            found += connection.execute(
                'SELECT "term"."word" FROM "term_fts" JOIN "term" ON "term"."id" = "term_fts"."rowid" '
                'WHERE "term_fts" MATCH ? AND "term"."word" <> ? ORDER BY "passages" DESC LIMIT ?',
                (_quote(root), folded, MOST_FORMS),
            ).fetchall()
    except sqlite3.OperationalError:
        return ()  # a database that has no words yet: `staving publish` collects them
    return tuple(dict.fromkeys(row[0] for row in found if row[0].isalnum()))[:MOST_FORMS]


def find_practices(store: Store, text: str) -> tuple[tuple[str, str], ...]:
    """Return the practices that a query names: by their label, or as the texts name them."""
    wanted = " ".join(text.casefold().split())[:LONGEST]
    if not wanted or '"' in wanted:
        return ()  # words in quotes are searched for as they are
    rows = store.db.conn.execute(
        'SELECT "id", "label" FROM "practice" WHERE lower("label") = :text OR "id" = :text OR "id" IN '
        '(SELECT "value" FROM "mention" WHERE "kind" = \'practice\' AND "text" IN (:text, :title))',
        {"text": wanted, "title": wanted[:1].upper() + wanted[1:]},
    ).fetchall()
    return tuple((row[0], row[1]) for row in rows[:3])


def _list_names(store: Store, practices: Sequence[str]) -> tuple[str, ...]:
    """Return how the texts name some practices, the commonest first."""
    if not practices:
        return ()
    marks = ", ".join("?" * len(practices))
    rows = store.db.conn.execute(
        f'SELECT "text", count(*) FROM "mention" WHERE "kind" = \'practice\' AND "value" IN ({marks}) '  # noqa: S608
        f'GROUP BY lower("text") ORDER BY 2 DESC LIMIT {MOST_FORMS}',
        tuple(practices),
    ).fetchall()
    return tuple(row[0] for row in rows if any(letter.isalnum() for letter in row[0]))


def _write_part(part: Part, forms: Sequence[str]) -> str:
    own = _quote(part.text) + ("*" if part.is_begin else "")
    return f"({' OR '.join([own, *map(_quote, forms)])})" if forms else own


def _quote(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
