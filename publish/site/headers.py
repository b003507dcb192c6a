"""What every answer carries, and who may ask: the site holds press text in full and scraped text is hostile."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Headers on every answer."""

STRICT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Policy of our own pages: nothing inline, nothing from elsewhere."""

TABLE_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Policy of Datasette's own pages, whose templates hold scripts and styles: still nothing from elsewhere."""

PAGE_HEADERS = {**COMMON, "Content-Security-Policy": STRICT_POLICY, "Cache-Control": "private, no-cache"}
"""Headers of our own pages."""


def guard(app: App, hosts: Iterable[str] | None) -> App:
    """Return the application behind a guard that adds headers and refuses requests meant for another host.

    A page elsewhere can point its own name at 127.0.0.1 and so read what is served here (DNS rebinding): the Host
    header gives it away.

    Args:
        app: The ASGI application.
        hosts: Names under which the site may be asked for; None for any.
    """
    allowed = None if hosts is None else {host.casefold() for host in hosts}

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if allowed is not None and _find_host(scope) not in allowed:
            await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"This site is not served under that name.\n"})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                wanted = {**COMMON, "Content-Security-Policy": TABLE_POLICY}
                headers += [
                    (name.lower().encode(), value.encode())
                    for name, value in wanted.items()
                    if name.lower().encode() not in present
                ]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_with_headers)

    return guarded


def _find_host(scope: Scope) -> str:
    value: bytes = next((value for name, value in scope["headers"] if name == b"host"), b"")
    host = value.decode("latin-1").casefold()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.rpartition(":")[0] if ":" in host else host


PUBLIC_PATHS = re.compile(r"/-/(?:staving|static)/[\w-]+(?:\.[\w-]+)+")
"""What of the addresses under /-/ the public edition answers: style sheets, scripts and pictures."""


def close(app: App) -> App:
    """Return the public edition behind a guard: headers on every answer, nothing told of the machine, no writing."""
    guarded = guard(app, None)

    async def closed(scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        is_inner = path.startswith("/-/") and not PUBLIC_PATHS.fullmatch(path)
        if scope["type"] == "http" and (is_inner or scope["method"] not in {"GET", "HEAD"}):
            status = 404 if is_inner else 405
            start = {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]}

            async def app_refusing(_: Scope, __: Receive, answer: Send) -> None:
                await answer(start)
                await answer({"type": "http.response.body", "body": b"Not here.\n"})

            await guard(app_refusing, None)(scope, receive, send)
            return
        await guarded(scope, receive, send)

    return closed
