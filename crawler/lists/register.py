"""Go through the algorithm register of the Dutch government: a POST for each page, entries whole in the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from crawler.asks import Ask, Listing
from crawler.extracted import Extracted
from crawler.lists.answers import clip, count, flat, open_json
from crawler.lists.creators import is_of
from crawler.lists.paging import Page, begin, go_on, read_turn
from crawler.lists.words import matches, read_query
from crawler.pages.register import read_entry
from crawler.publishers import Publisher
from staving.dossier.settings import Search
from staving.gazetteer import find_municipality

READER = "algorithm_register"
"""Name of the reader of its answers."""

PAGE_SIZE = 100
"""Entries asked for at once; the service gives no more."""

_HEADERS = {"Content-Type": "application/json"}


def ask_register(search: Search, *, base: str, source_id: str) -> Iterator[Ask]:
    """Yield the request for the first page of the register.

    The whole register is some sixteen pages, and its own search finds likenesses too; so all pages are read, and query,
    municipalities and days (of registration) choose among the entries.

    Args:
        search: Query, municipalities, days or identifiers (numbers of entries).
        base: Address of the service, with the language at its end.
        source_id: Record of the body whose service it is.
    """
    state = begin(
        search,
        query=search.query,
        codes=list(search.municipalities),
        since=search.since,
        until=search.until,
        identifiers=list(search.identifiers),
    )
    yield Ask(
        url=base, reader=READER, source_id=source_id, method="POST", body=_write_page(1), headers=_HEADERS, state=state
    )


def read_register(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the entries of a page of the register that are wanted, and the request for the next page.

    Args:
        content: The answer.
        ask: The request; its state holds what is wanted.
        publisher: The body whose service it is.
    """
    answer, problem = open_json(content)
    if problem is not None:
        return Listing(problem=problem)
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(results, list):
        said = flat(answer.get("message") or answer.get("error")) if isinstance(answer, dict) else ""
        return Listing(problem=f"the search was refused: {clip(said)}" if said else "the answer has no known form")
    state, turn = ask.state, read_turn(ask)
    query = read_query(flat(state.get("query")))
    numbers = {flat(item) for item in state.get("identifiers") or ()}
    since, until = flat(state.get("since")), flat(state.get("until"))
    documents: list[Extracted] = []
    for result in results:
        if not isinstance(result, dict) or len(documents) >= turn.room:
            continue
        entry = read_entry(result)
        if entry is None or (numbers and entry.identifier not in numbers):
            continue
        municipality = find_municipality(flat(result.get("org_id")).upper())
        if entry.municipality is None and municipality is not None:
            entry = replace(entry, municipality=municipality.name)
        day = (entry.published or "")[:10]
        is_in_time = (not since or day >= since) and (not until or day <= until)
        is_own = is_of(entry.municipality, state.get("codes") or ())
        if is_in_time and is_own and matches(query, f"{entry.title}\n{entry.text}"):
            documents.append(entry)
    first = results[0] if results and isinstance(results[0], dict) else {}
    page = Page(
        taken=len(documents),
        received=len(results),
        found=count(answer.get("total_count")),
        first=flat(first.get("lars") or first.get("id") or first.get("name") or first.get("title")),
        body=_write_page(turn.page + 1),
    )
    asks, problem = go_on(ask, page)
    return Listing(asks=asks, documents=tuple(documents), problem=problem)


def _write_page(number: int) -> str:
    return json.dumps({"page": str(number), "limit": str(PAGE_SIZE)})
