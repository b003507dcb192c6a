"""The pages: each reads one thing and fills one template."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from publish.site.filling import fill, find_parties, find_path, read, refuse, segment
from publish.site.headers import PAGE_HEADERS
from publish.site.remembered import remember
from publish.views.alike import read_neighbours
from publish.views.argument_graph import read_graph
from publish.views.cartogram import read_map
from publish.views.claims import list_claims, read_claim
from publish.views.conflicts import read_disputes
from publish.views.documents import read_document
from publish.views.front import read_front, read_weak
from publish.views.matrix import read_matrix
from publish.views.places import list_places, list_practices, read_municipality, read_practice
from publish.views.query import LONGEST
from publish.views.search import PAGE, Filters, Results, list_choices, search_passages
from publish.views.whatif import read_whatif
from staving.store import Store

MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


async def show_front(datasette: Any, request: Any) -> Response:
    """Show what the case is about, its claims and the newest evidence."""
    subject = find_parties(datasette).subject
    page = await read(datasette, request, lambda store: read_front(store, subject))
    return fill(datasette, request, "front.html", page=page)


async def show_claim(datasette: Any, request: Any) -> Response:
    """Show one claim with all it stands on."""
    name = segment(request)
    page = await read(datasette, request, lambda store: read_claim(store, name))
    if page is None:
        return refuse(datasette, request, f"Er is geen stelling ‘{name}’ in dit dossier.")
    return fill(datasette, request, "claim.html", page=page)


async def show_document(datasette: Any, request: Any) -> Response:
    """Show one document, opened at a passage where the address names one."""
    name, passage = segment(request), request.args.get("passage")
    page = await read(datasette, request, lambda store: read_document(store, name, passage=passage))
    if page is None:
        return refuse(datasette, request, f"Er is geen document ‘{name}’.")
    return fill(datasette, request, "document.html", page=page)


async def show_municipality(datasette: Any, request: Any) -> Response:
    """Show what texts say of one municipality."""
    code, parties = segment(request), find_parties(datasette)
    path = find_path(datasette)

    def read_both(store: Store) -> Any:
        return read_municipality(store, code, parties, path=path), read_neighbours(store, parties, code, most=5)

    page, neighbours = await read(datasette, request, read_both)
    if page is None:
        return refuse(datasette, request, f"Er is geen gemeente met CBS-code ‘{code}’.")
    return fill(datasette, request, "municipality.html", page=page, neighbours=neighbours)


async def show_municipalities(datasette: Any, request: Any) -> Response:
    """List all municipalities of which there is a document or a mention."""
    places = await read(datasette, request, list_places)
    return fill(datasette, request, "municipalities.html", places=places)


async def show_practice(datasette: Any, request: Any) -> Response:
    """Show one practice with the municipalities by status."""
    name, parties = segment(request), find_parties(datasette)
    path = find_path(datasette)
    page = await read(datasette, request, lambda store: read_practice(store, name, parties, path=path))
    if page is None:
        return refuse(datasette, request, f"Er is geen praktijk ‘{name}’.")
    return fill(datasette, request, "practice.html", page=page)


async def show_compare(datasette: Any, request: Any) -> Response:
    """Show municipality by practice."""
    practice, province = request.args.get("practice") or None, request.args.get("province") or None
    sort = (request.args.get("sort") or "")[:100] or None
    parties = find_parties(datasette)

    def read_both(store: Store) -> Any:
        matrix = read_matrix(store, parties, practice=practice, province=province, sort=sort)
        return matrix, list_practices(store, parties), read_neighbours(store, parties, parties.subject)

    def link_sorted(by: str | None) -> str:
        given = {"practice": practice, "province": province, "sort": by}
        kept = {name: value for name, value in given.items() if value}
        return "/compare" + (f"?{urlencode(kept)}" if kept else "")

    matrix, practices, neighbours = await read(datasette, request, read_both)
    return fill(
        datasette,
        request,
        "compare.html",
        matrix=matrix,
        neighbours=neighbours,
        practices=practices,
        practice=practice,
        province=province,
        sort=sort,
        link_sorted=link_sorted,
    )


async def show_search(datasette: Any, request: Any) -> Response:
    """Show the passages that fit a query."""
    query = request.args.get("q") or ""
    filters = Filters(**{item.name: (request.args.get(item.name) or "")[:100] for item in dataclasses.fields(Filters)})
    number = request.args.get("page") or "1"
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1

    def read_all(store: Store) -> Any:
        return search_passages(store, query, filters, page=page), list_choices(store)

    results, choices = await read(datasette, request, read_all)
    kept = {"q": query[:LONGEST], **filters.given()}

    def link_page(to: int) -> str:
        return "/search?" + urlencode({**kept, "page": to})

    return fill(
        datasette, request, "search.html", query=query, results=results, choices=choices, filters=filters,
        link_page=link_page, first=_first(results), is_cut=len(query) > LONGEST,
    )  # fmt: skip


async def show_weak(datasette: Any, request: Any) -> Response:
    """Show what hangs on one source, waits for an answer, is missing or is disputed; and what if sources fall away."""
    gone, parties = tuple(request.args.getlist("without"))[:500], find_parties(datasette)

    def read_all(store: Store) -> Any:
        return read_weak(store), read_whatif(store, gone, list_claims(store)), read_disputes(store, parties)

    page, whatif, disputes = await read(datasette, request, read_all)
    return fill(datasette, request, "weak.html", page=page, whatif=whatif, disputes=disputes)


async def show_graph(datasette: Any, request: Any) -> Response:
    """Show the argument graph of the case, or of what one claim stands on."""
    focus = request.args.get("claim") or None
    path = find_path(datasette)
    page = await read(datasette, request, lambda store: read_graph(store, list_claims(store), focus=focus, path=path))
    if focus and page.focus is None:
        return refuse(datasette, request, f"Er is geen stelling ‘{focus}’ in dit dossier.")
    return fill(datasette, request, "graph.html", page=page)


async def show_map(datasette: Any, request: Any) -> Response:
    """Show where a practice is used."""
    practice, parties = request.args.get("practice") or None, find_parties(datasette)
    path = find_path(datasette)
    page = await read(datasette, request, lambda store: read_map(store, parties, practice=practice, path=path))
    if practice and page is None:
        return refuse(datasette, request, f"Er is geen praktijk ‘{practice}’.")
    return fill(datasette, request, "map.html", page=page)


async def show_asset(request: Any) -> Response:
    """Give the style sheet, the script or the icon."""
    name = request.url_vars["name"]
    headers = {**PAGE_HEADERS, "Cache-Control": "max-age=300"}
    return Response(load_asset(name), headers=headers, content_type=MEDIA_TYPES[name.rpartition(".")[2]])


ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/$", remember(show_front)),
    (r"^/claim/(?P<id>[^/]+)$", remember(show_claim)),
    (r"^/document/(?P<id>[^/]+)$", remember(show_document)),
    (r"^/municipality/(?P<id>[^/]+)$", remember(show_municipality)),
    (r"^/municipalities$", remember(show_municipalities)),
    (r"^/practice/(?P<id>[^/]+)$", remember(show_practice)),
    (r"^/compare$", remember(show_compare)),
    (r"^/search$", remember(show_search)),
    (r"^/weak$", remember(show_weak)),
    (r"^/graph$", remember(show_graph)),
    (r"^/map$", remember(show_map)),
    (r"^/-/staving/(?P<name>site\.css|site\.js|icon\.svg)$", show_asset),
]
"""Addresses and their pages."""


@cache
def load_asset(name: str) -> str:
    """Return a style sheet, script or icon."""
    return resources.files("publish.site").joinpath("assets", name).read_text(encoding="utf-8")


def _first(results: Results) -> int:
    return (results.page - 1) * PAGE + 1
