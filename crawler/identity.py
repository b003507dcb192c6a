"""Which address stands for a document: one article, one address, whatever slug or tracking it came with.

In this order: the target of a consent gate or AMP viewer, the canonical link of the page (only when it lies with the
same publisher), the outlet's own article number, a cleaned address. `Publisher.canonical` sets another order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

from courlan import normalize_url

from crawler.addresses import join_address, split_address
from crawler.publishers import Publisher, find_publisher, index_publishers

GATE_PARAMETERS = (
    "callbackUrl",
    "callbackurl",
    "redirectUri",
    "redirect_uri",
    "redirectUrl",
    "redirect_url",
    "returnUrl",
    "originalUrl",
)
"""Query parameters in which consent and login gates carry the address that was asked for."""

MAX_GATES = 4
"""Gates within gates that are opened."""

_GATE_HOST = re.compile(
    r"(?:^|\.)(?:myprivacy|consent|privacy|cmp|login|toestemming)[.-]|/consent\b|/privacy-?gate|/privacy/accept",
    re.IGNORECASE,
)
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}\Z", re.IGNORECASE)
_VIEWER_PATH = re.compile(r"/amp/(?:s/)?(?=[\w-]+\.)", re.IGNORECASE)
_CACHE_HOST = re.compile(r"(?:^|\.)cdn\.ampproject\.org\Z", re.IGNORECASE)
_CACHE_PATH = re.compile(r"/(?:c|v|wp)/(?:s/)?(?=[\w-]+\.)", re.IGNORECASE)

_TRACKING = re.compile(
    r"(?:utm|at|mtm|pk|piwik|hsa|itm|oly|vero|mkt|mc|wt|stm|ns|gaa|abo)_\w+|_(?:ga|gl|cb|ts|hs\w+)|__\w+"
    r"|(?:fbc|gc|dc|twc|ttc|yc)lid|msclkid|igsh(?:id)?|[gw]braid|li_fat_id|s_?cid|cmpid|ocid|smid|xtor|ito|trk|spm"
    r"|cb|cachebuster|no_?cache|referr?er|ref_?(?:src|url)|share(?:d|_from|type)?|otag|currentarticleid|articleurl",
    re.IGNORECASE,
)
"""Names of query parameters that say where a reader came from and choose no page."""

_CAME_FROM = re.compile(
    r"(?:ref|source|src|channel|via|from|bron)=(?:rss|feed|twitter|x|facebook|fb|linkedin|whatsapp|instagram|google|"
    r"(?:e-?)?mail|nieuwsbrief|newsletter|social|share|app|push|home(?:page)?)\Z",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"(?:(?:php|asp|j)?sess(?:ion)?_?id|cfid|cftoken|aspsessionid\w*)=.*|(?:sid|s|session)=[0-9a-f]{16,}\Z",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"(?:amp|print|printer|printable|printversion)(?:=(?:1|true|yes|ja)?)?\Z"
    r"|(?:view|output|outputtype|format|mode|type|page)=(?:amp|print|printer|printable|afdrukken)\Z",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r"(?:;|%3b)(?:j|php|asp)?sess(?:ion)?id=[^/?#]*", re.IGNORECASE)
_COPY_END = re.compile(r"(?<=[^/])/(?:amp|amp\.html|print|print\.html|afdrukken)/?\Z", re.IGNORECASE)
_COPY_DOT = re.compile(r"\.(?:amp|print)(?=\.html?\Z)", re.IGNORECASE)
_COPY_BEGIN = re.compile(r"\A/(?:amp|print)(?=/[^/])", re.IGNORECASE)
_OTHER_DOOR = re.compile(r"\A(?:m|mobile|mobiel|amp|www)\.(?=[^.]+\.)", re.IGNORECASE)


def identify(url: str, html_canonical: str | None = None, *, publishers: Iterable[Publisher] = ()) -> str:
    """Return the one address under which all versions of a document are kept together.

    Args:
        url: Address that was asked for or that answered.
        html_canonical: Canonical link that the page gives for itself.
        publishers: Known outlets; a `HostIndex` where many addresses are asked.

    Returns:
        For an outlet with article numbers: the address that its record makes of the number, without the slug. Else
        the cleaned address without fragment and tracking parameters. What is no web address comes back unchanged.

    >>> identify("https://www.krant.example/a?utm_source=x#top")
    'https://www.krant.example/a'
    """
    known = index_publishers(publishers)
    target = open_gate(url)
    publisher = find_publisher(known, target)
    rule = publisher.canonical if publisher is not None else "identity"
    link = open_gate(join_address(target, html_canonical.strip())) if html_canonical and rule != "cleaned" else ""
    if not (link and split_address(link).path.strip("/") and _is_same_outlet(target, link, publisher, known)):
        link = ""
    if rule == "link" and link:
        return _clean(link, publisher)
    for address in filter(None, (link, target)):
        if (found := find_identity(address, publisher)) is not None:
            return found
    return _clean(link or target, publisher)


def find_identity(url: str, publisher: Publisher | None) -> str | None:
    """Return the address that an outlet's record makes of the number of an article, or None where there is none."""
    if publisher is None or publisher.identity is None:
        return None
    for address in dict.fromkeys((url, _drop_amp(url, publisher), unquote(url))):
        match = re.search(publisher.identity.pattern, address)
        if match and match["id"]:
            return publisher.identity.address.replace("{id}", match["id"])
    return None


