"""What all pages share: the database they read, who asks, and the template that is filled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from datasette.utils.asgi import Response

from publish.reviewers import read_reviewers
from publish.site.headers import PAGE_HEADERS
from publish.site.rendering import environment
from publish.views.cells import Parties
from publish.views.reading import wrap_connection
from staving.config import Workspace
from staving.store import Store

DATABASES = ("evidence", "public")
"""Names of the databases that the pages can read: those of the files evidence.db and public.db."""

CASE_FIELDS = ("title", "subject", "subject_name", "complainant", "addressee", "as_of", "corrections")
"""What the settings of the site say of the case; any of it may be missing."""

T = TypeVar("T")


def find_database(datasette: Any) -> str | None:
    """Return the name of the database that the pages read, or None when none of ours is served."""
    return next((name for name in DATABASES if name in datasette.databases), None)


def is_public(datasette: Any) -> bool:
    """Return whether this is the edition that may be published: whenever it is not evidence.db that is served."""
    return find_database(datasette) != DATABASES[0]


def find_workspace(datasette: Any) -> Workspace | None:
    """Return the workspace whose evidence.db is served; None for any other database."""
    name = find_database(datasette)
    path = datasette.databases[name].path if name == DATABASES[0] else None
    return Workspace(Path(path).parent) if path else None


def find_parties(datasette: Any) -> Parties:
    """Return who the case is about, from the settings of the site."""
    known = datasette.plugin_config("staving") or {}
    return Parties(
        subject=known.get("subject") or "",
        complainant=known.get("complainant") or "",
        complainant_names=tuple(known.get("complainant_names") or ()),
    )


def find_path(datasette: Any) -> str:
    """Return what stands before each path of the site; empty at the root of a host."""
    return str(datasette.urls.path("/")).rstrip("/")


def name_reviewer(datasette: Any, request: Any) -> str | None:
    """Return the name of the reviewer who asks, or None; one who was removed is nobody."""
    actor = request.actor
    name = actor.get("reviewer") if isinstance(actor, dict) else None
    workspace = find_workspace(datasette)
    if not name or workspace is None:
        return None
    return name if name in read_reviewers(workspace.reviewers) else None


async def read(datasette: Any, request: Any, function: Callable[[Store], T]) -> T:
    """Run a reading function on one of Datasette's connections, which cannot write."""
    name = find_database(datasette)
    await datasette.ensure_permissions(request.actor, [("view-database", name), "view-instance"])
    found: T = await datasette.get_database(name).execute_fn(lambda conn: function(wrap_connection(conn)))
    return found


def fill(datasette: Any, request: Any, template: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page: a template filled with what it shows."""
    known = datasette.plugin_config("staving") or {}
    # The menu marks the page it is on.
    here = "/" if template == "front.html" else f"/{template.removesuffix('.html')}"
    body = (
        environment()
        .get_template(template)
        .render(
            case={name: known.get(name) for name in CASE_FIELDS},
            url=datasette.urls.path,
            tables=f"/{find_database(datasette)}",
            is_public=is_public(datasette),
            is_static=bool(known.get("static")),
            here=here,
            reviewer=name_reviewer(datasette, request),
            token=request.scope.get("csrftoken", str),
            **values,
        )
    )
    return Response.html(body, status=status, headers=PAGE_HEADERS)


def refuse(datasette: Any, request: Any, message: str, *, status: int = 404) -> Response:
    """Return the page that says what is not there or not allowed."""
    return fill(datasette, request, "missing.html", status=status, message=message)


def segment(request: Any) -> str:
    """Return the part of the address that names a record."""
    return unquote(str(request.url_vars["id"]))
