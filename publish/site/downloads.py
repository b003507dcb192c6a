"""Addresses of files: evidence and references to take along, feeds, the sitemap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette.utils.asgi import Response

from publish.site.filling import is_public, read, refuse, segment
from publish.site.headers import PAGE_HEADERS
from publish.views.takeaway import (
    File,
    list_entries,
    read_claim_evidence,
    read_reference,
    write_feed,
    write_sitemap,
)


async def give_evidence(datasette: Any, request: Any) -> Response:
    """Give the evidence of a claim as a file."""
    name, form = segment(request), request.url_vars["form"]
    file = await read(datasette, request, lambda store: read_claim_evidence(store, name, form))
    return _give(datasette, request, file, f"{name}-evidence.{form}")


async def give_reference(datasette: Any, request: Any) -> Response:
    """Give the reference of a document as a file."""
    name, form = segment(request), request.url_vars["form"]
    file = await read(datasette, request, lambda store: read_reference(store, name, form))
    return _give(datasette, request, file, f"{name}.{form}")


async def give_feed(datasette: Any, request: Any) -> Response:
    """Give the feed of the case, of a claim, or of a municipality."""
    kind = request.url_vars.get("kind")
    chosen = {kind: segment(request)} if kind else {}
    entries = await read(datasette, request, lambda store: list_entries(store, **chosen))
    if entries is None:
        return refuse(datasette, request, f"Er is geen feed van ‘{segment(request)}’.")
    known = datasette.plugin_config("staving") or {}
    title = " · ".join([str(known.get("title") or "Staving"), *chosen.values()])
    address = datasette.absolute_url(request, request.path)
    text = write_feed(entries, title=title, address=address, base=_find_base(datasette, request))
    return Response(text, headers=PAGE_HEADERS, content_type="application/atom+xml; charset=utf-8")


async def give_sitemap(datasette: Any, request: Any) -> Response:
    """Give the sitemap, or one of its parts."""
    part = int(request.url_vars["part"]) if request.url_vars.get("part") else None
    base = _find_base(datasette, request)
    text = await read(datasette, request, lambda store: write_sitemap(store, base, part))
    if text is None:
        return refuse(datasette, request, "Dit deel van de sitemap is er niet.")
    return Response(text, headers=PAGE_HEADERS, content_type="application/xml; charset=utf-8")


async def give_robots(datasette: Any, request: Any) -> Response:
    """Tell crawlers what they may read: nothing of the working copy, all of the public edition."""
    rules = f"Sitemap: {_find_base(datasette, request)}/sitemap.xml\n" if is_public(datasette) else "Disallow: /\n"
    return Response(f"User-agent: *\n{rules}", headers=PAGE_HEADERS, content_type="text/plain; charset=utf-8")


def _find_base(datasette: Any, request: Any) -> str:
    return str(datasette.absolute_url(request, datasette.urls.path("/"))).rstrip("/")


def _give(datasette: Any, request: Any, file: File | None, name: str) -> Response:
    if file is None:
        return refuse(datasette, request, f"Er is niets onder de naam ‘{segment(request)}’.")
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in ".-") else "_" for letter in name)
    headers = {**PAGE_HEADERS, "Content-Disposition": f'attachment; filename="{safe}"'}
    return Response(file.text, headers=headers, content_type=file.media_type)


DOWNLOAD_ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/claim/(?P<id>[^/]+)/evidence\.(?P<form>csv|json|ris|bib)$", give_evidence),
    (r"^/document/(?P<id>[^/]+)/reference\.(?P<form>json|ris|bib|txt)$", give_reference),
    (r"^/(?P<kind>claim|municipality)/(?P<id>[^/]+)/feed\.atom$", give_feed),
    (r"^/feed\.atom$", give_feed),
    (r"^/sitemap\.xml$", give_sitemap),
    (r"^/sitemap-(?P<part>\d{1,4})\.xml$", give_sitemap),
    (r"^/robots\.txt$", give_robots),
]
"""Addresses of the files."""
