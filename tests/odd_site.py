"""A proxy on loopback that answers for any host whatever a test tells it to."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Mapping
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class OddSite:
    """Answers by whole address; 404 for what it was not told. Counts what it is asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: Counter[str] = Counter()
        odd = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                odd.asked[self.path] += 1
                status, headers, body = odd.answers.get(self.path, (404, {}, b"nee"))
                tag = f'"{hashlib.sha256(body).hexdigest()}"'
                if status == 200 and self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                self.send_response(status)
                said = {"Content-Type": "text/html", "Content-Length": str(len(body)), "ETag": tag, **headers}
                for name, value in said.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def put(self, url: str, body: str | bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.answers[url] = (status, dict(headers or {}), body.encode() if isinstance(body, str) else body)

    def move(self, url: str, to: str, status: int = 302) -> None:
        self.put(url, "", status=status, headers={"Location": to})

    def put_feed(self, url: str, links: list[str]) -> None:
        items = "".join(f"<item><title>Kop</title><link>{escape(link)}</link></item>" for link in links)
        self.put(url, f"<rss><channel>{items}</channel></rss>", headers={"Content-Type": "application/rss+xml"})
