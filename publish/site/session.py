"""Who is there: logging in and out, and the refusal of writes by anybody else.

A session is the signed cookie of Datasette. Forms carry its CSRF token, and a write that another site sends is refused
by what the browser says of where it comes from.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

from datasette.utils import baseconv
from datasette.utils.asgi import Response

from publish.reviewers import is_reviewer, read_reviewers
from publish.site.filling import fill, find_workspace, refuse
from publish.site.headers import PAGE_HEADERS

HOURS = 12
"""How long a session lasts."""

PATIENCE = 5
"""Failures in a row after which a name has to wait."""

FOREIGN = "Dit verzoek kwam niet van een pagina van deze site."
"""What is said to a write that nobody here may have wanted."""

_failures: dict[str, tuple[int, float]] = {}
"""Failures in a row of each name, with the time of the last."""


def is_own_write(request: Any) -> bool:
    """Return whether a POST comes from a page of this site, as far as the browser tells."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return bool(site == "same-origin")
    # Without a referrer (as our pages ask for) a browser gives `null` for the origin: only the first header tells then.
    return origin is None or bool(urlsplit(origin).netloc == request.headers.get("host", ""))


async def show_login(datasette: Any, request: Any) -> Response:
    """Show the form, or check what was filled in."""
    workspace = find_workspace(datasette)
    if workspace is None:
        return refuse(datasette, request, "Hier kan niet worden ingelogd.")
    path = workspace.reviewers
    problem = None
    if request.method == "POST":
        if not is_own_write(request):
            return refuse(datasette, request, FOREIGN, status=403)
        given = await request.post_vars()
        name, password = given.get("name", "")[:200].strip(), given.get("password", "")[:200]
        wait = _find_wait(name)
        if wait:
            problem = f"Te vaak mis. Wacht {wait} seconden."
        elif await asyncio.to_thread(is_reviewer, path, name, password):
            _failures.pop(name, None)
            return _enter(datasette, request, name, given.get("next", ""))
        else:
            count, _ = _failures.get(name, (0, 0.0))
            _failures[name] = (count + 1, time.monotonic())
            problem = "Naam en wachtwoord horen niet bij elkaar."
    return fill(
        datasette, request, "login.html", status=403 if problem else 200, problem=problem,
        next_path=_keep_inside(request.args.get("next") or ""), has_reviewers=bool(read_reviewers(path)),
    )  # fmt: skip


async def log_out(datasette: Any, request: Any) -> Response:
    """End the session."""
    if request.method != "POST" or not is_own_write(request):
        return refuse(datasette, request, FOREIGN, status=403)
    answer = Response.redirect(datasette.urls.path("/"), status=303, headers=dict(PAGE_HEADERS))
    answer.set_cookie("ds_actor", "", max_age=0, expires=0)
    return answer


def _enter(datasette: Any, request: Any, name: str, next_path: str) -> Response:
    where = datasette.urls.path(_keep_inside(next_path) or "/review")
    answer = Response.redirect(where, status=303, headers=dict(PAGE_HEADERS))
    ends = int(time.time()) + HOURS * 3600
    signed = datasette.sign({"a": {"reviewer": name, "id": name}, "e": baseconv.base62.encode(ends)}, "actor")
    is_secure = request.scope.get("scheme") == "https"
    answer.set_cookie("ds_actor", signed, max_age=HOURS * 3600, httponly=True, samesite="strict", secure=is_secure)
    return answer


def _find_wait(name: str) -> int:
    """Return how many seconds a name has to wait: twice as long after each failure, ten minutes at most."""
    count, last = _failures.get(name, (0, 0.0))
    if count < PATIENCE:
        return 0
    return max(0, round(min(600.0, 2.0 ** (count - PATIENCE + 2)) - (time.monotonic() - last)))


def _keep_inside(path: str) -> str:
    """Return a path of this site, empty for anything else: a login leads nowhere else."""
    is_inside = path.startswith("/review") and "\\" not in path and "//" not in path and path.isprintable()
    return path if is_inside else ""
