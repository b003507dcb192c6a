"""Take out of a page what its place tells and not its words: sign-up boxes, dialogues, comments, lists of teasers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

LONG_PARAGRAPH = 80
"""Characters of a paragraph that is certainly running text."""

MOST_BOX_CHARS = 400
"""Characters of the largest box around a field for a mail address or a password."""

MOST_CARD_CHARS = 400
"""Characters of the largest card of a teaser."""

LEAST_REST = 400
"""Characters of running text that must be left when cards go; fewer where the page says that it is an article."""

_DIALOGUE = re.compile(
    r"(?i)\b(?:cookie|consent|privacy|gdpr)s?[-_]?(?:banner|bar|box|notice|modal|popup|wall|dialog|overlay|message|layer)\b"
    r"|\b(?:didomi|onetrust|usercentrics|cookiebot|iubenda|qc-cmp2|sp_message)"
)
_STOP = frozenset({"html", "body", "main", "article", "form"})
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def take_out_forms(tree: HtmlElement) -> None:
    """Take out boxes that ask for a mail address or a password, with the words around the field."""
    for field in list(tree.iter("input")):
        if (field.get("type") or "").casefold() not in {"email", "password"} or not _is_in(field, tree):
            continue
        box = field
        for parent in field.iterancestors():
            if parent.tag in _STOP - {"form"} or parent is tree or parent.find(".//h1") is not None:
                break
            if len(parent.text_content()) > MOST_BOX_CHARS:
                break
            box = parent
        if box is not tree:
            box.drop_tree()


def take_out_dialogues(tree: HtmlElement) -> None:
    """Take out dialogues that lie over a page, such as those that ask for consent."""
    for element in list(tree.iter("div", "section", "form")):
        is_dialogue = element.get("role") in {"dialog", "alertdialog"} or _DIALOGUE.search(
            f"{element.get('id') or ''} {element.get('class') or ''}"
        )
        if is_dialogue and _is_in(element, tree) and element.find(".//h1") is None and not _has_story(element):
            element.drop_tree()


def take_out_lists(
    tree: HtmlElement, *, teaser: re.Pattern[str], related: re.Pattern[str], comments: re.Pattern[str], is_article: bool
) -> None:
    """Take out comments, boxes that lead to other articles, and cards of teasers.

    Args:
        tree: The page.
        teaser: Matches the words of a line that leads elsewhere: "Lees ook".
        related: Matches a heading above a list of other articles: "Meer nieuws".
        comments: Matches a heading above comments: "Reacties (3)".
        is_article: Whether the page says that it is an article.
    """
    running = 0
    for element in list(tree.iter("p", "span", "b", "strong", "div", *_HEADINGS)):
        if element.tag == "p":
            size = len(element.text_content())
            running += size if size >= LONG_PARAGRAPH else 0
        is_heading = element.tag in _HEADINGS
        text = (element.text_content() if is_heading else element.text or "").strip()
        if not 4 <= len(text) <= 70 or not _is_in(element, tree):
            continue
        text = " ".join(text.split())
        if is_heading and running and comments.match(text):
            _take_out_behind(element)
        elif (is_heading and related.match(text)) or teaser.match(text):
            _take_out_box(element, text)
    _take_out_cards(tree, LEAST_REST // 4 if is_article or _is_marked(tree) else LEAST_REST)


def _is_in(element: HtmlElement, tree: HtmlElement) -> bool:
    """Return whether an element has not been taken out with another."""
    return element is not tree and any(ancestor is tree for ancestor in element.iterancestors())


def _is_marked(tree: HtmlElement) -> bool:
    return any(article.find(".//h1") is not None for article in tree.iter("article"))


def _take_out_behind(heading: HtmlElement) -> None:
    for sibling in list(heading.itersiblings()):
        if isinstance(sibling.tag, str) and sibling.find(".//h1") is None:
            sibling.drop_tree()
    heading.drop_tree()


def _take_out_box(element: HtmlElement, text: str) -> None:
    """Take out the largest element that begins with these words and holds little but links."""
    box = element
    for parent in element.iterancestors():
        if (
            parent.tag in _STOP
            or parent.getparent() is None
            or not " ".join(parent.text_content().split()).startswith(text)
        ):
            break
        if parent.find(".//h1") is not None:
            break
        box = parent
    links = list(box.iter("a"))
    linked = sum(len(link.text_content()) for link in links)
    whole = len(box.text_content())
    if (len(links) >= 2 and not _has_story(box)) or (links and whole - linked <= len(text) + 12 and box is not element):
        box.drop_tree()


def _has_story(box: HtmlElement) -> bool:
    """Return whether there is running text in an element that is more than what teasers say."""
    sizes = [len(item.text_content()) for item in box.iter("p")]
    return sum(size for size in sizes if size >= MOST_CARD_CHARS // 2) > MOST_CARD_CHARS


def _take_out_cards(tree: HtmlElement, least: int) -> None:
    """Take out three or more alike elements side by side that each have a heading that is a link."""
    groups: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = {}
    for heading in tree.iter("h2", "h3", "h4", "h5"):
        if not _is_link(heading):
            continue
        for depth, card in enumerate(heading.iterancestors()):
            parent = card.getparent()
            if depth >= 4 or parent is None or card.tag in _STOP - {"article"} or card.find(".//h1") is not None:
                break
            name = card.get("class") or ""
            if sum(1 for item in parent if item.tag == card.tag and (item.get("class") or "") == name) >= 3:
                groups.setdefault((parent, str(card.tag), name), []).append(card)
                break
    for cards in groups.values():
        unique = list(dict.fromkeys(cards))
        if len(unique) < 3 or sum(len(card.text_content()) for card in unique) > MOST_CARD_CHARS * len(unique):
            continue
        if _count_running(tree, unique) < least:
            continue
        for card in unique:
            if _is_in(card, tree):
                card.drop_tree()


def _is_link(heading: HtmlElement) -> bool:
    return heading.find(".//a") is not None or any(
        item.tag == "a" for _, item in zip(range(2), heading.iterancestors(), strict=False)
    )


def _count_running(tree: HtmlElement, left_out: Iterable[HtmlElement]) -> int:
    """Return the characters of running text outside some elements."""
    inside = {paragraph for element in left_out for paragraph in element.iter("p")}
    sizes = (len(item.text_content()) for item in tree.iter("p") if item not in inside)
    return sum(size for size in sizes if size >= LONG_PARAGRAPH)
