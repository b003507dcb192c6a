"""The review desk: one thing after the other to decide on, by keyboard, with history and withdrawal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import Response

from graph.decide import ConflictError, DecisionError, Wanted, decide
from graph.readings import READINGS
from graph.reviews import CORRECTABLE, read_courses
from publish.site.filling import fill, find_parties, find_workspace, name_reviewer, read, refuse, segment
from publish.site.headers import PAGE_HEADERS
from publish.site.session import FOREIGN, is_own_write, log_out, show_login
from publish.views.review import (
    list_recent,
    read_link,
    read_queue,
    read_reading,
    read_reading_queue,
)
from staving.config import Workspace
from staving.schema import Decision
from staving.store import Store

KINDS = {"evidence": "links", "assertion": "readings"}
"""Records that the desk shows, and under which address."""

_writing = asyncio.Lock()
"""One decision at a time in this process; other processes wait for the database."""


async def show_desk(datasette: Any, request: Any) -> Response:
    """Show the first link of the queue, or the one at a place in it."""
    return await _show(datasette, request, "evidence", None)


async def show_readings(datasette: Any, request: Any) -> Response:
    """Show the first assertion of the queue, or the one at a place in it."""
    return await _show(datasette, request, "assertion", None)


async def handle_link(datasette: Any, request: Any) -> Response:
    """Show one link, or keep a decision on it."""
    return await _handle(datasette, request, "evidence")


async def handle_reading(datasette: Any, request: Any) -> Response:
    """Show one assertion, or keep a decision on it."""
    return await _handle(datasette, request, "assertion")


async def handle_speaker(datasette: Any, request: Any) -> Response:
    """Keep a correction of who is quoted."""
    return await _handle(datasette, request, "quotation")


async def show_history(datasette: Any, request: Any) -> Response:
    """Show what was decided last, with what can be taken back."""
    found = _admit(datasette, request)
    if isinstance(found, Response):
        return found
    workspace, _ = found
    entries = list_recent(await asyncio.to_thread(read_courses, workspace.review))
    return fill(datasette, request, "history.html", entries=entries)


def _admit(datasette: Any, request: Any) -> tuple[Workspace, str] | Response:
    """Return workspace and reviewer, or the answer to somebody who is none."""
    workspace = find_workspace(datasette)
    if workspace is None:
        return refuse(datasette, request, "In deze uitgave wordt niet beoordeeld.")
    name = name_reviewer(datasette, request)
    if name is None and request.method == "POST":
        return refuse(datasette, request, "Log in om te beoordelen.", status=403)
    if name is None:
        where = datasette.urls.path("/login?next=" + quote(request.path, safe=""))
        return Response.redirect(where, status=303, headers=dict(PAGE_HEADERS))
    return workspace, name


async def _handle(datasette: Any, request: Any, kind: str) -> Response:
    if request.method == "POST":
        return await _keep(datasette, request, kind)
    return await _show(datasette, request, kind, segment(request))


async def _show(
    datasette: Any, request: Any, kind: str, name: str | None, *, problem: str | None = None, status: int = 200,
    given: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    found = _admit(datasette, request)
    if isinstance(found, Response):
        return found
    workspace, _ = found
    parties = find_parties(datasette)
    place = _read_place(request)

    def collect(store: Store) -> Any:
        queue = read_queue(store, workspace.review)
        readings = read_reading_queue(store, workspace.review, parties)
        ids = queue.ids if kind == "evidence" else readings
        at = min(place, max(0, len(ids) - 1))
        shown = name or (ids[at] if ids else None)
        page: Any = None
        if shown and kind == "evidence":
            page = read_link(store, workspace.review, shown, queue.effects.get(shown))
        elif shown:
            page = read_reading(store, workspace.review, shown, parties)
        return queue, readings, at, shown, page

    queue, readings, at, shown, page = await read(datasette, request, collect)
    if page is None and shown:
        return refuse(datasette, request, f"Hier is niets te beoordelen: ‘{shown}’ is er niet (meer).")
    return fill(
        datasette, request, "review.html", status=status, kind=kind, kinds=KINDS, page=page, shown=shown, at=at,
        left=len(queue.ids) if kind == "evidence" else len(readings), links_left=len(queue.ids),
        readings_left=len(readings), problem=problem, given=given or {}, done=(request.args.get("done") or "")[:80],
        is_single=name is not None,
    )  # fmt: skip


async def _keep(datasette: Any, request: Any, kind: str) -> Response:
    """Keep a decision and go on to the next thing in the queue."""
    found = _admit(datasette, request)
    if isinstance(found, Response):
        return found
    if not is_own_write(request):
        return refuse(datasette, request, FOREIGN, status=403)
    workspace, name = found
    given = await request.post_vars()
    record = segment(request)
    try:
        decision = Decision(given.get("decision", ""))
        fields = CORRECTABLE if kind == "evidence" else READINGS[kind][1]
        before = {key[4:]: value for key, value in given.items() if key.startswith("was_")}
        correction = {
            key: value.strip()
            for key, value in given.items()
            if key in fields and value.strip() != before.get(key, "").strip()
        }
        if decision is Decision.WITHDRAW:
            correction = {"review": given.get("review", "")}
        wanted = Wanted(
            kind=kind, id=record, decision=decision, by=name, correction=correction, why=given.get("why"),
            seen=given.get("seen"),
        )  # fmt: skip
        async with _writing:
            await asyncio.to_thread(_decide, workspace, wanted)
    except ConflictError:
        message = "Iemand anders heeft hierover intussen iets besloten. Kijk hieronder wat, en beslis opnieuw."
        return await _show(datasette, request, kind, record, problem=message, status=409, given=given)
    except (DecisionError, ValueError) as error:
        message = f"Niet bewaard: {error}."
        return await _show(datasette, request, kind, record, problem=message, status=400, given=given)
    back = given.get("back", "")
    place = back if back.isascii() and back.isdigit() and len(back) < 7 else "0"
    where = f"/review/{KINDS.get(kind, 'links')}?n={place}&done={quote(record, safe='')}"
    if kind == "quotation" or "back" not in given:
        where = "/review/history"
    return Response.redirect(datasette.urls.path(where), status=303, headers=dict(PAGE_HEADERS))


def _decide(workspace: Workspace, wanted: Wanted) -> None:
    with Store.open(workspace.evidence) as store:
        decide(store, workspace.review, wanted)


def _read_place(request: Any) -> int:
    number = request.args.get("n") or "0"
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0


async def redirect_desk(datasette: Any) -> Response:
    """Lead from the plain address to the queue of links."""
    return Response.redirect(datasette.urls.path("/review/links"), status=303, headers=dict(PAGE_HEADERS))


REVIEW_ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/review$", redirect_desk),
    (r"^/review/links$", show_desk),
    (r"^/review/readings$", show_readings),
    (r"^/review/links/(?P<id>[^/]+)$", handle_link),
    (r"^/review/readings/(?P<id>[^/]+)$", handle_reading),
    (r"^/review/speakers/(?P<id>[^/]+)$", handle_speaker),
    (r"^/review/history$", show_history),
    (r"^/login$", show_login),
    (r"^/logout$", log_out),
]
"""Addresses of the desk."""
