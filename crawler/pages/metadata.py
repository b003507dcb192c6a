"""What a page says about itself: JSON-LD (schema.org) first, then meta elements and links."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

ARTICLE_TYPES = (
    "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle",
    "ReviewNewsArticle", "AskPublicNewsArticle", "LiveBlogPosting", "Article", "BlogPosting", "Report",
    "SocialMediaPosting", "TechArticle", "ScholarlyArticle", "AdvertiserContentArticle",
)  # fmt: skip
"""Types of schema.org that are texts of an author, the most telling first."""

PAGE_TYPES = ("WebPage", "ItemPage", "CreativeWork", "VideoObject")
"""Types that may say when a page was made and whether it is free, when there is no article."""

MAX_NODES = 5000
"""Nodes of JSON-LD looked at on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about itself, unchecked."""

    headline: str | None = None
    """Headline by JSON-LD."""
    authors: tuple[str, ...] = ()
    """Names of authors, people or not."""
    published: object = None
    """Date of publication as written."""
    modified: object = None
    """Date of the last change as written."""
    outlet: str | None = None
    """Name of the publisher."""
    language: str | None = None
    """Language by JSON-LD."""
    is_free: bool | None = None
    """isAccessibleForFree."""
    is_article: bool = False
    """Whether the page says that it is an article."""
    canonical: str | None = None
    """Canonical link."""
    based_on: tuple[str | None, str | None, object] = (None, None, None)
    """isBasedOn: address, publisher, date as written."""
    meta: dict[str, str] = field(default_factory=dict)
    """Meta elements, names in lower case; the first of each name."""


def read_metadata(tree: HtmlElement) -> Metadata:
    """Return what a page says about itself."""
    nodes = list(_find_nodes(tree))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    main = _choose_main(nodes)
    article: dict[str, Any] = main or {}
    meta = _read_meta(tree)
    return Metadata(
        headline=_as_text(article.get("headline")) or _as_text(article.get("name")),
        authors=tuple(_find_names(article.get("author") or article.get("creator"), by_id)),
        published=_as_text(article.get("datePublished") or article.get("dateCreated")),
        modified=_as_text(article.get("dateModified")),
        outlet=next(iter(_find_names(article.get("publisher"), by_id)), None),
        language=_as_text(article.get("inLanguage")),
        is_free=_find_free(nodes, main),
        is_article=bool(main and _rank(main) < len(ARTICLE_TYPES)) or meta.get("og:type") == "article",
        canonical=_find_canonical(tree, meta),
        based_on=_find_based_on(nodes, article, by_id),
        meta=meta,
    )


def _find_nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield all objects of JSON-LD, nested ones and @graph too, in order."""
    budget = MAX_NODES
    for script in tree.xpath('//script[contains(translate(@type, "LDJSON", "ldjson"), "ld+json")]'):
        data = _parse(script.text_content() or "")
        stack: list[Any] = [data]
        while stack and budget:
            item = stack.pop()
            budget -= 1
            if isinstance(item, list):
                stack.extend(reversed(item))
            elif isinstance(item, dict):
                yield item
                nested = [value for key, value in item.items() if key in {"@graph", "mainEntity", "mainEntityOfPage"}]
                nested += [
                    v for k, v in item.items() if k in {"hasPart", "itemListElement", "isPartOf", "publisher", "author"}
                ]
                stack.extend(value for value in reversed(nested) if isinstance(value, list | dict))


def _parse(text: str) -> Any:
    text = (
        text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>").strip()
    )
    for attempt in (text, html.unescape(text), re.sub(r",\s*([}\]])", r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _types(node: dict[str, Any]) -> list[str]:
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return [str(item).rsplit("/", 1)[-1] for item in values if item]


def _rank(node: dict[str, Any]) -> int:
    order = ARTICLE_TYPES + PAGE_TYPES
    return min((order.index(name) for name in _types(node) if name in order), default=len(order))


def _choose_main(nodes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the node that the page is about: the first article with a headline, else a page with a date."""
    articles = [
        node for node in nodes if _rank(node) < len(ARTICLE_TYPES) and (node.get("headline") or node.get("name"))
    ]
    if articles:
        return min(articles, key=lambda node: (not node.get("datePublished"), not node.get("headline")))
    pages = [node for node in nodes if _rank(node) < len(ARTICLE_TYPES + PAGE_TYPES) and node.get("datePublished")]
    return pages[0] if pages else None


def _find_free(nodes: list[dict[str, Any]], main: dict[str, Any] | None) -> bool | None:
    """Return what the page says about access; one `false` about the main text counts."""
    said = [
        node["isAccessibleForFree"] for node in nodes if _is_about_page(node, main) and "isAccessibleForFree" in node
    ]
    values = [_as_bool(value) for value in said]
    if False in values:
        return False
    return True if True in values else None


def _is_about_page(node: dict[str, Any], main: dict[str, Any] | None) -> bool:
    return (
        node is main
        or "WebPageElement" in _types(node)
        or (main is None and _rank(node) < 99)
        or "WebPage" in _types(node)
    )


def _as_bool(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).rsplit("/", 1)[-1].strip().casefold()
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)


def _as_text(value: object) -> str | None:
    if isinstance(value, list):
        value = next((item for item in value if item), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    text = html.unescape(html.unescape(str(value)))
    return " ".join(re.sub(r"<[^<>]{1,80}>", "", text).split()) or None


def _find_names(value: object, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        node = item
        if isinstance(node, dict) and "name" not in node:
            node = by_id.get(str(node.get("@id")), node)
        if isinstance(node, dict) and isinstance(node.get("name"), list):
            yield from _find_names(node["name"], by_id)
            continue
        name = _as_text(node.get("name") if isinstance(node, dict) else node)
        if name:
            yield name


def _find_based_on(
    nodes: list[dict[str, Any]], article: dict[str, Any], by_id: dict[str, dict[str, Any]]
) -> tuple[str | None, str | None, object]:
    value = article.get("isBasedOn") or next((node["isBasedOn"] for node in nodes if node.get("isBasedOn")), None)
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return value, None, None
    if not isinstance(value, dict):
        return None, None, None
    if not value.get("url") and not value.get("publisher"):
        value = by_id.get(str(value.get("@id")), value)
    address = _as_text(value.get("url")) or _as_text(value.get("@id"))
    return address, next(iter(_find_names(value.get("publisher"), by_id)), None), _as_text(value.get("datePublished"))


def _read_meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().casefold(), " ".join(content.split()))
    return found


def _find_canonical(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").casefold().split() and element.get("href"):
            return str(element.get("href")).strip()
    return meta.get("og:url")
