"""Search rulings (data.rechtspraak.nl): the list gives titles and summaries, the text comes by ECLI.

The service cannot search for words: what is asked for is looked for in title and summary of each ruling of the days
asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from crawler.asks import Ask, Entry, Listing
from crawler.lists.answers import clip, count, flat, open_xml
from crawler.lists.cql import write_address
from crawler.lists.paging import Page, begin, go_on, read_turn
from crawler.lists.words import matches, read_query
from crawler.pages.dates import read_date
from crawler.pages.elements import read_local_name
from crawler.publishers import Publisher
from staving.dossier.settings import Search

READER = "rulings"
"""Name of the reader of its answers."""

PAGE_SIZE = 1000
"""Rulings asked for at once; the service gives no more."""

_ECLI = re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{1,25}", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)\d{1,2}-\d{1,2}-\d{4}(?!\d)")
_FIRST_DAY, _LAST_DAY = "1900-01-01", "2999-12-31"


def ask_rulings(search: Search, *, base: str, source_id: str) -> Iterator[Ask]:
    """Yield the requests for rulings by name, and for the first page of a search for others.

    Args:
        search: ECLIs (identifiers), or a query and days (of the ruling); without query every ruling of the days.
        base: Address of the service.
        source_id: Record of the body whose service it is.
    """
    for identifier in dict.fromkeys(item.upper() for item in search.identifiers):
        entry = Entry(url=write_content_address(base, identifier), identifier=identifier)
        yield Ask(url=entry.url, source_id=source_id, entry=entry, is_chosen=True)
    if search.identifiers and not (search.query or search.since or search.until):
        return
    days = (search.since or _FIRST_DAY, search.until or _LAST_DAY) if search.since or search.until else ()
    parameters = [("max", str(PAGE_SIZE)), ("from", "0"), ("return", "DOC"), ("sort", "DESC")]
    state = begin(search, query=search.query, start=0)
    url = write_address(f"{base}/zoeken", [*parameters, *(("date", day) for day in days)])
    yield Ask(url=url, reader=READER, source_id=source_id, state=state)


def read_rulings(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the rulings on a page of the list that hold what is searched for, and the request for the next page.

    Args:
        content: The answer, an Atom feed.
        ask: The request; its state holds the query.
        publisher: The body whose service it is.
    """
    root, problem = open_xml(content)
    if root is None:
        return Listing(problem=problem)
    if read_local_name(root) != "feed":
        said = clip("".join(root.itertext()))
        return Listing(problem=f"<{read_local_name(root)}> is no list of rulings{f': {said}' if said else ''}")
    query = read_query(flat(ask.state.get("query")))
    base = ask.url.partition("/zoeken")[0]
    room = read_turn(ask).room
    entries: list[Entry] = []
    received, first = 0, ""
    for element in root:
        if read_local_name(element) != "entry":
            continue
        received += 1
        values = _read_values(element)
        ecli = _ECLI.search(f"{values.get('id', '')} {values.get('title', '')}")
        if ecli is None:
            continue
        first = first or ecli.group()
        if len(entries) < room and matches(query, f"{values.get('title', '')}\n{values.get('summary', '')}"):
            entries.append(_read_entry(values, ecli.group().upper(), base))
    if problem is not None:
        return Listing(entries=tuple(entries), problem=problem)
    start = count(ask.state.get("start")) or 0
    following = start + received
    page = Page(
        taken=len(entries),
        received=received,
        found=_read_total(root),
        first=first,
        url=re.sub(r"(?<=[?&]from=)\d+", str(following), ask.url),
    )
    asks, problem = go_on(ask, page, start=following)
    return Listing(entries=tuple(entries), asks=asks, problem=problem)


def write_content_address(base: str, ecli: str) -> str:
    """Return the address of the text of a ruling.

    >>> write_content_address("https://dienst.example/uitspraken", "ECLI:NL:CRVB:2099:1")
    'https://dienst.example/uitspraken/content?id=ECLI:NL:CRVB:2099:1'
    """
    return f"{base}/content?id={quote(ecli, safe=':')}"


def _read_values(element: Any) -> dict[str, str]:
    return {
        read_local_name(child): " ".join("".join(child.itertext()).split())
        for child in element
        if isinstance(child.tag, str)
    }


def _read_entry(values: dict[str, str], ecli: str, base: str) -> Entry:
    title = values.get("title", "")
    day = _DAY.search(title)
    return Entry(
        url=write_content_address(base, ecli),
        title=title or ecli,
        published=read_date(day.group()) if day else None,
        modified=read_date(values.get("updated")),
        identifier=ecli,
        fields={
            "summary": values.get("summary", ""),
            "deeplink": f"https://deeplink.rechtspraak.nl/uitspraak?id={ecli}",
        },
    )


def _read_total(root: Any) -> int | None:
    """Return how many rulings there are; the feed says so at the end of its subtitle."""
    for child in root:
        if read_local_name(child) == "subtitle":
            match = re.search(r"(\d+)\D*\Z", "".join(child.itertext()))
            return int(match[1]) if match else None
    return None
