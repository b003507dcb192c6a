"""Read section pages: which of their links are articles, and which leads to the next page.

Calendars, session ids and paths that grow have a crawler walk for ever: they are noticed and named, not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from crawler.addresses import is_web_address, join_address, split_address
from crawler.asks import Ask, Entry, Listing
from crawler.decode import decode
from crawler.identity import clean_address, identify, open_gate
from crawler.pages.dates import read_date
from crawler.publishers import HostIndex, Publisher, Section
from crawler.traps import find_trap
from staving.schema import hash_text

MAX_PAGE_BYTES = 10 * 1024 * 1024
"""Largest section page that is read, in bytes."""

MAX_LINKS = 5000
"""Links of one page that are looked at."""

MAX_ENTRIES = 500
"""Articles taken from one page."""

_NO_TITLE = re.compile(
    r"\W*(?:(?:lees|bekijk|zie)\s+(?:meer|verder|ook|artikel)\b.*|meer|verder|reacties?|\d+\s+reacties?|video|foto'?s|plus)\W*\Z",
    re.I,
)
_NO_ARTICLE = re.compile(
    r"/(?:tags?|themas?|dossiers?|auteurs?|authors?|redactie|zoeken|search|login|inloggen|registreren|account|abonne\w*|"
    r"nieuwsbrie\w*|newsletter|contact|over-ons|over|colofon|privacy\w*|cookies?|voorwaarden|adverteren|vacatures?|agenda|"
    r"rss|feeds?|weer|puzzels?|spelletjes|shop|webwinkel|service|help|faq|wp-\w+|page|pagina)(?:/|\Z)",
    re.I,
)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|json|xml|rss|mp[34]|m3u8|zip|ics|vcf)\Z", re.I)
_DATE_PATH = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/|\Z)")
_PAGE_NUMBER = re.compile(r"[?&](?:page|pagina|pag|p|paged|pg)=(\d{1,5})(?:&|\Z)|/(?:page|pagina)/(\d{1,5})/?\Z", re.I)
_CALENDAR_NAME = re.compile(r"(?:date|datum|dag|day|month|maand|year|jaar|week|ical|van|tot|from|until)\Z", re.I)
_CALENDAR_PATH = re.compile(
    r"/(?:kalender|calendar|agenda|archief|archive)/(?:[^/]+/)*(?:19|20)\d\d(?:[/-]\d{1,2}){0,2}/?\Z", re.I
)
_NEXT_TEXT = re.compile(
    r"\W*(?:volgende(?:\s+pagina)?|oudere(?:\s+berichten)?|next(?:\s+page)?|older(?:\s+posts)?)\W*\Z", re.I
)


@dataclass(slots=True)
class _Link:
    url: str
    element: HtmlElement
    is_next: bool


def read_section(content: bytes, ask: Ask, publisher: Publisher) -> Listing:
    """Return the articles that a section page links to, and the next page.

    A link is an article where the pattern of the section or of the outlet's identity says so; without either, where it
    lies with the outlet and looks like one (a number or a date in its path, or the words of a title).

    Args:
        content: The page.
        ask: The request. Its state holds `page` (number, from 1), `section` (address of the first page) and `last`
            (what the page before announced, as a hash); all may be missing on the first page.
        publisher: The outlet; links to others are left.

    Returns:
        Each article once and in order, with the text of its link as title; and the next page while the section may
        have more of them. `problem` says why there is nothing, or which trap was met.
    """
    if len(content) > MAX_PAGE_BYTES:
        return Listing(problem="the section page is too large")
    try:
        tree = html.document_fromstring(decode(content).text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (ParserError, ValueError, AssertionError):
        return Listing(problem="no section page: nothing in it can be read")
    section = _find_section(ask, publisher)
    links = list(_list_links(tree, ask.url, publisher))
    entries = _list_entries(links, ask.url, section, publisher)
    last = hash_text("\n".join(entry.url for entry in entries))
    number = _read_number(ask)
    if not entries:
        lacks = "no link to an article; compare the pattern of the section with the page"
        return Listing(problem=lacks if number == 1 else None)
    if number > 1 and ask.state.get("last") == last:
        return Listing(problem="page without end: it links to the same articles as the page before")
    ask_next, problem = _find_next(links, ask, section, number)
    if ask_next is None:
        return Listing(entries=entries, problem=problem)
    state = {"page": number + 1, "section": section.url, "last": last}
    following = Ask(url=ask_next, reader="section", source_id=ask.source_id or publisher.id, state=state)
    return Listing(entries=entries, asks=(following,), problem=problem)


def name_trap(url: str, before: str = "") -> str | None:
    """Return what makes a link part of a trap, or None: that of `crawler.traps`, and any leaf of a calendar.

    Args:
        url: Address that the link leads to.
        before: Address of the page that links to it; a date that it has too is no trap of the link.

    >>> name_trap("https://krant.example/nieuws?date=2021-05-01", "https://krant.example/nieuws")
    'a calendar'
    >>> name_trap("https://krant.example/nieuws?page=2", "https://krant.example/nieuws") is None
    True
    """
    if (found := find_trap(url)) is not None:
        return found
    parts = split_address(url)
    earlier = dict(parse_qsl(split_address(before).query))
    dates = {
        name: value for name, value in parse_qsl(parts.query) if _CALENDAR_NAME.match(name) and value[:1].isdigit()
    }
    if any(earlier.get(name) != value for name, value in dates.items()):
        return "a calendar"
    return "a calendar" if _CALENDAR_PATH.search(parts.path) and not _PAGE_NUMBER.search(url) else None


def _find_section(ask: Ask, publisher: Publisher) -> Section:
    first = ask.state.get("section")
    url = first if isinstance(first, str) else ask.url
    return next((section for section in publisher.sections if section.url == url), Section(url=url))


def _read_number(ask: Ask) -> int:
    number = ask.state.get("page")
    return number if isinstance(number, int) and number > 0 else 1


def _list_links(tree: HtmlElement, url: str, publisher: Publisher) -> Iterator[_Link]:
    """Yield the links of a page that lie with the outlet."""
    base = next((join_address(url, href) for href in tree.xpath("//base/@href")[:1]), "") or url
    for element in tree.xpath("//a[@href] | //link[@href]")[:MAX_LINKS]:
        address = urldefrag(open_gate(join_address(base, (element.get("href") or "").strip()))).url
        is_next = "next" in (element.get("rel") or "").casefold().split()
        if is_web_address(address) and publisher.owns(address) and (element.tag == "a" or is_next):
            yield _Link(address, element, is_next)


def _list_entries(links: list[_Link], url: str, section: Section, publisher: Publisher) -> tuple[Entry, ...]:
    known = HostIndex((publisher,))
    here = clean_address(url)
    pattern = section.pattern or (publisher.identity.pattern if publisher.identity is not None else None)
    found: dict[str, Entry] = {}
    for link in links:
        if link.element.tag != "a" or link.is_next or not _is_article(link, here, pattern):
            continue
        address = clean_address(link.url) if find_trap(link.url) else link.url  # without its session id
        key = identify(address, publishers=known)
        title, published = _read_title(link.element), _read_time(link.element)
        before = found.get(key)
        if before is not None:
            title, published, address = before.title or title, before.published or published, before.url
        found[key] = Entry(url=address, title=title, published=published)
        if len(found) >= MAX_ENTRIES:
            break
    return tuple(found.values())


def _is_article(link: _Link, here: str, pattern: str | None) -> bool:
    address = clean_address(link.url)
    if address == here or find_trap(address):
        return False
    if pattern is not None:
        return bool(re.search(pattern, link.url))
    if name_trap(address, here):
        return False
    path = split_address(address).path
    if _NO_ARTICLE.search(path) or _FILE.search(path) or _PAGE_NUMBER.search(address):
        return False
    if any(parent.tag in {"nav", "footer"} for parent in link.element.iterancestors()):
        return False
    last = path.rstrip("/").rpartition("/")[2]
    has_words = len(re.findall(r"[a-z]{2,}", re.sub(r"\.\w+\Z", "", last), re.IGNORECASE)) >= 4
    return has_words or bool(re.search(r"\d{5,}", path)) or (bool(_DATE_PATH.search(path)) and path.count("/") > 3)


def _read_title(element: HtmlElement) -> str | None:
    """Return the title that a link gives its article: a heading in it, else its words, else what names its picture."""
    headings = [str(part.text_content()) for part in element.xpath(".//h1|.//h2|.//h3|.//h4|.//h5")]
    pictures = element.xpath("./@aria-label | ./@title | .//img/@alt")
    for text in (*headings, str(element.text_content()), *map(str, pictures)):
        words = " ".join(text.split())
        if re.search(r"\w", words) and not _NO_TITLE.match(words):
            return words[:500]
    return None


def _read_time(element: HtmlElement) -> str | None:
    return next((date for value in element.xpath(".//time/@datetime") if (date := read_date(str(value)))), None)


def _find_next(links: list[_Link], ask: Ask, section: Section, number: int) -> tuple[str | None, str | None]:
    """Return the address of the next page, or why a trap was left."""
    if number >= section.max_pages:
        return None, None
    here = {clean_address(url) for url in (ask.url, section.url)}
    for url in _list_candidates(links, section, number):
        if clean_address(url) in here:
            continue
        trap = name_trap(url, ask.url)
        cleaned = clean_address(url)
        if trap is not None and name_trap(cleaned, ask.url) is None:
            return cleaned, f"{trap} of the next page; left out"
        if trap is not None:
            return None, f"{trap}: the link to the next page was not followed"
        return url, None
    return None, None


def _list_candidates(links: list[_Link], section: Section, number: int) -> Iterator[str]:
    if section.next is not None:
        yield from (link.url for link in links if re.search(section.next, link.url))
        return
    yield from (link.url for link in links if link.is_next)
    yield from (link.url for link in links if _NEXT_TEXT.match(" ".join(str(link.element.text_content()).split())))
    for link in links:
        match = _PAGE_NUMBER.search(link.url)
        if match and int(match[1] or match[2]) == number + 1:
            yield link.url
