"""Search documents released under the Woo on open.overheid.nl."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from crawler.addresses import is_web_address, join_address
from crawler.asks import Ask, Entry, Listing
from crawler.lists.answers import clip, count, flat, open_json
from crawler.lists.cql import write_address
from crawler.lists.creators import find_name, is_of
from crawler.lists.diwoo import ask_site
from crawler.lists.paging import Page, begin, go_on, read_turn
from crawler.lists.words import list_alternatives, read_query
from crawler.pages.dates import read_date
from crawler.publishers import Publisher
from staving.dossier.settings import Search

READER = "open_overheid"
"""Name of the reader of its answers."""

PAGE_SIZE = 50
"""Documents asked for at once; the service knows 10, 20 and 50 only."""


def ask_woo(search: Search, *, base: str, source_id: str) -> Iterator[Ask]:
    """Yield the first requests of a search for released documents.

    Where the search names an address, the DiWoo sitemaps of that site are read; else open.overheid.nl is searched, once
    for each alternative of a query with OR and each municipality.

    Args:
        search: Query, municipalities, days (of release), and perhaps the address of a site or of its sitemap.
        base: Address of the service.
        source_id: Record of the body whose service it is.
    """
    if search.url is not None:
        yield from ask_site(search)
        return
    for text in list_alternatives(read_query(search.query)):
        for code in search.municipalities or (None,):
            name = find_name(code) if code else None
            parameters = [("zoektekst", text.replace("*", "")), ("start", "0"), ("aantalResultaten", str(PAGE_SIZE))]
            if name:
                # The service wants the values of its filters encoded twice.
                parameters.append(("organisatie", quote(f"gemeente {name}")))
            state = begin(search, codes=[code] if code else [], since=search.since, until=search.until, start=0)
            url = write_address(f"{base}/zoek", parameters)
            yield Ask(url=url, reader=READER, source_id=source_id, state=state)


def read_released(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the documents on a page of an answer, and the request for the next page.

    Args:
        content: The answer.
        ask: The request; its state holds municipalities and days.
        publisher: The body whose service it is.
    """
    answer, problem = open_json(content)
    if problem is not None:
        return Listing(problem=problem)
    results = answer.get("resultaten") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(results, list):
        names = ("message", "title", "detail", "error")
        values = answer if isinstance(answer, dict) else {}
        said = next((text for name in names if (text := flat(values.get(name)))), "")
        return Listing(problem=f"the search was refused: {clip(said)}" if said else "the answer has no known form")
    room = read_turn(ask).room
    entries: list[Entry] = []
    for result in results:
        entry = _read_result(result, ask.url) if isinstance(result, dict) else None
        if entry is not None and len(entries) < room and _is_wanted(entry, ask.state):
            entries.append(entry)
    start = count(ask.state.get("start")) or 0
    following = start + len(results)
    page = Page(
        taken=len(entries),
        received=len(results),
        found=count(answer.get("totaal")),
        first=_name_first(results),
        url=re.sub(r"(?<=[?&]start=)\d+", str(following), ask.url),
    )
    asks, problem = go_on(ask, page, start=following)
    return Listing(entries=tuple(entries), asks=asks, problem=problem)


def _document(result: object) -> Mapping[str, Any]:
    found = result.get("document") if isinstance(result, dict) else None
    return found if isinstance(found, dict) else {}


def _name_first(results: list[Any]) -> str:
    return flat(_document(results[0]).get("id")) if results else ""


def _read_result(result: Mapping[str, Any], base: str) -> Entry | None:
    document = _document(result)
    addresses = (join_address(base, flat(document.get(name))) for name in ("pid", "weblocatie") if document.get(name))
    url = next((item for item in addresses if is_web_address(item)), None)
    if url is None:
        return None
    return Entry(
        url=url,
        title=flat(document.get("titel")) or None,
        published=read_date(flat(document.get("openbaarmakingsdatum"))),
        modified=read_date(flat(document.get("mutatiedatumtijd"))),
        identifier=re.sub(r"_\d+\Z", "", flat(document.get("id"))) or None,
        fields=dict(document) | {name: value for name, value in result.items() if name != "document"},
    )


def _is_wanted(entry: Entry, state: Mapping[str, Any]) -> bool:
    day, since, until = (entry.published or "")[:10], flat(state.get("since")), flat(state.get("until"))
    is_in_time = not day or ((not since or day >= since) and (not until or day <= until))
    return is_in_time and is_of(flat(entry.fields.get("publisher")), state.get("codes") or ())
