"""Read the head of an article: the lines that a reader sees between the headline and the running text.

Many pages say there, and nowhere else, who wrote the text and when: "Vrijdag 3 mei 2024, 14:05 uur | Door: Piet Proef".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo

from lxml.html import HtmlElement

from crawler.pages.bylines import Bylines, is_full_name, load_bylines, read_bylines
from crawler.pages.dates import load_calendar, read_date, split_published, split_update

LONG_BLOCK = 80
"""Characters of a block that is a standfirst or running text."""

MOST_LINES = 40
"""Lines looked at behind a headline."""

LONGEST_LINE = 160
"""Characters of the longest line that can be a byline or a date."""

_INLINE = frozenset(
    "a abbr acronym address b bdi bdo big center cite em font i mark q s small span strong sub sup time tt u".split()
)
_HIDDEN = frozenset(
    "script style template noscript svg figure picture video audio form button nav select iframe".split()
)
_PARTS = re.compile(r"\s*(?:[|•·–—]|\s-\s)\s*")
_DAY_BEFORE = re.compile(r"\A\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\s+")
_STAMP_WORDS = re.compile(
    r"(?i)\b(?:maan|dins|woens|donder|vrij|zater|zon)dag\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|ma|di|wo|do|vr|za|zo|mo|mi|fr|sa|so|tue|wed|thu|fri"
    r"|sat|sun|mon)\b|\b(?:uur|uhr|hs|om|op|at|à|le|am|um|on|de|el|las?|a|en|y|et|und|and|van|ore|pm|est|edt|gmt|bst|ce?st|pt|et)\b"
)


def read_headline(tree: HtmlElement, window: str) -> HtmlElement | None:
    """Return the element that holds the headline.

    Args:
        tree: The page.
        window: Title of the window: tells the headline from other headings.

    Returns:
        The heading of the first level that is most like the title of the window. On pages without one: the first
        heading of the second level that the title of the window holds; on old pages without any heading, the first
        words in bold in a cell of a table that are no link.
    """
    wanted = _squeeze(window)
    first = None
    for element in tree.iter("h1"):
        name = _squeeze("".join(element.itertext()))
        if name and name in wanted:
            return element
        first = first if first is not None or not name else element
    if first is not None:
        return first
    for element in tree.iter("h2"):
        name = _squeeze("".join(element.itertext()))
        if len(name) >= 12 and name in wanted:
            return element
    if next(tree.iter("h2", "h3"), None) is None and next(tree.iter("td"), None) is not None:
        for element in tree.iter("b", "strong"):
            text = " ".join("".join(element.itertext()).split())
            if 15 <= len(text) <= 150 and not any(
                item.tag == "a" for item in (*element.iter(), *element.iterancestors())
            ):
                return element
    return None


class Head:
    """The lines behind the headline of a page, read when they are first asked for."""

    def __init__(self, tree: HtmlElement, window: str) -> None:
        self._tree, self._window = tree, window
        self._lines: tuple[str, ...] | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines, see `read_head`."""
        if self._lines is None:
            self._lines = read_head(self._tree, self._window)
        return self._lines


def read_head(tree: HtmlElement, window: str) -> tuple[str, ...]:
    """Return the lines right behind the headline, up to the running text."""
    headline = read_headline(tree, window)
    if headline is None:
        return ()
    lines: list[str] = []
    blocks = 0
    for line in _walk(headline):
        if len(line) >= LONG_BLOCK and not _PARTS.search(line):
            blocks += 1
            if blocks == 2 or len(line) > 3 * LONG_BLOCK:
                break
            continue
        lines.append(line)
        if len(lines) >= MOST_LINES:
            break
    return tuple(line for line in lines if 5 <= len(line) <= LONGEST_LINE)


