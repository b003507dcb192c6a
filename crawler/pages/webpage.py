"""Read a web page: metadata by JSON-LD, then meta elements, then the page; body text by trafilatura.

trafilatura alone takes agencies and "Door …" for authors, keeps the name of the site in titles and makes an
article of a consent gate, so it is asked for what the page does not say itself, and for the body.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace

from lxml.etree import ParserError
from lxml.html import HtmlElement

from crawler.addresses import split_address
from crawler.extracted import Extracted
from crawler.pages.bylines import read_bylines
from crawler.pages.dates import read_date
from crawler.pages.gates import recognise_gate
from crawler.pages.languages import guess_language
from crawler.pages.metadata import Metadata, read_metadata
from crawler.publishers import Markers
from staving.schema import DocumentKind, Flag

with warnings.catch_warnings():
    # Its downloader, which we never call, makes urllib3 warn that SOCKS proxies are not installed.
    warnings.simplefilter("ignore")
    from trafilatura import bare_extraction
    from trafilatura.metadata import extract_metadata
    from trafilatura.utils import load_html

SOURCE_LOOKED_AT = 2_000_000
"""Characters of the page's source in which markers are searched."""

_TITLE_SEPARATOR = re.compile(r"\s+[|–—·•»:-]+\s+|\s*[|»]\s*")
_OFFICIAL_ID = re.compile(r"(?:gmb|stcrt|prb|wsb|bgr|trb|stb|kst|ah-tk|ag-tk|blg|h-tk)-[\w-]+\Z")


def read_webpage(source: str, *, url: str, markers: Markers, outlet: str | None = None) -> Extracted:
    """Return what a web page says.

    Args:
        source: The page.
        url: Address that answered; may be empty for a saved page.
        markers: Pieces of source that give away gates and paywalls of this outlet.
        outlet: Name of the outlet where it is known.

    Returns:
        The text and what the page says about itself. Gates, challenges and pages that are gone have no text; of an
        article behind a paywall only what the page shows to everybody.
    """
    source = re.sub(r"\A\s*<\?xml[^>]*\?>", "", source)
    try:
        tree = load_html(source)
    except (ParserError, ValueError):
        tree = None
    if tree is None:
        return Extracted(flag=Flag.EMPTY, note="no element of a page in it", media_type="text/html")
    said = read_metadata(tree)
    raw_title = _first_text(tree, "//title") or ""
    language = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or said.language or "")[
        :2
    ].lower()
    is_reserved = said.meta.get("tdm-reservation") == "1"
    heading = _first_text(tree, "//h1")
    quick_gate = recognise_gate(
        url=url, title=raw_title, source=source[:SOURCE_LOOKED_AT], text=" " * 10_000, markers=markers
    )
    if quick_gate is not None and quick_gate[0] is not Flag.PAYWALL:
        return Extracted(
            flag=quick_gate[0],
            note=quick_gate[1],
            title=raw_title,
            canonical_url=said.canonical,
            media_type="text/html",
        )
    site_names = [name for name in (outlet, said.outlet, said.meta.get("og:site_name")) if name]
    guessed = _guess_missing(tree, url, said)
    body = _read_body(tree, url)
    gate = quick_gate or recognise_gate(
        url=url, title=raw_title, source=source[:SOURCE_LOOKED_AT], text=body, markers=markers
    )
    flag, note = gate if gate is not None else (Flag.OK, None)
    if said.is_free is False and flag is Flag.OK:
        flag, note = Flag.PAYWALL, "the page says that it is not accessible for free"
    if flag not in {Flag.OK, Flag.PAYWALL}:
        body = ""
    elif not re.search(r"\w", body):
        flag, note = (Flag.EMPTY, "no text in the page") if flag is Flag.OK else (flag, note)
    authors, agencies = read_bylines(said.authors or guessed.authors, outlet=next(iter(site_names), None))
    title = _choose_title(said, heading, raw_title, site_names, url) or guessed.title
    body = _drop_title(body, title, heading or "")
    extracted = Extracted(
        flag=flag,
        note=note,
        title=title,
        authors=tuple(name for name in authors if name.casefold() not in {site.casefold() for site in site_names}),
        agencies=agencies,
        published=read_date(said.published) or _first_date(said, tree) or read_date(guessed.date),
        modified=read_date(said.modified)
        or read_date(said.meta.get("article:modified_time") or said.meta.get("og:updated_time")),
        outlet=next(iter(site_names), None),
        language=language or guess_language(body),
        text=body,
        kind=DocumentKind.ARTICLE if said.is_article else DocumentKind.WEB_PAGE,
        canonical_url=said.canonical,
        is_free=said.is_free,
        is_reserved=is_reserved,
        based_on_url=said.based_on[0],
        based_on_publisher=said.based_on[1],
        based_on_date=read_date(said.based_on[2]),
        media_type="text/html",
    )
    return _mark_official(extracted, said)


