"""What a page says about itself: linked data first, then meta elements and links, then what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from lxml.html import HtmlElement

from crawler.pages.bylines import Bylines, read_bylines
from crawler.pages.dates import is_same_day, read_date, split_published, split_update
from crawler.pages.heads import Head, read_head_bylines, read_head_dates, write_small
from crawler.pages.linked import Linked, Node, as_text, as_truth, clean, is_article, list_types, read_linked

PUBLISHED_NAMES = (
    "article:published_time", "og:article:published_time", "article:published", "article.published", "datepublished",
    "og:published_time", "parsely-pub-date", "dcterms.available", "dcterms.issued", "dc.date.issued", "dcterms.created",
    "dcterms.date", "dc.date", "date.issued", "sailthru.date", "cxenseparse:recs:publishtime", "publish-date",
    "publish_date", "publishdate", "pubdate", "pub_date", "publication_date", "cdate", "last-published", "date",
    "article:post_date", "dc.date.created", "datecreated", "citation_publication_date", "bt:pubdate",
)  # fmt: skip
"""Meta elements that hold the date of publication, the surest first."""

MODIFIED_NAMES = (
    "article:modified_time", "og:article:modified_time", "article:modified", "article:updated", "article.updated",
    "datemodified", "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod",
    "revision_date",
)  # fmt: skip
"""Meta elements that hold the date of the last change."""

AUTHOR_NAMES = (
    "author", "article:author", "og:article:author", "byl", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "citation_author", "article.author", "article:author_name", "cxenseparse:author", "creator",
)  # fmt: skip
"""Meta elements that name who wrote a text."""

_OTHER_PART = re.compile(
    r"(?i)comment|related|sidebar|recommend|teaser|promo|footer|most-?(?:read|popular)|trending|widget|newsletter"
    r"|card-list"
)
_BYLINE_PATH = (
    '//*[@rel="author" or @itemprop="author" or contains(@class, "yline") or contains(@class, "uthor")'
    ' or contains(@class, "journalist") or contains(@data-testid, "uthor") or contains(@data-testid, "yline")]'
)
_DATE_PATH = (
    "//*[self::span or self::p or self::div or self::li or self::h3]"
    '[contains(@class, "date") or contains(@class, "Date") or contains(@class, "time") or contains(@class, "publi")'
    ' or contains(@class, "posted") or contains(@class, "byline") or contains(@id, "date")]'
)
_BY = re.compile(r"(?i)^\s*(?:by|door|von|par|por|tekst|text|auteur|author|autor|written|posted|geschreven)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about itself, unchecked."""

    headline: str | None = None
    """Headline by JSON-LD."""
    bylines: Bylines = field(default_factory=Bylines)
    """Who stands above the text."""
    published: str | None = None
    """Date of publication, ISO 8601."""
    modified: str | None = None
    """Date of the last change, ISO 8601."""
    outlet: str | None = None
    """Name of the publisher."""
    section: str | None = None
    """Section of the outlet."""
    place: str | None = None
    """Place in the dateline, where linked data names it."""
    language: str | None = None
    """Language by JSON-LD."""
    is_free: bool | None = None
    """isAccessibleForFree."""
    paid_selectors: tuple[str, ...] = ()
    """CSS selectors of the parts that only subscribers may read."""
    is_article: bool = False
    """Whether the page says that it is an article."""
    canonical: str | None = None
    """Canonical link."""
    based_on: tuple[str | None, str | None, object] = (None, None, None)
    """isBasedOn: address, publisher, date as written."""
    meta: dict[str, str] = field(default_factory=dict)
    """Meta elements, names in lower case; the first of each name."""


