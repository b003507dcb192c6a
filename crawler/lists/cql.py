"""Write queries in CQL (Contextual Query Language, OASIS searchRetrieve part 5), whatever a user typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from crawler.lists.words import Query, Term, write_query


def quote_term(text: str) -> str:
    r"""Return a text as a CQL string: quotation marks, backslashes, masks and anchors stand for themselves.

    >>> print(quote_term('een "twee" * ^'))
    "een \"twee\" \* \^"
    """
    plain = re.sub(r"[\x00-\x1f\x7f]+", " ", text)
    return '"' + re.sub(r'(["\\*?^])', r"\\\1", plain) + '"'


def write_term(term: Term) -> str:
    """Return a word or phrase as a CQL string; a star that the user put at the end of a word stays a mask.

    >>> print(write_term(Term("opname", is_prefix=True)))
    "opname*"
    """
    quoted = quote_term(term.text)
    return f'{quoted[:-1]}*"' if term.is_prefix else quoted


def search_index(index: str, query: Query | None) -> str | None:
    """Return the clause that searches an index for a query, or None where there is no query.

    Args:
        index: Name of the index with its relation, such as `cql.textAndIndexes=`.
        query: What to search for.
    """
    return write_query(query, lambda term: f"{index}{write_term(term)}") if query is not None else None


def one_of(index: str, values: Iterable[str]) -> str | None:
    """Return the clause that asks for one of some values, or None where there are none.

    Args:
        index: Name of the index with its relation, such as `dt.creator==`.
        values: The values.

    >>> print(one_of("dt.creator==", ["Dronten", "Urk"]))
    (dt.creator=="Dronten" OR dt.creator=="Urk")
    """
    clauses = [f"{index}{quote_term(value)}" for value in values]
    return f"({' OR '.join(clauses)})" if len(clauses) > 1 else clauses[0] if clauses else None


def all_of(clauses: Iterable[str | None]) -> str:
    """Return the query that asks for all of some clauses; those that are None are left out."""
    return " AND ".join(clause for clause in clauses if clause)


def write_address(base: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Return an address with its parameters behind it; spaces as %20, which every server understands.

    >>> write_address("https://dienst.example/sru?x=1", [("query", "a b")])
    'https://dienst.example/sru?x=1&query=a%20b'
    """
    return f"{base}{'&' if '?' in base else '?'}{urlencode(list(parameters), quote_via=quote)}"
