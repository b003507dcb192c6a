"""The public edition as plain files: all pages, with a search that works in the browser.

The pages are those of the site itself, asked for inside this process and written with addresses relative to one
another, so that the folder works below any path of any web server. What needs a server is left out: filters, the
what-if of sources, tables. The tables come as CSV instead.
"""

from __future__ import annotations

import asyncio
import html
import json
import posixpath
import re
import shutil
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from datasette.utils.asgi import Request

from publish.dates import write_date
from publish.serve import make_site
from publish.site.filling import fill
from publish.site.headers import STRICT_POLICY
from publish.site.pages import load_asset
from publish.stage import PUBLIC_LICENCE, TITLES
from publish.views.reading import fetch_documents, open_reading
from publish.views.takeaway import write_csv
from publish.wording import date_document, name_outlet
from staving.config import Workspace
from staving.errors import StavingError
from staving.progress import meter
from staving.schema import Passage
from staving.store import Store

BEGIN = ("/", "/compare", "/map", "/municipalities", "/weak", "/graph", "/search", "/robots.txt")
"""Where the walk over the pages begins."""

FEEDS = ("/feed.atom", "/sitemap.xml")
"""What needs to know at which address the files will stand."""

KEPT_QUERIES = {"/map": "practice", "/graph": "claim", "/compare": "sort"}
"""Pages of which there is one for each value of a parameter."""

HIDDEN_TABLES = frozenset({"address", "run", "term"})
"""Tables that are of no use to a reader."""

MARK = ".staving-static"
"""A file in the folder that says that we made it, so that it may be written anew."""

_REFERENCE = re.compile(r'(?<= )(href|src|action)="([^"]*)"')
_FILE = re.compile(r"\.(?:csv|json|ris|bib|txt|atom|xml)\Z")
_LOCAL = "http://localhost"


@dataclass(slots=True)
class _Walk:
    """The walk over the pages."""

    site: Any
    folder: Path
    address: str
    waiting: deque[str] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)

    def want(self, path: str) -> None:
        if path not in self.seen:
            self.seen.add(path)
            self.waiting.append(path)


def publish_static(workspace: Workspace, folder: Path, *, address: str = "") -> dict[str, int]:
    """Write the public edition as plain files.

    Args:
        workspace: The workspace, with public.db.
        folder: Where they go: a folder that is new, empty, or was written by us before.
        address: Where the files will be found, as in https://dossier.example; without it there are no feeds and no
            sitemap, which need whole addresses.

    Returns:
        How many pages and files were written, and how many passages the search knows.

    Raises:
        StavingError: The folder holds something else, the address is none, or a page could not be made.
        StoreError: There is no public edition.
    """
    if address and urlsplit(address).scheme not in {"http", "https"}:
        raise StavingError(f"{address}: is no address; give it as in https://dossier.example")
    site = make_site(workspace, public=True, static=True)
    _empty(folder)
    walk = _Walk(site, folder, address.rstrip("/"))
    for path in (*BEGIN, *(FEEDS if address else ())):
        walk.want(path)
    counts = asyncio.run(_write_pages(walk))
    with open_reading(workspace.public) as store:
        counts["passages"] = _write_search(store, folder)
        tables = _write_tables(store, folder)
    counts["tables"] = len(tables)
    body = asyncio.run(_render_tables(site, tables))
    _write(folder / "data" / "index.html", _rewrite(body, "/data", walk))
    for name in ("site.css", "site.js", "static-search.js", "icon.svg"):
        _write(folder / "assets" / name, load_asset(name))
    return counts


def _empty(folder: Path) -> None:
    """Make the folder, or empty one that we wrote before."""
    if folder.exists() and not folder.is_dir():
        raise StavingError(f"{folder}: is a file; name a folder")
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise StavingError(f"{folder}: holds something else; name a new folder, or empty this one")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("Written by `staving publish --static`; the next time all of it is replaced.\n")


async def _write_pages(walk: _Walk) -> dict[str, int]:
    counts = {"pages": 0, "files": 0}
    with meter("pages", 0) as shown:
        while walk.waiting:
            path = walk.waiting.popleft()
            answer = await walk.site.client.get(path)
            if answer.status_code != 200:
                raise StavingError(f"{path}: could not be made ({answer.status_code}); run `staving publish --public`")
            target = walk.folder / find_file(path).lstrip("/")
            if answer.headers["content-type"].startswith("text/html"):
                _write(target, _rewrite(answer.text, path, walk))
                counts["pages"] += 1
            else:
                text = answer.text.replace(_LOCAL, walk.address) if walk.address else answer.text
                if path.startswith("/sitemap"):
                    for inner in re.findall(r"<loc>([^<]*/sitemap-\d+\.xml)</loc>", text):
                        walk.want(urlsplit(inner).path[len(urlsplit(walk.address).path) :])
                if path == "/robots.txt" and not walk.address:
                    text = "User-agent: *\n"
                _write(target, text)
                counts["files"] += 1
            shown.update(done=counts["pages"] + counts["files"], note=f"{len(walk.waiting)} left")
    return counts