def read_metadata(
    tree: HtmlElement, *, url: str = "", title: str = "", sites: Iterable[str] = (), zone: tzinfo | None = None
) -> Metadata:
    """Return what a page says about itself.

    Args:
        tree: The page.
        url: Its address.
        title: Its headline as it shows it.
        sites: Names of the site that are known.
        zone: Zone of times that have none.
    """
    scripts = [
        script.text or ""
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").casefold() and script.text
    ]
    linked = read_linked(scripts, url=url, title=title)
    meta, many = _read_meta(tree)
    main: Node = linked.articles[0] if linked.articles else {}
    outlet = next(iter(_find_names(linked.find("publisher"), linked.by_id)), (None, ""))[0]
    names = [*sites, *_name_site(outlet, meta)]
    head = Head(tree, title)
    return Metadata(
        headline=as_text(linked.find("headline")) or as_text(main.get("name")),
        bylines=_read_authors(tree, linked, many, names, head),
        published=_read_published(tree, linked, meta, zone, head),
        modified=_read_modified(tree, linked, meta, zone),
        outlet=outlet,
        section=_read_section(linked, meta),
        place=as_text(linked.find("dateline")),
        language=as_text(linked.find("inLanguage")),
        is_free=_find_free(linked),
        paid_selectors=tuple(_find_paid(linked)),
        is_article=bool(main and is_article(main)) or meta.get("og:type", "").casefold() in {"article", "news"},
        canonical=_find_canonical(tree, meta),
        based_on=_find_based_on(linked, main),
        meta=meta,
    )


def _read_meta(tree: HtmlElement) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the meta elements by name: the first of each name, and all of those that name authors."""
    found: dict[str, str] = {}
    many: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if not content or not content.strip():
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := element.get(attribute):
                key = name.strip().casefold()
                found.setdefault(key, " ".join(content.split()))
                if key in AUTHOR_NAMES:
                    many.setdefault(key, []).append(clean(content) or "")
    return found, many


def _name_site(outlet: str | None, meta: dict[str, str]) -> list[str]:
    keys = (
        "og:site_name",
        "application-name",
        "apple-mobile-web-app-title",
        "dc.publisher",
        "twitter:site",
        "publisher",
    )
    return [name.lstrip("@") for name in (outlet, *(meta.get(key) for key in keys)) if name]


def _read_authors(
    tree: HtmlElement, linked: Linked, many: dict[str, list[str]], sites: list[str], head: Head
) -> Bylines:
    """Return people, agencies and desks of the first source that names people; else of all that name anything."""
    said = list(_find_names(linked.find("author") or linked.find("creator"), linked.by_id))
    found = [_sort(said, sites)]
    if not found[-1].authors:
        found.append(read_bylines(_read_author_meta(many), sites=sites))
    if not found[-1].authors:
        found.append(read_bylines(_read_shown_bylines(tree, is_strict=bool(said)), sites=sites))
    if not found[-1].authors:
        found.append(read_head_bylines(head.lines, sites=sites))
    people = next((item.authors for item in found if item.authors), ())
    if any(name.isupper() and " " in name for name in people):
        people = write_small(tree, people)
    agencies = dict.fromkeys(name for item in found for name in item.agencies)
    desks = dict.fromkeys(name for item in found for name in item.desks)
    return Bylines(people, tuple(agencies), tuple(desks))


def _sort(names: list[tuple[str, str]], sites: list[str]) -> Bylines:
    """Sort names; what linked data calls an organisation is no person, whatever its name looks like."""
    found = read_bylines([name for name, kind in names if kind != "organization"], sites=sites)
    others = read_bylines([name for name, kind in names if kind == "organization"], sites=sites)
    return Bylines(
        found.authors,
        tuple(dict.fromkeys((*found.agencies, *others.agencies))),
        tuple(dict.fromkeys((*found.desks, *others.desks, *others.authors))),
    )


def _read_author_meta(many: dict[str, list[str]]) -> Iterator[str]:
    for name in AUTHOR_NAMES:
        values = many.get(name, [])
        usable = [value for value in values if value and "://" not in value]
        if usable:
            yield from usable
            return


def _read_shown_bylines(tree: HtmlElement, *, is_strict: bool) -> Iterator[str]:
    """Yield names that the page shows where a byline stands.

    Args:
        tree: The page.
        is_strict: Whether only lines that say "by" or links to an author count, because linked data named somebody.
    """
    seen = 0
    for element in _find(tree, _BYLINE_PATH):
        if element.tag in {"meta", "script", "style", "link", "body", "html", "img"} or _is_elsewhere(element):
            continue
        inner = element.xpath('.//*[@itemprop="name"] | .//a[@rel="author"] | .//*[contains(@class, "author-name")]')
        texts = [" ".join(item.itertext()) for item in inner] or [" ".join(element.itertext())]
        for text in texts:
            line = " ".join(text.split())
            is_link = element.get("rel") == "author" or element.get("itemprop") == "author" or bool(inner)
            if not 2 < len(line) <= 120 or not (is_link or _BY.match(line) or not is_strict):
                continue
            names = read_bylines([line])
            if (names.authors and len(names.authors[0].split()) > 1) or names.agencies or names.desks:
                yield line
                seen += 1
        if seen:
            return


def _find(tree: HtmlElement, path: str) -> list[Any]:
    found: Any = tree.xpath(path)
    return list(found)


def _is_elsewhere(element: HtmlElement) -> bool:
    """Return whether an element stands in a part of the page that is not the article."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in {"aside", "footer", "nav"}:
            return True
        if ancestor.tag in {"body", "html"}:
            return False
        if _OTHER_PART.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"):
            return True
    return False


