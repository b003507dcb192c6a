"""Find the text of an article in a page: one line for each paragraph, heading, list item and block quote.

trafilatura does the finding, in the mode that favours precision. What it would throw away anyhow is taken out first,
once, because it copies and searches the page several times; its slow comparison with other readers is asked for only
where its first answer is poor. Then lines that lead elsewhere (teasers, newsletter boxes) are left out.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml.html import HtmlElement

from crawler.pages.clutter import take_out_dialogues, take_out_forms, take_out_lists
from crawler.pages.heads import is_stamp

with warnings.catch_warnings():
    # Its downloader, which we never call, makes urllib3 warn that SOCKS proxies are not installed.
    warnings.simplefilter("ignore")
    from trafilatura import bare_extraction
    from trafilatura.settings import Extractor

NO_TEXT = (
    "applet", "area", "aside", "audio", "blink", "button", "canvas", "datalist", "dialog", "embed", "fieldset",
    "figure", "footer", "frame", "frameset", "head", "iframe", "input", "label", "legend", "link", "map", "marquee",
    "menu", "menuitem", "meta", "nav", "noindex", "noscript", "object", "optgroup", "option", "output", "param",
    "picture", "progress", "rp", "rt", "rtc", "script", "select", "source", "style", "svg", "template", "textarea",
    "time", "track", "use", "video",
)  # fmt: skip
"""Elements that hold no text of an article: taken out before the body is looked for. Captions (figure) among them."""

POOR_CHARS = 500
"""A first answer shorter than this is compared with what other ways of reading find."""

POOR_SHARE = 0.2
"""So is one that holds less than this share of the text in paragraphs."""

WHOLE_SHARE = 0.9
"""An answer that holds this share of the text in paragraphs is whole: no parts of it need be looked for."""

LONG_PARAGRAPH = 80
"""Characters of a paragraph that is certainly running text."""

_LINES = frozenset({"teaser", "box"})
_NOT_BODY = re.compile(
    r"(?i)comment|respon[ds]|repl(?:y|ies)|reacti|related|teaser|promo|recommend|newsletter|footer|bio"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """One way to recognise a line that is no part of an article."""

    kind: str
    """teaser: leads to other articles; box: asks something of the reader; related, comments: headings above lists."""
    pattern: re.Pattern[str]
    """Matches the whole line."""


@cache
def load_boilerplate() -> tuple[Boilerplate, ...]:
    """Return the patterns of `boilerplate.json`."""
    rows = json.loads(files("crawler.pages").joinpath("boilerplate.json").read_text(encoding="utf-8"))
    return tuple(Boilerplate(kind=row["kind"], pattern=re.compile(row["pattern"])) for row in rows)


def read_body(
    tree: HtmlElement, *, titles: Iterable[str] = (), authors: Iterable[str] = (), is_article: bool = True
) -> str:
    """Return the text of a page, a line for each block. The tree is used up.

    Args:
        tree: The page.
        titles: Headlines of the page: they have a field of their own and are no part of the text.
        authors: Who wrote it: lines at the head that say nothing else are no part of the text either.
        is_article: Whether the page says that it is an article. In others a list of links may be what it is about.
    """
    take_out_forms(tree)
    take_out_dialogues(tree)
    _clear(tree)
    headings = {item.kind: item.pattern for item in load_boilerplate()}
    take_out_lists(
        tree,
        teaser=headings["teaser"],
        related=headings["related"],
        comments=headings["comments"],
        is_article=is_article,
    )
    _unfold(tree)
    text = _find_text(tree)
    lines = [" ".join(line.split()) for line in re.split(r"[\r\n\u2028\u2029\x85]+", text)]
    kept = _leave_out([line for line in lines if line], tree, titles, is_article=is_article)
    return "\n".join(_leave_out_stamps(kept, tuple(authors)))


def _leave_out_stamps(lines: list[str], authors: tuple[str, ...]) -> list[str]:
    """Return the lines without dates and bylines before the running text and at its end."""
    begin = next((place for place, line in enumerate(lines) if len(line) > 2 * LONG_PARAGRAPH), len(lines))
    head = [line for line in lines[: min(begin, 8)] if not is_stamp(line, authors)]
    rest = lines[min(begin, 8) :]
    if rest and is_stamp(rest[-1], authors):
        rest = rest[:-1]
    return head + rest or lines


def _unfold(tree: HtmlElement) -> None:
    """Leave of an old page that is laid out as a table the one cell that holds the text, where it has no paragraphs."""
    if next(tree.iter("td"), None) is None or next(tree.iter("h1", "article", "main"), None) is not None:
        return
    if any(len(element.text_content()) >= LONG_PARAGRAPH for element in tree.iter("p")):
        return
    body = next(tree.iter("body"), None)
    sizes = {
        cell: len(cell.text_content()) - sum(len(link.text_content()) for link in cell.iter("a"))
        for cell in tree.iter("td")
        if next(cell.iterdescendants("td"), None) is None
    }
    best = max(sizes, key=lambda cell: sizes[cell], default=None)
    if body is None or best is None or sizes[best] < POOR_CHARS or sizes[best] < 0.5 * sum(sizes.values()):
        return
    for child in list(body):
        body.remove(child)
    body.text, best.tail, best.tag = None, None, "article"
    body.append(best)


def _clear(tree: HtmlElement) -> None:
    for element in list(tree.iter(*NO_TEXT)):
        if element.tag == "figure" and element.find(".//table") is not None:
            element.tag = "div"
        elif element.getparent() is not None:
            element.drop_tree()


def _find_text(tree: HtmlElement) -> str:
    """Return the text by the quickest way that gives a good answer."""
    long = [
        (element, text)
        for element in tree.iter("p")
        if len(text := element.text_content()) >= LONG_PARAGRAPH and not _is_linked(element, text)
    ]
    _crop(tree, long)
    found = _extract(tree, is_fast=True)
    if len(found) < WHOLE_SHARE * sum(len(text) for _, text in long) and _join_parts(long, found):
        found = _extract(tree, is_fast=True)
    if len(found) < max(POOR_CHARS, POOR_SHARE * sum(len(text) for _, text in long)):
        found = _extract(tree) or _extract(tree, is_precise=False)
    return found


def _crop(tree: HtmlElement, long: list[tuple[HtmlElement, str]]) -> None:
    """Leave nothing but the one article of a page, where it is marked and holds all running text."""
    articles = list(tree.iter("article"))
    body = next(tree.iter("body"), None)
    if len(articles) != 1 or body is None or len(long) < 3:
        return
    inside = sum(len(text) for element, text in long if articles[0] in element.iterancestors())
    if inside >= WHOLE_SHARE * sum(len(text) for _, text in long):
        for child in list(body):
            body.remove(child)
        body.text = None
        articles[0].tail = None
        body.append(articles[0])


def _extract(tree: HtmlElement, *, is_fast: bool = False, is_precise: bool = True) -> str:
    found = bare_extraction(tree, options=_choose_options(is_fast=is_fast, is_precise=is_precise))
    return getattr(found, "text", None) or ""


@cache
def _choose_options(*, is_fast: bool, is_precise: bool) -> Extractor:
    return Extractor(
        output_format="python",
        fast=is_fast,
        precision=is_precise,
        recall=not is_precise,
        comments=False,
        with_metadata=False,
    )


def _is_linked(element: HtmlElement, text: str) -> bool:
    return sum(len(link.text_content()) for link in element.iter("a")) > 0.5 * len(text)


def _join_parts(long: list[tuple[HtmlElement, str]], found: str) -> bool:
    """Put the parts of an article that was cut up (for advertisements) together; return whether there were any.

    Parts are elements of the same name and class side by side or cousins, of which only one was read.
    """
    squeezed = _squeeze(found)
    groups: dict[tuple[object, str], list[tuple[HtmlElement, bool, int]]] = {}
    for element, text in long:
        parent = element.getparent()
        name = (parent.get("class") or "").strip() if parent is not None else ""
        if name and not _NOT_BODY.search(name):
            is_found = _squeeze(text)[:60] in squeezed
            groups.setdefault((parent.tag, name), []).append((parent, is_found, len(text)))
    for members in groups.values():
        read = sum(size for _, is_found, size in members if is_found)
        left = sum(size for _, is_found, size in members if not is_found)
        parts = list(dict.fromkeys(parent for parent, _, _ in members))
        if not read or left <= 0.3 * read or len(parts) < 2 or not _are_near(parts):
            continue
        first = parts[0]
        for part in parts[1:]:
            if first in part.iterancestors() or part in first.iterancestors():
                return False
            first.extend(list(part))
        return True
    return False


def _are_near(parts: list[HtmlElement]) -> bool:
    """Return whether all parts hang on one element at most four levels up that is not the whole page."""
    first = [item for _, item in zip(range(4), parts[0].iterancestors(), strict=False)]
    for ancestor in first:
        if ancestor.tag in {"body", "html"}:
            return False
        if all(ancestor in part.iterancestors() for part in parts[1:]):
            return True
    return False


def _leave_out(lines: list[str], tree: HtmlElement, titles: Iterable[str], *, is_article: bool) -> list[str]:
    """Return the lines without the headline, what leads elsewhere, and boxes."""
    linked: set[str] = set()
    if any(line.startswith("- ") or _recognise(line) == "teaser" for line in lines):
        linked = {" ".join(link.text_content().split()) for link in tree.iter("a")}
    same = {_squeeze(title) for title in titles if title}
    if len(lines) > 1:
        head = [line for line in lines[:3] if _squeeze(line) not in same]
        lines = (head + lines[3:]) or lines
    kept: list[str] = []
    follows_teaser = False
    for position, line in enumerate(lines):
        kind = _recognise(line)
        is_link = _bare(line) in linked
        is_list = line.startswith("- ")
        if kind is not None:
            follows_teaser = kind == "teaser"
        elif is_link and (follows_teaser or (is_article and is_list and _is_link_list(lines, position, linked))):
            continue
        else:
            follows_teaser = False
            kept.append(line)
    return kept if kept else lines


def _recognise(line: str) -> str | None:
    if len(line) > 260:
        return None
    return next((item.kind for item in load_boilerplate() if item.kind in _LINES and item.pattern.match(line)), None)


def _is_link_list(lines: list[str], position: int, linked: set[str]) -> bool:
    """Return whether a line stands in a list of two or more items that are nothing but links."""
    near = [lines[other] for other in (position - 1, position + 1) if 0 <= other < len(lines)]
    return any(line.startswith("- ") and _bare(line) in linked for line in near)


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _bare(line: str) -> str:
    """Return a line without the mark of a list item and what stands in brackets at its end."""
    return re.sub(r"\s*(?:[\[(][^\])]*[\])])?\|?$", "", line.removeprefix("- "))
