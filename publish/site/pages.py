"""The pages: each reads one thing and fills one template."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any, TypeVar
from urllib.parse import unquote, urlencode

from datasette.utils.asgi import Response

from publish.site.headers import PAGE_HEADERS
from publish.site.rendering import environment
from publish.views.cells import Parties
from publish.views.claims import read_claim
from publish.views.documents import read_document
from publish.views.front import read_front, read_weak
from publish.views.matrix import read_matrix
from publish.views.places import list_places, list_practices, read_municipality, read_practice
from publish.views.reading import wrap_connection
from publish.views.search import LONGEST, PAGE, Results, list_outlets, list_towns, search_passages, write_match
from staving.store import Store

DATABASE = "evidence"
"""Name of the database: the file is evidence.db."""

CASE_FIELDS = ("title", "subject", "subject_name", "complainant", "addressee", "as_of")
"""What the settings of the site say of the case; any of it may be missing."""

T = TypeVar("T")

MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


async def show_front(datasette: Any, request: Any) -> Response:
    """Show what the case is about, its claims and the newest evidence."""
    subject = _parties(datasette).subject
    page = await _read(datasette, request, lambda store: read_front(store, subject))
    return _fill(datasette, "front.html", page=page)


async def show_claim(datasette: Any, request: Any) -> Response:
    """Show one claim with all it stands on."""
    name = _segment(request)
    page = await _read(datasette, request, lambda store: read_claim(store, name))
    if page is None:
        return _refuse(datasette, f"Er is geen stelling ‘{name}’ in dit dossier.")
    return _fill(datasette, "claim.html", page=page)


async def show_document(datasette: Any, request: Any) -> Response:
    """Show one document, opened at a passage where the address names one."""
    name, passage = _segment(request), request.args.get("passage")
    page = await _read(datasette, request, lambda store: read_document(store, name, passage=passage))
    if page is None:
        return _refuse(datasette, f"Er is geen document ‘{name}’.")
    return _fill(datasette, "document.html", page=page)


async def show_municipality(datasette: Any, request: Any) -> Response:
    """Show what texts say of one municipality."""
    code, parties = _segment(request), _parties(datasette)
    page = await _read(datasette, request, lambda store: read_municipality(store, code, parties))
    if page is None:
        return _refuse(datasette, f"Er is geen gemeente met CBS-code ‘{code}’.")
    return _fill(datasette, "municipality.html", page=page)


async def show_municipalities(datasette: Any, request: Any) -> Response:
    """List all municipalities of which there is a document or a mention."""
    places = await _read(datasette, request, list_places)
    return _fill(datasette, "municipalities.html", places=places)


async def show_practice(datasette: Any, request: Any) -> Response:
    """Show one practice with the municipalities by status."""
    name, parties = _segment(request), _parties(datasette)
    page = await _read(datasette, request, lambda store: read_practice(store, name, parties))
    if page is None:
        return _refuse(datasette, f"Er is geen praktijk ‘{name}’.")
    return _fill(datasette, "practice.html", page=page)


async def show_compare(datasette: Any, request: Any) -> Response:
    """Show municipality by practice."""
    practice, province = request.args.get("practice") or None, request.args.get("province") or None

    parties = _parties(datasette)

    def read(store: Store) -> Any:
        matrix = read_matrix(store, parties, practice=practice, province=province)
        return matrix, list_practices(store, parties)

    matrix, practices = await _read(datasette, request, read)
    return _fill(datasette, "compare.html", matrix=matrix, practices=practices, practice=practice, province=province)


async def show_search(datasette: Any, request: Any) -> Response:
    """Show the passages that fit a query."""
    query = request.args.get("q") or ""
    source, town = request.args.get("source") or None, request.args.get("municipality") or None
    number = request.args.get("page") or "1"
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1

    def read(store: Store) -> Any:
        return (
            search_passages(store, query, source=source, municipality=town, page=page),
            list_outlets(store),
            list_towns(store),
        )

    results, outlets, towns = await _read(datasette, request, read)
    kept = {"q": query[:LONGEST], "source": source or "", "municipality": town or ""}

    def link_page(to: int) -> str:
        return "/search?" + urlencode({**kept, "page": to})

    return _fill(
        datasette, "search.html", query=query, results=results, outlets=outlets, towns=towns, source=source, town=town,
        link_page=link_page, first=_first(results), has_words=write_match(query) is not None,
        is_cut=len(query) > LONGEST,
    )  # fmt: skip


async def show_weak(datasette: Any, request: Any) -> Response:
    """Show what hangs on one source, waits for an answer, is missing or is disputed."""
    page = await _read(datasette, request, read_weak)
    return _fill(datasette, "weak.html", page=page)


async def show_asset(request: Any) -> Response:
    """Give the style sheet, the script or the icon."""
    name = request.url_vars["name"]
    headers = {**PAGE_HEADERS, "Cache-Control": "max-age=300"}
    return Response(_load_asset(name), headers=headers, content_type=MEDIA_TYPES[name.rpartition(".")[2]])


ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/$", show_front),
    (r"^/claim/(?P<id>[^/]+)$", show_claim),
    (r"^/document/(?P<id>[^/]+)$", show_document),
    (r"^/municipality/(?P<id>[^/]+)$", show_municipality),
    (r"^/municipalities$", show_municipalities),
    (r"^/practice/(?P<id>[^/]+)$", show_practice),
    (r"^/compare$", show_compare),
    (r"^/search$", show_search),
    (r"^/weak$", show_weak),
    (r"^/-/staving/(?P<name>site\.css|site\.js|icon\.svg)$", show_asset),
]
"""Addresses and their pages."""


@cache
def _load_asset(name: str) -> str:
    return resources.files("publish.site").joinpath("assets", name).read_text(encoding="utf-8")


def _first(results: Results) -> int:
    return (results.page - 1) * PAGE + 1


def _segment(request: Any) -> str:
    return unquote(str(request.url_vars["id"]))


async def _read(datasette: Any, request: Any, function: Callable[[Store], T]) -> T:
    """Run a reading function on one of Datasette's connections, which cannot write."""
    await datasette.ensure_permissions(request.actor, [("view-database", DATABASE), "view-instance"])
    found: T = await datasette.get_database(DATABASE).execute_fn(lambda conn: function(wrap_connection(conn)))
    return found


def _fill(datasette: Any, template: str, *, status: int = 200, **values: Any) -> Response:
    known = datasette.plugin_config("staving") or {}
    case = {name: known.get(name) for name in CASE_FIELDS}
    # The menu marks the page it is on.
    here = "/" if template == "front.html" else f"/{template.removesuffix('.html')}"
    body = environment().get_template(template).render(case=case, url=datasette.urls.path, here=here, **values)
    return Response.html(body, status=status, headers=PAGE_HEADERS)


def _parties(datasette: Any) -> Parties:
    """Return who the case is about, from the settings of the site."""
    known = datasette.plugin_config("staving") or {}
    return Parties(
        subject=known.get("subject") or "",
        complainant=known.get("complainant") or "",
        complainant_names=tuple(known.get("complainant_names") or ()),
    )


def _refuse(datasette: Any, message: str) -> Response:
    return _fill(datasette, "missing.html", status=404, message=message)
