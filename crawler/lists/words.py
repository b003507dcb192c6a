"""The plain form in which a case file writes what to search for, and the forms in which services want it.

Words next to each other must all be there; phrases stand in quotation marks; OR, AND and brackets join them; a star
at the end of a word stands for any ending.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

MAX_DEPTH = 8
"""Brackets within brackets that are read; deeper ones are passed over."""

MAX_ALTERNATIVES = 12
"""Searches that a query with OR becomes, for services that know no OR."""

_TOKEN = re.compile(r'"([^"]*)"?|([()])|([^\s()"]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase."""

    text: str
    """The word, without star, or the words of the phrase on one line."""
    is_phrase: bool = False
    """Whether it stood in quotation marks."""
    is_prefix: bool = False
    """Whether any ending will do."""


@dataclass(frozen=True, slots=True)
class Group:
    """Terms and groups of which all, or at least one, must be there."""

    parts: tuple[Term | Group, ...]
    """The parts, at least two."""
    is_any: bool = False
    """Whether one of them is enough."""


Query = Term | Group


def read_query(text: str) -> Query | None:
    """Return what a query in the plain form asks for, or None where it holds no words.

    Nothing is refused: a bracket or quotation mark without its other half is passed over or closed at the end.

    >>> read_query('bijstand OR "heimelijke opname"')
    Group(parts=(Term(text='bijstand', is_phrase=False, is_prefix=False), \
Term(text='heimelijke opname', is_phrase=True, is_prefix=False)), is_any=True)
    """
    tokens = [(match[1], match[2] or match[3] or "") for match in _TOKEN.finditer(text)]
    position = 0

    def read_any(depth: int) -> Query | None:
        nonlocal position
        found = [read_all(depth)]
        while position < len(tokens) and tokens[position] == (None, "OR"):
            position += 1
            found.append(read_all(depth))
        return _join([item for item in found if item is not None], is_any=True)

    def read_all(depth: int) -> Query | None:
        nonlocal position
        found: list[Query] = []
        while position < len(tokens) and tokens[position] != (None, "OR"):
            phrase, word = tokens[position]
            if phrase is None and word == ")" and depth:
                break
            position += 1
            if phrase is None and word == "(" and depth < MAX_DEPTH:
                inner = read_any(depth + 1)
                position += position < len(tokens) and tokens[position] == (None, ")")
                if inner is not None:
                    found.append(inner)
            elif phrase is not None or word not in {"AND", "(", ")"}:
                term = _read_term(phrase, word)
                if term is not None:
                    found.append(term)
        return _join(found, is_any=False)

    return read_any(0)


def write_query(query: Query, write: Callable[[Term], str], *, both: str = " AND ", either: str = " OR ") -> str:
    """Return a query in the form of a service.

    Args:
        query: The query.
        write: Writes one word or phrase, with all that must be escaped.
        both: Joins what must all be there.
        either: Joins what is enough by itself.
    """
    if isinstance(query, Term):
        return write(query)
    parts = [write_query(part, write, both=both, either=either) for part in query.parts]
    return f"({(either if query.is_any else both).join(parts)})"


def list_alternatives(query: Query | None) -> tuple[str, ...]:
    """Return the searches without OR and brackets that together ask for a query, for services that know neither.

    >>> list_alternatives(read_query('(a OR b) "c d"'))
    ('a "c d"', 'b "c d"')
    """
    if query is None:
        return ("",)

    def expand(item: Query) -> list[str]:
        if isinstance(item, Term):
            return [f'"{item.text}"' if item.is_phrase else item.text]
        if item.is_any:
            return [text for part in item.parts for text in expand(part)][:MAX_ALTERNATIVES]
        found = [""]
        for part in item.parts:
            found = [f"{left} {right}".strip() for left in found for right in expand(part)][:MAX_ALTERNATIVES]
        return found

    return tuple(dict.fromkeys(expand(query)))


def matches(query: Query | None, text: str) -> bool:
    """Tell whether a text holds what a query asks for; case does not matter, and no query asks for nothing.

    >>> matches(read_query("opname*"), "Twee opnamen"), matches(read_query("opname"), "Twee opnamen")
    (True, False)
    """
    if query is None:
        return True
    if isinstance(query, Group):
        found = (matches(part, text) for part in query.parts)
        return any(found) if query.is_any else all(found)
    words = r"\s+".join(re.escape(word) for word in query.text.split())
    end = "" if query.is_prefix else r"(?!\w)"
    return re.search(rf"(?<!\w){words}{end}", text, re.IGNORECASE) is not None


def _read_term(phrase: str | None, word: str) -> Term | None:
    if phrase is not None:
        text = " ".join(phrase.split())
        return Term(text, is_phrase=True) if re.search(r"\w", text) else None
    text = word.rstrip("*")
    return Term(text, is_prefix=text != word) if re.search(r"\w", text) else None


def _join(found: list[Query], *, is_any: bool) -> Query | None:
    if len(found) < 2:
        return found[0] if found else None
    return Group(tuple(found), is_any)
