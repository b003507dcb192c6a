"""A made-up news site on loopback, for measurements: pages of the size and make of real ones, text of our own.

python benchmarks/made_site.py PAGES      prints its port, then serves until standard input is closed
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import sys

WORDS = (
    "de het een van in op met voor door over gemeente raad college wethouder bewoners uitkering gesprek opname balie "
    "beleid besluit onderzoek jaar week stad dorp plan kosten bezwaar rechter uitspraak dossier camera formulier "
    "afspraak medewerker inwoner bestuur commissie voorstel debat vraag antwoord rapport toezicht wet artikel termijn"
).split()
PARAGRAPHS = 14
TEASERS = 60


def make_sentence(chance: random.Random) -> str:
    """Return a sentence of 8 to 20 words without meaning."""
    return " ".join(chance.choices(WORDS, k=chance.randint(8, 20))).capitalize() + "."


def make_page(number: int) -> bytes:
    """Return an article page of about 60 kB: article, menus, teasers, scripts and styles around it."""
    chance = random.Random(number)
    title = f"Bericht {number}: {make_sentence(chance)[:60]}"
    paragraphs = [" ".join(make_sentence(chance) for _ in range(4)) for _ in range(PARAGRAPHS)]
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"2021-11-{1 + number % 28:02d}T08:30:00+01:00",
        "author": {"@type": "Person", "name": "A. Proef"},
    }
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    teasers = "".join(
        f'<li class="teaser"><a href="/nieuws/{chance.randint(1, 10**6)}.html">{make_sentence(chance)}</a></li>'
        for _ in range(TEASERS)
    )
    menu = "".join(f'<li><a href="/{word}/">{word.capitalize()}</a></li>' for word in WORDS[20:50])
    style = "".join(f".c{index}{{color:#{index:06x};margin:{index}px}}" for index in range(400))
    script = "".join(f'window.data.push({{"id":{index},"value":"{index * 7919}"}});' for index in range(500))
    return (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{title} | Maakblad</title>'
        f'<script type="application/ld+json">{json.dumps(linked)}</script><style>{style}</style></head><body>'
        f"<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1>{body}</article>"
        f"<aside><h2>Lees ook</h2><ul>{teasers}</ul></aside></main><script>{script}</script>"
        "<footer><p>Contact</p></footer></body></html>"
    ).encode()


def make_feed(host: str, pages: int, first: int = 0) -> bytes:
    """Return a sitemap of some pages."""
    places = "".join(f"<url><loc>{host}/nieuws/{number}.html</loc></url>" for number in range(first, first + pages))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'.encode()


class _Answer(asyncio.Protocol):
    pages = 0
    host = ""
    variants: list[bytes] = []  # noqa: RUF012

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.buffer = transport, b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            self.transport.write(self.answer(head))

    def answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode()
        if path == "/sitemap.xml":
            body, kind = make_feed(self.host, self.pages), "application/xml"
        elif path.startswith("/nieuws/"):
            number = path[8:-5]
            body = self.variants[int(number) % len(self.variants)].replace(b"Bericht ", f"Bericht {number}x ".encode())
            kind = "text/html; charset=utf-8"
        else:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        tag = f'"{hashlib.md5(path.encode()).hexdigest()}"'
        if tag.encode() in head:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        return (
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nETag: {tag}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )


async def serve(pages: int) -> None:
    """Serve until standard input is closed; print the port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    _Answer.pages, _Answer.host = pages, f"http://127.0.0.1:{port}"
    _Answer.variants = [make_page(number) for number in range(min(pages, 500))]
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