def open_gate(url: str) -> str:
    """Return the address behind a consent gate, a login gate or a viewer of AMP pages, or the address itself.

    >>> open_gate("https://myprivacy.gate.example/consent?siteKey=a&callbackUrl=https%3A%2F%2Fwww.krant.example%2Fb~a1")
    'https://www.krant.example/b~a1'
    >>> open_gate("https://www.google.nl/amp/s/www.krant.example/amp/b~a1")
    'https://www.krant.example/amp/b~a1'
    """
    for _ in range(MAX_GATES):
        inner = _open_viewer(url) or _open_consent(url)
        if inner is None or inner == url:
            break
        url = inner
    return url


def clean_address(url: str) -> str:
    """Return a web address without fragment, tracking and session, host in lower case, default port dropped.

    Parameters that choose a page are kept, in one order; an AMP copy or print page gets the address of its article.
    """
    try:
        given = urlsplit(url.strip())
        if given.scheme.lower() not in {"http", "https"} or not given.hostname:
            return url
        path = _PATH_SESSION.sub("", given.path)
        path = urljoin("http://a/", path)[len("http://a") :] if "/." in path else path
        parts = urlsplit(normalize_url(urlunsplit((given.scheme, given.netloc, path, "", ""))))
    except ValueError:
        return url
    return urlunsplit((parts.scheme, parts.netloc, _clean_path(parts.path), _clean_query(given.query), ""))


def _clean_path(path: str) -> str:
    """Return the path of the article that an AMP copy or print page stands for, without a slash at its end."""
    before = None
    while path != before:
        before = path
        path = _COPY_DOT.sub("", _COPY_BEGIN.sub("", _COPY_END.sub("", path.rstrip("/"))))
    return path or "/"


def _clean_query(query: str) -> str:
    """Return a query without what chooses no page: tracking, sessions, copies for print and AMP."""
    kept = [
        quote(piece, safe="/%!=:,;+?@$'()*~-._[]")
        for piece in re.split(r"&(?:amp;)?", query)
        if piece
        and not _TRACKING.fullmatch(piece.partition("=")[0])
        and not any(pattern.match(piece) for pattern in (_CAME_FROM, _SESSION, _COPY))
    ]
    return "&".join(sorted(kept))


def _clean(url: str, publisher: Publisher | None) -> str:
    """Return a cleaned address; of a known outlet on its own scheme and host, whichever door it came through."""
    if publisher is None:
        return clean_address(url)
    parts = split_address(clean_address(_drop_amp(url, publisher)))
    site = split_address(publisher.site)
    names = {_OTHER_DOOR.sub("", host or "") for host in (parts.hostname, site.hostname)}
    netloc = site.netloc if len(names) == 1 and not parts.port else parts.netloc
    scheme = site.scheme if not parts.port else parts.scheme
    return urlunsplit((scheme, netloc, parts.path, parts.query, "")) if parts.netloc else url


def _drop_amp(url: str, publisher: Publisher) -> str:
    """Return the address of the article that an AMP copy copies, by the record of its outlet."""
    return re.sub(publisher.amp.pattern, publisher.amp.address, url) if publisher.amp is not None else url


def _open_viewer(url: str) -> str | None:
    """Return the address that a viewer or cache of AMP pages, or a link of a search engine, shows."""
    parts = split_address(url)
    host = parts.hostname or ""
    if _GOOGLE.match(host):
        if parts.path == "/url":
            query = dict(parse_qsl(parts.query))
            return _as_web_address(query.get("url") or query.get("q") or "")
        pattern = _VIEWER_PATH
    elif _CACHE_HOST.search(host):
        pattern = _CACHE_PATH
    else:
        return None
    match = pattern.match(parts.path)
    if match is None:
        return None
    scheme = "https" if match[0].endswith("/s/") else "http"
    inner = f"{scheme}://{parts.path[match.end() :]}"
    return f"{inner}?{parts.query}" if parts.query else inner


def _open_consent(url: str) -> str | None:
    """Return the address that a consent or login gate carries, or None for what is no gate."""
    parts = split_address(url)
    if not _GATE_HOST.search((parts.hostname or "") + parts.path):
        return None
    query = dict(parse_qsl(parts.query))
    inner = next((query[name] for name in GATE_PARAMETERS if query.get(name)), None)
    if inner is None:
        return None
    found = _as_web_address(join_address(url, inner if split_address(inner).scheme else unquote(inner)))
    if found is None:
        return None
    # The privacy gate of DPG sends to a page of the outlet itself that carries the wanted address once more.
    again = dict(parse_qsl(split_address(found).query)).get("redirectUri")
    if not again or "privacy" not in split_address(found).path:
        return found
    return join_address(found, again if split_address(again).scheme else unquote(again))


def _as_web_address(url: str) -> str | None:
    return url if split_address(url).scheme in {"http", "https"} and split_address(url).hostname else None


def _is_same_outlet(url: str, other: str, publisher: Publisher | None, known: Iterable[Publisher]) -> bool:
    """Tell whether two addresses lie with one outlet, or on one host where no outlet is known."""
    if publisher is not None:
        return find_publisher(known, other) is publisher
    here, there = (split_address(address).hostname or "" for address in (url, other))
    return bool(there) and here.removeprefix("www.") == there.removeprefix("www.")
