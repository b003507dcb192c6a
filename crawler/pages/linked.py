"""Linked data in a page (JSON-LD, schema.org): read it, also where it is broken, and find what tells of the page.

https://schema.org/NewsArticle and its kin; the syntax is that of https://www.w3.org/TR/json-ld11/.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crawler.addresses import split_address

Node = dict[str, Any]

MAX_NODES = 5000
"""Nodes looked at on one page."""

_ARTICLE = re.compile(r"(?i)(?:article|posting|report|review)\Z")
_PAGES = frozenset({"webpage", "itempage", "creativework", "videoobject", "collectionpage", "aboutpage"})
_OWN = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf")
_OTHERS = ("hasPart", "itemListElement", "isPartOf", "publisher", "author", "creator", "item", "about", "breadcrumb")
_FIELDS = ("headline", "datePublished", "dateModified", "isAccessibleForFree", "articleSection")
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|/\*.*?\*/|(?<![:\w])//[^\n]*', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """All nodes of a page, and those that tell of the page itself."""

    nodes: tuple[Node, ...] = ()
    """All objects in order."""
    articles: tuple[Node, ...] = ()
    """Those that are the article of this page, the most telling first."""
    by_id: dict[str, Node] = field(default_factory=dict)
    """Nodes that other nodes refer to by @id."""

    def find(self, *names: str) -> Any:
        """Return the first value under one of some names, in the articles of the page."""
        for name in names:
            for node in self.articles:
                if node.get(name) not in (None, "", [], {}):
                    return node[name]
        return None


def read_linked(scripts: Iterable[str], *, url: str = "", title: str = "") -> Linked:
    """Return the linked data of a page.

    Args:
        scripts: Contents of the elements that hold JSON-LD.
        url: Address of the page; tells its own article from others that are listed.
        title: Headline as the page shows it, for the same purpose.
    """
    own: list[Node] = []
    nodes: list[Node] = []
    for script in scripts:
        for node, is_own in _walk(parse(script)):
            nodes.append(node)
            if is_own:
                own.append(node)
        if len(nodes) > MAX_NODES:
            break
    by_id: dict[str, Node] = {}
    for node in nodes:
        if isinstance(node.get("@id"), str) and len(node) > 1 and len(node) > len(by_id.get(node["@id"], ())):
            by_id[node["@id"]] = node
    return Linked(nodes=tuple(nodes), articles=tuple(_choose(own, url, title)), by_id=by_id)


def parse(script: str) -> Any:
    """Return what a script of JSON-LD holds; broken ones are mended as far as their meaning is plain, else None.

    Mended are: comments, CDATA marks, HTML entities, trailing commas, wrong escapes, control characters, several
    objects one after another. What still cannot be read is searched for single fields.

    >>> parse('/* kop */ {"headline": "Raad wil uitleg",}')
    {'headline': 'Raad wil uitleg'}
    """
    text = re.sub(r"\A\s*(?:<!--|(?://\s*)?<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*\Z", "", script.strip()).strip(
        " ;\r\n\t"
    )
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    if not text or text[0] not in "{[&/<" or len(text) > 3_000_000:
        return None
    bare = _COMMENT.sub(lambda match: match[1] or " ", text)
    bare = re.sub(r",(\s*[}\]])", r"\1", re.sub(r'\\(?!["\\/bfnrtu])', "", bare))
    for attempt in (bare, html.unescape(bare), re.sub(r"}\s*{", "},{", f"[{bare}]")):
        try:
            return json.loads(attempt.strip(), strict=False)
        except (ValueError, RecursionError):
            continue
    return _rescue(text)


def list_types(node: Node) -> list[str]:
    """Return the types of a node, without the address of their vocabulary, in lower case."""
    value = node.get("@type") or node.get("type")
    values = value if isinstance(value, list) else [value]
    return [re.split(r"[/#:]", str(item))[-1].casefold() for item in values if item]


def is_article(node: Node) -> bool:
    """Return whether a node is a text of an author: NewsArticle, BlogPosting, Report and so on."""
    return any(_ARTICLE.search(name) for name in list_types(node))


def as_text(value: object) -> str | None:
    """Return a value as plain text, entities resolved and elements left out."""
    if isinstance(value, list):
        value = next((item for item in value if item), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
        if isinstance(value, list):
            value = value[0] if value else None
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    return clean(str(value))


def clean(text: str) -> str | None:
    """Return text without entities, elements, soft hyphens and superfluous spaces; None where nothing is left."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text)
    return " ".join(text.replace("\N{SOFT HYPHEN}", "").replace("\N{ZERO WIDTH SPACE}", "").split()) or None


def as_truth(value: object) -> bool | None:
    """Return a value of schema.org as a truth value: true, "True", "https://schema.org/True"."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool):
        return value
    word = str(value).rsplit("/", 1)[-1].strip().casefold()
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)


def _walk(data: Any) -> Iterator[tuple[Node, bool]]:
    """Yield all objects, and whether they stand where the page tells of itself."""
    stack: list[tuple[Any, bool]] = [(data, True)]
    budget = MAX_NODES
    while stack and budget:
        item, is_own = stack.pop()
        budget -= 1
        if isinstance(item, list):
            stack.extend((entry, is_own) for entry in reversed(item))
        elif isinstance(item, dict):
            yield item, is_own
            for names, still_own in ((_OTHERS, False), (_OWN, is_own)):
                stack.extend(
                    (item[name], still_own) for name in reversed(names) if isinstance(item.get(name), list | dict)
                )


def _choose(nodes: list[Node], url: str, title: str) -> list[Node]:
    """Return the articles that are the page's own, the most telling first; without any, pages with a date."""
    articles = [node for node in nodes if is_article(node) and (node.get("headline") or node.get("name"))]
    articles = articles or [node for node in nodes if is_article(node) and node.get("datePublished")]
    if not articles:
        return [node for node in nodes if _PAGES.intersection(list_types(node)) and node.get("datePublished")][:1]
    path = split_address(url).path.rstrip("/") if url else ""
    shown = _squeeze(title)

    def weigh(node: Node) -> tuple[bool, bool, bool, bool]:
        headline = _squeeze(as_text(node.get("headline")) or as_text(node.get("name")) or "")
        links = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
        links = [link.get("@id") or link.get("url") if isinstance(link, dict) else link for link in links]
        is_here = bool(path) and any(
            isinstance(link, str) and split_address(link).path.rstrip("/") == path for link in links
        )
        return (
            not (shown and headline and (shown.startswith(headline) or headline.startswith(shown))),
            not is_here,
            not node.get("datePublished"),
            not node.get("headline"),
        )

    articles.sort(key=weigh)
    best = weigh(articles[0])
    return [node for node in articles if weigh(node)[:2] == best[:2] or not (path or shown)]


def _rescue(text: str) -> Any:
    """Return the plain fields of a script that cannot be read as a whole."""
    found: Node = {}
    for name in _FIELDS:
        if match := re.search(rf'"{name}"\s*:\s*("(?:[^"\\\n]|\\.)*"|true|false)', text):
            try:
                found[name] = json.loads(match[1], strict=False)
            except ValueError:
                continue
    if match := re.search(r'"author"\s*:\s*[\[{][^\]}]{0,300}?"name"\s*:\s*"([^"\n]{2,80})"', text):
        found["author"] = {"name": match[1]}
    kind = re.search(r'"@type"\s*:\s*"(\w*(?:Article|Posting))"', text)
    return found | {"@type": kind[1]} if found and kind else None


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
