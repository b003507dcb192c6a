"""Web addresses as pages, feeds and users write them: also broken ones."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

_NOTHING = SplitResult("", "", "", "", "")


def split_address(url: str) -> SplitResult:
    """Return the parts of an address; all empty for what cannot be taken apart.

    >>> split_address("http://[broken").hostname is None
    True
    """
    try:
        return urlsplit(url)
    except ValueError:
        return _NOTHING


def join_address(base: str, url: str) -> str:
    """Return an address seen from the page at `base`; empty for what cannot be one.

    >>> join_address("http://b.example/a", "c"), join_address("http://b.example/a", "http://[broken")
    ('http://b.example/c', '')
    """
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def is_web_address(url: str) -> bool:
    """Tell whether this is an http or https address with a host, without white space and unprintable characters."""
    parts = split_address(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url
