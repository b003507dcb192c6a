"""Requests and what they are about: how one is written into a row of the frontier, and what its address tells. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.addresses import is_web_address, split_address
from crawler.asks import PAGE, Ask, Entry
from crawler.identity import open_gate
from crawler.publishers import Publisher
from staving.schema import Address, Flag, now

_ENTRY_NAMES = tuple(item.name for item in fields(Entry))


def decode_ask(address: Address) -> Ask:
    """Return the request that belongs to an address."""
    said: dict[str, Any] = dict(address.request)
    entry = said.pop("entry", None)
    if entry is not None:
        entry = Entry(**{**entry, "authors": tuple(entry.get("authors", ()))})
    return Ask(url=address.url, reader=address.reader, source_id=address.source_id, entry=entry, **said)


def encode_ask(ask: Ask) -> dict[str, Any]:
    """Return what a request holds besides address, reader and source, without what is as usual."""
    usual = {item.name: item for item in fields(Ask)}
    made = {}
    for name in ("method", "body", "headers", "state", "is_chosen"):
        value = getattr(ask, name)
        if value and value != usual[name].default:
            made[name] = dict(value) if isinstance(value, Mapping) else value
    if ask.entry is not None:
        said = ((name, getattr(ask.entry, name)) for name in _ENTRY_NAMES)
        made["entry"] = {name: dict(value) if isinstance(value, Mapping) else value for name, value in said if value}
    return made


def find_target(ask: Ask) -> str:
    """Return the address that a request is about: behind a gate, and for a copy in an archive the one copied."""
    entry = ask.entry
    url = (entry.original_url if entry is not None and entry.archived_at else None) or ask.url
    return open_gate(url) if ask.reader == PAGE else url


def tidy_ask(ask: Ask) -> Ask:
    """Return a request without credentials and fragment in its address."""
    url = tidy_address(ask.url)
    if url == ask.url:
        return ask
    entry = replace(ask.entry, url=tidy_address(ask.entry.url)) if ask.entry is not None else None
    return replace(ask, url=url, entry=entry)


def tidy_address(url: str) -> str:
    """Return an address without credentials, which are nobody's business, and without fragment, which is never sent.

    >>> tidy_address("http://jan:geheim@krant.example/1.html#reacties")
    'http://krant.example/1.html'
    """
    if "#" not in url and "@" not in url:
        return url
    parts = split_address(url)
    if not parts.netloc:
        return url
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def is_askable(url: str) -> bool:
    """Tell whether an address can be asked for, as far as its form goes."""
    try:
        return is_web_address(url) and split_address(url).port != 0
    except ValueError:
        return False  # a port beyond 65535


def is_article(ask: Ask, publisher: Publisher, target: str) -> bool:
    """Tell whether an announced address is an article of its outlet; lists always pass."""
    if ask.reader != PAGE or publisher.identity is None:
        return True
    return bool(re.search(publisher.identity.pattern, target))


def is_as_before(known: Address, entry: Entry | None) -> bool:
    """Tell whether a list says that a page has not changed since we had it (`lastmod` of a sitemap).

    It is believed until the page is due by its own schedule: not every publisher keeps that date.
    """
    if entry is None or not entry.modified or known.asked_at is None or known.flag != Flag.OK:
        return False
    try:
        changed = datetime.fromisoformat(entry.modified)
    except ValueError:
        return False
    if len(entry.modified) <= len("2021-11-15"):
        changed += timedelta(days=1)  # some time on that day
    if changed.tzinfo is None:
        changed = changed.replace(tzinfo=UTC) + timedelta(hours=14)  # the latest that clock time can be anywhere
    return changed < known.asked_at and (known.due_at is None or known.due_at > now())
