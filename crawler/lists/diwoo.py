"""Read DiWoo sitemaps: what a public body releases under the Woo, each document with its metadata (DiWoo 0.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.addresses import is_web_address, join_address, split_address
from crawler.asks import Ask, Entry, Listing
from crawler.lists.answers import count, flat, open_xml
from crawler.lists.creators import find_name, is_of
from crawler.lists.feeds import MAX_ENTRIES
from crawler.lists.paging import begin, read_turn
from crawler.lists.robots import find_sitemaps
from crawler.lists.words import matches, read_query
from crawler.pages.dates import read_date
from crawler.pages.elements import read_local_name
from crawler.publishers import Publisher
from staving.dossier.settings import Search

READER = "diwoo"
"""Name of the reader of its sitemaps."""

ROBOTS_READER = "diwoo_robots"
"""Name of the reader of the robots.txt that names them."""

MAX_SITEMAPS = 200
"""Sitemaps read of one index; there is one for each of the seventeen categories, and more for large bodies."""

MAX_DEPTH = 3
"""Indices within indices that are read."""

_NAMED = re.compile(r"woo|infocat|openbaar", re.IGNORECASE)
_CODE = re.compile(r"/id/gemeente/(gm\d{4})\b", re.IGNORECASE)


def ask_site(search: Search) -> Iterator[Ask]:
    """Yield the request for the sitemap that a search names, or for the robots.txt of its site.

    Args:
        search: The search; its address is that of a sitemap (…xml) or of any page of the site. Query (words of the
            title), municipalities and days choose among the documents.
    """
    parts = split_address(search.url or "")
    state = begin(
        search,
        query=search.query,
        codes=list(search.municipalities),
        since=search.since,
        until=search.until,
        depth=0,
    )
    if re.search(r"\.xml(?:\.gz)?\Z", parts.path):
        yield Ask(url=search.url or "", reader=READER, state=state, is_chosen=True)
    elif parts.hostname:
        yield Ask(url=f"{parts.scheme}://{parts.netloc}/robots.txt", reader=ROBOTS_READER, state=state, is_chosen=True)


def read_robots(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the requests for the DiWoo sitemaps that a robots.txt names.

    Args:
        content: The robots.txt.
        ask: The request.
        publisher: The body whose site it is.
    """
    found = [url for url in find_sitemaps(content.decode("utf-8", "replace"), ask.url) if _is_named(url)]
    if not found:
        return Listing(problem="robots.txt names no DiWoo sitemap; give the address of the sitemap itself as url")
    asks = [Ask(url=url, reader=READER, source_id=ask.source_id, state=ask.state) for url in found[:MAX_SITEMAPS]]
    return Listing(asks=tuple(asks))


def read_diwoo(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the documents that a DiWoo sitemap names, newest first, or the sitemaps that an index names.

    Args:
        content: The sitemap or the index, gzip or not.
        ask: The request; its state holds what is wanted.
        publisher: The body whose site it is.
    """
    root, problem = open_xml(content)
    if root is None:
        return Listing(problem=problem)
    name = read_local_name(root)
    if name == "sitemapindex":
        return _read_index(root, ask, problem)
    if name != "urlset":
        return Listing(problem=f"<{name}> is no sitemap")
    entries: list[Entry] = []
    for element in root:
        if read_local_name(element) == "url" and len(entries) < MAX_ENTRIES:
            entry = _read_document(element, ask.url)
            if entry is not None and _is_wanted(entry, ask.state):
                entries.append(entry)
    entries.sort(key=lambda entry: entry.published or entry.modified or "", reverse=True)
    return Listing(entries=tuple(entries[: read_turn(ask).room]), problem=problem)


def _is_named(url: str) -> bool:
    return _NAMED.search(split_address(url).path) is not None


def _read_index(root: Any, ask: Ask, problem: str | None) -> Listing:
    depth = (count(ask.state.get("depth")) or 0) + 1
    places = (_first(item, "loc") for item in root if read_local_name(item) == "sitemap")
    addresses = dict.fromkeys(join_address(ask.url, place) for place in places if place)
    found = [address for address in addresses if is_web_address(address) and address != ask.url]
    if depth > MAX_DEPTH:
        return Listing(problem="the index of sitemaps lies in too many others")
    if len(found) > MAX_SITEMAPS:
        problem = problem or f"the index names {len(found)} sitemaps; the first {MAX_SITEMAPS} are read"
    state = {**ask.state, "depth": depth}
    asks = [Ask(url=url, reader=READER, source_id=ask.source_id, state=state) for url in found[:MAX_SITEMAPS]]
    return Listing(asks=tuple(asks), problem=problem)


def _read_document(element: Any, base: str) -> Entry | None:
    address = join_address(base, _first(element, "loc") or "")
    if not is_web_address(address) or address == base:
        return None
    body = next((item for item in element.iter() if read_local_name(item) == "publisher"), None)
    code = _CODE.search(body.get("resource") or "") if body is not None else None
    acts = {}
    for act in element.iter():
        if read_local_name(act) == "documenthandeling":
            acts[_first(act, "soortHandeling") or "handeling"] = _first(act, "atTime") or ""
    fields: dict[str, Any] = {
        name: value
        for name, value in (
            ("publisher", _first(element, "publisher")),
            ("category", _first(element, "informatiecategorie")),
            ("soort", _first(element, "documentsoort")),
            ("creatiedatum", _first(element, "creatiedatum")),
            ("format", _first(element, "format")),
            ("municipality", find_name(code[1]) if code else None),
            ("handelingen", acts or None),
        )
        if value
    }
    when = _first(element, "openbaarmakingsdatum", "creatiedatum") or next(iter(acts.values()), None)
    return Entry(
        url=address,
        title=_first(element, "officieleTitel", "titel", "title"),
        published=read_date(when),
        modified=read_date(_first(element, "lastmod")),
        identifier=_first(element, "identifier"),
        fields=fields,
    )


def _is_wanted(entry: Entry, state: Mapping[str, Any]) -> bool:
    day, since, until = (entry.published or "")[:10], flat(state.get("since")), flat(state.get("until"))
    if day and ((since and day < since) or (until and day > until)):
        return False
    own = entry.fields.get("municipality") or entry.fields.get("publisher")
    is_own = own is None or is_of(flat(own), state.get("codes") or ())  # the site is the body's own
    return is_own and matches(read_query(flat(state.get("query"))), entry.title or "")


def _first(element: Any, *names: str) -> str | None:
    for name in names:
        for child in element.iter():
            if read_local_name(child) == name and (text := " ".join("".join(child.itertext()).split())):
                return text
    return None
