"""Read feeds (RSS, Atom, RDF) and sitemaps (plain, index, news): which addresses they announce."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO

from lxml import etree

from crawler.addresses import is_web_address, join_address
from crawler.asks import Ask, Entry, Listing
from crawler.pages.dates import read_date
from crawler.pages.elements import read_local_name
from crawler.publishers import Publisher

MAX_LIST_BYTES = 60 * 1024 * 1024
"""Largest sitemap after decompression (the protocol allows 50 MB)."""

MAX_ENTRIES = 50_000
"""Entries read of one list (the protocol allows as many)."""


def read_feed(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return what a feed or sitemap announces.

    Args:
        content: The answer, gzip or not.
        ask: The request; relative addresses are resolved against its address.
        publisher: The outlet; the same for all.

    Returns:
        Pages and further sitemaps, each once and in order; of a damaged list what could be read.
    """
    url = ask.url
    try:
        if content.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=BytesIO(content)) as file:
                content = file.read(MAX_LIST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        return Listing(problem="the compressed list is cut off or damaged")
    if len(content) > MAX_LIST_BYTES:
        return Listing(problem="the list is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or not isinstance(root.tag, str):
        return Listing(problem="no feed and no sitemap")
    name = read_local_name(root)
    if name == "sitemapindex":
        addresses = dict.fromkeys(_addresses(root, "sitemap", url))
        return Listing(
            asks=tuple(Ask(url=address, reader=ask.reader, source_id=ask.source_id) for address in addresses)
        )
    found: dict[str, Entry] = {}
    for element in root.iter():
        kind = read_local_name(element)
        if kind in {"item", "entry"} or (kind == "url" and name == "urlset"):
            entry = _read_entry(element, url)
            if entry is not None:
                found.setdefault(entry.url, entry)
            if len(found) >= MAX_ENTRIES:
                break
    known = name in {"rss", "feed", "RDF", "urlset"}
    return Listing(entries=tuple(found.values()), problem=None if known else f"<{name}> is no feed and no sitemap")


def _text(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    return " ".join("".join(str(part) for part in element.itertext()).split()) or None


def _addresses(root: etree._Element, parent: str, base: str) -> list[str]:
    places = [
        child for item in root if read_local_name(item) == parent for child in item if read_local_name(child) == "loc"
    ]
    found = (join_address(base, text) for place in places if (text := _text(place)))
    return [address for address in found if is_web_address(address)]


def _read_entry(element: etree._Element, base: str) -> Entry | None:
    parts: dict[str, etree._Element] = {}
    link: str | None = None
    authors: list[str] = []
    for child in element.iter():
        name = read_local_name(child)
        if not name or child is element:
            continue
        if name == "link" and child.get("href"):
            if link is None or child.get("rel", "alternate") == "alternate":
                link = child.get("href") if child.get("rel", "alternate") in {"alternate", ""} else link
        elif name in {"creator", "author"}:
            nested = next((inner for inner in child if read_local_name(inner) == "name"), child)
            authors.extend(filter(None, [_text(nested)]))
        else:
            parts.setdefault(name, child)
    address = link or _text(parts.get("link")) or _text(parts.get("loc"))
    guid = parts.get("guid")
    if not address and guid is not None and guid.get("isPermaLink", "true") != "false":
        address = _text(guid)
    if not address:
        return None
    address = join_address(base, address.strip()).replace(" ", "%20")  # as browsers write it
    if not is_web_address(address):
        return None
    date = next(
        (_text(parts[key]) for key in ("pubDate", "published", "publication_date", "date", "issued") if key in parts),
        None,
    )
    changed = next((_text(parts[key]) for key in ("lastmod", "updated", "modified") if key in parts), None)
    return Entry(
        url=address,
        title=_text(parts.get("title")),
        published=_read_feed_date(date),
        modified=_read_feed_date(changed),
        authors=tuple(authors),
    )


def _read_feed_date(value: str | None) -> str | None:
    """Return a date of a feed; RSS writes it as RFC 822."""
    from email.utils import parsedate_to_datetime

    if value and (found := read_date(value)) and "T" in found:
        return found
    try:
        return parsedate_to_datetime(value or "").isoformat(timespec="minutes")
    except (ValueError, TypeError, IndexError):
        return read_date(value)