def find_file(path: str) -> str:
    """Return the file of a page, from the root of the folder.

    >>> find_file("/"), find_file("/claim/C1"), find_file("/map?practice=dna"), find_file("/claim/C1/evidence.csv")
    ('/index.html', '/claim/C1/index.html', '/map/practice-dna/index.html', '/claim/C1/evidence.csv')
    """
    parts = urlsplit(path)
    segments = [_name(segment) for segment in parts.path.split("/") if segment]
    segments += [_name(f"{key}-{value}") for key, value in parse_qsl(parts.query)]
    if segments and _FILE.search(segments[-1]):
        return "/" + "/".join(segments)
    return "/" + "/".join([*segments, "index.html"])


def _name(segment: str) -> str:
    """Return a segment of an address as the name of a file that is safe everywhere: never `..` or hidden."""
    text = quote(unquote(segment), safe="-_.,~").replace("%", "=")
    return text if not text.startswith(".") else f"={text}"


def _rewrite(body: str, path: str, walk: _Walk) -> str:
    """Return a page with addresses relative to its place, and note which pages it leads to."""
    here = find_file(path)

    def change(found: re.Match[str]) -> str:
        name, value = found[1], html.unescape(found[2])
        if not value.startswith("/") or value.startswith("//"):
            return found[0]
        target = _place(value, walk)
        return f'{name}="{html.escape(_relate(target, here))}"'

    text = _REFERENCE.sub(change, body)
    policy = STRICT_POLICY.replace("; frame-ancestors 'none'", "")  # which is obeyed in a header only
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">'
    text = text.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{meta}', 1)
    if not walk.address:
        text = re.sub(r'<link rel="alternate" type="application/atom\+xml"[^>]*>\n?', "", text)
    return text


def _place(value: str, walk: _Walk) -> str:
    """Return the file that an address of the site becomes, with its fragment."""
    parts = urlsplit(value)
    path, query, fragment = parts.path, dict(parse_qsl(parts.query)), parts.fragment
    if path.startswith("/-/staving/"):
        return "/assets/" + path.rpartition("/")[2]
    if path == "/public" or path.startswith("/public/"):
        return "/data/index.html"
    if path.startswith("/document/") and "passage" in query:
        fragment = fragment or f"p-{query['passage']}"
        query = {}
    if path.endswith("feed.atom") and not walk.address:
        return "/index.html"
    kept = KEPT_QUERIES.get(path)
    query = {kept: query[kept]} if kept and query.get(kept) else {}
    wanted = path + ("?" + "&".join(f"{key}={quote(item, safe='')}" for key, item in query.items()) if query else "")
    walk.want(wanted)
    return find_file(wanted) + (f"#{fragment}" if fragment else "")


def _relate(target: str, here: str) -> str:
    path, mark, fragment = target.partition("#")
    return quote(posixpath.relpath(path, posixpath.dirname(here)), safe="/=-_.,~") + mark + fragment


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StavingError(
            f"{path}: cannot be written ({error.strerror}); make room, or name another folder"
        ) from error


def _write_search(store: Store, folder: Path) -> int:
    """Write what the search knows: the shown words of each passage, and the stem of each word."""
    rows = []
    passages = list(store.iterate(Passage))
    documents = fetch_documents(store, (item.document_id for item in passages))
    for item in passages:
        if not item.text.strip():
            continue
        document, source = documents[item.document_id]
        path = f"/document/{quote(item.document_id, safe='')}"
        rows.append(
            {
                "u": f"{find_file(path).lstrip('/')}#p-{item.id}",
                "t": document.title,
                "o": name_outlet(document, source),
                "d": write_date(date_document(document)) or "",
                "x": item.text,
            }
        )
    stems = dict(store.db.conn.execute('SELECT "word", "stem" FROM "term"').fetchall())
    text = json.dumps({"passages": rows, "stems": stems}, ensure_ascii=False, separators=(",", ":"))
    _write(folder / "search" / "index.json", text)
    return len(rows)


def _write_tables(store: Store, folder: Path) -> list[tuple[str, int]]:
    """Write each table as CSV; return names and numbers of rows."""
    connection = store.db.conn
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    written = []
    for (name,) in connection.execute(sql).fetchall():
        if name in HIDDEN_TABLES or name.startswith(("sqlite_", "_")) or re.search(r"_(fts|terms)(_|\Z)", name):
            continue
        cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - the name of a table of ours
        rows = cursor.fetchall()
        text = write_csv([column[0] for column in cursor.description], rows)
        _write(folder / "data" / f"{name}.csv", text)
        written.append((name, len(rows)))
    return written


async def _render_tables(site: Any, tables: Iterable[tuple[str, int]]) -> str:
    listed = [(name, TITLES.get(name, name), number) for name, number in tables]
    response = fill(site, Request.fake("/data"), "data.html", listed=listed, licence=PUBLIC_LICENCE)
    return str(response.body)
