"""Read a web page: what it says about itself, what it is (article, gate, teaser), and its text.

Nothing is fetched. A page that is a gate, a challenge or an error gives no text; of an article behind a paywall only
what the page shows to everybody is kept, never the text that it hides in linked data.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from typing import Any

from lxml.cssselect import CSSSelector
from lxml.etree import ParserError
from lxml.html import HtmlElement

from crawler.addresses import split_address
from crawler.extracted import Extracted
from crawler.pages.body import read_body
from crawler.pages.dates import AMSTERDAM, find_zone, read_date
from crawler.pages.gates import SHORT_TEASER, Look, recognise_gate, recognise_paywall
from crawler.pages.linked import clean
from crawler.pages.metadata import Metadata, read_metadata
from crawler.pages.places import read_place
from crawler.pages.titles import Names, choose_title, read_headings, strip_site
from crawler.publishers import Markers
from staving.languages import guess_language
from staving.schema import DocumentKind, Flag

with warnings.catch_warnings():
    # Its downloader, which we never call, makes urllib3 warn that SOCKS proxies are not installed.
    warnings.simplefilter("ignore")
    from trafilatura.utils import load_html

__all__ = ["read_webpage", "strip_site"]

_OFFICIAL_ID = re.compile(r"(?:gmb|stcrt|prb|wsb|bgr|trb|stb|kst|ah-tk|ag-tk|blg|h-tk)-[\w-]+\Z")
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?=[/_-]|\Z)|/((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?=\D)"
)


def read_webpage(
    source: str, *, url: str, markers: Markers, outlet: str | None = None, is_saved: bool = False
) -> Extracted:
    """Return what a web page says.

    Times without a zone are Dutch time on Dutch sites, and the time of the site's country where that has but one;
    on others they stay without zone.

    Args:
        source: The page.
        url: Address that answered; may be empty for a saved page.
        markers: Pieces of source that give away gates and paywalls of this outlet.
        outlet: Name of the outlet where it is known.
        is_saved: Whether a user saved the page, who may have been let in: an article for subscribers that stands in it
            whole is then taken, with a note.

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
    raw_title = (
        clean(next((item.text_content() for item in tree.iter("title") if item.text_content().strip()), "")) or ""
    )
    headings = read_headings(tree, raw_title)
    declared = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower()
    host = split_address(url).hostname or ""
    zone = find_zone(host, declared or None) or (AMSTERDAM if declared in {"", "nl", "fy"} else None)
    said = read_metadata(
        tree, url=url, title=next(iter(headings), raw_title), sites=[outlet] if outlet else (), zone=zone
    )
    look = Look.of(tree, url=url, title=raw_title, headings=headings, source=source, said=said)
    gate = recognise_gate(look, markers)
    if gate is not None:
        return Extracted(
            flag=gate[0], note=gate[1], title=raw_title, canonical_url=said.canonical, media_type="text/html"
        )
    flag, note = Flag.OK, _note_robots(said)
    sites = [
        name for name in (outlet, said.outlet, said.meta.get("og:site_name"), said.meta.get("application-name")) if name
    ]
    names = Names(
        headline=said.headline,
        social=said.meta.get("og:title")
        or said.meta.get("twitter:title")
        or said.meta.get("dcterms.title")
        or said.meta.get("dc.title"),
        headings=headings,
        window=raw_title,
        is_article=said.is_article or not said.meta.get("dcterms.title"),
    )
    title = choose_title(names, sites=[*sites, (said.meta.get("twitter:site") or "").lstrip("@")], url=url)
    published = said.published or _read_address_date(url)
    wall = recognise_paywall(look, markers, said)
    if wall is not None and is_saved and look.running >= SHORT_TEASER:
        wall, note = None, f"for subscribers ({wall}); the text is that of the saved page"
    if wall is not None:
        _take_out(tree, said.paid_selectors)
    text = read_body(
        tree,
        titles=(*headings, title, said.headline or ""),
        authors=said.bylines.authors,
        is_article=said.is_article,
    )
    if wall is not None:
        flag, note = Flag.PAYWALL, wall
    elif not re.search(r"\w", text):
        flag, note = Flag.EMPTY, "no text in the page"
    extracted = Extracted(
        flag=flag,
        note=note,
        title=title,
        authors=said.bylines.authors,
        agencies=said.bylines.agencies,
        desks=said.bylines.desks,
        section=said.section,
        place=said.place or read_place(text),
        published=published,
        modified=said.modified,
        outlet=next(iter(sites), None),
        language=declared or (said.language or "")[:2].lower() or guess_language(text),
        text=text,
        kind=DocumentKind.ARTICLE if said.is_article else DocumentKind.WEB_PAGE,
        canonical_url=said.canonical,
        is_free=said.is_free,
        is_reserved="".join(said.meta.get("tdm-reservation", "").split()) == "1",
        based_on_url=said.based_on[0],
        based_on_publisher=said.based_on[1],
        based_on_date=read_date(said.based_on[2]),
        media_type="text/html",
    )
    return _mark_official(extracted, said)


def _note_robots(said: Metadata) -> str | None:
    """Return a note where the page asks not to be used by programs that learn; it forbids no reading."""
    asked = {word.strip() for name in ("robots", "googlebot") for word in said.meta.get(name, "").casefold().split(",")}
    return "the page asks not to be used for training (noai)" if asked & {"noai", "noimageai"} else None


def _take_out(tree: HtmlElement, selectors: tuple[str, ...]) -> None:
    """Take out what the page itself says that only subscribers may read."""
    for selector in selectors:
        try:
            found: Any = CSSSelector(selector)(tree)
        except Exception:  # noqa: BLE001, S112 - pages write selectors that no reader of selectors knows
            continue
        for element in found:
            if element.getparent() is not None and element.tag not in {"html", "body"}:
                element.drop_tree()


def _read_address_date(url: str) -> str | None:
    """Return the day that the address names; the last resort."""
    match = _URL_DATE.search(split_address(url).path)
    return read_date("-".join(part for part in match.groups() if part)) if match else None


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
        desks=(),
        published=read_date(said.meta.get("dcterms.available")) or extracted.published,
        outlet=said.meta.get("overheidop.publicationname") or extracted.outlet,
        municipality=creator if is_municipal else None,
        canonical_url=f"https://zoek.officielebekendmakingen.nl/{identifier}.html"
        if identifier
        else extracted.canonical_url,
    )
