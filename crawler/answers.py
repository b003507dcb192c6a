"""What an answer of a site may become, by its status, its address and the policy of its outlet.

The same for a page that we fetched ourselves and one that stands in somebody else's archive.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from crawler.addresses import join_address, split_address
from crawler.asks import Ask
from crawler.extracted import Extracted
from crawler.identity import open_gate
from crawler.publishers import Publisher
from crawler.tdm import read_tdm_header
from staving.schema import DocumentKind, Flag

KEPT_HEADERS = frozenset(
    {
        "content-type", "etag", "last-modified", "date", "server", "content-language", "tdm-reservation", "tdm-policy",
        "location", "memento-datetime",
    }
)  # fmt: skip
"""Response headers worth keeping with a capture, in small letters."""

PRESS_KINDS = frozenset({"newspaper", "local", "broadcaster", "trade", "legal"})
"""Kinds of outlet whose pages are articles."""

_BY_STATUS = {
    401: Flag.BLOCKED, 402: Flag.PAYWALL, 403: Flag.BLOCKED, 404: Flag.GONE, 410: Flag.GONE,
    451: Flag.BLOCKED, 304: Flag.NOT_MODIFIED,
}  # fmt: skip
_PARTS_OF_PAGES = re.compile(
    r"(?:image|video|audio|font)/|text/(?:css|javascript|x-\w+|vtt)|application/(?:\w[\w.+-]*script|font|x-font|"
    r"vnd\.ms-fontobject|json|[\w.+-]+\+json|x-shockwave|wasm|vnd\.apple\.mpegurl)",
    re.IGNORECASE,
)
_PART_NAMES = re.compile(
    r"\.(?:js|mjs|css|map|json|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|eot|mp[34]|m3u8|ts|webm)\Z"
)
_PAGE_HEAD = re.compile(rb"\s*(?:<!doctype html|<html|%PDF-)", re.IGNORECASE)
_LIST_HEAD = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.{0,500}?-->\s*|<\?xml-stylesheet[^>]*>\s*)*"
    rb"<(?:\w+:)?(?:rss|feed|rdf|urlset|sitemapindex)\b",
    re.IGNORECASE | re.DOTALL,
)


def find_flag(status: int) -> Flag:
    """Return the flag that stands for a status.

    >>> find_flag(404).value, find_flag(503).value
    ('gone', 'error')
    """
    return Flag.OK if status == 200 else _BY_STATUS.get(status, Flag.ERROR)


def leads_to_gate(url: str, location: str) -> bool:
    """Tell whether a redirect leads to a consent or login gate."""
    target = join_address(url, location)
    return bool(target) and open_gate(target) != target


def find_misdirection(ask: Ask, final_url: str, publisher: Publisher) -> tuple[Flag, str] | None:
    """Return flag and note for an answer that stands at another address than asked and is no article, or None.

    A redirect to a gate, to the front page or to an overview says that the article is not to be had there.

    Args:
        ask: The request.
        final_url: Address that answered.
        publisher: The outlet.
    """
    if final_url == ask.url or (ask.entry is not None and ask.entry.archived_at):
        return None
    asked, there = split_address(ask.url), split_address(final_url)
    if (asked.hostname, asked.path.rstrip("/"), asked.query) == (there.hostname, there.path.rstrip("/"), there.query):
        return None
    if open_gate(final_url) != final_url:
        return Flag.CONSENT_WALL, "the site leads to a consent gate"
    if asked.path.strip("/") and not there.path.strip("/") and not there.query:
        return Flag.GONE, f"leads to the front page: {final_url}"
    if publisher.identity is None or not publisher.owns(final_url):
        return None
    was, is_now = (re.search(publisher.identity.pattern, url) for url in (ask.url, final_url))
    return (Flag.GONE, f"leads to a page that is no article: {final_url}") if was and not is_now else None


def is_part_of_page(url: str, media_type: str, body: bytes) -> bool:
    """Tell whether an answer is something that pages are made of or that machines read, and no text for people.

    Pictures, scripts, styles, data, feeds, sitemaps and robots.txt. The bytes win over what the server says.
    """
    if _PAGE_HEAD.match(body):
        return False
    path = split_address(url).path.casefold()
    if path == "/robots.txt" or _LIST_HEAD.match(body[:2000].removeprefix(b"\xef\xbb\xbf")):
        return True
    return bool(_PARTS_OF_PAGES.match(media_type.strip()) or (_PART_NAMES.search(path) and "html" not in media_type))


def announce(
    publisher: Publisher,
    note: str | None,
    *,
    page: Extracted | None = None,
    title: str | None = None,
    published: str | None = None,
) -> Extracted:
    """Return the metadata of a page whose text we do not take, with flag `reserved`.

    Args:
        publisher: Its outlet.
        note: Why.
        page: What the page says, where it was read; its text is left behind.
        title: Title where the page gives none.
        published: Date where the page gives none.
    """
    return Extracted(
        flag=Flag.RESERVED,
        note=note,
        title=(page.title if page else "") or title or "",
        published=(page.published if page else None) or published,
        canonical_url=page.canonical_url if page else None,
        outlet=publisher.name,
        language=publisher.languages[0] if publisher.languages else None,
        kind=DocumentKind.ARTICLE,
    )


def apply_policy(
    found: tuple[Extracted, ...], publisher: Publisher, *, headers: Mapping[str, str], grounds: Mapping[str, str]
) -> tuple[Extracted, ...]:
    """Return what may be kept of a page, completed with what is known of its outlet.

    Args:
        found: What the page says.
        publisher: Its outlet.
        headers: Headers of the answer.
        grounds: Publisher id to the ground that the case file declares.
    """
    if found and found[0].flag in {Flag.OK, Flag.TRUNCATED, Flag.ENCODING, Flag.PAYWALL}:
        if not publisher.may_fetch(grounds):
            return (announce(publisher, "the outlet reserves text and data mining; no ground declared", page=found[0]),)
        reserved = read_tdm_header(headers) or any(part.is_reserved for part in found)
        if reserved and not grounds.get(publisher.id):
            return (announce(publisher, "the page reserves text and data mining", page=found[0]),)
    is_press = publisher.kind in PRESS_KINDS
    return tuple(
        replace(
            part,
            outlet=publisher.name if publisher.kind != "web" else part.outlet,
            kind=DocumentKind.ARTICLE
            if is_press and part.kind is DocumentKind.WEB_PAGE and part.media_type == "text/html"
            else part.kind,
        )
        for part in found
    )
