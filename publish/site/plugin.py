"""The plugin itself: only hooks that the stable and the coming line of Datasette share.

It does nothing unless a database named `evidence` or `public` is served, so that it can be installed beside other work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import hookimpl

from publish.site.desk import REVIEW_ROUTES
from publish.site.downloads import DOWNLOAD_ROUTES
from publish.site.filling import find_database, refuse
from publish.site.headers import App, close
from publish.site.pages import ROUTES

MENU = (
    ("/", "Stellingen"),
    ("/compare", "Vergelijken"),
    ("/map", "Kaart"),
    ("/municipalities", "Gemeenten"),
    ("/search", "Zoeken"),
    ("/weak", "Zwakke plekken"),
)
"""Pages in the menu of Datasette's own pages."""


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Give the addresses of our pages."""
    return [*DOWNLOAD_ROUTES, *ROUTES, *REVIEW_ROUTES] if find_database(datasette) else []


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Put the guard of the public edition before all pages, also where `datasette` itself serves it."""

    def wrap(app: App) -> App:
        return close(app) if find_database(datasette) == "public" else app

    return wrap


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Say in a page of ours what is not there or not allowed; JSON and what is a defect are left to Datasette."""
    status = getattr(exception, "status", 500)
    if find_database(datasette) is None or status not in (403, 404) or request.path.endswith(".json"):
        return None
    message = "Deze pagina is er niet." if status == 404 else "Dit is hier niet toegestaan."
    return refuse(datasette, request, message, status=status)


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Lead from Datasette's tables back to our pages."""
    if find_database(datasette) is None:
        return []
    return [{"href": datasette.urls.path(path), "label": label} for path, label in MENU]