def _read_body(tree: HtmlElement, url: str) -> str:
    """Return the body: precise first; where that finds nothing, everything that may be text."""
    for is_precise in (True, False):
        found = bare_extraction(
            tree,
            url=url or None,
            favor_precision=is_precise,
            favor_recall=not is_precise,
            include_comments=False,
            with_metadata=False,
        )
        text = getattr(found, "text", None)
        if text and text.strip():
            return _tidy(text)
    return ""


def _drop_title(body: str, *titles: str) -> str:
    """Return a body without the title as its first line: the title has a field of its own."""
    first, _, rest = body.partition("\n")
    same = {re.sub(r"\W", "", title.casefold()) for title in titles if title}
    return rest if rest and re.sub(r"\W", "", first.casefold()) in same else body


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class _Guess:
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""


def _guess_missing(tree: HtmlElement, url: str, said: Metadata) -> _Guess:
    """Ask trafilatura for what the page does not say itself."""
    if said.headline and said.authors and said.published:
        return _Guess()
    dates = {
        "original_date": True,
        "extensive_search": False,
        "outputformat": "%Y-%m-%d",
        "max_date": None,
        "min_date": None,
    }
    try:
        found = extract_metadata(tree, default_url=url or None, date_config=dates)
    except Exception:  # noqa: BLE001 - a strange page makes it raise anything; the page is then read without it
        return _Guess()
    names = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return _Guess(found.title or "", names, found.date or "")


def _first_text(tree: HtmlElement, path: str) -> str | None:
    for element in tree.xpath(path):
        text = " ".join((element.text_content() or "").split())
        if text:
            return text
    return None


def _first_date(said: Metadata, tree: HtmlElement) -> str | None:
    names = (
        "article:published_time", "og:article:published_time", "datepublished", "dcterms.available", "dcterms.issued",
        "dcterms.created", "dc.date.issued", "dc.date", "date", "pubdate", "publishdate", "parsely-pub-date",
        "sailthru.date",
    )  # fmt: skip
    for name in names:
        if date := read_date(said.meta.get(name)):
            return date
    for path in ('//*[@itemprop="datePublished"]', "//article//time[@datetime]", "//main//time[@datetime]"):
        for element in tree.xpath(path)[:1]:
            if date := read_date(element.get("content") or element.get("datetime") or element.text_content()):
                return date
    return None


def _choose_title(said: Metadata, heading: str | None, raw: str, sites: list[str], url: str) -> str:
    """Return the title without the name of the site; a headline that was cut off is completed from the page."""
    headline = said.headline if said.is_article or not heading else None
    if headline:
        stem = headline.rstrip("….").rstrip()
        for whole in (heading, said.meta.get("og:title"), raw):
            if whole and len(whole) > len(headline) and headline.endswith(("…", "...")) and whole.startswith(stem):
                return strip_site(whole, sites, url)
        return strip_site(headline, sites, url)
    shown = said.meta.get("og:title") or said.meta.get("dcterms.title") or said.meta.get("dc.title")
    return strip_site(shown or heading or raw, sites, url)


def strip_site(title: str, sites: list[str], url: str) -> str:
    """Return a title without the name of the site before or behind it.

    >>> strip_site("Raad wil uitleg | De Voorbeeldbode", ["De Voorbeeldbode"], "")
    'Raad wil uitleg'
    """
    host = (split_address(url).hostname or "").removeprefix("www.")
    names = {_squeeze(name) for name in [*sites, host, host.rsplit(".", 1)[0]] if name}
    text = " ".join(title.split())
    changed = True
    while changed:
        changed = False
        separators = list(_TITLE_SEPARATOR.finditer(text))
        for separator, side in ((separators[-1], "end"), (separators[0], "begin")) if separators else ():
            part, rest = (
                (text[separator.end() :], text[: separator.start()])
                if side == "end"
                else (text[: separator.start()], text[separator.end() :])
            )
            if rest.strip() and _squeeze(part) in names:
                text, changed = rest.strip(), True
                break
    return text


def _squeeze(name: str) -> str:
    return re.sub(r"\W|^(?:www|de|het|the)\b\s*", "", name.casefold())


def _mark_official(extracted: Extracted, said: Metadata) -> Extracted:
    """Recognise official publications by the metadata that they all carry (OWMS, officielebekendmakingen.nl)."""
    identifier = said.meta.get("dc.identifier", "")
    if "overheidop.publicationname" not in said.meta and not _OFFICIAL_ID.match(identifier):
        return extracted
    creator = said.meta.get("dc.creator") or said.meta.get("overheid.authority")
    is_municipal = said.meta.get("overheid.organisationtype", "").casefold() == "gemeente"
    return replace(
        extracted,
        kind=DocumentKind.OFFICIAL_PUBLICATION,
        identifier=identifier or None,
        title=said.meta.get("dc.title") or extracted.title,
        authors=(),
        published=read_date(said.meta.get("dcterms.available")) or extracted.published,
        outlet=said.meta.get("overheidop.publicationname") or extracted.outlet,
        municipality=creator if is_municipal else None,
        canonical_url=f"https://zoek.officielebekendmakingen.nl/{identifier}.html"
        if identifier
        else extracted.canonical_url,
    )