def read_head_bylines(lines: Iterable[str], *, sites: Iterable[str]) -> Bylines:
    """Return the people that lines of a head name behind a word such as "Door"; failing that, beside a date."""
    parts = [[part for part in _PARTS.split(line) if part] for line in lines]
    names = list(sites)
    for row in parts:
        for part in row:
            match = load_bylines().by.match(_DAY_BEFORE.sub("", part))
            if match is None or part.endswith("."):
                continue
            found = read_bylines([part], sites=names)
            if found.authors and all(is_full_name(name) for name in found.authors) and len(found.authors) <= 6:
                return found
            if found.agencies and not found.authors:
                return found
    for row in parts:
        if len(row) > 1 and any(read_date(part) for part in row):
            for part in row:
                found = read_bylines([part], sites=names)
                if len(found.authors) == 1 and found.authors[0] == part and is_full_name(part):
                    return found
    return Bylines()


def read_head_dates(lines: Iterable[str], zone: tzinfo | None) -> Iterator[str]:
    """Yield the dates that lines of a head give, none of them that of a change; those with "published" first."""
    plain: list[str] = []
    for line in lines:
        after = split_published(line)
        if after and (date := read_date(split_update(after)[0], zone=zone)):
            yield date
        elif before := split_update(line)[0]:
            plain.append(before)
    for line in plain:
        if date := read_date(line, zone=zone):
            yield date


def write_small(tree: HtmlElement, people: tuple[str, ...]) -> tuple[str, ...]:
    """Return names that metadata gives in capitals as the page shows them in small letters, where it does."""
    body = next(tree.iter("body"), tree)
    words = " ".join(" ".join(body.itertext("a", "span", "p", "div", "b", "strong", "li", "h4", "address")).split())

    def find(name: str) -> str:
        shown = re.findall(re.escape(name), words, re.IGNORECASE) if name.isupper() else []
        return next((other for other in shown if not other.isupper() and is_full_name(other)), name)

    return tuple(map(find, people))


def is_stamp(line: str, names: Iterable[str]) -> bool:
    """Return whether a line is nothing but a date or a byline.

    >>> is_stamp("Stand: 12.03.2024 23:31 Uhr", []), is_stamp("Door Piet Proef", ["Piet Proef"])
    (True, True)
    >>> is_stamp("Op 3 mei 2024 ging de brug dicht", [])
    False
    """
    if len(line) > LONGEST_LINE or line.endswith((".", "!", "”", "’", "»")):
        return False
    rules, calendar = load_bylines(), load_calendar()
    rest = line
    for name in names:
        rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
    if rest == line and read_date(line) is None:
        return False
    rest = re.sub(r"\S+@\S+", " ", rest)
    rest = rules.by.sub(" ", rest.strip(" ,|·•-"))
    for part in _PARTS.split(rest):
        bare = calendar.update.sub(" ", calendar.published.sub(" ", f" {part} "))
        bare = rules.roles.sub(" ", rules.by.sub(" ", bare.strip(" ,:")))
        bare = _STAMP_WORDS.sub(" ", bare)
        words = [word for word in re.findall(r"[^\W\d_]+", bare.casefold()) if word not in calendar.months]
        if sum(map(len, words)) > 3:
            return False
    return True


def _walk(start: HtmlElement) -> Iterator[str]:
    """Yield the lines of text behind an element, in the order of the page."""
    line: list[str] = []
    for ancestor in (start, *start.iterancestors()):
        if ancestor.tag in {"body", "html"}:
            break
        following: list[HtmlElement | str] = [ancestor.tail or ""]
        for sibling in ancestor.itersiblings():
            following += [sibling, sibling.tail or ""]
        for item in following:
            yield from _feed(item, line)
        if ancestor.tag not in _INLINE:
            yield from _flush(line)
    yield from _flush(line)


def _feed(item: HtmlElement | str, line: list[str]) -> Iterator[str]:
    stack: list[HtmlElement | str | None] = [item]
    while stack:
        piece = stack.pop()
        if piece is None:
            yield from _flush(line)
        elif isinstance(piece, str):
            line.append(piece)
        elif isinstance(piece.tag, str) and piece.tag not in _HIDDEN:
            inner: list[HtmlElement | str | None] = [piece.text or ""]
            for child in piece:
                inner += [child, child.tail or ""]
            if piece.tag not in _INLINE:
                inner = [None, *inner, None]
            stack.extend(reversed(inner))


def _flush(line: list[str]) -> Iterator[str]:
    text = " ".join(" ".join(line).split())
    line.clear()
    if text:
        yield text


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
