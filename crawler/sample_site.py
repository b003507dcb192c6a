"""Serve a folder of invented press sites on loopback, for the demo and for tests.

Each subfolder of the root is one host (`regiolezer.example/`). The server answers in two ways:

- as an HTTP proxy (`GET http://regiolezer.example/rss.xml`): a crawler that uses it as its proxy records the stable
  logical addresses, never a loopback port;
- directly (`GET /regiolezer.example/rss.xml`), for a person with a browser; `/` lists the hosts.

Nothing outside the root is read, and no request leaves the machine.
"""

from __future__ import annotations

import hashlib
import html
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

_TYPES = {
    ".html": "text/html",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
}
_FEEDS = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
}
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)


def content_type(name: str, body: bytes) -> str:
    """Return the Content-Type of a file; an HTML page is announced in the charset that it declares itself.

    >>> content_type("a/rss.xml", b"")
    'application/rss+xml; charset=utf-8'
    >>> content_type("a.html", b'<meta charset="windows-1252">')
    'text/html; charset=windows-1252'
    """
    path = Path(name)
    if path.name in _FEEDS:
        return _FEEDS[path.name]
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    if kind == "text/html":
        declared = _CHARSET.search(body[:1024])
        charset = declared.group(1).decode("ascii") if declared else "utf-8"
        return f"{kind}; charset={charset}"
    return kind


def find_file(root: Path, host: str, path: str) -> Path | None:
    """Return the file that a host shows under a path, or None where there is none.

    A folder shows its index.html. A path that would leave the host's folder (`..`, a link, an encoded slash) has no
    file.
    """
    base = (root / host).resolve()
    inner = unquote(path).lstrip("/")
    if "\0" in inner:
        return None
    target = (base / inner).resolve()
    if not target.is_relative_to(base):
        return None
    if target.is_dir():
        target /= "index.html"
    return target if target.is_file() else None


class _Handler(BaseHTTPRequestHandler):
    """Answer GET and HEAD from the folder of the server."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "sample"
    sys_version = ""
    disable_nagle_algorithm = True  # a small body right after its headers must not wait for an acknowledgement

    def do_GET(self) -> None:
        """Send a page, 304 for one the client has, 404 for one that is missing, 502 for a host without a folder."""
        url = urlsplit(self.path)
        if url.netloc:
            host, path = (url.hostname or "").lower(), url.path
        else:
            host, _, path = url.path.lstrip("/").partition("/")
            if not host:
                self._send(HTTPStatus.OK, self._front(), kind="text/html; charset=utf-8")
                return
        if not url.netloc and host in {"robots.txt", ".well-known"}:
            self._send(HTTPStatus.NOT_FOUND, b"Not in the sample.\n")  # for a crawler: the machine itself has no rules
            return
        if url.scheme not in ("", "http") or host not in self.server.hosts:
            self._send(HTTPStatus.BAD_GATEWAY, b"No such host in the sample.\n")
            return
        file = find_file(self.server.root, host, path)
        if file is None:
            self._send(HTTPStatus.NOT_FOUND, b"Not in the sample.\n")
        else:
            self._send_file(file)

    def do_HEAD(self) -> None:
        """Send the headers that GET would send."""
        self.do_GET()

    def _send_file(self, file: Path) -> None:
        body = file.read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        modified = datetime.fromtimestamp(int(file.stat().st_mtime), tz=UTC)
        headers = {"ETag": etag, "Last-Modified": format_datetime(modified, usegmt=True)}
        if self._is_known(etag, modified):
            self._send(HTTPStatus.NOT_MODIFIED, b"", headers=headers)
        else:
            self._send(HTTPStatus.OK, body, kind=content_type(file.name, body), headers=headers)

    def _is_known(self, etag: str, modified: datetime) -> bool:
        """Tell whether the client's copy is current; If-None-Match outranks If-Modified-Since (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return etag in tags or tags.strip() == "*"
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _front(self) -> bytes:
        rows = "".join(
            f'<li><a href="/{html.escape(host)}/">{html.escape(host)}</a></li>' for host in self.server.hosts
        )
        return f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>Voorbeeld</title><ul>{rows}</ul>'.encode()

    def _send(
        self,
        status: HTTPStatus,
        body: bytes,
        *,
        kind: str = "text/plain; charset=utf-8",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status is not HTTPStatus.NOT_MODIFIED:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


class _Server(ThreadingHTTPServer):
    """A threading server that knows its folder."""

    daemon_threads = True

    def __init__(self, root: Path, port: int) -> None:
        self.root = root.resolve()
        self.hosts = tuple(sorted(folder.name for folder in self.root.iterdir() if folder.is_dir()))
        super().__init__(("127.0.0.1", port), _Handler)


class SampleSite:
    """Serve a folder of hosts while the context lasts.

    Attributes:
        address: "http://127.0.0.1:PORT", to be used as a proxy or opened in a browser.
        hosts: The names that the server answers for.
    """

    def __init__(self, root: Path, port: int = 0) -> None:
        """Bind to loopback.

        Args:
            root: Folder with one subfolder per host.
            port: 0 takes a free one.
        """
        self._server = _Server(root, port)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self.hosts = self._server.hosts

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
