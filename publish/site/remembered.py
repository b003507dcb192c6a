"""Pages as they were last made, for visitors who are nobody in particular, until anything is written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils.asgi import Response

from publish.site.filling import find_database
from publish.site.headers import PAGE_HEADERS
from publish.views.kept import look_at

MOST = 100
"""Pages that are remembered."""

LARGEST = 1_000_000
"""Characters of a page that is remembered at most."""

Page = Callable[[Any, Any], Awaitable[Response]]

_pages: OrderedDict[tuple[object, ...], tuple[int, str]] = OrderedDict()


def remember(page: Page) -> Page:
    """Return a page that is made anew only when the database is another; reviewers always get it anew."""

    async def shown(datasette: Any, request: Any) -> Response:
        name = find_database(datasette)
        path = datasette.databases[name].path if name else None
        if request.method != "GET" or "ds_actor" in request.cookies or path is None:
            return await page(datasette, request)
        await datasette.ensure_permissions(request.actor, [("view-database", name), "view-instance"])
        key = (id(datasette), request.full_path, look_at(str(path)))
        if key in _pages:
            _pages.move_to_end(key)
            status, body = _pages[key]
            return Response.html(body, status=status, headers=dict(PAGE_HEADERS))
        answer = await page(datasette, request)
        if answer.status == 200 and len(answer.body) <= LARGEST:
            _pages[key] = (answer.status, answer.body)
            while len(_pages) > MOST:
                _pages.popitem(last=False)
        return answer

    shown.__name__, shown.__doc__ = page.__name__, page.__doc__
    return shown
