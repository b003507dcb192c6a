"""Read the index of a web archive (CDX server of the Wayback Machine, output=json): which copies it has."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit, urlunsplit

from crawler.addresses import is_web_address
from crawler.asks import Ask, Entry, Listing
from crawler.publishers import Publisher

PAGES = "https://web.archive.org/web"
"""Address under which the copies stand."""

FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest", "length")
"""Fields that are asked for."""

MAX_PAGES = 1000
"""Pages of one answer that are followed at most."""

_READ_TYPES = re.compile(
    r"text/(?:html|plain|xml)|application/(?:xhtml\+xml|pdf|xml|msword|vnd\..+)|warc/revisit|-|unk"
)


def read_cdx(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the copies that an index names, each once for each different content.

    The answer is a list of rows; the first names the fields. With showResumeKey the last row, behind an empty one,
    holds the key with which to ask for the rest.

    Args:
        content: The answer.
        ask: The request; `state` holds `pages` (address of the copies), `limit` (copies still wanted) and `seen`
            (pages asked before this one).
        publisher: The archive; the same for all.
    """
    rows = _read_rows(content)
    if isinstance(rows, str):
        return Listing(problem=rows)
    if not rows:
        return Listing()
    names = [str(name) for name in rows[0]]
    pages = str(ask.state.get("pages") or PAGES)
    wanted = _read_number(ask.state.get("limit"))
    body, resume = _split_resume(rows[1:])
    entries: dict[str, Entry] = {}
    damaged = 0
    for row in body:
        if len(row) != len(names):
            damaged += 1
            continue
        values = {name: str(value) for name, value in zip(names, row, strict=True)}
        entry = _read_row(values, pages)
        damaged += entry is None
        if entry is not None and _READ_TYPES.match(values.get("mimetype", "-")):
            entries.setdefault(entry.url, entry)
    taken = tuple(entries.values())[:wanted]
    left = None if wanted is None else wanted - len(taken)
    seen = (_read_number(ask.state.get("seen")) or 0) + 1
    problem = f"{damaged} rows of the index cannot be read" if damaged else None
    if (
        resume is None
        or left == 0
        or seen >= MAX_PAGES
        or resume == dict(parse_qsl(urlsplit(ask.url).query)).get("resumeKey")
    ):
        return Listing(entries=taken, problem=problem)
    state: Mapping[str, Any] = {**ask.state, "pages": pages, "limit": left, "seen": seen}
    following = Ask(url=_set_resume(ask.url, resume), reader=ask.reader, source_id=ask.source_id, state=state)
    return Listing(entries=taken, asks=(following,), problem=problem)


def _read_rows(content: bytes) -> list[list[Any]] | str:
    """Return the rows of an index, or what is wrong with it."""
    try:
        rows = json.loads(content) if content.strip() else []  # of what is not archived the server says nothing at all
    except (ValueError, RecursionError):
        return f"no index: {_first_words(content)}"
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return "no index: a list of rows was expected"
    if rows and not {"timestamp", "original"} <= {name for name in rows[0] if isinstance(name, str)}:
        return "no index: the first row does not name the fields"
    return rows


def _split_resume(rows: list[list[Any]]) -> tuple[list[list[Any]], str | None]:
    """Return the rows of copies, and the key for the rest: the row behind an empty one."""
    if [] in rows:
        border = rows.index([])
        last = rows[border + 1 :]
        key = str(last[0][0]) if last and last[0] else None
        return rows[:border], unquote_plus(key) if key else None
    return rows, None


def _read_row(values: Mapping[str, str], pages: str) -> Entry | None:
    stamp, original = values["timestamp"], values["original"]
    try:
        moment = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    if not is_web_address(original):
        return None
    fields = {name: values[name] for name in ("mimetype", "digest") if values.get(name)}
    return Entry(
        url=f"{pages}/{stamp}id_/{original}",
        original_url=original,
        archived_at=moment.isoformat(),
        fields=fields,
    )


def _set_resume(url: str, key: str) -> str:
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "resumeKey"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("resumeKey", key)])))


def _read_number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _first_words(content: bytes) -> str:
    text = re.sub(r"<[^>]*>", " ", content[:2000].decode("utf-8", "replace"))
    return " ".join(text.split())[:120] or "nothing that can be read"