def _read_published(
    tree: HtmlElement, linked: Linked, meta: dict[str, str], zone: tzinfo | None, head: Head
) -> str | None:
    """Return the date of publication: as precisely as any source has it that agrees with the surest on the day."""
    sources = [read_date(as_text(linked.find("datePublished")), zone=zone)]
    sources += [read_date(meta.get(name), zone=zone) for name in PUBLISHED_NAMES]
    best = next((date for date in sources if date), None)
    if best is None or not _has_zone(best):
        shown = [*_read_shown_dates(tree, zone), *read_head_dates(head.lines, zone)]
        best = best or next(iter(shown), None)
        sources += shown
    if best is None:
        return read_date(as_text(linked.find("dateCreated", "uploadDate")), zone=zone)
    if not _has_zone(best):
        same = [date for date in sources if date and is_same_day(best, date)]
        timed = [date for date in same if "T" in date and ("T" not in best or date[:16] == best[:16])]
        best = next((date for date in timed if _has_zone(date)), None) or next(iter(timed), best)
    return best


def _read_modified(tree: HtmlElement, linked: Linked, meta: dict[str, str], zone: tzinfo | None) -> str | None:
    for value in (as_text(linked.find("dateModified")), *(meta.get(name) for name in MODIFIED_NAMES)):
        if date := read_date(value, zone=zone):
            return date
    for element in tree.iter("time"):
        text = " ".join(element.itertext())
        after = split_update(text)[1]
        if not (after or _is_change(element)) or _is_elsewhere(element):
            continue
        if date := read_date(element.get("datetime"), zone=zone) or read_date(after, zone=zone):
            return date
    for element in _find(tree, _DATE_PATH)[:30]:
        after = split_update(" ".join(element.itertext()))[1] if len(element) < 12 else ""
        if after and (date := read_date(after[:80], zone=zone)) and not _is_elsewhere(element):
            return date
    return None


def _is_change(element: HtmlElement) -> bool:
    """Return whether an element holds the date of a change, by its name or the words right before it."""
    if element.get("itemprop") == "dateModified":
        return True
    former, parent = element.getprevious(), element.getparent()
    before = former.tail if former is not None else parent.text if parent is not None else ""
    return split_update(f"{before or ''} x")[1].strip(" :-") in {"x", "op x", "om x"}


