"""Choose the headline of a page among what it calls itself.

A page names itself in linked data, in meta elements, in its first heading and in the window's title; each may be cut
off, carry the name of the site, a section or a kicker, or be written for search engines. What two of them agree on is
the headline; without that linked data goes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.addresses import split_address
from crawler.pages.heads import read_headline
from crawler.pages.linked import clean

CUT_LENGTH = 80
"""Characters from which a headline that another one goes on from may have been cut off for search engines."""

_SEPARATOR = re.compile(r"\s+[|–—·•»›:~-]+\s+|\s*[|»]\s*")
_KICKER = re.compile(
    r"(?i)kicker|eyebrow|overline|dachzeile|spitzmarke|roofline|catchline|topline|label|badge|premium|plus-?icon|sr-?only|"
    r"visually-?hidden|screen-reader|surtitre|overtitle|antetitulo"
)
_ENDS_KICKER = re.compile(r"[|:·•»–—-]\s*\Z")
_ENDS_CUT = re.compile(r"(?:…|\.\.\.)\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a page calls itself."""

    headline: str | None = None
    """By linked data."""
    social: str | None = None
    """By og:title, or what stands for it."""
    headings: tuple[str, ...] = ()
    """By its headings of the first level."""
    window: str = ""
    """By its title element."""
    is_article: bool = True
    """Whether it says that it is an article."""


def read_headings(tree: HtmlElement, window: str = "") -> tuple[str, ...]:
    """Return the headings of the first level, without kickers and what only screen readers say.

    Args:
        tree: The page.
        window: Title of the window: tells which other heading is the headline where there is none of the first level.
    """
    found: dict[str, None] = {}
    for element in tree.iter("h1"):
        whole = clean(" ".join(element.itertext()))
        marked = [
            text
            for child in element.iterdescendants("span", "div", "strong", "small", "em", "a", "p")
            if _KICKER.search(child.get("class") or "") and (text := clean(" ".join(child.itertext())))
        ]
        if whole:
            for part in marked:
                if part != whole and (rest := whole.removeprefix(part).removesuffix(part).strip(" :|–—-")):
                    whole = rest
            found.setdefault(whole)
        if len(found) >= 6:
            break
    if not found and (element := read_headline(tree, window)) is not None:
        found.setdefault(clean(" ".join(element.itertext())) or "")
    return tuple(found)


def choose_title(names: Names, *, sites: Iterable[str], url: str) -> str:
    """Return the headline, without the name of the site.

    Args:
        names: What the page calls itself.
        sites: Names of the site.
        url: Address of the page.
    """
    known = [name for name in sites if name]
    headline, social, window = (
        strip_site(name or "", known, url) for name in (names.headline, names.social, names.window)
    )
    heading = _choose_heading(names.headings, (headline, social, window), known)
    if not names.is_article:
        return social or heading or headline or window
    if not headline:
        return _choose_shown(heading, social, window)
    return _complete(headline, (heading, social, window)) or _choose_said(headline, heading, social, window)


def _choose_said(headline: str, heading: str, social: str, window: str) -> str:
    """Return the headline of a page with linked data: what that says, or what the page shows."""
    if not heading or _is_glued(headline, heading):
        return headline
    if _is_end(heading, headline):  # "Opinie | Kop" in the data, and only "Kop" above the text
        return heading
    keys = [_key(name) for name in (headline, heading, social, window)]
    # where the data agree with nothing, the page shows one headline and gives search engines another
    return heading if keys[0] not in keys[1:] and keys[1] in keys[2:] else headline


def strip_site(title: str, sites: Iterable[str], url: str) -> str:
    """Return a title without the name of the site, or of its sections, before or behind it.

    >>> strip_site("Raad wil uitleg | De Voorbeeldbode", ["De Voorbeeldbode"], "")
    'Raad wil uitleg'
    """
    parts = split_address(url)
    host = (parts.hostname or "").removeprefix("www.")
    labels = [host, host.rsplit(".", 1)[0], *host.split(".")[:-1]]
    names = {_squeeze(name) for name in [*sites, *labels] if name} - {""}
    sections = {_squeeze(part) for part in parts.path.split("/")[1:-1] if not part.isdigit()} - {""}
    text = clean(title) or ""
    is_stripped = True
    was_site = False
    while is_stripped:
        is_stripped = False
        separators = list(_SEPARATOR.finditer(text))
        for separator, at_end in ((separators[-1], True), (separators[0], False)) if separators else ():
            part = text[separator.end() :] if at_end else text[: separator.start()]
            rest = text[: separator.start()] if at_end else text[separator.end() :]
            name = _squeeze(part)
            is_site = name in names
            # "Kop | Wereld | Nieuws | Krant": sections go only with the name of the site behind them
            if rest.strip() and (is_site or (was_site and at_end and name in sections)):
                text, is_stripped, was_site = rest.strip(), True, was_site or is_site
                break
    return text


def _choose_heading(headings: Iterable[str], others: tuple[str, ...], sites: list[str]) -> str:
    """Return the heading that is the headline: the one most like what the page calls itself elsewhere."""
    own = {_squeeze(name) for name in sites}
    left = [heading for heading in headings if _squeeze(heading) not in own]
    if not left:
        return ""
    wanted = [set(_words(other)) for other in others if other]

    def liken(heading: str) -> float:
        words = set(_words(heading))
        return max((len(words & other) / max(1, len(words | other)) for other in wanted), default=0.0)

    best = max(left, key=liken)
    return best if liken(best) > 0 or not any(others[:2]) else ""


def _choose_shown(heading: str, social: str, window: str) -> str:
    """Return the headline of a page without linked data."""
    if not heading or not social:
        return heading or social or window
    one, two = _key(heading), _key(social)
    if one == two or _is_end(heading, social):
        return heading
    if whole := _complete(social, (heading,)):
        return whole
    if one.endswith(two) and _key(window).startswith(two):  # the heading begins with a kicker
        return social
    return heading


def _is_end(heading: str, name: str) -> bool:
    """Return whether a heading of some length is what stands behind a kicker in another name."""
    before = name[: -len(heading)] if name.endswith(heading) else ""
    return len(heading.split()) >= 3 and 1 < len(before) <= 40 and bool(_ENDS_KICKER.search(before))


def _is_glued(name: str, heading: str) -> bool:
    """Return whether a heading begins with a kicker that nothing divides from the headline."""
    before = heading[: -len(name)] if heading.endswith(name) else ""
    return len(name.split()) >= 3 and 1 < len(before) <= 30 and before[-1] == " " and before[-2].isalnum()


def _complete(name: str, others: Iterable[str]) -> str | None:
    """Return the whole of a headline that was cut off, or None where it was not."""
    stem = _key(_ENDS_CUT.sub("", name))
    is_marked = bool(_ENDS_CUT.search(name))
    if not stem or not (is_marked or len(name) >= CUT_LENGTH):
        return None
    for other in others:
        key = _key(other)
        if key.startswith(stem) and len(key) > len(stem) + 3 and not _ENDS_CUT.search(other):
            return other
        if is_marked and key == stem and not _ENDS_CUT.search(other):
            return other
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _squeeze(name: str) -> str:
    return re.sub(r"\W|^(?:www|de|het|the|die|der|das|le|la|el|il)\b\s*|^@", "", name.casefold())
