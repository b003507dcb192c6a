"""Which address stands for a document: one article, one address, whatever slug or tracking it came with.

In this order: the target of a consent gate, the canonical link of the page (only when it lies with the same
publisher), the outlet's own article number, a cleaned address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from courlan import normalize_url

from crawler.addresses import join_address, split_address
from crawler.publishers import Publisher, find_publisher

GATE_PARAMETERS = (
    "callbackUrl",
    "callbackurl",
    "redirectUri",
    "redirect_uri",
    "redirectUrl",
    "redirect_url",
    "returnUrl",
)
"""Query parameters in which consent and login gates carry the address that was asked for."""

_GATE_HOST = re.compile(r"(?:^|\.)(?:myprivacy|consent|privacy|login|toestemming)[.-]|/consent\b", re.IGNORECASE)


def identify(url: str, html_canonical: str | None = None, *, publishers: Iterable[Publisher] = ()) -> str:
    """Return the one address under which all versions of a document are kept together.

    Args:
        url: Address that was asked for or that answered.
        html_canonical: Canonical link that the page gives for itself.
        publishers: Known outlets.

    Returns:
        For an outlet with article numbers: the address that its record makes of the number, without the slug. Else
        the cleaned address without fragment and tracking parameters. What is no web address comes back unchanged.

    >>> identify("https://www.krant.example/a?utm_source=x#top")
    'https://www.krant.example/a'
    """
    known = list(publishers)
    target = open_gate(url)
    if html_canonical:
        canonical = open_gate(join_address(target, html_canonical.strip()))
        if _same_publisher(target, canonical, known) and split_address(canonical).path.strip("/"):
            target = canonical
    publisher = find_publisher(known, target)
    if publisher is not None and publisher.identity is not None:
        match = re.search(publisher.identity.pattern, target)
        if match:
            return publisher.identity.address.replace("{id}", match["id"])
    return clean_address(target)


def open_gate(url: str) -> str:
    """Return the address behind a consent or login gate, or the address itself.

    >>> open_gate("https://myprivacy.gate.example/consent?siteKey=a&callbackUrl=https%3A%2F%2Fwww.krant.example%2Fb~a1")
    'https://www.krant.example/b~a1'
    """
    for _ in range(3):
        parts = split_address(url)
        if not _GATE_HOST.search((parts.hostname or "") + parts.path):
            break
        query = dict(parse_qsl(parts.query))
        inner = next((query[name] for name in GATE_PARAMETERS if query.get(name)), None)
        if inner is None:
            break
        if not split_address(inner).scheme:
            inner = unquote(inner)
        inner = join_address(url, inner)
        if split_address(inner).scheme not in {"http", "https"}:
            break
        # The privacy gate of DPG sends to a page of the outlet itself that carries the wanted address once more.
        again = dict(parse_qsl(split_address(inner).query)).get("redirectUri")
        url = join_address(inner, again) if again and "privacy" in split_address(inner).path else inner
    return url


def clean_address(url: str) -> str:
    """Return a web address without fragment and tracking parameters, host in lower case, default port dropped.

    Parameters that choose a page are kept; an AMP copy gets the address of its article.
    """
    try:
        parts = urlsplit(url.strip())
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
            return url
        parts = urlsplit(normalize_url(url.strip()))
    except ValueError:
        return url
    path = re.sub(r"(?<=[^/])/(?:amp|amp\.html)/?\Z", "", parts.path)
    path = re.sub(r"\A/amp(?=/)", "", path) or "/"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _same_publisher(url: str, other: str, publishers: list[Publisher]) -> bool:
    publisher = find_publisher(publishers, url)
    if publisher is not None:
        return publisher.owns(other)
    here, there = (split_address(address).hostname or "" for address in (url, other))
    return bool(there) and here.removeprefix("www.") == there.removeprefix("www.")