def _read_shown_dates(tree: HtmlElement, zone: tzinfo | None) -> Iterator[str]:
    """Yield dates that the page shows as its own, the surest first; the date of a change never."""
    times = [element for element in tree.iter("time") if not _is_elsewhere(element)]
    times.sort(key=lambda element: element.get("itemprop") != "datePublished" and element.get("pubdate") is None)
    for element in (*tree.xpath('//*[@itemprop="datePublished" and not(self::meta)]'), *times[:8]):
        text = " ".join(element.itertext())
        before, after = split_update(text)
        if (after and not before) or _is_change(element):
            continue
        for value in (element.get("content"), element.get("datetime"), before):
            if date := read_date(value, zone=zone):
                yield date
                break
    for element in _find(tree, _DATE_PATH)[:40]:
        text = " ".join(" ".join(element.itertext()).split())
        if not 6 <= len(text) <= 140 or _is_elsewhere(element):
            continue
        if date := read_date(split_update(split_published(text))[0] or split_update(text)[0], zone=zone):
            yield date


def _has_zone(date: str) -> bool:
    return "T" in date and len(date) > 16


def _read_section(linked: Linked, meta: dict[str, str]) -> str | None:
    said = linked.find("articleSection")
    section = as_text(said) or clean(meta.get("article:section") or meta.get("og:article:section") or "")
    section = section or clean(meta.get("parsely-section") or meta.get("section") or "")
    if section:
        return section if len(section) <= 80 else None
    for node in linked.nodes:
        if "breadcrumblist" in list_types(node) and isinstance(node.get("itemListElement"), list):
            names = [
                as_text(item.get("name")) or as_text(item.get("item"))
                for item in node["itemListElement"]
                if isinstance(item, dict)
            ]
            inner = [name for name in names[1:-1] if name and "://" not in name]
            return inner[0] if inner else None
    return None


def _find_free(linked: Linked) -> bool | None:
    """Return what the page says about access; one `false` about the main text counts."""
    about = [*linked.articles]
    about += [node for node in linked.nodes if {"webpageelement", "webpage"}.intersection(list_types(node))]
    values = [as_truth(node["isAccessibleForFree"]) for node in about if "isAccessibleForFree" in node]
    if False in values:
        return False
    return True if True in values else None


def _find_paid(linked: Linked) -> Iterator[str]:
    """Yield the selectors of parts that are not free (schema.org hasPart, as search engines ask for them)."""
    for node in linked.nodes:
        if as_truth(node.get("isAccessibleForFree")) is False and node.get("cssSelector"):
            value = node["cssSelector"]
            yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))


def _find_names(value: object, by_id: dict[str, Node]) -> Iterator[tuple[str, str]]:
    """Yield names in a value of linked data, each with the type that it is said to be of, in lower case."""
    for item in value if isinstance(value, list) else [value]:
        node: Any = item
        if isinstance(node, dict) and "name" not in node:
            node = by_id.get(str(node.get("@id")), node)
        kinds = list_types(node) if isinstance(node, dict) else []
        kind = (
            "organization"
            if any(kind.endswith(("organization", "corporation")) for kind in kinds)
            else "".join(kinds[:1])
        )
        if isinstance(node, dict) and isinstance(node.get("name"), list):
            yield from _find_names(node["name"], by_id)
            continue
        name = as_text(node.get("name") if isinstance(node, dict) else node)
        if name and "://" not in name:
            yield name, kind


def _find_based_on(linked: Linked, main: Node) -> tuple[str | None, str | None, object]:
    value = main.get("isBasedOn") or next((node["isBasedOn"] for node in linked.nodes if node.get("isBasedOn")), None)
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return value, None, None
    if not isinstance(value, dict):
        return None, None, None
    if not value.get("url") and not value.get("publisher"):
        value = linked.by_id.get(str(value.get("@id")), value)
    address = as_text(value.get("url")) or as_text(value.get("@id"))
    publisher = next(iter(_find_names(value.get("publisher"), linked.by_id)), (None, ""))[0]
    return address, publisher, as_text(value.get("datePublished"))


def _find_canonical(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").casefold().split() and element.get("href"):
            return str(element.get("href")).strip()
    return meta.get("og:url")
